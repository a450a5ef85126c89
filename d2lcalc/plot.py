"""Pictures that stand still: the graph, the contours and the surface of a function, and `picture` for whatever `d2lcalc.live` can draw.

    line(jnp.exp, (-2, 3), plane=linear_approximation(jnp.exp, 1))              # others in their roles
    contour(bowl, (-5, 5, -3, 3), levels=[1, 10, 50])
    surface(bowl, (-5, 5, -3, 3), plane=linear_approximation(bowl, (4, 1)))
    walk = live.path(descent_path(bowl, (4, 1), 0.18, 30))
    picture(live.plan(live.surface(bowl), walk, window=(-5, 5, -3, 3)))          # a path on a map
    picture(live.chart(live.curve(jnp.exp), window=(0, 5, 1, 150), scales=("linear", "log")))

Functions are JAX functions of numbers, f(x) or f(x, y), and give one number; where it is not finite the picture has a hole. What JAX
cannot trace is a RecordingError that names the line. Limits of heights come from the values.
"""

from dataclasses import dataclass

import jax.numpy as jnp
import numpy as np

from d2lcalc import live
from d2lcalc.calculus.scalar_field import name, signature
from d2lcalc.live.marks import checked_interval, checked_window
from d2lcalc.live.picture import GRID, LINE, height_range, outputs_of, trace
from d2lcalc.live.still import draw_still
from d2lcalc.live.words import numeral, written
from d2lcalc.tape import record

__all__ = ["contour", "line", "picture", "surface"]

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
    height = heights([f, *others.values()], np.linspace(*window, LINE))
    (x,) = letters(f, "x")
    chart = live.chart(*curves, window=(*window, *height), labels=(x, f"{title(f)}({x})"))
    return picture(chart, live.say(f"The graph of {sentence(f, others, [x], window)}"))


def contour(f, window, *, levels=None):
    """The lines f(x, y) = level in window = (xmin, xmax, ymin, ymax), at the same scale along both axes; round levels unless given."""
    z, axes = values(f, *grid(window)), letters(f, "xy")
    middle = np.reshape(window, (2, 2)).mean(axis=1)
    everywhere = live.text(middle, f"{numeral(z[0])} everywhere", show=np.ptp(z) == 0)
    plan = live.plan(live.contour(f, levels), everywhere, window=window, labels=axes, title=title(f))
    return picture(plan, live.say(f"Contours of {sentence(f, (), axes, window)}"))


def surface(f, window, **others):
    """The surface z = f(x, y) over window = (xmin, xmax, ymin, ymax), with others in their roles: surface(f, window, plane=T1)."""
    surfaces = [live.surface(f), *(live.surface(g, role=role) for role, g in others.items())]
    height = heights([f, *others.values()], *grid(window))
    axes = letters(f, "xy")
    stage = live.stage(*surfaces, window=window, height=height, labels=(*axes, ""), title=title(f))
    return picture(stage, live.say(f"The surface of {sentence(f, others, axes, window)}"))


def grid(window):
    xmin, xmax, ymin, ymax = checked_window(window)
    return [axis.ravel() for axis in np.meshgrid(np.linspace(xmin, xmax, GRID), np.linspace(ymin, ymax, GRID))]


def heights(functions, *points):
    """From the lowest to the highest value of the functions at the points, with some air."""
    low, high = height_range(np.concatenate([values(f, *points) for f in functions]))
    air = (high - low) / 20
    return low - air, high + air


def values(f, *points):
    """f at the points, replayed from its tape."""
    value = record(lambda *point: jnp.asarray(f(*point), float), *(0.5 for _ in points)).replay(*points)
    if value.shape not in ((), points[0].shape):
        raise ValueError(f"{title(f)} gives an array of shape {value.shape[:-1]}; a picture needs one number: choose a component")
    if not np.isfinite(value).any():
        raise ValueError(f"{title(f)} is not a finite number anywhere in the window")
    return np.broadcast_to(value, points[0].shape)


def sentence(f, others, axes, window):
    extents = [f"{axis} from {numeral(low)} to {numeral(high)}" for axis, low, high in zip(axes, window[::2], window[1::2], strict=True)]
    return f"{' and '.join([title(f), *others])}, {', '.join(extents)}."


def letters(f, usual):
    """The names that f itself gives its coordinates, L(w, b); the usual ones where it gives none."""
    names = list(signature(f).parameters)
    return names if len(names) == len(usual) else list(usual)


def title(f):
    return name(f).replace("<lambda>", "f")
