"""Derivatives by vectors and matrices: arrows that pass for a gradient, shapes that fit, index by index, and a matrix factorised."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus.blocks import ONE
from d2lcalc.calculus.matrix import Line, best_right_factor, factorize
from d2lcalc.live import (
    Number,
    Scene,
    Step,
    Subject,
    Switch,
    arrow,
    box,
    chart,
    contour,
    curve,
    path,
    plan,
    point,
    readout,
    say,
    say_first,
    text,
    words,
)
from d2lcalc.live.questions import Question
from d2lcalc.matrix_expression import SIZE_NAMES, Claim, Node, claim, claim_latex, judge, shapes

# Candidates for the gradient of xᵀAx -----------------------------------------------------------------------------------------------------

CANDIDATES = (  # (how it is written, what it is, its role and kind)
    ("2Ax", lambda A, x: 2 * A @ x, "x", "dashed"),
    ("2Aᵀx", lambda A, x: 2 * A.T @ x, "y", "dashed"),
    ("(A+Aᵀ)x", lambda A, x: (A + A.T) @ x, "gradient", "solid"),
)
SHRUNK = 6  # an arrow as long as the gradient of xᵀAx would leave the map


class CandidateDerivatives(Scene):
    """The contour of xᵀAx through a point x of the plane, and there 2Ax, 2Aᵀx and (A + Aᵀ)x as arrows: which is the gradient?

    The gradient is at right angles to the contour, at every point. Arrows are drawn at a sixth of their length. The switch puts the
    symmetric half (A + Aᵀ)/2 in A's place. With a question, the arrows wait for the answer.
    Raises ValueError unless A is 2 × 2.
    """

    def __init__(
        self,
        A: Sequence[Sequence[float]] = ((1.0, 2.0), (0.0, 3.0)),
        at: Sequence[float] = (1.0, 1.0),
        reach: float = 3.5,
        *,
        question: Question | None = None,
        title: str = "",
    ) -> None:
        A = np.asarray(A, float)
        if A.shape != (2, 2):
            raise ValueError(f"A has the shape {A.shape}; a map has two coordinates, so that A is 2 × 2")

        def picture(x, y, symmetric, revealed):
            shown = revealed if question else True
            M, here = jnp.where(symmetric, (A + A.T) / 2, A), jnp.stack([x, y])
            form = lambda u, v: jnp.stack([u, v]) @ M @ jnp.stack([u, v])
            found = [candidate(M, here) for _, candidate, _, _ in CANDIDATES]
            slope = found[-1]
            angles = [angle_to_contour(vector, slope) for vector in found]
            arrows = [
                arrow(
                    (x, y),
                    (x + vector[0] / SHRUNK, y + vector[1] / SHRUNK),
                    role=role,
                    kind=kind,
                    label=name,
                    show=shown,
                    name=f"the arrow {name}",
                )
                for vector, (name, _, role, kind) in zip(found, CANDIDATES, strict=True)
            ]
            return [
                plan(
                    contour(form, role="quiet", name="contours of xᵀAx"),
                    contour(form, form(x, y), role="function", name="the contour through x"),
                    *arrows,
                    point((x, y), drag=("x", "y"), label="x", name="the point x"),
                    window=(-reach, reach, -reach, reach),
                    labels=("x₁", "x₂"),
                ),
                readout(words(r"x^\top\!A\,x = @q", q=form(x, y))),
                readout(*map(candidate_line, found, angles, CANDIDATES), show=shown),
                candidates_said(here, slope, angles, symmetric, shown),
            ]

        sides = {name: Number(value, min=-reach, max=reach, control=False) for name, value in zip("xy", at, strict=True)}
        symmetric = Switch(label="replace A by its symmetric half (A + Aᵀ)/2")
        super().__init__(picture, title=title, question=question, **sides, symmetric=symmetric)


def angle_to_contour(vector, slope):
    """The angle between a vector and the contour line, 0 to 90 degrees, where the gradient is `slope`."""
    along, across = jnp.abs(slope[0] * vector[1] - slope[1] * vector[0]), jnp.abs(slope @ vector)
    return jnp.rad2deg(jnp.arctan2(across, along))


def candidate_line(vector, angle, candidate):
    name, _, role, _ = candidate
    written = name.replace("ᵀ", r"^\top ")
    line = rf"\textcolor{{{role}}}{{{written}}} = (@a,\ @b),\quad @angle^\circ\text{{ to the contour}}"
    return words(line, a=vector[0], b=vector[1], angle=angle)


def candidates_said(here, slope, angles, symmetric, shown):
    numbers = dict(zip("abc", angles, strict=True))
    sentences = [
        "At the origin every candidate is zero: move the point away.",
        words("The contour through x = (@x, @y) is drawn. The gradient is at right angles to it.", x=here[0], y=here[1]),
        "A is symmetric now: the contours are where they were, and the three candidates agree.",
        words("2Ax meets the contour at @a degrees, 2Aᵀx at @b, (A+Aᵀ)x at @c. Only a right angle will do, everywhere.", **numbers),
    ]
    cases = [jnp.all(slope == 0), ~jnp.asarray(shown), symmetric, True]
    return say_first(*zip(cases, sentences, strict=True))


# Shapes ----------------------------------------------------------------------------------------------------------------------------------

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
LARGEST, FIRST_SIZES = 6, (5, 4, 2, 3)
SAME = 1e-9  # what is left of rounding, as a share of the derivative
MISFITS = {  # what is said where the sizes do not fit, by the operation
    "product": "Two neighbouring factors do not fit: the columns of one are not the rows of the next.",
    "sum": "Two terms of a sum do not fit: they have different shapes.",
    "quotient": "What is divided by is no number.",
    "square": "What is squared has not as many rows as columns.",
    "trace": "What the trace is taken of has not as many rows as columns.",
}


class ShapeBench(Scene):
    """A claimed derivative put to the test: do its factors fit, has it the shape of the denominator, and are its numbers those of JAX?

    The claim is typed as "d‖X − UV‖²/dV = −2Uᵀ(X − UV)"; ExpressionError for what cannot be read. The sizes are moved by sliders, and
    the numbers are tried at random matrices of these sizes, and at 1 × 1 too.
    """

    def __init__(
        self, claimed: str = CLAIMS[0], sizes: Sequence[int] = FIRST_SIZES, *, question: Question | None = None, title: str = ""
    ) -> None:
        subject = Subject(claim(claimed), claim, CLAIMS, formula=claim_latex, example=CLAIMS[1], label="Another claim")
        super().__init__(lambda claimed: bench(claimed, sizes, question), subject=subject, question=question, title=title)


def bench(claimed: Claim, sizes, question):
    """The picture of one claim, and its parameters: a size for every name, with a slider for those that occur in the claim."""
    kinds = shapes(claimed.function)
    free = list(dict.fromkeys(size for kind in kinds.values() for size in kind if size != ONE))
    first = dict(zip(SIZE_NAMES, [*sizes, *FIRST_SIZES[len(sizes) :]], strict=True))
    random = np.random.default_rng(7)
    arrays = {name: jnp.asarray(random.normal(size=(LARGEST, LARGEST)).round(3)) for name in kinds}

    def picture(revealed, **sizes):
        shown, lengths = revealed if question else True, {ONE: 1, **sizes}
        judged, single = judge(claimed, sizes, arrays), judge(claimed, dict.fromkeys(free, 1), arrays)
        unmet = [(node.kind, lengths[a] != lengths[b]) for a, b, node in judged.demands]
        misfits = {kind: jnp.any(jnp.stack([jnp.asarray(False), *(truth for at, truth in unmet if at == kind)])) for kind in MISFITS}
        found = (judged.candidate.rows, judged.candidate.cols)
        shaped = (lengths[found[0]] == lengths[judged.shape[0]]) & (lengths[found[1]] == lengths[judged.shape[1]])
        differs, differs_at_one = difference(judged), difference(single)
        alike = len(free) > 1 and jnp.all(jnp.stack([lengths[size] == lengths[free[0]] for size in free]))
        verdict = Verdict(misfits, shaped, differs, differs_at_one, alike)
        return [
            block_chart(claimed, kinds, lengths, judged.shape),
            *verdict_lines(verdict, shown),
            verdict_said(verdict, shown),
        ]

    sliders = {name: Number(value, min=1, max=LARGEST, step=1, label=f"size {name}", control=name in free) for name, value in first.items()}
    return picture, sliders


def difference(judged):
    """The largest difference between candidate and derivative, as a share of the largest entry; 0 if there is none, even of 0."""
    off = jnp.max(jnp.abs(judged.candidate.array - judged.derivative))
    return jnp.where(off == 0, 0.0, off / jnp.max(jnp.abs(judged.derivative)))


class Verdict(NamedTuple):
    """What is known of a claim: which operations do not fit, whether the shape is right, how far the numbers are off, here and at 1 × 1.

    `alike` says whether all sizes are equal.
    """

    misfits: dict[str, Any]
    shaped: Any
    differs: Any
    differs_at_one: Any
    alike: Any

    @property
    def fits(self):
        """Whether every operation fits its operands."""
        return ~jnp.any(jnp.stack(list(self.misfits.values())))

    @property
    def right(self):
        """Whether shape and numbers are those of the derivative."""
        return self.fits & self.shaped & (self.differs < SAME)

    @property
    def right_at_one(self):
        """Whether the claim agrees with the rule for numbers."""
        return self.differs_at_one < SAME


def verdict_lines(verdict, shown):
    """One line for each of the three tests."""
    fine, off = r"\text{1×1: agrees with the rule for numbers}", r"\text{1×1: off by }@p\,\%"
    return [
        readout(fine, show=shown & verdict.right_at_one),
        readout(words(off, p=100 * verdict.differs_at_one), show=shown & ~verdict.right_at_one),
        readout(r"\text{shape: fits}", show=shown & verdict.fits & verdict.shaped),
        readout(r"\text{shape: does not fit}", show=shown & ~(verdict.fits & verdict.shaped)),
        readout(r"\text{numbers: those of JAX}", show=shown & verdict.right),
        readout(
            words(r"\text{numbers: off by }@p\,\%", p=100 * verdict.differs), show=shown & verdict.fits & verdict.shaped & ~verdict.right
        ),
    ]


def verdict_said(verdict, shown):
    numbers = {"p": 100 * verdict.differs}
    cases = [
        (~jnp.asarray(shown), "A derivative by a matrix has the matrix's shape. Does this product have it?"),
        *((verdict.misfits[kind], sentence) for kind, sentence in MISFITS.items()),
        (~verdict.shaped, "The product exists, but its shape is not that of the denominator."),
        (verdict.right & verdict.alike, "Everything agrees, but all sizes are equal. Choose different ones before you trust a shape."),
        (verdict.right, "The factors fit, the shape is right, and at random matrices the numbers are those of JAX."),
        (
            verdict.alike,
            words("All sizes are equal, so the shape fits; the numbers are off all the same, by @p % of the largest.", **numbers),
        ),
        (True, words("The shape is right and the numbers are wrong, by @p % of the largest: the right shape is not enough.", **numbers)),
    ]
    return say_first(*cases)


GAP, ROW = 1.6, LARGEST + 3.0  # between neighbouring blocks, between one term of a sum and the next


def block_chart(claimed, kinds, lengths, denominator):
    """Every factor of the claimed derivative as a block of its size, term under term, and the block that the derivative has to fill."""
    marks, right = target(claimed.letter, denominator, lengths), 0.0
    terms = terms_of(claimed.derivative)
    for k, term in enumerate(terms):
        drawn, end = term_marks(term, kinds, lengths, middle=-k * ROW, sign="= " if k == 0 else "")
        marks, right = [*marks, *drawn], jnp.maximum(right, end)
    return chart(
        *marks, window=(-LARGEST - 4.0, right, -len(terms) * ROW + ROW / 2, ROW / 2), scales=("none", "none"), equal=True, title="shapes"
    )


def target(letter, denominator, lengths):
    """The block of the denominator's shape."""
    rows, cols = (lengths[name] for name in denominator)
    centre = -LARGEST / 2 - 2.5
    return block((centre, 0.0), rows, cols, f"d/d{letter}", role="gradient")


def term_marks(term, kinds, lengths, middle, sign):
    """The factors of a product side by side, with a word at each joint; before them those that are numbers."""
    prefix, factors = factors_of(term, kinds)
    marks, left = [text((-0.9, middle), f"{sign}{prefix}", role="truth")], jnp.asarray(0.4)
    before = None
    for factor, kind in factors:
        rows, cols = (lengths[name] for name in kind)
        marks += block((left + cols / 2, middle), rows, cols, factor.text)
        if before is not None:
            marks += joint((left - GAP / 2, middle), before, rows)
        left, before = left + cols + GAP, cols
    return marks, left


def block(centre, rows, cols, label, role="function"):
    """A matrix as a rectangle, with its letter inside and its size below."""
    x, y = centre
    return [
        box((x - cols / 2, y - rows / 2), (x + cols / 2, y + rows / 2), role=role, name=f"the block {label}"),
        text((x, y), label, role="truth", name=f"the name of {label}"),
        text((x, y - rows / 2 - 0.6), words("@r×@c", r=rows, c=cols), role=role, name=f"the size of {label}"),
    ]


def joint(at, cols, rows):
    """Whether two neighbours fit."""
    x, y = at
    numbers = {"c": cols, "r": rows}
    return [
        text((x, y), "·", role="truth", show=cols == rows, name="they fit"),
        text((x, y), words("@c≠@r", **numbers), role="gap", show=cols != rows, name="they do not fit"),
    ]


def terms_of(node: Node):
    """The terms of a sum, or the formula itself."""
    return node.parts if node.kind == "sum" else (node,)


def factors_of(term: Node, kinds):
    """The sign with the factors that are numbers, as they are written; and the other factors, each with its size."""
    sign = "−" if term.kind == "negative" else ""
    inner = term.parts[0] if sign else term
    sized = [(factor, size_of(factor, kinds)) for factor in (inner.parts if inner.kind == "product" else (inner,))]
    numbers = [factor.text for factor, size in sized if size is None]
    return sign + "".join(numbers), [(factor, size) for factor, size in sized if size]


def size_of(factor: Node, kinds):
    """Rows and columns of a factor by name; None for a number."""
    if factor.kind == "letter":
        return kinds[factor.parts[0]]
    if factor.kind == "transpose" and (inner := size_of(factor.parts[0], kinds)):
        return inner[::-1]
    if factor.kind == "product":
        sizes = [size for part in factor.parts if (size := size_of(part, kinds))]
        return (sizes[0][0], sizes[-1][1]) if sizes else None
    if factor.kind in ("group", "sum", "negative", "quotient", "square"):
        return size_of(factor.parts[0], kinds)
    return None


# Index by index --------------------------------------------------------------------------------------------------------------------------


class IndexSteps(Scene):
    """A derivation in index form, one line a step: what is written, and why it follows from the line before.

    A still, which nobody can step through, has all the lines.
    """

    def __init__(self, derivation: Sequence[Line], *, title: str = "") -> None:
        def picture(line, revealed):
            lines = [readout(line_latex(written, first=k == 0), show=revealed | (line >= k)) for k, written in enumerate(derivation)]
            return [*lines, say(line, [written.because for written in derivation])]

        super().__init__(picture, title=title, line=Step(len(derivation) - 1, label="line"))


def line_latex(line: Line, first: bool) -> str:
    """The line with each of its terms in a colour of its own."""
    terms = " + ".join(rf"\textcolor{{{role}}}{{{term}}}" for term, role in zip(line.written, ("x", "y"), strict=False))
    return ("" if first else "= ") + terms


# A matrix as a product of two ------------------------------------------------------------------------------------------------------------

RATINGS = ((5.0, 4.0, 1.0), (4.0, 5.0, 1.0), (1.0, 1.0, 5.0), (2.0, 1.0, 4.0))  # four people, three films
STEPS = 60


class MatrixFactorization(Scene):
    """X ≈ UV, found by gradient descent on ‖X − UV‖²: dU = −2(X − UV)Vᵀ, dV = −2Uᵀ(X − UV).

    The sliders choose the rank (the columns of U that are used), the learning rate and the step; the switch replaces V by the best one
    for the present U. The dashed line of the loss chart is the least loss that this rank allows (Eckart and Young).
    `U` and `V` are the factors at the start, random unless given. Raises ValueError for factors whose product has not X's shape.
    """

    def __init__(
        self, X: Sequence = RATINGS, U=None, V=None, *, rank: int = 1, rate: float = 0.01, question: Question | None = None, title: str = ""
    ):
        X = np.asarray(X, float)
        U, V = starting_factors(X, U, V)
        most = U.shape[1]
        floors = jnp.asarray([least_loss(X, r) for r in range(1, most + 1)])
        top = float(np.sum((X - U @ V) ** 2)) * 1.3

        def picture(rank, rate, step, solve, revealed):
            shown = revealed if question else True
            used = jnp.arange(most) < rank
            losses, Us, Vs = factorize(X, U * used, V * used[:, None], rate, STEPS)
            left = Us[step]
            right = jnp.where(solve, best_right_factor(X, left), Vs[step])
            product = left @ right
            loss, floor = jnp.sum((X - product) ** 2), floors[jnp.int64(rank) - 1]
            compared = [("X", X, "function"), ("UV", product, "plane"), ("X − UV", X - product, "gap")]
            return [
                matrix_chart("U", left, "x", shown=lambda i, j: j < rank),
                matrix_chart("V", right, "y", shown=lambda i, j: i < rank),
                loss_chart(losses, step, loss, floor, top, shown),
                *(matrix_chart(name, matrix, role, largest=np.abs(X).max()) for name, matrix, role in compared),
                readout(words(r"\|X-UV\|^2 = @loss", loss=loss), words(r"\text{least for this rank: }@floor", floor=floor), show=shown),
                factorization_said(losses, step, loss, floor, solve),
            ]

        parameters = {
            "rank": Number(rank, min=1, max=most, step=1, label="rank") if most > 1 else Number(1, min=1, max=2, step=1, control=False),
            "rate": Number(rate, min=0.001, max=0.1, log=True, label="learning rate η"),
            "step": Step(STEPS, label="step"),
            "solve": Switch(label="the best V for this U"),
        }
        super().__init__(picture, title=title, question=question, **parameters)


def least_loss(X, rank):
    """The least ‖X − UV‖² of this rank, σᵣ₊₁² + σᵣ₊₂² + …, where a singular value that is 0 but for rounding is 0."""
    singular = np.linalg.svd(X, compute_uv=False)
    rounding = np.finfo(float).eps * max(X.shape) * singular[0]  # as in np.linalg.matrix_rank
    return np.sum(singular[rank:] ** 2, where=singular[rank:] > rounding)


def starting_factors(X, U, V):
    """The factors given, or small random ones of rank two."""
    random = np.random.default_rng(3)
    most = min(2, *X.shape) if U is None else np.shape(U)[1]
    U = random.uniform(0.2, 1, (X.shape[0], most)).round(1) if U is None else np.asarray(U, float)
    V = random.uniform(0.2, 1, (most, X.shape[1])).round(1) if V is None else np.asarray(V, float)
    if U.shape[1] != V.shape[0] or (U.shape[0], V.shape[1]) != X.shape:
        raise ValueError(f"U of shape {U.shape} times V of shape {V.shape} does not have the shape {X.shape} of X")
    return U, V


def matrix_chart(name, matrix, role, largest=None, shown=lambda i, j: True):
    """A matrix as cells with their numbers, tinted by their size; `largest` has the full tint, the largest entry unless given."""
    rows, cols = matrix.shape
    largest = jnp.maximum(jnp.max(jnp.abs(matrix)), 1e-9) if largest is None else largest
    cells = [
        box(
            (j, -i - 1),
            (j + 1, -i),
            value=jnp.clip(jnp.abs(matrix[i, j]) / largest, 0, 1),
            role=role,
            label=words("@n:3", n=matrix[i, j]),
            show=shown(i, j),
            name=f"{name}, row {i + 1}, column {j + 1}",
        )
        for i, j in np.ndindex(rows, cols)
    ]
    return chart(*cells, window=(-0.05, cols + 0.05, -rows - 0.05, 0.05), scales=("none", "none"), equal=True, title=name)


def loss_chart(losses, step, loss, floor, top, shown):
    steps = jnp.arange(len(losses))
    return chart(
        path(jnp.stack([steps, losses], axis=1), show=shown, name="the loss of every step"),
        curve(lambda t: floor + 0 * t, role="truth", kind="dashed", label="least for this rank", show=shown, name="the least loss"),
        point((step, loss), role="step", label=words("@loss", loss=loss), name="the present loss"),
        window=(0, len(losses) - 1, 0, top),
        labels=("step", "‖X − UV‖²"),
    )


def factorization_said(losses, step, loss, floor, solve):
    numbers = {"k": step, "loss": loss, "floor": floor}
    cases = [
        (~jnp.isfinite(loss), words("The steps were too large: after @k of them the numbers overflow. Lower the rate.", k=step)),
        (solve, words("With the best V for this U the loss is @loss; the least for this rank is @floor.", loss=loss, floor=floor)),
        (loss > 2 * losses[0], words("The steps are too large: after @k of them the loss has grown to @loss.", k=step, loss=loss)),
        (True, words("After @k steps the loss is @loss; the least for this rank is @floor.", **numbers)),
    ]
    return say_first(*cases)
