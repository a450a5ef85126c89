"""The exercises of "A Little Matrix Calculus"."""

import jax
import jax.numpy as jnp
import numpy as np

from d2lcalc.exercises.answers import ANY, Function, Numbers, Words, agree, toward
from d2lcalc.exercises.exercise import Exercise, Mistake
from d2lcalc.exercises.typed import index_terms, matrix_function
from d2lcalc.scenes import CandidateDerivatives

A = jnp.array([[1.0, 2.0], [0.0, 3.0]])
ONES = jnp.array([1.0, 1.0])
X, U, V = jnp.array([[1.0, 2.0], [3.0, 4.0]]), jnp.array([[1.0], [2.0]]), jnp.array([[1.0, 1.0]])  # small enough for paper
W = jnp.array([[2.0, 1.0]])


def arrays(*shapes, seed=18):
    """Random arrays of these shapes, the same in every run."""
    generator = np.random.default_rng(seed)
    return tuple(jnp.asarray(np.round(generator.uniform(-2, 2, shape), 1)) for shape in shapes)


QUADRATIC_CASES = ((A, jnp.array([1.0, -2.0]), ONES), arrays((3, 3), (3,), (3,)))
PRODUCT_CASES = (arrays((3, 2), (2,)), (A, ONES))
FACTOR_CASES = (
    arrays((5, 4), (5, 2), (2, 4)),
    (X, U, V),
    arrays((3, 3), (3, 3), (3, 3)),
)
TRACE_CASES = (arrays((3, 5), (4, 3)), arrays((3, 3), (3, 3)))
FIT_CASES = tuple((X, jnp.diag(d), w, y) for X, d, w, y in (arrays((5, 3), (5,), (3,), (5,)), arrays((3, 3), (3,), (3,), (3,))))
SUM_CASES = (arrays((4,)), arrays((3,)))
ROW_CASES = (arrays((1, 3), (3, 1)), arrays((1, 2), (2, 1)))


def trace_derivative(A, B):
    """d tr(AXB)/dX, by JAX; it does not depend on X."""
    return jax.grad(lambda X: jnp.trace(A @ X @ B))(jnp.zeros((A.shape[1], B.shape[0])))


def toward_side(arrow):
    """Whether the vector points along the second axis, up or down, within 1.5°."""
    return toward((0, 1), (0, -1), degrees=1.5)(arrow)


INDEX_CASES = tuple((*arrays((3, 3), (3,), (3,), seed=seed), delta) for seed in (1, 2) for delta in (jnp.eye(3), *arrays((3, 3))))

quadratic_form = Exercise(
    name="9.1",
    title="xᵀAx + bᵀx",
    misconceptions=("M27",),
    form=Function(("A", "b", "x"), QUADRATIC_CASES, reads=matrix_function),
    right=lambda A, b, x: jax.grad(lambda x: x @ A @ x + b @ x)(x),
    answer="lambda A, b, x: (A + A.T) @ x + b",
    mistakes=(
        Mistake(
            "2Ax",
            lambda A, b, x: 2 * A @ x + b,
            "x stands twice in xᵀAx, in places that are not alike. Try an A that is not symmetric.",
        ),
        Mistake(
            "2Aᵀx",
            lambda A, b, x: 2 * A.T @ x + b,
            "x stands twice in xᵀAx, in places that are not alike. Try an A that is not symmetric.",
        ),
        Mistake("factor", lambda A, b, x: A @ x + b, "For 1 × 1: what is the derivative of ax² + bx?"),
        Mistake("linear term lost", lambda A, b, x: (A + A.T) @ x, "For 1 × 1: what is the derivative of ax² + bx?"),
        Mistake("other layout", lambda A, b, x: ((A + A.T) @ x + b)[None]),
    ),
    hints=(
        "CandidateDerivatives shows the first term's derivative; the second is the smallest formula of the notebook.",
        "In indices: d(xᵢaᵢⱼxⱼ + bᵢxᵢ)/dxₖ = aₖⱼxⱼ + xᵢaᵢₖ + bₖ.",
        "The first term is Ax. Which matrix has the entries aᵢₖ in row k?",
    ),
    solution="Each of the three x takes its turn: Ax, Aᵀx and b. At A = [[1, 2], [0, 3]], b = (1, −2), x = (1, 1): (5, 6).",
)

squared_length = Exercise(
    name="9.2",
    title="‖Ax‖²",
    form=Function(("A", "x"), PRODUCT_CASES, reads=matrix_function),
    right=lambda A, x: jax.grad(lambda x: jnp.sum((A @ x) ** 2))(x),
    answer="lambda A, x: 2 * A.T @ A @ x",
    mistakes=(
        Mistake("2Ax", lambda A, x: 2 * A @ x, "The inner derivative is missing: Ax moves when x does."),
        Mistake("2AAᵀx", lambda A, x: 2 * A @ A.T @ x, "What shape must the answer have? Try A of shape 3 × 2."),
        Mistake("2AAx", lambda A, x: 2 * A @ A @ x, "What shape must the answer have? Try A of shape 3 × 2."),
        Mistake("2 lost", lambda A, x: A.T @ A @ x, "For 1 × 1: what is the derivative of (ax)²?"),
    ),
    hints=(
        "ShapeBench: A of shape 3 × 2, and only one order fits.",
        "‖Ax‖² = xᵀ(AᵀA)x.",
        "Use 7.1 with AᵀA, which is symmetric, and b = 0.",
    ),
    solution="‖Ax‖² = xᵀAᵀAx, and AᵀA is symmetric, so 2AᵀAx. At A = [[1, 2], [0, 3]] and x = (1, 1): (6, 30).",
)

other_factor = Exercise(
    name="9.3",
    title="The other factor",
    misconceptions=("M27",),
    form=Function(("X", "U", "V"), FACTOR_CASES, reads=matrix_function),
    right=lambda X, U, V: jax.grad(lambda U: jnp.sum((X - U @ V) ** 2))(U),
    answer="lambda X, U, V: -2 * (X - U @ V) @ V.T",
    mistakes=(
        Mistake("that is for V", lambda X, U, V: -2 * U.T @ (X - U @ V), "What shape must the answer have?"),
        Mistake(
            "right shape, wrong order",
            lambda X, U, V: -2 * V.T @ (X - U @ V),
            "It fits only when all sizes are equal: try 5 × 4, 5 × 2, 2 × 4.",
        ),
        Mistake("sign", lambda X, U, V: 2 * (X - U @ V) @ V.T, "The residual has a minus before UV."),
        Mistake("2 lost", lambda X, U, V: -(X - U @ V) @ V.T, "For 1 × 1: what is the derivative of (x − uv)² by u?"),
    ),
    hints=(
        "ShapeBench with the factors as blocks: the answer has the shape of U.",
        "1 × 1: −2(x − uv)v. Put the factors where they fit.",
        "X − UV is 5 × 4, Vᵀ is 4 × 2: their product is 5 × 2.",
    ),
    solution="−2(X − UV)Vᵀ: the only order that fits 5 × 2. With X = [[1, 2], [3, 4]], U = [1, 2]ᵀ, V = [1, 1] it is [−2, −6]ᵀ.",
)

trace = Exercise(
    name="9.4",
    title="Trace",
    misconceptions=("M27",),
    form=Function(("A", "B"), TRACE_CASES, reads=matrix_function),
    right=trace_derivative,
    answer="lambda A, B: A.T @ B.T",
    mistakes=(
        Mistake("other layout", lambda A, B: B @ A, "That has the shape of Xᵀ. What shape must the answer have?"),
        Mistake("right shape, wrong order", lambda A, B: A @ B, "1 × 1 and square sizes agree. Try A 3 × 5, X 5 × 4, B 4 × 3."),
        Mistake("right shape, wrong order", lambda A, B: B.T @ A.T, "1 × 1 and square sizes agree. Try A 3 × 5, X 5 × 4, B 4 × 3."),
        Mistake("derivative of tr X", lambda A, B: jnp.eye(A.shape[1], B.shape[0]), "A and B weigh the entries of X."),
    ),
    hints=(
        "ShapeBench with A 3 × 5, X 5 × 4, B 4 × 3.",
        "tr(AXB) = aᵢⱼxⱼₖbₖᵢ.",
        "The factor of xⱼₖ is aᵢⱼbₖᵢ, summed over i. In which order do the transposes give that?",
    ),
    solution="The factor of xⱼₖ in aᵢⱼxⱼₖbₖᵢ is aᵢⱼbₖᵢ = (Aᵀ)ⱼᵢ(Bᵀ)ᵢₖ, so AᵀBᵀ, of the shape of X.",
)

dummy = Exercise(
    name="9.5",
    title="Dummy",
    misconceptions=("M28",),
    form=Function(("x",), SUM_CASES, reads=matrix_function),
    right=lambda x: jax.grad(lambda x: jnp.sum(x**2) + jnp.sum(x) ** 2)(x)[0],
    answer="lambda x: 2 * x[0] + 2 * x.sum()",
    mistakes=(
        Mistake("dummy index", lambda x: 4 * x[0], "In (Σxᵢ)² the i is summed before the derivative is taken: x₁ meets all the others."),
        Mistake("dummy index", lambda x: 4 * x.sum(), "In Σxᵢ² x₁ stands in one term only, and meets none of the others."),
        Mistake("2 lost", lambda x: x[0] + x.sum(), "A square has a factor 2."),
        Mistake("counted n times", lambda x: 2 * x[0] + 2 * len(x) * x.sum(), "By x₁ the sum has the slope 1, not n."),
        Mistake("not differentiated", lambda x: jnp.sum(x**2) + x.sum() ** 2, "That is the function itself."),
    ),
    hints=(
        "Write it out for two: x₁² + x₂² + (x₁ + x₂)².",
        "(s²)′ = 2s·s′ with s = Σxᵢ.",
        "∂s/∂x₁ = 1.",
    ),
    solution="2x₁ + 2Σxᵢ. For two letters: x₁² + x₂² + (x₁ + x₂)² has the derivative 2x₁ + 2(x₁ + x₂).",
)

least_squares = Exercise(
    name="9.6",
    title="Weighted least squares",
    form=Function(("X", "D", "w", "y"), FIT_CASES, reads=matrix_function),
    right=lambda X, D, w, y: jax.grad(lambda w: (X @ w - y) @ D @ (X @ w - y))(w),
    answer="lambda X, D, w, y: 2 * X.T @ D @ (X @ w - y)",
    mistakes=(
        Mistake("inner derivative lost", lambda X, D, w, y: 2 * D @ (X @ w - y), "It has 5 entries, and w has 3."),
        Mistake("weights lost", lambda X, D, w, y: 2 * X.T @ (X @ w - y), "If a row counts double, does the slope not know it?"),
        Mistake(
            "right shape, wrong order",
            lambda X, D, w, y: 2 * X @ D @ (X @ w - y),
            "It does not fit: X is 5 × 3, the residual has 5 entries.",
        ),
        Mistake("sign", lambda X, D, w, y: -2 * X.T @ D @ (X @ w - y), "Raise a weight: does the residual Xw − y rise or fall with X?"),
        Mistake("2 lost", lambda X, D, w, y: X.T @ D @ (X @ w - y), "For 1 × 1: what is the derivative of d(xw − y)² by w?"),
    ),
    hints=(
        "ShapeBench: the answer has 3 entries.",
        "1 × 1: 2d(xw − y)x.",
        "Which product of X or Xᵀ with D and 5 residuals has 3 entries?",
    ),
    solution="2XᵀD(Xw − y): each residual times how much it counts. Were D not symmetric, D + Dᵀ would stand in the place of 2D, by 7.1.",
)

in_indices = Exercise(
    name="9.7",
    title="In indices",
    form=Function(("a", "x", "y", "δ"), INDEX_CASES, reads=index_terms),
    right="a_ki y_i + a_ik y_i",
    answer='"a_ki y_i + a_ik y_i"',
    mistakes=(
        Mistake(
            "δ left standing",
            "δ_ik a_ij y_j + y_i a_ij δ_jk",
            "Use the δ up: where it stands, rename its index.",
            lambda found: not (agree(found[0], found[1]) and agree(found[2], found[3])),  # it changes as the array δ does
        ),
        Mistake("twice the first", "2 a_ki y_i", "The two terms are not alike: k lands once in front, once behind."),
        Mistake("twice the second", "2 a_ik y_i", "The two terms are not alike: k lands once in front, once behind."),
        Mistake("one term lost", "a_ki y_i", "x stands in both terms."),
        Mistake("one term lost", "a_ik y_i", "x stands in both terms."),
        Mistake("by y", "a_ki x_i + a_ik x_i", "x is what is differentiated by. What is left of each term when it is gone?"),
        Mistake("k summed", "a_ki y_i x_k + a_ik y_i x_k", "k is the index of the answer and stands once in each term."),
    ),
    hints=(
        "IndexSteps: one index is used up in each line.",
        "∂xᵢ/∂xₖ = δᵢₖ, and ∂xⱼ/∂xₖ = δⱼₖ in the other term.",
        "The first term is δᵢₖaᵢⱼyⱼ = aₖⱼyⱼ.",
    ),
    solution="δᵢₖaᵢⱼyⱼ + yᵢaᵢⱼδⱼₖ = aₖⱼyⱼ + yᵢaᵢₖ; with j renamed, aₖᵢyᵢ + aᵢₖyᵢ, entry k of (A + Aᵀ)y.",
)

first_error = Exercise(
    name="9.8",
    title="The first error",
    misconceptions=("M27",),
    form=Words({"A": "the product rule", "B": "the indices", "C": "the products", "D": "the sum"}),
    right="C",
    answer='"C"',
    mistakes=(
        Mistake("product rule doubted", "A", "x stands twice, so there are two terms, each with its δ."),
        Mistake("δ doubted", "B", "Of the sum over i only i = k is left in the first term, of that over j only j = k in the second."),
        Mistake("consequence for cause", "D", "If C were right, D would follow."),
    ),
    hints=(
        "Test it at A = (0 1; 0 0): xᵀAx = x₁x₂.",
        "A product of matrices sums over neighbours: [Ax]ₖ = aₖⱼxⱼ.",
        "In xᵢaᵢₖ the index that is summed is the first of a, a column of A.",
    ),
    solution="C: xᵢaᵢₖ runs down column k of A, so it is [Aᵀx]ₖ. The derivative is (A + Aᵀ)x; 2Ax is right for symmetric A alone.",
)

straight_up = Exercise(
    name="9.9",
    title="Straight up",
    misconceptions=("M27",),
    form=Numbers(names=("x", "y")),
    right=(1.0, -1.0),
    answer="(1, -1)",
    holds=lambda x: bool(np.any(x)) and toward_side((A + A.T) @ x),
    mistakes=(
        Mistake("the origin", (0.0, 0.0), "There it is zero and points nowhere.", lambda x: not np.any(x)),
        Mistake("2Ax", (2.0, -1.0), "Here 2Ax points up. Is it at right angles to the contour?", lambda x: toward_side(A @ x)),
        Mistake("2Aᵀx", (0.0, 1.0), "Here 2Aᵀx points up. Is it at right angles to the contour?", lambda x: toward_side(A.T @ x)),
        Mistake("x itself", (0.1, 1.0), "x points up there, its derivative does not.", lambda x: toward((0, 1), (0, -1), degrees=8)(x)),
    ),
    hints=(
        "Where the contour runs level, its perpendicular is upright.",
        "The derivative is (A + Aᵀ)x = (2x₁ + 2x₂, 2x₁ + 6x₂).",
        "Its first component must be 0.",
    ),
    solution="2x₁ + 2x₂ = 0: anywhere on the line x₂ = −x₁, as at (1, −1), where the derivative is (0, −4).",
    scene=lambda: CandidateDerivatives(A, x=1.5, title="Exercise 9.9"),
)

by_hand = Exercise(
    name="9.10",
    title="By hand",
    form=Numbers(),
    right=(jnp.sum((X - U @ W) ** 2), *jax.grad(lambda V: jnp.sum((X - U @ V) ** 2))(W)[0]),
    answer="(7, 6, -10)",
    mistakes=(
        Mistake(
            "largest stretch",
            (jnp.linalg.norm(X - U @ W, 2) ** 2, ANY, ANY),
            "That is the spectral norm. ‖·‖_F² adds the squares of all entries.",
        ),
        Mistake("root taken", (jnp.linalg.norm(X - U @ W), ANY, ANY), "Asked for is the square."),
        Mistake("sign", (ANY, -6, 10), "The residual has a minus before UV."),
        Mistake("2 lost", (ANY, 3, -5), "For 1 × 1: what is the derivative of (x − uv)² by v?"),
        Mistake("that is for U", (ANY, 2, 0), "That is −2(X − UV)Vᵀ. By V the factor Uᵀ stands in front."),
    ),
    hints=(
        "MatrixFactorization: the residual in its cells.",
        "−2Uᵀ(X − UV).",
        "X − UV = [[−1, 1], [−1, 2]].",
    ),
    solution="The residual is [[−1, 1], [−1, 2]]: 1 + 1 + 1 + 4 = 7. −2·(1, 2)·residual = −2·(−3, 5) = (6, −10).",
)

EXERCISES = (quadratic_form, squared_length, other_factor, trace, dummy, least_squares, in_indices, first_error, straight_up, by_hand)
