"""A picture: a JAX function from parameters to marks, traced once onto a tape.

The tape's inputs are the parameters' values and then five sampling coordinates in [0, 1]: (u, v) over the grid of a surface,
(p, q) over its four corners where it is flat, t along a curve. Its outputs are all the numbers of all the marks; the spec,
plain JSON, says which output is which: where the picture had a number, the spec has the number of an output.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax.extend.core import jaxpr_as_fun

from d2lcalc.live.chosen import ANSWERED, Chosen
from d2lcalc.live.marks import Goal, Mark, Panel, Say, Table, flat
from d2lcalc.live.parameters import Choice, Guess, Parameter, Switch, as_number
from d2lcalc.live.questions import Question, check_room
from d2lcalc.live.words import Words, as_text, mathml
from d2lcalc.tape import record, replay_program
from d2lcalc.tape.holes import fillings
from d2lcalc.tape.refusal import line_of, untraceable
from d2lcalc.tape.smoothness import PARTIAL, operations
from d2lcalc.tape.writer import renamed

GRID, LINE = 65, 257  # samples along each side of a surface, and along a curve
ROOM = (0.3, 0.06)  # below and above a surface, of its height: for what lies on the floor, and at its top; marks.js reads it
HALVINGS = 20  # of a cell, until the rim of a surface is found in it
BEYOND = 0.1  # of all heights: so far a surface is followed to where it goes to infinity
COORDINATES = {"grid": (-5, -4), "corners": (-3, -2), "line": (-1,)}


def outputs_of(spec: Mapping[str, Any], values: Iterable[float | None]) -> list[Any]:
    """The outputs of a picture's tape, numbers and sampled arrays, where its `inputs` have these values.

    The spec of a picture with holes has what fills them: `numbers`, and a program `source` with the `slots` of f and its derivatives.
    """
    inputs = [*(as_number(value) for value in values), *sampling_coordinates()]
    holes = fillings(spec["source"], spec["slots"], spec["numbers"]) if "source" in spec else {}
    return replay_program(spec["program"], inputs, holes)


def sampling_coordinates() -> list[np.ndarray]:
    """u, v, p, q, t: index i·n + j is row i along y, column j along x."""
    side, ends = np.linspace(0, 1, GRID), np.array([0.0, 1.0])
    square = [np.tile(side, GRID), np.repeat(side, GRID)]
    return [*square, np.tile(ends, 2), np.repeat(ends, 2), np.linspace(0, 1, LINE)]


def trace(picture: Callable[..., Any], parameters: Mapping[str, Parameter], question: Question | None = None) -> dict[str, Any]:
    """The spec of `picture(**parameters)`: all that the browser needs to draw it without a kernel, the tape's program with it.

    A parameter that the picture does not take, or one it takes and nobody declared, is a ValueError.

    A picture that takes `**others` takes them all, one that takes `revealed` gets whether the answer is out; without a question it is.
    """
    taken = inspect.signature(picture).parameters
    _check_names(taken, parameters)
    spec, hidden = {}, question.parameters() if question else {}
    inputs = {**parameters, **hidden, **({"revealed": Switch()} if question else {})}

    def numbers(*values):
        given = dict(zip(inputs, values[:-5], strict=True))
        revealed, guess = given.pop("revealed", np.True_), {name: given.pop(name) for name in hidden}
        shows = question is None or question.shows
        drawn = [*flat([picture(**given, **({"revealed": shows | revealed} if "revealed" in taken else {}))])]
        outputs = _Outputs(values[-5:], revealed if question else None, shows)
        spec.update(outputs.spec(_asked(drawn, question, revealed, guess)))
        return outputs.numbers

    examples = [parameter.example() for parameter in inputs.values()]
    program = record(numbers, *examples, *[0.5] * 5).program
    _check_moves(spec, parameters | hidden)
    return {**spec, "inputs": list(inputs), "program": program, "grid": GRID, "line": LINE, "room": ROOM}


def _asked(items, question, revealed, guess):
    """What the picture returned, with the marks of a prediction on the panels where it is pointed at."""
    rooms = check_room(question, [item.panel for item in items if isinstance(item, Panel)])
    pointed = lambda item: replace(item, marks=(*item.marks, *question.marks(revealed, **guess)))
    return [pointed(item) if isinstance(item, Panel) and item.panel in rooms else item for item in items]


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


def _check_names(taken, parameters):
    kinds = {name: parameter.kind for name, parameter in taken.items() if name != "revealed"}
    for name, parameter in parameters.items():
        if not isinstance(parameter, Parameter):
            raise TypeError(f"{name}={parameter!r} is no parameter of a scene: write {name}=Number({parameter!r}, min=…, max=…)")
        if name not in kinds and inspect.Parameter.VAR_KEYWORD not in kinds.values():
            raise ValueError(f"the parameter {name!r} moves nothing: the picture does not take it")
    for name, kind in kinds.items():
        if name not in parameters and taken[name].default is inspect.Parameter.empty and kind is not inspect.Parameter.VAR_KEYWORD:
            raise ValueError(f"the picture takes {name!r}, which is no parameter of the scene: declare it, as in {name}=Number(…)")


def check_sliders(spec: Mapping[str, Any], parameters: Mapping[str, Parameter]) -> None:
    """ValueError for a parameter with a control that no number of the picture depends on."""
    used = set(spec["program"]["outputs"])
    for operation in spec["program"]["operations"]:
        renamed(operation, used.add)
    for position, name in enumerate(spec["inputs"]):
        if position not in used and name in parameters and parameters[name].control:
            raise ValueError(f"the slider {name!r} moves nothing in this picture: leave it out of the sliders, or add what it moves")


def _check_moves(spec, parameters):
    for mark in (mark for panel in spec["panels"] for mark in panel["marks"]):
        for name in filter(None, mark.get("drag") or ()):
            if isinstance(parameters.get(name, Switch()), Choice | Guess | Switch):
                raise ValueError(f"{mark['name']}: drag moves {name!r}, which is no Number or Step of the scene: declare {name}=Number(…)")
        if mark["pick"] and mark["pick"][0] not in parameters:
            raise ValueError(f"{mark['name']}: pick sets {mark['pick'][0]!r}, which is no parameter of the scene: declare it")


class _Outputs:
    """Collects the numbers of a picture while it is traced, and hands out their indices for the spec.

    `revealed` is the number that says whether the answer is out, None where nothing is asked; what is drawn is told if it `shows`.
    """

    def __init__(self, coordinates, revealed, shows):
        self.numbers = []
        self.coordinates, self.revealed, self.shows = coordinates, revealed, shows

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
        said = [self.chosen(item.sentence, self.words) for item in items if isinstance(item, Say)]
        goals = [{"truth": self.index(item.truth), "text": item.text} for item in items if isinstance(item, Goal)]
        strange = [item for item in items if not isinstance(item, Panel | Say | Goal)]
        if strange:
            raise TypeError(f"a picture returns panels, say(…) and goal(…), not {type(strange[0]).__name__}")
        for kind, found in (("say", said), ("goal", goals)):
            if len(found) > 1:
                raise ValueError(f"a picture has one {kind}(…), not {len(found)}")
        return {"panels": panels, "say": said[0] if said else None, "goal": goals[0] if goals else None}

    def waits(self, item):
        """Whether a mark or panel is hidden until the answer is out."""
        return item.waits and self.revealed is not None and not (self.shows and getattr(item, "panel", "") != "readout")

    def shown(self, item, show):
        """The output that says whether a mark or panel is seen."""
        return self.index(jnp.asarray(show, bool) & self.revealed if self.waits(item) else show)

    def chosen(self, item, write):
        """A style or text, each written by `write`: one of several, the one that there is, or None."""
        if not isinstance(item, Chosen):
            return item and write(item)
        if item.index is ANSWERED and self.revealed is None:
            return self.chosen(item.options[1], write)
        index = self.revealed if item.index is ANSWERED else item.index
        return {"index": self.index(index), "options": [self.chosen(option, write) for option in item.options]}

    def words(self, item: Words):
        return {"template": item.template, "values": {name: self.index(value) for name, value in item.values.items()}}

    def formula(self, item: Words):
        return {**self.words(item), "mathml": mathml(item.template)}

    def panel(self, panel):
        limits = {axis: self.index(ends) for axis, ends in panel.limits.items()}
        marks = [self.mark(mark, panel) for mark in panel.marks]
        lines = [self.chosen(line, self.formula) for line in panel.lines]
        parts = {"limits": limits, "marks": marks, "lines": lines, "table": self.table(panel.table)}
        return {"panel": panel.panel, "show": self.shown(panel, panel.show), **parts, **panel.style}

    def table(self, table: Table | None):
        cell = lambda parts: [{"name": name, "labels": [*map(self.label, flat([written]))]} for name, written in parts.items()]
        rows = table and [{"name": name, "cells": [cell(parts) for parts in cells]} for name, cells in table.rows.items()]
        return table and {"caption": table.caption, "head": list(table.head), "rows": rows}

    def label(self, item):
        """What a cell of a table reads: the label of a mark that is shown, or a text."""
        if isinstance(item, Mark):
            return {"show": self.shown(item, item.numbers["show"]), "label": self.chosen(item.label, self.words)}
        return {"show": self.index(True), "label": self.chosen(as_text(item, "Table"), self.words)}

    def mark(self, mark: Mark, panel):
        try:
            numbers = {name: self.index(value) for name, value in self.placed(mark, panel).items() if name != "show"}
        except (TypeError, ValueError, ZeroDivisionError) as error:
            named = untraceable(error)
            named.add_note(f"The mark was made by {line_of(*mark.line)}.")
            raise named from None
        style = {"waits": self.waits(mark), **{name: self.chosen(mark.style[name], str) for name in ("role", "kind")}}
        numbers = {"show": self.shown(mark, mark.numbers["show"]), **numbers}
        return {"mark": mark.mark, **mark.style, **style, "label": self.chosen(mark.label, self.words), "numbers": numbers}

    def placed(self, mark, panel):
        """A mark's numbers, those of a sampled one at the sampling coordinates."""
        numbers = dict(mark.numbers)
        if mark.mark == "field":
            numbers |= _sampled_field(mark, _window(mark, panel))
        elif mark.function is not None:
            sample = _sampled_curve if mark.mark == "curve" else _sampled_surface
            numbers |= sample(mark, panel, [self.coordinates[c] for c in COORDINATES[mark.style["grid"]]])
        for place in ("at", "tail", "tip", "a", "b"):
            at = numbers.get(place, ())
            shape = (len(at),) if isinstance(at, list | tuple) else jnp.shape(at)
            if place in numbers and shape not in ((2,), (3,)):
                raise ValueError(f"{mark.mark}: {place} has the shape {shape}; a position has two or three coordinates")
        return numbers


def _window(mark, panel):
    return mark.numbers["window"] or (*panel.limits["x"], *panel.limits["y"])


def _sampled_surface(mark, panel, coordinates):
    xmin, xmax, ymin, ymax = _window(mark, panel)
    x, y = (low + share * (high - low) for share, low, high in zip(coordinates, (xmin, ymin), (xmax, ymax), strict=True))
    traced = jax.make_jaxpr(lambda x, y: jnp.asarray(mark.function(x, y)))(x, y)
    f = lambda x, y: jaxpr_as_fun(traced)(x, y)[0]
    has_rim = panel.panel == "stage" and mark.style["grid"] == "grid" and not PARTIAL.isdisjoint(operations(traced.jaxpr))
    sides = [jnp.linspace(*ends, GRID) for ends in ((xmin, xmax), (ymin, ymax))]
    over = lambda height: _to_the_rim(f, x, y, sides) if has_rim else (x, y, height)
    place = _position(mark, f(x, y), over)
    return {"window": None, **dict(zip("xyz", place, strict=True))}


def _to_the_rim(f, x, y, sides):
    """A place with the height f there; where f has none, but has one a cell further: the rim between the two.

    Where f goes to ±∞ there, as a logarithm does, the surface ends a little beyond all other heights, on a line of one height.
    """
    heights = jax.vmap(lambda y: jax.vmap(lambda x: f(x, y))(sides[0]))(sides[1])
    finite = jnp.isfinite(heights)
    low, high = jnp.min(heights, where=finite, initial=jnp.inf), jnp.max(heights, where=finite, initial=-jnp.inf)
    beyond = BEYOND * (high - low)
    drawn = lambda height: (low - beyond <= height) & (height <= high + beyond)
    has = lambda x, y: jnp.where(drawn(f(x, y)), 1.0, 0.0)
    (across, up), outside = (side[1] - side[0] for side in sides), 1 - has(x, y)
    run = outside * across * (has(x + across, y) - has(x - across, y)), outside * up * (has(x, y + up) - has(x, y - up))
    at = lambda share: (x + share * run[0], y + share * run[1])

    def halve(_, ends):
        middle = sum(ends) / 2
        inside = has(*at(middle)) > 0
        return jnp.where(inside, ends[0], middle), jnp.where(inside, middle, ends[1])

    share = jax.lax.fori_loop(0, HALVINGS, halve, (0.0, 1.0))[1]
    x, y = at(share)
    return x, y, f(x, y)


def _sampled_curve(mark, panel, coordinates):
    """Along the domain in equal steps; where the axis is logarithmic and the curve a graph over it, in equal ratios."""
    low, high = mark.numbers["domain"] or panel.limits["x"]
    t = low + coordinates[0] * (high - low)
    if panel.style.get("scales", ("linear",))[0] == "log" and jnp.shape(jax.eval_shape(lambda t: jnp.asarray(mark.function(t)), t)) == ():
        t = low * (high / low) ** coordinates[0]
    place = _position(mark, mark.function(t), lambda height: (t, height))
    return {"domain": None, **dict(zip("xyz", place, strict=False))}


def _sampled_field(mark, window):
    """The arrows of a vector field, centred on the middles of n × n cells; the longest is as long as a cell is wide."""
    xmin, xmax, ymin, ymax = window
    n = mark.style["grid"]
    middles = (np.arange(n) + 0.5) / n
    x, y = xmin + jnp.tile(middles, n) * (xmax - xmin), ymin + jnp.repeat(middles, n) * (ymax - ymin)
    vectors = jnp.stack(jax.vmap(lambda x, y: tuple(mark.function(x, y)))(x, y), axis=1)
    length = jnp.max(jnp.nan_to_num(jnp.hypot(vectors[:, 0], vectors[:, 1])))
    reach = vectors / jnp.where(length > 0, length, 1.0) * jnp.minimum(xmax - xmin, ymax - ymin) / (2 * n)
    middle = jnp.stack([x, y], axis=1)
    return {"window": None, "tails": middle - reach, "tips": middle + reach}


def _position(mark, result, over):
    """What a sampled function returned as a position: coordinates as they are, a height put `over` its place."""
    possible, those = ((3,), "three") if mark.mark == "surface" else ((2, 3), "two or three")
    shape = (len(result),) if isinstance(result, list | tuple) else jnp.shape(result)
    if shape == ():
        return over(result)
    if len(shape) != 1 or shape[0] not in possible:
        raise ValueError(f"{mark.mark}: the function returns the shape {shape}; it gives one number, a height, or {those} coordinates")
    return [*result]
