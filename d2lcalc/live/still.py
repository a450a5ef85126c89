"""The still: the same marks drawn by matplotlib, for GitHub, print and readers without scripts.

It draws what the spec and the tape's outputs say, like the browser, so that both show the same numbers.
"""

import io
import re
from collections.abc import Sequence
from typing import Any

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.mathtext import MathTextParser
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator, NullFormatter
from matplotlib.transforms import Bbox
from mpl_toolkits.mplot3d import Axes3D  # noqa: F401  registers the projection "3d"
from mpl_toolkits.mplot3d.art3d import Poly3DCollection
from PIL import Image

from d2lcalc.live.chosen import settled
from d2lcalc.live.picture import FLOOR, GRID, LINE, height_range
from d2lcalc.live.words import numeral, written
from d2lcalc.roles import LOOK, ROLES, color, dashes, linestyle

STYLE = {
    "axes.edgecolor": color("quiet"),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "contour.negative_linestyle": "solid",
    "figure.facecolor": "white",
    "font.size": 9,
    "lines.linewidth": 2,
    "lines.scale_dashes": True,
}
WIDTH, HEIGHT, DPI = 7.6, 3.1, 100  # inches, and dots an inch
DRAWING = 4.6  # inches, of a drawing without axes that stands alone
FORMULA, MATH = 11, MathTextParser("path")  # points
SLENDER = 5  # as in chart.js
CHARACTER = 0.075  # inches, of a digit
INK, GHOST, DASHED = LOOK["plain"]["ink"]["light"], LOOK["ghost"], dashes(LOOK["dashed"])
HALO = {"path_effects": [withStroke(linewidth=2.5, foreground="white")]}
LABEL = {"xytext": (0, 0), "textcoords": "offset points", "weight": "bold", "zorder": 5, "parse_math": False, **HALO}
MARKER = {"circle": "o", "square": "s", "diamond": "D", "ring": "o", "arrow": "o"}


def draw_still(spec: dict[str, Any], outputs: Sequence[Any], alone: float = HEIGHT) -> bytes:
    """The PNG of a scene whose tape gave `outputs`: its panels in rows of three, its formulas below; one `alone` is so many inches high."""
    shown = [panel for panel in spec["panels"] if outputs[panel["show"]]]
    pictures = [panel for panel in shown if panel["panel"] != "readout"]
    formulas = [formula(line, outputs) for panel in shown for line in panel["lines"] if settled(line, outputs)]
    columns = 2 if len(pictures) == 4 else min(len(pictures), 3) or 1
    if [panel["scales"][0] for panel in pictures if "scales" in panel] == ["none"]:
        alone = DRAWING
    height = alone if columns == 1 else HEIGHT
    shares = [1.5 if panel["panel"] == "stage" else 1 for panel in pictures[:columns]]  # a stage needs room for its axes
    edges = np.array([0, *np.cumsum(shares)]) * WIDTH / max(sum(shares), 1)
    rows = [-(-len(pictures) // columns) * height, *(max(0.3, tall + 0.14) for _, _, tall in formulas)]
    ends = np.cumsum(rows)  # of the panels and of each formula
    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, max(ends[-1], 0.3)), dpi=DPI)
        FigureCanvasAgg(figure)  # measures labels
        for k, panel in enumerate(pictures):
            row, column = divmod(k, columns)
            bottom = ends[-1] - (row + 1) * height
            _draw_panel(figure, Bbox([[edges[column], bottom], [edges[column + 1], bottom + height]]), panel, outputs)
        for (text, width, _), above, below in zip(formulas, ends, ends[1:], strict=False):
            size = FORMULA * min(1, 0.94 * WIDTH / max(width, 1))
            middle = 1 - (above + below) / 2 / ends[-1]
            figure.text(0.03, middle, text, va="center", fontsize=size, color=INK, parse_math=width > 0)
        return small_png(figure)


def small_png(figure: Figure) -> bytes:
    """The figure as a PNG of 256 colours, without date or version."""
    canvas, small = FigureCanvasAgg(figure), io.BytesIO()
    canvas.draw()
    colours = {"colors": 256, "method": Image.Quantize.MAXCOVERAGE, "dither": Image.Dither.NONE}  # keeps a small arrow's own colour
    Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB").quantize(**colours).save(small, format="png")
    return small.getvalue()


def formula(line: dict[str, Any], outputs: Sequence[Any]) -> tuple[str, float, float]:
    r"""A readout's line with its numbers written in and no colours, and its width and height in inches.

    What matplotlib cannot set, as `\begin{pmatrix}`, is the plain LaTeX source.
    """
    line = settled(line, outputs)
    line = {**line, "template": re.sub(r"\\textcolor\{\w+\}", "", line["template"]).replace(r"\tfrac", r"\frac")}
    text = "$" + written(line, outputs, r"\mathrm{{{}}}") + "$"
    try:
        width, height, *_ = MATH.parse(text, 72, FontProperties(size=FORMULA))
    except ValueError:
        return written(line, outputs), 0, 0
    return text, width / 72, height / 72


def _draw_panel(figure, cell, panel, outputs):
    marks = [_resolved(mark, outputs) for mark in panel["marks"]]
    marks = [mark for mark in marks if mark["show"]]
    limits = {axis: [float(outputs[i]) for i in ends] for axis, ends in panel["limits"].items() if ends}
    scales, top = panel.get("scales", ()), 0.27 if panel["title"] else 0.08
    if not _drawable(limits, scales):
        _draw_nothing(figure.add_axes(_inside(figure, cell, top=top)), panel)
    elif panel["panel"] == "stage":
        axes = figure.add_axes(_inside(figure, cell, left=0.15, bottom=0.35, top=top), projection="3d", computed_zorder=False)
        _draw_stage(axes, panel, marks, limits)
    else:
        margins = {"bottom": 0.42, "right": 0.14, "top": top}
        axes = figure.add_axes(_inside(figure, cell, left=0.6, **margins))
        _set_axes(axes, panel, limits)
        if scales[0] == "none":
            axes.set_axis_off()
        axes.set_position(_inside(figure, cell, left=0.36 + CHARACTER * _widest(axes.yaxis), **margins))
        _draw_chart(axes, panel, marks)


def _inside(figure, cell, top, left=0.02, bottom=0.02, right=0.02):
    """A part of the figure inside margins of so many inches."""
    (x0, y0), (x1, y1) = cell.get_points()
    return Bbox([[x0 + left, y0 + bottom], [x1 - right, y1 - top]]).transformed(figure.dpi_scale_trans + figure.transFigure.inverted())


def _widest(axis):
    """How many characters the widest of the labels has that stand at the ticks."""
    return max(map(len, axis.get_major_formatter().format_ticks(axis.get_majorticklocs())), default=0)


def _drawable(limits, scales):
    rising = all(low < high and np.isfinite(high - low) for low, high in limits.values())
    return rising and all(limits[axis][0] > 0 for axis, scale in zip("xy", scales, strict=False) if scale == "log")


def _draw_nothing(axes, panel):
    axes.set_title(panel["title"], parse_math=False)
    axes.set_axis_off()
    axes.text(0.5, 0.5, "nothing to draw", ha="center", transform=axes.transAxes)


def _resolved(mark, outputs):
    size = None if mark["mark"] == "field" else {"grid": GRID * GRID, "corners": 4, "line": LINE}.get(mark.get("grid"))
    numbers = {name: _value(index, outputs) for name, index in mark["numbers"].items()}
    if size:
        numbers |= {axis: np.broadcast_to(numbers[axis], size) for axis in "xyz" if axis in numbers}
    if mark["mark"] == "curve":
        numbers["points"] = np.stack([numbers[axis] for axis in "xyz" if axis in numbers], -1)
    if mark["mark"] == "path":
        numbers["points"] = np.array(numbers["positions"] or np.empty((0, 2)), float)
    style = {name: settled(mark[name], outputs) for name in ("role", "kind")}
    return {**mark, **numbers, **style, "label": written(mark["label"], outputs)}


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


def _write(axes, at, mark):
    """The mark's label beside a place: towards the middle of the axes, or on the first side where it is inside and free of other labels."""
    if not mark["label"] or not np.all(np.isfinite(at)):
        return
    ((across, up),) = _shares(axes, [at])
    right, above = across < 0.7, up < 0.85
    others = [text.get_window_extent() for text in axes.texts if text.get_text()]
    label = axes.annotate(mark["label"], at, color=color(mark["role"]), **LABEL)
    for side in [(right, above), (right, not above), (not right, above), (not right, not above), (right, above)]:
        _put(label, *side)
        rectangle = label.get_window_extent()
        if axes.bbox.x0 <= rectangle.x0 and rectangle.x1 <= axes.bbox.x1 and not rectangle.count_overlaps(others):
            return


def _put(label, right, above):
    label.set_position((6 if right else -6, 5 if above else -5))
    label.set(ha="left" if right else "right", va="bottom" if above else "top")


def _shares(axes, places):
    """How far across and up the axes places are, as shares of 1."""
    return axes.transAxes.inverted().transform(axes.transData.transform(places))


def _levels(mark, z):
    """The levels that lines can be drawn at, in order: those asked for, or round ones."""
    low, high = np.nanmin(z, initial=np.inf), np.nanmax(z, initial=-np.inf)
    if not low < high:
        return []
    asked = mark.get("levels")
    levels = MaxNLocator(10, steps=[1, 2, 5, 10]).tick_values(low, high) if asked is None else np.array(asked, float)
    return np.unique(levels[(low < levels) & (levels < high)])


def _set_axes(axes, panel, limits):
    for axis, scale in zip((axes.xaxis, axes.yaxis), panel["scales"], strict=True):
        if scale == "log":
            axis._set_axes_scale("log")
            axis.set_major_formatter(FuncFormatter(lambda value, _: numeral(value)))
            axis.set_minor_formatter(NullFormatter())
    axes.set(xlim=limits["x"], ylim=limits["y"])
    _titled(axes, panel)


def _draw_chart(axes, panel, marks):
    if panel["equal"] and 1 / SLENDER <= axes.viewLim.width / axes.viewLim.height <= SLENDER:
        axes.set_aspect("equal")
        axes.apply_aspect()  # now: labels keep clear of each other as they will stand
    for mark in marks:
        DRAW[mark["mark"]](axes, mark, lambda at: np.asarray(at, float)[..., :2])
    if panel.get("legend"):
        axes.legend(handles=[Line2D([], [], **_style(mark), label=mark["name"]) for mark in marks], frameon=False)


def _contours(axes, mark, **where):
    n = round(len(mark["z"]) ** 0.5)
    x, y, z = (mark[axis].reshape(n, n) for axis in "xyz")
    z = np.where(np.isfinite(x + y + z), z, np.nan)
    levels = _levels(mark, z)
    if not len(levels):
        return None
    style = {"colors": color(mark["role"]), "linestyles": [_style(mark)["linestyle"]], "linewidths": 1}
    return axes.contour(x, y, z, levels=levels, **style, **where)


def _draw_contours(axes, mark, place):
    lines = _contours(axes, mark)
    if lines is not None:
        name = mark["label"] if len(lines.levels) == 1 else None
        axes.clabel(lines, fontsize=9 if name else 7, fmt=FuncFormatter(lambda level, _: name or numeral(level)))


def _draw_line(axes, mark, place):
    dots = {"marker": "o", "markersize": 3} if mark.get("dots") else {}
    points = place(mark["points"])
    axes.add_line(Line2D(*points.T, **_style(mark), **dots, zorder=3))
    shares = _shares(axes, points)
    seen = np.flatnonzero(np.all((shares >= 0) & (shares <= 1), axis=1))
    if seen.size:
        _write(axes, points[max(seen, key=lambda k: points[k, 0])], mark)


def _draw_point(axes, mark, place):
    at, marker = place(mark["at"]), ROLES[mark["role"]]["marker"]
    hollow = {"fillstyle": "none"} if marker == "ring" else {"markeredgecolor": "white"}
    axes.add_line(Line2D(*at[:, None], marker=MARKER[marker], color=color(mark["role"]), markersize=7, zorder=4, **hollow))
    _write(axes, at, mark)


def _draw_arrow(axes, mark, place):
    tail, tip = place(mark["tail"]), place(mark["tip"])
    if np.all(np.isfinite([tail, tip])):
        style = {**_style(mark), "arrowstyle": "-|>", "linewidth": 2, "shrinkA": 0, "shrinkB": 0, "mutation_scale": 14}
        axes.annotate("", tip, tail, arrowprops=style)
        _write(axes, tip, mark)


def _draw_field(axes, mark, place):
    """Its arrows as one line with gaps, each with a head in proportion."""
    tails, tips = place(mark["tails"]), place(mark["tips"])
    back = 0.35 * (tails - tips)
    aside = 0.5 * back[:, ::-1] * (1, -1)
    strokes = np.stack([tails, tips, tips + back + aside, tips, tips + back - aside, np.full_like(tips, np.nan)], axis=1)
    axes.add_line(Line2D(*strokes.reshape(-1, 2).T, **{**_style(mark), "linewidth": 1.2}, zorder=3))


def _draw_box(axes, mark, place):
    (ax, ay), (bx, by) = place([mark["a"], mark["b"]])
    if np.all(np.isfinite([ax, ay, bx, by])):
        axes.fill([ax, bx, bx, ax], [ay, ay, by, by], facecolor=(color(mark["role"]), _tint(mark)), edgecolor=color(mark["role"]))
        _draw_text(axes, {**mark, "at": ((ax + bx) / 2, (ay + by) / 2)}, place, INK)


def _tint(mark):
    return LOOK["fill"] if mark["value"] is None else LOOK["tint"] * float(np.clip(np.nan_to_num(mark["value"]), 0, 1))


def _draw_text(axes, mark, place, ink=None):
    at = place(mark["at"])
    if mark["label"] and np.all(np.isfinite(at)):
        axes.annotate(mark["label"], at, color=ink or color(mark["role"]), ha="center", va="center", **LABEL)


DRAW = {
    "surface": _draw_contours,
    "contour": _draw_contours,
    "curve": _draw_line,
    "path": _draw_line,
    "point": _draw_point,
    "arrow": _draw_arrow,
    "field": _draw_field,
    "box": _draw_box,
    "text": _draw_text,
}


# The stage: surfaces and boxes are faces; all else is drawn as on a plan, where the projection puts it


def _draw_stage(axes, panel, marks, limits):
    surfaces, boxes = ([mark for mark in marks if mark["mark"] == kind] for kind in ("surface", "box"))
    low, high = height_range(surfaces[0]["z"] if surfaces else np.empty(0))
    low, high = limits.get("z") or (low - FLOOR * (high - low), high)
    box = np.array([limits["x"], limits["y"], (low, high)])
    axes.set(xlim=limits["x"], ylim=limits["y"], zlim=(low, high))
    _titled(axes, panel)
    axes.view_init(elev=28, azim=-120)
    axes.set_box_aspect((1, 1, 0.75), zoom=1.05)
    axes.locator_params(nbins=4)
    axes.apply_aspect()
    _add_faces(axes, [*(_quads(mark, box) for mark in surfaces), *(_sides(mark, box) for mark in boxes)])
    place = _projection(axes, box)
    for mark in marks:
        if mark["mark"] == "contour":
            _contours(axes, mark, zdir="z", offset=box[2, 0], zorder=2)
        elif mark["mark"] == "box":
            _write(axes, place(mark["b"]), mark)
        elif mark["mark"] != "surface":
            DRAW[mark["mark"]](axes, _cut(mark, box), place)


def _projection(axes, box):
    """Where positions lie on the paper."""
    matrix = axes.get_proj()

    def place(at):
        at = _lifted(at, box)
        paper = np.concatenate([at, np.ones((*at.shape[:-1], 1))], -1) @ matrix.T
        return paper[..., :2] / paper[..., 3:]

    return place


def _cut(mark, box):
    """The mark; a line without what lies outside the box."""
    if "points" not in mark:
        return mark
    points = _lifted(mark["points"], box)
    inside = np.all((points >= box[:, 0]) & (points <= box[:, 1]), axis=1)
    return {**mark, "points": np.where(inside[:, None], points, np.nan)}


def _add_faces(axes, pieces):
    """All faces, with their colours and edges, in one collection: two would hide each other wrongly where they cross."""
    if pieces:
        quads, colors, edges = (np.concatenate(parts) for parts in zip(*pieces, strict=True))
        axes.add_collection3d(Poly3DCollection(quads, facecolors=colors, edgecolors=edges, zorder=1))


def _sides(mark, box):
    """The six faces of a cuboid that has a place, or the rectangle on the floor."""
    (ax, ay, low), (bx, by, high) = _lifted(mark["a"], box), _lifted(mark["b"], box)
    floor = [(ax, ay), (bx, ay), (bx, by), (ax, by)]
    walls = [[(*p, low), (*q, low), (*q, high), (*p, high)] for p, q in zip(floor, [*floor[1:], floor[0]], strict=True)]
    quads = np.array([[(*p, z) for p in floor] for z in (low, high)] + walls)[: 1 if low == high else 6]
    quads = quads[np.isfinite(quads).all(axis=(1, 2))]
    edge = np.array(matplotlib.colors.to_rgba(color(mark["role"])))
    return quads, np.tile(1 - (1 - edge) * (*[_tint(mark)] * 3, 0), (len(quads), 1)), np.tile(edge, (len(quads), 1))


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
    return quads, np.hstack([tinted, alpha]), np.zeros((len(quads), 4))


def _refined(corners):
    """A flat patch cut into 12 × 12 pieces, so that sorting by depth is right where it crosses a surface."""
    u, v = np.meshgrid(np.linspace(0, 1, 13), np.linspace(0, 1, 13))
    u, v = u[..., None], v[..., None]
    return (1 - v) * ((1 - u) * corners[0, 0] + u * corners[0, 1]) + v * ((1 - u) * corners[1, 0] + u * corners[1, 1])


def _lifted(at, box):
    """Positions with two coordinates lie on the floor."""
    at = np.asarray(at, float)
    return np.concatenate([at, np.full((*at.shape[:-1], 1), box[2, 0])], -1)[..., :3]
