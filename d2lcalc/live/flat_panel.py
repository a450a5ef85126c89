"""A flat panel of a still: its axes, and the tinted map of the function under what lies on it."""

import numpy as np

from d2lcalc.live.figures import DRAW, EM, GRID, INK, NAME, SOFT, Panel, width_of
from d2lcalc.live.raster import tinted
from d2lcalc.live.ticks import log_numbers, numbers

MARGIN = {"left": 24, "right": 14, "top": 8, "bottom": 40}  # pixels; on the left beside the numbers
SLENDER = 5  # as in chart.js
FRAME, ZERO = "#b4b7bb", "#9da0a5"


class Flat(Panel):
    """A panel in two dimensions; its coordinates are the paper's."""

    def __init__(self, paper, cell, panel, marks, limits):
        super().__init__(paper, cell)
        (left, top), (right, bottom) = cell
        self.scales, self.limits = panel["scales"], np.array([limits["x"], limits["y"]])
        self.bare = self.scales[0] == "none"
        up = self.numbers(1, bottom - top - MARGIN["top"] - MARGIN["bottom"])
        self.aside = max([width_of(text) for _, text in up] + [EM])
        margin = dict.fromkeys(MARGIN, 6) if self.bare else {**MARGIN, "left": MARGIN["left"] + self.aside}
        room = np.array([[left + margin["left"], top + margin["top"]], [right - margin["right"], bottom - margin["bottom"]]])
        wide, tall = np.ptp(self.limits, axis=1)
        if panel["equal"] and 1 / SLENDER <= wide / tall <= SLENDER:
            room = _equal(room, np.ptp(self.limits, axis=1))
        self.low, self.high = np.round(room)
        if not self.bare:
            self.axes(panel["labels"], up)
        for mark in marks:
            if mark["mark"] in ("surface", "contour") and tinted(mark):
                self.map(mark)

    def coordinates(self, at):
        measure = lambda values, axis: np.log(values) if self.scales[axis] == "log" else values
        at = np.asarray(at, float)
        with np.errstate(all="ignore"):
            shares = [
                (measure(at[..., k], k) - measure(low, k)) / (measure(high, k) - measure(low, k))
                for k, (low, high) in enumerate(self.limits)
            ]
        (left, top), (right, bottom) = self.low, self.high
        return np.stack([left + shares[0] * (right - left), bottom - shares[1] * (bottom - top)], -1)

    def on_paper(self, places):
        return places

    def draw(self, mark):
        DRAW[mark["mark"]](mark, self)

    def numbers(self, axis, pixels):
        """The numbers along an axis, with their texts."""
        if self.bare:
            return []
        write = log_numbers if self.scales[axis] == "log" else numbers
        return write(*self.limits[axis], max(2, pixels / (75 if axis == 0 else 45)))

    def axes(self, labels, up):
        (left, top), (right, bottom) = self.low, self.high
        line = lambda ends, colour, zorder=0.2: self.paper.line(ends, color=colour, linewidth=0.8, zorder=zorder)
        for axis, values in enumerate((self.numbers(0, right - left), up)):
            for value, text in values:
                at = np.full(2, value)
                at[1 - axis] = self.limits[1 - axis, 0]
                x, y = self.coordinates(at)
                line([(x, top), (x, bottom)] if axis == 0 else [(left, y), (right, y)], ZERO if value == 0 else GRID)
                place, side = ((x, bottom + 0.85 * EM), "center") if axis == 0 else ((left - 5, y), "right")
                self.paper.words(text, place, halo=None, ha=side, color=SOFT)
        line([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], FRAME, 0.8)
        name = {"color": INK, "fontsize": 11.5, "style": "italic", "family": NAME, "halo": None}
        self.paper.words(labels[0], ((left + right) / 2, bottom + 2.2 * EM), **name)
        self.paper.words(
            labels[1], (left - self.aside - 1.1 * EM, (top + bottom) / 2), rotation=90, va="center", rotation_mode="default", **name
        )

    def map(self, mark):
        """The heights of a function over a regular grid as tints, between its places by bilinear interpolation."""
        x, y, z = (mark[axis].reshape(mark["n"], -1) for axis in "xyz")
        if np.ptp(x, axis=0).any() or np.ptp(y, axis=1).any():
            return
        (left, top), (right, bottom) = (
            self.coordinates([(x[0, 0], y[-1, 0]), (x[0, -1], y[0, 0])]).clip(self.low, self.high).round().astype(int)
        )
        ends = self.coordinates([(x[0, 0], y[0, 0]), (x[0, -1], y[-1, 0])])
        columns = (np.arange(left, right) + 0.5 - ends[0, 0]) / (ends[1, 0] - ends[0, 0]) * (mark["n"] - 1)
        rows = (np.arange(top, bottom) + 0.5 - ends[0, 1]) / (ends[1, 1] - ends[0, 1]) * (mark["n"] - 1)
        heights = _between(_between(z, rows).T, columns).T
        seen = np.isfinite(heights)[..., None]
        self.paper.image(np.concatenate([tinted(mark)(np.where(seen[..., 0], heights, 0)), seen], -1), left, top)

    def level(self, points, text, ground, colour):
        """A level's number on its line."""
        self.levels.append((points, text, ground, colour))


def _between(values, places):
    """The rows of an array at fractional places."""
    first = np.clip(places.astype(int), 0, len(values) - 2)
    share = np.clip(places - first, 0, 1)[:, None]
    return values[first] * (1 - share) + values[first + 1] * share


def _equal(room, spans):
    """The largest part of a rectangle in which both axes have one scale."""
    size = spans * min((room[1] - room[0]) / spans)
    middle = room.mean(axis=0)
    return np.array([middle - size / 2, middle + size / 2])
