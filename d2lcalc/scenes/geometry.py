"""The dot product as a shadow, and the slope of a function in every direction, measured from its gradient."""

import jax.numpy as jnp

from d2lcalc.live import Number, arrow, box, cases, chart, contour, curve, path, point, readout, say, scene, text, told
from d2lcalc.scenes.landscape import Landscape, cosine, no_plane, on_plan, unit
from d2lcalc.scenes.parts import Drawn, part, says
from d2lcalc.scenes.quadratic import against_angle, arrow_turned_by
from d2lcalc.scenes.slopes import in_cut, tallest_slope
from d2lcalc.scenes.taylor import its_slopes


@scene
def DotProduct(theta=Number(40.0, min=-180, max=180, step=1, label="θ, degrees"), a=2.0, b=3.0):
    """a·b = ‖a‖‖b‖cos θ: the length of b times the shadow of a on it, as a turns by θ."""
    wide, high = 1.15 * max(a, b), 1.15 * a
    tip, product = (a * cosine(theta), a * jnp.sin(jnp.deg2rad(theta))), a * b * cosine(theta)
    foot, said = (tip[0], 0.0), says(a=a, b=b, theta=theta, s=tip[0], p=product, cos=cosine(theta))
    formula = r"\textcolor{gradient}{a}\cdot\textcolor{step}{b} = \|a\|\,\|b\|\cos\theta = @a\cdot @b\cdot @cos:() = @p"
    against = said("At @theta degrees the shadow points against b and counts as @s, so a·b = @p.")
    with_b = said("At @theta degrees the shadow of a on b is @s long, and a·b = @p.")
    before = said("a is @a long, b is @b long, and there are @theta degrees from b to a.")
    arrows = [
        told(
            box((0.0, -0.06 * wide), foot, role="truth", name="the shadow of a on b"),
            path([tip, foot], role="quiet", kind="dashed", name="straight down from a to b"),
            text((tip[0] / 2, -0.15 * wide), said("shadow @s")),
        ),
        curve(lambda t: 0.5 * jnp.stack(unit(theta * t)), domain=(0, 1), role="quiet", label="θ", name="the angle"),
        arrow((0.0, 0.0), (b, 0.0), role="step", label="b", name="the arrow b"),
        arrow((0.0, 0.0), tip, label="a", name="the arrow a"),
        point(tip, drag="theta", role="gradient", name="the tip of a"),
    ]
    return [
        chart(arrows, window=(-wide, wide, -high, high), labels=("along b", "across b"), equal=True),
        told(readout(said(formula))),
        say(cases((product < 0, against), (True, with_b)), before=before),
    ]


def DirectionalDerivative(f, at=None, window=None, theta=60.0, **options):
    """The slope of f at P in the direction v, ‖∇f‖cos θ, where θ is the angle *from the gradient* to v.

    On the plan, and in every direction. Where ∇f = 0 there is no steepest direction: then θ is measured from the x-axis, the
    curve of slopes is level, and the sentence says so.
    """
    parts = on_plan(), gradient_and_contour(), direction(theta), slopes_by_angle()
    return Landscape(f, *parts, at=at, window=window, **options)


def no_direction(here):
    """The cases that there is no gradient, with the slope along v where there is one, and that it is zero."""
    level = here.says("∇f = 0 at (@x, @y): there is no steepest direction, the slope is 0 in all of them.")
    return [no_plane(here), (here.is_flat, level)]


@part()
def gradient_and_contour(here):
    """∇f in the plane of inputs, as long as it is steep where there is room, at right angles to the contour line through P."""
    return Drawn(
        on_map=told(here.arrow(here.slopes, "@s ∇f", share=1 / 2, show=here.is_steep, name="the gradient")),
        on_plan=contour(here.f, here.value, name="the contour through P"),
        formulas=cases((here.is_steep, here.says(r"\textcolor{gradient}{\nabla f} = (@gx,\ @gy)"))),
        otherwise=cases(*no_direction(here), (True, its_slopes(here))),
    )


@part()
def steepest_in_units(here, times):
    """The gradient where x is measured in units `times` as small, carried back to this map: (∂f/∂x/times², ∂f/∂y)."""
    style = {"role": "plane", "show": here.is_steep, "name": "steepest in other units"}
    return Drawn(on_map=here.arrow((here.gx / times**2, here.gy), "@s carried back", share=1 / 2, **style))


def turn(opening, theta):
    return {"theta": Number(theta, min=-180, max=180, step=1, label="θ, degrees from ∇f")}


@part(turn)
def direction(here, theta=60.0):
    """The direction v, 1 long where there is room, which is turned by its tip, and the slope that way."""
    length = jnp.where((here.reach >= 1) & (here.reach <= 10), 1.0, 0.4 * here.reach)
    about, slope = "@theta degrees from the gradient the slope is @s; the steepest is @length.", here.slope(here.theta)
    bare = "@theta degrees from the x-axis the slope is @s; there is no gradient, for f has no tangent plane at (@x, @y)."
    without = [] if here.jet.is_entire else [(~here.has_slopes & jnp.isfinite(slope), here.says(bare, s=slope))]
    turned = told(arrow_turned_by(here, here.v, length, "theta"))
    return along_v(here, here.says(about, s=slope), without, on_map=turned, on_plan=told(shadow(here)))


def shadow(here):
    """The shadow of ∇f on v, as long as the slope that way, beside v: at the scale at which gradient_and_contour draws ∇f."""
    s, (u, w) = here.scale(here.slopes, share=1 / 2), here.toward(here.theta + jnp.where(here.theta < 0, -90, 90))
    foot, gap = s * here.slope(here.theta), 0.04 * here.reach
    style = {"dots": False, "show": here.is_steep & (foot != 0)}
    beside = lambda length: (here.place(here.v, length)[0] + gap * u, here.place(here.v, length)[1] + gap * w)
    across = [here.place(here.slopes, s), beside(foot)]
    return [
        path(across, role="truth", kind="dashed", name="straight across from ∇f to v", **style),
        path([beside(0.0), beside(foot)], role="truth", label="shadow", name="the shadow of ∇f on v", **style),
    ]


def along_v(here, sentence, first=(), **more):
    """What there is of a direction v: the curve on the surface above the line through P along v, and ∇f·v with its numbers."""
    above = lambda s: here.above(here.place(here.v, s))
    formula = r"\textcolor{plane}{\nabla f\cdot v} = \|\nabla f\|\cos\theta = @length\cdot @cos:() = @s"
    return Drawn(
        on_stage=told(curve(above, domain=(-here.reach, here.reach), role="step", name="f along v")),
        formulas=cases((here.is_steep, here.says(formula, cos=cosine(here.theta), s=here.slope(here.theta)))),
        cases=[*first, *no_direction(here), (True, sentence)],
        **more,
    )


def stride(opening, distance, theta):
    (xmin, xmax, ymin, ymax), label = opening.window, "distance along v"
    longest = max(0.5 * min(xmax - xmin, ymax - ymin), distance)
    return turn(opening, theta) | {"distance": Number(distance, min=0, max=longest, step=0.01, label=label)}


@part(stride)
def straight_walk(here, distance=0.5, theta=60.0):
    """A walk along v: what the slope promises after so much of it, what f has there, and f along the way."""
    t, slope, foot = here.distance, here.slope(here.theta), here.place(here.v, here.distance)
    promise, true = here.value + t * slope, here.f(*foot)
    f, line, p = in_cut(here, here.along(here.f), slope)
    behind = curve(here.along(here.f), domain=(-0.3 * here.reach, 0.0), role="step", name="f up to P")
    about = "A step of @t along v, where the slope is @s, promises a change of @p and brings @c: f goes from @value to @u."
    walked = told(
        path([(t, promise), (t, true)], role="gap", name="what the slope misses"),
        point((t, promise), role="plane", label=here.says("promised @p", p=promise), name="the promise"),
        point((t, true), drag=("distance", None), role="step", label=here.says("f = @u", u=true), name="f after the walk"),
    )
    way = told(
        arrow(here.at, foot, role="step", name="the direction v"),
        point((*foot, true), drag="theta", role="step", label="P + tv", name="after the walk"),
    )
    sentence, (low, high) = here.says(about, t=t, s=slope, p=t * slope, c=true - here.value, u=true), here.heights
    window, labels = (-0.3 * here.reach, here.reach, low - (high - low) / 2, high), ("distance t from P along v", "height")
    return along_v(here, sentence, charts=chart(behind, told(f), line, p, walked, window=window, labels=labels), on_map=way)


@part()
def slopes_by_angle(here):
    """The slope in every direction, and the one along v, which turns it."""
    tallest = tallest_slope(here)
    tall, labels = 1.25 * jnp.where(tallest > 0, tallest, 1.0), ("θ, degrees from ∇f to v", "slope toward v")
    steepest = point((0.0, here.length), role="gradient", label="steepest", show=here.is_steep, name="the steepest slope")
    now = path([(here.theta, -tall), (here.theta, tall)], role="step", kind="ghost", dots=False, name="the angle of v")
    marks = steepest, now, told(*against_angle(here, here.slope, "plane", "slope"))
    return Drawn(charts=chart(marks, window=(-180.0, 180.0, -tall, tall), labels=labels))
