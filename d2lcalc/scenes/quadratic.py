"""The best quadratic at a point, beside the surface and the plane, and as curvature in every direction."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import jax.numpy as jnp

from d2lcalc.calculus import gradient, hessian, linear_approximation, quadratic_approximation
from d2lcalc.calculus.curvature import FLAT, curvature, eigh_2x2
from d2lcalc.live import Number, Scene, Switch, arrow, chart, curve, plan, point, readout, say_first, stage, surface, words
from d2lcalc.live.questions import Question
from d2lcalc.scenes.opening import Opening, check_names, landscape_subject, no_value, place_along, with_sliders
from d2lcalc.scenes.slopes import unit

LAYERS = ("plane", "quadratic", "axes")
VIEWS = ("stage", "plan", "slopes", "slice", "error", "curvature")  # in the order in which they stand


class Local(NamedTuple):
    """f at a point P = at: its value, slopes and second derivatives, the tangent plane T₁ and the best quadratic T₂."""

    at: tuple
    value: Any
    slopes: Any
    matrix: Any
    plane: Callable
    quadratic: Callable

    @classmethod
    def by(cls, field, at):
        """What there is to know of f at P = at."""
        plane, quadratic = linear_approximation(field, at), quadratic_approximation(field, at)
        return cls(at, field(*at), gradient(field)(*at), hessian(field)(*at), plane, quadratic)

    @property
    def is_flat(self):
        """Whether the slopes are zero but for rounding."""
        return jnp.hypot(*self.slopes) < FLAT

    @property
    def is_round(self):
        """Whether the curvature is the same in all directions but for rounding."""
        low, high = eigh_2x2(self.matrix)[0]
        return high - low <= 1e-9 * jnp.abs(high)

    @property
    def uphill(self):
        """The direction of the gradient in degrees; where there is none, that of the x-axis."""
        return jnp.where(self.is_flat, 0.0, jnp.rad2deg(jnp.arctan2(self.slopes[1], self.slopes[0])))

    def along(self, f, v):
        """s ↦ f(P + s·v)."""
        return lambda s: f(*place_along(self.at, v, s))


class QuadraticApproximation(Scene):
    """The surface z = f(x, y), its tangent plane T₁ and its best quadratic T₂ at P = (x, y), one at a time or together.

    `views` says what is there, and three choices of them answer three questions. How well do they fit: the "stage" and the "slice"
    along v. What do they miss: "error", f − T₁ and f − T₂ along v. How does the ground curve: the "plan", the "slopes" ∇f·v and under
    them the "curvature" vᵀHv, both against θ, the angle from the gradient to v. `layers` says which switches are on: "plane",
    "quadratic", and "axes", the eigenvectors of H on the plan, a circle where every direction is one. With a question, the layers in
    `reveal` wait for the answer, and so do the curves against θ and the numbers. `sliders` names the parameters that have a control
    (x, y, theta and the layers).
    """

    def __init__(
        self,
        f: Callable | str,
        at: Sequence[float] | None = None,
        window: Sequence[float] | None = None,
        *,
        theta: float = 0.0,
        layers: Sequence[str] = ("plane", "quadratic"),
        views: Sequence[str] = ("stage", "slice"),
        reveal: Sequence[str] = (),
        sliders: Sequence[str] = ("plane", "quadratic", "theta"),
        question: Question | None = None,
        title: str = "",
    ) -> None:
        check_names("layer", layers, LAYERS)
        check_names("layer to reveal", reveal, layers)
        check_names("view", views, VIEWS)

        def compose(opening: Opening):
            field, window = opening.field, opening.window
            reach = 0.5 * min(window[1] - window[0], window[3] - window[2])
            parameters = opening.point() | {"theta": Number(theta, min=0, max=360, step=1, label="θ from the gradient, degrees")}
            labels = {"plane": "plane T₁", "quadratic": "quadratic T₂", "axes": "eigenvectors"}
            parameters |= {layer: Switch(layer in layers, label=labels[layer]) for layer in LAYERS}

            def picture(x, y, theta, plane, quadratic, axes, revealed):
                told = revealed if question else jnp.array(True)
                local = Local.by(field, (x, y))
                v = unit(local.uphill + theta)
                shown = {"plane": plane, "quadratic": quadratic, "axes": axes}
                shown = {layer: truth & (told if layer in reveal else True) for layer, truth in shown.items()}
                panels = {
                    "stage": lambda: fit_on_stage(field, local, v, reach, shown, window),
                    "slice": lambda: fit_in_slice(field, local, v, shown, (-reach, reach, *opening.heights)),
                    "error": lambda: errors_in_slice(field, local, v, reach / 2, shown),
                    "plan": lambda: axes_on_plan(field, local, v, reach, shown, window),
                    "slopes": lambda: slopes_by_angle(local, theta),
                    "curvature": lambda: curvature_by_angle(local, theta, told),
                }
                sentence = bent(local, theta, told) if "curvature" in views else fitted(field, local, v, told, plane, shown["quadratic"])
                return [
                    *(panels[view]() for view in VIEWS if view in views),
                    *formulas(local, views, told & (shown["quadratic"] | shown["axes"])),
                    sentence,
                ]

            return picture, with_sliders(parameters, sliders)

        super().__init__(compose, subject=landscape_subject(f, at, window), question=question, title=title)


def here(local, **style):
    return point((*local.at, local.value), drag=("x", "y"), label="P", name="the point P", **style)


def fit_on_stage(field, local, v, reach, shown, window):
    (x, y), side = local.at, reach / 2
    around = (x - side, x + side, y - side, y + side)
    return stage(
        surface(field, name="the surface z = f(x, y)"),
        surface(local.plane, window=around, flat=True, role="plane", show=shown["plane"], name="the tangent plane"),
        surface(local.quadratic, window=around, role="quadratic", show=shown["quadratic"], name="the best quadratic"),
        arrow(local.at, place_along(local.at, v, side), role="step", label="v", name="the direction v, on the floor"),
        here(local),
        window=window,
    )


def fit_in_slice(field, local, v, shown, window):
    return chart(
        curve(local.along(field, v), label="f", name="f along v"),
        curve(local.along(local.plane, v), role="plane", kind="dashed", label="T₁", show=shown["plane"], name="the plane along v"),
        curve(local.along(local.quadratic, v), role="quadratic", label="T₂", show=shown["quadratic"], name="the quadratic along v"),
        point((0.0, local.value), label="P", name="P in the slice"),
        window=window,
        labels=("distance from P along v", "height"),
    )


def errors_in_slice(field, local, v, reach, shown):
    missed = lambda kind: lambda s: local.along(field, v)(s) - local.along(kind, v)(s)
    tall = 1.1 * jnp.max(jnp.abs(jnp.stack([missed(local.plane)(share * reach) for share in (-1, -0.5, 0.5, 1)]))) + 1e-9
    return chart(
        curve(missed(local.plane), role="plane", kind="dashed", label="f − T₁", show=shown["plane"], name="what the plane misses"),
        curve(missed(local.quadratic), role="quadratic", label="f − T₂", show=shown["quadratic"], name="what the quadratic misses"),
        window=(-reach, reach, -tall, tall),
        labels=("distance from P along v", "error"),
    )


def axes_on_plan(field, local, v, reach, shown, window):
    values, vectors = eigh_2x2(local.matrix)
    ends = [(place_along(local.at, vectors[:, k], -0.35 * reach), place_along(local.at, vectors[:, k], 0.35 * reach)) for k in (0, 1)]
    circle = lambda degrees: place_along(local.at, unit(degrees), 0.35 * reach)
    style, two = {"role": "quadratic"}, shown["axes"] & ~local.is_round
    return plan(
        surface(field, name="the contour lines of f"),
        *[
            curve(segment(*ends[k]), domain=(0, 1), label=words("λ = @l", l=values[k]), show=two, name=f"the direction of {name}", **style)
            for k, name in enumerate(("least curvature", "greatest curvature"))
        ],
        curve(circle, domain=(0, 360), show=shown["axes"] & local.is_round, name="every direction is an eigenvector", **style),
        *turned_arrow(local, v, 0.4 * reach, "theta"),
        here(local),
        window=window,
    )


def turned_arrow(local, v, length, angle):
    """The arrow v from P, turned by its tip."""
    tip = place_along(local.at, v, length)
    turned = point(tip, turn=(angle, local.at), role="step", label="v", name="the tip of v")
    return [arrow(local.at, tip, role="step", name="the direction v"), turned]


def segment(a, b):
    return lambda t: (a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1]))


def slopes_by_angle(local, theta):
    steepest = jnp.hypot(*local.slopes)
    slope = lambda degrees: steepest * jnp.cos(jnp.deg2rad(degrees))
    return chart(
        curve(slope, role="gradient", name="the slope in every direction"),
        point((theta, slope(theta)), drag=("theta", None), role="step", label=words("@s", s=slope(theta)), name="the slope along v"),
        window=(0.0, 360.0, -1.2 * steepest - 1e-9, 1.2 * steepest + 1e-9),
        labels=(ANGLE, "slope ∇f·v"),
    )


ANGLE = "angle θ from the gradient, degrees"


def curvature_by_angle(local, theta, shown):
    bend = lambda degrees: curvature(local.matrix, jnp.stack(unit(local.uphill + degrees)))
    low, high = eigh_2x2(local.matrix)[0]
    air = 0.2 * jnp.maximum(high - low, 0.1 * jnp.abs(high)) + 1e-9
    return chart(
        curve(bend, role="quadratic", show=shown, name="the curvature in every direction"),
        point(
            (theta, bend(theta)),
            drag=("theta", None),
            role="step",
            label=words("@c", c=bend(theta)),
            show=shown,
            name="the curvature along v",
        ),
        window=(0.0, 360.0, jnp.minimum(low, 0) - air, jnp.maximum(high, 0) + air),
        labels=(ANGLE, "curvature vᵀHv"),
    )


def formulas(local, views, shown):
    (a, b), (_, c), (gx, gy) = *local.matrix, local.slopes
    low, high = eigh_2x2(local.matrix)[0]
    matrix = r"\textcolor{quadratic}{H_{11} = @a,\quad H_{12} = @b,\quad H_{22} = @c}"
    terms = r"\textcolor{plane}{@f + (@gx)u + (@gy)w} + \textcolor{quadratic}{\frac{1}{2}\left((@a)u^2 + 2(@b)uw + (@c)w^2\right)}"
    quadratic = r"\textcolor{quadratic}{T_2} = " + terms + r",\quad (u, w) = (x, y) - P"
    wave = r"\textcolor{quadratic}{v^\mathsf{T} H v} = @mean + @amplitude\,\cos 2(\theta - @peak^\circ)"
    peak = jnp.mod(jnp.rad2deg(jnp.arctan2(b, (a - c) / 2) / 2) - local.uphill, 180.0)
    if "curvature" in views:
        last = words(wave, mean=(low + high) / 2, amplitude=(high - low) / 2, peak=peak)
    else:
        last = words(quadratic, f=local.value, gx=gx, gy=gy, a=a, b=b, c=c)
    return [readout(line, show=shown) for line in (words(matrix, a=a, b=b, c=c), last)]


def fitted(field, local, v, told, plane, quadratic):
    """The height half a unit along v, and what those of plane and quadratic that are there say of it."""
    x, y = local.at
    heights = {name: local.along(f, v)(0.5) for name, f in (("f", field), ("plane", local.plane), ("quadratic", local.quadratic))}

    def sentence(names, end=""):
        heard = "".join(f"; the {name} says @{name}" for name in names)
        numbers = {name: heights[name] for name in ("f", *names)}
        return words(f"Half a unit from (@x, @y) along v the height is @f{heard}.{end}", x=x, y=y, **numbers)

    level = " The plane is level here, and θ is counted from the x-axis."
    there = [(plane & quadratic, ("plane", "quadratic")), (plane, ("plane",)), (quadratic, ("quadratic",)), (True, ())]
    on_level_ground = [(local.is_flat & truth, sentence(names, level)) for truth, names in there]
    return spoken(local, told, *on_level_ground, *[(truth, sentence(names)) for truth, names in there])


def bent(local, theta, told):
    """The curvature along v among all of them; or why it is the same everywhere, or the angle without a gradient."""
    (low, high), (x, y) = eigh_2x2(local.matrix)[0], local.at
    slope, bend = jnp.hypot(*local.slopes) * jnp.cos(jnp.deg2rad(theta)), curvature(local.matrix, jnp.stack(unit(local.uphill + theta)))
    now = "At (@x, @y), along θ = @theta degrees, the slope is @slope and the curvature @bend"
    numbers = {"x": x, "y": y, "theta": theta, "slope": slope, "bend": bend}
    every = words(f"{now}, as in every other direction: each of them is an eigenvector.", **numbers)
    span = f"{now}; over all directions it runs from @low to @high, along two directions at right angles."
    two = words(span, **numbers, low=low, high=high)
    no_angle = lambda sentence: words(f"{sentence.template} There is no gradient here: θ is counted from the x-axis.", **sentence.values)
    flat, alike = local.is_flat, local.is_round
    return spoken(local, told, (flat & alike, no_angle(every)), (flat, no_angle(two)), (alike, every), (True, two))


def spoken(local, told, *cases):
    """The first case that holds, once it is told; before, the height; and where f has no second derivatives, that."""
    (x, y), finite = local.at, jnp.isfinite(local.matrix).all() & jnp.isfinite(local.slopes).all()
    return say_first(
        no_value(local.value, local.at),
        (~finite, words("f has no best quadratic at (@x, @y): its second derivatives there are not numbers.", x=x, y=y)),
        (jnp.logical_not(told), words("At (@x, @y) f has the value @f.", x=x, y=y, f=local.value)),
        *cases,
    )
