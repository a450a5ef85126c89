"""Pages that know nothing of our Engine: a model of three methods, MyST's, which throws at all others, and a dark shadow root."""

import json
import re
from pathlib import Path

import pytest

from d2lcalc.live import Number, Scene, chart, point, say, words
from powers import powers
from scene_page import HOME, press, says, settle, state_of

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
ROOT = Path(__file__).parents[2]
ANYWHERE = (ROOT / "docs" / "anywhere.md").read_text(encoding="utf-8")
EXAMPLE = re.search(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)[1]
OWN, ALONE = "A page of your own", "One file, as for Moodle"
PLACES = {"document": "host", "shadow root": 'host.attachShadow({ mode: "open" })'}


@pytest.fixture
def host(open_page):
    """`host(state)` shows a scene in a page that hands it a model and an element of its own."""

    def shown(state, *, model="myst", place="shadow root"):
        page = open_page(PAGE % {"state": json.dumps(state), "model": model, "place": PLACES[place]})
        page.locator(".d2lcalc-scene").wait_for()
        settle(page)
        return page

    return shown


def doubled(x):
    return [chart(point((x, 2 * x), drag=("x", None), name="P"), window=(-2, 2, -4, 4)), say(words("Twice @x is @y.", x=x, y=2 * x))]


@pytest.mark.parametrize(("model", "place"), [("model", "document"), ("model", "shadow root"), ("myst", "shadow root")])
def test_a_picture_moves_in_any_host_is_styled_and_leaves(host, model, place):
    page = host(state_of(Scene(doubled, x=Number(1, min=-2, max=2, step=0.5))), model=model, place=place)
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
    page = host(state_of(scene))
    page.get_by_text("Another function").click()
    page.get_by_label("Another function: type").fill("6")
    page.get_by_role("button", name="Show it").click()
    assert "not running here" in page.locator(".d2l-subject .d2l-problem").inner_text()
    page.get_by_label("Another function: choose").select_option("5")
    assert says(page) == "x to the 5 is 97.66."


def test_a_picture_that_cannot_be_mounted_says_so(open_page):
    start = """async (code) => {
      const { default: scene } = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
      const mount = async () => { throw new Error("the state is torn"); };
      const host = { getWidget: async () => ({ exports: { mount } }) };
      await scene.render({ model: { get: () => "anywidget:engine" }, el: document.body, host });
      return document.body.textContent;
    }"""
    said = open_page("<!doctype html><title>host</title>").evaluate(start, Scene._esm)
    assert said == "The picture could not start (the state is torn). Run all cells again from the top."


def recipes(heading, language):
    """The blocks of code that docs/anywhere.md has under a heading."""
    section = ANYWHERE.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(rf"```{language}\n(.*?\n)```", section, re.DOTALL)


@pytest.fixture
def hill(tmp_path, monkeypatch):
    """The folder of what docs/anywhere.md writes of the picture in CONTRIBUTING."""
    monkeypatch.chdir(tmp_path)
    space = {}
    for code in [EXAMPLE, *(code for heading in (OWN, ALONE, "MyST") for code in recipes(heading, "python"))]:
        exec(code, space)
    return tmp_path


def moved(page):
    """What a page, or a frame of one, says at first and after a key."""
    says = page.locator(".d2l-say")
    says.get_by_text("At (−0.5, 1)").wait_for()
    page.get_by_role("slider", name="x", exact=True).press("ArrowRight")
    says.get_by_text("At (−0.48, 1)").wait_for()


def test_a_page_of_ones_own_has_the_picture(browser, hill):
    page = browser.new_page()

    def answer(route):
        path = hill / route.request.url.removeprefix(f"{HOME}/")
        route.fulfill(**({"path": path} if path.is_file() else {"body": recipes(OWN, "html")[0], "content_type": "text/html"}))

    page.route("**/*", answer)
    page.goto(f"{HOME}/")
    moved(page)


def test_one_file_moves_by_a_double_click_and_in_a_frame_that_may_only_run_scripts(browser, hill):
    page = browser.new_page()
    page.goto((hill / "hill.html").as_uri())
    moved(page)
    (hill / "course.html").write_text(recipes(ALONE, "html")[0], encoding="utf-8")
    page.goto((hill / "course.html").as_uri())
    moved(page.frame_locator("iframe"))


def test_a_directive_of_myst_holds_all_that_the_picture_needs(host, hill):
    first, state, last = (hill / "hill.md").read_text(encoding="utf-8").splitlines()
    assert [first, last] == ["```{anywidget} ./d2lcalc.js", "```"]
    moved(host(json.loads(state)))
