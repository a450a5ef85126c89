"""A page without Jupyter and without a kernel: the bundle, and a model that notes what it would have sent."""

import json
from importlib.resources import files

import numpy as np

from d2lcalc.roles import LOOK

HOME = "http://scene.test"
LIVE = files("d2lcalc.live")
PAGE = """<!doctype html><meta charset="utf-8"><title>scene</title>
<body style="background: %(paper)s; margin: 8px"><div id="scene"></div>
<script type="module">
  import { createModel, mount } from "./bundle.js";
  const state = %(state)s, model = createModel(state);
  let heard = 0;
  window.saved = [];
  window.model = {
    ...model,
    save_changes() { window.saved.push({ ...state }); },
    on(...event) { heard++; model.on(...event); },
    off(...event) { heard--; model.off(...event); },
  };
  window.listening = () => heard;
  window.isHeard = () => JSON.stringify(window.saved.at(-1)) === JSON.stringify(state);
  window.mount = () => (window.unmount = mount({ model: window.model, el: document.getElementById("scene") }));
  window.mount();
</script>"""


def state_of(scene):
    """What the kernel would send of a scene."""
    names = "spec subject answer hollow recorded prediction revealed reached".split()
    return {name: getattr(scene, name) for name in [*names, *(parameter["name"] for parameter in scene.spec["parameters"])]}


def page_for(scene, paper):
    """The HTML of a page that shows the scene on paper of this colour."""
    return PAGE % {"paper": paper, "state": json.dumps(state_of(scene))}


def source(path):
    """A file of the engine by the path that a page asks for, and its kind; None where there is none."""
    found = LIVE.joinpath(*path.strip("/").split("/"))
    kind = "text/css" if path.endswith(".css") else "text/javascript"
    return (with_look(found.read_text(encoding="utf-8")), kind) if found.is_file() else None


def with_look(script):
    """A script of the engine with the look of all pictures, which Python writes into the bundle that it hands over."""
    return script.replace("__ROLES__", json.dumps(LOOK))


def serve(page, html, refused):
    """Answer every request of the page: its home is this HTML, the engine's files are there, any other address is refused and named."""

    def answer(route):
        path = route.request.url.removeprefix(HOME)
        found = (html, "text/html") if path == "/" else source(path)
        if found is None:
            refused(route.request.url)
            return route.abort()
        return route.fulfill(body=found[0], content_type=f"{found[1]}; charset=utf-8")

    page.route("**/*", answer)


def renew(page):
    """Do what a kernel does that shows another subject: here the same picture, made anew."""
    page.evaluate("""() => {
      const text = String(performance.now());
      model.set("recorded", { [text]: structuredClone(model.get("spec")) });
      model.set("subject", text);
    }""")
    settle(page)


def settle(page):
    """Wait until what was asked for has been drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def heard(page):
    """What the kernel has heard, states, once it has heard how things stand: it hears of a move a tenth of a second later."""
    page.wait_for_function("isHeard()")
    return page.evaluate("saved")


def assert_nothing_heard(page):
    """The kernel has heard of no move, though it had the time."""
    page.wait_for_timeout(150)
    assert page.evaluate("saved") == []


def press(page, *keys):
    """Press keys one after the other and wait for the picture."""
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def says(page):
    """The sentence under the picture."""
    settle(page)
    return page.locator(".d2l-say").inner_text()


def put(page, **values):
    """Set what the model holds and wait for the picture."""
    page.evaluate("(values) => { for (const [name, value] of Object.entries(values)) model.set(name, value); }", values)
    settle(page)


def enter(field, text, key="Enter"):
    """Type a text into a field and press Enter: by keys, since Firefox tells of no change to what a script has filled."""
    field.select_text()
    field.press("Backspace")
    field.press_sequentially(text)
    field.press(key)
    settle(field.page)


def centre(handle):
    """The pixel in the middle of a handle."""
    box = handle.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(handle, dx, dy):
    """Take a handle so many px on by the mouse."""
    x, y = centre(handle)
    handle.page.mouse.move(x, y)
    handle.page.mouse.down()
    handle.page.mouse.move(x + dx, y + dy, steps=5)
    handle.page.mouse.up()
    settle(handle.page)


def drawn(page, mark):
    """The lines of a mark of a flat panel as arrays of pixels, one for each stroke."""
    paths = page.locator(f'.d2l-flat g[data-mark="{mark}"] path').evaluate_all("all => all.map((path) => path.getAttribute('d'))")
    strokes = [stroke for path in paths for stroke in path.split("M")[1:]]
    return [np.array([[float(n) for n in pair.split(" ")] for pair in stroke.rstrip("Z").split("L")]) for stroke in strokes]
