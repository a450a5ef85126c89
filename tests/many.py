"""Tests of many of a kind: the quick run takes some, the full run all."""

import pytest


def first(count, rows):
    """The rows of a parametrized test, of which the quick run takes the first so many."""
    return marked(rows, lambda k: k < count)


def one_in(stride, rows):
    """The rows of a parametrized test, of which the quick run takes the first, and each so many further on."""
    return marked(rows, lambda k: k % stride == 0)


def marked(rows, is_quick):
    values = [row if isinstance(row, tuple) else (row,) for row in rows]
    return [pytest.param(*value, marks=() if is_quick(k) else pytest.mark.slow) for k, value in enumerate(values)]
