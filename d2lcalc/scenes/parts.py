"""Parts: what a picture is made of, each with its marks, charts, formulas, sliders and what is said of it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import wraps
from inspect import signature
from typing import Any

from d2lcalc.live import told
from d2lcalc.live.marks import flat
from d2lcalc.live.parameters import Parameter
from d2lcalc.live.signatures import strict
from d2lcalc.live.words import PLACEHOLDER, Text, Words, words


@strict
@dataclass
class Drawn:
    """What a part draws and says, each field a thing or a list of things.

    `charts` are panels, or functions of `gather`, which gives what all parts bring of a kind: a map takes what they put `on_map`,
    `on_stage` (where it has three dimensions) or `on_plan`, and a `point` that stands for P there, a slice along v what they put
    `in_slice`. `formulas` come with the answer, `values` are there before. `cases` are pairs (truth, sentence), of which the first that is
    true is said, `otherwise` where none is, and `before` before the answer. Of several parts the last one's `otherwise` and `before` are
    heard.
    """

    charts: Any = ()
    on_map: Any = ()
    on_stage: Any = ()
    on_plan: Any = ()
    in_slice: Any = ()
    point: Any = ()
    formulas: Any = ()
    values: Any = ()
    cases: Iterable[tuple[Any, Text]] = ()
    otherwise: Text = None
    before: Text = None


@dataclass(frozen=True)
class Part:
    """What may be added to a picture: `draw(here)` is a Drawn, `parameters(opening)` the numbers that move it.

    `facts` are named quantities that it makes known to all parts. `host` is what it may be added to, a landscape or a network. One that
    `waits` comes with the answer: `told(tangent_plane())`.
    """

    name: str
    draw: Callable[[Any], Drawn]
    parameters: Callable[[Any], Mapping[str, Parameter]]
    facts: Mapping[str, Callable[[Any], Any]]
    host: str
    waits: bool = False


HOSTS = {"here": "a landscape", "state": "a network"}  # by what a part's function calls its first argument
PARTS: dict[str, Callable[..., Part]] = {}  # every maker of parts of a landscape by its name
BROUGHT_BY: dict[str, str] = {}  # each fact, and the maker of the part that brings it


def part(parameters: Callable[..., Mapping[str, Parameter]] = lambda opening: {}, **facts: Callable[..., Any]) -> Callable:
    """Decorator: `draw(here, **options)` becomes a maker of parts, `name(**options)`.

    `parameters(opening, …)` are its sliders, each fact a function `(here, …)`; of the part's options they take those that they name.
    A part of a network has `state` in the place of `here`.
    """
    if next(iter(signature(parameters).parameters), None) in HOSTS:  # written without brackets
        return part()(parameters)

    def decorate(draw):
        own = signature(draw)
        host = HOSTS.get(next(iter(own.parameters), None))
        if host is None:
            raise TypeError(f"{draw.__name__}: a part is a function of `here`, or of a network's `state`, and then of its options")
        taken = own.replace(parameters=list(own.parameters.values())[1:])

        @wraps(draw)
        def make(*arguments, **keywords):
            given = taken.bind(*arguments, **keywords)
            given.apply_defaults()

            def with_options(function):
                named = {name: option for name, option in given.arguments.items() if name in signature(function).parameters}
                return lambda first: function(first, **named)

            known = {name: with_options(fact) for name, fact in facts.items()}
            return Part(draw.__name__, *map(with_options, (draw, parameters)), known, host)

        make.__signature__ = taken
        make = strict(make)
        if host == HOSTS["here"]:
            PARTS[draw.__name__] = make
            BROUGHT_BY.update(dict.fromkeys(facts, draw.__name__))
        return make

    return decorate


def checked(parts: Sequence[Any], host: str) -> list[Part]:
    """The parts in one list; TypeError for what is none of this host."""
    parts = [*flat(parts)]
    for each in parts:
        if not isinstance(each, Part) or each.host != host:
            name = getattr(each, "__name__", None) or getattr(each, "name", repr(each))
            raise TypeError(f"{name} is no part of {host}{f': write {name}()' if name in PARTS and callable(each) else ''}")
    return parts


def gathered(kind: str, brought: Iterable[tuple[str, Mapping[str, Any]]], taken: Collection[str] = ()) -> dict[str, Any]:
    """What all parts bring, by name; ValueError for a name that is `taken`, or that two parts give to different things."""
    everything, owners = {}, {}
    for part_name, things in brought:
        for name, thing in things.items():
            if name in taken:
                raise ValueError(f"{part_name}: its {kind} {name!r} has a name that stands for something else here; give it another")
            if name in everything and everything[name] != thing:
                raise ValueError(f"{owners[name]} and {part_name} each bring a {kind} {name!r} of their own: they cannot be together")
            everything[name], owners[name] = thing, part_name
    return everything


def drawn_by(each: Part, here: Any) -> Drawn:
    """What the part brings, in lists; told with the answer if it waits, all but P, and then it says nothing before."""
    drawn = each.draw(here)
    if not isinstance(drawn, Drawn):
        raise TypeError(f"{each.name} returns {type(drawn).__name__}; a part returns Drawn(on_map=…, charts=…, …)")
    later = lambda thing: (lambda gather: told(thing(gather))) if callable(thing) else told(thing)
    shown = lambda things: [later(thing) if each.waits else thing for thing in flat([things])]
    seen = {name: shown(getattr(drawn, name)) for name in ("charts", "on_map", "on_stage", "on_plan", "in_slice", "values")}
    return replace(drawn, point=[*flat([drawn.point])], before=None if each.waits else drawn.before, **seen)


def says(**known: Any) -> Callable[[str], Words]:
    """What makes a text of a template, with those of the known numbers that it names: `said = says(x=x, y=y)`, `said("At x = @x.")`."""
    return lambda template: words(template, **{name: known[name] for name in PLACEHOLDER.findall(template)})


def remedy(name: str, opening: Any, known: Sequence[str]) -> str:
    """Which part would bring it, or what is called nearly so."""
    if name in BROUGHT_BY:
        return f": add the part {BROUGHT_BY[name]}()"
    for maker, make in PARTS.items():
        if all(each.default is not each.empty for each in signature(make).parameters.values()) and name in make().parameters(opening):
            return f": add the part {maker}(), which has a slider for it"
    near = get_close_matches(name, {*BROUGHT_BY, *known} - {name}, n=1)
    return f" (is {near[0]} meant?)" if near else ""
