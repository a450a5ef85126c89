"""The scenes of the Hessian and of Newton's step in Chromium, without a kernel: from the keyboard alone, numbers read from the page."""

import pytest

from d2lcalc.functions import hill_and_valley
from d2lcalc.predictions import hessians as ask
from d2lcalc.scenes import NewtonStep, Remainder
from scene_page import choose, focus, is_drawn, press, sentence

pytestmark = pytest.mark.browser


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
