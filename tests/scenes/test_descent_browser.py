"""The scenes of descent in Chromium: play, forward and back, dragging, menus, bars, and the line that is a point."""

import pytest

from d2lcalc.functions import bowl
from d2lcalc.scenes import GradientDescent, Landscape, LineFit, descent_steps, on_plan, promise, race, rate_curve, rate_limit
from scene_page import drag, drawn, focus, press, sentence, settle, state

pytestmark = pytest.mark.browser


def test_steps_forward_back_and_play(show):
    page = show(GradientDescent(bowl, (4, 1), rate=0.18, steps=6))
    assert sentence(page) == "The start is at (4, 1), where f = 13."
    forward, back = page.get_by_role("button", name="step: one forward"), page.get_by_role("button", name="step: one back")
    forward.click()
    forward.click()
    settle(page)
    two = drawn(page, "the path")[0]
    assert sentence(page) == "After 2 steps f has gone from 13 to 5.665."
    forward.click()
    back.click()
    settle(page)
    assert (drawn(page, "the path")[0] == two).all()
    page.get_by_role("button", name="play step").click()
    page.wait_for_function("model.get('step') === 6")
    settle(page)
    assert sentence(page).startswith("After 6 steps")
    focus(page, "step")
    press(page, "Home", "ArrowRight")
    assert state(page, "step") == 1


def test_the_rate_is_dragged_on_its_chart(show):
    page = show(Landscape(bowl, on_plan(), descent_steps(0.05, step=30), rate_curve(), rate_limit(), at=(4, 1)))
    drag(page, page.locator('g[data-mark="this rate"] .d2l-handle'), 20, 0)
    assert 0.06 < state(page, "rate") < 0.2
    limit = drawn(page, "the limit")[0]
    assert limit[0][0] == limit[1][0]
    assert "=0.2,𝜆=10" in page.locator(".d2l-readout").first.inner_text().replace("\n", "")


def test_promise_and_delivery_differ_in_shape(show):
    page = show(Landscape(bowl, on_plan(), descent_steps(0.2), promise(), at=(4, 1)))
    promised, delivered = (page.locator(f'g[data-mark="the {which} change"] rect') for which in ("promised", "delivered"))
    opacity = [float(bar.evaluate("(bar) => getComputedStyle(bar).fillOpacity")) for bar in (promised, delivered)]
    assert opacity[0] == 0 < opacity[1]
    wide, narrow = promised.bounding_box(), delivered.bounding_box()
    assert wide["width"] > 2 * narrow["width"]
    assert wide["height"] / narrow["height"] == pytest.approx(23.2 / 2.88, rel=0.1)


def test_two_are_raced_and_chosen_from_menus(show):
    steps = descent_steps(0.05, steps=8, step=8, optimizers=("plain descent", "Adam"))
    page = show(Landscape(bowl, on_plan(), steps, race("momentum"), at=(4, 1)))
    before = drawn(page, "the path")[0]
    page.get_by_role("combobox", name="optimiser").select_option("Adam")
    settle(page)
    assert (drawn(page, "the path")[0] != before).any()
    assert page.locator('.d2l-flat g[data-mark="the rival\'s path"]').first.is_visible()
    page.get_by_role("combobox", name="raced against").select_option("plain descent")
    settle(page)
    assert "Adam is at f =" in sentence(page)
    assert "its rival, plain descent, at f =" in sentence(page)


def test_the_point_and_the_line_move_each_other(show):
    page = show(LineFit())
    assert sentence(page) == "The line 0·t + 0 has the loss 10.5."
    height = page.locator('g[data-mark="the height b of the line"] .d2l-handle')
    height.focus()
    press(page, "ArrowUp")
    assert state(page, "b") > 0
    drag(page, page.locator('g[data-mark="the height b + w of the line"] .d2l-handle'), 0, -40)
    w, b = state(page, "w"), state(page, "b")
    assert w > 0.5
    line = drawn(page, "the line")[0]
    drag(page, page.locator('g[data-mark="the line as a point"] .d2l-handle'), 30, 0)
    assert state(page, "w") > w
    assert state(page, "b") == b
    assert (drawn(page, "the line")[0] != line).any()
