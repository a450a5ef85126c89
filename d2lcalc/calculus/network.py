"""Networks of functions: their values, the derivative on each edge, and the two ways of putting these together, forward and backward.

The *edge derivative* ∂u/∂a moves a and holds every other argument of the function u. The *total derivative* df/da moves a and
lets everything move that depends on it: it is the sum, over all paths from a to f, of the products of the edge derivatives.
Values, edge derivatives and sweeps are plain arithmetic, so all of them can be traced by JAX.
"""

import inspect
from collections.abc import Callable, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from math import prod
from typing import Any, NamedTuple
from unicodedata import normalize

import jax
import jax.numpy as jnp

from d2lcalc.calculus.rounding import rounded_slopes, rounded_value, without_rounding
from d2lcalc.calculus.scalar_field import scalar_field


class Edge(NamedTuple):
    """The arrow from `tail` to `head`: the function at the head takes the value of the tail."""

    tail: str
    head: str


class Network:
    """Functions that feed each other: `Network(u=lambda x, y: x * y, v=lambda y: y**2, f=lambda u, v: u + v)`.

    Each keyword is a node, each parameter of its function an edge into it; names that are no node are inputs, in the order in which
    they are met. The one node that feeds no other is the output. A network is called like the function that it composes,
    so gradient(network)(2.0, 1.0) is a witness for the sweeps.

    Raises ValueError for a cycle, for more than one output, and for a node whose function takes nothing, an unlimited number of
    arguments, or one it does not use; TypeError for a function that JAX cannot trace to one real number.
    """

    def __init__(self, /, **functions: Callable) -> None:
        if not functions:
            raise ValueError("a network needs at least one node: Network(f=lambda x: x**2)")
        if odd := [node for node in functions if not node.isidentifier()]:
            raise ValueError(f"{odd[0]!r} is no name for a node: write letters, digits and _, a letter first")
        functions = {normalize("NFKC", node): function for node, function in functions.items()}  # as Python reads the names of parameters
        self.parents = {node: _parents(node, function) for node, function in functions.items()}
        order = _in_order(self.parents)
        self.functions = {node: functions[node] for node in order if node in functions}
        self.inputs = tuple(node for node in order if node not in functions)
        self.children = {node: [] for node in order}
        for tail, head in self.edges:
            self.children[tail].append(head)
        outputs = [node for node, heads in self.children.items() if not heads]
        if len(outputs) > 1:
            raise ValueError(f"this network has {len(outputs)} outputs, {' and '.join(outputs)}; one is needed: join them in a last node")
        self.output = outputs[0]
        for node, function in self.functions.items():
            _check(node, function, self.parents[node])

    @property
    def nodes(self) -> tuple[str, ...]:
        """All names, the inputs first, each node after those that feed it."""
        return *self.inputs, *self.functions

    @property
    def edges(self) -> tuple[Edge, ...]:
        """All edges, in the order in which a computation of the values meets them."""
        return tuple(Edge(tail, head) for head in self.functions for tail in self.parents[head])

    @property
    def __signature__(self) -> inspect.Signature:
        return signature(self.inputs)

    def __repr__(self) -> str:
        return f"Network({', '.join(self.inputs)} → {', '.join(self.functions)})"

    def __call__(self, /, *point: Any, **named: Any) -> Any:
        """The value of the output."""
        return self.values(*point, **named)[self.output]

    def values(self, /, *point: Any, **named: Any) -> dict[str, Any]:
        """The value of every node, where the inputs have these values: network.values(2, 1) or network.values(x=2, y=1)."""
        try:
            given = self.__signature__.bind(*point, **named).arguments
        except TypeError as error:
            raise TypeError(f"this network has the inputs {', '.join(self.inputs)}: {error}") from None
        values = {name: jnp.asarray(given[name], float) for name in self.inputs}
        for node, function in self.functions.items():
            values[node] = function(*(values[parent] for parent in self.parents[node]))
        return values

    def nudged(self, values: Mapping[str, Any], by: Mapping[str, Any], frozen: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The values after each node n has been moved by `by`[n], and all that depends on it has followed.

        A node whose truth in `frozen` holds keeps its value, whatever happens to the nodes that feed it.
        """
        self.check_names(*by, *(frozen or ()))
        moved = {}
        for node in self.nodes:
            arrived = [moved[parent] for parent in self.parents.get(node, ())]
            value = self.functions[node](*arrived) if arrived else values[node]
            held = (frozen or {}).get(node, False)
            moved[node] = jnp.where(held, values[node], value) + by.get(node, 0.0)
        return moved

    def predicted_changes(self, derivatives: Mapping[Edge, Any], by: Mapping[str, Any]) -> dict[str, Any]:
        """How much every node is predicted to change, to first order, after each node n has been moved by `by`[n]."""
        self.check_names(*by)
        moved = {node: jnp.asarray(by.get(node, 0.0), float) for node in self.nodes}
        return _sweep(moved, [(tail, head, derivatives[tail, head]) for tail, head in self.edges])

    def edge_derivatives(self, values: Mapping[str, Any]) -> dict[Edge, Any]:
        """The edge derivative ∂head/∂tail on every edge, where the nodes have these values: the head's other arguments are held.

        What is nothing but rounding is 0.
        """
        derivatives = {}
        for head in self.functions:
            slopes = rounded_slopes(*self._derivatives(head, values))
            derivatives |= {Edge(tail, head): slope for tail, slope in zip(self.parents[head], slopes, strict=True)}
        return derivatives

    def rounded(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values, with 0 for each that is nothing but rounding."""
        return {**values, **{node: rounded_value(values[node], *self._derivatives(node, values)) for node in self.functions}}

    def _derivatives(self, node, values):
        """A node's slopes and second derivatives with respect to its arguments, and the sizes of these."""
        place = [values[parent] for parent in self.parents[node]]
        each = tuple(range(len(place)))
        slopes = jax.grad(self.functions[node], argnums=each)
        return jnp.stack(slopes(*place)), jnp.array(jax.jacrev(slopes, argnums=each)(*place)), [abs(value) for value in place]

    def total_derivatives(self, derivatives: Mapping[Edge, Any]) -> dict[str, Any]:
        """d output/d node for every node, by one backward sweep: d output/d tail is the sum of d output/d head · ∂head/∂tail."""
        return _sweep({self.output: jnp.asarray(1.0)}, [(head, tail, derivatives[tail, head]) for tail, head in self.backward_edges()])

    def backward_edges(self) -> list[Edge]:
        """The edges in the order of the backward sweep: every edge, those into later nodes first."""
        return [Edge(tail, head) for head in reversed(self.functions) for tail in self.parents[head]]

    def descendants(self, start: str) -> set[str]:
        """The nodes that a change of `start` can reach, itself among them."""
        self.check_names(start)
        reached, waiting = {start}, [start]
        while waiting:
            new = set(self.children[waiting.pop()]) - reached
            reached |= new
            waiting += new
        return reached

    def paths(self, start: str) -> list[tuple[str, ...]]:
        """All paths from a node to the output, each as the names it passes; their number can double with every layer."""
        self.check_names(start)
        if start == self.output:
            return [(start,)]
        return [(start, *rest) for head in self.children[start] for rest in self.paths(head)]

    def path_products(self, start: str, derivatives: Mapping[Edge, Any]) -> dict[tuple[str, ...], Any]:
        """The product of the edge derivatives along each path from a node to the output; their sum is the total derivative."""
        return {path: prod((derivatives[edge] for edge in pairwise(path)), start=jnp.asarray(1.0)) for path in self.paths(start)}

    def check_names(self, *names: str) -> None:
        """ValueError for a name that is no node of this network."""
        for name in names:
            if name not in self.children:
                raise ValueError(f"{name!r} is no node of this network; its nodes are {', '.join(self.nodes)}")


def freeze(derivatives: Mapping[Edge, Any], /, **frozen: Any) -> dict[Edge, Any]:
    """The edge derivatives where the nodes whose truth holds are frozen, as in freeze(derivatives, a=True): no change enters them.

    Raises ValueError for a name on no edge.
    """
    known = {name for edge in derivatives for name in edge}
    for name in frozen:
        if name not in known:
            raise ValueError(f"{name!r} is on no edge; the nodes are {', '.join(sorted(known))}")
    return {edge: jnp.where(frozen.get(edge.head, False), 0.0, slope) for edge, slope in derivatives.items()}


def signature(names: Iterable[str]) -> inspect.Signature:
    """That of a function whose parameters have these names: a network reads its edges from it."""
    return inspect.Signature([inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in names])


def operations(function: Callable) -> int:
    """How many arithmetic operations `function` takes as it is written, without looking for pieces that occur twice."""
    example = [jnp.ones(())] * len(inspect.signature(function).parameters)
    return len(jax.make_jaxpr(function)(*example).eqns)


def _parents(node, function):
    if not callable(function):
        raise TypeError(f"node {node}: a function is needed, not a {type(function).__name__}")
    parameters = inspect.signature(function).parameters.values()
    parameters = [
        each for each in parameters if each.kind is not each.KEYWORD_ONLY or each.default is each.empty
    ]  # partial(f, k=2.0) gives k
    if not parameters:
        raise ValueError(f"node {node}: its function takes nothing; write a constant into the function that uses it")
    for parameter in parameters:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise ValueError(f"node {node}: its function takes {parameter}; name each parameter, since each is an edge")
    return tuple(parameter.name for parameter in parameters)


def _in_order(parents):
    """All names, each after those that feed it; ValueError with the names on a cycle."""
    try:
        return [*TopologicalSorter(parents).static_order()]
    except CycleError as error:
        raise ValueError(f"this network has a cycle, {' → '.join(error.args[1])}: nothing can be computed first") from None


def _check(node, function, parents):
    """What breaks the convention, said with the name of the node."""
    try:
        traced = jax.make_jaxpr(scalar_field(function))(*[1.0] * len(parents)).jaxpr
    except TypeError as error:
        raise TypeError(f"node {node}: {error}") from error
    needed = {variable for variable in traced.outvars if not hasattr(variable, "val")}  # a constant has no place in a set
    for equation in reversed(traced.eqns):
        if needed.intersection(equation.outvars):
            needed.update(variable for variable in equation.invars if not hasattr(variable, "val"))
    for parent, variable in zip(parents, traced.invars, strict=True):
        if variable not in needed:
            raise ValueError(f"node {node}: its function takes {parent} but does not use it; leave it out")


def _sweep(found, steps):
    """What is found by multiplying along each step (from, to, edge derivative) in turn, and adding where steps meet; mere rounding is 0."""
    for here, there, slope in steps:
        product = found[here] * slope
        found[there] = without_rounding(found[there] + product, found[there], product) if there in found else product
    return found
