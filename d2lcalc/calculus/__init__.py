"""The calculus of the chapter in JAX: functions of coordinates go in, functions of coordinates come out.

f may take its coordinates one by one, f(x, y, …), or all in one array, f(w). What is here is what people come for; each topic has a file of
its own: taylor, taylor_series, descent, curvature, newton, optimization, network, bugs, matrix, blocks.
"""

from d2lcalc.calculus.descent import descent_path
from d2lcalc.calculus.newton import newton_step
from d2lcalc.calculus.optimization import critical_points
from d2lcalc.calculus.taylor import directional_derivative, gradient, hessian, linear_approximation, quadratic_approximation
from d2lcalc.calculus.taylor_series import taylor_polynomial

__all__ = [name for name, thing in globals().items() if callable(thing) and thing.__module__.startswith(__name__)]
