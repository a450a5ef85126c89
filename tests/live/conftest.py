"""A page without Jupyter and without a kernel: the bundle, and a model of a few lines."""

import json
from importlib.resources import files
from types import SimpleNamespace

import pytest

PAGE = """<!doctype html><meta charset="utf-8"><title>scene</title>
<body style="background: %(paper)s; margin: 8px"><div id="before"><button>before</button></div><div id="scene"></div>
<script type="module">
  import { mount } from "./bundle.js";
  const state = %(state)s, listeners = new Set();
  const tell = (keys) => { for (const [name, call] of [...listeners]) if (name === "change" || keys.some((key) => name === `change:${key}`)) call(); };
  window.saved = 0;
  window.model = {
    get: (key) => state[key],
    set(key, value) { if (state[key] !== value) { state[key] = value; tell([key]); } },
    save_changes() { window.saved += 1; },
    on: (name, call) => listeners.add([name, call]),
    off: (name, call) => { for (const pair of listeners) if (pair[0] === name && (!call || pair[1] === call)) listeners.delete(pair); },
  };
  window.listening = () => listeners.size;
  window.unmount = mount({ model: window.model, el: document.getElementById("scene") });
  window.mountAgain = () => (window.unmount = mount({ model: window.model, el: document.getElementById("scene") }));
</script>"""


def state_of(scene):
    """What the kernel would send of a scene."""
    names = [parameter["name"] for parameter in scene.spec["parameters"]]
    return {name: getattr(scene, name) for name in ["spec", "still", "prediction", "revealed", *names]}


@pytest.fixture
def show(browser):
    """`show(scene)` opens it in Chromium and returns its page; every console or page error, and every outside request, fails the test."""
    context = browser.new_context(viewport={"width": 1100, "height": 1000})
    trouble = []

    def open_page(scene, *, paper="white", width=1100, script=""):
        page = context.new_page()
        page.set_viewport_size({"width": width, "height": 1000})
        page.on("console", lambda message: trouble.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: trouble.append(str(error)))
        bodies = {
            "/": SimpleNamespace(body=PAGE % {"paper": paper, "state": json.dumps(state_of(scene))}, kind="text/html"),
            "/bundle.js": SimpleNamespace(body=(files("d2lcalc.live") / "bundle.js").read_text(encoding="utf-8"), kind="text/javascript"),
        }

        def answer(route):
            found = bodies.get(route.request.url.removeprefix("http://scene.test"))
            if found is None:
                trouble.append(f"request for {route.request.url}")
                return route.abort()
            return route.fulfill(body=found.body, content_type=f"{found.kind}; charset=utf-8")

        page.route("**/*", answer)
        if script:
            page.add_init_script(script)
        page.goto("http://scene.test/")
        page.wait_for_selector(".d2lcalc-scene")
        settle(page)
        return page

    yield open_page
    context.close()
    assert trouble == []


def settle(page):
    """Wait until the frame after next has been drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
