"""The table of a drawn network: every node and edge of the notebooks' networks has its cell."""

import pytest

from d2lcalc.calculus.network import Network
from d2lcalc.live.words import numeral
from d2lcalc.networks import BOOK_POINT, TELLING_POINT, book_network, neuron, second_network, small_network
from d2lcalc.scenes import (
    Backpropagation,
    BrokenSweep,
    ChainRule,
    SweepByHand,
    frozen_node,
    lit_paths,
    nudged_node,
)
from many import one_in
from reading import after, table

power = Network(b=lambda x: x, c=lambda x: x, f=lambda b, c: b**c)
SMALL, NEURON = (2, 3, -1), (1.5, -3, 2, 0.2)
EDGES = "derivatives on the edges into it"
SCENES = [  # those of notebooks 05 and 06
    (ChainRule, power, (2.0,), (lit_paths(),), {}),
    (ChainRule, book_network, TELLING_POINT, (nudged_node(),), {"node": "a"}),
    (ChainRule, second_network, (2.0, 1.0), (frozen_node(), lit_paths()), {"node": "u"}),
    (Backpropagation, small_network, SMALL, (), {}),
    (SweepByHand, small_network, (1, 2, 3), (), {}),
    (Backpropagation, book_network, TELLING_POINT, (), {"step": 12}),
    (Backpropagation, neuron, NEURON, (), {"step": 4}),
    (BrokenSweep, book_network, BOOK_POINT, (), {}),
]


def column(cells, name, part=""):
    return {node: row[name][part] for node, row in cells.items()}


@pytest.mark.parametrize("make, network, at, parts, options", one_in(2, SCENES))
def test_every_node_and_edge_has_its_cell(make, network, at, parts, options):
    first, *others = at
    values = network.values(first + 0.5, *others)
    slopes = network.edge_derivatives(values)
    totals = {node: f"d{network.output}/d{node} = {numeral(float(n), 6)}" for node, n in network.total_derivatives(slopes).items()}
    scene = make(network, at, *parts, **options)
    last = {parameter["name"]: parameter["max"] for parameter in scene.spec["parameters"] if parameter["name"] == "step"}
    after(scene, **last, **{network.inputs[0]: first + 0.5})
    for panel in (k for k, found in enumerate(scene.spec["panels"]) if found["panel"] == "chart"):
        assert scene.spec["panels"][panel]["tall"] == pytest.approx(scene._outputs()[scene.spec["panels"][panel]["limits"]["y"][1]] / 388)
        cells = table(scene, panel)
        assert column(cells, "value") == {node: numeral(float(value), 6) for node, value in values.items()}
        for node in network.nodes:
            into = {name: text.removesuffix(" (travelled)") for name, text in cells[node][EDGES].items()}
            assert into == {f"from {t}:": numeral(float(slope)) for (t, head), slope in slopes.items() if head == node}
        if make in (Backpropagation, SweepByHand, BrokenSweep):
            assert column(cells, "total derivative") == totals


def test_what_the_colours_say_is_told():
    broken = BrokenSweep(book_network, TELLING_POINT, bug="∂u/∂b lost")
    assert table(broken)["u"][EDGES] == {"from a:": "20", "from b:": "0, not 20"}
    assert column(table(broken), "without the bug")["w"] == "right: 73472"


def test_a_nudge_and_a_freeze_are_told():
    scene = ChainRule(second_network, (2.0, 1.0), node="u")
    changes = lambda: [tuple(row[name][""] for row in table(scene).values()) for name in ("nudge, or predicted change", "actual change")]
    assert changes() == [("–", "–", "Δ = 0.01", "–", "Δ ≈ 0.04", "–", "Δ ≈ 0.07"), ("–", "–", "–", "–", "Δ = 0.0401", "–", "Δ = 0.0701")]
    scene.frozen = "a"
    assert changes() == [("–", "–", "Δ = 0.01", "–", "Δ ≈ 0", "–", "Δ ≈ 0.03"), ("–", "–", "–", "–", "Δ = 0", "–", "Δ = 0.03")]
    assert table(scene)["a"]["value"] == {"": "4 ❄"}
