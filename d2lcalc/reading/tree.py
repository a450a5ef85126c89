"""Words as a tree of operations, by recursive descent; and the error that says where a text goes wrong, and what nearest to it is read."""

import re
from collections.abc import Callable
from typing import Any, NamedTuple

from .words import LENGTH, Word, words

DEPTH = 30  # operations inside one another
CLOSING = {"(": ")", "[": "]", "{": "}", "|": "|", "‖": "‖"}
MENDINGS = 12  # that a text may need to be read


class ExpressionError(ValueError):
    """A typed text that cannot be read.

    `position` is the index of the character at which it goes wrong; `suggestions` are texts that are read and may have been meant.
    """

    def __init__(self, text: str, position: int, reason: str, allowed: str, mended: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.text, self.position, self.reason, self.allowed = text, position, reason, allowed
        self.mended = mended  # texts without this fault; others may be left in them
        self.suggestions: tuple[str, ...] = ()

    def __str__(self) -> str:
        start = max(0, self.position - LENGTH // 2)
        seen = "".join(sign if sign.isprintable() else "?" for sign in self.text[start : start + LENGTH])
        meant = f"\nDid you mean {'  or  '.join(self.suggestions)} ?" if self.suggestions else ""
        return f"{self.reason}\n    {seen}\n    {' ' * (self.position - start)}^{meant}\n{self.allowed}"


def reading(read: Callable[[str], Any], text: str) -> Any:
    """What `read` makes of the text; ExpressionError, with what else may be suggested, where it makes nothing of it."""
    try:
        return read(text)
    except ExpressionError as error:
        found = (mended for text in error.mended if (mended := readable(read, text)))
        error.suggestions = tuple(dict.fromkeys(found))
        raise


def readable(read: Callable[[str], Any], text: str, mendings: int = MENDINGS) -> str | None:
    """A text that is read, made from this one by what its errors propose; None if none is found."""
    try:
        read(text)
        return text
    except ExpressionError as error:
        return readable(read, error.mended[0], mendings - 1) if error.mended and mendings else None


class Node(NamedTuple):
    """One operation: what is done, with which parts, and how and where it was typed."""

    kind: str
    parts: tuple
    text: str = ""
    start: int = 0


def bare(node: Node) -> Node:
    """The node without brackets around it."""
    return bare(node.parts[0]) if node.kind == "group" else node


class Reader:
    """Reads one text, by the grammar sum → term → power → atom; a vocabulary has `named`, what names are, and `side_by_side`."""

    allowed = ""
    skipped = 0  # characters before what is read

    def __init__(self, text: str) -> None:
        self.text, self.at, self.depth, self.bars = text, 0, 0, []
        self.words = [Word("end", "", len(text), len(text))]
        if len(text) > LENGTH:
            raise self.refusal(f"This is longer than {LENGTH} characters.", LENGTH)
        found = [word for word in words(text) if word.start >= self.skipped]
        for word in found:
            if word.kind == "strange":
                raise self.strange(word)
        self.words = [*self.spelled(found), *self.words]

    def spelled(self, found: list[Word]) -> list[Word]:
        """The words, as the vocabulary has them."""
        return found

    def refusal(self, reason: str, at: Word | int | None = None, *mended: str) -> ExpressionError:
        """The error to raise: at a word, the present one unless given."""
        position = at if isinstance(at, int) else (at or self.word).start
        return ExpressionError(self.text, min(position, len(self.text)), reason, self.allowed, mended)

    def strange(self, word: Word) -> ExpressionError:
        mended = [self.text[: word.start]] if word.end == len(self.text.rstrip()) and word.text not in "!%" else []
        return self.refusal(f"The character {self.text[word.start : word.end]!r} has no meaning here.", word, *mended)

    def edited(self, *edits: tuple[int, int, str]) -> str:
        """The text with a new piece from start to end, for each of the edits."""
        text = self.text
        for start, end, new in sorted(edits, reverse=True):
            text = text[:start] + new + text[end:]
        return text

    @property
    def word(self) -> Word:
        return self.words[self.at]

    def take(self) -> Word:
        word = self.word
        self.at += word.kind != "end"
        return word

    def took(self, *signs: str) -> Word | None:
        """The present word, taken, if it is one of these signs."""
        return self.take() if self.is_sign(*signs) else None

    def is_sign(self, *signs: str) -> bool:
        return self.word.kind == "sign" and self.word.text in signs

    def node(self, kind: str, parts: Any, start: int) -> Node:
        return Node(kind, tuple(parts), self.text[start : self.words[self.at - 1].end].strip(), start)

    def whole(self) -> Node:
        """The whole text."""
        if self.word.kind == "end":
            raise self.refusal("There is nothing here yet.", self.word if self.text.strip() else 0)
        node = self.sum()
        if self.word.kind != "end":
            raise self.left_over()
        return node

    def left_over(self) -> ExpressionError:
        """What to say of a word that cannot follow here."""
        word = self.word
        written = self.text[word.start : word.end]
        if word.text in CLOSING.values():
            return self.refusal(f"{written} closes a bracket that is not open.", word, self.edited((word.start, word.end, "")))
        return self.refusal(f"{written} was not expected here.", word)

    def sum(self) -> Node:
        """Terms with their signs."""
        start, terms = self.word.start, [self.signed()]
        while self.is_sign("+", "-"):
            terms.append(self.signed())
        return terms[0] if len(terms) == 1 else self.node("sum", terms, start)

    def nested(self, read: Callable[[], Node]) -> Node:
        """What is read inside another operation."""
        self.depth += 1
        if self.depth > DEPTH:
            raise self.refusal(f"More than {DEPTH} operations stand inside one another here.")
        node = read()
        self.depth -= 1
        return node

    def signed(self) -> Node:
        start = self.word.start
        if self.took("-"):
            return self.node("negative", [self.term()], start)
        self.took("+")
        return self.term()

    def term(self) -> Node:
        """Factors, multiplied and divided from left to right."""
        start, node = self.word.start, self.unary()
        while True:
            if self.took("*"):
                node = self.product(node, self.unary(), start)
            elif self.divides() and self.took("/"):
                node = self.node("quotient", [node, self.unary()], start)
            elif self.begins():
                node = self.side_by_side(node, start)
            else:
                return node

    def product(self, left: Node, right: Node, start: int) -> Node:
        return self.node("product", [*(left.parts if left.kind == "product" else [left]), right], start)

    def divides(self) -> bool:
        return self.is_sign("/")

    def begins(self) -> bool:
        """Whether the present word can begin a factor: a bar does where none is open."""
        opens = self.is_sign("(", "[", "{", "frac") or (self.is_sign("|", "‖") and self.word.text not in self.bars)
        return opens or self.word.kind in ("number", "half", "name")

    def unary(self) -> Node:
        start = self.word.start
        if self.took("-"):
            return self.node("negative", [self.nested(self.unary)], start)
        return self.nested(self.unary) if self.took("+") else self.power()

    def power(self) -> Node:
        """a^b, where b may have a sign and a power of its own."""
        start, node = self.word.start, self.nested(self.atom)
        return self.node("power", [node, self.nested(self.unary)], start) if self.took("^") else node

    def atom(self) -> Node:
        word = self.word
        if word.kind == "number":
            return self.number()
        if word.kind == "half":
            self.take()
            return self.node("quotient", [Node("number", (float(part),)) for part in word.text.split("/")], word.start)
        if word.kind == "name":
            return self.named()
        if self.took("frac"):
            return self.node("quotient", [self.fraction_part(), self.fraction_part()], word.start)
        if self.is_sign("(", "[", "{"):
            return self.bracket()
        if self.is_sign("|", "‖"):
            return self.barred(*self.enclosed())
        if word.kind == "end":
            raise self.refusal("The formula ends where a letter or number is expected.")
        raise self.refusal(f"Before {self.text[word.start : word.end] or word.text} a letter or number is missing.")

    def number(self) -> Node:
        """A number with a decimal point or comma; thousands may be grouped where that has one reading."""
        word = self.take()
        digits, *exponent = re.split("[eE]", word.text)
        if re.fullmatch(r"[1-9]\d{0,2},\d{3}", digits):
            meant = [self.edited((word.start, word.end, word.text.replace(",", sign))) for sign in ("", ".")]
            raise self.refusal(f"{digits} may be thousands or a decimal: write it without the comma, or with a point.", word, *meant)
        if re.fullmatch(r"\d{1,3}((,\d{3})+\.\d+|(\.\d{3})+,\d+|(,\d{3}){2,}|(\.\d{3}){2,})", digits):
            digits = digits.replace(re.search("[.,]", digits)[0], "")
        if digits.count(",") > 1:
            raise self.refusal(f"{digits} has too many commas for one number.", word)
        value = float("e".join([digits.replace(",", "."), *exponent]))
        if value == float("inf"):
            raise self.refusal(f"{word.text} is too large for a number.", word)
        return self.node("number", [value], word.start)

    def single(self, word: Word, factor: Callable[[], Node], example: str) -> Node:
        """The argument of a function, the word, without brackets: one factor, where nothing else can belong to it."""
        written, first = self.text[word.start : word.end], self.word
        if not self.begins():
            raise self.refusal(f"{written} needs its argument in brackets: {written}({example}).", word)
        node, end = self.nested(factor), self.words[self.at - 1].end
        if not self.goes_on():
            return node
        following = self.words[self.at + self.is_sign("*")]
        ends = slice(None, None, -1 if following.kind == "name" and len(following.text) > 1 else 1)  # sin x cos y is a product first
        while self.goes_on():
            self.took("*", "/", "^")
            self.unary()
        wrap = lambda end: self.edited((word.end, first.start, "("), (end, end, ")"))
        meant = [wrap(self.words[self.at - 1].end), wrap(end)][ends]
        raise self.refusal(f"{written} needs its argument in brackets.", word, *meant)

    def goes_on(self) -> bool:
        return self.is_sign("*", "^") or self.divides() or self.begins()

    def bracket(self) -> Node:
        """(…), […] or {…}."""
        if not self.is_sign("(", "[", "{"):
            raise self.refusal(f"A bracket was expected before {self.word.text or 'the end'}.")
        opening, inside = self.enclosed()
        return self.node("group", [inside], opening.start)

    def fraction_part(self) -> Node:
        """Of \\frac: what stands in brackets, or one letter or digit."""
        return self.atom() if self.word.kind in ("number", "name") and len(self.word.text) == 1 else self.bracket()

    def enclosed(self) -> tuple[Word, Node]:
        """A bracket or bar, and what stands between it and the one that closes it."""
        opening, outside = self.take(), self.bars
        self.bars = [*outside, opening.text] if opening.text in "|‖" else []
        inside = self.sum()
        self.bars = outside
        self.close(opening)
        return opening, inside

    def barred(self, opening: Word, inside: Node) -> Node:
        """|…| or ‖…‖."""
        if opening.text == "‖":
            raise self.refusal("‖…‖ is a norm of vectors; here it may be |…|.", opening)
        return self.node("abs", [inside], opening.start)

    def close(self, opening: Word) -> None:
        """Take the bracket that closes the opening one."""
        closing = CLOSING[opening.text]
        if not self.took(closing):
            if self.word.kind != "end":
                raise self.left_over()
            written = self.text[opening.start : opening.end] or opening.text
            raise self.refusal(f"The bracket {written} is never closed.", opening, self.text.rstrip() + closing)
