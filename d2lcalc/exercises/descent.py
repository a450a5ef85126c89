"""The exercises of "Gradient Descent"."""

import functools
from math import floor, hypot, log

import jax
import jax.numpy as jnp

from d2lcalc.calculus import gradient
from d2lcalc.calculus.descent import descent_path, steps_until
from d2lcalc.exercises.answers import ANY, Function, Numbers, Words
from d2lcalc.exercises.exercise import Exercise, Mistake
from d2lcalc.functions import bowl, hill_and_valley

START = (4.0, 1.0)
BOWL = lambda x, y: x**2 + 3 * y**2
BEFORE, FIRST = descent_path(BOWL, (2.0, 1.0), 0.1, 1)
PROMISED_AND_CAME = gradient(BOWL)(*BEFORE) @ (FIRST - BEFORE), BOWL(*FIRST) - BOWL(*BEFORE)


def twisted(x, y):
    return x**2 + x * y + y**2


MOST = 50  # steps, so that every loop ends
CASES = (
    (twisted, (1.0, 2.0), 0.1, 0.05),
    (hill_and_valley, (0.5, 1.0), 0.5, 0.01),
    (twisted, (0.0, 0.0), 0.1, 0.05),
    (bowl, START, 0.2, 0.01),
)


def leaving(factor, y):
    """After how many steps, each of which multiplies y by the factor, |y| is above 1."""
    return floor(-log(y) / log(factor)) + 1


def steps_to_flat(f, start, rate, tol):
    """After how many steps ‖∇f‖ is below tol; MOST if it is not by then."""
    sizes = jax.vmap(lambda at: jnp.linalg.norm(gradient(f)(*at)))(descent_path(f, start, rate, MOST))
    return jnp.nan_to_num(steps_until(sizes, tol), nan=MOST)


@functools.cache
def slopes(f):
    """∇f, compiled: the mistakes take hundreds of steps."""
    return jax.jit(gradient(f))


def small_slopes(f, x, y, tol):
    return hypot(*slopes(f)(x, y)) < tol


def downhill(f, x, y, rate, first):
    p, q = slopes(f)(x, y)
    return x - rate * p, y - rate * q


def descending(update=downhill, flat=small_slopes):
    """A `descend` that makes the step update(f, x, y, rate, slopes at the start) until flat(f, x, y, tol)."""

    def descend(f, start, rate, tol):
        (x, y), first = start, slopes(f)(*start)
        for k in range(MOST):
            if flat(f, x, y, tol):
                return k
            x, y = update(f, x, y, rate, first)
        return MOST

    return descend


def normalised(f, x, y, rate, first):
    p, q = slopes(f)(x, y)
    length = hypot(p, q) or 1.0
    return x - rate * p / length, y - rate * q / length


def one_after_the_other(f, x, y, rate, first):
    x = x - rate * slopes(f)(x, y)[0]
    return x, y - rate * slopes(f)(x, y)[1]


one_step = Exercise(
    name="3.1",
    title="One step",
    misconceptions=("M13",),
    form=Numbers(),
    right=(*FIRST, *PROMISED_AND_CAME),
    answer="(1.6, 0.4, -5.2, -3.96)",
    mistakes=(
        Mistake("uphill for downhill", (2.4, 1.6, ANY, ANY)),
        Mistake(
            "gradient normalised",
            (*normalised(BOWL, 2.0, 1.0, 0.1, None), ANY, ANY),
            "The plain rule uses the full length of the gradient.",
        ),
        Mistake("2 lost", (1.6, 0.7, ANY, ANY), "What is the derivative of 3y²?"),
        Mistake("the step, not the new point", (-0.4, -0.6, ANY, ANY), "That is how far it goes. Where does it arrive?"),
        Mistake("promise taken for delivery", (ANY, ANY, -5.2, -5.2), "What comes is f there minus f here. The slopes change on the way."),
        Mistake("promise and delivery swapped", (ANY, ANY, -3.96, -5.2), "The slopes of the start promise more than comes."),
        Mistake("length not squared", (ANY, ANY, -0.1 * 52**0.5, ANY), "η times ‖∇f‖ is how long the step is. How steep is it that way?"),
        Mistake("value for change", (ANY, ANY, ANY, 3.04), "That is f after the step. By how much has it changed?"),
        Mistake("sign", (ANY, ANY, 5.2, ANY), "Downhill f changes by less than 0."),
    ),
    hints=(
        "Two slopes, and one step against both of them.",
        "w ← w − η∇f(w). The promise is each step times its slope, added: −η‖∇f‖².",
        "∇f = (2x, 6y) = (4, 6) at the start, where f = 7.",
    ),
    solution="∇f(2, 1) = (4, 6), so the point goes to (2 − 0.1·4, 1 − 0.1·6) = (1.6, 0.4). Promised is −0.1·(16 + 36) = −5.2. "
    "f goes from 7 to 3.04: −3.96 comes.",
)

the_limit = Exercise(
    name="3.2",
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

off_the_ridge = Exercise(
    name="3.3",
    title="Off the ridge",
    misconceptions=("M12",),
    form=Numbers(),
    right=(leaving(1.3, 1e-3), leaving(1.3, 1e-6)),
    answer="(27, 53)",
    mistakes=(
        Mistake("2 lost", (leaving(1.15, 1e-3), leaving(1.15, 1e-6)), "What is the second derivative of −3y²?"),
        Mistake("one too few", (26, 52), "After so many |y| is still below 1."),
        Mistake("in proportion", (27, 27_000), "A thousand times nearer. How many steps multiply by a thousand?"),
        Mistake(
            "twice as near",
            (27, 54),
            "The second number is near: solve 1.3ᵏ > 10⁶ by itself.",
        ),
        Mistake("added, not multiplied", (3331, 3_333_331), "Each step adds 0.3 of what y is by then, not of what it was at first."),
    ),
    hints=(
        "Part 4: what does a step multiply y by where the curvature is negative?",
        "1 − ηλ, with λ = −6 and η = 0.05.",
        "0.001·1.3ᵏ > 1. Take logarithms, or let Python count.",
    ),
    solution="Each step multiplies y by 1 + 0.05·6 = 1.3. log 1000/log 1.3 = 26.3, so it takes 27 steps; from a millionth "
    "log 10⁶/log 1.3 = 52.7, so 53. A thousand times nearer to the ridge costs 26 steps more.",
)

until_flat = Exercise(
    name="3.4",
    title="Until it is flat",
    misconceptions=("M12",),
    form=Function(("f", "start", "rate", "tol"), CASES),
    right=steps_to_flat,
    answer="def descend(f, start, rate, tol):\n    x, y = start\n    for k in range(50):\n        p, q = gradient(f)(x, y)\n"
    "        if p**2 + q**2 < tol**2:\n            return k\n        x, y = x - rate * p, y - rate * q\n    return 50",
    start="def descend(f, start, rate, tol):\n    return ...",
    mistakes=(
        Mistake("uphill for downhill", descending(lambda f, x, y, rate, first: downhill(f, x, y, -rate, first))),
        Mistake("new x used for y's slope", descending(one_after_the_other), "Both slopes belong to the old point."),
        Mistake("gradient normalised", descending(normalised), "The plain rule uses the full length of the gradient."),
        Mistake(
            "swapped partials",
            descending(lambda f, x, y, rate, first: (x - rate * slopes(f)(x, y)[1], y - rate * slopes(f)(x, y)[0])),
        ),
        Mistake(
            "frozen slope",
            descending(lambda f, x, y, rate, first: (x - rate * first[0], y - rate * first[1])),
            "The slopes change on the way: compute them anew in each step.",
        ),
        Mistake("value for slope", descending(flat=lambda f, x, y, tol: f(x, y) < tol)),
        Mistake(
            "flat in one direction only",
            descending(flat=lambda f, x, y, tol: abs(slopes(f)(x, y)[0]) < tol),
            "Both slopes have to be small: their length √(p² + q²).",
        ),
        Mistake(
            "one too many",
            lambda f, start, rate, tol: steps_to_flat(f, start, rate, tol) + 1,
            "From a flat start it takes no step at all: look first, then move.",
        ),
    ),
    hints=(
        "The path in GradientDescent: each arrow starts where the last one ended, and they become shorter.",
        "(x, y) ← (x, y) − rate·∇f(x, y), as long as ‖∇f(x, y)‖ ≥ tol.",
        "Inside the loop: p, q = gradient(f)(x, y); if they are small, return the number of steps; then move both x and y.",
    ),
    solution="Look at both slopes, and only then move both coordinates at once. On x² + xy + y² from (1, 2) with rate 0.1 it takes "
    "26 steps to ‖∇f‖ < 0.05.",
)

find_the_flaw = Exercise(
    name="3.5",
    title="Find the flaw",
    misconceptions=("M10", "M13"),
    form=Words(
        {
            "A": "at right angles to the contour line",
            "B": "at right angles to the step before",
            "C": "may raise the loss",
            "D": "tiny steps far from every minimum",
        }
    ),
    right="B",
    answer='"B"',
    mistakes=(
        Mistake("direction of the step doubted", "A", "The step is −η∇f. How does ∇f stand to the contour line?"),
        Mistake("promise taken for delivery", "C", "On the bowl, with η = 0.3, 34.8 is promised and the loss rises by 10.92."),
        Mistake("tiny means near", "D", "Far out on x·exp(−x² − y²) the ground is nearly level. Is a minimum there?"),
    ),
    hints=(
        "GradientDescent with the bowl, at a small rate: look at two steps in a row.",
        "The step is −η∇f, and ∇f is at right angles to the contour line.",
        "On the bowl from (4, 1) with η = 0.02 the first step is (−0.08, −0.2). Compute the second.",
    ),
    solution="On the bowl with η = 0.02 two steps in a row point nearly the same way: (−0.08, −0.2), then (−0.078, −0.16). They are "
    "at right angles if each goes just as far as f falls along it, and a fixed rate does not see to that.",
)

the_watershed = Exercise(
    name="3.6",
    title="The watershed",
    misconceptions=("M12",),
    form=Numbers(),
    right=2,
    answer="2",
    mistakes=(
        Mistake("the minimum itself", 0, "There the minimum lies. Start a little right of it: which way is downhill?"),
        Mistake("value for slope", 3, "There 3x² − x³ is 0. Where is its slope 0?"),
        Mistake("steepest place", 1, "There the slope is greatest. Beside it, on either side, which way is downhill?"),
    ),
    hints=(
        "Part 4: the sign of the slope along x says which way x moves.",
        "The slope along x is 6x − 3x² = 3x(2 − x).",
        "At x = 1 it is positive and at x = 3 negative. Where between does the sign change?",
    ),
    solution="Between 0 and 2 the slope 3x(2 − x) is positive: x moves left, to 0. Right of 2 it is negative: x moves right, for ever. "
    "Everywhere y shrinks to 0, and from x = 2 itself descent ends at the saddle (2, 0).",
)

EXERCISES = (one_step, the_limit, off_the_ridge, until_flat, find_the_flaw, the_watershed)
