"""The best quadratic at a point, beside the surface and the plane, and as curvature in every direction."""

import jax.numpy as jnp

from d2lcalc.live import Number, arrow, cases, chart, curve, path, point, told, words
from d2lcalc.scenes.landscape import Landscape, no_quadratic, on_stage, unit
from d2lcalc.scenes.parts import Drawn, part
from d2lcalc.scenes.taylor import patch

ITS_MATRIX = r"\textcolor{quadratic}{H_{11} = @a},\quad \textcolor{quadratic}{H_{12} = @b},\quad \textcolor{quadratic}{H_{22} = @c}"


def QuadraticApproximation(f, at=None, window=None, theta=0.0, from_x=False, **options):
    """The surface z = f(x, y) and its best quadratic T₂ at P = (x, y), and a slice of both and of the tangent plane T₁.

    It cuts them along v, at the angle `theta` from the gradient, or `from_x`, in degrees.
    """
    parts = (on_stage(), slice_along_v(), best_plane(), told(best_quadratic()), turned_arrow(theta, from_x))
    return Landscape(f, *parts, at=at, window=window, **options)


@part(plane_says=lambda here: "; the plane says @plane")
def best_plane(here):
    """T₁ beside T₂, in the slice."""
    return Drawn(in_slice=curve(here.along(here.plane), role="plane", kind="dashed", label="T₁", name="the plane along v"))


@part(quadratic_says=lambda here: "; the quadratic says @quadratic")
def best_quadratic(here):
    """T₂ on the stage and in the slice, and its coefficients."""
    of_plane = r"\textcolor{plane}{@[@value + @gx ε₁ + @gy ε₂]}"
    of_curvature = r"\textcolor{quadratic}{\frac{1}{2}\left(@[@a ε₁² + @twice ε₁ε₂ + @c ε₂²]\right)}"
    formula = rf"\textcolor{{quadratic}}{{T_2}} = {of_plane} + {of_curvature},\quad \varepsilon = (x, y) - P"
    return Drawn(
        on_stage=patch(here, here.quadratic, role="quadratic", name="the best quadratic"),
        in_slice=in_slice(here, "T₂"),
        formulas=[here.says(ITS_MATRIX), here.says(formula, twice=2 * here.b)],
        cases=[no_quadratic(here)],
    )


@part()
def parabola(here):
    """T₂ along v, in the slice, with its curvature."""
    return Drawn(in_slice=in_slice(here, here.says("curvature @bend", bend=here.bend(here.theta))))


def in_slice(here, label):
    return curve(here.along(here.quadratic), role="quadratic", label=label, name="the quadratic along v")


@part()
def slice_along_v(here, heights=None, half=True):
    """The surface along v, over the line through P, with what there is of plane and quadratic; between these `heights`, or all of f's.

    Where `half` a unit is marked, the heights there are said.
    """
    f, p = curve(here.along(here.f), label="f", name="f along v"), point((0.0, here.value), label="P")
    (low, high), room = heights or here.heights, 0.6 * jnp.nan_to_num(here.length)  # for the plane, half a unit away
    low, high = jnp.minimum(low, here.value - room), jnp.maximum(high, here.value + room)
    window, labels = (-here.reach, here.reach, low, high), ("distance from P along v", "height")
    there = path([(0.5, low), (0.5, high)], role="quiet", kind="dashed", dots=False, name="half a unit away") if half else []
    drawn = lambda gather: chart(there, f, gather("in_slice"), p, window=window, labels=labels)
    return Drawn(charts=drawn, cases=[no_quadratic(here)], otherwise=half_a_unit_away(here) if half else None)


def half_a_unit_away(here):
    """The height half a unit along v, and what plane and quadratic say of it, if they are there."""
    said = getattr(here, "plane_says", "") + getattr(here, "quadratic_says", "")
    now = f"Half a unit from (@x, @y) along v the height is @height{said}."
    heights = {name: here.along(f)(0.5) for name, f in (("height", here.f), ("plane", here.plane), ("quadratic", here.quadratic))}
    level = "" if here.from_x else " The plane is level here, and θ is counted from the x-axis."
    return cases((here.is_flat, here.says(now + level, **heights)), (True, here.says(now, **heights)))


def counted(from_x):
    return f"θ from the {'x-axis' if from_x else 'gradient'}, degrees"


@part(
    lambda opening, theta, from_x: {"theta": Number(theta, min=0, max=360, step=1, label=counted(from_x))},
    from_x=lambda here, from_x: from_x,
)
def turned_arrow(here, theta=0.0, from_x=False):
    """The direction v, at the angle θ from the gradient or the x-axis: on the plan turned by its tip, on the stage on the floor."""
    floor = arrow(here.at, here.place(here.v, 0.4 * here.reach), role="step", label="v")
    return Drawn(on_stage=floor, on_plan=arrow_turned_by(here, here.v, 0.4 * here.reach, "theta"))


def arrow_turned_by(here, v, length, angle):
    tip = here.place(v, length)
    return [arrow(here.at, tip, role="step", name="the direction v"), point(tip, drag=angle, role="step", label="v", name="the tip of v")]


@part()
def eigenvectors(here):
    """The directions of least and greatest curvature, at right angles; a circle where every direction is one."""
    r, quadratic = 0.35 * here.reach, {"role": "quadratic"}

    def axis(vector, value, name):
        style = quadratic | {"show": ~here.is_round, "name": f"the direction of {name} curvature"}
        return curve(lambda t: here.place(vector, t), domain=(-r, r), label=here.says(f"λ = @{value}"), **style)

    axes = map(axis, here.eigen[1].T, ("low", "high"), ("least", "greatest"))
    style = quadratic | {"show": here.is_round, "name": "every direction is an eigenvector"}
    all_round = curve(lambda degrees: here.place(unit(degrees), r), domain=(0, 360), **style)
    form, mean = r"\textcolor{quadratic}{v^\mathsf{T} H v} = ", (here.low + here.high) / 2
    wave = r"@amplitude\,\cos 2(\theta - @peak^\circ)"
    peak = jnp.mod(jnp.rad2deg(jnp.arctan2(here.b, (here.a - here.c) / 2) / 2) - (0 if here.from_x else here.uphill), 180.0)
    said = lambda line: here.says(form + line, mean=mean, amplitude=(here.high - here.low) / 2, peak=peak)
    formula = cases((here.is_round, said("@mean")), (mean == 0, said(wave)), (True, said("@mean + " + wave)))
    return Drawn(on_plan=[axes, all_round], formulas=[here.says(ITS_MATRIX), formula])


def against_angle(here, f, role, name):
    """f in every direction, and a point that turns v."""
    now = f(here.theta)
    return [
        curve(f, role=role, name=f"the {name} in every direction"),
        point((here.theta, now), drag=("theta", None), role="step", label=words("@now", now=now), name=f"the {name} along v"),
    ]


@part()
def slopes_all_round(here):
    """The slope ∇f·v in every direction."""
    marks, tall = against_angle(here, here.slope, "plane", "slope"), 1.2 * here.length + 1e-9
    return Drawn(charts=chart(marks, window=(0.0, 360.0, -tall, tall), labels=(f"angle {counted(here.from_x)}", "slope ∇f·v")))


@part()
def curvature_by_angle(here):
    """The curvature vᵀHv in every direction, which waits for the answer."""
    marks = told(against_angle(here, here.bend, "quadratic", "curvature"))
    air = 0.2 * jnp.maximum(here.high - here.low, 0.1 * jnp.abs(here.high)) + 1e-9
    window = (0.0, 360.0, jnp.minimum(here.low, 0) - air, jnp.maximum(here.high, 0) + air)
    no_angle = here.is_flat & (not here.from_x), bent(here, " There is no gradient here: θ is counted from the x-axis.")
    drawn = chart(marks, window=window, labels=(f"angle {counted(here.from_x)}", "curvature vᵀHv"))
    return Drawn(charts=drawn, cases=[no_quadratic(here), no_angle, (True, bent(here, ""))])


def bent(here, end):
    now = "At (@x, @y), along θ = @theta degrees, the slope is @slope and the curvature @bend"
    every = f"{now}, as in every other direction: each of them is an eigenvector.{end}"
    two = f"{now}; over all directions it runs from @low to @high, along two directions at right angles.{end}"
    said = lambda template: here.says(template, slope=here.slope(here.theta), bend=here.bend(here.theta))
    return cases((here.is_round, said(every)), (True, said(two)))
