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
  window.mount = () => (window.unmount = mount({ model: window.model, el: document.getElementById("scene") }));
  window.mount();
</script>"""


def state_of(scene):
    """What the kernel would send of a scene."""
    names = "spec still subject answer recorded prediction revealed reached".split()
    return {name: getattr(scene, name) for name in [*names, *(parameter["name"] for parameter in scene.spec["parameters"])]}


def page_for(scene, paper):
    """The HTML of a page that shows the scene on paper of this colour."""
    return PAGE % {"paper": paper, "state": json.dumps(state_of(scene))}


def source(path):
    """A file of the engine by the path that a page asks for, and its kind; None where there is none."""
    found = LIVE.joinpath(*path.strip("/").split("/"))
    return (with_look(found.read_text(encoding="utf-8")), "text/javascript") if found.is_file() else None


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


def settle(page):
    """Wait until what was asked for has been drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def press(page, *keys):
    """Press keys one after the other and wait for the picture."""
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def focus(page, name, role="slider"):
    """Give the focus to the slider, or the button, of this name."""
    page.get_by_role(role, name=name, exact=True).focus()


def drag(page, handle, dx, dy):
    """Drag a handle by so many pixels."""
    box = handle.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=5)
    page.mouse.up()
    settle(page)


def choose(page, option):
    """Commit the prediction that is this option of the question."""
    page.get_by_label(option, exact=True).check()
    page.get_by_role("button", name="Commit my prediction").click()
    settle(page)


def state(page, name):
    """What the page's model holds."""
    return page.evaluate("(name) => model.get(name)", name)


def sentence(page):
    """What the scene says."""
    return page.locator(".d2l-say").inner_text()


def is_drawn(page, mark):
    """Whether the mark of this name is drawn on a plan or chart."""
    return page.locator(f'.d2l-flat g[data-mark="{mark}"]').first.evaluate("(e) => e.getAttribute('display') !== 'none'")


def drawn(page, mark):
    """The lines of a mark of a flat panel as arrays of pixels, one for each stroke."""
    paths = page.locator(f'.d2l-flat g[data-mark="{mark}"] path').evaluate_all("all => all.map((path) => path.getAttribute('d'))")
    strokes = [stroke for path in paths for stroke in path.split("M")[1:]]
    return [np.array([[float(n) for n in pair.split(" ")] for pair in stroke.rstrip("Z").split("L")]) for stroke in strokes]
