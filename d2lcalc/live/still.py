"""The still: the same marks drawn by matplotlib, for GitHub, print and readers without scripts.

It draws what the spec and the tape's outputs say, like the browser, so that both show the same numbers.
"""

import re
from collections.abc import Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.mathtext import MathTextParser
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter
from mpl_toolkits.mplot3d import Axes3D  # noqa: F401  registers the projection "3d"
from mpl_toolkits.mplot3d.art3d import Poly3DCollection

from d2lcalc.live.picture import FLOOR, GRID, LINE, height_range
from d2lcalc.live.words import filled, numeral
from d2lcalc.plot import STYLE, small_png
from d2lcalc.roles import ROLES, color, linestyle

WIDTH, HEIGHT, DPI = 7.6, 3.1, 100  # inches, and dots an inch
DRAWING = 4.6  # inches, of a drawing without axes that stands alone
FORMULA = 11  # points
BESIDE = {"x": (0.076, 0.021), "y": (0.103, 0.031)}  # a drawing without axes has the margins of a chart on the page
TINT, INK = 0.55, "#1b1b1b"  # of the fill of a box of value 1, and of its words: as in the browser
DASHED = (0, (3.5, 2.5))  # as in the browser, 7 px and 5 px of a line 2 px wide
GHOST = 0.43  # a ghost's share of its role's opacity, as in palette.js
HALO = {"path_effects": [withStroke(linewidth=2.5, foreground="white")]}
LABEL = {"textcoords": "offset points", "weight": "bold", "clip_on": True, "parse_math": False, **HALO}
MARKER = {"circle": "o", "square": "s", "diamond": "D", "ring": "o", "arrow": "o"}


def draw_still(spec: dict[str, Any], outputs: Sequence[Any]) -> bytes:
    """The PNG of a scene whose tape gave `outputs`: its panels in rows of three, its formulas below."""
    pictures = [panel for panel in spec["panels"] if panel["panel"] != "readout"]
    formulas = [formula(line, outputs) for panel in spec["panels"] for line in panel["lines"] if outputs[panel["show"]]]
    sizes = [_size(*line) for line in formulas]
    ends = np.cumsum([height for _, height in sizes])
    columns = 2 if len(pictures) == 4 else min(len(pictures), 3) or 1
    rows = -(-len(pictures) // columns)
    height = DRAWING if [panel["scales"][0] for panel in pictures if "scales" in panel] == ["none"] and columns == 1 else HEIGHT
    with matplotlib.rc_context({**STYLE, "font.size": 9}):
        heights = [max(rows * height, 0.01), max([0.01, *ends])]
        figure = Figure(figsize=(WIDTH, max(sum(heights), 0.3)), dpi=DPI, layout="constrained")
        parts = figure.subfigures(2, 1, height_ratios=heights)
        shares = [1.5 if panel["panel"] == "stage" else 1 for panel in pictures[:columns]]  # a stage needs room for its axes
        for place, panel in zip(parts[0].add_gridspec(rows or 1, columns, width_ratios=shares or None), pictures, strict=False):
            _draw_panel(parts[0], place, panel, outputs)
        for (text, is_math), (points, height), end in zip(formulas, sizes, ends, strict=True):
            parts[1].text(0.03, 1 - (end - height / 2) / ends[-1], text, parse_math=is_math, va="center", fontsize=points)
        return small_png(figure)


def _size(text, is_math):
    """The size of a formula in points, smaller where it would be too wide, and the inches that its row takes."""
    if not is_math:
        return FORMULA, 0.3
    drawn = MathTextParser("path").parse(text, prop=FontProperties(size=FORMULA))
    return FORMULA * min(1, 0.94 * 72 * WIDTH / drawn.width), max(0.3, drawn.height / 72 + 0.14)


def formula(line: dict[str, Any], outputs: Sequence[Any]) -> tuple[str, bool]:
    r"""The LaTeX of a readout's line with its numbers written in and no colours, and whether matplotlib can set it.

    What it cannot set, as `\begin{pmatrix}`, is the plain source.
    """
    plain = re.sub(r"\\textcolor\{\w+\}", "", line["template"]).replace(r"\tfrac", r"\frac")
    values = {name: outputs[index] for name, index in line["values"].items()}
    math = "$" + filled(plain, values, r"\mathrm{{{}}}") + "$"
    try:
        MathTextParser("path").parse(math)
    except ValueError:
        return filled(plain, values), False
    return math, True


def _draw_panel(figure, place, panel, outputs):
    marks = [_resolved(mark, outputs) for mark in panel["marks"]]
    marks = [mark for mark in marks if mark["show"]]
    limits = {axis: [float(outputs[i]) for i in ends] for axis, ends in panel["limits"].items() if ends}
    if not _drawable(limits, panel.get("scales", ())):
        _draw_nothing(figure.add_subplot(place), panel)
    elif panel["panel"] == "stage":
        _draw_stage(figure.add_subplot(place, projection="3d", computed_zorder=False), panel, marks, limits)
    else:
        _draw_chart(figure.add_subplot(place), panel, marks, limits)


def _drawable(limits, scales):
    """Whether the limits are intervals, above 0 on a logarithmic axis."""
    rising = all(low < high and np.isfinite(high - low) for low, high in limits.values())
    return rising and all(limits[axis][0] > 0 for axis, scale in zip("xy", scales, strict=False) if scale == "log")


def _draw_nothing(axes, panel):
    axes.set_title(panel["title"], parse_math=False)
    axes.set_axis_off()
    axes.text(0.5, 0.5, "nothing to draw", ha="center", transform=axes.transAxes)


def _resolved(mark, outputs):
    size = {"grid": GRID * GRID, "corners": 4, "line": LINE}.get(mark.get("grid"))
    numbers = {name: _value(index, outputs) for name, index in mark["numbers"].items()}
    if size:
        numbers |= {axis: np.broadcast_to(numbers[axis], size) for axis in "xyz" if axis in numbers}
    if "positions" in numbers:
        positions = np.array(numbers["positions"], float)
        numbers |= dict(zip("xyz", positions.T if positions.size else np.empty((2, 0)), strict=False))
    label = mark["label"] and filled(mark["label"]["template"], {name: outputs[index] for name, index in mark["label"]["values"].items()})
    return {**mark, **numbers, "label": label}


def _value(index, outputs):
    if index is None:
        return None
    return [_value(part, outputs) for part in index] if isinstance(index, list) else outputs[index]


def _style(mark):
    dash = DASHED if mark["kind"] == "dashed" else linestyle(mark["role"])
    return {"color": color(mark["role"]), "linestyle": dash, "alpha": GHOST if mark["kind"] == "ghost" else 1}


def _titled(axes, panel):
    axes.set_title(panel["title"], parse_math=False)
    for axis, label in zip((axes.xaxis, axes.yaxis, getattr(axes, "zaxis", None)), panel["labels"], strict=False):
        axis.set_label_text(label, style="italic", parse_math=False)


def _write(axes: Axes, at, mark):
    """The mark's label beside a place: towards the middle of the axes, or on the first side where it is inside and free of other labels."""
    if not mark["label"] or not np.all(np.isfinite(at)):
        return
    across, up = axes.transAxes.inverted().transform(axes.transData.transform(at))
    right, above = across < 0.7, up < 0.85
    sides = [(right, above), (right, not above), (not right, above), (not right, not above)]
    taken = [_rectangle(axes, text.get_text(), *_placed(text)) for text in axes.texts]
    right, above = next((side for side in sides if _fits(axes, _rectangle(axes, mark["label"], at, *side), taken)), sides[0])
    aside = {"xytext": (6 if right else -6, 5 if above else -5), "ha": "left" if right else "right", "va": "bottom" if above else "top"}
    axes.annotate(mark["label"], at, color=color(mark["role"]), **aside, **LABEL)


def _placed(text):
    """Where a text stands in the data, and whether to the right and above of that; None for in the middle."""
    right, above = {"left": True, "right": False}.get(text.get_ha()), {"bottom": True, "top": False}.get(text.get_va())
    return getattr(text, "xy", text.get_position()), right, above


def _rectangle(axes, label, at, right, above):
    """About (left, bottom, right, top) of a label in pixels of the axes before they are laid out."""
    x, y = axes.transData.transform(at)
    width, height = 7.0 * len(label), 14.0
    left = x - width / 2 if right is None else x + 6 if right else x - 6 - width
    low = y - height / 2 if above is None else y + 4 if above else y - 4 - height
    return left, low, left + width, low + height


def _fits(axes, rectangle, taken):
    left, low, right, high = rectangle
    inside = axes.bbox.x0 <= left and right <= axes.bbox.x1
    return inside and not any(left < c and a < right and low < d and b < high for a, b, c, d in taken)


def _right_end(inside, x):
    """The index of the rightmost of the points that are seen, or None."""
    return max(np.flatnonzero(inside), key=lambda k: x[k], default=None)


def _levels(mark, z):
    """The levels that lines can be drawn at, in order: those asked for, or round ones."""
    low, high = np.nanmin(z, initial=np.inf), np.nanmax(z, initial=-np.inf)
    if not low < high:
        return []
    asked = mark.get("levels")
    levels = MaxNLocator(10, steps=[1, 2, 5, 10]).tick_values(low, high) if asked is None else np.array(asked, float)
    return np.unique(levels[(low < levels) & (levels < high)])


# The flat panels


def _draw_chart(axes, panel, marks, limits):
    for axis, scale in zip((axes.xaxis, axes.yaxis), panel["scales"], strict=True):
        if scale == "log":
            axis._set_axes_scale("log")
            axis.set_minor_formatter(NullFormatter())
    axes.set(xlim=limits["x"], ylim=limits["y"])
    _titled(axes, panel)
    if panel["scales"][0] == "none":
        axes.set_axis_off()
        axes.set(**{f"{axis}lim": _widened(limits[axis], *BESIDE[axis]) for axis in "xy"})
    if panel["equal"]:
        axes.set_aspect("equal")
    for mark in marks:
        FLAT[mark["mark"]](axes, mark)


def _widened(limits, before, after):
    low, high = limits
    return low - before * (high - low), high + after * (high - low)


def _contours(axes, mark, **where):
    n = round(len(mark["z"]) ** 0.5)
    x, y, z = (mark[axis].reshape(n, n) for axis in "xyz")
    z = np.where(np.isfinite(x + y + z), z, np.nan)
    levels = _levels(mark, z)
    if not len(levels):
        return None
    style = {"colors": color(mark["role"]), "linestyles": [_style(mark)["linestyle"]], "linewidths": 1}
    return axes.contour(x, y, z, levels=levels, **style, **where)


def _flat_surface(axes, mark):
    lines = _contours(axes, mark)
    if lines is not None:
        axes.clabel(lines, fontsize=7, fmt=FuncFormatter(lambda level, _: numeral(level)))


def _flat_line(axes, mark, **dots):
    x, y = mark["x"], mark["y"]
    axes.plot(x, y, **_style(mark), linewidth=2, **dots)
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    end = _right_end((left <= x) & (x <= right) & (bottom <= y) & (y <= top), x)
    if end is not None:
        _write(axes, (x[end], y[end]), mark)


def _flat_path(axes, mark):
    _flat_line(axes, mark, marker="o", markersize=3)


def _flat_point(axes, mark):
    marker = ROLES[mark["role"]]["marker"]
    hollow = {"fillstyle": "none"} if marker == "ring" else {"markeredgecolor": "white"}
    axes.plot(*mark["at"][:2], MARKER[marker], color=color(mark["role"]), markersize=7, **hollow)
    _write(axes, mark["at"][:2], mark)


def _flat_arrow(axes, mark):
    tail, tip = mark["tail"][:2], mark["tip"][:2]
    if np.all(np.isfinite([*tail, *tip])):
        style = {**_style(mark), "arrowstyle": "-|>", "linewidth": 2, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 14}
        axes.annotate("", tip, tail, arrowprops=style)
        _write(axes, tip, mark)


def _flat_box(axes, mark):
    (ax, ay), (bx, by) = mark["a"], mark["b"]
    if np.all(np.isfinite([ax, ay, bx, by])):
        axes.fill([ax, bx, bx, ax], [ay, ay, by, by], facecolor=(color(mark["role"]), _tint(mark)), edgecolor=color(mark["role"]))
        _flat_text(axes, {**mark, "at": ((ax + bx) / 2, (ay + by) / 2)}, INK)


def _tint(mark):
    return 0.35 if mark["value"] is None else TINT * float(np.clip(np.nan_to_num(mark["value"]), 0, 1))


def _flat_text(axes, mark, ink=None):
    if mark["label"] and np.all(np.isfinite(mark["at"])):
        style = {"ha": "center", "va": "center", "weight": "bold", "clip_on": True, "parse_math": False, **HALO}
        axes.text(*mark["at"][:2], mark["label"], color=ink or color(mark["role"]), **style)


FLAT = {
    "surface": _flat_surface,
    "contour": _flat_surface,
    "curve": _flat_line,
    "path": _flat_path,
    "point": _flat_point,
    "arrow": _flat_arrow,
    "box": _flat_box,
    "text": _flat_text,
}


# The stage


def _draw_stage(axes, panel, marks, limits):
    surfaces = [mark for mark in marks if mark["mark"] == "surface"]
    low, high = height_range(surfaces[0]["z"] if surfaces else np.empty(0))
    low, high = limits.get("z") or (low - FLOOR * (high - low), high)
    box = np.array([limits["x"], limits["y"], (low, high)])
    axes.set(xlim=limits["x"], ylim=limits["y"], zlim=(low, high))
    _titled(axes, panel)
    axes.view_init(elev=28, azim=-120)
    axes.set_box_aspect((1, 1, 0.75), zoom=1.05)
    axes.locator_params(nbins=4)
    _add_surfaces(axes, surfaces, box)
    for mark in marks:
        if mark["mark"] != "surface":
            SOLID[mark["mark"]](axes, mark, box)


def _add_surfaces(axes, surfaces, box):
    """All surfaces in one collection: two of them would hide each other wrongly where they cross."""
    pieces = [_quads(mark, box) for mark in surfaces]
    if pieces:
        quads, colors = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
        axes.add_collection3d(Poly3DCollection(quads, facecolors=colors, edgecolors="none", zorder=1))


def _quads(mark, box):
    """Quadrilaterals of a surface inside the box, shaded by their slope."""
    n = round(len(mark["z"]) ** 0.5)
    xyz = np.stack([mark["x"], mark["y"], mark["z"]], -1).reshape(n, n, 3)
    xyz = _refined(xyz) if n == 2 else xyz[::2, ::2]
    quads = np.stack([xyz[:-1, :-1], xyz[:-1, 1:], xyz[1:, 1:], xyz[1:, :-1]], axis=2).reshape(-1, 4, 3)
    slack = 1e-9 * np.ptp(box, axis=1)
    with np.errstate(invalid="ignore"):
        quads = quads[np.all((quads >= box[:, 0] - slack) & (quads <= box[:, 1] + slack), axis=(1, 2))]
    normals = np.cross(*((quads[:, k] - quads[:, 0]) / np.ptp(box, axis=1) for k in (1, 3)))
    light = np.abs(normals @ [0.35, -0.5, 0.8]) / np.maximum(np.linalg.norm(normals, axis=1), 1e-300)
    base = np.array(matplotlib.colors.to_rgb(color(mark["role"])))
    tinted = 1 - (1 - base) * (0.45 + 0.55 * (1 - light[:, None]))
    alpha = np.full((len(quads), 1), ROLES[mark["role"]]["opacity"] * (GHOST if mark["kind"] == "ghost" else 1))
    return quads, np.hstack([tinted, alpha])


def _refined(corners):
    """A flat patch cut into 12 × 12 pieces, so that sorting by depth is right where it crosses a surface."""
    u, v = np.meshgrid(np.linspace(0, 1, 13), np.linspace(0, 1, 13))
    u, v = u[..., None], v[..., None]
    return (1 - v) * ((1 - u) * corners[0, 0] + u * corners[0, 1]) + v * ((1 - u) * corners[1, 0] + u * corners[1, 1])


def _lifted(at, box):
    """A position with two coordinates lies on the floor."""
    return np.array([*at, box[2, 0]] if len(at) == 2 else at, float)


def _solid_line(axes, mark, box):
    z = mark.get("z")
    points = np.stack([mark["x"], mark["y"], np.full(len(mark["x"]), box[2, 0]) if z is None else z], -1)
    with np.errstate(invalid="ignore"):
        inside = np.all((points >= box[:, 0]) & (points <= box[:, 1]), axis=1)
    axes.plot(*np.where(inside[:, None], points, np.nan).T, **_style(mark), linewidth=2, zorder=3)
    end = _right_end(inside, mark["x"])
    if end is not None:
        _tag(axes, points[end], mark)


def _tag(axes, at, mark):
    if mark["label"] and np.all(np.isfinite(at)):
        axes.text(*at, "  " + mark["label"], color=color(mark["role"]), weight="bold", zorder=5, parse_math=False, **HALO)


def _solid_contour(axes, mark, box):
    """Contour lines on the floor."""
    _contours(axes, mark, zdir="z", offset=box[2, 0], zorder=2)


def _solid_box(axes, mark, box):
    (ax, ay), (bx, by) = mark["a"], mark["b"]
    corners = np.array([(ax, ay), (bx, ay), (bx, by), (ax, by), (ax, ay)], float)
    axes.plot(*corners.T, box[2, 0], **_style(mark), linewidth=2, zorder=3)
    _tag(axes, _lifted(mark["b"], box), mark)


def _solid_point(axes, mark, box):
    at = _lifted(mark["at"], box)
    if np.all(np.isfinite(at)):
        marker = MARKER[ROLES[mark["role"]]["marker"]]
        axes.plot(*at[:, None], marker, color=color(mark["role"]), markeredgecolor="white", markersize=7, zorder=4)
        _tag(axes, at, mark)


def _solid_arrow(axes, mark, box):
    tail, tip = _lifted(mark["tail"], box), _lifted(mark["tip"], box)
    if np.all(np.isfinite([tail, tip])):
        axes.quiver(*tail, *(tip - tail), color=color(mark["role"]), linewidth=2.2, arrow_length_ratio=0.25, zorder=3)
        _tag(axes, tip, mark)


def _solid_text(axes, mark, box):
    _tag(axes, _lifted(mark["at"], box), mark)


SOLID = {
    "contour": _solid_contour,
    "curve": _solid_line,
    "path": _solid_line,
    "point": _solid_point,
    "arrow": _solid_arrow,
    "box": _solid_box,
    "text": _solid_text,
}
