"""Ordinary pictures of a function in the house style: a line, labelled contours, a surface.

Each returns a Plot, a matplotlib Figure that a notebook shows by itself, without pyplot. Functions are called once, on arrays
of points; for one that takes only single numbers draw jax.vmap(f). Where it is not a finite number the picture has a hole.
"""

import inspect
import io

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from d2lcalc.roles import color, linestyle

__all__ = ["STYLE", "Plot", "contour", "line", "small_png", "surface"]

STYLE = {
    "axes.edgecolor": color("quiet"),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "contour.negative_linestyle": "solid",
    "figure.facecolor": "white",
    "font.size": 12,
    "lines.linewidth": 2,
    "lines.scale_dashes": True,
}


class Plot(Figure):
    """A matplotlib Figure that a notebook displays as a small PNG on white, and as one sentence where there are no pictures."""

    def __init__(self, sentence):
        super().__init__(figsize=(5.2, 3.9), dpi=120, layout="constrained")
        self.sentence = sentence

    def __repr__(self):
        return self.sentence

    def _repr_png_(self):
        return small_png(self)


def small_png(figure):
    """The picture as a PNG of 256 colours, without date or version."""
    canvas, small = FigureCanvasAgg(figure), io.BytesIO()
    canvas.draw()  # once: savefig draws a figure with a layout engine twice
    colours = {"colors": 256, "method": Image.Quantize.MAXCOVERAGE, "dither": Image.Dither.NONE}  # keeps a small arrow's own colour
    Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB").quantize(**colours).save(small, format="png")
    return small.getvalue()


def line(f, window, **others):
    """The graph of f(x) for x in window = (xmin, xmax), with others drawn over it in their roles: line(f, (-2, 3), plane=T1)."""
    (x,), (x_name,) = grid(window, 1, samples=401), coordinate_names(f, 1)
    with matplotlib.rc_context(STYLE):
        plot = Plot(f"The graph of {name(f)}, {extent(x_name, x)}.")
        axes = plot.add_subplot(xlabel=x_name, ylabel=f"{name(f)}({x_name})", xlim=window)
        for role, function in {"function": f, **others}.items():
            axes.plot(x, values(function, x), color=color(role), linestyle=linestyle(role), label=role)
        axes.locator_params(axis="x", nbins=6)
        if others:
            axes.legend(frameon=False)
    return plot


def contour(f, window):
    """Labelled contours of f(x, y) in window = (xmin, xmax, ymin, ymax), both axes to the same scale so that right angles are right."""
    (x, y), (x_name, y_name) = grid(window, 2, samples=161), coordinate_names(f, 2)
    z = values(f, x, y)
    with matplotlib.rc_context(STYLE):
        plot = Plot(f"Contours of {name(f)}, {extent(x_name, x)}, {extent(y_name, y)}.")
        axes = plot.add_subplot(xlabel=x_name, ylabel=y_name, title=name(f), aspect="equal", xlim=window[:2], ylim=window[2:])
        if np.nanmin(z) < np.nanmax(z):
            axes.clabel(axes.contour(x, y, z, levels=10, colors=color("function"), linewidths=1.3), fontsize=9)
        else:
            axes.text(0.5, 0.5, f"{np.nanmax(z):g} everywhere", transform=axes.transAxes, ha="center")
    return plot


def surface(f, window):
    """The surface z = f(x, y) over window = (xmin, xmax, ymin, ymax)."""
    (x, y), (x_name, y_name) = grid(window, 2, samples=41), coordinate_names(f, 2)
    z = values(f, x, y)
    with matplotlib.rc_context(STYLE):
        plot = Plot(f"The surface of {name(f)}, {extent(x_name, x)}, {extent(y_name, y)}.")
        plot.set_layout_engine("none")  # a layout engine moves three-dimensional axes at every drawing
        axes = plot.add_axes((0, 0.03, 0.92, 0.9), projection="3d", xlabel=x_name, ylabel=y_name, title=name(f))
        axes.plot_surface(x, y, z, color=color("function"), edgecolor="white", linewidth=0.3, rstride=1, cstride=1)
    return plot


def grid(window, axes, samples):
    """The coordinates of samples points along each of the axes of the window."""
    limits = np.array(window, float)
    if limits.shape != (2 * axes,):
        raise ValueError(f"the window {window} should be {'(xmin, xmax, ymin, ymax)' if axes == 2 else '(xmin, xmax)'}")
    limits = limits.reshape(axes, 2)
    if not np.isfinite(limits).all():
        raise ValueError(f"the window {window} is not finite")
    for low, high in limits:
        if low >= high:
            raise ValueError(f"the window {window} is empty: {low:g} should be smaller than {high:g}")
    return np.meshgrid(*(np.linspace(low, high, samples) for low, high in limits))


def values(f, *points):
    """f at the points as floats, NaN where it is not finite."""
    with np.errstate(all="ignore"):  # log(-1) leaves a hole and needs no warning
        value = np.asarray(f(*(coordinate.ravel() for coordinate in points)))
    if value.shape not in ((), (points[0].size,)) or value.dtype.kind not in "biuf":
        raise ValueError(
            f"{name(f)} was given {points[0].size} points and returned an array of shape {value.shape} and type {value.dtype}; "
            "only a function with one real number at each point can be drawn: choose a component"
        )
    value = np.broadcast_to(value.astype(float), points[0].size).reshape(points[0].shape)
    if not np.isfinite(value).any():
        raise ValueError(f"{name(f)} is not a finite number anywhere in the window")
    return np.where(np.isfinite(value), value, np.nan)


def extent(label, coordinate):
    return f"{label} from {coordinate.min():g} to {coordinate.max():g}"


def coordinate_names(f, count):
    """The names that f itself gives its coordinates, L(w, b); x and y where it gives none."""
    try:
        parameters = inspect.signature(f).parameters.values()
    except ValueError:  # NumPy's functions may have no signature
        parameters = ()
    names = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD) and p.default is p.empty]
    return names if len(names) == count else ["x", "y"][:count]


def name(f):
    return getattr(f, "__name__", repr(f)).replace("<lambda>", "f")
