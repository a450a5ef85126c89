"""The catalogue: functions of two variables for the pictures and exercises, with what is known about each, and the course's point P.

Every fact stated here is proved in tests/test_functions.py. All work element by element on numbers and JAX arrays.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from math import exp, pi, sqrt

import jax.numpy as jnp

from d2lcalc import precision  # noqa: F401
from d2lcalc.critical_point import CriticalPoint

COURSE = 'Dive into Deep Learning, "Multivariable Calculus"'
TEXTBOOK = "a standard textbook example"


@dataclass(frozen=True, repr=False)
class KnownFunction:
    """A function f of two variables, called as f(x, y), and what is known about it inside its window.

    window is (xmin, xmax, ymin, ymax); latex is the right-hand side of the definition.
    critical_points holds every one inside the window; where they are very many or infinitely many, complete is False.
    At the points of not_differentiable_at the surface has no tangent plane, whatever a program answers there.
    """

    formula: Callable
    latex: str
    window: tuple[float, float, float, float]
    source: str = TEXTBOOK
    critical_points: tuple[CriticalPoint, ...] = ()
    complete: bool = True
    not_differentiable_at: tuple[tuple[float, float], ...] = ()

    def __post_init__(self):
        object.__setattr__(self, "__signature__", inspect.signature(self.formula))

    def __call__(self, x, y):
        return self.formula(x, y)

    def __repr__(self):
        return self.name

    def _repr_latex_(self):
        return f"$f({', '.join(self.coordinates)}) = {self.latex}$"

    name = property(lambda self: self.formula.__name__)
    coordinates = property(lambda self: tuple(self.__signature__.parameters))


CATALOGUE = {}
"""All landscapes by name, in the order in which they stand below."""


def catalogued(**facts):
    """Decorator: the function below it becomes a KnownFunction with these facts, and an entry of the catalogue."""

    def enter(formula):
        CATALOGUE[formula.__name__] = KnownFunction(formula, **facts)
        return CATALOGUE[formula.__name__]

    return enter


@catalogued(
    latex=r"x e^{-x^2-y^2}",
    window=(-2, 2, -2, 2),
    source=COURSE,
    critical_points=(
        CriticalPoint((-sqrt(1 / 2), 0), "minimum", -sqrt(1 / 2) * exp(-1 / 2)),
        CriticalPoint((sqrt(1 / 2), 0), "maximum", sqrt(1 / 2) * exp(-1 / 2)),
    ),
)
def hill_and_valley(x, y):
    """One hill and one valley, and level far out."""
    return x * jnp.exp(-(x**2) - y**2)


@catalogued(latex=r"\log(e^x + e^y)", window=(-3, 3, -3, 3), source=COURSE)
def log_sum_exp(x, y):
    """No critical point: the two slopes are positive and add up to 1."""
    return jnp.logaddexp(x, y)  # finite at (1000, 1001), where exp overflows


@catalogued(latex=r"\tfrac{1}{2}(x^2 + 10 y^2)", window=(-5, 5, -3, 3), critical_points=(CriticalPoint((0, 0), "minimum", 0),))
def bowl(x, y):
    """Ten times as curved along y as along x."""
    return (x**2 + 10 * y**2) / 2


@catalogued(latex=r"x^2 - y^2", window=(-2, 2, -2, 2), critical_points=(CriticalPoint((0, 0), "saddle", 0),))
def saddle(x, y):
    """Up along x, down along y."""
    return x**2 - y**2


@catalogued(latex=r"x^2 + 3 x y + y^2", window=(-2, 2, -2, 2), critical_points=(CriticalPoint((0, 0), "saddle", 0),))
def twisted_saddle(x, y):
    """Curved upward along both axes and yet a saddle: along y = −x it is −x²."""
    return x**2 + 3 * x * y + y**2


@catalogued(
    latex=r"(1 - x)^2 + 100 (y - x^2)^2",
    window=(-2, 2, -1, 3),
    source="H. H. Rosenbrock: An automatic method for finding the greatest or least value of a function (1960)",
    critical_points=(CriticalPoint((1, 1), "minimum", 0),),
)
def rosenbrock(x, y):
    """A steep-sided valley along y = x², on whose floor the height is only (1 − x)²."""
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2


@catalogued(
    latex=r"(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    window=(-5, 5, -5, 5),
    source="D. M. Himmelblau: Applied Nonlinear Programming (1972)",
    critical_points=(
        CriticalPoint((3, 2), "minimum", 0),
        CriticalPoint((-2.805118086952745, 3.131312518250573), "minimum", 0),
        CriticalPoint((-3.779310253377747, -3.2831859912861696), "minimum", 0),
        CriticalPoint((3.5844283403304917, -1.8481265269644036), "minimum", 0),
        CriticalPoint((-0.2708445906673476, -0.9230385564799815), "maximum", 181.6165215225827),
        CriticalPoint((3.385154183607021, 0.07385187983774928), "saddle", 13.31192627040559),
        CriticalPoint((0.08667750455539636, 2.884254701174776), "saddle", 67.71915008752615),
        CriticalPoint((-3.0730257507643897, -0.08135304428796751), "saddle", 104.0151629175581),
        CriticalPoint((-0.12796134673068008, -1.9537149802445763), "saddle", 178.33723920192747),
    ),
)
def himmelblau(x, y):
    """Four minima of the same value 0."""
    return (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2


@catalogued(
    latex=r"x^3 - 3 x y^2",
    window=(-2, 2, -2, 2),
    source="D. Hilbert, S. Cohn-Vossen: Geometry and the Imagination (1932)",
    critical_points=(CriticalPoint((0, 0), "undecided", 0),),
)
def monkey_saddle(x, y):
    """Three valleys and three ridges meet at the origin: two for the legs and one for the tail."""
    return x**3 - 3 * x * y**2


PICKER = (hill_and_valley, log_sum_exp, bowl, saddle, twisted_saddle, rosenbrock, himmelblau, monkey_saddle)


def in_pairs(*points):
    """The points and their mirror images in the origin, for f(−x, −y) = f(x, y)."""
    return points + tuple(CriticalPoint((-at[0], -at[1]), kind, value) for at, kind, value in points)


@catalogued(
    latex=r"(4 - 2.1 x^2 + \tfrac{1}{3} x^4) x^2 + x y + (4 y^2 - 4) y^2",
    window=(-2, 2, -1, 1),
    source="L. C. W. Dixon, G. P. Szegő: Towards Global Optimisation 2 (1978)",
    critical_points=(
        CriticalPoint((0, 0), "saddle", 0),
        *in_pairs(
            CriticalPoint((0.08984201310031806, -0.7126564030207396), "minimum", -1.0316284534898774),
            CriticalPoint((1.703606714969981, -0.7960835686726251), "minimum", -0.21546382438371764),
            CriticalPoint((1.6071047529201972, 0.5686514548841314), "minimum", 2.1042503103112584),
            CriticalPoint((1.2302298765166526, 0.16233458445899496), "maximum", 2.496295351023577),
            CriticalPoint((1.1092053368047865, -0.7682680925095399), "saddle", 0.5437186009781851),
            CriticalPoint((1.6380679841897785, 0.22867406904439408), "saddle", 2.2293571975307147),
            CriticalPoint((1.2960702671671092, 0.6050843880386585), "saddle", 2.22947081802986),
        ),
    ),
)
def six_hump_camel(x, y):
    """Six minima in three pairs: f(−x, −y) = f(x, y)."""
    return (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2


@catalogued(
    latex=r"(x + 2 y - 7)^2 + (2 x + y - 5)^2",
    window=(-4, 6, -2, 8),
    source="M. Jamil, X.-S. Yang: A literature survey of benchmark functions for global optimisation problems (2013)",
    critical_points=(CriticalPoint((1, 3), "minimum", 0),),
)
def booth(x, y):
    """Two equations, x + 2y = 7 and 2x + y = 5, solved by making the squared errors least."""
    return (x + 2 * y - 7) ** 2 + (2 * x + y - 5) ** 2


@catalogued(
    latex=r"20 - 20 \exp(-0.2 \sqrt{\tfrac{1}{2}(x^2 + y^2)}) + e - \exp(\tfrac{1}{2}(\cos(2 \pi x) + \cos(2 \pi y)))",
    window=(-5, 5, -5, 5),
    source="D. H. Ackley: A Connectionist Machine for Genetic Hillclimbing (1987)",
    complete=False,
    not_differentiable_at=((0, 0),),
)
def ackley(x, y):
    """Many dents in a funnel, whose tip, of value 0 at the origin, is its least point and too sharp for a tangent plane."""
    distance, waves = jnp.sqrt((x**2 + y**2) / 2), (jnp.cos(2 * pi * x) + jnp.cos(2 * pi * y)) / 2
    return 20 - 20 * jnp.exp(-0.2 * distance) + jnp.e - jnp.exp(waves)


@catalogued(
    latex=r"(y - x^2)(y - 3 x^2)",
    window=(-1.5, 1.5, -1, 2),
    source="A. Genocchi, G. Peano: Calcolo differenziale e principii di calcolo integrale (1884)",
    critical_points=(CriticalPoint((0, 0), "undecided", 0),),
)
def peano_surface(x, y):
    """A minimum along every straight line through the origin, yet −x⁴ on the parabola y = 2x²."""
    return (y - x**2) * (y - 3 * x**2)


@catalogued(latex=r"x^2 + y^2 (1 - x)^3", window=(-1, 5, -3, 3), critical_points=(CriticalPoint((0, 0), "minimum", 0),))
def one_flat_point(x, y):
    """The only critical point of the whole plane is a local minimum of value 0, yet f(4, 1) = −11."""
    return x**2 + y**2 * (1 - x) ** 3


@catalogued(
    latex=r"\tfrac{1}{4} x^4 - \tfrac{1}{2} x^2 + \tfrac{1}{2} y^2",
    window=(-2, 2, -2, 2),
    critical_points=(
        CriticalPoint((0, 0), "saddle", 0),
        CriticalPoint((1, 0), "minimum", -1 / 4),
        CriticalPoint((-1, 0), "minimum", -1 / 4),
    ),
)
def double_well(x, y):
    """Two equal minima with a saddle between them."""
    return x**4 / 4 - x**2 / 2 + y**2 / 2


@catalogued(latex=r"\sqrt{x^2 + y^2}", window=(-1, 1, -1, 1), not_differentiable_at=((0, 0),))
def cone(x, y):
    """Slope 1 in every direction from the origin, which is the lowest point and has no tangent plane."""
    return jnp.sqrt(x**2 + y**2)


@catalogued(latex=r"\frac{x^2 y}{x^2 + y^2}", window=(-1, 1, -1, 1), complete=False, not_differentiable_at=((0, 0),))
def partials_without_plane(x, y):
    """With f(0, 0) = 0 both partial derivatives at the origin are 0, yet toward (1, 1) the slope is √2/4: there is no tangent plane."""
    square = x**2 + y**2
    # Both branches of where are differentiated, so the one not taken must not divide by zero either.
    return jnp.where(square > 0, x**2 * y / jnp.where(square > 0, square, 1.0), 0.0)


@catalogued(latex=r"x y (x + y)", window=(-1, 1, -1, 1), source=COURSE, critical_points=(CriticalPoint((0, 0), "undecided", 0),))
def three_valleys(x, y):
    """At its only critical point the Hessian is zero and cannot decide; along y = x it is 2x³."""
    return x * y * (x + y)


P = (-0.5, 1.0)
"""The course's own point: on hill_and_valley no two of its slopes and curvatures agree there and none is zero."""


def quartic(x):
    """3x⁴ − 4x³ − 12x², a function of one variable: level at −1, 0 and 2, where it is −5, 0 and −32."""
    return 3 * x**4 - 4 * x**3 - 12 * x**2


LINE_FIT_DATA = ((0, 1), (1, 3), (2, 4), (3, 4))


@catalogued(
    latex=r"\tfrac{1}{4}((b - 1)^2 + (w + b - 3)^2 + (2 w + b - 4)^2 + (3 w + b - 4)^2)",
    window=(-1, 3, -1, 3),
    source="least squares: the line w·t + b through the four points of LINE_FIT_DATA",
    critical_points=(CriticalPoint((1, 1.5), "minimum", 0.25),),
)
def line_fit_loss(w, b):
    """The mean squared error of the line w·t + b on LINE_FIT_DATA; its Hessian is [[7, 3], [3, 2]] everywhere."""
    return sum((w * t + b - y) ** 2 for t, y in LINE_FIT_DATA) / len(LINE_FIT_DATA)
