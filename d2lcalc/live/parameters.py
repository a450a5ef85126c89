"""Parameters: the few numbers that a picture is a function of, each with the control that moves it.

A value is min + k·step rounded to the step's decimals, wherever it came from (slider, key, drag, link, Python),
clamped to its range; so all views of it stay in step and 0 is exactly 0. Only the first value need not be on that grid: the
position nearest to it stands for it, so that a picture can open at log 2 and come back there. `parameters.js` has the same rule.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar

import numpy as np
import traitlets

from d2lcalc.live.signatures import strict

RATIOS = 200  # positions of a logarithmic slider, end to end


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """What every parameter has: a first value, a label beside its control, and whether the control is drawn.

    `snap(value)` is the nearest value that the control can show, and `number` the type in which the picture gets it: a Step or a Choice
    gives an integer, so that the picture may index with it.
    """

    kind: ClassVar[str]
    number: ClassVar[type] = float
    label: str | None = None
    control: bool = True

    def spec(self, name: str) -> dict[str, Any]:
        """Plain data for the browser."""
        return {**asdict(self), "kind": self.kind, "name": name, "label": self.label or name}

    def example(self) -> Any:
        """A value with the type that the picture is traced with."""
        return self.number(as_number(self.value))


@strict
@dataclass(frozen=True)
class Number(Parameter):
    """A number between `min` and `max` in steps of `step`; with `log=True` in equal ratios.

    A dragged point carries one that is `cyclic` on from its end to its beginning, as any whose range is 360, a full turn in degrees.
    """

    kind = "number"
    value: float
    min: float
    max: float
    step: float | None = None
    log: bool = False
    cyclic: bool = False

    def __post_init__(self) -> None:
        if not (math.isfinite(self.min) and math.isfinite(self.max) and self.min < self.max):
            raise ValueError(f"Number: min={self.min} and max={self.max} must be finite, and min below max")
        if self.log and self.min <= 0:
            raise ValueError(f"Number: a logarithmic scale needs min above 0, not {self.min}")
        if self.step is None:
            object.__setattr__(self, "step", _round_step((self.max - self.min) / 200))
        if not self.step > 0:
            raise ValueError(f"Number: step={self.step} must be positive")
        if not self.min <= self.value <= self.max:
            raise ValueError(f"Number: the value {self.value} lies outside [{self.min}, {self.max}]")
        object.__setattr__(self, "value", float(self.value))

    def snap(self, value: float) -> float:
        value = float(value)
        if math.isnan(value):
            raise traitlets.TraitError("nan is not a position on a slider; give a number")
        position = self._position(value)
        return self.value if position == self._position(self.value) else self._at(position)

    def _position(self, value: float) -> int:
        value = min(max(value, self.min), self.max)
        if self.log:
            return math.floor(RATIOS * math.log(value / self.min) / math.log(self.max / self.min) + 0.5)
        return min(math.floor((value - self.min) / self.step + 0.5), math.floor((self.max - self.min) / self.step + 1e-9))

    def _at(self, position: int) -> float:
        if self.log:
            value = float(f"{self.min * (self.max / self.min) ** (position / RATIOS):.{self.digits}g}")
            return min(max(value, self.min), self.max)
        return min(round(self.min + position * self.step, self.decimals), self.max) + 0.0

    @property
    def decimals(self) -> int:
        """How many decimals a value of this parameter has."""
        return max(0, *(-Decimal(repr(float(part))).as_tuple().exponent for part in (self.step, self.min)))

    @property
    def digits(self) -> int:
        """How many significant digits tell the values of a logarithmic scale apart, at least three."""
        ratio = (self.max / self.min) ** (1 / RATIOS) if self.log else 2
        return max(3, math.ceil(1 - math.log10((ratio - 1) / 2)))

    def spec(self, name: str) -> dict[str, Any]:
        cyclic = self.cyclic or self.max - self.min == 360
        return {**super().spec(name), "decimals": self.decimals, "digits": self.digits, "cyclic": cyclic}


@strict
@dataclass(frozen=True)
class Step(Parameter):
    """A whole number from 0 to `max`, with buttons for back, forward and play, which takes `pace` milliseconds a step."""

    kind, number = "step", np.int64
    max: int
    value: int = 0
    pace: int = 350

    def __post_init__(self) -> None:
        if self.max < 1 or not 0 <= self.value <= self.max:
            raise ValueError(f"Step: the step {self.value} lies outside 0 to {self.max}")

    def snap(self, value: float) -> int:
        return math.floor(min(max(value, 0), self.max) + 0.5)

    def spec(self, name: str) -> dict[str, Any]:
        """Plain data for the browser, where its slider is that of a number."""
        return {**super().spec(name), "min": 0, "step": 1, "decimals": 0}


@strict
@dataclass(frozen=True)
class Choice(Parameter):
    """One of several named options; the picture gets its index."""

    kind, number = "choice", np.int64
    options: tuple[str, ...]
    value: int = 0

    def __post_init__(self) -> None:
        if isinstance(self.options, str):
            raise TypeError(f"Choice: its options are a list of names, not the text {self.options!r}")
        if not 0 <= self.value < len(self.options):
            raise ValueError(f"Choice: the value {self.value} is the index of none of the {len(self.options)} options")

    def snap(self, value: float | str) -> int:
        if isinstance(value, str):
            if value not in self.options:
                raise traitlets.TraitError(f"{value!r} is none of the options {', '.join(self.options)}")
            return self.options.index(value)
        return math.floor(min(max(value, 0), len(self.options) - 1) + 0.5)


@strict
@dataclass(frozen=True)
class Switch(Parameter):
    """On or off; the picture gets a truth value."""

    kind, number = "switch", np.bool_
    value: bool = False

    def snap(self, value: Any) -> bool:
        return bool(value)


@strict
@dataclass(frozen=True)
class Guess(Parameter):
    """A number that the reader types, of any size; None while the field is empty, which the picture gets as nan.

    `empties_with="step"` empties the field whenever the parameter `step` changes: there is something else to guess.
    """

    kind = "guess"
    label: str
    value: float | None = None
    empties_with: str | None = None

    def snap(self, value: float | None) -> float | None:
        return float(value) if value is not None and math.isfinite(value) else None


def with_sliders(parameters: Mapping[str, Parameter], drawn: Iterable[str] | None) -> dict[str, Parameter]:
    """The parameters with controls for those named only, all that have one unless named; the others are moved by dragging or from Python.

    ValueError for a name that is none of theirs.
    """
    if isinstance(drawn, str):
        raise TypeError(f"sliders={drawn!r} is one name; write a list of names, ({drawn!r},)")
    for name in drawn or ():
        if name not in parameters:
            raise ValueError(f"there is no slider {name!r} here; choose from {', '.join(parameters) or 'none'}")
    return {name: parameter if drawn is None else replace(parameter, control=name in drawn) for name, parameter in parameters.items()}


def as_number(value: float | None) -> float:
    """What a picture gets of a parameter's value: nan where there is none yet."""
    return math.nan if value is None else float(value)


def _round_step(width: float) -> float:
    """The largest of 1, 2, 5 times a power of ten that is not above `width`."""
    power = 10.0 ** math.floor(math.log10(width))
    return float(f"{max(m for m in (1, 2, 5) if m * power <= width * (1 + 1e-12)) * power:.1g}")


class ParameterTrait(traitlets.TraitType):
    """A synced trait that holds a parameter's value and keeps it on the parameter's grid; TraitError for what is no number."""

    def __init__(self, parameter: Parameter) -> None:
        self.parameter = parameter
        super().__init__(parameter.value)
        self.tag(sync=True, echo_update=False)  # an echo that comes while the reader moves on would take the newer move back

    def validate(self, widget: Any, value: Any) -> Any:
        try:
            return self.parameter.snap(value)
        except (TypeError, ValueError) as reason:
            raise traitlets.TraitError(f"{self.name} takes a number, not {value!r}") from reason
