"""What second derivatives are: what the tangent plane leaves out, the three numbers of a quadratic, and one number found two ways.

And what they cannot say, where a curvature is zero.
"""

from collections.abc import Callable, Sequence

import jax
import jax.numpy as jnp

from d2lcalc.calculus import hessian, linear_approximation
from d2lcalc.calculus.curvature import definiteness, eigh_2x2, scaled_remainder
from d2lcalc.functions import peano_surface
from d2lcalc.live import (
    Number,
    Scene,
    arrow,
    box,
    chart,
    contour,
    curve,
    path,
    plan,
    point,
    readout,
    say,
    say_first,
    stage,
    surface,
    text,
    words,
)
from d2lcalc.live.questions import Question
from d2lcalc.scenes.opening import Opening, landscape_subject, no_value, with_sliders
from d2lcalc.scenes.slopes import along, unit


class Remainder(Scene):
    """What the tangent plane at P leaves out near P, magnified: (f(P + hv) − T₁(P + hv))/h² for all v with ‖v‖ ≤ 1.

    As h falls, it settles into the shape ½vᵀHv. On the stage is the magnified remainder over the disc of all v,
    on the chart its rim, ‖v‖ = 1, against the direction of v. With a question, the limit waits for the answer.
    """

    def __init__(
        self,
        f: Callable | str,
        at: Sequence[float] | None = None,
        window: Sequence[float] | None = None,
        *,
        question: Question | None = None,
        title: str = "",
    ) -> None:
        def compose(opening: Opening):
            field = opening.field
            parameters = opening.point() | {"h": Number(1.0, min=0.01, max=1, log=True)}

            def picture(x, y, h, revealed):
                shown, matrix = revealed if question else True, hessian(field)(x, y)
                plane = linear_approximation(field, (x, y))
                magnified = lambda h: scaled_remainder(field, plane, (x, y), h)
                remainder, limit = magnified(h), half_square(matrix)
                heights = heights_around(jnp.stack([*span(magnified(1.0)), *eigh_2x2(matrix)[0] / 2, 0.0]))
                return [
                    stage(
                        surface(over_the_disc(remainder), role="gap", name="the magnified remainder"),
                        curve(rim_on_stage(remainder), domain=(0, 360), role="gap", name="its rim"),
                        curve(rim_on_stage(limit), domain=(0, 360), role="quadratic", show=shown, name="the rim of the limit"),
                        window=(-1.0, 1.0, -1.0, 1.0),
                        height=heights,
                        labels=("v₁", "v₂", "remainder/h²"),
                    ),
                    chart(
                        curve(on_rim(remainder), role="gap", kind="solid", name="the magnified remainder on the rim"),
                        curve(on_rim(limit), role="quadratic", label="limit", show=shown, name="the limit on the rim"),
                        window=(0.0, 360.0, *heights),
                        labels=("direction of v, degrees", "remainder/h² on the rim"),
                    ),
                    readout(limit_formula(matrix), show=shown),
                    settled(field(x, y), (x, y), h, span(remainder), eigh_2x2(matrix)[0] / 2, shown),
                ]

            return picture, with_sliders(parameters, ("h",))

        super().__init__(compose, subject=landscape_subject(f, at, window), question=question, title=title)


def limit_formula(matrix):
    terms = r"\frac{1}{2}\left((@a)v_1^2 + 2(@b)v_1v_2 + (@c)v_2^2\right)"
    return words(r"\textcolor{quadratic}{\mathrm{limit}} = " + terms, a=matrix[0, 0], b=matrix[0, 1], c=matrix[1, 1])


def half_square(matrix):
    """v ↦ ½vᵀHv."""
    (a, b), (_, c) = matrix
    return lambda u, v: (a * u * u + 2 * b * u * v + c * v * v) / 2


def on_rim(shape):
    return lambda degrees: shape(*unit(degrees))


def rim_on_stage(shape):
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


def heights_around(values):
    """Limits that show all of these heights with some air."""
    low, high = jnp.min(values), jnp.max(values)
    air = 0.1 * (high - low) + 1e-6
    return low - air, high + air


def settled(value, at, h, rim, limit, shown):
    numbers = {"x": at[0], "y": at[1]}
    now = "Around (@x, @y), with h = @h, the remainder over h² lies between @low and @high on the rim"
    found = numbers | {"h": h, "low": rim[0], "high": rim[1]}
    return say_first(
        no_value(value, at),
        (~jnp.isfinite(limit).all(), words(f"{now}; f has no second derivatives there.", **found)),
        (shown, words(f"{now}; in the limit between @least and @most.", **found, least=limit[0], most=limit[1])),
        (True, words(f"{now}.", **found)),
    )


class Twist(Scene):
    """The quadratic c₁₁x² + c₁₂xy + c₂₂y²: two numbers bend its slices along the axes, the third twists it.

    The short lines along the y-axis have the slope along x: it changes by c₁₂ for each unit of y. A cut through the middle turns.
    With a question, the surface and the cut wait for the answer.
    """

    def __init__(
        self,
        c11: float = 1.0,
        c12: float = 3.0,
        c22: float = 1.0,
        *,
        theta: float = 30.0,
        question: Question | None = None,
        title: str = "",
    ) -> None:
        def picture(c11, c12, c22, theta, revealed):
            shown, f = revealed if question else True, lambda x, y: c11 * x * x + c12 * x * y + c22 * y * y
            v, cut = unit(theta), along(f, (0.0, 0.0), theta)
            return [
                stage(
                    surface(f, show=shown, name="the quadratic"),
                    curve(lambda t: (t, 0.0, f(t, 0.0)), domain=(-1, 1), role="x", name="the slice along x"),
                    curve(lambda t: (0.0, t, f(0.0, t)), domain=(-1, 1), role="y", name="the slice along y"),
                    *[slope_across(c12, c22, y, shown) for y in (-1.0, -0.5, 0.5, 1.0)],
                    curve(lambda s: (s * v[0], s * v[1], cut(s)), domain=(-1, 1), role="truth", show=shown, name="the cut"),
                    window=(-1.0, 1.0, -1.0, 1.0),
                    height=(-3.0, 5.0),
                ),
                chart(
                    curve(lambda t: f(t, 0.0), role="x", label="along x", name="the slice along x"),
                    curve(lambda t: f(0.0, t), role="y", kind="dashed", label="along y", name="the slice along y"),
                    curve(cut, role="truth", label=words("cut at @theta°", theta=theta), show=shown, name="the cut"),
                    window=(-1.0, 1.0, -2.0, 4.0),
                    labels=("distance from the middle", "height"),
                ),
                readout(
                    words(r"H_{11} = 2c_{11} = @a,\quad H_{12} = c_{12} = @b,\quad H_{22} = 2c_{22} = @c", a=2 * c11, b=c12, c=2 * c22),
                    show=shown,
                ),
                shape(jnp.array([[2 * c11, c12], [c12, 2 * c22]]), theta, cut(1.0), shown),
            ]

        bend = {"min": -2.0, "max": 2.0, "step": 0.1}
        numbers = {"c11": Number(c11, **bend, label="c₁₁"), "c12": Number(c12, min=-4, max=4, step=0.1, label="c₁₂")}
        numbers |= {"c22": Number(c22, **bend, label="c₂₂"), "theta": Number(theta, min=-90, max=90, step=1, label="cut, degrees")}
        super().__init__(picture, question=question, title=title, **numbers)


def slope_across(c12, c22, y, shown):
    """A short line over (0, y) with the slope of the quadratic along x, which is c₁₂·y there."""
    ends = [(side, y, c22 * y * y + side * c12 * y) for side in (-0.3, 0.3)]
    return path(ends, role="plane", show=shown, name=f"the slope along x at y = {y:g}")


SHAPES = (
    "a bowl: it curves upward in every direction",
    "a dome: it curves downward in every direction",
    "a saddle: it curves upward in some directions and downward in others",
    "a trough or flatter: along one direction it does not curve at all",
)


def shape(matrix, theta, height, shown):
    slices = "Along x the height at distance 1 is @along_x, along y @along_y"
    numbers = {"along_x": matrix[0, 0] / 2, "along_y": matrix[1, 1] / 2}
    cut = "; in the cut at @theta° it is @height. The quadratic is "
    told = [words(f"{slices}{cut}{kind}.", **numbers, theta=theta, height=height) for kind in SHAPES]
    return say(jnp.where(shown, 1 + definiteness(matrix), 0), [words(f"{slices}.", **numbers), *told])


class MixedPartial(Scene):
    """∂²f/∂x∂y from the corners of a square: how the slope along x changes with y, and how the slope along y changes with x.

    Both are (NE − SE − NW + SW)/(hk), with f at the corners SW = (x, y), SE = (x + h, y), NW = (x, y + k) and NE = (x + h, y + k). It is
    drawn as a square whatever h and k are, with its four values and the slopes of its sides; the chart follows the quotient as h falls,
    k/h staying as it is. `sliders` names the parameters that have one (x, y, h, ratio), `ratio` being k/h. With a question, the two
    quotients wait for the answer.
    """

    def __init__(
        self,
        f: Callable | str,
        at: Sequence[float] | None = None,
        window: Sequence[float] | None = None,
        *,
        ratio: float = 1.0,
        sliders: Sequence[str] = ("h",),
        question: Question | None = None,
        title: str = "",
    ) -> None:
        def compose(opening: Opening):
            parameters = opening.point() | {"h": Number(0.5, min=0.01, max=0.5, log=True)}
            parameters |= {"ratio": Number(ratio, min=0.01, max=100, log=True, label="k/h")}

            def picture(x, y, h, ratio, revealed):
                shown = revealed if question else True
                quotient = lambda h: second_difference(corners(opening.field, (x, y), h, ratio * h), h, ratio * h)
                values, limit = corners(opening.field, (x, y), h, ratio * h), 2 * quotient(1e-3) - quotient(2e-3)
                tall = 1.25 * jnp.max(jnp.abs(jnp.stack([quotient(size) for size in (0.01, 0.1, 0.5)]))) + 0.05
                return [
                    chart(*square(values, h, ratio * h), window=(-0.4, 1.4, -0.25, 1.25), labels=("", ""), scales=("none", "none")),
                    chart(
                        curve(quotient, role="gap", kind="solid", show=shown, name="the quotient"),
                        curve(
                            lambda h: limit, role="truth", kind="dashed", label=words("@limit", limit=limit), show=shown, name="its limit"
                        ),
                        point((h, quotient(h)), drag=("h", None), role="step", show=shown, name="the quotient of this square"),
                        window=(0.01, 0.5, -tall, tall),
                        labels=("h", "second difference/(hk)"),
                        scales=("log", "linear"),
                    ),
                    *both_ways(values, h, ratio * h, shown),
                    met(values, (x, y), h, ratio * h, limit, shown),
                ]

            return picture, with_sliders(parameters, sliders)

        super().__init__(compose, subject=landscape_subject(f, at, window), question=question, title=title)


def corners(f, at, h, k):
    """f at the south-west, south-east, north-west and north-east corner."""
    (x, y) = at
    return f(x, y), f(x + h, y), f(x, y + k), f(x + h, y + k)


def second_difference(values, h, k):
    south_west, south_east, north_west, north_east = values
    return (north_east - south_east - north_west + south_west) / (h * k)


def square(values, h, k):
    """The square with the values at its corners, the lengths h and k of its sides and their slopes, whatever its true shape."""
    sw, se, nw, ne = values
    sides = {"south": ("x", (0, 0), (1, 0), (se - sw) / h, (0.5, 0.09)), "north": ("x", (0, 1), (1, 1), (ne - nw) / h, (0.5, 0.91))}
    sides |= {"west": ("y", (0, 0), (0, 1), (nw - sw) / k, (0.28, 0.5)), "east": ("y", (1, 0), (1, 1), (ne - se) / k, (0.72, 0.5))}
    places = {"SW": (0, 0), "SE": (1, 0), "NW": (0, 1), "NE": (1, 1)}
    lengths = {"h": (words("h = @h", h=h), (0.5, -0.12)), "k": (words("k = @k", k=k), (-0.22, 0.5))}
    return [
        box((0, 0), (1, 1), role="quiet", value=0.1, name="the square"),
        *[arrow(a, b, role=role, name=f"the {side} side") for side, (role, a, b, _, _) in sides.items()],
        *[text(at, words("slope @s", s=s), role=role, name=f"the slope of the {side} side") for side, (role, _, _, s, at) in sides.items()],
        *[point(at, name=f"the corner {corner}") for corner, at in places.items()],
        *[
            text((x, 1.24 * y - 0.12), words(f"{corner}: @f", f=value), role="function", name=f"f at the corner {corner}")
            for (corner, (x, y)), value in zip(places.items(), values, strict=True)
        ],
        *[text(at, told, role="quiet", name=f"the side {letter}") for letter, (told, at) in lengths.items()],
    ]


def both_ways(values, h, k, shown):
    sw, se, nw, ne = values
    change = r"\dfrac{\textcolor{%s}{@after} - (\textcolor{%s}{@before})}{@step} = @quotient"
    ways = [("x", (ne - nw) / h, (se - sw) / h, k), ("y", (ne - se) / k, (nw - sw) / k, h)]
    return [
        readout(words(change % (role, role), after=after, before=before, step=step, quotient=(after - before) / step), show=shown)
        for role, after, before, step in ways
    ]


def met(values, at, h, k, limit, shown):
    numbers = {"x": at[0], "y": at[1], "h": h, "k": k}
    size = "From (@x, @y), with h = @h and k = @k"
    told = words(
        f"{size}, the slope along x changes with y, and the slope along y with x, by @q for each unit; "
        "as the square shrinks in this shape, by @limit.",
        **numbers,
        q=second_difference(values, h, k),
        limit=limit,
    )
    return say_first(
        (~jnp.isfinite(jnp.stack(values)).all(), words(f"{size}, f has no finite value at some corner: move the point.", **numbers)),
        (shown, told),
        (True, words(f"{size}, f is @near at P and @far at the opposite corner.", **numbers, near=values[0], far=values[3])),
    )


class PeanoStrip(Scene):
    """Peano's surface (y − x²)(y − 3x²): along every straight line the origin is a local minimum, on the surface it is none.

    Between the parabolas y = x² and y = 3x² the ground lies below zero. A line at θ from the x-axis enters that strip at the distance
    |sin θ|/(3cos²θ) from the origin. With a question, the strip waits for the answer; the cut along the line is there.
    """

    def __init__(self, *, theta: float = 20.0, question: Question | None = None, title: str = "") -> None:
        def picture(theta, revealed):
            shown, v = revealed if question else True, unit(theta)
            tip = (0.2 * v[0], 0.2 * v[1])
            return [
                plan(
                    contour(peano_surface, (0.1, 0.2, 0.3, 0.4), name="the contour lines of f"),
                    *[text((x, 2 * x**2), "f < 0", show=shown, name="the strip below zero") for x in (-0.4, 0.4)],
                    curve(lambda x: x**2, domain=(-0.5, 0.5), label="y = x²", show=shown, name="the parabola y = x²"),
                    curve(lambda x: 3 * x**2, domain=(-0.5, 0.5), label="y = 3x²", show=shown, name="the parabola y = 3x²"),
                    path([(-v[0], -v[1]), v], kind="dashed", name="the line along v"),
                    arrow((0.0, 0.0), tip, role="step", name="the direction v"),
                    point(tip, turn=("theta", (0.0, 0.0)), role="step", label="v", name="the tip of v"),
                    point((0.0, 0.0), label="P", name="the origin P"),
                    window=(-0.5, 0.5, -0.25, 0.75),
                ),
                chart(
                    curve(along(peano_surface, (0.0, 0.0), theta), label="f", name="f along v"),
                    curve(lambda s: 0 * s, role="quiet", name="height 0"),
                    point((0.0, 0.0), label="P", name="P in the cut"),
                    window=(-0.5, 0.5, -0.03, 0.1),
                    labels=("distance from P along v", "height"),
                ),
                before_the_strip(theta, shown),
            ]

        turned = Number(theta, min=0, max=360, step=1, label="θ from the x-axis, degrees")
        super().__init__(picture, theta=turned, question=question, title=title)


def before_the_strip(theta, shown):
    sine, cosine = unit(theta)[::-1]
    near = jnp.abs(sine) / (3 * cosine**2)
    now = words("Along θ = @theta degrees the slope at the origin is 0 and the curvature @bend.", theta=theta, bend=2 * sine**2)
    outside = words("Along θ = @theta degrees the line never enters the strip: all of it lies above 0, but for the origin.", theta=theta)
    inside = "Along θ = @theta degrees the line enters the strip at the distance @near: nearer than that the ground lies above 0."
    return say_first(
        (jnp.logical_not(shown), now),
        ((near < 1e-9) | (near > 1e9), outside),
        (True, words(inside, theta=theta, near=near)),
    )
