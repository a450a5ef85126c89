"""The three forms of answers, numbers, a function and words: each compares what a learner hands in with the right answer, or says why not.

Numbers may be typed or read off a scene; a function may be Python's, SymPy's or typed.
"""

import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import jax.numpy as jnp
import numpy as np

from d2lcalc.exercises import typed
from d2lcalc.exercises.typed import Unreadable
from d2lcalc.exercises.values import NotAnswered, chosen, in_words, items, listed, numbers, plain
from d2lcalc.live import Scene
from d2lcalc.live.words import in_a_row
from d2lcalc.printing import number_text

ANY = math.nan  # in a wrong answer of several numbers: whatever stands here
ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")


@dataclass(frozen=True)
class Form:
    """One way to answer. `kind` is what the teacher's table calls it.

    `read(answer, right)` is the answer as a value like the `right` one; Unreadable or NotAnswered if it is none. `same(value, known)` is
    whether it is the known one; `detail(value, right)` says what is wrong with it, without giving the right one away.
    """

    kind: ClassVar[str]

    def known(self, answer: Any) -> Any:
        """A right or wrong answer of ours as a value; it may leave parts open."""
        return self.read(answer, None)

    def misfit(self, value: Any, right: Any) -> str:
        """What to say of a value that can be neither right nor a named mistake, being of another shape; else ""."""
        return ""


@dataclass(frozen=True)
class Numbers(Form):
    """A number, or an array of numbers: within `within` of the right ones, by default half a percent, and exact where those are whole.

    With `names` the numbers may be those parameters of a scene that was moved. An `arrow` is right within 10° and 20 % of its length.
    """

    within: float | None = None
    names: tuple[str, ...] = ()
    arrow: bool = False

    @property
    def kind(self):
        return "scene" if self.names else "number"

    def read(self, answer, right):
        moved = self.moved(answer) if isinstance(answer, Scene) else answer
        value = numbers(moved, self.names)
        if not np.isfinite(value).all():
            raise Unreadable(f"{number_text(value)} is not finite: look for a division by zero or a number too large.")
        if value.shape != right.shape and np.squeeze(value).shape == np.squeeze(right).shape:
            value = value.reshape(right.shape)
        return value

    def moved(self, scene):
        """How a scene stands that was moved."""
        opening = {parameter["name"]: parameter["value"] for parameter in scene.spec["parameters"]}
        if not self.names or not opening.keys() >= set(self.names):
            raise Unreadable("This is another picture than the one to be moved.")
        values = [getattr(scene, name) for name in self.names]
        if values == [opening[name] for name in self.names]:
            raise NotAnswered("Nothing has been moved in the picture yet.")
        return values

    def known(self, answer):
        return np.asarray(answer, float)

    def same(self, value, known):
        if value.shape != known.shape:
            return False
        if self.arrow:
            return (turned(value, known) <= 10) & (abs(jnp.linalg.norm(value) / np.linalg.norm(known) - 1) <= 0.2)
        return self.agreeing(value, known).all()

    def agreeing(self, value, known):
        return np.isnan(known) | (abs(value - known) <= self.tolerance(known))

    def tolerance(self, known):
        if self.within is not None:
            return self.within
        return np.where(known == np.round(known), 1e-6, 5e-3) * np.maximum(1, abs(known))

    def misfit(self, value, right):
        if value.shape == right.shape:
            return ""
        comma = " For a decimal comma write the number in quotation marks, '9,3'; between thousands write no comma."
        is_are = "these are" if value.ndim == 1 and len(value) != 1 else "this is"
        said = f"Asked for {'are' if right.ndim == 1 else 'is'} {in_words(right.shape)}, and {is_are} {in_words(value.shape)}."
        return said + comma * (right.ndim == 0 and value.ndim == 1)

    def detail(self, value, right):
        if self.arrow:
            off = turned(value, right)
            direction = f"The direction is off by {off:.0f}°." if off > 10 else ""
            return direction if value.any() else "An arrow without length points nowhere."
        if value.ndim != 1:
            return "Not all of these numbers are right." if np.ndim(value) else f"It is not {number_text(value, 6)}."
        off = [ORDINALS[i] for i in np.flatnonzero(~self.agreeing(value, right))]
        return f"Not right: the {in_a_row(off)} of these numbers."


def turned(arrow: Sequence[float], direction: Sequence[float]) -> float:
    """The angle between two arrows in degrees, 180 for an arrow without length."""
    (a, b), (c, d) = arrow, direction
    return jnp.where((a == 0) & (b == 0), 180.0, jnp.degrees(abs(jnp.arctan2(a * d - b * c, a * c + b * d))))


def toward(*directions: Sequence[float], degrees: float) -> Callable[[np.ndarray], bool]:
    """The condition that an arrow points within so many degrees of one of the directions."""
    return lambda arrow: jnp.array([turned(arrow, direction) for direction in directions]).min() <= degrees


@dataclass(frozen=True)
class Function(Form):
    """A function of `takes`, compared at each of the `cases` (tuples of arguments), or by what `measure(f)` finds.

    It may come as text that `reads` knows how to read: "3*x + 2*y - 6". A number stands for a constant function. Only of arrays a row is
    another answer than a column.
    """

    kind = "function"
    takes: tuple[str, ...]
    cases: tuple[tuple, ...] = ()
    measure: Callable | None = None
    reads: Callable[[str, Sequence[str]], Callable] = typed.function

    def read(self, answer, right):
        """What the function gives in each case: an array of its numbers, or the sentence in which it failed."""
        function = self.function(answer, right)
        if self.measure:
            return [outcome(self.measure, (function,), "Near the point in question your function")]
        found = [outcome(function, case, f"At {place(self.takes, case)} your function") for case in self.cases]
        of_arrays = any(hasattr(argument, "ndim") for argument in self.cases[0])
        return found if right is None else [laid_out(mine, theirs, of_arrays) for mine, theirs in zip(found, right, strict=True)]

    def function(self, answer, right):
        if callable(answer) and not getattr(answer, "is_symbol", False):
            if self.reads is typed.index_terms:
                raise Unreadable("Terms are handed in as text: 'a_ij x_j'.")
            return answer
        if isinstance(answer, str):
            several = typed.parts(re.split("[=:↦]|->", answer)[-1])
            functions = [self.reads(text, self.takes) for text in (several if len(several) > 1 else [answer])]
            return functions[0] if len(functions) == 1 else lambda *at: [function(*at) for function in functions]
        if hasattr(answer, "free_symbols") and not hasattr(answer, "__len__"):  # SymPy's
            return self.reads(str(answer), self.takes)
        gives = f" that gives {in_words(right[0].shape)}" if right and right[0].ndim else ""
        asked = f"Asked for is one function{gives}: lambda {', '.join(self.takes)}: {'(…, …)' if gives else '…'}"
        of_functions = any(isinstance(part, str) or callable(part) for part in parts(answer))
        if of_functions or hasattr(answer, "free_symbols") or (constant := numbers(answer)).ndim:
            raise Unreadable(asked)
        return lambda *arguments: constant

    def same(self, value, known):
        return self.agreeing(value, known).all()

    def agreeing(self, value, known):
        return jnp.array([agree(mine, theirs) for mine, theirs in zip(value, known, strict=True)])

    def misfit(self, value, right):
        failures = [result for result in value if isinstance(result, str)]
        if failures:
            return failures[0]
        shapes = [(mine.shape, theirs.shape) for mine, theirs in zip(value, right, strict=True) if mine.shape != theirs.shape]
        return f"Asked for is a function that gives {in_words(shapes[0][1])}; yours gives {in_words(shapes[0][0])}." if shapes else ""

    def detail(self, value, right):
        wrong = int(self.agreeing(value, right).argmin())
        return f"At {place(self.takes, self.cases[wrong])} your function gives {number_text(value[wrong], 6)}, and that is not it."


def parts(answer: Any) -> list[Any]:
    """What a collection consists of; nothing for any other answer."""
    found = items(answer)
    return found if isinstance(found, list) else []


def laid_out(mine: Any, theirs: Any, of_arrays: bool) -> Any:
    """A result in the shape of ours, where it has the same numbers in a row or column and that makes no difference."""
    if isinstance(mine, str) or isinstance(theirs, str) or (of_arrays and theirs.ndim):
        return mine
    return mine.reshape(theirs.shape) if np.squeeze(mine).shape == np.squeeze(theirs).shape else mine


def agree(mine: Any, theirs: Any) -> bool:
    """Whether two results are the same array to five digits, or both a failure."""
    if isinstance(mine, str) or isinstance(theirs, str):
        return isinstance(mine, str) and isinstance(theirs, str)
    return mine.shape == theirs.shape and (abs(mine - theirs) <= 1e-5 * np.maximum(1, abs(theirs))).all()


def outcome(function: Callable, arguments: tuple, where: str) -> np.ndarray | str:
    """What the function gives, or the sentence, begun by `where`, that says how it failed. Interrupt ends it, as it ends any cell."""
    try:
        with np.errstate(all="ignore"):
            result = function(*arguments)
    except Unreadable:
        raise
    except typed.SizesError as error:
        return str(error)
    except Exception as error:
        said = str(error).strip().splitlines()
        return f"{where} raised {type(error).__name__}{f': {said[0][:300]}' if said else '.'}"
    if isinstance(result, str):
        return f"{where} gives a text, and numbers are asked for."
    try:
        value = numbers(result)
    except Unreadable as reason:
        return f"{where} gives no numbers. {reason}"
    return value if np.isfinite(value).all() else f"{where} gives {number_text(value)}, and that is not finite."


def when_measured(test: Callable[..., Any]) -> Callable[[Sequence[np.ndarray]], bool]:
    """The condition that the numbers measured of a function pass the test, each an argument of it."""
    return lambda found: bool(test(*found[0]))


def place(takes: Sequence[str], arguments: Sequence[Any]) -> str:
    return ", ".join(f"{name} = {argument_in_words(value)}" for name, value in zip(takes, arguments, strict=True))


def argument_in_words(value: Any) -> str:
    if callable(value):
        return getattr(value, "name", None) or value.__name__
    return number_text(value, 6) if np.size(value) <= 4 else in_words(np.shape(value))


def points(count: int, dimension: int = 2, seed: int = 18) -> tuple[tuple[float, ...], ...]:
    """Random points near 0, far out and very near, in turn; no coordinate of one is 0 or, but for its sign, equal to another."""
    generator = np.random.default_rng(seed)
    candidates = (generator.uniform(-2.3, 2.3, dimension) for _ in itertools.count())
    differ = lambda point: all(abs(abs(a) - abs(b)) > 0.15 for a, b in itertools.combinations(point, 2))
    apart = itertools.islice((point for point in candidates if min(map(abs, point)) > 0.3 and differ(point)), count)
    return tuple(tuple(np.round(scale * point, 2).tolist()) for point, scale in zip(apart, itertools.cycle((1, 4, 4, 0.1)), strict=False))


@dataclass(frozen=True)
class Words(Form):
    """One of the `options`, by its letter or text; of `many` any number of them; of a `map` points, each with one of them.

    With `rows` a word for each row, from the words of that row; a known answer may leave a row open with None. A value is a dictionary:
    what stands where.
    """

    kind = "choice"
    options: Mapping[str, str] | Sequence[str] = ()
    many: bool = False
    map: bool = False
    rows: tuple[Sequence[str], ...] = ()

    def read(self, answer, right):
        if self.many:
            nothing = isinstance(answer, str) and plain(answer) in ("", "neither")
            return {key: key for key in (chosen(part, self.options) for part in ([] if nothing else listed(answer, self.options)))}
        if self.map:
            return self.placed(answer)
        if not self.rows:
            return {"": chosen(answer, self.options)}
        words = listed([*answer.values()] if isinstance(answer, Mapping) else answer, self.rows[0])
        if len(words) != len(self.rows):
            raise Unreadable(f"Asked for are {len(self.rows)} words in brackets, in the order of the rows.")
        return dict(enumerate(map(chosen, words, self.rows)))

    def placed(self, answer):
        """What stands at which point: of {(1, 0): "saddle"}, {"saddle": (1, 0)}, [((1, 0), "saddle")] or [(1, 0, "saddle")]."""
        pairs = [*answer.items()] if isinstance(answer, Mapping) else parts(answer)
        found = {}
        for pair in pairs:
            *at, word = parts(pair) or [pair]
            at = at[0] if len(at) == 1 else at
            if isinstance(at, str) and plain(at) in [*map(plain, self.options)]:
                at, word = word, at
            for one in at if np.ndim(at) == 2 else [at]:
                found[corner(one)] = chosen(word, self.options)
        if not found:
            raise Unreadable(f"Asked for are points, each with a word: {{(2, 3): '{self.options[0]}'}}.")
        return found

    def known(self, answer):
        return dict(enumerate(answer)) if self.rows else self.read(answer, None)

    def same(self, value, known):
        return value.keys() == known.keys() and all(word in (None, value[at]) for at, word in known.items())

    def detail(self, value, right):
        extra, missing = [at for at in value if at not in right], [at for at in right if at not in value]
        off = [ORDINALS[at] if self.rows else written(at) for at in right if at in value and value[at] != right[at]]
        said = [
            extra and f"{in_a_row([*map(written, extra)])} {'does' if len(extra) == 1 else 'do'} not belong there.",
            missing and "Something is missing.",
            off and (f"Look again at the {in_a_row(off)}." if self.rows else f"At {in_a_row(off)} it is something else."),
        ]
        return " ".join(filter(None, said))


def written(at: Any) -> str:
    """What a slot of words is called: a letter, or a point."""
    return f"({', '.join(map(number_text, at))})" if isinstance(at, tuple) else at


def corner(point: Any) -> tuple[float, float]:
    """A point of the plane, rounded, so that equal points are equal."""
    value = np.squeeze(numbers(point))
    if value.shape != (2,):
        raise Unreadable("Each point has two coordinates: (2, 3).")
    return tuple((np.round(value, 3) + 0.0).tolist())
