"""Where a function is least: flat places, candidates put to the test, ends, and the valley in which descent comes to rest."""

from collections.abc import Callable, Sequence

import jax
import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus import gradient, hessian
from d2lcalc.calculus.descent import descent_path
from d2lcalc.calculus.optimization import corners, critical_points
from d2lcalc.calculus.scalar_field import scalar_field
from d2lcalc.live import (
    Choice,
    Number,
    Scene,
    Step,
    Switch,
    arrow,
    chart,
    curve,
    goal,
    path,
    plan,
    point,
    say_first,
    stage,
    surface,
    text,
    words,
)
from d2lcalc.live.picture import height_range
from d2lcalc.live.questions import Question
from d2lcalc.live.words import number_text
from d2lcalc.scenes.opening import WINDOW, Opening, check_names, landscape_subject, with_sliders
from d2lcalc.scenes.taylor import Near, patch

LAYERS = ("plane", "downhill", "found")
VIEWS = ("stage", "plan")
SIGNS = {"minimum": "▾", "maximum": "▴", "saddle": "✕", "undecided": "?"}
PLURALS = {"minimum": "minima", "maximum": "maxima", "saddle": "saddles", "undecided": "undecided"}
FEW = 6  # critical points that are still listed one by one


class CriticalPoints(Scene):
    """The surface z = f(x, y), a point P = (x, y) to be moved until its tangent plane is level, and the critical points that were found.

    `layers` says what is there: "plane", the tangent plane at P; "downhill", the arrow −∇f; "found", the points with ∇f = 0 that
    Newton's method found in the window, each with its kind, "undecided" where the Hessian is singular. `views`: "stage", "plan".
    `task` is a text, and the condition (f(P), whether the plane at P is level) ↦ whether it is done; level means that no position
    of the sliders is nearer to level. With a question, what was found waits for the answer. Errors as in TangentPlane.
    """

    def __init__(
        self,
        f: Callable | str,
        at: Sequence[float] | None = None,
        window: Sequence[float] | None = None,
        *,
        layers: Sequence[str] = LAYERS,
        views: Sequence[str] = VIEWS,
        sliders: Sequence[str] = (),
        task: tuple[str, Callable] = ("move P until its tangent plane is level", lambda value, level: level),
        question: Question | None = None,
        title: str = "",
    ) -> None:
        check_names("layer", layers, LAYERS)
        check_names("view", views, VIEWS)

        def compose(opening: Opening):
            field, window, parameters = opening.field, opening.window, opening.point()
            found = critical_points(field, window) if "found" in layers else ()
            between = jnp.array([parameters["x"].step, parameters["y"].step])

            def picture(x, y, revealed):
                told = revealed if question else True
                near = Near.by(field, (x, y), (0.0, 0.0))
                level = is_level(near.slopes, hessian(field)(x, y), between)
                marks = [
                    surface(field, name="the surface z = f(x, y)"),
                    *(found_mark(place, told, len(found) <= FEW) for place in found),
                    *([downhill(near, ~level, window)] if "downhill" in layers else []),
                    point((x, y, near.value), drag=("x", "y"), label="P", name="the point P"),
                ]
                flat_piece = [patch(near, window, True)] if "plane" in layers else []
                panels = {"stage": lambda: stage(*marks, *flat_piece, window=window), "plan": lambda: plan(*marks, window=window)}
                cases = cases_at(near, level)
                if "found" in layers:
                    cases = [case for case in cases for case in (listed(case, found, told), case)]
                return [*(panels[view]() for view in VIEWS if view in views), say_first(*cases), goal(task[1](near.value, level), task[0])]

            return picture, with_sliders(parameters, sliders)

        super().__init__(compose, subject=landscape_subject(f, at, window), question=question, title=title)


def is_level(slopes, curvatures, between):
    """Whether the slopes are 0 but for the distance `between` the positions of the sliders: they change by at most ‖H‖ times that."""
    return jnp.linalg.norm(slopes) <= 0.75 * jnp.linalg.norm(curvatures * between)


def found_mark(place, shown, with_name):
    sign = SIGNS[place.kind]
    label = f"{sign} {place.kind}" if with_name else sign
    return point((*place.at, place.value), role="truth", label=label, show=shown, name=listed_as(place))


def listed_as(place):
    return f"{place.kind} {number_text(place.value)} at ({', '.join(map(number_text, place.at))})"


def inventory(found):
    """What was found, in words: one by one if they are few, else how many of each kind."""
    if not found:
        return "No critical point was found in this window."
    if len(found) <= FEW:
        return f"Found in this window: {'; '.join(map(listed_as, found))}."
    counts = {kind: sum(place.kind == kind for place in found) for kind in SIGNS}
    told = [f"{count} {kind if count == 1 else PLURALS[kind]}" for kind, count in counts.items() if count]
    return f"Found in this window: {', '.join(told)}."


def downhill(near, shown, window):
    """The arrow −∇f, shortened where it would reach beyond a fifth of the window."""
    reach = min(window[1] - window[0], window[3] - window[2]) / 5
    share = jnp.minimum(1, reach / jnp.linalg.norm(near.slopes))
    tip = [start - share * slope for start, slope in zip(near.at, near.slopes, strict=True)]
    return arrow(near.at, tip, label="−∇f", show=shown, name="downhill, −∇f")


def cases_at(near, level):
    """What there is to say of P: no value, no plane, level, or how steep."""
    (x, y), (gx, gy) = near.at, near.slopes
    here, numbers = {"x": x, "y": y}, {"f": near.value, "n": jnp.hypot(gx, gy)}
    steep = "At P = (@x, @y), f = @f, with slopes @gx and @gy: ‖∇f‖ = @n."
    return [
        (~jnp.isfinite(near.value), words("f has no finite value at (@x, @y): move the point.", **here)),
        (~jnp.isfinite(near.slopes).all(), words("f has no tangent plane at (@x, @y): its slopes there are not numbers.", **here)),
        (level, words("At P = (@x, @y) the plane is level: f = @f, ‖∇f‖ = @n.", **here, **numbers)),
        (True, words(steep, **here, **numbers, gx=gx, gy=gy)),
    ]


def listed(case, found, told):
    """The same case with the list of what was found, once that is told."""
    truth, said = case
    return truth & told, words(f"{said.template} {inventory(found)}", **said.values)


class Candidates(Scene):
    """Points that someone claims to be the minimum of f, each put to the test by one small step downhill.

    At a minimum in the interior ∇f = 0. So where ∇f ≠ 0 the step of length `distance` along −∇f goes lower and refuses the claim;
    where ∇f = 0 there is no way downhill, and the test has nothing to say. With a question, planes and steps wait for the answer.
    ValueError for a claim outside the window.
    """

    def __init__(
        self,
        f: Callable,
        claims: Sequence[Sequence[float]],
        window: Sequence[float] = WINDOW,
        *,
        distance: float = 0.1,
        question: Question | None = None,
        title: str = "",
    ) -> None:
        openings = [Opening.of(f, claim, window) for claim in claims]
        field, heights, places = openings[0].field, openings[0].heights, jnp.array([opening.at for opening in openings])
        names = tuple(f"({number_text(x)}, {number_text(y)})" for x, y in places.tolist())
        reach = min(window[1] - window[0], window[3] - window[2]) / 4

        def picture(claim, step, revealed):
            told = revealed if question else True
            near = Near.by(field, tuple(places[claim]), (0.0, 0.0))
            steepness = jnp.linalg.norm(near.slopes)
            flat = steepness < 1e-9
            v = -near.slopes / jnp.where(flat, 1.0, steepness) + jnp.where(flat, jnp.array([1.0, 0.0]), 0.0)
            along = lambda s: field(near.at[0] + s * v[0], near.at[1] + s * v[1])
            taken = told & step & ~flat
            there = (near.at[0] + distance * v[0], near.at[1] + distance * v[1], along(distance))
            numbers = {"x": near.at[0], "y": near.at[1], "f": near.value}
            below = "One step of length @d downhill leads from @f to @t: (@x, @y) is no minimum."
            nowhere = "At (@x, @y), f = @f and the plane is level: no way leads downhill, and the test cannot refuse the claim."
            return [
                stage(
                    surface(field, name="the surface z = f(x, y)"),
                    patch(near, window, told),
                    point((*near.at, near.value), label="claim", name="the claimed minimum"),
                    point(there, role="step", show=taken, name="one step downhill"),
                    window=window,
                ),
                chart(
                    curve(along, name="f in the cut downhill"),
                    curve(lambda s: near.value - steepness * s, role="plane", kind="dashed", show=told, name="the plane in the cut"),
                    point((0.0, near.value), label="claim", name="the claimed minimum in the cut"),
                    point((distance, along(distance)), role="step", label="step", show=taken, name="one step downhill in the cut"),
                    window=(-reach, reach, *heights),
                    labels=("distance along the cut", "f"),
                ),
                say_first(
                    (jnp.logical_not(told), words("It is claimed that f is least at (@x, @y), where f = @f.", **numbers)),
                    (flat, words(nowhere, **numbers)),
                    (step, words(below, **numbers, d=distance, t=along(distance))),
                    (True, words("At (@x, @y), f = @f, and the plane falls with slope @n: take the step.", **numbers, n=steepness)),
                ),
            ]

        parameters = {"claim": Choice(names, label="claimed minimum"), "step": Switch(label="a small step downhill")}
        super().__init__(picture, question=question, title=title, **parameters)


class MovingTangent(Scene):
    """The curve y = f(x) over an interval, with its tangent line at a point that moves, and the least value on [a, b].

    `ends` are a and b at first, and make them movable; without, the interval is not cut. The least value is at an end, at a flat
    point or at a corner, where f has no derivative: the lowest of those found is marked. With a question, the tangent line and the
    least value wait for the answer.
    """

    def __init__(
        self,
        f: Callable,
        interval: Sequence[float],
        at: float,
        *,
        ends: Sequence[float] | None = None,
        question: Question | None = None,
        title: str = "",
    ) -> None:
        field, (low, high) = scalar_field(f), interval
        heights = curve_heights(field, interval)
        turns = [place.at[0] for place in critical_points(field, interval)], corners(field, interval)
        candidates = jnp.array([0.0, 0.0, *turns[0], *turns[1]])  # the first two will be the ends
        kinds = jnp.array([0, 0, *(1 for _ in turns[0]), *(2 for _ in turns[1])])

        def picture(x, a, b, revealed):
            told = revealed if question else True
            value, slope = field(x), gradient(field)(x)[0]
            places = candidates.at[:2].set(jnp.stack([a, b]))
            values = jnp.where((a <= places) & (places <= b), jax.vmap(field)(places), jnp.inf)
            least = jnp.argmin(values)
            cut = [
                curve(field, kind="ghost", name="f outside the interval"),
                point((a, field(a)), role="x", drag=("a", None), label="a", name="the left end"),
                point((b, field(b)), role="x", drag=("b", None), label="b", name="the right end"),
            ]
            return [
                chart(
                    *(cut if ends else []),
                    curve(field, domain=(a, b), name="f"),
                    curve(lambda t: value + slope * (t - x), role="plane", kind="dashed", show=told, name="the tangent line"),
                    point((places[least], values[least]), role="truth", label="least", show=told & (a < b), name="the least value"),
                    point((x, value), drag=("x", None), label="P", name="the point P"),
                    window=(low, high, *heights),
                    labels=("x", "f(x)"),
                ),
                say_first(*tangent_cases(field, x, (a, b), (places[least], values[least], kinds[least]), told)),
            ]

        a, b = ends or interval
        parameters = {
            "x": Number(at, min=low, max=high, label="x of P"),
            "a": Number(a, min=low, max=high, label="left end a"),
            "b": Number(b, min=low, max=high, label="right end b"),
        }
        super().__init__(picture, question=question, title=title, **with_sliders(parameters, ("x", "a", "b") if ends else ("x",)))


def curve_heights(field, interval):
    """Heights that show f over the interval with some air."""
    low, high = height_range(np.asarray(jax.vmap(field)(jnp.linspace(*interval, 501))))
    return low - 0.15 * (high - low), high + 0.1 * (high - low)


def tangent_cases(field, x, ends, least, told):
    """The slope at P, or why there is none; then where on [a, b] f is least, and why there."""
    (a, b), (place, value, kind), h = ends, least, 1e-6
    before, after = (field(x) - field(x - h)) / h, (field(x + h) - field(x)) / h
    corner = jnp.abs(after - before) > 0.01 * (1 + jnp.abs(before) + jnp.abs(after))
    here = {"x": x, "f": field(x)}
    numbers = here | {"s": gradient(field)(x)[0], "a": a, "b": b, "m": value, "l": place}
    start, lowest = "At x = @x, f = @f, with slope @s.", "On [@a, @b] the least value is @m, at x = @l"
    reasons = (": an end.", ", where the tangent line is level.", ": a corner, without a derivative.")
    jump = "At x = @x, f = @f, and there is no derivative: from the left the slope is @p, from the right @q."
    return [
        (jnp.logical_not(told), words("At x = @x, f = @f.", **here)),
        (a >= b, words("There is nothing between @a and @b: move an end.", a=a, b=b)),
        (~jnp.isfinite(field(x)), words("f has no finite value at x = @x: move the point.", x=x)),
        (corner, words(jump, **here, p=before, q=after)),
        *((kind == index, words(f"{start} {lowest}{reason}", **numbers)) for index, reason in enumerate(reasons)),
    ]


class CurveDescent(Scene):
    """Descent x ← x − η·f′(x) on the curve y = f(x), step by step, and for each valley the rates that it can hold: η < 2/f″.

    The start can be moved; `rates` are the lowest and the highest rate of the slider. With a question, the path waits for the answer.
    """

    def __init__(
        self,
        f: Callable,
        interval: Sequence[float],
        start: float,
        *,
        rate: float,
        rates: Sequence[float] = (0.001, 0.1),
        steps: int = 60,
        question: Question | None = None,
        title: str = "",
    ) -> None:
        field, (low, high) = scalar_field(f), interval
        heights = curve_heights(field, interval)
        valleys = [place for place in critical_points(field, interval) if place.kind == "minimum"]

        def picture(x, rate, step, revealed):
            told = revealed if question else True
            places = descent_path(field, (x,), rate, steps + 2)[:, 0]  # two steps more, to see whether it goes in circles
            taken = jnp.clip(places[jnp.minimum(jnp.arange(steps + 1), step)], 2 * low - high, 2 * high - low)
            now, value = places[step], field(places[step])
            return [
                chart(
                    curve(field, name="f"),
                    *(mark for valley in valleys for mark in valley_marks(field, valley, 0.08 * (heights[1] - heights[0]), told)),
                    path(jnp.stack([taken, jax.vmap(field)(taken)], axis=1), show=told, name="the path"),
                    point((x, field(x)), drag=("x", None), label="start", name="the start"),
                    point((now, value), role="step", show=told, name="where the path is"),
                    window=(low, high, *heights),
                    labels=("x", "f(x)"),
                ),
                say_first(*path_cases(places, step, value, interval, told)),
            ]

        lowest, highest = rates
        super().__init__(
            picture,
            question=question,
            title=title,
            x=Number(start, min=low, max=high, label="start"),
            rate=Number(rate, min=lowest, max=highest, step=lowest, label="rate η"),
            step=Step(steps, steps),
        )


def valley_marks(field, valley, below, shown):
    """The bottom of a valley and, written below it, the rates that it can hold."""
    (x,), name = valley.at, f"the valley at {number_text(valley.at[0])}"
    limit = words("holds η < @limit:3", limit=2 / hessian(field)(x)[0, 0])
    return [
        point((x, valley.value), role="truth", name=name),
        text((x, valley.value - below), limit, show=shown, name=f"the rates held by {name}"),
    ]


def path_cases(places, step, value, interval, told):
    """Where the path has come to, and whether it rests, circles or has left."""
    now, after, later = places[step], places[step + 1], places[step + 2]
    rests = jnp.abs(after - now) < 1e-6 * (1 + jnp.abs(now))
    circles = jnp.abs(later - now) < 1e-3 * jnp.abs(after - now)
    away = ~((interval[0] <= now) & (now <= interval[1]))
    numbers = {"k": step, "x": now, "f": value}
    return [
        (jnp.logical_not(told) | (step == 0), words("The path starts at x = @s.", s=places[0])),
        (~jnp.isfinite(now), words("After step @k the path has left all bounds: this rate is too large.", k=step)),
        (away, words("After step @k the path has left the picture: x = @x.", k=step, x=now)),
        (rests, words("After step @k the path rests at x = @x, where f = @f.", **numbers)),
        (circles, words("After step @k the path jumps to and fro for ever between x = @x and x = @y.", k=step, x=now, y=after)),
        (True, words("After step @k the path is at x = @x, where f = @f, and still on its way.", **numbers)),
    ]
