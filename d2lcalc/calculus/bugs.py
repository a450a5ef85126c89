"""Seven wrong backward sweeps of the book's network, which its own point does not tell from the right one.

A sweep is right where its edge derivatives are, so a bug is a function from the right edge derivatives to the wrong ones:
`network.total_derivatives(BUGS["∂u/∂b lost"](network.edge_derivatives(values)))`. All seven live in the b branch: where b = 0, as at
(−1, 0, −2, 1), the inputs' derivatives come out right all the same; at (1, 1, −1, 0) each of them shows.
"""

from collections.abc import Callable, Mapping
from typing import Any

from d2lcalc.calculus.network import Edge

__all__ = ["BUGS"]

Derivatives = dict[Edge, Any]


def _changed(tails: str, heads: str, change: Callable[[Edge, Derivatives], Any]) -> Callable[[Derivatives], Derivatives]:
    edges = [Edge(tail, head) for head in heads for tail in tails]
    return lambda slopes: slopes | {edge: change(edge, slopes) for edge in edges}


def _opposite(edge, slopes):
    return -slopes[edge]


def _lost(edge, slopes):
    return 0.0


BUGS: Mapping[str, Callable[[Derivatives], Derivatives]] = {
    "sign of ∂v/∂b": _changed("b", "v", _opposite),
    "signs of ∂b/∂y and ∂b/∂z": _changed("yz", "b", _opposite),
    "∂b copied from ∂a": _changed("wxyz", "b", lambda edge, slopes: slopes[Edge(edge.tail, "a")]),
    "∂u/∂b lost": _changed("b", "u", _lost),
    "∂v/∂b lost": _changed("b", "v", _lost),
    "whole b branch lost": _changed("b", "uv", _lost),
    "the 2 in ∂b lost": _changed("wxyz", "b", lambda edge, slopes: slopes[edge] / 2),
}
