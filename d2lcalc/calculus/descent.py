"""Gradient descent and the optimisers that grew out of it: the path, what a step promises, and how long a step may be.

After "Dive into Deep Learning", "Multivariable Calculus": "Geometry of Gradients and Gradient Descent".
"""

import jax
import jax.numpy as jnp

from d2lcalc.calculus.scalar_field import packed, place_of, scalar_field, unpacked
from d2lcalc.calculus.taylor import gradient

OPTIMIZERS = ("plain descent", "momentum", "Nesterov", "RMSProp", "Adam")
MOMENTUM = 0.9  # β, the share of the last step that is kept


def optimizer(name, rate, momentum=MOMENTUM):
    """The optax optimiser of that name with learning rate η: plain descent takes the step −η∇f.

    Momentum keeps a velocity m ← βm + ∇f and takes −ηm; Nesterov takes −η(βm + ∇f), with the new m.
    RMSProp and Adam divide by a running size of the slopes and have optax's own constants. ValueError for another name.
    """
    import optax  # takes half as long to import as JAX itself, so only where a path is made

    makers = {
        "plain descent": lambda: optax.sgd(rate),
        "momentum": lambda: optax.sgd(rate, momentum),
        "Nesterov": lambda: optax.sgd(rate, momentum, nesterov=True),
        "RMSProp": lambda: optax.rmsprop(rate),
        "Adam": lambda: optax.adam(rate),
    }
    return makers[known(name)]()


def descent_path(f, start, rate, steps, name="plain descent", momentum=MOMENTUM):
    """The places w₀ = start, w₁, …, one row each, shape (steps + 1, n): wₖ₊₁ = wₖ − η∇f(wₖ), or what the optimiser of that name does.

    It is one `lax.scan`, and so one loop on a tape. A rate above the stability limit gives a path that grows, in the end to ∞ and NaN.
    """
    slopes, method = gradient(f), optimizer(name, rate, momentum)
    point = place_of(f, start)
    start = packed(point)

    def step(now, _):
        place, memory = now
        move, memory = method.update(slopes(*unpacked(place, point)), memory, place)
        return (place + move, memory), place + move

    _, places = jax.lax.scan(step, (start, method.init(start)), length=steps)
    return jnp.concatenate([start[None], places])


def losses(f, path):
    """f at each place of a path of shape (steps + 1, n); in a path with n = 1 a place is one number."""
    field = scalar_field(f)
    return jax.vmap(lambda place: field(*place_of(field, place if place.size > 1 else place[0])))(path)


def steps_until(values, target):
    """The number of steps after which the losses `values` are first at most `target`; NaN if they never are."""
    reached = values <= target
    return jnp.where(reached.any(), jnp.argmax(reached), jnp.nan)


def stability_limit(name, curvature, momentum=MOMENTUM):
    """The rate η above which the path on ½λx² grows, λ = `curvature` > 0: 2/λ for plain descent.

    For momentum 2(1 + β)/λ, for Nesterov 2(1 + β)/((1 + 2β)λ); None for RMSProp and Adam, which have no such limit.
    If f is no quadratic, it speaks of the neighbourhood in which λ is the largest curvature. NaN where λ ≤ 0: no valley to stay in.
    """
    growth = 2 * (1 + momentum)
    limits = {"plain descent": 2, "momentum": growth, "Nesterov": growth / (1 + 2 * momentum)}
    limit = limits.get(known(name))
    return limit and jnp.where(curvature > 0, limit / jnp.where(curvature > 0, curvature, 1.0), jnp.nan)


def parting(path_from, start):
    """How far, at each step, a path lies from the one that starts 10⁻¹² away: a share of the distance from 0, at least of 1.

    `path_from(*start)` is the path; 10⁻¹² is such a share of each coordinate, too, so that rounding does not swallow it.
    Where this has grown to about 1, the digits of the path say more about rounding than about f.
    """
    here, beside = path_from(*start), path_from(*(x + 1e-12 * jnp.maximum(1, jnp.abs(x)) for x in start))
    return jnp.linalg.norm(beside - here, axis=1) / jnp.maximum(1, jnp.linalg.norm(here, axis=1))


def known(name):
    if name not in OPTIMIZERS:
        raise ValueError(f"there is no optimiser {name!r} here; choose from {', '.join(OPTIMIZERS)}")
    return name
