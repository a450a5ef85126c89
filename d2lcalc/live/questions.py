"""Questions: predict, then reveal.

A scene with a question opens with the truth hidden: what is `told(…)` waits. A prediction is committed in one of four forms (choose an
option, type a number, place a point, draw an arrow), stays visible beside the truth, and a wrong one is told which belief it came from.
The browser judges, so no kernel is needed. A question that needs no picture shows itself as the last line of a cell.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real
from typing import Any, ClassVar

from d2lcalc.live.marks import Mark, arrow, point
from d2lcalc.live.parameters import Number, Parameter


@dataclass(frozen=True)
class Question:
    """What is asked; `because` is said at the reveal, whatever was predicted."""

    form: ClassVar[str]
    shows: ClassVar[bool] = False
    ask: str
    because: str = field(default="", kw_only=True)

    def spec(self) -> dict[str, Any]:
        """Plain data for the browser: mappings as pairs, in their order, and the names of the parameters of a prediction."""
        plain = {name: [*map(list, value.items())] if isinstance(value, Mapping) else value for name, value in vars(self).items()}
        return {"form": self.form, **plain, "parameters": list(self.parameters())}

    @property
    def text(self) -> str:
        """The question in words, for those who cannot press a button."""
        return self.ask

    def parameters(self, window: Sequence[float] | None = None) -> dict[str, Parameter]:
        """The numbers that a prediction made by pointing in this window consists of."""
        return {}

    def pointed(self, prediction: Any) -> dict[str, float]:
        """Where these numbers stand for a prediction."""
        return {}

    def marks(self, revealed: Any, **guess: Any) -> list[Mark]:
        """What is drawn of such a prediction: moved by hand before the answer, fixed after it."""
        return []

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        from d2lcalc.live.widget import Scene  # which asks questions itself

        return Scene(question=self)._repr_mimebundle_(**kwargs)


@dataclass(frozen=True)
class _Pointing(Question):
    """A prediction that is made by moving a ring, from where it `start`s; `mistakes` maps a wrong one to the belief it comes from."""

    start: Sequence[float]
    right: Sequence[float]
    mistakes: Mapping[tuple[float, float], str] = field(default_factory=dict, kw_only=True)

    def __post_init__(self) -> None:
        for at in (self.start, self.right, *self.mistakes):
            if not isinstance(at, Sequence) or len(at) != 2:
                raise ValueError(f"{type(self).__name__}: {at!r} is no place; write two numbers, (1, 2)")

    def pointed(self, prediction: Sequence[float]) -> dict[str, float]:
        return dict(zip(("guess_x", "guess_y"), self._place(prediction), strict=True))

    def _place(self, at: Sequence[float]) -> tuple[float, float]:
        return tuple(map(float, at))

    def parameters(self, window: Sequence[float] | None = None) -> dict[str, Parameter]:
        """Where the ring stands: anywhere in the window, whatever the answer; ValueError where its start or the answer lies outside."""
        start, right = self._place(self.start), self._place(self.right)
        xmin, xmax, ymin, ymax = window or (start[0] - 1, start[0] + 1, start[1] - 1, start[1] + 1)
        for x, y in (start, right) if window else ():
            if not (xmin <= x <= xmax and ymin <= y <= ymax):
                raise ValueError(f"{type(self).__name__}: ({x:g}, {y:g}) lies outside the window, where nobody can point: make that wider")
        free = lambda axis, at, low, high: Number(at, min=low, max=high, control=False, label=f"{axis} of your prediction")
        return {"guess_x": free("x", start[0], xmin, xmax), "guess_y": free("y", start[1], ymin, ymax)}

    def marks(self, revealed: Any, guess_x: Any, guess_y: Any) -> list[Mark]:
        at, style = (guess_x, guess_y), {"role": "guess", "name": "your prediction"}
        return [point(at, drag=("guess_x", "guess_y"), show=~revealed, **style), point(at, show=revealed, **style)]


def check_room(question: Question | None, kinds: Iterable[str]) -> Sequence[str]:
    """The kinds of panels on which a prediction is pointed at: plans and stages, or else charts; ValueError where there is none."""
    if not isinstance(question, _Pointing):
        return ()
    for room in (("plan", "stage"), ("chart",)):
        if set(kinds).intersection(room):
            return room
    raise ValueError(f"{type(question).__name__}: the prediction is made on a plan, stage or chart, and the picture has none: add one")


def pointed_window(question: Question | None, panels: Sequence[Mapping[str, Any]], outputs: Sequence[Any]) -> tuple[float, ...] | None:
    """(xmin, xmax, ymin, ymax) of the first of a picture's panels, as its spec has them, on which a prediction is pointed at."""
    rooms = check_room(question, [panel["panel"] for panel in panels])
    limits = [[*panel["limits"]["x"], *panel["limits"]["y"]] for panel in panels if panel["panel"] in rooms]
    return tuple(float(outputs[end]) for end in limits[0]) if limits else None


@dataclass(frozen=True)
class Choose(Question):
    """One option of at most four; `options` maps each to what is said to those who choose it.

    Where the question is what a picture says, it `shows` all that is drawn from the first: texts and formulas alone wait.
    """

    form = "choose"
    options: Mapping[str, str]
    right: str
    shows: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        if not isinstance(self.options, Mapping):
            raise TypeError(f"Choose: its options map each to what is said of it, {{'yes': 'Why?', …}}, unlike {self.options!r}")
        if self.right not in self.options:
            raise ValueError(f"Choose: the right answer {self.right!r} is none of the options {', '.join(self.options)}")

    @property
    def text(self) -> str:
        return "\n".join([self.ask, *(f"  ○ {option}" for option in self.options)])


@dataclass(frozen=True)
class Type(Question):
    """A number within `within` of `right`; `mistakes` maps a wrong number to the belief it comes from."""

    form = "type"
    right: float
    within: float
    mistakes: Mapping[float, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not isinstance(self.right, Real):
            raise TypeError(f"Type: the right answer {self.right!r} is no number")
        near = [wrong for wrong in self.mistakes if abs(wrong - self.right) <= self.within]
        if near:
            raise ValueError(f"Type: the mistake {near[0]} lies within {self.within} of the right answer {self.right}")


@dataclass(frozen=True)
class Place(_Pointing):
    """A point within `within` of `right`; `mistakes` maps a wrong place to the belief it comes from; `start` is where the point waits."""

    form = "place"
    within: float


@dataclass(frozen=True)
class Draw(_Pointing):
    """An arrow from `tail`, right within `degrees` of the direction of the vector `right` and a share `length` of its length.

    `mistakes` maps a wrong vector to the belief it comes from, recognised by its direction; what is said of one in the right direction is
    said of every wrong length. `start` is the vector that waits to be turned.
    """

    form = "draw"
    tail: Sequence[float] = (0.0, 0.0)
    degrees: float = 10
    length: float = 0.2

    def _place(self, at: Sequence[float]) -> tuple[float, float]:
        return float(self.tail[0] + at[0]), float(self.tail[1] + at[1])

    def marks(self, revealed: Any, guess_x: Any, guess_y: Any) -> list[Mark]:
        shaft = arrow(tuple(map(float, self.tail)), (guess_x, guess_y), role="guess", name="your arrow")
        return [shaft, *super().marks(revealed, guess_x, guess_y)]
