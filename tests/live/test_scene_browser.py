"""Scenes in Chromium without a kernel: what moves, what is asked and said, what faults do, what is left behind."""

import io
import math
import os

import jax.numpy as jnp
import numpy as np
import pytest
from PIL import Image, ImageChops, ImageColor

from d2lcalc.functions import hill_and_valley as hill
from d2lcalc.live import (
    Choice,
    Choose,
    Draw,
    Guess,
    Number,
    Scene,
    Step,
    Subject,
    Switch,
    Table,
    Type,
    arrow,
    box,
    chart,
    contour,
    curve,
    field,
    goal,
    one_of,
    path,
    plan,
    point,
    readout,
    say,
    stage,
    surface,
    words,
)
from d2lcalc.roles import ROLES
from d2lcalc.scenes import TangentPlane
from powers import powers
from scene_page import assert_nothing_heard, drag, enter, heard, press, put, says, settle, state_of
from test_roles import luminance

pytestmark = pytest.mark.browser

WINDOW = (-2.0, 2.0, -2.0, 2.0)
MOVES = int(os.environ.get("D2LCALC_MOVES", 1000))  # the long run: 10000


def picture(x, y):
    z = hill(x, y)
    marks = [surface(hill), point((x, y, z), drag=("x", "y"), label="P", name="the point P")]
    return [
        stage(*marks, window=WINDOW),
        plan(*marks, window=WINDOW),
        chart(curve(lambda t: hill(t, y)), point((x, z), drag=("x", None), name="P on the slice"), window=(-2.0, 2.0, -0.5, 0.5)),
        readout(words(r"f(@x, @y) = @z:6", x=x, y=y, z=z)),
        say(words("f(@x, @y) is @z.", x=x, y=y, z=z), waits=False),
        goal(z > 0.4, "stand above 0.4"),
    ]


def numbers(x=-0.5, y=1.0):
    return {"x": Number(x, min=-2, max=2), "y": Number(y, min=-2, max=2)}


@pytest.fixture
def page(show):
    return show(Scene(picture, title="A hill", **numbers()))


def written(value, digits=4):
    return f"{value:.{digits}g}".replace("-", "−")


def assert_in_step(page):
    """Every view of x, y and f(x, y) shows what the model holds."""
    x, y = page.evaluate("[model.get('x'), model.get('y')]")
    z = float(hill(x, y))
    assert page.get_by_role("slider", name="x", exact=True).get_attribute("aria-valuetext") == written(x)
    assert page.get_by_role("slider", name="y", exact=True).get_attribute("aria-valuetext") == written(y)
    labels = page.locator(".d2l-handle").evaluate_all("all => all.map((handle) => handle.ariaLabel)")
    at_p = f"the point P: {written(x)}, {written(y)}, {written(z)}"
    assert labels == [at_p, at_p, f"P on the slice: {written(x)}, {written(z)}"]
    assert page.locator(".d2l-say").inner_text() == f"f({written(x)}, {written(y)}) is {written(z)}."
    assert f"={written(z, 6)}" in page.locator(".d2l-formula").inner_text().replace(" ", "").replace("\n", "")
    return x, y


def test_keys_on_a_slider_and_on_a_point_move_every_view_shift_finely(page):
    page.get_by_role("slider", name="x", exact=True).focus()
    press(page, "Home")
    assert assert_in_step(page) == (-2, 1)
    press(page, *["ArrowRight"] * 75)
    assert assert_in_step(page) == (-0.5, 1)
    handle = page.locator(".d2l-flat .d2l-handle").first
    handle.focus()
    press(page, "ArrowRight", "ArrowUp")
    x, y = assert_in_step(page)
    press(page, "Shift+ArrowRight")
    fine = assert_in_step(page)[0] - x
    assert 0 < fine < (x + 0.5) / 2
    assert y > 1
    assert handle.evaluate("(e) => e === document.activeElement")


def test_what_is_set_from_outside_is_drawn_however_often(page):
    shown = lambda: Image.open(io.BytesIO(page.locator(".d2l-stage").screenshot())).convert("RGB")
    before = shown()
    page.evaluate("for (let k = 0; k < 1000; k++) model.set('x', k / 1000)")
    put(page, x=0.7, y=0)
    assert assert_in_step(page) == (0.7, 0)
    assert ImageChops.difference(before, shown()).getbbox()
    page.evaluate("model.set('x', 0.123456); model.set('y', 99)")  # a link that leaves the grid, and the range
    settle(page)
    assert page.locator(".d2l-handle").first.get_attribute("aria-label").startswith("the point P: 0.12, 2, ")


def test_the_goal_and_the_way_back(page):
    assert page.locator(".d2l-goal").inner_text() == "☐ Your task: stand above 0.4"
    put(page, x=0.7, y=0)
    assert page.locator(".d2l-goal").inner_text() == "☑ Reached: stand above 0.4"
    assert heard(page)[-1]["reached"] is True
    page.get_by_role("button", name="Start over").click()
    settle(page)
    assert assert_in_step(page) == (-0.5, 1)


def test_the_kernel_hears_ten_times_a_second_at_most_and_the_last_word(page):
    page.get_by_role("slider", name="x", exact=True).focus()
    page.evaluate("saved.length = 0")
    seconds = page.evaluate("""async () => {
      const [start, slider] = [performance.now(), document.activeElement];
      for (let k = 0; k < 50; k++) {
        slider.value = 80 + k;
        slider.dispatchEvent(new Event("input"));
        await new Promise((done) => setTimeout(done, 10));
      }
      slider.dispatchEvent(new Event("change"));
      return (performance.now() - start) / 1000;
    }""")
    messages = heard(page)
    assert 1 <= len(messages) <= 2 + 10 * seconds
    assert messages[-1]["x"] == page.evaluate("model.get('x')")


@pytest.mark.parametrize("dark, light", [("#111", "white"), ("color(srgb 0 0 0)", "color(srgb 1 1 1)"), ("oklch(0.2 0 0)", "oklch(1 0 0)")])
def test_a_dark_page_has_light_ink_and_a_change_of_theme_is_followed(show, dark, light):
    page = show(Scene(lambda x: chart(point((x, x)), window=WINDOW), x=Number(0, min=-1, max=1)), paper=dark)
    scene = page.locator(".d2lcalc-scene")
    assert scene.get_attribute("data-theme").startswith("dark")
    page.evaluate("(light) => (document.body.style.background = light)", light)
    settle(page)
    assert scene.get_attribute("data-theme").startswith("light 2")


COUNT = """
  window.alive = { observers: 0 };
  const wrap = (prototype, name, by) => {
    const call = prototype[name];
    prototype[name] = function (...rest) { alive.observers += by(this); return call.apply(this, rest); };
  };
  for (const { prototype } of [ResizeObserver, IntersectionObserver, MutationObserver]) {
    const watching = new WeakSet();
    wrap(prototype, "observe", (it) => (watching.has(it) ? 0 : (watching.add(it), 1)));
    wrap(prototype, "disconnect", (it) => (watching.delete(it) ? -1 : 0));
  }
"""


def alive(page):
    """What a page holds after its garbage has been collected: nodes and listeners, observers, listeners of the model."""
    settle(page)
    protocol = page.context.new_cdp_session(page)
    protocol.send("HeapProfiler.collectGarbage")
    dom = protocol.send("Memory.getDOMCounters")
    return {
        "nodes": dom["nodes"],
        "listeners": dom["jsEventListeners"],
        "heard": page.evaluate("listening()"),
        **page.evaluate("window.alive"),
    }


def test_taking_a_scene_down_leaves_nothing(show):
    page = show(Scene(picture, title="A hill", **numbers()), script=COUNT)
    shown = alive(page)
    page.evaluate("unmount()")
    once = alive(page)
    assert [shown[name] - once[name] for name in ("heard", "observers")] == [1, 3]
    assert page.locator(".d2lcalc-scene").count() == 0
    for _ in range(3):
        page.evaluate("mount()")
        settle(page)
        page.evaluate("unmount()")
    now = alive(page)
    assert all(now[name] <= once[name] for name in once)


def test_a_picture_made_anew_leaves_nothing_of_the_old_one(show):
    scene = Scene(lambda f: (picture, numbers()), subject=Subject("first", read=str, options=("second",)))
    page = show(scene, script=COUNT)
    renew = "async () => { model.set('spec', structuredClone(model.get('spec'))); await new Promise(requestAnimationFrame); }"

    def renewed(times):
        for _ in range(times):
            page.evaluate(renew)
            settle(page)
        return alive(page)

    first, now = renewed(3), renewed(24)
    assert page.locator(".d2l-stage").count() == 1
    assert [now[name] for name in ("observers", "heard")] == [first[name] for name in ("observers", "heard")]
    # The browser may hold on to a few pictures that are gone, then or now; if each left its own, there would be 24 more.
    assert now["nodes"] - first["nodes"] < 12 * page.locator(".d2lcalc-scene *").count()


@pytest.mark.parametrize("panel", [chart, stage])
def test_moves_leave_nothing_in_the_page(show, panel):
    def moved(x):
        marks = [point((x, 0.0), drag=("x", None), label="P"), *([surface(lambda u, v: x * hill(u, v))] if panel is stage else [])]
        return [panel(marks, window=(-2.0, 2.0, -1.0, 1.0)), say(words("@x", x=x), waits=False), goal(x > 1, "go on")]

    at_once = COUNT + "window.requestAnimationFrame = (call) => (queueMicrotask(call), 1);"
    page = show(Scene(moved, x=Number(0, min=-2, max=2, step=0.01)), script=at_once)
    move = "async (count) => { for (let k = 0; k < count; k++) { model.set('x', (k % 201) / 100); if (k % 10 === 9) await null; } }"
    held = []
    for _ in range(3):
        page.evaluate(move, MOVES)
        held.append({**alive(page), "heap": heap(page)})
    _, first, now = held  # in the first round all is warmed up
    assert says(page) == f"{(MOVES - 1) % 201 / 100:g}"
    allowed = dict.fromkeys(now, 20) | {"heap": 200_000 + 20 * MOVES}  # the browser keeps some at any number of moves
    assert {name: now[name] - first[name] for name in now if now[name] - first[name] > allowed[name]} == {}


def heap(page):
    """The bytes that the page's script holds, after `alive` has collected its garbage."""
    return page.context.new_cdp_session(page).send("Runtime.getHeapUsage")["usedSize"]


def asked(question):
    def picture(x, revealed):
        return [plan(surface(hill), arrow((x, 0), (x, 1), label="truth", show=revealed), window=WINDOW), readout("y = 1", show=revealed)]

    return Scene(picture, question=question, x=Number(0, min=-1, max=1))


def verdict(page):
    settle(page)
    return " ".join(page.locator(".d2l-verdict").inner_text().split())


def test_choose_hides_the_truth_until_an_option_is_committed(show):
    question = Choose(
        "Which way?", {"left": "That is down.", "up": "Because.", "right": "That is across."}, right="up", because="It rises."
    )
    page = show(asked(question))
    truth = page.locator("[data-mark=truth]")
    assert not truth.is_visible()
    page.get_by_role("button", name="Commit my prediction").click()
    assert "Choose one first" in page.locator(".d2l-question .d2l-problem").inner_text()
    page.get_by_role("radio", name="left").check()
    page.get_by_role("radio", name="left").press("Enter")
    assert verdict(page) == "Not so. It is: up. That is down. Because. It rises."
    assert truth.is_visible()
    assert page.locator(".d2l-readout").is_visible()
    assert page.locator(".d2l-options").inner_text().split() == "left ✗ your prediction up ✓ so it is right".split()
    assert page.evaluate("[model.get('prediction'), model.get('revealed')]") == ["left", True]
    assert page.evaluate("document.activeElement.className") == "d2l-verdict"
    page.evaluate("() => { window.first = document.querySelector('.d2l-verdict').firstChild; }")
    put(page, x=0.5)
    assert page.evaluate("window.first.isConnected")  # not written, and so not read aloud, again
    page.get_by_role("button", name="Start over").click()
    settle(page)
    assert not truth.is_visible()
    assert not page.get_by_role("radio", name="left").is_checked()
    assert page.evaluate("[model.get('prediction'), model.get('revealed')]") == [None, False]
    page.get_by_role("button", name="Skip").click()
    assert verdict(page) == "Skipped. It is: up. Because. It rises."


def test_type_needs_no_picture_and_takes_a_comma(show):
    page = show(Scene(question=Type("How much?", right=-0.016488, within=3e-4)))
    field = page.get_by_label("your number")
    enter(field, "much")
    assert "“much” is no number" in page.locator(".d2l-question .d2l-problem").first.inner_text()
    enter(field, "")
    assert page.locator(".d2l-question .d2l-problem").last.inner_text() == "Type a number first, or skip."
    enter(field, "−0,0165")
    assert verdict(page) == "Right."


def test_an_arrow_is_drawn_by_keys_alone(show):
    question = Draw("Draw it", tail=(0, 0), start=(0.5, 0), right=(0, 1), mistakes={(1, 0): "Across."})
    page = show(asked(question))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Commit my prediction"
    page.keyboard.press("Enter")
    assert verdict(page) == "Not so. The truth is 0, 1. The direction is off by 90°, and the arrow is too short. Across."
    assert page.locator(".d2l-arrow[data-role=guess]").is_visible()  # the ghost stays beside the truth
    assert page.locator("[data-mark='your prediction'] .d2l-handle:visible").count() == 0  # a committed prediction does not move
    page.get_by_role("button", name="Start over").click()
    settle(page)
    page.evaluate("document.activeElement.blur()")
    while page.evaluate("document.activeElement.ariaLabel ?? ''").split(":")[0] != "your prediction":
        page.keyboard.press("Tab")
    press(page, *["ArrowLeft"] * 5, *["ArrowUp"] * 10)
    page.get_by_role("button", name="Commit my prediction").press("Enter")
    assert verdict(page) == "Right."
    assert page.evaluate("model.get('prediction')") == [0, 1]


ALIVE, GONE = "model.widget_manager = { kernel: { status: 'idle' } }", "model.widget_manager = { kernel: null }"


def answer(page, scene):
    """What a kernel does: it hears what the page asks for and answers."""
    state = heard(page)[-1]
    scene.x, scene.subject = state["x"], state["subject"]
    is_new = "([name, value]) => JSON.stringify(value) !== JSON.stringify(model.get(name))"
    page.evaluate(f"(state) => Object.entries(state).filter({is_new}).forEach(([name, value]) => model.set(name, value))", state_of(scene))
    settle(page)


def test_what_is_typed_is_asked_of_the_kernel_and_the_focus_stays(show):
    scene = powers()
    page = show(scene)
    page.evaluate(ALIVE)
    page.get_by_text("Another function").click()
    field = page.get_by_label("Another function: type")
    enter(field, "6")
    assert says(page) == "x to the 2 is 1."
    answer(page, scene)
    assert says(page) == "x to the 6 is 729."
    assert page.locator(".d2l-subject math").text_content() == "x6"
    assert field.evaluate("(e) => e === document.activeElement") and field.input_value() == "6"
    assert page.locator(".d2l-panels").count() == page.locator(".d2l-flat").count() == page.evaluate("listening()") == 1
    page.get_by_role("slider", name="x", exact=True).press("Home")
    assert says(page) == "x to the 6 is 46660."
    enter(field, "6x")
    answer(page, scene)
    assert page.locator(".d2l-subject .d2l-problem").inner_text() == "'6x' is no whole number"
    assert field.input_value() == "6x" and says(page) == "x to the 6 is 46660."
    page.get_by_label("Another function: choose").select_option("4")
    answer(page, scene)
    assert says(page) == "x to the 4 is 16."
    assert page.locator(".d2l-subject .d2l-problem").inner_text() == field.input_value() == ""
    page.get_by_role("button", name="Start over").click()
    answer(page, scene)
    assert says(page) == "x to the 2 is 1."
    assert page.evaluate("document.activeElement.textContent") == "Start over"


def test_what_the_page_can_fill_it_shows_before_the_kernel_answers_and_what_may_be_meant_is_one_click(show):
    scene = TangentPlane(hill)
    page = show(scene)
    page.evaluate(ALIVE)
    page.get_by_text("Another function").click()
    field = page.get_by_label("Another function: type")
    enter(field, "x^2 - y^2/2")
    assert says(page) == scene.sentence
    answer(page, scene)
    for text in ("x^2 - 3*y", "sin(x) + y"):
        enter(field, text)
        shown, said = page.evaluate_handle("document.querySelector('.d2l-view')"), says(page)
        assert scene.subject != text and said != scene.sentence
        answer(page, scene)
        assert (scene.subject, scene.sentence, says(page)) == (text, said, said)
        assert shown.evaluate("(view) => view.isConnected")
    enter(field, "1/2x")
    answer(page, scene)
    assert "written with *" in page.locator(".d2l-subject .d2l-problem").inner_text() and says(page) == said
    meant = page.get_by_role("group", name="what may be meant", exact=True).get_by_role("button")
    assert meant.all_inner_texts() == ["Take 1/2*x", "Take 1/(2*x)"]
    meant.last.click()
    assert page.evaluate("[document.activeElement.value, model.get('subject')]") == ["1/(2*x)", "1/(2*x)"]
    answer(page, scene)
    assert (says(page), meant.count()) == (scene.sentence, 0)


def test_without_a_kernel_a_text_is_refused_and_a_choice_recorded_ahead_is_shown(show):
    scene = powers()
    scene.record_choices()
    page = show(scene)
    page.evaluate(GONE)
    page.get_by_text("Another function").click()
    for text in ("6", "constructor", "toString"):  # the last two are names that every object has
        page.get_by_label("Another function: type").fill(text)
        page.get_by_role("button", name="Show it").click()
        assert "Python, which is not running here" in page.locator(".d2l-subject .d2l-problem").inner_text()
        assert page.evaluate("model.get('subject')") == ""
    page.get_by_label("Another function: choose").select_option("5")
    assert says(page) == "x to the 5 is 97.66."
    assert page.locator(".d2l-subject .d2l-problem").inner_text() == ""
    assert_nothing_heard(page)
    page.evaluate("reportError = ({ name }) => (window.reported = name); model.get('recorded')['4'].parameters = null")
    page.get_by_label("Another function: choose").select_option("4")
    assert "console tells why" in page.locator(".d2l-subject .d2l-problem").inner_text()
    assert page.evaluate("reported") == "TypeError"
    page.get_by_role("button", name="Start over").click()
    assert says(page) == "x to the 2 is 1."


def test_a_kernel_that_does_not_answer_is_spoken_of(show):
    page = show(powers())
    page.get_by_text("Another function").click()
    page.get_by_label("Another function: choose").select_option("3")
    page.get_by_text("No answer yet").wait_for()
    page.get_by_role("button", name="Start over").click()
    assert says(page) == "x to the 2 is 1."


def test_a_question_comes_before_another_function_and_goes_with_it(show):
    scene = powers(question=Choose("How high?", {"up": "Yes.", "down": "No."}, right="down"))
    scene.record_choices()
    page = show(scene)
    assert not page.get_by_text("Another function").is_visible()
    page.get_by_role("button", name="Skip").click()
    settle(page)
    page.get_by_text("Another function").click()
    page.get_by_label("Another function: choose").select_option("3")
    settle(page)
    assert page.locator(".d2l-question").count() == 0
    assert page.get_by_text("Another function").is_visible()
    page.get_by_role("button", name="Start over").click()
    settle(page)
    assert page.locator(".d2l-question").count() == 1
    assert page.evaluate("[model.get('revealed'), model.get('prediction')]") == [False, None]
    assert not page.get_by_text("Another function").is_visible()


def test_a_choice_a_switch_and_a_step_are_native_controls(show):
    def picture(which, on, k):
        return [chart(path([(0, 0), (1, 1)], show=on), window=WINDOW), say(words("@which @k", which=which, k=k), waits=False)]

    page = show(Scene(picture, which=Choice(("flat", "rising")), on=Switch(False), k=Step(5)))
    page.get_by_role("combobox", name="which").select_option("rising")
    page.get_by_role("checkbox", name="on").check()
    for way in ("forward", "forward", "back"):
        page.get_by_role("button", name=f"k: one {way}").click()
    assert says(page) == "1 1"
    assert page.locator(".d2l-path").is_visible()


def test_play_goes_at_its_pace_to_its_end_and_stops_for_good(show):
    page = show(Scene(lambda k: say(words("@k", k=k)), k=Step(40, pace=25)))
    home = lambda: page.get_by_role("slider", name="k", exact=True).press("Home")
    for until, leave in [(40, home), (3, page.get_by_role("button", name="Start over").click)]:
        page.get_by_role("button", name="play k").click()
        page.wait_for_function(f"model.get('k') >= {until}", timeout=3000)
        leave()
        page.wait_for_timeout(100)
        assert (says(page), page.get_by_role("button", name="play k").count()) == ("0", 1)


@pytest.mark.parametrize("kind", ["another picture", "a number and its step"])
def test_what_the_kernel_sends_meets_a_field_in_use(show, kind):
    """A text that was not committed does not land in the next picture; a number that comes with its step stays."""
    scene = Scene(lambda k, n: say(words("@k @n", k=k, n=n)), k=Step(9), n=Guess("your number", empties_with="k"))
    page = show(scene)
    field = page.get_by_label("your number")
    field.fill("7")
    if kind == "another picture":
        page.evaluate("model.set('spec', structuredClone(model.get('spec')))")
        assert (says(page), field.input_value(), page.evaluate("model.get('n')")) == ("0 undefined", "", None)
    else:
        page.evaluate("model.set('k', 3); model.set('n', 5)")
        assert (says(page), field.input_value()) == ("3 5", "5")


def test_names_that_every_object_has_and_letters_of_the_world(show):
    names = ("constructor", "toString", "σ", "lambda_", "变量")

    def picture(**v):
        text = ", ".join(f"{name} = @{name}" for name in names)
        here = point((v["constructor"], v["σ"]), drag=("constructor", "σ"), label=words("@σ", σ=v["σ"]), name="P")
        return [chart(here, window=WINDOW), readout(words(r"\lambda = @lambda_", lambda_=v["lambda_"])), say(words(text, **v))]

    page = show(Scene(picture, **{name: Number(k / 4, min=-2, max=2) for k, name in enumerate(names)}))
    assert says(page) == "constructor = 0, toString = 0.25, σ = 0.5, lambda_ = 0.75, 变量 = 1"
    page.get_by_role("application", name="P").focus()
    press(page, "ArrowRight", "ArrowUp")
    assert (says(page)[:18], page.locator(".d2l-labels").text_content()) == ("constructor = 0.1,", "0.6")
    drag(page.get_by_role("application", name="P"), 0, 30)
    assert says(page).startswith("constructor = 0.1, toString = 0.25, σ = 0.")


@pytest.mark.parametrize("window", [(-0.1, 0.1, 8.0, 12.0), (0.0, 1000.0, 0.0, 1.0), (-2.0, 2.0, -2.0, 2.0)])
def test_no_map_is_a_strip(show, window):
    page = show(Scene(lambda x: plan(point((x, 9.0)), window=window), x=Number(0, min=-1, max=1)))
    frame = page.locator(".d2l-flat .d2l-frame").bounding_box()
    assert min(frame["width"], frame["height"]) > 150
    assert (frame["width"] == pytest.approx(frame["height"], abs=0.1)) is (window == WINDOW)


def test_a_number_is_typed_beside_its_slider(page):
    field = page.get_by_label("x, as a number")
    assert field.input_value() == "−0.5"
    problem = page.locator(f"#{field.get_attribute('aria-describedby')}")
    limits = "x goes from −2 to 2."
    for typed, value, why in [("0,511", 0.52, ""), ("−1", -1, ""), ("99", 2, limits), ("−9e9", -2, limits), ("1·10⁻¹", 0.1, "")]:
        enter(field, typed)
        assert assert_in_step(page)[0] == value
        assert (field.input_value(), problem.inner_text()) == (written(value), why)
    field.fill("1.7")
    field.press("Escape")
    assert (field.input_value(), assert_in_step(page)[0]) == ("0.1", 0.1)
    page.evaluate("saved.length = 0")
    enter(field, "much", "Tab")
    assert "“much” is no number" in page.locator(".d2l-slider .d2l-problem").first.inner_text()
    assert (field.input_value(), field.get_attribute("aria-invalid"), assert_in_step(page)[0]) == ("much", "true", 0.1)
    assert_nothing_heard(page)
    page.get_by_role("slider", name="x", exact=True).press("Home")
    settle(page)
    assert (field.input_value(), field.get_attribute("aria-invalid")) == ("−2", None)
    assert page.locator(".d2l-slider .d2l-problem").first.inner_text() == ""


def test_a_guess_is_a_number_of_any_size_or_nothing(show):
    told = lambda slope: say(one_of(jnp.isnan(slope), (words("You say @s.", s=slope), "You have not said.")))
    picture = lambda k, slope: [told(slope), readout(words("@k", k=k))]
    scene = Scene(picture, k=Step(3), slope=Guess("the slope", empties_with="k"))
    assert scene.sentence == "You have not said."
    page = show(scene)
    field = page.get_by_label("the slope")
    assert (field.input_value(), says(page)) == ("", "You have not said.")
    enter(field, "1234,5")
    assert says(page) == "You say 1235."
    enter(field, "steep")
    assert "no number" in page.locator(".d2l-guess .d2l-problem").inner_text()
    assert page.evaluate("model.get('slope')") == 1234.5
    enter(field, "")
    assert (says(page), heard(page)[-1]["slope"]) == ("You have not said.", None)
    enter(field, "2")
    page.get_by_role("button", name="k: one back").click()  # there is nothing further back
    assert (says(page), field.input_value()) == ("You say 2.", "2")
    page.get_by_role("button", name="k: one forward").click()
    assert (says(page), field.input_value()) == ("You have not said.", "")


def test_a_mark_is_picked_by_a_click_or_from_the_keyboard(show):
    def picture(node):
        boxes = [box((k, 0), (k + 0.8, 0.5), pick=("node", k), name=f"box {k}") for k in range(3)]
        balls = [point((k, 0.0, 0.5), pick=("node", k), name=f"ball {k}") for k in range(3)]
        chosen = say(words("@node", node=node), waits=False)
        return [chart(*boxes, window=(0.0, 3.0, -1.0, 1.0)), stage(*balls, window=(-1, 3, -1, 1), height=(0, 1)), chosen]

    page = show(Scene(picture, node=Choice(("first", "second", "third"), control=False)))
    box_1 = page.locator(".d2l-flat [data-mark='box 1'] rect").bounding_box()
    page.mouse.click(box_1["x"] + 5, box_1["y"] + 5)
    assert says(page) == "1"
    grip = page.get_by_role("button", name="box 2")
    grip.focus()
    press(page, "Enter")
    assert says(page) == "2" and grip.evaluate("(e) => e === document.activeElement")
    page.locator(".d2l-stage").get_by_role("button", name="ball 0").focus()
    press(page, "Space")
    assert says(page) == "0"
    page.locator(".d2l-stage").get_by_role("button", name="ball 1").click()
    assert says(page) == "1"


def test_another_subject_keeps_the_view_that_was_turned_and_the_table_that_was_opened(show):
    def compose(n):
        def draw(x):
            here = point((x, x**n), label=words("@z", z=x**n), name="P")
            table = Table("In numbers", ("", "value"), {"P": [{"": [here]}]})
            return [stage(point((x, 0.0, x**n)), window=WINDOW, height=(0, 1)), chart(here, window=WINDOW, table=table)]

        return draw, {"x": Number(0.5, min=0, max=1)}

    scene = Scene(compose, subject=Subject(1, int, options=("2", "3")))
    scene.record_choices()
    page = show(scene)
    page.evaluate(GONE)
    axes = lambda: page.locator(".d2l-stage svg").first.inner_html()
    home = axes()
    page.locator(".d2l-stage").focus()
    press(page, "ArrowLeft")
    page.get_by_text("In numbers").first.click()
    turned = axes()
    assert turned != home
    page.get_by_text("Another function").click()
    page.get_by_label("Another function: choose").select_option("2")
    settle(page)
    assert axes() == turned
    assert "0.25" in page.locator(".d2l-table td").inner_text()
    assert page.locator(".d2l-table td").is_visible()
    assert page.locator(".d2l-flat .d2l-frame").bounding_box()["height"] > 200


def test_role_kind_and_words_are_chosen_by_a_number(show):
    def picture(k):
        label = one_of(k, ("first", words("@k", k=k), None))
        way = path([(0.0, 0.0), (1.0, 1.0)], role=one_of(k, ("step", "gap")), kind=one_of(k, ("solid", "ghost")), label=label, name="way")
        line = one_of(k, (words("k = @k", k=k), None, one_of(k - 1, ("1", "2", "3"))))
        return [chart(way, window=WINDOW), readout(line), say(one_of(k, ("none", "one")))]

    page = show(Scene(picture, k=Step(2)))
    found = []
    for k in range(3):
        put(page, k=k)
        way = page.locator("[data-mark=way]")
        styles = (way.get_attribute("data-role"), "d2l-is-ghost" in way.get_attribute("class"))
        texts = ("".join(page.locator(name).text_content().split()) for name in (".d2l-labels", ".d2l-formula", ".d2l-say"))
        found.append((*styles, *texts))
    assert found == [("step", False, "first", "k=0", "none"), ("gap", True, "1", "", "one"), ("gap", True, "", "2", "one")]


def test_a_field_is_one_picture_and_a_path_may_have_no_dots(show):
    def picture(a):
        marks = [field(lambda x, y: (-a * y, x), 5, name="the field"), path(jnp.array([(0.0, 0.0), (1.0, a)]), dots=False)]
        return plan(marks, contour(lambda x, y: x**2 + y**2, 1.0, label="the circle"), window=WINDOW)

    page = show(Scene(picture, a=Number(1, min=0, max=2)))
    arrows = page.get_by_role("img", name="the field").locator("path")
    shafts, heads = arrows.evaluate_all("all => all.map((path) => path.getAttribute('d'))")
    assert shafts.count("M") == 24 and heads.count("Z") == 24  # none at the origin, which has no direction
    assert page.locator(".d2l-path circle").count() == 0
    assert page.locator(".d2l-labels text").all_text_contents() == ["the circle"]
    assert page.locator(".d2l-level").count() == 0


def test_whatever_is_written_as_a_number_is_read_back(call):
    powers = [sign * digits * 10.0**power for sign in (1, -1) for digits in (1, 1.8, 2.34567) for power in range(-30, 31)]
    asked = [(number, digits) for number in (*powers, 0.0, 123456.7, 9999999.6) for digits in (1, 4, 8, 15)]
    written = call("numbers.js", "numeral", *asked)
    read = call("arithmetic.js", "typedNumber", *[(text,) for text in written])
    assert read == [float(f"{number:.{digits - 1}e}") for number, digits in asked]


@pytest.mark.parametrize(
    ("f", "said"),
    [(lambda x, y: jnp.log(x) + y, "no value"), (lambda x, y: 1 / (x + y), "a value"), (lambda x, y: 1e300 * x * y, "a value")],
    ids=["NaN on one side", "a pole", "huge"],
)
def test_a_strange_function_leaves_holes_and_no_garbage(show, f, said):
    def picture(x):
        maps = [stage(surface(f), point((x, 0.0, f(x, 0.0)), label="P"), window=WINDOW), plan(surface(f), window=WINDOW)]
        sentence = say(one_of(jnp.isfinite(f(x, 0.0)), ("no value", "a value")))
        return [*maps, chart(curve(lambda t: f(t, 0.0)), window=WINDOW), sentence]

    page = show(Scene(picture, x=Number(-1, min=-2, max=2)))
    assert says(page) == said
    assert page.locator(".d2l-flat path[d*=NaN], .d2l-flat path[d*=Infinity]").count() == 0
    assert page.locator(".d2l-view > .d2l-problem").inner_text() == ""


def test_a_window_that_a_slider_closes_says_so_and_opens_again(show):
    def picture(wide, a):
        line, here = curve(lambda t: a * t), point((0.5, a), drag=(None, "a"), name="P")
        maps = [stage(surface(hill), window=(0, 1, 0, 1), height=(0, wide)), plan(surface(hill), window=(0.0, wide, 0.0, wide))]
        return [*maps, chart(line, here, window=(0.0, wide, -1.0, 1.0))]

    page = show(Scene(picture, wide=Number(1, min=-1, max=1), a=Number(0.2, min=0, max=1)))
    line, *others = (page.locator(name) for name in (".d2l-flat .d2l-curve path", ".d2l-flat .d2l-handle", ".d2l-stage canvas"))
    before = line.get_attribute("d")
    put(page, wide=0)
    notes = [f"The {axis} axis would run from 0 to 0: nothing to draw." for axis in "zxx"]
    assert page.locator(".d2l-note").all_inner_texts() == notes
    assert not any(part.is_visible() for part in (line, *others))
    put(page, a=0.8, wide=1)
    assert all(part.is_visible() for part in (line, *others)) and line.get_attribute("d") != before
    assert page.locator(".d2l-note:visible").count() == 0


COLOURS_OF_LEVELS = """() => [...document.querySelectorAll(".d2l-level")].map((word) => ["fill", "stroke"].map((name) => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.fillStyle = getComputedStyle(word)[name];
    pen.fillRect(0, 0, 1, 1);
    const { data } = pen.getImageData(0, 0, 1, 1);
    return "#" + [0, 1, 2].map((k) => data[k].toString(16).padStart(2, "0")).join("");
}))"""


def rgb(colour):
    return np.array(ImageColor.getrgb(colour))


def pixels(page):
    """The plan as it is seen: a place (x, y) to its colour."""
    box = page.locator(".d2l-frame").bounding_box()
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return lambda x, y: image.getpixel((int(box["x"] + box["width"] * (x + 2) / 4), int(box["y"] + box["height"] * (2 - y) / 4)))


def test_a_plan_is_tinted_by_height_its_holes_are_paper_and_its_lines_end_well_before_their_numbers(show):
    """z = x from −2 to 2: of the function's colour 10 % on the left, 42 % on the right, half way between the lines at multiples of 0.5."""
    page = show(Scene(lambda a: plan(surface(lambda x, y: jnp.where(y > 1, jnp.nan, x + 0 * a)), window=WINDOW), a=Number(0, min=0, max=1)))
    assert page.locator(".d2l-firm").get_attribute("data-level") == "0"
    for paper, theme, width in [("#ffffff", "light", 1100), ("#101010", "dark", 1100), ("#101010", "dark", 390)]:
        page.evaluate("(paper) => (document.body.style.background = paper)", paper)
        page.set_viewport_size({"width": width, "height": 1000})
        settle(page)
        seen = pixels(page)
        for x in (-1.97, -1.25, 0.25, 1.75, 1.97):
            share = 0.1 + 0.08 * (x + 2)
            assert seen(x, -1.4) == pytest.approx((1 - share) * rgb(paper) + share * rgb(ROLES["function"][theme]), abs=3)
        assert seen(0.25, 1.6) == tuple(rgb(paper))
        for pair in page.evaluate(COLOURS_OF_LEVELS):
            dark, light = sorted(map(luminance, pair))
            assert (light + 0.05) / (dark + 0.05) >= 4.5
    frame, number = (page.locator(f".d2l-{name}").bounding_box() for name in ("frame", "level >> text=/^0$/"))
    heights = [2 - 4 * (number["y"] + 3 - away - frame["y"]) / frame["height"] for away in (4, 12)]  # px above the digit
    near, far = (np.abs(np.subtract(seen(0, y), seen(0.1, y))).max() for y in heights)
    assert near < 6 and far > 60


def test_contours_lie_on_the_level_and_turn_in_the_right_direction(call):
    y, x = (axis.ravel().tolist() for axis in np.mgrid[-2:2:65j, -2:2:65j])
    grid = {"n": 65, "x": x, "y": y}
    circle = {**grid, "z": [x * x + y * y for x, y in zip(grid["x"], grid["y"], strict=True)]}
    [[line]] = call("contours.js", "contourLines", (circle, 1))
    assert max(abs(math.hypot(x, y) - 1) for x, y in line) < 1e-3
    assert line[0] == line[-1]
    [corners] = call("contours.js", "contourLines", (circle, 5))
    assert len(corners) == 4
    saddle = {**grid, "z": [x * y for x, y in zip(grid["x"], grid["y"], strict=True)]}
    [branches] = call("contours.js", "contourLines", (saddle, 0.5))
    assert len(branches) == 2
    hole = {**grid, "z": [math.log(x) if x > 0 else math.nan for x in grid["x"]]}
    [[edge]] = call("contours.js", "contourLines", (hole, 0))
    assert all(abs(x - 1) < 1e-3 for x, _ in edge)


def test_a_formula_too_long_for_a_phone_goes_on_below_from_a_sign_outside_brackets(show):
    formula = "f(x + 1) = " + " + ".join(["@a (x - 1)"] * 6) + r" = -@a [x + 1] \{x + 1\}"
    page = show(Scene(lambda a: readout(words(formula, a=a)), a=Number(0.125, min=0, max=1)), width=390)
    assert page.locator(".d2l-formula").evaluate("(line) => [line.scrollWidth > line.clientWidth, line.clientHeight > 40]") == [False, True]
    begins = page.locator(".d2l-formula math").evaluate_all("all => all.map((math) => math.textContent[0])")
    assert begins == ["f", "=", *"+++++", "="]


UP = Choose("Up?", {"yes": "It is.", "no": "It is."}, right="yes")
OPEN, INSIDE, FULL = ":popover-open", "document.activeElement.closest(':popover-open') !== null", "document.fullscreenElement !== null"


@pytest.fixture
def slider(show):
    """One of a picture that was answered, with another element to go to after it."""
    page = show(Scene(picture, title="A hill", question=UP, **numbers()))
    page.get_by_role("button", name="Skip").click()
    page.evaluate("document.body.append(document.createElement('button'))")
    slider = page.get_by_role("slider", name="x", exact=True)
    slider.focus()
    return slider


@pytest.mark.parametrize("leave", ["f", "Escape", "document.exitFullscreen()"])
def test_a_lecture_keeps_the_focus_and_the_answer_and_gives_them_back(slider, leave):
    page = slider.page
    page.keyboard.down("f")
    page.keyboard.down("f")  # held, it says so again and again
    page.keyboard.up("f")
    page.wait_for_function(FULL)
    for _ in range(page.locator("button, input, [tabindex='0']").count()):
        press(page, "Tab")
        assert page.evaluate(INSIDE)
    press(page, leave) if len(leave) < 7 else page.evaluate(leave)
    page.wait_for_function(f"!({FULL}) && !document.querySelector('{OPEN}')")
    assert page.locator(".d2l-verdict").inner_text().startswith("Skipped.")
    assert slider.evaluate("(slider) => slider === document.activeElement")


def test_a_lecture_left_before_the_screen_is_full_leaves_it(slider):
    key = "new KeyboardEvent('keydown', { key: 'f', bubbles: true })"
    slider.evaluate(f"(slider) => {{ slider.dispatchEvent({key}); slider.dispatchEvent({key}); }}")
    slider.page.wait_for_timeout(300)
    assert slider.page.locator(OPEN).count() == 0 and not slider.page.evaluate(FULL)


@pytest.mark.parametrize("panels", [1, 2, 3, 4])
def test_no_panel_is_smaller_in_a_lecture(show, panels):
    several = lambda x, y: [plan(point((x, y)), window=WINDOW) for _ in range(panels)]
    page = show(Scene(several, question=UP, **numbers()))
    page.get_by_role("button", name="Start over").focus()
    for width, height in [(390, 844), (1280, 720), (1366, 768), (1920, 1080)]:
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        before = page.locator(".d2l-panel").first.bounding_box()
        press(page, "f")
        page.wait_for_function(FULL)
        page.wait_for_timeout(200)
        assert page.locator(".d2l-panel").first.bounding_box()["width"] >= before["width"]
        assert page.locator(OPEN).evaluate("(scene) => scene.scrollWidth <= scene.clientWidth")
        press(page, "f")
        page.wait_for_function(f"!({FULL})")
