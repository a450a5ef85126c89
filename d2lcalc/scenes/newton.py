"""Newton's step: to the flat point of the best quadratic, which may be its bottom, its top, or neither."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from d2lcalc.calculus import gradient, hessian
from d2lcalc.calculus.curvature import FLAT, definiteness, eigh_2x2
from d2lcalc.calculus.descent import descent_path
from d2lcalc.calculus.newton import absolute, newton_path, shifted, solve_2x2
from d2lcalc.live import Choice, Number, Scene, Step, arrow, chart, curve, path, plan, point, readout, say, say_first, stage, surface, words
from d2lcalc.live.questions import Question
from d2lcalc.scenes.hessians import half_square
from d2lcalc.scenes.opening import Opening, check_names, landscape_subject, no_value, place_along, with_sliders

VIEWS = ("stage", "slice", "plan", "run")
STEPS = 10  # of a run
SHARES = (-0.3, 1.5)  # of the step, seen in the slice
MATRICES = {
    "H": lambda matrix, mu: matrix,
    "2H (½ forgotten)": lambda matrix, mu: 2 * matrix,
    "|H|": lambda matrix, mu: absolute(matrix),
    "H + μI": lambda matrix, mu: shifted(mu)(matrix),
}


class NewtonStep(Scene):
    """The best quadratic at P, its flat point, and the step s = −M⁻¹∇f to it, with M = H or a matrix that replaces it.

    `matrices` are those to choose from: "H", "2H (½ forgotten)", "|H|", "H + μI". `views` says what is there: the quadratic on the
    "stage"; the "slice" along s, with the share of the step that is taken; the "plan"; or a "run" of several steps beside gradient
    descent, f against their number, `steps` of them at first. `sliders` names the parameters that have a control (x, y, share, matrix,
    mu, steps, rate). The sentence says whether the quadratic has a bottom. With a question, everything about the step waits for the
    answer.
    """

    def __init__(
        self,
        f: Callable | str,
        at: Sequence[float] | None = None,
        window: Sequence[float] | None = None,
        *,
        matrices: Sequence[str] = ("H", "|H|", "H + μI"),
        share: float = 1.0,
        rate: float = 1.0,
        steps: int = 0,
        views: Sequence[str] = ("slice", "plan"),
        sliders: Sequence[str] = ("share", "matrix", "mu"),
        question: Question | None = None,
        title: str = "",
    ) -> None:
        check_names("matrix", matrices, list(MATRICES))
        check_names("view", views, VIEWS)

        def compose(opening: Opening):
            field, window, heights = opening.field, opening.window, opening.heights
            parameters = opening.point() | {
                "share": Number(share, min=0, max=1, step=0.05, label="share of the step"),
                "matrix": Choice(tuple(matrices), label="matrix"),
                "mu": Number(2.0, min=0, max=10, step=0.1, label="μ"),
                "steps": Step(STEPS, steps, label="steps"),
                "rate": Number(rate, min=0.001, max=10, log=True, label="rate η of descent"),
            }

            def picture(x, y, share, matrix, mu, steps, rate, revealed):
                shown = revealed if question else jnp.array(True)
                replaced = lambda hessian: jnp.stack([MATRICES[name](hessian, mu) for name in matrices])[matrix]
                jump = Jump.by(field, (x, y), share, replaced)
                runs = []
                if "run" in views:
                    runs.append(("step", "Newton", newton_path(field, (x, y), STEPS, replaced, share)))
                    runs.append(("gradient", "descent", descent_path(field, (x, y), rate, STEPS)))
                panels = {
                    "stage": lambda: jump_on_stage(field, jump, shown, window),
                    "slice": lambda: jump_in_slice(field, jump, shown),
                    "plan": lambda: plan(
                        surface(field, name="the contour lines of f"),
                        *([] if runs else [jump.arrow(shown), jump.landing(field, shown)]),
                        *[path(taken(places, steps), role=role, show=shown, name=f"the run of {name}") for role, name, places in runs],
                        point((x, y, jump.value), drag=("x", "y"), label="P", name="the point P"),
                        window=window,
                    ),
                    "run": lambda: heights_of_runs(field, runs, steps, heights, shown),
                }
                told = ran(field, runs, steps, shown) if runs else jumped(field, jump, matrices, matrix, shown)
                return [*(panels[view]() for view in VIEWS if view in views), *([] if runs else [formula(jump, shown)]), told]

            return picture, with_sliders(parameters, sliders)

        super().__init__(compose, subject=landscape_subject(f, at, window), question=question, title=title)


class Jump(NamedTuple):
    """f at P = at: its value and slopes, the matrix M in place of its Hessian, the step s = −M⁻¹∇f, and the share taken of it."""

    at: tuple
    value: Any
    slopes: Any
    matrix: Any
    step: Any
    share: Any

    @classmethod
    def by(cls, field, at, share, replaced):
        """The step from P = at, with the matrix that `replaced` makes of the Hessian."""
        slopes, matrix = gradient(field)(*at), replaced(hessian(field)(*at))
        return cls(at, field(*at), slopes, matrix, -solve_2x2(matrix, slopes), share)

    def place(self, share):
        """P + share·s."""
        return place_along(self.at, self.step, share)

    def model(self, x, y):
        """f(P) + ∇f·ε + ½εᵀMε at (x, y) = P + ε."""
        u, v = x - self.at[0], y - self.at[1]
        return self.value + self.slopes[0] * u + self.slopes[1] * v + half_square(self.matrix)(u, v)

    @property
    def promise(self):
        """∇f·s, the change that the slopes promise: above zero, short steps climb."""
        return self.slopes @ self.step

    @property
    def is_zero(self):
        """Whether gradient and step are zero but for rounding: where f is tiny, a gradient next to nothing may ask for a long step."""
        return (jnp.hypot(*self.slopes) < FLAT) & (jnp.hypot(*self.step) < FLAT)

    def arrow(self, shown):
        """The share taken of s, in the xy-plane."""
        return arrow(self.at, self.place(self.share), role="step", label="s", show=shown, name="the step, in the xy-plane")

    def landing(self, field, shown):
        """Where the step leads, on the surface."""
        there = self.place(self.share)
        return point((*there, field(*there)), role="step", show=shown, name="where the step leads")


def jump_on_stage(field, jump, shown, window):
    (x, y), side = jump.at, 0.25 * min(window[1] - window[0], window[3] - window[2])
    around = (x - side, x + side, y - side, y + side)
    flat = jump.place(1.0)
    return stage(
        surface(field, name="the surface z = f(x, y)"),
        surface(jump.model, window=around, role="quadratic", show=shown, name="the quadratic"),
        point((*flat, jump.model(*flat)), role="quadratic", label="flat", show=shown, name="the flat point of the quadratic"),
        jump.arrow(shown),
        jump.landing(field, shown),
        point((x, y, jump.value), drag=("x", "y"), label="P", name="the point P"),
        window=window,
    )


def jump_in_slice(field, jump, shown):
    along = lambda f: lambda share: f(*jump.place(share))
    seen = jnp.stack([along(f)(share) for f in (field, jump.model) for share in jnp.linspace(*SHARES, 7)])
    low, air = jnp.min(seen), 0.15 * (jnp.max(seen) - jnp.min(seen)) + 1e-9
    return chart(
        curve(along(field), label="f", show=shown, name="f along the step"),
        curve(along(jump.model), role="quadratic", label="quadratic", show=shown, name="the quadratic along the step"),
        point((1.0, along(jump.model)(1.0)), role="quadratic", label="flat", show=shown, name="the flat point of the quadratic"),
        point((0.0, jump.value), label="P", name="P in the slice"),
        point(
            (jump.share, along(field)(jump.share)), drag=("share", None), role="step", show=shown, name="where the share of the step leads"
        ),
        window=(*SHARES, low - air, jnp.max(seen) + air),
        labels=("share of the step", "height"),
    )


def formula(jump, shown):
    (a, b), (_, c) = jump.matrix
    matrix = words(r"\textcolor{quadratic}{M_{11} = @a,\quad M_{12} = @b,\quad M_{22} = @c}", a=a, b=b, c=c)
    step = r"\textcolor{step}{s} = -\textcolor{quadratic}{M}^{-1}\,\textcolor{gradient}{\nabla f} = (@u,\ @v)"
    slopes = r"\textcolor{gradient}{\nabla f} = (@gx,\ @gy)"
    numbers = [words(slopes, gx=jump.slopes[0], gy=jump.slopes[1]), words(step, u=jump.step[0], v=jump.step[1])]
    return readout(matrix, *numbers, show=shown)


ENDINGS = (
    "has a bottom, and the step goes there",
    "has a top, and the step climbs to it",
    "is a saddle, and the step goes to its flat point; short steps fall",
    "is a saddle, and the step goes to its flat point; however short, it climbs",
)


def jumped(field, jump, matrices, matrix, shown):
    """Whether the quadratic has a bottom, and where the step leads; or why there is no step."""
    (low, high), (x, y), there = eigh_2x2(jump.matrix)[0], jump.at, field(*jump.place(jump.share))
    numbers = {"low": low, "high": high, "share": jump.share, "before": jump.value, "after": there, "promise": jump.promise}
    told = (
        "{} has eigenvalues @low and @high: the quadratic {} (∇f·s = @promise). With the share @share of it f goes from @before to @after."
    )
    none = "{} has eigenvalues @low and @high, its determinant is 0: no single point of the quadratic is flat, and there is no step."
    verdict = definiteness(jump.matrix)
    ending = jnp.where(verdict == 2, jnp.where(jump.promise > 0, 3, 2), verdict)
    return say_first(
        no_value(jump.value, jump.at),
        (jnp.logical_not(shown), words("At (@x, @y) f has the value @f.", x=x, y=y, f=jump.value)),
        (~jnp.isfinite(jump.matrix).all(), words("f has no best quadratic at (@x, @y): its second derivatives are not numbers.", x=x, y=y)),
        *[(here & (verdict == 3), words(none.format(name), low=low, high=high)) for name, here in named(matrices, matrix)],
        (jump.is_zero, words("The gradient at (@x, @y) is zero: the step is zero, too.", x=x, y=y)),
        *[
            (here & (ending == k), words(told.format(name, text), **numbers))
            for name, here in named(matrices, matrix)
            for k, text in enumerate(ENDINGS)
        ],
    )


def named(matrices, matrix):
    return [(name, matrix == k) for k, name in enumerate(matrices)]


def taken(places, steps):
    """The places up to that step, the last one repeated."""
    return jnp.stack([places[jnp.minimum(k, steps)] for k in range(len(places))])


def heights_along(field, places):
    return jax.vmap(lambda place: field(*place))(places)


def heights_of_runs(field, runs, steps, heights, shown):
    counted = jnp.arange(STEPS + 1.0)
    lines = [
        path(
            taken(jnp.stack([counted, heights_along(field, places)], axis=1), steps),
            role=role,
            label=name,
            show=shown,
            name=f"f along {name}",
        )
        for role, name, places in runs
    ]
    return chart(*lines, window=(0.0, float(STEPS), *heights), labels=("steps", "f"))


def ran(field, runs, steps, shown):
    now = {name.lower(): heights_along(field, places)[steps] for _, name, places in runs}
    start = heights_along(field, runs[0][2])[0]
    told = words("After @steps steps f is @newton with Newton and @descent with descent.", steps=steps, **now)
    return say(shown, [words("At P f has the value @f.", f=start), told])
