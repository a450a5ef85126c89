"""Pictures that stand still: `picture` of whatever `d2lcalc.live` can draw, and `line`, the graphs of functions.

    line(jnp.exp, (-2, 3), plane=linear_approximation(jnp.exp, 1))              # others in their roles
    picture(live.chart(live.curve(jnp.exp), window=(0, 5, 1, 150), scales=("linear", "log")))
    picture(live.plan(live.contour(bowl, [1, 10, 50]), window=(-5, 5, -3, 3)))
    walk = live.path(descent_path(bowl, (4, 1), 0.18, 30))
    picture(live.plan(live.surface(bowl), walk, window=(-5, 5, -3, 3)))          # a path on a map
    picture(live.stage(live.surface(bowl), window=(-5, 5, -3, 3)))

Functions are JAX functions of numbers, f(x) or f(x, y), and give one number; where it is not finite the picture has a hole. What JAX
cannot trace is a RecordingError that names the line.
"""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from d2lcalc import live
from d2lcalc.calculus.scalar_field import name, signature
from d2lcalc.live.marks import checked_interval
from d2lcalc.live.picture import LINE, height_range, outputs_of, trace
from d2lcalc.live.still import draw_still
from d2lcalc.live.words import numeral, written
from d2lcalc.tape import record

ALONE = 400  # pixels, of a panel that stands alone


@dataclass(frozen=True)
class Still:
    """A picture that a notebook shows as a PNG, and as a sentence where there are no pictures."""

    png: bytes
    sentence: str

    def __repr__(self):
        return self.sentence

    def _repr_png_(self):
        return self.png


def picture(*panels):
    """The still of panels made with `d2lcalc.live`, in rows of three; `say(…)` among them gives its sentence."""
    spec = trace(lambda: panels, {})
    outputs = outputs_of(spec, ())
    sentence = written(spec["say"], outputs) or ", ".join(panel["title"] or panel["panel"] for panel in spec["panels"])
    return Still(draw_still(spec, outputs, alone=ALONE), sentence)


def line(f, window, **others):
    """The graph of f(x) for x in window = (xmin, xmax), with others in their roles: line(f, (-2, 3), plane=T1)."""
    if len(window) != 2:
        raise ValueError(f"line: the window {window} should be (xmin, xmax)")
    checked_interval("x", *window)
    curves = [live.curve(f, label=title(f) if others else None), *(live.curve(g, role=role, label=role) for role, g in others.items())]
    letters = list(signature(f).parameters)
    x = letters[0] if len(letters) == 1 else "x"
    chart = live.chart(*curves, window=(*window, *heights([f, *others.values()], window)), labels=(x, f"{title(f)}({x})"))
    low, high = map(numeral, window)
    return picture(chart, live.say(f"The graph of {' and '.join([title(f), *others])}, {x} from {low} to {high}."))


def heights(functions, window):
    """From the lowest to the highest value of the functions in the window, with some air."""
    low, high = height_range(np.concatenate([values(f, np.linspace(*window, LINE)) for f in functions]))
    air = (high - low) / 20
    return low - air, high + air


def values(f, places):
    """f at the places, replayed from its tape."""
    value = record(lambda x: jnp.asarray(f(x), float), 0.5).replay(places)
    if value.shape not in ((), places.shape):
        raise ValueError(f"{title(f)} gives an array of shape {value.shape[:-1]}; a picture needs one number: choose a component")
    if not np.isfinite(value).any():
        raise ValueError(f"{title(f)} is not a finite number anywhere in the window")
    return np.broadcast_to(value, places.shape)


def title(f):
    return name(f).replace("<lambda>", "f")
