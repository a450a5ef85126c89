"""Makers of scenes: a picture whose sliders are its parameters."""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from inspect import signature
from typing import Any

from d2lcalc.live.parameters import Parameter
from d2lcalc.live.signatures import strict
from d2lcalc.live.widget import OPTIONS, Scene


def scene(picture: Callable[..., Any]) -> Callable[..., Scene]:
    """Decorator: a picture becomes a maker of scenes. Its parameters that have a Parameter as their default are the sliders.

    `@scene def rectangle(a=3.0, dx=Number(0.4, min=0, max=1)): …` is made by `rectangle(2.0, dx=0.1, question=…)`: a slider is given where
    it stands at first, or as another Parameter; every other parameter is an option, fixed when the scene is made.
    """
    taken = signature(picture)
    moved = {name: entry.default for name, entry in taken.parameters.items() if isinstance(entry.default, Parameter)}
    needed = [name for name, entry in taken.parameters.items() if entry.default is entry.empty and name != "revealed"]
    if odd := [name for name in OPTIONS if name in taken.parameters]:
        raise ValueError(f"{picture.__name__}: every scene takes {odd[0]!r} already; give the picture's parameter another name")

    def make(*arguments: Any, question=None, sliders=None, still=None, title="", **options: Any) -> Scene:
        given = taken.bind_partial(*arguments, **options).arguments
        if missing := [name for name in needed if name not in given]:
            raise TypeError(f"{picture.__name__} needs {' and '.join(missing)}")
        numbers = {name: _opened(given.pop(name, default), default) for name, default in moved.items()}
        drawn = lambda **values: picture(**given, **values)
        drawn.__qualname__ = picture.__qualname__
        drawn.__signature__ = taken.replace(parameters=[entry for name, entry in taken.parameters.items() if name not in given])
        return Scene(drawn, question=question, sliders=sliders, still=still, title=title, **numbers)

    common = [entry for entry in signature(make).parameters.values() if entry.kind is entry.KEYWORD_ONLY]
    make = wraps(picture)(make)
    make.__signature__ = taken.replace(parameters=[*taken.parameters.values(), *common])
    return strict(make)


def _opened(value, parameter):
    return value if isinstance(value, Parameter) else replace(parameter, value=value)
