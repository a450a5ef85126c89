"""The exercises of "Geometry of Gradients and Gradient Descent" about descending."""

from math import sqrt

from d2lcalc.calculus import gradient
from d2lcalc.calculus.descent import descent_path, losses
from d2lcalc.exercises.answers import Function, Numbers, Words
from d2lcalc.exercises.exercise import Exercise, Mistake
from d2lcalc.functions import bowl
from d2lcalc.scenes import Landscape, descent_steps, loss_curve, on_plan

START = (4.0, 1.0)


def twisted(x, y):
    return x**2 + x * y + y**2


def lopsided(x, y):
    return x**2 * y / 4 + 3 * y**2 + x


CASES = ((twisted, (1.0, 2.0), 0.1, 1), (twisted, (1.0, 2.0), 0.1, 3), (lopsided, (1.5, -0.7), 0.05, 4))


def steps_needed(rate):
    """How many steps bring the bowl below 0.01 from (4, 1); infinitely many from η = 0.2 on."""
    return next((k for k in range(400) if bowl(4 * (1 - rate) ** k, (1 - 10 * rate) ** k) < 0.01), float("inf"))


def bowl_scene():
    """The bowl with its path and losses, at a timid rate."""
    parts = (on_plan(), descent_steps(0.05, steps=40), loss_curve(target=0.01))
    return Landscape(bowl, parts, at=START, title="Exercise 2.5")


def descending(update):
    """A `descend` that makes the step update(f, x, y, rate, slopes at the start)."""

    def descend(f, start, rate, steps):
        (x, y), first = start, gradient(f)(*start)
        for _ in range(steps):
            x, y = update(f, x, y, rate, first)
        return x, y

    return descend


def normalised(f, x, y, rate, first):
    p, q = gradient(f)(x, y)
    return x - rate * p / sqrt(p**2 + q**2), y - rate * q / sqrt(p**2 + q**2)


def one_after_the_other(f, x, y, rate, first):
    x = x - rate * gradient(f)(x, y)[0]
    return x, y - rate * gradient(f)(x, y)[1]


one_step = Exercise(
    name="2.3",
    title="One step",
    form=Numbers(),
    right=descent_path(bowl, START, 0.05, 1)[1],
    answer="(3.8, 0.5)",
    mistakes=(
        Mistake("uphill for downhill", (4.2, 1.5)),
        Mistake("gradient normalised", normalised(bowl, *START, 0.05, None), "The plain rule uses the full length of the gradient."),
        Mistake("10 lost", (3.8, 0.95), "What is the derivative of 5y²?"),
        Mistake("the step, not the new point", (-0.2, -0.5), "That is how far it goes. Where does it arrive?"),
    ),
    hints=(
        "GradientDescent with the bowl: the first step is long in y and short in x.",
        "w ← w − η∇f(w).",
        "∇f = (x, 10y) = (4, 10) at the start.",
    ),
    solution="∇f(4, 1) = (4, 10), so the point goes to (4 − 0.05·4, 1 − 0.05·10) = (3.8, 0.5).",
)

the_limit = Exercise(
    name="2.4",
    title="The limit",
    misconceptions=("M11",),
    form=Numbers(),
    right=2 / 6,
    answer="1 / 3",
    mistakes=(
        Mistake("curvature misread", 2 / 3, "The second derivative of 3x² is 6."),
        Mistake("best rate, not the limit", 1 / 6, "Here x reaches 0 in one step. How much further may it go?"),
        Mistake("gentle axis", 2.0, "y would bear that. What does x do at η = 2?"),
        Mistake("curvatures added", 2 / 7, "Each axis moves by itself: which one grows first?"),
    ),
    hints=(
        "GradientDescent: raise η until the path along the steep axis jumps to and fro without shrinking.",
        "Along an axis of curvature λ each step multiplies by 1 − ηλ.",
        "λ = 6 along x. For which η is 1 − 6η = −1?",
    ),
    solution="Along x each step multiplies by 1 − 6η, along y by 1 − η. The first leaves [−1, 1] at η = 2/6 = 1/3, the second only at 2.",
)

fewest_steps = Exercise(
    name="2.5",
    title="Fewest steps",
    misconceptions=("M11",),
    form=Numbers(names=("rate",)),
    right=0.175,
    answer="0.175",
    holds=lambda rate: rate > 0 and steps_needed(rate) == 18,
    mistakes=(
        Mistake(
            "never", 0.21, "At this rate y does not shrink at all: it jumps across and lands as far or farther.", lambda rate: rate >= 0.2
        ),
        Mistake("bouncing in y", 0.19, "y overshoots each time and loses little: 30 steps at 0.19.", lambda rate: rate > 0.175),
        Mistake("timid", 0.1, "It shrinks along both axes, but x slowly: 32 steps at 0.1, 166 at 0.02.", lambda rate: 0 < rate < 0.175),
    ),
    hints=(
        "The loss chart: look where the curve crosses 0.01 as you move η.",
        "x is multiplied by 1 − η each step, y by 1 − 10η: neither may stay near ±1.",
        "Make both factors equally long: 1 − η = 10η − 1.",
    ),
    solution="18 steps, anywhere from 0.170 to 0.182: the two factors 1 − η and 10η − 1 are about equal there, 0.82.",
    scene=bowl_scene,
)

five_lines = Exercise(
    name="2.6",
    title="Five lines",
    misconceptions=("M12",),
    form=Function(("f", "start", "rate", "steps"), CASES),
    right=lambda f, start, rate, steps: descent_path(f, start, rate, steps)[-1],
    answer="def descend(f, start, rate, steps):\n    x, y = start\n    for _ in range(steps):\n        p, q = gradient(f)(x, "
    "y)\n        x, y = x - rate * p, y - rate * q\n    return x, y",
    start="def descend(f, start, rate, steps):\n    return ...",
    mistakes=(
        Mistake(
            "uphill for downhill",
            descending(lambda f, x, y, rate, first: (x + rate * gradient(f)(x, y)[0], y + rate * gradient(f)(x, y)[1])),
        ),
        Mistake("new x used for y's slope", descending(one_after_the_other), "Both slopes belong to the old point."),
        Mistake("gradient normalised", descending(normalised), "The plain rule uses the full length of the gradient."),
        Mistake(
            "swapped partials",
            descending(lambda f, x, y, rate, first: (x - rate * gradient(f)(x, y)[1], y - rate * gradient(f)(x, y)[0])),
        ),
        Mistake(
            "frozen slope",
            descending(lambda f, x, y, rate, first: (x - rate * first[0], y - rate * first[1])),
            "The slopes change on the way: compute them anew in each step.",
        ),
        Mistake(
            "last loss returned",
            lambda f, start, rate, steps: losses(f, descent_path(f, start, rate, steps))[-1],
            "The loss there is one number. Asked for is the point.",
        ),
    ),
    hints=(
        "The path in GradientDescent: each arrow starts where the last one ended.",
        "(x, y) ← (x, y) − rate·∇f(x, y), so often as steps says.",
        "Inside the loop: p, q = gradient(f)(x, y), and only then move both x and y.",
    ),
    solution="Both slopes are taken at the old point, then both coordinates move at once. On x² + xy + y² from (1, 2) with rate "
    "0.1: (0.6, 1.5).",
)

which_holds = Exercise(
    name="2.7",
    title="Which one holds?",
    misconceptions=("M10", "M13", "M30"),
    form=Words(
        {
            "A": "close together means high",
            "B": "tiny gradient, near minimum",
            "C": "lowers the loss by η‖∇f‖²",
            "D": "close together means long",
        }
    ),
    right="D",
    answer='"D"',
    mistakes=(
        Mistake("close means high", "A", "Halfway down a steep valley the lines are close too. What do their labels say?"),
        Mistake("tiny means near", "B", "Far out on x·exp(−x² − y²) the ground is nearly level. Is a minimum there?"),
        Mistake(
            "promise taken for delivery",
            "C",
            "That is the promise of the slope at the start. On the bowl, with η = 0.2, 23.2 is promised and 2.88 kept.",
        ),
    ),
    hints=(
        "The contour map of the bowl, with its gradient at two places.",
        "From line to line the height changes by the same amount: the distance between them is about that amount divided by ‖∇f‖.",
        "Look for a counterexample to each of the others: a flat far-away place, a long step, a steep place low down.",
    ),
    solution="Spacing tells slope, not height: the closer the lines, the longer the gradient. The others fail: on a steep slope "
    "low down, on the plain far away, on the far side of the valley.",
)

EXERCISES = (one_step, the_limit, fewest_steps, five_lines, which_holds)
