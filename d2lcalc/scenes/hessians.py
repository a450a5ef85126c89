"""What second derivatives are: what the tangent plane leaves out, and the three numbers of a quadratic."""

import jax
import jax.numpy as jnp

from d2lcalc.calculus.curvature import definiteness, scaled_remainder
from d2lcalc.live import Number, chart, curve, one_of, path, say, scene, stage, surface, told
from d2lcalc.scenes.landscape import Landscape, half_square, over_the_disc, unit
from d2lcalc.scenes.parts import Drawn, part, says


def Remainder(f, at=None, window=None, **options):
    """What the tangent plane at P leaves out near P, magnified: (f(P + hv) − T₁(P + hv))/h² for all v with ‖v‖ ≤ 1.

    As h falls, it settles into the shape ½vᵀHv: on the stage over the disc of all v, on the chart on its rim, ‖v‖ = 1, against the
    direction of v.
    """
    return Landscape(f, magnified_remainder(), at=at, window=window, **options)


@part(lambda opening: {"h": Number(1.0, min=0.01, max=1, log=True)})
def magnified_remainder(here):
    """What the tangent plane leaves out, over the disc of all v and on its rim, beside the limit ½vᵀHv."""
    magnified = lambda h: scaled_remainder(here.f, here.plane, here.at, h)
    on_rim = lambda shape: lambda degrees: shape(*unit(degrees))
    rim = lambda shape: lambda degrees: (*unit(degrees), shape(*unit(degrees)))
    remainder, limit = magnified(here.h), half_square(here.matrix)
    heights = with_air([*span(magnified(1.0)), here.low / 2, here.high / 2, 0.0], 0.1, 1e-6)
    lowest, highest = span(remainder)
    now = "Around (@x, @y), with h = @h, the remainder over h² lies between @lowest and @highest on the rim"
    said = lambda end: here.says(now + end, lowest=lowest, highest=highest, least=here.low / 2, most=here.high / 2)
    disc = [
        surface(over_the_disc(remainder), role="gap", name="the magnified remainder"),
        curve(rim(remainder), domain=(0, 360), role="gap", name="its rim"),
        told(curve(rim(limit), domain=(0, 360), role="quadratic", name="the rim of the limit")),
    ]
    unrolled = [
        curve(on_rim(remainder), role="gap", name="the magnified remainder on the rim"),
        told(curve(on_rim(limit), role="quadratic", label="limit", name="the limit on the rim")),
    ]
    return Drawn(
        charts=[
            stage(disc, window=(-1.0, 1.0, -1.0, 1.0), height=heights, labels=("v₁", "v₂", ""), title="remainder/h²"),
            chart(unrolled, window=(0.0, 360.0, *heights), labels=("v from the x-axis, degrees", ""), title="remainder/h² on the rim"),
        ],
        cases=[
            (~jnp.isfinite(here.eigen[0]).all(), said("; f has no second derivatives there.")),
            (here.is_round, said("; in the limit it is @most all round.")),
            (True, said("; in the limit between @least and @most.")),
        ],
        before=said("."),
    )


def span(shape):
    """The lowest and the highest value on the rim, in steps of one degree, to nine decimals: less is rounding, magnified."""

    def widen(ends, degrees):
        height = jnp.round(shape(*unit(degrees)), 9)
        return (jnp.minimum(ends[0], height), jnp.maximum(ends[1], height)), None

    return jax.lax.scan(widen, (jnp.inf, -jnp.inf), jnp.arange(360.0))[0]


def with_air(heights, share, least):
    """Limits that show all of the heights and a share more, at least so much, below and above."""
    low, high = jnp.min(jnp.stack(heights)), jnp.max(jnp.stack(heights))
    air = share * (high - low) + least
    return low - air, high + air


BEND = {"min": -2.0, "max": 2.0, "step": 0.1}
SHAPES = (
    "a bowl: it curves upward in every direction",
    "a dome: it curves downward in every direction",
    "a saddle: it curves upward in some directions and downward in others",
    "a trough or flatter: along one direction it does not curve at all",
)


@scene
def Twist(
    c11=Number(1.0, **BEND, label="c₁₁"),
    c12=Number(3.0, min=-4, max=4, step=0.1, label="c₁₂"),
    c22=Number(1.0, **BEND, label="c₂₂"),
    theta=Number(30.0, min=-90, max=90, step=1, label="cut from the x-axis, degrees"),
):
    """The quadratic c₁₁x² + c₁₂xy + c₂₂y²: two numbers bend its slices along the axes, the third twists it.

    The short lines along the y-axis have the slope along x: it changes by c₁₂ for each unit of y. A cut through the middle turns.
    """
    f, v, matrix = lambda x, y: c11 * x * x + c12 * x * y + c22 * y * y, unit(theta), jnp.array([[2 * c11, c12], [c12, 2 * c22]])
    along_x, along_y, cut = lambda t: f(t, 0.0), lambda t: f(0.0, t), lambda s: f(s * v[0], s * v[1])
    across = lambda y: [(side, y, along_y(y) + side * c12 * y) for side in (-0.3, 0.3)]
    said = says(along_x=c11, along_y=c22, theta=theta, height=cut(1.0))
    slices = "Along x the height at distance 1 is @along_x, along y @along_y"
    shapes = [said(f"{slices}; in the cut at @theta° it is @height. The quadratic is {shape}.") for shape in SHAPES]
    space = [
        told(surface(f, name="the quadratic")),
        curve(lambda t: (t, 0.0, along_x(t)), domain=(-1, 1), role="x", name="the slice along x"),
        curve(lambda t: (0.0, t, along_y(t)), domain=(-1, 1), role="y", name="the slice along y"),
        told(path(across(y), role="plane", kind="dashed", name=f"the slope along x at y = {y:g}") for y in (-1.0, -0.5, 0.5, 1.0)),
        told(curve(lambda s: (s * v[0], s * v[1], cut(s)), domain=(-1, 1), role="truth", name="the cut")),
    ]
    cuts = [
        curve(along_x, role="x", label="along x"),
        curve(along_y, role="y", kind="dashed", label="along y"),
        told(curve(cut, role="truth", label=said("cut at @theta°"), name="the cut")),
    ]
    return [
        stage(space, window=(-1.0, 1.0, -1.0, 1.0), height=(-3.0, 5.0)),
        chart(cuts, window=(-1.0, 1.0, -2.0, 4.0), labels=("distance from the middle", "height")),
        say(one_of(definiteness(matrix), shapes), before=said(f"{slices}.")),
    ]
