"""Functions near a point: slices and slopes, the tangent plane and its gap, what is discarded, and zooming in."""

from collections.abc import Callable, Sequence

import jax
import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus import gradient, linear_approximation
from d2lcalc.calculus.scalar_field import scalar_field
from d2lcalc.live import Number, Scene, arrow, box, chart, curve, path, plan, point, readout, say, stage, surface, words
from d2lcalc.live.marks import checked_window
from d2lcalc.live.picture import height_range
from d2lcalc.live.questions import Question

WINDOW = (-2.0, 2.0, -2.0, 2.0)
TURN = 360.0  # degrees


class TangentPlane(Scene):
    """The surface z = f(x, y) and its tangent plane T₁ at a point that moves, on the stage and from above.

    `layers` says what is there: "plane"; "gradient", the arrow ∇f in the xy-plane; "displacement", a second point ε away with the
    surface's value, the plane's, and the gap between them; "zoom", a slider that shrinks the window around the point.
    The layers in `reveal` appear when the question is answered. Raises TypeError for a function that does not take (x, y) to one
    real number, ValueError for a window that is empty, reversed or not finite, or a point outside it.
    """

    def __init__(
        self,
        f: Callable,
        at: Sequence[float] = (-0.5, 1.0),
        window: Sequence[float] = WINDOW,
        *,
        displacement: Sequence[float] = (0.4, 0.3),
        layers: Sequence[str] = ("plane", "gradient", "displacement", "zoom"),
        reveal: Sequence[str] = (),
        question: Question | None = None,
        title: str = "",
    ) -> None:
        _check_layers(layers, ("plane", "gradient", "displacement", "zoom"))
        _check_layers(reveal, layers)
        field = scalar_field(f)

        def picture(x, y, dx, dy, zoom, revealed):
            def shown(layer):
                return layer in layers and (layer not in reveal or revealed)

            view = _zoomed(window, (x, y), zoom)
            value, slopes, plane = field(x, y), gradient(field)(x, y), linear_approximation(field, (x, y))
            true, predicted = field(x + dx, y + dy), plane(x + dx, y + dy)
            scale = jnp.minimum(1, 0.35 * (window[1] - window[0]) / jnp.hypot(*slopes)) * zoom
            tip = (x + scale * slopes[0], y + scale * slopes[1])
            side = 0.25 * zoom * min(window[1] - window[0], window[3] - window[2])
            marks = [
                surface(field, name="the surface z = f(x, y)"),
                point((x, y, value), drag=("x", "y"), label="P", name="the point P"),
                arrow((x, y), tip, label="∇f", name="the gradient, in the xy-plane", show=shown("gradient")),
            ]
            patch = surface(plane, window=(x - side, x + side, y - side, y + side), flat=True, role="plane", show=shown("plane"))
            away = [
                path([(x + dx, y + dy, predicted), (x + dx, y + dy, true)], role="gap", show=shown("displacement"), name="the gap"),
                point((x + dx, y + dy, predicted), role="plane", show=shown("displacement"), name="the plane's value"),
                point((x + dx, y + dy, true), drag=("dx", "dy"), role="step", label="P + ε", show=shown("displacement"), name="the point P + ε"),
            ]
            formulas = [words(r"\textcolor{function}{f(P)} = @value", value=value)]
            if "gradient" in layers and not reveal:
                formulas.append(words(r"\textcolor{gradient}{\nabla f(P)} = (@gx,\ @gy)", gx=slopes[0], gy=slopes[1]))
            if "displacement" in layers:
                formulas += _gap_formulas(value, slopes, (dx, dy), true, predicted)
            return [
                stage(*marks, patch, *away, window=view),
                plan(*marks, *away, window=view),
                readout(*formulas),
                _plane_sentence((x, y), value, slopes, (dx, dy), true, predicted, "displacement" in layers),
            ]

        numbers = _point_parameters(at, window)
        numbers |= _displacement_parameters(displacement, window, "displacement" in layers)
        numbers["zoom"] = Number(1.0, min=0.01, max=1.0, log=True, label="window, of full size", control="zoom" in layers)
        super().__init__(picture, title=title, question=question, **numbers)


def _gap_formulas(value, slopes, displacement, true, predicted):
    numbers = {"f": value, "gx": slopes[0], "gy": slopes[1], "dx": displacement[0], "dy": displacement[1]}
    plane = r"\textcolor{plane}{T_1(P+\varepsilon)} = @f + (@gx)(@dx) + (@gy)(@dy) = @predicted"
    return [
        words(r"\textcolor{step}{f(P+\varepsilon)} = @true", true=true),
        words(plane, **numbers, predicted=predicted),
        words(r"\textcolor{gap}{\mathrm{gap}} = @gap", gap=true - predicted),
    ]


def _plane_sentence(at, value, slopes, displacement, true, predicted, displaced):
    (x, y), (gx, gy), (dx, dy) = at, slopes, displacement
    here = words("At (@x, @y) the slopes are @gx along x and @gy along y.", x=x, y=y, gx=gx, gy=gy)
    away = words(
        "Moved by ε = (@dx, @dy) from (@x, @y), the plane says @predicted and the surface is at @true: a gap of @gap.",
        **{"dx": dx, "dy": dy, "x": x, "y": y, "predicted": predicted, "true": true, "gap": true - predicted},
    )
    nowhere = words("f has no finite value at (@x, @y): move the point.", x=x, y=y)
    no_plane = words("f has no tangent plane at (@x, @y): its slopes there are not numbers.", x=x, y=y)
    beyond = words("f has no finite value at P + ε = (@u, @v).", u=x + dx, v=y + dy)
    cases = [~jnp.isfinite(value), ~(jnp.isfinite(gx) & jnp.isfinite(gy)), ~jnp.isfinite(true) & displaced]
    return say(jnp.select(cases, [0, 1, 2], 3), [nowhere, no_plane, beyond, away if displaced else here])


class PartialDerivatives(Scene):
    """Slopes of f at a point, direction by direction.

    `layers`: "slices", f with one coordinate frozen, each with its tangent line; "cut", a vertical cut through the point that
    turns, and the curve in it; "slopes", the slope against the direction: a cosine where there is a tangent plane.
    The slope in a direction v is the limit of (f(P + tv) − f(P))/t as t falls to 0, taken at a millionth of the window: so it is
    right even where a derivative program answers for a function that has no tangent plane. Errors as in TangentPlane.
    """

    def __init__(
        self,
        f: Callable,
        at: Sequence[float] = (-0.5, 1.0),
        window: Sequence[float] = WINDOW,
        *,
        theta: float = 0.0,
        layers: Sequence[str] = ("slices",),
        reveal: Sequence[str] = (),
        question: Question | None = None,
        title: str = "",
    ) -> None:
        _check_layers(layers, ("slices", "cut", "slopes"))
        _check_layers(reveal, layers)
        field, heights = scalar_field(f), _heights(scalar_field(f), checked_window(window))
        tiny = 1e-6 * (window[1] - window[0])

        def picture(x, y, theta, revealed):
            def shown(layer):
                return layer not in reveal or revealed

            def along(degrees, t):
                angle = jnp.deg2rad(degrees)
                return field(x + t * jnp.cos(angle), y + t * jnp.sin(angle))

            def slope(degrees):
                return (along(degrees, tiny) - along(degrees, 0.0)) / tiny

            value = field(x, y)
            standing = point((x, y, value), drag=("x", "y"), label="P", name="the point P")
            scene, panels = [surface(field, name="the surface z = f(x, y)"), standing], []
            if "slices" in layers:
                scene += [
                    curve(lambda t: (t, y, field(t, y)), domain=window[:2], role="x", name="the slice along x"),
                    curve(lambda t: (x, t, field(x, t)), domain=window[2:], role="y", name="the slice along y"),
                ]
                panels += [_slice(field, (x, y), axis, window, heights, slope, shown("slices")) for axis in (0, 1)]
            if "cut" in layers:
                direction = jnp.cos(jnp.deg2rad(theta)), jnp.sin(jnp.deg2rad(theta))
                reach = 0.5 * min(window[1] - window[0], window[3] - window[2])
                scene += [
                    curve(lambda t: (x + t * direction[0], y + t * direction[1], along(theta, t)), domain=(-reach, reach), role="step"),
                    arrow((x, y), (x + 0.4 * reach * direction[0], y + 0.4 * reach * direction[1]), role="step", label="v"),
                ]
                panels.append(_cut(along, slope, theta, reach, heights))
            if "slopes" in layers:
                panels.append(_slopes(slope, theta, shown("slopes")))
            return [stage(*scene, window=window), *panels, _slope_sentence((x, y), value, slope, theta, "cut" in layers)]

        numbers = _point_parameters(at, window)
        turns = {"label": "direction v, degrees", "control": "cut" in layers or "slopes" in layers}
        super().__init__(picture, title=title, question=question, **numbers, theta=Number(theta, min=0, max=TURN, step=1, **turns))


def _slice(field, at, axis, window, heights, slope, shown):
    """f along one axis through the point, the other coordinate frozen at its present value."""
    role, frozen = ("x", "y") if axis == 0 else ("y", "x")
    here, value, steepness = at[axis], field(*at), slope(90.0 * axis)
    along = (lambda t: field(t, at[1])) if axis == 0 else (lambda t: field(at[0], t))
    return chart(
        curve(along, role=role, name=f"f with {frozen} frozen"),
        curve(lambda t: value + steepness * (t - here), role="plane", kind="dashed", label=words("slope @s", s=steepness), show=shown),
        point((here, value), drag=(role, None) if axis == 0 else ("y", None), label="P", name=f"the point on the slice along {role}"),
        window=(*window[2 * axis : 2 * axis + 2], *heights),
        labels=(role, f"f, with {frozen} frozen"),
    )


def _cut(along, slope, theta, reach, heights):
    value, steepness = along(theta, 0.0), slope(theta)
    return chart(
        curve(lambda t: along(theta, t), role="step", name="f along the cut"),
        curve(lambda t: value + steepness * t, role="plane", kind="dashed", label=words("slope @s", s=steepness)),
        point((0.0, value), label="P"),
        window=(-reach, reach, *heights),
        labels=("distance along v", "f in the cut"),
    )


def _slopes(slope, theta, shown):
    steepest = 1.15 * jnp.max(jnp.abs(jnp.stack([slope(degrees) for degrees in range(0, 360, 30)]))) + 1e-9
    return chart(
        curve(slope, role="function", name="the slope in every direction", show=shown),
        curve(
            lambda degrees: slope(0.0) * jnp.cos(jnp.deg2rad(degrees)) + slope(90.0) * jnp.sin(jnp.deg2rad(degrees)),
            role="plane",
            kind="dashed",
            name="what a tangent plane would have",
            show=shown,
        ),
        point((theta, slope(theta)), role="step", drag=("theta", None), label=words("@s", s=slope(theta)), name="the slope along v"),
        window=(0.0, TURN, -steepest, steepest),
        labels=("direction of v, degrees", "slope"),
    )


def _slope_sentence(at, value, slope, theta, turning):
    nowhere = words("f has no finite value at (@x, @y): move the point.", x=at[0], y=at[1])
    partials = words("At (@x, @y): slope @px along x, slope @py along y.", x=at[0], y=at[1], px=slope(0.0), py=slope(90.0))
    turned = words("In the direction of @theta degrees the slope at (@x, @y) is @s.", theta=theta, x=at[0], y=at[1], s=slope(theta))
    return say(jnp.where(jnp.isfinite(value), 1, 0), [nowhere, turned if turning else partials])


class Rectangle(Scene):
    """The area of a rectangle with sides a and b, both grown a little: two strips that count, and the corner that is dropped.

    (a + ε₁)(b + ε₂) = ab + b·ε₁ + a·ε₂ + ε₁ε₂.
    """

    def __init__(self, a: float = 3.0, b: float = 2.0, *, question: Question | None = None, title: str = "") -> None:
        def picture(e1, e2):
            numbers = {"ab": a * b, "b": b, "a": a, "e1": e1, "e2": e2, "corner": e1 * e2, "area": (a + e1) * (b + e2)}
            terms = r"@ab + \textcolor{x}{@b\cdot @e1} + \textcolor{y}{@a\cdot @e2} + \textcolor{gap}{@corner} = @area"
            said = "The strips add @strips to the area @ab; the corner, which a plane would not know of, adds @corner."
            return [
                chart(
                    box((0, 0), (a, b), role="quiet", label=words("@ab", ab=a * b)),
                    box((a, 0), (a + e1, b), role="x", label=words("@s", s=b * e1)),
                    box((0, b), (a, b + e2), role="y", label=words("@s", s=a * e2)),
                    box((a, b), (a + e1, b + e2), role="gap", label=words("@c", c=e1 * e2)),
                    point((a + e1, b + e2), role="step", drag=("e1", "e2"), name="the corner of the grown rectangle"),
                    window=(0.0, 1.4 * a, 0.0, 1.6 * b),
                    labels=("first side", "second side"),
                    equal=True,
                ),
                readout(words(r"(a+\varepsilon_1)(b+\varepsilon_2) = " + terms, **numbers)),
                say(0, [words(said, strips=b * e1 + a * e2, ab=a * b, corner=e1 * e2)]),
            ]

        grow = {"min": 0.0, "max": 1.0, "step": 0.01}
        super().__init__(picture, title=title, question=question, e1=Number(0.4, **grow, label="ε₁"), e2=Number(0.5, **grow, label="ε₂"))


class TangentLine(Scene):
    """The curve y = f(x) and its tangent line at a point, under a magnifying glass: near enough, the curve is the line."""

    def __init__(
        self, f: Callable, at: float, half_width: float = 1.0, *, question: Question | None = None, title: str = "", name: str = "f"
    ) -> None:
        field = scalar_field(f)

        def picture(zoom, revealed):
            value, steepness = field(at), gradient(field)(at)[0]
            line = linear_approximation(field, at)
            reach = half_width * zoom
            tall = 1.2 * reach * jnp.maximum(jnp.abs(steepness), 1)
            edge = at + reach
            return [
                chart(
                    curve(field, role="function", label=name),
                    curve(line, role="plane", kind="dashed", show=revealed, name="the tangent line"),
                    point((at, value), label="P"),
                    window=(at - reach, at + reach, value - tall, value + tall),
                    labels=("x", name),
                ),
                say(
                    revealed,
                    [
                        words("The window is @wide wide.", wide=2 * reach),
                        words(
                            "The window is @wide wide. The line has slope @slope; at its right edge the curve is @gap away from it.",
                            **{"wide": 2 * reach, "slope": steepness, "gap": jnp.abs(field(edge) - line(edge))},
                        ),
                    ],
                ),
            ]

        magnified = Number(1.0, min=0.01, max=1.0, log=True, label="window, of full size")
        super().__init__(picture, title=title, question=question, zoom=magnified)


def _check_layers(layers, known):
    for layer in layers:
        if layer not in known:
            raise ValueError(f"there is no layer {layer!r} here; choose from {', '.join(known)}")


def _zoomed(window, at, zoom):
    """The window shrunk to the share `zoom` of its size, towards the point."""
    ends = zip(window, (at[0], at[0], at[1], at[1]), strict=True)
    return tuple(place + zoom * (end - place) for end, place in ends)


def _heights(field, window):
    """Heights that show f over the window, with some air: the limits of a slice's chart, the same wherever the point stands."""
    xs, ys = np.meshgrid(np.linspace(*window[:2], 41), np.linspace(*window[2:], 41))
    low, high = height_range(np.asarray(jax.vmap(field)(xs.ravel(), ys.ravel())))
    return low - 0.08 * (high - low), high + 0.08 * (high - low)


def _point_parameters(at, window):
    xmin, xmax, ymin, ymax = checked_window(window)
    x, y = map(float, at)
    if not (xmin <= x <= xmax and ymin <= y <= ymax):
        raise ValueError(f"the point {(x, y)} lies outside the window {tuple(window)}: move the point or widen the window")
    return {"x": Number(x, min=xmin, max=xmax), "y": Number(y, min=ymin, max=ymax)}


def _displacement_parameters(displacement, window, control):
    dx, dy = map(float, displacement)
    reach = max(0.25 * (window[1] - window[0]), abs(dx), abs(dy))
    ends = {"min": -reach, "max": reach, "step": 0.01 * reach if reach < 0.5 else 0.01, "control": control}
    return {"dx": Number(dx, **ends, label="ε₁"), "dy": Number(dy, **ends, label="ε₂")}
