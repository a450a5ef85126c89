"""Multivariable calculus that you can move. What there is, each part loaded when it is used:

    pictures    TangentPlane, GradientDescent, NewtonStep, ChainRule, … and the parts they are made of: live in Jupyter;
                `d2lcalc.scenes` lists them
    calculus    gradient, hessian, linear_approximation, quadratic_approximation, taylor_polynomial, directional_derivative,
                critical_points, descent_path, newton_step: in JAX, of f(x, y, …) or of f(w); by topics in `d2lcalc.calculus`
    live        the engine for pictures of your own: parameters, marks and panels
    plot        the same marks as a picture that stands still: picture
    functions   the catalogue of landscapes, each with its window, formula and known facts
    exercises   check, hint and solution for the exercises of the notebooks

>>> import jax.numpy as jnp
>>> import d2lcalc
>>> f = lambda x, y: x * jnp.exp(-(x**2) - y**2)
>>> print(d2lcalc.gradient(f)(-0.5, 1.0))
[0.1432524 0.2865048]
>>> print(d2lcalc.descent_path(f, (-0.5, 1.0), 0.5, 40)[-1].round(6))
[-0.707107  0.      ]
>>> print(d2lcalc.gradient(lambda w: w @ w)(jnp.ones(3)))
[2. 2. 2.]
>>> scene = d2lcalc.TangentPlane(f, at=(-0.5, 1.0))  # as a cell's last line it is shown: drag the point

All numbers are in double precision, in JAX, too. The course itself is in the notebooks.
"""

from importlib import import_module

_ROOMS = "calculus", "scenes"  # whose names are ours, too


def __getattr__(name):
    if name == "__version__":
        from importlib.metadata import version

        return version("d2lcalc")
    if not name.startswith("_"):
        if name in _modules():
            return import_module(f"d2lcalc.{name}")
        for room in _ROOMS:
            module = import_module(f"d2lcalc.{room}")
            if name in module.__all__:
                return getattr(module, name)
    raise AttributeError(f"module 'd2lcalc' has no attribute {name!r}{_instead(name)}", name=name)


def __dir__():
    names = [name for room in _ROOMS for name in import_module(f"d2lcalc.{room}").__all__]
    return sorted([*_modules(), *names, "__version__"])


def _modules():
    from pkgutil import iter_modules

    return [module.name for module in iter_modules(__path__)]


def _instead(name):
    from difflib import get_close_matches

    close = not name.startswith("_") and get_close_matches(name, __dir__(), n=1)
    return f": did you mean {close[0]}?" if close else ""
