import jax
import jax.numpy as jnp
import numpy as np
import pytest
import sympy

from d2lcalc.calculus import taylor_polynomial
from d2lcalc.calculus.taylor_series import taylor_coefficients
from d2lcalc.tape import record
from many import one_in

X = sympy.symbols("x")
CASES = [  # ours, SymPy's, the point, the degree
    (jnp.sin, sympy.sin(X), 0.3, 8),
    (lambda x: jnp.exp(-(x**2)) * jnp.sin(3 * x) + 1 / (1 + x**2), sympy.exp(-(X**2)) * sympy.sin(3 * X) + 1 / (1 + X**2), 0.3, 8),
    (lambda x: x**3, X**3, -1.0, 5),
    (lambda x: x**3.0, X**3, -1.0, 3),  # a real exponent
    (jnp.arctan, sympy.atan(X), 0.5, 6),  # JAX's Taylor mode lacks it, and what follows
    (jax.nn.softplus, sympy.log(1 + sympy.exp(X)), -0.5, 6),
    (lambda x: jnp.polyval(jnp.array([1.0, -2.0, 3.0]), x), X**2 - 2 * X + 3, 2.0, 4),
    (lambda x: jnp.sum(jnp.cos(jnp.array([1.0, 2.0]) * x)), sympy.cos(X) + sympy.cos(2 * X), 1.0, 7),
    (lambda x: 3.0 + 0 * x, sympy.Integer(3), 1.0, 2),
    (jnp.exp, sympy.exp(X), -2.0, 0),
]


@pytest.mark.parametrize(("f", "formula", "a", "n"), one_in(3, CASES))
def test_it_agrees_with_sympy(f, formula, a, n):
    expected = [float(formula.diff(X, k).subs(X, sympy.Rational(str(a))) / sympy.factorial(k)) for k in range(n + 1)]
    assert taylor_coefficients(f, a, n) == pytest.approx(expected, rel=1e-10, abs=1e-12)
    grid = np.linspace(a - 1, a + 1, 6).reshape(2, 3)
    values = np.polynomial.Polynomial(expected)(grid - a)
    assert taylor_polynomial(f, a, n)(grid) == pytest.approx(values, rel=1e-10, abs=1e-12)


def test_it_is_recorded_with_its_point():
    tape = record(lambda a, x: taylor_polynomial(jnp.sin, a, 8)(x), 0.0, 0.0)
    a, x = sympy.Rational(3, 10), sympy.Rational(13, 10)
    expected = sum(sympy.sin(X).diff(X, k).subs(X, a) * (x - a) ** k / sympy.factorial(k) for k in range(9))
    assert tape.replay(0.3, 1.3) == pytest.approx(float(expected), rel=1e-13)


@pytest.mark.parametrize(
    ("arguments", "error", "sentence"),
    [
        ((jnp.sin, 0.0, -1), ValueError, "a degree of 0 or more, not -1"),
        ((jnp.sin, 0.0, 1.5), TypeError, "float"),
        ((jnp.sin, jnp.zeros(2), 1), TypeError, r"a is a number, not an array of shape \(2,\)"),
        ((lambda x, y: x * y, 0.0, 1), TypeError, "was given 1 coordinates"),
        ((3.0, 0.0, 1), TypeError, "a function is needed"),
    ],
)
def test_what_is_refused(arguments, error, sentence):
    with pytest.raises(error, match=sentence):
        taylor_polynomial(*arguments)
