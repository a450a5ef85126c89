"""A picture: a JAX function from parameters to marks, traced once onto a tape.

The tape's inputs are the parameters' values and then five sampling coordinates in [0, 1]: (u, v) over the grid of a surface,
(p, q) over its four corners where it is flat, t along a curve. Its outputs are all the numbers of all the marks; the spec,
plain JSON, says which output is which: where the picture had a number, the spec has the number of an output.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from d2lcalc.live.marks import Goal, Mark, Panel, Say, Table, checked_interval
from d2lcalc.live.parameters import Choice, Guess, Parameter, Switch, as_number
from d2lcalc.live.words import Words, mathml
from d2lcalc.tape import record, replay_program

GRID, LINE = 65, 257  # samples along each side of a surface, and along a curve
FLOOR = 0.3  # room below a surface, of its height, so that what lies on a stage's floor is seen; marks.js reads it from the data
COORDINATES = {"grid": (-5, -4), "corners": (-3, -2), "line": (-1,)}


@dataclass(frozen=True)
class Picture:
    """What the browser needs to draw a picture without a kernel: the spec of its panels, and the tape's program."""

    inputs: tuple[str, ...]
    spec: dict[str, Any]
    program: dict[str, Any]

    def data(self) -> dict[str, Any]:
        """The whole as plain data for the browser."""
        return {**self.spec, "inputs": list(self.inputs), "program": self.program, "grid": GRID, "line": LINE, "floor": FLOOR}

    def outputs(self, values: Iterable[float | None]) -> list[Any]:
        """The tape's outputs, numbers and sampled arrays, where the parameters have these values."""
        return replay_program(self.program, [*(as_number(value) for value in values), *sampling_coordinates()])


EMPTY = Picture(  # behind a question that needs no picture
    (), {"panels": [], "say": None, "goal": None}, {"inputs": 5, "constants": [], "operations": [], "outputs": []}
)


def sampling_coordinates() -> list[np.ndarray]:
    """u, v, p, q, t: index i·n + j is row i along y, column j along x."""
    side, ends = np.linspace(0, 1, GRID), np.array([0.0, 1.0])
    square = [np.tile(side, GRID), np.repeat(side, GRID)]
    return [*square, np.tile(ends, 2), np.repeat(ends, 2), np.linspace(0, 1, LINE)]


def trace(picture: Callable[..., Any], parameters: Mapping[str, Parameter]) -> Picture:
    """Trace `picture(**parameters)`; a parameter that it does not take, or one it takes and nobody declared, is a ValueError.

    A picture that takes `**others` takes them all.
    """
    taken = inspect.signature(picture).parameters.values()
    wanted = {parameter.name for parameter in taken if parameter.kind is not inspect.Parameter.VAR_KEYWORD}
    if "revealed" in wanted:
        parameters = {**parameters, "revealed": Switch()}
    _check_names(wanted, parameters, others=len(wanted) < len(taken))
    spec = {}

    def numbers(*values):
        outputs = _Outputs(values[-5:])
        spec.update(outputs.spec(_flat(picture(**dict(zip(parameters, values[:-5], strict=True))))))
        return outputs.numbers

    examples = [parameter.example() for parameter in parameters.values()]
    program = record(numbers, *examples, *[0.5] * 5).program
    _check_moves(spec, parameters)
    return Picture(tuple(parameters), spec, program)


def height_range(z: np.ndarray) -> tuple[float, float]:
    """The heights that a surface needs: from its lowest to its highest finite one; where single spikes tower over the rest,
    twice the span of the middle 96 %. `heightRange` in marks.js has the same rule."""
    heights = np.sort(z[np.isfinite(z)])
    if not heights.size:
        return -1.0, 1.0
    low, high = heights[0], heights[-1]
    first, last = (heights[int(np.floor(share * (heights.size - 1) + 0.5))] for share in (0.02, 0.98))
    if last > first and high - low > 6 * (last - first):
        low, high = max(low, first - (last - first) / 2), min(high, last + (last - first) / 2)
    return (float(low), float(high)) if low < high else (float(low) - 1, float(low) + 1)


def _check_names(wanted, parameters, others):
    for name in sorted(wanted - set(parameters)):
        raise ValueError(f"the picture takes {name!r}, which is no parameter of the scene: declare it, as in {name}=Number(…)")
    for name in sorted(set() if others else set(parameters) - wanted):
        raise ValueError(f"the parameter {name!r} moves nothing: the picture does not take it")


def _check_moves(spec, parameters):
    for mark in (mark for panel in spec["panels"] for mark in panel["marks"]):
        for name in filter(None, mark.get("drag") or ()):
            if isinstance(parameters.get(name, Switch()), Choice | Guess | Switch):
                raise ValueError(f"{mark['name']}: drag moves {name!r}, which is no Number or Step of the scene: declare {name}=Number(…)")
        if mark["pick"] and mark["pick"][0] not in parameters:
            raise ValueError(f"{mark['name']}: pick sets {mark['pick'][0]!r}, which is no parameter of the scene: declare it")


def _flat(items):
    return [leaf for item in items for leaf in _flat(item)] if isinstance(items, list | tuple) else [items]


class _Outputs:
    """Collects the numbers of a picture while it is traced, and hands out their indices for the spec."""

    def __init__(self, coordinates):
        self.numbers = []
        self.coordinates = coordinates

    def index(self, value):
        """The output that holds `value`: a number, None for None, a nested list for an array or a sequence."""
        if value is None:
            return None
        if isinstance(value, list | tuple):
            return [self.index(part) for part in value]
        array = jnp.asarray(value)
        if array.ndim:
            return [self.index(part) for part in array]
        self.numbers.append(array)
        return len(self.numbers) - 1

    def spec(self, items):
        panels = [self.panel(item) for item in items if isinstance(item, Panel)]
        said = [self.say(item) for item in items if isinstance(item, Say)]
        goals = [{"truth": self.index(item.truth), "text": item.text} for item in items if isinstance(item, Goal)]
        strange = [item for item in items if not isinstance(item, Panel | Say | Goal)]
        if strange:
            raise TypeError(f"a picture returns panels, say(…) and goal(…), not {type(strange[0]).__name__}")
        for kind, found in (("say", said), ("goal", goals)):
            if len(found) > 1:
                raise ValueError(f"a picture has one {kind}(…), not {len(found)}")
        return {"panels": panels, "say": said[0] if said else None, "goal": goals[0] if goals else None}

    def say(self, item):
        return {"index": self.index(item.index), "sentences": [self.words(sentence) for sentence in item.sentences]}

    def words(self, item: Words | None):
        return item and {"template": item.template, "values": {name: self.index(value) for name, value in item.values.items()}}

    def formula(self, line):
        return {**self.words(line), "mathml": mathml(line.template)}

    def panel(self, panel):
        for axis, limits in panel.limits.items():
            if limits is not None and all(isinstance(end, int | float) for end in limits):
                checked_interval(axis, *limits)
        limits = {axis: self.index(ends) for axis, ends in panel.limits.items()}
        marks = [self.mark(mark, panel) for mark in panel.marks]
        lines = [self.formula(line) for line in panel.lines]
        parts = {"limits": limits, "marks": marks, "lines": lines, "table": self.table(panel.table)}
        return {"panel": panel.panel, "show": self.index(panel.show), **parts, **panel.style}

    def table(self, table: Table | None):
        label = lambda mark: {"show": self.index(mark.numbers["show"]), **self.words(mark.label)}
        cell = lambda parts: [{"name": name, "labels": [label(mark) for mark in marks]} for name, marks in parts.items()]
        rows = table and [{"name": name, "cells": [cell(parts) for parts in cells]} for name, cells in table.rows.items()]
        return table and {"caption": table.caption, "head": list(table.head), "rows": rows}

    def mark(self, mark: Mark, panel):
        numbers = dict(mark.numbers)
        if mark.function is not None:
            sample = _sampled_curve if mark.mark == "curve" else _sampled_surface
            numbers |= sample(mark, panel, [self.coordinates[c] for c in COORDINATES[mark.style["grid"]]])
        for place in ("at", "tail", "tip", "around"):
            if numbers.get(place) is not None and len(numbers[place]) not in (2, 3):
                raise ValueError(f"{mark.mark}: {place} has {len(numbers[place])} coordinates; a position has two or three")
        indices = {name: self.index(value) for name, value in numbers.items()}
        return {"mark": mark.mark, **mark.style, "label": self.words(mark.label), "numbers": indices}


def _sampled_surface(mark, panel, coordinates):
    xmin, xmax, ymin, ymax = mark.numbers["window"] or (*panel.limits["x"], *panel.limits["y"])
    x, y = (low + share * (high - low) for share, low, high in zip(coordinates, (xmin, ymin), (xmax, ymax), strict=True))
    result = mark.function(x, y)
    place = result if isinstance(result, list | tuple) else (x, y, _height(mark, result))
    if len(place) != 3:
        raise ValueError(f"surface: the function returns {len(place)} coordinates; a position has three (a height is no sequence)")
    return {"window": None, **dict(zip("xyz", place, strict=True))}


def _sampled_curve(mark, panel, coordinates):
    """Along the domain in equal steps; where the axis is logarithmic and the curve a graph over it, in equal ratios."""
    low, high = mark.numbers["domain"] or panel.limits["x"]
    t = low + coordinates[0] * (high - low)
    if panel.style.get("scales", ("linear",))[0] == "log" and not isinstance(jax.eval_shape(mark.function, t), list | tuple):
        t = low * (high / low) ** coordinates[0]
    result = mark.function(t)
    place = result if isinstance(result, list | tuple) else (t, _height(mark, result))
    if len(place) not in (2, 3):
        raise ValueError(f"curve: the function returns {len(place)} coordinates; a position has two or three (a height is no sequence)")
    return {"domain": None, **dict(zip("xyz", place, strict=False))}


def _height(mark, value):
    shape = jnp.shape(value)
    if shape != ():
        raise ValueError(
            f"{mark.mark}: the function returns an array of shape {shape}; a height is one number (did you mean one component?)"
        )
    return value
