"""The scenes about directions: their numbers against SymPy and by hand, their geometry as drawn, and where there is no direction."""

import math

import numpy as np
import pytest

from d2lcalc import functions
from d2lcalc.functions import hill_and_valley
from d2lcalc.predictions import descent, geometry
from d2lcalc.scenes import DirectionalDerivative, DotProduct, Landscape, on_plan, straight_walk
from d2lcalc.scenes.geometry import steepest_in_units
from formulas import FORMULAS, slopes
from reading import mark, read_out, said, shown

HERE = (-0.5, 1.0)


def turned(vector, degrees):
    """The unit vector at an angle from a vector."""
    angle = math.atan2(vector[1], vector[0]) + math.radians(degrees)
    return np.array([math.cos(angle), math.sin(angle)])


def drawn(arrow):
    """The vector from tail to tip."""
    return np.subtract(arrow["tip"], arrow["tail"])


@pytest.mark.parametrize("theta", [-150, -90, 0, 35, 180])
def test_the_product_is_the_length_of_b_times_the_shadow(theta):
    scene = DotProduct(theta, a=2, b=3)
    a, b = drawn(mark(scene, "chart", "the arrow a")), drawn(mark(scene, "chart", "the arrow b"))
    assert np.hypot(*a) == pytest.approx(2)
    assert read_out(scene)["p"] == pytest.approx(np.dot(a, b), abs=1e-12)
    shadow = mark(scene, "chart", "the shadow of a on b")
    assert np.ptp([shadow["a"][0], shadow["b"][0]]) == pytest.approx(abs(np.dot(a, b)) / 3, abs=1e-12)
    foot = mark(scene, "chart", "straight down from a to b")["positions"]
    assert np.dot(np.subtract(foot[1], foot[0]), b) == pytest.approx(0, abs=1e-12)
    assert ("the shadow points against b" in scene.sentence) == (np.dot(a, b) < -1e-9)


@pytest.mark.parametrize(("name", "theta"), [("hill_and_valley", -120), ("rosenbrock", 60), ("twisted_saddle", 90), ("log_sum_exp", 180)])
def test_the_angle_is_measured_from_the_gradient(name, theta):
    scene = DirectionalDerivative(functions.CATALOGUE[name], HERE, theta=theta)
    exact = slopes(FORMULAS[name], *HERE)
    slope = np.hypot(*exact) * math.cos(math.radians(theta))
    wanted = pytest.approx([*exact, np.hypot(*exact), slope], rel=1e-10, abs=1e-12)
    assert [read_out(scene)[name] for name in ("gx", "gy", "length", "s")] == wanted
    v = drawn(mark(scene, "plan", "the direction v"))
    assert v / np.hypot(*v) == pytest.approx(turned(exact, theta))
    tip, foot = mark(scene, "plan", "straight across from ∇f to v")["positions"]
    beside = mark(scene, "plan", "the shadow of ∇f on v")["positions"]
    scale = np.hypot(*np.subtract(tip, HERE)) / np.hypot(*exact)
    assert np.dot(np.subtract(tip, foot), v) == pytest.approx(0, abs=1e-9)
    assert np.subtract(beside[1], beside[0]) == pytest.approx(scale * slope * v / np.hypot(*v), abs=1e-9)
    line = mark(Landscape(functions.CATALOGUE[name], on_plan(), straight_walk(theta=theta), at=HERE), "chart", "the tangent line")
    assert np.gradient(line["y"], line["x"]) == pytest.approx(slope, abs=1e-9 * np.hypot(*exact))


def test_the_wave_of_slopes_is_never_above_the_length_of_the_gradient():
    scene = DirectionalDerivative(hill_and_valley, HERE, theta=25)
    wave, dot = (mark(scene, "chart", name) for name in ("the slope in every direction", "the slope along v"))
    assert wave["y"] == pytest.approx(0.3203221 * np.cos(np.radians(wave["x"])), abs=1e-7)
    assert dot["at"] == pytest.approx([25, 0.3203221 * math.cos(math.radians(25))])


@pytest.mark.parametrize(("f", "at"), [(functions.saddle, (0, 0)), (hill_and_valley, (-(0.5**0.5), 0))])
def test_without_a_gradient_there_is_no_steepest_direction(f, at):
    scene = DirectionalDerivative(f, at)
    assert "there is no steepest direction" in scene.sentence and read_out(scene) == {}
    assert np.abs(mark(scene, "chart", "the slope in every direction")["y"]).max() < 1e-12
    assert not shown(scene, "plan", "the gradient")


def test_what_is_steepest_depends_on_the_units():
    """On the map of u = 2x the gradient is (f_x/2, f_y); there u/2 is x again."""
    scene = Landscape(hill_and_valley, on_plan(), steepest_in_units(2), at=HERE)
    gx, gy = slopes(FORMULAS["hill_and_valley"], *HERE)
    assert turned(drawn(mark(scene, "plan", "steepest in other units")), 0) == pytest.approx(turned((gx / 2 / 2, gy), 0))


@pytest.mark.parametrize("distance", [0.01, 0.25, 1])
def test_a_walk_downhill_promises_and_brings(distance):
    scene = Landscape(hill_and_valley, on_plan(), straight_walk(distance, theta=180), at=(-1, 0))
    true, promised = (distance - 1) * math.exp(-((distance - 1) ** 2)) + math.exp(-1), -distance * math.exp(-1)
    assert [said(scene)["p"], said(scene)["c"]] == pytest.approx([promised, true])
    low, high = mark(scene, "chart", "what the slope misses")["positions"]
    assert [low[1], high[1]] == pytest.approx([promised - math.exp(-1), true - math.exp(-1)])
    assert mark(scene, "chart", "the promise")["at"] == pytest.approx(low)
    assert mark(scene, "chart", "f after the walk")["at"] == pytest.approx(high)
    assert mark(scene, "plan", "after the walk")["at"][:2] == pytest.approx([-1 + distance, 0])


def test_the_numbers_in_the_questions_are_true():
    assert [round(read_out(DotProduct(theta))["p"], 12) for theta in (60, 90, 180)] == [3, 0, -6]
    assert geometry.product_of_arrows.right == "3, 0, −6"
    assert geometry.draw_the_steepest.right == pytest.approx(slopes(FORMULAS["hill_and_valley"], *geometry.P))
    assert descent.steepest_slope.right == pytest.approx(1)
    assert geometry.left_at_30.right == f"{100 * math.cos(math.radians(30)):.0f} %"
    uphill = np.array([geometry.across_the_line.right, -6])
    assert uphill @ (3, 4) == 0 and np.linalg.norm(uphill) == pytest.approx(10)
    f = lambda x: x * math.exp(-(x**2))
    promised = f(-1.2) - (2 * 1.2**2 - 1) * math.exp(-(1.2**2))
    assert [*descent.unit_step.options] == [f"−{-value:.3f}" for value in (promised, -math.exp(-0.5) / 2**0.5, f(-0.2))]


def test_the_value_after_the_walk_cannot_be_read_before_the_answer():
    scene = Landscape(hill_and_valley, straight_walk(1, theta=180), at=(-1.2, 0), question=descent.unit_step)
    assert shown(scene, "chart", "the tangent line") and not shown(scene, "chart", "f in the cut")
    assert mark(scene, "chart", "f up to P")["x"].max() == 0
    scene.revealed = True
    assert shown(scene, "chart", "f in the cut")
