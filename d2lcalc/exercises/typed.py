"""Typed answers: numbers, functions of numbers or of matrices, sums of terms in index notation. Text is read, and never run."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import jax.numpy as jnp
import numpy as np

from d2lcalc import expression, matrix_expression
from d2lcalc.calculus.blocks import Block
from d2lcalc.reading.tree import ExpressionError
from d2lcalc.reading.words import GREEK

CLOSING = {"(": ")", "[": "]", "{": "}"}
THOUSANDS = r"[-+−]?\d{1,3}(,\d{3})+(\.\d+)?"


class Unreadable(Exception):
    """What was handed in is no answer of the form that is asked for; the message is said to the learner."""


def parts(text: str) -> list[str]:
    """The parts of a text of several numbers: of "(0.6, 1.5)", "0,6; 1,5" or "0.6,1.5"; a text of one number is its own only part.

    Where no brackets, points or semicolons tell it from a decimal comma, a comma that separates is followed by a space.
    """
    text = text.strip()
    inside = text[1:-1]
    enclosed = CLOSING.get(text[:1]) == text[-1:] and not re.search(r"[)\]}]", re.sub(r"[(\[{][^()\[\]{}]*[)\]}]", "", inside))
    body = inside if enclosed else text
    if ";" in body:
        return split(body if "." in body else body.replace(",", "."), ";")
    separator = "," if (enclosed or "." in body) and not re.search(r",\s", body) else r",\s"
    return split(body, separator) if re.search(separator, body) and not re.fullmatch(THOUSANDS, text) else [text]


def split(text: str, separator: str) -> list[str]:
    """The text cut where the separator stands outside all brackets."""
    depth, found = 0, [""]
    for sign in re.findall(rf"{separator}|.", text, re.DOTALL):
        depth += (sign in CLOSING) - (sign in CLOSING.values())
        if depth == 0 and re.fullmatch(separator, sign):
            found.append("")
        else:
            found[-1] += sign
    return [part for part in found if part.strip()]


def read(reader: Callable[..., Any], text: str, *more: Any) -> Any:
    """What the reader of typed text makes of it; Unreadable, in its words, where it makes nothing of it."""
    text = re.sub(r"^\s*[d∂][^=]*/\s*[d∂]\w+\s*=", "", text[:500])  # df/dt = …
    try:
        return reader(text, *more)
    except ExpressionError as error:
        meant = " or ".join(error.suggestions)
        rest = text[error.position :][:20]
        said = f" Did you mean {meant}?" if meant else f" It is read up to here: …{rest}" if rest else ""
        raise Unreadable(f"{error.reason}{said}") from None


def number(text: str) -> float:
    """The number that a text means: "9,3", "f = −2/3", "4 + 4·log(2)"."""
    return float(function(re.sub(r"^[^=≈~]*[=≈~]|(?<=\d)\.\s*$", "", text), ())())


def function(text: str, letters: Sequence[str]) -> Callable:
    """The function of so many numbers that a text describes."""
    return read(expression.function, text, letters)


def matrix_function(text: str, letters: Sequence[str]) -> Callable:
    """The function of vectors and matrices that a text describes, as "2Aᵀ(Ax − b)"."""
    names = [GREEK.get(letter, letter) for letter in letters]
    node = read(matrix_expression.formula, text)
    known = lambda name: name in names or matrix_expression.is_identity(name)
    if strangers := [name for name in matrix_expression.letters(node) if not known(name)]:
        raise Unreadable(f"“{strangers[0]}” has no meaning here: the function is one of {', '.join(letters)}.")

    def fits(a, b, part):
        if a != b:
            raise ValueError(f"the sizes in {part.text} do not fit, {a} and {b}")

    def value(*arrays):
        size = max(max(array.shape) for array in arrays)
        embedded = dict(zip(names, (block(array, size) for array in arrays), strict=True))
        identities = matrix_expression.identities(node, {name: entry[:2] for name, entry in embedded.items()})
        embedded |= {name: block(jnp.eye(int(rows)), size) for name, (rows, _) in identities.items()}
        result = matrix_expression.evaluate(node, embedded, fits)
        found = result.array[: int(result.rows), : int(result.cols)]
        flat = any(array.ndim == 1 for array in arrays) and found.shape[1] == 1
        return (found[:, 0] if len(found) > 1 else found[0, 0]) if flat else found

    return value


def block(array: jnp.ndarray, size: int) -> Block:
    """An array as a block whose sizes are named by their numbers; one with one axis is a column."""
    rows, columns = (array if array.ndim == 2 else array[:, None]).shape
    return Block(str(rows), str(columns), jnp.zeros((size, size)).at[:rows, :columns].set(array.reshape(rows, columns)))


SUBSCRIPTS = str.maketrans("ᵢⱼₖₗₘₙ", "ijklmn")
SPELLINGS = (  # of index notation, to one
    (r"\\(left|right|[,;! ])|\s+", " "),
    (r"\\delta|delta|\bd(?=_)", "δ"),
    (r"(\\sum|\bsum(?=_)|∑|σ)_?(\{[^}]*\}|[a-z])?(\^(\{[^}]*\}|\w))?", " "),  # by the convention, what it says is said already
    (r"\\cdot|[·⋅∙×*]", " "),
    (r"[−–]", "-"),
    (r"(\^\{?\\?(top|t)\}?|\.t|')(?=[_ij-n])", "ᵀ"),
    (r"½", "0.5"),
)
TOKEN = re.compile(
    r"(?P<number>\d+(?:\.\d+)?(?:/\d+)?)"
    r"|(?P<letter>[axδ])(?P<turned>ᵀ?)(?P<indices>(?:\s?_?\{[a-z, ]+\}|\s?\[[a-z, ]+\]|\s?_\([a-z, ]+\)|_[b-ce-wyz]+|[i-n])*)"
    r"|(?P<sign>[-+()\[\]/])|(?P<strange>\S)"
)


class IndexReader:
    """Reads a sum of terms such as "2 a_ki x_i − x_i (a_ik + δ_ik)": what stands twice in a term is summed over.

    A value is (its free indices in order, the array); `arrays` maps a, x and δ to arrays.
    """

    def __init__(self, text, arrays):
        text = text.translate(SUBSCRIPTS).casefold()
        for pattern, spelling in SPELLINGS:
            text = re.sub(pattern, spelling, text)
        self.arrays, self.tokens = arrays, list(TOKEN.finditer(text))
        self.at = 0

    @property
    def sign(self):
        return self.tokens[self.at]["sign"] if self.at < len(self.tokens) else "end"

    def take(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def sum(self):
        indices, total = self.signed()
        while self.sign in ("+", "-"):
            more, array = self.signed()
            if set(more) != set(indices):
                names = [", ".join(sorted(free)) or "none" for free in (indices, more)]
                raise Unreadable(f"The terms have different free indices, {names[0]} and {names[1]}, so they cannot be added.")
            total = total + np.einsum(f"{more}->{indices}", array)
        return indices, total

    def signed(self):
        negative = self.sign in ("+", "-") and self.take()["sign"] == "-"
        indices, array = self.term()
        return indices, -array if negative else array

    def term(self):
        factors = [self.factor()]
        while self.sign not in ("+", "-", ")", "]", "end"):
            if self.sign == "/":
                self.take()
                indices, array = self.factor()
                factors.append((indices, 1 / array))
            else:
                factors.append(self.factor())
        written = "".join(indices for indices, _ in factors)
        if three := [index for index in written if written.count(index) > 2]:
            raise Unreadable(f"The index {three[0]} stands three times in one term: rename one of the sums.")
        free = "".join(index for index in dict.fromkeys(written) if written.count(index) == 1)
        return free, np.einsum(",".join(indices for indices, _ in factors) + "->" + free, *(array for _, array in factors))

    def factor(self):
        if self.sign == "end":
            raise Unreadable("A term is missing at the end.")
        found = self.take()
        if found["number"]:
            above, _, below = found["number"].partition("/")
            return "", np.array(float(above) / float(below or 1))
        if found["sign"] in ("(", "["):
            value = self.sum()
            if self.sign not in (")", "]"):
                raise Unreadable("A bracket is not closed.")
            self.take()
            return value
        if not found["letter"]:
            raise Unreadable(f"“{found[0]}” was not expected in a sum of terms such as a_ij x_j.")
        indices = re.sub("[^a-z]", "", found["indices"])
        array = self.arrays[found["letter"]]
        if len(indices) != array.ndim:
            raise Unreadable(f"{found['letter']} has {'one index' if array.ndim == 1 else 'two indices'}, not {len(indices)}.")
        return indices, array.T if found["turned"] else array


def index_terms(text: str, letters: Sequence[str]) -> Callable:
    """The function of a, x and δ whose entry k the text gives in index notation."""

    def value(*arrays):
        reader = IndexReader(text, dict(zip(letters, arrays, strict=True)))
        free, array = reader.sum()
        if reader.sign != "end":
            raise Unreadable(f"“{reader.take()[0]}” was not expected here.")
        if free not in ("", "k"):
            raise Unreadable(f"The index left over must be k; here {'it is' if len(free) == 1 else 'they are'} {', '.join(free)}.")
        return array

    return value
