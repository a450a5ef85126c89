"""The layout of networks: no text on another, no arrow through a node, inputs left and output right."""

import random
from itertools import combinations, pairwise

import jax.numpy as jnp
import pytest

from d2lcalc.calculus.network import Network
from d2lcalc.networks import book_network, neuron, second_network, small_network
from d2lcalc.scenes.layout import HEIGHT, LABEL, NODE, WIDTH, Rectangle, along, layered_layout, node_rectangle

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


def test_a_drawing_that_can_be_read(parents):
    layout = layered_layout(parents)
    texts = [*map(node_rectangle, layout.places.values()), *(Rectangle.around(place, LABEL) for place in layout.labels.values())]
    assert all(one.overlap(other) == 0 for one, other in combinations(texts, 2))
    assert all(left >= 0 and right <= WIDTH and bottom >= -1 and top <= HEIGHT + 1 for left, bottom, right, top in texts)
    for (tail, head), route in layout.routes.items():
        assert all(x < u for (x, _), (u, _) in pairwise(route))
        way = [along(route, k / 100) for k in range(101)]
        assert (way[0], way[-1]) == (route[0], pytest.approx(route[-1]))
        for node in set(layout.places) - {tail, head}:
            left, bottom, right, top = Rectangle.around(layout.places[node], NODE)
            assert not any(left < x < right and bottom < y < top for x, y in way), f"{tail} → {head} runs through {node}"
        x, y = layout.labels[tail, head]
        assert min(abs(x - u) + abs(y - v) for u, v in way) < 65


def test_layers():
    layout = layered_layout(second_network.parents)
    across = {node: place[0] for node, place in layout.places.items()}
    assert across["x"] == across["y"] < across["u"] == across["v"] < across["a"] == across["b"] < across["f"]
    assert len(layout.routes["u", "f"]) == 3  # with a lane between a and b
    assert len(layout.routes["u", "a"]) == 2
