"""The grammar of a picture: nine marks, four panels, and what is said about them.

Four marks are sampled, `surface(f)`, `curve(f)`, `contour(f, levels)` and `field(f)`; five are placed, `point`, `path`, `arrow`, `box` and
`text`. A position is a tuple or an array of two or three numbers: with two it lies on the floor of a stage, seen from above it is the
same place. What is `told(…)` waits for the answer, where there is a question.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as field_of
from functools import wraps
from inspect import Signature, signature
from typing import Any

import jax.numpy as jnp

from d2lcalc.live.chosen import ANSWERED, Chosen, options_of
from d2lcalc.live.signatures import strict
from d2lcalc.live.words import Text, Words, as_text, described
from d2lcalc.roles import ROLES

KINDS = ("solid", "dashed", "ghost")
MARKERS = ("minimum", "maximum", "saddle", "undecided", "kink")
SCALES = ("linear", "log", "none")


@dataclass(frozen=True, eq=False)
class Mark:
    """One mark: its sampled function if it has one, its numbers and style, and the author's line that made it."""

    mark: str
    numbers: dict[str, Any]
    style: dict[str, Any] = field_of(default_factory=dict)
    function: Callable[..., Any] | None = None
    label: Words | Chosen | None = None
    waits: bool = False
    line: tuple[str, int] = ("", 0)


@dataclass(frozen=True, eq=False)
class Table:
    """A chart in words, folded below it, for readers who listen or want its numbers in order: `rows` maps a row's name to its cells.

    A cell maps names to what is written there, {"from x": mark}: a mark's label while the mark is shown, a text, or a list of them; "–"
    where there is none, after the name (which may be ""). `head` names the column of row names, and then each cell's.
    """

    caption: str
    head: Sequence[str]
    rows: Mapping[str, Sequence[Mapping[str, Any]]]

    def __post_init__(self) -> None:
        for name, cells in self.rows.items():
            if len(cells) != len(self.head) - 1:
                raise ValueError(f"Table: the row {name!r} has {len(cells)} cells after its name; its head names {len(self.head) - 1}")


@dataclass(frozen=True, eq=False)
class Panel:
    """One panel: marks, perhaps in lists, in a window. `limits` maps an axis to (lowest, highest), or None for what the marks need."""

    panel: str
    marks: tuple[Mark, ...]
    limits: dict[str, Any] = field_of(default_factory=dict)
    style: dict[str, Any] = field_of(default_factory=dict)
    lines: tuple[Words | Chosen | None, ...] = ()
    show: Any = True
    waits: bool = False
    table: Table | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "marks", tuple(flat(self.marks)))
        for mark in self.marks:
            if not isinstance(mark, Mark):
                raise TypeError(f"{self.panel}: it takes marks, not {described(mark)}")


@dataclass(frozen=True, eq=False)
class Say:
    """The sentence under the picture."""

    sentence: Words | Chosen | None


@dataclass(frozen=True, eq=False)
class Goal:
    """What the learner is to reach by moving things."""

    truth: Any
    text: str


def told(*things: Any, before: Any = None) -> Any:
    """The thing, or a list of the things, which wait for the answer where there is a question: marks, panels, parts, texts, styles.

    `before` is what stands in the place of a text or style until then: `role=told("total", before="quiet")`.
    """
    waiting = [_waiting(thing, before) for thing in flat(things)]
    return waiting[0] if len(waiting) == 1 else waiting


def _waiting(thing, before):
    if thing is None or isinstance(thing, str | Words | Chosen):
        return Chosen(ANSWERED, (before, thing))
    if not hasattr(thing, "waits"):
        raise TypeError(f"told: {described(thing)} is nothing that can wait; it takes marks, panels, parts, texts and styles")
    if before is not None:
        raise TypeError(f"told: a {type(thing).__name__.lower()} is hidden until then; before={before!r} is for texts and styles")
    return replace(thing, waits=True)


def flat(things: Any) -> Iterator[Any]:
    """The things in lists within lists, one after the other."""
    for thing in things:
        if isinstance(thing, list | tuple | Iterator):
            yield from flat(thing)
        else:
            yield thing


def _styled(mark, *, role="function", kind="solid", show=True, label=None, name=None, pick=None):
    """What every mark takes: the `role` is the idea it stands for (its colour and second cue, see `d2lcalc.roles`), the `kind` "solid",
    "dashed" or "ghost", `show` a truth value, `label` text beside it, `name` what a screen reader calls it; `pick=("node", 3)` lets a
    click, or Enter on the focused mark, set the parameter `node` to 3. Role, kind and label may be one of several (`one_of`, `cases`).
    """
    for given, word, known in ((role, "role", ROLES), (kind, "kind", KINDS)):
        for option in options_of(given):
            if not isinstance(option, str):
                raise TypeError(f"{mark.mark}: a {word} is a name, or one of several (cases, one_of); to wait it needs told(…, before=…)")
            if option not in known:
                raise ValueError(f"{mark.mark}: {word}={option!r} is none of {', '.join(known)}")
    if pick and (not isinstance(pick, tuple | list) or len(pick) != 2):
        raise ValueError(f'{mark.mark}: pick={pick!r} is no pair; write pick=("node", 3), a parameter and its value')
    if pick and (mark.mark in ("surface", "contour", "field") or mark.style.get("drag")):
        raise ValueError(f"{mark.mark}: pick={pick!r} needs a mark that stands at one place and is not dragged")
    label = mark.label or as_text(label, f"{mark.mark}: label")
    called = name or next((option.plain for option in options_of(label) if option), None) or options_of(role)[0]
    style = {"role": role, "kind": kind, "name": called, "pick": pick and list(pick), **mark.style}
    return replace(mark, numbers={"show": show, **mark.numbers}, style=style, label=label, line=authors_line("d2lcalc.live"))


def _mark(role: str = "function") -> Callable:
    """Decorator: the maker of a mark takes the keywords of every mark as well."""

    def decorate(make):
        own, (_, *common) = signature(make).parameters, signature(_styled).parameters.values()
        style = [each.replace(default=role) if each.name == "role" else each for each in common if each.name not in own]

        @wraps(make)
        def mark(*arguments, **keywords):
            dress = {each.name: keywords.pop(each.name, each.default) for each in style}
            return _styled(make(*arguments, **keywords), **dress)

        mark.__signature__ = Signature([*own.values(), *style])
        mark.__doc__ = make.__doc__ and f"{make.__doc__.rstrip()}\n\n    {_styled.__doc__}"
        return strict(mark)

    return decorate


def authors_line(ours: str) -> tuple[str, int]:
    """The file and line that calls, from outside our modules, whose names begin with `ours`."""
    frame = sys._getframe(1)
    while frame.f_back and frame.f_globals.get("__name__", "").startswith(ours):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno


@_mark()
def surface(f: Callable, *, window: Sequence | None = None, flat: bool = False) -> Mark:
    """The graph z = f(x, y) over `window` = (xmin, xmax, ymin, ymax), the panel's own unless given.

    f gives a height, or a position (x, y, z). `flat=True` says that f is linear: its four corners are enough.
    Seen from above it is its contour lines.
    """
    return Mark("surface", {"window": window}, {"grid": "corners" if flat else "grid"}, f)


@_mark()
def contour(f: Callable, levels: Any = None, *, window: Sequence | None = None) -> Mark:
    """The lines f(x, y) = level, for each of `levels`, or one (round ones unless given)."""
    levels = None if levels is None else jnp.atleast_1d(jnp.asarray(levels, float))
    return Mark("contour", {"window": window, "levels": levels}, {"grid": "grid"}, f)


@_mark()
def curve(f: Callable, *, domain: Sequence | None = None) -> Mark:
    """The curve t ↦ f(t), t in `domain`: f gives a position, or a height y over x = t (then `domain` may be the panel's)."""
    return Mark("curve", {"domain": domain}, {"grid": "line"}, f)


@_mark("gradient")
def field(f: Callable, n: int = 12, *, window: Sequence | None = None) -> Mark:
    """The vectors f(x, y) = (u, v) as n × n arrows over `window`, the panel's own unless given; the longest as long as their distance."""
    return Mark("field", {"window": window}, {"grid": n}, f)


@_mark("point")
def point(at: Sequence, *, drag: str | Sequence[str | None] | None = None, marker: str | None = None) -> Mark:
    """A point. `drag="t"` names the parameter that follows the hand to the nearest place of the point: along a curve, round a circle.

    `drag=("x", "y")` names two, of a plan or a surface; arrow keys move the first to the sides and the second up and down.
    With ("x", None) only one of the two directions moves. A `marker` says what is there, as "minimum" ▾, "maximum" ▴, "saddle" ×,
    "undecided" ○ or "kink" ◇; without one the point has that of its role.
    """
    names = [drag] if isinstance(drag, str) else list(drag or ())
    if len(names) > 2 or (len(names) == 1 and not isinstance(drag, str)):
        raise ValueError(f"point: drag={drag!r} names {len(names)} parameters; write 't' for one, ('x', 'y') for two")
    if marker not in (None, *MARKERS):
        raise ValueError(f"point: marker={marker!r} is none of {', '.join(MARKERS)}")
    return Mark("point", {"at": at}, {"drag": names if any(names) else None, "marker": marker})


@_mark("step")
def path(positions: Any, *, dots: bool = True) -> Mark:
    """The broken line through `positions`, an array of shape (n, 2) or (n, 3), with dots at its corners."""
    positions = jnp.asarray(positions, float)
    if positions.size and (positions.ndim != 2 or positions.shape[1] not in (2, 3)):
        raise ValueError(f"path: the positions have the shape {positions.shape}; write one row a position, (n, 2) or (n, 3)")
    return Mark("path", {"positions": positions}, {"dots": dots})


@_mark("gradient")
def arrow(tail: Sequence, tip: Sequence) -> Mark:
    """An arrow from `tail` to `tip`."""
    return Mark("arrow", {"tail": tail, "tip": tip})


@_mark()
def box(a: Sequence, b: Sequence, *, value: Any = None) -> Mark:
    """The rectangle, or with three coordinates the cuboid, with opposite corners `a` and `b`; `value` in [0, 1] tints it."""
    if len(a) != len(b):
        raise ValueError(f"box: its corners have {len(a)} and {len(b)} coordinates; both have two, or both three")
    return Mark("box", {"a": a, "b": b, "value": value})


@_mark("truth")
def text(at: Sequence, label: Text, also: Sequence = ()) -> Mark:
    """Text at a place, or beside it where something is there; of several along a line, with `also`, over the line where that is free."""
    return Mark("text", {"at": at, "also": also}, label=as_text(label, "text"))


@strict
def stage(*marks: Mark, window: Sequence, height: Sequence | None = None, labels: Sequence = ("x", "y", "f"), title: str = "") -> Panel:
    """The marks in three dimensions, in a box over `window` = (xmin, xmax, ymin, ymax); without `height` it fits the first surface."""
    if height is not None:
        _check_interval("z", *height)
    return Panel("stage", marks, limits(window) | {"z": height}, {"labels": list(labels), "title": title})


@strict
def plan(*marks: Mark, window: Sequence, labels: Sequence = ("x", "y"), title: str = "") -> Panel:
    """The same marks seen from above, both axes at the same scale (within 1 : 5), surfaces as labelled contour lines."""
    return Panel("plan", marks, limits(window), {"labels": list(labels), "title": title, "equal": True, "scales": ["linear", "linear"]})


@strict
def chart(
    *marks: Mark,
    window: Sequence,
    labels: Sequence = ("x", "y"),
    scales: Sequence = ("linear", "linear"),
    equal: bool = False,
    title: str = "",
    table: Table | None = None,
) -> Panel:
    """The marks on two axes; each of `scales` is "linear", "log" or "none" (no axis drawn). `table` is folded below it."""
    ends = limits(window)
    for axis, scale in zip("xy", scales, strict=True):
        low, _ = ends[axis]
        if scale not in SCALES:
            raise ValueError(f"chart: the scale {scale!r} is none of {', '.join(SCALES)}")
        if scale == "log" and isinstance(low, int | float) and low <= 0:
            raise ValueError(f"chart: a logarithmic {axis} axis cannot begin at {low}; begin above 0")
    style = {"labels": list(labels), "title": title, "equal": equal, "scales": list(scales)}
    return Panel("chart", marks, ends, style, table=table)


def readout(*lines: Text, show: Any = True, note: str = "") -> Panel:
    r"""Formulas in LaTeX with live numbers, seen while `show` is true: `words(r"\textcolor{gradient}{\nabla f} = (@gx, @gy)", …)`.

    The `note`, in words, stands beside them.
    """
    return Panel("readout", (), style={"note": note}, lines=tuple(as_text(line, "readout") for line in lines), show=show)


def say(sentence: Text, *, before: Text = None, waits: bool = True) -> Say:
    """The sentence that a reader of the picture needs. Where there is a question it waits for the answer, and `before` stands there.

    With `waits=False` it is said from the first.
    """
    if before is not None and not waits:
        raise ValueError("say: what does not wait has nothing before it: leave out before= or waits=False")
    sentence, before = as_text(sentence, "say"), as_text(before, "say: before")
    return Say(told(sentence, before=before) if waits else sentence)


def goal(truth: Any, text: str) -> Goal:
    """A task: `text` says what to reach, `truth` becomes true when it is reached; `scene.reached` tells."""
    return Goal(truth, text)


def limits(window: Sequence) -> dict[str, tuple]:
    """From where to where a window goes along x and y; ValueError if it is no (xmin, xmax, ymin, ymax), or one that is not finite."""
    if len(window) != 4:
        raise ValueError(f"a window is (xmin, xmax, ymin, ymax), four numbers, not {len(window)}")
    for axis, ends in (found := {"x": tuple(window[:2]), "y": tuple(window[2:])}).items():
        _check_interval(axis, *ends)
    return found


def _check_interval(axis, low, high):
    if all(isinstance(end, int | float) for end in (low, high)) and not -float("inf") < low < high < float("inf"):
        raise ValueError(f"the window goes along {axis} from {low} to {high}: give two finite numbers, the lower one first")
