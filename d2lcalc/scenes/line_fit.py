"""A loss that is made of data: a line through points, which is itself a point on the map of the loss."""

import jax.numpy as jnp
import numpy as np

from d2lcalc.functions import LINE_FIT_DATA
from d2lcalc.live import Number, Step, Switch, cases, chart, contour, curve, path, plan, point, say, scene, told, words
from d2lcalc.live.words import numeral
from d2lcalc.scenes.run import Run, astray, counted, losses_chart, path_marks

LEVELS = (0.3, 0.5, 1, 2, 5, 10, 20, 40)  # close to the bottom, too, so that the valley is seen
WINDOW = (-1.0, 4.0, -1.0, 4.0)  # of w and b
SLOPE = Number(0.0, *WINDOW[:2], step=0.05, label="slope w", control=False)
HEIGHT = Number(0.0, *WINDOW[2:], step=0.05, label="height b", control=False)
TIMES, HEIGHTS = np.array(LINE_FIT_DATA, float).T
MIDDLE = np.mean(TIMES)
STEPS = 30


@scene
def LineFit(w=SLOPE, b=HEIGHT):
    """The line w·t + b beside its loss L(w, b) = mean of (w·t + b − y)² over LINE_FIT_DATA (t, y): the point on the map *is* the line.

    Dragging the point moves the line, and dragging the line by its two handles moves the point.
    """
    loss = line_loss(0.0)
    sentence = words("The line y = @[@w t + @b] has the loss @L.", w=w, b=b, L=loss(w, b))
    return [line_chart((w, b), (w, b), 0.0), loss_map(loss, (w, b), "the line"), say(sentence)]


@scene
def LineDescent(
    w=SLOPE,
    b=HEIGHT,
    rate=Number(0.2, min=0.01, max=1, step=0.01, label="rate η"),
    step=Step(STEPS),
    centred=Switch(label="centre the data"),
    *,
    revealed,
):
    """LineFit, and the steps of gradient descent from there, which wait for the answer.

    The switch centres the data: then the line is w·(t − mean of t) + b, and b its height in the middle.
    """
    zero = jnp.where(centred, MIDDLE, 0.0)
    loss = line_loss(zero)
    run = Run(loss, (w, b), rate, step, STEPS)
    now = jnp.where(revealed, run.at, jnp.stack([w, b]))
    start = told(curve(line(w, b, zero), kind="ghost", label="start", show=step > 0, name="the line at the start"))
    resting = said("The line {} has the loss @L.", (w, b), centred, L=loss(w, b))
    descended = "After @k steps the line is {}, and the loss has gone from @a to @b."
    moved = said(descended, run.at, centred, k=step, a=run.values[0], b=run.value)
    return [
        line_chart((w, b), now, zero, start, letters=(None, None)),
        loss_map(loss, (w, b), "start", path_marks(run, WINDOW, "the line")),
        losses_chart([run], ("log", (0.1, 100.0)), target=0.251, letter="L"),
        say(cases((step == 0, resting), *astray(run, WINDOW, f="L"), (True, moved)), before=resting),
    ]


def line(w, b, zero):
    """The line of slope w that has the height b at the time `zero`."""
    return lambda t: w * (t - zero) + b


def line_loss(zero):
    """L(w, b), with times measured from `zero`."""
    return lambda w, b: jnp.mean((line(w, b, zero)(TIMES) - HEIGHTS) ** 2)


def line_chart(handles, now, zero, *more, letters=("b", "b + w")):
    (w, b), fitted = handles, line(*now, zero)
    marks = [
        [path([(t, y), (t, fitted(t))], role="gap", name="a residual") for t, y in LINE_FIT_DATA],
        [point((t, y), role="truth", name="a point of the data") for t, y in LINE_FIT_DATA],
        curve(fitted, label="the line"),
        *more,
        point((zero, b), drag=(None, "b"), label=letters[0], name="the height b of the line"),
        point((zero + 1, w + b), drag=(None, "w"), label=letters[1], name="the height b + w of the line"),
    ]
    return chart(marks, window=(-1.0, 4.0, -1.0, 6.0), labels=("t", "y"))


def loss_map(loss, at, label, *more):
    place = point((*at, loss(*at)), drag=("w", "b"), label=label, name="the line as a point")
    return plan(contour(loss, LEVELS, name="the loss L(w, b)"), place, *more, window=WINDOW, labels=("w", "b"))


def said(template, at, centred, **numbers):
    """A sentence about the line (u, c), written with the times measured from where they are."""
    told_of = lambda line: (counted if "k" in numbers else words)(template.format(line), u=at[0], c=at[1], **numbers)
    return cases((centred, told_of(f"y = @[@u (t − {numeral(MIDDLE)}) + @c]")), (True, told_of("y = @[@u t + @c]")))
