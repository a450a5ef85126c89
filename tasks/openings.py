"""Every scene that d2lcalc.scenes exports, at its default opening; the benchmark moves each."""

import inspect

import jax.numpy as jnp

from d2lcalc import scenes
from d2lcalc.calculus.matrix import QUADRATIC_FORM
from d2lcalc.functions import hill_and_valley
from d2lcalc.networks import book_network


def cubic(x):
    return x**3 - 3 * x


# What scenes take that have no default, by the names of those arguments.
GIVEN = {
    (): (),
    ("f",): (hill_and_valley,),
    ("f", "at"): (cubic, 0.5),
    ("f", "interval", "at"): (cubic, (-2, 2), 0.5),
    ("f", "interval", "start", "rate"): (cubic, (-2, 2), 1.5, 0.02),
    ("f", "claims"): (hill_and_valley, [(0.5, -0.5), (0.0, 0.0)]),
    ("f", "walk", "domain", "t"): (hill_and_valley, lambda t: (jnp.cos(t), jnp.sin(t)), (0.0, 6.28), 1.0),
    ("network", "at"): (book_network, (1, 1, -1, 0)),
    ("derivation",): (QUADRATIC_FORM,),
}


def needed(scene):
    """The names of a scene's arguments that have no default."""
    return tuple(parameter.name for parameter in inspect.signature(scene).parameters.values() if parameter.default is parameter.empty)


def opened(name):
    """The scene of this name; KeyError with its arguments when GIVEN does not have them."""
    scene = getattr(scenes, name)
    return scene(**dict(zip(needed(scene), GIVEN[needed(scene)], strict=True)))
