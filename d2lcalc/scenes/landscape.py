"""A landscape: what there is to know of f at a point, and the picture that parts are added to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import jax.numpy as jnp

from d2lcalc.calculus.curvature import curvature, eigh_2x2
from d2lcalc.calculus.differentiability import DISCONTINUOUS, EDGE, STEEP, UNDECIDED, Jet
from d2lcalc.calculus.rounding import rounded_slopes, without_rounding
from d2lcalc.live import Scene, arrow, cases, goal, plan, point, readout, say, stage, surface, told
from d2lcalc.live.marks import Mark, flat
from d2lcalc.live.words import PLACEHOLDER, Words, words
from d2lcalc.scenes.opening import Opening
from d2lcalc.scenes.parts import HOSTS, Drawn, checked, drawn_by, gathered, part, remedy


class Here:
    """f at the point P = (x, y), whatever else the sliders say, and what may be asked about it; what nobody asks is not computed.

    The parameters of all parts are attributes, by their names, and so are the facts that parts bring; the fact `at` is where P stands, and
    `from_x` whether θ is counted from the x-axis instead of the gradient.
    """

    def __init__(self, opening: Opening, parameters: Mapping[str, Any], facts: Mapping[str, Callable], numbers: Mapping[str, Any]) -> None:
        vars(self).update({"zoom": 1.0, "dx": 0.0, "dy": 0.0} | numbers)
        self.opening, self.numbers, self._parameters, self._facts = opening, numbers, parameters, facts
        self.x, self.y = self.at = tuple(facts["at"](self)) if "at" in facts else (self.x, self.y)
        self.from_x = "from_x" in facts and facts["from_x"](self)
        self.epsilon = self.dx, self.dy
        (xmin, xmax, ymin, ymax), kept = self.window, 1 / self.zoom
        self.extent = jnp.abs(self.x) + xmax - xmin, jnp.abs(self.y) + ymax - ymin
        self.halves = (xmax - xmin) / 2, (ymax - ymin) / 2
        self.reach = jnp.minimum(*self.halves)
        ends = zip(self.window, (self.x, self.x, self.y, self.y), strict=True)
        self.seen = tuple((1 - kept) * place + kept * end for end, place in ends) if "zoom" in numbers else self.window

    def __getattr__(self, name: str) -> Any:
        """A fact that a part brings, computed once."""
        if own := vars(type(self)).get(name):  # a property of ours met an AttributeError of its own, which Python hides here
            return (own.func if isinstance(own, cached_property) else own.fget)(self)
        value = vars(self)[name] = self._known(name, self._facts)(self)
        return value

    f, window, heights = (property(lambda self, name=name: getattr(self.opening, name)) for name in ("f", "window", "heights"))
    value = cached_property(lambda self: self.f(*self.at))
    jet = cached_property(lambda self: Jet(self.f, self.at, self.halves))
    slopes = cached_property(lambda self: rounded_slopes(self.jet.slopes, self.jet.programmed_matrix, self.extent))
    matrix = cached_property(lambda self: self.jet.matrix)
    there = cached_property(lambda self: self.place(self.epsilon, 1.0))
    true = cached_property(lambda self: self.f(*self.there))
    predicted = cached_property(lambda self: self.plane(*self.there))
    gap = cached_property(
        lambda self: without_rounding(self.true - self.predicted, self.true, self.value, *self.slopes * jnp.stack(self.epsilon))
    )
    gx, gy = cached_property(lambda self: self.slopes[0]), cached_property(lambda self: self.slopes[1])
    a, b, c = (property(lambda self, i=i, j=j: self.matrix[i, j]) for i, j in ((0, 0), (0, 1), (1, 1)))
    eigen = cached_property(lambda self: eigh_2x2(self.matrix))
    low, high = (property(lambda self, k=k: self.eigen[0][k]) for k in (0, 1))
    has_slopes = cached_property(lambda self: jnp.isfinite(self.slopes).all())
    length = cached_property(lambda self: jnp.hypot(*self.slopes))
    is_flat = cached_property(lambda self: self.length == 0)
    is_steep = cached_property(lambda self: self.length > 0)  # neither where the slopes are not numbers
    is_round = cached_property(lambda self: self.high - self.low <= 1e-9 * jnp.abs(self.high))
    uphill = cached_property(lambda self: jnp.where(self.is_steep, jnp.rad2deg(jnp.arctan2(self.gy, self.gx)), 0.0))
    v = cached_property(lambda self: self.toward(self.theta))

    @cached_property
    def plane(self) -> Callable:
        """T₁, the tangent plane; NaN where there is none."""
        (x0, y0), value, (gx, gy) = self.at, self.value, self.slopes
        return lambda x, y: value + gx * (x - x0) + gy * (y - y0)

    @cached_property
    def quadratic(self) -> Callable:
        """T₂, the best quadratic; NaN where there is none."""
        return self.bent_by(self.matrix)

    def bent_by(self, matrix: Any) -> Callable:
        """The quadratic that touches the plane T₁ at P and has the second derivatives `matrix`."""
        plane, bend = self.plane, half_square(matrix)
        return lambda x, y: plane(x, y) + bend(x - self.x, y - self.y)

    def place(self, v: Sequence, s: Any) -> tuple:
        """The place P + s·v."""
        return self.x + s * v[0], self.y + s * v[1]

    def arrow(self, v: Sequence, label: str, share: float = 1 / 3, usual: Any = None, beside: Sequence = (0.0, 0.0), **style: Any) -> Mark:
        """The arrow s·v from P, where "@s" in its label is the scale s at which it is drawn."""
        s = self.scale(v, share, usual, beside)
        label = cases((s == 1, label.replace("@s ", "")), (True, words(label, s=s)))
        return arrow(self.at, self.place(v, s), label=label, **style)

    def scale(self, v: Sequence, share: float = 1 / 3, usual: Any = None, beside: Sequence = (0.0, 0.0)) -> Any:
        """The scale at which v is drawn: the `usual` one, that of the opening unless given, or a round one below it.

        It is below where the arrow, or the one `beside` it, would be longer than a `share` of the shorter side of what is seen.
        """
        (xmin, xmax, ymin, ymax), usual = self.seen, usual or self.opening.scale
        room = share * jnp.minimum(xmax - xmin, ymax - ymin) / jnp.maximum(jnp.hypot(*v), jnp.hypot(*beside))
        return jnp.where(room >= usual, usual, round_below(room))

    def above(self, place: Sequence) -> tuple:
        """The point of the surface above a place."""
        return *place, self.f(*place)

    def toward(self, theta: Any) -> tuple:
        """The unit vector at so many degrees from the gradient; from the x-axis where that is zero or there is none, or if so asked."""
        return unit(theta if self.from_x else self.uphill + theta)

    def slope(self, theta: Any) -> Any:
        """∇f·v = ‖∇f‖cos θ, θ from the gradient; where there is no plane the one-sided slope, as it is measured."""
        promised = self.length * cosine(theta - self.uphill if self.from_x else theta)
        return promised if self.jet.is_entire else jnp.where(self.has_slopes, promised, self.jet.slope_along(self.toward(theta)))

    def bend(self, theta: Any) -> Any:
        """vᵀHv."""
        return curvature(self.matrix, jnp.stack(self.toward(theta)))

    def along(self, f: Callable, v: Sequence | None = None) -> Callable:
        """s ↦ f(P + s·v), along the direction of the picture unless another is given."""
        return lambda s: f(*self.place(self.v if v is None else v, s))

    def parameter(self, name: str) -> Any:
        """The parameter of that name: its range, where a chart has to hold all of it."""
        return self._known(name, self._parameters)

    def _known(self, name, things):
        if name not in things:
            raise AttributeError(f"nothing in this picture knows {name!r}{remedy(name, self.opening, vars(Here))}")
        return things[name]

    def says(self, template: str, **more: Any) -> Words:
        """A sentence or formula whose numbers are those known here, by their names: `here.says("The gap is @gap.")`."""
        named = dict.fromkeys(PLACEHOLDER.findall(template))
        return words(template, **{name: more[name] if name in more else getattr(self, name) for name in named})


def no_plane(here: Here, none: str = "f has no tangent plane at (@x, @y)", end: str = "") -> tuple:
    """The case that f has no tangent plane at P, or that this is undecided, and what is the matter; more words at the `end`."""
    jet, untold = here.jet, "Whether f has a tangent plane at (@x, @y) cannot be told"
    if jet.is_entire:
        return ~here.has_slopes, here.says(f"{untold}: its slopes there are not numbers.{end}")
    (u, v), (before, after), promised = jet.direction, jet.across, jet.partials @ jet.direction
    numbers = {"before": before, "after": after, "promised": promised, "azimuth": jnp.round(jnp.rad2deg(jnp.arctan2(v, u)), 2)}
    said = lambda why: here.says(f"{none}: {why}.{end}", **numbers)
    sides = "its slope is @before before the point and @after after it"
    broken = "its slopes along x and y promise @promised in the direction of @azimuth degrees, where it is @after"
    turns = jnp.abs(after - before) > 1e-6 * (jnp.abs(before) + jnp.abs(after))
    why = cases(
        (jet.first == UNDECIDED, here.says(f"{untold} from its values nearby.{end}")),
        (jet.first == DISCONTINUOUS, said("it is not continuous there")),
        (jet.first == EDGE, said("it is not defined all round")),
        (jet.first == STEEP, said("it is infinitely steep there")),
        (jet.kinked[0] & jnp.isfinite(before + after), said(f"along x {sides}")),
        (jet.kinked[1] & jnp.isfinite(before + after), said(f"along y {sides}")),
        (turns, said(f"along the line at @azimuth degrees {sides}")),
        (jnp.abs(after - promised) > 1e-6 * jnp.abs(after), said(broken)),
        (True, said("on a curve that leaves at @azimuth degrees it changes faster than along any straight line")),
    )
    return ~here.has_slopes | (jet.first == UNDECIDED), why


def no_quadratic(here: Here) -> tuple:
    """The same of the best quadratic."""
    no_slopes, why = no_plane(here, "f has no best quadratic at (@x, @y), for it has no tangent plane")
    finite = jnp.isfinite(here.matrix).all()
    lacking = here.says("f has no best quadratic at (@x, @y): it has a tangent plane there, but no second derivatives.")
    untold = here.says("Whether f has a best quadratic at (@x, @y) cannot be told from its values nearby.")
    undecided = here.jet.second == UNDECIDED
    return no_slopes | ~finite | undecided, cases((no_slopes, why), (undecided, untold), (True, lacking))


def half_square(matrix: Any) -> Callable:
    """v ↦ ½vᵀHv."""
    (a, b), (_, c) = matrix
    return lambda u, v: (a * u * u + 2 * b * u * v + c * v * v) / 2


def unit(degrees: Any) -> tuple:
    """The unit vector at so many degrees from the x-axis."""
    return jnp.cos(jnp.deg2rad(degrees)), jnp.sin(jnp.deg2rad(degrees))


def round_below(number: Any) -> Any:
    """The largest 1, 2 or 5 times a power of ten that is not above a positive number."""
    power = 10.0 ** jnp.floor(jnp.log10(number))
    return power * jnp.where(number < 2 * power, 1.0, jnp.where(number < 5 * power, 2.0, 5.0))


def cosine(degrees: Any) -> Any:
    """cos θ, exactly 0 at right angles."""
    return jnp.sin(jnp.deg2rad(90 - jnp.abs(jnp.mod(degrees + 180, 360) - 180)))


def Landscape(f, *parts, at=None, window=None, task=None, sliders=None, question=None, still=None, title="") -> Scene:
    """The landscape of f with a point P that can be dragged, made of parts: `Landscape(f, on_stage(), on_plan(), tangent_plane(), at=P)`.

    f is a function, a landscape of the catalogue, or a text such as "x*exp(-x^2-y^2)"; the reader may exchange it for another. `window` =
    (xmin, xmax, ymin, ymax) and the point `at` are chosen from f unless given. Every part brings its own marks, charts, formulas, sliders
    and words; what is `told(…)` waits where there is a `question`, and so do formulas and sentence. `sliders` names the parameters that
    have a control, those of the parts unless given; the points can be dragged without. `task` is a text, and the condition (here) ↦
    whether it is done.

    Raises TypeError for a function that does not take (x, y) to one real number, ValueError for a text that is no function, a window
    that is empty, reversed or not finite, a point outside it, an unknown slider, or parts that show nothing, and AttributeError for a
    part that needs another.
    """
    parts = checked(parts, HOSTS["here"])
    facts = gathered("fact", ((each.name, each.facts) for each in parts), vars(Here))
    if "at" in facts and at is not None:
        raise ValueError(f"at={at}: here a part says where P stands; leave at= out")

    def compose(opening: Opening):
        own = gathered("slider", ((each.name, each.parameters(opening)) for each in parts), {*vars(Here), "x", "y", *facts})
        parameters = ({} if "at" in facts else opening.point()) | own

        def picture(**numbers):
            here = Here(opening.traced(), opening.ranges(parameters), facts, numbers)
            return _composed(here, [drawn_by(each, here) for each in parts], task)

        picture.__qualname__ = ", ".join(["landscape", *(each.name for each in parts if not each.name.startswith("on_"))])
        return picture, parameters

    subject = Opening.of(f, at, window).subject()
    return Scene(compose, subject=subject, question=question, sliders=sliders, still=still, title=title)


def _composed(here, brought, task):
    """The panels of all parts, with what others put on the maps; formulas, the sentence, and what to reach."""
    gather = lambda kind: [*flat([getattr(drawn, kind) for drawn in brought])]
    panels = [panel(gather) if callable(panel) else panel for panel in gather("charts")]
    if not panels:
        raise ValueError("this landscape has nothing to be seen on: add on_stage(), on_plan() or a chart")
    blocks = lambda kind: [readout(*lines) for drawn in brought if (lines := [*flat([getattr(drawn, kind)])])]
    nowhere = (~jnp.isfinite(here.value), here.says("f has no finite value at (@x, @y): move the point."))
    height = here.says("At (@x, @y) f has the value @value.")
    last = lambda kind: next((getattr(drawn, kind) for drawn in reversed(brought) if getattr(drawn, kind)), height)
    sentence = cases(nowhere, *heard(brought), (True, last("otherwise")))
    done = goal(task[1](here), task[0]) if task else []
    return [*panels, blocks("values"), told(*blocks("formulas")), say(sentence, before=cases(nowhere, (True, last("before")))), done]


def heard(brought: Sequence[Drawn]) -> Iterator[tuple]:
    """The cases of what is said, up to one that is always true: what nobody can hear is not computed."""
    for drawn in brought:
        for truth, sentence in drawn.cases:
            yield truth, sentence
            if truth is True:
                return


def on_both(here, gather, shape):
    p = point((*here.at, here.value), drag=("x", "y"), label="P", name="the point P")
    return [surface(shape, name="the surface z = f(x, y)"), gather("point") or p, gather("on_map")]


def over_the_disc(f, window=(-1.0, 1.0, -1.0, 1.0)):
    """The surface over the disc in a window: the window is bent into it, its border into the rim."""
    xmin, xmax, ymin, ymax = window
    (x0, y0), (across, up) = ((xmin + xmax) / 2, (ymin + ymax) / 2), ((xmax - xmin) / 2, (ymax - ymin) / 2)

    def bent(x, y):
        u, v = (x - x0) / across, (y - y0) / up
        x, y = x0 + across * u * jnp.sqrt(1 - v * v / 2), y0 + up * v * jnp.sqrt(1 - u * u / 2)
        return x, y, f(x, y)

    return bent


@part()
def on_stage(here, disc=False):
    """The landscape in three dimensions, over a window or the disc in it."""
    shape = over_the_disc(here.f, here.seen) if disc else here.f
    labels = (*here.opening.coordinates, "f")
    return Drawn(charts=lambda gather: stage(on_both(here, gather, shape), gather("on_stage"), window=here.seen, labels=labels))


@part()
def on_plan(here):
    """The landscape from above."""
    labels = here.opening.coordinates
    return Drawn(charts=lambda gather: plan(on_both(here, gather, here.f), gather("on_plan"), window=here.seen, labels=labels))


@part()
def value(here):
    """The height at P."""
    return Drawn(values=here.says(r"\textcolor{function}{f(P)} = @value"))
