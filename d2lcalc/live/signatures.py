"""Explicit signatures: a keyword that is not known is refused with the ones that are."""

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from inspect import BoundArguments, Signature, signature
from typing import Any


def bound(name: str, taken: Signature, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> BoundArguments:
    """The arguments by their names; TypeError, beginning with `name`, for those that do not fit."""
    try:
        return taken.bind(*arguments, **keywords)
    except TypeError as reason:
        raise TypeError(f"{name}: {reason}; it takes {', '.join(taken.parameters)}") from None


def strict(made: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator for a class or function whose arguments are checked by `bound`."""
    taken, function = signature(made), made.__init__ if isinstance(made, type) else made

    @wraps(function)
    def checked(*arguments, **keywords):
        bound(made.__name__, taken, arguments[1:] if isinstance(made, type) else arguments, keywords)
        return function(*arguments, **keywords)

    if not isinstance(made, type):
        return checked
    made.__init__ = checked
    return made
