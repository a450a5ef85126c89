"""The layout of networks: no node on another, no arrow through a node, inputs left and output right."""

import random
from itertools import combinations, pairwise

import jax.numpy as jnp
import pytest

from d2lcalc.calculus.network import Network
from d2lcalc.networks import book_network, neuron, second_network, small_network
from d2lcalc.scenes.layout import HEIGHT, LINES, NODE, WIDTH, along, layered_layout

power = Network(b=lambda x: x, e=lambda x: x, f=lambda b, e: b**e)
hill = Network(a=lambda x: x**2, b=lambda y: y**2, c=lambda a, b: -a - b, e=lambda c: jnp.exp(c), f=lambda x, e: x * e)
DRAWN = [book_network, second_network, small_network, neuron, power, hill]


def made(seed):
    """The parents in a random network of 3 to 12 nodes, each fed by one or two of the six before it, or by what feeds no other."""
    choose = random.Random(seed)
    count = choose.randint(3, 12)
    inputs = choose.randint(1, min(4, count - 1))
    names, parents = [f"n{k}" for k in range(count)], {}
    for k in range(inputs, count):
        near = names[max(0, k - 6) : k]
        parents[names[k]] = choose.sample(near, min(choose.randint(1, 2), len(near)))
    for k, name in enumerate(names[:-1]):
        if not any(name in taken for taken in parents.values()):
            parents[choose.choice(names[max(k + 1, inputs) :])].append(name)
    return parents


@pytest.fixture(params=[*(network.parents for network in DRAWN), *map(made, range(50))])
def parents(request):
    return request.param


def rectangle(layout, node, below=0.0):
    """The box of a node, with so much room below it: left, bottom, right, top."""
    (x, y), width = layout.places[node], layout.widths[node]
    return x - width / 2, y - NODE[1] / 2 - below, x + width / 2, y + NODE[1] / 2


def test_a_drawing_that_can_be_read(parents):
    layout = layered_layout(parents)
    nodes = [rectangle(layout, node, LINES) for node in layout.places]
    for (left, bottom, right, top), (x0, y0, x1, y1) in combinations(nodes, 2):
        assert right <= x0 or x1 <= left or top <= y0 or y1 <= bottom
    assert all(left >= 0 and right <= WIDTH and bottom >= -1 and top <= HEIGHT + 1 for left, bottom, right, top in nodes)
    for (tail, head), route in layout.routes.items():
        assert all(x < u for (x, _), (u, _) in pairwise(route))
        way = [along(route, k / 100) for k in range(101)]
        assert (way[0], way[-1]) == (pytest.approx(route[0]), pytest.approx(route[-1]))
        for node in set(layout.places) - {tail, head}:
            left, bottom, right, top = rectangle(layout, node)
            assert not any(left < x < right and bottom < y < top for x, y in way), f"{tail} → {head} runs through {node}"


def test_layers():
    layout = layered_layout(second_network.parents)
    across = {node: place[0] for node, place in layout.places.items()}
    assert across["x"] == across["y"] < across["u"] == across["v"] < across["a"] == across["b"] < across["f"]
    assert len(layout.routes["u", "f"]) == 2  # straight between a and b
    assert len(layout.routes["u", "a"]) == 2
