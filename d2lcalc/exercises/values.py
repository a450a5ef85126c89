"""What a learner hands in as an array of numbers or as a word of a list, whatever library it comes from and however it is written."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from d2lcalc.exercises import typed
from d2lcalc.exercises.typed import Unreadable
from d2lcalc.reading.tree import CLOSING


class NotAnswered(Exception):
    """The dots still stand there, or nothing has been moved; the message, if there is one, says what to do."""


PRINTED_NUMBER = r"[-+]?[\d.]+(?:e[-+]?\d+)?"
PRINTED = (  # what libraries print around numbers, and people write around them; in patterns that JavaScript has, too, for pages
    (r"(?:np\.)?(?:float|int)\d+\(([^()]*)\)", r"\1"),
    (r"^\s*(?:[aA]rray|tensor|Matrix)\(([\s\S]*?)(?:,\s*\w+=[^,]*)*\)\s*$", r"\1"),
    (rf"(?<=[\d.])\s+(?={PRINTED_NUMBER}(?:\s+{PRINTED_NUMBER})*\s*\])", ", "),
    (r"\]\s+\[", "], ["),
    (r"^\s*\([^()=]*\)\s*=|\\(left|right)(?![a-z])", ""),
    (r"^\s*[<⟨](.*)[>⟩]\s*$", r"(\1)"),
    (r"\sand\s", ", "),
)


def numbers(answer: Any, names: Sequence[str] = ()) -> np.ndarray:
    """An array of floats, of a number, of text that means one or several, or of a nest, array or matrix of these; Unreadable for the rest.

    A dictionary is read where its keys are the `names`.
    """
    if answer is ...:
        raise NotAnswered
    if answer is None:
        raise Unreadable("This is None, no number: does it lack a return?")
    if isinstance(answer, str):
        answer = rewritten(answer, PRINTED)
        found = typed.parts(answer)
        if found == [answer.strip()]:
            return np.array(typed.number(answer))
        if opened := [opening for opening in "([{" if answer.count(opening) > answer.count(CLOSING[opening])]:
            raise Unreadable(f"The bracket {opened[0]} is never closed.")
        return numbers(found)
    if callable(answer):
        raise Unreadable("This is a function, and numbers are asked for: call it, as in f(2, 1).")
    if isinstance(answer, Mapping):
        return numbers(in_order(answer, names))
    if hasattr(answer, "__array__"):
        found = of_array(answer)
        return found if isinstance(found, np.ndarray) else numbers(found, names)
    if not isinstance(answer, Iterable):
        return of_array(real(answer))
    if hasattr(answer, "__contains__") and not hasattr(answer, "__getitem__") and len(answer) > 1:
        raise Unreadable("A set has no order: write the numbers in brackets, as in (1, 2).")
    rows = [numbers(part, names) for part in answer]
    equal = len({row.shape for row in rows}) < 2
    return np.array(rows) if equal else np.concatenate([row.ravel() for row in rows])  # (6, (-4, -10))


def of_array(answer: Any) -> Any:
    """The array as one of floats; as a list where it has text, fractions or symbols."""
    value = np.asarray(answer)
    if value.dtype.kind in "OUS":
        return value.tolist()
    if value.dtype.kind == "c" and (abs(value.imag) <= 1e-9 * np.maximum(1, abs(value))).all():
        value = value.real
    if value.dtype.kind not in "iuf":
        what = {"b": "truth values", "c": "complex numbers"}.get(value.dtype.kind, "something else")
        raise Unreadable(f"Asked for are real numbers, and these are {what}.")
    return value.astype(float)


def real(answer: Any) -> Any:
    """A number of Python or of a library, as Python's own."""
    if isinstance(answer, bool | int | float | complex) and not (isinstance(answer, int) and abs(answer) > 1e300):
        return answer
    try:
        return complex(answer)
    except OverflowError:
        raise Unreadable("This number is too large.") from None
    except (TypeError, ValueError):
        raise Unreadable(f"A {type(answer).__name__} is not a number, and numbers are asked for.") from None


def in_order(answer: Mapping, names: Sequence[str]) -> list[Any]:
    """The values of a dictionary in the order of the names."""
    named = {str(name): value for name, value in answer.items()}
    if named.keys() != set(names):
        raise Unreadable("Asked for are numbers in their order, in brackets, and this is a dictionary.")
    return [named[name] for name in names]


def in_words(shape: tuple[int, ...]) -> str:
    """What an array of this shape is called: one number, two numbers, a 2 × 3 array."""
    if len(shape) > 1:
        return f"a {' × '.join(map(str, shape))} array"
    count = shape[0] if shape else 1
    words = ("no", "one", "two", "three", "four", "five", "six", "seven")
    return f"{words[count] if count < len(words) else count} number{'s' * (count != 1)}"


ALIKE = (  # spellings of a word, to one
    (r"_|[-−–—](?!\s*[.,]?\d)", " "),  # any dash but a minus sign
    (r"\s*[-−–—]\s*", " −"),
    (r"(?<!\w)(min|minima)(?!\w)", "minimum"),
    (r"(?<!\w)(max|maxima)(?!\w)", "maximum"),
    (r"saddle ?points?", "saddle"),
    (r"^(none|nothing)( of (these|them))?$", "neither"),
    (r"^((the |my )?(option|answer|letter|choice)( is)?:?|it is) ", ""),
    (r"\s+", " "),
)


def plain(text: str) -> str:
    """The text without marks around it, in small letters and one spelling."""
    return rewritten(text.casefold().strip(" .,:;!()[]{}'\"“”`*\n"), ALIKE).strip()


def rewritten(text: str, spellings: Iterable) -> str:
    """The text after each of the substitutions."""
    for pattern, spelling in spellings:
        text = re.sub(pattern, spelling, text)
    return text


def chosen(answer: Any, options: Mapping[str, str] | Sequence[str]) -> str:
    """The key of the option that is meant, by key or text however marked, or the word."""
    if answer is ...:
        raise NotAnswered
    answer = items(answer)
    if isinstance(answer, list) and len(answer) == 1:
        return chosen(answer[0], options)
    listed = ", ".join(f"'{key}'" for key in options)
    if not isinstance(answer, str) or plain(answer).isdecimal():
        number = " (counted from 0 or from 1 a number would mean another one)" if isinstance(answer, int | float | str) else ""
        raise Unreadable(f"Choose from {listed}, in quotation marks{number}.")
    wanted = plain(answer)
    for key in options:
        text = plain(options[key]) if isinstance(options, Mapping) else ""
        marked = wanted.removeprefix(plain(key)) if text else ""
        if wanted in (plain(key), text or plain(key), plain(f"local {key}")) or (text and plain(marked) == text):
            return key
    raise Unreadable(f"“{answer.strip()[:40]}” is none of {listed}.")


def items(answer: Any) -> Any:
    """An array, set or other collection as a list, of a mapping to truths what is marked; a mapping, text and any other thing as it is."""
    if hasattr(answer, "__array__"):
        return np.asarray(answer).tolist()
    if isinstance(answer, Mapping) and answer and all(isinstance(marked, bool) for marked in answer.values()):
        return [key for key, marked in answer.items() if marked]
    return answer if isinstance(answer, str | Mapping) or not isinstance(answer, Iterable) else [*answer]


def listed(answer: Any, options: Mapping[str, str] | Sequence[str]) -> list[Any]:
    """The parts of an answer of several words: of "A, D", "AD", "a) and d)" or a collection."""
    answer = items(answer)
    if not isinstance(answer, str):
        return answer if isinstance(answer, list) else [answer]
    if not isinstance(options, Mapping):
        return re.split(r"[,;\n]", answer.strip(" ,;()[]"))
    if plain(answer) in map(plain, options.values()):
        return [answer]
    if set(plain(answer)) <= {plain(key) for key in options}:
        return [*plain(answer)]
    return [part for part in re.split(r"[,;/&+\s]|\band\b|\bboth\b", answer) if plain(part)]
