"""Reading a jaxpr: equation by equation onto the tape, through functions inside functions, branches and loops."""

import inspect
from functools import partial
from math import prod

import jax
import numpy as np
from jax.extend.core import Literal, jaxprs_in_params

from .indexing import INDEXING
from .linear_systems import FACTORIZATIONS
from .primitives import BITWISE, FORMULAS, REARRANGING, REDUCTIONS, SAME, UNCHANGED
from .refusal import Refusal
from .writer import Slots, Writer, is_known, yields

NUMBERS = ("float64", "int64", "int32", "uint32", "bool")  # of a tape


def _call(t, closed, values):
    return run(t, closed.jaxpr, closed.consts, values)


def _branch(t, which, *values, branches):
    """The chosen branch, where it is known; else all of them, and a choice between their results."""
    if is_known(which):
        return _call(t, branches[int(which)], values)
    results = [_call(t, branch, values) for branch in branches]
    return [t.pick(which, *cases) for cases in zip(*results, strict=True)]


def _scan(t, *values, jaxpr, length, reverse, num_consts, num_carry):
    """A loop stays a loop: one operation whose body is a program of its own."""
    fixed, carry, each = values[:num_consts], values[num_consts : num_consts + num_carry], values[num_consts + num_carry :]
    turn = (lambda v: t.rearrange(lambda v: v[::-1], v)) if reverse else (lambda v: v)
    free = sorted({k for v in fixed if not is_known(v) for k in v.operands.ravel().tolist() if k >= 0})
    carry, steps = [t.operands(v) for v in carry], [t.operands(turn(v)) for v in each]
    shapes = [*(v.shape for v in carry), *(s.shape[1:] for s in steps)]
    body = Writer(len(free) + sum(map(prod, shapes)))
    slots = iter(range(len(free), body.inputs))
    arguments = [_inside(v, t, body, free) for v in fixed] + [_next(slots, shape) for shape in shapes]
    outputs = [body.operands(v) for v in _call(body, jaxpr, arguments)]
    loop = {
        "length": length,
        "body": body.finish(_flat(outputs)),
        "carry": _flat(carry),
        "fixed": free,
        "each": [column for s in steps for column in s.reshape(length, prod(s.shape[1:])).T.tolist()],
    }
    first = t.append(["scan", loop])
    slots = iter(range(first, first + yields(["scan", loop])))
    last = [_next(slots, v.shape) for v in carry]
    stacked = [_next(slots, (*v.shape, length)) for v in outputs[num_carry:]]
    return last + [turn(t.rearrange(lambda v: np.moveaxis(v, -1, 0), v)) for v in stacked]


def _flat(arrays):
    return [k for array in arrays for k in array.ravel().tolist()]


def _inside(value, t, body, free):
    """A value that the loop does not change, as its body sees it."""
    if is_known(value):
        return value
    seen = {k: i for i, k in enumerate(free)}
    rename = np.vectorize(lambda k: seen[k] if k >= 0 else body.constant(t.constants[~k]), otypes=[int])
    return body.value(rename(value.operands))


def _next(slots, shape):
    operands = np.array([next(slots) for _ in range(prod(shape))], int).reshape(shape)
    return Slots(operands) if operands.size else np.zeros(shape)


def _linear_solve(t, *values, const_lengths, jaxprs):
    """By the `solve` that it carries, applied to its own constants and the right side."""
    before, end = const_lengths.matvec + const_lengths.vecmat, sum(const_lengths)
    return _call(t, jaxprs.solve, [*values[before : before + const_lengths.solve], *values[end:]])


CALLS = {
    "hole": lambda t, *values, name: t.map(partial(t.emit, name), *values) if values else Slots(np.array(t.emit(name))),
    "jit": lambda t, *values, jaxpr: _call(t, jaxpr, values),
    **dict.fromkeys(("custom_jvp_call", "custom_vjp_call"), lambda t, *values, call_jaxpr: _call(t, call_jaxpr, values)),
    "remat2": lambda t, *values, jaxpr: run(t, jaxpr, (), values),
    "custom_linear_solve": _linear_solve,
    "platform_index": lambda t, *, platforms: next(i for i, names in enumerate(platforms) if names is None or "cpu" in names),
    "cond": _branch,
    "scan": _scan,
}


_BY_HAND = "work it out for two or three components by hand, or outside the recorded function"
_SORT = ("the largest of a row are picked here", "take them from jnp.sort, or sort outside the recorded function")
_FACTOR = ("a matrix is factored here", f"for least squares write jnp.linalg.solve(A.T @ A, A.T @ b), else {_BY_HAND}")
_EIGEN = ("eigenvalues are computed by iteration", f"for 2×2 use trace and determinant, or {_BY_HAND}")
_PYTHON = ("it calls back into Python", "leave out jax.debug.print and jax.debug.callback, and write callbacks in jnp")
_RANDOM = ("random numbers depend on a value known only at replay", "draw them from a fixed key such as jax.random.key(0)")
_BITS = ("it works on the bits of numbers", "use arithmetic and comparisons instead")

REFUSED = {
    "while": ("its number of steps depends on the values", "give jax.lax.fori_loop or jax.lax.scan a fixed number of steps"),
    "conv_general_dilated": ("convolution is not on the tape", "sum products with shifted slices"),
    "top_k": _SORT,
    **dict.fromkeys(("cholesky", "qr", "svd"), _FACTOR),
    **dict.fromkeys(("eigh", "eig"), _EIGEN),
    **dict.fromkeys(("debug_callback", "debug_print", "pure_callback", "io_callback"), _PYTHON),
    **dict.fromkeys("random_seed random_bits random_wrap random_fold_in random_split threefry2x32 random_gamma".split(), _RANDOM),
    **dict.fromkeys(
        "shift_left shift_right_logical shift_right_arithmetic bitcast_convert_type nextafter clz population_count".split(), _BITS
    ),
}


def _moving(rearrangement):
    """The rule that applies a NumPy function of the elements to values or slots, with the parameters that it reads."""

    def rule(t, *values, **parameters):
        return t.rearrange(partial(rearrangement, **parameters), *values)

    rule.__signature__ = inspect.signature(rearrangement)
    return rule


RULES = {name: lambda t, *values, name=name: t.apply(name, *values) for name in SAME}
RULES |= {name: lambda t, *values: list(values) for name in UNCHANGED}
RULES |= {name: _moving(rearrangement) for name, rearrangement in REARRANGING.items()}
RULES |= FORMULAS | REDUCTIONS | INDEXING | FACTORIZATIONS | CALLS


READS = {
    name: [p.name for p in inspect.signature(rule).parameters.values() if p.kind is p.KEYWORD_ONLY and p.default is p.empty]
    for name, rule in RULES.items()
}
"""The parameters that each rule takes from its equation: its keyword-only arguments without a default."""


def run(tape, jaxpr, constants, arguments):
    """The results of a jaxpr's equations, written on the tape one after the other."""
    values = dict(zip([*jaxpr.constvars, *jaxpr.invars], [*map(_known, constants), *arguments], strict=True))
    for equation in jaxpr.eqns:
        operands = [_known(atom.val) if isinstance(atom, Literal) else values[atom] for atom in equation.invars]
        try:
            results = _evaluate(tape, equation, operands)
        except Refusal as refusal:
            refusal.equations.append(equation)
            raise
        values |= zip(equation.outvars, map(_typed, results, equation.outvars), strict=True)
    return [_known(atom.val) if isinstance(atom, Literal) else values[atom] for atom in jaxpr.outvars]


def _evaluate(tape, equation, operands):
    name, known = equation.primitive.name, all(map(is_known, operands))
    if known and _by_jax(equation):
        results = equation.primitive.bind(*operands, **equation.params)
    elif known and name in BITWISE:
        results = BITWISE[name](*operands)
    else:
        _check(equation, operands)
        kind = next((getattr(atom.aval.dtype, "kind", None) for atom in equation.invars), None)
        parameters = equation.params | {"kind": kind}
        results = RULES[name](tape, *operands, **{key: parameters[key] for key in READS[name]})
    return results if isinstance(results, (list, tuple)) else [results]


def _by_jax(equation):
    """Whether JAX computes known numbers here. Seldom, for it compiles each primitive anew for each shape, which takes 5 to 50 ms."""
    name = equation.primitive.name
    real = all(getattr(atom.aval.dtype, "kind", None) in ("f", "i", "u", "b") for atom in (*equation.invars, *equation.outvars))
    by_jax = not real or name not in RULES or name in ("scan", "lu", "triangular_solve", "sort")
    return by_jax and not _has_hole(equation)


def _has_hole(equation):
    inner = [part for jaxpr in jaxprs_in_params(equation.params) for part in jaxpr.eqns]
    return equation.primitive.name == "hole" or any(map(_has_hole, inner))


def _check(equation, operands):
    name = equation.primitive.name
    if name not in RULES:
        unknown = (f"JAX's primitive '{name}' is not on the tape", "write it with elementary operations of jax.numpy")
        raise Refusal(*REFUSED.get(name, unknown))
    for atom, operand in zip(equation.invars, operands, strict=True):
        if not is_known(operand) and atom.aval.dtype not in NUMBERS:
            raise Refusal(f"it uses numbers of type {atom.aval.dtype}", "stay with real numbers in double precision (float64)")


def _known(value):
    """A known value as a NumPy array (JAX's random keys stay what they are)."""
    is_key = isinstance(value, jax.Array) and jax.dtypes.issubdtype(value.dtype, jax.dtypes.extended)
    return value if is_key else np.asarray(value)


def _typed(value, variable):
    """A result as its equation declares it: known values in its type."""
    if not is_known(value) or jax.dtypes.issubdtype(variable.aval.dtype, jax.dtypes.extended):
        return value
    return np.asarray(value).astype(variable.aval.dtype)
