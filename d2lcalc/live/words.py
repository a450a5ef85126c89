"""Sentences and formulas with numbers in them: `words("the gap is @gap", gap=gap)`."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Context
from html import escape
from string import ascii_lowercase
from typing import Any

import jax
import jax.numpy as jnp
from latex2mathml.converter import convert

from d2lcalc.live.chosen import Chosen, settled

PLACEHOLDER = re.compile(r"@([A-Za-z_][A-Za-z0-9_]*|[^\W\d]\w*)")  # what an author writes; words after it may follow at once, @k是
NUMBER = re.compile(r"⟦([^⟧:]+)(?::(\d*)(\(\))?)?⟧")  # what it becomes, ⟦gap⟧ or ⟦gap:8()⟧: what a name is, only Python has to know
SUM = re.compile(r"@\[(.*?)\]")  # its terms
ITALIC = str.maketrans({letter: chr(0x1D44E + k) for k, letter in enumerate(ascii_lowercase)} | {"h": "ℎ"})
DIGITS = 4  # significant, unless a placeholder asks for more
SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


BEFORE_A_NEGATIVE = r"(<mspace[^>]*/>|<mo[^>]*>[([{,=·≈]</mo>)"
NAMESPACE = ' xmlns="http://www.w3.org/1998/Math/MathML" display="inline"'  # which HTML knows by itself
INSTEAD = 'write words("x = @x", x=x), not an f-string'
UNKNOWN_NUMBER = re.compile(r"\w*Tracer[(<]|Traced<")  # what a number that JAX does not know yet leaves in an f-string


@dataclass(frozen=True)
class Words:
    """A template whose `⟦name⟧` stand for numbers of the picture."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def plain(self) -> str:
        """The template without its numbers."""
        return NUMBER.sub("", SUM.sub("", self.template)).strip()


Text = str | Words | Chosen | None
"""A text in a picture: plain, with numbers in it, one of several, or none."""


def words(template: str, /, **values: Any) -> Words:
    """A sentence or LaTeX formula in which each `@name` shows the number `name` to four significant digits, `@name:8` to eight.

    `@name:()` and `@name:8()` put a negative number in brackets, as a factor or after a sign needs it.
    `@[@c + @a u + @b·@v:()]` is a sum: the sign of a term stands between the terms, its number 1 is not written, and what is 0 is left out.

    Raises ValueError if a placeholder has no value or a value no placeholder, TypeError for a value that is no number.
    """
    if UNKNOWN_NUMBER.search(template):
        raise ValueError(f"the text {template[: template.index('Tracer')]!r}… holds a number that is not known yet: {INSTEAD}")
    known = "|".join(map(re.escape, sorted(values, key=len, reverse=True)))
    marked = re.sub(rf"@({known})(?![A-Za-z0-9_])(:\d+(?:\(\))?|:\(\))?", r"⟦\1\2⟧", template) if values else template
    if odd := ", ".join(sorted({*PLACEHOLDER.findall(marked), *values} - {name for name, *_ in NUMBER.findall(marked)})):
        raise ValueError(f"words({template!r}): the placeholders and the values differ in {odd}")
    for name, value in values.items():
        if jnp.shape(value) != ():
            raise TypeError(f"words: @{name} has the shape {jnp.shape(value)}; a text shows one number (did you mean one component?)")
    return Words(marked, values)


def as_text(text: Text, what: str = "a text") -> Words | Chosen | None:
    """`text` with every plain string made a template without numbers; TypeError, beginning with `what` it is, for what is no text."""
    if isinstance(text, Chosen):
        return replace(text, options=tuple(as_text(option, what) for option in text.options))
    if text is None or isinstance(text, Words):
        return text
    if isinstance(text, str):
        return words(text)
    raise TypeError(f"{what}: {described(text)} is no text; for a number in it {INSTEAD}")


def described(thing: Any) -> str:
    """A thing in an error's sentence; of a number that JAX does not know yet, that it is one."""
    return "a number of the picture" if isinstance(thing, jax.core.Tracer) else repr(thing)


def written(item: Any, outputs: Sequence[Any], wrap: str = "{}") -> str | None:
    """A spec's text where the tape gave `outputs`, each number within `wrap`; None where there is none."""
    item = settled(item, outputs)
    return item and filled(item["template"], {name: outputs[index] for name, index in item["values"].items()}, wrap)


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

    def number(found):
        name, digits, brackets = found.groups()
        shown = numeral(float(values[name]), int(digits or DIGITS))
        return f"({shown})" if brackets and shown.startswith("−") else shown

    return NUMBER.sub(lambda found: wrap.format(number(found)), SUM.sub(lambda found: _sum(NUMBER.sub(number, found[1])), template))


def _sum(terms):
    """The sum of terms, each a number, and a factor after "·" or a space."""
    kept = [re.sub(r"^(−?)1[ ·]|^(\S+) ", r"\1\2", term) for term in terms.split(" + ") if not re.match(r"0(?![.\d])|.*·0$", term)]
    return " + ".join(kept).replace("+ −", "− ") or "0"


def in_a_row(names: Sequence[str]) -> str:
    """a, b and c."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def symbol(name: str) -> str:
    r"""A Python name in LaTeX: w1 and h_1_2 with their numbers as subscripts, any other of several letters as a word."""
    numbered = re.fullmatch(r"([^\W\d_])_?(\d+(?:_\d+)*)", name)
    if numbered:
        return f"{numbered[1]}_{{{numbered[2].replace('_', ',')}}}"
    return name if len(name) == 1 and name != "_" else rf"\text{{{name}}}"


def converted(latex: str, **options: str) -> str:
    """LaTeX as MathML, its signs as themselves. A minus after a bracket, a comma, =, ≈, · or a gap stands close to its negative."""
    characters = re.sub(r"&#x0*(\w+);", lambda code: escape(chr(int(code[1], 16)), quote=False), convert(latex, **options))
    return re.sub(f"{BEFORE_A_NEGATIVE}<mo>(?=−)", r'\1<mo form="prefix">', characters)


def mathml(template: str) -> str:
    r"""The LaTeX `template` as MathML: `⟦name:8⟧` becomes a text of its own, `\textcolor{role}{…}` takes the role's colour.

    Raises ValueError for LaTeX that cannot be read.
    """
    sloped = lambda sum_: re.sub("⟦.*?⟧|[a-z]", lambda found: found[0] if found[0][1:] else found[0].translate(ITALIC), sum_)
    marked = re.sub(rf"{SUM.pattern}|⟦.*?⟧", lambda found: rf"\text{{{sloped(found[0])}}}", template)
    if marked.count("{") - marked.count(r"\{") != marked.count("}") - marked.count(r"\}"):
        raise ValueError(f"the formula {template!r} opens a brace that it does not close, or closes one that is not open")
    try:
        markup = converted(marked).replace(NAMESPACE, "")
    except Exception as reason:  # whatever the converter stumbles over
        raise ValueError(f"the formula {template!r} cannot be read as LaTeX: {reason or type(reason).__name__}") from reason
    plain = SUM.sub(lambda found: found[0].replace("\xa0", " "), markup)  # its spaces part the terms
    return re.sub(r'mathcolor="(\w+)"', r'style="color: var(--d2l-\1)"', plain)
