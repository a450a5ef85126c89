"""Gradient descent as a path on the map, step by step: what a step promises, how long it may be, and what goes astray."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from d2lcalc.calculus import gradient, hessian
from d2lcalc.calculus.curvature import FLAT, eigh_2x2
from d2lcalc.calculus.descent import (
    MOMENTUM,
    OPTIMIZERS,
    descent_path,
    losses,
    parting,
    promised_change,
    stability_limit,
    steps_until,
)
from d2lcalc.functions import hill_and_valley
from d2lcalc.live import (
    Choice,
    Number,
    Scene,
    Step,
    arrow,
    box,
    chart,
    curve,
    path,
    plan,
    point,
    readout,
    say_first,
    stage,
    surface,
    text,
    words,
)
from d2lcalc.live.questions import Question
from d2lcalc.scenes.opening import Opening, check_names, landscape_subject, tip_within, with_sliders
from d2lcalc.scenes.taylor import angle

VIEWS = ("stage", "plan", "losses", "promise", "rates")
LAYERS = ("limit", "straight way")
RATES = (1e-3, 10.0)
CHAOS = 1e-3  # two paths that started 1e-12 apart and have parted this far, as a share, have forgotten where they started
LIMITS = {
    "plain descent": r"\frac{2}{\lambda}",
    "momentum": r"\frac{2(1+\beta)}{\lambda}",
    "Nesterov": r"\frac{2(1+\beta)}{(1+2\beta)\lambda}",
}


class GradientDescent(Scene):
    """The path of w ← w − η∇f(w) from a start that can be dragged, `steps` steps of it, one forward and one back at a time.

    `views`: the "stage" and the "plan" with the path; "losses", f at each step; "promise", for the step that comes next the change
    ∇f·s that the slopes promise (hollow) beside the one delivered (filled); "rates", f after the last step against the rate η.
    `layers`: "limit", the rate above which the optimiser cannot stay where the ground curves as it does here, where it has such a
    limit; "straight way", downhill beside the straight way to the nearest minimum that the catalogue knows. `optimizers` are those in
    the menu; `rival` is one that is raced from the same start at its own rate. `target` is a loss to get down to. `sliders` names the
    parameters that have a control. With a question, path, losses and bars wait for the answer.
    What leaves the window is held at its edge, and said.
    ValueError for a start outside the window or a name that is unknown.
    """

    def __init__(
        self,
        f: Callable | str = hill_and_valley,
        start: Sequence[float] | None = None,
        window: Sequence[float] | None = None,
        *,
        rate: float = 0.1,
        steps: int = 30,
        step: int = 0,
        optimizers: Sequence[str] = ("plain descent",),
        rival: str | None = None,
        rival_rate: float = 0.1,
        momentum: float = MOMENTUM,
        target: float | None = None,
        layers: Sequence[str] = (),
        views: Sequence[str] = ("plan", "losses"),
        sliders: Sequence[str] | None = None,
        question: Question | None = None,
        title: str = "",
    ) -> None:
        check_names("view", views, VIEWS)
        check_names("layer", layers, LAYERS)
        check_names("optimiser", [*optimizers, *([rival] if rival else [])], OPTIMIZERS)
        raced = rival is not None
        used = ["rate", "step", *(["optimizer"] if len(optimizers) > 1 else []), *(["rival", "rival_rate"] if raced else [])]

        def compose(opening: Opening):
            field, window, minima, axis = opening.field, opening.window, opening.minima, loss_axis(opening)
            parameters = opening.point() | {
                "step": Step(steps, step),
                "rate": Number(rate, min=RATES[0], max=RATES[1], log=True, label="rate η"),
                "optimizer": Choice(tuple(optimizers), label="optimiser"),
                "rival": Choice(OPTIMIZERS, OPTIMIZERS.index(rival or "plain descent"), label="raced against"),
                "rival_rate": Number(rival_rate, min=RATES[0], max=RATES[1], log=True, label="its rate η"),
            }
            path_of, rival_path = (chosen_path(field, names, steps + 1, momentum) for names in (optimizers, OPTIMIZERS))

            def picture(x, y, step, rate, optimizer, rival, rival_rate, revealed):
                told = revealed if question else True
                run = Run.of(field, path_of(optimizer, (x, y), rate), step)
                runs = [(run, "step", "the path")]
                if raced:
                    runs.append((Run.of(field, rival_path(rival, (x, y), rival_rate), step), "y", "the rival's path"))
                racers = [called(optimizers, optimizer), called(OPTIMIZERS, rival)] if raced else None
                limit = Limit.at(run, optimizers, optimizer, momentum) if "limit" in layers else None
                final = lambda rate: field(*path_of(optimizer, (x, y), rate)[steps])
                marks = [
                    surface(field, name="the surface z = f(x, y)"),
                    *(mark for entry in runs for mark in path_marks(*entry, window, told)),
                    point((x, y, field(x, y)), drag=("x", "y"), label="start", name="the start"),
                    *(way_marks(run, minima, window, told) if "straight way" in layers else []),
                    *([next_step(run, told)] if "promise" in views else []),
                ]
                panels = {
                    "stage": lambda: stage(*marks, window=window),
                    "plan": lambda: plan(*marks, window=window),
                    "losses": lambda: losses_chart(runs, steps, axis, told, target, racers=racers),
                    "promise": lambda: promise_chart(run, told),
                    "rates": lambda: rates_chart(final, rate, limit, axis, told),
                }
                start = {"x": x, "y": y, "f": field(x, y)}
                cases = [
                    (~jnp.isfinite(start["f"]), words("f has no finite value at (@x, @y): move the start.", x=x, y=y)),
                    (jnp.logical_not(told), words("The start is at (@x, @y), where f = @f.", **start)),
                    *trouble(run, window, parting(lambda *start: path_of(optimizer, start, rate), (x, y))),
                    *([way_case(run, minima)] if "straight way" in layers and minima else []),
                    *(promise_cases(run) if "promise" in views else []),
                    (step == 0, words("The start is at (@x, @y), where f = @f.", **start)),
                    *(race_cases(runs[0][0], runs[1][0], *racers) if raced else []),
                    *(target_cases(run, target) if target is not None else []),
                    (True, words("After @k steps f has gone from @a to @b.", k=step, a=run.values[0], b=run.value)),
                ]
                lines = limit.lines(rate, told) if limit else []
                return [*(panels[view]() for view in VIEWS if view in views), *lines, say_first(*cases)]

            return picture, with_sliders(parameters, used if sliders is None else sliders)

        super().__init__(compose, subject=landscape_subject(f, start, window), question=question, title=title)

    @property
    def path(self) -> np.ndarray:
        """The places of the path up to the present step, (steps taken + 1, 2), as the picture's tape computes them."""
        marks = [mark for panel in self.spec["panels"] for mark in panel["marks"] if mark["name"] == "the path"]
        if not marks:
            raise ValueError("this scene draws no path: give it the view 'plan' or 'stage'")
        outputs = self._outputs()
        return np.array([[float(outputs[index]) for index in place[:2]] for place in marks[0]["numbers"]["positions"][: self.step + 1]])


def chosen_path(field, names, steps, momentum):
    """The path of that one of the named optimisers which is chosen by its index: (index, start, rate) ↦ places."""

    def path_of(which, start, rate):
        paths = [descent_path(field, start, rate, steps, name, momentum) for name in names]
        return lax.select_n(jnp.asarray(which, jnp.int32), *paths)  # a tape chooses once a number; stacked and indexed, among all numbers

    return jax.jit(path_of)  # traced once, for all that a picture asks of it


class Run(NamedTuple):
    """A path of f and its losses, and the step at which we look at it; the path goes one step further."""

    field: Callable
    path: Any
    values: Any
    step: Any

    @classmethod
    def of(cls, field, path, step):
        """The run along a path."""
        return cls(field, path, losses(field, path), step)

    @property
    def at(self):
        """The place after `step` steps."""
        return self.path[self.step]

    @property
    def next(self):
        """The place after one step more."""
        return self.path[self.step + 1]

    @property
    def value(self):
        """f at that place."""
        return self.values[self.step]

    @property
    def promised(self):
        """What the slopes promise of the next step."""
        return promised_change(self.field, self.at, self.next - self.at)

    @property
    def delivered(self):
        """How f changes with the next step."""
        return self.values[self.step + 1] - self.value

    def so_far(self, rows):
        """One row for each step of the path that is shown; those yet to come repeat the present one."""
        rows = rows[:-1]
        taken = jnp.arange(len(rows)) <= self.step
        return jnp.where(taken[:, None], rows, rows[self.step])


def path_marks(run, role, name, window, told, label=None):
    """The path so far, and where it has come to, with a `label`: at the edge of the window where it has left it."""
    low, high = jnp.array(window[::2]), jnp.array(window[1::2])
    far = 1e4 * (high - low)
    places = jnp.column_stack([jnp.clip(run.path, low - far, high + far), run.values])
    inside = jnp.all((low <= run.at) & (run.at <= high))
    edge = jnp.clip(run.at, low, high)
    x, y = run.at
    return [
        path(run.so_far(places), role=role, show=told, name=name),
        point((x, y, run.value), role=role, label=label, show=told & inside, name=f"{name}: where it is"),
        point((edge[0], edge[1]), role="gap", label="out there", show=told & ~inside, name=f"{name}: where it has left the picture"),
    ]


def way_marks(run, minima, window, told):
    """The arrow downhill, and the straight line to the nearest known minimum."""
    tip = tip_within(run.at, -gradient(run.field)(*run.at), window, share=0.35)
    marks = [arrow(run.at, tip, label="−∇f", show=told, name="downhill")]
    if minima:
        bottom = nearest(run.at, minima)
        marks += [
            path([run.at, bottom], role="truth", kind="dashed", show=told, name="the straight way"),
            point(bottom, role="truth", label="minimum", name="the nearest known minimum"),
        ]
    return marks


def nearest(place, minima):
    places = jnp.array(minima, float)
    return places[jnp.argmin(jnp.sum((places - place) ** 2, axis=1))]


def loss_axis(opening):
    """The scale and limits for the losses: logarithmic where f is nowhere negative in the window."""
    low, high = opening.heights
    air = 0.08 / 1.16 * (high - low)  # the heights have it below and above
    if low + air < -1e-9 * high:
        return "linear", (low, high)
    return "log", (1e-7 * high, 1e3 * high)


def held(values, axis):
    """The losses, held just outside the axis where they are far beyond it."""
    scale, (low, high) = axis
    return jnp.clip(values, *((low / 10, 10 * high) if scale == "log" else (2 * low - high, 2 * high - low)))


def called(names, chosen):
    """Every name, and whether it is the one chosen by its index."""
    return [(name, chosen == index) for index, name in enumerate(names)]


def losses_chart(runs, steps, axis, told, target=None, letter="f", racers=None):
    """The losses of each run against the steps, with its last one; in a race with the name of its optimiser."""
    scale, limits = axis
    marks = [] if target is None else [path([(0, target), (steps, target)], role="quiet", kind="dashed", label="target", name="the target")]
    for (run, role, name), titles in zip(runs, racers or [[("", True)]] * len(runs), strict=True):
        trail = run.so_far(jnp.column_stack([jnp.arange(steps + 2.0), held(run.values, axis)]))
        marks += [
            path(trail, role=role, show=told, name=f"{letter} along {name}"),
            *(
                point(
                    (run.step, jnp.clip(run.value, *limits)),
                    drag=("step", None),
                    role=role,
                    label=words(f"{title} @f".strip(), f=run.value),
                    show=told & chosen,
                    name=f"{letter} now, on {name}",
                )
                for title, chosen in titles
            ),
        ]
    return chart(*marks, window=(0.0, float(steps), *limits), labels=("step", letter), scales=("linear", scale))


def next_step(run, told):
    return arrow(run.at, run.next, role="plane", label="next", show=told, name="the next step")


def promise_chart(run, told):
    """The promised change as a hollow bar, the delivered one as a narrow filled bar, on one scale."""
    promised, delivered = run.promised, run.delivered
    largest = jnp.maximum(jnp.abs(promised), jnp.abs(delivered))
    top = 1.4 * jnp.where(jnp.isfinite(largest) & (largest > 0), largest, 1.0)
    aside = lambda change: change + jnp.where(change > 0, 0.12, -0.12) * top
    return chart(
        path([(0.0, 0.0), (1.0, 0.0)], role="quiet", name="no change"),
        box((0.1, 0.0), (0.45, promised), role="plane", value=0.0, show=told, name="the promised change"),
        box((0.65, 0.0), (0.8, delivered), role="truth", value=1.0, show=told, name="the delivered change"),
        text((0.275, aside(promised)), words("promised @p", p=promised), role="plane", show=told, name="what is promised"),
        text((0.725, aside(delivered)), words("delivered @d", d=delivered), show=told, name="what is delivered"),
        window=(0.0, 1.0, -top, top),
        labels=("", "change of f in the next step"),
        scales=("none", "linear"),
    )


def rates_chart(final, rate, limit, axis, told):
    """f after the last step against the rate, with the present rate and the limit, if there is one to show."""
    scale, limits = axis
    after = final(rate)
    marks = [
        curve(lambda rate: held(final(rate), axis), show=told, name="f after the last step, at every rate"),
        point((rate, jnp.clip(after, *limits)), drag=("rate", None), role="step", label=words("@f", f=after), show=told, name="this rate"),
    ]
    if limit:
        ends = [(limit.rate, height) for height in limits]
        marks.append(path(ends, role="gap", label="limit", show=told & jnp.isfinite(limit.rate), name="the limit"))
    return chart(*marks, window=(*RATES, *limits), labels=("rate η", "f after the last step"), scales=("log", scale))


class Limit(NamedTuple):
    """The stability limit of the chosen one of the named optimisers where f curves as it does at the present place."""

    names: Sequence[str]
    which: Any
    curvature: Any
    rate: Any

    @classmethod
    def at(cls, run, names, which, momentum):
        """The limit at the place where the run is, NaN where there is none."""
        curvature = eigh_2x2(hessian(run.field)(*run.at))[0][1]
        of_each = [stability_limit(name, curvature, momentum) for name in names]
        rates = [jnp.asarray(jnp.nan if limit is None else limit) for limit in of_each]
        return cls(names, which, curvature, lax.select_n(jnp.asarray(which, jnp.int32), *rates))

    def lines(self, rate, told):
        """For the optimiser that is chosen, its limit as a formula, where it has one."""
        return [line for index, name in enumerate(self.names) for line in self._lines_of(name, rate, told & (self.which == index))]

    def _lines_of(self, name, rate, shown):
        if name not in LIMITS:
            return [readout(words(rf"\eta = @rate,\quad \text{{{name} has no such limit}}", rate=rate), show=shown)]
        formula = rf"\eta = @rate,\quad {LIMITS[name]} = @limit,\quad \lambda = @c"
        exists = jnp.isfinite(self.rate)
        return [
            readout(words(formula, rate=rate, limit=self.rate, c=self.curvature), show=shown & exists),
            readout(words(r"\lambda = @c \text{: no valley here, so no limit}", c=self.curvature), show=shown & ~exists),
        ]


# What is said


def trouble(run, window, parted=None, letter="f"):
    """What comes before other news: a path beyond all bounds, outside the picture, or standing still; chaotic, if `parted` is given."""
    (x, y), (xmin, xmax, ymin, ymax) = run.at, window
    inside = (xmin <= x) & (x <= xmax) & (ymin <= y) & (y <= ymax)
    lost = jnp.zeros(1, bool) if parted is None else parted > CHAOS
    chaotic = jnp.any(lost & (jnp.arange(len(lost)) <= run.step))
    flat = jnp.hypot(*gradient(run.field)(x, y)) < FLAT
    numbers = {"k": run.step, "x": x, "y": y, "a": run.values[0], "b": run.value}
    boundless = "After @k steps the numbers are beyond all bounds: at this rate the path diverges."
    no_digits = (
        "At this rate the path is chaotic: a start 10⁻¹² beside this one has come to another place by step @n. "
        f"From there on the digits of {letter} mean nothing."
    )
    diverging = (
        f"After @k steps {letter} has grown from @a to @b, and the path has left the picture, to (@x, @y): at this rate it diverges."
    )
    away = f"After @k steps the path has left the picture, to (@x, @y), where {letter} = @b; at the start it was @a."
    still = f"∇{letter} = 0 at (@x, @y): the path stays there, be it a minimum or not."
    return [
        (~jnp.isfinite(run.value), words(boundless, k=run.step)),
        (chaotic, words(no_digits, n=jnp.argmax(lost))),
        (~inside & (run.value > run.values[0]), words(diverging, **numbers)),
        (~inside, words(away, **numbers)),
        (flat, words(still, x=x, y=y)),
    ]


def way_case(run, minima):
    down, straight = -gradient(run.field)(*run.at), nearest(run.at, minima) - run.at
    told = "At (@x, @y) downhill is @off degrees off the straight way to the minimum."
    return True, words(told, x=run.at[0], y=run.at[1], off=angle(down, straight))


def race_cases(run, other, names, other_names):
    """Where both are, each by its name."""
    numbers = {"k": run.step, "a": run.value, "b": other.value}
    return [
        (chosen & raced, words(f"After @k steps {name} is at f = @a, and its rival, {rival}, at f = @b.", **numbers))
        for name, chosen in names
        for rival, raced in other_names
    ]


def promise_cases(run):
    numbers = {"k": run.step + 1, "p": run.promised, "d": run.delivered}
    return [
        (run.delivered > 0, words("Step @k promises a change of @p, but f rises by @d.", **numbers)),
        (True, words("Step @k promises a change of @p and delivers @d.", **numbers)),
    ]


def target_cases(run, target):
    first = steps_until(run.values[:-1], target)
    numbers = {"a": run.values[0], "b": run.value, "k": run.step, "t": target}
    return [
        (first <= run.step, words("f has gone from @a to @b in @k steps; it was first down to @t after @n.", **numbers, n=first)),
        (True, words("f has gone from @a to @b in @k steps, and not yet down to @t.", **numbers)),
    ]
