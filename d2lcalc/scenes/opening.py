"""How a scene of a landscape opens: its function, window, point and heights, and the other functions that it may be exchanged for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import product
from types import SimpleNamespace
from typing import Any

import jax
import numpy as np

from d2lcalc.calculus import gradient, hessian
from d2lcalc.calculus.scalar_field import scalar_field
from d2lcalc.expression import FUNCTIONS, OTHER_NAMES, WINDOW, definitions, landscape
from d2lcalc.functions import CATALOGUE, PICKER, KnownFunction, P
from d2lcalc.live import Number, Subject
from d2lcalc.live.marks import limits
from d2lcalc.live.parameters import Parameter
from d2lcalc.live.picture import height_range
from d2lcalc.live.ticks import nice_step
from d2lcalc.tape import RecordingError, record
from d2lcalc.tape.holes import hole, opaque, slopes
from d2lcalc.tape.smoothness import ENTIRE, REGULAR, smoothness

ELSEWHERE = ((0.375, 0.75), (0.625, 0.75), (0.25, 0.625), (0.75, 0.375), (0.875, 0.625), (0.625, 0.9))  # in shares of the window
GRID = 41  # places along a side of the window
USUAL = 0.2  # of the shorter side: the length of an arrow that can be read
ZOOM = Number(1.0, min=1.0, max=100.0, log=True, label="magnification")


@dataclass(frozen=True, eq=False)
class Opening:
    """A function f as a field over `window` = (xmin, xmax, ymin, ymax) with the point `at` = (x, y) that a scene opens at.

    `at` None is a telling point. `landscape` is f's entry of the catalogue, or what a typed text was made into; None for a plain function.
    """

    f: Callable
    window: Sequence[float]
    at: Sequence[float] | None
    landscape: KnownFunction | None
    coordinates: tuple[str, str] = ("x", "y")  # as the axes name them

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", self.telling_point() if self.at is None else tuple(map(float, self.at)))

    @classmethod
    def of(cls, f: Callable | str, at: Sequence[float] | None = None, window: Sequence[float] | None = None) -> "Opening":
        """f over its window, the landscape's own or WINDOW unless given, at a point that tells something unless one is given.

        f is a function, a landscape, or a text. ValueError for a point outside the window.
        """
        coordinates = f.coordinates if isinstance(f, KnownFunction) else ("x", "y")  # of what is typed the page keeps these, too
        if isinstance(f, str):
            f = landscape(f)
        known = f if isinstance(f, KnownFunction) else None
        window = (known.window if known else WINDOW) if window is None else window
        x, y = limits(window).values()
        opening = cls(scalar_field(f), (*x, *y), at, known, coordinates)
        if not inside(opening.at, opening.window):
            raise ValueError(f"the point {opening.at} lies outside the window {opening.window}: move the point or widen the window")
        return opening

    def traced(self) -> "Opening":
        """What a picture is drawn of while it is traced."""
        return self

    def ranges(self, parameters: Mapping[str, Parameter]) -> Mapping[str, Any]:
        """The parameters, with their ends as a picture may use them."""
        return parameters

    def subject(self) -> Subject:
        """f, which the reader may exchange for any function of the catalogue or for one typed in; the values are openings."""
        names, offered = [name.replace("_", " ") for name in CATALOGUE], len(PICKER)
        listed = {"options": names[:offered], "more": names[offered:], "example": "x*exp(-x^2-y^2)"}
        hollow = {each.kind: each for each in HOLLOWS}
        return Subject(self, Opening.of, formula=Opening.latex, hollow=hollow, filling=Opening.filling, reading=reading, **listed)

    kind = property(lambda self: ("entire" if self.is_entire else "any") + (" above zero" if self.is_above_zero else ""))

    smoothness = cached_property(lambda self: smoothness(self.f))
    is_entire = property(lambda self: self.smoothness[0])

    @cached_property
    def is_above_zero(self) -> bool:
        """Whether f is nowhere negative in the window."""
        low, high = self.heights
        lowest = low + 0.08 / 1.16 * (high - low)  # without the air that the heights have below and above
        return lowest >= -1e-9 * high

    def filling(self) -> dict[str, Any]:
        """What a picture recorded over a Hollow of this kind is filled with to become that of f: plain data."""

        def derivatives(x, y):
            (f_x, f_y), ((f_xx, f_xy), (_, f_yy)) = gradient(self.f)(x, y), hessian(self.f)(x, y)
            return {"f": self.f(x, y), "f_x": f_x, "f_y": f_y, "f_xx": f_xx, "f_xy": f_xy, "f_yy": f_yy}

        numbers = dict(zip(NUMBERS, map(float, (*self.window, *self.heights, self.scale, self.smoothness[1])), strict=True))
        tape = record(derivatives, 0.0, 0.0)
        slots = jax.tree.unflatten(tape.result_tree, tape.program["outputs"])
        return {"kind": self.kind, "numbers": numbers, "source": tape.program, "slots": slots}

    def latex(self) -> str:
        """f's definition in LaTeX; "" for a plain function."""
        known = self.landscape
        return rf"\textcolor{{function}}{{f({', '.join(known.coordinates)})}} = {known.latex}" if known else ""

    def point(self) -> dict[str, Parameter]:
        """The point as parameters x and y that stay in the window; it is dragged, unless the sliders name them."""
        (x, y), (xmin, xmax, ymin, ymax) = self.at, self.window
        return {"x": Number(x, min=xmin, max=xmax, control=False), "y": Number(y, min=ymin, max=ymax, control=False)}

    _tape = cached_property(lambda self: record(lambda x, y: (self.f(x, y), gradient(self.f)(x, y)), 0.0, 0.0))

    def telling_point(self) -> tuple[float, float]:
        """A point of the window at which the slopes of f are finite, none is zero and they differ; where there is none, one with a value.

        It is P where that will do.
        """

        def fitness(place):
            value, slopes = self._tape.replay(*place)
            less, more = np.sort(np.abs(slopes))
            return np.isfinite(value) * (1 + (0 < less < 0.99 * more < np.inf))

        return max(places_of(self.window), key=fitness)

    @cached_property
    def _samples(self):
        """f, f_x and f_y at 41 × 41 places of the window, a row for each y."""
        xs, ys = np.meshgrid(*(np.linspace(*ends, GRID) for ends in (self.window[:2], self.window[2:])))
        value, slopes = self._tape.replay(xs, ys)
        return [each + 0 * xs for each in (value, *slopes)]

    @cached_property
    def scale(self) -> float:
        """The round scale at which gradients are drawn: 1, unless half of them would be far too short to be read, or far too long."""
        (xmin, xmax, ymin, ymax), (_, *slopes) = self.window, self._samples
        with np.errstate(all="ignore"):
            steepness = np.hypot(*slopes)
            number = USUAL * min(xmax - xmin, ymax - ymin) / np.median(np.append(steepness[np.isfinite(steepness)], 0))
        return nice_step(number, 1) if number < 0.1 or 10 < number < np.inf else 1.0

    @cached_property
    def heights(self) -> tuple[float, float]:
        """Heights that show f over the window with some air: for charts whose axis is to stay where it is while the point moves."""
        low, high = height_range(self._samples[0])
        return low - 0.08 * (high - low), high + 0.08 * (high - low)


@dataclass(frozen=True, eq=False)
class Hollow(Opening):
    """An opening of any function of its kind: f, window, heights and scale, and where the parameters end, are holes in what is traced.

    What else a picture may ask of a function while it is traced, such as its known minima or its name, is a RecordingError.
    """

    is_entire: bool = False
    is_above_zero: bool = False

    def traced(self) -> Opening:
        *window, low, high, scale, _ = map(hole, NUMBERS)
        traced = replace(self, f=scalar_field(partial(opaque, entire=self.is_entire)), window=window)
        vars(traced).update(heights=(low, high), scale=scale)
        for known in KNOWN:
            del vars(traced)[known]
        return traced

    def __getattr__(self, name):
        if name in KNOWN:
            raise RecordingError(f"this picture asks for the {name} of its opening, which differs from function to function")
        raise AttributeError(f"an opening has no {name!r}", name=name, obj=self)

    def ranges(self, parameters):
        ends = lambda name, parameter: {end: hole(f"{name}.{end}") for end in ("min", "max", "step") if hasattr(parameter, end)}
        return {name: SimpleNamespace(**(vars(each) | ends(name, each))) for name, each in parameters.items()}


def places_of(window: Sequence[float]) -> list[tuple[float, float]]:
    """Where a telling point of the window is looked for: first of all P, if it is in there."""
    xmin, xmax, ymin, ymax = window
    places = [(xmin + u * (xmax - xmin), ymin + v * (ymax - ymin)) for u, v in ELSEWHERE]
    return [P, *places] if inside(P, window) else places


def inside(at: Sequence[float], window: Sequence[float]) -> bool:
    """Whether a point lies in the window or on its border."""
    xmin, xmax, ymin, ymax = window
    return xmin <= at[0] <= xmax and ymin <= at[1] <= ymax


def displacement_parameters(displacement: Sequence[float], window: Sequence[float]) -> dict[str, Parameter]:
    """The displacement as parameters dx and dy, each up to a quarter of its axis or as far as it goes itself."""
    (dx, dy), spans = map(float, displacement), (window[1] - window[0], window[3] - window[2])
    along_x, along_y = (max(0.25 * span, abs(step)) for span, step in zip(spans, (dx, dy), strict=True))
    return {"dx": Number(dx, min=-along_x, max=along_x, label="ε₁"), "dy": Number(dy, min=-along_y, max=along_y, label="ε₂")}


KNOWN = ("at", "landscape")  # of one function, no hole
NUMBERS = ("xmin", "xmax", "ymin", "ymax", "low", "high", "scale", "regular")
HOLLOWS = [Hollow(opaque, WINDOW, P, None, ("x", "y"), *kind) for kind in product((True, False), repeat=2)]


def reading() -> dict[str, Any]:
    """What the page needs to open a picture of a function that is typed there."""
    opens = {"window": dict(zip(NUMBERS, WINDOW, strict=False)), "places": list(zip(*places_of(WINDOW), strict=True))}
    smooth = {"entire": sorted(ENTIRE), "regular": sorted(REGULAR)}
    return opens | smooth | {"functions": FUNCTIONS, "names": OTHER_NAMES, "definitions": definitions(), "slopes": slopes()}
