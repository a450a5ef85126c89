"""Whole sweeps of a network: broken by a bug, and counted, forward and backward."""

from collections.abc import Sequence
from typing import Any

import jax.numpy as jnp

from d2lcalc.calculus.bugs import BUGS
from d2lcalc.calculus.network import Network
from d2lcalc.live import Choice, Number, Scene, cases, chart, curve, path, point, readout, say, scene, text, told, words
from d2lcalc.scenes.backpropagation import Numbers
from d2lcalc.scenes.chain_rule import input_parameters
from d2lcalc.scenes.network_drawing import COLUMNS, Drawing
from d2lcalc.scenes.parts import says

MOST = 1000.0  # inputs, and outputs
WIDTH = 10  # of each of the two layers
CORRECTED = {**COLUMNS, 3: "without the bug"}
SAME = 1e-9  # of a number: two derivatives that differ by less are one


def BrokenSweep(network: Network, at: Sequence[float], *, bug: str = "none", formula: str = "", **options: Any) -> Scene:
    """A backward sweep with a bug, beside the right derivatives: a bug that does not show at one point may show at another.

    `bug` is the one of BUGS that is chosen first; they are bugs of the book's network, so `network` has its nodes. `formula` is the network
    in LaTeX. The totals wait for the answer to a question.
    """
    drawing, bugs = Drawing(network), {"none": dict, **BUGS}
    menu = {"bug": Choice(tuple(bugs), tuple(bugs).index(bug))}

    def picture(bug, revealed, **inputs):
        right = Numbers.by(network, inputs)
        broken = Numbers.by(network, inputs, lambda slopes: picked(bug, [wrong(slopes) for wrong in bugs.values()]))
        wrong = {name: differ(broken.totals[name], right.totals[name]) for name in network.nodes}
        seen = (bug > 0) & jnp.any(jnp.stack([wrong[name] for name in network.inputs]))
        nodes = [swept_node(drawing, broken, right, node, wrong[node]) for node in network.nodes]
        drawn = drawing.chart(nodes, used_edges(drawing, broken, right, revealed), columns=CORRECTED)
        return [drawn, readout(formula) if formula else [], verdict(broken, right, bug, seen)]

    return Scene(picture, **menu, **input_parameters(network, at, menu), **options)


def picked(index, variants):
    return {key: jnp.stack([jnp.asarray(variant[key], float) for variant in variants])[index] for key in variants[0]}


def differ(a, b):
    return jnp.abs(a - b) > SAME * (1 + jnp.abs(b))


def swept_node(drawing, broken, right, node, wrong):
    """A node with its value, and with the total that the sweep finds there once that is told; with the right one where it is wrong."""
    derivative, later = f"d{broken.network.output}/d{node}", lambda before, after: told(after, before=before)
    label = later(f"{derivative} –", words(f"{derivative} = @n:6", n=broken.totals[node]))
    role = later("quiet", cases((wrong, "gap"), (True, "total")))
    corrected = told(cases((wrong, words("right: @n:6", n=right.totals[node]))))
    yield drawing.node(node, role=role)
    yield drawing.below(node, 1, words("@n:6", n=broken.values[node]), role="function", name=f"value of {node}")
    yield drawing.below(node, 2, label, role=role, name=f"total at {node}")
    yield drawing.below(node, 3, corrected, role="gap", name=f"right at {node}")


def used_edges(drawing, used, right, swept):
    """Each edge with the derivative that a sweep uses, marked where it is wrong; turned round where the sweep has passed."""
    for edge in used.network.edges:
        wrong = differ(used.slopes[edge], right.slopes[edge])
        yield drawing.edge(edge, swept, role=cases((wrong, "gap"), (True, "quiet")))
        label = cases((wrong, words("@n, not @r", n=used.slopes[edge], r=right.slopes[edge])), (True, words("@n", n=used.slopes[edge])))
        yield drawing.on(edge, label, role=cases((wrong, "gap"), (True, "edge")))


def verdict(broken, right, bug, seen):
    f, names = broken.network.output, broken.network.inputs
    found, wanted = ", ".join(f"d{f}/d{name} = @{name}:6" for name in names), ", ".join(f"@{name}′:6" for name in names)
    true = {f"{name}′": right.totals[name] for name in names}
    said = lambda text, **more: words(text, **{name: broken.totals[name] for name in names}, **more)
    sentence = cases(
        (bug == 0, said(f"No bug: {found}.")),
        (seen, said(f"The bug shows: {found}; right is {wanted}.", **true)),
        (True, said(f"The bug does not show at the inputs: {found}, all of them right.")),
    )
    return say(sentence, before=words(f"{f} = @n:6 here.", n=broken.values[f]))


COUNT = {"min": 1, "max": MOST, "step": 1}


@scene
def SweepCost(
    asked=Choice(("inputs", "weights"), label="slopes of all"),
    inputs=Number(10, **COUNT, label="inputs n"),
    outputs=Number(1, **COUNT, label="outputs m"),
):
    """The multiplications for all derivatives of a network with two layers of 10, against the number n of its inputs.

    Asked are those with respect to the inputs or to the weights, one of which is on each edge; m is the number of outputs.
    """
    forward, backward = (lambda n, m, cost=cost: jnp.where(asked == 1, *cost(n, m)) for cost in (forward_cost, backward_cost))
    value, a, b = WIDTH * (inputs + WIDTH + outputs), forward(inputs, outputs), backward(inputs, outputs)
    said = says(n=inputs, m=outputs, f=value, a=a, b=b, p=a / value, q=b / value, r=a / b)
    sentence = "Inputs @n, outputs @m: f takes @f:8 multiplications, its slopes forward @a:8 (@p times as many), backward @b:8 (@q times)."
    marks = told(
        curve(lambda t: forward(t, outputs), role="step", label="forward", name="forward mode"),
        curve(lambda t: backward(t, outputs), role="total", kind="dashed", label="backward", name="backward mode"),
        path([(inputs, a), (inputs, b)], role="gap", name="from backward to forward"),
        text((inputs, jnp.sqrt(a * b)), said("× @r:3"), role="gap"),
        point((inputs, a), role="step", label=said("@a:8"), name="forward, at n inputs"),
        point((inputs, b), role="total", label=said("@b:8"), name="backward, at n inputs"),
    )
    least, most = jnp.minimum(forward(1.0, outputs), backward(1.0, outputs)), forward(MOST, outputs)
    window, labels = (1.0, MOST, least / 2, 3 * most), ("number of inputs", "multiplications")
    return [chart(marks, window=window, scales=("log", "log"), labels=labels), say(said(sentence), before=said("Inputs @n, outputs @m."))]


def forward_cost(n, m):
    """The multiplications of a sweep from each weight, and from each input: one for its own edge, one for each that comes after it."""
    first, middle, last = WIDTH * n, WIDTH * WIDTH, WIDTH * m
    return first * (1 + WIDTH + last) + middle * (1 + m) + last, n * (WIDTH + middle + last)


def backward_cost(n, m):
    """The multiplications of a sweep from each output to all weights, and to all inputs; no report goes on to an input for the weights."""
    first, inner = WIDTH * n, WIDTH * WIDTH + WIDTH
    return m * (first + 2 * inner), m * (first + inner)
