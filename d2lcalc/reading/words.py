"""Typed text as words: keyboards of the world, pasted LaTeX and superscripts in one plain spelling, and every word keeps its place."""

import re
from collections.abc import Iterator
from typing import NamedTuple
from unicodedata import category, decimal, decomposition, normalize

LENGTH = 200  # characters in a text

RAISED = "".join(sign for sign in map(chr, range(0x2100)) if decomposition(sign).startswith("<super>") and sign not in "¯´ªº")
HALVES = "".join(sign for sign in map(chr, range(0x2190)) if re.fullmatch(r"\d+⁄\d+", normalize("NFKC", sign)))
ALIKE = {"-": "−–—‐‑‒﹣➖¯", "*": "·⋅×∗∙•✕✖⨯・", "/": "÷∕⁄", "^": "ˆ↑", "(": "【〔", ")": "】〕", "‖": "∥", "'": "’′‘`´⊤ᵗ", "μ": "µ"}
ALIKE |= {".": "٫"} | dict(zip("xyaeopcXYAEOPCTMHKB", "хуаеорсХУАЕОРСТМНКВ", strict=True))  # which are Cyrillic
PLAIN = {ord(sign): plain for plain, signs in ALIKE.items() for sign in signs}

LETTER = "[A-Za-zͰ-Ͽ]"
NUMBER = r"(?: \d{1,3}(?:,\d{3})+\.\d+ | \d{1,3}(?:\.\d{3})+,\d+ | \d+(?:,\d+)+ | \d{1,3}(?:\.\d{3}){2,} | \d+\.?\d* | \.\d+ )"
MODULE = r"(?:np|jnp|numpy|jax\.numpy|jax\.nn|nn|[mM]ath|torch|tf|sympy|sp)\.(?:linalg\.)?"
STYLE = r"(?:operatorname\*?|text(?:rm|bf)?|math(?:rm|bf|sf|it)|boldsymbol|bm|vec)"
WORD = re.compile(
    rf"""(?P<number> {NUMBER} (?: [eE][-+]?\d+ )? )
      | (?P<raised> ⁻?ᵀ | [{RAISED.replace("ᵀ", "")}]+ )
      | (?P<half> [{HALVES}] )
      | (?P<digits> \\[dtc]?frac \s* \d \s* \d )
      | (?P<root> \\sqrt \s* \[ \s* \d+ \s* \] | sqrt \s* \[ \s* \d+ \s* \] (?= \s* [({{] ) )
      | (?P<command> \\{STYLE} \s* \{{ \s* {LETTER}+ \s* \}} | \\[A-Za-z]*[vV]ert(?![A-Za-z]) | \\[A-Za-z]+ (?:_(?:\d+|\{{\d+\}}))? | \\. )
      | (?P<name> (?:{MODULE})? {LETTER}(?:{LETTER}|[0-9₀-₉])* (?:_(?:\w+|\{{\w+\}}))? | [√∛] )
      | (?P<sign> \*\* | \.T\b | \.[*/^] | _\{{?[F2]\}}? | [-+*/:^(){{}}\[\],;=|‖₂'@∂] )
      | (?P<space> [\s$]+ )
      | (?P<strange> . )""",
    re.VERBOSE | re.DOTALL,
)
SPACES = {*"left right big Big bigg Bigg bigl bigr displaystyle quad qquad mathbf mathrm boldsymbol vec , ; : ! ( ) [ ]".split(), " "}
SIGNS = {
    "*": "cdot times ast",
    "/": "div",
    "|": "vert lvert rvert mid",
    "‖": "Vert lVert rVert |",
    "'": "top intercal prime",
    "∂": "partial",
}
SIGNS |= {"(": "{ lbrace", ")": "} rbrace", "frac": "frac dfrac tfrac cfrac"}
COMMANDS = {name: sign for sign, names in SIGNS.items() for name in names.split()}
NAMES = (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho varsigma sigma tau upsilon phi chi psi omega"
)
GREEK = {name: chr(0x3B1 + k) for k, name in enumerate(NAMES.split())}
LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")


class Word(NamedTuple):
    """A word of a text: what it is ("number", "half", "name", "sign", "strange" or "end"), in plain spelling, and from where to where."""

    kind: str
    text: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """The words of a text. A raised 2 is ^ (2); what has no meaning anywhere is a strange word of one character."""
    for found in WORD.finditer(plain(text)):
        kind, written, (start, end) = found.lastgroup, found.group(), found.span()
        if kind == "raised":
            yield from [Word("sign", "^", start, start), Word("sign", "(", start, start)]
            once = re.sub(r"(?<=[a-z])(?=\d)", "^", normalize("NFKC", written))  # ˣ² is the square of x, ²ˣ is 2*x
            once = re.sub(r"(?<=\d)(?=[a-z])", "*", once)
            yield from (word._replace(start=start, end=end) for word in words(once))
            yield Word("sign", ")", end, end)
        elif kind == "digits":
            yield Word("half", "/".join(re.findall(r"\d", written)), start, end)
        elif kind == "root":
            degree = re.search(r"\d+", written)[0]
            yield Word("name", {"2": "sqrt", "3": "cbrt"}.get(degree, f"root {degree}"), start, end)
        elif kind == "command":
            yield from command(written, start, end)
        elif kind != "space":
            yield Word(kind, spelled(kind, written), start, end)


def plain(text: str) -> str:
    """The text as an English keyboard has it, where it has it: as long as it was."""
    return "".join(map(plain_sign, text))


def plain_sign(sign: str) -> str:
    if sign.isascii() or sign in RAISED or sign in HALVES or sign in "₀₁₂₃₄₅₆₇₈₉":
        return sign
    if category(sign) == "Cf":  # joiners, marks of direction: nobody sees them
        return " "
    alike = PLAIN.get(ord(sign)) or str(decimal(sign, "")) or normalize("NFKC", sign)
    return PLAIN.get(ord(alike), alike) if len(alike) == 1 else sign


def spelled(kind: str, written: str) -> str:
    """A word in plain spelling."""
    if kind == "half":
        return normalize("NFKC", written).replace("⁄", "/")
    if kind == "name":
        return re.sub(r"^.*\.|[{}]", "", written).translate(LOWERED)
    return {"**": "^", ".T": "'", ":": "/"}.get(written, written)


def command(written: str, start: int, end: int) -> Iterator[Word]:
    """What a command of LaTeX stands for: a sign, a name, or nothing but space."""
    inner = re.search(rf"{LETTER}+(?=\s*\}}$)", written)  # of \operatorname{tr}
    name, mark, index = (inner[0] if inner else written[1:]).partition("_")
    if name in COMMANDS:
        yield Word("sign", COMMANDS[name], start, end)
    elif inner or name not in SPACES:
        yield Word("name" if name.isalpha() else "strange", GREEK.get(name, name) + mark + index.strip("{}"), start, end)
