"""Networks: both sweeps against jax.grad and finite differences on networks made by hypothesis, the chapter's numbers, the refusals."""

import inspect
import math
import re

import hypothesis.strategies as st
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings

from d2lcalc.calculus import gradient
from d2lcalc.calculus.network import Network, freeze, operations, signature
from d2lcalc.networks import book_network, neuron, second_network

TELLING = (1.0, 1.0, -1.0, 0.0)
KINDS = [
    lambda *values: jnp.tanh(sum((k + 1) * value for k, value in enumerate(values)) / len(values)),
    lambda *values: math.prod(values[1:], start=values[0]) / (1 + sum(value**2 for value in values)),
    lambda *values: sum(jnp.sin(value + k) for k, value in enumerate(values)),
    lambda *values: jnp.exp(-(values[0] ** 2)) - sum(values[1:]) / 2,
]


def named(function, names):
    """`function`, its parameters called by these names."""
    node = lambda *values: function(*values)
    node.__signature__ = signature(names)
    return node


@st.composite
def networks(draw):
    """A network of at most 30 nodes whose pieces are shared, and a point for it."""
    inputs = [f"x{k}" for k in range(draw(st.integers(1, 4)))]
    functions, names = {}, list(inputs)
    for k in range(draw(st.integers(1, 25))):
        taken = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
        functions[f"n{k}"] = named(draw(st.sampled_from(KINDS)), taken)
        names.append(f"n{k}")
    used = {name for function in functions.values() for name in inspect.signature(function).parameters}
    functions["last"] = named(draw(st.sampled_from(KINDS)), [name for name in names if name not in used])
    network = Network(**functions)
    return network, [draw(st.floats(-2, 2)) for _ in network.inputs]


@settings(max_examples=12, deadline=None)
@given(networks())
def test_both_sweeps_agree_with_jax_and_with_what_a_nudge_does(made):
    network, point = made
    values = network.values(*point)
    derivatives = network.edge_derivatives(values)
    totals = network.total_derivatives(derivatives)
    witness = gradient(network)(*point)
    assert values[network.output] == network(*point)
    for k, name in enumerate(network.inputs):
        forward = network.predicted_changes(derivatives, {name: 1.0})[network.output]
        np.testing.assert_allclose([totals[name], forward], witness[k], rtol=1e-9, atol=1e-12)
        if len(network.paths(name)) <= 200:
            products = network.path_products(name, derivatives)
            np.testing.assert_allclose(sum(products.values()), witness[k], rtol=1e-9, atol=1e-12)
        there, back = ([x + h * (j == k) for j, x in enumerate(point)] for h in (1e-5, -1e-5))
        np.testing.assert_allclose((network(*there) - network(*back)) / 2e-5, witness[k], rtol=1e-5, atol=1e-7)
    for name, total in totals.items():
        there, back = (network.nudged(values, {name: h})[network.output] for h in (1e-5, -1e-5))
        np.testing.assert_allclose((there - back) / 2e-5, total, rtol=1e-5, atol=1e-7)
        predicted = network.predicted_changes(derivatives, {name: 0.5})[network.output]
        np.testing.assert_allclose(predicted, 0.5 * total, rtol=1e-9, atol=1e-12)


def test_counts_of_the_chapter():
    assert len(book_network.backward_edges()) == 14
    assert operations(book_network) == 14
    assert operations(lambda x, y: 2 * (x + y) * (x + y)) == 4  # the sum that occurs twice counts twice


def test_a_network_is_called_like_its_function():
    assert book_network(w=1, x=1, y=-1, z=0) == book_network(*TELLING) == 26896
    with pytest.raises(TypeError, match=r"inputs w, x, y, z: .*'z'"):
        book_network(1, 1, -1)
    assert repr(second_network) == "Network(x, y → u, v, a, b, f)"


def test_declared_in_any_order():
    network = Network(f=lambda u, v: u - v, v=lambda y: 3 * y, u=lambda x, y: x * y)
    assert network.nodes == ("y", "x", "v", "u", "f")
    assert gradient(network)(5.0, 2.0).tolist() == [-1, 5]


def no_return(x):
    x * 2


@pytest.mark.parametrize(
    "functions, error, text",
    [
        ({}, ValueError, "at least one node: Network(f="),
        ({"a": lambda b: b, "b": lambda c: c, "c": lambda a: a}, ValueError, "cycle, a → c → b → a"),
        ({"a": lambda a: a}, ValueError, "cycle, a → a"),
        ({"a": lambda x: 2 * x, "b": lambda x: x}, ValueError, "2 outputs, a and b; one is needed"),
        ({"a": lambda x, y: 2 * x}, ValueError, "node a: its function takes y but does not use it"),
        ({"r": lambda x: 3.0, "f": lambda r: 2 * r}, ValueError, "node r: its function takes x but does not use it"),
        ({"a": lambda x: jnp.zeros(()) + 1}, ValueError, "node a: its function takes x but does not use it"),
        ({"a": lambda: 3.0}, ValueError, "node a: its function takes nothing"),
        ({"a": lambda *x: x[0]}, ValueError, "node a: its function takes *x; name each parameter"),
        ({"a": lambda x: x, "x-1": lambda a: a}, ValueError, "'x-1' is no name for a node: write letters, digits and _"),
        ({"": lambda x: x}, ValueError, "'' is no name for a node"),
        ({"@x": lambda x: x}, ValueError, "'@x' is no name for a node"),
        ({"a": 3.0}, TypeError, "node a: a function is needed, not a float"),
        ({"a": lambda x: jnp.stack([x, x])}, TypeError, "node a: <lambda> returned an array of shape (2,)"),
        ({"a": lambda x: math.exp(x)}, TypeError, "node a: <lambda> cannot be differentiated"),
        ({"a": no_return}, TypeError, "node a: no_return returned nothing"),
    ],
)
def test_what_is_no_network(functions, error, text):
    with pytest.raises(error, match=re.escape(text)):
        Network(**functions)


@pytest.mark.parametrize("ask", [book_network.paths, book_network.descendants])
def test_an_unknown_node(ask):
    with pytest.raises(ValueError, match="'q' is no node of this network; its nodes are w, x, y, z, a, b, u, v, f"):
        ask("q")


def test_what_cannot_be_frozen():
    with pytest.raises(ValueError, match="'q' is on no edge; the nodes are L, b, s, t, w, y, z"):
        freeze(neuron.edge_derivatives(neuron.values(1, -1, 2, 0)), q=True)


@pytest.mark.parametrize(
    ("f", "at", "value", "slope"),
    [
        (lambda x, y: (x + y - 0.3) ** 2, (0.1, 0.2), 0, 0),
        (lambda x, y: (x + y - 0.3) * y, (0.1, 0.2), 0, 0.2),
        (lambda x, y: x * y, (1e-9, 1e-9), 1e-18, 1e-9),
        (lambda x, y: jnp.exp(-x * y), (40.0, 1.0), math.exp(-40), -math.exp(-40)),
        (lambda x, y: jnp.sqrt(x - y) + 5, (1.0, 1.0), 5, math.inf),
        (lambda x, y: 1 / (x - y), (1.0, 1.0), math.inf, -math.inf),
    ],
)
def test_what_is_nothing_but_rounding_is_zero(f, at, value, slope):
    """The right numbers are exact, by hand: 0.1 + 0.2 − 0.3 is 0, which floating-point arithmetic takes for 5.6·10⁻¹⁷."""
    network = Network(f=f)
    values = network.values(*at)
    assert float(network.rounded(values)["f"]) == pytest.approx(value, rel=1e-9, abs=0)
    assert float(network.edge_derivatives(values)["x", "f"]) == pytest.approx(slope, rel=1e-9, abs=0)
