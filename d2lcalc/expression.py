"""Typed text as a function of x and y: "x*exp(-x^2-y^2)" becomes a KnownFunction, and nothing in it is ever executed.

Three steps. *Words*: the text is cut into numbers, known names and operators, and every other character is refused. *Tree*: Python's
own parser says how they belong together, which is reading, not running. *Parts*: the tree is walked by a whitelist of its nodes, from
which come the function in jax.numpy and, from the same nodes, its LaTeX. Whatever is refused says where, and what is allowed.
"""

import ast
import bisect
import re
from collections.abc import Callable
from typing import NamedTuple

import jax.numpy as jnp
import numpy as np

from d2lcalc.functions import KnownFunction

__all__ = ["ExpressionError", "landscape"]

LENGTH, DEPTH = 200, 50  # characters in a text, operations inside one another
WINDOW = (-2.0, 2.0, -2.0, 2.0)

VARIABLES = ("x", "y")
CONSTANTS = {"pi": (np.pi, r"\pi"), "e": (np.e, "e")}
FUNCTIONS = {  # the name that NumPy and JAX share, the number of arguments, the LaTeX around them
    "exp": ("exp", 1, "e^{%s}"),
    "log": ("log", 1, r"\log\left(%s\right)"),
    "sqrt": ("sqrt", 1, r"\sqrt{%s}"),
    "abs": ("abs", 1, r"\left|%s\right|"),
    "sin": ("sin", 1, r"\sin\left(%s\right)"),
    "cos": ("cos", 1, r"\cos\left(%s\right)"),
    "tan": ("tan", 1, r"\tan\left(%s\right)"),
    "asin": ("arcsin", 1, r"\arcsin\left(%s\right)"),
    "acos": ("arccos", 1, r"\arccos\left(%s\right)"),
    "atan": ("arctan", 1, r"\arctan\left(%s\right)"),
    "sinh": ("sinh", 1, r"\sinh\left(%s\right)"),
    "cosh": ("cosh", 1, r"\cosh\left(%s\right)"),
    "tanh": ("tanh", 1, r"\tanh\left(%s\right)"),
    "maximum": ("maximum", 2, r"\max\left(%s, %s\right)"),
    "minimum": ("minimum", 2, r"\min\left(%s, %s\right)"),
}
OTHER_NAMES = {
    "π": "pi",
    "√": "sqrt",
    "ln": "log",
    "arcsin": "asin",
    "arccos": "acos",
    "arctan": "atan",
    "max": "maximum",
    "min": "minimum",
}
OTHER_SIGNS = str.maketrans("−–·⋅×∗÷", "--****/")
HINTS = {"|": ": write abs(x) for |x|", "[": ": write (", "]": ": write )", "=": ": write only what f is equal to"}
RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
ALLOWED = f"Allowed are numbers, x, y, {', '.join(CONSTANTS)}, + - * / ^ ( ) and {', '.join(FUNCTIONS)}."

WORD = re.compile(
    r"""(?P<number> (?: [0-9]+\.?[0-9]* | \.[0-9]+ ) (?: [eE][+-]?[0-9]+ )? )
      | (?P<raised> [⁰¹²³⁴⁵⁶⁷⁸⁹]+ )
      | (?P<name> [A-Za-z_][A-Za-z_0-9]* | [π√] )
      | (?P<sign> \*\* | [-+*/^(),] )
      | (?P<space> \s+ )
      | (?P<strange> . )""",
    re.VERBOSE | re.DOTALL,
)


class ExpressionError(ValueError):
    """A typed text that cannot be read: `position` is the index of the character at which it goes wrong."""

    def __init__(self, text: str, position: int, reason: str, allowed: str = ALLOWED) -> None:
        self.position = position
        start = max(0, position - LENGTH // 2)
        seen = "".join(sign if sign.isprintable() else "?" for sign in text[start : start + LENGTH])
        super().__init__(f"{reason}\n    {seen}\n    {' ' * (position - start)}^\n{allowed}")


def landscape(text: str) -> KnownFunction:
    """The function that the text describes: landscape("x*exp(-x^2-y^2)")(x, y) = x·exp(−x² − y²), on numbers and on arrays.

    Powers are written ^ or **, products with *; a decimal comma is understood where no two arguments are separated by one.
    Raises ExpressionError for anything else.
    """
    whole = Reader(text).read()

    def formula(x, y):
        x, y = jnp.broadcast_arrays(jnp.asarray(x, float), jnp.asarray(y, float))
        return whole.value(x, y) if callable(whole.value) else jnp.full_like(x, whole.value)

    formula.__name__, formula.__doc__ = text.strip(), "As it was typed."
    return KnownFunction(formula, latex=whole.latex, window=WINDOW, source="typed", complete=False)


class Word(NamedTuple):
    """A word of the text: what it is, as written, the same in Python, and where it begins."""

    kind: str
    written: str
    python: str
    position: int


# How firmly the LaTeX of a part holds together, from loosely to firmly.
SUM, NEGATIVE, PRODUCT, POWER, ATOM = range(5)


class Part(NamedTuple):
    """A part of the formula: its value, a number or a function of (x, y); its LaTeX, and how firmly that holds together."""

    value: float | Callable
    latex: str
    binding: int

    def within(self, binding: int) -> str:
        """The LaTeX, in brackets where it holds together less firmly than `binding`."""
        return self.latex if self.binding >= binding else rf"\left({self.latex}\right)"


class Reader:
    """Reads one text; keeps it for the sake of its errors."""

    def __init__(self, text: str) -> None:
        self.text = text

    def read(self) -> Part:
        """The whole text as one part."""
        if len(self.text) > LENGTH:
            raise self.error(LENGTH, f"This is longer than {LENGTH} characters.")
        words = self.words()
        self.positions = [word.position for word in words]
        self.starts = np.cumsum([0, *(len(word.python) + 1 for word in words)]).tolist()  # in the Python text
        return self.part(self.tree(" ".join(word.python for word in words)), DEPTH)

    def error(self, position: int, reason: str) -> ExpressionError:
        """The error to raise."""
        return ExpressionError(self.text, position, reason)

    def words(self) -> list[Word]:
        """The words of the text, each one allowed and fit to stand behind the one before it."""
        text = self.text.translate(OTHER_SIGNS)
        if not re.search("max|min", text):  # else a comma separates two arguments
            text = re.sub("(?<=[0-9]),(?=[0-9])", ".", text)
        words = [self.word(found) for found in WORD.finditer(text) if found.lastgroup != "space"]
        if not words:
            raise self.error(0, "There is nothing here yet.")
        for before, word in zip(words, [*words[1:], None], strict=True):
            self.check_neighbours(before, word)
        return words

    def word(self, found: re.Match) -> Word:
        """What the regular expression found, in Python's spelling."""
        kind, written, position = found.lastgroup, found.group(), found.start()
        if kind == "number":
            if float(written) == np.inf:
                raise self.error(position, f"{written} is too large for a number.")
            python = repr(float(written))
        elif kind == "raised":
            python = f"** {float(written.translate(RAISED))!r}"
        elif kind == "name":
            python = OTHER_NAMES.get(written, written)
            if python not in {*VARIABLES, *CONSTANTS, *FUNCTIONS}:
                raise self.error(position, self.unknown(written))
        elif kind == "sign":
            python = "**" if written == "^" else written
        else:
            raise self.error(position, f"The character {written!r} has no meaning here{HINTS.get(written, '')}.")
        return Word(kind, written, python, position)

    def unknown(self, name: str) -> str:
        """What to say of a name that is not known."""
        letters_only = set(name) <= set(VARIABLES)
        return f"{name} is not a known name" + (f": for the product write {'*'.join(name)}." if letters_only else ".")

    def check_neighbours(self, before: Word, word: Word | None) -> None:
        """Two mistakes that Python would explain less well: a product without its sign, a function without brackets."""
        opens = word is not None and word.written == "("
        if before.python in FUNCTIONS and not opens:
            raise self.error(before.position, f"{before.written} needs its argument in brackets: {before.written}(x).")
        ended = before.kind in ("number", "raised", "name") or before.written == ")"
        if ended and word and (opens or word.kind in ("number", "name")) and before.python not in FUNCTIONS:
            raise self.error(word.position, f"A product is written with *: {before.written}*{word.written}.")

    def tree(self, python: str) -> ast.expr:
        """Python's tree of the text."""
        try:
            return ast.parse(python, mode="eval").body
        except SyntaxError as reason:
            column = reason.offset - 1 if reason.offset else len(python)  # 0 where the text ends too early
            raise self.error(self.position(column), "Something is missing or too much here: check signs and brackets.") from None

    def position(self, column: int) -> int:
        """Where in the text the word begins that is next at this column of the Python text; behind the last word, the end of the text."""
        index = bisect.bisect_left(self.starts, column)
        return self.positions[index] if index < len(self.positions) else len(self.text)

    def part(self, node: ast.expr, room: int) -> Part:
        """A node of Python's tree as a part of the formula, with room for so many operations inside one another."""
        position = self.position(node.col_offset)
        if room == 0:
            raise self.error(position, f"More than {DEPTH} operations stand inside one another here.")
        match node:
            case ast.Constant(value=float() as number):
                return Part(number, *number_latex(number))
            case ast.Name(id=name) if name in CONSTANTS:
                return Part(*CONSTANTS[name], ATOM)
            case ast.Name(id=name) if name in VARIABLES:
                return Part(lambda x, y: x if name == "x" else y, name, ATOM)
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self.part(operand, room - 1)
        name, operands, typeset = self.operation(node)
        parts = [self.part(operand, room - 1) for operand in operands]
        value = applied(name, [part.value for part in parts])
        if not callable(value) and not np.isfinite(value):
            raise self.error(position, "The numbers here have no finite result.")
        return Part(value, *typeset(*parts))

    def operation(self, node: ast.expr) -> tuple[str, list[ast.expr], Callable]:
        """What the node does, by the name that NumPy and JAX share, to which operands, and how it is typeset. Any other node is refused."""
        match node:
            case ast.UnaryOp(op=sign, operand=operand) if type(sign) in OPERATIONS:
                name, typeset = OPERATIONS[type(sign)]
                return name, [operand], typeset
            case ast.BinOp(left=left, op=sign, right=right) if type(sign) in OPERATIONS:
                name, typeset = OPERATIONS[type(sign)]
                return name, [left, right], typeset
            case ast.Call(func=ast.Name(id=called), args=arguments, keywords=[]) if called in FUNCTIONS:
                name, count, latex = FUNCTIONS[called]
                if len(arguments) == count:
                    return name, arguments, call(latex)
                wanted = "one argument" if count == 1 else "two arguments, separated by a comma (then numbers need a decimal point)"
                raise self.error(self.position(node.col_offset), f"{called} takes {wanted}.")
        raise self.error(self.position(node.col_offset), "This is no expression in x and y.")


def applied(name: str, values: list[float | Callable]) -> float | Callable:
    """The operation that NumPy and JAX call by this name: of numbers at once, of functions of (x, y) as a function of (x, y)."""
    if not any(callable(value) for value in values):
        with np.errstate(all="ignore"):
            return float(getattr(np, name)(*values))
    values = [value if callable(value) else whole(value) for value in values]
    return lambda x, y: getattr(jnp, name)(*(value(x, y) if callable(value) else value for value in values))


def whole(number: float) -> float | int:
    """A small whole number as an integer: x**2 is then x·x to JAX, with derivatives of every order at 0."""
    return int(number) if number.is_integer() and abs(number) <= 100 else number


def number_latex(number: float) -> tuple[str, int]:
    """As it is read: 0.5, and 2 · 10^{-7} where Python writes 2e-07."""
    digits, _, exponent = repr(number).removesuffix(".0").partition("e")
    if not exponent:
        return digits, ATOM
    power = f"10^{{{int(exponent)}}}"
    return (power, POWER) if digits == "1" else (rf"{digits} \cdot {power}", PRODUCT)


def product(left: Part, right: Part) -> tuple[str, int]:
    """Side by side; with a dot where two numbers would run together."""
    second = right.within(PRODUCT)
    dot = r" \cdot " if second[0].isdigit() or second.startswith(r"\frac") else " "
    return left.within(NEGATIVE) + dot + second, min(left.binding, PRODUCT) if left.binding > SUM else PRODUCT


def call(latex: str) -> Callable[..., tuple[str, int]]:
    return lambda *parts: (latex % tuple(part.latex for part in parts), POWER)


OPERATIONS = {
    ast.USub: ("negative", lambda part: (f"-{part.within(PRODUCT)}", NEGATIVE)),
    ast.Add: ("add", lambda left, right: (f"{left.latex} + {right.within(PRODUCT)}", SUM)),
    ast.Sub: ("subtract", lambda left, right: (f"{left.latex} - {right.within(PRODUCT)}", SUM)),
    ast.Mult: ("multiply", product),
    ast.Div: ("divide", lambda left, right: (rf"\frac{{{left.latex}}}{{{right.latex}}}", PRODUCT)),
    ast.Pow: ("power", lambda left, right: (f"{left.within(ATOM)}^{{{right.latex}}}", POWER)),
}
