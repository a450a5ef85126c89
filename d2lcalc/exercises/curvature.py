"""The exercises of "Curvature and Newton's Method"."""

import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus import gradient, hessian
from d2lcalc.calculus.curvature import curvature
from d2lcalc.calculus.newton import newton_step
from d2lcalc.exercises.answers import ANY, Function, Numbers, Words, when_measured
from d2lcalc.exercises.exercise import Exercise, Mistake
from d2lcalc.exercises.values import numbers
from d2lcalc.functions import P, hill_and_valley
from d2lcalc.scenes import Landscape, best_plane, gradient_arrow, on_plan, slice_along_v, turned_arrow

XY = ("x", "y")
KINDS = ("minimum", "maximum", "saddle")
UPHILL = float(np.rad2deg(np.arctan2(*gradient(hill_and_valley)(*P)[::-1])))  # where the gradient points, from the x-axis
CURVATURES = np.linalg.eigvalsh(hessian(hill_and_valley)(*P))  # the smallest and the largest


def leaning_valley(x, y):
    return x**3 - 3 * x * y + y**2


def at_origin(f, h=1e-3):
    """∂f/∂x, ∂f/∂y, f_xx, f_xy, f_yy and the least of (f − f(0, 0))/h² at the distance h, by differences, in units of f near the origin."""
    rise = lambda x, y: numbers(f(x, y)).item() - numbers(f(0.0, 0.0)).item()
    circle = lambda h, angles: [rise(h * np.cos(angle), h * np.sin(angle)) / h**2 for angle in angles]

    def differences(h):
        (east, west), (north, south) = (rise(h, 0.0), rise(-h, 0.0)), (rise(0.0, h), rise(0.0, -h))
        twist = rise(h, h) - rise(h, -h) - rise(-h, h) + rise(-h, -h)
        return np.array([h * (east - west) / 2, h * (north - south) / 2, east + west, twist / 4, north + south]) / h**2

    without_next_order = (4 * differences(h / 2) - differences(h)) / 3
    *_, a, b, c = without_next_order
    all_round = np.deg2rad(range(0, 360, 3))
    along_eigenvectors = np.arctan2(2 * b, a - c) / 2 + np.pi / 2 * np.arange(4)
    least = min(circle(h, [*all_round, *along_eigenvectors]))
    return np.array([*without_next_order, least]) / (max(map(abs, circle(0.1, all_round))) or 1)


def level(p, q):
    return abs(p) < 1e-6 and abs(q) < 1e-6


def nine_times(a, c):
    return abs(c - 9 * a) < 1e-5


def curvature_toward(theta):
    """vᵀHv at P toward θ degrees from the x-axis."""
    return curvature(hessian(hill_and_valley)(*P), (jnp.cos(jnp.deg2rad(theta)), jnp.sin(jnp.deg2rad(theta))))


def beside(theta, direction):
    """How many degrees the line at θ is from that at `direction`."""
    return abs((theta - direction + 90) % 180 - 90)


def extreme(theta):
    """Whether the curvature is the largest or the smallest there, within about 3°."""
    return abs(curvature_toward(theta) - CURVATURES).min() < 0.01


from_the_rim = Exercise(
    name="8.1",
    title="From the rim",
    misconceptions=("M25",),
    form=Numbers(),
    right=(2 * -0.4, 2 * 1.1, 4 * -0.4 * 1.1),
    answer="(-0.8, 2.2, -1.76)",
    mistakes=(
        Mistake("missing ½", (-0.4, 1.1, -0.44), "The rim is ½vᵀHv. Which curvature has half of it −0.4?"),
        Mistake("halved again", (-0.2, 0.55, -0.11), "The rim is ½vᵀHv: is vᵀHv smaller, or larger?"),
        Mistake("swapped", (2.2, -0.8, ANY), "The smaller one comes first, and a negative number is smaller."),
        Mistake("sum for product", (ANY, ANY, 1.4), "The eigenvalues' sum is that of the diagonal. The determinant is their product."),
        Mistake("sign", (ANY, ANY, 1.76), "The two have opposite signs."),
    ),
    hints=(
        "Remainder, right panel: what stands there in the limit?",
        "On the rim stands ½vᵀHv, and vᵀHv runs between the eigenvalues.",
        "½λ = −0.4 for the smaller one.",
    ),
    solution="The limit on the rim is ½vᵀHv, so the curvature runs from −0.8 to 2.2, and these are the eigenvalues. det H is their "
    "product, −1.76: a saddle.",
)

straight_way = Exercise(
    name="8.2",
    title="A straight way",
    misconceptions=("M24",),
    form=Numbers(names=("theta",)),
    right=109.18,
    answer="109.2",
    holds=lambda theta: abs(curvature_toward(theta)) < 0.06,
    mistakes=(
        Mistake(
            "slope for curvature",
            UPHILL + 90,
            "There the slope is zero: the contour. Does the ground curve along it?",
            lambda theta: beside(theta, UPHILL + 90) < 3,
        ),
        Mistake(
            "along the gradient",
            UPHILL,
            "Steepest there. Does the slope change as you walk on?",
            lambda theta: beside(theta, UPHILL) < 3,
        ),
        Mistake(
            "extreme curvature", 165.1, "Here the curvature is the largest or the smallest: between these it passes through 0.", extreme
        ),
    ),
    hints=(
        "Where the cut is a valley at P, and where a ridge: between them it is straight.",
        "As far to either side of 165.1°, where the curvature is largest: cos 2(θ − 165.1°) = −0.2149/0.5775.",
        "That is −0.372, the cosine of 111.8°.",
    ),
    solution="cos 2(θ − 165.1°) = −0.2149/0.5775 at 165.1° ± 55.9°: at 109.2° and 221.0°, and opposite, at 289.2° and 41.0°. So set out "
    "the two curves in which the tangent plane cuts the surface.",
    scene=lambda: Landscape(
        hill_and_valley,
        *(on_plan(), slice_along_v(half=False), best_plane(), gradient_arrow(), turned_arrow(from_x=True)),
        at=P,
        title="Exercise 8.2",
    ),
)

sort = Exercise(
    name="8.3",
    title="Sort",
    misconceptions=("M17", "M18"),
    form=Words(rows=(KINDS,) * 5),
    right=("saddle", "maximum", "minimum", "minimum", "saddle"),
    answer='("saddle", "maximum", "minimum", "minimum", "saddle")',
    mistakes=(
        Mistake(
            "det H = 0 taken for saddle",
            (None, "saddle", "saddle", "saddle", "saddle"),
            "det H = 0 says nothing: look at the functions themselves.",
        ),
        Mistake("both curved up, so minimum", ("minimum", None, None, None, None), "Walk along y = −0.8x."),
        Mistake("ridge called saddle", (None, "saddle", None, None, None), "−(x − 2y)² is never positive."),
        Mistake("half of the plane", (None, None, None, None, "minimum"), "Which sign has y³ to the south?"),
    ),
    hints=(
        "Twist: both axis cuts curve up, and between them the ground may fall.",
        "H decides if det H ≠ 0: negative, a saddle; positive and f_xx > 0, a minimum.",
        "det H is 24 − 25 for A, 16 − 16 for B, and 0 for C, D and E: those must be looked at.",
    ),
    solution="A: det H = −1, a saddle, decided by H. For the others det H = 0: B = −(x − 2y)² is a ridge, so a maximum; "
    "C = (x² − ½y²)² + ¾y⁴ is a minimum; D = (x + y²)², zero all along x = −y², is one that is not strict; E has the sign of y: a saddle.",
)

construct = Exercise(
    name="8.4",
    title="Construct",
    misconceptions=("M17",),
    form=Function(XY, measure=at_origin),
    right=lambda x, y: x**2 + 7 * x * y + 9 * y**2,
    answer='"x^2 + 7*x*y + 9*y^2"',
    holds=when_measured(lambda p, q, a, b, c, least: level(p, q) and min(a, c) > 1e-6 and nine_times(a, c) and least < -1e-8),
    mistakes=(
        Mistake(
            "not flat",
            lambda x, y: x + x**2 + 7 * x * y + 9 * y**2,
            "∇f is not zero at the origin.",
            when_measured(lambda p, q, *_: not level(p, q)),
        ),
        Mistake(
            "curved down along an axis",
            lambda x, y: x**2 - 9 * y**2,
            "Curved down along an axis: asked for is up along both.",
            when_measured(lambda p, q, a, b, c, least: min(a, c) < -1e-6),
        ),
        Mistake(
            "no curvature",
            lambda x, y: x * y,
            "f_xx and f_yy are to be positive.",
            when_measured(lambda p, q, a, b, c, least: min(a, c) <= 1e-6),
        ),
        Mistake(
            "curvatures not as asked",
            lambda x, y: x**2 + 3 * x * y + y**2,
            "f_yy is to be nine times f_xx.",
            when_measured(lambda p, q, a, b, c, least: not nine_times(a, c)),
        ),
        Mistake(
            "no twist",
            lambda x, y: x**2 + 9 * y**2,
            "A minimum: make the slope along x change as y moves.",
            when_measured(lambda p, q, a, b, c, least: abs(b) < 1e-6),
        ),
        Mistake(
            "just not enough",
            lambda x, y: x**2 + 6 * x * y + 9 * y**2,
            "A trough, det H = 0: a little more twist.",
            when_measured(lambda p, q, a, b, c, least: abs(a * c - b**2) <= 1e-6),
        ),
        Mistake(
            "too little twist",
            lambda x, y: x**2 + 3 * x * y + 9 * y**2,
            "Still det H > 0: the twist must outweigh both curvatures.",
            when_measured(lambda p, q, a, b, c, least: a * c > b**2),
        ),
    ),
    hints=(
        "The ground curves up along both axes: between them it has to fall. Which term is zero on the axes?",
        "A saddle has det H = f_xx·f_yy − f_xy² < 0.",
        "With f = x² + cxy + 9y²: det H = 36 − c².",
    ),
    solution="x² + 7xy + 9y²: both axis cuts curve up, but along x = −3y it is −3y². Any twist with f_xy² > f_xx·f_yy does it.",
)

newton = Exercise(
    name="8.5",
    title="Newton",
    misconceptions=("M25", "M26"),
    form=Numbers(),
    right=(
        *np.array([2.0, 1.0]) + newton_step(leaning_valley)(2.0, 1.0),
        -np.linalg.eigvalsh(hessian(leaning_valley)(-1.0, 0.0))[0],
        gradient(leaning_valley)(-1.0, 0.0) @ newton_step(leaning_valley)(-1.0, 0.0),
    ),
    answer="(1.6, 2.4, 7, 6/7)",
    mistakes=(
        Mistake(
            "missing ½",
            (1.8, 1.7, ANY, ANY),
            "Half a step: that is the bottom of the quadratic with its ½ forgotten. Differentiate: is it H, or 2H?",
        ),
        Mistake("plus", (2.4, -0.4, ANY, ANY), "The step is −H⁻¹∇f."),
        Mistake("H left out", (-7.0, 5.0, ANY, ANY), "That is a step of descent with η = 1."),
        Mistake("mixed term forgotten", (1.25, 3.0, ANY, ANY)),
        Mistake("the negative eigenvalue itself", (ANY, ANY, -7.0, ANY), "−7 + μ is to be positive."),
        Mistake("the other eigenvalue", (ANY, ANY, 3.0, ANY), "3 is positive already. Which eigenvalue is in the way?"),
        Mistake("only the diagonal", (ANY, ANY, 6.0, ANY), "−6 is on the diagonal, but no eigenvalue: m − r is."),
        Mistake("down as ever", (ANY, ANY, ANY, -6 / 7), "One eigenvalue is negative, so the step may climb."),
        Mistake("Newton taken for minimiser", (1.5, 2.25, ANY, ANY), "It jumps to the flat point of the quadratic, not of f."),
    ),
    hints=(
        "NewtonStep: the quadratic and its flat point.",
        "x ← x − H⁻¹∇f.",
        "∇f = (3x² − 3y, 2y − 3x) = (9, −4), and H has 6x and 2 on its diagonal, −3 beside it. At (−1, 0) ∇f = (3, 3), m = −2 and r = 5.",
    ),
    solution="12s₁ − 3s₂ = −9 and −3s₁ + 2s₂ = 4 give s = (−0.4, 1.4), so (1.6, 2.4). The minimum of f is near by, at (1.5, 2.25): "
    "f is no quadratic, so one step is not enough. At (−1, 0) the eigenvalues are −2 − 5 = −7 and −2 + 5 = 3, so μ > 7. "
    "There ∇f = (3, 3) and s = (5/7, −3/7): ∇f·s = 6/7, up.",
)

first_error = Exercise(
    name="8.6",
    title="The first error",
    misconceptions=("M17",),
    form=Words({"A": "the determinant", "B": "one sign", "C": "all positive", "D": "a minimum"}),
    right="B",
    answer='"B"',
    mistakes=(
        Mistake("product doubted", "A", "The determinant is the product of the eigenvalues, and these stand on the diagonal."),
        Mistake("consequence for cause", "C", "If all had one sign, C would follow."),
        Mistake("consequence for cause", "D", "If all were positive, D would follow."),
    ),
    hints=(
        "Which of the lines would also be said with two variables?",
        "det H = λ₁λ₂λ₃.",
        "(−2)·(−3) is positive.",
    ),
    solution="B: two negative eigenvalues give a positive product as well. With two variables B holds, with three it does not. Here the "
    "ground rises along the first axis and falls along the others: a saddle.",
)

EXERCISES = (from_the_rim, straight_way, sort, construct, newton, first_error)
