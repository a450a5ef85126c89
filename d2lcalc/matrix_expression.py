"""Typed formulas of vectors and matrices, such as "d‖X − UV‖²/dV = −2Uᵀ(X − UV)": read by a grammar of their own, never run as code.

A small letter is a vector, a capital letter a matrix; letters that stand side by side are multiplied. There are sums, transposes
(Aᵀ, A', A^T), squares, ‖…‖ (Frobenius), ‖…‖₂ (spectral), tr(…), sum(…), numbers, and division by a number.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from d2lcalc.calculus import blocks
from d2lcalc.calculus.blocks import ONE, Block
from d2lcalc.expression import LENGTH, ExpressionError

DEPTH = 20  # parentheses inside one another
TOKEN = re.compile(r"\s*(?P<token>\d+(?:[.,]\d+)?|tr\b|sum\b|norm\b|\^\s*T|\.T|\^\s*2|‖₂|‖_2|‖_F|\|\||[^\W\d_]|\S)", re.UNICODE)
SAME = {"'": "ᵀ", "^T": "ᵀ", ".T": "ᵀ", "^2": "²", "||": "‖", "‖_F": "‖", "‖_2": "‖₂", "-": "−", "*": "·", "@": "·", "×": "·", "∂": "d"}
STARTS = {"(", "‖", "tr", "sum", "norm"}
ALLOWED = "Allowed are letters, numbers, + − ( ) / = ᵀ (or ') ² ‖…‖ ‖…‖₂ tr(…) sum(…)."


class Node(NamedTuple):
    """One part of a formula: what is done, with which parts, and how it was typed."""

    kind: str
    parts: tuple
    text: str


class Claim(NamedTuple):
    """What a text d(…)/dV = … says: the function, the letter it is differentiated by, and the derivative that is claimed."""

    function: Node
    letter: str
    derivative: Node


def claim(text: str) -> Claim:
    """The claim that `text` makes, as "d(xᵀAx)/dx = 2Ax"; ExpressionError for what is no claim."""
    parser = Parser(text)
    parser.expect("d")
    function = parser.term(division=False)
    parser.expect("/")
    parser.expect("d")
    at, letter = parser.place, parser.take()
    if not is_letter(letter):
        parser.refuse("the letter that is differentiated by was expected here", at)
    if letter not in letters(function):
        parser.refuse(f"the letter {letter} does not occur in the function", at)
    parser.expect("=")
    derivative = parser.sum()
    if parser.token is not None:
        parser.refuse("this was not expected here")
    for name in letters(derivative):
        if name not in letters(function):
            parser.refuse(f"the letter {name} does not occur in the function", text.rindex(name))
    return Claim(function, letter, derivative)


def formula(text: str) -> Node:
    """The formula that `text` is; ExpressionError for what is none."""
    parser = Parser(text)
    node = parser.sum()
    if parser.token is not None:
        parser.refuse("this was not expected here")
    return node


class Parser:
    """Recursive descent: sum → term → factor → atom, each a method."""

    def __init__(self, text):
        if len(text) > LENGTH:
            raise ExpressionError(text, LENGTH, f"the formula has {len(text)} characters; {LENGTH} are allowed", ALLOWED)
        self.text, self.depth = text, 0
        found = [(match["token"], match.start("token"), match.end("token")) for match in TOKEN.finditer(text)]
        self.tokens = [(SAME.get(re.sub(r"\s", "", token), token), start, end) for token, start, end in found]
        self.at = 0
        self.closing = False  # whether a ‖ has been opened: then the next one closes it

    @property
    def token(self):
        return self.tokens[self.at][0] if self.at < len(self.tokens) else None

    @property
    def place(self):
        return self.tokens[self.at][1] if self.at < len(self.tokens) else len(self.text)

    def take(self):
        token = self.token
        self.at += 1
        return token

    def refuse(self, what, place=None):
        raise ExpressionError(self.text, self.place if place is None else place, what, ALLOWED)

    def expect(self, token):
        if self.token != token:
            self.refuse(f"“{token}” was expected here")
        self.at += 1

    def node(self, kind, parts, start):
        return Node(kind, tuple(parts), self.text[start : self.tokens[self.at - 1][2]].strip())

    def sum(self):
        """A sum of terms with their signs; within parentheses again."""
        self.depth += 1
        if self.depth > DEPTH:
            self.refuse(f"parentheses are nested more than {DEPTH} deep")
        start, terms = self.place, [self.signed()]
        while self.token in ("+", "−"):
            terms.append(self.signed())
        self.depth -= 1
        return terms[0] if len(terms) == 1 else self.node("sum", terms, start)

    def signed(self):
        start, sign = self.place, self.take() if self.token in ("+", "−") else "+"
        term = self.term()
        return self.node("negative", [term], start) if sign == "−" else term

    def term(self, division=True):
        """Factors side by side, perhaps divided by one."""
        start, factors = self.place, [self.factor()]
        while self.token == "·" or self.begins_a_factor():
            if self.token == "·":
                self.take()
            factors.append(self.factor())
        term = factors[0] if len(factors) == 1 else self.node("product", factors, start)
        if division and self.token == "/":
            self.take()
            term = self.node("quotient", [term, self.factor()], start)
        return term

    def begins_a_factor(self):
        opens = self.token in STARTS and not (self.closing and self.token == "‖")
        return self.token is not None and (opens or is_letter(self.token) or self.token[0].isdecimal())

    def factor(self):
        start, node = self.place, self.atom()
        while self.token in ("ᵀ", "²"):
            node = self.node({"ᵀ": "transpose", "²": "square"}[self.take()], [node], start)
        return node

    def atom(self):
        start, token = self.place, self.take()
        if token is None:
            self.refuse("the formula ends where a letter or number is expected")
        if token[0].isdecimal():
            return self.node("number", [float(token.replace(",", "."))], start)
        if token == "(":
            outside, self.closing = self.closing, False
            node = self.sum()
            self.closing = outside
            self.expect(")")
            return self.node("group", [node], start)
        if token == "‖" and not self.closing:
            return self.norm(start)
        if token in ("tr", "sum", "norm"):
            if self.token != "(":
                self.refuse(f"{token} needs parentheses, as {token}(A)")
            return self.node({"tr": "trace", "sum": "total", "norm": "norm"}[token], [self.atom()], start)
        if is_letter(token):
            return self.node("letter", [token], start)
        return self.refuse("this was not expected here", start)

    def norm(self, start):
        self.closing = True
        inside = self.sum()
        self.closing = False
        if self.token not in ("‖", "‖₂"):
            self.refuse("the closing ‖ is missing")
        return self.node({"‖": "norm", "‖₂": "spectral"}[self.take()], [inside], start)


def is_letter(token):
    return token is not None and len(token) == 1 and token.isalpha() and token != "ᵀ"


def letters(node: Node) -> list[str]:
    """The letters of a formula in the order in which they first stand in it."""
    if node.kind == "letter":
        return [node.parts[0]]
    found = [name for part in node.parts if isinstance(part, Node) for name in letters(part)]
    return list(dict.fromkeys(found))


# Shapes and values ----------------------------------------------------------------------------------------------------------------------

RULES = {
    "group": lambda block, demand: block,
    "sum": blocks.add,
    "negative": lambda block, demand: block._replace(array=-block.array),
    "product": blocks.multiply,
    "quotient": blocks.divide,
    "transpose": lambda block, demand: Block(block.cols, block.rows, block.array.T),
    "square": lambda block, demand: blocks.multiply(block, block, demand=demand),
    "trace": blocks.trace,
    "total": lambda block, demand: blocks.number(jnp.sum(block.array), block),
    "norm": lambda block, demand: blocks.number(jnp.sqrt(jnp.sum(block.array**2)), block),
    "spectral": lambda block, demand: blocks.spectral_norm(block),
}


def evaluate(node: Node, values: Mapping[str, Block], demand: Callable[[str, str, Node], None]) -> Block:
    """What the formula is; `demand(a, b, node)` is called for any two sizes that must be equal for a part of it to make sense."""
    if node.kind == "number":
        return blocks.number(node.parts[0], like=next(iter(values.values())))
    if node.kind == "letter":
        return values[node.parts[0]]
    parts = [evaluate(part, values, demand) for part in node.parts]
    return RULES[node.kind](*parts, demand=lambda a, b: demand(a, b, node))


class Sizes:
    """Which sizes are the same: union–find over their names."""

    def __init__(self):
        self.same = {}

    def name(self, size):
        while size in self.same:
            size = self.same[size]
        return size

    def unite(self, a, b, _node=None):
        a, b = self.name(a), self.name(b)
        if a != b:
            self.same.update({b: a} if a == ONE or b != ONE else {a: b})


SIZE_NAMES = "mnrp"


def shapes(function: Node) -> dict[str, tuple[str, str]]:
    """The sizes (rows, columns) of each letter, as general as the number-valued `function` allows: those of xᵀAx are A (m, m), x (m, 1).

    ExpressionError where the function has no letter, more sizes than can be named, or a value that is not one number for all sizes.
    """
    sizes, names = Sizes(), letters(function)
    if not names:
        raise ExpressionError(function.text, 0, "there is no letter in it", ALLOWED)
    values = {name: Block(f"{name} rows", f"{name} columns" if name.isupper() else ONE, jnp.zeros((1, 1))) for name in names}
    results = []
    jax.eval_shape(lambda: results.append(evaluate(function, values, sizes.unite)))  # for its sizes: no number is computed
    (result,) = results
    if (sizes.name(result.rows), sizes.name(result.cols)) != (ONE, ONE):
        reason = "only a number has a derivative here, and this is a matrix or vector: take a norm, trace or sum of it"
        raise ExpressionError(function.text, 0, reason, ALLOWED)
    found = {name: (sizes.name(block.rows), sizes.name(block.cols)) for name, block in values.items()}
    free = list(dict.fromkeys(size for pair in found.values() for size in pair if size != ONE))
    if len(free) > len(SIZE_NAMES):
        raise ExpressionError(function.text, 0, f"its matrices have {len(free)} different sizes; {len(SIZE_NAMES)} are allowed", ALLOWED)
    called = {ONE: ONE, **dict(zip(free, SIZE_NAMES, strict=False))}
    return {name: (called[rows], called[cols]) for name, (rows, cols) in found.items()}


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
    kinds, demands = shapes(claim.function), []
    values = {name: blocks.corner(arrays[name], kind, sizes) for name, kind in kinds.items()}
    here = values[claim.letter]

    def function(array):
        return evaluate(claim.function, {**values, claim.letter: here._replace(array=array)}, lambda a, b, node: None).number

    slope = blocks.corner(jax.grad(function)(here.array), (here.rows, here.cols), sizes).array
    candidate = evaluate(claim.derivative, values, lambda *demand: demands.append(demand))
    return Comparison(slope, candidate, tuple(demands), (here.rows, here.cols))


# How a formula is written ----------------------------------------------------------------------------------------------------------------

LATEX = {
    "number": "{:g}",
    "letter": "{}",
    "group": r"\left({}\right)",
    "negative": "-{}",
    "quotient": r"\frac{{{}}}{{{}}}",
    "transpose": r"{}^\top",
    "square": "{}^2",
    "trace": r"\operatorname{{tr}}{}",
    "total": r"\operatorname{{sum}}{}",
    "norm": r"\|{}\|",
    "spectral": r"\|{}\|_2",
}


def latex(node: Node) -> str:
    """The formula in LaTeX."""
    parts = [latex(part) if isinstance(part, Node) else part for part in node.parts]
    if node.kind == "product":
        return r"\,".join(parts)
    if node.kind == "sum":
        return parts[0] + "".join(part if part.startswith("-") else f"+{part}" for part in parts[1:])
    return LATEX[node.kind].format(*parts)


def claim_latex(claim: Claim) -> str:
    """The claim in LaTeX."""
    return rf"\frac{{\partial}}{{\partial {claim.letter}}}\,{latex(claim.function)} = {latex(claim.derivative)}"
