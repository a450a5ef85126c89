"""What the operations of a program alone say of its function: that it is smooth everywhere or where its slopes are numbers, or has gaps."""

import jax
import jax.numpy as jnp
from jax.extend.core import Literal, jaxprs_in_params

from .holes import hole

ENTIRE = {
    *"add sub mul neg square exp exp2 expm1 sin cos tanh sinh cosh atan asinh erf erfc logistic add_any".split(),
    *"copy name convert_element_type reshape transpose squeeze broadcast_in_dim concatenate stack slice reduce_sum dot_general".split(),
}
REGULAR = ENTIRE | {*"div integer_pow log log1p sqrt rsqrt cbrt tan asin acos acosh atanh".split()}
PARTIAL = {  # without a value here and there
    *"hole div rem pow integer_pow log log1p sqrt rsqrt asin acos acosh atanh".split(),
    *"select_n cond gather lu cholesky triangular_solve".split(),
}


def smoothness(f, n=2):
    """Whether all operations of f, a function of n coordinates, are smooth wherever they have a value, and where their slopes are numbers.

    Division by what varies, √, |·|, max and where are not of the first kind; |·|, max and where not of the second.
    """
    names = {*operations(jax.make_jaxpr(f)(*[0.5] * n).jaxpr)}
    is_regular = names - {"hole"} <= REGULAR
    return names <= ENTIRE, hole("regular") != 0 if is_regular and "hole" in names else is_regular


def operations(jaxpr):
    """The names of all operations, also of those in functions inside functions; and of what brings a derivative of its own, or chooses."""
    for equation in jaxpr.eqns:
        inner = [*jaxprs_in_params(equation.params)]
        yield from (name for body in inner for name in operations(body))
        if not inner or equation.primitive.name.startswith(("custom", "cond")):
            yield operation(equation)


def operation(equation):
    """The name of its operation; a number made whole is rounded, and whole powers, shares and entire holes are smooth as a product."""
    name, of = equation.primitive.name, equation.params
    if name == "convert_element_type" and not jnp.issubdtype(of["new_dtype"], jnp.inexact):
        return "floor"
    is_power = name == "integer_pow" and of["y"] >= 0
    is_share = name == "div" and isinstance(equation.invars[1], Literal)
    return "mul" if is_power or is_share or of.get("entire") else name
