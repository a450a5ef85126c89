"""Second derivatives at one point: curvature along a direction, eigenvalues, definiteness, and the order of an error.

A Hessian comes in as an array, hessian(f)(x, y), of shape (n, n). For n = 2 everything here is elementary arithmetic, so that a tape can
record it.
After "Dive into Deep Learning", "Hessians".
"""

import jax.numpy as jnp

from d2lcalc.calculus.rounding import OF_A_HESSIAN, negligible, without_rounding

DEFINITENESS = ("positive definite", "negative definite", "indefinite", "singular")


def curvature(matrix, direction):
    """vᵀHv with v = direction/‖direction‖: how fast the slope along v changes when one walks along v.

    The length of the direction does not matter; a direction of length zero gives NaN.
    """
    v = jnp.asarray(direction, float)
    return without_rounding(v @ matrix @ v / (v @ v), jnp.abs(matrix).max(), rounding=OF_A_HESSIAN)


def eigh_2x2(matrix):
    """Eigenvalues (λ₁ ≤ λ₂) of a symmetric 2×2 matrix and, as columns, its unit eigenvectors: Hv = λv.

    With mean m = (a + c)/2, half-difference d = (a − c)/2 and twist b, the curvature along the angle θ is
    vᵀHv = m + d·cos 2θ + b·sin 2θ, so λ = m ± √(d² + b²), the larger along θ = ½·atan2(b, d), the smaller at right angles to it.
    Where λ₁ = λ₂ every direction is an eigenvector; then the axes are returned. Same result as jnp.linalg.eigh up to signs.
    """
    (a, b), (_, c) = matrix
    mean, difference = (a + c) / 2, (a - c) / 2
    amplitude, angle = jnp.hypot(difference, b), jnp.arctan2(b, difference) / 2
    cos, sin = jnp.cos(angle), jnp.sin(angle)
    values = without_rounding(jnp.stack([mean - amplitude, mean + amplitude]), mean, amplitude, rounding=OF_A_HESSIAN)
    return values, jnp.stack([jnp.stack([-sin, cos]), jnp.stack([cos, sin])])


def eigh(matrix):
    """Eigenvalues, the least first, and unit eigenvectors of a symmetric n×n matrix: by eigh_2x2 for n = 2, else by jnp.linalg.eigh."""
    return eigh_2x2(matrix) if len(matrix) == 2 else tuple(jnp.linalg.eigh(matrix))


def definiteness(matrix):
    """The index in DEFINITENESS of a symmetric n×n matrix, from the signs of its eigenvalues.

    "singular" where one of them is zero but for rounding: then H alone does not tell a minimum from a saddle.
    """
    values = eigh_2x2(matrix)[0] if len(matrix) == 2 else jnp.linalg.eigvalsh(matrix)
    low, high, sizes = values[0], values[-1], jnp.abs(values)
    singular = negligible(sizes.min(), sizes.max(), rounding=OF_A_HESSIAN) | jnp.isnan(sizes).any()
    return jnp.where(singular, 3, jnp.where(low > 0, 0, jnp.where(high < 0, 1, 2)))


def scaled_remainder(f, approximation, at, h):
    """v ↦ (f(a + h·v) − T(a + h·v))/h²: what the approximation T leaves out near a, magnified as much as v was shrunk.

    With the tangent plane for T it tends to ½vᵀHv as h falls to 0.
    """

    def remainder(*v):
        there = [start + h * part for start, part in zip(at, v, strict=True)]
        return (f(*there) - approximation(*there)) / h**2

    return remainder


def observed_order(distances, errors):
    """p in error ≈ C·distanceᵖ: the slope of the least-squares line through (log distance, log |error|).

    An error of exactly zero has no order: NaN.
    """
    x, y = jnp.log(jnp.asarray(distances, float)), jnp.log(jnp.abs(jnp.asarray(errors, float)))
    x -= x.mean()
    return jnp.where(jnp.isfinite(y).all(), x @ y / (x @ x), jnp.nan)
