"""The backward sweep of a network, one edge at a time, and its numbers typed by the learner before they are shown."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import jax.numpy as jnp

from d2lcalc.calculus.bugs import MISTAKES
from d2lcalc.calculus.network import Edge, Network
from d2lcalc.live import Guess, Scene, Step, readout, say, words
from d2lcalc.live.questions import Question
from d2lcalc.scenes.chain_rule import input_parameters
from d2lcalc.scenes.network_drawing import Drawing
from d2lcalc.scenes.opening import check_names
from d2lcalc.scenes.stepped_sweep import Numbers, Progress, Schedule

MODES = ("worked", "half", "blank")


class Backpropagation(Scene):
    """The values of a network, forward, and then the total derivative d output/d node of every node, backward, step by step.

    In `mode` "worked" each step shows one value or one report over an edge, and what has arrived at the node by then. In "half"
    values and edge derivatives are given and each total is typed before it is shown; in "blank" each value, too, and no edge
    derivative is given. A wrong number is told which mistake it is; a step forward shows the right one all the same. `at` has a
    number for each input, `formula` is the network in LaTeX, `step` the step to open at. With a question, all waits for the answer.

    Raises ValueError for an unknown mode, a point that does not fit the inputs, and an input called number or step.
    """

    def __init__(
        self,
        network: Network,
        at: Sequence[float],
        *,
        mode: str = "worked",
        formula: str = "",
        step: int = 0,
        question: Question | None = None,
        title: str = "",
    ) -> None:
        check_names("mode", [mode], MODES)
        schedule, drawing = Schedule.of(network, mode), Drawing(network)

        def picture(step, revealed, **others):
            numbers = Numbers.by(network, {name: others[name] for name in network.inputs})
            reached = jnp.where(revealed, step, 0) if question else step
            progress = Progress.of(schedule, numbers, reached, others.get("number", jnp.nan))
            marks = [*node_marks(drawing, schedule, numbers, progress), *edge_marks(drawing, schedule, numbers, progress)]
            return [drawing.chart(*marks), *([readout(formula)] if formula else []), sentence(schedule, numbers, progress)]

        typing = {} if mode == "worked" else {"number": Guess("your number", empties_with="step")}
        steps = {"step": Step(len(schedule.moments), value=step, label="step")}
        inputs = input_parameters(network, at, ("number", "step"))
        super().__init__(picture, title=title, question=question, **typing, **steps, **inputs)


# The picture


def node_marks(drawing, schedule, numbers, progress):
    """Each node with its value and its total: "–" for nothing yet, "…" while reports are missing, "?" where a number is asked for."""
    for node in numbers.network.nodes:
        value, total = schedule.value(node), schedule.total(node)
        begun, so_far = arrived(schedule, numbers, progress, node)
        derivative = f"d{numbers.network.output}/d{node}"
        first, second = partial(drawing.below, node, 1, name=f"value of {node}"), partial(drawing.below, node, 2, name=f"total at {node}")
        yield from first_of(
            drawing.node(node, role="guess", show=progress.asks(value) | progress.asks(total)),
            drawing.node(node, role="total", show=progress.step == total),
            drawing.node(node, role="function", show=(progress.step == value) & (value > 0)),
            drawing.node(node),
        )
        yield from first_of(
            first(words("@n:6", n=numbers.values[node]), role="function", show=progress.done(value)),
            first("?", role="guess", show=progress.asks(value)),
            first("–", role="quiet"),
        )
        yield from first_of(
            second(words(f"{derivative} = @n:6", n=numbers.totals[node]), role="total", show=progress.done(total)),
            second(f"{derivative} = ?", role="guess", show=progress.asks(total)),
            second(words(f"{derivative} = @n:6 + …", n=so_far), role="total", show=begun),
            second(f"{derivative} –", role="quiet"),
        )


def first_of(*marks):
    """The marks, of which only the first is seen that has something to show."""
    free = True
    for mark in marks:
        show = jnp.logical_and(free, mark.numbers["show"])
        yield replace(mark, numbers={**mark.numbers, "show": show})
        free = jnp.logical_and(free, jnp.logical_not(show))


def arrived(schedule, numbers, progress, node):
    """Whether a report has arrived at a node, and the sum of those that have."""
    edges = [Edge(node, head) for head in numbers.network.children[node]]
    there = [progress.done(schedule.report(edge)) for edge in edges]
    reports = [jnp.where(truth, numbers.report(edge), 0.0) for truth, edge in zip(there, edges, strict=True)]
    return (jnp.any(jnp.stack(there)), sum(reports)) if edges else (False, 0.0)


def edge_marks(drawing, schedule, numbers, progress):
    """Each edge, bold when a step has just travelled it, with its derivative once that is known."""
    for edge in numbers.network.edges:
        forward, backward = schedule.value(edge.head), schedule.report(edge)
        styles = [
            {"role": "function", "show": (progress.step == forward) & (forward > 0)},
            {"role": "total", "show": progress.step == backward},
            {"role": "total", "kind": "ghost", "show": progress.done(backward)},
            {"role": "quiet"},
        ]
        for alternatives in zip(*(drawing.edge(edge, **style) for style in styles), strict=True):
            yield from first_of(*alternatives)
        known = progress.done(schedule.slope(edge))
        yield drawing.on(edge, words("@n:6", n=numbers.slopes[edge]), show=known)


# The sentence


def sentence(schedule, numbers, progress):
    """What the step has brought; where numbers are typed, which one is asked for, that it is right, or which mistake it comes from."""
    moments = schedule.moments
    if schedule.mode == "worked":
        return say(progress.step, [START, *(told_of(moment, numbers) for moment in moments)])
    asked = [asked_for(moment, numbers.network) for moment in moments]
    found = [found_at(moment, numbers) for moment in moments]
    hint = jnp.where(progress.right, progress.step, len(moments) + progress.mistake)
    silent = jnp.isnan(progress.number) | (progress.step == len(moments))
    index = jnp.where(silent, progress.step, len(moments) + 1 + hint)
    return say(index, [*asked, finished(numbers), *found, *HINTS])


START = "No value has been computed yet. Step forward."
HINTS = [
    *(f"{mistake.capitalize()}. {hint}" for mistake, hint in MISTAKES.items()),
    "Not yet. Multiply what stands at each next node by the edge to it, and add.",
    "Not yet. Put the numbers on the left into the formula.",
]


def told_of(moment, numbers):
    """The sentence that says what a moment of a worked sweep brings."""
    network, place = numbers.network, moment.place
    if moment.kind == "report":
        return told_of_report(place, numbers)
    if moment.kind == "start":
        return f"Backward: the sweep starts with d{place}/d{place} = 1."
    parents = network.parents[place]
    edges = ", ".join(f"∂{place}/∂{parent} = @{parent}:6" for parent in parents)
    slopes = {parent: numbers.slopes[Edge(parent, place)] for parent in parents}
    return words(f"Forward: from {listed(parents)}, {place} = @n_:6. The edges on the way: {edges}.", n_=numbers.values[place], **slopes)


def told_of_report(edge, numbers):
    """The sentence for one multiplication of the backward sweep: what goes back over an edge, and what has arrived there by then."""
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
    """The sentence that asks for the number of a moment."""
    if moment.kind == "value":
        return f"Type the value of {moment.place}, from {listed(network.parents[moment.place])}."
    return f"Type d{network.output}/d{moment.place}. From {moment.place} the way leads on to {listed(network.children[moment.place])}."


def found_at(moment, numbers):
    """The sentence for the right number."""
    network, place = numbers.network, moment.place
    if moment.kind == "value":
        return words(f"Right: {place} = @n:6. Step forward.", n=numbers.values[place])
    heads = network.children[place]
    terms = " + ".join(f"@t{k}:6 · @e{k}:6" for k in range(len(heads)))
    known = {f"t{k}": numbers.totals[head] for k, head in enumerate(heads)}
    known |= {f"e{k}": numbers.slopes[Edge(place, head)] for k, head in enumerate(heads)}
    return words(f"Right: d{network.output}/d{place} = {terms} = @n:6. Step forward.", n=numbers.totals[place], **known)


def finished(numbers):
    """The sentence after the last step: what it was all for."""
    network = numbers.network
    found = ", ".join(f"d{network.output}/d{name} = @{name}:6" for name in network.inputs)
    return words(f"All of them found: {found}.", **{name: numbers.totals[name] for name in network.inputs})


def listed(names):
    """The names in a sentence: a, b and c."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
