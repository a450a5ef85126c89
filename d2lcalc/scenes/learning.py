"""A network that learns: where it draws the border between two kinds of points, while its loss falls."""

import jax
import jax.numpy as jnp

from d2lcalc.calculus import learning
from d2lcalc.live import Number, Step, Switch, cases, chart, contour, path, plan, point, say, scene, told, words

POINTS, ANSWERS = learning.two_moons()
START = learning.starting_weights()
EVERY, STEPS = 5, 40  # descent steps between two pictures, and pictures
WINDOW = (-1.5, 2.5, -1.0, 1.5)
LENGTH = 6.0  # of half a line: it leaves the window


@scene
def TwoMoons(
    rate=Number(4.0, min=0.01, max=100, log=True, label="rate η"),
    step=Step(STEPS, label=f"steps, by {EVERY}s"),
    neurons=Switch(label="the lines at which the four neurons turn"),
    u=Number(-0.6, *WINDOW[:2], label="u", control=False),
    v=Number(-0.6, *WINDOW[2:], label="v", control=False),
):
    """A network with four hidden neurons learns to tell two moons apart: tanh(xW₁ + b₁)W₂ + b₂ by gradient descent on the cross-entropy.

    The map shows where it gives the answer 1 the probability ½, 0.1 and 0.9; a point on the wrong side has a cross. "?" can be
    dragged to any place, and says what the network answers there. The slopes are those of the sweep backward, layer by layer.
    """
    history, losses = learning.trained(START, POINTS, ANSWERS, rate, EVERY * STEPS)
    weights, now = [each[EVERY * step] for each in history], losses[EVERY * step]
    answer = lambda *at: jax.nn.sigmoid(learning.forward(weights, jnp.stack(at)[None])[1][0])
    wrong = learning.wrong(weights, POINTS, ANSWERS)
    marks = [
        told(contour(answer, (0.1, 0.9), role="quiet", name="where the answer 1 has the probability 0.1 and 0.9")),
        told(neuron(weights, k, neurons) for k in range(4)),
        told(contour(answer, 0.5, label="½", name="the border")),
        [data_point(k, wrong[k]) for k in range(len(POINTS))],
        point((u, v), drag=("u", "v"), role="guess", label=words("p = @p:2", p=answer(u, v)), name="?"),
    ]
    fallen = [
        path(jnp.stack([EVERY * jnp.arange(STEPS + 1), losses[::EVERY]], axis=1), dots=False, name="the loss of every step"),
        point((EVERY * step, now), role="step", label=words("@loss", loss=now), name="the present loss"),
    ]
    return [
        plan(marks, window=WINDOW, labels=("x₁", "x₂")),
        chart(fallen, window=(0, EVERY * STEPS, 1e-3, 10), scales=("linear", "log"), labels=("step", "L")),
        say(learnt(EVERY * step, now, jnp.sum(wrong)), before="Twelve points on each moon, and seventeen weights, twelve of them random."),
    ]


def neuron(weights, k, shown):
    """The line on which a hidden neuron gets 0: there its answer changes fastest."""
    W1, b1, *_ = weights
    w = W1[:, k]
    foot, along = -b1[k] * w / (w @ w), jnp.stack([-w[1], w[0]]) / jnp.linalg.norm(w)
    ends = [foot - LENGTH * along, foot + LENGTH * along]
    return path(ends, role="total", kind="ghost", dots=False, show=shown, name=f"the line of neuron {k + 1}")


def data_point(k, wrong):
    moon, role = ("lower", "y") if ANSWERS[k] else ("upper", "x")
    return point(tuple(POINTS[k]), role=role, label=cases((wrong, "✗"), (True, "")), name=f"a point of the {moon} moon")


def learnt(steps, loss, wrong):
    said = lambda end, **more: words(f"After @k steps the loss is @L, and {end} of the border.", k=steps, L=loss, **more)
    some = said(f"@m of {len(POINTS)} points lie on the wrong side", m=wrong)
    return cases((wrong == 0, said("every point lies on its side")), (True, some))
