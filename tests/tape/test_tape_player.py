"""The player of tape.js: what it recomputes, and what it reports as changed."""

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from d2lcalc.tape import record, replay_program

X, Y = np.random.default_rng(0).normal(size=(2, 1000))
CURVE = np.linspace(0, 1, 129)


def picture(a, b, x, y, t):
    """Numbers of a, of b and of both; a surface of a; a grid of no parameter; a curve of b."""
    return a * a, jnp.floor(b), a + b, a * x * y, jnp.sin(x), b * t


PROGRAM = record(picture, 1.0, 1.0, 1.0, 1.0, 1.0).program


def assert_played(javascript, program, updates, changes):
    for inputs, (outputs, changed), expected in zip(updates, javascript.play(program, updates), changes, strict=True):
        for got, want in zip(outputs, replay_program(program, inputs), strict=True):
            np.testing.assert_allclose(got, want, rtol=1e-14, atol=1e-14)
        assert [int(flag) for flag in changed] == expected


def test_changed_is_exact(javascript):
    everything, nothing = [1] * 6, [0] * 6
    updates = [
        ([1.0, 2.2, X, Y, CURVE], everything),
        ([1.0, 2.2, X, Y, CURVE], nothing),
        ([2.0, 2.2, X, Y, CURVE], [1, 0, 1, 1, 0, 0]),
        ([2.0, 2.4, X, Y, CURVE], [0, 0, 1, 0, 0, 1]),
        ([2.0, 3.0, X, Y, CURVE], [0, 1, 1, 0, 0, 1]),
        ([-2.0, 3.0, X, Y, CURVE], [0, 0, 1, 1, 0, 0]),
        ([-2.0, 3.0, X, X, CURVE], [0, 0, 0, 1, 0, 0]),
        ([-2.0, 3.0, Y, X, CURVE], [0, 0, 0, 1, 1, 0]),
        ([-2.0, 3.0, X, Y, CURVE], [0, 0, 0, 0, 1, 0]),
        ([-2.0, 3.0, Y, X, CURVE], [0, 0, 0, 0, 1, 0]),
        ([-2.0, np.nan, Y, X, CURVE], [0, 1, 1, 0, 0, 1]),
        ([-2.0, np.nan, Y, X, CURVE], nothing),
        ([-2.0, np.nan, Y, X, CURVE**2], [0] * 6),
        ([-2.0, np.nan, X[:9], Y[:9], CURVE], everything),
        ([-2.0, 2.0, 0.5, 0.25, CURVE], everything),
    ]
    assert_played(javascript, PROGRAM, *zip(*updates, strict=True))


def test_outputs_that_are_inputs_or_constants(javascript):
    program = record(lambda x, a: (x, a, 3.0, x), 0.0, 0.0).program
    updates = [([X, 1.0], [1, 1, 1, 1]), ([X, 2.0], [0, 1, 0, 0]), ([Y, 2.0], [1, 0, 0, 1])]
    assert_played(javascript, program, *zip(*updates, strict=True))


def test_blocks_that_are_used_again_hold_no_old_values(javascript):
    """Many values alive at once, in an order that frees blocks in between, with one output in the middle."""

    def function(x, y, a):
        waves = [jnp.sin(k * x + a) for k in range(8)]
        middle = sum(waves[::2])
        return middle, sum(w * jnp.cos(y) for w in waves), lax.fori_loop(0, 3, lambda i, s: s * waves[1] + middle, y)

    program = record(function, 0.0, 0.0, 0.0).program
    updates = [([X, Y, 0.0], [1, 1, 1]), ([X, Y, 1.0], [1, 1, 1]), ([X, X, 1.0], [0, 1, 1]), ([X, Y, 1.0], [0, 1, 1])]
    assert_played(javascript, program, *zip(*updates, strict=True))


def test_a_loop_of_numbers_feeds_a_grid(javascript):
    def function(x, steps_taken):
        path = lax.scan(lambda p, _: (p - 0.1 * jax.grad(lambda p: (p - 1) ** 4)(p),) * 2, steps_taken, None, length=10)[1]
        return path, x * path[-1]

    program = record(function, 0.0, 0.0).program
    updates = [([X, 0.5], [1] * 11), ([X, 0.5], [0] * 11), ([Y, 0.5], [0] * 10 + [1]), ([Y, 1.0], [1] * 11), ([Y, -0.3], [1] * 11)]
    assert_played(javascript, program, *zip(*updates, strict=True))
