"""The networks of the chapter, and the seven wrong backward sweeps that its own point does not tell from the right one."""

from collections.abc import Callable, Mapping

import jax

from d2lcalc.calculus.network import Edge, Network

__all__ = ["BUGS", "chapter", "neuron", "second", "small"]

chapter = Network(
    a=lambda w, x, y, z: (w + x + y + z) ** 2,
    b=lambda w, x, y, z: (w + x - y - z) ** 2,
    u=lambda a, b: (a + b) ** 2,
    v=lambda a, b: (a - b) ** 2,
    f=lambda u, v: (u + v) ** 2,
)
"""The chapter's first network. By its structure ∂f/∂w = ∂f/∂x, ∂f/∂y = ∂f/∂z and ∂f/∂u = ∂f/∂v everywhere."""

second = Network(
    u=lambda x, y: x * y,
    v=lambda y: y**2,
    a=lambda u: u**2,
    b=lambda v: 3 * v,
    f=lambda a, u, b: a + u * b,
)
"""The chapter's second figure, which has no functions there: y reaches f on three paths, and u both directly and through a."""

small = Network(
    p=lambda x, y: x * y,
    q=lambda y, z: y + z,
    r=lambda p, q: p * q,
    s=lambda p, q: p - q,
    f=lambda r, s: r + s**2,
)
"""A network for paper: at (2, 3, −1) all numbers are small and no two of the three derivatives agree."""

neuron = Network(
    z=lambda w, b, t: w * t + b,
    s=lambda z: jax.nn.sigmoid(z),
    L=lambda s, y: (s - y) ** 2,
)
"""One neuron and its loss, L = (σ(wt + b) − y)²: w and b are to be learned, t and y are given."""


def _changed(heads: str, tails: str, change: Callable) -> Callable:
    """The edge derivatives with those from `tails` into `heads` changed."""
    edges = [Edge(tail, head) for head in heads for tail in tails]
    return lambda slopes: slopes | {edge: change(edge, slopes) for edge in edges}


_SIGN = lambda edge, slopes: -slopes[edge]
_LOST = lambda edge, slopes: 0.0 * slopes[edge]

BUGS: Mapping[str, Callable] = {
    "the sign of ∂v/∂b": _changed("v", "b", _SIGN),
    "the signs of ∂b/∂y and ∂b/∂z": _changed("b", "yz", _SIGN),
    "∂b copied from ∂a": _changed("b", "wxyz", lambda edge, slopes: slopes[Edge(edge.tail, "a")]),
    "∂u/∂b lost": _changed("u", "b", _LOST),
    "∂v/∂b lost": _changed("v", "b", _LOST),
    "the whole b branch lost": _changed("uv", "b", _LOST),
    "the 2 in ∂b lost": _changed("b", "wxyz", lambda edge, slopes: slopes[edge] / 2),
}
"""Seven mistakes in the edge derivatives of `chapter`, each as the wrong ones made of the right ones. All of them live in the b branch,
so where b = 0, as at (−1, 0, −2, 1), the sweep is right all the same; at (1, 1, −1, 0) each is seen."""
