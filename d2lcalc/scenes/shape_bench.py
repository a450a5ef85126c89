"""The shape bench: a claimed derivative put to the test of its factors' shapes, and of values."""

from itertools import pairwise

import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus.blocks import ONE
from d2lcalc.live import Choose, Number, Scene, Subject, box, cases, chart, path, readout, say, text, told, words
from d2lcalc.live.questions import Question
from d2lcalc.matrices.expression import OF_NUMBERS, Claim, claim, claim_latex
from d2lcalc.matrices.values import SIZE_NAMES, compare, is_identity, kinds, shape_of

CLAIMS = (
    "d‖X − UV‖²/dV = −2(X − UV)U",
    "d‖X − UV‖²/dV = −2Uᵀ(X − UV)",
    "d‖X − UV‖²/dU = −2(X − UV)Vᵀ",
    "d(xᵀAx)/dx = 2Ax",
    "d(xᵀAx)/dx = (A + Aᵀ)x",
    "d(βᵀx)/dx = β",
    "d‖Xw − y‖²/dw = 2Xᵀ(Xw − y)",
    "d‖Ax‖²/dx = 2AᵀAx",
    "d tr(AXB)/dX = AᵀBᵀ",
    "d tr(AXB)/dX = BA",
    "d‖v‖/dv = v/‖v‖",
    "d‖X − UV‖₂²/dV = −2Uᵀ(X − UV)",
)
EXAMPLE = "d(xᵀx)/dx = 2x"
LARGEST = 6
FIRST_SIZES = dict(zip(SIZE_NAMES, (4, 3, 2, 5), strict=True))
SAME = 1e-9  # what is left of rounding, as a share of the derivative
MISFITS = {  # what is said where the sizes do not fit, by the operation
    "product": "Two neighbouring factors do not fit: the columns of one are not the rows of the next.",
    "sum": "Two terms of a sum do not fit: they have different shapes.",
    "quotient": "What is divided by is no number.",
    "trace": "What the trace is taken of has not as many rows as columns.",
    "det": "What the determinant is taken of has not as many rows as columns.",
    "inverse": "What is inverted has not as many rows as columns.",
    "power": "What is raised to a power has not as many rows as columns.",
    **{name: f"What {name} is taken of is no number." for name in OF_NUMBERS},
}


def ShapeBench(claimed: str = CLAIMS[0], *, question: Question | None = None) -> Scene:
    """A claimed derivative put to the test: do its factors fit, has it the shape of the denominator, and are its values those of JAX?

    The claim is typed as "d‖X − UV‖²/dV = −2Uᵀ(X − UV)"; ExpressionError for what cannot be read. The sizes are moved by sliders, and
    the values are tried at random matrices of these sizes, and at 1 × 1 too. On offer are claims of all kinds, and with a question
    to choose from those that its options make: so the menu says no more than the question.
    """
    asked = claimed.partition("=")[0]
    offered = [f"{asked}= {option}" for option in question.options] if isinstance(question, Choose) else CLAIMS
    for each in offered:
        claim(each)
    subject = Subject(claim(claimed), claim, offered, formula=claim_latex, example=EXAMPLE, label="Another claim")
    return Scene(bench, subject=subject, question=question)


def bench(claimed: Claim):
    """The picture of one claim, and its parameters: a size for every name, with a slider for those that occur in the claim."""
    shapes = kinds(claimed)
    free = list(dict.fromkeys(size for shape in shapes.values() for size in shape if size != ONE))
    random = np.random.default_rng(7)
    arrays = {name: jnp.asarray(random.normal(size=(LARGEST, LARGEST)).round(3)) for name in shapes if not is_identity(name)}

    def picture(**sizes):
        lengths = {ONE: 1, **sizes}
        compared, single = compare(claimed, sizes, arrays), compare(claimed, dict.fromkeys(free, 1), arrays)
        size_of = lambda part: shape_of(part, shapes)
        return [block_chart(claimed, compared, lengths, size_of), verdict(compared, single, lengths, free)]

    slider = lambda name, first: Number(first, min=1, max=LARGEST, step=1, label=f"size {name}", control=name in free)
    return picture, {name: slider(name, first) for name, first in FIRST_SIZES.items()}


def difference(compared):
    """The largest difference between candidate and derivative, as a share of the largest entry; 0 if there is none, even of 0."""
    off = jnp.max(jnp.abs(compared.candidate.array - compared.derivative))
    return jnp.where(off == 0, 0.0, off / jnp.max(jnp.abs(compared.derivative)))


def equal(lengths, pairs):
    """Whether the two sizes of each pair are the same."""
    return jnp.all(jnp.stack([jnp.asarray(True), *(jnp.equal(lengths[a], lengths[b]) for a, b in pairs)]))


def shape_fits(compared, lengths):
    """Whether the factors fit and the candidate has the shape of the derivative."""
    shape = zip((compared.candidate.rows, compared.candidate.cols), compared.shape, strict=True)
    return equal(lengths, [*shape, *(pair for *pair, _ in compared.demands)])


def is_right(compared, lengths):
    return shape_fits(compared, lengths) & (difference(compared) < SAME)


def verdict(compared, single, lengths, free):
    """A line for each of the three tests, 1×1, shape and values; and what is wrong first, or that nothing is."""
    pairs_of = lambda kind: ((a, b) for a, b, node in compared.demands if node.kind == kind)
    misfits = [(~equal(lengths, pairs_of(kind)), said) for kind, said in MISFITS.items()]
    fits, right, off_at_one = shape_fits(compared, lengths), is_right(compared, lengths), difference(single)
    alike = len(free) > 1 and equal(lengths, pairwise(free))
    off, off_by = difference(compared), lambda template: words(template, p=100 * off)
    rule, off_the_rule = r"\text{1×1: agrees with the rule for numbers}", words(r"\text{1×1: off by }@p\,\%", p=100 * off_at_one)
    lines = [
        cases((off_at_one < SAME, rule), (True, off_the_rule)),
        cases((fits, r"\text{shape: fits}"), (True, r"\text{shape: does not fit}")),
        cases((right, r"\text{values: those of JAX}"), (fits, off_by(r"\text{values: off by }@p\,\%"))),
    ]
    sentence = cases(
        *misfits,
        (~fits, "What is claimed exists, but its shape is not that of the denominator."),
        (right & alike, "Everything agrees, but all sizes are equal. Choose different ones before you trust a shape."),
        (right, "The factors fit, the shape is right, and at random matrices the values are those of JAX."),
        (alike, off_by("All sizes are equal, so the shape fits; the values are off all the same, by @p % of the largest.")),
        (True, off_by("The shape is right and the values are wrong, by @p % of the largest: the right shape is not enough.")),
    )
    waiting = "The derivative has the shape of what it is taken by. Does the claim have it?"
    return [told(readout(line) for line in lines), say(sentence, before=waiting)]


GAP, SIGN, ROW = 2.8, 2.6, LARGEST + 3.0  # between factors, between the sides of an =, between one term of a sum and the next
NAMED = 0.75  # from a block to its name and its size


def block_chart(claimed, compared, lengths, size_of):
    """The block that the derivative has to fill, beside it what the factors make, and every factor as a block, term under term.

    Once it is told, what they make is outlined, or said to be none, a claim of one factor has its block, and the = of a wrong one is ≠.
    """
    derivative = claimed.derivative
    terms = [term_parts(term, size_of) for term in (derivative.parts if derivative.kind == "sum" else [derivative])]
    rows, cols = map(lengths.get, compared.shape)
    marks, left = block((-SIGN - cols / 2, 0.0), rows, cols, f"d/d{claimed.letter}", role="gradient"), 0.0
    marks += [*equals(-SIGN / 2), struck(-SIGN / 2, ~is_right(compared, lengths))]
    several = len(terms) > 1 or len(terms[0][1]) > 1
    if several:
        made, left = made_marks(compared, lengths)
        marks += [*made, *equals(left - SIGN / 2)]
    right = left
    for k, (said, factors) in enumerate(terms):
        plus = "+" if k and not said.startswith("−") else ""
        drawn, end = term_marks(plus + said, factors, lengths, left, middle=-k * ROW)
        marks, right = [*marks, drawn if several else told(drawn)], jnp.maximum(right, end)
    if not several:
        marks.append(text((right / 2, 0.0), told(None, before="?"), name="what is claimed"))
    window = (-SIGN - jnp.maximum(cols, 2) - 0.2, right, -len(terms) * ROW + ROW / 2, ROW / 2)
    return chart(marks, window=window, scales=("none", "none"), equal=True, title="shapes")


def equals(x):
    for y in (-0.3, 0.3):
        yield path([(x - 0.7, y), (x + 0.7, y)], role="truth", dots=False, name="the sign =")


def struck(x, wrong):
    return told(path([(x - 0.55, -1.1), (x + 0.55, 1.1)], role="truth", dots=False, show=wrong, name="which makes it ≠"))


def made_marks(compared, lengths):
    """What the factors make: a question mark, and once it is told its outline, where it exists; and where the next block may begin."""
    made, exists = compared.candidate, equal(lengths, [pair for *pair, _ in compared.demands])
    rows, cols = lengths[made.rows], lengths[made.cols]
    label = cases((exists, "result"), (True, "none"))
    corners = [(0, rows / 2), (cols, rows / 2), (cols, -rows / 2), (0, -rows / 2), (0, rows / 2)]
    outline = path(corners, role="function", kind="dashed", dots=False, show=exists, name="the block of the result")
    marks = [
        told(outline),
        text((cols / 2, 0), told(None, before="?"), name="what the factors make"),
        text((cols / 2, jnp.where(exists, rows / 2 + NAMED, 0)), told(label), role="function", name="the name of the result"),
        told(
            text((cols / 2, -rows / 2 - NAMED), words("@r×@c", r=rows, c=cols), role="function", show=exists, name="the size of the result")
        ),
    ]
    return marks, cols + SIGN


def term_parts(term, size_of):
    """A term's sign and its factors that are numbers, as a text, and all others with their sizes."""
    minus = term.kind == "negative"
    inner = term.parts[0] if minus else term
    sized = [(factor.text, size_of(factor)) for factor in (inner.parts if inner.kind == "product" else [inner])]
    numbers = "".join(name for name, size in sized if size == (ONE, ONE))
    return f"{'−' if minus else ''}{numbers}", [(name, size) for name, size in sized if size != (ONE, ONE)]


def term_marks(said, factors, lengths, left, middle):
    """The factors of a product side by side, with a word at each joint, and `said` before them."""
    room = 0.7 * len(said)
    marks, left, before = [text((left + room / 2, middle), said)] if said else [], left + room + (0.6 if said else 0.0), None
    for name, (rows, cols) in [(name, map(lengths.get, size)) for name, size in factors]:
        marks += block((left + cols / 2, middle), rows, cols, name)
        marks += [] if before is None else [joint((left - GAP / 2, middle), before, rows)]
        left, before = left + cols + GAP, cols
    return marks, left


def block(centre, rows, cols, label, role="function"):
    x, y = centre
    return [
        box((x - cols / 2, y - rows / 2), (x + cols / 2, y + rows / 2), role=role, name=f"the block {label}"),
        text((x, y + rows / 2 + NAMED), label, role=role, name=f"the name of {label}"),
        text((x, y - rows / 2 - NAMED), words("@r×@c", r=rows, c=cols), role=role, name=f"the size of {label}"),
    ]


def joint(at, cols, rows):
    x, y = at
    fits = cols == rows
    label, role = cases((fits, "·"), (True, words("@c≠@r", c=cols, r=rows))), cases((fits, "truth"), (True, "gap"))
    return text((x, y), label, role=role, name="whether they fit")
