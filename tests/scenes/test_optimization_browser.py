"""The scenes about where a function is least in Chromium, without a kernel: from the keyboard alone, numbers read from the page."""

import pytest

from d2lcalc.functions import double_well, hill_and_valley
from d2lcalc.predictions import optimization as ask
from d2lcalc.scenes import Candidates, CriticalPoints
from scene_page import choose, is_drawn, press, sentence, settle

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
