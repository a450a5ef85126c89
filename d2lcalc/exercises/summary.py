"""The five exercises of the chapter."""

import jax
import jax.numpy as jnp

from d2lcalc.calculus import gradient
from d2lcalc.exercises.answers import Function, Numbers, Words, points
from d2lcalc.exercises.exercise import Exercise, Mistake
from d2lcalc.exercises.matrix import arrays
from d2lcalc.exercises.typed import matrix_function
from d2lcalc.functions import log_sum_exp
from d2lcalc.live import Number, Scene, arrow, contour, plan, point, say, words

XY = ("x", "y")


def first_pull(x, y):
    return (x - 2) ** 2 + y**2


def second_pull(x, y):
    return x**2 + 4 * (y - 1) ** 2


def pulls(x, y):
    """Both gradients at the point, pulling downhill, and the level curves through it."""
    (p, q), (r, s) = gradient(first_pull)(x, y), gradient(second_pull)(x, y)
    return [
        plan(
            contour(first_pull, first_pull(x, y), role="function", label="g", name="the level curve of g"),
            contour(second_pull, second_pull(x, y), role="quadratic", label="h", name="the level curve of h"),
            arrow((x, y), (x - p / 5, y - q / 5), role="function", label="−∇g", name="the pull of g, a fifth as long"),
            arrow((x, y), (x - r / 5, y - s / 5), role="quadratic", label="−∇h", name="the pull of h, a fifth as long"),
            point((x, y), drag=("x", "y"), label="P", name="the point P"),
            window=(-1, 3, -1, 2),
        ),
        say(words("At (@x, @y) g pulls by (@p, @q) and h by (@r, @s).", x=x, y=y, p=-p, q=-q, r=-r, s=-s)),
    ]


def two_pulls():
    """g = (x − 2)² + y² and h = x² + 4(y − 1)² pull at a point that can be dragged."""
    return Scene(pulls, title="Two pulls", x=Number(0.5, min=-1, max=3, step=0.02), y=Number(0.0, min=-1, max=2, step=0.02))


def balanced(at):
    """Whether the two gradients cancel, but for 0.1."""
    return float(jnp.linalg.norm(gradient(first_pull)(*at) + gradient(second_pull)(*at))) < 0.1


row_form = Exercise(
    name="10.1",
    title="βx and xᵀβᵀ",
    form=Words({"A": "factors change places", "B": "one number and its transpose", "C": "the shape of x", "D": "n = 1"}),
    right="B",
    answer='"B"',
    mistakes=(
        Mistake("order forgotten", "A", "xβ is an n × n matrix, and βx a number. What lets xᵀβᵀ be a number again?"),
        Mistake("right shape taken for right", "C", "So has every column of n numbers. Shape can refute; it cannot prove."),
        Mistake("right at 1 × 1 taken for right", "D", "At n = 1 also 2Ax and (A + Aᵀ)x agree. It must be so, and does not suffice."),
    ),
    hints=(
        "ShapeBench: how large are βx and xᵀβᵀ?",
        "(AB)ᵀ = BᵀAᵀ.",
        "(βx)ᵀ = xᵀβᵀ: what is the transpose of a single number?",
    ),
    solution="(βx)ᵀ = xᵀβᵀ, and a number is its own transpose: f and g are one function, β₁x₁ + β₂x₂ + …, with one derivative, "
    "in the shape of x the column βᵀ.",
)

length = Exercise(
    name="10.2",
    title="‖v‖",
    form=Function(("v",), ((jnp.array([3.0, -4.0]),), arrays((3,))), reads=matrix_function),
    right=jax.grad(jnp.linalg.norm),
    answer="lambda v: v / jnp.sqrt(jnp.sum(v**2))",
    mistakes=(
        Mistake("root forgotten", lambda v: 2 * v, "That is the derivative of ‖v‖²."),
        Mistake("not divided", lambda v: v, "Twice as far out, is the cone twice as steep?"),
        Mistake("divided twice", lambda v: v / jnp.sum(v**2), "How long must it be? The cone has slope 1 straight outward."),
        Mistake("one number", lambda v: jnp.linalg.norm(v), "The derivative has the shape of v."),
        Mistake("all ones", jnp.ones_like, "Toward which side does the length grow fastest?"),
    ),
    hints=(
        "The cone: slope 1 straight outward, everywhere.",
        "‖v‖ = (v₁² + v₂² + …)^½, and the chain rule.",
        "½·(…)^(−½)·2v₁ is the first component.",
    ),
    solution="v/‖v‖, one unit long and straight outward; (0.6, −0.8) at (3, −4). At 0 there is no derivative: the tip of the cone.",
)

sum_of_slopes = Exercise(
    name="10.3",
    title="∇ log(eˣ + eʸ)",
    form=Function(XY, points(8)),
    right=lambda x, y: jnp.append(gradient(log_sum_exp)(x, y), gradient(log_sum_exp)(x, y).sum()),
    answer="lambda x, y: (jnp.exp(x) / (jnp.exp(x) + jnp.exp(y)), jnp.exp(y) / (jnp.exp(x) + jnp.exp(y)), 1.0)",
    mistakes=(
        Mistake("swapped partials", lambda x, y: (*gradient(log_sum_exp)(x, y)[::-1], 1.0), "Which letter moves in ∂/∂x?"),
        Mistake(
            "inner derivative lost",
            lambda x, y: (jnp.exp(-log_sum_exp(x, y)),) * 2 + (2 * jnp.exp(-log_sum_exp(x, y)),),
            "eˣ + eʸ moves as well when x does.",
        ),
        Mistake("inner derivative lost", lambda x, y: (jnp.exp(-log_sum_exp(x, y)),) * 2 + (1.0,), "eˣ + eʸ moves as well when x does."),
        Mistake("sum 0", lambda x, y: (*gradient(log_sum_exp)(x, y), 0.0), "Both slopes are positive."),
        Mistake(
            "sum f",
            lambda x, y: (*gradient(log_sum_exp)(x, y), log_sum_exp(x, y)),
            "Add the two fractions: they have the same denominator.",
        ),
    ),
    hints=(
        "The tangent plane along (t, t): it rises by exactly t.",
        "(log s)′ = s′/s with s = eˣ + eʸ.",
        "∂s/∂x = eˣ.",
    ),
    solution="eˣ/(eˣ + eʸ) and eʸ/(eˣ + eʸ), together 1: raise both x and y by t, and f rises by t.",
)

silent_test = Exercise(
    name="10.4",
    title="A silent test",
    misconceptions=("M18",),
    form=Words(("minimum", "maximum", "saddle"), map=True),
    right={(0, 0): "saddle"},
    answer='{(0, 0): "saddle"}',
    mistakes=(
        Mistake(
            "second equation forgotten",
            {(0, 0): "saddle", (1, -2): "saddle"},
            "y = −2x solves the first equation. Put it into the second: −3x² = 0.",
            lambda found: found.keys() != {(0.0, 0.0)},
        ),
        Mistake("minimum because f_xx = 0", {(0, 0): "minimum"}, "f(x, x) = 2x³: what sign has it on either side?"),
        Mistake("maximum", {(0, 0): "maximum"}, "f(x, x) = 2x³: what sign has it on either side?"),
    ),
    hints=(
        "xy(x + y): three valleys and three ridges around the origin.",
        "∂f/∂x = y(2x + y) = 0 and ∂f/∂y = x(x + 2y) = 0.",
        "If y = 0 the second gives x = 0. If y = −2x it gives −3x² = 0.",
    ),
    solution="Only (0, 0). H is zero there and cannot decide; f(x, x) = 2x³ takes both signs: a saddle.",
)

balance = Exercise(
    name="10.5",
    title="Two pulls",
    form=Numbers(names=("x", "y")),
    right=(1.0, 0.8),
    answer="(1, 0.8)",
    holds=balanced,
    mistakes=(
        Mistake(
            "only the trivial case",
            (2.0, 0.0),
            "One pull is zero here, the other is not.",
            lambda at: min(first_pull(*at), second_pull(*at)) < 0.01,
        ),
        Mistake(
            "midpoint of the minima",
            (1.0, 0.5),
            "h pulls harder along y: are the arrows equally long?",
            lambda at: abs(at[0] - 1) < 0.03 and abs(at[1] - 0.5) < 0.03,
        ),
        Mistake(
            "where g = h",
            (1.0, 2 / 3),
            "Equal heights. Are the slopes equal and opposite?",
            lambda at: abs(first_pull(*at) - second_pull(*at)) < 0.05,
        ),
    ),
    hints=(
        "The two level curves touch where the arrows are opposite.",
        "2(x − 2) + 2x = 0 and 2y + 8(y − 1) = 0.",
        "The first gives x = 1.",
    ),
    solution="(1, 0.8): ∇g = (−2, 1.6), ∇h = (2, −1.6). Opposite gradients make the level curves tangent. They mark critical "
    "points, not only minima.",
    scene=two_pulls,
)

EXERCISES = (row_form, length, sum_of_slopes, silent_test, balance)
