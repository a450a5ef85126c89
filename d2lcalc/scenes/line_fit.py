"""A loss that is made of data: a line through points, which is itself a point on the map of the loss."""

from collections.abc import Sequence

import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus.descent import descent_path
from d2lcalc.functions import LINE_FIT_DATA
from d2lcalc.live import Number, Scene, Step, Switch, chart, contour, curve, path, plan, point, say_first, words
from d2lcalc.live.questions import Question
from d2lcalc.scenes.descent import Run, losses_chart, path_marks, trouble
from d2lcalc.scenes.opening import check_names, with_sliders

LEVELS = (0.3, 0.5, 1, 2, 5, 10, 20, 40)  # close to the bottom, too, so that the valley is seen


class LineFit(Scene):
    """The line w·t + b beside its loss L(w, b) = mean of (w·t + b − y)² over LINE_FIT_DATA (t, y): the point on the map *is* the line.

    Dragging the point moves the line, and dragging the line by its two handles moves the point; the steps descend from there. The
    switch centres the data: then the line is w·(t − mean of t) + b, and b its height in the middle. `layers`: "descent", the path and
    its controls; "centre", the switch. With a question, the path waits for the answer.
    """

    def __init__(
        self,
        start: Sequence[float] = (0.0, 0.0),
        *,
        rate: float = 0.2,
        steps: int = 30,
        step: int = 0,
        centred: bool = False,
        layers: Sequence[str] = ("descent", "centre"),
        question: Question | None = None,
        title: str = "",
    ) -> None:
        check_names("layer", layers, ("descent", "centre"))
        times, heights = np.array(LINE_FIT_DATA, float).T
        middle, window = np.mean(times), (-1.0, 4.0, -1.0, 4.0)
        descends = "descent" in layers
        used = [*(["rate", "step"] if descends else []), *(["centred"] if "centre" in layers else [])]

        def picture(w, b, rate, step, centred, revealed):
            told = (revealed if question else True) & descends
            zero = jnp.where(centred, middle, 0.0)  # the time at which the line has the height b
            loss = lambda w, b: jnp.mean((w * (times - zero) + b - heights) ** 2)
            run = Run.of(loss, descent_path(loss, (w, b), rate, steps + 1), step)
            u, c = jnp.where(told, run.at, jnp.stack([w, b]))
            return [
                chart(
                    *(path([(t, y), (t, u * (t - zero) + c)], role="gap", name="a residual") for t, y in LINE_FIT_DATA),
                    *(point((t, y), role="truth", name="a point of the data") for t, y in LINE_FIT_DATA),
                    curve(lambda t: u * (t - zero) + c, label="the line", name="the line"),
                    curve(lambda t: w * (t - zero) + b, kind="ghost", label="start", show=told & (step > 0), name="the line at the start"),
                    point((zero, b), drag=(None, "b"), label="b", name="the height b of the line"),
                    point((zero + 1, w + b), drag=(None, "w"), label="b + w", name="the height b + w of the line"),
                    window=(-1.0, 4.0, -1.0, 6.0),
                    labels=("t", "y"),
                ),
                plan(
                    contour(loss, LEVELS, name="the loss L(w, b)"),
                    point((w, b, loss(w, b)), drag=("w", "b"), label="start" if descends else "the line", name="the line as a point"),
                    *path_marks(run, "step", "the path", window, told, "the line"),
                    window=window,
                    labels=("w", "b"),
                ),
                *([losses_chart([(run, "step", "the path")], steps, ("log", (0.1, 100.0)), told, letter="L")] if descends else []),
                say_first(*line_cases(run, (w, b), loss(w, b), window, told, centred, middle)),
            ]

        parameters = {
            "w": Number(start[0], min=window[0], max=window[1], step=0.05, label="slope w"),
            "b": Number(start[1], min=window[2], max=window[3], step=0.05, label="height b"),
            "rate": Number(rate, min=0.01, max=1, step=0.01, label="rate η"),
            "step": Step(steps, step),
            "centred": Switch(centred, label="centre the data"),
        }
        super().__init__(picture, question=question, title=title, **with_sliders(parameters, used))


def line_cases(run, line, loss, window, told, centred, middle):
    (w, b), (u, c) = line, run.at
    here, numbers = {"w": w, "b": b, "L": loss}, {"k": run.step, "a": run.values[0], "b": run.value, "u": u, "c": c}
    resting = jnp.logical_not(told) | (run.step == 0)
    return [
        (resting & centred, words("The line @w·(t − @m) + @b has the loss @L.", **here, m=middle)),
        (resting, words("The line @w·t + @b has the loss @L.", **here)),
        *trouble(run, window, letter="L"),
        (centred, words("After @k steps the line is @u·(t − @m) + @c, and the loss has gone from @a to @b.", **numbers, m=middle)),
        (True, words("After @k steps the line is @u·t + @c, and the loss has gone from @a to @b.", **numbers)),
    ]
