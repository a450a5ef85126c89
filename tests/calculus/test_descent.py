"""Descent: against optax run directly, its limits met from both sides, its paths on the tape, and the numbers of the chapter."""

import math

import jax.numpy as jnp
import numpy as np
import optax
import pytest

from d2lcalc.calculus import gradient
from d2lcalc.calculus.descent import OPTIMIZERS, descent_path, losses, optimizer, parting, stability_limit, steps_until
from d2lcalc.functions import bowl, hill_and_valley, himmelblau, rosenbrock
from d2lcalc.tape import record

RATES = {"plain descent": 1e-3, "momentum": 1e-4, "Nesterov": 1e-4, "RMSProp": 0.01, "Adam": 0.05}
DIRECT = {
    "plain descent": optax.sgd,
    "momentum": lambda rate: optax.sgd(rate, 0.9),
    "Nesterov": lambda rate: optax.sgd(rate, 0.9, nesterov=True),
    "RMSProp": optax.rmsprop,
    "Adam": optax.adam,
}
START = (-1.2, 1.0)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_a_path_is_what_optax_does(name):
    rate = RATES[name]
    method, w = DIRECT[name](rate), jnp.array(START)
    state = method.init(w)
    for place in descent_path(rosenbrock, START, rate, 20, name):
        np.testing.assert_allclose(place, w, rtol=1e-12)
        updates, state = method.update(gradient(rosenbrock)(*w), state, w)
        w = optax.apply_updates(w, updates)
    tape = record(lambda x, y, rate: descent_path(rosenbrock, (x, y), rate, 20, name), *START, rate)
    operations = [operation[0] for operation in tape.program["operations"]]
    assert operations.count("scan") == 1 and len(operations) < 4
    elsewhere = (0.5, 0.5), rate / 2
    np.testing.assert_allclose(tape.replay(*elsewhere[0], elsewhere[1]), descent_path(rosenbrock, *elsewhere, 20, name), rtol=1e-10)


def test_a_path_has_any_number_of_coordinates_and_starts_at_the_start():
    path = descent_path(lambda x, y, z: x**2 + y**2 + z**2, (1, 2, 3), 0.25, 2)
    np.testing.assert_array_equal(path, [[1, 2, 3], [0.5, 1, 1.5], [0.25, 0.5, 0.75]])


@pytest.mark.parametrize("start", [np.array([1.0, 2.0, 3.0]), np.arange(6.0).reshape(2, 3)])
def test_a_path_of_one_array(start):
    f = lambda w: jnp.sum(w**2)
    path = descent_path(f, start, 0.25, 3)
    np.testing.assert_array_equal(path, [start / 2**k for k in range(4)])
    np.testing.assert_allclose(losses(f, path), [np.sum(start**2) / 4**k for k in range(4)], rtol=1e-14)


def test_an_unknown_optimiser_is_refused_with_the_known_ones():
    for refused in (lambda: optimizer("SGD", 0.1), lambda: stability_limit("SGD", 10)):
        with pytest.raises(ValueError, match=r"no optimiser 'SGD'.*plain descent, momentum, Nesterov, RMSProp, Adam"):
            refused()


@pytest.mark.parametrize("momentum", [0.5, 0.9])
@pytest.mark.parametrize("curvature", [0.3, 10.0])
@pytest.mark.parametrize("name", OPTIMIZERS[:3])
def test_a_limit_is_met_from_both_sides(name, curvature, momentum):
    limit = float(stability_limit(name, curvature, momentum))
    sizes = {}
    for share in (0.99, 1.01):
        path = np.abs(descent_path(lambda x: curvature * x**2 / 2, (1.0,), share * limit, 1200, name, momentum)[:, 0])
        sizes[share] = path[200:300].max(), path[1100:].max()
    assert sizes[0.99][1] < 0.5 * sizes[0.99][0]
    assert sizes[1.01][1] > 2 * sizes[1.01][0]


def test_the_limits_of_the_chapter():
    assert [float(stability_limit(name, 10)) for name in OPTIMIZERS[:3]] == pytest.approx([0.2, 0.38, 0.1357], abs=5e-5)
    assert [stability_limit(name, 10) for name in ("RMSProp", "Adam")] == [None, None]
    assert float(stability_limit("plain descent", 8.405125)) == pytest.approx(0.237950, abs=5e-7)


@pytest.mark.parametrize("curvature", [0.0, -2.0])
def test_without_a_valley_there_is_no_limit(curvature):
    assert math.isnan(stability_limit("plain descent", curvature))


@pytest.mark.parametrize("rate", [0.01, 1.0, 100.0])
def test_adam_has_no_limit_in_the_curvature(rate):
    """Its steps are about as long as the rate, however curved the valley: the path stays in some multiple of it."""
    for curvature in (1.0, 1e6):
        path = descent_path(lambda x, curvature=curvature: curvature * x**2 / 2, (1.0,), rate, 2000, "Adam")
        assert np.abs(path).max() < 1 + 20 * rate


@pytest.mark.parametrize(("rate", "steps"), [(0.02, 166), (0.1, 32), (0.17, 18), (0.182, 18), (0.183, 19), (0.19, 30), (0.2, None)])
def test_steps_to_a_hundredth_in_the_bowl(rate, steps):
    counted = float(steps_until(losses(bowl, descent_path(bowl, (4, 1), rate, 200)), 0.01))
    assert math.isnan(counted) if steps is None else counted == steps


def test_a_path_that_settles_or_grows_keeps_its_digits():
    settles = parting(lambda *start: descent_path(himmelblau, start, 0.02, 100), (0.0, 0.0))
    grows = parting(lambda *start: descent_path(bowl, start, 1.0, 100), (4.0, 1.0))
    assert settles.shape == (101,)
    assert max(settles.max(), grows.max()) < 1e-11


def test_a_chaotic_path_forgets_where_it_started():
    apart = parting(lambda *start: descent_path(hill_and_valley, start, 5.0, 100), (0.5, 1.0))
    assert apart[0] < 1e-11
    assert apart[-1] > 0.1
    assert 30 < jnp.argmax(apart > 1e-3) < 50


@pytest.mark.parametrize("far", [1.0, 1e5, -1e8])
def test_a_nudge_is_not_lost_in_rounding_far_from_zero(far):
    assert parting(lambda *start: descent_path(bowl, start, 0.1, 1), (far, far))[0] == pytest.approx(1e-12, rel=0.01, abs=0)
