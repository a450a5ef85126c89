"""How a scene over a window opens: its options checked, its point and displacement as parameters, its heights and sliders chosen."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import jax
import numpy as np

from d2lcalc.live import Number
from d2lcalc.live.marks import checked_window
from d2lcalc.live.parameters import Parameter
from d2lcalc.live.picture import height_range

WINDOW = (-2.0, 2.0, -2.0, 2.0)
POINT = (-0.5, 1.0)  # the course's own: on x·exp(−x² − y²) no two of its slopes and curvatures agree there and none is zero
ZOOM = Number(1.0, min=1.0, max=100.0, log=True, label="magnification")


def check_names(kind: str, names: Iterable[str], known: Sequence[str]) -> None:
    """ValueError for a name that is none of those known."""
    for name in names:
        if name not in known:
            raise ValueError(f"there is no {kind} {name!r} here; choose from {', '.join(known) or 'none'}")


def point_parameters(at: Sequence[float], window: Sequence[float]) -> dict[str, Parameter]:
    """The point as parameters x and y that stay in the window; ValueError for a point outside it."""
    xmin, xmax, ymin, ymax = checked_window(window)
    x, y = map(float, at)
    if not (xmin <= x <= xmax and ymin <= y <= ymax):
        raise ValueError(f"the point {(x, y)} lies outside the window {tuple(window)}: move the point or widen the window")
    return {"x": Number(x, min=xmin, max=xmax), "y": Number(y, min=ymin, max=ymax)}


def displacement_parameters(displacement: Sequence[float], window: Sequence[float]) -> dict[str, Parameter]:
    """The displacement as parameters dx and dy, each up to a quarter of its axis or as far as it goes itself."""
    (dx, dy), spans = map(float, displacement), (window[1] - window[0], window[3] - window[2])
    along_x, along_y = (max(0.25 * span, abs(step)) for span, step in zip(spans, (dx, dy), strict=True))
    return {"dx": Number(dx, min=-along_x, max=along_x, label="ε₁"), "dy": Number(dy, min=-along_y, max=along_y, label="ε₂")}


def with_sliders(parameters: Mapping[str, Parameter], drawn: Sequence[str]) -> dict[str, Parameter]:
    """The parameters with sliders for those named only; the others are moved by dragging, by links or from Python."""
    check_names("slider", drawn, list(parameters))
    return {name: replace(parameter, control=name in drawn) for name, parameter in parameters.items()}


def height_limits(field: Callable, window: Sequence[float]) -> tuple[float, float]:
    """Heights that show f over the window with some air: for charts whose axis is to stay where it is while the point moves."""
    xs, ys = np.meshgrid(np.linspace(*window[:2], 41), np.linspace(*window[2:], 41))
    low, high = height_range(np.asarray(jax.vmap(field)(xs.ravel(), ys.ravel())))
    return low - 0.08 * (high - low), high + 0.08 * (high - low)
