"""A tree of operations in LaTeX, with brackets where a part holds together less firmly than its place needs."""

from collections.abc import Mapping
from itertools import zip_longest

from .tree import Node

SUM, NEGATIVE, PRODUCT, POWER, ATOM = range(5)  # how firmly what is written holds together, from loosely to firmly
OPERATIONS = {  # what is written around the parts, how firmly that holds together, and how firmly the parts must
    "negative": ("-%s", NEGATIVE, PRODUCT),
    "quotient": (r"\frac{%s}{%s}", PRODUCT),
    "power": ("%s^{%s}", POWER, ATOM),
    "abs": (r"\left|%s\right|", ATOM),
    "sqrt": (r"\sqrt{%s}", ATOM),
}


def written(node: Node, operations: Mapping[str, tuple]) -> tuple[str, int]:
    """The LaTeX of a node, and how firmly it holds together."""
    if node.kind in SPECIAL:
        return SPECIAL[node.kind](node, operations)
    template, binding, *needed = operations[node.kind]
    parts = [within(part, need, operations) for part, need in zip_longest(node.parts, needed, fillvalue=SUM)]
    return template % (tuple(parts) if template.count("%s") > 1 else ", ".join(filter(None, parts))), binding


def within(node: Node, needed: int, operations: Mapping[str, tuple]) -> str:
    """The LaTeX of a node, in brackets where it holds together less firmly than is needed."""
    text, binding = written(node, operations)
    return text if binding >= needed else rf"\left({text}\right)"


def number(node: Node, _operations: Mapping) -> tuple[str, int]:
    """As it is read: 0.5, and 2 · 10^{-7} where Python writes 2e-07."""
    digits, _, exponent = repr(node.parts[0]).removesuffix(".0").partition("e")
    if not exponent:
        return digits, ATOM
    power = f"10^{{{int(exponent)}}}"
    return (power, POWER) if digits == "1" else (rf"{digits} \cdot {power}", PRODUCT)


def letter(node: Node, _operations: Mapping) -> tuple[str, int]:
    """A name with its index; what follows an @ tells apart what is written alike."""
    name, _, index = node.parts[0].partition("@")[0].partition("_")
    return f"{name}_{{{index}}}" if index else {"pi": r"\pi"}.get(name, name), ATOM


def total(node: Node, operations: Mapping[str, tuple]) -> tuple[str, int]:
    text = within(node.parts[0], SUM, operations)
    for term in node.parts[1:]:
        sign, of = ("-", term.parts[0]) if term.kind == "negative" else ("+", term)
        text += f" {sign} {within(of, PRODUCT, operations)}"
    return text, SUM


def product(node: Node, operations: Mapping[str, tuple]) -> tuple[str, int]:
    """Side by side; with a dot where two numbers would run together."""
    text, binding = within(node.parts[0], NEGATIVE, operations), written(node.parts[0], operations)[1]
    for factor in node.parts[1:]:
        second = within(factor, PRODUCT, operations)
        text += (r" \cdot " if second[0].isdigit() or second.startswith(r"\frac") else " ") + second
    return text, NEGATIVE if binding == NEGATIVE else PRODUCT


SPECIAL = {
    "number": number,
    "letter": letter,
    "constant": letter,
    "group": lambda node, operations: written(node.parts[0], operations),
    "sum": total,
    "product": product,
}
