"""Where words stand in a picture, on the page and in its still, and what stands in their way: measured from what was drawn."""

from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.lines import Line2D
from matplotlib.text import Text

from d2lcalc.live import still
from d2lcalc.live.paper import INK, SOFT

ON_THE_PAGE = Path(__file__).with_suffix(".js").read_text(encoding="utf-8").split("\n", 1)[1]
PLAIN = 2.5  # points, of the halo of a word that lies over no line of its own
INK_OF_A_LINE = (0.2, 0.86)  # of its height, from below: letters and digits without what hangs below them


@dataclass
class Word:
    """A text with the four corners of its ink, one after the other; `kind` is label, level, axis, or over: over its own line."""

    text: str
    kind: str
    corners: np.ndarray

    def axes(self):
        """Its corner, and the unit vectors and lengths of its sides from there."""
        sides = self.corners[[1, 3]] - self.corners[0]
        lengths = np.maximum(np.linalg.norm(sides, axis=1), 1e-9)
        return self.corners[0], sides / lengths[:, None], lengths

    def holds(self, places, margin=0.5):
        """Whether any of the places lies on it, further than `margin` from its sides."""
        corner, sides, lengths = self.axes()
        along = (np.reshape(places, (-1, 2)) - corner) @ sides.T
        return bool(np.any(np.all((along > margin) & (along < lengths - margin), axis=1)))

    def is_crossed_by_one_of(self, lines):
        """Whether a line goes through it; a word over its own line may have one, through its middle."""
        crossing = list(filter(self.holds, lines))
        offset = lambda line: np.linalg.norm(line - self.corners.mean(axis=0), axis=1).min()
        return len(crossing) > (self.kind == "over" and min(map(offset, crossing), default=np.inf) < 3)

    def overlaps(self, other, margin=0.5):
        """Whether no side of the two parts them."""
        directions = np.vstack([self.axes()[1], other.axes()[1]])
        one, two = self.corners @ directions.T, other.corners @ directions.T
        return bool(np.all(np.minimum(one.max(0), two.max(0)) - np.maximum(one.min(0), two.min(0)) > margin))


def dense(places):
    """Places along a broken line, a pixel apart."""
    places = np.reshape(places, (-1, 2)).astype(float)
    counts = np.nan_to_num(np.linalg.norm(np.diff(places, axis=0), axis=1), posinf=0).clip(0, 5000).astype(int)
    pieces = [np.linspace(a, b, count + 1) for a, b, count in zip(places, places[1:], counts, strict=False) if np.isfinite(a + b).all()]
    return np.concatenate([np.empty((0, 2)), *pieces])


def troubles(words, lines, thin, spots, room):
    """What is wrong with the words of a panel: pairs that overlap, those that leave the `room`, are crossed or under a spot."""
    left, top, right, bottom = room
    for one, other in combinations(words, 2):
        if one.overlaps(other):
            yield f"{one.text!r} and {other.text!r} overlap"
    for word in words:
        x, y = word.corners.T
        if x.min() < left - 1 or x.max() > right + 1 or y.min() < top - 1 or y.max() > bottom + 1:
            yield f"{word.text!r} leaves the panel"
        if word.kind != "axis" and word.is_crossed_by_one_of(lines):
            yield f"{word.text!r} is crossed"
        if word.kind in ("label", "over") and any(map(word.holds, thin)):
            yield f"{word.text!r} is crossed by a contour line"
        if word.kind != "axis" and any(word.holds((x, y), 0.5 - 0.6 * r) for x, y, r in spots):
            yield f"{word.text!r} is under a point"


def of_the_page(page):
    """The troubles of the panels on a page."""
    for panel in page.evaluate(ON_THE_PAGE):
        words = [Word(word["text"], word["kind"], np.array(word["corners"])) for word in panel["words"]]
        left, top, right, bottom = panel["frame"]
        lines = [[], []]
        for line in panel["lines"]:
            places = dense([[np.nan if part is None else part for part in place] for place in line["places"]])
            x, y = places.T
            lines[line["thin"]].append(places[(left <= x) & (x <= right) & (top <= y) & (y <= bottom)])
        yield from troubles(words, *lines, panel["spots"], panel["room"])


def of_the_still(spec, outputs, monkeypatch):
    """The troubles of the panels of a still, from matplotlib's own extents."""
    panels, drawn = [], still._draw_panel

    def draw_panel(paper, cell, panel, outputs):
        before = len(paper.figure.get_children())
        drawn(paper, cell, panel, outputs)
        (left, top), (right, bottom) = cell
        panels.append((paper.figure.get_children()[before:], (left, top, right, bottom)))

    with monkeypatch.context() as patch:
        patch.setattr(still, "_draw_panel", draw_panel)
        patch.setattr(still, "small_png", lambda figure: FigureCanvasAgg(figure).draw())
        still.draw_still(spec, outputs)
    for artists, room in panels:
        yield from troubles(*read(artists), room)


def read(artists):
    """The words, lines, thin lines and spots among a panel's artists."""
    figure = artists[0].figure if artists else None
    down = lambda places: np.array(places) * (1, -1) + (0, figure.bbox.height)
    of = lambda kind: [artist for artist in artists if isinstance(artist, kind)]
    path = lambda artist: artist.get_transform().transform(artist.get_xydata())
    words = [Word(text.get_text(), kind_of(text), down(corners_of(text))) for text in of(Text) if text.get_text().strip()]
    lines, thin, spots = [], [], []
    for artist in of(Line2D):
        if artist.get_marker() not in (None, "None", ""):
            radius = artist.get_markersize() * figure.dpi / 144
            spots += [(*place, radius) for place in down(path(artist))] if artist.get_zorder() == 4 else []
        elif artist.get_zorder() == 3:
            (lines if artist.get_linewidth() > 1.15 else thin).append(dense(down(path(artist))))
    heads = [each for artist in of(PolyCollection) if artist.get_zorder() == 3 for each in artist.get_paths()]
    lines += [dense(down(artist_path.vertices * (1, -1) + (0, figure.bbox.height))) for artist_path in heads]
    return words, lines, thin, spots


def kind_of(text):
    if text.get_rotation() not in (0, 90) or text.get_zorder() == 2:
        return "level"
    if any(effect._gc["linewidth"] > PLAIN for effect in text.get_path_effects()):
        return "over"
    return "axis" if text.get_color() in (INK, SOFT) else "label"


def corners_of(text):
    """The corners of a text's ink on the canvas, turned as it is turned."""
    turn, at = np.radians(text.get_rotation()), text.get_transform().transform(text.get_position())
    text.set_rotation(0)
    box = text.get_window_extent()
    text.set_rotation(np.degrees(turn))
    low, high = (box.y0 + share * box.height for share in INK_OF_A_LINE)
    cosine, sine = np.cos(turn), np.sin(turn)
    corners = np.array([(box.x0, low), (box.x1, low), (box.x1, high), (box.x0, high)])
    return (corners - at) @ np.array([(cosine, sine), (-sine, cosine)]) + at
