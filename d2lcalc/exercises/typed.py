"""Typed answers: numbers, functions of numbers or of matrices, sums of terms in index notation. Text is read, and never run."""

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import jax.numpy as jnp
import numpy as np

from d2lcalc import expression
from d2lcalc.calculus.blocks import Block
from d2lcalc.matrices.expression import formula, letters
from d2lcalc.matrices.values import evaluate, identities, is_identity
from d2lcalc.reading.tree import CLOSING, ExpressionError, Node, Reader
from d2lcalc.reading.words import GREEK

DERIVATIVE = r"^\s*([d∂][^=]*/\s*[d∂]\w+|\w+\s*['′]\s*(\(\w+\))?)\s*="  # df/dt = …, f'(t) = …
AROUND_A_NUMBER = r"^[^=≈~]*[=≈~]|(?<=\d)\.\s*$"  # f = 7.
THOUSANDS = r"(?<![\d.,])[1-9]\d{0,2}(,\d{3})+(?!\d)(\.\d+)?"


class Unreadable(Exception):
    """What was handed in is no answer of the form that is asked for; the message is said to the learner."""


class SizesError(ValueError):
    """The matrices of a typed formula do not fit; a named mistake may fail alike, and else the message is said to the learner."""


def parts(text: str) -> list[str]:
    """The parts of a text of several numbers: of "(0.6, 1.5)", "0,6; 1,5" or "0.6,1.5"; a text of one number is its own only part.

    Where no brackets, points or semicolons tell it from a decimal comma, a comma that separates is followed by a space.
    """
    text = text.strip()
    inside = text[1:-1]
    enclosed = text[:1] != "|" and CLOSING.get(text[:1]) == text[-1:] and not re.search(r"[)\]}]", flat(inside))
    body = inside if enclosed else text
    if ";" in body:
        return split(body if "." in body else body.replace(",", "."), ";")
    separator = "," if (enclosed or "." in body) and not re.search(r",\s", body) else r",\s"
    if separator == "," and (asked := re.search(THOUSANDS, body)) and enclosed:
        one, several = asked[0].replace(",", ""), asked[0].replace(",", ", ")
        raise Unreadable(f"{asked[0]} may be one number or several: write {one}, or {several}.")
    return split(body, separator) if re.search(separator, body) and not re.fullmatch(f"[-+−]?{THOUSANDS}", text) else [text]


def flat(text: str) -> str:
    """The text with a dash for every sign that stands in brackets, and for these."""
    while inner := re.search(r"[(\[{][^()\[\]{}]*[)\]}]", text):
        text = text[: inner.start()] + "_" * len(inner[0]) + text[inner.end() :]
    return text


def split(text: str, separator: str) -> list[str]:
    """The text cut where the separator stands outside brackets."""
    places = [(0, 0), *(found.span() for found in re.finditer(separator, flat(text))), (len(text), len(text))]
    found = [text[start:end] for (_, start), (end, _) in itertools.pairwise(places)]
    return [part for part in found if part.strip()]


def read(reader: Callable[..., Any], text: str, *more: Any) -> Any:
    """What the reader of typed text makes of it; Unreadable, in its words, where it makes nothing of it."""
    text = re.sub(DERIVATIVE, "", text[:500])
    try:
        return reader(text, *more)
    except ExpressionError as error:
        meant = " or ".join(error.suggestions)
        rest = text[error.position :].strip()[:20] if error.position else ""
        said = f" Did you mean {meant}?" if meant else f" I stopped at: {rest}" if rest else ""
        raise Unreadable(f"{error.reason}{said}") from None


def number(text: str) -> float:
    """The number that a text means: "9,3", "f = −2/3", "4 + 4·log(2)"."""
    return float(function(re.sub(AROUND_A_NUMBER, "", text), ())())


def function(text: str, takes: Sequence[str]) -> Callable:
    """The function of so many numbers that a text describes."""
    return read(expression.function, text, takes)


def matrix_function(text: str, takes: Sequence[str]) -> Callable:
    """The function of vectors and matrices that a text describes, as "2Aᵀ(Ax − b)"."""
    names = [GREEK.get(letter, letter) for letter in takes]
    node = read(formula, text)
    known = lambda name: name in names or is_identity(name)
    if strangers := [name for name in letters(node) if not known(name)]:
        raise Unreadable(f"“{strangers[0]}” has no meaning here: the function is one of {', '.join(takes)}.")

    def fits(a, b, part):
        if a != b:
            raise SizesError(f"The sizes in {part.text} do not fit, {a} and {b}.")

    def value(*arrays):
        size = max(max(array.shape) for array in arrays)
        embedded = dict(zip(names, (block(array, size) for array in arrays), strict=True))
        sizes = read(lambda _: identities(node, {name: entry[:2] for name, entry in embedded.items()}), text)
        embedded |= {name: block(jnp.eye(int(rows)), size) for name, (rows, _) in sizes.items()}
        result = evaluate(node, embedded, fits)
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
    (r"\\(left|right)|(?<=[{\[(,a-z])[, ]+(?=[a-z][\]})])", ""),
    (r"\\delta|delta|\bd(?=_)", "δ"),
    (r"(\\sum|\bsum(?=_)|∑|σ)_?(\{[^}]*\}|[a-z])?(\^(\{[^}]*\}|\w))?", " "),  # by the convention, what it says is said already
    (r"(ᵀ|\^\{?\\?(top|t)\}?|\.t|')(?=\s?[\[({_ij-n])", "ᵀ"),
    (r"([axδ])(ᵀ?)(?:\s?_?[\[({]([a-z]+)[\])}]|_([b-ce-wz]+)|([i-n]+))", r" \1\2_\3\4\5 "),
    (r"([axδ])ᵀ_(\w)(\w)", r"\1_\3\2"),
)


class IndexTerms(Reader):
    """The vocabulary of sums of terms such as "2 a_ki x_i − x_i (a_ik + δ_ik)"."""

    def named(self):
        word = self.take()
        return self.node("letter", [word.text], word.start)

    def side_by_side(self, left, start):
        return self.product(left, self.power(), start)


def index_terms(text: str, takes: Sequence[str]) -> Callable:
    """The function of a, x and δ whose entry k the text gives in index notation: what stands twice in a term is summed over."""
    text = text.translate(SUBSCRIPTS).casefold()
    for pattern, spelling in SPELLINGS:
        text = re.sub(pattern, spelling, text)
    node = read(lambda text: IndexTerms(text).whole(), text)

    def value(*arrays):
        free, array = entries(node, dict(zip(takes, arrays, strict=True)))
        if free not in ("", "k"):
            raise Unreadable(f"The index left over must be k; here {'it is' if len(free) == 1 else 'they are'} {', '.join(free)}.")
        return array

    return value


def entries(node: Node, arrays: Mapping[str, np.ndarray]) -> tuple[str, np.ndarray]:
    """The free indices of a sum of terms, in order, and the array of its entries."""
    if node.kind == "number":
        return "", np.array(node.parts[0])
    if node.kind == "letter":
        return entry(*node.parts[0].partition("_")[::2], arrays)
    parts = [entries(part, arrays) for part in node.parts]
    if node.kind not in INDEXED:
        raise Unreadable(f"“{node.text}” was not expected in a sum of terms such as a_ij x_j.")
    return INDEXED[node.kind](*parts)


def entry(letter: str, indices: str, arrays: Mapping[str, np.ndarray]) -> tuple[str, np.ndarray]:
    if letter not in arrays:
        raise Unreadable(f"“{letter}” was not expected in a sum of terms such as a_ij x_j.")
    wanted = arrays[letter].ndim
    if len(indices) != wanted:
        raise Unreadable(f"{letter} has {'one index' if wanted == 1 else 'two indices'}, not {len(indices)}.")
    return indices, arrays[letter]


def total(*terms):
    indices = terms[0][0]
    for more, _ in terms:
        if set(more) != set(indices):
            names = [", ".join(sorted(free)) or "none" for free in (indices, more)]
            raise Unreadable(f"The terms have different free indices, {names[0]} and {names[1]}, so they cannot be added.")
    return indices, sum(np.einsum(f"{more}->{indices}", array) for more, array in terms)


def product(*factors):
    written = "".join(indices for indices, _ in factors)
    if three := [index for index in written if written.count(index) > 2]:
        raise Unreadable(f"The index {three[0]} stands three times in one term: rename one of the sums.")
    free = "".join(index for index in dict.fromkeys(written) if written.count(index) == 1)
    return free, np.einsum(",".join(indices for indices, _ in factors) + "->" + free, *(array for _, array in factors))


def quotient(above, below):
    free, divisor = below
    if free:
        raise Unreadable(f"The divisor has the index {', '.join(free)}: only a number divides a term.")
    return above[0], above[1] / divisor


INDEXED = {
    "group": lambda inner: inner,
    "negative": lambda inner: (inner[0], -inner[1]),
    "sum": total,
    "product": product,
    "quotient": quotient,
}
