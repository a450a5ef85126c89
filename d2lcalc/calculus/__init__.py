"""The calculus of the chapter in JAX: functions of coordinates go in, functions of coordinates come out."""

import jax

# Double precision: in single precision the error of a tangent plane at distance 0.001 is lost in rounding.
jax.config.update("jax_enable_x64", True)

from d2lcalc.calculus.taylor import (  # noqa: E402
    directional_derivative,
    gradient,
    hessian,
    linear_approximation,
    quadratic_approximation,
)
from d2lcalc.calculus.telling import telling  # noqa: E402

__all__ = ["directional_derivative", "gradient", "hessian", "linear_approximation", "quadratic_approximation", "telling"]
