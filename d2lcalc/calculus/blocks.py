"""Matrices of several sizes in arrays of one size: a block is a matrix in the upper left corner, and zeros around it.

So embedded, any two matrices can be added and multiplied, and sums, products, transposes, traces and norms are those of the matrices
themselves; `demand(a, b)` is told which sizes would have to be equal. The sizes may be traced: a picture can change them as it moves.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

ONE = "1"  # the size that a vector has as its columns; a block of 1 × 1 is a number and multiplies everything


class Block(NamedTuple):
    """A matrix with `rows` × `cols`, two sizes by name, embedded in zeros."""

    rows: str
    cols: str
    array: jax.Array

    number = property(lambda self: self.array[0, 0])
    is_number = property(lambda self: (self.rows, self.cols) == (ONE, ONE))


def corner(array: jax.Array, shape: tuple[str, str], sizes: Mapping[str, Any]) -> Block:
    """The corner of `array` that has this shape."""
    rows, cols = ({ONE: 1, **sizes}[name] for name in shape)
    n = jnp.arange(len(array))
    return Block(*shape, jnp.where((n[:, None] < rows) & (n < cols), array, 0.0))


def number(value: Any, like: Block) -> Block:
    """A number as a block."""
    return Block(ONE, ONE, jnp.zeros_like(like.array).at[0, 0].set(value))


def add(*terms: Block, demand: Callable[[str, str], None]) -> Block:
    """A + B + …"""
    for term in terms[1:]:
        demand(terms[0].rows, term.rows)
        demand(terms[0].cols, term.cols)
    return terms[0]._replace(array=sum(term.array for term in terms))


def multiply(*factors: Block, demand: Callable[[str, str], None]) -> Block:
    """AB…"""
    product = factors[0]
    for factor in factors[1:]:
        if product.is_number:
            product = factor._replace(array=product.number * factor.array)
        elif factor.is_number:
            product = product._replace(array=factor.number * product.array)
        else:
            demand(product.cols, factor.rows)
            product = Block(product.rows, factor.cols, product.array @ factor.array)
    return product


def divide(dividend: Block, divisor: Block, demand: Callable[[str, str], None]) -> Block:
    """M/c"""
    demand(divisor.rows, ONE)
    demand(divisor.cols, ONE)
    return dividend._replace(array=dividend.array / divisor.number)


def trace(block: Block, demand: Callable[[str, str], None]) -> Block:
    """tr M = Σ mᵢᵢ"""
    demand(block.rows, block.cols)
    return number(jnp.trace(block.array), block)


def determinant(block: Block, eye: Block, demand: Callable[[str, str], None]) -> Block:
    """det M; `eye` is the identity of M's size."""
    demand(block.rows, block.cols)
    demand(block.rows, eye.rows)
    return number(jnp.linalg.det(block.array + jnp.eye(len(eye.array)) - eye.array), block)


def inverse(block: Block, eye: Block, demand: Callable[[str, str], None]) -> Block:
    """M⁻¹; `eye` is the identity of M's size."""
    demand(block.rows, block.cols)
    demand(block.rows, eye.rows)
    outside = jnp.eye(len(eye.array)) - eye.array
    return Block(block.cols, block.rows, jnp.linalg.inv(block.array + outside) - outside)


def power(block: Block, exponent: float, demand: Callable[[str, str], None]) -> Block:
    """MM…M for a whole exponent, cᵖ for a number c."""
    if exponent in range(2, 10):
        return multiply(*[block] * int(exponent), demand=demand)
    return of_number(lambda c: c**exponent, block, demand)


def of_number(f: Callable[[Any], Any], block: Block, demand: Callable[[str, str], None]) -> Block:
    """f(c)"""
    demand(block.rows, ONE)
    demand(block.cols, ONE)
    return number(f(block.number), block)


def spectral_norm(block: Block) -> Block:
    """‖M‖₂ = max ‖Mv‖ over ‖v‖ = 1, by the power method; its derivative is uvᵀ, u and v the first singular vectors."""
    matrix = block.array

    def closer(v, _):
        w = matrix.T @ (matrix @ v)
        return w / jnp.sqrt(w @ w), None

    first = matrix.T @ (matrix @ jnp.arange(1.0, 1 + len(matrix)))
    v = jax.lax.stop_gradient(jax.lax.scan(closer, first / jnp.sqrt(first @ first), length=200)[0])
    u = jax.lax.stop_gradient(matrix @ v)
    return number((u @ matrix @ v) / jnp.sqrt(u @ u), block)
