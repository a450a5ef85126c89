"""What JAX's primitives mean in scalar operations: arithmetic, rearranging, reductions and sorting.

A rule takes the tape, the operands (known arrays or `Slots`), and by keyword exactly the parameters it reads; `kind` is the kind of
number of the first operand: "f", "i", "u" or "b". `indexing`, `linear_systems` and `jaxpr` hold the rules of the other primitives:
these four files are all the knowledge of JAX's primitives, and of their parameters, there is. A jaxpr is no stable interface:
tests/tape/test_tape_primitives.py holds every rule against the installed JAX.
"""

from functools import partial, reduce
from itertools import accumulate, repeat

import numpy as np

from .refusal import Refusal

SAME = "neg abs sign floor ceil exp expm1 log log1p sqrt cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc".split()
SAME += "add mul pow atan2 max min eq ne lt le gt ge".split()

FORMULAS = {  # of operations
    "sub": lambda t, x, y, *, kind: _wrapped(t, t.sub(x, y)) if kind == "u" else t.sub(x, y),
    "add_any": lambda t, x, y: t.add(x, y),
    "square": lambda t, x: t.mul(x, x),
    "exp2": lambda t, x: t.pow(2.0, x),
    "rsqrt": lambda t, x: t.div(1.0, t.sqrt(x)),
    "logistic": lambda t, x: t.div(1.0, t.add(1.0, t.exp(t.neg(x)))),
    "is_finite": lambda t, x: t.lt(t.abs(x), np.inf),
    "clamp": lambda t, low, x, high: t.min(t.max(x, low), high),
    "div": lambda t, x, y, *, kind: t.div(x, y) if kind == "f" else t.where(t.eq(y, 0.0), -1.0, t.trunc(t.div(x, y))),
    "lt_to": lambda t, x, y, *, kind: _precedes(t, x, y, kind),
    "le_to": lambda t, x, y, *, kind: t.eq(_precedes(t, y, x, kind), 0.0),
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


BITWISE = {"and": np.bitwise_and, "or": np.bitwise_or, "xor": np.bitwise_xor, "not": np.invert}
"""What these do to known integers, which have bits."""


def _wrapped(t, x):
    """A difference as unsigned 32-bit integers have it: 2³² − 1 stands below 0."""
    return t.where(t.lt(x, 0.0), t.add(x, 2.0**32), x)


def _precedes(t, x, y, kind):
    """Whether x comes before y in order, where NaN comes last. (JAX asks it of numbers whose −0 is made 0, and all NaN one.)"""
    return t.max(t.lt(x, y), t.min(t.eq(x, x), t.ne(y, y))) if kind == "f" else t.lt(x, y)


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
    if kind == "i" and dtype.kind == "u":
        return _wrapped(t, x)
    if kind == "f" and dtype.kind in "iu":
        reach = np.iinfo(dtype)
        inside = t.min(t.max(t.trunc(x), float(reach.min)), float(reach.max))
        return t.where(t.eq(x, x), inside, 0.0)
    return x


REARRANGING = {  # NumPy functions, applied to values or to slots
    "reshape": lambda a, *, new_sizes: a.reshape(new_sizes),
    "transpose": lambda a, *, permutation: a.transpose(permutation),
    "squeeze": lambda a, *, dimensions: a.squeeze(tuple(dimensions)),
    "rev": lambda a, *, dimensions: np.flip(a, dimensions),
    "tile": lambda a, *, reps: np.tile(a, reps),
    "slice": lambda a, *, start_indices, limit_indices, strides: a[tuple(map(slice, start_indices, limit_indices, strides or repeat(1)))],
    "concatenate": lambda *arrays, dimension: np.concatenate(arrays, dimension),
    "stack": lambda *arrays, axis: np.stack(arrays, axis),
    "unstack": lambda a, *, axis: list(np.moveaxis(a, axis, 0)),
    "split": lambda a, *, sizes, axis: np.split(a, np.cumsum(sizes)[:-1], axis),
    "pad": lambda a, filling, *, padding_config: _pad(a, filling, padding_config),
    "broadcast_in_dim": lambda a, *, shape, broadcast_dimensions: _broadcast(a, shape, broadcast_dimensions),
}
UNCHANGED = "copy stop_gradient name device_put optimization_barrier sharding_constraint".split()


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


REDUCTIONS = {  # left folds over the elements of an axis, and sorting
    "reduce_sum": lambda t, a, *, axes: _fold(t, t.add, a, axes, 0.0),
    "reduce_prod": lambda t, a, *, axes: _fold(t, t.mul, a, axes, 1.0),
    "reduce_max": lambda t, a, *, axes: _fold(t, t.max, a, axes, -np.inf),
    "reduce_min": lambda t, a, *, axes: _fold(t, t.min, a, axes, np.inf),
    "reduce_and": lambda t, a, *, axes: _fold(t, t.min, a, axes, True),
    "reduce_or": lambda t, a, *, axes: _fold(t, t.max, a, axes, False),
    "argmax": lambda t, a, *, axes: first_best(t, t.gt, a, axes),
    "argmin": lambda t, a, *, axes: first_best(t, t.lt, a, axes),
    "cumsum": lambda t, a, *, axis, reverse: _running(t, t.add, a, axis, reverse),
    "cumprod": lambda t, a, *, axis, reverse: _running(t, t.mul, a, axis, reverse),
    "cummax": lambda t, a, *, axis, reverse: _running(t, t.max, a, axis, reverse),
    "cummin": lambda t, a, *, axis, reverse: _running(t, t.min, a, axis, reverse),
    "dot_general": lambda t, a, b, *, dimension_numbers: _product(t, a, b, *dimension_numbers),
    "sort": lambda t, *arrays, dimension, num_keys, kind: _sorted(t, arrays, dimension, num_keys, kind),
}


def along(t, a, axes):
    """The elements along `axes` one after the other, each an array over the other axes."""
    axes = tuple(map(int, axes))
    others = [size for axis, size in enumerate(a.shape) if axis not in axes]
    return t.rearrange(lambda a: list(np.moveaxis(a, axes, range(len(axes))).reshape(-1, *others)), a)


def _fold(t, operation, a, axes, start):
    if 0 in a.shape:
        return np.full([size for axis, size in enumerate(a.shape) if axis not in axes], start)
    return reduce(operation, along(t, a, axes))


def _running(t, operation, a, axis, reverse):
    """The folds of all beginnings (reverse: of all ends)."""
    if a.shape[axis] == 0:
        return a
    rows = along(t, a, [axis])
    folds = list(accumulate(rows[::-1] if reverse else rows, operation))
    return t.rearrange(lambda *rows: np.stack(rows, axis), *(folds[::-1] if reverse else folds))


def first_best(t, better, a, axes):
    """The first position of the best element along an axis, or of the first NaN."""
    best, *others = along(t, a, axes)
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


def _sorted(t, arrays, axis, keys, kind):
    """Arrays in the order of the first of them: neighbours change places as long as the later one comes first."""
    if keys > 1:
        raise Refusal("it sorts by several keys", "sort by one of them after the other, the first one last")
    records = list(zip(*(along(t, a, [axis]) for a in arrays), strict=True))
    for end in range(len(records) - 1, 0, -1):
        for i in range(end):
            first, second = records[i : i + 2]
            turned = _precedes(t, second[0], first[0], kind)
            records[i] = tuple(map(partial(t.where, turned), second, first))
            records[i + 1] = tuple(map(partial(t.where, turned), first, second))
    return [t.rearrange(lambda *rows: np.stack(rows, axis), *rows) for rows in zip(*records, strict=True)]
