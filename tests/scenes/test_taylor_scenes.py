"""The scenes about tangent planes, tangent lines and the rectangle: their numbers against SymPy, and their tasks."""

import math

import jax.numpy as jnp
import numpy as np
import pytest
import sympy

from d2lcalc import functions
from d2lcalc.functions import hill_and_valley, log_sum_exp
from d2lcalc.predictions import taylor, warm_up
from d2lcalc.scenes import (
    Landscape,
    Rectangle,
    TangentLine,
    TangentPlane,
    displacement,
    gradient_arrow,
    magnifier,
    on_plan,
    on_stage,
    slice_along_step,
    tangent_plane,
)
from formulas import FORMULAS, X, at, slopes
from reading import mark, read_out, said

LOG2 = math.log(2)


@pytest.mark.parametrize("name", ["log_sum_exp", "rosenbrock"])
def test_readout_and_sentence_against_sympy(name):
    formula, landscape = FORMULAS[name], functions.CATALOGUE[name]
    scene = Landscape(landscape, on_stage(), gradient_arrow(), displacement((0.3, -0.2)), at=(-0.5, 1.0))
    gx, gy = slopes(formula, -0.5, 1.0)
    plane = at(formula, -0.5, 1.0) + 0.3 * gx - 0.2 * gy
    true = at(formula, -0.2, 0.8)
    shown = read_out(scene)
    assert [shown["gx"], shown["gy"], shown["predicted"], shown["gap"]] == pytest.approx([gx, gy, plane, true - plane], rel=1e-10)
    spoken = said(scene)
    assert [spoken["predicted"], spoken["true"], spoken["gap"]] == pytest.approx([plane, true, true - plane], rel=1e-10)


def test_a_long_gradient_has_a_round_scale():
    short = mark(TangentPlane(log_sum_exp, (0, LOG2)), "stage", "the gradient, in the xy-plane")
    assert np.subtract(short["tip"], short["tail"]) == pytest.approx([1 / 3, 2 / 3])  # two numbers: on the floor
    arrow = mark(TangentPlane(functions.rosenbrock, (-1, 2), (-2, 2, -1, 3)), "plan", "the gradient, in the xy-plane")
    assert np.subtract(arrow["tip"], arrow["tail"]) == pytest.approx(0.002 * np.array(slopes(FORMULAS["rosenbrock"], -1, 2)))


def test_the_gap_is_drawn_from_the_plane_to_the_surface():
    scene = Landscape(log_sum_exp, on_stage(), slice_along_step(), displacement((0.5, -1.5)), at=(0, LOG2))
    low, high = mark(scene, "stage", "the gap")["positions"]
    assert low[:2] == high[:2] == pytest.approx([0.5, LOG2 - 1.5])
    assert high[2] - low[2] == pytest.approx(said(scene)["gap"])
    chart_low, chart_high = mark(scene, "chart", "the gap")["positions"]
    assert [chart_low, chart_high] == [pytest.approx([math.hypot(0.5, 1.5), end[2]]) for end in (low, high)]


def test_the_slice_holds_the_surface_and_the_plane_along_the_displacement():
    scene = Landscape(hill_and_valley, slice_along_step(), displacement((0.3, 0.4)))
    curve, line = (mark(scene, "chart", f"{what} along ε") for what in ("f", "the plane"))
    s = curve["x"]
    assert curve["y"] == pytest.approx([at(FORMULAS["hill_and_valley"], -0.5 + 0.6 * t, 1 + 0.8 * t) for t in s])
    assert np.gradient(line["y"], s) == pytest.approx(np.dot(slopes(FORMULAS["hill_and_valley"], -0.5, 1.0), [0.6, 0.8]))
    scene.dx = scene.dy = 0
    assert np.isfinite(mark(scene, "chart", "f along ε")["y"]).all()


def test_the_gap_of_a_short_step_is_a_fiftieth_of_the_slice():
    scene = Landscape(log_sum_exp, slice_along_step(), displacement((0.1, 0.0)), at=(0, LOG2), window=(-1.5, 1.5, -1, 2))
    (left, right), (low, high) = ([float(scene._outputs()[end]) for end in scene.spec["panels"][0]["limits"][axis]] for axis in ("x", "y"))
    gap = math.log(math.exp(0.1) + 2) - math.log(3) - 0.1 / 3
    assert (left, right) == pytest.approx((-0.02, 0.12))
    assert low < math.log(math.exp(-0.02) + 2) < math.log(math.exp(0.12) + 2) < high and high - low < 60 * gap


def test_a_magnified_cone_on_a_disc_has_its_tip_and_a_level_rim():
    scene = Landscape(functions.cone, on_stage(disc=True), magnifier(), at=(0, 0), still={"zoom": 100})
    scene.zoom = 100
    surface = mark(scene, "stage", "the surface z = f(x, y)")
    radii = np.hypot(surface["x"], surface["y"])
    assert surface["z"] == pytest.approx(radii) and radii.min() == 0
    assert radii.reshape(65, 65)[0] == pytest.approx(0.01)


@pytest.mark.parametrize(("half", "turn", "percent"), [(0.1, 16.8, 13.83), (0.02, 3.25, 2.42)])
def test_zoom_shrinks_the_window_and_counts_what_is_left(half, turn, percent):
    scene = Landscape(hill_and_valley, on_plan(), magnifier(), at=(-0.5, 1), window=(-1.5, 0.5, 0, 2))
    scene.zoom = 1 / half
    half = 1 / scene.zoom  # the slider's nearest
    outputs, limits = scene._outputs(), scene.spec["panels"][0]["limits"]
    seen = [float(outputs[index]) for index in [*limits["x"], *limits["y"]]]
    assert seen == pytest.approx([-0.5 - half, -0.5 + half, 1 - half, 1 + half])
    assert [said(scene)["turn"], said(scene)["percent"]] == pytest.approx([turn, percent], abs=0.005)
    x, y = np.meshgrid(np.linspace(-0.5 - half, -0.5 + half, 81), np.linspace(1 - half, 1 + half, 81))
    gx, gy = slopes(FORMULAS["hill_and_valley"], -0.5, 1.0)
    rise = gx * (x + 0.5) + gy * (y - 1)
    gap = np.abs(x * np.exp(-(x**2) - y**2) - at(FORMULAS["hill_and_valley"], -0.5, 1.0) - rise)
    assert said(scene)["percent"] == pytest.approx(100 * gap.max() / np.abs(rise).max(), rel=1e-9)


@pytest.mark.parametrize(
    ("share", "more", "ends"), [(0.5, [], (-0.51, -0.49)), (0.25, [], (-0.505, -0.495)), (0.5, [displacement((1, 0.2))], (-0.515, -0.48))]
)
def test_the_plane_has_the_slopes_and_stays_a_patch_of_the_window(share, more, ends):
    """Of the width 0.04 the share; with a long ε, as far as the window goes."""
    scene = Landscape(hill_and_valley, on_stage(), tangent_plane(share), magnifier(), more, at=(-0.5, 1))
    patch, (gx, gy) = mark(scene, "stage", "the tangent plane"), slopes(FORMULAS["hill_and_valley"], -0.5, 1.0)
    height = at(FORMULAS["hill_and_valley"], -0.5, 1.0) + gx * (patch["x"] + 0.5) + gy * (patch["y"] - 1)
    assert patch["z"] == pytest.approx(height)
    scene.zoom = 100
    assert mark(scene, "stage", "the tangent plane")["x"] == pytest.approx([*ends] * 2)


@pytest.mark.parametrize(
    ("f", "parts", "at", "words"),
    [
        (functions.saddle, (on_plan(), magnifier()), (0, 0), "the plane is level and the surface leaves it by at most 4"),
        (lambda x, y: jnp.log(x) + y, (on_stage(), displacement((-0.8, 0.2))), (0.5, 1.0), "no finite value at P + ε = (−0.3, 1.2)"),
        (functions.cone, (on_stage(), tangent_plane()), (0, 0), "no tangent plane at (0, 0)"),
        (log_sum_exp, (on_stage(), displacement((0.01, -0.03))), (0, LOG2), "plane says 1.0819456 and the surface is at 1.0821242"),
    ],
)
def test_what_is_said(f, parts, at, words):
    assert words in Landscape(f, *parts, at=at).sentence


def test_the_rectangle_adds_up():
    scene = Rectangle(3, 2, dx=0.4, dy=0.8)
    for scene.dx, scene.dy in [(0.4, 0.8), (0.2, 0.4), (0.1, 0.2), (0, 1)]:
        shown = read_out(scene)
        assert [shown["right"], shown["top"], shown["corner"]] == pytest.approx([2 * scene.dx, 3 * scene.dy, scene.dx * scene.dy])
        assert shown["area"] == pytest.approx((3 + scene.dx) * (2 + scene.dy))


def test_the_parabola_under_the_glass():
    scene = TangentLine(lambda x: x**2, at=1.0)
    for scene.zoom in (1, 10, 100):
        assert [said(scene)["slope"], said(scene)["gap"]] == pytest.approx([2, scene.zoom**-2])


def test_right_answers_against_an_independent_computation():
    f = FORMULAS["log_sum_exp"]
    gx, gy = slopes(f, 0, sympy.log(2))
    assert taylor.both_knobs.right == pytest.approx(0.01 * gx - 0.03 * gy)
    assert taylor.draw_the_gradient.right == pytest.approx(slopes(f, *taylor.draw_the_gradient.tail))
    changes = [at(f, 0.3, sympy.log(2)) - math.log(3), at(f, 0, sympy.log(2) + 0.3) - math.log(3)]
    assert changes == pytest.approx([0.1103, 0.2096], abs=5e-5) and taylor.which_knob.right == "xy"[np.argmax(changes)]
    derivative = (X * sympy.exp(-(X**2))).diff(X)
    assert sympy.simplify(derivative - (1 - 2 * X**2) * sympy.exp(-(X**2))) == 0
    assert [warm_up.dot_product.right, warm_up.right_angle.right, warm_up.cosine_of_60.right] == pytest.approx([11, 90, 0.5])
