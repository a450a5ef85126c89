"""The chain rule on a network: how a change of one node runs along the edges, and what the paths add up to."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import jax.numpy as jnp

from d2lcalc.calculus.network import Edge, Network, freeze, path_product
from d2lcalc.live import Choice, Number, Scene, readout, say_first, words
from d2lcalc.live.questions import Question
from d2lcalc.scenes.network_drawing import Drawing
from d2lcalc.scenes.opening import check_names, with_sliders

LAYERS = ("nudge", "paths", "freeze")
COLUMNS = {1: "value", 2: "nudge, or predicted change", 3: "actual change", 4: "total derivative"}
CONTROLS = {"nudge": ("node", "nudge"), "paths": ("node", "path"), "freeze": ("node", "frozen")}


class ChainRule(Scene):
    """A network at work: the value of every node, the edge derivative on every edge, and what the output owes to a chosen node.

    `at` has a number for each input; `node` is the one that is chosen at first. `layers` says what is there: "nudge" moves the
    chosen node by ε, and the change runs along the edges, predicted by the edge derivatives (≈) and actual (=); "paths" lights the
    paths from it to the output, all or one, and writes the total derivative as the sum of their products; "freeze" holds a node at
    its value, so that no change passes it. With a question all that waits for the answer. `formula` is the network in LaTeX;
    `sliders` names the parameters that have a control (the inputs, node, nudge, path, frozen).

    Raises ValueError for a point that does not fit the inputs, an input with the name of a control, a node that is not there or is the
    output, and an unknown layer.
    """

    def __init__(
        self,
        network: Network,
        at: Sequence[float],
        *,
        node: str | None = None,
        nudge: float = 0.01,
        layers: Sequence[str] = LAYERS,
        formula: str = "",
        sliders: Sequence[str] | None = None,
        question: Question | None = None,
        title: str = "",
    ) -> None:
        check_names("layer", layers, LAYERS)
        paths = {start: network.paths(start) for start in network.nodes if start != network.output}
        between = [name for name in network.functions if name != network.output]
        node = node or next(iter(paths))
        check_names("node before the output", [node], list(paths))
        drawing = Drawing(network)

        def picture(node, nudge, path, frozen, revealed, **point):
            here = {start: jnp.equal(node, k) for k, start in enumerate(paths)}
            held = {name: jnp.equal(frozen, k) for k, name in enumerate(between, start=1) if "freeze" in layers}
            state = State.of(network, paths, point, here, path, held, nudge)
            told = revealed if question else jnp.asarray(True)
            summed = "paths" in layers or "freeze" in layers
            totals = total_marks(drawing, state, told) if summed else []
            return [
                drawing.chart(*edge_marks(drawing, state, told), *node_marks(drawing, state, layers, told), *totals, columns=COLUMNS),
                *([readout(formula)] if formula else []),
                *(formulas(state, told) if summed else []),
                sentence(state, frozen, path, layers, told),
            ]

        controls = {
            "node": Choice(tuple(paths), value=list(paths).index(node), label="node"),
            "nudge": Number(nudge, min=-0.5, max=0.5, step=0.01, label="ε"),
            "path": Choice(("all paths", *(f"path {k}" for k in range(1, max(map(len, paths.values())) + 1))), label="light"),
            "frozen": Choice(("nothing", *between), label="freeze"),
        }
        parameters = input_parameters(network, at, controls) | controls
        used = [*network.inputs, *(name for name in parameters if any(name in CONTROLS[layer] for layer in layers))]
        super().__init__(picture, title=title, question=question, **with_sliders(parameters, used if sliders is None else sliders))


def input_parameters(network: Network, at: Sequence[float], taken: Iterable[str]) -> dict[str, Number]:
    """A slider for each input, two to either side of where it stands.

    ValueError unless `at` has a number for each input, and for an input called as one of the scene's own controls, whose names are `taken`.
    """
    for name in taken:
        if name in network.inputs:
            raise ValueError(f"the input {name!r} of this network has the name of a control of the scene: rename the input")
    if len(at) != len(network.inputs):
        raise ValueError(f"this network has the inputs {', '.join(network.inputs)}, and at = {tuple(at)} has {len(at)} numbers")
    return {name: Number(here, min=here - 2, max=here + 2, step=0.1) for name, here in zip(network.inputs, at, strict=True)}


class State(NamedTuple):
    """The network where its inputs stand: which node is chosen (`here`), which is `held`, and what that does."""

    network: Network
    paths: dict[str, list]
    here: dict[str, Any]
    held: dict[str, Any]
    values: dict[str, Any]
    edges: dict[Edge, Any]
    open_edges: dict[Edge, Any]
    lit: dict[Edge, Any]
    nudge: Any
    predicted: dict[str, Any]
    actual: dict[str, Any]

    @classmethod
    def of(cls, network, paths, point, here, path, held, nudge):
        """Everything that the picture shows, from the parameters."""
        values = network.values(**point)
        edges = network.edge_derivatives(values)
        open_edges = freeze(edges, **held)
        by = {start: jnp.where(chosen, nudge, 0.0) for start, chosen in here.items()}
        moved = network.nudged(values, by, held)
        actual = {name: moved[name] - values[name] for name in network.nodes}
        lit = lit_edges(paths, here, path, held)
        return cls(network, paths, here, held, values, edges, open_edges, lit, nudge, network.predicted_changes(open_edges, by), actual)

    def products(self, start):
        """The products along the paths from a node, those through a frozen node being 0."""
        return [path_product(path, self.open_edges) for path in self.paths[start]]


def lit_edges(paths, here, path, held):
    """For each edge whether it lies on a path that is lit: from the chosen node, the one asked for or any, through no frozen node."""
    lit = {}
    for start, ways in paths.items():
        for number, way in enumerate(ways, start=1):
            truth = here[start] & (jnp.equal(path, 0) | jnp.equal(path, number))
            for name in way[1:]:
                truth = truth & jnp.logical_not(held.get(name, False))
            for edge in map(Edge, way, way[1:]):
                lit[edge] = lit.get(edge, False) | truth
    return lit


def edge_marks(drawing, state, told):
    """The edges, dashed where they lead into a frozen node, and over them those that are lit; on each its derivative."""
    quiet, lit, labels = [], [], []
    for edge, slope in state.edges.items():
        closed, label = state.held.get(edge.head, jnp.asarray(False)), words("@d:6", d=slope)
        quiet += drawing.edge(edge, show=~closed) + drawing.edge(edge, show=closed, kind="dashed")
        lit += drawing.edge(edge, role="edge", show=state.lit[edge] & told)
        labels += [drawing.on(edge, label, role="quiet", show=closed), drawing.on(edge, label, show=~closed)]
    return [*quiet, *lit, *labels]


def node_marks(drawing, state, layers, told):
    marks = []
    for number, (name, value) in enumerate(state.values.items()):
        here, held = state.here.get(name), state.held.get(name)
        marks += [
            *([drawing.node(name, role="total", label=None, show=here, name=f"{name} is chosen")] if here is not None else []),
            *([drawing.frost(name, show=held)] if held is not None else []),
            drawing.node(name, value=0.0, pick=("node", number) if here is not None else None),
            drawing.below(name, 1, words("@v:6", v=value), role="function", name=f"the value of {name}"),
        ]
        if "nudge" in layers:
            marks += change_marks(drawing, state, name, told)
    return marks


def change_marks(drawing, state, name, told):
    """Below a node that the nudge reaches its predicted change and the actual one; below the node that is nudged, ε."""
    reached = [start for start in state.paths if start != name and name in state.network.descendants(start)]
    after = jnp.any(jnp.stack([jnp.asarray(False), *(state.here[start] for start in reached)])) & told
    predicted, actual = words("≈ @p", p=state.predicted[name]), words("= @q:5", q=state.actual[name])
    nudged = words("+ @e", e=state.nudge)
    return [
        drawing.below(name, 2, nudged, role="step", show=state.here.get(name, jnp.asarray(False)), name="the nudge"),
        drawing.below(name, 2, predicted, role="total", show=after, name=f"the predicted change of {name}"),
        drawing.below(name, 3, actual, role="truth", show=after, name=f"the actual change of {name}"),
    ]


def total_marks(drawing, state, told):
    """For the table, the total derivative of the chosen node; with a node frozen it is no total."""
    frozen, output = jnp.any(jnp.stack([jnp.asarray(False), *state.held.values()])), state.network.output
    for start, here in state.here.items():
        for text, there in ((f"d{output}/d{start} = @t:6", ~frozen), ("@t:6 with a node frozen", frozen)):
            yield drawing.below(start, 4, words(text, t=sum(state.products(start))), show=here & told & there, unseen=True)


def formulas(state, told):
    """For the chosen node its total derivative as a sum over the paths, in symbols and in numbers; with a node frozen it is no total."""
    output, slots = state.network.output, {edge: f"d{k}" for k, edge in enumerate(state.edges)}
    frozen = jnp.any(jnp.stack([jnp.asarray(False), *state.held.values()]))
    for start, paths in state.paths.items():
        routes = [[Edge(*pair) for pair in pairwise(path)][::-1] for path in paths]  # from the output back, as they are written
        symbols = " + ".join("".join(map(partial, route)) for route in routes)
        factors = " + ".join("".join(f"(@{slots[edge]}:6)" for edge in route) for route in routes)
        numbers = {slots[edge]: state.open_edges[edge] for route in routes for edge in route} | {"t": sum(state.products(start))}
        derivative, here = rf"\frac{{d{output}}}{{d{start}}}", state.here[start] & told
        yield readout(rf"\textcolor{{total}}{{{derivative}}} = {symbols}", show=here)
        for left, shown in ((derivative, ~frozen), (rf"\left.{derivative}\right|_{{\mathrm{{frozen}}}}", frozen)):
            line = rf"\textcolor{{total}}{{{left}}} = \textcolor{{edge}}{{{factors}}} = \textcolor{{total}}{{@t:6}}"
            yield readout(words(line, **numbers), show=here & shown)


def partial(edge):
    """∂head/∂tail in LaTeX."""
    return rf"\textcolor{{edge}}{{\frac{{\partial {edge.head}}}{{\partial {edge.tail}}}}}"


def sentence(state, frozen, path, layers, told):
    """Before it is told, the values; then what the nudge does, or what the paths add up to, and where there is no value, that."""
    output = state.network.output
    listed = ", ".join(f"{name} = @{name}:6" for name in state.values)
    cases = [
        (~jnp.isfinite(state.values[output]), words(f"{output} has no finite value here: move the inputs.")),
        (~told, words(f"The values are {listed}.", **state.values)),
    ]
    for start in state.paths:
        if "paths" in layers or "freeze" in layers:
            cases += [(state.here[start] & truth, told_words) for truth, told_words in path_cases(state, start, frozen, path)]
        else:
            cases.append((state.here[start], nudge_words(state, start)))
    return say_first(*cases)


def nudge_words(state, start):
    output = state.network.output
    told = f"{start} is moved by @e; {output} is predicted to change by @p, and changes by @q:5."
    return words(told, e=state.nudge, p=state.predicted[output], q=state.actual[output])


def path_cases(state, start, frozen, path):
    """What is said of the paths from a node: with a node frozen, of one path, of all."""
    output, products, paths = state.network.output, state.products(start), state.paths[start]
    total = {"t": sum(products)}
    for number, name in enumerate(state.held, start=1):
        is_open = [name not in way[1:] for way in paths]
        if not any(is_open):
            text = f"With {name} frozen no path from {start} to {output} is open: {output} does not change with {start}."
            yield jnp.equal(frozen, number), words(text)
        elif [way for way, free in zip(paths, is_open, strict=True) if free] == [(start, output)]:
            text = f"With {name} frozen only the edge is left: {output} changes by ∂{output}/∂{start} = @t:6 for each unit of {start}."
            yield jnp.equal(frozen, number), words(text, **total)
        else:
            text = f"With {name} frozen {output} changes by @t:6 for each unit of {start}, over {sum(is_open)} of {len(paths)} paths."
            yield jnp.equal(frozen, number), words(text, **total)
    for number, (way, product) in enumerate(zip(paths, products, strict=True), start=1):
        text = f"Path {number} of {len(paths)} from {start}, {' → '.join(way)}, contributes @p:6 to the total @t:6."
        yield jnp.equal(path, number), words(text, p=product, **total)
    yield path > len(paths), words(f"There is no path @k from {start} to {output}, only {len(paths)}.", k=path)
    if len(paths) == 1:
        yield True, words(f"{start} reaches {output} on one path, so d{output}/d{start} = @t:6.", **total)
        return
    *terms, last = (f"@p{k}:6" for k in range(len(paths)))
    text = f"d{output}/d{start} = @t:6, from {len(paths)} paths: {', '.join(terms)} and {last}."
    text = f"Nothing is frozen, and {text}" if state.held else text
    yield True, words(text, **total, **{f"p{k}": product for k, product in enumerate(products)})
