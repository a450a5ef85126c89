"""Functions near a point: the tangent line, the tangent plane and its gap, and what a first approximation discards."""

import math
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax.numpy as jnp

from d2lcalc.calculus import gradient, linear_approximation
from d2lcalc.calculus.scalar_field import scalar_field
from d2lcalc.live import (
    Number,
    Scene,
    arrow,
    box,
    chart,
    curve,
    goal,
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
from d2lcalc.scenes.opening import (
    ZOOM,
    Opening,
    check_names,
    displacement_parameters,
    landscape_subject,
    no_value,
    place_along,
    tip_within,
    with_sliders,
)

LAYERS = ("plane", "gradient", "displacement", "share", "zoom")
VIEWS = ("stage", "slice", "plan")


class TangentPlane(Scene):
    """The surface z = f(x, y) and its tangent plane T₁ at the point P = (x, y).

    f is a function, a landscape of the catalogue, or a text such as "x*exp(-x^2-y^2)"; the reader may exchange it for another.
    `layers` says what is there: "plane"; "gradient", the arrow ∇f in the xy-plane; "displacement", a second point P + ε with the
    surface's value, the plane's, and the gap between them; "share", a slider that takes only a share of ε; "zoom", a slider that
    magnifies what is around P. `views` says where: on the "stage", in the "slice" of surface and plane along ε, on the "plan".
    With a question, the layers in `reveal` wait for the answer, and so does every number but those of P. `sliders` names the
    parameters that have one (x, y, dx, dy, share, zoom); the points can be dragged without. `task` is a text, and the condition
    (ε₁, ε₂, gap) ↦ whether it is done.

    Raises TypeError for a function that does not take (x, y) to one real number, ValueError for a text that is no function, a window
    that is empty, reversed or not finite, a point outside it, or a name that is unknown.
    """

    def __init__(
        self,
        f: Callable | str,
        at: Sequence[float] | None = None,
        window: Sequence[float] | None = None,
        *,
        displacement: Sequence[float] = (0.4, 0.2),
        layers: Sequence[str] = ("plane", "gradient", "displacement", "zoom"),
        views: Sequence[str] = VIEWS,
        reveal: Sequence[str] = (),
        sliders: Sequence[str] | None = None,
        task: tuple[str, Callable] | None = None,
        question: Question | None = None,
        title: str = "",
    ) -> None:
        check_names("layer", layers, LAYERS)
        check_names("layer to reveal", reveal, layers)
        check_names("view", views, VIEWS)
        moved = {"gradient": ("x", "y"), "displacement": ("dx", "dy"), "share": ("share",), "zoom": ("zoom",)}
        used = ["x", "y", *(name for layer in layers for name in moved.get(layer, ()) if name not in "xy")]

        def compose(opening: Opening):
            field, window = opening.field, opening.window
            parameters = opening.point() | displacement_parameters(displacement, window)
            parameters |= {"share": Number(1.0, min=0, max=1, step=0.01, label="share of ε taken"), "zoom": ZOOM}
            reach = math.hypot(parameters["dx"].max, parameters["dy"].max)

            def picture(x, y, dx, dy, share, zoom, revealed):
                told = revealed if question else True

                def shown(layer):
                    return layer in layers and (layer not in reveal or revealed)

                epsilon = (share * dx, share * dy) if "displacement" in layers else (0.0, 0.0)
                near, seen = Near.by(field, (x, y), epsilon), zoomed(window, (x, y), zoom)
                marks = [
                    surface(field, name="the surface z = f(x, y)"),
                    point((x, y, near.value), drag=("x", "y"), label="P", name="the point P"),
                    arrow(
                        (x, y),
                        tip_within((x, y), near.slopes, seen),
                        label="∇f",
                        show=shown("gradient"),
                        name="the gradient, in the xy-plane",
                    ),
                    *displaced_marks(near, shown("displacement"), drag=(None, None) if "share" in layers else ("dx", "dy")),
                ]
                panels = {
                    "stage": stage(*marks, patch(near, seen, shown("plane")), window=seen),
                    "slice": slice_along(field, near, (-0.2 * reach, 1.2 * reach, *opening.heights)),
                    "plan": plan(*marks, window=seen),
                }
                there = [view for view in VIEWS if view in views and (view != "slice" or "displacement" in layers)]
                done = [goal(task[1](*epsilon, near.gap), task[0])] if task else []
                return [*(panels[view] for view in there), *formulas(near, shown, told), sentence(field, near, seen, layers, told), *done]

            return picture, with_sliders(parameters, used if sliders is None else sliders)

        super().__init__(compose, subject=landscape_subject(f, at, window), question=question, title=title)


class Near(NamedTuple):
    """f and its tangent plane at a point P, and both at P + ε."""

    at: tuple
    epsilon: tuple
    value: Any
    slopes: Any
    plane: Callable
    true: Any
    predicted: Any

    @classmethod
    def by(cls, field, at, epsilon):
        """What there is to know of f at P = at and at P + epsilon."""
        there, plane = (at[0] + epsilon[0], at[1] + epsilon[1]), linear_approximation(field, at)
        return cls(at, epsilon, field(*at), gradient(field)(*at), plane, field(*there), plane(*there))

    @property
    def there(self):
        """The point P + ε."""
        return self.at[0] + self.epsilon[0], self.at[1] + self.epsilon[1]

    @property
    def gap(self):
        """What the plane misses at P + ε."""
        return self.true - self.predicted


def zoomed(window, at, zoom):
    """The window shrunk `zoom` times, towards the point; at magnification 1 exactly the window, wherever the point is."""
    ends, share = zip(window, (at[0], at[0], at[1], at[1]), strict=True), 1 / zoom
    return tuple((1 - share) * place + share * end for end, place in ends)


def patch(near, seen, shown):
    """The tangent plane around P: half as wide as what is seen, wider where P + ε is further, at most as wide."""
    (x, y), (dx, dy) = near.at, near.epsilon
    wide, high = seen[1] - seen[0], seen[3] - seen[2]
    side = jnp.maximum(jnp.minimum(wide, high) / 4, jnp.maximum(jnp.abs(dx), jnp.abs(dy)))
    along_x, along_y = jnp.minimum(side, wide / 2), jnp.minimum(side, high / 2)
    window = (x - along_x, x + along_x, y - along_y, y + along_y)
    return surface(near.plane, window=window, flat=True, role="plane", show=shown, name="the tangent plane")


def displaced_marks(near, shown, drag):
    (x, y), style = near.there, {"show": shown}
    return [
        path([(x, y, near.predicted), (x, y, near.true)], role="gap", name="the gap", **style),
        point((x, y, near.predicted), role="plane", name="the plane's value at P + ε", **style),
        point((x, y, near.true), drag=drag, role="step", label="P + ε", name="the point P + ε", **style),
    ]


def slice_along(field, near, window):
    """Surface and plane over the line from P through P + ε, where their heights can be compared."""
    length = jnp.hypot(*near.epsilon)
    v = [jnp.where(length > 0, part / jnp.where(length > 0, length, 1.0), 1.0 - k) for k, part in enumerate(near.epsilon)]
    above = lambda f: lambda s: f(*place_along(near.at, v, s))
    return chart(
        curve(above(field), label="f", name="f along ε"),
        curve(above(near.plane), role="plane", kind="dashed", label="T₁", name="the plane along ε"),
        path([(length, near.predicted), (length, near.true)], role="gap", name="the gap"),
        point((0.0, near.value), label="P", name="P in the slice"),
        point((length, near.true), role="step", label="P + ε", name="P + ε in the slice"),
        window=window,
        labels=("distance from P along ε", "height"),
    )


def formulas(near, shown, told):
    """The values at P, and with a displacement the plane's rule and the gap, with their numbers once they are told."""
    (dx, dy), (gx, gy) = near.epsilon, near.slopes
    plane = r"\textcolor{plane}{T_1(P+\varepsilon)} = @f + (@gx)(@dx) + (@gy)(@dy) = @T"
    gap = r"\textcolor{gap}{\mathrm{gap}} = \textcolor{step}{f(P+\varepsilon)} - \textcolor{plane}{T_1(P+\varepsilon)}"
    return [
        readout(words(r"\textcolor{function}{f(P)} = @f", f=near.value)),
        readout(words(r"\textcolor{gradient}{\nabla f(P)} = (@gx,\ @gy)", gx=gx, gy=gy), show=shown("gradient") & told),
        readout(
            words(plane, f=near.value, gx=gx, gy=gy, dx=dx, dy=dy, T=near.predicted),
            words(gap + " = @gap", gap=near.gap),
            show=shown("displacement") & told,
        ),
    ]


def sentence(field, near, seen, layers, told):
    """What the layers are about once it is told, before that the height; or why there is nothing to tell."""
    numbers = {"x": near.at[0], "y": near.at[1]}
    height = words("At (@x, @y) f has the value @f.", **numbers, f=near.value)
    no_plane = words("f has no tangent plane at (@x, @y): its slopes there are not numbers.", **numbers)
    cases = [no_value(near.value, near.at), (jnp.logical_not(told), height), (~jnp.isfinite(near.slopes).all(), no_plane)]
    if "displacement" in layers:
        cases += gap_cases(near, numbers)
    elif "zoom" in layers:
        cases += zoom_cases(field, near, seen, numbers)
    else:
        slopes = "At (@x, @y) f has the value @f and slopes @gx along x, @gy along y."
        cases += [(True, words(slopes, **numbers, f=near.value, gx=near.slopes[0], gy=near.slopes[1]))]
    return say_first(*cases)


def gap_cases(near, numbers):
    (dx, dy), (u, v) = near.epsilon, near.there
    beyond = words("f has no finite value at P + ε = (@u, @v).", u=u, v=v)
    told = "Moved by ε = (@dx, @dy) from (@x, @y), the plane says @T:8 and the surface is at @f:8: a gap of @gap."
    return [
        (~jnp.isfinite(near.true), beyond),
        (True, words(told, **numbers, dx=dx, dy=dy, T=near.predicted, f=near.true, gap=near.gap)),
    ]


def zoom_cases(field, near, seen, numbers):
    """How far, at the corners of what is seen and between them, surface and plane part company and the gradient turns."""
    (xmin, xmax, ymin, ymax), (x, y) = seen, near.at
    places = [(u, v) for u in (xmin, x, xmax) for v in (ymin, y, ymax)]
    gap = jnp.max(jnp.stack([jnp.abs(field(*place) - near.plane(*place)) for place in places]))
    rise = jnp.max(jnp.stack([jnp.abs(near.plane(*place) - near.value) for place in places]))
    turn = jnp.max(jnp.stack([angle(near.slopes, gradient(field)(*place)) for place in places]))
    numbers |= {"wide": xmax - xmin, "gap": gap}
    told = (
        "In a window @wide wide around (@x, @y), the surface leaves the plane by at most @gap, @percent % of what the plane rises there, "
        "and the gradient turns by at most @turn degrees."
    )
    level = words("In a window @wide wide around (@x, @y), the plane is level and the surface leaves it by at most @gap.", **numbers)
    return [(rise == 0, level), (True, words(told, **numbers, percent=100 * gap / rise, turn=turn))]


def angle(a, b):
    """The angle between two vectors, in degrees."""
    return jnp.rad2deg(jnp.abs(jnp.arctan2(a[0] * b[1] - a[1] * b[0], jnp.dot(a, b))))


class TangentLine(Scene):
    """The curve y = f(x) and its tangent line at a point, under a magnifying glass: near enough, the curve is the line.

    The window reaches `half_width` to each side of the point at first. With a question, the line waits for the answer.
    """

    def __init__(self, f: Callable, at: float, half_width: float = 1.0, *, question: Question | None = None, title: str = "") -> None:
        field = scalar_field(f)

        def picture(zoom, revealed):
            shown = revealed if question else True
            value, line, slope = field(at), linear_approximation(field, at), gradient(field)(at)[0]
            reach = half_width / zoom
            rise = 1.2 * reach * jnp.maximum(jnp.abs(slope), 1)
            numbers = {"reach": reach, "slope": slope, "gap": jnp.abs(field(at + reach) - line(at + reach))}
            told = words("The line has slope @slope. At distance @reach from P the curve is @gap away from it.", **numbers)
            return [
                chart(
                    curve(field, label="f"),
                    curve(line, role="plane", kind="dashed", show=shown, name="the tangent line"),
                    point((at, value), label="P", name="the point P"),
                    window=(at - reach, at + reach, value - rise, value + rise),
                    labels=("x", "f(x)"),
                ),
                say(shown, [words("The window reaches @reach to each side of P.", reach=reach), told]),
            ]

        super().__init__(picture, title=title, question=question, zoom=ZOOM)


class Rectangle(Scene):
    """The area of a rectangle with sides a and b, both grown a little: two strips that count, and the corner that is dropped.

    (a + ε₁)(b + ε₂) = ab + b·ε₁ + a·ε₂ + ε₁ε₂. With a question, the numbers of the corner wait for the answer.
    """

    def __init__(
        self,
        a: float = 3.0,
        b: float = 2.0,
        *,
        displacement: Sequence[float] = (0.4, 0.8),
        question: Question | None = None,
        title: str = "",
    ) -> None:
        def picture(dx, dy, revealed):
            told = revealed if question else True
            numbers = {"ab": a * b, "right": b * dx, "top": a * dy, "corner": dx * dy}
            terms = r"@ab + \textcolor{x}{@right} + \textcolor{y}{@top} + \textcolor{gap}{@corner} = @area"
            strips = "The strips add @right and @top to the area @ab"
            open_question = words(strips + ".", ab=a * b, right=b * dx, top=a * dy)
            answer = words(strips + "; the corner, which the slopes do not see, adds @corner.", **numbers)
            return [
                chart(
                    box((0, 0), (a, b), role="quiet", label=words("@ab", ab=a * b), name="the rectangle"),
                    box((a, 0), (a + dx, b), role="x", label=words("@s", s=b * dx), name="the strip b·ε₁"),
                    box((0, b), (a, b + dy), role="y", label=words("@s", s=a * dy), name="the strip a·ε₂"),
                    box((a, b), (a + dx, b + dy), role="gap", name="the corner ε₁ε₂"),
                    text((a + dx / 2, b + dy / 2), words("@c", c=dx * dy), role="gap", show=told, name="the area of the corner"),
                    point((a + dx, b + dy), role="step", drag=("dx", "dy"), name="the corner of the grown rectangle"),
                    window=(0.0, a + 1.2, 0.0, b + 1.2),
                    labels=("first side", "second side"),
                    equal=True,
                ),
                readout(words(r"(a+\varepsilon_1)(b+\varepsilon_2) = " + terms, **numbers, area=(a + dx) * (b + dy)), show=told),
                say(jnp.where(told, 1, 0), [open_question, answer]),
            ]

        grow = {"min": 0.0, "max": 1.0, "step": 0.01}
        dx, dy = (Number(value, **grow, label=label) for value, label in zip(displacement, ("ε₁", "ε₂"), strict=True))
        super().__init__(picture, title=title, question=question, dx=dx, dy=dy)
