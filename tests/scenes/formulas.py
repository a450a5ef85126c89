"""Landscapes of the catalogue as SymPy sees them: an independent witness of their values, slopes and second derivatives."""

import sympy

X, Y = sympy.symbols("x y", real=True)
FORMULAS = {
    "hill_and_valley": X * sympy.exp(-(X**2) - Y**2),
    "log_sum_exp": sympy.log(sympy.exp(X) + sympy.exp(Y)),
    "rosenbrock": (1 - X) ** 2 + 100 * (Y - X**2) ** 2,
    "twisted_saddle": X**2 + 3 * X * Y + Y**2,
}


def at(formula, x, y):
    """The value at a point."""
    return float(formula.subs({X: x, Y: y}))


def slopes(formula, x, y):
    """Both partial derivatives at a point."""
    return [at(formula.diff(variable), x, y) for variable in (X, Y)]
