"""Newton's step: to the flat point of the best quadratic, which may be its bottom, its top, or neither."""

from functools import cached_property

import jax.numpy as jnp

from d2lcalc.calculus.curvature import definiteness, eigh_2x2
from d2lcalc.calculus.newton import absolute, newton_path, shifted, solve
from d2lcalc.calculus.rounding import OF_A_HESSIAN, negligible
from d2lcalc.live import Choice, Number, arrow, cases, chart, contour, curve, one_of, point, text, told
from d2lcalc.scenes.descent import descent_sliders, loss_axis
from d2lcalc.scenes.hessians import with_air
from d2lcalc.scenes.landscape import Landscape, no_quadratic, on_plan
from d2lcalc.scenes.parts import Drawn, part
from d2lcalc.scenes.run import Run, counted, losses_chart, path_marks

STEPS = 10  # of a run
SHARES = (-0.3, 1.5)  # of the step, seen in the slice
MATRICES = {
    "H": lambda hessian, mu: hessian,
    "|H|": lambda hessian, mu: absolute(hessian),
    "H + μI": lambda hessian, mu: shifted(mu)(hessian),
}
REPAIRS = ("H", "|H|", "H + μI")


def NewtonStep(f, at=None, window=None, matrices=REPAIRS, **options):
    """The best quadratic at P, its flat point, and the step s = −M⁻¹∇f to it, with M = H or a matrix that replaces it.

    `matrices` are those to choose from: "H", "|H|", "H + μI". The sentence says whether the quadratic has a bottom.
    """
    return Landscape(f, slice_along_jump(), on_plan(), newton_jump(matrices), at=at, window=window, **options)


def menu(opening, matrices, share):
    """The share of the step that is taken, which matrix replaces H if there are several, and μ where it is needed."""
    if unknown := [name for name in matrices if name not in MATRICES]:
        raise ValueError(f"there is no matrix {unknown[0]!r} here; choose from {', '.join(MATRICES)}")
    several = {"M": Choice(tuple(matrices), label="matrix")} if len(matrices) > 1 else {}
    shift = {"mu": Number(2.0, min=0, max=10, step=0.1, label="μ")} if "H + μI" in matrices else {}
    return {"share": Number(share, min=0, max=1, step=0.05, label="share of the step"), **several, **shift}


def model_matrix(here, matrices):
    made = [MATRICES[name](here.matrix, here.numbers.get("mu", 0.0)) for name in matrices]
    return jnp.stack(made)[here.numbers.get("M", 0)]


@part(
    menu,
    model_matrix=model_matrix,
    model=lambda here: here.bent_by(here.model_matrix),
    verdict=lambda here: definiteness(here.model_matrix),
    jump=lambda here: jnp.where(here.verdict == 3, jnp.nan, -solve(here.model_matrix, here.slopes)),
    landing=lambda here: here.place(here.jump, here.share),
)
def newton_jump(here, matrices=REPAIRS, share=1.0):
    """Newton's step s = −M⁻¹∇f, to the flat point of the quadratic, the share of it that is taken, and where that leads."""
    ((m11, m12), (_, m22)), (u, v) = here.model_matrix, here.jump
    model = r"\textcolor{quadratic}{M_{11} = @a},\quad \textcolor{quadratic}{M_{12} = @b},\quad \textcolor{quadratic}{M_{22} = @c}"
    step = r"\textcolor{step}{s} = -\textcolor{quadratic}{M}^{-1}\,\textcolor{gradient}{\nabla f} = (@u,\ @v)"
    letter = "H" if list(matrices) == ["H"] else "M"
    formulas = [
        here.says(model.replace("M", letter), a=m11, b=m12, c=m22),
        here.says(r"\textcolor{gradient}{\nabla f} = (@gx,\ @gy)"),
        cases((jnp.isfinite(u + v), here.says(step.replace("M", letter), u=u, v=v))),
    ]
    flat = here.value + here.slopes @ here.jump / 2  # the quadratic's height at its flat point
    levels = {"through its flat point": 0, "half way to P": 0.25, "through P": 1}
    lines = [
        contour(here.model, flat + k * (here.value - flat), role="quadratic", kind="ghost", name=f"the quadratic's contour {where}")
        for where, k in levels.items()
    ]
    marks = told(
        point(
            (*here.place(here.jump, 1.0), flat),
            role="quadratic",
            label=cases((here.verdict == 2, "flat point")),
            name="the flat point of the quadratic",
        ),
        arrow(here.at, here.landing, role="step", name="the step, in the xy-plane"),
        text(here.place(here.jump, here.share / 2), "s", role="step"),
        point(here.above(here.landing), role="step", name="where the step leads"),
    )
    return Drawn(on_map=marks, on_plan=told(*lines, split(here)), formulas=formulas, cases=jumped(here, matrices))


def split(here):
    """The whole step's parts −(gᵢ/λᵢ)vᵢ along the eigenvectors, one after the other: uphill where λᵢ < 0. A trifle is not drawn.

    v₁ and v₂ are those of H, in its order: |H| and H + μI have the same, but may have the larger eigenvalue along v₁.
    """
    (low, high), vectors = eigh_2x2(here.matrix)
    values, parts = (vectors * (here.model_matrix @ vectors)).sum(axis=0), here.jump @ vectors
    corner, lengths = here.place(vectors[:, 0], parts[0]), jnp.abs(parts)
    apart = high - low > 1e-9 * jnp.maximum(jnp.abs(low), jnp.abs(high))  # else any two directions are eigenvectors of H

    def along(k, ends):
        said = lambda way: here.says(f"v{'₁₂'[k]}: @size {way}", size=jnp.round(lengths[k], 2))
        label, seen = cases((values[k] < 0, said("up")), (True, said("down"))), apart & (lengths[k] > 0.03 * here.reach)
        return arrow(*ends, role="quadratic", label=label, show=seen, name=f"the step's part along v{'₁₂'[k]}")

    return along(0, (here.at, corner)), along(1, (corner, here.place(here.jump, 1.0)))


ENDINGS = (
    "has a bottom, and the step goes there",
    "has a top, and the step climbs to it",
    "is a saddle, and the step goes to its flat point; short steps fall",
    "is a saddle, and the step goes to its flat point; however short, it climbs",
    "is a saddle, and the step goes to its flat point; it sets out level",
)


def jumped(here, matrices):
    """Whether the quadratic has a bottom, and where the step leads; or why there is no step."""
    (low, high), promise = eigh_2x2(here.model_matrix)[0], here.slopes @ here.jump
    level = negligible(promise, *here.slopes * here.jump, here.length * jnp.hypot(*here.jump), rounding=OF_A_HESSIAN)
    ending = jnp.where((here.verdict == 2) & level, 4, jnp.where((here.verdict == 2) & (promise > 0), 3, here.verdict))
    numbers = {"low": low, "high": high, "promise": promise, "after": here.f(*here.landing)}
    named = lambda text: one_of(here.numbers.get("M", 0), [text(f"{name} has eigenvalues @low and @high") for name in matrices])
    none = "{}, its determinant is 0: no single point of the quadratic is flat, and there is no step."
    goes = "{}: the quadratic {} (∇f·s = @promise). With the share @share of it f goes from @value to @after."
    return [
        no_quadratic(here),
        (here.verdict == 3, named(lambda begin: here.says(none.format(begin), **numbers))),
        (here.is_flat, here.says("The gradient at (@x, @y) is zero: the step is zero, too.")),
        (True, named(lambda begin: one_of(ending, [here.says(goes.format(begin, end), **numbers) for end in ENDINGS]))),
    ]


@part()
def slice_along_jump(here):
    """The surface and the quadratic along s, against the share of it that is taken."""
    f, quadratic = here.along(here.f, here.jump), here.along(here.model, here.jump)
    heights = with_air([line(share) for line in (f, quadratic) for share in jnp.linspace(*SHARES, 7)], 0.15, 1e-9)
    marks = told(
        curve(f, label="f", name="f along the step"),
        curve(quadratic, role="quadratic", label="quadratic", name="the quadratic along the step"),
        point((1.0, quadratic(1.0)), role="quadratic", name="the flat point of the quadratic"),
        point((here.share, f(here.share)), drag=("share", None), role="step", name="where the share of the step leads"),
    )
    p, labels = point((0.0, here.value), label="P"), ("share of the step", "height")
    return Drawn(charts=chart(marks, p, window=(*SHARES, *heights), labels=labels))


class NewtonRun(Run):
    """A run of Newton's method."""

    path = cached_property(lambda self: newton_path(self.field, self.start, self.steps + 1))


@part(lambda opening, rate, steps: descent_sliders(opening, rate, STEPS, steps, ()))
def newton_run(here, rate=1.0, steps=0):
    """Newton's method beside gradient descent, from P: their paths, and f after each step."""
    common = here.f, here.at, here.rate, here.step, STEPS
    newton = NewtonRun(*common, ("Newton",), name="the run of Newton")
    descent = Run(*common, role="gradient", name="the run of descent")
    said = "After @k steps f is @newton with Newton and @descent with descent."
    return Drawn(
        on_map=[path_marks(run, here.seen) for run in (newton, descent)],
        charts=losses_chart([newton, descent], loss_axis(here)),
        cases=[(True, counted(said, k=here.step, newton=newton.value, descent=descent.value))],
    )
