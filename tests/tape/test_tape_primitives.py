"""Every primitive of JAX that the tape knows, with its parameters, as the installed JAX has them.

A jaxpr is no stable interface. When JAX moves on, these tests name what changed; then read its rule in d2lcalc/tape again.
"""

import jax
import jax.numpy as jnp
import pytest
from jax import lax
from jax.ad_checkpoint import checkpoint_name
from jax.extend import core

from d2lcalc.tape.holes import opaque
from d2lcalc.tape.jaxpr import READS
from test_tape_operations import BINARY, FORMULAS, JAX
from test_tape_structure import SMOOTH, V, clipped

PLACED = jax.sharding.SingleDeviceSharding(jax.devices()[0])
PROGRAMS = [
    *((function, [1.0] * (2 if name in BINARY else 1)) for name, function in (JAX | FORMULAS).items()),
    *((function, [V]) for function in SMOOTH.values()),
    (jax.vmap(clipped), [V]),
    (jax.vmap(opaque), [V, V]),
    (lambda x: lax.fori_loop(0, 3, lambda i, x: x * 2, jnp.unstack(x)[0]), [V]),
    (lambda x: lax.with_sharding_constraint(lax.optimization_barrier(jax.device_put(checkpoint_name(x, "x"))), PLACED), [V]),
]
"""Programs in whose jaxprs every primitive stands that the tape knows."""

ORDERED = "indices_are_sorted unique_indices"
UNREAD = {
    **dict.fromkeys("exp expm1 log log1p sqrt cbrt sin cos tan tanh exp2 rsqrt logistic".split(), "accuracy"),
    **dict.fromkeys(("broadcast_in_dim", "iota"), "sharding"),
    **dict.fromkeys(("argmax", "argmin"), "index_dtype"),
    **dict.fromkeys("scatter scatter-add scatter-mul scatter-min scatter-max".split(), f"{ORDERED} update_consts update_jaxpr"),
    "gather": ORDERED,
    "hole": "entire",
    "mul": "out_dtype",
    "name": "name",
    "device_put": "copy_semantics devices srcs",
    "sharding_constraint": "context_mesh layout sharding unconstrained_dims",
    "reshape": "dimensions sharding",
    "convert_element_type": "sharding weak_type",
    "reduce_sum": "out_sharding",
    "dot_general": "out_sharding precision preferred_element_type",
    "sort": "is_stable",
    "triangular_solve": "conjugate_a",
    "jit": "compiler_options_kvs ctx_mesh donated_invars in_layouts in_shardings inline keep_unused name out_layouts out_shardings",
    "custom_jvp_call": "jvp_jaxpr_fun num_consts symbolic_zeros",
    "custom_vjp_call": "bwd fwd_jaxpr_thunk num_consts out_trees symbolic_zeros",
    "remat2": "differentiated policy prevent_cse",
    "cond": "branches_platforms",
    "scan": "unroll",
}
"""The parameters, in the JAX that the rules were written for, that a rule need not read."""


def equations(jaxpr):
    for equation in jaxpr.eqns:
        yield equation
        for inner in core.jaxprs_in_params(equation.params):
            yield from equations(inner)


@pytest.fixture(scope="module")
def found():
    """The parameters of every primitive in the programs, by its name."""
    parameters = {}
    for function, inputs in PROGRAMS:
        for equation in equations(jax.make_jaxpr(function)(*inputs).jaxpr):
            parameters.setdefault(equation.primitive.name, set()).update(equation.params)
    return parameters


@pytest.mark.parametrize("name", READS)
def test_the_parameters_of_a_primitive_are_those_its_rule_was_written_for(name, found):
    assert name in found, f"JAX {jax.__version__} no longer writes '{name}' in any of the programs"
    read, unread = set(READS[name]) - {"kind"}, set(UNREAD.get(name, "").split())
    assert found[name] == read | unread, f"JAX {jax.__version__} changed the parameters of '{name}'"
