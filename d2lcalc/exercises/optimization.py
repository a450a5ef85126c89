"""The exercises of "A Note on Mathematical Optimization"."""

from math import sqrt

import jax
import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus import gradient
from d2lcalc.exercises.answers import Function, Numbers, Words, when_measured
from d2lcalc.exercises.exercise import Exercise, Mistake
from d2lcalc.exercises.typed import Unreadable
from d2lcalc.exercises.values import numbers
from d2lcalc.functions import LINE_FIT_DATA, double_well, hill_and_valley, one_flat_point, quartic
from d2lcalc.scenes import Landscape, flatness, on_plan, on_stage, tangent_plane

CLAIMED = {"A": (0.5, -0.5), "B": (sqrt(1 / 2), 0.0), "C": (-sqrt(1 / 2), 0.0), "D": (0.0, 0.0)}
BEST_LINE = jnp.linalg.lstsq(jnp.array([[t, 1.0] for t, _ in LINE_FIT_DATA]), jnp.array([y for _, y in LINE_FIT_DATA], float))[0]


def slope_size(f, at):
    return float(jnp.linalg.norm(gradient(f)(*at)))


def wells():
    """Two minima and a saddle, with a point to drag."""
    return Landscape(double_well, on_stage(), on_plan(), flatness(), tangent_plane(), at=(0.6, 0.8), title="Exercise 3.4")


def one_equation(line):
    """Whether exactly one of 7w + 3b = 11.5 and 3w + 2b = 6 holds."""
    w, b = line
    return (abs(7 * w + 3 * b - 11.5) < 1e-6) != (abs(3 * w + 2 * b - 6) < 1e-6)


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
    name="3.1",
    title="Catch the liar",
    misconceptions=("M14",),
    form=Words({"A": "(½, −½)", "B": "(1/√2, 0)", "C": "(−1/√2, 0)", "D": "(0, 0)"}, many=True),
    right={letter for letter, at in CLAIMED.items() if slope_size(hill_and_valley, at) > 1e-6},
    answer='"A, D"',
    mistakes=(
        Mistake("maximum refused", "A, B, D", "B is no minimum, true. But can the gradient know?"),
        Mistake("value zero taken for slope zero", "A", "At D the value is 0. And the slope?"),
        Mistake("all refused", "A, B, C, D", "Compute ∇f at C: the test finds nothing against it."),
        Mistake("none refused", "none", "A small step downhill from A: is there a lower place nearby?"),
    ),
    hints=(
        "The tangent plane at each candidate: is it level?",
        "At a minimum inside the window ∇f = 0. ∇f = e^(−x²−y²)·(1 − 2x², −2xy).",
        "At D the first component is 1.",
    ),
    solution="‖∇f‖ is 0.429 at A and 1 at D, so they are refused. At B and C it is 0: the maximum passes the test as well as the minimum.",
)

with_ends = Exercise(
    name="3.2",
    title="With ends",
    misconceptions=("M16",),
    form=Numbers(),
    right=(quartic(1.0), 1.0),
    answer="(-13, 1)",
    mistakes=(
        Mistake("outside", (quartic(2.0), 2.0), "Is 2 in the interval?"),
        Mistake("flat points only", (quartic(-1.0), -1.0), "Walk to the ends."),
        Mistake("a local maximum", (quartic(0.0), 0.0), "Step aside from 0: does it go up or down?"),
        Mistake("greatest", (quartic(-2.0), -2.0), "That is the highest value. Asked for is the lowest."),
        Mistake("place and value exchanged", (1.0, quartic(1.0)), "First the value, then the place."),
    ),
    hints=(
        "The quartic with its ends cut off: follow the curve to both of them.",
        "On an interval: compare the flat points inside it and its two ends.",
        "Inside are −1 and 0, the ends are −2 and 1: four values.",
    ),
    solution="−5 at −1, 0 at 0, 32 at −2 and −13 at 1. The least is at the end x = 1, where the slope is −24: least values at "
    "ends need no flatness.",
)

all_critical_points = Exercise(
    name="3.3",
    title="All critical points",
    misconceptions=("M14",),
    form=Words(("local minimum", "global minimum", "maximum", "saddle"), map=True),
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
            {(1, 0): "local minimum", (-1, 0): "maximum"},
            "Walk along y from (−1, 0) as well.",
            lambda points: points.get((-1.0, 0.0)) == "maximum",
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

drag_until_flat = Exercise(
    name="3.4",
    title="Drag until flat",
    misconceptions=("M14",),
    form=Numbers(names=("x", "y"), places=3, within=0.02),
    right=(1.0, 0.0),
    answer="[(0, 0), (1, 0), (-1, 0)]",
    holds=lambda at: slope_size(double_well, at) < 0.02,
    mistakes=(
        Mistake(
            "flat in one direction only",
            (1.0, 0.6),
            "Flat along x, not along y. Turn the cut by 90°.",
            lambda at: abs(at[0] ** 3 - at[0]) < 0.02,
        ),
        Mistake("flat in one direction only", (0.5, 0.0), "Flat along y, not along x. Turn the cut by 90°.", lambda at: abs(at[1]) < 0.02),
        Mistake("value for slope", (sqrt(2.0), 0.01 + 0.02), when=lambda at: abs(double_well(*at)) < 0.01),
    ),
    hints=(
        "The plane in the picture: it is level where both slopes are 0.",
        "∇f = (x³ − x, y).",
        "y = 0, and x³ = x has three solutions.",
    ),
    solution="x³ − x = 0 and y = 0: (0, 0), a saddle, and (1, 0) and (−1, 0), two minima of value −¼.",
    scene=wells,
)

not_the_lowest = Exercise(
    name="3.5",
    title="One flat point, not the lowest",
    misconceptions=("M15",),
    form=Numbers(sayings=("impossible",)),
    right=(4.0, 1.0),
    answer="(4, 1)",
    holds=lambda at: not isinstance(at, str) and one_flat_point(*at) < 0,
    mistakes=(
        Mistake("impossible", "impossible", "On a line, yes. In the plane one can walk around the rim."),
        Mistake("the critical point", (0.0, 0.0), "There f is exactly 0."),
        Mistake("on the border", (2.0, 2.0), "There f is exactly 0: one step further.", lambda at: abs(one_flat_point(*at)) < 1e-9),
        Mistake("cannot be there", (0.5, 3.0), "What is the sign of (1 − x)³ for x < 1?", lambda at: at[0] <= 1),
        Mistake("not far enough", (2.0, 1.0), "(1 − x)³ is negative here. Make its factor y² larger.", lambda at: at[0] > 1),
    ),
    hints=(
        "Drag along x = 3 or x = 4.",
        "One of the two terms can be negative: y²(1 − x)³.",
        "At x = 4 the term is −27y², against x² = 16.",
    ),
    solution="At (4, 1): 16 − 27 = −11. With two variables a single local minimum need not be the lowest point: f slips away "
    "around the rim, beyond x = 1.",
)

solve_the_fit = Exercise(
    name="3.6",
    title="Solve the fit",
    form=Numbers(within=0.01),
    right=BEST_LINE,
    answer="(1, 1.5)",
    mistakes=(
        Mistake("swapped", (1.5, 1.0), "Which of the two is multiplied by t? This one has the loss 0.625."),
        Mistake("b forgotten", (23 / 14, 0.0), "The line need not pass through the origin."),
        Mistake("through the end points", (1.0, 1.0), "It fits two points and leaves the others out: loss 0.5."),
        Mistake("one equation only", (0.0, 3.0), "One of the two slopes of the loss is 0, the other is not.", one_equation),
    ),
    hints=(
        "LineFit: drag the line until both slopes of the loss are 0.",
        "∂L/∂w = 0 and ∂L/∂b = 0: 7w + 3b = 11.5 and 3w + 2b = 6.",
        "Take twice the first less three times the second.",
    ),
    solution="7w + 3b = 11.5 and 3w + 2b = 6 give 5w = 5, so w = 1 and b = 1.5, with the loss 0.25.",
)

flat_and_neither = Exercise(
    name="3.7",
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
    solution="x³, or any higher odd power: flat at 0, above on one side and below on the other. Flat does not mean lowest or highest.",
)

where_it_ends = Exercise(
    name="3.8",
    title="Where it ends",
    misconceptions=("M11", "M12"),
    form=Words({"A": "at 2", "B": "at −1", "C": "at 0", "D": "it grows for ever"}),
    right="B",
    answer='"B"',
    mistakes=(
        Mistake("descent finds the minimum", "A", "The curvature at 2 is 72: which rates can stay there?"),
        Mistake("flat is where it ends", "C", "0 is a maximum: which way does the next step go from beside it?"),
        Mistake("too large, so it grows", "D", "Too large for the valley at 2. And for the one at −1, where the curvature is 36?"),
    ),
    hints=(
        "CurveDescent: the path from 1.5, at 0.02 and at 0.05.",
        "Near a minimum with curvature λ descent stays only if η < 2/λ.",
        "2/72 = 0.028 at x = 2, and 2/36 = 0.056 at x = −1.",
    ),
    solution="At −1. The rate 0.05 is too large for the deep, sharp valley at 2 and small enough for the flatter one at −1: "
    "the rate decides which valley can hold it.",
)

EXERCISES = (
    catch_the_liar,
    with_ends,
    all_critical_points,
    drag_until_flat,
    not_the_lowest,
    solve_the_fit,
    flat_and_neither,
    where_it_ends,
)
