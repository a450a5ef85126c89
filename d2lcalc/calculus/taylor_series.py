"""The Taylor polynomial of a function of one variable, of any degree: derivatives of all orders in one pass (Taylor mode).

After Griewank and Walther, "Evaluating Derivatives", chapter 13, "Taylor and Tensor Coefficients".
"""

from math import factorial
from operator import index

import jax
import jax.numpy as jnp
from jax.experimental.jet import jet, jet_rules

from d2lcalc.calculus.scalar_field import coordinates, derived, scalar_field


def taylor_polynomial(f, a, n):
    """p(x) = Σ f⁽ᵏ⁾(a)(x − a)ᵏ/k!, k = 0 … n, the polynomial of degree n that has f's value and first n derivatives at the number a.

    p works element by element on numbers and grids. ValueError for a negative degree, TypeError for one that is no whole number.
    """
    coefficients, (center,) = taylor_coefficients(f, a, n), coordinates((a,))

    @derived("taylor_polynomial", f, f"The Taylor polynomial of degree {n} at one point.")
    def polynomial(x):
        step, total = jnp.asarray(x, float) - center, 0.0
        for coefficient in reversed(coefficients):
            total = total * step + coefficient
        return total

    return polynomial


def taylor_coefficients(f, a, n):
    """The n + 1 numbers f⁽ᵏ⁾(a)/k!, k = 0 … n, as an array; arguments as in taylor_polynomial."""
    if index(n) < 0:
        raise ValueError(f"a polynomial has a degree of 0 or more, not {n}")
    field, (center,) = scalar_field(f), coordinates((a,))
    if center.ndim:
        raise TypeError(f"a Taylor polynomial is of one variable: a is a number, not an array of shape {center.shape}")
    if n > 0 and has_rules(jax.make_jaxpr(field)(center).jaxpr):
        value, rest = jet(field, (center,), ((1.0, *[0.0] * (n - 1)),), factorial_scaled=False)
        return jnp.stack([value, *rest])
    return jnp.stack([derivative / factorial(k) for k, derivative in enumerate(derivatives(jax.jit(field), n)(center))])


def has_rules(jaxpr):
    """Whether JAX's Taylor mode has a right rule for every operation: that of a power with a real exponent is NaN left of 0."""
    return all(
        equation.primitive in jet_rules
        and equation.primitive is not jax.lax.pow_p
        and all(has_rules(inner.jaxpr) for inner in equation.params.values() if hasattr(inner, "jaxpr"))
        for equation in jaxpr.eqns
    )


def derivatives(f, n):
    """x ↦ [f(x), f′(x), …, f⁽ⁿ⁾(x)], each the derivative of the one before: for every function, at a cost that doubles with each."""
    if n == 0:
        return lambda x: [f(x)]
    lower = derivatives(f, n - 1)

    def upper(x):
        values, slopes = jax.jvp(lower, (x,), (jnp.ones_like(x),))
        return [*values, slopes[-1]]

    return upper
