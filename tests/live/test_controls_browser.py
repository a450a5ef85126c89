"""What a picture is moved by beside its points: choices, switches, steps, fields for numbers, and marks that are picked."""

import jax.numpy as jnp
import pytest

from d2lcalc.live import Choice, Guess, Scene, Step, Switch, box, chart, one_of, path, point, readout, say, stage, words
from scene_page import enter, heard, press, renew, says

WINDOW = (-2.0, 2.0, -2.0, 2.0)


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
        renew(page)
        assert (says(page), field.input_value(), page.evaluate("model.get('n')")) == ("0 undefined", "", None)
    else:
        page.evaluate("model.set('k', 3); model.set('n', 5)")
        assert (says(page), field.input_value()) == ("3 5", "5")


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


def test_whatever_is_written_as_a_number_is_read_back(call):
    powers = [sign * digits * 10.0**power for sign in (1, -1) for digits in (1, 1.8, 2.34567) for power in range(-30, 31)]
    asked = [(number, digits) for number in (*powers, 0.0, 123456.7, 9999999.6) for digits in (1, 4, 8, 15)]
    written = call("numbers.js", "numeral", *asked)
    read = [each["value"] for each in call("arithmetic.js", "typedNumber", *[(text,) for text in written])]
    assert read == [float(f"{number:.{digits - 1}e}") for number, digits in asked]
