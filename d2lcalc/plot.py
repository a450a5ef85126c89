"""Ordinary pictures of a function in the house style: a line, labelled contours, a surface.

A notebook shows what they return, without pyplot; its `ax` are matplotlib's axes, for whatever else the picture needs:

    picture = contour(bowl, (-5, 5, -3, 3), levels=[1, 10, 50])
    picture.ax.plot(*descent_path(bowl, (4, 1), 0.18, 30).T, "o-")             # a path
    surface(bowl, (-5, 5, -3, 3), plane=linear_approximation(bowl, (4, 1)))    # a plane, in its role's colour
    line(jnp.exp, (0, 5)).ax.set_yscale("log")                                 # a logarithmic scale
    line(jnp.exp, (0, 5), ax=axes)                                             # on axes of your own

Functions are called once, on arrays of points; for one that takes only single numbers draw jax.vmap(f). Where it is not a finite number
the picture has a hole.
"""

import inspect
import io

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from d2lcalc.roles import ROLES, color, linestyle

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


class Plot:
    """A picture that a notebook shows as a small PNG on white, and as one sentence where there are no pictures; `ax` are its axes."""

    def __init__(self, ax, sentence):
        self.ax, self.sentence = ax, sentence

    def __repr__(self):
        return self.sentence

    def _repr_png_(self):
        return small_png(self.ax.figure)


def small_png(figure):
    """The picture as a PNG of 256 colours, without date or version."""
    canvas, small = FigureCanvasAgg(figure), io.BytesIO()
    canvas.draw()  # once: savefig draws a figure with a layout engine twice
    colours = {"colors": 256, "method": Image.Quantize.MAXCOVERAGE, "dither": Image.Dither.NONE}  # keeps a small arrow's own colour
    Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB").quantize(**colours).save(small, format="png")
    return small.getvalue()


def line(f, window, *, ax=None, **others):
    """The graph of f(x) for x in window = (xmin, xmax), with others drawn over it in their roles: line(f, (-2, 3), plane=T1)."""
    (x,), (x_name,) = grid(window, 1, samples=401), coordinate_names(f, 1)
    with matplotlib.rc_context(STYLE):
        ax = ax or figure(layout="constrained").add_subplot()
        ax.set(xlabel=x_name, ylabel=f"{name(f)}({x_name})", xlim=window)
        for role, function in {"function": f, **others}.items():
            ax.plot(x, values(function, x), color=color(role), linestyle=linestyle(role), label=role)
        ax.locator_params(axis="x", nbins=6)
        if others:
            ax.legend(frameon=False)
    return Plot(ax, f"The graph of {name(f)}, {extent(x_name, x)}.")


def contour(f, window, *, levels=10, ax=None):
    """Labelled contours of f(x, y) in window = (xmin, xmax, ymin, ymax), both axes to the same scale so that right angles are right.

    `levels` are the heights, or about how many there are to be.
    """
    (x, y), (x_name, y_name) = grid(window, 2, samples=161), coordinate_names(f, 2)
    z = values(f, x, y)
    with matplotlib.rc_context(STYLE):
        ax = ax or figure(layout="constrained").add_subplot()
        ax.set(xlabel=x_name, ylabel=y_name, title=name(f), aspect="equal", xlim=window[:2], ylim=window[2:])
        if np.nanmin(z) < np.nanmax(z):
            ax.clabel(ax.contour(x, y, z, levels=levels, colors=color("function"), linewidths=1.3), fontsize=9)
        else:
            ax.text(0.5, 0.5, f"{np.nanmax(z):g} everywhere", transform=ax.transAxes, ha="center")
    return Plot(ax, f"Contours of {name(f)}, {extent(x_name, x)}, {extent(y_name, y)}.")


def surface(f, window, *, ax=None, **others):
    """The surface z = f(x, y) over window = (xmin, xmax, ymin, ymax), with others in their roles: surface(f, window, plane=T1)."""
    (x, y), (x_name, y_name) = grid(window, 2, samples=41), coordinate_names(f, 2)
    with matplotlib.rc_context(STYLE):
        ax = ax or figure().add_axes((0, 0.03, 0.92, 0.9), projection="3d")  # a layout engine moves such axes at every drawing
        ax.set(xlabel=x_name, ylabel=y_name, title=name(f))
        for role, function in {"function": f, **others}.items():
            look = {"color": color(role), "alpha": ROLES[role]["opacity"], "edgecolor": "white", "linewidth": 0.3}
            ax.plot_surface(x, y, values(function, x, y), **look, rstride=1, cstride=1)
    return Plot(ax, f"The surface of {name(f)}, {extent(x_name, x)}, {extent(y_name, y)}.")


def figure(**options):
    return Figure(figsize=(5.2, 3.9), dpi=120, **options)


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
