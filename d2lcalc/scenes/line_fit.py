"""A loss that is made of data: a line through points, which is itself a point on the map of the loss."""

import jax.numpy as jnp
import numpy as np

from d2lcalc.functions import LINE_FIT_DATA
from d2lcalc.live import Number, Step, cases, chart, contour, curve, path, plan, point, say, scene, told, words
from d2lcalc.live.words import numeral
from d2lcalc.scenes.run import Run, astray, counted, losses_chart, path_marks

LEVELS = (0.3, 0.5, 1, 2, 5, 10, 20, 40)  # close to the bottom, too, so that the valley is seen
WINDOW = (-1.0, 4.0, -1.0, 4.0)  # of w and b
SLOPE = Number(0.0, *WINDOW[:2], step=0.05, label="slope w", control=False)
HEIGHT = Number(0.0, *WINDOW[2:], step=0.05, label="height b", control=False)
TIMES, HEIGHTS = np.array(LINE_FIT_DATA, float).T
MIDDLE = np.mean(TIMES)
CENTRED = TIMES - MIDDLE
BEST = np.mean(HEIGHTS) + CENTRED @ HEIGHTS / (CENTRED @ CENTRED) * CENTRED  # the heights of the line that fits best
LEAST = np.mean((BEST - HEIGHTS) ** 2)
SHIFTED = f"t − {numeral(MIDDLE)}"
ABOVE = f"L − {numeral(LEAST)}"
STEPS = 30


@scene
def LineFit(w=SLOPE, b=HEIGHT):
    """The line w·t + b beside its loss L(w, b) = mean of (w·t + b − y)² over LINE_FIT_DATA (t, y): the point on the map *is* the line.

    Dragging the point moves the line, and dragging the line by its two handles moves the point.
    """
    loss = line_loss(0.0)
    sentence = words("The line y = @[@w t + @b] has the loss @L.", w=w, b=b, L=loss(w, b))
    return [line_chart((w, b), (w, b)), loss_map(loss, (w, b), "the line"), say(sentence)]


@scene
def LineDescent(w=SLOPE, b=HEIGHT, rate=Number(0.2, min=0.01, max=1, step=0.01, label="rate η"), step=Step(STEPS), *, revealed):
    """LineFit, and the steps of gradient descent from there on two maps of the same lines, which wait for the answer.

    On the first b is the height of the line at t = 0, on the second at the mean of the times: there the data are centred.
    """
    start, shifted = (w, b), (w, b + w * MIDDLE)
    wide = widened(shifted[1])
    run = Run(above_least(0.0), start, rate, step, STEPS)
    centred = Run(above_least(MIDDLE), shifted, rate, step, STEPS, name="the path, centred")
    now = jnp.where(revealed, run.at, jnp.stack(start))
    ghost = told(curve(line(w, b, 0.0), kind="ghost", label="start", show=step > 0, name="the line at the start"))
    resting = words("The line y = @[@w t + @b] has the loss @L.", w=w, b=b, L=run.values[0] + LEAST)
    moved = counted(f"After @k steps {ABOVE} is @a; with {SHIFTED} it is @b.", k=step, a=run.value, b=centred.value)
    return [
        loss_map(line_loss(0.0), start, "start", path_marks(run, WINDOW, "the line"), title="time t"),
        loss_map(line_loss(MIDDLE), shifted, "start", path_marks(centred, wide, "the line"), title=f"time {SHIFTED}", window=wide),
        line_chart(start, now, ghost, letters=(None, None)),
        losses_chart([run], ("log", (1e-5, 100.0)), target=0.001, letter=ABOVE, others=[(SHIFTED, centred.values)]),
        say(cases((step == 0, resting), *astray(run, WINDOW, f=ABOVE), (True, moved)), before=resting),
    ]


def line(w, b, zero):
    """The line of slope w that has the height b at the time `zero`."""
    return lambda t: w * (t - zero) + b


def line_loss(zero):
    """L(w, b), with times measured from `zero`."""
    return lambda w, b: jnp.mean((line(w, b, zero)(TIMES) - HEIGHTS) ** 2)


def above_least(zero):
    """L − LEAST = mean of (w·(t − zero) + b − BEST)², for the residuals of the best line are at right angles to every line."""
    return lambda w, b: jnp.mean((line(w, b, zero)(TIMES) - BEST) ** 2)


def widened(height):
    """WINDOW, wider and higher where it would not hold a start of that height b."""
    left, right, low, high = WINDOW
    below, above = jnp.maximum(low - height, 0), jnp.maximum(height - high, 0)
    beside = (below + above) / 2
    return left - beside, right + beside, low - below, high + above


def line_chart(handles, now, *more, letters=("b", "b + w")):
    (w, b), fitted = handles, line(*now, 0.0)
    marks = [
        [path([(t, y), (t, fitted(t))], role="gap", name="a residual") for t, y in LINE_FIT_DATA],
        [point((t, y), role="truth", name="a point of the data") for t, y in LINE_FIT_DATA],
        curve(fitted, label="the line"),
        *more,
        point((0.0, b), drag=(None, "b"), label=letters[0], name="the height b of the line"),
        point((1.0, w + b), drag=(None, "w"), label=letters[1], name="the height b + w of the line"),
    ]
    return chart(marks, window=(-1.0, 4.0, -1.0, 6.0), labels=("t", "y"))


def loss_map(loss, at, label, *more, title="", window=WINDOW):
    place = point((*at, loss(*at)), drag=("w", "b"), label=label, name="the line as a point")
    return plan(contour(loss, LEVELS, name="the loss L(w, b)"), place, *more, window=window, labels=("w", "b"), title=title)
