"""Level places of a surface: found, reached by dragging, and claimed minima put to the test."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus import gradient, hessian, linear_approximation
from d2lcalc.calculus.curvature import FLAT
from d2lcalc.calculus.optimization import critical_points
from d2lcalc.live import (
    Choice,
    Scene,
    Switch,
    arrow,
    chart,
    contour,
    curve,
    goal,
    plan,
    point,
    say_first,
    stage,
    surface,
    words,
)
from d2lcalc.live.questions import Question
from d2lcalc.live.words import numeral
from d2lcalc.scenes.opening import WINDOW, Opening, check_names, landscape_subject, no_value, place_along, tip_within, with_sliders

LAYERS = ("plane", "downhill", "found")
LABELS = {"minimum": "▾ min", "maximum": "▴ max", "saddle": "✕ saddle", "undecided": "? undecided"}
PLURALS = {"minimum": "minima", "maximum": "maxima", "saddle": "saddles", "undecided": "undecided"}
FEW = 6  # critical points that are still listed one by one
MANY = 100  # more than these cover what is drawn: where f is level all over a region, every start of the search is found


class Near(NamedTuple):
    """f and its tangent plane at a point P, and both at P + ε."""

    at: tuple
    epsilon: tuple
    value: Any
    slopes: Any
    plane: Callable
    true: Any
    predicted: Any

    @classmethod
    def by(cls, field, at, epsilon):
        """What there is to know of f at P = at and at P + epsilon."""
        there, plane = (at[0] + epsilon[0], at[1] + epsilon[1]), linear_approximation(field, at)
        return cls(at, epsilon, field(*at), gradient(field)(*at), plane, field(*there), plane(*there))

    @property
    def there(self):
        """The point P + ε."""
        return self.at[0] + self.epsilon[0], self.at[1] + self.epsilon[1]

    @property
    def gap(self):
        """What the plane misses at P + ε."""
        return self.true - self.predicted


def patch(near, seen, shown):
    """The tangent plane around P: half as wide as what is seen, wider where P + ε is further, at most as wide."""
    (x, y), (dx, dy) = near.at, near.epsilon
    wide, high = seen[1] - seen[0], seen[3] - seen[2]
    side = jnp.maximum(jnp.minimum(wide, high) / 4, jnp.maximum(jnp.abs(dx), jnp.abs(dy)))
    along_x, along_y = jnp.minimum(side, wide / 2), jnp.minimum(side, high / 2)
    window = (x - along_x, x + along_x, y - along_y, y + along_y)
    return surface(near.plane, window=window, flat=True, role="plane", show=shown, name="the tangent plane")


class CriticalPoints(Scene):
    """The surface z = f(x, y), a point P = (x, y) to be moved until its tangent plane is level, and the critical points that were found.

    `layers` says what is there: "plane", the tangent plane at P; "downhill", the arrow −∇f; "found", the points with ∇f = 0 that
    Newton's method found in the window, each with its kind, "undecided" where the Hessian is singular. The plan has the contour line
    through P. `task` is a text, and the condition (f(P), whether the plane at P is level) ↦ whether it is done; level
    means that no position of the sliders is nearer to level. With a question, what was found waits for the answer. Errors as in
    TangentPlane.
    """

    def __init__(
        self,
        f: Callable | str,
        at: Sequence[float] | None = None,
        window: Sequence[float] | None = None,
        *,
        layers: Sequence[str] = LAYERS,
        task: tuple[str, Callable] = ("move P until its tangent plane is level", lambda value, level: level),
        question: Question | None = None,
        title: str = "",
    ) -> None:
        check_names("layer", layers, LAYERS)

        def compose(opening: Opening):
            field, window, parameters = opening.field, opening.window, opening.point()
            found = critical_points(field, window) if "found" in layers else ()
            between = np.array([parameters["x"].step, parameters["y"].step])

            def picture(x, y, revealed):
                told = revealed if question else True
                near = Near.by(field, (x, y), (0.0, 0.0))
                level = is_level(near.slopes, hessian(field)(x, y), between)
                marks = lambda with_names: [
                    surface(field, name="the surface z = f(x, y)"),
                    *(found_mark(place, told, with_names) for place in found if len(found) <= MANY),
                    *([downhill(near, ~level, window)] if "downhill" in layers else []),
                    point((x, y, near.value), drag=("x", "y"), label="P", name="the point P"),
                ]
                flat_piece = [patch(near, window, True)] if "plane" in layers else []
                through = contour(field, near.value, name="the contour through P")
                cases = cases_at(near, level)
                if "found" in layers:
                    cases = [case for case in cases for case in (listed(case, found, told), case)]
                return [
                    stage(*marks(False), *flat_piece, window=window),
                    plan(*marks(len(found) <= FEW), through, window=window),
                    say_first(*cases),
                    goal(task[1](near.value, level), task[0]),
                ]

            return picture, with_sliders(parameters, ())

        super().__init__(compose, subject=landscape_subject(f, at, window), question=question, title=title)


def is_level(slopes, curvatures, between):
    """Whether the slopes are 0 but for the distance `between` the positions of the sliders: they change by at most ‖H‖ times that."""
    return jnp.linalg.norm(slopes) <= 0.75 * jnp.linalg.norm(curvatures * between)


def found_mark(place, shown, with_name):
    label = LABELS[place.kind] if with_name else LABELS[place.kind][0]
    return point((*place.at, place.value), role="truth", label=label, show=shown, name=listed_as(place))


def listed_as(place):
    return f"{place.kind} {numeral(place.value)} at ({', '.join(map(numeral, place.at))})"


def inventory(found):
    """What was found, in words: one by one if they are few, else how many of each kind."""
    if not found:
        return "No critical point was found in this window."
    if len(found) <= FEW:
        return f"Found in this window: {'; '.join(map(listed_as, found))}."
    counts = {kind: sum(place.kind == kind for place in found) for kind in LABELS}
    told = [f"{count} {kind if count == 1 else PLURALS[kind]}" for kind, count in counts.items() if count]
    return f"Found in this window: {', '.join(told)}{', too many to be drawn' if len(found) > MANY else ''}."


def downhill(near, shown, window):
    """The arrow −∇f, shortened where it would reach beyond a fifth of the window."""
    return arrow(near.at, tip_within(near.at, -near.slopes, window, share=1 / 5), label="−∇f", show=shown, name="downhill, −∇f")


def cases_at(near, level):
    """What there is to say of P: no value, no plane, level, or how steep."""
    (x, y), (gx, gy) = near.at, near.slopes
    here, numbers = {"x": x, "y": y}, {"f": near.value, "n": jnp.hypot(gx, gy)}
    steep = "At P = (@x, @y), f = @f, with slopes @gx and @gy: ‖∇f‖ = @n."
    return [
        no_value(near.value, near.at),
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
        field, heights, places = openings[0].field, openings[0].heights, jnp.asarray(np.array([opening.at for opening in openings]))
        names = tuple(f"({numeral(x)}, {numeral(y)})" for x, y in places.tolist())
        reach = min(window[1] - window[0], window[3] - window[2]) / 4

        def picture(claim, step, revealed):
            told = revealed if question else True
            near = Near.by(field, tuple(places[claim]), (0.0, 0.0))
            steepness = jnp.linalg.norm(near.slopes)
            flat = steepness < FLAT
            v = -near.slopes / jnp.where(flat, 1.0, steepness) + jnp.where(flat, jnp.array([1.0, 0.0]), 0.0)
            along = lambda s: field(*place_along(near.at, v, s))
            taken = told & step & ~flat
            there = (*place_along(near.at, v, distance), along(distance))
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
                    (step & (along(distance) < near.value), words(below, **numbers, d=distance, t=along(distance))),
                    (
                        step,
                        words("A step of length @d is too long here: f rises from @f to @t.", f=near.value, d=distance, t=along(distance)),
                    ),
                    (True, words("At (@x, @y), f = @f, and the plane falls with slope @n: take the step.", **numbers, n=steepness)),
                ),
            ]

        parameters = {"claim": Choice(names, label="claimed minimum"), "step": Switch(label="a small step downhill")}
        super().__init__(picture, question=question, title=title, **parameters)
