"""Whether f has a tangent plane at a point P, and a best quadratic: decided by the values of f near P, not by its program alone.

f is differentiable at P if some slopes g make |f(P + d) − f(P) − g·d| / ‖d‖ fall to 0 with d, whatever way d takes. A derivative of the
program is no answer to that: JAX gives |x| a slope at 0, and √(x²+y²)² none. So the program proposes g, or else difference quotients do,
and the fraction is followed on circles from 2⁻⁶ to 2⁻⁴² of the window: on rays all round, and along the way on which it is largest (on
x³y/(x⁴+y²) every ray is level, but along y = x² it rises). It falls, stays, or rises. What is no larger than rounding says nothing, and
what none of this decides is undecided; a bent way on which f leaves the plane much less than for its curvature is not found. Where all
operations of f are smooth everywhere there is nothing to look for, nor where they are as long as their derivatives are numbers. For the
quadratic it is the same on the rays, with |f(P + d) − f(P) − g·d − ½dᵀHd| / ‖d‖². All this is arithmetic in a few loops, which a tape
can record.
"""

from functools import cached_property
from itertools import combinations, product

import jax.numpy as jnp
import numpy as np
from jax import lax

from d2lcalc.calculus.limits import DISTANCES, FALLS, RISES, STAYS, UNCLEAR, chosen, limit, trend
from d2lcalc.calculus.scalar_field import scalar_field
from d2lcalc.calculus.taylor import gradient, hessian
from d2lcalc.tape.smoothness import smoothness

KINDS = ("differentiable", "a kink", "infinitely steep", "not continuous", "at an edge of where f is defined", "no value", "undecided")
SMOOTH, KINK, STEEP, DISCONTINUOUS, EDGE, VALUELESS, UNDECIDED = range(len(KINDS))
NEARER = DISTANCES[:7]  # at which a bent way is told from the ray that it leaves
RAY, CLOSER = 0.1, 12  # half the angle between neighbouring rays, and how often it is looked more closely
OF_A_VALUE = 2.0**-50  # its rounding, as a share of it: 4 units in the last place
BLURRED = 1e-6  # share of a change of f that must not be in doubt
SPACING = 2.0**-14  # of the places that show how f is rounded


class Jet:
    """f at the point `at` = (x, y, …) to first and second order; `scale` is half the window along each coordinate.

    `first` and `second` are the places in KINDS of what plane and quadratic are there. `slopes`, of shape (n,), and `matrix`, (n, n), are
    NaN where there are none; where that is undecided they are the program's own. What nobody asks is not computed.
    """

    def __init__(self, f, at, scale=1.0):
        self.f, self.at = scalar_field(f), tuple(jnp.asarray(each, float) for each in at)
        self.scale = jnp.broadcast_to(jnp.asarray(scale, float), (len(self.at),))
        self.is_entire, self.is_regular = smoothness(self.f, len(self.at))
        self.value = self.f(*self.at)
        self._noise, self._change = (0.0, 0.0) if self.is_entire else self._hidden_rounding()

    programmed_slopes = cached_property(lambda self: gradient(self.f)(*self.at))
    programmed_matrix = cached_property(lambda self: hessian(self.f)(*self.at))

    @cached_property
    def slopes(self):
        return self.programmed_slopes if self.is_entire else there_is(self.first, self._slopes, self.programmed_slopes)

    @cached_property
    def matrix(self):
        return self.programmed_matrix if self.is_entire else there_is(self.second, self._matrix, self.programmed_matrix)

    @cached_property
    def first(self):
        return self._kind(self.programmed_slopes, self._measured_first)

    @cached_property
    def second(self):
        return self._kind(self.programmed_matrix, self._measured_second)

    def _kind(self, programmed, measured):
        """SMOOTH where all operations are, since their derivatives are numbers; else as it is measured."""
        kind, sure = UNDECIDED if self.is_entire else measured(), jnp.isfinite(programmed).all()
        if not self.is_entire:  # 10⁻¹⁴ beside the tip of a cone, f is smooth on no scale that can be seen
            bend = jnp.abs(self.programmed_matrix * jnp.outer(self.scale, self.scale)).max()
            sure &= self.is_regular & (bend <= 2.0**40 * self._change)
        kind = jnp.where(sure, SMOOTH, kind)
        return jnp.where(jnp.isfinite(self.value), kind, VALUELESS)

    def _measured_first(self):
        (value, plane), bent = self._trend_on_rays, self._trend(self._on_a_bent_way, NEARER)
        jumps, breaks = (bent == STAYS) | (bent == RISES)
        kind = jnp.where((plane == STAYS) | breaks, KINK, jnp.where(plane == FALLS, SMOOTH, UNDECIDED))
        kind = jnp.where(plane == RISES, STEEP, kind)
        kind = jnp.where((value == STAYS) | (value == RISES) | jumps, DISCONTINUOUS, kind)
        kind = jnp.where(self._noise > BLURRED * self._change, UNDECIDED, kind)
        return jnp.where(jnp.isfinite(self._on_rays[0][-1, 0]), kind, EDGE)

    def _measured_second(self):
        slopes, matrix = self._slopes * self.scale, self._matrix * jnp.outer(self.scale, self.scale)
        missed, rounding, _ = self._missed(lambda d: jnp.stack([slopes @ d + d @ matrix @ d / 2]))
        found = trend(missed[:, 0] / DISTANCES**2, rounding / DISTANCES**2, jnp.abs(slopes).max() + jnp.abs(matrix).max())
        kind = jnp.where(found == FALLS, SMOOTH, jnp.where(found == UNCLEAR, UNDECIDED, KINK))
        return jnp.where(self.first == SMOOTH, kind, self.first)

    @cached_property
    def sides(self):
        """The slopes just before and just after P along each coordinate, of shape (n, 2); NaN where the quotients have no limit."""
        if self.is_entire:
            return jnp.stack([self.programmed_slopes] * 2, axis=1)
        limits, errors = self._sides
        return jnp.where(errors < 1e-3 * (1 + jnp.abs(limits)), limits, jnp.nan) / self.scale[:, None]

    @cached_property
    def kinked(self):
        """For each coordinate whether the slopes just before and just after P differ, or one of them is missing."""
        if self.is_entire:
            return ~jnp.isfinite(self.programmed_slopes)
        (before, after), sure = self.sides.T, self._sides[1].sum(axis=1) / self.scale
        return ~(jnp.abs(after - before) <= 4 * sure + 1e-6 * (jnp.abs(before) + jnp.abs(after)))

    @cached_property
    def partials(self):
        """∂f/∂x, ∂f/∂y, …, which there may be without a plane; NaN along a coordinate with a kink."""
        plain = self.slopes if self.is_entire else jnp.where(jnp.isfinite(self.slopes), self.slopes, self.sides.mean(axis=1))
        return jnp.where(self.kinked & ~jnp.isfinite(self.slopes), jnp.nan, plain)

    @cached_property
    def direction(self):
        """A unit vector along which there is no plane: a coordinate with a kink, or where f leaves every plane the most."""
        toward = jnp.zeros(len(self.at)) if self.is_entire else self._toward * self.scale
        for axis in reversed(range(len(self.at))):
            toward = jnp.where(self.kinked[axis], jnp.eye(len(self.at))[axis], toward)
        return toward / jnp.linalg.norm(toward)

    @cached_property
    def across(self):
        """The slopes just before and just after P along that direction."""
        v = self.direction
        measured = lax.map(lambda side: side * self.slope_along(side * v), np.array([-1.0, 1.0]))
        return tuple(measured if self.is_entire else jnp.where(self._trend_on_rays[1] == FALLS, self._slopes @ v, measured))

    def slope_along(self, v):
        """The one-sided slope along v, the limit of (f(P + tv) − f(P)) / t as t > 0 falls to 0; NaN where there is none."""
        if self.is_entire:
            return jnp.dot(self.programmed_slopes, jnp.stack(list(v)))
        limit, error = self._slope_along(jnp.stack(list(v)) / self.scale)
        return jnp.where(error < 1e-3 * (1 + jnp.abs(limit)), limit, jnp.nan)

    def _place(self, offset):
        """P + offset, in windows, as coordinates, and the offset that this is but for rounding."""
        there = lax.optimization_barrier(jnp.stack(self.at) + self.scale * offset)  # XLA takes (P + d) − P for d
        return tuple(there), (there - jnp.stack(self.at)) / self.scale

    def _hidden_rounding(self):
        """How far f is off for rounding within it, where that is more than the rounding of its value: (10⁸ + x²) − 10⁸.

        It shows in the fourth differences of places close together, as do waves that are too short to be seen; with how much f changes.
        """
        middles, ways = np.random.default_rng(1).uniform(-1, 1, (2, 4, 1, len(self.at)))
        middles, ways = (np.concatenate([each, each[..., ::-1]]) for each in (middles, ways))  # the same for x as for y
        offsets = middles / 10 + SPACING * np.arange(5)[:, None] * ways
        values = lax.map(lambda offset: self.f(*self._place(offset)[0]), offsets.reshape(-1, len(self.at))).reshape(8, 5)
        differences = jnp.abs(values @ np.array([1.0, -4.0, 6.0, -4.0, 1.0])) / 2
        changes = jnp.abs(values - self.value).max()
        hidden = jnp.where(differences > OF_A_VALUE * jnp.abs(values).max(axis=1), differences, 0.0).max()
        return hidden, jnp.where(changes > 0, changes, 0.0)

    def _rounding(self, *values):
        return OF_A_VALUE * sum(map(jnp.abs, values)) + self._noise

    def _slope_along(self, u):
        def quotient(h):
            there, offset = self._place(h * u)
            value, length = self.f(*there), jnp.linalg.norm(offset) / jnp.linalg.norm(u)
            return (value - self.value) / length, self._rounding(value, self.value) / length

        return limit(quotient)

    def _curvature_along(self, u):
        def quotient(h):
            after, before = (self.f(*self._place(end * u)[0]) for end in (h, -h))
            return (after - 2 * self.value + before) / h**2, self._rounding(after, before, 2 * self.value) / h**2

        return limit(quotient)

    @cached_property
    def _sides(self):
        axes = np.eye(len(self.at))
        limits, errors = (each.reshape(2, -1).T for each in lax.map(self._slope_along, jnp.concatenate([-axes, axes])))
        return limits * np.array([-1.0, 1.0]), errors

    @cached_property
    def _slopes(self):
        """The slopes that f has if it has a plane: the program's, unless difference quotients say otherwise."""
        limits, errors = self._sides
        return chosen(self.programmed_slopes, limits.mean(axis=1), errors.sum(axis=1), self.scale, self.is_regular)

    @cached_property
    def _matrix(self):
        n = len(self.at)
        pairs = [*combinations(range(n), 2)]
        axes = np.eye(n)
        limits, errors = lax.map(self._curvature_along, jnp.array([*axes, *(axes[i] + axes[j] for i, j in pairs)]))
        matrix, error = jnp.diag(limits[:n]), jnp.diag(errors[:n])
        for (i, j), both, off in zip(pairs, limits[n:], errors[n:], strict=True):
            mixed, unsure = (both - limits[i] - limits[j]) / 2, off + errors[i] + errors[j]
            matrix, error = (a.at[i, j].set(b).at[j, i].set(b) for a, b in ((matrix, mixed), (error, unsure)))
        return chosen(self.programmed_matrix, matrix, error, jnp.outer(self.scale, self.scale), self.is_regular)

    _on_rays = cached_property(lambda self: self._missed(self._plane))
    _trend_on_rays = cached_property(lambda self: self._trend(self._on_rays, DISTANCES))

    def _trend(self, seen, distances):
        """The trends of what is missed of the value, and of the plane as a share of the distance."""
        missed, rounding, _ = seen
        share = np.stack([np.ones_like(distances), 1 / distances], axis=1)
        return trend(missed * share, rounding[:, None] * share, jnp.stack([0.0, jnp.abs(self._slopes * self.scale).max()]))

    def _plane(self, d):
        """What a constant and the plane predict of f(P + d) − f(P)."""
        return jnp.stack([0.0, self._slopes * self.scale @ d])

    def _look(self, predictions, by=1.001):
        """A step of a loop over offsets d, and its start: what predictions of f(P + d) − f(P) miss at most, how large all is, and where."""

        def look(most, offset):
            missed, size, toward = most
            there, d = self._place(offset)
            value, predicted = self.f(*there), predictions(d)
            misses = jnp.abs(value - self.value - predicted)
            toward = jnp.where(misses[-1] > by * missed[-1], offset, toward)
            return (jnp.maximum(missed, misses), jnp.maximum(size, jnp.abs(value) + jnp.abs(predicted).max()), toward), None

        nothing = jnp.zeros(len(self.at))
        return look, (jnp.zeros_like(predictions(nothing)), jnp.asarray(0.0), nothing)

    def _missed(self, predictions):
        """What each prediction misses at most on each circle (if n = 3, sphere) of rays around P, the rounding in it, and where."""
        look, start = self._look(predictions, by=1.2)
        missed, size, toward = lax.map(lambda row: lax.scan(look, start, row)[0], DISTANCES[:, None, None] * rays(len(self.at)))
        return missed, self._rounding(size, self.value), toward

    @cached_property
    def _on_a_bent_way(self):
        """The same where the plane misses most on each circle, looked for closer and closer from where it did on the one before.

        The rounding is infinite where the way bends by no more than places are rounded.
        """
        n, blur = len(self.at), 2.0**-45 * (jnp.abs(jnp.stack(self.at)) / self.scale).max()
        look, (_, zero, _) = self._look(self._plane)
        steps = np.concatenate([np.eye(n), -np.eye(n)])

        def closer(now, _):
            most, width, h = now
            beside = most[2] + width * steps
            better = lax.scan(look, most, h * beside / jnp.linalg.norm(beside, axis=1)[:, None])[0]
            return (better, width * jnp.where((better[2] != most[2]).any(), 2.0, 0.25), h), None

        def circle(before, on_rays):
            h, missed, toward = on_rays
            before, width = h * before[0], h * before[1]
            most = look((missed, zero, toward), before)[0]
            width = jnp.where((most[2] == toward).all(), h * RAY, width)
            missed, size, toward = lax.scan(closer, (most, width, h), length=CLOSER)[0][0]
            bend = jnp.linalg.norm(toward - before)
            rounding = jnp.where(bend > blur, self._rounding(size, self.value), jnp.inf)
            return (toward / h, jnp.maximum(bend, width / 16) / h), (missed, rounding, toward / h)

        missed, _, toward = self._on_rays
        start = toward[0] / NEARER[0], jnp.asarray(RAY)
        return lax.scan(circle, start, (NEARER, missed[: len(NEARER)], toward[: len(NEARER)]))[1]

    @cached_property
    def _toward(self):
        """Where f leaves the plane the most, on the smallest circle on which this is certain."""
        toward = jnp.eye(len(self.at))[0]
        for missed, rounding, there in (self._on_rays, self._on_a_bent_way):
            for error, unsure, offset in zip(missed[:, 1], rounding, there, strict=True):
                toward = jnp.where(error > 100 * unsure, offset, toward)
        return toward


def there_is(kind, measured, programmed):
    """What is measured where that exists, what the program says where it is undecided, and else NaN."""
    return jnp.where(kind == SMOOTH, measured, jnp.where(kind == UNDECIDED, programmed, jnp.nan))


def rays(n):
    """Some 32 directions all round, in the plane evenly and the same for x as for y, as an array (directions, n)."""
    if n == 2:
        angles = np.pi / 16 * np.array([0, 4, 2, 1, 3])
        octant = np.stack([np.cos(angles), np.sin(angles)], axis=1)
        quarter = np.concatenate([octant, octant[:, ::-1]])
        return np.array([*dict.fromkeys(tuple(v) for signs in product((1.0, -1.0), repeat=2) for v in quarter * signs)])
    others = np.random.default_rng(0).normal(size=(32, n))
    return np.concatenate([np.eye(n), -np.eye(n), others / np.linalg.norm(others, axis=1)[:, None]])[: 2 if n == 1 else None]
