"""The slopes of a function at a point: along each axis, in every direction, whether it has a plane there or not, and by differences."""

import jax
import jax.numpy as jnp

from d2lcalc.calculus import gradient, hessian
from d2lcalc.calculus.scalar_field import scalar_field
from d2lcalc.functions import P
from d2lcalc.live import Number, arrow, chart, curve, path, point, say, scene, text, told, words
from d2lcalc.scenes.landscape import Landscape, on_stage, unit
from d2lcalc.scenes.opening import displacement_parameters
from d2lcalc.scenes.parts import Drawn, part, says


def PartialDerivatives(f, at=None, window=None, **options):
    """The slopes of f at the point P = (x, y) along the axes, in two slices of the surface."""
    return Landscape(f, on_stage(), slices(), at=at, window=window, **options)


@part(lambda opening, displacement: displacement_parameters(displacement, opening.window))
def slices(here, displacement=(0.3, 0.3)):
    """f along x and along y, the other frozen, each with its tangent line and a second point, ε₁ or ε₂ away."""
    (x, y), (xmin, xmax, ymin, ymax), (ex, ey), (u, v) = here.at, here.window, here.epsilon, here.there
    along_x, along_y = (lambda t: here.f(t, y)), (lambda t: here.f(x, t))
    moved = "From (@x, @y), x moved by @ex changes f by @cx ({}), and y moved by @ey changes f by @cy ({})."
    (ax, bx), (ay, by), (gx, gy) = *here.jet.sides, here.jet.partials
    known = {"ex": ex, "ey": ey, "cx": along_x(u) - here.value, "cy": along_y(v) - here.value}
    known |= {"ax": ax, "bx": bx, "ay": ay, "by": by, "gx": gx, "gy": gy}
    said = lambda x, y: here.says(moved.format(x, y), **known)
    smooth, kinked = ("slope @gx", "slope @gy"), ("no slope: @ax before P, @bx after it", "no slope: @ay before P, @by after it")
    no_x, no_y = ~jnp.isfinite(here.jet.partials)
    kinks = [(no_x & no_y, said(*kinked)), (no_x, said(kinked[0], smooth[1])), (no_y, said(smooth[0], kinked[1]))]
    lines = [
        curve(lambda t: (t, y, along_x(t)), domain=(xmin, xmax), role="x", name="the slice along x"),
        curve(lambda t: (x, t, along_y(t)), domain=(ymin, ymax), role="y", name="the slice along y"),
    ]
    charts = [slice_chart(here, along_x, 0, "xy"), slice_chart(here, along_y, 1, "yx")]
    return Drawn(charts=charts, on_stage=lines, cases=[*([] if here.jet.is_entire else kinks), (True, said(*smooth))])


def slice_chart(here, line, axis, names):
    """f along one axis, with its tangent line, and the change that the displacement makes; `names` are what moves and what is frozen."""
    (moving, frozen), (low, high), ends = names, here.heights, here.window[2 * axis : 2 * axis + 2]
    place, slope, after, there = here.at[axis], here.jet.partials[axis], here.there[axis], line(here.there[axis])
    tangent = lambda slope: lambda t: here.value + slope * (t - place)
    style = {"role": "plane", "kind": "dashed"}
    aside = here.value - jnp.where(there < here.value, -0.06, 0.06) * (high - low)  # where the curve does not run
    label, show = words("slope @s", s=slope), jnp.isfinite(slope)
    lines = [curve(tangent(slope), label=label, show=show, name=f"the tangent line along {moving}", **style)]
    if not here.jet.is_entire:  # at a kink there are two, each on its side
        for side, domain, slope in zip(("before", "after"), ((ends[0], place), (place, ends[1])), here.jet.sides[axis], strict=True):
            lines.append(curve(tangent(slope), domain=domain, show=~show, name=f"the tangent line {side} P", **style))
    marks = [
        curve(line, role=moving, name=f"f with {frozen} frozen"),
        told(
            lines,
            path([(after, here.value), (after, there)], role="truth", name=f"the rise after {moving} has moved"),
            point((after, there), drag=(f"d{moving}", None), role="truth", name=f"after {moving} has moved"),
            text((after, aside), words("rise @change", change=there - here.value)),
        ),
        point((place, here.value), drag=(moving, None), label="P", name=f"P on the slice along {moving}"),
    ]
    return chart(marks, window=(*ends, low, high), labels=(moving, f"f, with {frozen} frozen"))


def tallest_slope(here):
    """The largest size of a slope in any direction, as far as twelve of them show; ‖∇f‖ where there is no question."""
    if here.jet.is_entire:
        return here.length
    slopes = jax.lax.map(lambda azimuth: here.jet.slope_along(unit(azimuth)), jnp.arange(0.0, 360.0, 30.0))
    return jnp.max(jnp.abs(jnp.nan_to_num(slopes)))


@part(
    lambda opening, azimuth: {"azimuth": Number(azimuth, min=0, max=360, step=1, label="direction v, degrees")},
    one_sided_slope=lambda here: here.jet.slope_along(unit(here.azimuth)),
)
def turning_cut(here, azimuth=0.0):
    """A vertical cut through P, turned by its azimuth, the angle from the x-axis to its direction v."""
    place = lambda s: here.place(unit(here.azimuth), s)
    return Drawn(
        on_stage=[
            curve(lambda s: here.above(place(s)), domain=(-here.reach, here.reach), role="step", name="the surface in the cut"),
            arrow(here.at, place(0.4 * here.reach), role="step", label="v"),
        ],
        cases=[
            (~jnp.isfinite(here.one_sided_slope), here.says("In the direction of @azimuth degrees f has no slope at (@x, @y).")),
            (True, here.says("In the direction of @azimuth degrees the slope at (@x, @y) is @one_sided_slope.")),
        ],
    )


def in_cut(here, f, slope):
    """f in a cut, its tangent line, and P."""
    line, style = (lambda t: here.value + slope * t), {"role": "plane", "kind": "dashed", "label": words("slope @s", s=slope)}
    return curve(f, role="step", name="f in the cut"), curve(line, name="the tangent line", **style), point((0.0, here.value), label="P")


@part()
def cross_section(here):
    """f in the turning cut, with its tangent line."""
    f, line, p = in_cut(here, here.along(here.f, unit(here.azimuth)), here.one_sided_slope)
    window, labels = (-here.reach, here.reach, *here.heights), ("distance along v", "f in the cut")
    return Drawn(charts=chart(f, told(line), p, window=window, labels=labels))


@part()
def one_sided_slopes(here):
    """The slope in every direction, and the cosine that it would be if there were a tangent plane."""
    slope, now = (lambda azimuth: here.jet.slope_along(unit(azimuth))), (here.azimuth, here.one_sided_slope)
    promised = lambda azimuth: jnp.dot(here.jet.partials, jnp.stack(unit(azimuth)))
    steepest, said = 1.3 * tallest_slope(here) + 1e-9, here.says("@one_sided_slope")
    marks = [
        told(curve(slope, name="the slope in every direction")),
        curve(promised, role="plane", kind="dashed", name="the slope that a tangent plane would have"),
        told(point(now, drag=("azimuth", None), role="step", label=said, name="the slope along v")),
    ]
    return Drawn(charts=chart(marks, window=(0.0, 360.0, -steepest, steepest), labels=("direction of v, degrees", "slope")))


@scene
def DifferenceQuotient(f, h=Number(0.01, min=1e-15, max=0.1, log=True, label="step h")):
    """The error of the forward difference (f(x + h, y) − f(x, y)) / h as a slope along x at P, against h, both logarithmic.

    Two quiet lines say what it is made of: the bend of the curve, ½|∂²f/∂x²|·h, and the rounding of f, at most about 2⁻⁵²·|f|/h.
    """
    field, (x, y) = scalar_field(f), P
    exact, bend, rounding = gradient(field)(x, y)[0], jnp.abs(hessian(field)(x, y)[0, 0]) / 2, 2.0**-52 * jnp.abs(field(x, y))
    quotient = lambda h: (field(x + h, y) - field(x, y)) / h
    error = lambda h: jnp.abs(quotient(h) - exact)
    said = says(h=h, s=exact, q=quotient(h), e=error(h))
    marks = told(
        curve(lambda h: bend * h, role="quiet", kind="ghost", label="bend"),
        curve(lambda h: rounding / h, role="quiet", kind="dashed", label="rounding"),
        curve(error, role="gap", label="error", name="the error of the forward difference"),
        point((h, error(h)), drag=("h", None), role="gap", name="the error with the step h"),
    )
    return [
        chart(marks, window=(1e-15, 0.1, 1e-11, 1.0), scales=("log", "log"), labels=("step h", "error")),
        say(
            said("With h = @h the quotient is @q:10, off by @e:2; the slope is @s:10."), before=said("The slope along x is @s:10; h is @h.")
        ),
    ]
