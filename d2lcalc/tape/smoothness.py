"""What the operations of a program alone say of its function: that it is smooth everywhere, or where its slopes are numbers."""

import jax
import jax.numpy as jnp
from jax.extend.core import Literal, jaxprs_in_params

from .holes import hole

ENTIRE = {
    *"add sub mul neg square exp exp2 expm1 sin cos tanh sinh cosh atan asinh erf erfc logistic add_any".split(),
    *"copy name convert_element_type reshape transpose squeeze broadcast_in_dim concatenate stack slice reduce_sum dot_general".split(),
}
REGULAR = ENTIRE | {*"div integer_pow log log1p sqrt rsqrt cbrt tan asin acos acosh atanh".split()}


def smoothness(f, n=2):
    """Whether all operations of f, a function of n coordinates, are smooth wherever they have a value, and where their slopes are numbers.

    Division by what varies, √, |·|, max and where are not of the first kind; |·|, max and where not of the second.
    """
    found = [*operations(jax.make_jaxpr(f)(*[0.5] * n).jaxpr)]
    names = {*map(operation, found)}
    return all(map(is_entire, found)), hole("regular") != 0 if "hole" in names else names <= REGULAR


def is_entire(equation):
    name, of = operation(equation), equation.params
    is_power = name == "integer_pow" and of["y"] >= 0
    return name in ENTIRE or is_power or of.get("entire", False) or (name == "div" and isinstance(equation.invars[1], Literal))


def operations(jaxpr):
    """All equations, also those of functions inside functions; and those that bring a derivative of their own."""
    for equation in jaxpr.eqns:
        inner = [*jaxprs_in_params(equation.params)]
        yield from (each for body in inner for each in operations(body))
        if not inner or equation.primitive.name.startswith("custom"):
            yield equation


def operation(equation):
    """The name of its operation; a number made whole is rounded."""
    name = equation.primitive.name
    return "floor" if name == "convert_element_type" and not jnp.issubdtype(equation.params["new_dtype"], jnp.inexact) else name
