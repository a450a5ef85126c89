"""Loops stay loops on the tape, and agree with JAX over 20 steps."""

import json
from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import optax
import pytest
from jax import lax

from d2lcalc.tape import record
from many import one_in


def bowl(p):
    return (1 - p[0]) ** 2 + 5 * (p[1] - p[0] ** 2) ** 2


def descent(optimizer):
    """The path of an optimizer on a curved bowl, from (x, y)."""

    def path(x, y):
        def step(carry, _):
            p, state = carry
            updates, state = optimizer.update(jax.grad(bowl)(p), state, p)
            return (optax.apply_updates(p, updates), state), p

        p = jnp.stack([x, y])
        return lax.scan(step, (p, optimizer.init(p)), None, length=20)[1]

    return path


def newton(x, y):
    """√(x² + y²) by Newton's method in a fori_loop."""
    return lax.fori_loop(0, 20, lambda i, r: 0.5 * (r + (x * x + y * y) / r), 1.0)


def fibonacci(x, y):
    return lax.fori_loop(0, 20, lambda i, pair: (pair[1], 0.5 * (pair[0] + pair[1])), (x, y))


def recurrent(x, y):
    """A recurrent cell over known and unknown inputs, backwards, with stacked outputs."""
    return lax.scan(lambda h, t: (jnp.tanh(x * h + t[0] * y + t[1]), h * t[0]), y, (jnp.arange(5.0), jnp.stack([x] * 5)), reverse=True)


def nested(x, y):
    return lax.fori_loop(0, 4, lambda i, s: s + lax.fori_loop(0, 3, lambda j, r: jnp.sin(r * x) + 0.1 * i, s), y)


def table(x, y):
    return lax.fori_loop(0, 4, lambda i, v: v.at[i].set(x * v[i - 1] + y), jnp.ones(4))


LOOPS = {
    "adagrad": descent(optax.adagrad(0.3)),
    "adam": descent(optax.adam(0.1)),
    "adam, clipped": descent(optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(0.1))),
    "scheduled": descent(optax.sgd(optax.cosine_decay_schedule(0.03, 20))),
    "newton": newton,
    "derivative of newton": jax.grad(lambda x, y: newton(x, y) ** 2),
    "second derivative of newton": jax.hessian(newton, argnums=(0, 1)),
    "fibonacci": fibonacci,
    "recurrent": recurrent,
    "derivative of recurrent": jax.jacrev(lambda x, y: recurrent(x, y)[1]),
    "nested": nested,
    "derivative of nested": jax.grad(nested, argnums=(0, 1)),
    "table": table,
    "no steps": lambda x, y: lax.fori_loop(0, 0, lambda i, r: r * x, y),
    "no steps over an array": lambda x, y: lax.scan(lambda c, t: (c * x, c + t), y, jnp.zeros((0,))),
    "map": lambda x, y: lax.map(lambda t: t * x + y, jnp.arange(3.0)),
    "associative_scan": lambda x, y: lax.associative_scan(jnp.add, jnp.stack([x, y, x * y])),
}


@cache
def recorded(name):
    """The tape of a loop, and what JAX makes of it."""
    want = jax.jit(LOOPS[name])(0.3, 1.2)
    return record(LOOPS[name], 0.3, 1.2).program, np.concatenate([np.ravel(leaf) for leaf in jax.tree.leaves(want)])


@pytest.mark.parametrize("name", one_in(2, LOOPS))
def test_a_loop_agrees_over_20_steps(name, replay):
    program, want = recorded(name)
    np.testing.assert_allclose(replay(program, [0.3, 1.2]), want, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", ["adam", "fibonacci", "nested", "table"])
def test_a_loop_over_a_grid_is_the_loop_at_each_point(name, replay):
    x, y = np.random.default_rng(1).uniform(0.2, 1.2, (2, 300))
    tape = record(LOOPS[name], 0.3, 1.2)
    grid = replay(tape.program, [x, y])
    for i in (0, 255, 256, 299):
        np.testing.assert_allclose([np.broadcast_to(v, 300)[i] for v in grid], replay(tape.program, [x[i], y[i]]), rtol=1e-13)


def test_a_loop_is_one_operation_however_long():
    def size(steps):
        return len(json.dumps(record(lambda x, y: lax.fori_loop(0, steps, lambda i, r: r * x + i, y), 1.0, 1.0).program))

    assert size(1000) < size(10) + 5
