"""Points fit for teaching: where a mistake in a slope or a curvature changes a number that is seen."""

import inspect
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from d2lcalc.calculus.taylor import gradient, hessian

__all__ = ["Telling", "telling"]

SEEN = 0.01  # a part smaller than this share of the largest one cannot be told from 0 in a picture


@dataclass(frozen=True)
class Telling:
    """Whether a point tells something: true unless there are `objections`, one sentence each."""

    objections: tuple[str, ...]

    def __bool__(self) -> bool:
        return not self.objections

    def __str__(self) -> str:
        return " ".join(self.objections) or "This point is telling."


def telling(f, point):
    """Whether f at the point has slopes that differ, none of them 0, mixed second derivatives that are not 0, and eigenvalues apart.

    Where one of these fails, some mistake cannot be seen: at (−1, 0) on x·exp(−x² − y²) not even a Hessian without its mixed part.
    The result is true or false and has the objections; slopes that differ in sign only count as equal.
    """
    slopes, curvatures = np.asarray(gradient(f)(*point)), np.asarray(hessian(f)(*point))
    if not (np.isfinite(slopes).all() and np.isfinite(curvatures).all()):
        return Telling(("A slope or a curvature has no finite value here.",))
    names = letters(f, len(slopes))
    return Telling((*about_slopes(np.abs(slopes), names), *about_curvatures(curvatures, names)))


def about_slopes(sizes, names):
    seen = SEEN * sizes.max()
    for name, size in zip(names, sizes, strict=True):
        if not size > seen:
            yield f"The slope along {name} is 0: a mistake that drops it cannot be seen."
    for (one, a), (other, b) in combinations(zip(names, sizes, strict=True), 2):
        if not abs(a - b) > seen:
            yield f"The slopes along {one} and {other} are equally large: that they are swapped cannot be seen."


def about_curvatures(matrix, names):
    seen, eigenvalues = SEEN * np.abs(matrix).max(), np.linalg.eigvalsh(matrix)
    for (i, one), (j, other) in combinations(enumerate(names), 2):
        if not abs(matrix[i, j]) > seen:
            yield f"The mixed second derivative in {one} and {other} is 0: that it is forgotten cannot be seen."
    if (np.diff(eigenvalues) <= seen).any():
        yield "Two eigenvalues of the Hessian agree: a whole plane of directions are eigenvectors."


def letters(f, count):
    """What f calls its coordinates."""
    names = list(inspect.signature(f).parameters)
    return names if len(names) == count else [f"x{index + 1}" for index in range(count)]
