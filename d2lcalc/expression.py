"""Typed text as a function of x and y: "x*exp(-x^2-y^2)" becomes a KnownFunction, and nothing in it is ever executed.

The reader (`reading`) makes a tree of the text; from its nodes come, by tables of known operations, the function in jax.numpy and its
LaTeX. What has two readings is asked about, and what is refused comes back with the nearest text that is read.
"""

import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from fractions import Fraction
from functools import cache, reduce
from inspect import Parameter, Signature
from typing import Any

import jax.numpy as jnp
import numpy as np

from d2lcalc.functions import CATALOGUE, KnownFunction
from d2lcalc.reading.latex import ATOM, OPERATIONS, POWER, written
from d2lcalc.reading.tree import CLOSING, ExpressionError, Node, Reader, bare, reading
from d2lcalc.reading.words import LENGTH, LETTER, RAISED, Word, plain
from d2lcalc.tape import record

WINDOW = (-2.0, 2.0, -2.0, 2.0)
VARIABLES = ("x", "y")
CONSTANTS = {"pi": np.pi, "e": np.e}
SEVERAL = 9  # the most arguments that max and min take
AROUND = {"exp": "e^{%s}", "cbrt": r"\sqrt[3]{%s}", "floor": r"\left\lfloor %s\right\rfloor", "ceil": r"\left\lceil %s\right\rceil"}
CALLED = {name: rf"\{name}" for name in "log sin cos tan sinh cosh tanh cot sec csc".split()}  # the LaTeX before an argument in brackets
CALLED |= {"log2": r"\log_2", "log10": r"\log_{10}", "asin": r"\arcsin", "acos": r"\arccos", "atan": r"\arctan"}
CALLED |= {name: rf"\operatorname{{{name}}}" for name in "sign sigmoid relu asinh acosh atanh atan2 hypot".split()}
CALLED |= {"maximum": r"\max", "minimum": r"\min"}
FUNCTIONS = dict.fromkeys(("sqrt", "abs", *AROUND, *CALLED), 1)  # the most arguments
FUNCTIONS |= {"atan2": 2, "hypot": 2, "maximum": SEVERAL, "minimum": SEVERAL, "power": 2}
LATEX = {
    **OPERATIONS,
    **{name: (latex, POWER if name == "exp" else ATOM) for name, latex in AROUND.items()},
    **{name: (latex + r"\left(%s\right)", POWER) for name, latex in CALLED.items()},
}
OWN = {  # what NumPy and JAX do not have by name
    "cot": lambda xp, u: 1 / xp.tan(u),
    "sec": lambda xp, u: 1 / xp.cos(u),
    "csc": lambda xp, u: 1 / xp.sin(u),
    "sigmoid": lambda xp, u: 1 / (1 + xp.exp(-u)),
    "relu": lambda xp, u: xp.maximum(u, 0),
}
CALLED_IN_NUMPY = {"sum": "add", "product": "multiply", "quotient": "divide"}  # and in JAX; the other operations are called there as here
PAIRS = """π:pi √:sqrt ∛:cbrt ln:log log_10:log10 log_2:log2 sgn:sign fabs:abs pow:power max:maximum min:minimum tg:tan ctg:cot sen:sin
    cosec:csc sh:sinh ch:cosh th:tanh arctg:atan arctan2:atan2 sqroot:sqrt root:sqrt"""
OTHER_NAMES = dict(pair.split(":") for pair in PAIRS.split())
OTHER_NAMES |= {f"{arc}{name}": f"a{name}" for name in "sin cos tan sinh cosh tanh".split() for arc in ("arc", "ar")}
ASKED = {"lg": ("log10", "log2")}
ALLOWED = "Allowed are numbers, %s, + - * / ^ ( ) and {}.".format(", ".join(FUNCTIONS))
DEFINED = re.compile(  # f(x, y) = …, z = …, lambda x, y: …, (x, y) -> …
    rf"""\s*+ (?: (?: {LETTER}\w*+ \s*+ = \s*+ )? lambda\b (?P<python>[\w\s,;]*+) :
      | (?: {LETTER}\w*+ \s*+ : )? \s*+ \(? (?P<arrow>[\w\s,;]*+) \)? \s*+ (?: -> | => | ↦ | \\(?:mapsto|to)\b)
      | (?: (?P<name>{LETTER}\w*+) \s*+ (?: (?:\\left)? \( (?P<of>[\w\s,;]*+) (?:\\right)? \) )? \s*+ )? :?=(?!=) )""",
    re.VERBOSE,
)


def landscape(text: str) -> KnownFunction:
    """The function that the text names or describes: landscape("x*exp(-x^2-y^2)")(x, y) = x·exp(−x² − y²), on numbers and on arrays.

    A name is one of the catalogue. A formula is written as on paper, products with *; f(a, b) = a*b says its own letters.
    Raises ExpressionError for anything else.
    """
    name = re.sub(r"[\s_-]+", "_", text.strip().casefold())
    if name in CATALOGUE:
        return CATALOGUE[name]
    try:
        formula, latex = reading(parsed, text)
    except ExpressionError as error:
        close = get_close_matches(name, CATALOGUE, n=1, cutoff=0.8)
        error.suggestions = (*(name.replace("_", " ") for name in close), *error.suggestions)
        raise
    return KnownFunction(formula, latex=latex, window=WINDOW, source="typed", complete=False)


def function(text: str, letters: Sequence[str] = VARIABLES) -> Callable:
    """The function of these letters that the text describes, and of as many arguments: function("t^2", ["t"])(3) = 9.

    With no letters a constant is asked for: function("2/3", ())() is a number. Raises ExpressionError for what is none.
    """
    return reading(lambda text: parsed(text, letters), text)[0]


@cache
def definitions() -> dict[str, dict]:
    """What every function is, on a tape of its one or two arguments: for pages without Python."""
    read = lambda name, letters: function(f"{name}({','.join(letters)})", letters)
    arguments = {name: "uv"[:most] for name, most in FUNCTIONS.items()}
    return {name: record(read(name, letters), *[0.5] * len(letters)).program for name, letters in arguments.items()}


def parsed(text: str, letters: Sequence[str] = VARIABLES) -> tuple[Callable, str]:
    """The function that the text describes, and its LaTeX."""
    reader = Formula(text, letters)
    node, somewhere = reader.whole(), np.random.default_rng(0).uniform(*WINDOW[:2], (len(letters), 400))
    with np.errstate(all="ignore"):
        reader.value(node, np, somewhere)  # refuses numbers without a finite result, and roots of what is negative

    def formula(*at):
        at = jnp.broadcast_arrays(*(jnp.asarray(number, float) for number in at))
        value = reader.value(node, jnp, at)
        return jnp.full_like(at[0], value) if at and isinstance(value, float) else value

    formula.__name__, formula.__doc__ = text.strip(), "As it was typed."
    formula.__signature__ = Signature([Parameter(letter, Parameter.POSITIONAL_ONLY) for letter in reader.letters])
    return formula, written(node, LATEX)[0]


class Formula(Reader):
    """The vocabulary of functions of a few letters, in which every product is written."""

    several = False  # whether the arguments of a function of several are being read

    def __init__(self, text: str, letters: Sequence[str]) -> None:
        self.letters, self.defined = tuple(letters), DEFINED.match(plain(text[:LENGTH]))
        self.skipped = self.defined.end() if self.defined else 0
        super().__init__(text)
        if self.defined:
            self.define(self.defined)

    @property
    def allowed(self) -> str:
        return ALLOWED % ", ".join([*self.letters, *CONSTANTS])

    def spelled(self, found: list[Word]) -> list[Word]:
        """The words; .* is * where nothing is a matrix."""
        return [word._replace(text=word.text[1:]) if word.text in (".*", "./", ".^") else word for word in found]

    def strange(self, word: Word) -> ExpressionError:
        if word.text in "<>≤≥≠":
            return self.refusal("Cases are not read: write them with max, min, abs, sign or relu.", word)
        return super().strange(word)

    def define(self, defined: re.Match) -> None:
        """Take the letters of f(s, t) = … for those of the function, in their order, where there are as many different ones."""
        if defined["name"] in self.letters and defined["of"] is None:
            raise self.refusal("Write only what f is equal to.", 0, self.text[defined.end() :].strip())
        given = defined["of"] or defined["python"] or defined["arrow"] or ""
        given = tuple(re.findall(r"[^\s,;]+", given))
        if len(given) == len({*given}) == len(self.letters) and all(re.match(LETTER, name) and name.isidentifier() for name in given):
            self.letters = given
        elif not set(given) <= set(self.letters):
            raise self.refusal(f"Asked for is a function of {' and '.join(self.letters)}.", 0, self.text[defined.end() :].strip())

    def left_over(self) -> ExpressionError:
        word = self.word
        if word.text == "=":
            sides = [side for side in (self.text[: word.start], self.text[word.end :]) if len(side.strip()) > 1 or side.strip().isdigit()]
            return self.refusal("Write only what f is equal to: an equation is no function.", word, *map(str.strip, sides))
        if word.text in ",;":
            return self.refusal("This separates no arguments of a function and no digits of a number.", word)
        return super().left_over()

    def side_by_side(self, left: Node, start: int) -> Node:
        before, word = self.words[self.at - 1], self.word
        if word.kind == "name" and not self.known(word.text) and not self.composed(word.text, False):
            raise self.unknown(self.take())
        written = f"{self.text[before.start : before.end]}*{self.text[word.start : word.end]}"
        product = self.edited((before.end, word.start, "*"))
        if before.kind == "number" and re.fullmatch(r"[eE]\d+", word.text):
            raise self.refusal(f"{word.text} may be a power of ten.", word, self.edited((before.end, word.start, "")))
        if before.kind == word.kind == "number":
            meant = [self.edited((before.end, word.start, ""))] if re.fullmatch(r"\d{3}", word.text) else []
            raise self.refusal("Two numbers stand side by side.", word, *meant)
        if before.kind == "number" and word.kind == "half":
            plus = self.edited((before.end, word.start, "+"))
            raise self.refusal(f"{written.replace('*', '')} may be a sum or a product.", word, plus, product)
        meant, behind = [product], self.words[self.at - 2].text if self.at > 1 else ""
        if behind in ("/", "^", "√", "∛") and before.kind in ("number", "name"):
            self.power()
            end = self.words[self.at - 1].end
            meant.append(self.edited((before.start, before.start, "("), (before.end, word.start, "*"), (end, end, ")")))
        raise self.refusal(f"A product is written with *: {written}.", word, *meant)

    def named(self) -> Node:
        word = self.take()
        name = self.known(word.text)
        if name in self.letters:
            return self.node("letter", [name], word.start)
        if name in CONSTANTS:
            return self.node("constant", [name], word.start)
        if name in FUNCTIONS:
            return self.call(word, name)
        raise self.unknown(word)

    def known(self, name: str) -> str | None:
        """The name that is meant, in whatever case."""
        if name in self.letters:
            return name
        small = OTHER_NAMES.get(name.lower(), name.lower())
        if small in CONSTANTS or small in FUNCTIONS:
            return small
        return next((letter for letter in self.letters if letter.lower() == small), None)

    def call(self, word: Word, name: str) -> Node:
        """A function with its arguments in brackets, or with a single one behind it that can be no other; sin^2(x) is sin(x)^2."""
        written = self.text[word.start : word.end]
        raised = self.function_power(word, written) if self.is_sign("^") else None
        if self.is_sign("(", "[", "{"):
            arguments = self.arguments(self.word, name)
        elif written in ("√", "∛", "\\sqrt"):
            arguments = [self.nested(self.atom)]
        else:
            arguments = [self.single(word, self.atom, self.letters[0] if self.letters else "2")]
        most = FUNCTIONS[name]
        if not min(most, 2) <= len(arguments) <= most:
            wanted = {1: "one argument", 2: "two arguments", SEVERAL: "two or more arguments"}[most]
            raise self.refusal(f"{written} takes {wanted}.", word)
        node = self.node(name, arguments, word.start)
        return self.node("power", [node, raised], word.start) if raised else node

    def function_power(self, word: Word, written: str) -> Node:
        self.take()
        raised = self.atom() if not self.is_sign("-") else self.unary()
        inner = bare(raised)
        if inner.kind == "number" and inner.parts[0] >= 2:
            return raised
        end, inverse = self.words[self.at - 1].end, FUNCTIONS.get(f"a{self.known(word.text)}")
        meant = [self.edited((word.start, end, f"a{self.known(word.text)}"))] if inverse and inner.kind == "negative" else []
        meant += [self.edited((word.start, end, f"1/{written}"))] if inner.kind == "negative" else []
        meant += [self.edited((word.start, word.end, "e"))] if written == "exp" else []
        raise self.refusal(f"This may be a power of {written} or its inverse function.", word, *meant)

    def arguments(self, opening: Word, name: str) -> list[Node]:
        """(a, b, …), separated by commas, or by semicolons beside decimal commas."""
        self.take()
        outside, self.bars = self.bars, []
        several, self.several = self.several, FUNCTIONS[name] > 1
        found = [self.sum()] if not self.is_sign(CLOSING[opening.text]) else []
        while self.took(",", ";"):
            found.append(self.sum())
        self.bars, self.several = outside, several
        self.close(opening)
        return found

    def number(self) -> Node:
        """A number; among several arguments a comma in it may separate two of them."""
        word = self.word
        if self.several and "," in word.text and not any(other.text == ";" for other in self.words):
            meant = [self.edited((word.start, word.end, word.text.replace(",", sign))) for sign in (".", ", ")]
            raise self.refusal("A comma between two digits may be a decimal comma or separate two arguments.", word, *meant)
        return super().number()

    def unknown(self, word: Word) -> ExpressionError:
        """What to say of a name that is not known: what it is made of, what it resembles, or that other letters are asked for."""
        name, written = word.text, self.text[word.start : word.end]
        if name.startswith("root "):
            return self.refusal(f"{written} is written as a power.", word, self.root_as_power(word))
        if others := self.other_letters():
            swap = dict(zip(others, self.letters, strict=False))
            renamed = [(other.start, other.end, swap[other.text]) for other in self.words if other.text in swap and other.kind == "name"]
            reason = f"{written} is not a known name: the letters here are {' and '.join(self.letters)}."
            return self.refusal(reason, word, self.edited(*renamed))
        opens = self.is_sign("(", "[", "{")
        known = [each for each in (*FUNCTIONS, *OTHER_NAMES, *([] if opens else CONSTANTS)) if len(each) > 1]
        found = ASKED.get(name) or self.composed(name, opens) or get_close_matches(name.lower(), known, n=1, cutoff=0.7)
        if written[:1] in RAISED:
            found = [f"^({new})" for new in found]
        elif self.words[self.at - 2].text in ("/", "^") and set(name) <= {*self.letters}:
            found = [*found[:1], f"({found[0]})"]
        meant = [self.edited((word.start, word.end, new)) for new in found]
        product = f": for the product write {'*'.join(name)}" if set(name) <= {*self.letters} and len(name) > 1 else ""
        return self.refusal(f"{written} is not a known name{product}.", word, *meant)

    def root_as_power(self, word: Word) -> str:
        """The text with x^(1/4) for the root of this degree."""
        of = bare(self.nested(self.atom))
        base, end = of.text if of.kind in ("letter", "constant", "number") else f"({of.text})", self.words[self.at - 1].end
        power = f"{base}^(1/{word.text.removeprefix('root ')})"
        beside = self.is_sign("^") or self.text[: word.start][-1:].isalnum()
        return self.edited((word.start, end, f"({power})" if beside else power))

    def other_letters(self) -> list[str]:
        """The letters of a text that is written in other letters, and no more of them, than this function has."""
        names = dict.fromkeys(word.text for word in self.words if word.kind == "name")
        unknown = [name for name in names if self.known(name) is None]
        alone = all(re.fullmatch(rf"{LETTER}(_?\d)?", name) for name in unknown) and not {*map(self.known, names)} & {*self.letters}
        squares = all(re.fullmatch("[2-9]", name[1:]) and name[0] in self.letters for name in unknown)  # x2 + y2 is no x1 + x2
        squares &= len({name[0] for name in unknown}) == len(unknown)
        return unknown if alone and len(unknown) <= len(self.letters) and not squares else []

    def composed(self, name: str, opens: bool) -> list[str]:
        """A name as known names side by side: xsin( as x*sin(, sinx as sin(x), x2 as x^2 or as x*2."""
        known = sorted([*self.letters, *CONSTANTS, *FUNCTIONS, *OTHER_NAMES], key=len, reverse=True)
        pieces = re.findall("|".join([*map(re.escape, known), r"\d+"]), name, re.IGNORECASE)
        if "".join(pieces) != name or len(pieces) < 2 or (opens and self.known(pieces[-1]) not in (*FUNCTIONS, *self.letters)):
            return []
        return [self.joined(pieces, opens, sign) for sign in "^*"]

    def joined(self, pieces: list[str], opens: bool, before_digits: str) -> str:
        """The pieces as factors; the argument of a function is what stands between it and the next one."""
        calls = "|".join(piece for piece in pieces if self.known(piece) in FUNCTIONS) or "$"
        text = re.sub(rf"\b({calls})\*(.+?)(?=\*(?:{calls})|$)", r"\1(\2)", "*".join(pieces))
        return re.sub(r"(?<=\w)\*(?=\d)", before_digits, text) + ("" if opens or self.known(pieces[-1]) not in FUNCTIONS else "()")

    def value(self, node: Node, xp: Any, at: Sequence) -> Any:
        """What a node is where the letters are `at`, computed by xp, NumPy or jax.numpy; a float where there is no letter in it."""
        if node.kind in ("number", "constant"):
            return CONSTANTS.get(node.parts[0], node.parts[0])
        if node.kind == "letter":
            return at[self.letters.index(node.parts[0])]
        values = [self.value(part, xp, at) for part in node.parts]
        if node.kind == "group":
            return values[0]
        if node.kind == "power" and xp is np:
            self.check_root(node, *values)
        value = applied(OWN.get(node.kind) or CALLED_IN_NUMPY.get(node.kind, node.kind), xp, values)
        if isinstance(value, float) and not np.isfinite(value):
            raise self.refusal("The numbers here have no finite result.", node.start)
        return value

    def check_root(self, node: Node, base: float | np.ndarray, exponent: float | np.ndarray) -> None:
        """Ask about x^(1/3) where x is negative somewhere, by more than rounding: the power is then not real, and the cube root is."""
        if not isinstance(exponent, float):
            return
        ratio = Fraction(exponent).limit_denominator(99)
        odd = ratio.denominator % 2 == 1 and ratio.denominator > 1 and abs(ratio - exponent) < 1e-12
        if not odd or not np.any(base < -1e-12 * np.max(np.abs(base), where=np.isfinite(base), initial=0)):
            return
        text = node.parts[0].text
        of = text if node.parts[0].kind == "group" else f"({text})"
        signed = f"(sign{of}*abs{of}^({ratio}))" if ratio.numerator % 2 else f"abs{of}^({ratio})"
        real = f"cbrt{of}" if ratio == Fraction(1, 3) else signed
        meant = [self.edited((node.start, node.start + len(node.text), new)) for new in (real, f"sqrt{of}^({2 * ratio})")]
        reason = f"{node.text} has no real value where {text} is negative, unless the root of odd degree is meant."
        raise self.refusal(reason, node.start, *meant)


def applied(operation: str | Callable, xp: Any, values: list) -> Any:
    """The operation of values, of more than two step by step from the left; of floats a float."""
    if are_numbers := all(isinstance(value, float) for value in values):
        xp = np
    values = [np.float64(value) if are_numbers else whole(value) if isinstance(value, float) else value for value in values]
    if callable(operation):
        return operation(xp, *values)
    do, (first, *rest) = getattr(xp, operation), values
    return reduce(do, rest, first) if rest else do(first)


def whole(number: float) -> float | int:
    """A small whole number as an integer: x**2 is then x·x to JAX, with derivatives of every order at 0."""
    return int(number) if number.is_integer() and abs(number) <= 100 else number
