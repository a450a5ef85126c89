"""Subjects: what a picture is of, where its reader may exchange it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from d2lcalc.live.words import mathml


@dataclass(frozen=True)
class Subject:
    """What a picture is of: `first`, and then whatever `read` makes of a text, which is the name of an option or typed in.

    `options` are offered first and `more` after them. `read` raises ValueError for a text that it does not understand; the error's
    attribute `position`, if it has one, says where, and its `suggestions` are texts that may be taken instead. `formula(value)` is LaTeX,
    "" where there is none; `example` is a text for `read`. Values with holes, one of each kind, are `hollow`; `filling(value)` says what
    fills them, and that of which `kind`; `reading()` is what the page needs to do that for a text.
    """

    first: Any
    read: Callable[[str], Any]
    options: Sequence[str] = ()
    more: Sequence[str] = ()
    formula: Callable[[Any], str] = lambda value: ""
    hollow: Mapping[str, Any] = field(default_factory=dict)
    filling: Callable[[Any], dict[str, Any]] | None = None
    reading: Callable[[], Mapping[str, Any]] = dict
    example: str = ""
    label: str = "Another function"

    def value(self, text: str) -> Any:
        """What a text stands for; the empty one for what came first."""
        return self.read(text) if text else self.first

    def spec(self, value: Any) -> dict[str, Any]:
        """Plain data for the browser, with the formula of the present value."""
        formula = self.formula(value)
        fixed = {"label": self.label, "options": list(self.options), "more": list(self.more), "example": self.example}
        return {**fixed, "mathml": mathml(formula) if formula else ""}
