"""The scenes of the chain rule: their numbers against the network's own and jax.grad, what they say, and their faults."""

import math
import re
from pathlib import Path

import jax
import jax.numpy as jnp
import pytest

from d2lcalc.calculus import gradient
from d2lcalc.calculus.network import Network, signature
from d2lcalc.live.chosen import settled
from d2lcalc.live.words import written
from d2lcalc.networks import book_network, neuron, second_network
from d2lcalc.predictions import chain_rule
from d2lcalc.scenes import (
    Backpropagation,
    ChainRule,
    GatedBlocks,
    PathCount,
    SharpnessBySteps,
    SweepByHand,
    frozen_node,
    lit_paths,
    nudged_node,
)
from d2lcalc.scenes.compositions import BLOCKS
from many import one_in
from reading import after, mark, present, read_out, said

HERE = (1.0, 1.0, -1.0, 0.0)


def styles(scene, name):
    """The role and the style of each mark called `name` that is shown."""
    outputs = scene._outputs()
    return [(settled(found["role"], outputs), settled(found["kind"], outputs)) for found in present(scene, name)]


def test_a_nudge_runs_along_the_edges_predicted_and_actual():
    scene = ChainRule(book_network, HERE, nudged_node(), node="a")
    assert said(scene) == {"e": 0.01, "p": pytest.approx(13.12), "q": pytest.approx(13.187, abs=5e-4)}
    scene.nudge = 0.1
    assert said(scene)["q"] - said(scene)["p"] == pytest.approx(100 * 0.06721604, rel=0.02)


@pytest.mark.parametrize("network, at", [(book_network, HERE), (second_network, (2.0, 1.0)), (neuron, (1.0, -1.0, 2.0, 0.0))])
def test_the_total_of_every_node_is_the_sum_over_its_paths(network, at):
    scene = ChainRule(network, at, lit_paths())
    totals = network.total_derivatives(network.edge_derivatives(network.values(*at)))
    for node in (name for name in network.nodes if name != network.output):
        scene.node = node
        told, formula = said(scene), read_out(scene)
        assert told.pop("t") == formula["t"] == pytest.approx(float(totals[node]))
        assert sum(told.values()) == pytest.approx(float(totals[node])) or len(network.paths(node)) == 1


def test_each_path_is_lit_and_has_its_product():
    scene = ChainRule(second_network, (2.0, 1.0), node="y")
    assert said(scene) == {"p0": 8, "p1": 6, "p2": 12, "t": 26}
    assert styles(scene, "edge from x to u") == [("quiet", "ghost")]
    scene.path = "path 2"
    assert said(scene) == {"p": 6, "t": 26}
    assert "y → u → f" in scene.sentence
    assert ("edge", "solid") in styles(scene, "edge from u to f")
    assert ("edge", "solid") not in styles(scene, "edge from u to a")
    scene.path, scene.node = "path 3", "a"
    assert scene.sentence == "There is no path 3 from a to f, only 1."


def test_a_frozen_node_turns_the_total_into_the_edge():
    scene = ChainRule(second_network, (2.0, 1.0), lit_paths(), frozen_node(), node="u")
    assert (said(scene)["t"], read_out(scene)["t"]) == (7, 7)
    assert "only the edge is left" in after(scene, frozen="a")
    assert (said(scene), read_out(scene)["t"]) == ({"t": 3}, 3)
    assert styles(scene, "edge from u to a") == [("quiet", "dashed")]
    assert styles(scene, "a is frozen") == [("truth", "solid")]
    assert after(scene, node="v", frozen="b") == "With b frozen no path from v to f is open: f does not change with v."
    assert "2 of 3 paths" in after(scene, node="y", frozen="a") and said(scene) == {"t": 18}


def test_x_to_the_x_and_a_network_without_a_value():
    scene = ChainRule(Network(b=lambda x: x, c=lambda x: x, f=lambda b, c: b**c), (2.0,), lit_paths())
    assert said(scene)["t"] == pytest.approx(4 + 4 * math.log(2))
    assert re.search("undefined|∞", after(scene, x=0.0))
    scene = ChainRule(Network(u=lambda x: jnp.log(x), f=lambda u, x: u * x), (1.0,))
    assert after(scene, x=-1.0) == "f has no finite value here: move the inputs."


NAMES = "h_1_2 变量 σ lambda_ _ x̂ n_ template derivatives output id to".split()


@pytest.mark.parametrize("name", one_in(6, ["step", *NAMES, "title", "question", "revealed", "node", "self"]))
def test_any_identifier_may_name_a_node(name):
    """With u = x² and f = u·x, 3·2² = 12 is d output/dx, whatever they are called."""

    def network(x, u):
        square, product = (lambda x: x**2), (lambda u, x: u * x)
        square.__signature__, product.__signature__ = signature((x,)), signature((u, x))
        return Network(**{u: square, "y": product})

    scene = ChainRule(network("x", name), (2.0,), lit_paths())
    assert (said(scene)["t"], read_out(scene)["t"]) == (12, 12)
    assert Backpropagation(network("x", name), (2.0,), step=6).sentence.endswith("= dy/dx.")
    if name in NAMES:
        assert f"dy/d{name} = 12" in ChainRule(network(name, "u"), (2.0,), lit_paths()).sentence
        assert Backpropagation(network(name, "u"), (2.0,), step=6).sentence.endswith(f"4 + 8 = 12 = dy/d{name}.")
        assert SweepByHand(network(name, "u"), (2.0,)).sentence.startswith("Type dy/du.")
    else:
        with pytest.raises(ValueError, match=f"^the input '{name}' of this network has the name of a .*: rename the input$"):
            (Backpropagation if name == "step" else ChainRule)(network(name, "u"), (2.0,))


def test_paths_and_edges():
    scene = PathCount()
    for depth, paths, edges in [(0, 1, 2), (1, 2, 6), (10, 1024, 42)]:
        scene.depth = depth
        assert said(scene) == {"depth": depth, "paths": paths, "edges": edges}
    asked = PathCount(depth=9, question=chain_rule.paths_through_layers)
    assert "paths" not in written(asked.spec["say"], asked._outputs(revealed=False))


@pytest.mark.parametrize("gate", [0.0, 0.3, 1.0])
def test_ten_blocks(gate):
    scene = GatedBlocks()
    scene.gate = gate

    def chain(x):
        for _ in range(BLOCKS):
            x = jax.nn.sigmoid(x) + gate * x
        return x

    assert said(scene)["product"] == pytest.approx(float(gradient(chain)(0.0)[0]))


def test_the_numbers_of_the_questions():
    assert chain_rule.nudge_of_a.right == pytest.approx(13.12)
    assert sorted(chain_rule.nudge_of_a.mistakes)[2:5] == pytest.approx([65.6, 118.08, 1312])
    assert float(chain_rule.power.right) == pytest.approx(float(jax.grad(lambda x: x**x)(2.0)), abs=0.005)
    asked = chain_rule.paths_through_layers, chain_rule.edge_at_ticket, chain_rule.total_at_ticket, chain_rule.multiple_of_u
    assert [question.right for question in asked] == [1024, 12, 16, 7] and chain_rule.by_moving_y.right == pytest.approx(13)
    notebook = Path(__file__).parents[2] / "notebooks/05_multivariate_chain_rule.ipynb"
    monster = notebook.read_text(encoding="utf-8").partition("def monster")[2].partition("show(")[0]
    assert monster.count("w + x + y + z") == 6


def test_sharpness_is_compared_where_the_losses_are_equal_and_nowhere_else():
    fast, slow = [[8.0, 1], [4, 2], [1, 3], [0.5, 4]], [[8.0, 10], [6, 20], [2, 40]]
    scene = SharpnessBySteps({1.0: fast, 0.5: slow})
    assert scene.sentence == "At step 1 the loss is 4, the sharpness 2."
    heights = [height for _, height in mark(scene, "chart", "the other rate's sharpness")["positions"]]
    assert heights == pytest.approx([10, 30, math.nan, math.nan], nan_ok=True)
