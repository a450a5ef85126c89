"""Whether there is a plane and a quadratic at a point: functions known by hand, and smooth programs, which have both everywhere."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from d2lcalc.calculus import differentiability
from d2lcalc.calculus.differentiability import DISCONTINUOUS, EDGE, KINDS, KINK, SMOOTH, STEEP, UNDECIDED, VALUELESS, Jet
from d2lcalc.expression import landscape
from d2lcalc.functions import CATALOGUE
from d2lcalc.tape import record

O = (0.0, 0.0)


def where_defined(quotient, divisor):
    """quotient / divisor, and 0 where the divisor is."""

    def f(x, y):
        below = divisor(x, y)
        return jnp.where(below != 0, quotient(x, y) / jnp.where(below != 0, below, 1.0), 0.0)

    return f


def square(x, y):
    return x**2 + y**2


def looked_at(f, at, scale=2.0):
    """What a tape of the jet of f says at a point."""
    f = landscape(f) if isinstance(f, str) else f
    parts = "first", "second", "slopes", "matrix", "sides"
    seen = record(lambda *at: [getattr(Jet(f, at, scale), part) for part in parts], *at).replay(*at)
    return int(seen[0]), int(seen[1]), *seen[2:]


PLANES = [  # f, the point, the slopes, the second derivatives as (xx, xy, yy) if there are any
    ("cos(sqrt(x^2+y^2))", O, (0, 0), (-1, 0, -1)),
    ("sqrt(x^2+y^2)^2", O, (0, 0), (2, 0, 2)),
    ("(x^2+y^2)^(3/2)", O, (0, 0), (0, 0, 0)),
    ("1+abs(x)^3", O, (0, 0), (0, 0, 0)),
    ("abs(x*y)", O, (0, 0), None),
    ("x*abs(x)+y", O, (0, 1), None),
    ("x*abs(y)", O, (0, 0), None),
    ("max(0,x)^2", O, (0, 0), None),
    ("abs(x)^1.5+y", O, (0, 1), None),
    ("abs(x)+y", (0.5, 0.0), (1, 1), (0, 0, 0)),
    ("abs(x)+y", (1e-9, 0.0), (1, 1), (0, 0, 0)),
    ("abs(x)*x^2", (0.1, 0.1), (0.03, 0), (0.6, 0, 0)),
    ("sqrt(x^2+1e-10)", O, (0, 0), (1e5, 0, 0)),
    ("log(exp(x)+exp(y))", (0.3, 0.3), (0.5, 0.5), (0.25, -0.25, 0.25)),
    ("(1e8+x^2)-1e8+0*abs(y)", (0.5, 0.3), (1, 0), (2, 0, 0)),
    (CATALOGUE["log_sum_exp"], (0.3, 0.3), (0.5, 0.5), (0.25, -0.25, 0.25)),
    (lambda x, y: jnp.floor(x) + y, (0.5, 0.0), (0, 1), (0, 0, 0)),
    (lambda x, y: x * jnp.cbrt(x) + y, O, (0, 1), None),
    (lambda x, y: jnp.where(x != 0, jnp.sin(x) / x, 1.0), O, (0, 0), (-1 / 3, 0, 0)),
    (lambda x, y: jnp.where(x == 0, 0.0, jnp.expm1(x)), O, (1, 0), (1, 0, 0)),
    (lambda x, y: jnp.where(x > 0, x**2, -(x**2)), O, (0, 0), None),
    (lambda x, y: jnp.sinc(x) * y, (0.0, 1.0), (0, 1), (-(np.pi**2) / 3, 0, 0)),
    (lambda x, y: jnp.hypot(x, y) ** 2, O, (0, 0), (2, 0, 2)),
    (lambda x, y: jnp.linalg.norm(jnp.stack([x, y])) ** 4, O, (0, 0), (0, 0, 0)),
    (lambda x, y: jnp.maximum(x, y) ** 2, O, (0, 0), None),
    (lambda x, y: jax.nn.elu(x) + y, O, (1, 1), None),
    (lambda x, y: jax.nn.silu(x) + y, O, (0.5, 1), (0.5, 0, 0)),
    (where_defined(lambda x, y: x * y * (x**2 - y**2), square), O, (0, 0), None),
]


def exchanged(f, at):
    """f and the point with the letters x and y exchanged."""
    f = landscape(f) if isinstance(f, str) else f
    return lambda x, y: f(y, x), at[::-1]


@pytest.mark.parametrize(("f", "at", "slopes", "second"), PLANES)
def test_a_plane_is_found(f, at, slopes, second):
    first, of_second, found, matrix, _ = looked_at(f, at)
    assert KINDS[first] == KINDS[SMOOTH]
    assert found == pytest.approx(slopes, abs=1e-7)
    assert KINDS[of_second] == KINDS[KINK if second is None else SMOOTH]
    xx, xy, yy = second or (np.nan,) * 3
    assert matrix == pytest.approx(np.array([[xx, xy], [xy, yy]]), abs=1e-6, rel=1e-6, nan_ok=True)
    first, of_second, turned, matrix, _ = looked_at(*exchanged(f, at))
    assert (KINDS[first], KINDS[of_second]) == (KINDS[SMOOTH], KINDS[KINK if second is None else SMOOTH])
    assert turned == pytest.approx(slopes[::-1], abs=1e-7)
    assert matrix == pytest.approx(np.array([[yy, xy], [xy, xx]]), abs=1e-6, rel=1e-6, nan_ok=True)


@pytest.mark.parametrize(
    ("f", "at", "kind"),
    [
        ("abs(x)+y", O, KINK),
        ("abs(x)+y", (4e-16, 0.0), KINK),
        ("max(x,y)", (0.3, 0.3), KINK),
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
        (where_defined(lambda x, y: x**3 * y, lambda x, y: x**6 + y**2), O, DISCONTINUOUS),
        (where_defined(lambda x, y: x * y, square), O, DISCONTINUOUS),
        (where_defined(lambda x, y: x**2 * y, lambda x, y: x**4 + y**2), O, DISCONTINUOUS),
        (lambda x, y: jnp.floor(x) + y, O, DISCONTINUOUS),
        (lambda x, y: x.astype(int) + y, (1.0, 0.0), DISCONTINUOUS),
        (lambda x, y: jnp.sign(x) * y, (0.0, 1.0), DISCONTINUOUS),
        (lambda x, y: jnp.arctan2(y, x), (-1.0, 0.0), DISCONTINUOUS),
        ("sqrt(abs(x))", O, STEEP),
        (lambda x, y: jnp.cbrt(x) + y, O, STEEP),
        (lambda x, y: jnp.where(x > 0, x * jnp.log(x), 0.0), O, STEEP),
        ("sqrt(x)+y", O, EDGE),
        ("x*sqrt(x)", O, EDGE),
        ("log(abs(x))", O, VALUELESS),
        ("1/x", O, VALUELESS),
        (lambda x, y: jnp.where(x != 0, x * jnp.sin(1 / x), 0.0), O, UNDECIDED),
    ],
)
def test_no_plane_is_claimed(f, at, kind):
    for case in (f, at), exchanged(f, at):
        first, second, slopes, matrix, _ = looked_at(*case)
        assert (KINDS[first], KINDS[second]) == (KINDS[kind], KINDS[kind])
        assert kind == UNDECIDED or (np.isnan(slopes).all() and np.isnan(matrix).all())


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
    assert Jet(lambda x, y: x / y, (1.0, 0.0)).first == VALUELESS
    assert Jet(lambda x: x.astype(int) + x, (1.0,)).first == DISCONTINUOUS
    assert jax.jit(lambda: Jet(lambda x: jnp.abs(x - 1e6), (1e6,)).first)() == KINK


def test_slopes_that_are_right_are_kept_though_the_window_is_wide():
    f, at = (lambda x, y: (x**2 / (1 + y**2)) ** 2), (0.17334621, -0.97286635)
    assert looked_at(f, at, 48380.0)[2] == pytest.approx(
        [4 * at[0] ** 3 / (1 + at[1] ** 2) ** 2, -4 * at[0] ** 4 * at[1] / (1 + at[1] ** 2) ** 3]
    )


def test_a_program_of_smooth_operations_is_not_looked_at():
    assert Jet(CATALOGUE["hill_and_valley"], O).is_entire and not Jet(jnp.abs, (0.0,)).is_entire
    assert not Jet(lambda x, y: jax.jit(lambda x: x / (1 + x**2))(x), O).is_entire


@pytest.mark.parametrize("seed", range(6))
def test_smooth_programs_are_never_said_to_have_no_plane(seed, monkeypatch):
    monkeypatch.setattr(differentiability, "is_entire", lambda jaxpr: False)
    random = np.random.default_rng(seed)
    for _ in range(5):
        f = program(random, depth=3)
        tape = record(lambda x, y, scale, f=f: [*(jet := Jet(f, (x, y), scale), jet.first, jet.second)[1:]], 0.5, 0.5, 0.5)
        for scale in 10.0 ** random.uniform(-6, 6, 4):
            at = random.uniform(-1, 1, 2) * scale
            assert set(tape.replay(*at, scale)) <= {SMOOTH, UNDECIDED, VALUELESS}, (f.__doc__, at, scale)


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


def program(random, depth):
    """A random smooth function of x and y, whose docstring is its formula."""
    if depth == 0:
        return [lambda x, y: x, lambda x, y: y, lambda x, y: 0 * x + 1.7][random.choice(3, p=[0.45, 0.45, 0.1])]
    inner = program(random, depth - 1)
    if random.random() < 0.5:
        outer = ONE[name := random.choice([*ONE])]
        made = lambda x, y: outer(inner(x, y))
    else:
        outer, other = TWO[name := random.choice([*TWO])], program(random, depth - 1)
        made = lambda x, y: outer(inner(x, y), other(x, y))
    made.__doc__ = f"{name}({inner.__doc__} …)"
    return made
