"""Linear systems: Gaussian elimination, and substitution in triangular matrices, one scalar operation after the other.

`jnp.linalg.solve`, `inv` and `det` are made of these two. A singular matrix divides by 0, to infinities and NaN, as in JAX.
"""

from functools import partial

import numpy as np

from .primitives import along, first_best


def _lu(t, a):
    """PA = LU by elimination with partial pivoting: L (below the diagonal) and U in one matrix, the pivots, P as the order of the rows."""
    *batch, m, n = a.shape
    rows = [[*row, np.full(batch, float(i))] for i, row in enumerate(_entries(t, a))]
    pivots = []
    for k in range(min(m, n)):
        sizes = t.rearrange(lambda *sizes: np.stack(sizes), *(t.abs(row[k]) for row in rows[k:]))
        largest = first_best(t, t.gt, sizes, [0])
        pivots.append(t.add(largest, float(k)))
        rows[k:] = _exchanged(t, largest, rows[k:])
        rows[k + 1 :] = map(partial(_eliminated, t, k, rows[k]), rows[k + 1 :])
    pivots, order = (t.rearrange(lambda *numbers: np.stack(numbers, -1), *numbers) for numbers in (pivots, [row[n] for row in rows]))
    return _matrix(t, [row[:n] for row in rows]), pivots, order


def _exchanged(t, k, rows):
    """Rows of which the first and the k-th have changed places."""
    first, *others = rows
    top = [t.pick(k, *column) for column in zip(*rows, strict=True)]
    return [top, *(list(map(partial(t.where, t.eq(k, float(i))), first, row)) for i, row in enumerate(others, 1))]


def _eliminated(t, k, top, row):
    """A row without its entry k, where the factor is kept that `top` was subtracted with; none where the pivot is 0."""
    factor = t.where(t.eq(top[k], 0.0), row[k], t.div(row[k], top[k]))
    rest = [t.sub(entry, t.mul(factor, above)) for entry, above in zip(row[k + 1 : -1], top[k + 1 : -1], strict=True)]
    return [*row[:k], factor, *rest, row[-1]]


def _triangular_solve(t, a, b, *, left_side, lower, transpose_a, unit_diagonal):
    """The x with AX = B, or XA = B, which is AᵀXᵀ = Bᵀ; A is a or aᵀ."""
    a, b = _entries(t, a), _entries(t, b)
    if transpose_a == left_side:
        a, lower = _transposed(a), not lower
    x = _substituted(t, a, b if left_side else _transposed(b), range(len(a))[:: 1 if lower else -1], unit_diagonal)
    return _matrix(t, x if left_side else _transposed(x))


def _substituted(t, a, b, order, unit_diagonal):
    """The rows x of AX = B, in an order in which each needs only those before it: xᵢ = (bᵢ − Σ aᵢⱼ·xⱼ)/aᵢᵢ."""
    x = {}
    for i in order:
        row = b[i]
        for j, known in x.items():
            row = [t.sub(entry, t.mul(a[i][j], other)) for entry, other in zip(row, known, strict=True)]
        x[i] = row if unit_diagonal else [t.div(entry, a[i][i]) for entry in row]
    return [x[i] for i in range(len(b))]


def _entries(t, a):
    """A matrix, or a batch of them, as a list of rows of entries, each over the batch."""
    last = len(a.shape) - 1
    return [along(t, row, [last - 1]) for row in along(t, a, [last - 1])]


def _matrix(t, rows):
    return t.rearrange(lambda *rows: np.stack(rows, -2), *(t.rearrange(lambda *row: np.stack(row, -1), *row) for row in rows))


def _transposed(rows):
    return list(map(list, zip(*rows, strict=True)))


FACTORIZATIONS = {"lu": _lu, "triangular_solve": _triangular_solve}
