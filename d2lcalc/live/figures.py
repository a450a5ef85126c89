"""How marks are drawn in a still, on a flat panel as on a stage: a panel takes positions to coordinates of its own, these to the paper."""

from itertools import pairwise

import numpy as np
from contourpy import contour_generator

from d2lcalc.live.paper import DPI, EM, INK, POINTS, width_of
from d2lcalc.live.raster import levels_of, rgb, spread, tint_of, tinted
from d2lcalc.live.words import numeral
from d2lcalc.roles import LOOK, ROLES, color, dashes, linestyle

GHOST, DASHED = LOOK["ghost"], dashes(LOOK["dashed"])
LINE, ARROW = 2.4 * 72 / DPI, 3 * 72 / DPI  # points
HIDDEN = 0.6  # of a line's opacity is left behind a surface
LIFT = {"line": 0.012, "rim": 0.03, "point": 0.035}  # towards the eye, in box units: what lies on a surface is not buried in it
MARKER = {"circle": "o", "square": "s", "diamond": "D", "ring": "o", "arrow": "o"}
MARKER |= {"minimum": "v", "maximum": "^", "saddle": "X", "undecided": "o", "kink": "D"}
HOLLOW = ("ring", "undecided", "kink")
SIDES = np.array(LOOK["words"]["sides"])  # of a place, the best first
REACHES, SHARES, MIDDLES, LABEL, AIR, SPOT, RIM, GAP, STUB, BESIDE, GROUND, SIDE = (  # as on the page
    LOOK["words"][name] for name in "reaches shares middles label air spot rim gap stub beside ground side".split()
)
ALIGNED = {"left": 0, "center": 0.5, "right": 1}


def within(a, b, low, high):
    """The parts of the segments from a to b, (m, k) each, between `low` and `high` as shares [from, to] of them; from > to: none."""
    with np.errstate(all="ignore"):
        ends = np.sort(np.stack([(low - a) / (b - a), (high - a) / (b - a)]), axis=0)
    still = a == b
    start = np.where(still, np.where((low <= a) & (a <= high), 0, np.inf), ends[0]).max(axis=1)
    end = np.where(still, 1, ends[1]).min(axis=1)
    broken = ~np.isfinite(a + b).all(axis=1)
    return np.where(broken, 1, np.maximum(start, 0)), np.where(broken, 0, np.minimum(end, 1))


class Panel:
    """A panel of the paper. Its coordinates run from `low` to `high`: beyond nothing is drawn. What is `taken`, words keep off."""

    far = np.inf  # pixels from one place of a line to the next
    has_levels = True  # written on its contour lines
    head = LOOK["head"]["usual"]  # pixels at most, of an arrow

    def __init__(self, paper, cell):
        self.paper, self.cell, self.taken, self.wishes, self.levels = paper, cell, np.empty((0, 5)), [], []

    def hidden(self, places, nearer=LIFT["line"]):
        """Which places are behind a surface."""
        return np.zeros(np.shape(places)[:-1], bool)

    def is_inside(self, places):
        return np.all((self.low - 1e-9 <= places) & (places <= self.high + 1e-9), axis=-1)

    def stretches(self, places, behind=HIDDEN, nearer=LIFT["line"]):
        """The line through places, cut at the panel's sides, on the paper: what is seen of it and what is hidden, with their strengths."""
        places = np.where(np.isfinite(places), places, np.nan)  # what overflows breaks the line
        first, run = places[:-1], np.diff(places, axis=0)
        start, end = within(first, places[1:], self.low - 1e-9, self.high + 1e-9)
        seen = np.flatnonzero(start <= end)
        start, end, first, run = (each[seen] for each in (start, end, first, run))
        ends = [self.on_paper(first + share[:, None] * run) for share in (start, end)]
        count = np.ceil(np.clip(np.linalg.norm(ends[1] - ends[0], axis=1) / self.far, 1, 500)).astype(int)
        segment, step = spread(count + 2)
        begins = np.ones(len(seen), bool)
        begins[1:] = (np.diff(seen) > 1) | (end[:-1] < 1) | (start[1:] > 0)
        share = start[segment] + (end - start)[segment] * np.maximum(step - 1, 0) / count[segment]
        line = first[segment] + share[:, None] * run[segment]
        line[(step == 0) & begins[segment]] = np.nan  # a gap
        hidden, paper = _steady(self.hidden(line, nearer)), self.on_paper(line)
        parts = []
        for state, strength in ((False, 1), (True, behind)):
            own = hidden == state
            own[:-1] |= own[1:]  # each stretch begins where the one before it ends
            parts += [(np.where(own[:, None], paper, np.nan), strength)] if strength and own.any() else []
        return parts

    def line(self, places, mark, weight=1, behind=HIDDEN, nearer=LIFT["line"], **style):
        """A mark's line through places of the panel; returns its places on the paper that are seen."""
        parts = self.stretches(places, behind, nearer)
        for points, strength in parts:
            own = _style(mark)
            self.paper.line(points, **{**own, "zorder": 3, **style, "alpha": own["alpha"] * strength})
        points = np.concatenate([np.empty((0, 2)), *(points for points, _ in parts)])
        if weight:
            self.keep_clear(_stations(points), 2, weight)
        return points[np.isfinite(points).all(axis=1)]

    def put(self, text, at, side="center", most=np.inf, **style):
        """A text that has its place, pushed into the panel; it covers at `most` so much, or is left out."""
        wide = width_of(text, style.get("fontsize", POINTS))
        left = min(at[0] - wide * ALIGNED[side], self.cell[1][0] - wide - 1)
        place = (left, at[1] - EM / 2, left + wide, at[1] + EM / 2)
        if text and self.overlaps(place) <= most:
            self.take([place], LABEL)
            self.paper.words(text, (left, at[1]), ha="left", **style)

    def take(self, rectangles, weight):
        self.taken = np.vstack([self.taken, np.column_stack([rectangles, np.full(len(rectangles), weight)])])

    def keep_clear(self, points, reach, weight=SPOT):
        points = np.reshape(points, (-1, 2))
        self.take(np.hstack([points - reach, points + reach]), weight)

    def wish(self, mark, anchors, away=8, centred=False, **style):
        """The mark's label beside one of the anchors, or where it is `centred` on the first."""
        anchors = [at for at in np.reshape(anchors, (-1, 2)) if np.isfinite(at).all()]
        if mark["label"] and anchors:
            self.wishes.append((mark["label"], np.array(anchors), away, centred, {"color": color(mark["role"]), "weight": "bold", **style}))

    def write(self):
        """All labels and levels; what has the fewest places to stand comes first."""
        for text, anchors, away, centred, style in sorted(self.wishes, key=lambda wish: (wish[2] > 0, len(wish[1]), not wish[3])):
            size = style.get("fontsize", POINTS)
            shape = np.array([width_of(text, size, style["weight"]) + 4, size * DPI / 72])
            self._write(text, [(*place, 0) for place in self._places(anchors, away, centred, shape)], shape, **style)
        for points, text, ground, ink in self.levels if self.has_levels else ():
            shape = np.array([width_of(text) + 4, EM])
            self._write(text, [*self._middles(points, shape[0])], shape, most=1, air=AIR, halo=ground, color=ink, zorder=2)

    def _places(self, anchors, away, centred, shape):
        """Where the middle of a label so wide and tall may stand, best first, pushed into the panel, and how bad that is."""
        aside = np.sign(SIDES) * shape / 2
        less = BESIDE if centred and len(anchors) > 1 else 0
        beside = [(anchor + reach * away * SIDES + aside, worse + less) for reach, worse in REACHES if away for anchor in anchors]
        places = [np.insert(group, 2, worse, axis=1) for group, worse in [(anchors[: len(anchors) if centred else not away], 0), *beside]]
        low, high = np.add(self.cell[0], shape / 2 + 1), np.subtract(self.cell[1], shape / 2 + 1)
        return np.clip(np.vstack(places), [*low, 0], [*np.maximum(low, high), np.inf])

    def _middles(self, points, wide):
        """Where a text so wide may stand along a line, about its middle where that is long and hardly bent, and the piece it takes."""
        along = np.append(0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1)))
        place = lambda length: np.array([np.interp(length, along, points[:, axis]) for axis in (0, 1)])
        for share in MIDDLES if along[-1] > 2 * wide else ():
            ends = np.array([place(share * along[-1] + side * wide) for side in (-0.5, 0.5)])
            run = ends[1] - ends[0]
            is_long = min(share, 1 - share) * along[-1] > wide / 2 + GAP + STUB
            if is_long and np.hypot(*run) > 0.9 * wide and np.all((self.low + EM / 2 < ends) & (ends < self.high - EM / 2)):
                angle = (np.degrees(np.arctan2(-run[1], run[0])) + 90) % 180 - 90  # never upside down
                gap = share * along[-1] + (wide / 2 + GAP) * np.linspace(-1, 1, 20)
                yield *place(share * along[-1]), 0, angle, place(gap).T

    def _write(self, text, places, shape, most=np.inf, air=0, halo="white", **style):
        """A text where it covers least of what is taken, at `most` so much, or it is left out; what comes later keeps its `air` free."""
        costs = [place[2] + sum(map(self.overlaps, _rectangles(place, *shape))) for place in places]
        if min(costs, default=np.inf) <= most:
            best = int(np.argmin(costs))
            self.take(_rectangles(places[best], *shape + air), LABEL)
            x, y, _, angle, *gap = places[best]
            for part in gap:
                self.paper.line(part, color=halo, linewidth=2, zorder=2)
            self.paper.words(text, (x, y), halo, rotation=angle, rotation_mode="anchor", **style)

    def overlaps(self, place):
        """How much of what is taken a rectangle covers."""
        (left, top, right, bottom), (x0, y0, x1, y1, weight) = place, self.taken.T
        return weight @ ((x0 < right) & (left < x1) & (y0 < bottom) & (top < y1))


def _rectangles(place, wide, tall):
    """What a text covers: a rectangle, or squares along it where it is turned."""
    x, y, _, angle, *_ = place
    if angle == 0:
        return [(x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)]
    count, turn = int(np.ceil(wide / tall)), np.radians(-angle)
    middles = np.array([x, y]) + np.outer(wide * ((np.arange(count) + 0.5) / count - 0.5), (np.cos(turn), np.sin(turn)))
    return np.hstack([middles - tall / 2, middles + tall / 2])


def _steady(hidden):
    """Where a line is hidden; a stretch of fewer than three looks is as the one before it."""
    ends = [0, *(np.flatnonzero(np.diff(hidden)) + 1), len(hidden)]
    for start, end in pairwise(ends[1:]):
        if end - start < 3:
            hidden[start:end] = hidden[start - 1]
    return hidden


def _stations(points):
    """Places along a line some 6 pixels apart."""
    run = np.diff(points, axis=0)
    count = np.ceil(np.clip(np.nan_to_num(np.linalg.norm(run, axis=1)) / 6, 0, 100)).astype(int)
    segment, step = spread(count)
    return points[segment] + run[segment] * ((step + 0.5) / count[segment])[:, None]


def _style(mark):
    dash = DASHED if mark["kind"] == "dashed" else linestyle(mark["role"])
    return {"color": color(mark["role"]), "linestyle": dash, "linewidth": LINE, "alpha": GHOST if mark["kind"] == "ghost" else 1}


def draw_contours(mark, panel):
    """Contour lines, a map's in darker tints than its ground, that at 0 of a signed one firmer, each with its level, but one alone."""
    z, levels, tint = mark["z"].reshape(mark["n"], -1), levels_of(mark), tinted(mark)
    x, y = (mark[axis].reshape(z.shape) for axis in "xy")
    lines = contour_generator(x, y, np.ma.masked_invalid(z + 0 * (x + y)))
    is_one, named = mark["mark"] == "contour" and len(levels) == 1, []
    for level in levels:
        firm = level == 0 and levels[0] < 0 < levels[-1]
        ground, ink, style = "white", color(mark["role"]), {"color": color(mark["role"]), "linewidth": 1.1, "zorder": 3 if is_one else 2}
        if tint:
            ground, ink = tint(level), INK
            style |= {"color": 0.3 * ground + 0.35 * rgb(mark["role"]), "linewidth": 1.2 if firm else 0.8}
        for piece in lines.lines(level):
            points = panel.line(panel.coordinates(piece), mark, is_one, **style)
            if is_one:
                named += _along(points)
            else:
                panel.levels.append((points, numeral(level), ground, ink))
    panel.wish(mark, named)


def _along(points):
    """Where the name of a line may stand, best first."""
    return [points[int(share * (len(points) - 1))] for share in SHARES] if len(points) else []


def draw_line(mark, panel):
    places = panel.coordinates(mark["points"])
    seen = panel.line(places, mark)
    if mark.get("dots"):
        dots = places[panel.is_inside(places)]
        panel.paper.line(panel.on_paper(dots), color=color(mark["role"]), marker="o", markersize=3, linestyle="none", zorder=3)
    panel.wish(mark, [*(seen[-1:] if mark["mark"] == "path" else ()), *_along(seen)])


def draw_point(mark, panel):
    place, marker = panel.coordinates(mark["at"]), mark["marker"] or ROLES[mark["role"]]["marker"]
    if not panel.is_inside(place):
        return
    hollow = {"fillstyle": "none"} if marker in HOLLOW else {"markeredgecolor": "white"}
    at, strength = panel.on_paper(place), HIDDEN if panel.hidden(place, LIFT["point"]) else 1
    style = {**_style(mark), "marker": MARKER[marker], "markersize": 9 if mark["marker"] else 7, "zorder": 4, **hollow}
    panel.paper.line(at, **{**style, "alpha": style["alpha"] * strength})
    panel.keep_clear(at, 5)
    panel.wish(mark, at)


def draw_arrow(mark, panel):
    tip = _arrows(mark, panel, [mark["tail"]], [mark["tip"]], panel.head, ARROW)
    panel.wish(mark, tip)


def draw_field(mark, panel):
    _arrows(mark, panel, mark["tails"], mark["tips"], 8, 1.2)


def _arrows(mark, panel, tails, tips, longest, width):
    """Arrows with heads of at most so many pixels; one that leaves the panel is cut at its side. Returns their ends on the paper."""
    tails, tips = panel.coordinates(tails), panel.coordinates(tips)
    start, end = (share[:, None] for share in within(tails, tips, panel.low, panel.high))
    run, seen = tips - tails, (start <= end)[:, 0]
    tails, tips, whole = (tails + start * run)[seen], (tails + end * run)[seen], end[seen] == 1
    back = panel.on_paper(tails) - panel.on_paper(tips)
    length = np.maximum(np.linalg.norm(back, axis=1, keepdims=True), 1e-9)
    share = np.where(whole, np.minimum(longest / length, 0.6), 0) * (length > 0.5)
    shafts = np.stack([tails, tips + 0.8 * share * (tails - tips), np.full_like(tips, np.nan)], 1)
    panel.line(shafts.reshape(-1, tips.shape[1]), mark, linewidth=width)
    to, back = panel.on_paper(tips), share * back
    aside = 0.42 * back[:, ::-1] * (1, -1)
    hidden = panel.hidden(tips)
    for where, strength in ((~hidden, 1), (hidden, HIDDEN)):
        heads = np.stack([to, to + back + aside, to + back - aside], 1)[where & (share > 0)[:, 0]]
        panel.keep_clear(heads.mean(axis=1), 0.4 * longest, 1)
        panel.paper.areas(heads, color=color(mark["role"]), alpha=_style(mark)["alpha"] * strength, linewidth=0, zorder=3)
    return to


def draw_box(mark, panel):
    """A rectangle with its words."""
    corners = panel.coordinates([mark["a"], mark["b"]])
    if np.isfinite(corners).all():
        (left, top), (right, bottom) = np.clip(corners, panel.low, panel.high)
        ring = [(left, top), (right, top), (right, bottom), (left, bottom)]
        panel.paper.areas([ring], facecolor=(color(mark["role"]), tint_of(mark)), edgecolor=color(mark["role"]), linewidth=1, zorder=1)
        panel.keep_clear(_stations(np.array([*ring, ring[0]])), 1, SIDE)
        fits = 0.9 * abs(right - left) / max(width_of(mark["label"] or "", weight="bold"), 1)
        panel.wish(mark, np.mean(corners, axis=0), away=0, color=INK, fontsize=POINTS * np.clip(fits, 0.75, 1))


def draw_text(mark, panel):
    places = panel.coordinates([mark["at"], *(mark.get("also") or ())])
    ground = {"reach": GROUND * 72 / DPI} if mark.get("also") else {}
    panel.wish(mark, panel.on_paper(places[panel.is_inside(places)]), centred=True, **ground)


DRAW = {
    "surface": draw_contours,
    "contour": draw_contours,
    "curve": draw_line,
    "path": draw_line,
    "point": draw_point,
    "arrow": draw_arrow,
    "field": draw_field,
    "box": draw_box,
    "text": draw_text,
}
