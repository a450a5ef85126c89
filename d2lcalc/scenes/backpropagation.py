"""The backward sweep of a network, one edge at a time, and its numbers typed by the learner before they are shown."""

from collections.abc import Sequence
from typing import Any

import jax.numpy as jnp

from d2lcalc.calculus.bugs import MISTAKES
from d2lcalc.calculus.network import Edge, Network
from d2lcalc.live import Guess, Scene, Step, cases, one_of, readout, say, words
from d2lcalc.scenes.chain_rule import input_parameters, kinks
from d2lcalc.scenes.network_drawing import Drawing
from d2lcalc.scenes.stepped_sweep import Numbers, Progress, Schedule


def Backpropagation(network: Network, at: Sequence[float], *, formula: str = "", step: int = 0, **options: Any) -> Scene:
    """The values of a network, forward, and then the total derivative d output/d node of every node, backward, step by step.

    Each step shows one value, or one report over an edge and what has arrived at the node by then. `at` has a number for each input,
    `formula` is the network in LaTeX, `step` the step to open at. With a question all waits for the answer; without one the still of a
    sweep that opens at its beginning is that of its end. `options` are those of Scene.

    Raises ValueError for a point that does not fit the inputs, and an input called step.
    """
    schedule, drawing = Schedule.of(network, "worked"), Drawing(network)

    def picture(step, revealed, **inputs):
        numbers = Numbers.by(network, inputs)
        progress = Progress(typed=False, step=jnp.where(revealed, step, 0))
        told = one_of(progress.step, [START, *(told_of(moment, numbers) for moment in schedule.moments)])
        return [
            sweep_chart(drawing, schedule, numbers, progress),
            readout(formula) if formula else [],
            say(cases(*kinks(network, numbers.values, numbers.slopes), (True, told)), waits=False),
        ]

    steps = {"step": Step(len(schedule.moments), value=step)}
    if not step and not options.get("question"):
        options = {"still": {"step": len(schedule.moments)}, **options}
    return Scene(picture, **steps, **input_parameters(network, at, steps), **options)


def SweepByHand(network: Network, at: Sequence[float], *, values: bool = False, formula: str = "", **options: Any) -> Scene:
    """The same sweep, whose totals are typed by the learner before they are shown, and with `values` the values, too.

    Without, values and edge derivatives are given, and the still is the finished sweep; with them no edge derivative is, and the still an
    empty sheet. A wrong number is told which mistake it is; a step forward shows the right one all the same. Raises ValueError as
    Backpropagation does, and for an input called number.
    """
    schedule, drawing = Schedule.of(network, "blank" if values else "half"), Drawing(network)

    def picture(number, step, **inputs):
        numbers = Numbers.by(network, inputs)
        progress = Progress.of(schedule, numbers, step, number)
        told = say(judged(schedule, numbers, progress), waits=False)
        return [sweep_chart(drawing, schedule, numbers, progress), readout(formula) if formula else [], told]

    typing = {"number": Guess("your number", empties_with="step"), "step": Step(len(schedule.moments))}
    if not values:
        options = {"still": {"step": len(schedule.moments)}, **options}
    return Scene(picture, **typing, **input_parameters(network, at, typing), **options)


def sweep_chart(drawing, schedule, numbers, progress):
    nodes = [node_marks(drawing, schedule, numbers, progress, node) for node in numbers.network.nodes]
    return drawing.chart(nodes, [edge_marks(drawing, schedule, numbers, progress, edge) for edge in numbers.network.edges])


def node_marks(drawing, schedule, numbers, progress, node):
    """A node with its value and its total: "–" for nothing yet, "…" while reports are missing, "?" where a number is asked for."""
    value, total = schedule.values[node], schedule.totals[node]
    derivative = f"d{numbers.network.output}/d{node}"
    begun, so_far = arrived(schedule, numbers, progress, node)
    role = cases(
        (progress.asks(value) | progress.asks(total), "step"),
        (progress.step == total, "total"),
        ((progress.step == value) & (value > 0), "function"),
        (True, "quiet"),
    )
    value_text = [
        (progress.done(value), words("@n:6", n=numbers.values[node]), "function"),
        (progress.asks(value), "?", "guess"),
        (True, "–", "quiet"),
    ]
    total_text = [
        (progress.done(total), words(f"{derivative} = @n:6", n=numbers.totals[node]), "total"),
        (progress.asks(total), f"{derivative} = ?", "guess"),
        (begun, words(f"{derivative} = @n:6 + …", n=so_far), "total"),
        (True, f"{derivative} –", "quiet"),
    ]
    yield drawing.node(node, role=role)
    yield drawing.first_below(node, 1, *value_text, name=f"value of {node}")
    yield drawing.first_below(node, 2, *total_text, name=f"total at {node}")


def arrived(schedule, numbers, progress, node):
    """Whether a report has arrived at a node, and the sum of those that have."""
    edges = [Edge(node, head) for head in numbers.network.children[node]]
    there = [progress.done(schedule.reports[edge]) for edge in edges]
    reports = [jnp.where(truth, numbers.report(edge), 0.0) for truth, edge in zip(there, edges, strict=True)]
    return (jnp.any(jnp.stack(there)), sum(reports)) if edges else (False, 0.0)


def edge_marks(drawing, schedule, numbers, progress, edge):
    """An edge, bold when a step has just travelled it, with its derivative once that is known."""
    forward, backward = schedule.values[edge.head], schedule.reports[edge]
    ahead, back = (progress.step == forward) & (forward > 0), progress.step == backward
    travelled = progress.done(backward)
    role = cases((ahead, "function"), (back | travelled, "total"), (True, "quiet"))
    kind = cases((ahead | back, "solid"), (travelled, "ghost"), (True, "solid"))
    label = cases((progress.done(schedule.slopes[edge]), words("@n", n=numbers.slopes[edge])))
    return [drawing.edge(edge, role=role, kind=kind), drawing.on(edge, label)]


def judged(schedule, numbers, progress):
    """Which number is asked for, that the one typed is right, or which mistake it comes from."""
    asked = [*(asked_for(moment, numbers.network) for moment in schedule.moments), finished(numbers)]
    found = [*(found_at(moment, numbers) for moment in schedule.moments), finished(numbers)]
    right, wrong = one_of(progress.step, found), one_of(progress.mistake, HINTS)
    return cases((progress.silent, one_of(progress.step, asked)), (progress.right, right), (True, wrong))


START = "No value has been computed yet. Step forward."
HINTS = [
    *(f"{mistake.capitalize()}. {hint}" for mistake, hint in MISTAKES.items()),
    "Not yet. Multiply what stands at each next node by the edge to it, and add.",
    "Not yet. Put the numbers on the left into the formula.",
]


def told_of(moment, numbers):
    network, place = numbers.network, moment.place
    if moment.kind == "report":
        return told_of_report(place, numbers)
    if moment.kind == "start":
        return f"Backward: the sweep starts with d{place}/d{place} = 1."
    parents = network.parents[place]
    edges = ", ".join(f"∂{place}/∂{parent} = @{parent}:6" for parent in parents)
    known = {place: numbers.values[place]} | {parent: numbers.slopes[Edge(parent, place)] for parent in parents}
    return words(f"Forward: from {listed(parents)}, {place} = @{place}:6. The edges on the way: {edges}.", **known)


def told_of_report(edge, numbers):
    network, (tail, head) = numbers.network, edge
    f, order = network.output, [other for other in network.backward_edges() if other.tail == tail]
    before, after = order[: order.index(edge)], order[order.index(edge) + 1 :]
    come, product = sum(numbers.report(other) for other in before), numbers.report(edge)
    known = {"t": numbers.totals[head], "e": numbers.slopes[edge], "p": product}
    went = f"Back from {head} to {tail}: d{f}/d{head} · ∂{head}/∂{tail} = @t:6 · @e:6 = @p:6."
    missing = f"{listed([other.head for other in after])} {'has' if len(after) == 1 else 'have'} not reported yet"
    if not before and not after:
        return words(f"{went} Nothing else leads on from {tail}: d{f}/d{tail} = @p:6.", **known)
    if not before:
        return words(f"{went} The first report at {tail}; {missing}.", **known)
    added = f"{went} It is added to what is there: @b:6 + @p:6 = @s:6"
    return words(added + (f"; {missing}." if after else f" = d{f}/d{tail}."), **known, b=come, s=come + product)


def asked_for(moment, network):
    if moment.kind == "value":
        return f"Type the value of {moment.place}, from {listed(network.parents[moment.place])}."
    return f"Type d{network.output}/d{moment.place}. From {moment.place} the way leads on to {listed(network.children[moment.place])}."


def found_at(moment, numbers):
    network, place = numbers.network, moment.place
    if moment.kind == "value":
        return words(f"Right: {place} = @n:6. Step forward.", n=numbers.values[place])
    heads = network.children[place]
    terms = " + ".join(f"@t{k}:6 · @e{k}:6" for k in range(len(heads)))
    known = {f"t{k}": numbers.totals[head] for k, head in enumerate(heads)}
    known |= {f"e{k}": numbers.slopes[Edge(place, head)] for k, head in enumerate(heads)}
    return words(f"Right: d{network.output}/d{place} = {terms} = @n:6. Step forward.", n=numbers.totals[place], **known)


def finished(numbers):
    network = numbers.network
    found = ", ".join(f"d{network.output}/d{name} = @{name}:6" for name in network.inputs)
    return words(f"All of them found: {found}.", **{name: numbers.totals[name] for name in network.inputs})


def listed(names):
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
