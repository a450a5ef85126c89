"""Sentences and formulas with numbers in them: `words("the gap is @gap", gap=gap)`."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Context
from typing import Any

from latex2mathml.converter import convert

PLACEHOLDER = re.compile(r"@([A-Za-z]\w*)(?::(\d+))?")  # @gap, or @gap:8 for eight digits
DIGITS = 4  # significant, unless a placeholder asks for more
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Words:
    """A template whose `@name` stand for numbers of the picture."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)


def words(template: str, **values: Any) -> Words:
    """A sentence or LaTeX formula in which each `@name` shows the number `name` to four significant digits, `@name:8` to eight.

    Raises ValueError if a placeholder has no value or a value no placeholder.
    """
    named = {name for name, _ in PLACEHOLDER.findall(template)}
    if named != set(values):
        odd = ", ".join(sorted(named ^ set(values)))
        raise ValueError(f"words({template!r}): the placeholders and the values differ in {odd}")
    return Words(template, values)


def as_words(text: "str | Words") -> Words:
    """`text` itself, or a template without numbers made of it; ValueError if it has a placeholder."""
    return text if isinstance(text, Words) else words(text)


def numeral(value: float, digits: int = DIGITS) -> str:
    """`value` to `digits` significant digits with a true minus sign, as `format` in ticks.js writes it.

    −0 is 0 and nan is "undefined"; below 1e-4 and from 1e7 on the form is 1.8·10⁻⁵, and 10⁻⁵ for a power of ten.
    """
    if math.isnan(value):
        return "undefined"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    rounded = float(Context(digits, ROUND_HALF_UP).create_decimal_from_float(value)) + 0.0  # ties away from zero, as in JavaScript
    if rounded == 0 or 1e-4 <= abs(rounded) < 1e7:
        return _plain(repr(rounded))
    mantissa, exponent = f"{rounded:.{digits - 1}e}".split("e")
    factor = _plain(repr(float(mantissa)))
    return f"{ {'1': '', '−1': '−'}.get(factor, factor + '·') }10{str(int(exponent)).translate(SUPERSCRIPT)}"


def _plain(digits: str) -> str:
    return digits.removesuffix(".0").replace("-", "−")


def filled(template: str, values: Mapping[str, float], wrap: str = "{}") -> str:
    """`template` with its numbers written in, each within `wrap`."""
    return PLACEHOLDER.sub(lambda found: wrap.format(numeral(float(values[found[1]]), int(found[2] or DIGITS))), template)


def mathml(template: str) -> str:
    r"""The LaTeX `template` as MathML: `@name:8` becomes the text ⟦@name:8⟧, `\textcolor{role}{…}` takes the role's colour."""
    marked = PLACEHOLDER.sub(r"\\text{⟦\g<0>⟧}", template)
    return re.sub(r'mathcolor="(\w+)"', r'style="color: var(--d2l-\1)"', convert(marked))
