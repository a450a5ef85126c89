"""The stage as pixels, by the algorithm of `raster.js`: triangles in the box, cut at its sides, seen by a camera; the nearest counts.

Depth is the inverse distance from the eye: it is linear on the screen, so surfaces cross at the right pixel. A pixel is the mean of 2 × 2
samples.
"""

from dataclasses import dataclass

import numpy as np

from d2lcalc.live.picture import height_range
from d2lcalc.live.ticks import nice_step, ticks
from d2lcalc.roles import LOOK, ROLES

SAMPLES = 2  # along either side of a pixel
LIGHT, SHADE, GLOW, BEHIND, TIE, JUMP, ISO, LEVEL, MEETING, FAR = (
    LOOK["stage"][name] for name in "light shade glow behind tie jump iso level meeting far".split()
)
LEVELS = 10  # about so many contour lines


def rgb(name):
    """The colour of a role, or of the ink, on white paper: red, green and blue in 0 … 1."""
    return np.array([*bytes.fromhex({**ROLES, **LOOK["plain"]}[name]["light"][1:])]) / 255


INK = rgb("ink")[:, None].astype(np.float32)


@dataclass
class Faces:
    """A mark's triangles (m, 3, 4), places in the box and their brightness; their colour, and how it is tinted between two heights."""

    triangles: np.ndarray
    colour: np.ndarray
    opacity: float
    shares: tuple[float, float] = (1 - LOOK["stage"]["paper"],) * 2  # of the colour in the paper, at the lowest and the highest
    heights: tuple[float, float] = (0.0, 1.0)  # in box units
    step: tuple[float, float] = (0.0, 0.0)  # from one iso-line to the next, and the height of one of them; 0: none


def faces_of(mark, box, view):
    """What is to be painted of a surface or a cuboid: the one that is the function is tinted by its height, with iso-lines."""
    opacity = opacity_of(mark)
    if mark["mark"] == "box":
        return Faces(_cuboid(box.place([mark["a"], mark["b"]]), view), rgb(mark["role"]), opacity)
    faces = Faces(_grid(mark, box, view), rgb(mark["role"]), opacity)
    if opacity == 1:
        low, high = height_range(mark["z"])
        height = lambda z: (z - box.limits[2, 0]) * box.scale[2] - box.half[2]
        faces.heights, faces.step = (height(low), height(high)), (nice_step(high - low, LEVELS) * box.scale[2], height(0))
        faces.shares = LOOK["map"]
    return faces


def levels_of(mark):
    """The levels of a mark's contour lines, in order: those asked for, or round ones."""
    low, high = height_range(mark["z"])
    levels = ticks(low, high, LEVELS) if mark.get("levels") is None else np.unique(mark["levels"])
    return [level for level in levels if np.nanmin(mark["z"], initial=np.inf) < level < np.nanmax(mark["z"], initial=-np.inf)]


def tinted(mark):
    """The colour of each height on a map, as on the surface; None where a mark is no map."""
    if mark["mark"] not in ("surface", "contour") or opacity_of(mark) < 1 or (mark.get("levels") is not None and len(mark["levels"]) < 2):
        return None
    (low, high), (pale, deep), colour = height_range(mark["z"]), LOOK["map"], rgb(mark["role"])
    share = lambda heights: pale + (deep - pale) * np.clip((np.asarray(heights) - low) / (high - low), 0, 1)
    return lambda heights: 1 + share(heights)[..., None] * (colour - 1)


def opacity_of(mark):
    """How opaque a mark's surface or faces are, as `opacityOf` in palette.js says."""
    full = tint_of(mark) if mark["mark"] == "box" else ROLES[mark["role"]]["opacity"]
    return full * (LOOK["ghost"] if mark["kind"] == "ghost" else 1)


def tint_of(mark):
    """How opaque a box is filled, by its value."""
    return LOOK["fill"] if mark["value"] is None else LOOK["tint"] * float(np.clip(np.nan_to_num(mark["value"]), 0, 1))


def paint(faces, box, view):
    """The picture (height, width, 4) of faces in the box, transparent where nothing is, and its samples' depth, of surfaces and of all."""
    view = view.magnified(SAMPLES)
    width, height = view.size
    surfaces, sheets = ([each for each in faces if (each.opacity < 1) is thin] for thin in (False, True))
    below, above = _Layer(surfaces, box, view), _Layer(sheets, box, view)
    picture = np.zeros((4, width * height), np.float32)
    if below.seen.size:
        picture[:3, below.seen], picture[3, below.seen] = _surfaces(below, view), 1
    if above.seen.size:
        _lay_over(picture, above, below)
    samples = picture.reshape(4, height // SAMPLES, SAMPLES, width // SAMPLES, SAMPLES)
    pixels = sum(samples[:, :, i, :, j] for i in range(SAMPLES) for j in range(SAMPLES)) / SAMPLES**2
    pixels[:3] /= np.maximum(pixels[3], 1e-9)
    depths = [depth.reshape(height, width) for depth in (below.depth, np.maximum(below.depth, above.depth))]
    return np.moveaxis(pixels, 0, -1), *depths


def _surfaces(layer, view):
    """The colours (3, samples) of the surfaces: tinted by height, lit, with iso-lines."""
    height, change = view.heights(layer.y, layer.depth[layer.seen], layer.slopes)
    low, high = layer.each("heights")
    pale, deep = layer.each("shares")
    lit = layer.lit(pale + (deep - pale) * np.clip((height - low) / (high - low), 0, 1))
    return lit + ISO * _iso_lines(height, SAMPLES * np.hypot(*change), low, high, *layer.each("step")) * (INK - lit)


def _lay_over(picture, above, below):
    """The nearest sheet over the surfaces: fainter behind them, with a line in its own darkened colour where it cuts them."""
    seen, under = above.seen, below.owner[above.seen]
    gap = above.depth[seen] - below.depth[seen]
    run = above.slopes - np.append(below.planes[1:, 0], [[0], [0]], axis=1)[:, under]  # the last: under a sheet there may be nothing
    slope = SAMPLES * np.hypot(*run)
    meets = (under >= 0) & (np.abs(run).sum(axis=0) < JUMP) & (slope > TIE)
    line = np.where(meets, _line(np.abs(gap) / np.maximum(slope, TIE)), 0)
    opacity = above.each("opacity") * np.where(gap < -TIE, BEHIND, 1)
    opacity += line * (1 - opacity)
    lit = above.lit(above.each("shares")[0])
    lit += line * (MEETING * above.each("colour") - lit)
    picture[:, seen] = np.vstack([lit * opacity, opacity]) + picture[:, seen] * (1 - opacity)


class _Layer:
    """The nearest of some triangles at every sample: its depth, 0 where there is none, and at those `seen` whose it is."""

    def __init__(self, faces, box, view):
        pieces = [_inside(each.triangles, box.half) for each in faces]
        corners = np.concatenate([np.empty((0, 3, 4)), *pieces])
        face = np.repeat(np.arange(len(faces)), [len(piece) for piece in pieces])
        on_screen = np.concatenate([view.project(corners[..., :3]), corners[..., 3:]], -1).transpose(1, 2, 0)
        (width, height), self.faces = view.size, faces
        self.planes, flat = _planes(on_screen)
        triangle, row, column = _samples(on_screen[:, :2, ~flat], width, height)
        (start, across, down), at = self.planes[:, 0, triangle], row * width + column
        depth = (start + across * (column + 0.5) + down * (row + 0.5)).astype(np.float32)
        self.depth, self.owner = np.zeros(width * height, np.float32), np.full(width * height, -1)
        np.maximum.at(self.depth, at, depth)
        nearest = depth == self.depth[at]
        self.owner[at[nearest]] = triangle[nearest]
        self.seen = np.flatnonzero(self.owner >= 0)
        self.y, self.x = np.array(np.divmod(self.seen, width), np.float32) + np.float32(0.5)
        owner = self.owner[self.seen]
        self.face, self.slopes, self.bright = face[~flat][owner], self.planes[1:, 0, owner], self.planes[:, 1:, owner]

    def each(self, name):
        """What the faces are that are seen: their colours (3, samples) …"""
        values = np.array([getattr(faces, name) for faces in self.faces], np.float32).T
        return values[..., self.face] if len(self.faces) > 1 else values

    def lit(self, share):
        """So much of the faces' colours in the paper, in the light."""
        shade = self.bright[0] + self.bright[1] * self.x + self.bright[2] * self.y
        return np.minimum((1 + share * (self.each("colour") - 1)) * shade, 1)


def _line(distance):
    """How much of a pixel a thin line covers that passes so many pixels away."""
    return np.clip((1.1 - distance) / 0.7, 0, 1)


def _iso_lines(height, change, low, high, step, zero):
    """How much of a pixel is iso-line; where few pixels lie between two lines they fade."""
    drawn, step = step > 0, np.where(step, step, 1)
    level, slope = zero + step * np.round((height - zero) / step), change / step
    line = _line(np.abs(height - level) / np.maximum(change, 1e-12)) * (low < level) * (level < high)
    return line * np.clip((0.4 - slope) / 0.25, 0, 1) * drawn * (slope > LEVEL)


def _lit(places, normals, view):
    """Places with their brightness (…, 4) on the side that is turned to the eye, in a light that goes with the camera."""
    normals, light = _unit(normals), _unit(np.array(LIGHT) @ view.axes)
    front = np.sum(normals * (view.eye - places), -1, keepdims=True) >= 0
    diffuse = np.sum(np.where(front, normals, -normals) * light, -1, keepdims=True)
    return np.concatenate([places, SHADE + GLOW * np.maximum(diffuse, 0)], -1)


def _unit(vectors):
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-300)


def _planes(corners):
    """What varies over triangles (3, k, m) on the screen as start, change across, change down, (3, k − 2, m), and which have no area."""
    ab, ac = corners[1:] - corners[0]
    area = ab[0] * ac[1] - ab[1] * ac[0]
    flat = area == 0
    area = np.where(flat, 1, area)
    across, down = (ab[2:] * ac[1] - ac[2:] * ab[1]) / area, (ac[2:] * ab[0] - ab[2:] * ac[0]) / area
    planes = np.stack([corners[0, 2:] - across * corners[0, 0] - down * corners[0, 1], across, down])
    return planes[..., ~flat].astype(np.float32), flat


def _samples(corners, width, height):
    """The samples whose middle lies in triangles (3, 2, m): which triangle, row and column; on an edge it lies in one of two neighbours."""
    triangle, row = _counted(corners[:, 1].min(axis=0), corners[:, 1].max(axis=0), height)
    at, left, right = row + 0.5, np.inf, -np.inf
    for a, b in ((0, 1), (1, 2), (2, 0)):
        (ax, ay), (bx, by) = corners[a][:, triangle], corners[b][:, triangle]
        crosses = (ay <= at) != (by <= at)
        place = ax + (at - ay) / np.where(crosses, by - ay, 1) * (bx - ax)
        left, right = np.where(crosses, np.minimum(left, place), left), np.where(crosses, np.maximum(right, place), right)
    span, column = _counted(left, right, width)
    return triangle[span], row[span], column


def _counted(low, high, end):
    """The whole numbers in 0 … end − 1 whose middle is in each interval, and whose interval it is."""
    first, last = (np.ceil(np.clip(ends, 0, end) - 0.5).astype(int) for ends in (low, high))
    owner, step = spread(np.maximum(last - first, 0))
    return owner, first[owner] + step


def spread(count):
    """0 … n − 1 for each n of `count`, one after the other, and which of them each number belongs to."""
    owner = np.repeat(np.arange(len(count)), count)
    return owner, np.arange(len(owner)) - (np.cumsum(count) - count)[owner]


def _grid(mark, box, view):
    """Two triangles a cell of a sampled surface; one where one corner is a hole, none where two are. NaN is a hole."""
    n = round(len(mark["z"]) ** 0.5)
    places = box.place(np.stack([mark[axis] for axis in "xyz"], -1)).reshape(n, n, 3)
    places[~np.isfinite(places).all(axis=-1)] = np.nan
    places[..., 2] = np.clip(places[..., 2], -FAR, FAR)
    vertices = _lit(places, _borrowed(np.cross(_run(places, 1), _run(places, 0))), view)
    a, b, c, d = vertices[:-1, :-1], vertices[:-1, 1:], vertices[1:, 1:], vertices[1:, :-1]
    hole = np.isnan(vertices[..., :1])
    halves = [(a, b, c), (a, c, d), (np.where(hole[:-1, :-1], b, np.nan), c, d), (a, b, np.where(hole[1:, 1:], d, np.nan))]
    triangles = np.concatenate([np.stack(half, 2).reshape(-1, 3, 4) for half in halves])
    return triangles[np.isfinite(triangles).all(axis=(1, 2))]


def _borrowed(normals):
    """Normals; where a side of the grid shrinks to a point, as at a pole, none stands upright: there a neighbour's."""
    for step, axis in ((-1, 0), (1, 0), (-1, 1), (1, 1)):
        missing = np.linalg.norm(normals, axis=-1, keepdims=True) <= 1e-10
        if missing.any():
            normals = np.where(missing, np.roll(normals, step, axis), normals)
    return normals


def _run(places, axis):
    """The change of place along the grid by central difference, one-sided beside a hole or an edge."""
    n = len(places)
    before, after = (places.take(np.clip(np.arange(n) + step, 0, n - 1), axis) for step in (-1, 1))
    return np.where(np.isnan(after), places, after) - np.where(np.isnan(before), places, before)


def _cuboid(ends, view):
    """The six faces of a cuboid between two opposite corners, two triangles each; none where a corner has no place."""
    upper = np.arange(8)[:, None] >> np.arange(3) & 1
    sides = [(axis, side) for axis in range(3) for side in (0, 1)] if np.isfinite(ends).all() else []
    faces = [ends[upper, range(3)][upper[:, axis] == side][[0, 1, 3, 0, 3, 2]] for axis, side in sides]
    normals = [np.eye(3)[axis] for axis, _ in sides]
    return np.array([_lit(*face, view) for face in zip(faces, normals, strict=True)]).reshape(-1, 3, 4)


def _inside(triangles, half):
    """Triangles cut at the sides of the box."""
    for axis in range(3):
        for side in (-1, 1):
            triangles = _cut(triangles, half[axis] + 1e-9 - side * triangles[..., axis])
    return triangles


def _cut(triangles, room):
    """What of triangles (m, 3, k) is left where `room`, linear over each and given at its corners, is not negative."""
    kept = np.sum(room >= 0, axis=1)
    if np.all(kept == 3):
        return triangles
    odd = np.where(kept == 1, np.argmax(room >= 0, axis=1), np.argmax(room < 0, axis=1))  # the corner that is alone on its side
    turn = (odd[:, None] + np.arange(3)) % 3
    (a, b, c), (p, q, r) = (
        np.take_along_axis(triangles, turn[..., None], 1).transpose(1, 0, 2),
        np.take_along_axis(room, turn, 1).T[..., None],
    )
    with np.errstate(all="ignore"):
        ab, ac = a + p / (p - q) * (b - a), a + p / (p - r) * (c - a)
    one, two = kept == 1, kept == 2
    pieces = [(a[one], ab[one], ac[one]), (ab[two], b[two], c[two]), (ab[two], c[two], ac[two])]
    return np.concatenate([triangles[kept == 3], *(np.stack(piece, 1) for piece in pieces)])
