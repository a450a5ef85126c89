"""The scenes about slopes: along the axes and in every direction, against SymPy, with a tangent plane and without."""

import math

import numpy as np
import pytest

from d2lcalc import functions
from d2lcalc.functions import hill_and_valley
from d2lcalc.scenes import Landscape, PartialDerivatives, cross_section, on_stage, one_sided_slopes, slices, turning_cut
from formulas import FORMULAS, at, slopes
from reading import mark, said


@pytest.mark.parametrize("name", ["hill_and_valley", "rosenbrock"])
def test_slices_against_sympy(name):
    formula = FORMULAS[name]
    scene = Landscape(functions.CATALOGUE[name], slices((0.3, -0.2)), at=(-0.5, 1.0))
    spoken = said(scene)
    assert [spoken["gx"], spoken["gy"]] == pytest.approx(slopes(formula, -0.5, 1.0), rel=1e-10)
    here = at(formula, -0.5, 1.0)
    assert [spoken["cx"], spoken["cy"]] == pytest.approx([at(formula, -0.2, 1) - here, at(formula, -0.5, 0.8) - here], rel=1e-10)


def test_frozen_means_at_its_present_value():
    scene = PartialDerivatives(hill_and_valley)
    scene.y = 0.5
    curve = mark(scene, "chart", "f with y frozen")
    assert curve["y"] == pytest.approx(curve["x"] * np.exp(-(curve["x"] ** 2) - 0.25))


@pytest.mark.parametrize(("name", "azimuth"), [("hill_and_valley", 0), ("rosenbrock", 63), ("log_sum_exp", 333)])
def test_slope_in_a_direction_against_sympy(name, azimuth):
    scene = Landscape(functions.CATALOGUE[name], on_stage(), turning_cut(azimuth))
    v = math.cos(math.radians(azimuth)), math.sin(math.radians(azimuth))
    assert said(scene)["one_sided_slope"] == pytest.approx(np.dot(slopes(FORMULAS[name], -0.5, 1.0), v), rel=1e-6, abs=1e-8)


def test_slope_against_direction_is_a_cosine_where_there_is_a_plane():
    scene = Landscape(hill_and_valley, turning_cut(), one_sided_slopes())
    found, promised = (mark(scene, "chart", name) for name in ("the slope in every direction", "the slope that a tangent plane would have"))
    angles = np.radians(found["x"])
    gx, gy = slopes(FORMULAS["hill_and_valley"], -0.5, 1.0)
    assert promised["y"] == pytest.approx(math.hypot(gx, gy) * np.cos(angles - math.atan2(gy, gx)))
    assert found["y"] == pytest.approx(promised["y"], abs=1e-8)


def test_slope_against_direction_is_none_where_there_is_no_plane():
    scene = Landscape(functions.partials_without_plane, turning_cut(45), one_sided_slopes(), at=(0, 0))
    found, promised = (mark(scene, "chart", name) for name in ("the slope in every direction", "the slope that a tangent plane would have"))
    angles = np.radians(found["x"])
    assert found["y"] == pytest.approx(np.cos(angles) ** 2 * np.sin(angles), abs=1e-9)
    assert promised["y"] == pytest.approx(0)
    assert said(scene)["one_sided_slope"] == pytest.approx(math.sqrt(2) / 4)


def test_every_slope_of_the_cone_is_one():
    scene = Landscape(functions.cone, turning_cut(), cross_section(), at=(0, 0))
    assert mark(scene, "chart", "f in the cut")["y"] == pytest.approx(np.abs(mark(scene, "chart", "f in the cut")["x"]))
    for scene.azimuth in (0, 45, 180, 300):
        assert said(scene)["one_sided_slope"] == pytest.approx(1)
