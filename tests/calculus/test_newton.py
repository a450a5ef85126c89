"""Curvature and Newton's method: against NumPy and SymPy, and every number of the section."""

import jax.numpy as jnp
import numpy as np
import pytest

from d2lcalc import functions
from d2lcalc.calculus import gradient, hessian
from d2lcalc.calculus.curvature import DEFINITENESS, curvature, definiteness, eigh_2x2, observed_order
from d2lcalc.calculus.newton import absolute, newton_path, newton_step, shifted

P = (-0.5, 1.0)
SYMMETRIC = [
    np.array([[a, b], [b, c]], float)
    for a, b, c in [(7, 3, 2), (1, 0, 5), (5, 0, 1), (0, 1, 0), (-3, 2, -3), (2, 1e-9, 2), (2, 0, 2), (1e8, 3, 1e-8)]
]
SYMMETRIC += [part + part.T for part in np.random.default_rng(0).normal(size=(20, 2, 2))]


@pytest.mark.parametrize("matrix", SYMMETRIC, ids=str)
def test_eigenvalues_and_eigenvectors_against_numpy(matrix):
    values, vectors = map(np.asarray, eigh_2x2(matrix))
    scale = np.abs(matrix).max()
    assert values == pytest.approx(np.linalg.eigh(matrix).eigenvalues, abs=1e-14 * scale)
    assert vectors.T @ vectors == pytest.approx(np.eye(2), abs=1e-14)
    assert matrix @ vectors == pytest.approx(values * vectors, abs=1e-14 * scale)


def test_curvature_does_not_depend_on_the_length_nor_on_the_way_round():
    matrix = jnp.array([[7.0, 3], [3, 2]])
    assert [curvature(matrix, v) for v in [(1, -2), (-1, 2), (10, -20)]] == pytest.approx([0.6] * 3)
    assert jnp.isnan(curvature(matrix, (0, 0)))


@pytest.mark.parametrize(
    ("f", "at", "verdict"),
    [
        (functions.bowl, (1, 1), "positive definite"),
        (lambda x, y: -functions.bowl(x, y), (1, 1), "negative definite"),
        (functions.saddle, (0, 0), "indefinite"),
        (functions.twisted_saddle, (0, 0), "indefinite"),
        (lambda x, y: (x + y) ** 2, (0, 0), "singular"),
        (functions.log_sum_exp, (0.3, -1.2), "singular"),
        (functions.log_sum_exp, (-2.97, 2.98), "singular"),  # its second derivatives are off by hundreds of units in the last place
        (functions.monkey_saddle, (0, 0), "singular"),
        (functions.three_valleys, (0, 0), "singular"),
        (lambda x, y: jnp.sqrt(x) + y, (-1, 0), "singular"),
        (lambda x, y: 1e-3 * x**2 + 1e3 * y**2, (0, 0), "positive definite"),
    ],
)
def test_verdicts(f, at, verdict):
    assert DEFINITENESS[definiteness(hessian(f)(*at))] == verdict


@pytest.mark.parametrize("n", [1, 3, 12])
def test_definiteness_in_n_dimensions(n):
    basis = np.linalg.qr(np.random.default_rng(n).normal(size=(n, n))).Q
    signs = {"positive definite": np.ones(n), "negative definite": -np.ones(n), "singular": np.arange(n)}
    signs |= {"indefinite": np.where(np.arange(n) == 1, -1, 2)} if n > 1 else {}
    for verdict, eigenvalues in signs.items():
        assert DEFINITENESS[definiteness(basis @ np.diag(eigenvalues) @ basis.T)] == verdict


def test_the_order_of_nothing_is_not_a_number():
    assert jnp.isnan(observed_order([0.1, 0.01], [0.0, 0.0]))


@pytest.mark.parametrize("start", [P, (1.0, 0.3), (-1.5, 0.2), (0.3, -0.8)])
@pytest.mark.parametrize("f", [functions.hill_and_valley, functions.himmelblau, functions.rosenbrock])
def test_the_repaired_step_points_downhill(f, start):
    low = float(eigh_2x2(hessian(f)(*start))[0][0])
    for repair in (absolute, shifted(max(0, -low) + 0.1)):
        assert DEFINITENESS[definiteness(repair(hessian(f)(*start)))] == "positive definite"
        assert gradient(f)(*start) @ newton_step(f, repair)(*start) < 0


@pytest.mark.parametrize("matrix", SYMMETRIC[:-20], ids=str)
def test_the_absolute_matrix(matrix):
    scale = np.abs(matrix).max()
    assert np.asarray(absolute(matrix) @ absolute(matrix)) == pytest.approx(matrix @ matrix, rel=1e-12, abs=1e-12 * scale**2)


@pytest.mark.parametrize("n", [3, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 20))])
def test_newton_in_n_dimensions(n):
    """Against NumPy's solve, and down a convex function to where its gradient is 0; f(w) and f(x, y, …) alike."""
    part = np.random.default_rng(n).normal(size=(n, n))
    matrix, right = part @ part.T + np.eye(n), np.arange(1.0, n + 1)
    f = lambda w: w @ matrix @ w / 2 - right @ w
    one_by_one = lambda *x: f(jnp.stack(x))
    start = np.ones(n)
    for step in (newton_step(f)(start), newton_step(one_by_one)(*start), newton_step(f, absolute)(start)):
        assert start + step == pytest.approx(np.linalg.solve(matrix, right), rel=1e-9)
    assert newton_step(f, shifted(2))(start) == pytest.approx(np.linalg.solve(matrix + 2 * np.eye(n), right - matrix @ start), rel=1e-9)
    assert not np.isfinite(newton_step(lambda w: jnp.sum(w) ** 2 + 2 * w[0])(np.append(start, 1.0))).any()
    bent = lambda w: f(w) + jnp.sum(jnp.cosh(w))
    path = newton_path(bent, start, 8)
    assert path.shape == (9, n)
    assert gradient(bent)(path[-1]) == pytest.approx(np.zeros(n), abs=1e-9)
