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

from d2lcalc.calculus.differentiability import KINK, SMOOTH, STEEP, UNDECIDED, Jet
from d2lcalc.calculus.rounding import OF_A_HESSIAN, ROUNDING
from d2lcalc.calculus.taylor import gradient, hessian
from d2lcalc.critical_point import CriticalPoint, Kink, Rough
from d2lcalc.tape import record
from d2lcalc.tape.smoothness import smoothness

STARTS, LOOKS, STEPS = 600, 15000, 100  # places where Newton's method starts, places of the finer look, steps from each start
# Shares of the window:
REST = 1e-6  # a shorter step is the last one, and a slope is none that the second derivatives make so near by
UNSURE = 5e-6  # a degenerate place is found so far from the true one: the slope of (x−1)⁴, multiplied out, is rounding there
SAME = 1e-9  # nearer places are one; of the height of f: nearer heights are one
RADII = 10.0 ** -np.arange(2, 7)  # where f is looked at around a place
# Shares of how much f changes there, and of f:
BLUR = 1e-7  # by which a kink may be missed: √ of the rounding of a direction
SEEN = 1e-12  # a smaller difference has no certain digits


class Found(NamedTuple):
    """The points, the lowest first, and of the heights that f keeps over a region or along a line a place for each."""

    points: tuple[CriticalPoint, ...]
    level: tuple[tuple[float, ...], ...]


def critical_points(f, window):
    """The points with ∇f = 0 in the window (xmin, xmax, ymin, ymax, …), the lowest first.

    Newton's method starts from a grid, from where on a finer one both slopes turn or f is least or greatest, and between the points so
    found. That these are all, nobody promises. Where f is level over a region or along a line there is nothing to list. RecordingError
    for a function that no tape can hold, such as one with jnp.linalg.eigh.
    """
    return tuple(point for point in search(f, window).points if not isinstance(point, Kink))


def search(f, window):
    """The critical points and the kinks at which f is least or greatest, and where f keeps one height, as far as its digits go."""
    look = Look(f, *np.reshape(np.asarray(window, float), (-1, 2)).T)
    peaks = look.peaks()
    places = look.at_rest(np.concatenate([look.starts(), look.turns(), peaks]))
    places = look.distinct(np.concatenate([places, look.at_rest(look.between(places[~look.is_level(places)]))]))
    level = look.is_level(places)
    flat = [point for point in look.told(places[~level]) if not isinstance(point, Kink)]
    kinks, ridge = look.kinks(peaks, np.reshape([point.at for point in flat], (-1, look.n)))
    points = tuple(sorted(flat + kinks, key=lambda point: (point.value, point.at)))
    level = np.concatenate([places[level], ridge])
    _, first = np.unique(np.round(look.values(level) / look.height, 9), return_index=True)
    return Found(points, tuple(map(tuple, level[first].tolist())))


@dataclass
class Look:
    """f over the window from the corner `low` to the corner `high`; places are arrays of shape (…, n)."""

    f: Any
    low: np.ndarray
    high: np.ndarray

    def __post_init__(self):
        self.n, self.span = len(self.low), self.high - self.low
        self.extent = np.maximum(abs(self.low), abs(self.high)) + self.span
        self.values = over_places(self.f, self.n)
        self.derivatives = over_places(lambda *point: (gradient(self.f)(*point), hessian(self.f)(*point)), self.n)
        self.is_entire, _ = smoothness(self.f, self.n)
        count = 2 * round(LOOKS ** (1 / self.n) / 2)
        self.cell = self.span / count
        self.finer = self.grid(np.arange(count + 1) / count)
        self.heights = self.values(self.finer)
        self.height = np.max(abs(self.heights), where=np.isfinite(self.heights), initial=0.0) or 1.0

    def grid(self, shares):
        axes = np.meshgrid(*(low + shares * span for low, span in zip(self.low, self.span, strict=True)), indexing="ij")
        return np.stack(axes, axis=-1)

    def starts(self):
        """About STARTS places, none on the border or the middle lines, where functions like to be special."""
        count = 2 * round(STARTS ** (1 / self.n) / 2)
        return self.grid((np.arange(count) + 0.5) / count).reshape(-1, self.n)

    def turns(self):
        """The middles of the cells of the finer grid at whose corners each slope has both signs; of very many, some."""
        slopes = self.derivatives(self.finer)[0]
        around = sliding_window_view(slopes, (2,) * self.n, tuple(range(self.n))).reshape(*slopes[(slice(1, None),) * self.n].shape, -1)
        turning = ((around.min(-1) <= 0) & (around.max(-1) >= 0) & (np.ptp(around, -1) > 0)).all(-1)
        places = self.finer[(slice(-1),) * self.n][turning] + self.cell / 2
        return places[:: len(places) // (4 * STARTS) + 1]

    def peaks(self):
        """The places within the window where f is least or greatest of its neighbours on the finer grid, and then nearer and nearer by."""
        inner = self.finer[(slice(1, -1),) * self.n]
        found = [np.empty((0, self.n))]
        for sign in (1, -1):
            around = sign * sliding_window_view(self.heights, (3,) * self.n).reshape(*inner.shape[:-1], -1)
            least = (around[..., around.shape[-1] // 2] <= around.min(-1)) & (around.max(-1) > around.min(-1))
            places = inner[least]
            places = places[:: len(places) // STARTS + 1]
            nearer = narrowed(lambda places, sign=sign: sign * self.values(places), places, self.cell)
            found.append(nearer[(abs(nearer - places) <= 2 * self.cell).all(1)])
        return np.concatenate(found)

    def between(self, places):
        """The middles of the ways from each place to the eight nearest: between two minima there is a pass."""
        found = [np.empty((0, self.n))]
        for block in np.array_split(places, len(places) // STARTS + 1):
            apart = np.linalg.norm((block[:, None] - places) / self.span, axis=2)
            found.append((block[:, None] + places[np.argsort(apart, axis=1)[:, 1:9]]).reshape(-1, self.n) / 2)
        return np.concatenate(found)

    def at_rest(self, places):
        """The places in the window where Newton's method comes to rest, each once; it takes no step longer than a tenth of the window."""
        places, steps, going = places.copy(), np.full(places.shape, np.inf), np.ones(len(places), bool)
        for _ in range(STEPS):
            steps[going] = newton_steps(*self.derivatives(places[going]), self.span / 10)
            places[going] += steps[going]
            going &= (abs(steps) > ROUNDING * self.extent).any(1) & (abs(places - self.low - self.span / 2) <= self.span).all(1)
            if not going.any():
                break
        places = self.snapped(places[(abs(steps) <= REST * self.span).all(1) & self.is_flat(places)])
        return self.distinct(places[((self.low <= places) & (places <= self.high)).all(1)])

    def is_flat(self, places):
        slopes, curvatures = self.derivatives(places)
        return (abs(slopes) <= REST * (abs(curvatures) @ self.span)).all(-1)

    def snapped(self, places):
        """Each place at the roundest numbers near by at which f is no steeper but for rounding."""
        slopes, curvatures = map(abs, self.derivatives(places))
        allowed, snapped = np.maximum(slopes, ROUNDING * (curvatures @ self.extent)), places.copy()
        for digits in range(16, -1, -1):
            rounded = self.rounded(places, digits)
            shift = abs(rounded - places)
            same = (abs(self.derivatives(rounded)[0]) <= allowed).all(1) | (shift <= ROUNDING * self.extent).all(1)
            good = same & (shift <= 2 * UNSURE * self.span).all(1)
            snapped[good] = rounded[good]
        return snapped

    def rounded(self, places, digits):
        """The places to so many digits of the numbers of the window."""
        decimals = digits - np.floor(np.log10(self.span)).astype(int)
        return np.stack([np.round(column, k) for column, k in zip(places.T, decimals, strict=True)], axis=1) + 0.0

    def distinct(self, places):
        """The places, each once, and of degenerate ones near by the least steep."""
        steepness = np.linalg.norm(self.derivatives(places)[0], axis=1)
        reach = self.span[:, None] * np.where(self.by_hessian(places) == "undecided", 2 * UNSURE, SAME)
        columns = places.T.copy()
        kept, free = [], np.ones(len(places), bool)
        for k in np.argsort(steepness, kind="stable"):
            if free[k]:
                kept.append(k)
                free &= ~(abs(columns - columns[:, k, None]) <= reach).all(0)
        return places[kept]

    def by_hessian(self, places):
        """What a Hessian says of each place, if it says about the same wherever in its uncertainty the place is."""
        corners = UNSURE * self.span * np.array([*product((-1, 0, 1), repeat=self.n)])
        values = eigenvalues(self.derivatives(places[:, None] + corners)[1])
        now = values[:, len(corners) // 2]
        certain = (abs(values - now[:, None]) <= 0.5 * abs(now[:, None])).all((1, 2))
        return np.where(certain, by_eigenvalues(now), "undecided")

    def is_level(self, places):
        """Whether a place of which its Hessian says nothing is one of many: on a way through it f has no slope and the same height."""
        level = self.by_hessian(places) == "undecided"
        lost = places[level]
        rise = lambda there: abs(self.values(there) - self.values(lost)[:, None])
        ring = self.way(lost, RADII[0], lambda there: np.maximum(rise(there), abs(self.span * self.derivatives(there)[0]).max(-1)))
        there = lost + RADII[0] * self.span * ring
        smooth = self.is_entire or not len(lost) or np.isin(self.jets(there)[0], (SMOOTH, UNDECIDED))
        level[level] = self.is_flat(there) & smooth & (rise(there[:, None])[:, 0] <= SAME * self.height)
        return level

    def told(self, places):
        """The places as points with their kinds, if f has second derivatives there; else with those that its values around say."""
        kinds, values, makers = self.by_hessian(places), self.values(places), np.full(len(places), CriticalPoint, object)
        which, size = np.isfinite(values), abs(self.rises(places, RADII[0], directions(self.n))).max(1, initial=0.0)
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
    def jets(self):
        """What there is of first and second order at places of which derivatives of a program say nothing."""

        def jet(*point):
            there = Jet(self.f, point, self.span / 2)
            return there.first, there.second, there.matrix

        return over_places(jet, self.n)

    def kinks(self, peaks, taken):
        """The peaks that are none of the critical points that are `taken`, and those that are not alone: along a line f is as high."""
        inside = ((self.low < peaks) & (peaks < self.high)).all(1)
        peaks = self.rounded(peaks[inside & ~(abs(peaks[:, None] - taken) <= self.cell).all(2).any(1)], 13)
        if self.is_entire or not len(peaks):
            return [], peaks[:0]
        kinds, strict = self.extremes(peaks)
        smooth = np.isin(self.jets(peaks)[1], (SMOOTH, UNDECIDED))
        alone = np.where(smooth[:, None], self.rounded(peaks, 7), peaks)[strict]
        told = [point for point in dict.fromkeys(self.told(alone)) if point.kind != "undecided"]
        return told, peaks[~strict & (kinds != "undecided") & np.isfinite(self.values(peaks))]

    def rises(self, places, radius, v):
        """f in the directions v, so far from each place as a share of the window, less f there."""
        return self.values(places[:, None] + radius * self.span * v) - self.values(places)[:, None]

    def extremes(self, places):
        """Whether no value near by is lower ("minimum"), none higher ("maximum") or neither ("undecided"), and whether none is equal."""
        sizes = np.stack([abs(self.rises(places, radius, directions(self.n))).max(1) for radius in RADII], axis=1)
        seen = sizes > SEEN * abs(self.values(places))[:, None]
        nearest = np.where(seen.any(1), len(RADII) - 1 - np.argmax(seen[:, ::-1], axis=1), 0)
        (kinds, alone), (_, from_afar) = (self.extremes_at(places, radius[:, None, None]) for radius in (RADII[nearest], RADII[:1]))
        return kinds, alone | from_afar

    def extremes_at(self, places, radius):
        size = abs(self.rises(places, radius, directions(self.n))).max(1)
        ways = (self.way(places, radius, lambda there, sign=sign: sign * self.values(there)) for sign in (1, -1))
        lowest, highest = (self.rises(places, radius, way[:, None])[:, 0] for way in ways)
        kinds = np.select([lowest >= -BLUR * size, highest <= BLUR * size], ["minimum", "maximum"], "undecided")
        return kinds, np.maximum(lowest, -highest) > BLUR * size

    def way(self, places, radius, what):
        """The direction from each place in which `what`, so far off as a share of the window, is least."""
        there = lambda v: what(places[:, None] + radius * self.span * v)
        every = np.broadcast_to(directions(self.n), (len(places), *directions(self.n).shape))
        best = np.argmin(finite(there(every)), axis=1)[:, None, None]
        return narrowed(there, np.take_along_axis(every, best, 1)[:, 0], 0.1, lambda v: v / np.linalg.norm(v, axis=-1, keepdims=True))


def narrowed(what, places, width, onto=lambda places: places):
    """The places near by where `what` is least: of a box around the best so far, laid `onto` a sphere, each time a smaller one."""
    box = width * np.array([*product((-1, -0.5, 0, 0.5, 1), repeat=places.shape[-1])])
    middle = len(box) // 2
    for size in 0.6 ** np.arange(70) if len(places) else ():
        boxes = onto(places[:, None] + size * box)
        values = finite(what(boxes))
        best = np.where(values[:, middle] <= values.min(1), middle, np.argmin(values, axis=1))
        places = boxes[np.arange(len(places)), best]
    return places


def finite(values):
    return np.where(np.isfinite(values), values, np.inf)


def eigenvalues(matrices):
    return np.linalg.eigvalsh(np.where(np.isfinite(matrices), matrices, 0.0))


def by_eigenvalues(values):
    certain = (abs(values) > OF_A_HESSIAN * abs(values).max(1, keepdims=True)).all(1)
    return np.select([~certain, (values > 0).all(1), (values < 0).all(1)], ["undecided", "minimum", "maximum"], "saddle")


def directions(n):
    """Vectors of length 1 in all directions."""
    if n == 2:
        angles = np.arange(64) * np.pi / 32
        return np.stack([np.cos(angles), np.sin(angles)], axis=1)
    corners = np.array([v for v in product((-1.0, 0.0, 1.0), repeat=n) if any(v)])
    return corners / np.linalg.norm(corners, axis=1, keepdims=True)


def over_places(f, n):
    """What f(*place) gives, mapped over places of shape (…, n); RecordingError where no tape can hold f."""
    tape = record(f, *[0.5] * n)

    def values(places):
        grid = np.vstack([places.reshape(-1, n), np.full(n, 0.5)]).T  # with one place more, for a tape needs one
        leaves, tree = jax.tree.flatten(tape.replay(*grid))
        rows = [
            np.broadcast_to(np.reshape(leaf, (*shape, -1)), (*shape, grid.shape[1]))
            for leaf, shape in zip(leaves, tape.result_shapes, strict=True)
        ]
        return jax.tree.unflatten(tree, [np.moveaxis(row[..., :-1], -1, 0).reshape(*places.shape[:-1], *row.shape[:-1]) for row in rows])

    return values


def newton_steps(slopes, curvatures, longest):
    """−H⁻¹∇f, or where H is singular the shortest step nearest to it; along each axis at most `longest`; 0 where H is not finite."""
    finite = np.isfinite(slopes).all(axis=1) & np.isfinite(curvatures).all(axis=(1, 2))
    values, vectors = np.linalg.eigh(np.where(finite[:, None, None], curvatures, 0.0))
    usable = abs(values) > ROUNDING * abs(values).max(1, keepdims=True)
    along = np.einsum("kji,kj->ki", vectors, np.where(finite[:, None], slopes, 0.0))
    steps = -np.einsum("kij,kj->ki", vectors, np.where(usable, along / np.where(usable, values, 1.0), 0.0))
    return steps / np.maximum(1, np.abs(steps / longest).max(axis=1))[:, None]
