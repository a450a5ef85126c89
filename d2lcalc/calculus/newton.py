"""Newton's method: jump to where the best quadratic is flat, and see whether that is its lowest place.

After "Dive into Deep Learning", "Hessians"; the repairs are in J. Nocedal, S. J. Wright: Numerical Optimization (2006), chapter 3.
"""

import jax
import jax.numpy as jnp

from d2lcalc.calculus.curvature import eigh
from d2lcalc.calculus.scalar_field import derived, packed, place_of, unpacked
from d2lcalc.calculus.taylor import gradient, hessian


def newton_step(f, repair=lambda matrix: matrix):
    """s = −H⁻¹∇f, the step to the point where the best quadratic of f is flat: newton_step(f)(x, y) is an array of shape (n,).

    That point is the bottom of the quadratic only where H is positive definite; where it is not, the step may climb.
    `repair` replaces H by another matrix: absolute, or shifted(μ). Where that matrix is singular the step is not finite.
    For f(w) the array w has the shape (n,). A tape records it for small n, with `absolute` for n = 2.
    """
    slopes, curvatures = gradient(f), hessian(f)

    @derived("newton_step", f, "Newton's step from a point, an array.")
    def step(*point):
        return -solve(repair(curvatures(*point)), slopes(*point))

    return step


def newton_path(f, start, steps, repair=lambda matrix: matrix):
    """The points x ← x − H⁻¹∇f from `start` on, an array of shape (steps + 1, n)."""
    step, point = newton_step(f, repair), place_of(f, start)
    start = packed(point)

    def move(place, _):
        there = place + step(*unpacked(place, point))
        return there, there

    return jnp.concatenate([start[None], jax.lax.scan(move, start, length=steps)[1]])


def absolute(matrix):
    """|H|: the eigenvectors of H with the absolute values of its eigenvalues."""
    values, vectors = eigh(matrix)
    return vectors @ (jnp.abs(values)[:, None] * vectors.T)


def shifted(mu):
    """H ↦ H + μI, which adds μ to every eigenvalue: positive definite for μ > −λ₁."""
    return lambda matrix: matrix + mu * jnp.eye(len(matrix))


def solve(matrix, right):
    """x with Ax = b, for n = 2 by Cramer's rule; not finite where det A = 0."""
    if len(matrix) != 2:
        return jnp.linalg.solve(matrix, right)
    (a, b), (c, d) = matrix
    return jnp.stack([d * right[0] - b * right[1], a * right[1] - c * right[0]]) / (a * d - b * c)
