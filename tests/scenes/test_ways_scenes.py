"""P on a curve: the rate of a walk by hand, and where a constraint allows the least value against SciPy and SymPy."""

import math

import jax.numpy as jnp
import numpy as np
import pytest
import sympy
from scipy.optimize import minimize

from d2lcalc.functions import bowl, double_well, hill_and_valley, line_fit_loss
from d2lcalc.scenes import Landscape, Walk, constraint, on_plan
from reading import mark, read_out, said


def circle(t, r=1.0):
    return r * jnp.cos(t), r * jnp.sin(t)


def test_the_rate_of_a_walk():
    scene = Walk(hill_and_valley, circle, (0.0, 6.28), t=1.0)
    for scene.t in (0.5, 1.57, 4.0):
        assert read_out(scene)["rate"] == said(scene)["rate"] == pytest.approx(-math.exp(-1) * math.sin(scene.t))


def test_the_velocity_is_along_the_contour_where_the_walk_is_level():
    scene = Walk(hill_and_valley, circle, (0.0, 6.28), t=1.0)
    scene.t = 0.0
    assert "level" in scene.sentence
    at, velocity, slope = ([*mark(scene, "plan", name).values()] for name in ("where you are", "the velocity", "the gradient"))
    arrows = [[tip[k] - tail[k] for k in range(2)] for _, tail, tip in (velocity, slope)]
    assert abs(sum(a * b for a, b in zip(*arrows, strict=True))) < 1e-12
    assert at[1][:2] == pytest.approx([1, 0])
    assert "level" in Walk(bowl, lambda t: (jnp.cos(t), jnp.sin(t) / math.sqrt(10)), (0.0, 6.28), t=2.0).sentence  # a contour of it


def test_a_walk_that_is_level_for_another_reason_says_which():
    over_the_summit = Walk(lambda x, y: -(x**2) - y**2, lambda t: (t, 2 * t), (-1.0, 1.0), t=0.0)
    assert "the gradient is zero" in over_the_summit.sentence
    there_and_back = Walk(hill_and_valley, lambda t: (0.5 + t**2, 1.0 - t**2), (-1.0, 1.0), t=0.0)
    assert "you stand still" in there_and_back.sentence
    for scene in (over_the_summit, there_and_back):
        assert "right angles" not in scene.sentence
        scene.t = 0.5
        assert "changes at the rate" in scene.sentence


def bound(f, way, domain, **options):
    return Landscape(f, on_plan(), constraint(way, domain, **options))


def positions(scene):
    t = scene.traits()["t"].parameter
    return np.arange(t.min, t.max, t.step)


def least_on_the_circle(f, r):
    """The place and value of the least f on the circle of radius r."""
    at_radius = {"type": "eq", "fun": lambda p: p @ p - r**2}
    found = minimize(lambda p: float(f(*p)), [r, 0.0], constraints=at_radius, method="SLSQP", options={"ftol": 1e-12})
    return found.x, found.fun


def test_the_least_loss_on_a_circle_and_its_multiplier_against_scipy():
    scene = bound(line_fit_loss, circle, (0, 2 * math.pi))
    (x, y), least = least_on_the_circle(line_fit_loss, 1.0)
    scene.t = math.atan2(y, x)
    at = mark(scene, "plan", "the point P")["at"]
    assert at == pytest.approx([x, y, least], abs=scene.traits()["t"].parameter.step)
    assert "P is a candidate" in scene.sentence
    assert (x, y) == pytest.approx((0.86, 0.52), abs=0.005)  # as notebook 04 says
    wider, narrower = (least_on_the_circle(line_fit_loss, 1 + h)[1] for h in (0.01, -0.01))
    assert read_out(scene)["multiplier"] == pytest.approx((wider - narrower) / 0.02, rel=2e-3)  # what a longer radius brings
    assert read_out(scene)["multiplier"] == pytest.approx(-4.6, abs=0.05)


def test_the_candidates_on_a_circle_against_sympy():
    x, y, factor = sympy.symbols("x y factor", real=True)
    f, g = x**4 / 4 - x**2 / 2 + y**2 / 2, x**2 + y**2 - 3
    equations = [g, *(sympy.diff(f, v) - factor * sympy.diff(g, v) for v in (x, y))]
    solutions = sympy.solve(equations, [x, y, factor], dict=True)
    scene = bound(double_well, lambda t: circle(t, math.sqrt(3)), (0, 2 * math.pi))
    for found in solutions:
        scene.t = math.atan2(found[y], found[x]) % (2 * math.pi)
        assert "P is a candidate" in scene.sentence
        assert said(scene)["multiplier"] == pytest.approx(float(found[factor]) * 2 * math.sqrt(3), abs=0.03)  # ∇g is 2√3 long
    claimed = 0
    for t in positions(scene):
        scene.t = t
        claimed += "P is a candidate" in scene.sentence
    assert len(solutions) == 8 and 8 <= claimed <= 16  # each between two positions, or at one


def test_the_normal_stands_on_the_curve():
    scene = bound(hill_and_valley, lambda t: (t, t**2 / 2), (-1, 1), t=0.6)
    tail, tip = (mark(scene, "plan", "the normal n")[end] for end in ("tail", "tip"))
    assert np.subtract(tip, tail) == pytest.approx(np.array([0.6, -1]) / math.hypot(0.6, 1))


def test_a_curve_may_end_and_a_closed_one_does_not():
    open_way = bound(bowl, lambda t: (t, 1.0), (0, 1))
    assert "the curve ends, and P is a candidate" in open_way.sentence
    open_way.t = 1
    assert "the curve ends" in open_way.sentence
    open_way.t = 0.5
    assert "P is no candidate" in open_way.sentence
    closed = bound(bowl, lambda t: circle(jnp.deg2rad(t)), (10, 370))
    assert "P is no candidate" in closed.sentence and closed.traits()["t"].parameter.cyclic


def test_on_a_tail_and_on_a_contour():
    bump = bound(lambda x, y: jnp.exp(-(x**2) - y**2), lambda t: (t, 0.5), (-100, 100))
    for t, candidate in [(0, True), (3, False), (-20, False)]:
        bump.t = t
        assert ("P is a candidate" in bump.sentence) == candidate
    contour = bound(lambda x, y: x**2 + y**2, circle, (0, 2 * math.pi), t=1.0)
    assert "P is a candidate" in contour.sentence


def test_where_the_curve_says_where_p_stands():
    with pytest.raises(ValueError, match="at="):
        Landscape(bowl, on_plan(), constraint(circle, (0, 1)), at=(0, 1))
