"""A layered drawing of a directed graph, inputs on the left and the output on the right: places for nodes and routes of edges.

Each node stands in the layer after the latest of its parents; an edge that passes a layer has a lane of its own there. The order
within the layers is found by the barycentre method (Sugiyama, Tagawa, Toda: Methods for visual understanding of hierarchical
system structures, 1981), the heights by moving each node towards its neighbours. Lengths are px of a panel of 656 × 388 at most.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from graphlib import TopologicalSorter
from itertools import pairwise
from typing import Any

WIDTH, HEIGHT = 656.0, 388.0
NODE = (46.0, 26.0)  # wider for a longer name, and where there is room for the lines of text below it
LETTER = 6.6  # of a name
MARGIN = 44.0  # from a side of the panel to the middle of a node: half of what its lines of text may take
LINES = 51.0  # room for three lines of text below a node
PORT = 9.0  # between the arrows that meet at a side of a node
BORDER = 1.5  # of a node that stands at the edge of the panel
LANE = 26.0  # what an edge needs where it passes a layer

Place = tuple[float, float]
Pair = tuple[str, str]


@dataclass(frozen=True)
class Layout:
    """`places` and `widths` of the nodes, and the `routes` of the edges from border to border through their lanes."""

    places: dict[str, Place]
    widths: dict[str, float]
    routes: dict[Pair, tuple[Place, ...]]
    height: float
    window = property(lambda self: (0.0, WIDTH, 0.0, self.height))


def layered_layout(parents: Mapping[str, Sequence[str]]) -> Layout:
    """The layout of the graph in which each node of `parents` takes those listed there; names without an entry are inputs."""
    edges = [(tail, head) for head, tails in parents.items() for tail in tails]
    depths = _depths(parents)
    lanes = {edge: _lanes(edge, depths) for edge in edges}
    layers = _ordered(_layers(depths, lanes), list(lanes.values()))
    heights, tall = _fitted(_heights(layers, list(lanes.values())))
    pitch = (WIDTH - 2 * MARGIN) / (len(layers) - 1)
    places = {item: (MARGIN + depth * pitch, heights[item]) for depth, layer in enumerate(layers) for item in layer}
    widths = {node: max(NODE[0], min(max(0.45 * pitch, LETTER * len(node)), 0.6 * pitch, 2 * MARGIN - 4)) for node in depths}
    nodes = {node: places[node] for node in depths}
    corners = [(x + side * widths[node] / 2, y) for node, (x, y) in nodes.items() for side in (-1, 1)]
    ways = {edge: [places[item] for item in passed] for edge, passed in lanes.items()}
    leaves, arrives = _ports(ways, 0), _ports(ways, -1)
    routes = {edge: _route(_docked(way, leaves[edge], arrives[edge]), *map(widths.get, edge), corners) for edge, way in ways.items()}
    return Layout(nodes, widths, routes, tall)


def _depths(parents):
    """For each node the length of the longest way to it from an input."""
    depths = {}
    for node in TopologicalSorter(parents).static_order():
        depths[node] = 1 + max((depths[parent] for parent in parents.get(node, ())), default=-1)
    return depths


def _lanes(edge, depths):
    """The edge's two nodes and between them its lanes, one for each layer that it passes."""
    tail, head = edge
    return [tail, *((tail, head, depth) for depth in range(depths[tail] + 1, depths[head])), head]


def _layers(depths, lanes):
    layers = [[] for _ in range(max(depths.values()) + 1)]
    for node, depth in depths.items():
        layers[depth].append(node)
    for passed in lanes.values():
        for lane in passed[1:-1]:
            layers[lane[2]].append(lane)
    return layers


def _ordered(layers, lanes):
    """The layers in the order with the fewest crossings that some sweeps to and fro find."""
    links = [link for passed in lanes for link in pairwise(passed)]
    best, fewest = layers, _crossings(layers, links)
    for sweep in range(24):
        layers = _swept(layers, links, rightward=sweep % 2 == 0)
        crossings = _crossings(layers, links)
        if crossings < fewest:
            best, fewest = layers, crossings
    return best


def _swept(layers, links, rightward):
    """Each layer sorted by the mean place of the neighbours in the layer that was sorted before it."""
    layers = [list(layer) for layer in layers]
    order = range(1, len(layers)) if rightward else range(len(layers) - 2, -1, -1)
    for depth in order:
        place = {item: k for k, item in enumerate(layers[depth - 1 if rightward else depth + 1])}
        near = {item: [] for item in layers[depth]}
        for tail, head in links:
            here, there = (head, tail) if rightward else (tail, head)
            if here in near and there in place:
                near[here].append(place[there])
        layers[depth].sort(key=lambda item, near=near, own=list(layers[depth]): _mean(near[item], own.index(item)))
    return layers


def _mean(numbers, otherwise):
    return sum(numbers) / len(numbers) if numbers else otherwise


def _crossings(layers, links):
    place = {item: (depth, k) for depth, layer in enumerate(layers) for k, item in enumerate(layer)}
    ends = [(place[tail][0], place[tail][1], place[head][1]) for tail, head in links]
    return sum(a[0] == b[0] and (a[1] - b[1]) * (a[2] - b[2]) < 0 for k, a in enumerate(ends) for b in ends[:k])


def _heights(layers, lanes):
    """The height of every node and lane: near the mean of its neighbours', with room between those of one layer."""
    near = {item: [] for layer in layers for item in layer}
    for tail, head in (link for passed in lanes for link in pairwise(passed)):
        near[tail].append(head)
        near[head].append(tail)
    heights = {item: -k * (NODE[1] + LINES) for layer in layers for k, item in enumerate(layer)}
    for _ in range(12):
        for layer in layers:
            wishes = [_mean([heights[other] for other in near[item]], heights[item]) for item in layer]
            heights |= dict(zip(layer, _spread(layer, wishes), strict=True))
    return heights


def _room(item):
    """What an item of a layer, a node or a lane, takes above its place, and below."""
    return (NODE[1] / 2, NODE[1] / 2 + LINES) if isinstance(item, str) else (LANE / 2, LANE / 2)


def _spread(layer, wishes):
    """The heights nearest to the wishes that keep the order, downward, and leave each its room (pool adjacent violators)."""
    offsets = [0.0]
    for above, below in pairwise(layer):
        offsets.append(offsets[-1] + _room(above)[1] + _room(below)[0] + 6)
    pools = []
    for wish, offset in zip(wishes, offsets, strict=True):
        pools.append([wish + offset])
        while len(pools) > 1 and _mean(pools[-2], 0) < _mean(pools[-1], 0):
            pools[-2:] = [pools[-2] + pools[-1]]
    flat = [_mean(pool, 0) for pool in pools for _ in pool]
    return [height - offset for height, offset in zip(flat, offsets, strict=True)]


def _fitted(heights):
    """The heights moved into the panel, and its height: pressed together where they need more than there is, a little apart where less."""
    low = lambda share: min(share * height - _room(item)[1] for item, height in heights.items())
    high = lambda share: max(share * height + _room(item)[0] for item, height in heights.items())
    share = min(1.3, (HEIGHT - 2 * BORDER) / (high(1.0) - low(1.0)))
    return {item: share * height - low(share) + BORDER for item, height in heights.items()}, high(share) - low(share) + 2 * BORDER


def _ports(ways, end):
    """How far above the middle of its node's side each edge begins (end 0), or ends (end −1): in the order of their other places, apart.

    None begins lower, where the node's text is.
    """
    beside, ports = defaultdict(list), {}
    for edge, way in ways.items():
        beside[edge[end]].append((way[1 if end == 0 else -2][1], edge))
    for edges in beside.values():
        steps, share = max(len(edges) - 1, 1), 0.4 if end == 0 else 0.8
        apart = min(PORT, share * NODE[1] / steps)
        lowest = 0 if end == 0 else -apart * (len(edges) - 1) / 2
        ports |= {edge: lowest + k * apart for k, (_, edge) in enumerate(sorted(edges))}
    return ports


def _docked(way, leaves, arrives):
    (x, y), *lanes, (u, v) = way
    return [(x, y + leaves), *lanes, (u, v + arrives)]


def _route(places, tail, head, corners):
    """From border to border, straight where that passes no node and nothing that is written below one, else through the lanes."""
    (x, y), (u, v) = places[0], places[-1]
    start, end = (x + tail / 2, y), (u - head / 2, v)
    above = [y + (v - y) * (at - x) / (u - x) - height for at, height in corners if start[0] < at < end[0]]
    is_clear = not any(-NODE[1] / 2 - 0.95 * LINES < gap < NODE[1] / 2 + LANE / 2 for gap in above)
    return (start, end) if is_clear else (start, *places[1:-1], end)


def along(route: Sequence[Place], share: Any) -> tuple[Any, Any]:
    """The place after a share of a route, numbers or traced: straight from border to border, and level in each lane between them."""
    x, y = route[0]
    x = x + share * (route[-1][0] - x)
    for (left, low), (right, high) in pairwise(route):
        part = (abs(x - left) - abs(x - right) + right - left) / (2 * (right - left))  # from 0 at the left to 1 at the right, no further
        y = y + (high - low) * (part if len(route) == 2 else part * part * (3 - 2 * part))
    return x, y
