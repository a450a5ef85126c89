"""Newton's method: jump to where the best quadratic is flat, and see whether that is its lowest place.

After "Dive into Deep Learning", "Hessians"; the repairs are in J. Nocedal, S. J. Wright: Numerical Optimization (2006), chapter 3.
"""

import jax
import jax.numpy as jnp

from d2lcalc.calculus.curvature import eigh_2x2
from d2lcalc.calculus.scalar_field import coordinates
from d2lcalc.calculus.taylor import gradient, hessian

__all__ = ["absolute", "newton_path", "newton_step", "shifted", "solve_2x2"]


def newton_step(f, repair=lambda matrix: matrix):
    """s = −H⁻¹∇f, the step to the point where the best quadratic of f is flat: newton_step(f)(x, y) is an array of shape (2,).

    That point is the bottom of the quadratic only where H is positive definite; where it is not, the step may climb.
    `repair` replaces H by another matrix: absolute, or shifted(μ). Where that matrix is singular the step is not finite.
    """

    def step(*point):
        return -solve_2x2(repair(hessian(f)(*point)), gradient(f)(*point))

    return step


def newton_path(f, start, steps, repair=lambda matrix: matrix, share=1.0):
    """The points x ← x − share·H⁻¹∇f from `start` on, an array of shape (steps + 1, 2)."""
    step = newton_step(f, repair)

    def move(point, _):
        there = point + share * step(*point)
        return there, there

    start = jnp.stack(coordinates(start))
    return jnp.concatenate([start[None], jax.lax.scan(move, start, length=steps)[1]])


def absolute(matrix):
    """|H|: the eigenvectors of H with the absolute values of its eigenvalues."""
    values, vectors = eigh_2x2(matrix)
    return vectors @ (jnp.abs(values)[:, None] * vectors.T)


def shifted(mu):
    """H ↦ H + μI, which adds μ to every eigenvalue: positive definite for μ > −λ₁."""
    return lambda matrix: matrix + mu * jnp.eye(2)


def solve_2x2(matrix, right):
    """x with Ax = b, by Cramer's rule; not finite where det A = 0."""
    (a, b), (c, d) = matrix
    return jnp.stack([d * right[0] - b * right[1], a * right[1] - c * right[0]]) / (a * d - b * c)
