"""P on a curve t ↦ way(t) instead of anywhere: a walk along it, and a constraint that allows no other places."""

import jax
import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus.rounding import negligible
from d2lcalc.live import Number, chart, contour, curve, point, told
from d2lcalc.scenes.hessians import with_air
from d2lcalc.scenes.landscape import Landscape, no_plane, on_plan
from d2lcalc.scenes.optimization import is_level
from d2lcalc.scenes.parts import Drawn, part
from d2lcalc.scenes.taylor import angle

WAY = {  # what is known where P stands on a curve
    "at": lambda here, way: way(here.t),
    "height": lambda here, way: lambda t: here.f(*way(t)),
    "velocity": lambda here, way: jax.jacfwd(lambda t: jnp.array(way(t)))(here.t),  # (dx/dt, dy/dt)
    "normal": lambda here: jnp.stack([here.velocity[1], -here.velocity[0]]) / jnp.hypot(*here.velocity),  # to its right
    "multiplier": lambda here: here.slopes @ here.normal,  # λ = ∇f·n, the slope of f across the curve
}


def Walk(f, way, domain, t, **options):
    """A walk on a landscape: t ↦ (x, y) = `way`(t), and the height f along it, with df/dt = ∇f · velocity.

    `domain` is where t runs and `t` where it stands at first. With a question, arrows, slope and tangent wait for the answer.
    f and `options` are those of Landscape.
    """
    return Landscape(f, on_plan(), walk(way, domain, t), **options)


@part(lambda opening, domain, t: {"t": Number(t, min=domain[0], max=domain[1], step=0.01)}, **WAY)
def walk(here, way, domain, t):
    """A walk along t ↦ way(t): its velocity beside ∇f, and the height on the way with its tangent line."""
    (vx, vy), rate = here.velocity, here.slopes @ here.velocity
    formula = (
        r"\dfrac{df}{dt} = \textcolor{gradient}{\nabla f}\cdot\textcolor{step}{\mathrm{velocity}} = @[@gx·@vx:() + @gy·@vy:()] = @rate"
    )
    still = "At t = @t you stand still, at height @value: the velocity is zero, and so is the rate."
    flat = "At t = @t the ground is level, at height @value: the gradient is zero, and so is the rate."
    along = "At t = @t the walk is level: the velocity is at right angles to the gradient, along the contour."
    return Drawn(
        point=point((*here.at, here.value), drag="t", label="you", name="where you are"),
        on_map=[
            curve(lambda t: here.above(way(t)), domain=domain, role="step", label="way"),
            told(
                here.arrow(here.velocity, "@s velocity", beside=here.slopes, role="step", name="the velocity"),
                here.arrow(here.slopes, "@s ∇f", beside=here.velocity, name="the gradient"),
            ),
        ],
        on_plan=told(contour(here.f, here.value, name="the contour line through you")),
        charts=chart(
            curve(here.height, domain=domain, label="f", name="the height on the way"),
            told(curve(lambda s: here.value + rate * (s - here.t), role="plane", kind="dashed", label="tangent")),
            point((here.t, here.value), drag=("t", None), name="the height now"),
            window=(*domain, *here.heights),
            labels=("t", "height"),
        ),
        formulas=here.says(formula, vx=vx, vy=vy, rate=rate),
        cases=[
            (negligible(jnp.hypot(vx, vy), here.reach / (domain[1] - domain[0])), here.says(still)),
            no_plane(here),
            (here.is_flat, here.says(flat)),
            (jnp.abs(rate) < 5e-5 * here.length * jnp.hypot(vx, vy), here.says(along)),
            (True, here.says("At t = @t the height @value changes at the rate @rate, gradient dot velocity.", rate=rate)),
        ],
        before=here.says("At t = @t you are at height @value."),
    )


def position(opening, way, domain, t):
    """The parameter t, at first at its beginning; on a closed curve it goes round and round."""
    start, end = domain
    return {"t": Number(start if t is None else t, min=start, max=end, cyclic=np.allclose(way(start), way(end)))}


@part(position, **WAY)
def constraint(here, way, domain, t=None):
    """A curve t ↦ way(t) that P may not leave, its normal n, and f along it: it can be least or greatest only where ∇f = μn."""
    f, slider = here.height, here.parameter("t")
    at_an_end = (not slider.cyclic) & (jnp.minimum(here.t - slider.min, slider.max - here.t) < slider.step)
    candidate = is_candidate(here, jax.grad(f), slider.step)
    heights = with_air([f(t) for t in jnp.linspace(*domain, 33)], 0.1, 1e-9)
    refused = "At (@x, @y) ∇f is @off degrees from n: one way along the curve f falls from @value, and P is no candidate."
    return Drawn(
        point=point((*here.at, here.value), drag="t", label="P", name="the point P"),
        on_map=[
            curve(lambda t: here.above(way(t)), domain=domain, role="step", name="the curve"),
            told(here.arrow(here.normal, "@s n", usual=1.0, role="step", name="the normal n")),
        ],
        charts=chart(
            curve(f, domain=domain, name="f along the curve"),
            point((here.t, here.value), drag=("t", None), label="P", name="P along the curve"),
            window=(*domain, *heights),
            labels=("t", "f along the curve"),
        ),
        formulas=here.says(r"\textcolor{gradient}{\nabla f}\cdot\textcolor{step}{n} = @multiplier"),
        cases=[
            no_plane(here),
            (at_an_end, here.says("At (@x, @y) the curve ends, and P is a candidate whatever the slope, with f = @value.")),
            (candidate, here.says("At (@x, @y) ∇f ≈ μn, with μ ≈ @multiplier: P is a candidate, with f ≈ @value.")),
            (True, here.says(refused, off=angle(here.slopes, here.normal))),
        ],
    )


def is_candidate(here, slope, between):
    """Whether f is level along the curve but for rounding, or is so nearer than the next position, where Newton's step goes at once."""
    now, bend = slope(here.t), jax.grad(slope)(here.t)
    left = slope(here.t - jnp.where(bend == 0, 0.0, now / bend))
    near = is_level(now, bend, between) & (jnp.abs(left) < jnp.abs(now) / 3)
    return near | negligible(now, *here.slopes * here.velocity)
