"""Reading and writing at computed positions: gather, scatter and the dynamic slices of JAX in scalar operations."""

from functools import partial
from math import prod

import numpy as np

from .writer import is_known


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
