"""Explicit signatures: a keyword that is not known is refused with the ones that are."""

from collections.abc import Callable
from functools import wraps
from inspect import signature
from typing import Any


def strict(made: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator: a class or function refuses a keyword that it does not know with the ones that it does."""
    known, function = list(signature(made).parameters), made.__init__ if isinstance(made, type) else made

    @wraps(function)
    def checked(*arguments, **keywords):
        for keyword in keywords:
            if keyword not in known:
                raise TypeError(f"{made.__name__}: there is no {keyword!r}; it takes {', '.join(known)}")
        return function(*arguments, **keywords)

    if not isinstance(made, type):
        return checked
    made.__init__ = checked
    return made
