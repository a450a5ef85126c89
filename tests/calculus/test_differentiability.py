"""Whether there is a plane and a quadratic at a point: functions known by hand, programs made with a plane or without one, smooth ones."""

import os

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from d2lcalc.calculus import gradient
from d2lcalc.calculus.differentiability import DISCONTINUOUS, EDGE, KINDS, KINK, SMOOTH, STEEP, UNDECIDED, VALUELESS, Jet
from d2lcalc.expression import landscape
from d2lcalc.functions import CATALOGUE
from d2lcalc.tape import record, smoothness
from many import one_in

PROGRAMS = int(os.environ.get("D2LCALC_SMOOTH_PROGRAMS", 800))  # the long run: 10000
O = (0.0, 0.0)


def where_defined(quotient, divisor):
    """quotient / divisor, and 0 where the divisor is."""

    def f(x, y):
        below = divisor(x, y)
        return jnp.where(below != 0, quotient(x, y) / jnp.where(below != 0, below, 1.0), 0.0)

    return f


def square(x, y):
    return x**2 + y**2


@jax.custom_jvp
def slope_of_its_own(x):
    return 3 * x


slope_of_its_own.defjvp(lambda at, step: (3 * at[0], step[0]))


def turned(f, angle, at, c=1.0):
    """c·f turned about the point `at`, with a wave beside it."""
    cos, sin = np.cos(angle), np.sin(angle)
    there = lambda x, y: (cos * (x - at[0]) + sin * (y - at[1]), cos * (y - at[1]) - sin * (x - at[0]))
    return (lambda x, y: c * f(*there(x, y)) + jnp.sin(x + 0.3) * jnp.cos(y)), at


def looked_at(f, at, scale=2.0):
    """What a tape of the jet of f says at a point."""
    f = landscape(f) if isinstance(f, str) else f

    def seen(*at):
        jet = Jet(f, at, scale)
        return jet.first, jet.second, jet.slopes, jet.matrix, jet.sides

    first, second, *found = record(seen, *at).replay(*at)
    return int(first), int(second), *found


PLANES = [  # f, the point, the slopes, the second derivatives as (xx, xy, yy) if there are any
    ("sqrt(x^2+y^2)^2", O, (0, 0), (2, 0, 2)),
    ("(x^2+y^2)^(3/2)", O, (0, 0), (0, 0, 0)),
    ("1+abs(x)^3", O, (0, 0), (0, 0, 0)),
    ("abs(x*y)", O, (0, 0), None),
    ("x*abs(x)+y", O, (0, 1), None),
    ("x*abs(y)", O, (0, 0), None),
    ("max(0,x)^2", O, (0, 0), None),
    ("abs(x)^1.5+y", O, (0, 1), None),
    ("abs(x)+y", (1e-9, 0.0), (1, 1), (0, 0, 0)),
    ("abs(x)*x^2", (0.1, 0.1), (0.03, 0), (0.6, 0, 0)),
    ("sqrt(x^2+1e-10)", O, (0, 0), (1e5, 0, 0)),
    ("(1e7+x^2)-1e7+0*abs(y)", (0.5, 0.3), (1, 0), (2, 0, 0)),
    (CATALOGUE["log_sum_exp"], (0.3, 0.3), (0.5, 0.5), (0.25, -0.25, 0.25)),
    (lambda x, y: jnp.floor(x) + y, (0.5, 0.0), (0, 1), (0, 0, 0)),
    (lambda x, y: x * jnp.cbrt(x) + y, O, (0, 1), None),
    (lambda x, y: jnp.where(x != 0, jnp.sin(x) / x, 1.0), O, (0, 0), (-1 / 3, 0, 0)),
    (lambda x, y: jnp.where(x > 0, x**2, -(x**2)), O, (0, 0), None),
    (lambda x, y: jnp.sinc(x) * y, (0.0, 1.0), (0, 1), (-(np.pi**2) / 3, 0, 0)),
    (lambda x, y: jnp.maximum(x, y) ** 2, O, (0, 0), None),
    (where_defined(lambda x, y: x * y * (x**2 - y**2), square), O, (0, 0), None),
    # asked in public, of libraries that say NaN, 0 or ½
    (lambda x, y: jnp.where(x < 1, x, jnp.sqrt(x)) + y, O, (1, 1), (0, 0, 0)),
    (lambda x, y: jnp.maximum(x, 0) - x * y + jnp.log(1 + jnp.exp(-jnp.abs(x))), O, (0.5, 0), (0.25, -1, 0)),
    (lambda x, y: jnp.where(jnp.abs(x) < 1, x**2 / 2, jnp.abs(x) - 0.5) + y, (1.0, 0.0), (1, 1), None),
    (lambda x, y: x + lax.stop_gradient(jnp.round(x) - x) + y, (0.25, 0.0), (0, 1), (0, 0, 0)),
    (lambda x, y: slope_of_its_own(x) + y, (1.0, 0.0), (3, 1), (0, 0, 0)),
]


@pytest.mark.parametrize(("f", "at", "slopes", "second"), one_in(6, PLANES))
def test_a_plane_is_found(f, at, slopes, second):
    first, of_second, found, matrix, _ = looked_at(f, at)
    assert KINDS[first] == KINDS[SMOOTH]
    assert found == pytest.approx(slopes, abs=1e-7)
    assert KINDS[of_second] == KINDS[KINK if second is None else SMOOTH]
    xx, xy, yy = second or (np.nan,) * 3
    assert matrix == pytest.approx(np.array([[xx, xy], [xy, yy]]), abs=1e-6, rel=1e-6, nan_ok=True)


NO_PLANES = [
    ("abs(x)+y", O, KINK),
    ("abs(x)+y", (4e-16, 0.0), KINK),
    ("sqrt((x-1/3)^2+y^2)", (1 / 3 + 2e-14, 0.0), KINK),
    ("abs(x*y)", (1.0, 0.0), KINK),
    ("sqrt(abs(x*y))", O, KINK),
    ("1e-9*abs(x)", O, KINK),
    ("abs(x)+1e6", O, KINK),
    ("1e6*abs(x)+y", O, KINK),
    ("1+x^2+0.001*abs(y)", (1.0, 0.0), KINK),
    ("abs(x-0.3)*y+x^2", (0.3, 0.7), KINK),
    ("abs(sin(x))", (np.pi, 0.0), KINK),
    ("max(x,0)*log(1+exp(y))", O, KINK),
    *[(CATALOGUE[name], O, KINK) for name in ("cone", "ackley", "partials_without_plane")],
    (where_defined(lambda x, y: x**3, square), O, KINK),
    (where_defined(lambda x, y: x * y * (x**2 - y**2), lambda x, y: square(x, y) ** 1.5), O, KINK),
    (where_defined(lambda x, y: x**3 * y, lambda x, y: x**4 + y**2), O, KINK),
    (where_defined(lambda x, y: jnp.maximum(x, 0) ** 3 * jnp.maximum(-y, 0), lambda x, y: x**4 + y**2), O, KINK),
    (where_defined(lambda x, y: x**4 * y, lambda x, y: x**6 + y**2), O, KINK),
    (*turned(where_defined(lambda x, y: x**3 * y, lambda x, y: x**4 + y**2), 0.5, (0.4, -0.7)), KINK),
    (*turned(where_defined(lambda x, y: x**2 * y, lambda x, y: x**4 + y**2), 0.5, (0.4, -0.7)), DISCONTINUOUS),
    (where_defined(lambda x, y: x**3 * y, lambda x, y: x**6 + y**2), O, DISCONTINUOUS),
    (where_defined(lambda x, y: x * y, square), O, DISCONTINUOUS),
    # asked in public: of textbooks, and of libraries that answer with a number
    (where_defined(lambda x, y: x * y, lambda x, y: jnp.sqrt(square(x, y))), O, KINK),
    (where_defined(lambda x, y: x * y**3, lambda x, y: x**2 + y**4), O, KINK),
    (where_defined(lambda x, y: 5 * x**2 * y, lambda x, y: x**3 + y**3), O, DISCONTINUOUS),
    ("abs(x)^0.3*abs(y)^0.7", O, KINK),
    (lambda x, y: (jnp.sqrt(x**2) - 1) ** 2 + y, O, KINK),
    (lambda x, y: jnp.where(x < 1, x, jnp.sqrt(x)) + y, (1.0, 0.0), KINK),
    (lambda x, y: jnp.std(jnp.stack([x, y])), (1.0, 1.0), KINK),
    (where_defined(lambda x, y: x**2 * y, lambda x, y: x**4 + y**2), O, DISCONTINUOUS),
    (lambda x, y: x.astype(int) + y, (1.0, 0.0), DISCONTINUOUS),
    (lambda x, y: jnp.arctan2(y, x), (-1.0, 0.0), DISCONTINUOUS),
    ("sqrt(abs(x))", O, STEEP),
    (lambda x, y: jnp.cbrt(x) + y, O, STEEP),
    (lambda x, y: jnp.where(x > 0, x * jnp.log(x), 0.0), O, STEEP),
    ("sqrt(x)+y", O, EDGE),
    ("x*sqrt(x)", O, EDGE),
    ("1/x", O, VALUELESS),
    (lambda x, y: jnp.where(x != 0, x * jnp.sin(1 / x), 0.0), O, UNDECIDED),
]


@pytest.mark.parametrize(("f", "at", "kind"), one_in(6, NO_PLANES))
def test_no_plane_is_claimed(f, at, kind):
    first, second, slopes, matrix, _ = looked_at(f, at)
    assert (KINDS[first], KINDS[second]) == (KINDS[kind], KINDS[kind])
    assert kind == UNDECIDED or (np.isnan(slopes).all() and np.isnan(matrix).all())


@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: jnp.where(x != 0, x**2 * jnp.sin(1 / jnp.where(x != 0, x, 1.0)), 0.0),
        where_defined(lambda x, y: x**3 * y, lambda x, y: x**4 + y**2),
        lambda x, y: jnp.abs(x) ** 1.5 + y,
    ],
)
def test_no_verdict_depends_on_which_letter_is_x(f):
    assert looked_at(f, O)[:2] == looked_at(lambda x, y: f(y, x), O)[:2]


@pytest.mark.parametrize(
    ("f", "at", "sides"),
    [
        ("abs(x)+y", O, [(-1, 1), (1, 1)]),
        ("abs(x-0.3)*y+x^2", (0.3, 0.7), [(-0.1, 1.3), (0, 0)]),
        ("max(x,y)", (0.3, 0.3), [(0, 1), (0, 1)]),
        (CATALOGUE["partials_without_plane"], O, [(0, 0), (0, 0)]),
        ("sqrt(abs(x))+y", O, [(np.nan, np.nan), (1, 1)]),
    ],
)
def test_the_slopes_on_either_side(f, at, sides):
    assert looked_at(f, at)[-1] == pytest.approx(np.array(sides), abs=1e-7, nan_ok=True)


def test_one_coordinate_and_three():
    assert looked_at(jnp.abs, (0.0,))[0] == looked_at(lambda x, y, z: jnp.maximum(x, z) + y, (0.0, 1.0, 0.0))[0] == KINK
    first, _, slopes, *_ = looked_at(lambda x, y, z: jnp.sqrt(x**2 + y**2 + z**2) ** 4 + z, (0.0, 0.0, 0.0))
    assert first == SMOOTH and slopes == pytest.approx([0, 0, 1])


def test_the_point_is_a_constant():
    cases = [(lambda x, y: x / y, (1.0, 0.0)), (lambda x: x.astype(int) + x, (1.0,)), (lambda x: jnp.abs(x - 1e6), (1e6,))]
    assert [*map(int, jax.jit(lambda: [Jet(*case).first for case in cases])())] == [VALUELESS, DISCONTINUOUS, KINK]


def test_slopes_that_are_right_are_kept_though_the_window_is_wide():
    f, at = (lambda x, y: (x**2 / (1 + y**2)) ** 2), (0.17334621, -0.97286635)
    assert looked_at(f, at, 48380.0)[2] == pytest.approx(
        [4 * at[0] ** 3 / (1 + at[1] ** 2) ** 2, -4 * at[0] ** 4 * at[1] / (1 + at[1] ** 2) ** 3]
    )


def test_a_program_of_smooth_operations_is_not_looked_at():
    assert Jet(CATALOGUE["hill_and_valley"], O).is_entire and not Jet(jnp.abs, (0.0,)).is_entire
    assert not Jet(lambda x, y: jax.jit(lambda x: x / (1 + x**2))(x), O).is_entire


ONE = {
    **{name: getattr(jnp, name) for name in ("sin", "cos", "tanh", "arctan", "square", "exp")},
    **{"gauss": lambda u: jnp.exp(-u * u), "root": lambda u: jnp.sqrt(1 + u * u), "log": lambda u: jnp.log(1 + u * u)},
    **{"softplus": jax.nn.softplus, "cube": lambda u: u**3, "power": lambda u: (1 + u * u) ** 1.5, "inverse": lambda u: 1 / (1 + u * u)},
}
TWO = {
    **{name: getattr(jnp, name) for name in ("add", "subtract", "multiply", "logaddexp")},
    **{"divide": lambda a, b: a / (1 + b * b), "hypot": lambda a, b: jnp.sqrt(1 + a * a + b * b)},
    "cancel": lambda a, b: (10.0 + a) - (10.0 - b),
}
OPERATIONS = [*((lambda a, b, f=f: f(a)) for f in ONE.values()), *TWO.values()]
LEAVES = [lambda x, y: x, lambda x, y: y, lambda x, y: 0 * x + 1.7]
OUTER = [
    lambda u: u,
    lambda u: u + jnp.arctan(u),
    jnp.arcsinh,
    lambda u: u + jnp.sin(u) / 2,
]  # which rise everywhere, and where s is large not too little to be seen
INNER = 3  # operations of a smooth program, on four leaves


def chosen(k, options, *arguments):
    return lax.switch(k.astype(int), options, *arguments)


def smooth(code):
    """The smooth function of x and y that the numbers of its operations and leaves stand for: so one tape has all of them."""

    def f(x, y):
        a, b, c, d = (chosen(k, LEAVES, x, y) for k in code[INNER:])
        return chosen(code[0], OPERATIONS, chosen(code[1], OPERATIONS, a, b), chosen(code[2], OPERATIONS, c, d))

    return f


def codes(random, count):
    one = random.random((INNER, count)) < 0.5
    inner = np.where(one, random.integers(len(ONE), size=one.shape), random.integers(len(ONE), len(OPERATIONS), one.shape))
    return np.concatenate([inner, random.choice(3, p=[0.45, 0.45, 0.1], size=(INNER + 1, count))])


def root(u):
    """√|u|, whose program has the slope 0 at 0."""
    return jnp.where(u != 0, jnp.sqrt(jnp.where(u != 0, jnp.abs(u), 1.0)), 0.0)


def over(u, r):
    return u / jnp.where(r > 0, r, 1.0)


HEALED = [  # of u and v, which are 0 at the point, and r = √(u² + v²): what has value and slopes 0 there
    lambda u, v, r: 0 * u,
    lambda u, v, r: jnp.abs(u) * u,
    lambda u, v, r: jnp.abs(u) * v,
    lambda u, v, r: jnp.abs(u) * root(u),
    lambda u, v, r: r * jnp.sqrt(r),
    lambda u, v, r: jnp.cos(r) - 1,
    lambda u, v, r: jnp.sqrt(1 + r * r) - 1,
    lambda u, v, r: jnp.maximum(u, v) ** 2,
    lambda u, v, r: jnp.maximum(u, 0) + jnp.minimum(u, 0) - u,
    lambda u, v, r: jnp.sin(jnp.abs(u)) - jnp.abs(u),
    lambda u, v, r: jnp.floor(u + 0.5),
    lambda u, v, r: jnp.abs(v) * jnp.floor(v + 0.3),
    lambda u, v, r: jnp.where(u > 0, u * u, -u * u),
    lambda u, v, r: over(u * v, r) ** 2,
    lambda u, v, r: over(u**3, r),
]
KINKED = [  # what has kinks there
    lambda u, v, r: jnp.abs(u),
    lambda u, v, r: jnp.abs(u) * jnp.abs(1 + v),
    lambda u, v, r: r,
    lambda u, v, r: jnp.maximum(u, v),
    lambda u, v, r: jnp.maximum(jnp.abs(u), jnp.abs(v)),
    lambda u, v, r: jnp.where(u > 0, u, v * u),
    lambda u, v, r: over(u * v, r),
    lambda u, v, r: root(u * v),
]
JUMPING = [
    lambda u, v, r: jnp.floor(u),
    lambda u, v, r: jnp.round(u + 0.5),
    lambda u, v, r: jnp.where(u > 0, 1 + v, v),
    lambda u, v, r: over(u * v, r * r),
]
PIECES = [*HEALED, *KINKED, lambda u, v, r: root(u), *JUMPING]
KINDS_OF_PIECES = [*[SMOOTH] * len(HEALED), *[KINK] * len(KINKED), STEEP, *[DISCONTINUOUS] * len(JUMPING)]


def seen_of_programs(x, y, x0, y0, scale, unit, c, piece, angle, outer, inner, factor):
    """The jet at (x, y) of g(s + c·piece)·(2 + sin t), with smooth s and t and g of OUTER, and the gradient by JAX of g(s)·(2 + sin t)."""

    def f(x, y, c=c):
        dx, dy = (x - x0) / scale, (y - y0) / scale
        u, v = jnp.cos(angle) * dx + jnp.sin(angle) * dy, jnp.cos(angle) * dy - jnp.sin(angle) * dx
        s, t = (smooth(list(code))(x / unit, y / unit) for code in (inner, factor))
        added = 0.0 if c is None else c * chosen(piece, PIECES, u, v, root(dx**2 + dy**2))
        return chosen(outer, OUTER, s + added) * (2 + jnp.sin(t))

    jet = Jet(lambda x, y: f(x, y), (x, y), scale)
    return jet.first, jet.second, jet.slopes, gradient(lambda x, y: f(x, y, None))(x, y)


@pytest.mark.slow
def test_programs_have_a_plane_just_where_they_were_made_with_one(monkeypatch):
    """In windows from 10⁻⁶ to 10⁶: the first half is smooth and of the numbers themselves, the others are of shares of the window."""
    monkeypatch.setattr(smoothness, "ENTIRE", set())  # none of their operations is taken for smooth
    programs, random = record(seen_of_programs, *[0.5] * 10, *[np.zeros(2 * INNER + 1)] * 2), np.random.default_rng(0)
    for start in range(0, PROGRAMS, 2000):
        count = min(2000, PROGRAMS - start)
        made = np.arange(count) >= count // 2
        scale, c = 10.0 ** random.uniform(-6, 6, count), 10.0 ** random.uniform(-1, 1, count) * random.choice([-1, 1], count)
        at, piece = random.uniform(-1, 1, (2, count)) * scale, made * random.integers(len(PIECES), size=count)
        c[random.random(count) < 0.1] = 0
        numbers = random.uniform(0, 7, count), random.integers(len(OUTER), size=count), codes(random, count), codes(random, count)
        first, second, slopes, expected = programs.replay(*at, *at, scale, np.where(made, scale, 1), c, piece, *numbers)
        slopes, expected = np.broadcast_to(slopes, (2, count)) * scale, np.broadcast_to(expected, (2, count)) * scale
        kinds, overflows = np.where(c == 0, SMOOTH, np.array(KINDS_OF_PIECES)[piece]), np.abs(expected).max(axis=0) > 1e300
        untold = np.isin(first, (UNDECIDED, VALUELESS)) | overflows
        assert np.flatnonzero((first != kinds) & ~untold).tolist() == []
        assert untold[made].mean() < 0.02
        assert np.isin(second, (SMOOTH, UNDECIDED, VALUELESS))[~made & ~overflows].all()
        told = made & (first == SMOOTH) & np.isfinite(expected).all(axis=0)
        assert (np.abs(slopes - expected) <= 1e-5 * (1 + np.abs(expected).max(axis=0)))[:, told].all()
