"""Pages that know nothing of our Engine: a model of three methods, MyST's, which throws at all others, and a dark shadow root."""

import json

import pytest

from d2lcalc.live import Number, Scene, chart, point, say, words
from powers import powers
from scene_page import press, says, settle, state_of

pytestmark = pytest.mark.browser

PAGE = """<!doctype html><meta charset="utf-8"><title>host</title><body style="background: oklch(0.2 0 0)"><div id="host"></div>
<script type="module">
  const state = %(state)s, events = new EventTarget(), host = document.getElementById("host"), el = document.createElement("div");
  const place = %(place)s;
  const refuse = () => { throw new Error("not implemented yet"); };
  const model = {
    get: (name) => state[name],
    set(name, value) {
      state[name] = value;
      for (const event of [`change:${name}`, "change"]) events.dispatchEvent(new CustomEvent(event));
    },
    on: (name, call) => events.addEventListener(name, call),
  };
  const myst = { ...model, off: refuse, save_changes: refuse, send: refuse, get widget_manager() { return refuse(); } };
  const widget = (await import("./bundle.js")).default;
  const clean = [await widget.initialize({ model: %(model)s }), await widget.render({ model: %(model)s, el })];
  place.append(el);
  window.model = model;
  window.leave = () => clean.reverse().map((each) => each?.());
</script>"""
PLACES = {"document": "host", "shadow root": 'host.attachShadow({ mode: "open" })'}


@pytest.fixture
def host(open_page):
    """`host(scene)` shows it in a page that hands it a model and an element of its own."""

    def shown(scene, *, model="myst", place="shadow root"):
        page = open_page(PAGE % {"state": json.dumps(state_of(scene)), "model": model, "place": PLACES[place]})
        page.locator(".d2lcalc-scene").wait_for()
        settle(page)
        return page

    return shown


def doubled(x):
    return [chart(point((x, 2 * x), drag=("x", None), name="P"), window=(-2, 2, -4, 4)), say(words("Twice @x is @y.", x=x, y=2 * x))]


@pytest.mark.parametrize(("model", "place"), [("model", "document"), ("model", "shadow root"), ("myst", "shadow root")])
def test_a_picture_moves_in_any_host_is_styled_and_leaves(host, model, place):
    page = host(Scene(doubled, x=Number(1, min=-2, max=2, step=0.5)), model=model, place=place)
    assert says(page) == "Twice 1 is 2."
    assert page.locator(".d2l-panels").evaluate("(panels) => getComputedStyle(panels).display") == "flex"
    assert page.locator(".d2lcalc-scene").get_attribute("data-theme").startswith("dark")
    page.get_by_role("slider").focus()
    press(page, "ArrowRight")
    assert says(page) == "Twice 1.5 is 3."
    page.evaluate("model.set('x', -1)")
    assert says(page) == "Twice −1 is −2."
    page.get_by_role("button", name="Start over").click()
    assert says(page) == "Twice 1 is 2."
    page.evaluate("leave()")
    page.evaluate("model.set('x', 0)")
    settle(page)
    assert page.locator(".d2lcalc-scene").count() == 0


def test_a_host_that_saves_nothing_has_no_kernel_to_ask(host):
    scene = powers()
    scene.record_choices()
    page = host(scene)
    page.get_by_text("Another function").click()
    page.get_by_label("Another function: type").fill("6")
    page.get_by_role("button", name="Show it").click()
    assert "not running here" in page.locator(".d2l-subject .d2l-problem").inner_text()
    page.get_by_label("Another function: choose").select_option("5")
    assert says(page) == "x to the 5 is 97.66."
