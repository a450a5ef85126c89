"""Critical points, found by search and told apart by eigenvalues, and kinks at which f is least or greatest, told by its values.

A search ends with a list, not with marks: it is made once, in NumPy, and a picture takes what was found as constants.
After "Dive into Deep Learning", "Multivariable Calculus": "A Note on Mathematical Optimization".
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

import jax
import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from d2lcalc.calculus.differentiability import KINK, SMOOTH, STEEP, UNDECIDED, Jet, is_entire
from d2lcalc.calculus.rounding import OF_A_HESSIAN, ROUNDING
from d2lcalc.calculus.taylor import gradient, hessian
from d2lcalc.critical_point import CriticalPoint, Kink, Rough
from d2lcalc.tape import RecordingError, record

__all__ = ["CriticalPoint", "Found", "Kink", "Rough", "critical_points", "search"]

STARTS, LOOKS, STEPS = 600, 15000, 100  # of Newton's method, places of the finer look, steps from each start
AT_REST = 1e-6  # a step shorter than this share of the window is the last one
SAME, NEAR = 1e-9, 1e-3  # shares of the window: nearer places are one, and nearer ones where f is level between them
RADII = 10.0 ** -np.arange(2, 7)  # shares of the window at which f is looked at around a place
UNSURE = 2e-6  # of the window: how far from its true place a degenerate point may be found
ANGLES = np.arange(64) * np.pi / 32
BLUR = 1e-7  # share of the rise to its neighbours by which a place of a kink may be off it
SEEN = 1e-12  # a difference smaller than this share of its terms has no certain digits


class Found(NamedTuple):
    """The points, the lowest first, and of the heights that f keeps over a region or along a line a place for each."""

    points: tuple[CriticalPoint, ...]
    level: tuple[tuple[float, ...], ...]


def critical_points(f, window):
    """The points with ∇f = 0 in the window (xmin, xmax, ymin, ymax, …), the lowest first.

    Newton's method starts from a grid, from where both slopes turn between the points of a finer grid, and from where f is least or
    greatest on it. That these are all, nobody promises: between the points is room for more. Where f is level over a region or along a
    line there is nothing to list.
    """
    return tuple(point for point in search(f, window).points if not isinstance(point, Kink))


def search(f, window):
    """The critical points and the kinks at which f is least or greatest, and where f keeps one height, as far as its digits go."""
    look = Look(f, *np.reshape(np.asarray(window, float), (-1, 2)).T)
    peaks = look.peaks()
    flat, level = look.critical(*look.ends(np.concatenate([look.grid(), look.turns(), peaks])))
    kinks, ridge = look.kinks(peaks, np.reshape([point.at for point in flat], (-1, len(look.low))))
    points = tuple(sorted(flat + kinks, key=lambda point: (point.value, point.at)))
    level = np.concatenate([level, ridge])
    _, first = np.unique(np.round(look.values(level) / look.height, 9), return_index=True)
    return Found(points, tuple(map(tuple, level[first].tolist())))


@dataclass
class Look:
    """f over the window from the corner `low` to the corner `high`; places are arrays of shape (count, n)."""

    f: Any
    low: np.ndarray
    high: np.ndarray

    def __post_init__(self):
        self.n, self.span = len(self.low), self.high - self.low
        self.extent = np.maximum(abs(self.low), abs(self.high)) + self.span
        self.values = over_rows(self.f, self.n)
        self.derivatives = over_rows(lambda *point: (gradient(self.f)(*point), hessian(self.f)(*point)), self.n)

    def grid(self):
        """About STARTS places, none on the border or the middle lines, where functions like to be special."""
        count = 2 * round(STARTS ** (1 / self.n) / 2)
        return self.spread((np.arange(count) + 0.5) / count).reshape(-1, self.n)

    def spread(self, shares):
        axes = np.meshgrid(*(low + shares * span for low, span in zip(self.low, self.span, strict=True)), indexing="ij")
        return np.stack(axes, axis=-1)

    @cached_property
    def finer(self):
        """About LOOKS places, from border to border, of shape (count, …, count, n)."""
        return self.spread(np.linspace(0, 1, 2 * round(LOOKS ** (1 / self.n) / 2) + 1))

    @cached_property
    def heights(self):
        """f on the finer places, of shape (count, …, count)."""
        return self.values(self.finer.reshape(-1, self.n)).reshape(self.finer.shape[:-1])

    @property
    def height(self):
        """How large f is, where it is finite."""
        return np.max(abs(self.heights), where=np.isfinite(self.heights), initial=0.0) or 1.0

    def turns(self):
        """The middles of small cells at whose corners each slope has both signs: of a grid over the window, then finer ones there."""
        cells, size = self.low[None], self.span
        for count in (len(self.finer) - 1, 8, 8, 8):
            beside = count if 1 < count * len(cells) <= 800 and len(cells) > 0 and size is not self.span else 0
            size, steps = size / count, np.arange(-beside, count + beside + 1)
            corners = cells[:, None] + size * np.array([*product(steps, repeat=self.n)])
            slopes = self.derivatives(corners.reshape(-1, self.n))[0].reshape(len(cells), *[len(steps)] * self.n, self.n)
            around = sliding_window_view(slopes, (2,) * self.n, tuple(range(1, self.n + 1))).reshape(-1, self.n, 2**self.n)
            turning = ((around.min(-1) <= 0) & (around.max(-1) >= 0) & (np.ptp(around, -1) > 0)).all(-1)
            inner = corners.reshape(*slopes.shape)[(slice(None), *[slice(-1)] * self.n)].reshape(-1, self.n)
            kept = inner[turning][np.unique(np.round((inner[turning] - self.low) / size), axis=0, return_index=True)[1]]
            if len(cells) > 1 and len(kept) > 4 * len(cells):  # a line of them
                return cells + size * count / 2
            cells = kept
        return cells + size / 2

    cell = property(lambda self: self.span / (len(self.finer) - 1))

    def peaks(self):
        """The places within the window where f is least or greatest of its neighbours on the finer grid, and then nearer and nearer by."""
        inner = self.finer[(slice(1, -1),) * self.n]
        found = [np.empty((0, self.n))]
        for sign in (1, -1):
            around = sign * sliding_window_view(self.heights, (3,) * self.n).reshape(*inner.shape[:-1], -1)
            least = (around[..., around.shape[-1] // 2] <= around.min(-1)) & (around.max(-1) > around.min(-1))
            found.append(self.zoomed(inner[least][:STARTS], sign))
        return np.concatenate(found)

    def zoomed(self, places, sign):
        """The lowest places of sign·f near by, by values alone: of a box around the best so far, each time a smaller one."""
        box = np.array([*product((-1, -0.5, 0, 0.5, 1), repeat=self.n)])
        now = places
        for width in 0.6 ** np.arange(70) if len(places) else ():
            boxes = now[:, None] + width * self.cell * box
            values = self.values(boxes.reshape(-1, self.n)).reshape(boxes.shape[:2])
            best = np.argmin(np.where(np.isfinite(values), sign * values, np.inf), axis=1)
            best = np.where(np.take_along_axis(values, best[:, None], 1)[:, 0] == values[:, len(box) // 2], len(box) // 2, best)
            now = boxes[np.arange(len(places)), best]
        return now[(abs(now - places) <= 2 * self.cell).all(1)]

    def ends(self, places):
        """Where Newton's method comes to rest, and its last steps; it takes no step longer than a tenth of the window."""
        steps, going = np.full(places.shape, np.inf), np.ones(len(places), bool)
        for _ in range(STEPS):
            steps[going] = newton_steps(*self.derivatives(places[going]), self.span / 10)
            places[going] += steps[going]
            going &= (abs(steps) > ROUNDING * self.extent).any(1) & (abs(places - self.low - self.span / 2) <= self.span).all(1)
            if not going.any():
                break
        return places, steps

    def critical(self, places, steps):
        """What the ends of Newton's method are, and the places around which f is level."""
        slopes, curvatures = self.derivatives(places)
        rest = (abs(steps) <= AT_REST * self.span).all(1) & (abs(slopes) <= AT_REST * (abs(curvatures) @ self.span)).all(1)
        places, level = places[rest], np.zeros(rest.sum(), bool)
        for has_no_point in (self.is_level, self.is_on_a_line):
            level[~level] = has_no_point(places[~level])
        places, level = self.distinct(self.snapped(places[~level])), places[level]
        places = places[~self.is_level(places)]
        return [point for point in self.told(places, self.kinds(places)) if not isinstance(point, Kink)], level

    def is_level(self, places):
        """Whether f has no slope at all, at the places and in a quarter of the directions around them: the digits may end at an edge."""
        slopes, curvatures = self.derivatives(places)
        level = ~(slopes.any(1) | curvatures.any((1, 2)))
        ring = places[level, None] + 1e-8 * self.span * directions(self.n)
        level[level] = self.derivatives(ring.reshape(-1, self.n))[0].any(1).reshape(ring.shape[:2]).mean(1) < 0.75
        return level

    def is_on_a_line(self, places):
        """Whether f is as high on a way through a place: Newton's method, begun beside it on that way, does not come back."""
        lost = self.kinds(places) == "undecided"
        values, vectors = np.linalg.eigh(self.derivatives(places[lost])[1])
        way = np.take_along_axis(vectors, np.argmin(abs(values), axis=1)[:, None, None], 2)[:, :, 0]
        beside, steps = self.ends(places[lost] + 10 * NEAR * self.span * way)
        stays = (abs(steps) <= AT_REST * self.span).all(1) & (abs(beside - places[lost]) > NEAR * self.span).any(1)
        lost[lost] = stays & (abs(self.values(beside) - self.values(places[lost])) <= 1e-9 * self.height)
        return lost

    def told(self, places, kinds):
        """The places as points with their kinds, if f has second derivatives there; else with those that its values around say."""
        values, makers = self.values(places), np.full(len(places), CriticalPoint, object)
        which, size = np.isfinite(values), abs(self.rises(places, 0.01, directions(self.n)[None])).max(1, initial=0.0)
        if not self.is_entire and len(places):
            first, second, matrices = self.jets(places)
            smooth = np.isin(second, (SMOOTH, UNDECIDED))
            blind = smooth & ~np.isfinite(self.derivatives(places)[1]).all((1, 2))
            kinds = np.where(smooth, np.where(blind, by_eigenvalues(eigenvalues(matrices)), kinds), self.extremes(places)[0])
            makers = np.select([smooth, np.isin(first, (SMOOTH, UNDECIDED))], [CriticalPoint, Rough], Kink)
            which &= np.isin(first, (SMOOTH, UNDECIDED, KINK, STEEP))
        values = np.where(abs(values) <= ROUNDING * size, 0.0, values)
        rows = zip(makers[which], places[which].tolist(), kinds[which].tolist(), values[which].tolist(), strict=True)
        return [make(tuple(at), kind, value) for make, at, kind, value in rows]

    @cached_property
    def is_entire(self):
        return is_entire(jax.make_jaxpr(self.f)(*self.low).jaxpr)

    @cached_property
    def jets(self):
        """What there is of first and second order at places of which derivatives of a program say nothing."""

        def jet(*point):
            there = Jet(self.f, point, self.span / 2)
            return there.first, there.second, there.matrix

        return over_rows(jet, self.n)

    def snapped(self, places):
        """Each place at the roundest numbers near by at which f is no steeper but for rounding."""
        slopes, curvatures = map(abs, self.derivatives(places))
        allowed, snapped = np.maximum(slopes, ROUNDING * (curvatures @ self.extent)), places.copy()
        for digits in range(16, -1, -1):
            rounded = self.rounded(places, digits)
            shift = abs(rounded - places)
            no_steeper = (abs(self.derivatives(rounded)[0]) <= allowed).all(1) | (shift <= ROUNDING * self.extent).all(1)
            good = no_steeper & (shift <= 1e-5 * self.span).all(1)
            snapped[good] = rounded[good]
        return snapped

    def rounded(self, places, digits):
        """The places to so many digits of the numbers of the window."""
        decimals = digits - np.floor(np.log10(self.span)).astype(int)
        return np.stack([np.round(column, k) for column, k in zip(places.T, decimals, strict=True)], axis=1) + 0.0

    def distinct(self, places):
        """The places in the window, each once: two near by are one if f is level between them, too."""
        steepness = np.linalg.norm(self.derivatives(places)[0], axis=1)
        inside = np.flatnonzero(((self.low <= places) & (places <= self.high)).all(1))
        kept = np.empty((0, self.n))
        for place in places[inside[np.argsort(steepness[inside], kind="stable")]]:
            near = kept[(abs(kept - place) <= NEAR * self.span).all(1)]
            if not any(self.are_one(place, other) for other in near):
                kept = np.vstack([kept, place])
        return kept

    def are_one(self, a, b):
        if (abs(b - a) <= SAME * self.span).all():
            return True
        way = (b - a) / abs((b - a) / self.span).max()
        slopes = self.derivatives(np.array([a + 0.2 * (b - a), (a + b) / 2, a + NEAR * way, a - NEAR * way]))[0]
        between, beyond = np.split(abs(slopes @ way), 2)
        return between.max() <= 1e-6 * beyond.max() + ROUNDING * abs(slopes).max() * abs(way).max()

    def kinds(self, places):
        """What a Hessian says of each place, if it says about the same wherever in its uncertainty the place is."""
        corners = UNSURE * self.span * np.array([*product((-1, 0, 1), repeat=self.n)])
        values = eigenvalues(self.derivatives((places[:, None] + corners).reshape(-1, self.n))[1])
        values = values.reshape(len(places), len(corners), self.n)
        now = values[:, len(corners) // 2]
        certain = (abs(values - now[:, None]) <= 0.5 * abs(now[:, None])).all((1, 2))
        return np.where(certain, by_eigenvalues(now), "undecided")

    def kinks(self, peaks, taken):
        """The peaks that are none of the critical points that are `taken`, and those that are not alone: along a line f is as high."""
        inside = ((self.low < peaks) & (peaks < self.high)).all(1)
        peaks = self.rounded(peaks[inside & ~(abs(peaks[:, None] - taken) <= self.cell).all(2).any(1)], 13)
        if self.is_entire or not len(peaks):
            return [], peaks[:0]
        kinds, strict = self.extremes(peaks)
        smooth = np.isin(self.jets(peaks)[1], (SMOOTH, UNDECIDED))
        alone = np.where(smooth[:, None], self.rounded(peaks, 7), peaks)[strict]
        return [*dict.fromkeys(self.told(alone, kinds[strict]))], peaks[~strict & (kinds != "undecided") & np.isfinite(self.values(peaks))]

    def rises(self, places, radius, v):
        """f in the directions v, so far from each place as a share of the window, less f there."""
        there = places[:, None] + radius * self.span * v
        return self.values(there.reshape(-1, self.n)).reshape(there.shape[:-1]) - self.values(places)[:, None]

    def extremes(self, places):
        """Whether no value near by is lower ("minimum"), none higher ("maximum") or neither ("undecided"), and whether none is equal."""
        sizes = np.stack([abs(self.rises(places, radius, directions(self.n)[None])).max(1) for radius in RADII], axis=1)
        seen = sizes > SEEN * abs(self.values(places))[:, None]
        nearest = np.where(seen.any(1), len(RADII) - 1 - np.argmax(seen[:, ::-1], axis=1), 0)
        lowest, highest = (sign * self.lowest(places, RADII[nearest][:, None, None], sign) for sign in (1, -1))
        size = sizes[np.arange(len(places)), nearest]
        kinds = np.select([lowest >= -BLUR * size, highest <= BLUR * size], ["minimum", "maximum"], "undecided")
        return kinds, np.maximum(lowest, -highest) > 1e-9 * size

    def lowest(self, places, radius, sign):
        """The lowest of sign·rises around each place: in the best of the directions, and then between it and its neighbours."""
        v, box = directions(self.n)[None], np.array([*product((-1, -0.5, 0, 0.5, 1), repeat=self.n)])
        for width in 0.1 * 0.6 ** np.arange(60):
            rises = sign * self.rises(places, radius, v)
            best = np.take_along_axis(np.broadcast_to(v, (len(rises), *v.shape[1:])), np.argmin(rises, axis=1)[:, None, None], 1)
            v = best + width * box
            v /= np.linalg.norm(v, axis=-1, keepdims=True)
        return rises.min(1)


def eigenvalues(matrices):
    return np.linalg.eigvalsh(np.where(np.isfinite(matrices), matrices, 0.0))


def by_eigenvalues(values):
    certain = (abs(values) > OF_A_HESSIAN * abs(values).max(1, keepdims=True)).all(1)
    return np.select([~certain, (values > 0).all(1), (values < 0).all(1)], ["undecided", "minimum", "maximum"], "saddle")


def directions(n):
    """Vectors of length 1 in all directions."""
    if n == 2:
        return np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)
    corners = np.array([v for v in product((-1.0, 0.0, 1.0), repeat=n) if any(v)])
    return corners / np.linalg.norm(corners, axis=1, keepdims=True)


def over_rows(f, n):
    """What f(*place) gives, mapped over places of shape (count, n): on a tape, or by JAX where no tape can hold f."""
    try:
        tape = record(f, *[0.5] * n)
    except RecordingError:
        mapped = jax.jit(jax.vmap(f))
        return lambda places: jax.tree.map(np.asarray, mapped(*places.T))

    def replayed(places):
        grid = np.vstack([places, np.full(n, 0.5)]).T  # with one place more, for a tape needs one
        rows = lambda leaf, shape: np.moveaxis(np.broadcast_to(np.reshape(leaf, (*shape, -1)), (*shape, grid.shape[1])), -1, 0)[:-1]
        leaves, tree = jax.tree.flatten(tape.replay(*grid))
        return jax.tree.unflatten(tree, map(rows, leaves, tape.result_shapes))

    return replayed


def newton_steps(slopes, curvatures, longest):
    """−H⁻¹∇f, or where H is singular the shortest step nearest to it; along each axis at most `longest`; 0 where H is not finite."""
    finite = np.isfinite(slopes).all(axis=1) & np.isfinite(curvatures).all(axis=(1, 2))
    values, vectors = np.linalg.eigh(np.where(finite[:, None, None], curvatures, 0.0))
    usable = abs(values) > ROUNDING * abs(values).max(1, keepdims=True)
    along = np.einsum("kji,kj->ki", vectors, np.where(finite[:, None], slopes, 0.0))
    steps = -np.einsum("kij,kj->ki", vectors, np.where(usable, along / np.where(usable, values, 1.0), 0.0))
    return steps / np.maximum(1, np.abs(steps / longest).max(axis=1))[:, None]
