"""Wrong backward sweeps: seven bugs in a program, and the mistakes of a hand that works out one node.

A sweep is right where its edge derivatives are, so a bug is a function from the right edge derivatives to the wrong ones:
`network.total_derivatives(BUGS["∂u/∂b lost"](network.edge_derivatives(values)))`.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import combinations
from typing import Any

from d2lcalc.calculus.network import Edge, Network

Derivatives = dict[Edge, Any]


def _scaled(tails: str, heads: str, factor: float) -> Callable[[Derivatives], Derivatives]:
    edges = [Edge(tail, head) for head in heads for tail in tails]
    return lambda slopes: slopes | {edge: factor * slopes[edge] for edge in edges}


BUGS: Mapping[str, Callable[[Derivatives], Derivatives]] = {
    "sign of ∂v/∂b": _scaled("b", "v", -1.0),
    "signs of ∂b/∂y and ∂b/∂z": _scaled("yz", "b", -1.0),
    "∂b copied from ∂a": lambda slopes: slopes | {Edge(tail, "b"): slopes[tail, "a"] for tail in "wxyz"},
    "∂u/∂b lost": _scaled("b", "u", 0.0),
    "∂v/∂b lost": _scaled("b", "v", 0.0),
    "whole b branch lost": _scaled("b", "uv", 0.0),
    "the 2 in ∂b lost": _scaled("wxyz", "b", 0.5),
}
"""The seven bugs of the book's network that its own point does not show. All of them live in the b branch: where b = 0, as at
(−1, 0, −2, 1), the inputs' derivatives come out right all the same; at (1, 1, −1, 0) each of them shows."""

MISTAKES = {
    "dropped path": "Put a finger on the node: how many ways lead on from it? Each of them counts.",
    "overwritten instead of added": "More than one node reports back to this one. Where did the first report go?",
    "sign": "Raise the node a little: must the output rise or fall?",
    "edge for total": "This is the slope of the next node. We want the slope of the last one.",
    "edge left out": "This is what stands at the next node. How far does that one move when this one does?",
    "value for slope": "This is the value of the node. How does the output change when it moves?",
}
"""The mistakes at a node, each with the question that leads out of it; the likeliest explanation of a number comes first."""


def mistaken_totals(
    network: Network, node: str, values: Mapping[str, Any], slopes: Mapping[Edge, Any], totals: Mapping[str, Any]
) -> Iterator[tuple[str, Any]]:
    """The numbers that a mistake makes of the total derivative at `node`, each after the name of its mistake, in their order."""
    edges = [Edge(node, head) for head in network.children[node]]
    reports = [totals[edge.head] * slopes[edge] for edge in edges]
    total = sum(reports)
    for count in range(1, len(reports)):
        yield from (("dropped path", sum(kept)) for kept in combinations(reports, count) if count > 1 or kept[0] is not reports[-1])
    if len(reports) > 1:
        yield "overwritten instead of added", reports[-1]
    yield from (("sign", total - 2 * report) for report in reports)
    if len(reports) > 1:
        yield "sign", -total
    for mistake, parts in {
        "edge for total": [slopes[edge] for edge in edges],
        "edge left out": [totals[edge.head] for edge in edges],
    }.items():
        yield from ((mistake, part) for part in parts)
        if len(parts) > 1:
            yield mistake, sum(parts)
    yield "value for slope", values[node]
