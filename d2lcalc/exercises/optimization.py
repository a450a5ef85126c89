"""The exercises of "A Note on Mathematical Optimization"."""

import jax
import numpy as np

from d2lcalc.calculus import gradient
from d2lcalc.exercises.answers import Function, Numbers, Words, when_measured
from d2lcalc.exercises.exercise import Exercise, Mistake
from d2lcalc.exercises.typed import Unreadable
from d2lcalc.exercises.values import numbers

CLAIMED = {"A": (2.0, 1.0), "B": (0.0, 0.0), "C": (1.0, 1.0), "D": (2.0, 0.0)}
BEST_LINE = np.polyfit([0, 1, 2], [1, 1, 4], 1)
UP = np.array([0.6, 0.8])  # from the origin to the place on the circle


def three_lines(x, y):
    """0 on three lines: level at their three crossings, and between them lowest."""
    return x * y * (x + y - 3)


def with_corners(x):
    return abs(x**2 - 4) + 2 * x


def slopes(f, at):
    return abs(gradient(f)(*at))


def is_along(arrow, direction):
    """Whether an arrow points in this direction, whatever its length."""
    return (arrow @ direction > 0) & (abs(arrow[0] * direction[1] - arrow[1] * direction[0]) < 1e-6)


def one_equation(line):
    """Whether exactly one of 5w + 3b = 9 and 3w + 3b = 6 holds."""
    w, b = line
    return (abs(5 * w + 3 * b - 9) < 1e-6) != (abs(3 * w + 3 * b - 6) < 1e-6)


def first_derivative(f):
    """(n, f⁽ⁿ⁾(0)) of the first derivative of f, up to the fourth, that is not 0 at 0; (0, 0.0) where none is found or it jumps there."""
    for n in range(1, 5):
        f = jax.grad(f)
        left, at, right = (float(f(x)) for x in (-1e-100, 0.0, 1e-100))
        if abs(at) > 1e-12:
            return (n, at) if abs(left - at) + abs(right - at) < 1e-3 * abs(at) else (0, 0.0)
    return 0, 0.0


def around_zero(f):
    """f′(0), and the least and the greatest sign of f(x) − f(0) beside 0: of the first derivative, or else of rises above rounding."""
    try:
        n, derivative = first_derivative(f)
    except Exception:  # a function of NumPy or math: JAX cannot differentiate it
        n, derivative = 0, 0.0
    if n:
        signs = {np.sign(derivative), np.sign(derivative) * (-1) ** n}
        return np.array([derivative if n == 1 else 0.0, min(signs), max(signs)])
    steps = 10 ** np.arange(-12, -0.5, 0.25)
    rises = np.array([[numbers(f(side * h)).item() - numbers(f(0.0)).item() for h in steps] for side in (1, -1)])
    if not np.isfinite(rises).all():
        raise Unreadable("Your function is not defined on both sides of 0, and at 0.")
    noise = 50 * abs(rises[:, steps < 2e-8]).max()
    signs = [0, *(np.sign(rise) for side in rises for rise in side[abs(side) > noise][:6])]
    near, far = (abs(rises[:, k] / steps[k]).max() for k in (16, 40))  # the slopes to 1e-8 and 1e-2 fall together where f is flat
    return np.array([near if near > 0.2 * far else 0.0, min(signs), max(signs)])


catch_the_liar = Exercise(
    name="4.1",
    title="Catch the liar",
    misconceptions=("M14",),
    form=Words({"A": "(2, 1)", "B": "(0, 0)", "C": "(1, 1)", "D": "(2, 0)"}, many=True),
    right={letter for letter, at in CLAIMED.items() if slopes(three_lines, at).any()},
    answer='"A, D"',
    mistakes=(
        Mistake("saddle refused", "A, B, D", "B is no minimum, true. But can the gradient know?"),
        Mistake("flat in one direction only", "A", "At D f is level along x. Turn the cut by 90°."),
        Mistake("all refused", "A, B, C, D", "Compute ∇f at C: the test finds nothing against it."),
        Mistake("none refused", "none", "A small step downhill from A: is there a lower place nearby?"),
    ),
    hints=(
        "The tangent plane at each candidate: is it level?",
        "At a minimum inside the window ∇f = 0. ∇f = (y(2x + y − 3), x(x + 2y − 3)).",
        "At A both components are 2.",
    ),
    solution="∇f is (2, 2) at A and (0, −2) at D, so they are refused. At B and C it is 0: the saddle passes the test as well as "
    "the minimum.",
)

ends_and_corners = Exercise(
    name="4.2",
    title="Ends and corners",
    misconceptions=("M16",),
    form=Numbers(),
    right=(with_corners(-2.0), -2.0),
    answer="(-4, -2)",
    mistakes=(
        Mistake("flat points only", (with_corners(1.0), 1.0), "Step aside from 1: does it go up or down? There are ends and corners, too."),
        Mistake("corners left out", (with_corners(-3.0), -3.0), "That is an end. And where has f no derivative?"),
        Mistake("the other corner", (with_corners(2.0), 2.0), "x² − 4 changes its sign at another place, too."),
        Mistake("one term only", (0.0, -2.0), "There |x² − 4| is 0. And 2x?"),
        Mistake("greatest", (with_corners(3.0), 3.0), "That is the highest value. Asked for is the lowest."),
        Mistake("place and value exchanged", (-2.0, with_corners(-2.0)), "First the value, then the place."),
    ),
    hints=(
        "Part 4: places of which three kinds were compared there?",
        "Where x² − 4 changes its sign, f has a corner. Between the corners f = 4 − x² + 2x.",
        "Five places: the ends −3 and 3, the corners −2 and 2, and 1, where the slope 2 − 2x is 0.",
    ),
    solution="−1 at −3, −4 at −2, 5 at 1, 4 at 2 and 11 at 3. The least is at the corner −2: on its left f falls, on its right it rises, "
    "and nowhere near is it flat. The one flat place is a maximum.",
)

all_critical_points = Exercise(
    name="4.3",
    title="All critical points",
    misconceptions=("M14",),
    form=Words(("local minimum", "global minimum", "local maximum", "global maximum", "saddle"), map=True),
    right={(1, 0): "local minimum", (-1, 0): "saddle"},
    answer='{(1, 0): "local minimum", (-1, 0): "saddle"}',
    mistakes=(
        Mistake("one root", {(1, 0): "local minimum"}, "3x² = 3 has two solutions."),
        Mistake("one root", {(1, 0): "global minimum"}, "3x² = 3 has two solutions."),
        Mistake(
            "origin added",
            {(0, 0): "saddle", (1, 0): "local minimum", (-1, 0): "saddle"},
            "y = 0 solves the second equation. Is 3·0² − 3 = 0?",
            lambda points: (0.0, 0.0) in points,
        ),
        Mistake(
            "walked along x only",
            {(1, 0): "local minimum", (-1, 0): "local maximum"},
            "Walk along y from (−1, 0) as well.",
            lambda points: points.get((-1.0, 0.0)) in ("local maximum", "global maximum"),
        ),
        Mistake(
            "values not checked",
            {(1, 0): "global minimum", (-1, 0): "saddle"},
            "f(1, 0) = −2. What is f(−3, 0)?",
            lambda points: points.get((1.0, 0.0)) == "global minimum",
        ),
    ),
    hints=(
        "CriticalPoints: drag until the plane is level, then walk around.",
        "∇f = (3x² − 3, 2y) = 0.",
        "y = 0, and x is 1 or −1. Look at f along x and along y at each.",
    ),
    solution="(1, 0) is lowest along both axes, f = −2; at (−1, 0) f is highest along x and lowest along y. There is no global "
    "minimum: f(−3, 0) = −18.",
)

where_you_want_it = Exercise(
    name="4.4",
    title="Greatest where you want it",
    form=Numbers(),
    right=10 * UP,
    answer="(6, 8)",
    mistakes=(
        Mistake(
            "the multiplier lost", UP, "It is greatest there. By how much does it rise when the radius does?", lambda at: is_along(at, UP)
        ),
        Mistake("least for greatest", -10 * UP, "At (0.6, 0.8) this f is least.", lambda at: is_along(at, -UP)),
        Mistake(
            "along the circle",
            (-8.0, 6.0),
            "At (0.6, 0.8) your ∇f runs along the circle: one of the two ways leads up.",
            lambda at: (abs(at @ UP) < 1e-6) & (abs(at).max() > 0),
        ),
        Mistake("swapped", (8.0, 6.0), "At (0.8, 0.6) it is greatest."),
    ),
    hints=(
        "Part 8: at the greatest place on the circle, which way does ∇f point?",
        "∇f = (a, b) = μn, and n is the place itself.",
        "A radius larger by ε adds about με.",
    ),
    solution="There ∇f = (a, b) = μ(0.6, 0.8), with μ > 0, for inward f falls. 0.01μ is to be 0.1, so μ = 10: f = 6x + 8y, with the value "
    "10 there, and 10.1 at 1.01·(0.6, 0.8).",
)

find_the_flaws = Exercise(
    name="4.5",
    title="Find the flaws",
    misconceptions=("M15",),
    form=Words({"A": "the slopes", "B": "y = 1", "C": "a local minimum", "D": "nowhere lower"}, many=True),
    right={"B", "D"},
    answer='"B, D"',
    mistakes=(
        Mistake("the only one, so the lowest", "B", "In the plane, need the only local minimum be the lowest place? Go along x = −1."),
        Mistake("a solution lost", "D", "Where is 2x(y − 1) zero? A product is zero where a factor is."),
        Mistake("A doubted", "A, B, D", "Along y, hold x: x is a factor of 2y − 2. Along x, hold y."),
        Mistake("C doubted", "B, C, D", "Both terms that vary are squares times something positive."),
        Mistake("none refused", "none", "2x(y − 1) = 0 was divided by 2x. When is that allowed?"),
    ),
    hints=(
        "Part 3: what made sure of a least value there? Is there one here, whichever way one goes?",
        "A product is zero where one of its factors is.",
        "Put x = 0 into both slopes. And put x = −1 into f.",
    ),
    solution="B loses x = 0: then y² − 2y = 0, and (0, 0) and (0, 2) are critical points too, both saddles. D: "
    "along x = −1 f is 1 + 2y − y², which falls for ever.",
)

solve_the_fit = Exercise(
    name="4.6",
    title="Solve the fit",
    form=Numbers(within=0.01),
    right=BEST_LINE,
    answer="(1.5, 0.5)",
    mistakes=(
        Mistake("swapped", (0.5, 1.5), "Which of the two is multiplied by x? This one has the loss 1.167."),
        Mistake("b forgotten", (1.8, 0.0), "The line need not pass through the origin."),
        Mistake("through the end points", (1.5, 1.0), "It fits two points and leaves the third out: loss 0.75."),
        Mistake("one equation only", (0.0, 2.0), "One of the two slopes of the loss is 0, the other is not.", one_equation),
    ),
    hints=(
        "LineFit: drag the line until both slopes of the loss are 0. There with four points, here with three.",
        "∂L/∂w = 0 and ∂L/∂b = 0: 5w + 3b = 9 and 3w + 3b = 6.",
        "Take the second from the first.",
    ),
    solution="5w + 3b = 9 and 3w + 3b = 6 give 2w = 3, so w = 1.5 and b = 0.5, with the loss 0.5.",
)

flat_and_neither = Exercise(
    name="4.7",
    title="Flat, and neither",
    misconceptions=("M14",),
    form=Function(("x",), measure=around_zero),
    right=lambda x: x**3,
    answer='"x^3"',
    holds=when_measured(lambda slope, least, greatest: slope == 0 and least < 0 < greatest),
    mistakes=(
        Mistake("not flat", lambda x: x + 0.0, "Its slope at 0 is not 0, or there is none.", when_measured(lambda slope, *_: slope != 0)),
        Mistake(
            "level",
            lambda x: 0.0 * x,
            "A constant is its own minimum and maximum.",
            when_measured(lambda slope, least, greatest: least == greatest == 0),
        ),
        Mistake("a minimum", lambda x: x**2, "Beside 0 it is nowhere lower.", when_measured(lambda slope, least, greatest: least >= 0)),
        Mistake(
            "a maximum", lambda x: -(x**2), "Beside 0 it is nowhere higher.", when_measured(lambda slope, least, greatest: greatest <= 0)
        ),
    ),
    hints=(
        "The tangent at a critical point lies flat. On which sides of it may the curve run?",
        "f must have opposite signs on both sides of 0 (with f(0) = 0), and slope 0 between.",
        "An odd power has opposite signs. Which of them are flat at 0?",
    ),
    solution="x³, or any higher odd power: flat at 0, above on one side and below on the other. Flat does not mean lowest or highest. "
    "Descent from 0.5 creeps to 0 and stays there.",
)

EXERCISES = (
    catch_the_liar,
    ends_and_corners,
    all_critical_points,
    where_you_want_it,
    find_the_flaws,
    solve_the_fit,
    flat_and_neither,
)
