"""Every primitive of JAX that the tape knows, with its parameters, as the installed JAX has them.

A jaxpr is no stable interface. When JAX moves on, these tests name what changed; then read its rule in d2lcalc/tape again.
"""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax
from jax.ad_checkpoint import checkpoint_name
from jax.extend import core
from jax.extend.core import primitives

from d2lcalc.tape.jaxpr import READS, REFUSED

V = np.array([0.7, -0.4, 1.3])
TRUE = np.array([True, False, True])


@jax.custom_vjp
def own_derivative(x):
    return x


own_derivative.defvjp(lambda x: (x, x), lambda x, g: (g,))

EXAMPLES = {
    **{name: getattr(lax, name) for name in "neg abs sign floor ceil exp expm1 log log1p sqrt cbrt sin cos tan asin acos atan".split()},
    **{name: getattr(lax, name) for name in "sinh cosh tanh asinh acosh atanh erf erfc square exp2 rsqrt logistic is_finite".split()},
    **{name: lambda x, name=name: getattr(lax, name)(x, x) for name in "add sub mul pow atan2 max min eq ne lt le gt ge div rem".split()},
    **{name: lambda x, name=name: getattr(lax, f"bitwise_{name}")(x > 0, x > 1) for name in "and or xor".split()},
    "not": lambda x: ~(x > 0),
    "add_any": jax.grad(lambda x: jnp.sum(jnp.sin(x) * x)),
    "clamp": lambda x: lax.clamp(0.0, x, 1.0),
    "integer_pow": lambda x: x**3,
    "round": lax.round,
    "convert_element_type": lambda x: x.astype(int),
    "select_n": lambda x: lax.select(x > 0, x, x),
    "reshape": lambda x: x.reshape(1, 3),
    "transpose": lambda x: jnp.ones((1, 3)).T + x[:, None],
    "squeeze": lambda x: x[1],
    "rev": lambda x: x[::-1],
    "tile": lambda x: jnp.tile(x, 2),
    "slice": lambda x: x[1:],
    "concatenate": lambda x: jnp.concatenate([x, x[:1]]),
    "stack": lambda x: jnp.stack([x, x]),
    "unstack": jnp.unstack,
    "split": lambda x: jnp.split(x, 3),
    "pad": lambda x: jnp.pad(x, 1),
    "broadcast_in_dim": lambda x: x[:, None],
    "copy": jnp.copy,
    "stop_gradient": lax.stop_gradient,
    "name": lambda x: checkpoint_name(x, "x"),
    "device_put": jax.device_put,
    "optimization_barrier": lax.optimization_barrier,
    "sharding_constraint": lambda x: lax.with_sharding_constraint(x, jax.sharding.SingleDeviceSharding(jax.devices()[0])),
    "reduce_sum": jnp.sum,
    "reduce_prod": jnp.prod,
    "reduce_max": jnp.max,
    "reduce_min": jnp.min,
    "reduce_and": lambda x: jnp.all(x > 0),
    "reduce_or": lambda x: jnp.any(x > 0),
    "argmax": jnp.argmax,
    "argmin": jnp.argmin,
    **{name: getattr(lax, name) for name in "cumsum cumprod cummax cummin".split()},
    "dot_general": lambda x: x @ x,
    "gather": lambda x: x[jnp.array([0, 1])],
    "dynamic_slice": lambda x: lax.dynamic_slice(x, (jnp.argmax(x),), (1,)),
    "dynamic_update_slice": lambda x: lax.dynamic_update_slice(x, x[:1], (jnp.argmax(x),)),
    "scatter": lambda x: x.at[0].set(1.0),
    "scatter-add": lambda x: x.at[0].add(1.0),
    "scatter-mul": lambda x: x.at[0].mul(1.0),
    "scatter-min": lambda x: x.at[0].min(1.0),
    "scatter-max": lambda x: x.at[0].max(1.0),
    "iota": lambda x: x * jnp.arange(3),
    **dict.fromkeys(("lt_to", "le_to"), lambda x: [jnp.searchsorted(x, 1.0, side=side) for side in ("left", "right")]),
    "sort": jnp.sort,
    **dict.fromkeys(("lu", "custom_linear_solve", "triangular_solve"), lambda x: jnp.linalg.solve(jnp.outer(x, x), x)),
    "lu_pivots_to_permutation": lambda x: lax.linalg.lu_pivots_to_permutation(jnp.argsort(x).astype("int32"), 3),
    "platform_index": lambda x: jnp.diagonal(jnp.outer(x, x)),
    "jit": jax.jit(jnp.sin),
    "custom_jvp_call": jax.nn.relu,
    "custom_vjp_call": own_derivative,
    "remat2": jax.checkpoint(jnp.sin),
    "cond": lambda x: lax.cond(x[0] > 0, jnp.sin, jnp.cos, x),
    "scan": lambda x: lax.fori_loop(0, 3, lambda i, x: x * 2, x),
}
"""For every primitive that the tape knows, a function in whose jaxpr it stands."""

SCATTER = "dimension_numbers indices_are_sorted mode unique_indices update_consts update_jaxpr"
PARAMETERS = {
    **dict.fromkeys("exp expm1 log log1p sqrt cbrt sin cos tan tanh exp2 rsqrt logistic".split(), "accuracy"),
    **dict.fromkeys("reduce_prod reduce_max reduce_min reduce_and reduce_or".split(), "axes"),
    **dict.fromkeys("cumsum cumprod cummax cummin".split(), "axis reverse"),
    **dict.fromkeys("scatter scatter-add scatter-mul scatter-min scatter-max".split(), SCATTER),
    "mul": "out_dtype",
    "name": "name",
    "device_put": "copy_semantics devices srcs",
    "sharding_constraint": "context_mesh layout sharding unconstrained_dims",
    "reshape": "dimensions new_sizes sharding",
    "transpose": "permutation",
    "squeeze": "dimensions",
    "rev": "dimensions",
    "tile": "reps",
    "slice": "limit_indices start_indices strides",
    "concatenate": "dimension",
    "stack": "axis",
    "unstack": "axis",
    "split": "axis sizes",
    "pad": "padding_config",
    "broadcast_in_dim": "broadcast_dimensions shape sharding",
    "integer_pow": "y",
    "round": "rounding_method",
    "convert_element_type": "new_dtype sharding weak_type",
    "reduce_sum": "axes out_sharding",
    "argmax": "axes index_dtype",
    "argmin": "axes index_dtype",
    "dot_general": "dimension_numbers out_sharding precision preferred_element_type",
    "gather": "dimension_numbers fill_value indices_are_sorted mode slice_sizes unique_indices",
    "dynamic_slice": "slice_sizes",
    "iota": "dimension dtype shape sharding",
    "sort": "dimension is_stable num_keys",
    "lu_pivots_to_permutation": "permutation_size",
    "triangular_solve": "conjugate_a left_side lower transpose_a unit_diagonal",
    "custom_linear_solve": "const_lengths jaxprs",
    "platform_index": "platforms",
    "jit": "compiler_options_kvs ctx_mesh donated_invars in_layouts in_shardings inline jaxpr keep_unused name out_layouts out_shardings",
    "custom_jvp_call": "call_jaxpr jvp_jaxpr_fun num_consts symbolic_zeros",
    "custom_vjp_call": "bwd call_jaxpr fwd_jaxpr_thunk num_consts out_trees symbolic_zeros",
    "remat2": "differentiated jaxpr policy prevent_cse",
    "cond": "branches",
    "scan": "jaxpr length num_carry num_consts reverse unroll",
}
"""Its parameters in the JAX that the rules were written for."""

UNKNOWN = (
    "after_all all_gather all_to_all approx_top_k axis_index call closed_call complex conj create_token cumlogsumexp custom_lin empty2 "
    "eq_to fft get hessenberg householder_product igamma_grad_a imag pmax pmin ppermute psum ragged_all_to_all real reduce "
    "reduce_precision reduce_window reduce_window_max reduce_window_min reduce_window_sum reduce_xor rng_bit_generator rng_uniform "
    "schur select_and_gather_add select_and_scatter select_and_scatter_add swap tridiagonal tridiagonal_solve "
)
"""Primitives of that JAX which the tape neither takes nor refuses with a reason of their own."""


def equations(jaxpr):
    for equation in jaxpr.eqns:
        yield equation
        for inner in core.jaxprs_in_params(equation.params):
            yield from equations(inner)


@pytest.mark.parametrize("name", READS)
def test_the_parameters_of_a_primitive_are_those_its_rule_was_written_for(name):
    found = [set(e.params) for e in equations(jax.make_jaxpr(EXAMPLES[name])(V).jaxpr) if e.primitive.name == name]
    assert found, f"JAX {jax.__version__} no longer writes '{name}' for its example"
    assert sorted(found[0]) == PARAMETERS.get(name, "").split(), f"JAX {jax.__version__} changed the parameters of '{name}'"
    assert set(READS[name]) - {"kind"} <= found[0]


def test_jax_has_no_primitive_that_is_new_here():
    present = {getattr(primitives, name).name for name in dir(primitives) if name.endswith("_p")}
    known = {*READS, *REFUSED, *UNKNOWN.split()}
    assert present <= known, f"JAX {jax.__version__} adds {sorted(present - known)}"
    assert set(UNKNOWN.split()) <= present, f"JAX {jax.__version__} drops {sorted(set(UNKNOWN.split()) - present)}"
