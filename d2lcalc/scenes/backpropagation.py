"""The backward sweep of a network, one edge at a time, and its numbers typed by the learner before they are shown."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import jax.numpy as jnp

from d2lcalc.calculus.bugs import MISTAKES, mistaken_totals
from d2lcalc.calculus.network import Edge, Network
from d2lcalc.live import Guess, Scene, Step, cases, one_of, readout, say, told, words
from d2lcalc.live.words import in_a_row
from d2lcalc.scenes.chain_rule import input_parameters, kinks
from d2lcalc.scenes.network_drawing import Drawing
from d2lcalc.scenes.parts import says

NEARLY = 0.005  # of the right number: 0.333 is right for 1/3
RIGHT = -1
START = "No value has been computed yet. Step forward."
WAITING = "The sweep begins when you have answered."
HINTS = [
    *(f"{mistake.capitalize()}. {hint}" for mistake, hint in MISTAKES.items()),
    "Not yet. Multiply what stands at each next node by the edge to it, and add.",
]


def Backpropagation(network: Network, at: Sequence[float], *, formula: str = "", step: int = 0, **options: Any) -> Scene:
    """The values of a network, forward, and then the total derivative d output/d node of every node, backward, step by step.

    Each step shows one value, or one report over an edge and what has arrived at the node by then. `at` has a number for each input,
    `formula` is the network in LaTeX, `step` the step to open at. With a question all waits for the answer; without one the still of a
    sweep that opens at its beginning is that of its end. `options` are those of Scene.

    Raises ValueError for a point that does not fit the inputs, and an input called step.
    """
    forward = [Moment("value", node) for node in network.functions]
    backward = [Moment("start", network.output), *(Moment("report", edge) for edge in network.backward_edges())]
    drawing, moments = Drawing(network), forward + backward

    def picture(step, revealed, **inputs):
        sweep = Sweep(drawing, moments, inputs, jnp.where(revealed, step, 0))
        brought = one_of(sweep.step, [START, *(told_of(moment, sweep.numbers) for moment in moments)])
        sentence = cases(*kinks(network, sweep.numbers.values, sweep.numbers.slopes), (revealed, brought), (True, WAITING))
        return [sweep.chart(), readout(formula) if formula else [], say(sentence, waits=False)]

    steps = {"step": Step(len(moments), value=step)}
    if not step and not options.get("question"):
        options = {"still": {"step": len(moments)}, **options}
    return Scene(picture, **steps, **input_parameters(network, at, steps), **options)


def SweepByHand(network: Network, at: Sequence[float], *, formula: str = "", **options: Any) -> Scene:
    """The same sweep, whose totals are typed by the learner before they are shown; values and edge derivatives are given.

    A wrong number is told which mistake it is; a step forward shows the right one all the same. The still is the finished sweep. Raises
    ValueError as Backpropagation does, and for an input called number.
    """
    drawing, moments = Drawing(network), totals_of(network)

    def picture(number, step, **inputs):
        sweep = Sweep(drawing, moments, inputs, step, number)
        return [sweep.chart(), readout(formula) if formula else [], say(sweep.judged(), waits=False)]

    typing = {"number": Guess("your number", empties_with="step"), "step": Step(len(moments))}
    return Scene(picture, **{"still": {"step": len(moments)}, **typing, **input_parameters(network, at, typing), **options})


class Numbers(NamedTuple):
    """All that there is to know of a network at a point."""

    network: Network
    values: dict[str, Any]
    slopes: dict[Edge, Any]
    totals: dict[str, Any]

    @classmethod
    def by(cls, network, point, bug=lambda slopes: slopes):
        """Values, edge derivatives (as a bug has them), and the totals that a backward sweep makes of these."""
        values = network.values(**point)
        slopes = bug(network.edge_derivatives(values))
        return cls(network, network.rounded(values), slopes, network.total_derivatives(slopes))

    def report(self, edge):
        """What arrives at the tail of an edge from its head."""
        return self.totals[edge.head] * self.slopes[edge]


class Moment(NamedTuple):
    """What one step brings: the "value" of a node, the "start" at the output, a "report" over an edge, or the "total" at a node."""

    kind: str
    place: Any


def totals_of(network):
    """The totals before that of the output, in the order in which the last of their reports arrive."""
    last = {edge.tail: k for k, edge in enumerate(network.backward_edges())}
    return [Moment("total", node) for node in sorted(last, key=last.get)]


def due_steps(network, moments):
    """The step from which each value, slope, report and total is there."""
    due = {("value", node): 0 for node in network.nodes} | {moment: step for step, moment in enumerate(moments, start=1)}
    due["total", network.output] = due.get(("start", network.output), due["value", network.output])
    for edge in network.backward_edges():
        if ("report", edge) in due:
            due["total", edge.tail] = due["report", edge]
        else:
            due["report", edge] = due["total", edge.tail]
        due["slope", edge] = due["value", edge.head]
    return due


class Sweep:
    """A sweep where the inputs stand, `step` of its moments done; a `number` that is typed is judged against that of the next one."""

    def __init__(self, drawing, moments, inputs, step, number=None):
        self.drawing, self.network, self.moments, self.step = drawing, drawing.network, moments, step
        self.numbers, self.due = Numbers.by(self.network, inputs), due_steps(self.network, moments)
        self.typed, self.right = number is not None, False
        if self.typed:
            asked = jnp.minimum(step, len(moments) - 1)
            self.mistake = jnp.asarray([mistake_at(moment, self.numbers, number) for moment in moments])[asked]
            self.silent, self.right = jnp.isnan(number) | (step == len(moments)), self.mistake == RIGHT

    def done(self, *thing):
        """Whether it is there: its step has come, or its number has been found."""
        return (self.due[thing] <= self.step) | ((self.due[thing] == self.step + 1) & self.right)

    def asks(self, *thing):
        return self.typed & (self.due[thing] == self.step + 1)

    def chart(self):
        return self.drawing.chart(map(self.node_marks, self.network.nodes), map(self.edge_marks, self.network.edges))

    def node_marks(self, node):
        """A node with its value and its total: "–" for nothing yet, "…" while reports are missing, "?" where a number is asked for."""
        value, total = ("value", node), ("total", node)
        derivative, (begun, so_far) = f"d{self.network.output}/d{node}", self.arrived(node)
        role = cases(
            (self.asks(*total), "step"),
            (self.done(*total), "total"),
            ((self.step == self.due[value]) & (self.due[value] > 0), "function"),
            (True, "quiet"),
        )
        value_text = [
            (self.done(*value), words("@n:6", n=self.numbers.values[node]), "function"),
            (True, "–", "quiet"),
        ]
        total_text = [
            (self.done(*total), words(f"{derivative} = @n:6", n=self.numbers.totals[node]), "total"),
            (self.asks(*total), f"{derivative} = ?", "guess"),
            (begun, words(f"{derivative} = @n:6 + …", n=so_far), "total"),
            (True, told(f"{derivative} –"), "quiet"),
        ]
        yield self.drawing.node(node, role=role)
        yield self.drawing.first_below(node, 1, *value_text, name=f"value of {node}")
        yield self.drawing.first_below(node, 2, *total_text, name=f"total at {node}")

    def arrived(self, node):
        """Whether a report has arrived at a node, and the sum of those that have."""
        edges = [Edge(node, head) for head in self.network.children[node]]
        there = [self.done("report", edge) for edge in edges]
        reports = [jnp.where(truth, self.numbers.report(edge), 0.0) for truth, edge in zip(there, edges, strict=True)]
        return (jnp.any(jnp.stack(there)), sum(reports)) if edges else (False, 0.0)

    def edge_marks(self, edge):
        """An edge, bold when a step has just travelled it, and the way it went, with its derivative once that is known."""
        forward, backward = self.due["value", edge.head], self.due["report", edge]
        ahead, back, travelled = (self.step == forward) & (forward > 0), self.step == backward, self.done("report", edge)
        role = cases((ahead, "function"), (back | travelled, "total"), (True, "quiet"))
        kind = cases((ahead | back, "solid"), (travelled, "ghost"), (True, "solid"))
        label = cases((self.done("slope", edge), words("@n", n=self.numbers.slopes[edge])))
        return [self.drawing.edge(edge, back | travelled, role=role, kind=kind), self.drawing.on(edge, label)]

    def judged(self):
        """Which number is asked for, that the one typed is right, or which mistake it comes from."""
        ways = {node: in_a_row(self.network.children[node]) for _, node in self.moments}
        asked = [f"Type d{self.network.output}/d{node}. From {node} the way leads on to {way}." for node, way in ways.items()]
        found, end = [found_at(moment, self.numbers) for moment in self.moments], finished(self.numbers)
        asked, found = (one_of(self.step, [*sentences, end]) for sentences in (asked, found))
        return cases((self.silent, asked), (self.right, found), (True, one_of(self.mistake, HINTS)))


def mistake_at(moment, numbers, number):
    """RIGHT, or the index in MISTAKES of the first one that leads to this number; without a name, the next."""
    nearly = lambda wanted: jnp.abs(number - wanted) <= NEARLY * jnp.abs(wanted) + 1e-9
    found = jnp.asarray(len(MISTAKES))
    for mistake, wrong in reversed([*mistaken_totals(numbers.network, moment.place, *numbers[1:])]):
        found = jnp.where(nearly(wrong), list(MISTAKES).index(mistake), found)
    return jnp.where(nearly(numbers.totals[moment.place]), RIGHT, found)


def told_of(moment, numbers):
    network, place = numbers.network, moment.place
    if moment.kind == "report":
        return told_of_report(place, numbers)
    if moment.kind == "start":
        return f"Backward: the sweep starts with d{place}/d{place} = 1."
    parents = network.parents[place]
    edges = ", ".join(f"∂{place}/∂{parent} = @{parent}:6" for parent in parents)
    known = {place: numbers.values[place]} | {parent: numbers.slopes[Edge(parent, place)] for parent in parents}
    return words(f"Forward: from {in_a_row(parents)}, {place} = @{place}:6. The edges on the way: {edges}.", **known)


def told_of_report(edge, numbers):
    network, (tail, head) = numbers.network, edge
    f, order = network.output, [other for other in network.backward_edges() if other.tail == tail]
    before, after = order[: order.index(edge)], order[order.index(edge) + 1 :]
    come, product = sum(numbers.report(other) for other in before), numbers.report(edge)
    said = says(t=numbers.totals[head], e=numbers.slopes[edge], p=product, b=come, s=come + product)
    went = f"Back from {head} to {tail}: d{f}/d{head} · ∂{head}/∂{tail} = @t:6 · @e:6() = @p:6."
    missing = f"{in_a_row([other.head for other in after])} {'has' if len(after) == 1 else 'have'} not reported yet"
    if not before and not after:
        return said(f"{went} Nothing else leads on from {tail}: d{f}/d{tail} = @p:6.")
    if not before:
        return said(f"{went} The first report at {tail}; {missing}.")
    return said(f"{went} It is added to what is there: @b:6 + @p:6() = @s:6{f'; {missing}' if after else f' = d{f}/d{tail}'}.")


def found_at(moment, numbers):
    network, place = numbers.network, moment.place
    heads = network.children[place]
    terms = " + ".join(f"@t{k}:6 · @e{k}:6()" for k in range(len(heads)))
    known = {f"t{k}": numbers.totals[head] for k, head in enumerate(heads)}
    known |= {f"e{k}": numbers.slopes[Edge(place, head)] for k, head in enumerate(heads)}
    return words(f"Right: d{network.output}/d{place} = {terms} = @n:6. Step forward.", n=numbers.totals[place], **known)


def finished(numbers):
    network = numbers.network
    found = ", ".join(f"d{network.output}/d{name} = @{name}:6" for name in network.inputs)
    return words(f"All of them found: {found}.", **{name: numbers.totals[name] for name in network.inputs})
