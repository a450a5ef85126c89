"""The tape run backward, against jax.grad: every operation, random programs, and the tapes of the course's own pictures."""

import inspect

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings

from d2lcalc import functions
from d2lcalc.calculus import gradient, reverse
from d2lcalc.scenes import PartialDerivatives, TangentPlane
from d2lcalc.tape import record
from d2lcalc.tape.replay import OPERATIONS
from expressions import evaluated, expressions
from many import one_in

P = (-0.5, 1.0)
UNARY = {name: getattr(jnp, name) for name in "negative abs exp expm1 log log1p sqrt cbrt sin cos tan arcsin arccos arctan sinh".split()}
UNARY |= {name: getattr(jnp, name) for name in "cosh tanh arcsinh arctanh sign floor ceil trunc round square".split()}
UNARY |= {"arccosh": lambda a: jnp.arccosh(1 + a), "erf": jax.scipy.special.erf, "erfc": jax.scipy.special.erfc}
UNARY |= {name: getattr(jax.nn, name) for name in "sigmoid softplus gelu".split()}
BINARY = {name: getattr(jnp, name) for name in "add subtract multiply divide power arctan2 maximum minimum hypot logaddexp".split()}
BINARY |= {
    "fmod": lambda a, b: jnp.fmod(7 * a, b),
    "where": lambda a, b: jnp.where(a > b, a * b, a - b),
    "pick": lambda a, b: jnp.stack([a, b, a * b])[jnp.floor(3 * a).astype(int)],
    "determinant": lambda a, b: jnp.linalg.det(jnp.stack([jnp.stack([a, b]), jnp.stack([b, 2.0])])),
}


def swept(function, *point):
    return reverse.derivatives(record(function, *point).program, point)


def assert_agrees(function, *point):
    assert swept(function, *point) == pytest.approx([float(slope) for slope in jax.grad(function, range(len(point)))(*point)], rel=1e-11)


def test_every_operation_has_its_slopes():
    assert set(reverse.SLOPES) == set(OPERATIONS)


@pytest.mark.parametrize("name", one_in(3, [*UNARY, *BINARY]))
def test_an_operation_agrees_with_jax(name):
    for point in [(0.3, 0.8), (0.9, 0.4)]:
        assert_agrees((UNARY | BINARY)[name], *(point if name in BINARY else point[:1]))


def test_at_a_corner_the_two_sides_share():
    """So that |a| = max(a, −a) and log(eˣ + eʸ), which JAX computes by max and |x − y|, have one answer each; JAX itself says 1 for |a|."""
    assert swept(jnp.abs, 0.0) == swept(lambda a: jnp.maximum(a, -a), 0.0) == [0.0]
    assert_agrees(functions.log_sum_exp, 0.7, 0.7)
    for function in (jnp.sign, lambda a: a**2.0, lambda a: jnp.maximum(a, 0), lambda a: jnp.minimum(a, 0)):
        assert_agrees(function, 0.0)
    assert_agrees(lambda a, b: a**b, 0.0, 2.0)


smooth = sorted(set(UNARY) & set("negative sin cos tanh arctan exp sinh arcsinh square sigmoid softplus erf abs".split()))
joined = "add subtract multiply maximum hypot logaddexp where determinant".split()


@pytest.mark.slow
@settings(max_examples=30, deadline=None, derandomize=True)
@given(expression=expressions(smooth, joined, max_leaves=12))
def test_random_programs(expression):
    function = lambda x, y: evaluated(expression, UNARY | BINARY, x, y) + 0.0 * x
    with jax.disable_jit():
        wanted = np.array(jax.grad(function, (0, 1))(0.7, -0.4))
    if np.isfinite(wanted).all() and np.abs(wanted).max() < 1e12:
        assert swept(function, 0.7, -0.4) == pytest.approx(wanted.tolist(), rel=1e-9, abs=1e-9)


def test_a_loop_is_refused():
    program = record(lambda x: jax.lax.fori_loop(0, 3, lambda _, a: a * jnp.cos(a) + x, x), 0.7).program
    with pytest.raises(ValueError, match=r"no loop.*write its steps out"):
        reverse.derivatives(program, [0.7])


def test_nothing_yet_is_not_zero():
    program = record(lambda a, b: (a * b, jnp.log(b)), 3.0, 0.0).program
    values = reverse.forward(program, [3.0, 0.0])
    bars = reverse.backward(program, values, [1.0, None])
    assert bars == [0.0, 3.0, 1.0, None]  # of log(0) nothing is wanted, so its infinite slope does no harm
    assert reverse.derivatives(program, [3.0, 0.0], output=1) == [0.0, np.inf]


@pytest.mark.parametrize("make", [TangentPlane, PartialDerivatives])
def test_the_tape_that_moves_a_picture(make):
    """The slopes that a picture writes are the ones that a sweep from its height finds."""
    scene = make(functions.hill_and_valley, P)
    program, inputs = scene.spec["program"], scene.spec["inputs"]
    here = [*(float(getattr(scene, name)) for name in inputs), 0.25, 0.75, 0.25, 0.75, 0.25]
    height = next(entry for entry in scene.spec["panels"][0]["marks"] if entry["name"] == "the point P")["numbers"]["at"][2]
    slopes = dict(zip(inputs, reverse.derivatives(program, here, height), strict=False))
    assert [slopes["x"], slopes["y"]] == pytest.approx(gradient(functions.hill_and_valley)(*P).tolist(), rel=1e-12)
    assert not any(slope for name, slope in slopes.items() if name not in "xy")


def test_it_is_as_short_as_the_notebook_says():
    lines = [line for part in (reverse.forward, reverse.backward) for line in inspect.getsource(part).splitlines() if line.strip()]
    assert len(lines) <= 40
