"""The scenes about where a function is least in Chromium, without a kernel: from the keyboard alone, numbers read from the page."""

import pytest

from d2lcalc.functions import double_well, hill_and_valley, quartic
from d2lcalc.predictions import optimization as ask
from d2lcalc.scenes import Candidates, CriticalPoints, CurveDescent, MovingTangent
from scene_page import choose, focus, is_drawn, press, sentence, settle

pytestmark = pytest.mark.browser

CLAIMS = [(0.5, -0.5), (0.5**0.5, 0.0), (-(0.5**0.5), 0.0), (0.0, 0.0)]


def test_a_level_place_is_predicted_then_reached_by_keys(show):
    page = show(CriticalPoints(double_well, (0.94, 0.04), question=ask.how_many_flat))
    assert not is_drawn(page, "saddle 0 at (0, 0)") and "Found" not in sentence(page)
    page.locator(".d2l-question input").fill("2")
    page.get_by_role("button", name="Commit my prediction").click()
    settle(page)
    assert "How does one walk from one to the other?" in page.locator(".d2lcalc-scene").inner_text()
    assert is_drawn(page, "saddle 0 at (0, 0)") and "saddle 0 at (0, 0)." in sentence(page)
    assert page.locator(".d2l-goal").inner_text() == "☐ Your task: move P until its tangent plane is level"
    page.locator('.d2l-flat [data-mark="the point P"] .d2l-handle').focus()
    press(page, *["Shift+ArrowRight"] * 3, *["Shift+ArrowDown"] * 2)
    assert "At P = (1, 0) the plane is level: f = −0.25, ‖∇f‖ = 0." in sentence(page)
    assert page.locator(".d2l-goal").inner_text() == "☑ Reached: move P until its tangent plane is level"
    assert not is_drawn(page, "downhill, −∇f")


def test_every_claim_is_put_to_the_test(show):
    page = show(Candidates(hill_and_valley, CLAIMS, question=ask.which_can_be_refused))
    assert sentence(page) == "It is claimed that f is least at (0.5, −0.5), where f = 0.3033."
    choose(page, "(½, −½) and (0, 0)")
    page.get_by_label("a small step downhill").focus()
    press(page, "Space")
    assert sentence(page) == "One step of length 0.1 downhill leads from 0.3033 to 0.2578: (0.5, −0.5) is no minimum."
    page.get_by_label("claimed minimum").select_option("(0.7071, 0)")
    settle(page)
    assert "no way leads downhill, and the test cannot refuse the claim" in sentence(page)
    assert not is_drawn(page, "one step downhill in the cut")


def test_the_least_value_follows_the_ends(show):
    page = show(MovingTangent(quartic, (-2, 3), -1.5, ends=(-2, 1), question=ask.least_on_a_piece))
    assert sentence(page) == "At x = −1.5, f = 1.688." and not is_drawn(page, "the tangent line")
    choose(page, "−5, at x = −1")
    assert "On [−2, 1] the least value is −13, at x = 1: an end." in sentence(page)
    focus(page, "right end b")
    press(page, "End")
    assert "On [−2, 3] the least value is −32, at x = 2, where the tangent line is level." in sentence(page)
    page.locator('[data-mark="the point P"] .d2l-handle').focus()
    press(page, *["ArrowRight"] * 3)
    x = page.evaluate("model.get('x')")
    slope = 12 * x**3 - 12 * x**2 - 24 * x
    assert x > -1.5 and f"with slope {slope:.4g}".replace("-", "−") in sentence(page)


def test_the_rate_decides_which_valley_holds_the_path(show):
    page = show(CurveDescent(quartic, (-2, 3), 1.5, rate=0.049, question=ask.which_valley))
    assert not is_drawn(page, "the path")
    choose(page, "both at 2")
    focus(page, "rate η")
    press(page, "ArrowRight")
    assert sentence(page) == "After step 60 the path rests at x = −1, where f = −5."
    press(page, *["ArrowLeft"] * 20)
    assert "jumps to and fro for ever between x = 1.702 and x = 2.195" in sentence(page)
    focus(page, "step")
    press(page, "Home", "ArrowRight")
    assert "After step 1 the path is at x = 2.175" in sentence(page)
