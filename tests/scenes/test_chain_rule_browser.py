"""The scenes of the chain rule in Chromium, by keyboard alone: every number that stands in the drawing is read and compared."""

import math
from itertools import combinations

import jax.numpy as jnp
import pytest

from d2lcalc.functions import hill_and_valley
from d2lcalc.live.words import numeral
from d2lcalc.networks import book_network, second_network
from d2lcalc.predictions import chain_rule
from d2lcalc.scenes import ChainRule, GatedBlocks, PathCount, Walk, lit_paths, nudged_node
from scene_page import focus, press, sentence, settle

pytestmark = pytest.mark.browser

HERE = (1.0, 1.0, -1.0, 0.0)


def written(page):
    """All texts of the drawing, sorted."""
    return sorted(page.locator(".d2l-labels text").all_text_contents())


def drawn(network, *point):
    """The texts that the drawing of a network at rest must have: names, values, derivatives on the edges."""
    values = network.values(*point)
    numbers = [numeral(float(value), 6) for value in values.values()]
    return sorted([*network.nodes, *numbers, *(numeral(float(slope), 6) for slope in network.edge_derivatives(values).values())])


@pytest.mark.parametrize("network, at", [(book_network, HERE), (second_network, (2.0, 1.0))])
def test_every_number_of_the_drawing_moves_with_the_inputs(show, network, at):
    page = show(ChainRule(network, at, lit_paths()))
    assert written(page) == drawn(network, *at)
    focus(page, network.inputs[0])
    press(page, *["ArrowRight"] * 3)
    assert written(page) == drawn(network, round(at[0] + 0.3, 1), *at[1:])


def test_a_node_is_chosen_frozen_and_its_paths_are_lit(show):
    page = show(ChainRule(second_network, (2.0, 1.0)))
    focus(page, "node u", role="button")
    press(page, "Enter")
    assert page.evaluate("model.get('node')") == 2
    assert sentence(page) == "Nothing is frozen, and df/du = 7, from 2 paths: 4 and 3."
    page.get_by_label("freeze").select_option("a")
    settle(page)
    assert sentence(page) == "With a frozen only the edge is left: f changes by ∂f/∂u = 3 for each unit of u."
    assert page.locator("[data-mark='a is frozen']").is_visible() or "❄" in written(page)
    page.get_by_label("freeze").select_option("nothing")
    page.get_by_label("light").select_option("path 1")
    settle(page)
    assert sentence(page) == "Path 1 of 2 from u, u → a → f, contributes 4 to the total 7."


def test_a_nudge_is_predicted_only_after_the_learner_has(show):
    page = show(ChainRule(book_network, HERE, nudged_node(), node="a", question=chain_rule.nudge_of_a))
    assert not [text for text in written(page) if text.startswith(("≈", "="))]
    assert "≈" not in page.locator(".d2l-table").text_content()
    assert sentence(page).startswith("The values are w = 1, x = 1, y = −1, z = 0, a = 1,")
    page.locator(".d2l-question input").fill("65,6")
    page.locator(".d2l-question input").press("Enter")
    settle(page)
    assert "What comes through v?" in page.locator(".d2l-verdict").inner_text()
    assert {"+ 0.01", "≈ 0.2", "= 0.2001", "≈ −0.16", "= −0.1599", "≈ 13.12", "= 13.187"} <= set(written(page))
    focus(page, "ε")
    press(page, "ArrowRight")
    cells = page.locator(".d2l-table tbody tr").evaluate_all("all => all.map((row) => [...row.cells].map((cell) => cell.textContent))")
    read = {name: [value, predicted, actual] for name, value, predicted, actual, _ in cells}
    assert (read["a"], read["b"], read["f"][1]) == (["1", "+ 0.02", "–"], ["9", "–", "–"], "≈ 26.24")
    assert sentence(page).startswith("a is moved by 0.02; f is predicted to change by 26.24")


@pytest.mark.parametrize("network, at", [(book_network, HERE), (second_network, (2.0, 1.0))])
@pytest.mark.parametrize("width", [1100, 800])
def test_no_text_of_the_drawing_covers_another(show, network, at, width):
    page = show(ChainRule(network, at), width=width)
    boxes = page.locator(".d2l-labels text").evaluate_all(
        "all => all.map((e) => { const b = e.getBBox(); return [b.x, b.y, b.width, b.height]; })"
    )
    for (x, y, width, height), (u, v, w, h) in combinations(boxes, 2):
        assert min(x + width, u + w) - max(x, u) <= 1 or min(y + height, v + h) - max(y, v) <= 4  # a line is higher than its letters


def test_the_walk(show):
    page = show(Walk(hill_and_valley, lambda t: (jnp.cos(t), jnp.sin(t)), (0.0, 6.28), t=1.0))
    focus(page, "t")
    press(page, "ArrowRight")
    t = page.evaluate("model.get('t')")
    assert t == pytest.approx(1.01)
    assert f"rate {numeral(-math.exp(-1) * math.sin(t))}," in sentence(page)
    focus(page, "t")
    press(page, "Home")
    assert "level" in sentence(page)


def test_paths_are_counted_step_by_step(show):
    page = show(PathCount(depth=9, question=chain_rule.paths_through_layers))
    assert sentence(page) == "With 9 layers there are 38 edges."
    page.locator(".d2l-question input").fill("20")
    page.locator(".d2l-question input").press("Enter")
    page.get_by_role("button", name="layers: one forward").click()
    settle(page)
    assert "multiply" in page.locator(".d2l-verdict").inner_text()
    assert sentence(page) == "With 10 layers there are 42 edges, and 1024 paths from one input to the output."


def test_the_gate(show):
    page = show(GatedBlocks())
    focus(page, "gate g")
    press(page, "End")
    assert sentence(page) == "With g = 1 the first block passes on 1.25 of a change, all ten together 2.24."
