"""A flat panel of a still: its axes, and the tinted map of the function under what lies on it."""

import numpy as np

from d2lcalc.live.figures import DRAW, LABEL, Panel
from d2lcalc.live.paper import EM, GRID, INK, NAME, SOFT, width_of
from d2lcalc.live.raster import tinted
from d2lcalc.live.ticks import log_numbers, numbers
from d2lcalc.roles import LOOK

MARGIN = {"left": 27, "right": 14, "top": 8, "bottom": 40}  # pixels; on the left beside the numbers
SLENDER = 5  # as in chart.js
FRAME, ZERO = "#b4b7bb", "#9da0a5"
OUTSIDE = 2  # pieces of a line that are as bad under a label as what lies outside the frame


class Flat(Panel):
    """A panel in two dimensions; its coordinates are the paper's."""

    def __init__(self, paper, cell, panel, marks, limits):
        super().__init__(paper, cell)
        (left, top), (right, bottom) = cell
        self.scales, self.limits = panel["scales"], np.array([limits["x"], limits["y"]])
        self.bare = self.scales[0] == "none"
        self.head = LOOK["head"]["bare" if self.bare else "usual"]  # in a drawing without axes many meet
        up = self.numbers(1, bottom - top - MARGIN["top"] - MARGIN["bottom"])
        self.aside = max([width_of(text) for _, text in up] + [EM])
        margin = dict.fromkeys(MARGIN, 6) if self.bare else {**MARGIN, "left": MARGIN["left"] + self.aside}
        room = np.array([[left + margin["left"], top + margin["top"]], [right - margin["right"], bottom - margin["bottom"]]])
        wide, tall = np.ptp(self.limits, axis=1)
        if panel["equal"] and 1 / SLENDER <= wide / tall <= SLENDER:
            size = np.array([wide, tall]) * min((room[1] - room[0]) / (wide, tall))
            room = room.mean(axis=0) + np.outer((-0.5, 0.5), size)
        self.low, self.high = np.round(room)
        if not self.bare:
            self.axes(panel["labels"], up)
        for mark in marks:
            if tinted(mark):
                self.map(mark)

    def coordinates(self, at):
        measured = [np.log if scale == "log" else np.asarray for scale in self.scales]
        with np.errstate(all="ignore"):
            at, low, high = (
                np.stack([measure(values[..., axis]) for axis, measure in enumerate(measured)], -1)
                for values in (np.asarray(at, float), *self.limits.T)
            )
        corner, opposite = np.array([[self.low[0], self.high[1]], [self.high[0], self.low[1]]])
        return corner + (at - low) / (high - low) * (opposite - corner)

    def on_paper(self, places):
        return places

    def draw(self, mark):
        DRAW[mark["mark"]](mark, self)

    def numbers(self, axis, pixels):
        """The numbers along an axis, with their texts: as many as do not touch."""
        write, found = log_numbers if self.scales[axis] == "log" else numbers, []
        most = 0 if self.bare else max(3, int(pixels / (75, 45)[axis]))
        for about in range(most, 0, -1):
            found = write(*self.limits[axis], about)
            if axis == 1 or len(found) * (EM + max((width_of(text) for _, text in found), default=0)) < pixels:
                break
        return found

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
                self.put(text, place, side, halo=None, color=SOFT)
        line([(left, top), (right, top), (right, bottom), (left, bottom), (left, top)], FRAME, 0.8)
        (x0, y0), (x1, y1) = self.cell
        self.take([(x0, top, left, bottom), (right, top, x1, bottom), (x0, y0, x1, top), (x0, bottom, x1, y1)], OUTSIDE)
        name = {"color": INK, "fontsize": 11.5, "style": "italic", "family": NAME, "halo": None}
        self.put(labels[0], ((left + right) / 2, bottom + 2.2 * EM), **name)
        aside = left - self.aside - 1.35 * EM
        self.take([(aside - EM / 2, top, aside + EM / 2, bottom)], LABEL)
        self.paper.words(labels[1], (aside, (top + bottom) / 2), rotation=90, va="center", **name)

    def map(self, mark):
        """The heights of a function over a regular grid as tints, between its places by bilinear interpolation."""
        x, y, z = (mark[axis].reshape(mark["n"], -1) for axis in "xyz")
        if np.ptp(x, axis=0).any() or np.ptp(y, axis=1).any():
            return
        first, last = self.coordinates([(x[0, 0], y[0, 0]), (x[0, -1], y[-1, 0])])
        start, stop = np.clip(np.sort([first, last], axis=0), self.low, self.high).round().astype(int)
        columns, rows = ((np.arange(start[k], stop[k]) + 0.5 - first[k]) / (last[k] - first[k]) * (len(z) - 1) for k in (0, 1))
        heights = _between(_between(z, rows).T, columns).T
        seen = np.isfinite(heights)
        self.paper.image(np.dstack([tinted(mark)(np.where(seen, heights, 0)), seen]), *start)


def _between(values, places):
    """The rows of an array at fractional places."""
    first = np.clip(places.astype(int), 0, len(values) - 2)
    share = np.clip(places - first, 0, 1)[:, None]
    return values[first] * (1 - share) + values[first + 1] * share
