"""Wrong backward sweeps: seven bugs that the chapter's own point does not show, and the mistakes of a hand by their names."""

import pytest

from d2lcalc.calculus import gradient
from d2lcalc.calculus.bugs import BUGS, MISTAKES, mistaken_totals
from d2lcalc.calculus.network import Edge
from d2lcalc.networks import book_network, small_network

DEGENERATE, TELLING = (-1.0, 0.0, -2.0, 1.0), (1.0, 1.0, -1.0, 0.0)
WRONG = {  # ∂f/∂(w, x, y, z) at (1, 1, −1, 0), where 73472, 73472, −68224, −68224 is right
    "sign of ∂v/∂b": [10496, 10496, -5248, -5248],
    "signs of ∂b/∂y and ∂b/∂z": [73472, 73472, 73472, 73472],
    "∂b copied from ∂a": [26240, 26240, 26240, 26240],
    "∂u/∂b lost": [34112, 34112, -28864, -28864],
    "∂v/∂b lost": [41984, 41984, -36736, -36736],
    "whole b branch lost": [2624, 2624, 2624, 2624],
    "the 2 in ∂b lost": [38048, 38048, -32800, -32800],
}


def swept(network, point, bug=lambda slopes: slopes):
    totals = network.total_derivatives(bug(network.edge_derivatives(network.values(*point))))
    return {name: float(total) for name, total in totals.items()}


def inputs(network, totals):
    return [totals[name] for name in network.inputs]


@pytest.mark.parametrize("name", BUGS)
def test_a_bug_is_invisible_where_b_is_0_and_visible_where_it_is_not(name):
    assert inputs(book_network, swept(book_network, DEGENERATE, BUGS[name])) == [-4096] * 4
    assert inputs(book_network, swept(book_network, TELLING, BUGS[name])) == WRONG[name]
    assert swept(book_network, TELLING)["b"] == 8 * 9 * (100 + 64)  # 8b(u + v)


@pytest.mark.parametrize("name", BUGS)
def test_no_bug_is_seen_where_w_and_x_are_together_as_large_as_y_and_z(name):
    for w, x, y in [(0.3, -1.7, 2.2), (5.0, 2.0, -1.0), (0.0, 0.0, 1.0)]:
        point = (w, x, y, w + x - y)
        assert inputs(book_network, swept(book_network, point, BUGS[name])) == pytest.approx(gradient(book_network)(*point).tolist())


def test_even_the_telling_point_is_not_safe():
    """The mistake 2a in place of 2(w + x + y + z) is unseen where that sum is 1; the chapter's point shows it."""
    for point, found in [(TELLING, gradient(book_network)(*TELLING).tolist()), (DEGENERATE, [8192] * 4)]:
        doubled = {Edge(tail, "a"): 2 * book_network.values(*point)["a"] for tail in "wxyz"}
        assert inputs(book_network, swept(book_network, point, lambda slopes, doubled=doubled: slopes | doubled)) == found


def named(node, number, point=(2, 3, -1)):
    """The mistake that a number at a node of the small network is put down to."""
    values = small_network.values(*point)
    slopes = small_network.edge_derivatives(values)
    mistakes = mistaken_totals(small_network, node, values, slopes, small_network.total_derivatives(slopes))
    return next((mistake for mistake, wrong in mistakes if float(wrong) == number), None)


@pytest.mark.parametrize(
    "node, number, mistake",
    [
        ("p", 8, "overwritten instead of added"),
        ("p", 2, "dropped path"),
        ("q", 14, "sign"),
        ("y", 20, "dropped path"),
        ("y", -2, "overwritten instead of added"),
        ("y", 3, "edge for total"),
        ("s", 4, "value for slope"),
        ("x", -30, "sign"),
        ("x", 10, "edge left out"),
        ("x", 3, "edge for total"),
        ("x", 99, None),
    ],
)
def test_a_mistake_of_the_hand_is_named(node, number, mistake):
    assert named(node, number) == mistake


def test_every_mistake_has_its_question():
    values = small_network.values(2, 3, -1)
    slopes = small_network.edge_derivatives(values)
    totals = small_network.total_derivatives(slopes)
    found = {mistake for node in totals for mistake, _ in mistaken_totals(small_network, node, values, slopes, totals)}
    assert found == set(MISTAKES)
