"""The still: the same marks drawn by matplotlib, for GitHub, print and readers without scripts.

It draws what the spec and the tape's outputs say, like the browser, so that both show the same numbers.
"""

import io
import re
from collections.abc import Sequence
from itertools import accumulate
from textwrap import wrap
from typing import Any

import matplotlib.style
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D
from PIL import Image

from d2lcalc.live.chosen import settled
from d2lcalc.live.flat_panel import Flat
from d2lcalc.live.paper import DPI, INK, SOFT, Paper
from d2lcalc.live.picture import GRID, LINE
from d2lcalc.live.stage_panel import Stage
from d2lcalc.live.words import written
from d2lcalc.roles import ROLES, color

WIDTH, HEIGHT = 760, 310  # pixels, of a row of panels
DRAWING = 460  # pixels, of a drawing without axes that stands alone; one with a `tall` takes that share of it
MAP = 420  # pixels across and down, of a map that stands alone, with its formulas beside it
TITLE, INDENT, BAND = 24, 22, 24  # pixels
FORMULA = 12.5  # points
FONT = FontProperties(size=FORMULA, math_fontfamily="stix")
LETTER = 6.6  # pixels, of a note
TINTS = 192  # colours of a PNG; a small mark's own colour would not be among them
NEARLY_WHITE = 246  # what is paler is paper
ROLE_COLOURS = [level for hue in ("#ffffff", *map(color, ROLES)) for level in bytes.fromhex(hue[1:])]

RAISED, ON_THE_LINE = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+"), str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
LOWERED = str.maketrans({digit: f"_{k}" for k, digit in enumerate("₀₁₂₃₄₅₆₇₈₉")})


def draw_still(spec: dict[str, Any], outputs: Sequence[Any]) -> bytes:
    """The PNG of a scene whose tape gave `outputs`: its panels in rows of three, its formulas below."""
    shown = [panel for panel in spec["panels"] if outputs[panel["show"]]]
    pictures = [panel for panel in shown if panel["panel"] != "readout"]
    with matplotlib.style.context("default"):  # whatever the reader's is
        lines = [(panel.get("note"), formula(line, outputs)) for panel in shown for line in panel["lines"] if settled(line, outputs)]
        aside = INDENT + max([_size(outlines, ())[0] for note, (_, outlines) in lines if note], default=0) + 40
        formulas = [(*set_line, wrap(note or "", (WIDTH - aside - INDENT) / LETTER)) for note, set_line in lines]
        sizes = [_size(outlines, note) for _, outlines, note in formulas]
        columns = 2 if len(pictures) == 4 else min(len(pictures), 3) or 1
        is_map = [panel.get("equal") for panel in pictures] == [True]
        height = HEIGHT
        if columns == 1 and [panel["scales"][0] for panel in pictures if "scales" in panel] == ["none"]:
            height = DRAWING * pictures[0].get("tall", 1)
        elif is_map:
            height = MAP
        panels, lines = -(-len(pictures) // columns) * height, sum(tall for _, tall in sizes)
        beside = is_map and lines < height and max(sizes, default=(WIDTH, 0))[0] < WIDTH - MAP - INDENT
        left, top, width = (MAP, (panels - lines) / 2, MAP) if beside else (INDENT, panels, WIDTH)
        shares = [1.5 if panel["panel"] == "stage" else 1 for panel in pictures[:columns]]  # a stage needs room for its axes
        edges = np.round(np.array([0, *np.cumsum(shares)]) * width / max(sum(shares), 1)).astype(int)
        paper = Paper(WIDTH, max(panels if beside else panels + lines, 30))
        for k, panel in enumerate(pictures):
            row, column = divmod(k, columns)
            _draw_panel(paper, [(edges[column], row * height), (edges[column + 1], (row + 1) * height)], panel, outputs)
        for each, (_, tall) in zip(formulas, sizes, strict=True):
            _write_formula(paper, *each, left, top + tall / 2, aside)
            top += tall
        return small_png(paper.figure)


def _size(outlines, note):
    """The width of a formula, without its note, and the height of its row in pixels."""
    rows = 14 * len(note) + 10
    if not outlines:
        return 0, max(30, rows)
    (_, low), (right, high) = _corners(outlines)
    return DPI / 72 * right, max(30, round(DPI / 72 * (high - low)) + 16, rows)


def _corners(outlines):
    vertices = np.concatenate([path.vertices for _, path in outlines])  # their extents to the last digit would take longer than all else
    return np.array([vertices.min(axis=0), vertices.max(axis=0)])


def _write_formula(paper, text, outlines, note, left, middle, aside):
    """A formula in its row, smaller where it is too long, and its note `aside`."""
    if not outlines:
        paper.words(text, (left, middle), None, ha="left", color=INK)
    else:
        share = min(1, (WIDTH - left - INDENT) / max(_size(outlines, ())[0], 1))
        base = _corners(outlines)[:, 1].mean()
        for colour, path in outlines:
            paper.path(path.transformed(Affine2D().scale(share)), (left, middle + share * DPI / 72 * base), colour)
    for k, row in enumerate(note):
        paper.words(row, (aside, middle + 14 * (k - (len(note) - 1) / 2)), None, ha="left", color=SOFT)


def small_png(figure: Figure) -> bytes:
    """The figure as a PNG without date or version, bands of nothing made narrow: its commonest colours, and those of all roles exactly."""
    canvas, small = FigureCanvasAgg(figure), io.BytesIO()
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3]
    empty = np.all(pixels == 255, axis=(1, 2))
    since = np.arange(len(empty)) - np.maximum.accumulate(np.where(empty, -1, np.arange(len(empty))))  # the last row with something
    picture = Image.fromarray(np.ascontiguousarray(pixels[since <= BAND]))
    commonest = picture.quantize(TINTS, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).getpalette()[: 3 * TINTS]
    palette = Image.new("P", (1, 1))
    palette.putpalette([255 if level > NEARLY_WHITE else level for level in [*commonest, *ROLE_COLOURS]])
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(small, format="png")
    return small.getvalue()


def formula(line: dict[str, Any], outputs: Sequence[Any]) -> tuple[str, list[tuple[str, Path]]]:
    r"""A readout's line with its numbers written in, and its outlines in points, each with its colour.

    What matplotlib cannot set, as `\begin{pmatrix}`, is the plain LaTeX source, without outlines.
    """
    line = settled(line, outputs)
    template = line["template"].replace(r"\tfrac", r"\frac").replace(r"\top", r"\mathsf{T}")  # which it sets without gaps
    plain = {**line, "template": re.sub(r"\\textcolor\{\w+\}", "", template)}
    for pieces in (_coloured(template), [(None, plain["template"])]):  # a colour inside a fraction cannot be set
        outlines, at = [], 0.0
        try:
            for role, piece in pieces:
                between = "" if role or not outlines else "{}"  # so that "+" has both its sides
                path, wide = _outline(between + written({**line, "template": piece}, outputs, r"\mathrm{{{}}}"))
                outlines.append((color(role) if role else INK, path.transformed(Affine2D().translate(at, 0))))
                at += wide
        except ValueError:
            continue
        return written(plain, outputs), [entry for entry in outlines if len(entry[1].vertices)]
    return written(plain, outputs), []


def _coloured(template):
    """The pieces of a template, each with the role whose colour it has, if it has one."""
    pieces, rest = [], template
    while found := re.search(r"\\textcolor\{(\w+)\}\{", rest):
        inside = rest[found.end() :]
        depths = accumulate({"{": 1, "}": -1}.get(letter, 0) for letter in inside)
        end = next(k for k, depth in enumerate(depths) if depth < 0)
        pieces += [(None, rest[: found.start()]), (found[1], inside[:end])]
        rest = inside[end + 1 :]
    return [(role, piece) for role, piece in [*pieces, (None, rest)] if piece.strip()]


def _outline(text):
    """The outline of a piece of a formula in points, and its width."""
    raised = lambda digits: f"^{{{digits[0].translate(ON_THE_LINE)}}}"
    text = f"${RAISED.sub(raised, text.translate(LOWERED))}$"
    vertices, codes = text_to_path.get_text_path(FONT, text, ismath=True)
    wide, *_ = text_to_path.get_text_width_height_descent(text, FONT, True)
    return Path(np.reshape(vertices, (-1, 2)), codes).transformed(Affine2D().scale(FORMULA / text_to_path.FONT_SCALE)), wide


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
