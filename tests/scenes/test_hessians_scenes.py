"""The scenes of the Hessian: their numbers against SymPy and NumPy, their marks' geometry, and the places with nothing to draw."""

import math

import jax.numpy as jnp
import numpy as np
import pytest
import sympy

from d2lcalc import functions
from d2lcalc.functions import hill_and_valley
from d2lcalc.live.words import written
from d2lcalc.predictions import curvature as bends
from d2lcalc.predictions import hessians as ask
from d2lcalc.scenes import (
    ErrorOrder,
    Landscape,
    MixedPartial,
    QuadraticApproximation,
    Remainder,
    Twist,
    best_plane,
    best_quadratic,
    curvature_by_angle,
    eigenvectors,
    on_plan,
    on_stage,
    parabola,
    quotient_by_shape,
    shrinking_square,
    slice_along_v,
    slopes_all_round,
    turned_arrow,
)
from formulas import FORMULAS, X, Y, at, slopes
from reading import mark, present, read_out, said, shown

P, ALONG = (-0.5, 1.0), math.degrees(math.atan2(0.8, 0.6))


def curvatures(f, at, theta=0.0, from_x=False):
    parts = (on_plan(), slopes_all_round(), slice_along_v(half=False), curvature_by_angle(), parabola(), eigenvectors())
    parts = (*parts, turned_arrow(theta, from_x=from_x))
    return Landscape(f, *parts, at=at)


def matrix_of(formula, x, y):
    return np.array(sympy.hessian(formula, (X, Y)).subs({X: x, Y: y}).evalf(), float)


@pytest.mark.parametrize("place", [(-1.0, 0.0), P])
def test_the_remainder_settles_into_half_the_square_of_the_hessian(place):
    scene = Remainder(hill_and_valley, place)
    scene.h = 0.01
    rim, limit = (mark(scene, "chart", f"the {name} on the rim") for name in ("magnified remainder", "limit"))
    v = np.cos(np.radians(limit["x"])), np.sin(np.radians(limit["x"]))
    expected = np.einsum("ik,ij,jk->k", v, matrix_of(FORMULAS["hill_and_valley"], *place), v) / 2
    assert limit["y"] == pytest.approx(expected)
    assert rim["y"] == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(("h", "low", "high"), [(1, -0.0366, 0.7358), (0.1, 0.3074, 0.4295)])
def test_the_rim_of_the_degenerate_point(h, low, high):
    scene = Remainder(hill_and_valley, (-1, 0))
    scene.h = h
    assert [said(scene)["lowest"], said(scene)["highest"]] == pytest.approx([low, high], abs=1e-4)
    assert said(scene)["most"] == pytest.approx(math.exp(-1)) and "in the limit it is 0.3679 all round" in scene.sentence


def test_the_surface_of_the_remainder_lies_over_the_disc_and_ends_at_its_rim():
    scene = Remainder(hill_and_valley, P)
    disc, rim = mark(scene, "stage", "the magnified remainder"), mark(scene, "stage", "its rim")
    lengths = np.hypot(disc["x"], disc["y"])
    assert lengths.max() == pytest.approx(1) and lengths.min() == 0
    assert disc["z"][lengths > 0.9999].max() == pytest.approx(rim["z"].max(), abs=1e-3)


def test_the_axes_stand_still_while_h_falls():
    limits = lambda outputs: [float(outputs[end]) for end in scene.spec["panels"][1]["limits"]["y"]]
    scene = Remainder(hill_and_valley, P)
    assert limits(scene._outputs(h=1)) == limits(scene._outputs(h=0.01))


@pytest.mark.parametrize(
    ("numbers", "shape"),
    [((1, 3, 1), "a saddle"), ((1, 2, 1), "a trough"), ((1, 1, 1), "a bowl"), ((-1, 1, -1), "a dome"), ((0, 0, 0), "flatter")],
)
def test_the_shape_of_three_numbers(numbers, shape):
    assert shape in Twist(*numbers).sentence


def test_the_bends_win_between_the_two_troughs():
    x, y, c = sympy.symbols("x y c")
    assert sympy.expand((x + c * y / 2) ** 2 + (1 - c**2 / 4) * y**2 - (x**2 + c * x * y + y**2)) == 0
    assert ["bowl" in Twist(1, twist, 1).sentence for twist in (2, 1.9, 0, -1.9, -2)] == [False, True, True, True, False]


def test_the_cut_of_the_twisted_saddle():
    scene = Twist(1, 3, 1, theta=-45)
    assert said(scene)["height"] == pytest.approx(-0.5)  # −x² with x = 1/√2
    cut = mark(scene, "chart", "the cut")
    assert cut["y"] == pytest.approx(-(cut["x"] ** 2) / 2)
    assert mark(scene, "chart", "along x")["y"] == pytest.approx(cut["x"] ** 2)


def test_the_slope_along_x_changes_by_the_twist_for_each_unit_of_y():
    scene = Twist(1, 3, 1)
    for y in (-1, -0.5, 0.5, 1):
        (a, _, low), (b, _, high) = mark(scene, "stage", f"the slope along x at y = {y:g}")["positions"]
        assert (high - low) / (b - a) == pytest.approx(3 * y)


@pytest.mark.parametrize("name", ["hill_and_valley", "rosenbrock"])
def test_both_ways_around_the_square_agree_and_tend_to_the_mixed_partial(name):
    formula, (x, y) = FORMULAS[name], (-0.5, 0.7)
    scene = MixedPartial(functions.CATALOGUE[name], (x, y))
    scene.h = 0.1
    h = scene.h  # the slider's nearest
    outputs, ways = scene._outputs(), [line for panel in scene.spec["panels"] for line in panel["lines"]]
    first, second = (float(outputs[line["values"]["quotient"]]) for line in ways)
    corners = at(formula, x + h, y + h) - at(formula, x + h, y) - at(formula, x, y + h) + at(formula, x, y)
    assert first == pytest.approx(second) == pytest.approx(said(scene)["quotient"]) == pytest.approx(corners / h**2)
    assert said(scene)["limit"] == pytest.approx(matrix_of(formula, x, y)[0, 1], rel=1e-4, abs=1e-5)


def test_where_second_derivatives_jump_the_shape_of_the_square_matters():
    def g(x, y):
        square = x**2 + y**2
        return jnp.where(square > 0, x * y * (x**2 - y**2) / jnp.where(square > 0, square, 1), 0.0)

    scene = MixedPartial(g, (0, 0), (-1, 1, -1, 1))
    limits = []
    for scene.ratio in (0.1, 1, 10):
        limits.append(said(scene)["limit"])
    assert limits == pytest.approx([0.99 / 1.01, 0, -0.99 / 1.01])  # (h² − k²)/(h² + k²)
    scene = Landscape(g, shrinking_square(0.5), quotient_by_shape(), at=(0, 0))
    quotient, limit = mark(scene, "chart", "the quotient"), mark(scene, "chart", "its limit")
    shapes = quotient["x"]
    assert quotient["y"] == pytest.approx((1 - shapes**2) / (1 + shapes**2)) == limit["y"]
    assert mark(scene, "chart", "the quotient of this rectangle")["at"] == pytest.approx([0.5, 0.6])


@pytest.mark.parametrize(("ratio", "alone"), [(0.55, {"y"}), (1.0, set()), (1.8, set())])
def test_beside_a_short_upright_side_the_slope_stands_without_its_word(ratio, alone):
    scene = MixedPartial(hill_and_valley, (-0.5, 1))
    scene.ratio = ratio
    said_beside = [(side, written(each["label"], scene._outputs())) for side in "xy" for each in present(scene, side)]
    slopes_said = [(side, words) for side, words in said_beside if words]  # an arrow has no label
    assert len(slopes_said) == 4 and {side for side, words in slopes_said if not words.startswith("slope ")} == alone


@pytest.mark.parametrize("name", ["hill_and_valley", "rosenbrock"])
def test_quadratic_against_sympy(name):
    formula, place = FORMULAS[name], (-0.5, 0.7)
    scene = QuadraticApproximation(functions.CATALOGUE[name], place)
    (gx, gy), matrix = slopes(formula, *place), matrix_of(formula, *place)
    found = mark(scene, "stage", "the best quadratic")
    u, v = found["x"] - place[0], found["y"] - place[1]
    square = matrix[0, 0] * u * u + 2 * matrix[0, 1] * u * v + matrix[1, 1] * v * v
    assert found["z"] == pytest.approx(at(formula, *place) + gx * u + gy * v + square / 2)
    assert [read_out(scene)[name] for name in ("gx", "gy", "a", "b", "c")] == pytest.approx([gx, gy, *matrix[0], matrix[1, 1]], abs=1e-12)


PLANE_SAYS, QUADRATIC_SAYS = "; the plane says −0.1839", "; the quadratic says −0.09197"  # −½/e, and ⅛·2/e more


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ((slice_along_v(),), ""),
        ((slice_along_v(), best_plane()), PLANE_SAYS),
        ((best_quadratic(), slice_along_v()), QUADRATIC_SAYS),
        ((slice_along_v(), best_plane(), best_quadratic()), PLANE_SAYS + QUADRATIC_SAYS),
        ((best_quadratic(), best_plane(), slice_along_v()), PLANE_SAYS + QUADRATIC_SAYS),
    ],
)
def test_what_plane_and_quadratic_say_half_a_unit_away(parts, said):
    sentence = Landscape(hill_and_valley, *parts, turned_arrow(), at=(-1, 0)).sentence
    assert f"Half a unit from (−1, 0) along v the height is −0.1581{said}." in sentence


def test_without_a_slice_nothing_is_said_of_half_a_unit():
    sentence = Landscape(hill_and_valley, on_stage(), best_quadratic(), turned_arrow(), at=(-1, 0)).sentence
    assert sentence == "At (−1, 0) f has the value −0.3679."


def test_the_slice_cuts_surface_plane_and_quadratic_along_v():
    scene, formula = QuadraticApproximation(hill_and_valley, P, theta=30), FORMULAS["hill_and_valley"]
    angle = math.radians(30) + math.atan2(2, 1)  # the gradient at P points along (1, 2)
    v = np.array([math.cos(angle), math.sin(angle)])
    s = mark(scene, "chart", "f along v")["x"]
    line = at(formula, *P) + s * np.dot(slopes(formula, *P), v)
    parabola = line + s**2 * (v @ matrix_of(formula, *P) @ v) / 2
    expected = {"f": [at(formula, *(P + t * v)) for t in s], "the plane": line, "the quadratic": parabola}
    for name, heights in expected.items():
        assert mark(scene, "chart", f"{name} along v")["y"] == pytest.approx(heights)


@pytest.mark.parametrize("place", [P, (1.1, 0.4)])
def test_eigenvectors_on_the_plan_are_orthogonal_and_belong_to_their_curvatures(place):
    scene = curvatures(hill_and_valley, place)
    matrix = matrix_of(FORMULAS["hill_and_valley"], *place)
    directions = []
    for name, value in zip(("least", "greatest"), np.linalg.eigvalsh(matrix), strict=True):
        line = mark(scene, "plan", f"the direction of {name} curvature")
        v = np.array([line["x"][-1] - line["x"][0], line["y"][-1] - line["y"][0]])
        assert line["show"] and matrix @ v == pytest.approx(value * v, abs=1e-12)
        assert [(line["x"][0] + line["x"][-1]) / 2, (line["y"][0] + line["y"][-1]) / 2] == pytest.approx(place)
        directions.append(v / np.linalg.norm(v))
    assert directions[0] @ directions[1] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("from_x", [False, True])
def test_slope_and_curvature_share_the_angle_and_its_axis(from_x):
    scene = curvatures(hill_and_valley, P, theta=30, from_x=from_x)
    slope, bend = (mark(scene, "chart", f"the {what} in every direction") for what in ("slope", "curvature"))
    assert (slope["x"] == bend["x"]).all()
    start = 0 if from_x else math.degrees(math.atan2(2, 1))  # the gradient at P points along (1, 2)
    angles = np.radians(slope["x"] + start)
    v, matrix = np.array([np.cos(angles), np.sin(angles)]), matrix_of(FORMULAS["hill_and_valley"], *P)
    assert slope["y"] == pytest.approx(math.exp(-5 / 4) * np.array([0.5, 1]) @ v)
    assert bend["y"] == pytest.approx(np.einsum("ik,ij,jk->k", v, matrix, v))
    shown = read_out(scene)
    assert [shown["mean"], shown["amplitude"]] == pytest.approx([0.2149, 0.5775], abs=5e-5)
    wave = shown["mean"] + shown["amplitude"] * np.cos(2 * np.radians(bend["x"] - shown["peak"]))
    assert bend["y"] == pytest.approx(wave)
    assert [said(scene)["low"], said(scene)["high"]] == pytest.approx([-0.362590, 0.792347], abs=5e-7)
    assert mark(scene, "chart", "the curvature along v")["at"] == pytest.approx([30, said(scene)["bend"]])
    cut = mark(scene, "chart", "the quadratic along v")
    toward = np.array([math.cos(math.radians(start + 30)), math.sin(math.radians(start + 30))])
    rise = math.exp(-5 / 4) * np.array([0.5, 1]) @ toward
    assert cut["y"] == pytest.approx(float(at(FORMULAS["hill_and_valley"], *P)) + rise * cut["x"] + said(scene)["bend"] * cut["x"] ** 2 / 2)
    tip = mark(scene, "plan", "the tip of v")["at"] - np.array(P)
    assert tip / np.linalg.norm(tip) == pytest.approx(toward)


def test_where_every_direction_is_an_eigenvector_there_is_a_circle():
    scene = curvatures(hill_and_valley, (-1, 0))
    circle = mark(scene, "plan", "every direction is an eigenvector")
    assert circle["show"] and not mark(scene, "plan", "the direction of least curvature")["show"]
    assert np.hypot(circle["x"] + 1, circle["y"]) == pytest.approx(np.hypot(circle["x"] + 1, circle["y"])[0])
    assert "as in every other direction: each of them is an eigenvector" in scene.sentence
    scene.y = 0.1
    assert not mark(scene, "plan", "every direction is an eigenvector")["show"]
    assert mark(scene, "plan", "the direction of least curvature")["show"]


def test_without_a_gradient_the_angle_is_counted_from_the_x_axis():
    scene = curvatures(functions.saddle, (0, 0))
    assert "There is no gradient here: θ is counted from the x-axis." in scene.sentence
    assert said(scene)["bend"] == pytest.approx(2)
    assert "There is no gradient" not in curvatures(functions.saddle, (0, 0), from_x=True).sentence
    assert "The plane is level here" in QuadraticApproximation(functions.saddle, (0, 0)).sentence
    assert "the slope is 0 and the curvature 0, as in every other direction" in curvatures(lambda x, y: 3.0, P).sentence


def test_the_gold_slopes():
    """F14."""
    scene = ErrorOrder(hill_and_valley, P, direction=ALONG)
    scene.half = True
    assert [said(scene)[slope] for slope in "pqr"] == pytest.approx([2.03, 2.99, 1.96], abs=5e-3)
    for scene.distance, plane, quadratic, without in [(0.1, 1.194e-3, 1.911e-4, 8.117e-4)]:
        found = [mark(scene, "chart", f"the error of {name} at this distance")["at"][1] for name in ("T₁", "T₂", "without ½")]
        assert found == pytest.approx([plane, quadratic, without], rel=5e-4)


def test_the_curves_are_the_errors_and_never_nearer_than_rounding():
    scene = ErrorOrder(hill_and_valley, P, direction=ALONG)
    plane = mark(scene, "chart", "the error of T₁")
    t = plane["x"]
    assert t.min() == pytest.approx(1e-4) and t.max() == pytest.approx(1)
    slope = math.exp(-5 / 4) * (0.6 * 0.5 + 0.8)
    missed = [abs(at(FORMULAS["hill_and_valley"], -0.5 + 0.6 * s, 1 + 0.8 * s) + math.exp(-5 / 4) / 2 - slope * s) for s in t[::32]]
    assert plane["y"][::32] == pytest.approx(missed, rel=1e-6)
    scene.distance = 0
    assert scene.distance == 1e-4


def test_the_direction_of_slope_four_is_reached_along_y_only():
    task = ("…", lambda here: jnp.abs(here.quadratic_order - 4) < 0.1)
    scene = ErrorOrder(hill_and_valley, (-1, 0), direction=45, task=task)
    reached = []
    for scene.direction in range(0, 360, 15):
        reached += [scene.direction] * scene.reached
    assert reached == [90, 270]
    scene.direction = 90
    assert "The cubic term along this direction is zero" in scene.sentence and said(scene)["q"] == pytest.approx(4, abs=0.01)


def test_beside_the_direction_of_slope_four_third_and_fourth_order_cancel_or_add():
    scene = ErrorOrder(hill_and_valley, (-1, 0), direction=89)
    error = mark(scene, "chart", "the error of T₂")
    near = (error["x"] > 0.02) & (error["x"] < 0.06)
    assert error["x"][near][np.argmin(error["y"][near])] == pytest.approx(0.035, rel=0.03)
    scene.direction = 91
    assert said(scene)["q"] == pytest.approx(3.27, abs=5e-3)


@pytest.mark.parametrize(("theta", "plane", "quadratic"), [(0, 0.162, 0.070), (180, 0.026, 0.066)])
def test_downhill_the_quadratic_is_nearer_and_uphill_the_plane(theta, plane, quadratic):
    heights = said(QuadraticApproximation(hill_and_valley, (-1, 0), theta=theta, from_x=True))
    missed = [abs(heights["height"] - heights[name]) for name in ("plane", "quadratic")]
    assert missed == pytest.approx([plane, quadratic], abs=5e-4)


@pytest.mark.parametrize(
    ("f", "place", "direction", "words"),
    [
        (lambda x, y: 3.0, P, 0, "there is no error, and no slope"),
        (functions.saddle, (0.3, 0.2), 0, "The quadratic is exact"),
        (functions.saddle, (0.3, 0.2), 45, "The plane is exact along this direction: there is no error, and no slope."),
        (functions.monkey_saddle, (0, 0), 0, "The curvature along this direction is zero: the plane's slope is 3 instead of 2"),
        (lambda x, y: jnp.log(x) + y, (-1, 0), 0, "f has no finite value"),
        (functions.cone, (0, 0), 0, "f has no best quadratic at (0, 0)"),
        (hill_and_valley, P, 178, "Slopes: the plane 1.999, the quadratic 3.618"),  # the cubic term is small, not zero
        (hill_and_valley, (-1, -0.002), 90, "Slopes: the plane 1.999, the quadratic 3.641"),
        (hill_and_valley, P, 41, "Slopes: the plane 3.31, the quadratic 2.995"),  # the curvature is small, not zero
    ],
)
def test_where_there_is_no_slope_the_sentence_says_why(f, place, direction, words):
    assert words in ErrorOrder(f, place, direction=direction).sentence


def test_right_answers_against_an_independent_computation():
    assert bends.left_of_the_other.right == pytest.approx(0.858450, abs=5e-5) and bends.curvature_along.right == pytest.approx(1.5)
    f = FORMULAS["hill_and_valley"]
    place = np.array([-0.25, 0.75])
    matrix, slopes = matrix_of(f, *place), np.array([at(f.diff(letter), *place) for letter in (X, Y)], float)
    half = place - np.linalg.solve(matrix, slopes) / 2
    assert at(f, *half) == pytest.approx(-0.029, abs=5e-4) and at(f, *place) == pytest.approx(-0.134, abs=5e-4)
    assert np.linalg.eigvalsh(matrix) == pytest.approx([-0.441, 1.177], abs=5e-4)
    shifted = matrix + 0.5 * np.eye(2)
    assert np.linalg.eigvalsh(shifted) == pytest.approx([0.06, 1.68], abs=5e-3)
    step = -np.linalg.solve(shifted, slopes)
    assert np.linalg.norm(step) == pytest.approx(7, abs=0.1)
    assert at(f, *(place + step / 10)) == pytest.approx(-0.411, abs=5e-4) and at(f, *(place + step)) == pytest.approx(0, abs=5e-4)
    assert bends.barely_shifted.right == "raises f, but a short enough share lowers it"
    assert bends.half_a_step.right == "climbs"
    landing = -1 - at(f.diff(X), -1, 0) / at(f.diff(X, 2), -1, 0)
    assert -math.sqrt(0.5) < landing and bends.one_step.right == "beyond the minimum"
    for twist in (3, 4, 5):
        formula = f"x² − {twist}xy + 4y²"
        determinant = np.linalg.det(matrix_of(X**2 - twist * X * Y + 4 * Y**2, 0, 0))
        assert (determinant < -1e-9) == (formula == ask.saddle_in_disguise.right) and formula in ask.saddle_in_disguise.options


def test_the_quadratic_needs_no_direction():
    assert shown(Landscape("x*y", on_stage(), best_quadratic(), at=(1, 1)), "stage", "the best quadratic")
