"""Questions: predict, then reveal.

A scene with a question opens with the truth hidden. A prediction is committed in one of four forms (choose an option, type a number,
place a point, draw an arrow), stays visible beside the truth, and a wrong one is told which belief it came from.
The picture takes a parameter `revealed` and shows the truth by it. The browser judges, so no kernel is needed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar


@dataclass(frozen=True)
class Question:
    """What is asked; `because` is said at the reveal, whatever was predicted."""

    form: ClassVar[str]
    ask: str

    def spec(self) -> dict[str, Any]:
        """Plain data for the browser."""
        return {"form": self.form, **asdict(self)}


def check_room(question: "Question | None", panels: Sequence[Mapping[str, Any]]) -> None:
    """ValueError for a question that is answered by pointing, in a picture with no plan or stage to point at; `panels` as in the spec."""
    if isinstance(question, Place | Draw) and not {"plan", "stage"} & {panel["panel"] for panel in panels}:
        raise ValueError(f"{type(question).__name__}: the prediction is made on a plan or a stage, and the picture has neither: add one")


@dataclass(frozen=True)
class Choose(Question):
    """One option of at most four; `options` maps each to what is said to those who choose it."""

    form = "choose"
    options: Mapping[str, str]
    right: str
    because: str = ""

    def __post_init__(self) -> None:
        if self.right not in self.options:
            raise ValueError(f"Choose: the right answer {self.right!r} is none of the options {', '.join(self.options)}")

    def spec(self) -> dict[str, Any]:
        """The options as pairs, in their order."""
        return {**super().spec(), "options": [list(pair) for pair in self.options.items()]}


@dataclass(frozen=True)
class Type(Question):
    """A number within `within` of `right`; `mistakes` maps a wrong number to the belief it comes from."""

    form = "type"
    right: float
    within: float
    mistakes: Mapping[float, str] = field(default_factory=dict)
    because: str = ""

    def __post_init__(self) -> None:
        near = [wrong for wrong in self.mistakes if abs(wrong - self.right) <= self.within]
        if near:
            raise ValueError(f"Type: the mistake {near[0]} lies within {self.within} of the right answer {self.right}")

    def spec(self) -> dict[str, Any]:
        """The mistakes as pairs."""
        return {**super().spec(), "mistakes": [list(pair) for pair in self.mistakes.items()]}


@dataclass(frozen=True)
class Place(Question):
    """A point within `within` of `right`; `mistakes` maps a wrong place to the belief it comes from; `start` is where the point waits."""

    form = "place"
    start: Sequence[float]
    right: Sequence[float]
    within: float
    mistakes: Mapping[tuple[float, float], str] = field(default_factory=dict)
    because: str = ""

    def spec(self) -> dict[str, Any]:
        """The mistakes as pairs."""
        return {**super().spec(), "mistakes": [[list(place), text] for place, text in self.mistakes.items()]}


@dataclass(frozen=True)
class Draw(Question):
    """An arrow from `tail`, right within `degrees` of the direction of the vector `right` and a share `length` of its length.

    `mistakes` maps a wrong vector to the belief it comes from; `start` is the vector that waits to be turned.
    """

    form = "draw"
    tail: Sequence[float]
    start: Sequence[float]
    right: Sequence[float]
    degrees: float = 8
    length: float = 0.2
    mistakes: Mapping[tuple[float, float], str] = field(default_factory=dict)
    because: str = ""

    def spec(self) -> dict[str, Any]:
        """The mistakes as pairs."""
        return {**super().spec(), "mistakes": [[list(vector), text] for vector, text in self.mistakes.items()]}
