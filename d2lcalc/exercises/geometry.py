"""The exercises of "Geometry of Gradients"."""

from math import radians

import jax.numpy as jnp

from d2lcalc.calculus import directional_derivative, gradient
from d2lcalc.exercises.answers import ANY, Function, Numbers, Words, points, toward
from d2lcalc.exercises.exercise import Exercise, Mistake
from d2lcalc.live import Number, Scene, arrow, contour, plan, point, say, words

TILTED = lambda x, y: 3 * x + 4 * y  # its gradient is (3, 4) everywhere
HILLSIDE = (3.0, 0.5)
ELLIPSES = lambda x, y: (x**2 + 4 * y**2) / 2
TWISTED = lambda x, y: x**2 + 3 * x * y
UPHILL = tuple(map(float, gradient(ELLIPSES)(*HILLSIDE)))  # (3, 2)


def drawing():
    """Contours of ½(x² + 4y²), and at (3, ½) an arrow whose tip can be dragged; the gradient is not in it."""

    def picture(across, up):
        tip = (3 + across, 0.5 + up)
        return [
            plan(
                contour(ELLIPSES, range(2, 75, 2), role="function", name="contours, 2 apart"),
                arrow(HILLSIDE, tip, role="guess", name="your arrow"),
                point(tip, drag=("across", "up"), role="guess", name="the tip of your arrow"),
                point(HILLSIDE, label="P", name="the point P"),
                window=(0, 7.5, -2, 4),
            ),
            say(words("Your arrow at (3, 0.5) goes @a across and @u up.", a=across, u=up)),
        ]

    return Scene(picture, title="Exercise 2.2", across=Number(1.5, min=-3, max=4.5, step=0.1), up=Number(0.0, min=-2.5, max=3.5, step=0.1))


slopes_by_angle = Exercise(
    name="2.1",
    title="Slopes by angle",
    misconceptions=("M5",),
    form=Numbers(),
    right=(60.0, directional_derivative(TILTED, (5, -12))(0.0, 0.0)),
    answer="(60, -33 / 13)",
    mistakes=(
        Mistake("sine for cosine", (30.0, ANY), "Is it steepest at 0° or at 90°?"),
        Mistake("in proportion to the angle", (45.0, ANY), "The slope falls slowly at first: at 45° there is still 71 % of it."),
        Mistake("radians for degrees", (radians(60), ANY), "In degrees, please."),
        Mistake(
            "not normalised", (ANY, -33.0), "A longer arrow is not a steeper hill: make the direction one unit long, then take the shadow."
        ),
        Mistake("sign", (ANY, 63 / 13), "−12 points down: 3·5 + 4·(−12). Make the direction one unit long, then take the shadow."),
        Mistake("absolute value", (ANY, 33 / 13), "That way it goes down. Make the direction one unit long, then take the shadow."),
    ),
    hints=(
        "DirectionalDerivative: the slope against the angle, from ‖∇f‖ at 0° to −‖∇f‖ at 180°.",
        "Slope = ‖∇f‖·cos θ = ∇f·v with ‖v‖ = 1. For which θ is the cosine ½?",
        "‖(3, 4)‖ = 5 and ‖(5, −12)‖ = 13.",
    ),
    solution="(a) cos 60° = ½: 60, on either side of the gradient. (b) v = (5, −12)/13, and (3, 4)·v = (15 − 48)/13 = −33/13 = −2.538.",
)

draw_it_first = Exercise(
    name="2.2",
    title="Draw it first",
    misconceptions=("M1", "M2", "M3", "M30"),
    form=Numbers(names=("across", "up"), arrow=True),
    right=UPHILL,
    answer="(3, 2)",
    mistakes=(
        Mistake("spacing", (1.5, 1.0), "The direction is right. For its length count contours per unit.", toward(UPHILL, degrees=10)),
        Mistake(
            "away from the centre",
            HILLSIDE,
            "The contour is not a circle: go straight across the line you stand on.",
            toward(HILLSIDE, degrees=8),
        ),
        Mistake("swapped", (2.0, 3.0), "Which letter moves, and which is frozen? ∂f/∂x is 3 there.", toward((2, 3), degrees=7)),
        Mistake("along the contour", (2.0, -3.0), "There is no change that way.", toward((2, -3), (-2, 3), degrees=8)),
        Mistake("downhill", (-3.0, -2.0), "The gradient points where f grows.", toward((-3, -2), degrees=8)),
    ),
    hints=(
        "The contour through (3, ½): the gradient stands at right angles to it, on the map.",
        "Its length is the slope: how far is it from line 4 to line 6, straight through P? Over that f rises by 2.",
        "It is about 0.56, and 2/0.56 = 3.6.",
    ),
    solution="Across the contour, uphill. From line 4 to line 6 it is about 0.56 that way, so the slope is about 2/0.56 = 3.6. "
    "The map is that of ½x² + 2y², with ∇f = (x, 4y) = (3, 2), which is √13 = 3.6 long.",
    scene=drawing,
)

find_the_flaw = Exercise(
    name="2.3",
    title="Find the flaw",
    misconceptions=("M5",),
    form=Words(
        {
            "A": "toward v the slope is ∇f·v",
            "B": "greatest if v points like ∇f",
            "C": "greatest slope 5/9",
            "D": "slope 1/√2 toward (1, 1)",
        }
    ),
    right="C",
    answer='"C"',
    mistakes=(
        Mistake("rule doubted", "A", "That is how every slope of this notebook was found, v being 1 long."),
        Mistake("steepest way doubted", "B", "∇f·v = ‖∇f‖cos θ. Where is the cosine greatest?"),
        Mistake("not normalised", "D", "Make (1, 1) one unit long: (⅓ + ⅔)/√2."),
    ),
    hints=(
        "DirectionalDerivative: how high is the top of the wave, compared with ‖∇f‖?",
        "Slope = ∇f·v, with ‖v‖ = 1.",
        "Compare 5/9 = 0.56 with 1/√2 = 0.71. Can both be true?",
    ),
    solution="C takes ∇f itself for v, and ∇f is not 1 long. The greatest slope is ‖∇f‖ = √5/3 = 0.745; 5/9 is its square. "
    "That toward (1, 1) the slope 0.71 is greater than 5/9 shows the flaw without a formula.",
)


def along(turned):
    """The unit arrow along turned(∂f/∂x, ∂f/∂y) at (x, y)."""
    return lambda x, y: (arrow := jnp.stack(turned(*gradient(TWISTED)(x, y)))) / jnp.linalg.norm(arrow)


one_unit_downhill = Exercise(
    name="2.4",
    title="One unit downhill",
    misconceptions=("M5",),
    form=Function(("x", "y"), points(8)),
    right=along(lambda p, q: (-p, -q)),
    answer="def downhill(x, y):\n    p, q = 2 * x + 3 * y, 3 * x\n    length = (p**2 + q**2) ** 0.5\n    return -p / length, -q / length",
    start="def downhill(x, y):\n    return ...",
    mistakes=(
        Mistake("uphill for downhill", along(lambda p, q: (p, q)), "f grows that way. Turn the arrow round."),
        Mistake("not normalised", lambda x, y: -gradient(TWISTED)(x, y), "Right way, wrong length: divide by the length of the gradient."),
        Mistake(
            "divided twice",
            lambda x, y: -gradient(TWISTED)(x, y) / jnp.sum(gradient(TWISTED)(x, y) ** 2),
            "The length is √(p² + q²): the root is missing.",
        ),
        Mistake(
            "slopes added",
            lambda x, y: -gradient(TWISTED)(x, y) / jnp.sum(gradient(TWISTED)(x, y)),
            "(3, 4) is 5 long, not 7.",
        ),
        Mistake("along the contour", along(lambda p, q: (-q, p)), "There is no change that way: turn by a right angle."),
        Mistake("swapped", along(lambda p, q: (-q, -p)), "Which letter moves, and which is frozen?"),
    ),
    hints=(
        "Downhill is against the gradient; its length is another matter.",
        "v = −∇f/‖∇f‖.",
        "∂f/∂x = 2x + 3y, and y is frozen in it.",
    ),
    solution="∇f = (2x + 3y, 3x), divided by its length, with a minus. At (1, 1): −(5, 3)/√34 = (−0.857, −0.514).",
)

EXERCISES = (slopes_by_angle, draw_it_first, find_the_flaw, one_unit_downhill)
