"""A function of one variable: its tangent line that moves, where it is least on a piece, and the valley in which descent comes to rest."""

import jax
import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus import hessian
from d2lcalc.calculus.differentiability import Jet
from d2lcalc.calculus.optimization import Kink, Rough, critical_points, search
from d2lcalc.calculus.scalar_field import scalar_field
from d2lcalc.live import Number, Scene, Step, cases, chart, curve, one_of, path, point, say, text, told, words
from d2lcalc.live.picture import height_range
from d2lcalc.live.words import PLACEHOLDER, numeral
from d2lcalc.scenes.run import Run, cycle, fate
from d2lcalc.tape import record

STEPS = 60  # of a path


def MovingTangent(f, interval, at, ends=None, **options):
    """The curve y = f(x) over an interval, with its tangent line at a point that moves, and the least value on [a, b].

    `ends` are a and b at first, and make them movable; without, the interval is not cut. A continuous f is least at an end, at a
    flat point or at a corner, where it has no derivative: the lowest of those found is marked. With a question, the tangent line and
    the least value wait for the answer. `options` are those of Scene.
    """
    field, (low, high) = scalar_field(f), interval
    found, level = search(field, interval)
    inner = [*(place.at[0] for place in found), *(at[0] for at in level)]
    kinds = jnp.array([0, 0, *(1 + isinstance(place, Kink) for place in found), *[1] * len(level)])  # of an end, a flat point, a corner
    axes = axes_for(field, interval)

    def picture(x, a=low, b=high):
        jet = Jet(field, (x,), (high - low) / 2)
        value, slope, (before, after) = jet.value, jet.slopes[0], jet.sides[0]
        places = jnp.stack([a, b, *inner])
        values = jax.vmap(field)(places)
        least = jnp.argmin(jnp.where((a <= places) & (places <= b) & jnp.isfinite(values), values, jnp.inf))
        numbers = {"x": x, "f": value, "s": slope, "p": before, "q": after, "a": a, "b": b, "m": values[least], "l": places[least]}
        tangent = lambda t: value + slope * (t - x)
        return [
            chart(
                cut_marks(field, a, b) if ends else [],
                curve(field, domain=(a, b), name="f"),
                told(curve(tangent, role="plane", kind="dashed", show=jnp.isfinite(slope), name="the tangent line")),
                told(
                    point((places[least], values[least]), role="truth", marker="minimum", label="least", show=a < b, name="the least value")
                ),
                point((x, value), drag=("x", None), label="P", name="the point P"),
                **axes,
            ),
            tangent_said(numbers, kinds[least]),
        ]

    number = lambda value, label: Number(value, min=low, max=high, label=label)
    movable = {"a": number(ends[0], "left end a"), "b": number(ends[1], "right end b")} if ends else {}
    return Scene(picture, x=number(at, "x of P"), **movable, **options)


def tangent_said(numbers, kind):
    said = lambda text: words(text, **{name: numbers[name] for name in PLACEHOLDER.findall(text)})
    lowest = "At x = @x, f = @f, with slope @s. On [@a, @b] the least value is @m, at x = @l"
    corner = "At x = @x, f = @f, and there is no derivative"
    kinds = [": an end.", ", where the tangent line is level.", ": a corner, without a derivative."]
    sentence = cases(
        (numbers["a"] >= numbers["b"], said("There is nothing between @a and @b: move an end.")),
        (~jnp.isfinite(numbers["f"]), said("f has no finite value at x = @x: move the point.")),
        (jnp.isfinite(numbers["s"]), one_of(kind, [said(lowest + end) for end in kinds])),
        (jnp.isfinite(numbers["p"] + numbers["q"]), said(f"{corner}: from the left the slope is @p, from the right @q.")),
        (True, said(f"{corner}.")),
    )
    return say(sentence, before=said("At x = @x, f = @f."))


def cut_marks(field, a, b):
    return [
        curve(field, kind="ghost", name="f outside the interval"),
        point((a, field(a)), role="x", drag=("a", None), label="a", name="the left end"),
        point((b, field(b)), role="x", drag=("b", None), label="b", name="the right end"),
    ]


def axes_for(field, interval):
    low, high = height_range(record(field, 0.0).replay(np.linspace(*interval, 501)))
    window = (*interval, low - 0.15 * (high - low), high + 0.1 * (high - low))
    return {"window": window, "labels": ("x", "f(x)")}


def CurveDescent(f, interval, start, *, rate, rates=(0.001, 0.1), other=None, **options):
    """Descent x ← x − η·f′(x) on the curve y = f(x), step by step, and for each valley the rates that it can hold: η < 2/f″.

    The start can be moved; `rates` are the lowest and the highest rate of the slider. The path at the `other` rate is a ghost beside it.
    With a question, the paths wait for the answer. `options` are those of Scene.
    """
    field, (low, high), (slowest, fastest) = scalar_field(f), interval, rates
    valleys = [place for place in critical_points(field, interval) if place.kind == "minimum" and not isinstance(place, Rough)]
    axes = axes_for(field, interval)
    below = 0.08 * (axes["window"][3] - axes["window"][2])

    def picture(x, rate, step):
        taken = lambda run: run.so_far(jnp.column_stack([jnp.clip(run.path[:, 0], 2 * low - high, 2 * high - low), run.values]))
        run, style = Run(field, (x,), rate, step, STEPS), {"kind": "ghost", "role": "y", "name": "the path at the other rate"}
        start = words("The path starts at x = @s.", s=x)
        return [
            chart(
                curve(field, name="f"),
                [valley_marks(field, valley, below) for valley in valleys],
                told(path(taken(Run(field, (x,), other, step, STEPS)), label=f"η = {numeral(other)}", **style)) if other else [],
                told(path(taken(run), name="the path")),
                point((x, field(x)), drag=("x", None), label="start", name="the start"),
                told(point((run.at[0], run.value), role="step", name="where the path is")),
                **axes,
            ),
            say(cases((step == 0, start), *path_cases(run, interval)), before=start),
        ]

    numbers = {
        "x": Number(start, min=low, max=high, label="start"),
        "rate": Number(rate, min=slowest, max=fastest, step=slowest, label="rate η"),
        "step": Step(STEPS, STEPS),
    }
    return Scene(picture, **numbers, **options)


def valley_marks(field, valley, below):
    (x,), name = valley.at, f"the valley at {numeral(valley.at[0])}"
    limit = words("path stays if η < @limit:3", limit=2 / hessian(field)(x)[0, 0])
    return [
        point((x, valley.value), role="truth", marker="minimum", name=name),
        told(text((x, valley.value - below), limit, name=f"the rates held by {name}")),
    ]


def path_cases(run, interval):
    ((now,), (ahead,), (undefined, endless, no_slope, _)), (back, period) = fate(run, interval), cycle(run)
    after, numbers = run.next[0], {"x": now, "f": run.value}
    rests, away = jnp.abs(after - now) < 1e-6 * (1 + jnp.abs(now)), ~((interval[0] <= now) & (now <= interval[1]))
    said = lambda text, **numbers: words(f"After step @k the path {text}", k=run.step, **numbers)
    return [
        (undefined, said("has left the domain of f: at x = @x f has no finite value.", x=ahead)),
        (endless, said("has left all bounds: this rate is too large.")),
        (no_slope, said("is at x = @x, where f has no derivative: there is no next step.", x=now)),
        (away, said("has left the picture: x = @x.", x=now)),
        (rests, said("rests at x = @x, where f = @f.", **numbers)),
        (back & (period == 2), said("jumps to and fro for ever between x = @x and x = @y.", x=now, y=after)),
        (back, said("goes in circles: every @p steps it is back at x = @x.", x=now, p=period)),
        (True, said("is at x = @x, where f = @f, and still on its way.", **numbers)),
    ]
