"""A run of an optimiser: its path, its losses, and how they are drawn."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from d2lcalc.calculus import hessian
from d2lcalc.calculus.curvature import eigh_2x2
from d2lcalc.calculus.descent import MOMENTUM, descent_path, losses, parting, stability_limit
from d2lcalc.calculus.differentiability import SMOOTH, UNDECIDED, Jet
from d2lcalc.calculus.rounding import ROUNDING
from d2lcalc.live import cases, chart, one_of, path, point, told, words
from d2lcalc.scenes.parts import says

MANY = 60  # steps: dots for more would be a band
FAR = 1e6  # times the size of the window: a path that has come so far does not come back
CHAOS = 1e-3  # two paths that started 1e-12 apart and have parted this far, as a share, have forgotten where they started


@dataclass(frozen=True, eq=False)
class Run:
    """The path from `start` on f of one of the `optimizers`, chosen by its index, of which `step` steps are shown.

    It goes one step further than the last of `steps`. What nobody asks is not computed. `role` and `name` are those of its marks.
    """

    field: Callable
    start: Sequence
    rate: Any
    step: Any
    steps: int
    optimizers: Sequence[str] = ("plain descent",)
    which: Any = 0
    momentum: float = MOMENTUM
    role: str = "step"
    name: str = "the path"

    path = cached_property(lambda self: self.path_from(self.start, self.rate))
    values = cached_property(lambda self: losses(self.field, self.path))
    at = cached_property(lambda self: self.path[self.step])
    next = cached_property(lambda self: self.path[self.step + 1])
    value = cached_property(lambda self: self.values[self.step])
    curvatures = cached_property(lambda self: eigh_2x2(hessian(self.field)(*self.at))[0])  # the least and the most
    curvature = cached_property(lambda self: self.curvatures[1])

    @cached_property
    def lost(self):
        """The first step at which f is no finite number; beyond the last one if there is none."""
        return jnp.sum(jnp.cumprod(jnp.isfinite(self.values) * 1.0)).astype(int)

    @cached_property
    def path_from(self):
        """(start, rate) ↦ the places of the path; traced once, for all that a picture asks of it."""

        def chosen_path(which, start, rate):
            path_of = lambda name: descent_path(self.field, start, rate, self.steps + 1, name, self.momentum)
            return _chosen(which, map(path_of, self.optimizers))

        compiled = jax.jit(chosen_path)
        return lambda start, rate: compiled(self.which, start, rate)

    @cached_property
    def limit(self):
        """The stability limit of the optimiser where f curves as it does at the present place; NaN where there is none."""
        limits = [stability_limit(name, self.curvature, self.momentum) for name in self.optimizers]
        return _chosen(self.which, [jnp.asarray(jnp.nan if limit is None else limit) for limit in limits])

    def named(self, text):
        """What `text` makes of the name of the optimiser."""
        return one_of(self.which, [text(name) for name in self.optimizers])

    def so_far(self, rows):
        """One row for each step of the path that is shown; those yet to come repeat the present one."""
        rows = rows[:-1]
        taken = jnp.arange(len(rows)) <= self.step
        return jnp.where(taken[:, None], rows, rows[self.step])


def _chosen(which, of_each):
    return lax.select_n(jnp.asarray(which, jnp.int32), *of_each)  # a tape chooses once a number; stacked and indexed, among all numbers


def corners(window):
    """The lower left and the upper right corner of a window."""
    return jnp.array(window[::2]), jnp.array(window[1::2])


def on_surface(places, values, window):
    """A path at the heights of f along it; what is far out of the window is held there."""
    low, high = corners(window)
    far = 1e4 * (high - low)
    return jnp.column_stack([jnp.clip(places, low - far, high + far), values])


def path_marks(run, window, label=None, **style):
    """The path so far, and where it has come to, with a `label`: at the edge of the window where it has left it."""
    low, high = corners(window)
    edge, inside = jnp.clip(run.at, low, high), jnp.all(run.at == jnp.clip(run.at, low, high))
    return told(
        path(run.so_far(on_surface(run.path, run.values, window)), role=run.role, name=run.name, **style),
        point((*run.at, run.value), role=run.role, label=label, show=inside & (run.step > 0), name=f"{run.name}: where it is"),
        point(edge, role="gap", label="out there", show=~inside, name=f"{run.name}: where it has left the picture"),
    )


def losses_chart(runs, axis, target=None, letter="f", others=(), ahead=()):
    """The losses of `runs` so far, and as ghosts those of `others`, pairs of name and losses, and what is to come of the runs `ahead`."""
    (scale, limits), steps, label = axis, runs[0].steps, "{} @f" if len(runs) > 1 else "@f"
    marks = [] if target is None else [path([(0, target), (steps, target)], role="quiet", kind="dashed", label="target")]
    for name, values in others:
        trail = jnp.column_stack([jnp.arange(steps + 1.0), held(values[: steps + 1], axis)])
        marks += [told(path(trail, kind="ghost", dots=False, label=name, name=f"{letter}, {name}"))]
    marks += [point((0.0, held(runs[0].values[0], axis)), role="quiet", name=f"{letter} at the start")]
    for run in runs:
        trail = jnp.column_stack([jnp.arange(steps + 2.0), held(run.values, axis)])
        if run in ahead:
            marks += [told(path(trail, kind="ghost", role=run.role, dots=False, name=f"{letter} to come along {run.name}"))]
        now = run.step, jnp.clip(run.value, *limits)
        named = one_of(run.which, [words(label.format(name), f=run.value) for name in run.optimizers])
        marks += told(
            path(run.so_far(trail), role=run.role, dots=steps <= MANY, name=f"{letter} along {run.name}"),
            point(now, drag=("step", None), role=run.role, label=named, name=f"{letter} now, on {run.name}"),
        )
    return chart(marks, window=(0.0, float(steps), *limits), labels=("step", letter), scales=("linear", scale))


def held(values, axis):
    """The losses, held just outside the axis where they are far beyond it."""
    scale, (low, high) = axis
    return jnp.clip(values, *((low / 10, 10 * high) if scale == "log" else (2 * low - high, 2 * high - low)))


def fate(run, window):
    """Where the path is, or was before it came to nothing, where it went then, and what has become of it: four truths.

    Of them the first that is true counts: that f has no value there, that the path is beyond all bounds, that f has no gradient where it
    is, and that it stays there, for ∇f = 0.
    """
    low, high = corners(window)
    now, ahead, size = run.path[jnp.clip(run.lost - 1, 0, run.step)], run.path[run.lost], high - low
    beyond = lambda place: (jnp.abs(place) > FAR * size).any()
    extent, aside = jnp.abs(now) + size, now + size * np.array([0.01, 0.007])[: len(now)]
    jet, gone = Jet(run.field, now, size / 2), run.step >= run.lost
    is_flat = (jnp.abs(jet.slopes * extent) <= 1e-9 * jnp.abs(run.field(*aside) - jet.value)).all()
    moves = (jnp.abs(run.next - run.at) > ROUNDING * extent).any()
    undefined, boundless = gone & jnp.isfinite(ahead).all() & ~beyond(ahead), gone & beyond(now)
    kink = (jet.first != SMOOTH) & (jet.first != UNDECIDED) & ~beyond(now)
    return now, ahead, (undefined, boundless, kink, is_flat & ~moves)


ON_A_MAP = {"at": "(@x, @y)", "ahead": "(@u, @v)", "after": "(@s, @t)", "slope": "gradient"}
ON_A_CURVE = {"at": "x = @x", "ahead": "x = @u", "after": "x = @s", "slope": "derivative"}


def astray(run, window, *more, f="f"):
    """The cases of the path's fate, `more` of them before that it is outside the picture, a map or a chart with a curve."""
    (now, ahead, (undefined, endless, no_gradient, rests)), (back, period) = fate(run, window), cycle(run)
    low, high = corners(window)
    outside = ~((low <= now) & (now <= high)).all()
    numbers = {"k": run.step, "n": run.lost, "p": period, "a": run.values[0], "b": run.field(*now)}
    for names, place in (("xy", now), ("uv", ahead), ("st", run.next)):
        numbers |= zip(names, place, strict=False)
    named = {"f": f, **(ON_A_CURVE if len(now) == 1 else ON_A_MAP)}
    said = lambda text, name="k": counted(text.format(**named), name, **numbers)
    grown = "After @k steps {f} has grown from @a to @b, and the path has left the picture, to {at}: at this rate it diverges."
    return [
        (undefined, said("After @n steps the path has left the domain of {f}: at {ahead} {f} has no finite value.", "n")),
        (endless, said("After @k steps the numbers are beyond all bounds: at this rate the path diverges.")),
        (no_gradient, said("At {at} {f} has no {slope}: there is no next step.")),
        (rests, said("The {slope} is 0 at {at}, where {f} = @b: the path stays there.")),
        (back & (period == 2), said("At this rate the path jumps to and fro for ever between {at} and {after}.")),
        (back, said("At this rate the path goes in circles: every @p steps it is back at {at}.")),
        *more,
        (outside & (run.value > run.values[0]), said(grown)),
        (outside, said("After @k steps the path has left the picture, to {at}, where {f} = @b; at the start it was @a.")),
    ]


def cycle(run):
    """Whether the path is back where it was two to eight steps ago, and how many steps that is."""
    periods = jnp.arange(1, 9)
    away = jnp.abs(run.path[jnp.maximum(run.step - periods, 0)] - run.at).sum(axis=1)
    back = (away[1:] < 1e-6 * away[0]) & (periods[1:] <= run.step)
    return back.any(), 2 + jnp.argmax(back)


def counted(template, name="k", **known):
    """A sentence with "@k steps" in it: "1 step" where there is one."""
    said, one = says(**known), template.replace(f"@{name} steps", f"@{name} step")
    return cases((known[name] == 1, said(one)), (True, said(template)))


def chaos(run):
    """The case that a path which starts beside this one has come to another place."""
    lost = parting(lambda *start: run.path_from(start, run.rate), run.start) > CHAOS
    elsewhere = "At this rate the path is chaotic: a start 10⁻¹² beside this one has come to another place by step @n"
    no_digits = words(f"{elsewhere}. From there on the digits of f mean nothing.", n=jnp.argmax(lost))
    return jnp.any(lost & (jnp.arange(len(lost)) <= run.step)), no_digits
