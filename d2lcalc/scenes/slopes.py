"""The slopes of a function of two variables at a point: along each axis, and in every direction."""

from collections.abc import Callable, Sequence

import jax.numpy as jnp

from d2lcalc.calculus import gradient
from d2lcalc.live import Number, Scene, arrow, chart, curve, path, point, say_first, stage, surface, text, words
from d2lcalc.live.questions import Question
from d2lcalc.scenes.opening import Opening, check_names, displacement_parameters, landscape_subject, no_value, place_along, with_sliders

VIEWS = ("stage", "slices", "cut", "slopes")


class PartialDerivatives(Scene):
    """The slopes of f at the point P = (x, y), one direction at a time.

    `views` says what is there: "stage", the surface; "slices", f along x with y frozen and along y with x frozen, each with its
    tangent line and a second point, ε₁ or ε₂ away; "cut", f along a vertical cut through P that turns; "slopes", the slope
    against the direction of the cut, with the cosine that a tangent plane would have. `sliders` names the parameters that have one
    (x, y, dx, dy, theta); the points can be dragged without. With a question, surface and curves are there;
    tangent lines, second points and slopes wait for the answer.
    Errors as in TangentPlane.
    """

    def __init__(
        self,
        f: Callable | str,
        at: Sequence[float] | None = None,
        window: Sequence[float] | None = None,
        *,
        displacement: Sequence[float] = (0.3, 0.3),
        theta: float = 0.0,
        views: Sequence[str] = ("stage", "slices"),
        sliders: Sequence[str] | None = None,
        question: Question | None = None,
        title: str = "",
    ) -> None:
        check_names("view", views, VIEWS)
        turning = "cut" in views or "slopes" in views
        used = [*(["theta"] if turning else []), *(["dx", "dy"] if "slices" in views else [])]

        def compose(opening: Opening):
            field, window, heights = opening.field, opening.window, opening.heights
            parameters = opening.point() | displacement_parameters(displacement, window)
            parameters["theta"] = Number(theta, min=0, max=360, step=1, label="direction v, degrees")
            reach = 0.5 * min(window[1] - window[0], window[3] - window[2])

            def picture(x, y, dx, dy, theta, revealed):
                shown, at = revealed if question else True, (x, y)
                panels = []
                if "stage" in views:
                    slices = slices_on_stage(field, at, window) if "slices" in views else []
                    cut = cut_on_stage(field, at, theta, reach) if turning else []
                    here = point((x, y, field(x, y)), drag=("x", "y"), label="P", name="the point P")
                    panels.append(stage(surface(field, name="the surface z = f(x, y)"), *slices, *cut, here, window=window))
                if "slices" in views:
                    panels.append(slice_chart(field, at, dx, ("x", "y"), (*window[:2], *heights), shown))
                    panels.append(slice_chart(lambda y, x: field(x, y), (y, x), dy, ("y", "x"), (*window[2:], *heights), shown))
                if "cut" in views:
                    panels.append(cut_chart(along(field, at, theta), (-reach, reach, *heights), shown))
                if "slopes" in views:
                    panels.append(slopes_chart(field, at, theta, shown))
                told = turned(field, at, theta) if turning else nudged(field, at, (dx, dy))
                return [*panels, sentence(field, at, told, shown)]

            return picture, with_sliders(parameters, used if sliders is None else sliders)

        super().__init__(compose, subject=landscape_subject(f, at, window), question=question, title=title)


def unit(degrees):
    return jnp.cos(jnp.deg2rad(degrees)), jnp.sin(jnp.deg2rad(degrees))


def along(field, at, degrees):
    """s ↦ f(P + s·v), where v points so many degrees from the x-axis."""
    v = unit(degrees)
    return lambda s: field(*place_along(at, v, s))


def slope_of(line, h=1e-5):
    """The limit of (f(P + sv) − f(P))/s as s falls to 0, to order h².

    Not by differentiating the program: where f has no tangent plane, that may answer all the same, and wrongly.
    """
    return (4 * line(h / 2) - line(h) - 3 * line(0.0)) / h


def slice_chart(f, at, step, names, window, shown):
    """f along its first coordinate, the second frozen at its present value; `names` are what the two are called."""
    (here, held), (moving, frozen) = at, names
    line = lambda t: f(t, held)
    value, slope, there = line(here), gradient(line)(here)[0], here + step
    change = line(there) - value
    aside = value - jnp.where(change < 0, -0.06, 0.06) * (window[3] - window[2])  # where the curve does not run
    return chart(
        curve(line, role=moving, name=f"f with {frozen} frozen"),
        curve(lambda t: value + slope * (t - here), role="plane", kind="dashed", label=words("slope @s", s=slope), show=shown),
        path([(there, value), (there, line(there))], role="truth", show=shown, name=f"the rise after {moving} has moved"),
        point((there, line(there)), drag=(f"d{moving}", None), role="truth", show=shown, name=f"after {moving} has moved"),
        text((there, aside), words("rise @change", change=change), show=shown, name=f"how far f rises as {moving} moves"),
        point((here, value), drag=(moving, None), label="P", name=f"P on the slice along {moving}"),
        window=window,
        labels=(moving, f"f, with {frozen} frozen"),
    )


def cut_chart(line, window, shown):
    value, slope = line(0.0), slope_of(line)
    return chart(
        curve(line, role="step", name="f in the cut"),
        curve(lambda s: value + slope * s, role="plane", kind="dashed", label=words("slope @s", s=slope), show=shown),
        point((0.0, value), label="P", name="P in the cut"),
        window=window,
        labels=("distance along v", "f in the cut"),
    )


def slopes_chart(field, at, theta, shown):
    slope = lambda degrees: slope_of(along(field, at, degrees))
    here = slope(theta)
    promised = lambda degrees: jnp.dot(gradient(field)(*at), jnp.stack(unit(degrees)))
    steepest = 1.15 * jnp.max(jnp.abs(jnp.stack([slope(degrees) for degrees in range(0, 360, 30)]))) + 1e-9
    return chart(
        curve(slope, show=shown, name="the slope in every direction"),
        curve(promised, role="plane", kind="dashed", name="the slope that a tangent plane would have"),
        point((theta, here), drag=("theta", None), role="step", label=words("@s", s=here), show=shown, name="the slope along v"),
        window=(0.0, 360.0, -steepest, steepest),
        labels=("direction of v, degrees", "slope"),
    )


def slices_on_stage(field, at, window):
    x, y = at
    return [
        curve(lambda t: (t, y, field(t, y)), domain=window[:2], role="x", name="the slice along x"),
        curve(lambda t: (x, t, field(x, t)), domain=window[2:], role="y", name="the slice along y"),
    ]


def cut_on_stage(field, at, theta, reach):
    v, line = unit(theta), along(field, at, theta)
    place = lambda s: place_along(at, v, s)
    return [
        curve(lambda s: (*place(s), line(s)), domain=(-reach, reach), role="step", name="the surface in the cut"),
        arrow(at, place(0.4 * reach), role="step", label="v", name="the direction v, on the floor"),
    ]


def turned(field, at, theta):
    slope = slope_of(along(field, at, theta))
    return words("In the direction of @theta degrees the slope at (@x, @y) is @s.", theta=theta, x=at[0], y=at[1], s=slope)


def nudged(field, at, step):
    (x, y), (dx, dy), slopes = at, step, gradient(field)(*at)
    numbers = {"x": x, "y": y, "dx": dx, "dy": dy, "px": slopes[0], "py": slopes[1]}
    changes = {"cx": field(x + dx, y) - field(x, y), "cy": field(x, y + dy) - field(x, y)}
    template = "From (@x, @y), x moved by @dx changes f by @cx (slope @px), and y moved by @dy changes f by @cy (slope @py)."
    return words(template, **numbers, **changes)


def sentence(field, at, told, shown):
    """What is told once it is shown; before, the height; and where f has no value, that."""
    value = field(*at)
    height = words("At (@x, @y) f has the value @f.", x=at[0], y=at[1], f=value)
    return say_first(no_value(value, at), (jnp.logical_not(shown), height), (True, told))
