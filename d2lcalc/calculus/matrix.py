"""Derivatives by vectors and matrices: their layouts, two derivations index by index, and a matrix as a product of two.

A vector is an array of shape (n,) or a column (n, 1), a row (1, n); a number has shape () or (1, 1).

After "Dive into Deep Learning", "Multivariable Calculus": "A Little Matrix Calculus".
"""

from math import prod
from typing import NamedTuple

import jax
import jax.numpy as jnp

LAYOUTS = ("denominator", "numerator")


def matrix_derivative(f, layout="denominator"):
    """∂f/∂X, the array of all ∂fₖ/∂xᵢⱼ: matrix_derivative(f)(X). Of several arguments name the one that moves, as in lambda V: f(X, U, V).

    In denominator layout the derivative of a number has the shape of X, and that of a vector by a vector the entry ∂fₖ/∂xᵢ in row i,
    column k; in numerator layout both are transposed. What a matrix and another matrix would need, four indices, raises a ValueError.
    """
    if layout not in LAYOUTS:
        raise ValueError(f"the layout {layout!r} is none of {', '.join(LAYOUTS)}")

    def derivative(X):
        X = jnp.asarray(X, float)
        shape = derivative_shape(jax.eval_shape(f, X).shape, X.shape)
        slopes = jax.jacrev(lambda x: jnp.ravel(f(jnp.reshape(x, X.shape))))(jnp.ravel(X)).T.reshape(shape)
        return slopes if layout == "denominator" else transposed(slopes)

    return derivative


def derivative_shape(above, below):
    """The shape of a derivative in denominator layout: that of what is differentiated by, if what is differentiated is a number."""
    if prod(above) == 1:
        return below
    if not is_vector(above) or not is_vector(below):
        raise ValueError(
            f"{named(above)} differentiated by {named(below)} has an entry for every pair of entries, and a matrix has no room for that "
            "many indices: differentiate one entry, or a number made of them (a sum, a norm, a trace)"
        )
    return (prod(below), prod(above))


def transposed(array):
    """The transpose, where a vector of shape (n,) counts as a column."""
    return array[None] if array.ndim == 1 else array.T


def is_vector(shape):
    return len(shape) < 2 or 1 in shape


def named(shape):
    return f"a {'vector' if is_vector(shape) else 'matrix'} of shape {shape}"


class Line(NamedTuple):
    """One line of a derivation: its terms in LaTeX, and why it follows."""

    written: tuple[str, ...]
    because: str


QUADRATIC_FORM = (
    Line((r"\dfrac{\partial}{\partial x_k}\, x_i\, a_{ij}\, x_j",), "An index that stands twice is summed over: i and j."),
    Line(
        (r"\dfrac{\partial x_i}{\partial x_k}\, a_{ij}\, x_j", r"x_i\, a_{ij}\, \dfrac{\partial x_j}{\partial x_k}"),
        "The product rule: the letter x stands there twice.",
    ),
    Line(
        (r"\delta_{ik}\, a_{ij}\, x_j", r"x_i\, a_{ij}\, \delta_{jk}"),
        "∂xᵢ/∂xₖ is 1 if i = k and 0 if not. That is what δ means.",
    ),
    Line((r"a_{kj}\, x_j", r"x_i\, a_{ij}\, \delta_{jk}"), "Of the sum over i only i = k is left."),
    Line((r"a_{kj}\, x_j", r"x_i\, a_{ik}"), "Of the sum over j only j = k is left."),
    Line(
        (r"a_{kj}\, x_j", r"[A^\top]_{ki}\, x_i"),
        "Numbers commute, and the entry i, k of A is the entry k, i of its transpose: this is where the transpose comes from.",
    ),
    Line((r"[A x]_k", r"[A^\top x]_k"), "Both sums are products of a matrix and a vector; together they are (A + Aᵀ)x."),
)
"""d(xᵀAx)/dx"""

FACTORIZATION = (
    Line(
        (r"\dfrac{\partial}{\partial v_{ab}}\, r_{ij}\, r_{ij}",),
        "r = x − uv is what is left at i, j; in uv the dummy p is summed. A sum of squares: i and j stand twice.",
    ),
    Line((r"2\, r_{ij}\, \dfrac{\partial r_{ij}}{\partial v_{ab}}",), "The slope of a square, for each i and j."),
    Line((r"-2\, r_{ij}\, u_{ip}\, \dfrac{\partial v_{pj}}{\partial v_{ab}}",), "Of r = x − uv only v moves, and p is still summed."),
    Line((r"-2\, r_{ij}\, u_{ip}\, \delta_{pa}\, \delta_{jb}",), "The derivative is 1 only if both are the same entry of V, else 0."),
    Line((r"-2\, r_{ij}\, u_{ia}\, \delta_{jb}",), "Of the sum over p only p = a is left."),
    Line((r"-2\, r_{ib}\, u_{ia}",), "Of the sum over j only j = b is left."),
    Line((r"-2\, [U^\top]_{ai}\, r_{ib}",), "The entry i, a of U is the entry a, i of Uᵀ: now the summed indices are neighbours."),
    Line((r"-2\, [U^\top (X - U V)]_{ab}",), "A sum over neighbouring indices is a product of matrices."),
)
"""d‖X − UV‖²/dV"""


def factorization_loss(X, U, V):
    """‖X − UV‖² = Σ (xᵢⱼ − Σₖ uᵢₖvₖⱼ)², the square of the Frobenius norm."""
    return jnp.sum((X - U @ V) ** 2)


def factorize(X, U, V, rate, steps):
    """Gradient descent on ‖X − UV‖² in U and V at once: the (steps + 1) losses, and the U and V of every step.

    dU = −2(X − UV)Vᵀ and dV = −2Uᵀ(X − UV), each for the factors as they are before the step.
    """

    def step(factors, _):
        U, V = factors
        residual = X - U @ V
        moved = (U + 2 * rate * residual @ V.T, V + 2 * rate * U.T @ residual)
        return moved, (jnp.sum(residual**2), U, V)

    (U, V), (losses, Us, Vs) = jax.lax.scan(step, (U, V), length=steps)
    last = factorization_loss(X, U, V)
    return jnp.append(losses, last), jnp.concatenate([Us, U[None]]), jnp.concatenate([Vs, V[None]])
