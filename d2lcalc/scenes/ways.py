"""P on a curve t ↦ way(t) instead of anywhere: a walk along it, and a constraint that allows no other places."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus.curvature import FLAT
from d2lcalc.live import Number, Scene, arrow, chart, curve, point, told
from d2lcalc.live.parameters import Parameter
from d2lcalc.scenes.landscape import Drawn, Here, Landscape, on_plan, part
from d2lcalc.scenes.opening import Opening, tip_within
from d2lcalc.scenes.optimization import is_level
from d2lcalc.scenes.taylor import angle, no_plane


def Walk(f: Callable | str, way: Callable, domain: Sequence[float], t: float, **options: Any) -> Scene:
    """A walk on a landscape: t ↦ (x, y) = `way`(t), and the height f along it, with df/dt = ∇f · velocity.

    `domain` is where t runs and `t` where it stands at first. With a question, arrows, slope and tangent wait for the answer.
    `options` are those of Landscape.
    """
    return Landscape(f, on_plan(), walk(way, domain, t), **options)


def place(here: Here, way: Callable, **curve: Any) -> tuple:
    """Where P stands: way(t)."""
    return way(here.t)


def velocity(here: Here, way: Callable, **curve: Any) -> Any:
    """(dx/dt, dy/dt), along the curve."""
    return jax.jacfwd(lambda t: jnp.array(way(t)))(here.t)


@part(lambda opening, way, domain, t: {"t": Number(t, min=domain[0], max=domain[1], step=0.01)}, at=place, velocity=velocity)
def walk(here, way, domain, t):
    """A walk along t ↦ way(t): its velocity beside ∇f, and the height on the way with its tangent line."""
    height, rate, (vx, vy) = (lambda t: here.field(*way(t))), here.slopes @ here.velocity, here.velocity
    formula = r"\frac{df}{dt} = \textcolor{gradient}{\nabla f}\cdot\textcolor{step}{\mathrm{velocity}} = (@gx)(@vx) + (@gy)(@vy) = @rate"
    still = "At t = @t you stand still, at height @f: the velocity is zero, and so is the rate."
    flat = "At t = @t the ground is level, at height @f: the gradient is zero, and so is the rate."
    along = "At t = @t the walk is level: the velocity is at right angles to the gradient, along the contour."
    return Drawn(
        point=point((*here.at, here.f), drag="t", label="you", name="where you are"),
        on_map=[
            curve(lambda t: (*way(t), height(t)), domain=domain, role="step", label="way", name="the path"),
            told(
                arrow(here.at, tip_within(here.at, here.velocity, here.window), role="step", label="velocity", name="the velocity"),
                arrow(here.at, tip_within(here.at, here.slopes, here.window), label="∇f", name="the gradient"),
            ),
        ],
        charts=chart(
            curve(height, domain=domain, label="f", name="the height on the way"),
            told(curve(lambda s: here.f + rate * (s - here.t), role="plane", kind="dashed", label="tangent", name="its tangent line")),
            point((here.t, here.f), drag=("t", None), name="the height now"),
            window=(*domain, *here.heights),
            labels=("t", "height"),
        ),
        formulas=here.says(formula, vx=vx, vy=vy, rate=rate),
        cases=[
            (jnp.hypot(vx, vy) < FLAT, here.says(still)),
            (here.is_flat, here.says(flat)),
            (jnp.abs(rate) < 5e-5, here.says(along)),
            (True, here.says("At t = @t the height @f changes at the rate @rate, gradient dot velocity.", rate=rate)),
        ],
        before=here.says("At t = @t you are at height @f."),
    )


def position(opening: Opening, way: Callable, domain: Sequence, t: float | None) -> Mapping[str, Parameter]:
    """The parameter t, at first at its beginning; on a closed curve it goes round and round."""
    start, end = domain
    return {"t": Number(start if t is None else t, min=start, max=end, cyclic=np.allclose(way(start), way(end)))}


def normal(here: Here, **curve: Any) -> Any:
    """The unit vector at right angles to the curve, to its right."""
    u, v = here.velocity / jnp.hypot(*here.velocity)
    return jnp.stack([v, -u])


def multiplier(here: Here, **curve: Any) -> Any:
    """λ = ∇f·n, the slope of f across the curve."""
    return here.slopes @ here.normal


@part(position, at=place, velocity=velocity, normal=normal, multiplier=multiplier)
def constraint(here, way, domain, t=None):
    """A curve t ↦ way(t) that P may not leave, its normal n, and f along it: it can be least or greatest only where ∇f = λn."""
    f, slider = (lambda t: here.field(*way(t))), here.parameter("t")
    at_an_end = (not slider.cyclic) & (jnp.minimum(here.t - slider.min, slider.max - here.t) < slider.step)
    candidate = is_level(jax.grad(f)(here.t), jax.grad(jax.grad(f))(here.t), slider.step)
    refused = "At (@x, @y) ∇f is @off degrees from n: one way along the curve f falls from @f, and P is no candidate."
    return Drawn(
        point=point((*here.at, here.f), drag="t", label="P", name="the point P"),
        on_map=[
            curve(lambda t: (*way(t), f(t)), domain=domain, role="step", name="the curve"),
            told(arrow(here.at, tip_within(here.at, here.normal, here.window), role="step", label="n", name="the normal n")),
        ],
        charts=chart(
            curve(f, domain=domain, name="f along the curve"),
            point((here.t, here.f), drag=("t", None), label="P", name="P along the curve"),
            window=(*domain, *here.heights),
            labels=("t", "f along the curve"),
        ),
        formulas=here.says(r"\lambda = \textcolor{gradient}{\nabla f}\cdot\textcolor{step}{n} = @multiplier"),
        cases=[
            no_plane(here),
            (at_an_end, here.says("At (@x, @y) the curve ends, and P is a candidate whatever the slope, with f = @f.")),
            (candidate, here.says("At (@x, @y) ∇f = λn, with λ = @multiplier: P is a candidate, with f = @f.")),
            (True, here.says(refused, off=angle(here.slopes, here.normal))),
        ],
    )
