"""A page without Jupyter and without a kernel: the bundle, and a model of a few lines."""

import json
from importlib.resources import files

HOME = "http://scene.test"
LIVE = files("d2lcalc.live")
PAGE = """<!doctype html><meta charset="utf-8"><title>scene</title>
<body style="background: %(paper)s; margin: 8px"><div id="scene"></div>
<script type="module">
  import { mount } from "./bundle.js";
  const state = %(state)s, listeners = new Map();
  const each = (name, call) => [...(listeners.get(name) ?? [])].forEach(call);
  window.saved = [];
  window.model = {
    get: (key) => state[key],
    set(key, value) {
      if (state[key] === value) return;
      state[key] = value;
      each(`change:${key}`, (call) => call());
      each("change", (call) => call());
    },
    save_changes() { window.saved.push({ ...state }); },
    on: (name, call) => listeners.set(name, [...(listeners.get(name) ?? []), call]),
    off: (name, call) => listeners.set(name, (listeners.get(name) ?? []).filter((known) => known !== call)),
  };
  window.listening = () => [...listeners.values()].flat().length;
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
    return (found.read_text(encoding="utf-8"), "text/javascript") if found.is_file() else None


def settle(page):
    """Wait until what was asked for has been drawn."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def press(page, *keys):
    """Press keys one after the other and wait for the picture."""
    for key in keys:
        page.keyboard.press(key)
    settle(page)


def focus(page, name):
    """Give the focus to the slider of this name."""
    page.get_by_role("slider", name=name, exact=True).focus()


def sentence(page):
    """What the scene says."""
    return page.locator(".d2l-say").inner_text()


def is_drawn(page, mark):
    """Whether the mark of this name is drawn on a plan or chart."""
    return page.locator(f'.d2l-flat g[data-mark="{mark}"]').first.evaluate("(e) => e.getAttribute('display') !== 'none'")
