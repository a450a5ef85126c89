"""Whole sweeps of a network: broken by a bug, run more than once, and counted, forward beside backward."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

import jax.numpy as jnp

from d2lcalc.calculus.bugs import BUGS
from d2lcalc.calculus.network import Network
from d2lcalc.live import Choice, Number, Scene, Step, Switch, chart, curve, goal, path, point, say, words
from d2lcalc.live.questions import Question
from d2lcalc.scenes.backpropagation import first_of
from d2lcalc.scenes.chain_rule import input_parameters
from d2lcalc.scenes.network_drawing import COLUMNS, Drawing
from d2lcalc.scenes.opening import with_sliders
from d2lcalc.scenes.stepped_sweep import Numbers

MOST = 1000.0  # inputs, and outputs
FOUND = {2: "value", 3: "derivative found"}  # the columns of TwoSweeps, by their lines
SAME = 1e-9  # of a number: two derivatives that differ by less are one


class BrokenSweep(Scene):
    """A backward sweep with a bug, beside the right derivatives: a bug that does not show at one point may show at another.

    `bug` is the one of BUGS that is chosen first; they are bugs of the book's network, so `network` has its nodes. The task is to move
    the inputs until it shows; a question takes its place, and the totals wait for the answer.
    """

    def __init__(
        self,
        network: Network,
        at: Sequence[float],
        *,
        bug: str = "none",
        question: Question | None = None,
        title: str = "",
    ) -> None:
        drawing, sweeps = Drawing(network), {"none": dict, **BUGS}
        menu = Choice(tuple(sweeps), tuple(sweeps).index(bug), label="bug")

        def picture(bug, revealed, **inputs):
            shown = revealed if question else True
            right = Numbers.by(network, inputs)
            broken = Numbers.by(network, inputs, lambda slopes: picked(bug, [wrong(slopes) for wrong in sweeps.values()]))
            differs = {name: differ(broken.totals[name], right.totals[name]) for name in network.inputs}
            seen = jnp.any(jnp.stack(list(differs.values())))
            nodes = [*swept_nodes(drawing, broken, broken.totals, shown), *corrections(drawing, right, differs, shown)]
            return [
                drawing.chart(*nodes, *used_edges(drawing, broken, right), columns={**COLUMNS, 3: "without the bug"}),
                verdict(network, broken, right, jnp.where(shown, 1 + (bug > 0) * (1 + seen), 0)),
                *([] if question else [goal((bug > 0) & seen, "choose a bug, and move the inputs until it shows")]),
            ]

        super().__init__(picture, title=title, question=question, bug=menu, **input_parameters(network, at, ["bug"]))


def picked(index, variants):
    """The numbers of the variant with this index, key by key."""
    return {key: jnp.stack([jnp.asarray(variant[key], float) for variant in variants])[index] for key in variants[0]}


def differ(a, b):
    """Whether two numbers are not the same but for rounding."""
    return jnp.abs(a - b) > SAME * (1 + jnp.abs(b))


def swept_nodes(drawing, numbers, totals, shown):
    """Each node with its value, and with its total once that is shown; "–" before."""
    for node in numbers.network.nodes:
        derivative, style = f"d{numbers.network.output}/d{node}", {"name": f"total at {node}"}
        yield drawing.node(node)
        yield drawing.below(node, 1, words("@n:6", n=numbers.values[node]), role="function", name=f"value of {node}")
        yield from first_of(
            drawing.below(node, 2, words(f"{derivative} = @n:6", n=totals[node]), role="total", show=shown, **style),
            drawing.below(node, 2, f"{derivative} –", role="quiet", **style),
        )


def corrections(drawing, right, differs, shown):
    """Below each input where the broken sweep is wrong the right derivative."""
    for name, wrong in differs.items():
        number = words("right: @n:6", n=right.totals[name])
        yield drawing.below(name, 3, number, role="gap", show=wrong & shown, name=f"right at {name}")


def used_edges(drawing, used, right):
    """Each edge with the derivative that a sweep uses, marked where it is wrong."""
    for edge in used.network.edges:
        wrong = differ(used.slopes[edge], right.slopes[edge])
        for alternatives in zip(drawing.edge(edge, role="gap", show=wrong), drawing.edge(edge), strict=True):
            yield from first_of(*alternatives)
        number = words("@n:6", n=used.slopes[edge])
        yield from first_of(drawing.on(edge, number, role="gap", show=wrong), drawing.on(edge, number))
        yield drawing.on(edge, "(wrong)", show=wrong, unseen=True)


def verdict(network, broken, right, index):
    """Whether the bug shows, with the numbers."""
    f, names = network.output, network.inputs
    found = ", ".join(f"d{f}/d{name} = @{name}:6" for name in names)
    numbers = {name: broken.totals[name] for name in names}
    true = {f"true_{name}": right.totals[name] for name in names}
    wanted = ", ".join(f"@true_{name}:6" for name in names)
    return say(
        index,
        [
            words(f"{f} = @n:6 here.", n=broken.values[f]),
            words(f"No bug: {found}.", **numbers),
            words(f"The bug does not show at the inputs: {found}, all of them right.", **numbers),
            words(f"The bug shows: {found}; right is {wanted}.", **numbers, **true),
        ],
    )


class RepeatedSweep(Scene):
    """The backward sweep run several times, where each run adds its result to what stands at the inputs, unless that is cleared first."""

    def __init__(self, network: Network, at: Sequence[float], *, question: Question | None = None, title: str = "") -> None:
        drawing = Drawing(network)

        def picture(runs, clear, revealed, **inputs):
            numbers = Numbers.by(network, inputs)
            runs = jnp.where(revealed, runs, 0) if question else runs
            stored = {name: jnp.where(clear, 1, runs) * numbers.totals[name] for name in network.inputs}
            nodes = swept_nodes(drawing, numbers, {**numbers.totals, **stored}, runs > 0)
            return [drawing.chart(*nodes, *used_edges(drawing, numbers, numbers)), repeated(numbers, stored, runs, clear)]

        steps = {"runs": Step(3, value=2, label="sweeps"), "clear": Switch(label="clear before each sweep")}
        inputs = with_sliders(input_parameters(network, at, steps), ())
        super().__init__(picture, title=title, question=question, **steps, **inputs)


def repeated(numbers, stored, runs, clear):
    """What stands at the first input after so many sweeps, and why."""
    name = numbers.network.inputs[0]
    slot, known = f"d{numbers.network.output}/d{name}", {"n": stored[name], "one": numbers.totals[name]}
    return say(
        jnp.where(clear, jnp.minimum(runs, 1), jnp.minimum(runs, 2)),
        [
            words(f"No sweep has been run, so at {slot} there is nothing yet."),
            words(f"{slot} reads @n:6: one sweep's result, added to an empty place.", n=stored[name]),
            words(f"{slot} reads @n:6: @runs sweeps, each of which added @one:6 to what stood there.", runs=runs, **known),
        ],
    )


class TwoSweeps(Scene):
    """Forward mode beside backward mode, one multiplication a step: a forward sweep for each input, one backward sweep for all.

    Below a node stands the derivative that the present sweep has found: on the left of the node with respect to the sweep's input,
    on the right of the output with respect to the node. Below an input stays what its own sweep was for.
    """

    def __init__(self, network: Network, at: Sequence[float], *, title: str = "") -> None:
        drawing, last = Drawing(network), max(network.forward_work.multiplications, network.backward_work.multiplications)

        def picture(step, **inputs):
            numbers = Numbers.by(network, inputs)
            forward, backward = forward_marks(drawing, numbers, step), backward_marks(drawing, numbers, step)
            return [
                drawing.chart(*forward, columns=FOUND, title=f"forward: {network.forward_work.sweeps} sweeps"),
                drawing.chart(*backward, columns=FOUND, title="backward: 1 sweep"),
                counted(network, step),
            ]

        steps = {"step": Step(last, label="multiplications")}
        super().__init__(picture, title=title, **steps, **with_sliders(input_parameters(network, at, steps), ()))


def forward_sweeps(network):
    """For each input the number of multiplications before its sweep, and the edges that it travels."""
    sweeps = {name: network.forward_edges(name) for name in network.inputs}
    starts = accumulate(map(len, sweeps.values()), initial=0)
    return {name: (start, edges) for start, (name, edges) in zip(starts, sweeps.items(), strict=False)}


def forward_marks(drawing, numbers, step):
    """What the present sweep has found and travelled, and what the finished ones have found."""
    network, last = numbers.network, numbers.network.inputs[-1]
    found = {node: [] for node in network.nodes}
    travelled = {edge: [] for edge in network.edges}
    for name, (start, edges) in forward_sweeps(network).items():
        end = start + len(edges)
        running = ((step > start) | (start == 0)) & ((step <= end) | (name == last))
        derivatives = network.forward_derivatives(name, numbers.slopes)
        complete = {name: start} | {edge.head: k for k, edge in enumerate(edges, start=start + 1)}
        found[name].append((network.output, name, derivatives[network.output], "total", step >= end))
        for node, due in complete.items():
            found[node].append((node, name, derivatives[node], "step", running & (step >= due)))
        for k, edge in enumerate(edges, start=start + 1):
            travelled[edge].append(running & (step >= k))
    yield from swept_marks(drawing, numbers, found, {edge: jnp.any(jnp.stack(there)) for edge, there in travelled.items()}, "step")


def backward_marks(drawing, numbers, step):
    """What the one sweep has found and travelled."""
    network, edges = numbers.network, numbers.network.backward_edges()
    complete = {network.output: 0} | {edge.tail: k for k, edge in enumerate(edges, start=1)}
    found = {node: [(network.output, node, numbers.totals[node], "total", step >= complete[node])] for node in network.nodes}
    yield from swept_marks(drawing, numbers, found, {edge: step >= k for k, edge in enumerate(edges, start=1)}, "total")


def swept_marks(drawing, numbers, found, travelled, role):
    """Each node with the first of its numbers that is there, each edge in the colour of the sweep once that has travelled it.

    What the colours say is said in the table: which derivative of which node a number is, and which edges have been travelled.
    """
    for node, known in found.items():
        yield drawing.node(node)
        yield from first_of(*(drawing.below(node, 1, words("@n:6", n=n), role=role, show=there) for *_, n, role, there in known))
        yield drawing.below(node, 2, words("@n:6", n=numbers.values[node]), unseen=True)
        named = ((words(f"d{of}/d{by} = @n:6", n=n), there) for of, by, n, _, there in known)
        yield from first_of(*(drawing.below(node, 3, label, show=there, unseen=True) for label, there in named))
    for edge, there in travelled.items():
        yield drawing.on(edge, words("@n:6", n=numbers.slopes[edge]), unseen=True)
        yield drawing.on(edge, "(travelled)", show=there, unseen=True)
        for alternatives in zip(drawing.edge(edge, role=role, show=there), drawing.edge(edge), strict=True):
            yield from first_of(*alternatives)


def counted(network, step):
    """How many multiplications each way has taken by now, and which forward sweep is under way."""
    forward, backward = network.forward_work, network.backward_work
    counts = {"a": jnp.minimum(step, forward.multiplications), "b": jnp.minimum(step, backward.multiplications)}
    told = f"Multiplications: forward @a of {forward.multiplications}, backward @b of {backward.multiplications}."
    under_way = [f"{told} Forward is under way from {name}." for name in network.inputs]
    done = f"{told} Forward took {forward.sweeps} sweeps, one for each input; backward took one for all."
    begun = sum(jnp.where(step > start, 1, 0) for start, _ in forward_sweeps(network).values())
    index = jnp.where(step >= max(forward.multiplications, backward.multiplications), len(under_way) + 1, begun)
    return say(index, [words(sentence, **counts) for sentence in (told, *under_way, done)])


class SweepCost(Scene):
    """The multiplications for all derivatives of a layered network, against the number n of its inputs: forward and backward.

    With widths (10, 10), n inputs and m outputs, every node joined to all of the next layer, forward takes n·(10 + 10·10 + 10m) and
    backward m·(10n + 10·10 + 10): a sweep for each input, or for each output. `sliders` names those that are drawn (inputs, outputs).
    """

    def __init__(
        self,
        widths: Sequence[int] = (10, 10),
        *,
        inputs: int = 10,
        sliders: Sequence[str] = ("inputs",),
        question: Question | None = None,
        title: str = "",
    ) -> None:
        top = 3.0 * forward_cost(widths, MOST, MOST if "outputs" in sliders else 1)

        def picture(inputs, outputs, revealed):
            told = revealed if question else True
            n, m = jnp.round(inputs), jnp.round(outputs)
            forward, backward = forward_cost(widths, n, m), backward_cost(widths, n, m)
            numbers = {"n": n, "m": m, "a": forward, "b": backward, "ratio": forward / backward}
            sentence = "Inputs @n, outputs @m: forward @a:8 multiplications, backward @b:8. Forward takes @ratio times as many."
            return [
                chart(
                    curve(lambda t: forward_cost(widths, t, m), role="step", label="forward", show=told, name="forward mode"),
                    curve(
                        lambda t: backward_cost(widths, t, m),
                        role="total",
                        kind="dashed",
                        label="backward",
                        show=told,
                        name="backward mode",
                    ),
                    path([(n, forward), (n, backward)], role="gap", show=told, name="from backward to forward"),
                    point((n, forward), role="step", label=words("@a:8", a=forward), show=told, name="forward, at n inputs"),
                    point((n, backward), role="total", label=words("@b:8", b=backward), show=told, name="backward, at n inputs"),
                    window=(1.0, MOST, 50.0, top),
                    scales=("log", "log"),
                    labels=("number of inputs", "multiplications"),
                ),
                say(told, [words("Inputs @n, outputs @m.", n=n, m=m), words(sentence, **numbers)]),
            ]

        count = {"min": 1, "max": MOST, "log": True}
        parameters = {"inputs": Number(inputs, **count, label="inputs n"), "outputs": Number(1, **count, label="outputs m")}
        super().__init__(picture, title=title, question=question, **with_sliders(parameters, sliders))


def forward_cost(widths, inputs, outputs):
    """The multiplications of a forward sweep, times the number of inputs: an edge out of the one input, and all behind it."""
    inner = sum(a * b for a, b in pairwise(widths))
    return inputs * (widths[0] + inner + widths[-1] * outputs)


def backward_cost(widths, inputs, outputs):
    """The multiplications of a backward sweep, times the number of outputs."""
    inner = sum(a * b for a, b in pairwise(widths))
    return outputs * (inputs * widths[0] + inner + widths[-1])
