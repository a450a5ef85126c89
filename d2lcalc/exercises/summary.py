"""Exercises of the chapter, and two on the network that learns."""

import jax
import jax.numpy as jnp

from d2lcalc.calculus import gradient, learning
from d2lcalc.exercises.answers import ANY, Function, Numbers, Words
from d2lcalc.exercises.exercise import Exercise, Mistake
from d2lcalc.exercises.matrix import arrays
from d2lcalc.exercises.typed import matrix_function
from d2lcalc.live import Number, Scene, arrow, contour, plan, point, say, words

WEIGHTS = ("W1", "b1", "W2", "b2")
ANSWERS = jnp.array([0.0, 1.0, 1.0, 0.0, 1.0])
SWEEP_CASES = tuple((X, ANSWERS, *weights) for X, *weights in (arrays((5, n), (n, 4), (4,), (4, 1), (1,)) for n in (2, 4)))
ZEROS = [jnp.zeros_like(w) for w in learning.starting_weights()]


def through_sine(X, y, W1, b1, W2, b2):
    """The mean cross-entropy of a network with a sine between its two layers."""
    z = (jnp.sin(X @ W1 + b1) @ W2 + b2)[:, 0]
    return jnp.mean(jnp.logaddexp(0.0, z) - y * z)


def backward(passes=jnp.cos, arrives=lambda z, y: (jax.nn.sigmoid(z) - y) / len(y)):
    """The sweep of `through_sine` to ∂L/∂W₁, with this slope between the layers and these slopes at the score."""

    def slopes(X, y, W1, b1, W2, b2):
        A = X @ W1 + b1
        return X.T @ (arrives(jnp.sin(A) @ W2 + b2, y[:, None]) @ W2.T * passes(A))

    return slopes


def first_pull(x, y):
    return (x - 2) ** 2 + y**2


def second_pull(x, y):
    return x**2 + 4 * (y - 1) ** 2


def pulls(x, y):
    """Both gradients at the point, pulling downhill, and the level curves through it."""
    (p, q), (r, s) = gradient(first_pull)(x, y), gradient(second_pull)(x, y)
    return [
        plan(
            contour(first_pull, first_pull(x, y), role="function", label="g", name="the level curve of g"),
            contour(second_pull, second_pull(x, y), role="quadratic", label="h", name="the level curve of h"),
            arrow((x, y), (x - p / 5, y - q / 5), role="function", label="−∇g", name="the pull of g, a fifth as long"),
            arrow((x, y), (x - r / 5, y - s / 5), role="quadratic", label="−∇h", name="the pull of h, a fifth as long"),
            point((x, y), drag=("x", "y"), label="P", name="the point P"),
            window=(-2.3, 3.7, -1.7, 2.3),
        ),
        say(words("At (@x, @y) g pulls by (@p, @q) and h by (@r, @s).", x=x, y=y, p=-p, q=-q, r=-r, s=-s)),
    ]


def two_pulls():
    """g = (x − 2)² + y² and h = x² + 4(y − 1)² pull at a point that can be dragged."""
    return Scene(pulls, title="Two pulls", x=Number(2.4, min=-1, max=3, step=0.02), y=Number(1.6, min=-1, max=2, step=0.02))


def balanced(at):
    """Whether the two gradients cancel, but for 0.1."""
    return jnp.linalg.norm(gradient(first_pull)(*at) + gradient(second_pull)(*at)) < 0.1


length = Exercise(
    name="10.1",
    title="‖v‖",
    form=Function(("v",), ((jnp.array([3.0, -4.0]),), arrays((3,))), reads=matrix_function),
    right=jax.grad(jnp.linalg.norm),
    answer="lambda v: v / jnp.sqrt(jnp.sum(v**2))",
    mistakes=(
        Mistake("root forgotten", lambda v: 2 * v, "That is the derivative of ‖v‖²."),
        Mistake("not divided", lambda v: v, "Twice as far out, is the cone twice as steep?"),
        Mistake("divided twice", lambda v: v / jnp.sum(v**2), "How long must it be? The cone has slope 1 straight outward."),
        Mistake("one number", lambda v: jnp.linalg.norm(v), "The derivative has the shape of v."),
        Mistake("all ones", jnp.ones_like, "Toward which side does the length grow fastest?"),
    ),
    hints=(
        "The cone: slope 1 straight outward, everywhere.",
        "‖v‖ = (v₁² + v₂² + …)^½, and the chain rule.",
        "½·(…)^(−½)·2v₁ is the first component.",
    ),
    solution="v/‖v‖, one unit long and straight outward; (0.6, −0.8) at (3, −4). At 0 there is no derivative: the tip of the cone.",
)

every_one = Exercise(
    name="10.2",
    title="Every one",
    misconceptions=("M18",),
    form=Words(("minimum", "maximum", "saddle"), map=True),
    right={(0, 0): "saddle"},
    answer='{(0, 0): "saddle"}',
    mistakes=(
        Mistake(
            "second equation forgotten",
            {(0, 0): "saddle", (1, -2): "saddle"},
            "y = −2x solves the first equation. Put it into the second: −3x² = 0.",
            lambda found: found.keys() != {(0.0, 0.0)},
        ),
        Mistake("minimum because f_xx = 0", {(0, 0): "minimum"}, "f(x, x) = 2x³: what sign has it on either side?"),
        Mistake("maximum", {(0, 0): "maximum"}, "f(x, x) = 2x³: what sign has it on either side?"),
    ),
    hints=(
        "∂f/∂x = y(2x + y) = 0 and ∂f/∂y = x(x + 2y) = 0.",
        "If y = 0 the second gives x = 0. If y = −2x it gives −3x² = 0.",
        "H is zero there, so it is silent. Consider f(x, x).",
    ),
    solution="Only (0, 0). H is zero there and cannot decide; f(x, x) = 2x³ takes both signs: a saddle.",
)

balance = Exercise(
    name="10.3",
    title="Two pulls",
    form=Numbers(names=("x", "y")),
    right=(1.0, 0.8),
    answer="(1, 0.8)",
    holds=balanced,
    mistakes=(
        Mistake(
            "only the trivial case",
            (2.0, 0.0),
            "One pull is zero here, the other is not.",
            lambda at: jnp.minimum(first_pull(*at), second_pull(*at)) < 0.01,
        ),
        Mistake(
            "midpoint of the minima",
            (1.0, 0.5),
            "h pulls harder along y: are the arrows equally long?",
            lambda at: (abs(at[0] - 1) < 0.03) & (abs(at[1] - 0.5) < 0.03),
        ),
        Mistake(
            "where g = h",
            (1.0, 2 / 3),
            "Equal heights. Are the slopes equal and opposite?",
            lambda at: abs(first_pull(*at) - second_pull(*at)) < 0.05,
        ),
    ),
    hints=(
        "The two level curves touch where the arrows are opposite.",
        "2(x − 2) + 2x = 0 and 2y + 8(y − 1) = 0.",
        "The first gives x = 1.",
    ),
    solution="(1, 0.8): ∇g = (−2, 1.6), ∇h = (2, −1.6). Opposite gradients make the level curves tangent. They mark critical "
    "points, not only minima.",
    scene=two_pulls,
)

all_from_zero = Exercise(
    name="10.4",
    title="All from zero",
    form=Numbers(),
    right=(0, learning.loss(ZEROS, *learning.two_moons()), 1),
    answer="(0, 0.6931, 1)",
    mistakes=(
        Mistake("four neurons", (ANY, ANY, 4), "They start alike. Does anything on the way back tell one from another?"),
        Mistake("all move", (17, ANY, ANY), "The slope of a weight is what arrives, times what the weight saw. What did those of W₂ see?"),
        Mistake("W₂ moves", (4, ANY, ANY), "The slope of a weight of W₂ is what arrives, times h. How large is h if W₁ and b₁ are 0?"),
        Mistake("W₂ moves", (5, ANY, ANY), "The slope of a weight of W₂ is what arrives, times h. How large is h if W₁ and b₁ are 0?"),
        Mistake("W₁ moves", (8, ANY, ANY), "What is handed on to W₁ has been multiplied by W₂, which is 0."),
        Mistake("the last bias moves", (1, ANY, ANY), "Its slope is the mean of p − y: how many points have y = 1, and how many y = 0?"),
        Mistake("no slope, no loss", (0, 0, ANY), "Nothing moves, so the loss stays what it was at first: there p = ½ for every point."),
    ),
    hints=(
        "A slope of a weight: what arrives, times what it saw.",
        "At the score arrives (p − y)/24. With all weights 0, what is h, and what is p?",
        "W₂ saw h = 0, and what is handed on was multiplied by W₂ = 0. That leaves b₂, and p − y is ½ or −½. From ½: neurons with equal "
        "weights get equal slopes.",
    ),
    solution="h = tanh 0 = 0 and p = ½ for every point. W₂ saw h = 0; what is handed on is multiplied by W₂ = 0; and b₂ has the mean of "
    "twelve times ½ and twelve times −½. So ∇L = 0: nothing ever moves, and the loss stays −log ½ = 0.6931. This critical point is a "
    "saddle: from random weights, however small, descent gets away. From ½ everything moves, but four neurons with equal weights get equal "
    "slopes and stay equal: they are one neuron, and draw a straight border.",
)

own_sweep = Exercise(
    name="10.5",
    title="Your own sweep",
    form=Function(("X", "y", *WEIGHTS), SWEEP_CASES, reads=matrix_function),
    right=jax.grad(through_sine, argnums=2),
    answer="def slopes_of_W1(X, y, W1, b1, W2, b2):\n    A = X @ W1 + b1\n    p = jax.nn.sigmoid(jnp.sin(A) @ W2 + b2)\n"
    "    G = (p - y[:, None]) / y.size\n    return X.T @ ((G @ W2.T) * jnp.cos(A))",
    start="def slopes_of_W1(X, y, W1, b1, W2, b2):\n    return ...",
    mistakes=(
        Mistake("the bend forgotten", backward(jnp.ones_like), "On the way back every entry passes the sine: times which slope?"),
        Mistake("the slope of tanh", backward(lambda A: 1 - jnp.sin(A) ** 2), "1 − h² is the slope of tanh. What is that of the sine?"),
        Mistake("value for slope", backward(jnp.sin), "The sine is what came out. What is its slope there?"),
        Mistake("sum for mean", backward(arrives=lambda z, y: jax.nn.sigmoid(z) - y), "L is a mean: what share has each row?"),
        Mistake("score for probability", backward(arrives=lambda z, y: (z - y) / len(y)), "What arrives is p − y, and p = σ(z)."),
        Mistake("sign", backward(arrives=lambda z, y: (y - jax.nn.sigmoid(z)) / len(y)), "Raise z where y = 0: does L rise or fall?"),
        Mistake("that is for W₂", jax.grad(through_sine, argnums=4), "It has the shape of W₂. Hand on what arrives, and go on."),
    ),
    hints=(
        "Three stations: the score, the sine, the first layer.",
        "At the score arrives (p − y)/n, as a column. A layer Z = HW + b hands on GWᵀ, and its own slope is HᵀG (notebook 09).",
        "Between the layers each entry is multiplied by the slope of the sine, cos A.",
    ),
    solution="G = (σ(z) − y)/n arrives, GW₂ᵀ is handed on, times cos A entry by entry, and Xᵀ takes it to the weights. With W₂, b₁ and b₂ "
    "done alike the network learns: on the two moons 200 steps with η = 4 bring its loss to 0.0033; with tanh it was 0.0052.",
)

EXERCISES = (length, every_one, balance, all_from_zero, own_sweep)
