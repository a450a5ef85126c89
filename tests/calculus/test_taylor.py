import inspect
import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import rosen, rosen_der, rosen_hess

from d2lcalc.calculus import directional_derivative, gradient, hessian, linear_approximation, quadratic_approximation
from d2lcalc.functions import hill_and_valley

P = (-0.5, 1.0)


def many(x, y, z):
    return x**3 * y - jnp.sin(y * z) / (1 + z**2)


numbers = st.floats(-10, 10)


@settings(max_examples=20, deadline=None)
@given(*[numbers] * 10)
def test_a_quadratic_and_a_plane_are_their_own_approximations(a, b1, b2, c11, c12, c22, x0, y0, x, y):
    def f(x, y):
        return a + b1 * x + b2 * y + c11 * x**2 + c12 * x * y + c22 * y**2 + 0.0

    assert hessian(f)(x0, y0) == pytest.approx(np.array([[2 * c11, c12], [c12, 2 * c22]]), abs=1e-12)
    assert quadratic_approximation(f, (x0, y0))(x, y) == pytest.approx(f(x, y), abs=1e-9)
    plane = lambda x, y: a + b1 * x + b2 * y
    assert linear_approximation(plane, (x0, y0))(x, y) == pytest.approx(plane(x, y), abs=1e-11)


def test_the_directional_derivative_is_the_gradient_times_the_unit_vector():
    at, direction = (0.7, -1.3, 0.4), np.array([1, -2, 2])
    assert directional_derivative(many, direction)(*at) == pytest.approx(float(gradient(many)(*at) @ direction) / 3, rel=1e-13)


@pytest.mark.parametrize("direction", [(0, 0), (0.0, math.inf), (math.nan, 1.0)])
def test_a_direction_that_points_nowhere(direction):
    with pytest.raises(ValueError, match="points nowhere"):
        directional_derivative(hill_and_valley, direction)


def test_a_traced_direction_of_length_zero_gives_nan():
    slope = jax.jit(lambda direction: directional_derivative(hill_and_valley, direction)(*P))
    assert math.isnan(slope(jnp.zeros(2)))


@pytest.mark.parametrize("number", [int, float, np.float32, np.int64, jnp.asarray, jnp.int32, np.array])
def test_every_kind_of_number_is_a_float64_coordinate(number):
    point = number(-1), number(2)
    for derivative in (gradient(hill_and_valley), hessian(hill_and_valley), directional_derivative(hill_and_valley, (number(1), 2))):
        assert derivative(*point).dtype == jnp.float64
        assert derivative(*point) == pytest.approx(np.asarray(derivative(-1.0, 2.0)), rel=1e-15)
    assert quadratic_approximation(hill_and_valley, point)(number(1), 0) == quadratic_approximation(hill_and_valley, (-1.0, 2.0))(1.0, 0.0)


def test_the_approximations_work_on_grids():
    xs, ys = np.linspace(-1, 1, 4)[:, None], np.linspace(0, 2, 5)[None, :]
    for approximation in (linear_approximation(hill_and_valley, P), quadratic_approximation(hill_and_valley, P)):
        one_by_one = [[approximation(x, y) for y in ys[0]] for x in xs[:, 0]]
        assert approximation(xs, ys) == pytest.approx(np.array(one_by_one), rel=1e-13)


def test_what_is_returned_says_what_it_is():
    assert str(inspect.signature(hessian(hill_and_valley))) == "(x, y)"
    assert hessian(hill_and_valley).__doc__ == "The second derivatives ∂²f/∂xᵢ∂xⱼ at a point, as a matrix."
    made = [gradient(hill_and_valley), directional_derivative(many, (1, 0, 0)), quadratic_approximation(lambda x: x**2, 1)]
    assert [f.__name__ for f in made] == ["gradient_of_hill_and_valley", "directional_derivative_of_many", "quadratic_approximation_of_f"]


def rosenbrock(w):
    return jnp.sum(100 * (w[1:] - w[:-1] ** 2) ** 2 + (1 - w[:-1]) ** 2)


@pytest.mark.parametrize("n", [2, pytest.param(40, marks=pytest.mark.slow)])
def test_a_function_of_one_array_agrees_with_scipy(n):
    w, v = np.random.default_rng(n).normal(size=(2, n))
    step, slopes, matrix = 0.1 * v, rosen_der(w), rosen_hess(w)
    assert gradient(rosenbrock)(w) == pytest.approx(slopes, rel=1e-11)
    assert hessian(rosenbrock)(w) == pytest.approx(matrix, rel=1e-11)
    assert directional_derivative(rosenbrock, v)(w) == pytest.approx(slopes @ v / np.linalg.norm(v), rel=1e-11)
    plane = rosen(w) + slopes @ step
    assert linear_approximation(rosenbrock, at=w)(w + step) == pytest.approx(plane, rel=1e-11)
    assert quadratic_approximation(rosenbrock, at=w)(w + step) == pytest.approx(plane + step @ matrix @ step / 2, rel=1e-11)


def test_arrays_of_any_shape():
    w = np.random.default_rng(3).normal(size=(3, 2))
    f = lambda w: jnp.sum(jnp.sin(w) ** 2)
    assert gradient(f)(w) == pytest.approx(np.sin(2 * w))
    assert hessian(f)(w).shape == (3, 2, 3, 2)
    assert hessian(f)(w).reshape(6, 6) == pytest.approx(np.diag(2 * np.cos(2 * w).ravel()))
    exact = quadratic_approximation(lambda w: jnp.sum(w**2), at=w)
    assert exact(w + 1) == pytest.approx(np.sum((w + 1) ** 2))
    assert gradient(lambda w: w @ w)(jnp.ones(1)).tolist() == [2]
    assert linear_approximation(lambda w: w @ w, at=jnp.ones(1))(jnp.zeros(1)) == -1


def test_a_million_coordinates():
    w = jnp.linspace(-1, 1, 10**6)
    assert jnp.allclose(gradient(lambda w: w @ w)(w), 2 * w, rtol=1e-14)


def test_defaults_and_keywords_are_no_coordinates():
    def loss(w, data=(0.0, 1.0), *, scale=3.0, **others):
        return scale * w @ jnp.array(data)

    assert linear_approximation(loss, at=[1.0, 2.0])(jnp.ones(2)) == pytest.approx(3)


def with_math(x, y):
    return math.exp(x) * y


def with_numpy(x, y):
    return np.sin(x) * y


def with_linalg(x, y):
    return np.linalg.norm(np.array([x, y]))


def forgetful(x, y):
    x * y


@pytest.mark.parametrize(
    "derivative", [gradient, hessian, lambda f: linear_approximation(f, (1, 2)), lambda f: directional_derivative(f, (1, 2))]
)
@pytest.mark.parametrize(
    ("f", "sentence"),
    [
        (lambda x, y: (x, y), r"array of shape \(2,\).*choose a component.*jax.jacobian"),
        (lambda x, y: 3, "int64.*return a float"),
        (lambda x, y: x > y, "bool.*return a float"),
        (lambda x, y: x + 1j * y, "complex128.*return a float"),
        (forgetful, "forgetful returned nothing"),
        (with_math, r"with_math cannot .*return math.exp\(x\) \* y` \(line \d+ .*write jnp. instead of math"),
        (with_numpy, r"with_numpy cannot .*return np.sin\(x\) \* y` \(line \d+ .*write jnp. instead of np"),
        (with_linalg, r"with_linalg cannot .*return np.linalg.norm.* \(line \d+ "),
        (lambda x, y: x ^ 2 * y, r"<lambda> cannot .*x \^ 2 \* y.* \(line \d+ .*: \^ is no power in Python; write x\*\*2"),
        (lambda x, y, z: x, r"<lambda>\(x, y, z\) was given 2 coordinates: missing .* 'z'"),
        ("x^2", "not a str: write f = lambda x, y: …, without"),
        (5.0, r"a function is needed, not a float: write gradient\(f\)\(x, y\)"),
    ],
)
def test_a_function_that_breaks_the_convention(derivative, f, sentence):
    with pytest.raises(TypeError, match=sentence):
        derivative(f)(1, 2)


def test_other_faults_are_passed_on():
    def picky(x):
        raise TypeError(f"not for {x}")

    with pytest.raises(TypeError, match=r"^not for "):
        gradient(picky)(1.0)
    with pytest.raises(TypeError, match=r"^unsupported operand"):
        gradient(lambda x: x + "a")(1.0)


def test_a_value_of_jax_where_a_function_is_needed_is_named_alike_when_it_is_traced():
    for attempt in (lambda: gradient(jnp.float64(9.0)), lambda: jax.jit(lambda x: gradient(x**2)(x))(3.0)):
        with pytest.raises(TypeError, match=r"^a function is needed, not a value: write gradient\(f\)\(x, y\)"):
            attempt()


def test_a_branch_on_a_traced_number():
    with pytest.raises(TypeError, match=r"cannot be differentiated.*jnp.where"):
        jax.jit(gradient(lambda x: x if x > 0 else -x))(1.0)


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: gradient(hill_and_valley)(P), r"^hill_and_valley\(x, y\) was given one array of shape \(2,\).*gradient\(f\)\(\*point\)"),
        (lambda: gradient(hill_and_valley)(), r"^a point is needed: write gradient\(f\)\(x, y\), or gradient\(f\)\(w\)"),
        (lambda: gradient(lambda x: x)(1, 2), r"<lambda>\(x\) was given 2 coordinates: too many"),
        (lambda: gradient(lambda x: x**2)(np.ones(3)), r"array of shape \(3,\).*for many points jax.vmap"),
        (lambda: gradient(hill_and_valley)(np.zeros(5), np.ones(5)), r"shape \(5,\).*jax.vmap"),
        (lambda: hessian(hill_and_valley)(1j, 0), "real number.*complex128"),
        (lambda: directional_derivative(hill_and_valley, (1, 2, 3))(*P), "3 components.*2 coordinates"),
        (lambda: linear_approximation(hill_and_valley, P)(1.0), "made with 2 coordinates.*given 1"),
        (lambda: linear_approximation(rosenbrock, np.ones(3))(np.ones(2)), r"an array of shape \(3,\), but was given shape \(2,\)"),
        (lambda: linear_approximation(rosenbrock, np.ones(3))(1, 1, 1), "made with 1 coordinates.*given 3"),
        (lambda: directional_derivative(rosenbrock, (1, 2))(np.ones(3)), r"shape \(2,\), but the point \(3,\)"),
        (lambda: quadratic_approximation(hill_and_valley, 1.0), r"hill_and_valley\(x, y\) was given 1 coordinates"),
    ],
)
def test_a_point_that_breaks_the_convention(call, sentence):
    with pytest.raises(TypeError, match=sentence):
        call()
