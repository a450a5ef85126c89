"""Level places of a surface: found, reached by dragging, and claimed minima put to the test."""

import jax
import jax.numpy as jnp

from d2lcalc.calculus import gradient
from d2lcalc.calculus.optimization import Kink, search
from d2lcalc.live import Choice, cases, chart, contour, curve, point, told
from d2lcalc.live.words import numeral
from d2lcalc.scenes.landscape import Landscape, no_plane, on_plan, on_stage, unit
from d2lcalc.scenes.opening import inside
from d2lcalc.scenes.parts import Drawn, part
from d2lcalc.scenes.taylor import tangent_plane

LABELS = {"minimum": "min", "maximum": "max", "saddle": "saddle", "undecided": "undecided"}
PLURALS = {"minimum": "minima", "maximum": "maxima", "saddle": "saddles", "undecided": "undecided"}
FEW = 6  # critical points that are still listed one by one
MANY = 100  # more than these cover what is drawn: where f is level all over a region, every start of the search is found


def CriticalPoints(f, at=None, window=None, **options):
    """The surface z = f(x, y), a point P = (x, y) to be moved until its tangent plane is level, and the critical points that were found."""
    parts = (on_stage(), on_plan(), found_points(), flatness(), tangent_plane(), downhill())
    task = ("move P until its tangent plane is level", is_level_here)
    return Landscape(f, *parts, at=at, window=window, **{"task": task, **options})


def is_level(slopes, curvatures, between):
    """Whether slopes are 0 but for the distance `between` the positions of the sliders: they change by at most ‖H‖ times that."""
    return jnp.linalg.norm(slopes) <= 0.75 * jnp.linalg.norm(curvatures * between)


def is_level_here(here):
    """Whether a level place is nearer than the next position of the sliders: Newton's step there leaves less than a third of ∇f.

    On the tail of exp(−x²) the slope changes as fast, but Newton's step leaves 1/e of it: there is no level place.
    """
    values, vectors = here.eigen
    step = vectors @ jnp.where(values == 0, 0.0, vectors.T @ here.slopes / values)
    left = gradient(here.f)(*here.place(-step, 1.0))
    is_near = is_level(here.slopes, here.matrix, jnp.array([here.parameter(name).step for name in "xy"]))
    return here.is_flat | (is_near & (jnp.hypot(*left) < here.length / 3))


@part(is_level=is_level_here)
def flatness(here):
    """How flat the plane at P is, with the contour line through P."""
    line, steepness = contour(here.f, here.value, name="the contour through P"), how_steep(here)
    return Drawn(on_plan=line, cases=steepness, before=cases(*steepness))


def how_steep(here, end=""):
    level = "At P = (@x, @y) the plane is level: f = @value, ‖∇f‖ = @length."
    steep = "At P = (@x, @y), f = @value, with slopes @gx and @gy: ‖∇f‖ = @length."
    return [no_plane(here, end=end), (here.is_level, here.says(level + end)), (True, here.says(steep + end))]


@part()
def downhill(here):
    """The arrow −∇f, where the plane is not level."""
    return Drawn(on_map=here.arrow(-here.slopes, "−@s ∇f", share=1 / 5, show=~here.is_level, name="downhill, −∇f"))


def searched(here):
    """What a search finds in the window: its points, and where f is level."""
    with jax.ensure_compile_time_eval():  # numbers, though the picture is being traced
        return search(here.f, here.window)


@part(found=searched)
def found_points(here):
    """The critical points in the window, each with its kind, "undecided" where the Hessian is singular, and kinks that are extrema."""
    drawn = here.found.points if len(here.found.points) <= MANY else ()

    def mark(place, named):
        marker, label = "kink" if isinstance(place, Kink) else place.kind, LABELS[place.kind] if named else None
        return told(point((*place.at, place.value), role="truth", marker=marker, label=label, name=listed_as(place)))

    on_stage, on_plan = ([mark(place, named) for place in drawn] for named in (False, len(drawn) <= FEW))
    return Drawn(on_stage=on_stage, on_plan=on_plan, cases=how_steep(here, f" {inventory(*here.found)}"))


def listed_as(place):
    return f"{place.kind} {numeral(place.value)} at {coordinates(place.at)}{place.remark}"


def coordinates(at):
    return f"({', '.join(map(numeral, at))})"


def inventory(found, level):
    """What was found, in words: one by one if they are few, else how many of each kind; and where f is level."""
    keeps = "As far as its digits go, f keeps one height over a region or along a line, as around"
    many = f" {keeps} {coordinates(level[0])}." if level else ""
    if not found:
        return many.strip() or "No critical point was found in this window."
    if len(found) <= FEW:
        return f"Found in this window: {'; '.join(map(listed_as, found))}.{many}"
    counts = {kind: sum(place.kind == kind for place in found) for kind in LABELS}
    listed = [f"{count} {kind if count == 1 else PLURALS[kind]}" for kind, count in counts.items() if count]
    return f"Found in this window: {', '.join(listed)}{', too many to be drawn' if len(found) > MANY else ''}.{many}"


def Candidates(f, claims, window=None, distance=0.1, **options):
    """Points that someone claims to be the minimum of f, each put to the test by one small step downhill.

    At a minimum in the interior ∇f = 0. So where ∇f ≠ 0 the step of length `distance` along −∇f goes lower and refuses the claim;
    where ∇f = 0 there is no way downhill, and the test has nothing to say. ValueError for a claim outside the window.
    """
    return Landscape(f, on_stage(), claimed_minimum(claims), told(tangent_plane()), step_downhill(distance), window=window, **options)


def menu(opening, places):
    for place in places:
        if not inside(place, opening.window):
            raise ValueError(f"the claim {tuple(place)} lies outside the window {tuple(opening.window)}: move it or widen the window")
    return {"claim": Choice(tuple(map(coordinates, places)), label="claimed minimum")}


@part(menu, at=lambda here, places: jnp.array(places, float)[here.claim])
def claimed_minimum(here, places):
    """A claimed minimum: P stands at one of several places of which it is said that f is least there."""
    others = [point((x, y, here.f(x, y)), role="quiet", name=f"the claim at {coordinates((x, y))}") for x, y in places]
    return Drawn(
        point=[*others, point((*here.at, here.value), label="claim", name="the claimed minimum")],
        before=here.says("It is claimed that f is least at (@x, @y), where f = @value."),
    )


@part()
def step_downhill(here, distance=0.1):
    """One step from P straight downhill, and f and its plane over that way."""
    v = unit(jnp.where(here.is_flat, 0.0, here.uphill + 180))
    along, style = here.along(here.f, v), {"role": "step", "show": ~here.is_flat}
    there = along(distance)
    said = lambda template: here.says(template, d=distance, t=there)
    flat = "At (@x, @y), f = @value and the plane is level: no way leads downhill, and the test cannot refuse the claim."
    lower = "Straight downhill the slope is −@length: a step of length @d leads from @value to @t, and (@x, @y) is no minimum."
    higher = "A step of length @d is too long here: f rises from @value to @t."
    marks = [
        curve(along, name="f in the cut downhill"),
        told(curve(lambda s: here.value - here.length * s, role="plane", kind="dashed", name="the plane in the cut")),
        point((0.0, here.value), label="claim"),
        told(point((distance, there), label="step", name="one step downhill in the cut", **style)),
    ]
    window, labels = (-here.reach / 2, here.reach / 2, *here.heights), ("distance along the cut", "f")
    return Drawn(
        on_map=told(point((*here.place(v, distance), there), name="one step downhill", **style)),
        charts=chart(marks, window=window, labels=labels),
        cases=[
            (here.is_flat, said(flat)),
            (there < here.value, said(lower)),
            (True, said(higher)),
        ],
    )
