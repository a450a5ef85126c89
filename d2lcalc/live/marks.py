"""The grammar of a picture: eight marks, four panels, and what is said about them.

Three marks are sampled, `surface(f)`, `curve(f)` and `contour(f, levels)`; five are placed, `point`, `path`, `arrow`, `box` and `text`.
A position has two or three coordinates: with two it lies on the floor of a stage, seen from above it is the same place.
Every mark takes `role` (the idea it stands for: its colour and second cue), `kind` ("solid", "dashed" or "ghost"),
`show` (a truth value), `label` (text beside it) and `name` (what a screen reader calls it). Numbers may be traced or plain.
`pick=("node", 3)` lets a click, or Enter on the focused mark, set the parameter `node` to 3.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import jax.numpy as jnp

from d2lcalc.live.words import Words, as_words
from d2lcalc.roles import looked_up

KINDS = ("solid", "dashed", "ghost")


@dataclass(frozen=True, eq=False)
class Mark:
    """One mark: its sampled function if it has one, its numbers, and its fixed style."""

    mark: str
    numbers: dict[str, Any]
    style: dict[str, Any]
    function: Callable[..., Any] | None = None
    label: Words | None = None


@dataclass(frozen=True, eq=False)
class Table:
    """A chart in words, folded below it, for readers who listen or want its numbers in order: `rows` maps a row's name to its cells.

    A cell maps names to marks, {"from x": [mark, …]}: it reads the labels of those that are shown, "–" where none is, after the name
    (which may be ""). `head` names the column of row names, and then each cell's. Marks that are not in the chart are read as well.
    """

    caption: str
    head: Sequence[str]
    rows: Mapping[str, Sequence[Mapping[str, Sequence[Mark]]]]

    def __post_init__(self) -> None:
        for name, cells in self.rows.items():
            if len(cells) != len(self.head) - 1:
                raise ValueError(f"Table: the row {name!r} has {len(cells)} cells after its name; its head names {len(self.head) - 1}")


@dataclass(frozen=True, eq=False)
class Panel:
    """One panel: marks in a window. `limits` maps an axis to (lowest, highest), or None for what the marks need."""

    panel: str
    marks: tuple[Mark, ...]
    limits: dict[str, Any] = field(default_factory=dict)
    style: dict[str, Any] = field(default_factory=dict)
    lines: tuple[Words, ...] = ()
    show: Any = True
    table: Table | None = None


@dataclass(frozen=True, eq=False)
class Say:
    """The sentence under the picture, one of several."""

    index: Any
    sentences: tuple[Words, ...]


@dataclass(frozen=True, eq=False)
class Goal:
    """What the learner is to reach by moving things."""

    truth: Any
    text: str


def _mark(mark, numbers, *, function=None, role="function", kind="solid", show=True, label=None, name=None, pick=None, **style):
    if kind not in KINDS:
        raise ValueError(f"{mark}: kind={kind!r} is none of {', '.join(KINDS)}")
    if pick and (mark in ("surface", "contour") or style.get("drag")):
        raise ValueError(f"{mark}: pick={pick!r} needs a mark that stands at one place and is not dragged")
    looked_up(role)
    label = None if label is None else as_words(label)
    style = {"role": role, "kind": kind, "name": name or (label.template if label else role), "pick": pick and list(pick), **style}
    return Mark(mark, {"show": show, **numbers}, style, function, label)


def surface(f: Callable, *, window: Sequence | None = None, flat: bool = False, **style: Any) -> Mark:
    """The graph z = f(x, y) over `window` = (xmin, xmax, ymin, ymax), the panel's own unless given.

    f gives a height, or a position (x, y, z). `flat=True` says that f is linear: its four corners are enough.
    Seen from above it is its contour lines.
    """
    return _mark("surface", {"window": window}, function=f, grid="corners" if flat else "grid", **style)


def contour(f: Callable, levels: Any = None, *, window: Sequence | None = None, **style: Any) -> Mark:
    """The lines f(x, y) = level, for each of `levels`, or one (round ones unless given)."""
    levels = None if levels is None else jnp.atleast_1d(jnp.asarray(levels, float))
    return _mark("contour", {"window": window, "levels": levels}, function=f, grid="grid", **style)


def curve(f: Callable, *, domain: Sequence | None = None, **style: Any) -> Mark:
    """The curve t ↦ f(t), t in `domain`: f gives a position, or a height y over x = t (then `domain` may be the panel's)."""
    return _mark("curve", {"domain": domain}, function=f, grid="line", **style)


def point(at: Sequence, *, drag: Sequence[str | None] = (None, None), turn: tuple[str, Sequence] | None = None, **style: Any) -> Mark:
    """A point; `drag=("x", "y")` names the parameters that its two directions move (None: that one does not move).

    `turn=("theta", centre)` names the parameter, in degrees, that its direction from the centre moves; a range of 360 has no end.
    """
    if len(drag) != 2:
        raise ValueError(f"point: drag={drag!r} names {len(drag)} parameters; a point moves in two directions, as in ('x', None)")
    name, centre = turn or (None, None)
    moves = [name, None] if turn else list(drag)
    return _mark("point", {"at": at, "around": centre}, drag=moves if any(moves) else None, **{"role": "point", **style})


def path(positions: Any, **style: Any) -> Mark:
    """The broken line through `positions`, an array of shape (n, 2) or (n, 3)."""
    return _mark("path", {"positions": jnp.asarray(positions, float)}, **{"role": "step", **style})


def arrow(tail: Sequence, tip: Sequence, **style: Any) -> Mark:
    """An arrow from `tail` to `tip`."""
    return _mark("arrow", {"tail": tail, "tip": tip}, **{"role": "gradient", **style})


def box(a: Sequence, b: Sequence, *, value: Any = None, **style: Any) -> Mark:
    """The rectangle with opposite corners `a` and `b`; `value` in [0, 1] tints it."""
    return _mark("box", {"a": a, "b": b, "value": value}, **style)


def text(at: Sequence, label: str | Words, **style: Any) -> Mark:
    """Text at a place."""
    return _mark("text", {"at": at}, label=label, **{"role": "truth", **style})


def stage(*marks: Mark, window: Sequence, height: Sequence | None = None, labels=("x", "y", "f"), title: str = "") -> Panel:
    """The marks in three dimensions, in a box over `window` = (xmin, xmax, ymin, ymax); without `height` it fits the first surface."""
    xmin, xmax, ymin, ymax = checked_window(window)
    limits = {"x": (xmin, xmax), "y": (ymin, ymax), "z": height}
    return Panel("stage", marks, limits, {"labels": list(labels), "title": title})


def plan(*marks: Mark, window: Sequence, labels=("x", "y"), title: str = "") -> Panel:
    """The same marks seen from above, both axes at the same scale, surfaces as labelled contour lines."""
    xmin, xmax, ymin, ymax = checked_window(window)
    limits = {"x": (xmin, xmax), "y": (ymin, ymax)}
    return Panel("plan", marks, limits, {"labels": list(labels), "title": title, "equal": True, "scales": ["linear", "linear"]})


def chart(
    *marks: Mark,
    window: Sequence,
    labels=("x", "y"),
    scales=("linear", "linear"),
    equal: bool = False,
    title: str = "",
    table: Table | None = None,
) -> Panel:
    """The marks on two axes; each of `scales` is "linear", "log" or "none" (no axis drawn). `table` is folded below it."""
    xmin, xmax, ymin, ymax = checked_window(window)
    style = {"labels": list(labels), "title": title, "equal": equal, "scales": list(scales)}
    return Panel("chart", marks, {"x": (xmin, xmax), "y": (ymin, ymax)}, style, table=table)


def readout(*lines: str | Words, show: Any = True) -> Panel:
    r"""Formulas in LaTeX with live numbers, seen while `show` is true: `words(r"\textcolor{gradient}{\nabla f} = (@gx, @gy)", …)`."""
    return Panel("readout", (), lines=tuple(as_words(line) for line in lines), show=show)


def say(index: Any, sentences: Sequence[str | Words]) -> Say:
    """The sentence that a reader of the picture needs, `sentences[index]` (JAX cannot return a string)."""
    return Say(index, tuple(as_words(sentence) for sentence in sentences))


def say_first(*cases: tuple[Any, str | Words]) -> Say:
    """The sentence of the first of the `cases` (truth, sentence) that is true; the truth of the last one is True."""
    truths, sentences = zip(*cases, strict=True)
    return say(jnp.argmax(jnp.stack([jnp.asarray(truth, bool) for truth in truths])), sentences)


def goal(truth: Any, text: str) -> Goal:
    """A task: `text` says what to reach, `truth` becomes true when it is reached; `scene.reached` tells."""
    return Goal(truth, text)


def checked_window(window: Sequence) -> Sequence:
    """`window` itself; ValueError if it is no (xmin, xmax, ymin, ymax), or is empty, reversed or not finite where it is plain numbers."""
    if len(window) != 4:
        raise ValueError(f"a window is (xmin, xmax, ymin, ymax), four numbers, not {len(window)}")
    for axis, low, high in (("x", *window[:2]), ("y", *window[2:])):
        if all(isinstance(end, int | float) for end in (low, high)):
            checked_interval(axis, low, high)
    return window


def checked_interval(axis: str, low: float, high: float) -> None:
    """ValueError, naming the axis, unless low < high and both are finite."""
    if not -float("inf") < low < float("inf") or not -float("inf") < high < float("inf"):
        raise ValueError(f"the window's {axis} limits ({low}, {high}) must be finite numbers")
    if low == high:
        raise ValueError(f"the window is empty: {axis} runs from {low} to {high}; give two different limits")
    if low > high:
        raise ValueError(f"the window is reversed: {axis} runs from {low} down to {high}; write ({high}, {low})")
