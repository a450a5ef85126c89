"""Arrays on the tape: what people write with them, with first and second derivatives, against JAX."""

from functools import cache, partial
from itertools import product

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from d2lcalc.tape import record, replay_program
from many import one_in

V = np.array([0.7, -0.4, 1.3])
M = np.array([[0.3, -1.1, 0.8], [1.7, 0.2, -0.6], [0.9, 0.5, 1.4]])


@jax.custom_jvp
def ramp(x):
    return jnp.maximum(x, 0.0)


ramp.defjvp(lambda primals, tangents: (ramp(*primals), jnp.tanh(primals[0]) * tangents[0]))


@jax.custom_vjp
def clipped(x):
    return jnp.sin(x)


clipped.defvjp(lambda x: (jnp.sin(x), x), lambda x, g: (jnp.clip(jnp.cos(x), -0.5, 0.5) * g,))

SMOOTH = {
    "sum": lambda v: jnp.sum(v**2),
    "prod": jnp.prod,
    "min": lambda v: jnp.min(v * v),
    "max": jnp.max,
    "norm": jnp.linalg.norm,
    "logsumexp": jax.scipy.special.logsumexp,
    "softmax": jax.nn.softmax,
    "cumsum": lambda v: jnp.cumsum(v**2),
    "cumprod": jnp.cumprod,
    "cummax": lambda v: lax.cummax(v) * lax.cummin(v, reverse=True),
    "stack": lambda v: jnp.stack([v, v * v], axis=1).ravel(),
    "slices": lambda v: v[1:] * v[:-1] + v[::2],
    "reversed": lambda v: v[::-1] * v,
    "pad": lambda v: jnp.pad(v**2, (2, 1), constant_values=3.0),
    "pad inside": lambda v: lax.pad(v**2, 0.5, [(-1, 2, 1)]),
    "flip tile repeat": lambda v: jnp.tile(jnp.flip(v), 2) * jnp.repeat(v, 2),
    "split": lambda v: jnp.split(v * v, [1])[1] * jnp.split(v, 3)[0],
    "gather": lambda v: v[jnp.array([2, 0, 2, -1])] ** 2,
    "gather pairs": lambda v: jnp.outer(v, v)[jnp.array([0, 2]), jnp.array([1, 1])],
    "take along axis": lambda v: jnp.take_along_axis(jnp.outer(v, v), jnp.array([[0], [2], [1]]), axis=1),
    "argmax row": lambda v: (jnp.outer(v, v) ** 2)[jnp.argmax(v)],
    "set slice": lambda v: (v**2).at[1:].set(v[:2]),
    "add at": lambda v: (v**2).at[jnp.array([0, 0, 2])].add(v),
    "add at argmax": lambda v: (v**2).at[jnp.argmax(v)].add(v[0] * v[1]),
    "min max mul at": lambda v: (v**2).at[0].min(v[1]).at[1].max(v[0]).at[2].multiply(v[2]),
    "dynamic slice": lambda v: lax.dynamic_slice(v**2, (jnp.argmin(v),), (2,)),
    "dynamic update": lambda v: lax.dynamic_update_slice(v**2, v[:2] ** 3, (jnp.argmax(v),)),
    "dot": lambda v: v @ v,
    "einsum": lambda v: jnp.einsum("i,ij,jk->k", v, jnp.asarray(M), jnp.outer(v, v)),
    "batched einsum": lambda v: jnp.einsum("bi,bij->bj", jnp.outer(v, v), jnp.stack([jnp.outer(v, v)] * 3)),
    "det": lambda v: jnp.linalg.det(jnp.outer(v, v) + jnp.asarray(M)),
    "det 4": lambda v: jnp.linalg.det(jnp.outer(jnp.append(v, 2.0), jnp.append(v, 1.0)) + jnp.diag(jnp.arange(4.0))),
    "solve": lambda v: jnp.linalg.solve(jnp.outer(v, v) + jnp.asarray(M), v),
    "solve for many": lambda v: jnp.linalg.solve(jnp.outer(v, v) + jnp.asarray(M), jnp.stack([v, v**2], 1)),
    "inverse": lambda v: jnp.linalg.inv(jnp.outer(v, v) + jnp.asarray(M)),
    "vmap of solve": lambda v: jax.vmap(lambda c: jnp.linalg.solve(c * jnp.asarray(M) + jnp.diag(v), v))(v),
    "least squares": lambda v: (lambda A: jnp.linalg.solve(A.T @ A, A.T @ jnp.sin(v)))(jnp.stack([v, v**2], 1)),
    "expm": lambda v: jax.scipy.linalg.expm(jnp.outer(v[:2], v[1:]), max_squarings=3),
    "triangular": lambda v: jax.scipy.linalg.solve_triangular(jnp.outer(v, v) + jnp.asarray(M), v, lower=True, trans=1),
    "interp": lambda v: jnp.interp(v, jnp.linspace(-0.5, 1.2, 6), jnp.linspace(-0.5, 1.2, 6) ** 2),
    "interp in a table": lambda v: jnp.interp(0.3, jnp.stack([v[1], v[0] ** 2, v[2]]), v**2),
    "searchsorted": lambda v: v * jnp.searchsorted(jnp.array([-0.4, 0.0, 0.7, 0.7, 1.0]), v) + v * jnp.digitize(v, jnp.array([-0.4, 0.7])),
    "sort": jnp.sort,
    "sort columns": lambda v: jnp.sort(jnp.outer(v, v) + jnp.asarray(M), axis=0, descending=True),
    "argsort": lambda v: v[jnp.argsort(v)] * jnp.argsort(jnp.round(v)),
    "where": lambda v: jnp.where(v > 0, v**3, jnp.exp(v)),
    "any all": lambda v: jnp.where(jnp.any(v < 0) & ~jnp.all(v > 0), v**2, v),
    "clip": lambda v: jnp.clip(v, -0.5, 1.0) ** 2,
    "vmap of cond": lambda v: jax.vmap(lambda x: lax.cond(x > 0, jnp.sin, jnp.cos, x))(v),
    "custom_jvp": lambda v: ramp(v) ** 2,
    "remat": jax.checkpoint(lambda v: jnp.sum(jnp.exp(jnp.sin(v)))),
    "powers": lambda v: (v**2) ** 0.3 * (v**2) ** -1.5 + v**-3,
    "stop_gradient": lambda v: lax.stop_gradient(v) * v**2,
    "cond": lambda v: lax.cond(v[0] > v[1], lambda v: v**2, lambda v: jnp.sin(v), v),
    "known cond": lambda v: lax.cond(True, lambda v: v**2, lambda v: jnp.sin(v), v),
    "switch": lambda v: lax.switch(jnp.argmax(v), [jnp.sin, jnp.cos, jnp.tanh], v),
    "directional": lambda v: jax.jvp(lambda v: jnp.prod(jnp.sin(v)), (v,), (v**2,))[1],
    "nothing known": lambda v: jnp.zeros((0,)),
}


@cache
def recorded(name):
    """The tape of a function's value with its first and second derivatives, and what JAX makes of them."""
    function = SMOOTH[name]

    def all_of(v):
        return function(v), jax.jacrev(function)(v), jax.jacfwd(jax.jacrev(function))(v)

    return record(all_of, V).program, np.concatenate([np.ravel(leaf) for leaf in jax.jit(all_of)(V)])


@pytest.mark.parametrize("name", one_in(7, SMOOTH))
def test_values_and_derivatives(name, replay):
    program, want = recorded(name)
    np.testing.assert_allclose(replay(program, list(V)), want, rtol=1e-11, atol=1e-12)


def test_custom_vjp_is_obeyed():
    """Forward mode has no custom_vjp, so its first derivative stands alone."""
    gradient = record(jax.vmap(jax.grad(clipped)), V).replay(V)
    np.testing.assert_allclose(gradient, np.clip(np.cos(V), -0.5, 0.5), rtol=1e-14)


@pytest.mark.parametrize("index", [-5, -1, 0, 2, 7])
@pytest.mark.parametrize(
    "function",
    [
        lambda v, i: v[i],
        lambda v, i: jnp.asarray(M)[i] * v,
        lambda v, i: jnp.take(v, i),
        lambda v, i: jnp.take(v, i, mode="clip"),
        lambda v, i: v.at[i].set(9.0),
        lambda v, i: v.at[i].add(9.0),
        lambda v, i: v.at[i].add(9.0, mode="clip"),
        lambda v, i: lax.dynamic_slice(v, (i,), (2,)),
        lambda v, i: lax.dynamic_update_slice(v, v[:2] * 2, (i,)),
        lambda v, i: lax.switch(i, [jnp.sin, jnp.cos, jnp.tanh], v),
        lambda v, i: jnp.where(jnp.arange(3) == i, v, 0.0),
    ],
)
def test_an_index_given_at_replay_is_treated_as_jax_treats_it(function, index, replay):
    want = jax.jit(function)(jnp.asarray(V), index)
    got = replay(record(function, V, 0).program, [*V, index])
    np.testing.assert_allclose(got, np.ravel(want), rtol=1e-14)


@pytest.mark.parametrize("options", one_in(5, [(options,) for options in product([False, True], repeat=4)]))
def test_triangular_systems_of_every_kind(options):
    options = dict(zip(("left_side", "lower", "transpose_a", "unit_diagonal"), options, strict=True))
    a, b = np.stack([M, M.T + 2]), np.stack([M @ M, M])
    tape = record(partial(lax.linalg.triangular_solve, **options), a, b)
    np.testing.assert_allclose(tape.replay(a, b), lax.linalg.triangular_solve(a, b, **options), rtol=1e-12)


@pytest.mark.parametrize("n", one_in(2, [1, 2, 5, 8]))
def test_elimination_of_every_size(n):
    a, b = np.random.default_rng(n).normal(size=(n, n)), np.arange(2.0 * n).reshape(n, 2)
    for function in (jnp.linalg.solve, lambda a, b: jnp.linalg.inv(a) * jnp.linalg.det(a), lambda a, b: lax.linalg.lu(a)):
        jax.tree.map(partial(np.testing.assert_allclose, rtol=1e-10), record(function, a, b).replay(a, b), function(a, b))


@pytest.mark.parametrize("right", [[1.0, 1.0], [1.0, 2.0], [0.0, 0.0]])
def test_a_singular_system_is_solved_as_jax_solves_it(right, replay):
    singular, right = np.array([[1.0, 2.0], [2.0, 4.0]]), np.array(right)
    got = replay(record(jnp.linalg.solve, singular, right).program, [*singular.ravel(), *right])
    np.testing.assert_array_equal(got, jnp.linalg.solve(singular, right))


@jax.jit
def in_order(v):
    table = jnp.array([-0.5, 0.0, 0.3, 0.3, 2.0])
    places = [jnp.searchsorted(table, v, side=side) for side in ("left", "right")]
    return [jnp.sort(v), jnp.argsort(v), *places, jnp.interp(v, table, table)]


@pytest.mark.parametrize("values", [[0.5, 0.5, 0.2], [np.nan, 0.4, -np.inf], [0.3, np.nan, np.nan], [0.0, -0.0, 0.7]])
def test_order_is_jaxs_order(values, replay):
    """Sorting is stable, NaN comes last, −0 is 0; a table ends where its last number stands."""
    np.testing.assert_allclose(replay(record(in_order, V).program, values), np.concatenate(in_order(np.array(values))), rtol=1e-14)


def test_a_known_value_is_folded_and_shared():
    program = record(lambda x: x * jnp.sum(jnp.sort(jnp.array([3.0, 1.0]))) + jnp.exp(x) / jnp.exp(x), 1.0).program
    assert [operation[0] for operation in program["operations"]] == ["mul", "exp", "div", "add"]
    assert program["constants"] == [4.0]


SINGLE = jnp.linspace(-2, 2, 5, dtype="float32")


def known(x):
    """What a picture computes from numbers in single precision made outside it, and from whole numbers."""
    field = jax.vmap(jax.grad(lambda p: p[0] * jnp.exp(-(p[0] ** 2) - p[1] ** 2)))(jnp.stack([SINGLE, SINGLE[::-1]], 1))
    bits = [(jnp.arange(6, dtype="uint32") ^ 3) % 4 | 1, ~jnp.arange(3) & 5, jnp.arange(3, dtype="uint8") - 1]
    return [x * number for number in [*bits, *(slope for row in field for slope in row)]]


@pytest.mark.slow
def test_known_numbers_are_computed_by_numpy():
    """XLA compiles nothing (it compiles each primitive anew for each shape); the numbers are those of JAX run op by op."""
    compiled = []
    listen = lambda event, *_, **__: compiled.append(event)
    jax.monitoring.register_event_duration_secs_listener(listen)
    tape = record(known, 1.0)
    assert [event for event in compiled if "backend_compile" in event] == []
    with jax.disable_jit():
        want = known(jnp.asarray(1.0))
    assert any("backend_compile" in event for event in compiled)
    jax.monitoring.unregister_event_duration_listener(listen)
    jax.tree.map(lambda got, want: np.testing.assert_allclose(got, want, rtol=1e-6), tape.replay(1.0), want)


@pytest.mark.parametrize("length", [0, 3, 5000])
def test_a_loop_over_known_numbers_is_a_constant(length):
    function = lambda x: [x * part for part in lax.scan(lambda c, t: (jnp.sin(c + t), c), 0.5, jnp.arange(length) * 0.1, reverse=True)]
    tape = record(function, 1.0)
    assert {operation[0] for operation in tape.program["operations"]} == {"mul"}
    for got, want in zip(tape.replay(1.0), function(1.0), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-12)


def test_zero_times_and_plus_zero_are_kept():
    """0·∞ is NaN and −0 + 0 is +0."""
    program = record(lambda x: 0.0 * x + 0.0, 1.0).program
    assert [operation[0] for operation in program["operations"]] == ["mul", "add"]
    assert np.isnan(replay_program(program, [np.inf])[0])


@pytest.mark.slow
def test_a_random_number_from_a_fixed_key_is_a_constant():
    tape = record(lambda x: x * jax.random.normal(jax.random.key(0)), 1.0)
    with jax.enable_x64(True):
        assert tape.replay(1.0) == pytest.approx(float(jax.random.normal(jax.random.key(0))), rel=1e-14)
