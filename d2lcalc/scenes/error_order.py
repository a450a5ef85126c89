"""How fast the errors of the tangent plane and of the best quadratic fall along one direction."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus.curvature import observed_order
from d2lcalc.live import Number, Scene, Switch, chart, curve, goal, plan, point, surface, text, words
from d2lcalc.live.questions import Question
from d2lcalc.scenes.opening import Opening, landscape_subject, with_sliders
from d2lcalc.scenes.quadratic import Local, here, spoken, turned_arrow
from d2lcalc.scenes.slopes import unit

NEAREST, FARTHEST = 1e-4, 1.0  # of the distances drawn; nearer there is only rounding
WRITTEN = {"plane": (1e-3, 30), "quadratic": (2e-2, 0.005), "gap": (1.5e-2, 300)}  # the slopes: at this distance, so many times the error
FITTED = np.logspace(-3, -1, 21)  # the distances that the slopes are fitted over


class ErrorOrder(Scene):
    """What the plane T₁ and the quadratic T₂ at P miss along one direction, against the distance, both axes logarithmic.

    An error C·distanceᵖ is a straight line of slope p there; the slopes are fitted between distances 10⁻³ and 10⁻¹. A switch forgets
    the ½ of ½vᵀHv. `direction` is in degrees from the x-axis. `sliders` names the parameters that have a control (x, y, direction,
    distance, half). `task` is a text, and the condition on the two slopes, the plane's and the quadratic's, that says whether it is done.
    With a question, the curves and slopes wait for the answer; the points at one distance are there.
    """

    def __init__(
        self,
        f: Callable | str,
        at: Sequence[float] | None = None,
        window: Sequence[float] | None = None,
        *,
        direction: float = 0.0,
        sliders: Sequence[str] = ("direction", "distance", "half"),
        task: tuple[str, Callable] | None = None,
        question: Question | None = None,
        title: str = "",
    ) -> None:
        def compose(opening: Opening):
            field, window = opening.field, opening.window
            parameters = opening.point() | {"direction": Number(direction, min=0, max=360, step=1, label="direction of v, degrees")}
            parameters["distance"] = Number(0.1, min=NEAREST, max=FARTHEST, log=True)
            parameters["half"] = Switch(label="forget the ½")
            tall = max(1.0, *map(abs, opening.heights))

            def picture(x, y, direction, distance, half, revealed):
                shown, v = revealed if question else jnp.array(True), unit(direction)
                local = Local.by(field, (x, y))
                errors = Errors(field, local, v)
                kinds = [
                    ("plane", "T₁", errors.plane, True),
                    ("quadratic", "T₂", errors.quadratic, True),
                    ("gap", "without ½", errors.without_half, half),
                ]
                slopes = {role: order(error) for role, _, error, _ in kinds}
                done = [goal(task[1](slopes["plane"], slopes["quadratic"]), task[0])] if task else []
                return [
                    chart(
                        *[mark for role, name, error, there in kinds for mark in error_line(role, name, error, slopes, shown & there)],
                        *[error_point(role, name, error, distance, there) for role, name, error, there in kinds],
                        window=(NEAREST, FARTHEST, 1e-13 * tall, 10 * tall),
                        labels=("distance from P along v", "error"),
                        scales=("log", "log"),
                    ),
                    plan(
                        surface(field, name="the contour lines of f"),
                        *turned_arrow(local, v, 0.2 * (window[1] - window[0]), "direction"),
                        here(local),
                        window=window,
                    ),
                    errors.sentence(direction, distance, half, slopes, shown),
                    *done,
                ]

            return picture, with_sliders(parameters, sliders)

        super().__init__(compose, subject=landscape_subject(f, at, window), question=question, title=title)


class Errors(NamedTuple):
    """What is missed at a distance from P along v."""

    field: Callable
    local: Local
    v: tuple

    def missed(self, approximation, distance):
        return jnp.abs(self.local.along(self.field, self.v)(distance) - self.local.along(approximation, self.v)(distance))

    def plane(self, distance):
        """|f − T₁|."""
        return self.missed(self.local.plane, distance)

    def quadratic(self, distance):
        """|f − T₂|."""
        return self.missed(self.local.quadratic, distance)

    def without_half(self, distance):
        """|f − (T₁ + vᵀHv)|, the quadratic term taken twice."""
        return self.missed(lambda *there: 2 * self.local.quadratic(*there) - self.local.plane(*there), distance)

    def vanishes(self, error):
        """Whether there is no error but rounding."""
        return error(FITTED[-1]) < 1e-13 * jnp.maximum(1, jnp.abs(self.local.value))

    def sentence(self, direction, distance, half, slopes, shown):
        """How fast each error falls; where a leading term vanishes or nothing is missed, that."""
        slopes = {"p": slopes["plane"], "q": slopes["quadratic"], "r": slopes["gap"]}
        numbers = {"theta": direction, "distance": distance, "plane": self.plane(distance), "quadratic": self.quadratic(distance)}
        now = "At distance @distance along @theta degrees the plane misses @plane, the quadratic @quadratic"
        told = lambda text, *names: words(f"{now}. {text}", **numbers, **{name: slopes[name] for name in names})
        no_bend = told("The curvature along this direction is zero: the plane's slope is @p instead of 2, the quadratic's @q.", "p", "q")
        no_cubic = told("The cubic term along this direction is zero: the quadratic's slope is @q instead of 3, the plane's @p.", "p", "q")
        cases = [
            (self.vanishes(self.plane), told("The plane is exact along this direction: there is no error, and no slope.")),
            (self.vanishes(self.quadratic), told("The quadratic is exact: it has no error, and no slope. The plane's slope is @p.", "p")),
            (half, told("Slopes: the plane @p, the quadratic @q, without its ½ @r.", "p", "q", "r")),
            (slopes["p"] > 2.5, no_bend),
            (slopes["q"] > 3.5, no_cubic),
            (True, told("Slopes: the plane @p, the quadratic @q.", "p", "q")),
        ]
        before = (jnp.logical_not(shown), words(now + ".", **numbers))
        return spoken(self.local, True, before, *cases)


def order(error):
    """The slope fitted over the distances from 10⁻³ to 10⁻¹."""
    return observed_order(FITTED, jax.lax.map(error, FITTED))


def error_line(role, name, error, slopes, shown):
    """The error against the distance, with its slope written clear of the lines."""
    distance, factor = WRITTEN[role]
    place, told = (distance, factor * error(distance)), words(f"{name}: slope @p", p=slopes[role])
    return [
        curve(error, role=role, show=shown, name=f"the error of {name}"),
        text(place, told, role=role, show=shown, name=f"the slope of the error of {name}"),
    ]


def error_point(role, name, error, distance, there):
    return point((distance, error(distance)), drag=("distance", None), role=role, show=there, name=f"the error of {name} at this distance")
