"""Gradient descent as a path on the map, step by step: what a step promises, how long it may be, and who is first at the bottom."""

import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus.descent import MOMENTUM, losses, steps_until
from d2lcalc.functions import hill_and_valley
from d2lcalc.live import Choice, Number, Step, cases, chart, curve, path, point, told, words
from d2lcalc.live.words import numeral
from d2lcalc.scenes.landscape import Landscape, on_plan
from d2lcalc.scenes.parts import Drawn, part, says
from d2lcalc.scenes.run import Run, astray, chaos, counted, held, losses_chart, on_surface, path_marks
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
    ghosts = [ghost_path(name, on_surface(places, losses(here.f, places), here.seen)) for name, places in elsewhere]
    if target is None:
        return Drawn(charts=drawn, on_map=ghosts)
    first, numbers = steps_until(run.values[:-1], target), {"a": run.values[0], "b": run.value, "k": run.step, "t": target}
    down = counted("f has gone from @a to @b in @k steps; it was first down to @t after @n.", **numbers, n=first)
    not_yet = counted("f has gone from @a to @b in @k steps, and not yet down to @t.", **numbers)
    return Drawn(charts=drawn, on_map=ghosts, cases=[(run.step > 0, cases((first <= run.step, down), (True, not_yet)))])


def ghost_path(name, places):
    """The path from another start, which bears its name."""
    style = {"kind": "ghost", "role": "step"}
    return told(path(places, dots=False, label=name, name=f"the path {name}", **style), point(places[0], name=f"the start {name}", **style))


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
def rate_curve(here, rates=RATES):
    """f after the last step, against the rate, with the present rate and the limit above which the path cannot stay in its valley."""
    run, (scale, limits) = here.run, loss_axis(here)
    final = lambda rate: here.f(*run.path_from(here.at, rate)[run.steps])
    now, ends = final(run.rate), [(run.limit, height) for height in limits]
    marks = told(
        curve(lambda rate: held(final(rate), (scale, limits)), name="f after the last step, at every rate"),
        point((run.rate, jnp.clip(now, *limits)), drag=("rate", None), role="step", label=words("@f", f=now), name="this rate"),
        path(ends, role="gap", label="limit", show=jnp.isfinite(run.limit), name="the limit"),
    )
    return Drawn(charts=chart(marks, window=(*rates, *limits), labels=("rate η", "f after the last step"), scales=("log", scale)))


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
def straight_way(here):
    """The straight way to a minimum, the nearest that the catalogue knows, beside the way downhill from P."""
    known = here.opening.landscape
    minima = jnp.array([place.at for place in known.critical_points if place.kind == "minimum"] if known else [], float)
    at, downhill = jnp.stack(here.at), -here.slopes
    steepest = told(here.arrow(downhill, "−@s ∇f", share=0.35, name="downhill"))
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
