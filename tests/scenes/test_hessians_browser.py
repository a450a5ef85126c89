"""The scenes of the Hessian and of Newton's step in Chromium, without a kernel: from the keyboard alone, numbers read from the page."""

import math

import pytest

from d2lcalc.functions import hill_and_valley, line_fit_loss
from d2lcalc.predictions import hessians as ask
from d2lcalc.scenes import (
    ErrorOrder,
    Landscape,
    MixedPartial,
    NewtonStep,
    QuadraticApproximation,
    Remainder,
    Twist,
    curvature_by_angle,
    eigenvectors,
    newton_run,
    on_plan,
    slopes_all_round,
    turned_arrow,
)
from scene_page import choose, focus, is_drawn, press, sentence, settle

pytestmark = pytest.mark.browser

P = (-0.5, 1.0)


def test_the_remainder_is_predicted_then_frozen_by_keys(show):
    page = show(Remainder(hill_and_valley, (-1, 0), question=ask.remainder_magnified))
    assert not is_drawn(page, "the limit on the rim") and "limit" not in sentence(page)
    choose(page, "vanishes")
    assert "it shrinks just like h²" in page.locator(".d2lcalc-scene").inner_text()
    assert is_drawn(page, "the limit on the rim") and "lies between −0.03663 and 0.7358" in sentence(page)
    focus(page, "h")
    press(page, "Home")
    assert (
        "with h = 0.01, the remainder over h² lies between 0.3618 and 0.374 on the rim; in the limit between 0.3679 and 0.3679"
        in sentence(page)
    )


def test_the_cut_of_the_twist_turns_by_keys(show):
    page = show(Twist(1, 3, 1, theta=-44))
    focus(page, "cut, degrees")
    press(page, "ArrowLeft")
    assert "in the cut at −45° it is −0.5. The quadratic is a saddle" in sentence(page)
    focus(page, "c₁₂")
    press(page, *["ArrowLeft"] * 10)
    assert "The quadratic is a trough" in sentence(page)


def test_the_square_shrinks_by_keys(show):
    page = show(MixedPartial(hill_and_valley, P))
    assert "by −0.4088 for each unit" in sentence(page)
    focus(page, "h")
    press(page, "Home")
    assert "by −0.2922 for each unit; as the square shrinks in this shape, by −0.2865" in sentence(page)


def test_plane_and_quadratic_are_switched_one_at_a_time(show):
    page = show(QuadraticApproximation(hill_and_valley, (-1, 0)))
    assert is_drawn(page, "the plane along v") and page.locator(".d2l-readout math").count() == 2
    for switch in ("plane T₁", "quadratic T₂"):
        page.get_by_label(switch).focus()
        press(page, "Space")
        assert is_drawn(page, "the quadratic along v") == (switch == "plane T₁")
    assert not is_drawn(page, "the plane along v") and page.locator(".d2l-readout math").count() == 0


def test_slope_and_curvature_follow_one_angle(show):
    page = show(Landscape(hill_and_valley, on_plan(), slopes_all_round(), curvature_by_angle(), turned_arrow(), at=P))
    assert "along θ = 0 degrees, the slope is 0.3203 and the curvature −0.3152" in sentence(page)
    page.locator('[data-mark="the curvature along v"] .d2l-handle').focus()
    press(page, "ArrowRight")
    turned = page.evaluate("model.get('theta')")
    slope = 0.320322 * math.cos(math.radians(turned))
    assert turned > 0 and f"the slope is {slope:.4g}" in sentence(page)


def test_the_cross_becomes_a_circle_where_every_direction_is_an_eigenvector(show):
    page = show(Landscape(hill_and_valley, on_plan(), eigenvectors(), at=(-0.98, 0), sliders=("x",)))
    assert is_drawn(page, "the direction of least curvature") and not is_drawn(page, "every direction is an eigenvector")
    focus(page, "x")
    press(page, "ArrowLeft")
    assert page.evaluate("model.get('x')") == -1
    assert not is_drawn(page, "the direction of least curvature") and is_drawn(page, "every direction is an eigenvector")


def test_forgetting_the_half_turns_the_slope_back(show):
    page = show(ErrorOrder(hill_and_valley, P, direction=math.degrees(math.atan2(0.8, 0.6))))
    assert "Slopes: the plane 2.031, the quadratic 2.988." in sentence(page)
    page.get_by_label("forget the ½").check()
    settle(page)
    assert "without its ½ 1.964" in sentence(page) and is_drawn(page, "the error of without ½")


def test_newton_climbs_is_shortened_in_vain_and_repaired(show):
    page = show(NewtonStep(hill_and_valley, (1, 0)))
    assert "f goes from 0.3679 to 0.3894" in sentence(page)
    focus(page, "share of the step")
    press(page, *["ArrowLeft"] * 10)
    assert "With the share 0.5 of it f goes from 0.3679 to 0.4273" in sentence(page)
    page.get_by_label("matrix").select_option("|H|")
    focus(page, "share of the step")
    press(page, "End")
    assert "|H| has eigenvalues 0.7358 and 0.7358: the quadratic has a bottom" in sentence(page)
    assert "to 0.1581" in sentence(page)


def test_a_run_is_stepped(show):
    page = show(Landscape(line_fit_loss, on_plan(), newton_run(rate=0.2), at=(0, 0)))
    focus(page, "steps")
    press(page, "ArrowRight", "ArrowRight", "ArrowRight")
    assert "After 3 steps f is 0.25 with Newton and 1.368 with descent." in sentence(page)
