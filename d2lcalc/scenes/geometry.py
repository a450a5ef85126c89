"""The dot product as a shadow, and the slope of a function in every direction, measured from its gradient."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax.numpy as jnp

from d2lcalc.calculus import gradient
from d2lcalc.calculus.curvature import FLAT
from d2lcalc.functions import hill_and_valley
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
from d2lcalc.scenes.opening import Opening, check_names, landscape_subject, no_value, place_along, tip_within, with_sliders

LAYERS = ("gradient", "walk")
VIEWS = ("stage", "plan", "cut", "slopes")


class DotProduct(Scene):
    """a·b = ‖a‖‖b‖cos θ: the length of b times the shadow of a on it, as a turns by θ; the product as a bar that stands at θ.

    With a question, the shadow and the product wait for the answer.
    """

    def __init__(self, theta: float = 40.0, *, a: float = 2.0, b: float = 3.0, question: Question | None = None, title: str = "") -> None:
        wide, high = 1.15 * max(a, b), 1.15 * a
        thick = 0.06 * wide

        def picture(theta, revealed):
            told = revealed if question else True
            turned = (a * cosine(theta), a * jnp.sin(jnp.deg2rad(theta)))
            shadow, product = turned[0], a * b * cosine(theta)
            formula = r"\textcolor{step}{a}\cdot\textcolor{gradient}{b} = \|a\|\,\|b\|\cos\theta = (@a)(@b)(@cos) = @p"
            numbers = {"theta": theta, "s": shadow, "p": product}
            return [
                chart(
                    box((0.0, -thick), (shadow, 0.0), role="truth", show=told, name="the shadow of a on b"),
                    path([turned, (shadow, 0.0)], role="quiet", kind="dashed", show=told, name="straight down from a to b"),
                    arrow((0.0, 0.0), (b, 0.0), label="b", name="the arrow b"),
                    arrow((0.0, 0.0), turned, role="step", label="a", name="the arrow a"),
                    point(turned, turn=("theta", (0.0, 0.0)), role="step", name="the tip of a"),
                    text((shadow / 2, -2.5 * thick), words("shadow @s", s=shadow), show=told, name="how long the shadow is"),
                    window=(-wide, wide, -high, high),
                    labels=("along b", "across b"),
                    equal=True,
                ),
                chart(
                    curve(lambda angle: a * b * cosine(angle), role="quiet", show=told, name="the product at every angle"),
                    box((theta - 5, 0.0), (theta + 5, product), role="plane", show=told, name="the product as a bar"),
                    point(
                        (theta, product), drag=("theta", None), role="plane", label=words("@p", p=product), show=told, name="the product"
                    ),
                    window=(-180.0, 180.0, -1.25 * a * b, 1.25 * a * b),
                    labels=("θ, degrees from b to a", "a · b"),
                ),
                readout(words(formula, a=a, b=b, cos=cosine(theta), p=product), show=told),
                say(
                    jnp.where(told, jnp.where(product < 0, 2, 1), 0),
                    [
                        words("a is @a long, b is @b long, and there are @theta degrees from b to a.", a=a, b=b, theta=theta),
                        words("At @theta degrees the shadow of a on b is @s long, and a·b = @p.", **numbers),
                        words("At @theta degrees the shadow points against b and counts as @s, so a·b = @p.", **numbers),
                    ],
                ),
            ]

        turn = Number(theta, min=-180, max=180, step=1, label="θ, degrees")
        super().__init__(picture, title=title, question=question, theta=turn)


def cosine(degrees):
    """cos θ for −180 ≤ θ ≤ 180, exactly 0 at right angles."""
    return jnp.sin(jnp.deg2rad(90 - jnp.abs(degrees)))


class DirectionalDerivative(Scene):
    """The slope of f at P in the direction v, ‖∇f‖cos θ, where θ is the angle *from the gradient* to v.

    v is drawn 1 long, and ∇f as long as it is steep, where the window has room for them.
    `views` says what is there: the "stage"; the "plan" with the contour line through P; the "cut", f along v with its tangent
    line; "slopes", the slope against θ with a moving dot. `layers` adds the "gradient" ∇f in the plane of inputs, and a "walk": a second
    point some distance along v, what the slope promises there and what f has. `sliders` names the parameters that have one (x, y, theta,
    distance). With a question, gradient, v, slopes and the numbers of the walk wait for the answer. Where ∇f = 0 there is no steepest
    direction: then θ is measured from the x-axis, the curve of slopes is level, and the sentence says so.
    ValueError for a point outside the window or a name that is unknown.
    """

    def __init__(
        self,
        f: Callable | str = hill_and_valley,
        at: Sequence[float] | None = None,
        window: Sequence[float] | None = None,
        *,
        theta: float = 60.0,
        distance: float = 0.5,
        layers: Sequence[str] = ("gradient",),
        views: Sequence[str] = ("plan", "cut", "slopes"),
        sliders: Sequence[str] | None = None,
        question: Question | None = None,
        title: str = "",
    ) -> None:
        check_names("layer", layers, LAYERS)
        check_names("view", views, VIEWS)
        used = ["theta", *(["distance"] if "walk" in layers else [])]

        def compose(opening: Opening):
            field, window = opening.field, opening.window
            reach = 0.5 * min(window[1] - window[0], window[3] - window[2])
            low, high = opening.heights
            low -= 0.5 * (high - low) if "walk" in layers else 0  # room for what is promised
            parameters = opening.point() | {
                "theta": Number(theta, min=-180, max=180, step=1, label="θ, degrees from ∇f"),
                "distance": Number(distance, min=0, max=max(reach, distance), step=0.01, label="distance along v"),
            }

            def picture(x, y, theta, distance, revealed):
                told = revealed if question else True
                here = Ways.at(field, (x, y), theta)
                walked = distance if "walk" in layers else None
                marks = [
                    surface(field, name="the surface z = f(x, y)"),
                    point((x, y, here.value), drag=("x", "y"), label="P", name="the point P"),
                    *direction(here, walked, 1.0 if 1 <= reach <= 10 else 0.4 * reach, told),
                    arrow(
                        (x, y),
                        tip_within((x, y), here.slopes, window, share=1 / 2),
                        label="∇f",
                        show=told & here.steep & ("gradient" in layers),
                        name="the gradient",
                    ),
                ]
                panels = {
                    "stage": stage(
                        *marks, curve(here.cut, domain=(-reach, reach), role="step", show=told, name="f along v"), window=window
                    ),
                    "plan": plan(*marks, contour(field, here.value, name="the contour through P"), window=window),
                    "cut": cut_chart(here, walked, told, (-0.3 * reach, reach, low, high)),
                    "slopes": slopes_chart(here, told),
                }
                return [*(panels[view] for view in VIEWS if view in views), formulas(here, told), sentence(here, walked, told)]

            return picture, with_sliders(parameters, used if sliders is None else sliders)

        super().__init__(compose, subject=landscape_subject(f, at, window), question=question, title=title)


class Ways(NamedTuple):
    """f at a point, its gradient there, and the direction v that is turned from it by θ degrees."""

    field: Callable
    point: tuple
    value: Any
    slopes: Any
    theta: Any

    @classmethod
    def at(cls, field, point, theta):
        """What there is to know of f at a point, with v turned by θ from its gradient."""
        return cls(field, point, field(*point), gradient(field)(*point), theta)

    @property
    def length(self):
        """‖∇f‖, the slope in the steepest direction."""
        return jnp.hypot(*self.slopes)

    @property
    def steep(self):
        """Whether there is a steepest direction."""
        return self.length > FLAT

    def slope(self, theta):
        """∇f·v = ‖∇f‖cos θ for the direction v at the angle θ from the gradient."""
        return self.length * cosine(theta)

    def unit(self, theta):
        """The direction at the angle θ from the gradient; from the x-axis where the gradient is zero."""
        angle = jnp.arctan2(self.slopes[1], self.slopes[0]) + jnp.deg2rad(theta)
        return jnp.cos(angle), jnp.sin(angle)

    def along(self, s):
        """P + s·v."""
        return place_along(self.point, self.unit(self.theta), s)

    def cut(self, s):
        """The place on the surface above P + s·v."""
        x, y = self.along(s)
        return x, y, self.field(x, y)

    def promised(self, s):
        """The height that the slope at P promises at the distance s along v."""
        return self.value + s * self.slope(self.theta)


def direction(here, distance, length, told):
    """The arrow v of a certain length, turned by its tip; as long as the walk, if there is one, which ends on the surface."""
    tip, label, name = here.along(length), None, "the tip of v"
    if distance is not None:
        tip, label, name = here.cut(distance), "P + tv", "after the walk"
    return [
        arrow(here.point, tip[:2], role="step", label=None if label else "v", show=told, name="the direction v"),
        point(tip, turn=("theta", here.point), role="step", label=label, show=told, name=name),
    ]


def cut_chart(here, distance, told, window):
    line = lambda s: here.cut(s)[2]
    marks = [
        curve(line, role="step", name="f along v"),
        curve(
            here.promised,
            role="plane",
            kind="dashed",
            label=words("slope @s", s=here.slope(here.theta)),
            show=told,
            name="the tangent line",
        ),
        point((0.0, here.value), label="P", name="P in the cut"),
    ]
    if distance is not None:
        true, promised = line(distance), here.promised(distance)
        marks += [
            path([(distance, promised), (distance, true)], role="gap", show=told, name="what the slope misses"),
            point((distance, promised), role="plane", label=words("promised @p", p=promised), show=told, name="the promise"),
            point(
                (distance, true), drag=("distance", None), role="step", label=words("f = @t", t=true), show=told, name="f after the walk"
            ),
        ]
    return chart(*marks, window=window, labels=("distance t from P along v", "height"))


def slopes_chart(here, told):
    steepest = jnp.where(here.steep, here.length, 1.0)
    now = here.slope(here.theta)
    return chart(
        curve(here.slope, role="plane", show=told, name="the slope in every direction"),
        point((here.theta, now), drag=("theta", None), role="step", label=words("@s", s=now), show=told, name="the slope along v"),
        window=(-180.0, 180.0, -1.25 * steepest, 1.25 * steepest),
        labels=("θ, degrees from ∇f to v", "slope along v"),
    )


def formulas(here, told):
    slope = r"\textcolor{plane}{\nabla f\cdot v} = \|\nabla f\|\cos\theta = (@length)(@cos) = @s"
    numbers = {"length": here.length, "cos": cosine(here.theta), "s": here.slope(here.theta)}
    gradient_line = words(r"\textcolor{gradient}{\nabla f} = (@gx,\ @gy)", gx=here.slopes[0], gy=here.slopes[1])
    return readout(gradient_line, words(slope, **numbers), show=told & here.steep)


def sentence(here, distance, told):
    """What the picture is about once it is told, before that the height; or why there is nothing to tell."""
    place = {"x": here.point[0], "y": here.point[1]}
    slope = here.slope(here.theta)
    if distance is None:
        length = here.length
        about = words(
            "@theta degrees from the gradient the slope is @s; the steepest is @length.", theta=here.theta, s=slope, length=length
        )
    else:
        true = here.cut(distance)[2]
        about = words(
            "A step of @t along v, where the slope is @s, promises a change of @p and brings @c: f goes from @f to @u.",
            t=distance,
            s=slope,
            p=distance * slope,
            c=true - here.value,
            f=here.value,
            u=true,
        )
    return say_first(
        no_value(here.value, here.point),
        (jnp.logical_not(told), words("At (@x, @y) f has the value @f.", **place, f=here.value)),
        (~jnp.isfinite(here.slopes).all(), words("f has no gradient at (@x, @y): its slopes there are not numbers.", **place)),
        (~here.steep, words("∇f = 0 at (@x, @y): there is no steepest direction, the slope is 0 in all of them.", **place)),
        (True, about),
    )
