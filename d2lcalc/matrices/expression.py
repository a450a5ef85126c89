"""Typed formulas of vectors and matrices, such as "d‖X − UV‖²/dV = −2Uᵀ(X − UV)": read by a grammar of their own, never run as code.

A small letter is a vector, a capital letter a matrix, I the identity; letters that stand side by side are multiplied. There are sums,
transposes (Aᵀ, A', A^T), powers, inverses, ‖…‖ (Frobenius), ‖…‖₂ (spectral), functions of matrices and numbers, and division by a number.
"""

import re
from difflib import get_close_matches
from typing import NamedTuple

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
