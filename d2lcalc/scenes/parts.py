"""Parts: what a picture is made of, each with its marks, charts, formulas, sliders and what is said of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import wraps
from inspect import signature
from typing import Any

from d2lcalc.live import told
from d2lcalc.live.marks import flat
from d2lcalc.live.parameters import Parameter
from d2lcalc.live.signatures import strict
from d2lcalc.live.words import Text


@dataclass
class Drawn:
    """What a part draws and says, each field a thing or a list of things.

    `maps` are panels that show the landscape and take what other parts put `on_map`, `on_stage` (where it has three dimensions) or
    `on_plan`; a `point` of the part's own stands for P there. `charts` are panels of the part's own, of which a slice along v takes what
    others put `in_slice`. `formulas` come with the answer, `values` are there before. `cases` are pairs (truth, sentence), of which the
    first that is true is said (or a function that gives them, called if they can be heard), `otherwise` where none is, and `before` before
    the answer; `goal` is what to reach. Of several parts the first that brings a sentence is heard.
    """

    maps: Any = ()
    charts: Any = ()
    on_map: Any = ()
    on_stage: Any = ()
    on_plan: Any = ()
    in_slice: Any = ()
    point: Any = ()
    formulas: Any = ()
    values: Any = ()
    cases: Sequence[tuple[Any, Text]] | Callable[[], Sequence] = ()
    otherwise: Text = None
    before: Text = None
    goal: Any = ()


@dataclass(frozen=True)
class Part:
    """What may be added to a picture: `draw(here)` is a Drawn, `parameters(opening)` the numbers that move it.

    `facts` are named quantities that it makes known to all parts. One that `waits` comes with the answer: `told(tangent_plane())`.
    """

    name: str
    draw: Callable[[Any], Drawn]
    parameters: Callable[[Any], Mapping[str, Parameter]]
    facts: Mapping[str, Callable[[Any], Any]]
    waits: bool = False


PARTS: dict[str, Callable[..., Part]] = {}  # every maker of parts of a landscape by its name
BROUGHT_BY: dict[str, str] = {}  # each fact, and the maker of the part that brings it


def part(parameters: Callable[..., Mapping[str, Parameter]] = lambda opening: {}, **facts: Callable[..., Any]) -> Callable:
    """Decorator: `draw(here, **options)` becomes a maker of parts, `name(**options)`.

    `parameters(opening, …)` are its sliders, each fact a function `(here, …)`; of the part's options they take those that they name.
    """

    def decorate(draw):
        own = signature(draw)
        taken = own.replace(parameters=list(own.parameters.values())[1:])

        @wraps(draw)
        def make(*arguments, **keywords):
            given = taken.bind(*arguments, **keywords)
            given.apply_defaults()

            def with_options(function):
                named = {name: option for name, option in given.arguments.items() if name in signature(function).parameters}
                return lambda first: function(first, **named)

            return Part(draw.__name__, *map(with_options, (draw, parameters)), {name: with_options(fact) for name, fact in facts.items()})

        make.__signature__ = taken
        make = strict(make)
        if "here" in own.parameters:  # those of a network take its state
            PARTS[draw.__name__] = make
            BROUGHT_BY.update(dict.fromkeys(facts, draw.__name__))
        return make

    return decorate


def checked(parts: Sequence[Any]) -> list[Part]:
    """The parts in one list; TypeError for what is none."""
    parts = [*flat(parts)]
    for each in parts:
        if not isinstance(each, Part):
            name = getattr(each, "__name__", repr(each))
            raise TypeError(f"{name} is no part of a landscape{f': write {name}()' if name in PARTS else ''}")
    return parts


def drawn_by(each: Part, here: Any) -> Drawn:
    """What the part brings; told with the answer if it waits."""
    drawn = each.draw(here)
    if not each.waits:
        return drawn
    seen = ("maps", "charts", "on_map", "on_stage", "on_plan", "in_slice")
    return replace(drawn, **{name: [_later(thing) for thing in flat([getattr(drawn, name)])] for name in seen})


def _later(thing):
    return (lambda gather: told(thing(gather))) if callable(thing) else told(thing)


def remedy(name: str, opening: Any, known: Sequence[str]) -> str:
    """Which part would bring it, or what is called nearly so."""
    if name in BROUGHT_BY:
        return f": add the part {BROUGHT_BY[name]}()"
    for maker, make in PARTS.items():
        if all(each.default is not each.empty for each in signature(make).parameters.values()) and name in make().parameters(opening):
            return f": add the part {maker}(), which has a slider for it"
    near = get_close_matches(name, [*BROUGHT_BY, *known], n=1)
    return f" (is {near[0]} meant?)" if near else ""
