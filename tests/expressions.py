"""Random expressions of x and y for hypothesis: nested tuples of a name and its operands."""

import jax.numpy as jnp
from hypothesis import strategies as st

LEAVES = st.sampled_from(["x", "y", 0.5, -2.0, 3.0])


def expressions(unary, binary, max_leaves):
    """Expressions made of the functions with these names."""
    one, two = st.sampled_from(sorted(unary)), st.sampled_from(sorted(binary))
    return st.recursive(LEAVES, lambda inner: st.one_of(st.tuples(one, inner), st.tuples(two, inner, inner)), max_leaves=max_leaves)


def evaluated(expression, functions, x, y):
    """The value of an expression, its functions looked up by name."""
    match expression:
        case "x":
            return x
        case "y":
            return y
        case float():
            return jnp.asarray(expression)
        case name, *operands:
            return functions[name](*(evaluated(operand, functions, x, y) for operand in operands))
