"""The forms of answers: each turns what a learner hands in into a value that can be compared, or says in a sentence why it cannot.

Numbers may come as text with a decimal comma, functions as text in x and y, points from a scene. Text is read, and never run.
"""

import itertools
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from d2lcalc.calculus.scalar_field import signature
from d2lcalc.expression import landscape
from d2lcalc.live import Scene
from d2lcalc.printing import number_text

ANY = math.nan  # in a wrong answer of several numbers: whatever stands here


class Unreadable(Exception):
    """What was handed in is no answer of the form that is asked for; the message is said to the learner."""


class NotAnswered(Exception):
    """The dots still stand there, or nothing has been moved; the message, if there is one, says what to do."""


@dataclass(frozen=True)
class Form:
    """One way to answer. `kind` is what the teacher's table calls it."""

    kind: ClassVar[str]

    def read(self, answer: Any) -> Any:
        """The answer as a value; Unreadable or NotAnswered if it is none."""
        raise NotImplementedError

    def known(self, answer: Any) -> Any:
        """A right or wrong answer of ours as a value; it may leave parts open."""
        return self.read(answer)

    def same(self, value: Any, known: Any) -> bool:
        """Whether a value that was read is the known one."""
        return value == known

    def misfit(self, value: Any, right: Any) -> str:
        """What to say of a value that can be neither right nor a named mistake, being of another shape; else ""."""
        return ""

    def detail(self, value: Any, right: Any) -> str:
        """What more can be said of a wrong value without giving the right one away."""
        return ""


@dataclass(frozen=True)
class Numeric(Form):
    """A number, or an array of numbers: within `within` of the right ones, by default half a percent, and exact where those are whole.

    `sayings` are the words that may be said instead, as "impossible".
    """

    kind = "number"
    within: float | None = None
    sayings: tuple[str, ...] = ()

    def read(self, answer):
        if isinstance(answer, str) and answer.strip().casefold() in self.sayings:
            return answer.strip().casefold()
        value = real_numbers(answer)
        if not np.isfinite(value).all():
            raise Unreadable(f"{number_text(value)} is not finite: look for a division by zero or a number too large.")
        return value

    def known(self, answer):
        return answer if isinstance(answer, str) else np.asarray(answer, float)

    def same(self, value, known):
        if isinstance(value, str) or isinstance(known, str):
            return isinstance(value, str) and value == known
        return value.shape == known.shape and bool((np.isnan(known) | (abs(value - known) <= self.tolerance(known))).all())

    def tolerance(self, known):
        if self.within is not None:
            return self.within
        return np.where(known == np.round(known), 1e-6, 5e-3) * np.maximum(1, abs(known))

    def misfit(self, value, right):
        if isinstance(value, str) or value.shape == right.shape:
            return ""
        comma = " For a decimal comma write the number in quotation marks: '9,3'." if right.ndim == 0 and value.shape == (2,) else ""
        return f"Asked for is {in_words(right.shape)}, and this is {in_words(value.shape)}.{comma}"


@dataclass(frozen=True)
class Moved(Numeric):
    """Where a learner has moved a scene: the values of its parameters `names`; numbers may be typed instead.

    With `places` above 1 that many different positions are asked for, one after the other or together.
    """

    kind = "scene"
    names: tuple[str, ...] = ("x", "y")
    places: int = 1

    def read(self, answer):
        if not isinstance(answer, Scene):
            return super().read(answer)
        opening = {parameter["name"]: parameter["value"] for parameter in answer.spec["parameters"]}
        if not opening.keys() >= set(self.names):
            raise Unreadable("This is another picture than the one to be moved.")
        values = [getattr(answer, name) for name in self.names]
        if values == [opening[name] for name in self.names]:
            raise NotAnswered("Nothing has been moved in the picture yet.")
        return super().read(values[0] if len(values) == 1 else values)


def real_numbers(answer: Any) -> np.ndarray:
    """A number, text that means one, or a nest of lists or an array of them, as an array of floats; Unreadable for anything else."""
    if answer is ...:
        raise NotAnswered
    if answer is None:
        raise Unreadable("None is no number: does a function lack its return?")
    if isinstance(answer, str):
        return np.array(number_of_text(answer))
    if isinstance(answer, list | tuple):
        parts = [real_numbers(part) for part in answer]
        if len({part.shape for part in parts}) > 1:
            raise Unreadable("The rows are not of equal length.")
        return np.array(parts)
    if callable(answer):
        raise Unreadable("This is a function, and numbers are asked for: call it, as in f(2, 1).")
    value = np.asarray(answer)
    if value.dtype == object:  # a fraction, say
        value = np.asarray(converted(answer))
    if value.dtype.kind not in "iuf":
        what = {"b": "truth values", "c": "complex numbers"}.get(value.dtype.kind, "something else")
        raise Unreadable(f"Asked for are real numbers, and these are {what}.")
    return value.astype(float)


def converted(answer: Any) -> float:
    try:
        return float(answer)
    except OverflowError:
        raise Unreadable("This number is too large.") from None
    except (TypeError, ValueError):
        raise Unreadable(f"A {type(answer).__name__} is not a number, and numbers are asked for.") from None


def number_of_text(text: str) -> float:
    text = text.strip()[:200]
    try:
        return float(text.replace("−", "-").replace(",", "."))
    except ValueError:
        pass
    if ";" in text or ", " in text:
        raise Unreadable("Several numbers are written in brackets, without quotation marks: (0.6, 1.5).")
    value = function_of_text(text, ("x", "y"))
    if float(value(0.3, 0.7)) != float(value(1.9, -1.1)):
        raise Unreadable(f"“{text}” depends on x or y, and a number is asked for.")
    return float(value(0.3, 0.7))


def toward(*directions: Sequence[float], degrees: float) -> Callable[[np.ndarray], bool]:
    """The condition that an arrow points within so many degrees of one of the directions."""

    def points_there(arrow):
        across = [abs(math.atan2(u * arrow[1] - v * arrow[0], u * arrow[0] + v * arrow[1])) for u, v in directions]
        return bool(np.any(arrow)) and math.degrees(min(across)) <= degrees

    return points_there


def in_words(shape: tuple[int, ...]) -> str:
    """What an array of this shape is called: one number, 2 numbers, a 2 × 3 array."""
    if len(shape) < 2:
        return f"{shape[0]} numbers" if shape else "one number"
    return f"a {' × '.join(map(str, shape))} array"


@dataclass(frozen=True)
class Function(Form):
    """A function of `takes`, compared at each of the `cases` (tuples of arguments), or by what `measure(f)` finds.

    One of one or two letters may come as text: "3*x + 2*y - 6". A single number stands for a constant function.
    """

    kind = "function"
    takes: tuple[str, ...]
    cases: tuple[tuple, ...] = ()
    measure: Callable | None = None

    def read(self, answer):
        """What the function gives in each case: an array of its numbers, or the sentence in which it failed."""
        if isinstance(answer, str):
            function = function_of_text(answer, self.takes)
        elif callable(answer):
            function = answer
        else:
            constant = real_numbers(answer)
            if constant.ndim:
                raise Unreadable(f"A function is asked for: lambda {', '.join(self.takes)}: and what it gives.")
            function = lambda *arguments: constant
        if self.measure:
            return [outcome(self.measure, (function,), "Near the point in question your function")]
        check_call(function, self.cases[0], self.takes)
        return [outcome(function, case, f"At {place(self.takes, case)} your function") for case in self.cases]

    def same(self, value, known):
        return all(agree(mine, theirs) for mine, theirs in zip(value, known, strict=True))

    def misfit(self, value, right):
        failures = [result for result in value if isinstance(result, str)]
        if failures:
            return failures[0]
        shapes = [(mine.shape, theirs.shape) for mine, theirs in zip(value, right, strict=True) if mine.shape != theirs.shape]
        return f"Asked for is a function that gives {in_words(shapes[0][1])}; yours gives {in_words(shapes[0][0])}." if shapes else ""

    def detail(self, value, right):
        if self.measure:
            return ""
        wrong = next(i for i, (mine, theirs) in enumerate(zip(value, right, strict=True)) if not agree(mine, theirs))
        return f"At {place(self.takes, self.cases[wrong])} your function gives {number_text(value[wrong], 6)}, and that is not it."


def agree(mine: Any, theirs: Any) -> bool:
    """Whether two results are the same array to five digits, or both a failure."""
    if isinstance(mine, str) or isinstance(theirs, str):
        return isinstance(mine, str) and isinstance(theirs, str)
    return mine.shape == theirs.shape and bool((abs(mine - theirs) <= 1e-5 * np.maximum(1, abs(theirs))).all())


def outcome(function: Callable, arguments: tuple, where: str) -> np.ndarray | str:
    """What the function gives, or the sentence, begun by `where`, that says how it failed. Interrupt ends it, as it ends any cell."""
    try:
        with np.errstate(all="ignore"):
            result = function(*arguments)
    except Exception as error:
        said = str(error).strip().splitlines()
        return f"{where} raised {type(error).__name__}{f': {said[0][:300]}' if said else '.'}"
    return finite_numbers(result, where)


def when_measured(test: Callable[..., Any]) -> Callable[[Sequence[np.ndarray]], bool]:
    """The condition that the numbers measured of a function pass the test, each an argument of it."""
    return lambda found: bool(test(*found[0]))


def finite_numbers(result: Any, where: str) -> np.ndarray | str:
    if result is None:
        return f"{where} returned nothing: does it lack a return?"
    if isinstance(result, str) or callable(result):
        return f"{where} gives a {type(result).__name__}, and numbers are asked for."
    try:
        value = real_numbers(result)
    except Unreadable as reason:
        return f"{where} gives no numbers. {reason}"
    return value if np.isfinite(value).all() else f"{where} gives {number_text(value)}, and that is not finite."


def check_call(function: Callable, arguments: tuple, takes: Sequence[str]) -> None:
    try:
        signature(function).bind(*arguments)
    except TypeError as error:
        raise Unreadable(f"Your function is called with ({', '.join(takes)}), and {error}.") from None


def function_of_text(text: str, takes: Sequence[str]) -> Callable:
    if len(takes) > 2 or any(len(letter) > 1 for letter in takes):
        raise Unreadable(f"A Python function is asked for: lambda {', '.join(takes)}: and what it gives.")
    for theirs, ours in zip(takes, "xy", strict=False):
        text = re.sub(rf"(?<![A-Za-z]){theirs}(?![A-Za-z])", ours, text)
    try:
        formula = landscape(text)
    except ValueError as error:
        reason, rest = str(error).splitlines()[0], text[getattr(error, "position", 0) :][:20]
        raise Unreadable(f"This text is no formula. {reason}{f' It is read up to here: …{rest}' if rest else ''}") from None
    return formula if len(takes) == 2 else lambda x: formula(x, 0.0)


def place(takes: Sequence[str], arguments: Sequence[Any]) -> str:
    return ", ".join(f"{name} = {argument_in_words(value)}" for name, value in zip(takes, arguments, strict=True))


def argument_in_words(value: Any) -> str:
    if callable(value):
        return getattr(value, "name", None) or value.__name__
    return number_text(value, 6) if np.size(value) <= 4 else in_words(np.shape(value))


def points(count: int, dimension: int = 2, seed: int = 18) -> tuple[tuple[float, ...], ...]:
    """Random points, the same in every run, no coordinate of which is near 0 or equal to another of its point."""
    generator = np.random.default_rng(seed)
    candidates = (tuple(np.round(generator.uniform(-2.3, 2.3, dimension), 2).tolist()) for _ in itertools.count())
    differ = lambda point: all(abs(abs(a) - abs(b)) > 0.15 for a, b in itertools.combinations(point, 2))
    return tuple(itertools.islice((point for point in candidates if min(map(abs, point)) > 0.3 and differ(point)), count))


@dataclass(frozen=True)
class OneOf(Form):
    """One of the `options`, by its letter or its text."""

    kind = "choice"
    options: Mapping[str, str]

    def read(self, answer):
        return chosen(answer, self.options)


class Several(OneOf):
    """Any number of the `options`: "A, D", "AD", ["A", "D"], or "none"."""

    def read(self, answer):
        if isinstance(answer, str):
            if answer.strip().casefold() in ("", "none"):
                return frozenset()
            answer = re.findall(r"\w", answer.replace("and", " "))
        letters = answer if isinstance(answer, list | tuple | set | frozenset) else [answer]
        return frozenset(chosen(letter, self.options) for letter in letters)


@dataclass(frozen=True)
class Verdicts(Form):
    """One word for each row, each from the words of that row; a known answer may leave a row open with None."""

    kind = "choice"
    rows: tuple[tuple[str, ...], ...]

    def read(self, answer):
        if isinstance(answer, str):
            answer = answer.split(",")
        if not isinstance(answer, list | tuple) or len(answer) != len(self.rows):
            raise Unreadable(f"Asked for are {len(self.rows)} words in brackets, in the order of the rows.")
        return tuple(map(chosen, answer, self.rows))

    def known(self, answer):
        return answer

    def same(self, value, known):
        return all(theirs in (None, mine) for mine, theirs in zip(value, known, strict=True))


@dataclass(frozen=True)
class Map(Form):
    """Points, each with one of the words `vocabulary`: {(1, 0): "minimum"}."""

    kind = "choice"
    vocabulary: tuple[str, ...]

    def read(self, answer):
        """A set of pairs (point, word)."""
        if not isinstance(answer, Mapping) or not answer:
            raise Unreadable(f"Asked for are points, each with a word: {{(2, 3): '{self.vocabulary[0]}'}}.")
        return frozenset((corner(point), chosen(word, self.vocabulary)) for point, word in answer.items())


def corner(point: Any) -> tuple[float, float]:
    """A point of the plane, rounded, so that equal points are equal."""
    value = real_numbers(point)
    if value.shape != (2,):
        raise Unreadable("Each point has two coordinates: (2, 3).")
    return tuple((np.round(value, 3) + 0.0).tolist())


def chosen(answer: Any, options: Mapping[str, str] | Sequence[str]) -> str:
    """The key of the option that is meant, by key or text, or the word, in any case of letters."""
    if answer is ...:
        raise NotAnswered
    listed = ", ".join(f"'{key}'" for key in options)
    if not isinstance(answer, str):
        raise Unreadable(f"Choose from {listed}, in quotation marks.")
    wanted = answer.strip().casefold()
    for key in options:
        if wanted == key.casefold() or (isinstance(options, Mapping) and wanted == options[key].casefold()):
            return key
    raise Unreadable(f"“{answer.strip()[:40]}” is none of {listed}.")


@dataclass(frozen=True)
class IndexTerms(Form):
    """A sum of terms in index notation, as "a_ij x_j": its value at an example, and whether a δ is left in it.

    `letters` are the arrays that its letters stand for; `free` is the index that is left over.
    """

    kind = "text"
    letters: Mapping[str, np.ndarray]
    free: str

    def read(self, answer):
        """(the value as an array, whether it contains a δ)."""
        if not isinstance(answer, str):
            raise Unreadable('Terms are handed in as text, as "a_ij x_j".')
        text = answer.translate(LOWERED).replace("δ", "d").replace("−", "-").replace("_", "").replace("*", "")[:200]
        terms = re.findall(r"([+-]?)([^+-]+)", re.sub(r"\s", "", text))
        if not terms or not set(text) <= set("abcdefghijklmnopqrstuvwxyz0123456789+- {}()"):
            raise Unreadable(f"“{answer[:40]}” is no sum of terms such as a_ij x_j.")
        values = [self.term(body, answer) * (-1 if sign == "-" else 1) for sign, body in terms]
        if len({value.shape for value in values}) > 1:
            raise Unreadable("The terms have different free indices, so they cannot be added.")
        return np.asarray(sum(values)), "d" in text

    def term(self, body: str, answer: str) -> np.ndarray:
        """One term: a whole number, then letters, each with its indices."""
        number, factors = re.fullmatch(r"(\d*)(.*)", re.sub(r"[{}()]", "", body)).groups()
        found = re.findall(f"([{''.join(self.letters)}])([i-n]*)", factors)
        if not found or "".join(letter + indices for letter, indices in found) != factors:
            raise Unreadable(f"“{answer[:40]}” has something that is no letter with its indices, as a_ij.")
        arrays = [self.letters[letter] for letter, _ in found]
        for (letter, indices), array in zip(found, arrays, strict=True):
            if len(indices) != array.ndim:
                raise Unreadable(f"{letter} has {array.ndim} {'index' if array.ndim == 1 else 'indices'}, not {len(indices)}.")
        counts = {index: factors.count(index) for index in "ijklmn" if index in factors}
        if any(count > 2 for count in counts.values()):
            raise Unreadable("An index stands three times in one term: rename one of the sums.")
        left = "".join(index for index, count in counts.items() if count == 1)
        if left not in ("", self.free):
            raise Unreadable(f"The index left over must be {self.free}; here it is {', '.join(left)}.")
        return int(number or 1) * np.einsum(",".join(indices for _, indices in found) + "->" + left, *arrays)

    def same(self, value, known):
        return agree(value[0], known[0]) and value[1] == known[1]


LOWERED = str.maketrans("ᵢⱼₖₗₘₙ", "ijklmn")
