"""Typed text as a function of x and y: "x*exp(-x^2-y^2)" becomes a KnownFunction, and nothing in it is ever executed.

The reader (`reading`) makes a tree of the text; from its nodes come, by a table of known operations, the function in jax.numpy and its
LaTeX. What has two readings is asked about, and what is refused comes back with the nearest text that is read.
"""

import itertools
import re
from collections.abc import Callable, Sequence
from difflib import get_close_matches
from fractions import Fraction
from functools import reduce
from inspect import Parameter, Signature
from typing import NamedTuple
from unicodedata import normalize

import jax.numpy as jnp
import numpy as np

from d2lcalc.functions import CATALOGUE, KnownFunction
from d2lcalc.reading.tree import CLOSING, ExpressionError, Node, Reader, reading
from d2lcalc.reading.words import LENGTH, LETTER, Word, plain

__all__ = ["ExpressionError", "function", "landscape"]

WINDOW = (-2.0, 2.0, -2.0, 2.0)
VARIABLES = ("x", "y")
CONSTANTS = {"pi": (np.pi, r"\pi"), "e": (np.e, "e")}
SEVERAL = 9  # the most arguments that max and min take
FUNCTIONS = {  # the name that NumPy and JAX share or what is done with either, the most arguments, the LaTeX around them
    "exp": ("exp", 1, "e^{%s}"),
    "log": ("log", 1, r"\log\left(%s\right)"),
    "log2": ("log2", 1, r"\log_2\left(%s\right)"),
    "log10": ("log10", 1, r"\log_{10}\left(%s\right)"),
    "sqrt": ("sqrt", 1, r"\sqrt{%s}"),
    "cbrt": ("cbrt", 1, r"\sqrt[3]{%s}"),
    "abs": ("abs", 1, r"\left|%s\right|"),
    "sign": ("sign", 1, r"\operatorname{sign}\left(%s\right)"),
    "floor": ("floor", 1, r"\left\lfloor %s\right\rfloor"),
    "ceil": ("ceil", 1, r"\left\lceil %s\right\rceil"),
    **{name: (name, 1, rf"\{name}\left(%s\right)") for name in "sin cos tan sinh cosh tanh".split()},
    **{f"a{name}": (f"arc{name}", 1, rf"\arc{name}\left(%s\right)") for name in ("sin", "cos", "tan")},
    **{f"a{name}": (f"arc{name}", 1, rf"\operatorname{{ar{name}}}\left(%s\right)") for name in ("sinh", "cosh", "tanh")},
    "cot": (lambda xp, u: 1 / xp.tan(u), 1, r"\cot\left(%s\right)"),
    "sec": (lambda xp, u: 1 / xp.cos(u), 1, r"\sec\left(%s\right)"),
    "csc": (lambda xp, u: 1 / xp.sin(u), 1, r"\csc\left(%s\right)"),
    "sigmoid": (lambda xp, u: 1 / (1 + xp.exp(-u)), 1, r"\operatorname{sigmoid}\left(%s\right)"),
    "relu": (lambda xp, u: xp.maximum(u, 0), 1, r"\operatorname{relu}\left(%s\right)"),
    "maximum": ("maximum", SEVERAL, r"\max\left(%s\right)"),
    "minimum": ("minimum", SEVERAL, r"\min\left(%s\right)"),
    "atan2": ("arctan2", 2, r"\operatorname{atan2}\left(%s\right)"),
    "hypot": ("hypot", 2, r"\operatorname{hypot}\left(%s\right)"),
    "power": ("power", 2, None),
}
OTHER_NAMES = {
    **{"π": "pi", "√": "sqrt", "∛": "cbrt", "ln": "log", "log_10": "log10", "log_2": "log2", "sgn": "sign", "fabs": "abs", "pow": "power"},
    **{
        "max": "maximum",
        "min": "minimum",
        "tg": "tan",
        "ctg": "cot",
        "sen": "sin",
        "cosec": "csc",
        "sh": "sinh",
        "ch": "cosh",
        "th": "tanh",
        "arctg": "atan",
    },
    **{f"{arc}{name}": f"a{name}" for name in "sin cos tan sinh cosh tanh".split() for arc in ("arc", "ar")},
    **{"arctan2": "atan2", "sqroot": "sqrt", "root": "sqrt"},
}
ASKED = {"lg": ("log10", "log2"), "sqr": ("sqrt", "power"), "arcsec": ()}
ALLOWED = "Allowed are numbers, %s, + - * / ^ ( ) and {}.".format(", ".join(FUNCTIONS))
ENDS = {"+", "-", ",", ";", "=", *CLOSING.values()}  # what ends the argument of a function without brackets
DEFINED = re.compile(  # f(x, y) = …, z = …, lambda x, y: …, (x, y) -> …
    rf"""\s*+ (?: lambda\b (?P<python>[\w\s,]*+) :
      | (?: {LETTER}\w*+ \s*+ : )? \s*+ \(? (?P<arrow>[\w\s,;]*+) \)? \s*+ (?: -> | => | ↦ | \\(?:mapsto|to)\b)
      | (?P<name>{LETTER}\w*+) \s*+ (?: (?:\\left)? \( (?P<of>[\w\s,;]*+) (?:\\right)? \) )? \s*+ :?=(?!=) )""",
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
        part, letters = reading(parsed, text)
    except ExpressionError as error:
        close = get_close_matches(name, CATALOGUE, n=1, cutoff=0.8)
        error.suggestions = (*(name.replace("_", " ") for name in close), *error.suggestions)
        raise
    return KnownFunction(part.function(letters, text.strip()), latex=part.latex, window=WINDOW, source="typed", complete=False)


def function(text: str, letters: Sequence[str] = VARIABLES) -> Callable:
    """The function of these letters that the text describes, and of as many arguments: function("t^2", ["t"])(3) = 9.

    With no letters a constant is asked for: function("2/3", ())() is a number. Raises ExpressionError for what is none.
    """
    part, letters = reading(lambda text: parsed(text, letters), text)
    return part.function(letters, text.strip())


def parsed(text: str, letters: Sequence[str] = VARIABLES) -> tuple["Part", tuple[str, ...]]:
    """The whole text as one part, and the letters that it is a function of."""
    reader = Formula(text, letters)
    return reader.part(reader.whole()), reader.letters


# How firmly the LaTeX of a part holds together, from loosely to firmly.
SUM, NEGATIVE, PRODUCT, POWER, ATOM = range(5)


class Part(NamedTuple):
    """A part of the formula: a number or a function of (xp, *letters) with xp NumPy or jax.numpy; its LaTeX, and how firmly that holds."""

    value: float | Callable
    latex: str
    binding: int

    def within(self, binding: int) -> str:
        """The LaTeX, in brackets where it holds together less firmly than `binding`."""
        return self.latex if self.binding >= binding else rf"\left({self.latex}\right)"

    def function(self, letters: Sequence[str], name: str) -> Callable:
        """The function of the letters."""

        def formula(*at):
            at = jnp.broadcast_arrays(*(jnp.asarray(number, float) for number in at))
            if callable(self.value):
                return self.value(jnp, *at)
            return jnp.full_like(at[0], self.value) if at else self.value

        formula.__name__, formula.__doc__ = name, "As it was typed."
        formula.__signature__ = Signature([Parameter(letter, Parameter.POSITIONAL_OR_KEYWORD) for letter in letters])
        return formula


class Formula(Reader):
    """The vocabulary of functions of a few letters, in which every product is written."""

    def __init__(self, text: str, letters: Sequence[str]) -> None:
        self.letters, self.defined = tuple(letters), DEFINED.match(plain(text[:LENGTH]))
        self.skipped = self.defined.end() if self.defined else 0
        super().__init__(text)
        if self.defined:
            self.define(self.defined)

    @property
    def allowed(self) -> str:
        return ALLOWED % ", ".join([*self.letters, *CONSTANTS])

    def define(self, defined: re.Match) -> None:
        """Take the letters of f(s, t) = … for those of the function, where there are as many."""
        if defined["name"] in self.letters and defined["of"] is None:
            raise self.refusal("Write only what f is equal to.", 0, self.text[defined.end() :].strip())
        given = defined["of"] or defined["python"] or defined["arrow"] or ""
        given = tuple(letter for letter in re.split(r"[\s,;，、]+", given) if letter)
        if set(given) <= set(self.letters):
            return
        if len(given) != len(self.letters) or not all(re.fullmatch(rf"{LETTER}\w*", letter) for letter in given):
            raise self.refusal(f"Asked for is a function of {' and '.join(self.letters)}.", 0, self.text[defined.end() :].strip())
        self.letters = given

    def left_over(self) -> ExpressionError:
        word = self.word
        if word.text == "=":
            sides = self.text[: word.start].strip(), self.text[word.end :].strip()
            return self.refusal("Write only what f is equal to: an equation is no function.", word, *sides)
        if word.text in ",;":
            mended = [self.text[: word.start]] if self.ahead.kind == "end" else []
            return self.refusal("This separates no arguments of a function and no digits of a number.", word, *mended)
        return super().left_over()

    # Products

    def side_by_side(self, left: Node, start: int) -> Node:
        before, word = self.words[self.at - 1], self.word
        if before.end > word.start:  # both are raised: e²ˣ
            raised = normalize("NFKC", self.text[word.start : word.end])
            raise self.refusal("A product is written with *.", word, self.edited((word.start, word.end, f"^({raised})")))
        written = f"{self.text[before.start : before.end]}*{self.text[word.start : word.end]}"
        product = self.edited((before.end, word.start, "*"))
        if before.kind == word.kind == "number":
            meant = [self.edited((before.end, word.start, ""))] if re.fullmatch(r"\d{3}", word.text) else []
            raise self.refusal("Two numbers stand side by side.", word, *meant)
        if before.kind == "number" and word.kind == "half":
            raise self.refusal(
                f"{written.replace('*', '')} may be a sum or a product.", word, self.edited((before.end, word.start, "+")), product
            )
        behind = self.words[self.at - 2].text if self.at > 1 else ""
        meant = [product]
        if behind in ("/", "^", "√", "∛") and before.kind in ("number", "name"):
            meant.append(
                self.edited((before.start, before.start, "("), (before.end, word.start, "*"), (end := self.factor_end(), end, ")"))
            )
        raise self.refusal(f"A product is written with *: {written}.", word, *meant)

    def factor_end(self) -> int:
        """Where the factor ends that begins with the present word, its brackets included."""
        depth = 0
        for word, following in zip(self.words[self.at :], self.words[self.at + 1 :], strict=False):
            depth += (word.text in ("(", "[", "{")) - (word.text in (")", "]", "}"))
            if depth <= 0 and following.text not in ("(", "[", "{"):
                break
        return word.end

    # Names

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
            arguments = [self.atom()]
        else:
            arguments = [self.single(word, written)]
        most = FUNCTIONS[name][1]
        if not min(most, 2) <= len(arguments) <= most:
            wanted = {1: "one argument", 2: "two arguments", SEVERAL: "two or more arguments"}[most]
            raise self.refusal(f"{written} takes {wanted}.", word)
        if name == "power":
            return self.node("power", arguments, word.start)
        node = self.node(name, arguments, word.start)
        return self.node("power", [node, raised], word.start) if raised else node

    def function_power(self, word: Word, written: str) -> Node:
        self.take()
        raised = self.atom() if not self.is_sign("-") else self.unary()
        inner = raised.parts[0] if raised.kind == "group" else raised
        if inner.kind == "number" and inner.parts[0] >= 2:
            return raised
        end, inverse = self.words[self.at - 1].end, FUNCTIONS.get(f"a{self.known(word.text)}")
        meant = [self.edited((word.start, end, f"a{written}"))] if inverse and inner.kind == "negative" else []
        meant += [self.edited((word.start, end, f"1/{written}"))] if inner.kind == "negative" else []
        meant += [self.edited((word.start, word.end, "e"))] if written == "exp" else []
        raise self.refusal(f"This may be a power of {written} or its inverse function.", word, *meant)

    def single(self, word: Word, written: str) -> Node:
        """The argument of a function without brackets: one word, where no other can belong to it."""
        first = self.word
        last = self.at
        while last < len(self.words) - 1 and not (self.words[last].kind == "sign" and self.words[last].text in ENDS and last > self.at):
            if self.words[last].text in CLOSING:
                break
            last += 1
        single = first.kind in ("number", "half") or (first.kind == "name" and self.known(first.text) not in (None, *FUNCTIONS))
        if single and last == self.at + 1:
            return self.atom()
        if first.kind == "end" or first.text in ENDS or last == self.at:
            raise self.refusal(f"{written} needs its argument in brackets: {written}({self.letters[0] if self.letters else 2}).", word)
        wrap = lambda end: self.edited((word.end, first.start, "("), (end, end, ")"))
        meant = [wrap(self.words[last - 1].end), *([wrap(first.end)] if single else [])]
        raise self.refusal(f"{written} needs its argument in brackets.", word, *meant)

    def arguments(self, opening: Word, name: str) -> list[Node]:
        """(a, b, …), separated by commas, or by semicolons beside decimal commas."""
        if FUNCTIONS[name][1] > 1:
            self.separate_numbers(name)
        self.take()
        outside, self.bars = self.bars, []
        found = [self.sum()] if not self.is_sign(CLOSING[opening.text]) else []
        while self.took(",", ";"):
            found.append(self.sum())
        self.bars = outside
        self.close(opening)
        return found

    def separate_numbers(self, name: str) -> None:
        """Decide whether a comma between two digits separates two arguments of this call; ask where both are possible."""
        depth, inside = 0, []
        for at in range(self.at, len(self.words)):
            depth += (self.words[at].text in "([{") - (self.words[at].text in ")]}") if self.words[at].kind == "sign" else 0
            if depth == 0:
                break
            inside += [self.words[at]] if depth == 1 else []
        tight = [word for word in inside if word.kind == "number" and re.search(r"\d,\d", word.text)]
        if not tight or any(word.text == ";" for word in inside):
            return
        commas = [word for word in inside if word.text == ","]
        only = len(tight) == 1 and tight[0].text.count(",") == 1 and not commas
        if not only and not any("." in word.text for word in self.words if word.kind == "number"):
            meant = [self.edited(*((w.start, w.end, self.text[w.start : w.end].replace(",", sign)) for w in tight)) for sign in (".", ", ")]
            raise self.refusal(
                "A comma between two digits may be a decimal comma or separate two arguments: write a point, or a space.", tight[0], *meant
            )
        for word in tight:
            at, pieces, start = self.words.index(word), [], word.start
            for digits in word.text.split(","):
                pieces += [Word("sign", ",", start - 1, start)] if pieces else []
                pieces.append(Word("number", digits, start, start + len(digits)))
                start += len(digits) + 1
            self.words[at : at + 1] = pieces

    def unknown(self, word: Word) -> ExpressionError:
        """What to say of a name that is not known: what it is made of, what it resembles, or that other letters are asked for."""
        name, written = word.text, self.text[word.start : word.end]
        if others := self.other_letters():
            swap = dict(zip(others, self.letters, strict=False))
            renamed = [(other.start, other.end, swap[other.text]) for other in self.words if other.text in swap and other.kind == "name"]
            return self.refusal(
                f"{written} is not a known name: the letters here are {' and '.join(self.letters)}.", word, self.edited(*renamed)
            )
        opens = self.is_sign("(", "[", "{")
        found = ASKED.get(name) or self.composed(name, opens) or self.similar(name, opens)
        meant = [self.edited((word.start, word.end, new)) for new in found]
        product = f": for the product write {'*'.join(name)}" if set(name) <= {*self.letters} and len(name) > 1 else ""
        return self.refusal(f"{written} is not a known name{product}.", word, *meant)

    def other_letters(self) -> list[str]:
        """The letters of a text that is written in other letters, and no more of them, than this function has."""
        names = dict.fromkeys(word.text for word in self.words if word.kind == "name")
        unknown = [name for name in names if self.known(name) is None]
        alone = all(re.fullmatch(rf"{LETTER}(_?\d)?", name) for name in unknown) and not any(
            self.known(name) in self.letters for name in names
        )
        single = len(unknown) == 1 and unknown[0][0] in self.letters  # x2 alone is no other letter
        return unknown if alone and len(unknown) <= len(self.letters) and not single else []

    def composed(self, name: str, opens: bool) -> list[str]:
        """A name as known names side by side: xsin as x*sin, sinx as sin(x), x2 as x^2 or as x*2."""
        pieces = self.pieces(name)
        if len(pieces) < 2 or (opens and self.known(pieces[-1]) not in (*FUNCTIONS, *self.letters)):
            return []
        return [self.joined(pieces, opens, wide, sign) for wide, sign in ((True, "^"), (False, "*"))]

    def pieces(self, name: str) -> list[str]:
        names = sorted([*self.letters, *CONSTANTS, *FUNCTIONS, *OTHER_NAMES], key=len, reverse=True)
        found, rest = [], name
        while rest:
            piece = next((known for known in names if rest.lower().startswith(known)), None) or re.match(r"\d*", rest)[0]
            if not piece:
                return []
            found.append(piece)
            rest = rest[len(piece) :]
        return found

    def joined(self, pieces: list[str], opens: bool, wide: bool, before_digits: str) -> str:
        """The pieces as factors; a function takes all letters that follow as its argument, or only one where `wide` is false."""
        factors, rest = [], list(pieces)
        while rest:
            piece = rest.pop(0)
            if self.known(piece) not in FUNCTIONS or (not rest and opens):
                factors.append(piece)
                continue
            argument = []
            while rest and self.known(rest[0]) not in FUNCTIONS and (wide or not argument):
                argument.append(rest.pop(0))
            factors.append(f"{piece}({product_text(argument, before_digits)})")
        return product_text(factors, before_digits)

    def similar(self, name: str, opens: bool) -> list[str]:
        known = [*FUNCTIONS, *OTHER_NAMES] if opens else [*FUNCTIONS, *OTHER_NAMES, *CONSTANTS]
        return [name for name in get_close_matches(name.lower(), known, n=1, cutoff=0.7) if len(name) > 1]

    def barred(self, opening: Word, inside: Node) -> Node:
        if opening.text == "‖":
            raise self.refusal("‖…‖ is a norm of vectors; here it may be |…|.", opening)
        return self.node("abs", [inside], opening.start)

    # Values and LaTeX

    def part(self, node: Node) -> Part:
        """A node as a part of the formula."""
        if node.kind == "number":
            return Part(node.parts[0], *number_latex(node.parts[0]))
        if node.kind == "constant":
            return Part(*CONSTANTS[node.parts[0]], ATOM)
        if node.kind == "letter":
            index = self.letters.index(node.parts[0])
            return Part(lambda xp, *at: at[index], letter_latex(node.parts[0]), ATOM)
        if node.kind == "sum":
            return reduce(self.added, node.parts[1:], self.part(node.parts[0]))
        return self.operated(node, [self.part(child) for child in node.parts])

    def added(self, total: Part, term: Node) -> Part:
        """A sum with one more term."""
        minus = term.kind == "negative"
        return self.operated(term._replace(kind="subtract" if minus else "add"), [total, self.part(term.parts[0] if minus else term)])

    def operated(self, node: Node, parts: list[Part]) -> Part:
        """What the node does to its parts."""
        if node.kind == "group":
            return parts[0]
        operation, typeset = OPERATIONS.get(node.kind) or (FUNCTIONS[node.kind][0], call(FUNCTIONS[node.kind][2]))
        if node.kind == "power":
            self.check_root(node, *parts)
        value = applied(operation, [part.value for part in parts])
        if not callable(value) and not np.isfinite(value):
            raise self.refusal("The numbers here have no finite result.", node.start)
        return Part(value, *typeset(*parts))

    def check_root(self, node: Node, base: Part, exponent: Part) -> None:
        """Ask about x^(1/3) where x is negative somewhere: the power is then not real, and the cube root is."""
        if callable(exponent.value):
            return
        ratio = Fraction(exponent.value).limit_denominator(99)
        if (
            ratio.denominator % 2 == 0
            or ratio.denominator == 1
            or abs(ratio - exponent.value) > 1e-12
            or not negative_somewhere(base, self.letters)
        ):
            return
        of, power = node.parts[0].text, f"({ratio})"
        of = of if node.parts[0].kind == "group" else f"({of})"
        root = "cbrt" + of if ratio.denominator == 3 else f"sign{of}*abs{of}^(1/{ratio.denominator})"
        real = root if ratio.numerator == 1 else f"{root}^{ratio.numerator}" if ratio.numerator > 0 else f"{root}^({ratio.numerator})"
        if ratio.denominator > 3 and ratio.numerator != 1:
            real = f"{'' if ratio.numerator % 2 == 0 else f'sign{of}*'}abs{of}^{power}"
        end = node.start + len(node.text)
        meant = [self.edited((node.start, end, text)) for text in (real, f"sqrt{of}^({2 * ratio})")]
        reason = f"{node.text} has no real value where {node.parts[0].text} is negative, unless the root of odd degree is meant."
        raise self.refusal(reason, node.start, *meant)


def product_text(factors: list[str], before_digits: str) -> str:
    text = factors[0] if factors else ""
    for before, factor in itertools.pairwise(factors):
        text += f"{before_digits if factor.isdigit() and not before.isdigit() else '*'}{factor}"
    return text


def negative_somewhere(part: Part, letters: Sequence[str]) -> bool:
    """Whether a part is negative at a point of a grid over the window that typed functions open with."""
    if not callable(part.value):
        return part.value < 0
    line = np.linspace(*WINDOW[:2], 9)
    with np.errstate(all="ignore"):
        values = part.value(
            np, *np.meshgrid(*[line] * len(letters)) if len(letters) < 4 else np.random.default_rng(0).normal(size=(len(letters), 99))
        )
    return bool(np.min(values) < -1e-12)


def applied(operation: str | Callable, values: list[float | Callable]) -> float | Callable:
    """The operation of numbers at once, of functions as a function; of more than two values step by step from the left."""
    do = (
        operation
        if callable(operation)
        else lambda xp, *values: reduce(getattr(xp, operation), values) if len(values) > 2 else getattr(xp, operation)(*values)
    )
    if not any(callable(value) for value in values):
        with np.errstate(all="ignore"):
            return float(do(np, *map(np.float64, values)))
    values = [value if callable(value) else whole(value) for value in values]
    return lambda xp, *at: do(xp, *(value(xp, *at) if callable(value) else value for value in values))


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


def letter_latex(letter: str) -> str:
    name, _, index = letter.partition("_")
    return f"{name}_{{{index}}}" if index else name


def product(*factors: Part) -> tuple[str, int]:
    """Side by side; with a dot where two numbers would run together."""
    first, *others = factors
    text, binding = first.within(NEGATIVE), min(first.binding, PRODUCT) if first.binding > SUM else PRODUCT
    for factor in others:
        second = factor.within(PRODUCT)
        text += (r" \cdot " if second[0].isdigit() or second.startswith(r"\frac") else " ") + second
    return text, binding


def call(latex: str) -> Callable[..., tuple[str, int]]:
    return lambda *parts: (latex % ", ".join(part.latex for part in parts), POWER)


OPERATIONS = {
    "negative": ("negative", lambda part: (f"-{part.within(PRODUCT)}", NEGATIVE)),
    "add": ("add", lambda left, right: (f"{left.latex} + {right.within(PRODUCT)}", SUM)),
    "subtract": ("subtract", lambda left, right: (f"{left.latex} - {right.within(PRODUCT)}", SUM)),
    "product": ("multiply", product),
    "quotient": ("divide", lambda left, right: (rf"\frac{{{left.latex}}}{{{right.latex}}}", PRODUCT)),
    "power": ("power", lambda left, right: (f"{left.within(ATOM)}^{{{right.latex}}}", POWER)),
}
