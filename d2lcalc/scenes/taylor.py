"""Functions near a point: the tangent plane and its gap, and what a first approximation discards."""

import jax
import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus import gradient
from d2lcalc.live import Number, box, chart, curve, path, point, readout, say, scene, surface, text, told
from d2lcalc.scenes.landscape import Landscape, no_plane, on_plan, on_stage, round_below, value
from d2lcalc.scenes.opening import ZOOM, displacement_parameters
from d2lcalc.scenes.parts import Drawn, part, says

LOOKS = 17  # places along each side of a window, where surface and plane are compared


def TangentPlane(f, at=None, window=None, **options):
    """The surface z = f(x, y), its tangent plane T₁ at P = (x, y), the gradient, and a second point P + ε with the gap between the two.

    The slice cuts surface and plane along ε; the slider magnifies what is around P.
    """
    parts = (on_stage(), slice_along_step(), on_plan(), value(), tangent_plane(), gradient_arrow(), displacement(), magnifier())
    return Landscape(f, *parts, at=at, window=window, **{"sliders": ("x", "y", "dx", "dy", "zoom"), **options})


def patch(here, f, sides=None, **style):
    """The graph of an approximation around P, so far to each side along x and y; half as wide as the landscape unless given."""
    (x, y), (across, up) = here.at, sides or (here.reach / 2, here.reach / 2)
    near = lambda u, v: (jnp.clip(u, x - across, x + across), jnp.clip(v, y - up, y + up))  # where the landscape is sampled, too: or zebra
    over = lambda u, v: (u, v, f(u, v))
    return surface(lambda u, v: over(*near(u, v)), **style)


def its_slopes(here):
    return here.says("At (@x, @y) f has the value @value and slopes @gx along x, @gy along y.")


@part()
def tangent_plane(here, share=0.5):
    """T₁ around P: that share of what is seen wide, wider where P + ε is further, at most as wide as what is seen."""
    (xmin, xmax, ymin, ymax), (dx, dy) = here.seen, here.epsilon
    side = jnp.maximum(share * jnp.minimum(xmax - xmin, ymax - ymin) / 2, jnp.maximum(jnp.abs(dx), jnp.abs(dy)))
    sides = jnp.minimum(side, (xmax - xmin) / 2), jnp.minimum(side, (ymax - ymin) / 2)
    plane = patch(here, here.plane, sides, role="plane", flat=True, name="the tangent plane")
    rays = [] if here.jet.is_entire else tangent_rays(here, side)
    return Drawn(on_stage=[plane, rays], cases=[no_plane(here)], otherwise=its_slopes(here))


def tangent_rays(here, side):
    """Where there is no plane, the two half-lines with the slopes of f along the direction that shows it."""
    ray = lambda slope: lambda s: (*here.place(here.jet.direction, s), here.value + s * slope)
    before, after = here.jet.across
    for slope, domain in ((after, (0.0, side)), (before, (-side, 0.0))):
        yield curve(ray(slope), domain=domain, role="plane", show=~here.has_slopes, name="a one-sided tangent line")


@part()
def gradient_arrow(here):
    """The gradient ∇f, in the plane of inputs."""
    return Drawn(
        on_map=here.arrow(here.slopes, "@s ∇f", name="the gradient, in the xy-plane"),
        formulas=here.says(r"\textcolor{gradient}{\nabla f(P)} = (@gx,\ @gy)"),
        cases=[no_plane(here)],
        otherwise=its_slopes(here),
    )


@part(lambda opening, start: displacement_parameters(start, opening.window))
def displacement(here, start=(0.4, 0.2)):
    """A second point P + ε, with the surface's value, the plane's, and the gap between them."""
    (ex, ey), (u, v) = here.epsilon, here.there
    plane = r"\textcolor{plane}{T_1(P+\varepsilon)} = @[@value + @gx·@ex:() + @gy·@ey:()] = @predicted"
    gap = r"\textcolor{gap}{\mathrm{gap}} = \textcolor{step}{f(P+\varepsilon)} - \textcolor{plane}{T_1(P+\varepsilon)} = @gap"
    moved = "Moved by ε = (@ex, @ey) from (@x, @y), the plane says @predicted:8 and the surface is at @true:8: a gap of @gap."
    return Drawn(
        on_map=[
            path([(*here.there, here.predicted), (*here.there, here.true)], role="gap", name="the gap"),
            point((*here.there, here.predicted), role="plane", name="the plane's value at P + ε"),
            point((*here.there, here.true), drag=("dx", "dy"), role="step", label="P + ε", name="the point P + ε"),
        ],
        formulas=[here.says(plane, ex=ex, ey=ey), here.says(gap)],
        cases=[
            no_plane(here),
            (~jnp.isfinite(here.true), here.says("f has no finite value at P + ε = (@u, @v).", u=u, v=v)),
            (True, here.says(moved, ex=ex, ey=ey)),
        ],
    )


@part()
def slice_along_step(here):
    """Surface and plane from P through P + ε, as near as the step is short, where their heights can be compared."""
    longest, length = jnp.hypot(here.parameter("dx").max, here.parameter("dy").max), jnp.hypot(*here.epsilon)
    reach = jnp.minimum(1 / round_below(1 / jnp.maximum(length, 1e-3 * longest)), longest)  # 1, 2 or 5 times a power of ten
    v = [jnp.where(length > 0, part / jnp.where(length > 0, length, 1.0), 1.0 - k) for k, part in enumerate(here.epsilon)]
    marks = [
        curve(here.along(here.f, v), label="f", name="f along ε"),
        curve(here.along(here.plane, v), role="plane", kind="dashed", label="T₁", name="the plane along ε"),
        path([(length, here.predicted), (length, here.true)], role="gap", name="the gap"),
        point((0.0, here.value), label="P"),
        point((length, here.true), role="step", label="P + ε", name="P + ε in the slice"),
    ]
    heights = heights_of(here, [here.along(here.f, v), here.along(here.plane, v)], -0.2 * reach, 1.2 * reach)
    window, labels = (-0.2 * reach, 1.2 * reach, *heights), ("distance from P along ε", "height")
    return Drawn(charts=chart(marks, window=window, labels=labels))


def heights_of(here, lines, start, end):
    """The heights between which the lines run from start to end, with some air, of those that show f over the window."""
    heights = jax.vmap(lambda t: jnp.stack([line(t) for line in lines]))(jnp.linspace(start, end, LOOKS))
    low, high = jnp.nanmin(heights), jnp.nanmax(heights)
    air = 0.1 * (high - low)
    low, high = (jnp.clip(height, *here.heights) for height in (low - air, high + air))
    return jnp.where(low < high, jnp.stack([low, high]), jnp.stack(here.heights))


@part(lambda opening: {"zoom": ZOOM})
def magnifier(here):
    """A slider that magnifies what is around P."""
    return Drawn(cases=magnified(here))


def magnified(here):
    """How far, at LOOKS × LOOKS places of what is seen, surface and plane part company and the gradient turns; computed if it is heard."""
    yield no_plane(here)
    (xmin, xmax, ymin, ymax), plane, value, slopes = here.seen, here.plane, here.value, here.slopes

    def apart(share):
        x, y = xmin + share[0] * (xmax - xmin), ymin + share[1] * (ymax - ymin)
        return jnp.abs(here.f(x, y) - plane(x, y)), jnp.abs(plane(x, y) - value), angle(slopes, gradient(here.f)(x, y))

    shares = np.stack(np.meshgrid(*[np.linspace(0, 1, LOOKS)] * 2), axis=-1).reshape(-1, 2)
    off, rise, turn = (jnp.nanmax(each) for each in jax.lax.map(apart, shares))
    level = "the plane is level and the surface leaves it by at most @off."
    off_by = "the surface leaves the plane by at most @off, @percent % of the most that the plane rises in it"
    window = f"At {LOOKS} × {LOOKS} places of a window @wide wide around (@x, @y)"
    said = lambda text: here.says(f"{window}, {text}", wide=xmax - xmin, off=off, percent=100 * off / rise, turn=turn)
    yield rise == 0, said(level)
    yield True, said(f"{off_by}, and the gradient turns by at most @turn degrees.")


def angle(a, b):
    """The angle between two vectors, in degrees."""
    return jnp.rad2deg(jnp.abs(jnp.arctan2(a[0] * (b[1] - a[1]) - a[1] * (b[0] - a[0]), jnp.dot(a, b))))  # nearly parallel ones, too


GROWTH = {"min": 0.0, "max": 1.0, "step": 0.01}


@scene
def Rectangle(a=3.0, b=2.0, dx=Number(0.4, **GROWTH, label="ε₁"), dy=Number(0.8, **GROWTH, label="ε₂")):
    """The area of a rectangle with sides a and b, both grown a little: two strips that count, and the corner that is dropped.

    (a + ε₁)(b + ε₂) = ab + b·ε₁ + a·ε₂ + ε₁ε₂.
    """
    said = says(ab=a * b, right=b * dx, top=a * dy, corner=dx * dy, area=(a + dx) * (b + dy))
    terms = r"@ab + \textcolor{x}{@right} + \textcolor{y}{@top} + \textcolor{gap}{@corner} = @area"
    strips = "The strips add @right and @top to the area @ab"
    marks = [
        box((0, 0), (a, b), role="quiet", label=said("@ab"), name="the rectangle"),
        box((a, 0), (a + dx, b), role="x", label=said("@right"), name="the strip b·ε₁"),
        box((0, b), (a, b + dy), role="y", label=said("@top"), name="the strip a·ε₂"),
        box((a, b), (a + dx, b + dy), role="gap", name="the corner ε₁ε₂"),
        told(text((a + dx / 2, b + dy / 2), said("@corner"), role="gap", name="the area of the corner")),
        point((a + dx, b + dy), role="step", drag=("dx", "dy"), name="the corner of the grown rectangle"),
    ]
    return [
        chart(marks, window=(0.0, a + 1.2, 0.0, b + 1.2), labels=("a + ε₁", "b + ε₂"), equal=True),
        told(readout(said(r"(a+\varepsilon_1)(b+\varepsilon_2) = " + terms))),
        say(said(strips + "; the corner, which the slopes do not see, adds @corner."), before=said(strips + ".")),
    ]
