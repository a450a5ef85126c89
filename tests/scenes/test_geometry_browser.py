"""The scenes about directions in Chromium: keys, dragging and turning, and the right angle as it is drawn."""

import math

import numpy as np
import pytest

from d2lcalc.functions import hill_and_valley
from d2lcalc.scenes import DirectionalDerivative, DotProduct, Landscape, gradient_and_contour, on_plan, straight_walk
from scene_page import drag, drawn, focus, press, sentence, settle, state

pytestmark = pytest.mark.browser


# The dot product


def test_the_arrow_turns_by_slider_by_tip_and_by_bar(show):
    page = show(DotProduct(60))
    assert sentence(page) == "At 60 degrees the shadow of a on b is 1 long, and a·b = 3."
    focus(page, "θ, degrees")
    press(page, *["ArrowRight"] * 30)
    assert sentence(page) == "At 90 degrees the shadow of a on b is 0 long, and a·b = 0."
    page.locator('g[data-mark="the tip of a"] .d2l-handle').focus()
    before = state(page, "theta")
    press(page, "ArrowLeft")
    assert state(page, "theta") != before
    frame = page.locator(".d2l-flat .d2l-frame").nth(1).bounding_box()
    page.evaluate("model.set('theta', 0)")
    settle(page)
    drag(page, page.locator('g[data-mark="the product"] .d2l-handle'), frame["width"] / 2, 0)
    assert state(page, "theta") == 180
    assert "a·b = −6" in sentence(page)
    assert "=−6" in page.locator(".d2l-formula").inner_text().replace(" ", "").replace("\n", "")


# The slope in every direction


def test_keys_and_dragging_move_direction_and_point(show):
    page = show(DirectionalDerivative(hill_and_valley, (-0.5, 1), theta=60))
    frame = page.locator(".d2l-flat .d2l-frame").nth(2).bounding_box()
    drag(page, page.locator('g[data-mark="the slope along v"] .d2l-handle'), -frame["width"] / 4, 0)
    assert state(page, "theta") == pytest.approx(-30, abs=1)
    drag(page, page.locator('.d2l-flat g[data-mark="the point P"] .d2l-handle'), 40, 40)
    x, y, theta = (state(page, name) for name in ("x", "y", "theta"))
    slope = math.exp(-(x**2) - y**2) * math.hypot(1 - 2 * x**2, -2 * x * y) * math.cos(math.radians(theta))
    assert x > 0 and f"={slope:.4g}".replace("-", "−") in page.locator(".d2l-readout").last.inner_text().replace(" ", "").replace("\n", "")


@pytest.mark.parametrize("at", [(-0.5, 1), (0.4, -0.7)])
def test_the_drawn_gradient_is_at_right_angles_to_the_drawn_contour(show, at):
    """The chord of the contour between the two places at the same distance from P, as pixels, against the arrow's shaft."""
    page = show(Landscape(hill_and_valley, on_plan(), gradient_and_contour(), at=at))
    shaft = drawn(page, "the gradient")[0]
    here, along = shaft[0], shaft[-1] - shaft[0]
    ends = [place for line in drawn(page, "the contour through P") for place in crossings(line - here, radius=10)]
    assert len(ends) == 2
    chord = ends[1] - ends[0]
    cosine = np.dot(chord, along) / np.hypot(*chord) / np.hypot(*along)
    assert abs(math.degrees(math.asin(cosine))) < 1


def crossings(line, radius):
    """Where a broken line crosses the circle around the origin."""
    distance = np.hypot(*line.T)
    for k in np.flatnonzero((distance[:-1] < radius) != (distance[1:] < radius)):
        share = (radius - distance[k]) / (distance[k + 1] - distance[k])
        yield line[k] + share * (line[k + 1] - line[k])


def test_the_walk_is_lengthened_by_key_and_drag(show):
    page = show(Landscape(hill_and_valley, on_plan(), straight_walk(0.1, theta=180), at=(-1, 0)))
    handle = page.locator('g[data-mark="f after the walk"] .d2l-handle')
    drag(page, handle, 60, 0)
    assert state(page, "distance") > 0.15
    page.evaluate("model.set('distance', 1)")
    settle(page)
    assert "promises a change of −0.3679 and brings 0.3679: f goes from −0.3679 to 0" in sentence(page)
