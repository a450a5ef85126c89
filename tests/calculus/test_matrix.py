"""Derivatives by vectors and matrices: layouts against JAX and finite differences, every line of the derivations, the factorization."""

import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from d2lcalc.calculus.matrix import (
    FACTORIZATION,
    QUADRATIC_FORM,
    factorization_loss,
    factorize,
    matrix_derivative,
)
from many import one_in

SHAPES = [(1, 1), (1, 4), (3, 1), (3, 2)]


def matrix(rows, cols, seed=0):
    return jnp.asarray(np.random.default_rng(seed).normal(size=(rows, cols)))


@pytest.mark.parametrize("rows, cols", one_in(2, SHAPES))
@pytest.mark.parametrize("layout", ["denominator", "numerator"])
def test_a_number_by_a_matrix_against_finite_differences(rows, cols, layout):
    X, weights, h = matrix(rows, cols), matrix(rows, cols, 1), 1e-6
    f = jax.jit(lambda X: jnp.sum(weights * jnp.sin(X)))
    slopes = matrix_derivative(f, layout=layout)(X)
    upright = slopes if layout == "denominator" else slopes.T
    assert upright.shape == (rows, cols)
    for i, j in np.ndindex(rows, cols):
        step = h * np.eye(1, rows * cols, i * cols + j).reshape(rows, cols)
        assert upright[i, j] == pytest.approx(float(f(X + step) - f(X - step)) / (2 * h), abs=1e-8)


@pytest.mark.parametrize("above, below", one_in(2, SHAPES))
@pytest.mark.parametrize("columns", [True, False])
def test_a_vector_by_a_vector_is_the_jacobian_and_its_transpose(above, below, columns):
    A, x = matrix(above, below), matrix(below, 1) if columns else matrix(below, 1)[:, 0]
    f = lambda x: jnp.tanh(A @ x)
    jacobian = jax.jacobian(f)(x).reshape(above, below)
    across, upright = (matrix_derivative(f, layout=layout)(x) for layout in ("numerator", "denominator"))
    if above == 1:
        assert (upright.shape, across.shape) == (x.shape, (1, below))
    else:
        assert (upright.shape, across.shape) == ((below, above), (above, below))
    assert jnp.allclose(across.ravel(), jacobian.ravel()) and jnp.allclose(upright.ravel(), jacobian.T.ravel())


def test_what_does_not_fit_in_a_matrix_is_refused():
    with pytest.raises(ValueError, match="a matrix of shape \\(3, 2\\) differentiated by a vector of shape \\(2,\\)"):
        matrix_derivative(lambda x: jnp.outer(jnp.ones(3), x))(jnp.ones(2))
    with pytest.raises(ValueError, match="'sideways' is none of denominator, numerator"):
        matrix_derivative(jnp.sum, layout="sideways")


def said(line, sizes, **arrays):
    """The sum of the terms as they are written: entries, bracketed products of matrices, and ∂xᵢ/∂xₖ = δᵢₖ, all by einsum."""
    return sum(term_said(term, sizes, arrays) for term in line.written)


def term_said(term, sizes, arrays):
    pairs = lambda found: "".join(rf"\delta_{{{i}{k}}}" for i, k in zip(found[1], found[2], strict=True))
    term = re.sub(r"\\dfrac\{\\partial \w_\{?(\w+?)\}?\}\{\\partial \w_\{?(\w+?)\}?\}", pairs, term)
    factor, operands, indices = float(re.match("-?\\d+|", term)[0] or 1), [], []
    for bracket, letter, at in re.findall(r"(?:\[(.+?)\]|(\\delta|[a-z]))_\{?(\w+)", term):
        product = re.sub(r"(?<=[\w)]) (?=[\w(])", " @ ", bracket.replace(r"^\top", ".T"))
        operands.append(jnp.eye(sizes[at[0]]) if letter == r"\delta" else eval(product, arrays) if bracket else arrays[letter])
        indices.append(at)
    return factor * jnp.einsum(f"{','.join(indices)}->{''.join(i for i in 'abk' if i in ''.join(indices))}", *operands)


@pytest.mark.parametrize("n", [1, 4])
def test_every_line_about_the_quadratic_form_says_the_derivative(n):
    A, x = matrix(n, n), matrix(n, 1, 1)[:, 0]
    right = jax.grad(lambda x: x @ A @ x)(x)
    for line in QUADRATIC_FORM[1:]:
        assert jnp.allclose(said(line, {"i": n, "j": n}, A=A, a=A, x=x), right), line.written


@pytest.mark.parametrize("m, n, r", [(1, 1, 1), (5, 4, 2)])
def test_every_line_about_the_factorization_says_the_derivative(m, n, r):
    X, U, V = matrix(m, n), matrix(m, r, 1), matrix(r, n, 2)
    right = jax.grad(factorization_loss, argnums=2)(X, U, V)
    for line in FACTORIZATION[2:]:
        assert jnp.allclose(said(line, {"p": r, "j": n}, X=X, U=U, V=V, r=X - U @ V, u=U), right), line.written


def test_factorize_takes_the_steps_that_jax_would_take():
    X, U, V, rate = matrix(4, 3), matrix(4, 2, 1), matrix(2, 3, 2), 0.02
    losses, Us, Vs = factorize(X, U, V, rate, 5)
    for step in range(6):
        assert losses[step] == pytest.approx(float(factorization_loss(X, U, V)))
        assert jnp.allclose(Us[step], U) and jnp.allclose(Vs[step], V)
        dU, dV = jax.grad(factorization_loss, argnums=(1, 2))(X, U, V)
        U, V = U - rate * dU, V - rate * dV
