"""What counts as zero follows the scale: of f, of its slopes and of the window. The right answers are exact, by hand."""

import math

import numpy as np
import pytest

from d2lcalc.scenes import DirectionalDerivative, Landscape, TangentPlane, curvature_by_angle, on_plan, turned_arrow
from reading import said

FLAT = "∇f = 0"


@pytest.mark.parametrize(
    ("f", "at", "window", "steepest"),
    [
        ("6.674e-11*x*y", (1, 1), None, 6.674e-11 * math.sqrt(2)),
        ("exp(-20*(x^2+y^2))", (1.5, 1.5), None, 40 * 1.5 * math.sqrt(2) * math.exp(-90)),
        ("1e-20*x", (0, 0), None, 1e-20),
        ("1e20*(x-1)^2+y^2", (1, 0.5), None, 1),
        ("x*y", (3e-9, 4e-9), (-1e-8, 1e-8, -1e-8, 1e-8), 5e-9),
        ("sin(x)", (math.pi / 2, 0), None, None),
        ("cos(x*1e7)", (math.pi * 1e-7, 0), (-1e-6, 1e-6, -1, 1), None),
        ("1e12*(x-0.1)^2+y^2", (0.1, 0), None, None),
        ("1e-30*(x^2+y^2)", (0, 0), None, None),
        ("(x^2+y^2)^(3/4)", (1, 0), None, 1.5),
    ],
)
def test_a_gradient_is_zero_beside_its_own_scale(f, at, window, steepest):
    scene = DirectionalDerivative(f, at, window)
    assert (FLAT in scene.sentence) == (steepest is None)
    assert steepest is None or said(scene)["length"] == pytest.approx(steepest)


@pytest.mark.parametrize(("f", "exact"), [("2*x+3*y", 0), ("0.1*x+0.7*y-1000", 0), ("1e-9*x", 0), ("x^2", 0.16), ("1e-9*x^2+y", 1.6e-10)])
def test_a_gap_below_the_rounding_of_its_terms_is_zero(f, exact):
    gap = said(TangentPlane(f))["gap"]
    assert gap == pytest.approx(exact, rel=1e-5, abs=0)


@pytest.mark.parametrize(
    ("f", "at", "bend"), [("x^2+y", (0, 0), 0), ("1e-9*x^2+y", (0, 0), 0), ("x+y^2/2", (0, 0), 0), ("x^2-y^2", (1, 1), 0)]
)
def test_a_curvature_below_the_rounding_of_its_terms_is_zero(f, at, bend):
    scene = Landscape(f, on_plan(), turned_arrow(), curvature_by_angle(), at=at)
    assert said(scene)["bend"] == bend


def test_neither_are_slopes_and_eigenvalues():
    assert said(TangentPlane("sin(x)+y", (math.pi / 2, 0), sliders=("zoom",)))["gap"] == pytest.approx(math.cos(0.4) - 1)
    assert np.isclose(said(Landscape("(0.1*x+0.3*y)^2", on_plan(), turned_arrow(), curvature_by_angle(), at=(1, 1)))["low"], 0, atol=0)
