"""The exercises of "A Little Matrix Calculus"."""

import jax
import jax.numpy as jnp
import numpy as np

from d2lcalc.exercises.answers import ANY, Function, Numbers, Words, agree, toward
from d2lcalc.exercises.exercise import Exercise, Mistake
from d2lcalc.exercises.typed import index_terms, matrix_function
from d2lcalc.scenes import CandidateDerivatives

A = jnp.array([[1.0, 2.0], [0.0, 3.0]])


def arrays(*shapes, seed=18):
    """Random arrays of these shapes, the same in every run."""
    generator = np.random.default_rng(seed)
    return tuple(jnp.asarray(np.round(generator.uniform(-2, 2, shape), 1)) for shape in shapes)


PULL = jnp.array([-6.0, -2.0])
BENT = jax.hessian(lambda x: x @ jnp.array([[1.0, 4.0], [0.0, 2.0]]) @ x)(PULL)
TWICE_CASES = (arrays((5, 3), (3, 3), (5, 3)), arrays((3, 3), (3, 3), (3, 3)))
TRACE_CASES = (arrays((3, 4), (5, 3)), arrays((3, 3), (3, 3)))


def trace_derivative(A, B):
    """d tr(AXᵀB)/dX, by JAX; it does not depend on X."""
    return jax.grad(lambda X: jnp.trace(A @ X.T @ B))(jnp.zeros((B.shape[0], A.shape[1])))


def toward_side(arrow):
    """Whether the vector points along the second axis, up or down, within 1.5°."""
    return toward((0, 1), (0, -1), degrees=1.5)(arrow)


INDEX_CASES = tuple((*arrays((3, 3), (3,), seed=seed), delta) for seed in (1, 2) for delta in (jnp.eye(3), *arrays((3, 3))))

first_error = Exercise(
    name="9.1",
    title="The first error",
    misconceptions=("M28",),
    form=Words({"A": "the product rule", "B": "the indices", "C": "the new letters", "D": "the square"}),
    right="C",
    answer='"C"',
    mistakes=(
        Mistake("product rule doubted", "A", "The square is a product of two sums, so there are two terms, each with its δ."),
        Mistake("δ doubted", "B", "Of the sum over i only i = k is left in the first term, of that over j only j = k in the second."),
        Mistake("consequence for cause", "D", "If C were right, D would follow."),
    ),
    hints=(
        "Test it with two components and β = (1, 1).",
        "In each line: which index is summed, and which stands for one component?",
        "A sum may change its letter, but not to one that is taken.",
    ),
    solution="C: i and j may be renamed, but k is taken; βⱼxⱼ is a sum over all components, βₖxₖ one of them. The derivative is 2(βᵀx)β.",
)

in_indices = Exercise(
    name="9.2",
    title="In indices",
    misconceptions=("M28",),
    form=Function(("a", "x", "δ"), INDEX_CASES, reads=index_terms),
    right="2 a_ik a_ij x_j",
    answer='"2 a_ik a_ij x_j"',
    mistakes=(
        Mistake(
            "δ left standing",
            "2 a_ij δ_jk a_il x_l",
            "Use the δ up: where it stands, rename its index.",
            lambda found: not (agree(found[0], found[1]) and agree(found[2], found[3])),  # it changes as the array δ does
        ),
        Mistake("one term lost", "a_ik a_ij x_j", "x stands in both factors."),
        Mistake("the form for the square", "a_ki x_i + a_ik x_i", "That is the derivative of xᵀAx. Here A stands twice."),
        Mistake("rows for columns", "2 a_ki a_ij x_j", "The sum over i is over the first index of both a. Where does k go?"),
        Mistake("rows for columns", "2 a_ki a_ji x_j", "The sum over i is over the first index of both a. Where does k go?"),
        Mistake("dummy index", "2 a_ij a_ij x_k", "k is where x was. Which index of a did x have?"),
    ),
    hints=(
        "IndexSteps: one index is used up in each line.",
        "Entry i of Ax is aᵢⱼxⱼ. Its square needs a second letter: aᵢⱼxⱼaᵢₗxₗ.",
        "The first of two terms is aᵢⱼδⱼₖaᵢₗxₗ = aᵢₖaᵢₗxₗ.",
    ),
    solution="aᵢⱼxⱼaᵢₗxₗ has the derivative aᵢⱼδⱼₖaᵢₗxₗ + aᵢⱼxⱼaᵢₗδₗₖ = aᵢₖaᵢₗxₗ + aᵢⱼxⱼaᵢₖ. Rename l: both are aᵢₖaᵢⱼxⱼ, together entry k "
    "of 2AᵀAx.",
)

straight_up = Exercise(
    name="9.3",
    title="Straight up",
    misconceptions=("M27",),
    form=Numbers(names=("x", "y")),
    right=(1.0, -1.0),
    answer="(1, -1)",
    holds=lambda x: jnp.any(x != 0) & toward_side((A + A.T) @ x),
    mistakes=(
        Mistake("the origin", (0.0, 0.0), "There it is zero and points nowhere.", lambda x: jnp.all(x == 0)),
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
    scene=lambda: CandidateDerivatives(x=1.2, y=0.5, title="Exercise 9.3"),
)

where_level = Exercise(
    name="9.4",
    title="Where it is level",
    misconceptions=("M27",),
    form=Numbers(),
    right=(*-jnp.linalg.solve(BENT, PULL), jnp.linalg.det(BENT)),
    answer="(-2, 2.5, -8)",
    mistakes=(
        Mistake("2Ax", (1.0, 0.5, ANY), "x stands twice in xᵀAx, in places that are not alike."),
        Mistake("2Aᵀx", (3.0, -5.5, ANY), "x stands twice in xᵀAx, in places that are not alike."),
        Mistake("factor", (2.0, 1.0, ANY), "For 1 × 1: where is ax² + bx level?"),
        Mistake("sign", (2.0, -2.5, ANY), "Put it into the gradient: do its two parts cancel?"),
        Mistake("½ kept", (-4.0, 5.0, ANY), "No ½ stands before xᵀAx. For 1 × 1, where is ax² + bx level?"),
        Mistake("determinant of 2A", (-2.0, 2.5, 8.0), "The slopes are (A + Aᵀ)x + b. Differentiate them once more."),
    ),
    hints=(
        "CandidateDerivatives shows the first term's derivative; the second is the smallest formula of the notebook.",
        "The gradient is (A + Aᵀ)x + b.",
        "(A + Aᵀ)x = −b: 2x₁ + 4x₂ = 6 is the first of two equations.",
    ),
    solution="(A + Aᵀ)x = −b, that is 2x₁ + 4x₂ = 6 and 4x₁ + 4x₂ = 2: (−2, 2.5). It is Newton's step from 0, where the gradient is b. "
    "The Hessian A + Aᵀ has the determinant 8 − 16 = −8: a saddle, though A has no negative entry.",
)

trace = Exercise(
    name="9.5",
    title="The diagonal",
    misconceptions=("M27",),
    form=Function(("A", "B"), TRACE_CASES, reads=matrix_function),
    right=trace_derivative,
    answer="lambda A, B: B @ A",
    mistakes=(
        Mistake("other layout", lambda A, B: A.T @ B.T, "That has the shape of Xᵀ. What shape must the answer have?"),
        Mistake("right shape, wrong order", lambda A, B: A @ B, "1 × 1 and square sizes agree. Try A 2 × 3, X 4 × 3, B 4 × 2."),
        Mistake("right shape, wrong order", lambda A, B: B.T @ A.T, "1 × 1 and square sizes agree. Try A 2 × 3, X 4 × 3, B 4 × 2."),
        Mistake("derivative of tr X", lambda A, B: jnp.eye(B.shape[0], A.shape[1]), "A and B weigh the entries of X."),
    ),
    hints=(
        "Type it in part 5, as d tr(AX'B)/dX = AB, and give the sizes different numbers, such as A 2 × 3, X 4 × 3, B 4 × 2.",
        "tr(AXᵀB) = aᵢⱼxₖⱼbₖᵢ.",
        "The factor of xₖⱼ is aᵢⱼbₖᵢ, summed over i. In which order is that a product?",
    ),
    solution="The factor of xₖⱼ in aᵢⱼxₖⱼbₖᵢ is bₖᵢaᵢⱼ, so BA, of the shape of X. (A trace stays the same when its last factor is taken "
    "to the front, tr(AXᵀB) = tr(BAXᵀ); not in every other order.)",
)

used_twice = Exercise(
    name="9.6",
    title="Used twice",
    misconceptions=("M27",),
    form=Function(("X", "U", "Z"), TWICE_CASES, reads=matrix_function),
    right=lambda X, U, Z: jax.grad(lambda U: jnp.sum((X @ U @ U - Z) ** 2))(U),
    answer="def used_twice(X, U, Z):\n    G = 2 * (X @ U @ U - Z)\n    return X.T @ (G @ U.T) + (X @ U).T @ G",
    start="def used_twice(X, U, Z):\n    return ...",
    mistakes=(
        Mistake("one report lost", lambda X, U, Z: 2 * (X @ U).T @ (X @ U @ U - Z), "So the second layer reports. And the first?"),
        Mistake("one report lost", lambda X, U, Z: 2 * X.T @ (X @ U @ U - Z) @ U.T, "So the first layer reports. And the second?"),
        Mistake(
            "the rule for numbers, doubled",
            lambda X, U, Z: 4 * (X @ U).T @ (X @ U @ U - Z),
            "For numbers the two reports are alike. Are they for matrices?",
        ),
        Mistake(
            "not handed on", lambda X, U, Z: 2 * (X.T + (X @ U).T) @ (X @ U @ U - Z), "Between the first U and the loss stands another."
        ),
        Mistake(
            "2 lost",
            lambda X, U, Z: X.T @ (X @ U @ U - Z) @ U.T + (X @ U).T @ (X @ U @ U - Z),
            "For 1 × 1: what is the derivative of (xu² − y)² by u?",
        ),
    ),
    hints=(
        "Part 7: what arrives at XUU is G = 2(XUU − Z).",
        "Give the two places different names, XUV: what is the slope of U, and what that of V?",
        "Both are the same weights, so the two reports are added.",
    ),
    solution="G = 2(XUU − Z) arrives. The second layer reports (XU)ᵀG and hands on GUᵀ, with which the first reports Xᵀ(GUᵀ): "
    "(XU)ᵀG + XᵀGUᵀ. No shape tells U from Uᵀ here: test the values.",
)

EXERCISES = (first_error, in_indices, straight_up, where_level, trace, used_twice)
