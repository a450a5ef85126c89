"""Networks of layers: their paths, a deep chain of blocks, and one that learns where the border between two kinds of points runs."""

from collections.abc import Mapping
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus import learning
from d2lcalc.live import Number, Scene, Step, cases, chart, contour, path, plan, point, readout, say, scene, told, words
from d2lcalc.scenes.parts import says

BLOCKS = 10
DEEPEST = 10
POINTS, ANSWERS = learning.two_moons()
START = learning.starting_weights()
EVERY, STEPS = 5, 40  # descent steps between two pictures, and pictures
WINDOW = (-1.3, 2.3, -1.4, 1.8)
LENGTH = 6.0  # of half a line: it leaves the window


@scene
def PathCount(depth=Step(DEEPEST, value=2, label="layers")):
    """How many paths lead from one input to the output of a network with `depth` layers of two nodes, and how many edges it has."""
    every, zigzag = np.arange(DEEPEST + 1.0), jnp.minimum(jnp.arange(DEEPEST + 2.0), depth + 1.0)
    paths, edges = jnp.asarray(2**every), jnp.asarray(4 * every + 2)
    layers, said = [layer_marks(layer, depth) for layer in range(DEEPEST + 1)], says(depth=depth, edges=edges[depth], paths=paths[depth])
    output = point((depth + 1.0, 0.0), role="truth", label="f", name="the output")
    heights = jnp.where(zigzag <= depth, jnp.cos(jnp.pi * zigzag), 0.0)
    lit = told(path(jnp.stack([zigzag, heights], axis=1), role="total", dots=False, name="one of the paths"))
    shape, title = (-0.05 * (depth + 1.0), 1.08 * (depth + 1.0), -1.3, 1.3), "inputs on the left, output on the right"
    counts = [
        told(path(jnp.stack([every, paths], axis=1), role="total", label="paths from one input")),
        path(jnp.stack([every, edges], axis=1), role="edge", label="edges in all"),
        told(point((depth, paths[depth]), role="total", name="the paths now")),
        point((depth, edges[depth]), role="edge", drag=("depth", None), name="the edges now"),
    ]
    window, counted = (0.0, DEEPEST, 1.0, 2.0**DEEPEST * 8), "Layers: @depth. Edges: @edges."
    return [
        chart(layers, lit, output, window=shape, scales=("none", "none"), labels=("", ""), title=title),
        chart(counts, window=window, scales=("linear", "log"), labels=("layers of two", "how many")),
        say(said(f"{counted} Paths from one input to the output: @paths."), before=said(counted)),
    ]


def layer_marks(layer, depth):
    """Two dots, each joined to both of the next layer, or to the output if this is the last that is there."""
    ends = ((1.0, layer < depth), (-1.0, layer < depth), (0.0, jnp.equal(layer, depth)))
    for y in (1.0, -1.0):
        for end, show in ends:
            yield path([(layer, y), (layer + 1.0, end)], role="quiet", show=show, name=f"edge after layer {layer}")
        yield point((layer, y), role="edge" if layer else "function", show=layer <= depth, name=f"node of layer {layer}")


@scene
def GatedBlocks(gate=Number(0.0, min=0, max=1, step=0.01, label="gate g"), x=Number(0.0, min=-3, max=3, step=0.1, label="input x = h₀")):
    """Ten sigmoid blocks one after the other, h ← σ(h) + `gate`·h: the derivative of the last value with respect to the first.

    Each block multiplies it by σ′(h) + g, g being the gate: at most ¼ with g = 0, as the dashed line shows, at least 1 with g = 1.
    """
    products, closed, layers = blocks(gate, x), blocks(0.0, x), jnp.arange(BLOCKS + 1.0)
    said = says(gate=gate, x=x, product=products[-1], share=products[1])
    product = r"\textcolor{total}{\dfrac{dh_{10}}{dx}} = \prod_{k=0}^{9} \textcolor{edge}{\left(\sigma'(h_k) + g\right)} = @product"
    passed = said("With g = @gate the first block passes on @share of a change, all ten together @product.")
    marks = [
        told(path(jnp.stack([layers, closed], axis=1), role="quiet", kind="dashed", label="g = 0", name="with the gate closed")),
        told(path(jnp.stack([layers, products], axis=1), role="total", label="dhₖ/dx", name="the product so far")),
        told(point((BLOCKS, products[-1]), role="total", name="the product of all ten")),
        point((0.0, 1.0), role="total", name="all of it, before the first block"),
    ]
    labels = ("blocks passed", "share of a change that arrives")
    return [
        chart(marks, window=(0.0, BLOCKS, 1e-8, 1e4), scales=("linear", "log"), labels=labels),
        told(readout(said(product))),
        say(passed, before=said("The gate g stands at @gate, the input x = h₀ at @x.")),
    ]


def blocks(gate, x):
    """dhₖ/dx for k = 0, …, 10, where h₀ = x and hₖ₊₁ = σ(hₖ) + gate·hₖ."""

    def values(x):
        def block(h, _):
            after = jax.nn.sigmoid(h) + gate * h
            return after, after

        return jnp.array([x, *jax.lax.scan(block, x, length=BLOCKS)[1]])

    return jax.jacfwd(values)(jnp.asarray(x, float))


@scene
def TwoMoons(
    rate=Number(4.0, min=0.01, max=100, log=True, label="rate η"),
    step=Step(STEPS, label=f"steps, by {EVERY}s"),
    u=Number(0.6, *WINDOW[:2], label="u", control=False),
    v=Number(-1.1, *WINDOW[2:], label="v", control=False),
):
    """A network with four hidden neurons learns to tell two moons apart: tanh(xW₁ + b₁)W₂ + b₂ by gradient descent on the cross-entropy.

    The map shows where it gives the answer 1 the probability ½, 0.1 and 0.9; a point on the wrong side is a cross. "?" can be
    dragged to any place, and says what the network answers there. The slopes are those of the sweep backward, layer by layer.
    """
    history, losses = learning.trained(START, POINTS, ANSWERS, rate, EVERY * STEPS)
    weights, now = [each[EVERY * step] for each in history], losses[EVERY * step]
    answer = lambda *at: jax.nn.sigmoid(learning.forward(weights, jnp.stack(at)[None])[1][0])
    wrong = learning.wrong(weights, POINTS, ANSWERS)
    marks = [
        told(contour(answer, (0.1, 0.9), role="quiet", name="where the answer 1 has the probability 0.1 and 0.9")),
        told(neuron(weights, k) for k in range(4)),
        told(contour(answer, 0.5, label="p = ½", name="the border")),
        [data_point(k, wrong[k]) for k in range(len(POINTS))],
        point((u, v), drag=("u", "v"), role="guess", label=words("p ≈ @p:2", p=answer(u, v)), name="?"),
    ]
    fallen = [
        path(jnp.stack([jnp.arange(EVERY * STEPS + 1), losses], axis=1), dots=False, name="the loss of every step"),
        point((EVERY * step, now), role="step", label=words("@loss", loss=now), name="the present loss"),
    ]
    return [
        plan(marks, window=WINDOW, labels=("x₁", "x₂")),
        chart(fallen, window=(0, EVERY * STEPS, 1e-3, 10), scales=("linear", "log"), labels=("step", "L")),
        say(learnt(EVERY * step, now, jnp.sum(wrong)), before="Twelve points on each moon, and seventeen weights, twelve of them random."),
    ]


def SharpnessBySteps(followed: Mapping[float, Any], **options: Any) -> Scene:
    """The loss of gradient descent, and the sharpness, the largest eigenvalue of its Hessian, step by step.

    In a quadratic bowl descent diverges where that is more than 2/η. `followed` has two learning rates and for each the pairs of loss and
    sharpness. The picture is of the first 80 steps with the first; dashed is the sharpness that the second has where its loss is the same,
    if it comes to that.
    """
    (rate, (losses, sharpness)), (other, (slower, sharper)) = ((rate, jnp.array(pairs).T) for rate, pairs in followed.items())
    equal, steps = jnp.interp(-losses, -slower, sharper, left=jnp.nan, right=jnp.nan), min(80, len(losses) - 1)
    line = lambda heights, **style: path(jnp.stack([jnp.arange(steps + 1.0), heights[: steps + 1]], axis=1), dots=False, **style)
    limit = path([(0, 2 / rate), (0.9 * steps, 2 / rate), (steps, 2 / rate)], role="gap", dots=False, label="2/η")

    def picture(step):
        at = lambda heights: point((step, heights[step]), drag=("step", None), role="step", label=words("@h:3", h=heights[step]))
        sharp = [
            line(sharpness),
            line(equal, role="guess", label=f"η = {other:g}, same loss", name="the other rate's sharpness"),
            limit,
            at(sharpness),
        ]
        return [
            chart([line(losses), at(losses)], window=(0, steps, 0.02, 1), scales=("linear", "log"), labels=("step", "L")),
            chart(sharp, window=(0, steps, 0, 1.7), labels=("step", "sharpness")),
            say(words("At step @k the loss is @L, the sharpness @s.", k=step, L=losses[step], s=sharpness[step])),
        ]

    return Scene(picture, step=Step(steps, value=3 * steps // 8), **options)


def neuron(weights, k):
    """The line on which a hidden neuron gets 0: there its answer changes fastest."""
    W1, b1, *_ = weights
    w = W1[:, k]
    foot, along = -b1[k] * w / (w @ w), jnp.stack([-w[1], w[0]]) / jnp.linalg.norm(w)
    ends = [foot - LENGTH * along, foot + LENGTH * along]
    return path(ends, role="total", kind="ghost", dots=False, name=f"the line of neuron {k + 1}")


def data_point(k, wrong):
    moon, role = ("lower", "y") if ANSWERS[k] else ("upper", "x")
    style = {"role": role, "name": f"a point of the {moon} moon"}
    return [point(POINTS[k], show=~wrong, **style), point(POINTS[k], marker="saddle", show=wrong, **style)]


def learnt(steps, loss, wrong):
    said = lambda end, **more: words(f"After @k steps the loss is @L, and {end} of the border.", k=steps, L=loss, **more)
    some = said(f"@m of {len(POINTS)} points lie on the wrong side", m=wrong)
    return cases((wrong == 0, said("every point lies on its side")), (True, some))
