"""What second derivatives are: what the tangent plane leaves out, the three numbers of a quadratic, and one number found two ways.

And what they cannot say, where a curvature is zero.
"""

import jax
import jax.numpy as jnp

from d2lcalc.calculus.curvature import definiteness, scaled_remainder
from d2lcalc.functions import peano_surface
from d2lcalc.live import (
    Number,
    arrow,
    box,
    cases,
    chart,
    contour,
    curve,
    one_of,
    path,
    plan,
    point,
    readout,
    say,
    scene,
    stage,
    surface,
    text,
    told,
    words,
)
from d2lcalc.scenes.landscape import Landscape, unit
from d2lcalc.scenes.parts import Drawn, part


def Remainder(f, at=None, window=None, **options):
    """What the tangent plane at P leaves out near P, magnified: (f(P + hv) − T₁(P + hv))/h² for all v with ‖v‖ ≤ 1.

    As h falls, it settles into the shape ½vᵀHv. On the stage is the magnified remainder over the disc of all v,
    on the chart its rim, ‖v‖ = 1, against the direction of v. With a question, the limit waits for the answer.
    f, `at`, `window` and `options` are those of Landscape.
    """
    return Landscape(f, magnified_remainder(), at=at, window=window, **options)


@part(lambda opening: {"h": Number(1.0, min=0.01, max=1, log=True)})
def magnified_remainder(here):
    """What the tangent plane leaves out, over the disc of all v and on its rim, beside the limit ½vᵀHv."""
    magnified = lambda h: scaled_remainder(here.field, here.plane, here.at, h)
    remainder, limit = magnified(here.h), half_square(here.matrix)
    heights = with_air([*span(magnified(1.0)), here.low / 2, here.high / 2, 0.0], 0.1, 1e-6)
    lowest, highest = span(remainder)
    now = "Around (@x, @y), with h = @h, the remainder over h² lies between @lowest and @highest on the rim"
    said = lambda end: here.says(now + end, lowest=lowest, highest=highest, least=here.low / 2, most=here.high / 2)
    return Drawn(
        charts=[
            stage(
                surface(over_the_disc(remainder), role="gap", name="the magnified remainder"),
                curve(rim(remainder), domain=(0, 360), role="gap", name="its rim"),
                told(curve(rim(limit), domain=(0, 360), role="quadratic", name="the rim of the limit")),
                window=(-1.0, 1.0, -1.0, 1.0),
                height=heights,
                labels=("v₁", "v₂", "remainder/h²"),
            ),
            chart(
                curve(lambda degrees: remainder(*unit(degrees)), role="gap", name="the magnified remainder on the rim"),
                told(curve(lambda degrees: limit(*unit(degrees)), role="quadratic", label="limit", name="the limit on the rim")),
                window=(0.0, 360.0, *heights),
                labels=("direction of v, degrees", "remainder/h² on the rim"),
            ),
        ],
        formulas=here.says(r"\textcolor{quadratic}{\mathrm{limit}} = \frac{1}{2}\left((@a)v_1^2 + 2(@b)v_1v_2 + (@c)v_2^2\right)"),
        cases=[
            (~jnp.isfinite(here.eigen[0]).all(), said("; f has no second derivatives there.")),
            (True, said("; in the limit between @least and @most.")),
        ],
        before=said("."),
    )


def half_square(matrix):
    """v ↦ ½vᵀHv."""
    (a, b), (_, c) = matrix
    return lambda u, v: (a * u * u + 2 * b * u * v + c * v * v) / 2


def rim(shape):
    return lambda degrees: (*unit(degrees), shape(*unit(degrees)))


def over_the_disc(shape):
    """The surface over ‖v‖ ≤ 1: the square [−1, 1]² is bent into the disc, its border into the rim."""

    def place(a, b):
        u, v = a * jnp.sqrt(1 - b * b / 2), b * jnp.sqrt(1 - a * a / 2)
        return u, v, shape(u, v)

    return place


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
    theta=Number(30.0, min=-90, max=90, step=1, label="cut, degrees"),
):
    """The quadratic c₁₁x² + c₁₂xy + c₂₂y²: two numbers bend its slices along the axes, the third twists it.

    The short lines along the y-axis have the slope along x: it changes by c₁₂ for each unit of y. A cut through the middle turns.
    With a question, the surface and the cut wait for the answer.
    """
    f, v = lambda x, y: c11 * x * x + c12 * x * y + c22 * y * y, unit(theta)
    along_x, along_y, cut = lambda t: f(t, 0.0), lambda t: f(0.0, t), lambda s: f(s * v[0], s * v[1])
    across = lambda y: [(side, y, along_y(y) + side * c12 * y) for side in (-0.3, 0.3)]
    numbers = {"along_x": c11, "along_y": c22, "theta": theta, "height": cut(1.0)}
    slices = "Along x the height at distance 1 is @along_x, along y @along_y"
    shapes = [words(f"{slices}; in the cut at @theta° it is @height. The quadratic is {shape}.", **numbers) for shape in SHAPES]
    return [
        stage(
            told(surface(f, name="the quadratic")),
            curve(lambda t: (t, 0.0, along_x(t)), domain=(-1, 1), role="x", name="the slice along x"),
            curve(lambda t: (0.0, t, along_y(t)), domain=(-1, 1), role="y", name="the slice along y"),
            told(path(across(y), role="plane", name=f"the slope along x at y = {y:g}") for y in (-1.0, -0.5, 0.5, 1.0)),
            told(curve(lambda s: (s * v[0], s * v[1], cut(s)), domain=(-1, 1), role="truth", name="the cut")),
            window=(-1.0, 1.0, -1.0, 1.0),
            height=(-3.0, 5.0),
        ),
        chart(
            curve(along_x, role="x", label="along x"),
            curve(along_y, role="y", kind="dashed", label="along y"),
            told(curve(cut, role="truth", label=words("cut at @theta°", theta=theta), name="the cut")),
            window=(-1.0, 1.0, -2.0, 4.0),
            labels=("distance from the middle", "height"),
        ),
        told(readout(words(r"H_{11} = 2c_{11} = @a,\quad H_{12} = c_{12} = @b,\quad H_{22} = 2c_{22} = @c", a=2 * c11, b=c12, c=2 * c22))),
        say(
            one_of(definiteness(jnp.array([[2 * c11, c12], [c12, 2 * c22]])), shapes),
            before=words(f"{slices}.", along_x=c11, along_y=c22),
        ),
    ]


def MixedPartial(f, at=None, window=None, ratio=1.0, **options):
    """∂²f/∂x∂y from the corners of a square: how the slope along x changes with y, and how the slope along y changes with x.

    Both are (NE − SE − NW + SW)/(hk), with f at the corners SW = (x, y), SE = (x + h, y), NW = (x, y + k) and NE = (x + h, y + k). It is
    drawn as a square whatever h and k are, with its four values and the slopes of its sides; the chart follows the quotient as h falls,
    `ratio` = k/h staying as it is. With a question, the two quotients wait for the answer. f, `at`, `window` and `options` are those of
    Landscape.
    """
    return Landscape(f, shrinking_square(ratio), at=at, window=window, **options)


def sides(opening, ratio):
    shape = Number(ratio, min=0.01, max=100, log=True, label="k/h", control=False)
    return {"h": Number(0.5, min=0.01, max=0.5, log=True), "ratio": shape}


@part(sides)
def shrinking_square(here, ratio=1.0):
    """f at the corners of a square, the slopes of its sides, and the second difference over hk as the square shrinks."""
    f, (x, y), h, k = here.field, here.at, here.h, here.ratio * here.h
    corners = lambda h, k: (f(x, y), f(x + h, y), f(x, y + k), f(x + h, y + k))

    def quotient(h):
        k = here.ratio * h
        sw, se, nw, ne = corners(h, k)
        return (ne - se - nw + sw) / (h * k)

    values, limit = corners(h, k), 2 * quotient(1e-3) - quotient(2e-3)
    tall = 1.25 * jnp.max(jnp.abs(jnp.stack([quotient(size) for size in (0.01, 0.1, 0.5)]))) + 0.05
    size = "From (@x, @y), with h = @h and k = @k"
    both = (
        f"{size}, the slope along x changes with y, and the slope along y with x, by @quotient for each unit; "
        "as the square shrinks in this shape, by @limit."
    )
    said = lambda template: here.says(template, k=k, quotient=quotient(h), limit=limit, near=values[0], far=values[3])
    hole = ~jnp.isfinite(jnp.stack(values)).all(), said(f"{size}, f has no finite value at some corner: move the point.")
    return Drawn(
        charts=[
            square(values, h, k),
            chart(
                told(
                    curve(quotient, role="gap", name="the quotient"),
                    curve(lambda h: limit, role="truth", kind="dashed", label=said("@limit"), name="its limit"),
                    point((h, quotient(h)), drag=("h", None), role="step", name="the quotient of this square"),
                ),
                window=(0.01, 0.5, -tall, tall),
                labels=("h", "second difference/(hk)"),
                scales=("log", "linear"),
            ),
        ],
        formulas=both_ways(values, h, k),
        cases=[hole, (True, said(both))],
        before=cases(hole, (True, said(f"{size}, f is @near at P and @far at the opposite corner."))),
    )


def square(values, h, k):
    """The square with the values at its corners, the lengths h and k of its sides and their slopes, whatever its true shape."""
    sw, se, nw, ne = values
    places = {"SW": (0, 0), "SE": (1, 0), "NW": (0, 1), "NE": (1, 1)}

    def side(role, start, end, slope, at):
        return [arrow(places[start], places[end], role=role), text(at, words("slope @s", s=slope), role=role)]

    def corner(name, value):
        x, y = places[name]
        return [point((x, y)), text((x, 1.24 * y - 0.12), words(f"{name}: @f", f=value), role="function")]

    return chart(
        box((0, 0), (1, 1), role="quiet", value=0.1, name="the square"),
        side("x", "SW", "SE", (se - sw) / h, (0.5, 0.09)),
        side("x", "NW", "NE", (ne - nw) / h, (0.5, 0.91)),
        side("y", "SW", "NW", (nw - sw) / k, (0.28, 0.5)),
        side("y", "SE", "NE", (ne - se) / k, (0.72, 0.5)),
        [corner(name, value) for name, value in zip(places, values, strict=True)],
        text((0.5, -0.12), words("h = @h", h=h), role="quiet"),
        text((-0.22, 0.5), words("k = @k", k=k), role="quiet"),
        window=(-0.4, 1.4, -0.25, 1.25),
        labels=("", ""),
        scales=("none", "none"),
    )


def both_ways(values, h, k):
    """The change of the slope along x for each unit of y, and of the slope along y for each unit of x."""
    sw, se, nw, ne = values
    change = r"\dfrac{\textcolor{%s}{@after} - (\textcolor{%s}{@before})}{@step} = @quotient"
    ways = [("x", (ne - nw) / h, (se - sw) / h, k), ("y", (ne - se) / k, (nw - sw) / k, h)]
    return [
        words(change % (role, role), after=after, before=before, step=step, quotient=(after - before) / step)
        for role, after, before, step in ways
    ]


@scene
def PeanoStrip(theta=Number(20.0, min=0, max=360, step=1, label="θ from the x-axis, degrees")):
    """Peano's surface (y − x²)(y − 3x²): along every straight line the origin is a local minimum, on the surface it is none.

    Between the parabolas y = x² and y = 3x² the ground lies below zero. A line at θ from the x-axis enters that strip at the distance
    |sin θ|/(3cos²θ) from the origin. With a question, the strip waits for the answer; the cut along the line is there.
    """
    cosine, sine = v = unit(theta)
    tip, near = (0.2 * cosine, 0.2 * sine), jnp.abs(sine) / (3 * cosine**2)
    now = "Along θ = @theta degrees the slope at the origin is 0 and the curvature @bend."
    outside = "Along θ = @theta degrees the line never enters the strip: all of it lies above 0, but for the origin."
    inside = "Along θ = @theta degrees the line enters the strip at the distance @near: nearer than that the ground lies above 0."
    return [
        plan(
            contour(peano_surface, (0.1, 0.2, 0.3, 0.4), name="the contour lines of f"),
            told(text((x, 2 * x**2), "f < 0", name="the strip below zero") for x in (-0.4, 0.4)),
            told(curve(lambda x: x**2, domain=(-0.5, 0.5), label="y = x²"), curve(lambda x: 3 * x**2, domain=(-0.5, 0.5), label="y = 3x²")),
            path([(-cosine, -sine), v], kind="dashed", name="the line along v"),
            arrow((0.0, 0.0), tip, role="step", name="the direction v"),
            point(tip, drag="theta", role="step", label="v", name="the tip of v"),
            point((0.0, 0.0), label="P"),
            window=(-0.5, 0.5, -0.25, 0.75),
        ),
        chart(
            curve(lambda s: peano_surface(s * cosine, s * sine), label="f", name="f along v"),
            curve(lambda s: 0 * s, role="quiet", name="height 0"),
            point((0.0, 0.0), label="P"),
            window=(-0.5, 0.5, -0.03, 0.1),
            labels=("distance from P along v", "height"),
        ),
        say(
            cases(
                ((near < 1e-9) | (near > 1e9), words(outside, theta=theta)),
                (True, words(inside, theta=theta, near=near)),
            ),
            before=words(now, theta=theta, bend=2 * sine**2),
        ),
    ]
