"""The stage of a still: its surfaces painted sample by sample, its lines and words around and over them, seen by one camera."""

import numpy as np

from d2lcalc.live.camera import Box, Projection
from d2lcalc.live.figures import DRAW, LIFT, LINE, RIM, Panel
from d2lcalc.live.paper import EM, GRID, INK, NAME, SOFT, width_of
from d2lcalc.live.picture import ROOM, height_range
from d2lcalc.live.raster import SAMPLES, faces_of, paint
from d2lcalc.live.ticks import ticks
from d2lcalc.live.words import numeral

EDGE = "#b8bbbf"
FALL = {"role": "quiet", "kind": "solid"}  # of the line from a movable point down to its place on the floor
MARGIN = (3.4 * EM, 1.9 * EM, 2.6 * EM)  # at the sides, above, below
EDGES = [(axis, corner) for axis in range(3) for corner in range(8) if not corner >> axis & 1]  # from there to where bit `axis` is set


class Stage(Panel):
    """A panel in three dimensions; its coordinates are those of the box."""

    far, has_levels = 1.5, False

    def __init__(self, paper, cell, panel, marks, limits):
        super().__init__(paper, cell)
        self.box, self.names, (width, height) = Box(limits_of(marks, limits)), panel["labels"], np.subtract(*cell[::-1])
        self.view, self.low, self.high = Projection(self.box, width, height, MARGIN), -self.box.half, self.box.half
        faces = [faces_of(mark, self.box, self.view) for mark in marks if has_faces(mark)]
        pixels, self.surfaces, self.depth = paint(faces, self.box, self.view)
        paper.image(pixels, *cell[0])
        self.axes()

    def coordinates(self, at):
        return self.box.place(at)

    def on_paper(self, places):
        return self.view.project(places)[..., :2] + self.cell[0]

    def hidden(self, places, nearer=LIFT["line"]):
        """Which places lie behind a surface; lines also behind a sheet."""
        depths = self.surfaces if nearer == LIFT["point"] else self.depth
        x, y, depth = np.moveaxis(self.view.project(places, nearer), -1, 0)
        row, column = (np.clip(np.nan_to_num(SAMPLES * at), 0, end - 1).astype(int) for at, end in zip((y, x), depths.shape, strict=True))
        return depths[row, column] > depth

    def draw(self, mark):
        if mark["mark"] == "surface":
            rim = _rim(self.box.place(np.stack([mark[axis] for axis in "xyz"], -1)))
            seen = self.line(rim, mark, RIM, behind=0, nearer=LIFT["rim"], linewidth=LINE / 2, linestyle="solid", zorder=2)
            self.wish(mark, seen[np.argmin(seen[:, 1])] if len(seen) else [])
        elif mark["mark"] == "box":
            self.edges_of(mark)
        else:
            if mark.get("drag") and len(mark["at"]) == 3:
                self.fall(mark["at"])
            DRAW[mark["mark"]](mark, self)

    def edges_of(self, mark):
        """The edges of a cuboid, or of a rectangle on the floor."""
        ends = self.box.place([mark["a"], mark["b"]])
        corners = ends[np.arange(8)[:, None] >> np.arange(3) & 1, range(3)]
        lines = [(*corners[[corner, corner | 1 << axis]], np.full(3, np.nan)) for axis, corner in EDGES if ends[0, axis] != ends[1, axis]]
        self.line(np.concatenate(lines), mark, weight=0, behind=0, linewidth=1, zorder=2)
        self.wish(mark, self.on_paper(ends[1]))

    def fall(self, at):
        foot = self.box.place(at[:2])
        if self.is_inside(foot):
            top = np.clip(self.box.place(at), self.low, self.high)
            self.line(np.array([top, foot]), FALL, linewidth=1, linestyle=(0, (1.5, 2)))
            self.paper.line(self.on_paper(foot), color=SOFT, marker="o", markersize=3, zorder=3)

    def axes(self):
        """Far edges, the floor's grid, and numbers and names along the silhouette, as in axes.js."""
        corners, near = self.box.corners, np.abs(self.view.eye) > self.high
        away = {edge: sum(not near[k] or (edge[1] >> k & 1) != (self.view.eye[k] > 0) for k in range(3) if k != edge[0]) for edge in EDGES}
        screen = {edge: self.on_paper(corners[[edge[1], edge[1] | 1 << edge[0]]]) for edge in EDGES}
        carrying = self.carriers(screen, away)
        values = [self.values(axis, screen[edge]) for axis, edge in enumerate(carrying)]
        for axis in (0, 1):
            across = np.tile(self.low, (len(values[axis]), 3, 1))
            across[:, :, axis] = self.coordinate(np.array(values[axis]), axis)[:, None]
            across[:, 1, 1 - axis], across[:, 2] = self.high[1 - axis], np.nan
            self.paper.line(self.on_paper(across), color=GRID, linewidth=0.8, zorder=0.2)
        far = [(*screen[edge], np.full(2, np.nan)) for edge in EDGES if away[edge] > 0]
        self.paper.line(np.concatenate(far), color=EDGE, linewidth=0.8, zorder=0.2)
        for axis, edge in enumerate(carrying):
            self.mark_axis(axis, corners[edge[1]], screen[edge], values[axis])
        across, along, up = self.box.scale
        if abs(across - along) < 1e-9 * across and (times := numeral(up / across, 2)) != "1":
            self.put(f"heights × {times}", (self.cell[0][0] + 0.4 * EM, self.cell[1][1] - 0.8 * EM), "left", color=SOFT)

    def carriers(self, screen, away):
        """The edges that carry numbers: of the floor's the lower ones on the paper, of the uprights one on the silhouette."""
        middle = {edge: ends.mean(axis=0) for edge, ends in screen.items()}
        floor = [max((edge for edge in EDGES if edge[0] == axis and not edge[1] & 4), key=lambda edge: middle[edge][1]) for axis in (0, 1)]

        def crowding(upright):
            """How much the numbers of the floor's edges that start there get in its way: those beside a steep edge do."""
            beside = [edge for edge in floor if upright[1] in (edge[1], edge[1] | 1 << edge[0])]
            steepness = [abs(run[1]) / np.hypot(*run) for run in (np.subtract(*screen[edge]) for edge in beside)]
            return max(steepness, default=0) + 1e-4 * middle[upright][0]

        return [*floor, min((edge for edge in EDGES if edge[0] == 2 and away[edge] == 1), key=crowding)]

    def values(self, axis, ends):
        """The numbers of an axis, at most six, as many as stand beside its edge without touching."""
        length = np.hypot(*np.subtract(*ends))
        across, up = np.abs(np.subtract(*ends)) / length
        for about in range(6, 1, -1):
            values = ticks(*self.box.limits[axis], about)
            widest = max((width_of(numeral(value)) for value in values), default=0)
            if values and length / len(values) > across * (widest + 0.5 * EM) + up * 1.5 * EM:
                return values
        return ticks(*self.box.limits[axis], 1)

    def coordinate(self, value, axis):
        return (value - self.box.limits[axis, 0]) * self.box.scale[axis] + self.low[axis]

    def mark_axis(self, axis, start, ends, values):
        """An axis's numbers beside its edge, and its name."""
        (run_x, run_y), middle = ends[1] - ends[0], ends.mean(axis=0)
        outward = np.array([-run_y, run_x]) / np.hypot(run_x, run_y)
        outward *= np.sign(outward @ (middle - self.on_paper(np.zeros(3)))) or 1
        side = "left" if outward[0] > 0.4 else "right" if outward[0] < -0.4 else "center"
        places = np.tile(start, (len(values), 1))
        places[:, axis] = self.coordinate(np.array(values), axis)
        feet = self.on_paper(places)
        self.paper.line(np.stack([feet, feet + 0.35 * EM * outward, feet * np.nan], 1), color=EDGE, linewidth=0.8, zorder=0.2)
        for value, foot in zip(values, feet, strict=True):
            self.put(numeral(value), foot + 0.95 * EM * outward, side, most=0, color=SOFT)
        top = ends[np.argmin(ends[:, 1])]
        at, side = (top - (0, 0.9 * EM), "center") if axis == 2 else (middle + 2.5 * EM * outward, side)
        self.put(self.names[axis], at, side, color=INK, fontsize=11.5, style="italic", family=NAME)


def has_faces(mark):
    return mark["mark"] == "surface" or (mark["mark"] == "box" and len(mark["a"]) == 3)


def limits_of(marks, limits):
    """The limits of a box, (3, 2): of heights, unless given, what the first surface needs, with room below and above it."""
    low, high = height_range(next((mark["z"] for mark in marks if mark["mark"] == "surface"), np.empty(0)))
    return np.array([limits["x"], limits["y"], limits.get("z") or (low - ROOM[0] * (high - low), high + ROOM[1] * (high - low))])


def _rim(places):
    """The sides of a sampled surface, parted by NaN; a pair that is one line, where the surface closes on itself, is none."""
    n = round(len(places) ** 0.5)
    grid = places.reshape(n, n, 3)
    sides = [(grid[0], grid[-1]), (grid[:, 0], grid[:, -1])]
    closes = lambda one, other: np.allclose(one, other, 0, 1e-2) or np.allclose(one, other[::-1], 0, 1e-2)
    gap = np.full((1, 3), np.nan)
    return np.concatenate([gap, *(part for pair in sides if not closes(*pair) for side in pair for part in (side, gap))])
