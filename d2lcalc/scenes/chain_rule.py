"""The chain rule on a network: how a change of one node runs along the edges, and what the paths add up to."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Any

import jax.numpy as jnp

from d2lcalc.calculus.differentiability import EDGE, SMOOTH, Jet
from d2lcalc.calculus.network import Edge, Network, freeze
from d2lcalc.calculus.rounding import without_rounding
from d2lcalc.live import Choice, Number, Scene, cases, one_of, readout, say, told, words
from d2lcalc.live.marks import flat
from d2lcalc.live.widget import is_property
from d2lcalc.live.words import Text, in_a_row, symbol
from d2lcalc.scenes.network_drawing import Drawing
from d2lcalc.scenes.parts import HOSTS, Drawn, Part, checked, drawn_by, gathered, part

FILL = 0.64  # how dark the chosen node is
COLUMNS = {1: "value", 2: "nudge, or predicted change", 3: "actual change"}


def ChainRule(network: Network, at: Sequence[float], *parts: Part, node: str | None = None, formula: str = "", **options: Any) -> Scene:
    """A network at work: the value of every node, the edge derivative on every edge, and what the output owes to a chosen node.

    `at` has a number for each input; `node` is the one that is chosen at first, and `formula` the network in LaTeX. The parts are those
    below, all of them unless named.

    Raises ValueError for a point that does not fit the inputs, an input with the name of a control, a node that is not there or is the
    output.
    """
    parts = checked(parts or (nudged_node(), lit_paths(), frozen_node()), HOSTS["state"])
    drawing, starts = Drawing(network), [name for name in network.nodes if name != network.output]
    if node and node not in starts:
        raise ValueError(f"there is no node {node!r} before the output; choose from {', '.join(starts)}")
    listed = f"The values are {', '.join(f'{name} = @{name}:6' for name in network.nodes)}."
    controls = {"node": Choice(tuple(starts), value=starts.index(node or starts[0]), label="node")}
    controls |= gathered("control", ((each.name, each.parameters(network)) for each in parts), controls)

    def picture(**numbers):
        state = State(network, drawing, numbers)
        brought = [drawn_by(each, state) for each in parts]
        gather = lambda kind: [*flat([getattr(drawn, kind) for drawn in brought])]
        no_value = (~jnp.isfinite(state.values[network.output]), f"{network.output} has no finite value here: move the inputs.")
        heard = [*kinks(network, state.values, state.edges), *(case for drawn in brought for case in drawn.cases)]
        sentence = cases(no_value, *heard, (True, next(filter(None, gather("otherwise")), None)))
        return [
            drawing.chart(state.edge_marks(), state.node_marks(), gather("on_map"), columns=COLUMNS),
            readout(formula) if formula else [],
            [told(readout(line)) for line in gather("formulas")],
            say(sentence, before=cases(no_value, (True, words(listed, **state.shown)))),
        ]

    return Scene(picture, **input_parameters(network, at, controls), **controls, **options)


def input_parameters(network: Network, at: Sequence[float], taken: Iterable[str]) -> dict[str, Number]:
    """A slider for each input, two to either side of where it stands.

    ValueError unless `at` has a number for each input, and for an input called as one of the scene's own controls, whose names are `taken`,
    or as what every scene has.
    """
    for name in network.inputs:
        if name in taken or is_property(name):
            what = "a control of the scene" if name in taken else "a property of every scene"
            raise ValueError(f"the input {name!r} of this network has the name of {what}: rename the input")
    if len(at) != len(network.inputs):
        raise ValueError(f"this network has the inputs {', '.join(network.inputs)}, and at = {tuple(at)} has {len(at)} numbers")
    return {name: Number(here, min=here - 2, max=here + 2, step=0.1) for name, here in zip(network.inputs, at, strict=True)}


def kinks(network, values, slopes):
    """The cases that a node's function has a kink where its arguments are, and what the program takes for the edge derivative."""
    for head, tails in network.parents.items():
        jet = Jet(network.functions[head], [values[tail] for tail in tails], 2.0)
        if not jet.is_entire:
            taken = "Along {1} the program takes the slope @s of {0} here; there is none."
            told = [words(taken.format(head, tail), s=slopes[Edge(tail, head)]) for tail in tails]
            yield from zip((jet.first > SMOOTH) & (jet.first < EDGE) & ~jnp.isfinite(jet.partials), told, strict=True)


class State:
    """The network where its inputs stand: which node is chosen, which is held, and what that does; what nobody asks is not computed."""

    nudge, path, frozen = 0.0, 0, 0  # where no part has a control for them

    def __init__(self, network: Network, drawing: Drawing, numbers: Mapping[str, Any]) -> None:
        vars(self).update({name: value for name, value in numbers.items() if name not in network.inputs})
        self.network, self.drawing = network, drawing
        self.values = network.values(**{name: numbers[name] for name in network.inputs})
        self.paths = {start: network.paths(start) for start in network.nodes if start != network.output}
        self.here = {start: jnp.equal(self.node, k) for k, start in enumerate(self.paths)}
        self.held = {name: jnp.equal(self.frozen, k) for k, name in enumerate(freezable(network), start=1) if "frozen" in numbers}
        self.free = self.frozen == 0

    output = property(lambda self: self.network.output)
    edges = cached_property(lambda self: self.network.edge_derivatives(self.values))
    open_edges = cached_property(lambda self: freeze(self.edges, **self.held))
    by = cached_property(lambda self: {start: jnp.where(chosen, self.nudge, 0.0) for start, chosen in self.here.items()})
    moved = cached_property(lambda self: self.network.nudged(self.values, self.by, self.held))
    predicted = cached_property(lambda self: self.network.predicted_changes(self.open_edges, self.by))
    products = cached_property(lambda self: {start: [*self.network.path_products(start, self.open_edges).values()] for start in self.paths})
    totals = cached_property(lambda self: {start: without_rounding(sum(terms), *terms) for start, terms in self.products.items()})
    shown = cached_property(lambda self: self.network.rounded(self.values))
    changes = cached_property(
        lambda self: {name: without_rounding(self.moved[name] - value, self.moved[name], value) for name, value in self.values.items()}
    )

    @cached_property
    def lit(self) -> dict[Edge, Any]:
        """For each edge whether it is on a path that is lit: from the chosen node, the one asked for or any, through no frozen node."""
        lit = dict.fromkeys(self.edges, False)
        for start, paths in self.paths.items():
            for number, path in enumerate(paths, start=1):
                truth = self.here[start] & (jnp.equal(self.path, 0) | jnp.equal(self.path, number))
                for name in path[1:]:
                    truth = truth & ~self.is_held(name)
                lit |= {edge: lit[edge] | truth for edge in pairwise(path)}
        return lit

    def is_held(self, name: str) -> Any:
        return self.held.get(name, jnp.asarray(False))

    def each(self, text_of: Any, *more: Any) -> Text:
        """The text for the chosen node, of those that `text_of(self, node, …)` has for every node."""
        return one_of(self.node, [text_of(self, start, *more) for start in self.paths])

    def edge_marks(self):
        """The edges, dashed where they lead into a frozen node, lit once that is told; on each its derivative."""
        for edge, slope in self.edges.items():
            closed = self.is_held(edge.head)
            lit, told_kind = self.lit[edge], cases((closed, "dashed"), (self.lit[edge], "solid"), (True, "ghost"))
            kind = told(told_kind, before=cases((closed, "dashed"), (True, "solid")))
            yield self.drawing.edge(edge, role=told(cases((lit, "edge"), (True, "quiet")), before="quiet"), kind=kind)
            yield self.drawing.on(edge, words("@d", d=slope), role=cases((closed, "quiet"), (True, "edge")))

    def node_marks(self):
        for number, (name, value) in enumerate(self.shown.items()):
            chosen, last = self.here.get(name, False), name == self.output
            role = cases((chosen, "total"), (True, "quiet"))
            yield self.drawing.node(name, role=role, value=jnp.where(chosen, FILL, 0.0), pick=None if last else ("node", number))
            yield self.drawing.below(name, 1, words("@v:6", v=value), role="function", name=f"the value of {name}")


def freezable(network: Network) -> list[str]:
    return [name for name in network.functions if name != network.output]


@part(lambda network, by: {"nudge": Number(by, min=-0.5, max=0.5, step=0.01, label="ε")})
def nudged_node(state, by=0.01):
    """The chosen node moved by ε, and the change on its way along the edges: predicted by the edge derivatives (≈), and actual (=)."""
    output = state.output
    moved = f"{{}} is moved by @e; {output} is predicted to change by @p, and changes by @q:5."
    known = {"e": state.nudge, "p": state.predicted[output], "q": state.changes[output]}
    return Drawn(
        on_map=[change_marks(state, name) for name in state.values],
        otherwise=state.each(lambda _, start: words(moved.format(start), **known)),
    )


def change_marks(state, name):
    """Below a node that the nudge reaches its predicted change and the actual one; below the node that is nudged, ε."""
    reaching = [start for start in state.paths if start != name and name in state.network.descendants(start)]
    after = sum(state.here[start] for start in reaching) > 0
    here, actual = state.here.get(name, False), words("Δ = @q:5", q=state.changes[name])
    change = cases((here, words("Δ = @e", e=state.nudge)), (after, told(words("Δ ≈ @p", p=state.predicted[name]))))
    role, style = cases((here, "step"), (True, "total")), {"role": "truth", "name": f"the actual change of {name}"}
    return [
        state.drawing.below(name, 2, change, role=role, name=f"the predicted change of {name}"),
        state.drawing.below(name, 3, told(cases((after, actual))), **style) if reaching else [],
    ]


def path_numbers(network):
    return range(1, 1 + max(len(network.paths(start)) for start in network.nodes if start != network.output))


@part(lambda network: {"path": Choice(("all paths", *(f"path {k}" for k in path_numbers(network))), label="light")})
def lit_paths(state):
    """The paths from the chosen node to the output, all or one, and its total derivative as the sum of their products."""
    one = [(state.free & jnp.equal(state.path, k), state.each(path_words, k)) for k in path_numbers(state.network)]
    frozen = [cases((state.free, None), (True, r"\text{with a node frozen: no total}"))] if state.held else []
    return Drawn(formulas=[state.each(symbols), state.each(factors), *frozen], cases=[*one, (state.free, state.each(total_words))])


@part(lambda network: {"frozen": Choice(("nothing", *freezable(network)), label="freeze")})
def frozen_node(state):
    """A node held at its value, so that no change passes it."""
    frost = [state.drawing.frost(name, show=held) for name, held in state.held.items()]
    return Drawn(on_map=frost, cases=[(held, state.each(frozen_words, name)) for name, held in state.held.items()])


def sum_over_paths(state, start, factor, times=r"\,"):
    """A term for each path from a node, with a factor for each of its edges, from the output back."""
    terms = (times.join(factor(*edge) for edge in [*pairwise(path)][::-1]) for path in state.paths[start])
    return rf"\textcolor{{edge}}{{{' + '.join(terms)}}}"


def symbols(state, start):
    derivatives = sum_over_paths(state, start, lambda tail, head: rf"\dfrac{{\partial {symbol(head)}}}{{\partial {symbol(tail)}}}")
    return rf"\textcolor{{total}}{{\dfrac{{d{symbol(state.output)}}}{{d{symbol(start)}}}}} = {derivatives}"


def factors(state, start):
    slots = {edge: f"d{k}" for k, edge in enumerate(state.edges)}
    numbers = sum_over_paths(state, start, lambda *edge: f"@{slots[edge]}:6()", r"\cdot ")
    known = {slots[edge]: state.open_edges[edge] for path in state.paths[start] for edge in pairwise(path)}
    return words(rf"{numbers} = \textcolor{{total}}{{@t:6}}", **known, t=state.totals[start])


def frozen_words(state, start, name):
    output, paths = state.output, state.paths[start]
    left = [path for path in paths if name not in path[1:]]
    if not left:
        return f"With {name} frozen no path from {start} to {output} is open: {output} does not change with {start}."
    changes = f"{output} changes by @t:6 for each unit of {start}, over {len(left)} of {len(paths)} paths"
    if left == [(start, output)]:
        changes = f"only the edge is left: {output} changes by ∂{output}/∂{start} = @t:6 for each unit of {start}"
    return words(f"With {name} frozen {changes}.", t=state.totals[start])


def path_words(state, start, number):
    paths = state.paths[start]
    if number > len(paths):
        return f"There is no path {number} from {start} to {state.output}, only {len(paths)}."
    path, known = " → ".join(paths[number - 1]), {"p": state.products[start][number - 1], "t": state.totals[start]}
    return words(f"Path {number} of {len(paths)} from {start}, {path}, contributes @p:6 to the total @t:6.", **known)


def total_words(state, start):
    output, known = state.output, {f"p{k}": product for k, product in enumerate(state.products[start])}
    if len(known) == 1:
        return words(f"{start} reaches {output} on one path, so d{output}/d{start} = @t:6.", t=state.totals[start])
    text = f"d{output}/d{start} = @t:6, from {len(known)} paths: {in_a_row([f'@{name}:6' for name in known])}."
    return words(f"Nothing is frozen, and {text}" if state.held else text, **known, t=state.totals[start])
