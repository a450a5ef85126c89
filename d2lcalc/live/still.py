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
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D
from PIL import Image

from d2lcalc.live.chosen import settled
from d2lcalc.live.figures import DPI, INK, Paper
from d2lcalc.live.flat_panel import Flat
from d2lcalc.live.picture import GRID, LINE
from d2lcalc.live.stage_panel import Stage
from d2lcalc.live.words import written

STYLE = {"figure.facecolor": "white", "font.size": 9, "lines.linewidth": 2, "lines.scale_dashes": True}
WIDTH, HEIGHT = 760, 310  # pixels, of a row of panels
DRAWING = 460  # pixels, of a drawing without axes that stands alone
MAP = 420  # pixels across and down, of a map that stands alone, with its formulas beside it
TITLE, INDENT, BAND = 24, 22, 24  # pixels
FORMULA = 12.5  # points

RAISED, ON_THE_LINE = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+"), str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def draw_still(spec: dict[str, Any], outputs: Sequence[Any], alone: int = HEIGHT) -> bytes:
    """The PNG of a scene whose tape gave `outputs`: its panels in rows of three, its formulas below; one `alone` is so many pixels high."""
    shown = [panel for panel in spec["panels"] if outputs[panel["show"]]]
    pictures = [panel for panel in shown if panel["panel"] != "readout"]
    with matplotlib.rc_context(STYLE):
        formulas = [formula(line, outputs) for panel in shown for line in panel["lines"] if settled(line, outputs)]
        sizes = [_size(path) for _, path in formulas]
        columns = 2 if len(pictures) == 4 else min(len(pictures), 3) or 1
        is_map = [panel.get("equal") for panel in pictures] == [True]
        if [panel["scales"][0] for panel in pictures if "scales" in panel] == ["none"]:
            alone = DRAWING
        elif is_map:
            alone = MAP
        height = alone if columns == 1 else HEIGHT
        panels, lines = -(-len(pictures) // columns) * height, sum(tall for _, tall in sizes)
        beside = is_map and lines < height and max(sizes, default=(WIDTH, 0))[0] < WIDTH - MAP - INDENT
        left, top, width = (MAP, (panels - lines) / 2, MAP) if beside else (INDENT, panels, WIDTH)
        shares = [1.5 if panel["panel"] == "stage" else 1 for panel in pictures[:columns]]  # a stage needs room for its axes
        edges = np.round(np.array([0, *np.cumsum(shares)]) * width / max(sum(shares), 1)).astype(int)
        paper = Paper(WIDTH, max(panels if beside else panels + lines, 30))
        for k, panel in enumerate(pictures):
            row, column = divmod(k, columns)
            _draw_panel(paper, [(edges[column], row * height), (edges[column + 1], (row + 1) * height)], panel, outputs)
        for (text, path), (_, tall) in zip(formulas, sizes, strict=True):
            _write_formula(paper, text, path, left, top + tall / 2)
            top += tall
        return small_png(paper.figure)


def _size(path):
    """The width of a formula and the height of its row in pixels."""
    if path is None:
        return 0, 30
    right, tall = DPI / 72 * path.vertices[:, 0].max(), DPI / 72 * np.ptp(path.vertices[:, 1])
    return right, max(30, round(tall) + 16)


def _write_formula(paper, text, path, left, middle):
    """A formula in its row, smaller where it is too long."""
    if path is None:
        paper.words(text, (left, middle), None, ha="left", color=INK)
    else:
        share = min(1, (WIDTH - left - INDENT) / max(_size(path)[0], 1))
        base = (path.vertices[:, 1].min() + path.vertices[:, 1].max()) / 2
        paper.path(path.transformed(Affine2D().scale(share)), (left, middle + share * DPI / 72 * base))


def small_png(figure: Figure) -> bytes:
    """The figure as a PNG without date or version, bands of nothing made narrow; its colours are rounded by what no eye sees."""
    canvas, small = FigureCanvasAgg(figure), io.BytesIO()
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3]
    empty = np.all(pixels == 255, axis=(1, 2))
    since = np.arange(len(empty)) - np.maximum.accumulate(np.where(empty, -1, np.arange(len(empty))))  # the last row with something
    picture = Image.fromarray(np.ascontiguousarray(pixels[since <= BAND]))
    picture.point([3 * round(level / 3) for level in range(256)] * 3).save(small, format="png")
    return small.getvalue()


def formula(line: dict[str, Any], outputs: Sequence[Any]) -> tuple[str, Path | None]:
    r"""A readout's line with its numbers written in and no colours, and its outline in points.

    What matplotlib cannot set, as `\begin{pmatrix}`, is the plain LaTeX source, without an outline.
    """
    line = settled(line, outputs)
    line = {**line, "template": re.sub(r"\\textcolor\{\w+\}", "", line["template"])}
    line["template"] = line["template"].replace(r"\tfrac", r"\frac").replace(r"\top", r"\mathsf{T}")  # which it sets without gaps
    raised = lambda digits: f"^{{{digits[0].translate(ON_THE_LINE)}}}"
    text = "$" + RAISED.sub(raised, written(line, outputs, r"\mathrm{{{}}}")) + "$"
    try:
        vertices, codes = text_to_path.get_text_path(FontProperties(size=FORMULA, math_fontfamily="stix"), text, ismath=True)
    except ValueError:
        return written(line, outputs), None
    scale = Affine2D().scale(FORMULA / text_to_path.FONT_SCALE)
    return (text, Path(vertices, codes).transformed(scale)) if len(vertices) else ("", None)


def _draw_panel(paper, cell, panel, outputs):
    marks = [_resolved(mark, outputs) for mark in panel["marks"]]
    marks = [mark for mark in marks if mark["show"]]
    limits = {axis: [float(outputs[i]) for i in ends] for axis, ends in panel["limits"].items() if ends}
    (left, top), (right, bottom) = cell
    if panel["title"]:
        paper.words(panel["title"], ((left + right) / 2, top + TITLE / 2), None, fontsize=10, weight="bold", color=INK)
    inside = [(left, top + (TITLE if panel["title"] else 0)), (right, bottom)]
    if not _drawable(limits, panel.get("scales", ())):
        paper.words("nothing to draw", np.mean(inside, axis=0), color=INK)
        return
    picture = (Stage if panel["panel"] == "stage" else Flat)(paper, inside, panel, marks, limits)
    for mark in marks:
        picture.draw(mark)
    picture.write()


def _drawable(limits, scales):
    rising = all(low < high and np.isfinite(high - low) for low, high in limits.values())
    return rising and all(limits[axis][0] > 0 for axis, scale in zip("xy", scales, strict=False) if scale == "log")


def _resolved(mark, outputs):
    size = None if mark["mark"] == "field" else {"grid": GRID * GRID, "corners": 4, "line": LINE}.get(mark.get("grid"))
    numbers = {name: _value(index, outputs) for name, index in mark["numbers"].items()}
    if size:
        numbers |= {axis: np.broadcast_to(numbers[axis], size) for axis in "xyz" if axis in numbers} | {"n": round(size**0.5)}
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
