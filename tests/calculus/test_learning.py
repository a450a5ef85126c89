"""A network that learns: the sweep by layers and its steps, against JAX and against the definition of the loss."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax.flatten_util import ravel_pytree

from d2lcalc.calculus import learning
from d2lcalc.scenes import TwoMoons

POINTS, ANSWERS = learning.two_moons()


def weights_at_random(seed, hidden=5):
    random = np.random.default_rng(seed)
    return [jnp.asarray(random.normal(size=shape)) for shape in [(2, hidden), (hidden,), (hidden, 1), (1,)]]


@pytest.mark.parametrize("seed", range(3))
def test_the_sweep_by_layers_is_the_gradient(seed):
    weights = weights_at_random(seed)
    for slope, expected in zip(learning.sweep(weights, POINTS, ANSWERS), jax.grad(learning.loss)(weights, POINTS, ANSWERS), strict=True):
        np.testing.assert_allclose(slope, expected, rtol=1e-12, atol=1e-15)


def test_the_loss_is_minus_the_logarithm_of_the_probability_of_the_answers():
    weights = weights_at_random(4)
    probability = 1 / (1 + np.exp(-learning.forward(weights, POINTS)[1]))
    given = np.where(ANSWERS == 1, probability, 1 - probability)
    assert learning.loss(weights, POINTS, ANSWERS) == pytest.approx(-np.log(given).mean())
    assert (learning.wrong(weights, POINTS, ANSWERS) == (given < 0.5)).all()


@pytest.mark.slow
def test_the_picture_takes_the_steps_of_plain_descent():
    scene, weights = TwoMoons(rate=2.0), [jnp.asarray(each) for each in learning.starting_weights()]
    slopes = jax.jit(jax.grad(learning.loss))
    for step in range(0, 41, 20):
        scene.step = step
        wrong = int(learning.wrong(weights, POINTS, ANSWERS).sum())
        ending = f"and {wrong} of 24 points lie on the wrong side" if wrong else "and every point lies on its side"
        assert scene.sentence.startswith(f"After {5 * step} steps the loss is {learning.loss(weights, POINTS, ANSWERS):.4g}, {ending}")
        for _ in range(100):
            weights = [w - 2.0 * slope for w, slope in zip(weights, slopes(weights, POINTS, ANSWERS), strict=True)]


def test_the_large_rate_is_driven_to_ground_that_is_less_sharp():
    """Notebook 10: from step 11 on, at every equal loss. Every second step from 4 to 56 raises its loss."""
    _, as_weights = ravel_pytree(learning.starting_weights())
    hessian = jax.jit(jax.hessian(lambda row: learning.loss(as_weights(row), POINTS, ANSWERS)))

    def followed(rate, steps):
        history, losses = learning.trained(learning.starting_weights(), POINTS, ANSWERS, rate, steps)
        rows = jnp.concatenate([each.reshape(steps + 1, -1) for each in history], axis=1)
        return losses, jnp.array([jnp.linalg.eigvalsh(hessian(row))[-1] for row in rows])

    (losses, sharpness), (slow, sharper) = followed(4.0, 80), followed(0.5, 900)
    assert (sharpness < jnp.interp(-losses, -slow, sharper))[11:].all()
    assert jnp.flatnonzero(jnp.diff(losses) > 0).tolist() == [*range(4, 57, 2)]
