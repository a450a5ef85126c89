"""What counts as zero: a number that is no larger than the rounding of the terms that it is made of, whatever their scale."""

import jax.numpy as jnp

ROUNDING = 2.0**-46  # 64 units in the last place of the terms
OF_A_HESSIAN = 2.0**-40  # the second derivatives of log(eˣ + eʸ) are off by some e^|x−y| units in the last place


def negligible(value, *terms, rounding=ROUNDING):
    """Whether |value| ≤ 2⁻⁴⁶ · the sum of the sizes of the terms that it was added up from; False where one of them is NaN."""
    return jnp.abs(value) <= rounding * sum(map(jnp.abs, terms))


def without_rounding(value, *terms, rounding=ROUNDING):
    """The value, or exactly 0 where it is negligible beside its terms."""
    return jnp.where(negligible(value, *terms, rounding=rounding), 0.0, value)


def rounded_slopes(slopes, matrix, extent):
    """∇f with 0 for each slope that is no larger than what it changes by, ∑ⱼ|Hᵢⱼ|·extentⱼ, where the place is rounded.

    `extent` says of each coordinate how large its numbers are: |xⱼ| and the width of the window. A slope that is exactly 0 is 0 where
    there are no second derivatives, too.
    """
    changes = jnp.abs(matrix) @ jnp.stack(extent)
    return without_rounding(slopes, jnp.where(jnp.isfinite(changes), changes, 0.0))


def rounded_value(value, slopes, matrix, extent):
    """f, or 0 where it is no larger than it changes, |∇f|·extent + ½ extentᵀ|H|extent, where the place is rounded."""
    extent = jnp.stack(extent)
    first, second = jnp.abs(slopes) @ extent, ROUNDING * (extent @ jnp.abs(matrix) @ extent) / 2
    finite = lambda change: jnp.where(jnp.isfinite(change), change, 0.0)
    return without_rounding(value, finite(first), finite(second))
