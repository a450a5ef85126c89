"""What JAX's primitives mean in scalar operations: all the knowledge of JAX's primitives, and of their parameters, there is.

A rule takes the tape, the operands (known arrays or `Slots`), and by keyword exactly the parameters it reads; `kind` is the kind of
number of the first operand: "f", "i" or "b". A jaxpr is no stable interface: tests/tape/test_tape_primitives.py holds every rule
against the installed JAX.
"""

import inspect
from functools import partial, reduce
from itertools import accumulate
from math import prod

import jax
import numpy as np
from jax.extend.core import Literal

from .refusal import Refusal
from .writer import Slots, Writer, is_known, yields

# Arithmetic: one operation, or a formula of them

SAME = "neg abs sign floor ceil exp expm1 log log1p sqrt cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc".split()
SAME += "add sub mul pow atan2 max min eq ne lt le gt ge".split()

FORMULAS = {
    "add_any": lambda t, x, y: t.add(x, y),
    "square": lambda t, x: t.mul(x, x),
    "exp2": lambda t, x: t.pow(2.0, x),
    "rsqrt": lambda t, x: t.div(1.0, t.sqrt(x)),
    "logistic": lambda t, x: t.div(1.0, t.add(1.0, t.exp(t.neg(x)))),
    "is_finite": lambda t, x: t.lt(t.abs(x), np.inf),
    "clamp": lambda t, low, x, high: t.min(t.max(x, low), high),
    "div": lambda t, x, y, *, kind: t.div(x, y) if kind == "f" else t.where(t.eq(y, 0.0), -1.0, t.trunc(t.div(x, y))),
    "rem": lambda t, x, y, *, kind: t.rem(x, y) if kind == "f" else t.where(t.eq(y, 0.0), x, t.rem(x, y)),
    "integer_pow": lambda t, x, *, y: _integer_power(t, x, y),
    "round": lambda t, x, *, rounding_method: t.round(x) if "EVEN" in rounding_method.name else _round_away(t, x),
    "and": lambda t, x, y, *, kind: t.min(_truth(x, kind), y),
    "or": lambda t, x, y, *, kind: t.max(_truth(x, kind), y),
    "xor": lambda t, x, y, *, kind: t.ne(_truth(x, kind), y),
    "not": lambda t, x, *, kind: t.eq(_truth(x, kind), 0.0),
    "convert_element_type": lambda t, x, *, new_dtype, kind: _convert(t, x, kind, np.dtype(new_dtype)),
    "select_n": lambda t, which, *cases: t.where(which, cases[1], cases[0]) if len(cases) == 2 else t.pick(which, *cases),
}


def _integer_power(t, x, n):
    """xⁿ by squaring, as XLA does it; for n < 0, 1/x⁻ⁿ."""
    power, n, inverse = 1.0, abs(n), n < 0
    while n:
        power = t.mul(power, x) if n % 2 else power
        x, n = t.mul(x, x) if n > 1 else x, n // 2
    return t.div(1.0, power) if inverse else power


def _round_away(t, x):
    whole = t.trunc(x)
    return t.where(t.ge(t.abs(t.sub(x, whole)), 0.5), t.add(whole, t.sign(x)), whole)


def _truth(x, kind):
    if kind != "b":
        raise Refusal("it works on the bits of integers", "combine truth values (comparisons) instead")
    return x


def _convert(t, x, kind, dtype):
    """To truth: x ≠ 0. From float to integer: towards zero, NaN to 0, and no further than the integers reach."""
    if dtype.kind == "b":
        return t.ne(x, 0.0)
    if kind == "f" and dtype.kind == "i":
        reach = np.iinfo(dtype)
        inside = t.min(t.max(t.trunc(x), float(reach.min)), float(reach.max))
        return t.where(t.eq(x, x), inside, 0.0)
    return x


# Rearranging: NumPy functions, applied to values or to slots

REARRANGING = {
    "reshape": lambda a, *, new_sizes: a.reshape(new_sizes),
    "transpose": lambda a, *, permutation: a.transpose(permutation),
    "squeeze": lambda a, *, dimensions: a.squeeze(tuple(dimensions)),
    "rev": lambda a, *, dimensions: np.flip(a, dimensions),
    "tile": lambda a, *, reps: np.tile(a, reps),
    "slice": lambda a, *, start_indices, limit_indices, strides: _slice(a, start_indices, limit_indices, strides or [1] * a.ndim),
    "concatenate": lambda *arrays, dimension: np.concatenate(arrays, dimension),
    "stack": lambda *arrays, axis: np.stack(arrays, axis),
    "unstack": lambda a, *, axis: list(np.moveaxis(a, axis, 0)),
    "split": lambda a, *, sizes, axis: np.split(a, np.cumsum(sizes)[:-1], axis),
    "pad": lambda a, filling, *, padding_config: _pad(a, filling, padding_config),
    "broadcast_in_dim": lambda a, *, shape, broadcast_dimensions: _broadcast(a, shape, broadcast_dimensions),
}
UNCHANGED = "copy stop_gradient name device_put optimization_barrier sharding_constraint".split()


def _slice(a, *starts_limits_strides):
    return a[tuple(map(slice, *starts_limits_strides))]


def _broadcast(a, shape, dimensions):
    sizes = np.ones(len(shape), int)
    sizes[list(dimensions)] = a.shape
    return np.broadcast_to(a.reshape(sizes), shape)


def _pad(a, filling, config):
    """`filling` before, after and between the elements along each axis; a negative margin cuts."""
    for axis, (low, high, between) in enumerate(config):
        a = np.moveaxis(a, axis, 0)
        size = max(0, (len(a) - 1) * (between + 1) + 1) + max(low, 0) + max(high, 0)
        wider = np.full((size, *a.shape[1:]), filling)
        wider[max(low, 0) : size - max(high, 0) : between + 1] = a
        a = np.moveaxis(wider[max(-low, 0) : size - max(-high, 0)], 0, axis)
    return a


# Reductions: left folds over the elements of an axis

REDUCTIONS = {
    "reduce_sum": lambda t, a, *, axes: _fold(t, t.add, a, axes, 0.0),
    "reduce_prod": lambda t, a, *, axes: _fold(t, t.mul, a, axes, 1.0),
    "reduce_max": lambda t, a, *, axes: _fold(t, t.max, a, axes, -np.inf),
    "reduce_min": lambda t, a, *, axes: _fold(t, t.min, a, axes, np.inf),
    "reduce_and": lambda t, a, *, axes: _fold(t, t.min, a, axes, True),
    "reduce_or": lambda t, a, *, axes: _fold(t, t.max, a, axes, False),
    "argmax": lambda t, a, *, axes: _arg(t, t.gt, a, axes),
    "argmin": lambda t, a, *, axes: _arg(t, t.lt, a, axes),
    "cumsum": lambda t, a, *, axis, reverse: _running(t, t.add, a, axis, reverse),
    "cumprod": lambda t, a, *, axis, reverse: _running(t, t.mul, a, axis, reverse),
    "cummax": lambda t, a, *, axis, reverse: _running(t, t.max, a, axis, reverse),
    "cummin": lambda t, a, *, axis, reverse: _running(t, t.min, a, axis, reverse),
    "dot_general": lambda t, a, b, *, dimension_numbers: _product(t, a, b, *dimension_numbers),
}


def _rows(t, a, axes):
    """The elements along `axes` one after the other, each an array over the other axes."""
    axes = tuple(map(int, axes))
    others = [size for axis, size in enumerate(a.shape) if axis not in axes]
    return t.rearrange(lambda a: list(np.moveaxis(a, axes, range(len(axes))).reshape(-1, *others)), a)


def _fold(t, operation, a, axes, start):
    if 0 in a.shape:
        return np.full([size for axis, size in enumerate(a.shape) if axis not in axes], start)
    return reduce(operation, _rows(t, a, axes))


def _running(t, operation, a, axis, reverse):
    """The folds of all beginnings (reverse: of all ends)."""
    if a.shape[axis] == 0:
        return a
    rows = _rows(t, a, [axis])
    folds = list(accumulate(rows[::-1] if reverse else rows, operation))
    return t.rearrange(lambda *rows: np.stack(rows, axis), *(folds[::-1] if reverse else folds))


def _arg(t, better, a, axes):
    """The first position of the best element along an axis, or of the first NaN."""
    best, *others = _rows(t, a, axes)
    position = np.zeros(best.shape)
    for i, row in enumerate(others, 1):
        wins = t.max(better(row, best), t.min(t.ne(row, row), t.eq(best, best)))
        best, position = t.where(wins, row, best), t.where(wins, float(i), position)
    return position


def _product(t, a, b, contracted, batched):
    """Σ a·b over the contracted axes; the result has the batch axes, then the other axes of a, then those of b."""
    (a_sum, b_sum), (a_batch, b_batch) = contracted, batched

    def order(value, summed, batch):
        other = [axis for axis in range(len(value.shape)) if axis not in (*summed, *batch)]
        return t.rearrange(lambda v: v.transpose([*summed, *batch, *other]), value), len(other)

    a, a_others = order(a, a_sum, a_batch)
    b, b_others = order(b, b_sum, b_batch)
    kept = len(a_sum) + len(a_batch)
    a = t.rearrange(lambda v: np.expand_dims(v, tuple(range(v.ndim, v.ndim + b_others))), a)
    b = t.rearrange(lambda v: np.expand_dims(v, tuple(range(kept, kept + a_others))), b)
    return _fold(t, t.add, t.mul(a, b), range(len(a_sum)), 0.0)


# Reading and writing at computed positions


def _positions(t, starts, axes, shape, sizes):
    """Flat positions, in an array of `shape`, of windows of `sizes` that start at starts[…, k] along axes[k]; are they inside?

    Windows that reach over an edge are moved inside; the caller decides whether they count.
    """
    strides = [prod(shape[axis + 1 :]) for axis in range(len(shape))]
    first, inside = 0.0, 1.0
    for k, axis in enumerate(axes):
        start = t.rearrange(lambda s, k=k: s[..., k], starts)
        last = float(shape[axis] - sizes[axis])
        inside = t.min(inside, t.min(t.ge(start, 0.0), t.le(start, last)))
        first = t.add(first, t.mul(t.min(t.max(start, 0.0), last), float(strides[axis])))
    widen = tuple(range(-len(shape), 0))
    first, inside = (t.rearrange(lambda v: np.expand_dims(v, widen), v) for v in (first, inside))
    offset = sum((np.indices(sizes)[axis] * strides[axis] for axis in range(len(shape))), np.zeros(sizes))
    return t.add(first, offset), inside


def _window(t, a, starts, sizes):
    starts = t.rearrange(lambda *s: np.stack(s), *starts) if starts else np.zeros(0)
    return _positions(t, starts, range(len(a.shape)), a.shape, sizes)[0]


def _take(t, a, position):
    if is_known(position):
        return t.rearrange(lambda a: a.ravel()[position.astype(int)], a)
    choices = t.operands(a).ravel().tolist()
    return t.map(lambda k: t.emit("pick", k, *choices), position)


def _put(t, a, position, inside, new, combine=None):
    """The array with `new` put, or combined by an operation, into it; a position known only at replay may be any."""
    elements = t.operands(a).ravel().tolist()

    def write(at, inside, new):
        for k in [int(t.constants[~at])] if at < 0 else range(len(elements)):
            here = t.emit("min", inside, t.emit("eq", at, t.constant(k)))
            elements[k] = t.emit("where", here, t.emit(combine, elements[k], new) if combine else new, elements[k])
        return new

    t.map(write, position, inside, new)
    return t.value(np.array(elements, int).reshape(a.shape))


def _gather(t, a, indices, *, dimension_numbers, slice_sizes, mode, fill_value):
    n = dimension_numbers
    indices, axes = _with_batch(t, indices, n.start_index_map, n.operand_batching_dims, n.start_indices_batching_dims)
    batch = len(indices.shape) - 1
    position, inside = _positions(t, indices, axes, a.shape, slice_sizes)
    values = _take(t, a, position)
    if "FILL" in mode.name:
        values = t.where(inside, values, np.nan if fill_value is None else float(fill_value))
    collapsed = tuple(batch + axis for axis in (*n.collapsed_slice_dims, *n.operand_batching_dims))
    windows = tuple(range(batch, batch + len(n.offset_dims)))
    return t.rearrange(lambda v: np.moveaxis(v.squeeze(collapsed), windows, n.offset_dims), values)


def _scatter(t, a, indices, new, *, dimension_numbers, mode, combine):
    n = dimension_numbers
    indices, axes = _with_batch(t, indices, n.scatter_dims_to_operand_dims, n.operand_batching_dims, n.scatter_indices_batching_dims)
    batch = len(indices.shape) - 1
    inserted = tuple(batch + axis for axis in sorted((*n.inserted_window_dims, *n.operand_batching_dims)))
    new = t.rearrange(lambda v: np.expand_dims(np.moveaxis(v, n.update_window_dims, range(batch, v.ndim)), inserted), new)
    position, inside = _positions(t, indices, axes, a.shape, new.shape[batch:])
    return _put(t, a, position, 1.0 if "CLIP" in mode.name else inside, new, combine)


def _with_batch(t, indices, axes, operand_batch, indices_batch):
    """Start indices along the batch axes, too: there, window i starts at i."""
    columns = [np.indices(indices.shape[:-1])[axis][..., None] for axis in indices_batch]
    return t.rearrange(lambda *parts: np.concatenate(parts, -1), indices, *columns), (*axes, *operand_batch)


INDEXING = {
    "gather": _gather,
    "dynamic_slice": lambda t, a, *starts, slice_sizes: _take(t, a, _window(t, a, starts, slice_sizes)),
    "dynamic_update_slice": lambda t, a, new, *starts: _put(t, a, _window(t, a, starts, new.shape), 1.0, new),
    "scatter": partial(_scatter, combine=None),
    **{f"scatter-{operation}": partial(_scatter, combine=operation) for operation in ("add", "mul", "min", "max")},
    "iota": lambda t, *, dtype, shape, dimension: np.indices(shape)[dimension].astype(dtype),
}

# Functions inside functions, branches, loops


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
    """An array of the next unused slots."""
    operands = np.array([next(slots) for _ in range(prod(shape))], int).reshape(shape)
    return Slots(operands) if operands.size else np.zeros(shape)


CALLS = {
    "jit": lambda t, *values, jaxpr: _call(t, jaxpr, values),
    "custom_jvp_call": lambda t, *values, call_jaxpr: _call(t, call_jaxpr, values),
    "custom_vjp_call": lambda t, *values, call_jaxpr: _call(t, call_jaxpr, values),
    "remat2": lambda t, *values, jaxpr: run(t, jaxpr, (), values),
    "cond": _branch,
    "scan": _scan,
}

# What is refused: reason and remedy

_BY_HAND = "work it out for two or three components by hand, or outside the recorded function"
_SORT = ("sorting is not on the tape", "compare with jnp.minimum and jnp.maximum, or sort outside the recorded function")
_SOLVE = ("a linear system is solved here", f"write the inverse out ({_BY_HAND})")
_FACTOR = ("a matrix is factored here", _BY_HAND)
_EIGEN = ("eigenvalues are computed by iteration", f"for 2×2 use trace and determinant, or {_BY_HAND}")
_PYTHON = ("it calls back into Python", "leave out jax.debug.print and jax.debug.callback, and write callbacks in jnp")
_RANDOM = ("random numbers depend on a value known only at replay", "draw them from a fixed key such as jax.random.key(0)")
_BITS = ("it works on the bits of numbers", "use arithmetic and comparisons instead")
_SPECIAL = ("this special function is not on the tape", "use elementary functions, erf and erfc")

REFUSED = {
    "while": ("its number of steps depends on the values", "give jax.lax.fori_loop or jax.lax.scan a fixed number of steps"),
    "conv_general_dilated": ("convolution is not on the tape", "sum products with shifted slices"),
    **dict.fromkeys(("sort", "top_k"), _SORT),
    **dict.fromkeys(("lu", "custom_linear_solve", "triangular_solve"), _SOLVE),
    **dict.fromkeys(("cholesky", "qr", "svd"), _FACTOR),
    **dict.fromkeys(("eigh", "eig"), _EIGEN),
    **dict.fromkeys(("debug_callback", "debug_print", "pure_callback", "io_callback"), _PYTHON),
    **dict.fromkeys("random_seed random_bits random_wrap random_fold_in random_split threefry2x32 random_gamma".split(), _RANDOM),
    **dict.fromkeys(
        "shift_left shift_right_logical shift_right_arithmetic bitcast_convert_type nextafter clz population_count".split(), _BITS
    ),
    **dict.fromkeys(
        "lgamma digamma polygamma igamma igammac erf_inv bessel_i0e bessel_i1e zeta regularized_incomplete_beta".split(), _SPECIAL
    ),
}

# Reading a jaxpr


def _moving(rearrangement):
    """The rule that applies a NumPy function of the elements to values or slots, with the parameters that it reads."""

    def rule(t, *values, **parameters):
        return t.rearrange(partial(rearrangement, **parameters), *values)

    rule.__signature__ = inspect.signature(rearrangement)
    return rule


RULES = {name: lambda t, *values, name=name: t.apply(name, *values) for name in SAME}
RULES |= {name: lambda t, *values: list(values) for name in UNCHANGED}
RULES |= {name: _moving(rearrangement) for name, rearrangement in REARRANGING.items()}
RULES |= FORMULAS | REDUCTIONS | INDEXING | CALLS


def parameters_read(rule):
    """The names of the parameters that a rule takes from its equation: its keyword-only arguments without a default."""
    parameters = inspect.signature(rule).parameters.values()
    return [p.name for p in parameters if p.kind is p.KEYWORD_ONLY and p.default is p.empty]


READS = {name: parameters_read(rule) for name, rule in RULES.items()}


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
    name = equation.primitive.name
    if all(map(is_known, operands)) and (name not in RULES or name == "scan" or any(not _plain(v.aval) for v in equation.outvars)):
        results = equation.primitive.bind(*operands, **equation.params)
    else:
        _check(equation, operands)
        kind = next((getattr(atom.aval.dtype, "kind", None) for atom in equation.invars), None)
        parameters = equation.params | {"kind": kind}
        results = RULES[name](tape, *operands, **{key: parameters[key] for key in READS[name]})
    return results if isinstance(results, (list, tuple)) else [results]


def _plain(aval):
    """Doubles, integers and truths: the numbers of a tape."""
    return aval.dtype in ("float64", "int64", "int32", "bool")


def _check(equation, operands):
    name = equation.primitive.name
    if name not in RULES:
        unknown = (f"JAX's primitive '{name}' is not on the tape", "write it with elementary operations of jax.numpy")
        raise Refusal(*REFUSED.get(name, unknown))
    for atom, operand in zip(equation.invars, operands, strict=True):
        if not is_known(operand) and not _plain(atom.aval):
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
