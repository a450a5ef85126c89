"""Tests of many of a kind: the quick run takes some, the full run all."""

import pytest


def one_in(stride, rows):
    """The rows of a parametrized test, of which the quick run takes the first, and each so many further on."""
    values = [row if isinstance(row, tuple) else (row,) for row in rows]
    return [pytest.param(*value, marks=pytest.mark.slow if k % stride else ()) for k, value in enumerate(values)]
