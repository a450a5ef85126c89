"""Compositions that are no small network: a walk on a landscape, layer upon layer, and a deep chain of blocks."""

from collections.abc import Callable, Sequence

import jax
import jax.numpy as jnp

from d2lcalc.calculus import gradient
from d2lcalc.calculus.curvature import FLAT
from d2lcalc.live import Number, Scene, Step, arrow, chart, curve, path, plan, point, readout, say, say_first, scene, surface, told, words
from d2lcalc.live.questions import Question
from d2lcalc.networks import layered
from d2lcalc.scenes.opening import Opening, landscape_subject, tip_within

BLOCKS = 10
DEEPEST = 10


class Walk(Scene):
    """A walk on a landscape: t ↦ (x, y) = `walk`(t), and the height f along it, with df/dt = ∇f · velocity.

    `domain` is where t runs and `t` where it stands at first. With a question, arrows, slope and tangent wait for the answer.
    Raises what Opening raises for f and its window.
    """

    def __init__(
        self,
        f: Callable | str,
        walk: Callable,
        domain: Sequence[float],
        *,
        t: float,
        window: Sequence[float] | None = None,
        question: Question | None = None,
        title: str = "",
    ) -> None:
        def compose(opening: Opening):
            field, window = opening.field, opening.window
            height = lambda t: field(*walk(t))

            def picture(t, revealed):
                shown = revealed if question else True
                at, velocity = jax.jvp(lambda t: tuple(map(jnp.asarray, walk(t))), (t,), (jnp.ones_like(t),))
                slopes, value = gradient(field)(*at), height(t)
                rate = slopes[0] * velocity[0] + slopes[1] * velocity[1]
                numbers = {"gx": slopes[0], "gy": slopes[1], "vx": velocity[0], "vy": velocity[1], "rate": rate}
                return [
                    plan(
                        surface(field, name="the landscape"),
                        curve(walk, domain=domain, role="step", label="way", name="the path"),
                        arrow(at, tip_within(at, velocity, window), role="step", label="velocity", show=shown, name="the velocity"),
                        arrow(at, tip_within(at, slopes, window), label="∇f", show=shown, name="the gradient"),
                        point(at, label="you", name="where you are"),
                        window=window,
                    ),
                    chart(
                        curve(height, domain=domain, label="f", name="the height on the way"),
                        curve(
                            lambda s: value + rate * (s - t),
                            role="plane",
                            kind="dashed",
                            label="tangent",
                            show=shown,
                            name="its tangent line",
                        ),
                        point((t, value), drag=("t", None), name="the height now"),
                        window=(*domain, *opening.heights),
                        labels=("t", "height"),
                    ),
                    readout(words(f"{RATE} = (@gx)(@vx) + (@gy)(@vy) = @rate", **numbers), show=shown),
                    walked(t, value, numbers, shown),
                ]

            return picture, {"t": Number(t, min=domain[0], max=domain[1], step=0.01)}

        super().__init__(compose, subject=landscape_subject(f, walk(t), window), question=question, title=title)


RATE = r"\frac{df}{dt} = \textcolor{gradient}{\nabla f}\cdot\textcolor{step}{\mathrm{velocity}}"


def walked(t, value, numbers, shown):
    """The rate of the height; where it is 0, whether you stand still, the ground is level, or the way runs along the contour."""
    steepness, speed, rate = jnp.hypot(numbers["gx"], numbers["gy"]), jnp.hypot(numbers["vx"], numbers["vy"]), numbers["rate"]
    along = "At t = @t the walk is level: the velocity is at right angles to the gradient, along the contour."
    return say_first(
        (~jnp.isfinite(value), words("f has no finite value at t = @t: move on.", t=t)),
        (jnp.logical_not(shown), words("At t = @t you are at height @f.", t=t, f=value)),
        (speed < FLAT, words("At t = @t you stand still, at height @f: the velocity is zero, and so is the rate.", t=t, f=value)),
        (steepness < FLAT, words("At t = @t the ground is level, at height @f: the gradient is zero, and so is the rate.", t=t, f=value)),
        (jnp.abs(rate) < 5e-5, words(along, t=t)),
        (True, words("At t = @t the height @f changes at the rate @rate, gradient dot velocity.", t=t, f=value, rate=rate)),
    )


@scene
def PathCount(depth=Step(DEEPEST, value=2, label="layers")):
    """How many paths lead from one input to the output of a network with `depth` layers of two nodes, and how many edges it has.

    With a question the number of paths waits for the answer.
    """
    networks, every = [layered(2, *[2] * deep, 1) for deep in range(DEEPEST + 1)], jnp.arange(DEEPEST + 1.0)
    paths = jnp.asarray([network.path_count("x0") for network in networks], float)
    edges = jnp.asarray([len(network.edges) for network in networks], float)
    now = {"depth": depth, "edges": edges[depth]}
    return [
        chart(
            layer_marks(depth),
            window=(-0.5, DEEPEST + 1.5, -1.6, 1.6),
            scales=("none", "none"),
            labels=("", ""),
            title="inputs on the left, output on the right",
        ),
        chart(
            told(path(jnp.stack([every, paths], axis=1), role="gap", label="paths", name="paths")),
            path(jnp.stack([every, edges], axis=1), role="edge", label="edges", name="edges"),
            told(point((depth, paths[depth]), role="gap", name="the paths now")),
            point((depth, edges[depth]), role="edge", drag=("depth", None), name="the edges now"),
            window=(0.0, DEEPEST, 1.0, 2.0**DEEPEST * 1.5),
            scales=("linear", "log"),
            labels=("layers of two", "how many"),
        ),
        say(words(COUNTED, **now, paths=paths[depth]), before=words("With @depth layers there are @edges edges.", **now)),
    ]


COUNTED = "With @depth layers there are @edges edges, and @paths paths from one input to the output."


def layer_marks(depth):
    """Two dots a layer, each joined to both of the next; the output after the last layer that is there."""
    marks = []
    for layer in range(DEEPEST + 1):
        there, last = layer <= depth, jnp.equal(layer, depth)
        for y in (1.0, -1.0):
            marks += [
                path([(layer, y), (layer + 1.0, end)], role="quiet", show=layer < depth, name=f"edge after layer {layer}")
                for end in (1.0, -1.0)
            ]
            marks.append(path([(layer, y), (layer + 1.0, 0.0)], role="quiet", show=last, name="edge to the output"))
            marks.append(point((layer, y), role="edge" if layer else "function", show=there, name=f"node of layer {layer}"))
    return [*marks, point((depth + 1.0, 0.0), role="truth", label="f", name="the output")]


@scene
def GatedBlocks(gate=Number(0.0, min=0, max=1, step=0.01, label="gate g"), x=Number(0.0, min=-3, max=3, step=0.1, label="input x = h₀")):
    """Ten sigmoid blocks one after the other, h ← σ(h) + `gate`·h: the derivative of the last value with respect to the first.

    Each block multiplies it by σ′(h) + g, g being the gate: at most ¼ with g = 0, at least 1 with g = 1. With a question the product waits
    for the answer.
    """
    products, layers = blocks(gate, x), jnp.arange(BLOCKS + 1.0)
    passed = "With g = @gate the first block passes on @share of a change, all ten together @product."
    return [
        chart(
            path(jnp.stack([layers, 0.25**layers], axis=1), role="quiet", kind="dashed", label="(1/4)ᵏ", name="a quarter a block"),
            told(path(jnp.stack([layers, products], axis=1), role="total", label="dhₖ/dx", name="the product so far")),
            told(point((BLOCKS, products[-1]), role="total", name="the product of all ten")),
            window=(0.0, BLOCKS, 1e-8, 1e4),
            scales=("linear", "log"),
            labels=("blocks passed", "share of a change that arrives"),
        ),
        told(readout(words(PRODUCT + " = @product", product=products[-1]))),
        say(
            words(passed, gate=gate, product=products[-1], share=products[1]),
            before=words("The gate g stands at @gate, the input x = h₀ at @x.", gate=gate, x=x),
        ),
    ]


PRODUCT = r"\textcolor{total}{\frac{dh_{10}}{dx}} = \prod_{k=0}^{9} \textcolor{edge}{\left(\sigma'(h_k) + g\right)}"


def blocks(gate, x):
    """dhₖ/dx for k = 0, …, 10, where h₀ = x and hₖ₊₁ = σ(hₖ) + gate·hₖ."""

    def block(carry, _):
        value, slope = jax.jvp(lambda h: jax.nn.sigmoid(h) + gate * h, (carry[0],), (carry[1],))
        return (value, slope), slope

    start = jnp.asarray(x, float)
    _, slopes = jax.lax.scan(block, (start, jnp.ones_like(start)), None, length=BLOCKS)
    return jnp.concatenate([jnp.ones(1), slopes])
