"""Programs made by hypothesis, with first and second derivatives, against JAX run op by op."""

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from d2lcalc.tape import record
from expressions import evaluated, expressions

UNARY = {
    **{name: getattr(jnp, name) for name in "sin cos exp tanh arctan abs square sqrt log1p sinh arcsinh".split()},
    **{name: getattr(jax.nn, name) for name in "sigmoid softplus relu gelu".split()},
    "erf": jax.scipy.special.erf,
    "log of square": lambda a: jnp.log(1 + a * a),
    "-1.5th power": lambda a: (1 + a * a) ** -1.5,
    "cube": lambda a: a**3,
    "reciprocal": lambda a: 1 / (2 + jnp.sin(a)),
    "jit": jax.jit(lambda a: a * jnp.exp(-a)),
    "remat": jax.checkpoint(lambda a: jnp.sin(a) * a),
}
BINARY = {
    **{name: getattr(jnp, name) for name in "add subtract multiply maximum minimum hypot arctan2 logaddexp".split()},
    "divide": lambda a, b: a / (1 + b * b),
    "power": lambda a, b: (1 + a * a) ** b,
    "where": lambda a, b: jnp.where(a > b, a * b, a - b),
    "norm": lambda a, b: jnp.linalg.norm(jnp.stack([a, b, 1.0])),
    "matrix": lambda a, b: jnp.linalg.det(jnp.stack([jnp.stack([a, b]), jnp.stack([b, 2.0])])),
    "logsumexp": lambda a, b: jax.scipy.special.logsumexp(jnp.stack([a, b])),
}


@cache
def recorded(expression):
    """The tape of value, gradient and second derivatives, and JAX's own results at points and at points one ulp beside."""

    def function(x, y):
        return evaluated(expression, UNARY | BINARY, x, y) * 1.0

    def all_of(x, y):
        gradient = jax.grad(function, (0, 1))
        return function(x, y), jax.jvp(gradient, (x, y), (1.0, 0.0)), jax.jvp(gradient, (x, y), (0.0, 1.0))

    points = np.random.default_rng(0).uniform(-2, 2, (2, 12))
    beside = [np.nextafter(points, np.array(end)[:, None]) for end in ((3, 3), (-3, -3), (3, -3))]
    with jax.disable_jit():
        every = jax.vmap(all_of)(*np.concatenate([points, *beside], axis=1))
    every = np.stack(jax.tree.leaves(every)).reshape(9, 4, 12)
    return record(all_of, 0.5, 0.5).program, points, every[:, 0], every[:, 1:]


@pytest.mark.slow
@settings(max_examples=30, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(expression=expressions(UNARY, BINARY, max_leaves=6))
def test_a_program_agrees_with_jax(replay, expression):
    """Within 16 × (8 ulp + the change that one ulp in the inputs makes)."""
    program, points, want, beside = recorded(expression)
    with np.errstate(all="ignore"):
        got = np.stack([np.broadcast_to(output, 12) for output in replay(program, list(points))])
        change = np.max(np.abs(beside - want[:, None]), axis=1)
        bound = 16 * (8 * np.spacing(np.abs(want)) + change)
        edge = (np.isfinite(beside) != np.isfinite(want)[:, None]).any(axis=1)
        close = (np.abs(got - want) <= bound) | (got == want) | (np.isnan(got) & np.isnan(want)) | edge
    assert close.all(), f"{expression}: JAX {want[~close]}, tape {got[~close]}"
