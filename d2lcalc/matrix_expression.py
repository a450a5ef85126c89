"""Typed formulas of vectors and matrices, such as "d‖X − UV‖²/dV = −2Uᵀ(X − UV)": read by a grammar of their own, never run as code.

A small letter is a vector, a capital letter a matrix, I the identity; letters that stand side by side are multiplied. There are sums,
transposes (Aᵀ, A', A^T), powers, inverses, ‖…‖ (Frobenius), ‖…‖₂ (spectral), functions of matrices and numbers, and division by a number.
"""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from d2lcalc.calculus import blocks
from d2lcalc.calculus.blocks import ONE, Block
from d2lcalc.reading.latex import ATOM, OPERATIONS, POWER, written
from d2lcalc.reading.tree import ExpressionError, Node, Reader, bare, reading
from d2lcalc.reading.words import GREEK, LETTER, Word

OF_NUMBERS = ("log", "exp", "sqrt", "abs")
KINDS = {"tr": "trace", "sum": "total", "norm": "norm", "det": "det", "inv": "inverse", **{name: name for name in OF_NUMBERS}}
NAMES = KINDS | {"trace": "trace", "ln": "log", "determinant": "det", "inverse": "inverse"}  # the kinds of nodes
ALLOWED = f"Allowed are letters, numbers, I, + − ( ) / = ᵀ (or ') ² ⁻¹ ‖…‖ ‖…‖₂ and {', '.join(KINDS)}."


class Claim(NamedTuple):
    """What a text d(…)/dV = … says: the function, the letter it is differentiated by, and the derivative that is claimed."""

    function: Node
    letter: str
    derivative: Node


def claim(text: str) -> Claim:
    """The claim that `text` makes, as "d(xᵀAx)/dx = 2Ax" or "d/dx (xᵀAx) = 2Ax"; ExpressionError for what is no claim."""
    return reading(lambda text: Matrices(text).claim(), text)


def formula(text: str) -> Node:
    """The formula that `text` is; ExpressionError for what is none."""
    return reading(lambda text: Matrices(text).whole(), text)


class Matrices(Reader):
    """The vocabulary of vectors and matrices, in which letters side by side are a product."""

    allowed = ALLOWED

    def claim(self) -> Claim:
        fraction, outer = self.took("frac"), self.took("(", "{", "[")
        self.expect("d")
        function = None if self.is_sign("/", "}") else self.term()
        if fraction:
            self.close(outer or self.expect("{"))
            outer = self.expect("{")
        elif self.is_sign("+", "-"):
            raise self.refusal("A sum is differentiated in brackets: d(…)/dx.")
        else:
            self.expect("/")
        letter, at = self.differential()
        if outer:
            self.close(outer)
        function = function or self.sum()
        if letter not in letters(function):
            raise self.refusal(f"The letter {letter} does not occur in the function.", at)
        self.expect("=")
        derivative = self.whole()
        for word in self.words:
            if word.kind == "name" and word.text in letters(derivative) and word.text not in (*letters(function), "I"):
                raise self.refusal(f"The letter {word.text} does not occur in the function.", word)
        return Claim(function, letter, derivative)

    def strange(self, word: Word) -> ExpressionError:
        if found := re.match(r"\s*(?:∇|\\nabla)\s*_\{?(\w)\}?\s*", self.text):
            return self.refusal("A gradient is claimed by d/dx.", 0, f"d/d{found[1]} {self.text[found.end() :]}")
        return super().strange(word)

    def expect(self, sign: str) -> Word:
        if word := self.took(sign):
            return word
        claim = " A claim is written d(…)/dx = …" if sign != "=" else ""
        raise self.refusal(f"“{sign}” was expected here.{claim}")

    def differential(self) -> tuple[str, Word]:
        """The letter of dx."""
        self.expect("d")
        if self.word.kind != "name":
            raise self.refusal("The letter that is differentiated by was expected here.")
        return self.word.text, self.take()

    def spelled(self, found: list[Word]) -> list[Word]:
        """The words with runs of letters taken apart, two bars as one, and the d of a derivative as a sign."""
        spelled: list[Word] = []
        for word, following in zip(found, [*found[1:], None], strict=False):
            before = [other.text for other in spelled[-2:]]
            if word.kind == "name":
                first = all(other.text in ("frac", "(", "{", "[") for other in spelled)
                below = before[-1:] == ["/"] or (before == ["}", "{"] and spelled[0].text == "frac")
                spelled += self.letters(word, following, first, below)
            elif word.text == "|" and before[-1:] == ["|"] and spelled[-1].end == word.start:
                spelled[-1] = Word("sign", "‖", spelled[-1].start, word.end)
            elif word.text == "'" and before[-1:] and before[-1] in "^-({[":
                spelled.append(word._replace(kind="name", text="T"))
            else:
                spelled.append(word._replace(text={"∂": "d", "@": "*"}.get(word.text, word.text)))
        return spelled

    def letters(self, word: Word, following: Word | None, first: bool = False, below: bool = False) -> list[Word]:
        """A run of letters as words of one letter, functions and the d of a derivative; refused if it is another word."""
        run, small, after = word.text, word.text.lower(), following.text if following else ""
        piece = lambda start, stop=None: Word("name", run[start:stop], word.start + start, word.end if stop is None else word.start + stop)
        alone = run == "d" and following is not None and following.kind == "name" and len(following.text) == 1
        if run[0] == "d" and small not in NAMES and (first or (below and (len(run) == 2 or alone))):
            return [piece(0, 1)._replace(kind="sign"), *(self.letters(piece(1), following) if len(run) > 1 else [])]
        if run[0] in "tT" and len(run) > 1 and self.text[: word.start].rstrip().endswith("^"):
            return [piece(0, 1), *self.letters(piece(1), following)]
        applied = after in ("(", "[", "{", "|", "‖") or (following is not None and following.kind == "name")
        if small in NAMES and (run == small or applied):
            return [word._replace(text=small)]
        if small in GREEK:
            return [word._replace(text=GREEK[small].upper() if run[0].isupper() else GREEK[small])]
        if found := re.fullmatch(f"(.+?)({'|'.join(NAMES)})", run):
            return [*self.letters(piece(0, found.end(1)), None), piece(found.end(1))]
        row = run[:-1] if after in ("'", "^") else run
        hidden = len(run) > 2 and re.search("|".join(name.capitalize() for name in NAMES), run)
        if hidden or not re.fullmatch(f"{LETTER}+", run) or re.search("[a-z]{2}", row):
            raise self.unknown(word)
        return [piece(k, k + 1) for k in range(len(run))]

    def unknown(self, word: Word) -> ExpressionError:
        run = word.text
        edited = lambda new: self.edited((word.start, word.end, new))
        if re.fullmatch(rf"{LETTER}\d", run):
            return self.refusal(f"{run} may be a power or a product.", word, edited(f"{run[0]}^{run[1]}"), edited(f"{run[1]}{run[0]}"))
        if len(run) == 2 and run.islower():
            meant = edited(f"{run[0]}'{run[1]}"), edited(f"{run}'")
            return self.refusal(f"{run} is no word that is known here, and two columns have no product without a transpose.", word, *meant)
        found = re.fullmatch(f"({'|'.join(name.capitalize() for name in NAMES)})([A-Z]+)", run)
        close = [f"{found[1].lower()}({found[2]})"] if found else get_close_matches(run.lower(), NAMES, n=1, cutoff=0.7)
        return self.refusal(f"{run} is no word that is known here.", word, *map(edited, close))

    def divides(self) -> bool:
        """Whether the present / is a division, and not that of d…/dx."""
        return self.is_sign("/") and self.words[self.at + 1][:2] != ("sign", "d")

    def side_by_side(self, left: Node, start: int) -> Node:
        if left.kind == "quotient" and self.text[left.start] != "\\" and any(part.kind != "number" for part in left.parts):
            self.ask_what_is_divided(left)
        return self.product(left, self.power(), start)

    def ask_what_is_divided(self, left: Node) -> None:
        at, end, divisor = self.word, left.start + len(left.text), left.parts[1].start
        self.power()
        last = self.words[self.at - 1].end
        meant = [self.edited((start, start, "("), (stop, stop, ")")) for start, stop in ((left.start, end), (divisor, last))]
        raise self.refusal(f"What belongs to the divisor of {left.text}?", at, *meant)

    def power(self) -> Node:
        """An atom with what is raised behind it."""
        start, node = self.word.start, self.nested(self.atom)
        while self.is_sign("'", "^"):
            node = self.node("transpose", [node], start) if self.took("'") else self.raised(node, start)
        return node

    def with_identity(self, kind: str, inside: Node, start: int) -> Node:
        """det and inverse: beside their matrix stands the identity of its size, which is not written."""
        return self.node(kind, [inside, Node("letter", (f"@{kind}{start}",))], start)

    def raised(self, node: Node, start: int) -> Node:
        """A^T, A^2, A^{-1}, A^{-T}, or a power of a number."""
        self.take()
        minus, at = self.took("-"), self.word
        exponent = bare(self.nested(self.atom))
        if exponent.kind == "negative" and not minus:
            minus, exponent = True, bare(exponent.parts[0])
        node = self.with_identity("inverse", node, start) if minus else node
        if exponent.parts in (("T",), ("t",)):
            return self.node("transpose", [node], start)
        above, below = map(bare, exponent.parts) if exponent.kind == "quotient" else (exponent, Node("number", (1.0,)))
        if {above.kind, below.kind} != {"number"} or not below.parts[0]:
            raise self.refusal("A power here is T, −1, −T or a number.", at)
        power = above.parts[0] / below.parts[0]
        return node if power == 1 else self.node("power", [node, Node("number", (power,))], start)

    def named(self) -> Node:
        word = self.take()
        if word.text in NAMES and len(word.text) > 1:
            return self.call(word)
        return self.node("letter", [f"I@{word.start}" if word.text == "I" else word.text], word.start)

    def call(self, word: Word) -> Node:
        """A function of what stands in brackets, or of one letter or function behind it that can be no other."""
        kind = NAMES[word.text]
        inside = self.bracket() if self.is_sign("(", "[", "{") else self.single(word, self.power, "A")
        return self.with_identity(kind, inside, word.start) if kind in ("det", "inverse") else self.node(kind, [inside], word.start)

    def barred(self, opening: Word, inside: Node) -> Node:
        """‖…‖, perhaps with an index F or 2; |…| is the absolute value of a number: of anything else it is asked what is meant."""
        if opening.text == "‖":
            index = self.take().text.strip("_{}") if self.is_sign("₂", "_2", "_{2}", "_F", "_{F}") else "F"
            return self.node("norm" if index == "F" else "spectral", [inside], opening.start)
        if inside.kind not in ("trace", "total", "det", "norm", "spectral", *OF_NUMBERS, "number"):
            end = self.words[self.at - 1].end
            meant = [self.edited((opening.start, end, new)) for new in (f" det({inside.text})", f"‖{inside.text}‖")]
            raise self.refusal("|…| may be a determinant or a norm.", opening, *meant)
        return self.node("abs", [inside], opening.start)


def letters(node: Node) -> list[str]:
    """The letters of a formula in the order in which they first stand in it."""
    if node.kind == "letter":
        return [node.parts[0]]
    found = [name for part in node.parts if node.kind != "number" for name in letters(part)]
    return list(dict.fromkeys(found))


def is_identity(name: str) -> bool:
    return "@" in name


RULES = {
    "group": lambda block, demand: block,
    "sum": blocks.add,
    "negative": lambda block, demand: block._replace(array=-block.array),
    "product": blocks.multiply,
    "quotient": blocks.divide,
    "transpose": lambda block, demand: Block(block.cols, block.rows, block.array.T),
    "trace": blocks.trace,
    "total": lambda block, demand: blocks.number(jnp.sum(block.array), block),
    "norm": lambda block, demand: blocks.number(jnp.sqrt(jnp.sum(block.array**2)), block),
    "spectral": lambda block, demand: blocks.spectral_norm(block),
    "det": blocks.determinant,
    "inverse": blocks.inverse,
    **{name: partial(blocks.of_number, getattr(jnp, name)) for name in OF_NUMBERS},
}


def evaluate(node: Node, values: Mapping[str, Block], demand: Callable[[str, str, Node], None]) -> Block:
    """What the formula is; `demand(a, b, node)` is called for any two sizes that must be equal for a part of it to make sense."""
    if node.kind == "number":
        return blocks.number(node.parts[0], like=next(iter(values.values())))
    if node.kind == "letter":
        return values[node.parts[0]]
    here = lambda a, b: demand(a, b, node)
    if node.kind == "power":
        return blocks.power(evaluate(node.parts[0], values, demand), node.parts[1].parts[0], here)
    return RULES[node.kind](*(evaluate(part, values, demand) for part in node.parts), demand=here)


def shape_of(node: Node, shapes: Mapping[str, tuple[str, str]], demand: Callable = lambda *_: None) -> tuple[str, str]:
    """The sizes of the value of a formula whose letters have these; no number is computed."""
    values, results = {name: Block(*shape, jnp.zeros((1, 1))) for name, shape in shapes.items()}, []
    jax.eval_shape(lambda: results.append(evaluate(node, values, demand)))
    return results[0].rows, results[0].cols


class Sizes:
    """Which sizes are the same: union–find over their names, where those that are `open` take the name of the others."""

    def __init__(self, is_open):
        self.same, self.is_open = {}, is_open

    def name(self, size):
        while size in self.same:
            size = self.same[size]
        return size

    def unite(self, a, b, _node=None):
        a, b = sorted((self.name(a), self.name(b)), key=self.is_open)
        if a != b and self.is_open(b):
            self.same[b] = a

    def named(self, shape):
        return tuple(map(self.name, shape))


SIZE_NAMES = "mnrp"


def shapes(function: Node) -> dict[str, tuple[str, str]]:
    """The sizes (rows, columns) of each letter, as general as the number-valued `function` allows: those of xᵀAx are A (m, m), x (m, 1).

    ExpressionError where the function has no letter, more sizes than can be named, or a value that is not one number for all sizes.
    """
    refusal = lambda reason: ExpressionError(function.text, 0, reason, ALLOWED)
    sizes, names = Sizes(lambda size: size != ONE), letters(function)
    if all(map(is_identity, names)):
        raise refusal("there is no letter in it")
    columns = lambda name: f"{name} rows" if is_identity(name) else f"{name} columns" if name.isupper() else ONE
    general = {name: (f"{name} rows", columns(name)) for name in names}
    is_number = lambda: sizes.named(shape_of(function, general, sizes.unite)) == (ONE, ONE)
    if not is_number():
        for name in names:
            if "α" <= name <= "ω":  # as the λ of λxᵀx
                sizes.unite(f"{name} rows", ONE)
    if not is_number():
        raise refusal("only a number has a derivative here, and this is a matrix or vector: take a norm, trace or sum of it")
    found = {name: sizes.named(shape) for name, shape in general.items()}
    free = list(dict.fromkeys(size for pair in found.values() for size in pair if size != ONE))
    if len(free) > len(SIZE_NAMES):
        raise refusal(f"its matrices have {len(free)} different sizes; {len(SIZE_NAMES)} are allowed")
    called = {ONE: ONE, **dict(zip(free, SIZE_NAMES, strict=False))}
    return {name: (called[rows], called[cols]) for name, (rows, cols) in found.items()}


def kinds(claim: Claim) -> dict[str, tuple[str, str]]:
    """The sizes of each letter of the claim and of every identity in it: as the function has them, and as the derivative needs them."""
    known, letter = shapes(claim.function), claim.letter
    if known[letter] == (ONE, ONE):
        reason = f"as it stands here {letter} would have to be a number; letters are columns and matrices, and x times x is xᵀx"
        raise ExpressionError(claim.function.text, 0, reason, ALLOWED)
    return known | identities(claim.derivative, known, known[letter])


def identities(node: Node, known: Mapping[str, tuple[str, str]], wanted: tuple[str, str] | None = None) -> dict[str, tuple[str, str]]:
    """The size of every identity in a formula of letters of `known` sizes, whose value is to have the sizes `wanted`, if any.

    ExpressionError where nothing says how large an identity is.
    """
    unsized = {name: (name, name) for name in letters(node) if is_identity(name) and name not in known}
    sizes = Sizes(lambda size: size in unsized)
    for found, size in zip(shape_of(node, {**known, **unsized}, sizes.unite), wanted or (), strict=False):
        sizes.unite(found, size)
    if any(sizes.name(name) in unsized for name in unsized):
        raise ExpressionError(node.text, 0, "Nothing here says how large I is.", ALLOWED)
    return {name: sizes.named(shape) for name, shape in unsized.items()}


class Comparison(NamedTuple):
    """A claim put to the test at given sizes and matrices."""

    derivative: Any  # by JAX, embedded in zeros
    candidate: Block
    demands: tuple  # (size, size, the part of the candidate that needs them equal)
    shape: tuple[str, str]  # of the denominator


def compare(claim: Claim, sizes: Mapping[str, Any], arrays: Mapping[str, jax.Array]) -> Comparison:
    """The derivative of the claim's function by JAX beside what the claim says it is.

    `arrays` holds a square array for each letter, of which the corner of the letter's size is used; `sizes` may be traced.
    """
    demands, eye = [], jnp.eye(len(arrays[claim.letter]))
    values = {name: blocks.corner(eye if is_identity(name) else arrays[name], kind, sizes) for name, kind in kinds(claim).items()}
    here = values[claim.letter]

    def function(array):
        return evaluate(claim.function, {**values, claim.letter: here._replace(array=array)}, lambda a, b, node: None).number

    slope = blocks.corner(jax.grad(function)(here.array), (here.rows, here.cols), sizes).array
    zero = claim.derivative.kind == "number" and claim.derivative.parts[0] == 0  # of whatever shape
    candidate = here._replace(array=0 * here.array) if zero else evaluate(claim.derivative, values, lambda *demand: demands.append(demand))
    return Comparison(slope, candidate, tuple(demands), (here.rows, here.cols))


LATEX = {
    **OPERATIONS,
    "transpose": (r"%s^\top", POWER, ATOM),
    "inverse": ("%s^{-1}", POWER, ATOM),
    "norm": (r"\|%s\|", ATOM),
    "spectral": (r"\|%s\|_2", ATOM),
    **{name: (rf"\{name}\left(%s\right)", POWER) for name in ("det", "log", "exp")},
    **{kind: (rf"\operatorname{{{name}}}\left(%s\right)", POWER) for kind, name in (("trace", "tr"), ("total", "sum"))},
}


def latex(node: Node) -> str:
    """The formula in LaTeX."""
    return written(node, LATEX)[0]


def claim_latex(claim: Claim) -> str:
    """The claim in LaTeX."""
    return rf"\frac{{\partial}}{{\partial {claim.letter}}}\,{latex(claim.function)} = {latex(claim.derivative)}"
