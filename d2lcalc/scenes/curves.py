"""A function of one variable: its tangent line, magnified or moved, where it is least on a piece, and the valley where descent rests."""

import jax
import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus import hessian
from d2lcalc.calculus.differentiability import Jet
from d2lcalc.calculus.optimization import Kink, Rough, critical_points, search
from d2lcalc.calculus.scalar_field import scalar_field
from d2lcalc.live import Number, Scene, Step, cases, chart, curve, one_of, path, point, say, scene, text, told, words
from d2lcalc.live.picture import height_range
from d2lcalc.live.words import numeral
from d2lcalc.scenes.opening import ZOOM
from d2lcalc.scenes.parts import says
from d2lcalc.scenes.run import Run, astray, counted
from d2lcalc.tape import record

STEPS = 60  # of a path
LEAST = (": an end.", ", where the tangent line is level.", ": a corner, without a derivative.")


@scene
def TangentLine(f, at, zoom=ZOOM):
    """The curve y = f(x) and its tangent line at a point, under a magnifying glass: near enough, the curve is the line.

    The window reaches 1 to each side of the point at first.
    """
    jet, reach = Jet(scalar_field(f), (jnp.asarray(at, float),)), 1 / zoom
    f, height, slope, (before, after) = jet.f, jet.value, jet.slopes[0], jet.sides[0]
    line = lambda x: height + slope * (x - at)
    rise, gap = 1.2 * reach * jnp.maximum(jnp.nanmax(jnp.abs(jet.sides)), 1), jnp.abs(f(at + reach) - line(at + reach))
    said = says(x=at, slope=slope, reach=reach, gap=gap, before=before, after=after)
    sentence = cases(
        (jnp.isfinite(slope), said("The line has slope @slope. At distance @reach from P the curve is @gap away from the line.")),
        (jnp.isfinite(before + after), said("f has no tangent line at P: just before P its slope is @before, just after it @after.")),
        (True, said("f has no tangent line at P = @x.")),
    )
    tangent = told(curve(line, role="plane", kind="dashed", label="tangent line", name="the tangent line"))
    p, window = point((at, height), label="P", name="the point P"), (at - reach, at + reach, height - rise, height + rise)
    return [
        chart(curve(f, label="f"), tangent, p, window=window, labels=("x", "y"), equal=True),
        say(sentence, before=said("The window reaches @reach to each side of P.")),
    ]


def MovingTangent(f, interval, at, ends=None, **options):
    """The curve y = f(x) over an interval, with its tangent line at a point that moves, and the least value on [a, b].

    `ends` are a and b at first, and make them movable; without, the interval is not cut. A continuous f is least at an end, at a flat point
    or at a corner, where it has no derivative: the lowest of those found is marked. With a question f beyond P waits as well.
    """
    field, (low, high) = scalar_field(f), interval
    found, level = search(field, interval)
    inner = [*(place.at[0] for place in found), *(at[0] for at in level)]
    kinds = jnp.array([0, 0, *(1 + isinstance(place, Kink) for place in found), *[1] * len(level)])  # which of LEAST
    axes = axes_for(field, interval)

    def picture(x, revealed, a=low, b=high):
        jet = Jet(field, (x,), (high - low) / 2)
        value, slope, (before, after) = jet.value, jet.slopes[0], jet.sides[0]
        places = jnp.stack([a, b, *inner])
        values = jax.vmap(field)(places)
        least = jnp.argmin(jnp.where((a <= places) & (places <= b) & jnp.isfinite(values), values, jnp.inf))
        at, height, has_slope = places[least], values[least], jnp.isfinite(slope)
        marks = [
            curve(field, domain=(a, jnp.where(revealed, b, jnp.clip(x, a, b))), name="f"),
            told(
                curve(lambda t: value + slope * (t - x), role="plane", kind="dashed", show=has_slope, name="the tangent line"),
                point((at, height), role="truth", marker="minimum", label="least", show=a < b, name="the least value"),
            ),
            point((x, value), drag=("x", None), label="P", name="the point P"),
        ]
        if ends:
            outside = curve(field, kind="ghost", name="f outside the interval")
            left = point((a, field(a)), role="x", drag=("a", None), label="a", name="the left end")
            right = point((b, field(b)), role="x", drag=("b", None), label="b", name="the right end")
            marks = [told(outside, left, right), *marks]
        said = says(x=x, f=value, s=slope, p=before, q=after, a=a, b=b, m=height, l=at)
        lowest = "At x = @x, f = @f, with slope @s. On [@a, @b] the least value is @m, at x = @l"
        corner = "At x = @x, f = @f, and there is no derivative"
        sentence = cases(
            (a >= b, said("There is nothing between @a and @b: move an end.")),
            (~jnp.isfinite(value), said("f has no finite value at x = @x: move the point.")),
            (has_slope, one_of(kinds[least], [said(lowest + end) for end in LEAST])),
            (jnp.isfinite(before + after), said(f"{corner}: from the left the slope is @p, from the right @q.")),
            (True, said(f"{corner}.")),
        )
        return [chart(marks, **axes), say(sentence, before=said("At x = @x, f = @f."))]

    number = lambda value, label: Number(value, min=low, max=high, label=label)
    movable = {"a": number(ends[0], "left end a"), "b": number(ends[1], "right end b")} if ends else {}
    return Scene(picture, x=number(at, "x of P"), **movable, **options)


def axes_for(field, interval):
    low, high = height_range(record(field, 0.0).replay(np.linspace(*interval, 501)))
    window = (*interval, low - 0.15 * (high - low), high + 0.1 * (high - low))
    return {"window": window, "labels": ("x", "f(x)")}


def CurveDescent(f, interval, start, *, rate, rates=(0.001, 0.1), other=None, **options):
    """Descent x ← x − η·f′(x) on the curve y = f(x), step by step, and for each valley the rates that it can hold: η < 2/f″.

    The start can be moved; `rates` are the lowest and the highest rate of the slider. The path at the `other` rate is a ghost beside it.
    """
    field, (low, high), (slowest, fastest) = scalar_field(f), interval, rates
    valleys = [place for place in critical_points(field, interval) if place.kind == "minimum" and not isinstance(place, Rough)]
    axes = axes_for(field, interval)
    below = 0.08 * (axes["window"][3] - axes["window"][2])

    def picture(x, rate, step):
        taken = lambda run: run.so_far(jnp.column_stack([jnp.clip(run.path[:, 0], 2 * low - high, 2 * high - low), run.values]))
        run, ghost = Run(field, (x,), rate, step, STEPS), {"kind": "ghost", "role": "y", "name": "the path at the other rate"}
        leaps = taken(Run(field, (x,), other, step, STEPS)) if other else []
        start = words("The path starts at x = @s.", s=x)
        said = lambda what: counted(f"After @k steps the path {what} at x = @x, where f = @f.", k=step, x=run.at[0], f=run.value)
        rests = jnp.abs(run.next[0] - run.at[0]) < 1e-6 * (1 + jnp.abs(run.at[0]))
        now = cases((step == 0, start), *astray(run, interval, (rests, said("rests"))), (True, said("is")))
        marks = [
            curve(field, name="f"),
            [valley_marks(field, valley, below) for valley in valleys],
            told(path(leaps, **ghost), point(leaps[1], label=f"η = {numeral(other)}", **ghost)) if other else [],
            told(path(taken(run), label=words("η = @rate", rate=rate), name="the path")),
            point((x, field(x)), drag=("x", None), label="start", name="the start"),
            told(point((run.at[0], run.value), role="step", name="where the path is")),
        ]
        return [chart(marks, **axes), say(now, before=start)]

    at = Number(start, min=low, max=high, label="start")
    rate = Number(rate, min=slowest, max=fastest, step=slowest, label="rate η")
    return Scene(picture, x=at, rate=rate, step=Step(STEPS, STEPS), **options)


def valley_marks(field, valley, below):
    (x,), name = valley.at, f"the valley at {numeral(valley.at[0])}"
    limit = words("η < @limit:3", limit=2 / hessian(field)(x)[0, 0])
    return [
        point((x, valley.value), role="truth", marker="minimum", name=name),
        told(text((x, valley.value - below), limit, name=f"the rates held by {name}")),
    ]
