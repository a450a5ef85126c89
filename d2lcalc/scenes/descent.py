"""Gradient descent as a path on the map, step by step: what a step promises, how long it may be, and who is first at the bottom."""

import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus.descent import MOMENTUM, losses, steps_until
from d2lcalc.functions import hill_and_valley
from d2lcalc.live import Choice, Number, Step, cases, chart, curve, path, point, told, words
from d2lcalc.live.words import numeral
from d2lcalc.scenes.landscape import Landscape, on_plan
from d2lcalc.scenes.parts import Drawn, part, says
from d2lcalc.scenes.run import Run, astray, chaos, counted, losses_chart, on_surface, path_marks
from d2lcalc.scenes.taylor import angle

RATES = (1e-3, 10.0)
LIMITS = {
    "plain descent": r"\dfrac{2}{\lambda}",
    "momentum": r"\dfrac{2(1+\beta)}{\lambda}",
    "Nesterov": r"\dfrac{2(1+\beta)}{(1+2\beta)\lambda}",
}


def GradientDescent(f=hill_and_valley, start=None, window=None, *, rate=0.1, steps=30, step=0, rates=(), starts=(), **options):
    """The path of w ← w − η∇f(w) from a start that can be dragged, and f at each of its `steps`, one forward and one back at a time.

    What leaves the window is held at its edge, and said. The losses at other `rates`, and what starts at other
    `starts`, stand beside it as ghosts.
    """
    parts = on_plan(), descent_steps(rate, steps, step), loss_curve(rates=rates, starts=starts)
    return Landscape(f, *parts, at=start, window=window, **options)


def descent_sliders(opening, rate, steps, step, optimizers, rates=RATES):
    menu = {"optimizer": Choice(tuple(optimizers), label="optimiser")} if len(optimizers) > 1 else {}
    return {"step": Step(steps, step), "rate": Number(rate, *rates, log=True, label="rate η"), **menu}


def descent_run(here, steps, optimizers, momentum):
    return Run(here.f, here.at, here.rate, here.step, steps, optimizers, here.numbers.get("optimizer", 0), momentum)


@part(descent_sliders, run=descent_run)
def descent_steps(here, rate=0.1, steps=30, step=0, optimizers=("plain descent",), momentum=MOMENTUM, rates=RATES):
    """The path of descent from P, the start, by one of the `optimizers` that one chooses; `rates` are the ends of its slider."""
    run, start = here.run, here.says("The start is at (@x, @y), where f = @value.")
    descended = counted("After @k steps f has gone from @a to @b.", k=run.step, a=run.values[0], b=run.value)
    return Drawn(
        point=point((*here.at, here.value), drag=("x", "y"), label="start", name="the start"),
        on_map=path_marks(run, here.seen),
        cases=astray(run, here.seen, chaos(run)),
        otherwise=cases((run.step == 0, start), (True, descended)),
        before=start,
    )


def loss_axis(here):
    """The scale and limits for the losses: logarithmic where f is nowhere negative in the window."""
    low, high = here.heights
    return ("log", (1e-7 * high, 1e3 * high)) if here.opening.is_above_zero else ("linear", (low, high))


@part()
def loss_curve(here, target=None, rates=(), starts=()):
    """f at each step, and when it came down to the `target`; as ghosts, f at other `rates`, and the paths from other `starts`."""
    run, axis = here.run, loss_axis(here)
    at_rates = [(f"η = {numeral(rate)}", run.path_from(here.at, rate)) for rate in rates]
    elsewhere = [(f"from ({numeral(x)}, {numeral(y)})", run.path_from((x, y), run.rate)) for x, y in starts]
    drawn = losses_chart([run], axis, target, others=[(name, losses(here.f, places)) for name, places in at_rates + elsewhere])
    ghosts = [ghost_path(here, name, on_surface(places, losses(here.f, places), here.seen)) for name, places in elsewhere]
    if target is None:
        return Drawn(charts=drawn, on_map=ghosts)
    first, numbers = steps_until(run.values[:-1], target), {"a": run.values[0], "b": run.value, "k": run.step, "t": target}
    down = counted("f has gone from @a to @b in @k steps; it was first down to @t after @n.", **numbers, n=first)
    not_yet = counted("f has gone from @a to @b in @k steps, and not yet down to @t.", **numbers)
    return Drawn(charts=drawn, on_map=ghosts, cases=[(run.step > 0, cases((first <= run.step, down), (True, not_yet)))])


def ghost_path(here, name, places):
    """The path from another start, which bears its name; where that start would hide in P, the path does."""
    style, hides = {"kind": "ghost", "role": "step"}, jnp.hypot(*(places[0, :2] - jnp.stack(here.at))) < 0.05 * here.reach
    start = point(places[0], label=cases((~hides, name)), name=f"the start {name}", **style)
    return told(path(places, dots=False, label=cases((hides, name)), name=f"the path {name}", **style), start)


@part(lambda opening, rate: {"rival_rate": Number(rate, *RATES, log=True, label="its rate η")})
def race(here, rival="Adam", rate=0.1, target=None):
    """Another optimiser from the same start: its path, at its own rate, and f at each step of both, with the `target`."""
    run, style = here.run, {"role": "y", "name": "the rival's path", "momentum": here.run.momentum}
    other = Run(here.f, here.at, here.rival_rate, here.step, run.steps, (rival,), **style)
    both = f"After @k steps {{}} is at f = @a, and its rival, {rival}, at f = @b."
    raced = run.step > 0, run.named(lambda one: counted(both.format(one), k=run.step, a=run.value, b=other.value))
    raced_chart = losses_chart([run, other], loss_axis(here), target, ahead=[other])
    return Drawn(on_map=path_marks(other, here.seen, kind="ghost", dots=False), charts=raced_chart, cases=[raced])


@part()
def step_factors(here):
    """What a step of plain descent leaves along the axes of least and most curvature, |1 − ηλ|, against the rate η.

    f curves as at the present place. Where the steeper line passes 1 is the limit of plain descent; marked is that of the chosen optimiser.
    """
    run, top, most, label = here.run, 1.5, here.parameter("rate").max, "size of what a step leaves"
    marks = [path([(0, 1), (most, 1)], role="quiet", kind="dashed", dots=False, name="what leaves the distance as it is")]
    for axis, λ in zip(("least", "most"), run.curvatures, strict=True):
        left, name = lambda rate, λ=λ: jnp.minimum(jnp.abs(1 - rate * λ), 2 * top), f"along the axis of {axis} curvature"
        now = run.rate, jnp.minimum(left(run.rate), top)
        marks += [curve(left, label=words("λ = @c", c=λ), name=name), point(now, drag=("rate", None), role="step", name=f"now, {name}")]
    ends = [(run.limit, 0), (run.limit, top)]
    marks += [path(ends, role="gap", dots=False, label="limit", show=jnp.isfinite(run.limit), name="the limit")]
    (c0, c1), (f0, f1) = run.curvatures, 1 - run.rate * run.curvatures
    formula = here.says(r"1-\eta\lambda = @f0\ \ (\lambda = @c0),\quad @f1\ \ (\lambda = @c1)", c0=c0, c1=c1, f0=f0, f1=f1)
    return Drawn(charts=chart(told(marks), window=(0, most, 0, top), labels=("rate η", label)), formulas=formula)


@part()
def rate_limit(here):
    """The formula of the limit, where f curves as it does at the present place."""
    said = says(rate=here.rate, limit=here.run.limit, c=here.run.curvature)

    def formula(name):
        if name not in LIMITS:
            return said(rf"\eta = @rate,\quad \text{{{name} has no such limit}}")
        limit = said(rf"\eta = @rate,\quad {LIMITS[name]} = @limit,\quad \lambda = @c")
        return cases((jnp.isfinite(here.run.limit), limit), (True, said(r"\lambda = @c \text{: no valley here, so no limit}")))

    return Drawn(formulas=here.run.named(formula))


@part()
def straight_way(here, scale=None):
    """The straight way to a minimum, the nearest that the catalogue knows, beside the way downhill from P.

    Downhill is drawn at that `scale` where there is room, so that its length can be compared from place to place.
    """
    known = here.opening.landscape
    minima = jnp.array([place.at for place in known.critical_points if place.kind == "minimum"] if known else [], float)
    at, downhill = jnp.stack(here.at), -here.slopes
    steepest = told(here.arrow(downhill, "−@s ∇f", share=0.35, usual=scale, name="downhill"))
    if not minima.size:
        return Drawn(on_map=steepest)
    nearest = minima[jnp.argmin(jnp.sum((minima - at) ** 2, axis=1))]
    straight = told(path([at, nearest], role="truth", kind="dashed", name="the straight way"))
    ways = [way / jnp.linalg.norm(way) for way in (downhill, nearest - at)]
    chord = [ways[0] + s * (ways[1] - ways[0]) for s in np.linspace(0, 1, 9)]
    arc = path([at + 0.15 * here.reach * way / jnp.linalg.norm(way) for way in chord], role="truth", dots=False, name="the angle between")
    minimum = point(nearest, role="truth", marker="minimum", label="minimum", name="the nearest known minimum")
    off = here.says("At (@x, @y) downhill is @off degrees off the straight way to the minimum.", off=angle(downhill, nearest - at))
    return Drawn(on_map=[steepest, straight, told(arc), minimum], cases=[(True, off)])
