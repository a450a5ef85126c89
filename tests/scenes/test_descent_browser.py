"""The scenes of descent in Chromium: play, forward and back, keys, dragging, menus, bars, and the line that is a point."""

import pytest

from d2lcalc.functions import bowl
from d2lcalc.predictions import descent
from d2lcalc.scenes import GradientDescent, Landscape, LineDescent, LineFit, descent_steps, on_plan, promise, race, rate_curve, rate_limit
from scene_page import choose, drag, drawn, focus, press, sentence, settle, state

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


def test_the_start_is_moved_by_keys_and_dragged(show):
    page = show(GradientDescent(bowl, (4, 1), rate=0.1, step=10))
    handle = page.locator('.d2l-flat g[data-mark="the start"] .d2l-handle')
    handle.focus()
    press(page, "ArrowLeft", "ArrowUp")
    x, y = state(page, "x"), state(page, "y")
    assert x < 4 < 3 + y
    before = drawn(page, "the path")[0]
    drag(page, handle, -50, -20)
    assert state(page, "x") < x
    assert state(page, "y") > y
    assert drawn(page, "the path")[0][0][0] == pytest.approx(before[0][0] - 50, abs=2)


def test_the_rate_is_moved_and_divergence_is_said_and_kept_in_view(show):
    page = show(GradientDescent(bowl, (4, 1), rate=0.18, step=30))
    frame = page.locator(".d2l-flat .d2l-axes").first.inner_html()
    focus(page, "rate η")
    press(page, *["ArrowRight"] * 4)
    assert state(page, "rate") > 0.2
    assert "at this rate it diverges" in sentence(page)
    assert page.locator('g[data-mark="the path: where it has left the picture"]').is_visible()
    assert page.locator(".d2l-flat .d2l-axes").first.inner_html() == frame


def test_the_rate_is_dragged_on_its_chart(show):
    page = show(Landscape(bowl, on_plan(), descent_steps(0.05, step=30), rate_curve(), rate_limit(), at=(4, 1)))
    drag(page, page.locator('g[data-mark="this rate"] .d2l-handle'), 20, 0)
    assert 0.06 < state(page, "rate") < 0.2
    limit = drawn(page, "the limit")[0]
    assert limit[0][0] == limit[1][0]
    assert "=0.2,𝜆=10" in page.locator(".d2l-readout").first.inner_text().replace("\n", "")


def test_promise_and_delivery_differ_in_shape(show):
    page = show(Landscape(bowl, on_plan(), descent_steps(0.2), promise(), at=(4, 1), question=descent.promise_at_the_limit))
    promised, delivered = (page.locator(f'g[data-mark="the {which} change"] rect') for which in ("promised", "delivered"))
    assert not promised.is_visible()
    choose(page, "takes off 2.88")
    assert page.locator(".d2l-verdict").inner_text().startswith("Right.")
    assert sentence(page) == "Step 1 promises a change of −23.2 and delivers −2.88."
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


def test_the_line_descends_and_the_data_are_centred(show):
    page = show(LineDescent(rate=0.2, step=9))
    before = sentence(page)
    page.get_by_role("checkbox", name="centre the data").check()
    settle(page)
    assert sentence(page) != before
    assert sentence(page).endswith("the loss has gone from 10.5 to 0.2509.")
    page.get_by_role("button", name="step: one back").click()
    settle(page)
    assert sentence(page).startswith("After 8 steps")
