"""Critical points, found by search and told apart by eigenvalues, and the kinks of a curve.

A search ends with a list, not with marks: it is made once, in NumPy, and a picture takes what was found as constants.
After "Dive into Deep Learning", "Multivariable Calculus": "A Note on Mathematical Optimization".
"""

import jax
import numpy as np

from d2lcalc.calculus.scalar_field import scalar_field
from d2lcalc.calculus.taylor import gradient, hessian
from d2lcalc.critical_point import CriticalPoint

__all__ = ["CriticalPoint", "critical_points", "kinks"]

STARTS, STEPS = 600, 60  # of Newton's method, in the whole window
NEAR = 1e-3  # two places nearer than this share of the window are one
FLAT, STRAIGHT = 1e-10, 1e-5  # shares of the usual slope and curvature that are 0 but for the error of the search


def critical_points(f, window):
    """The points with ∇f = 0 that Newton's method finds in the window (xmin, xmax, ymin, ymax, …), the lowest first.

    It starts from a grid and takes no step longer than a tenth of the window, so that it finds what is near.
    That these are all, nobody promises: between two starts is room for more, and a whole line of them is found as many.
    """
    low, high = np.reshape(np.asarray(window, float), (-1, 2)).T
    derivatives = over_rows(lambda *point: (gradient(f)(*point), hessian(f)(*point)))
    places = grid(low, high)
    slopes, curvatures = derivatives(places)
    usual_slope, usual_curvature = usual(slopes), usual(curvatures)
    for _ in range(STEPS):
        places = places + newton_steps(slopes, curvatures, (high - low) / 10)
        slopes, curvatures = derivatives(places)
    steepness = np.linalg.norm(slopes, axis=1)
    inside = ((low <= places) & (places <= high)).all(axis=1)
    order = np.argsort(steepness)
    flat = order[(inside & (steepness <= FLAT * usual_slope))[order]]
    found = flat[distinct(places[flat], NEAR * (high - low))]
    kinds = [kind_of(matrix, STRAIGHT * usual_curvature) for matrix in curvatures[found]]
    points = [critical_point(f, place, kind) for place, kind in zip(places[found], kinds, strict=True)]
    return tuple(sorted(points, key=lambda point: (point.value, point.at)))


def critical_point(f, place, kind):
    """The point with as many digits as are certain: fewer where the Hessian is singular, for there Newton's method is slow."""
    at = tuple((np.round(place, 5 if kind == "undecided" else 10) + 0.0).tolist())  # -0.0 + 0.0 is 0.0
    return CriticalPoint(at, kind, float(scalar_field(f)(*at)) + 0.0)


def kinks(f, interval):
    """The places in the interval (a, b) at which f, of one coordinate, turns without being flat: its slope jumps across 0, as |x| at 0."""
    slope = over_rows(jax.grad(scalar_field(f)))
    ends = np.linspace(*interval, 202)
    left, right = ends[:-1], ends[1:]
    turns = slope(left[:, None]) * slope(right[:, None]) < 0
    left, right = left[turns], right[turns]
    for _ in range(60):
        middle = (left + right) / 2
        before = slope(middle[:, None]) * slope(left[:, None]) > 0
        left, right = np.where(before, middle, left), np.where(before, right, middle)
    jump = np.abs(slope(left[:, None]) - slope(right[:, None]))
    return tuple((np.round(left[jump > 1e-6], 10) + 0.0).tolist())


def over_rows(f):
    mapped = jax.jit(jax.vmap(f))
    return lambda places: jax.tree.map(np.asarray, mapped(*places.T))


def grid(low, high):
    """About STARTS places in the window, none on its border or its middle lines, where functions like to be special."""
    count = 2 * round(STARTS ** (1 / len(low)) / 2)
    shares = (np.arange(count) + 0.5) / count
    axes = np.meshgrid(*(a + shares * (b - a) for a, b in zip(low, high, strict=True)))
    return np.stack([axis.ravel() for axis in axes], axis=1)


def usual(values):
    """The median size, over those that are finite, of vectors or matrices."""
    sizes = np.linalg.norm(values.reshape(len(values), -1), axis=1)
    return np.median(sizes[np.isfinite(sizes)]) if np.isfinite(sizes).any() else np.nan


def newton_steps(slopes, curvatures, longest):
    """−H⁻¹∇f, or where H is singular the shortest step nearest to it; along each axis at most `longest`; 0 where H is not finite."""
    finite = np.isfinite(slopes).all(axis=1) & np.isfinite(curvatures).all(axis=(1, 2))
    inverse = np.linalg.pinv(np.where(finite[:, None, None], curvatures, 0.0), rcond=1e-10, hermitian=True)
    steps = -np.einsum("kij,kj->ki", inverse, np.where(finite[:, None], slopes, 0.0))
    return steps / np.maximum(1, np.abs(steps / longest).max(axis=1))[:, None]


def distinct(places, near):
    """The indices of the places without those that are `near` an earlier one."""
    kept = []
    for index, place in enumerate(places):
        if not (np.abs(place - places[kept]) <= near).all(axis=1).any():
            kept.append(index)
    return kept


def kind_of(matrix, nothing):
    """What a Hessian says of a critical point; eigenvalues no larger than `nothing` say nothing."""
    eigenvalues = np.linalg.eigvalsh(matrix)
    if not (np.abs(eigenvalues) > nothing).all():
        return "undecided"
    return "minimum" if (eigenvalues > 0).all() else "maximum" if (eigenvalues < 0).all() else "saddle"
