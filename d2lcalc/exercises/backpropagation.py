"""The exercises of "The Backpropagation Algorithm"."""

import jax
import jax.numpy as jnp

from d2lcalc.calculus.network import Network
from d2lcalc.exercises.answers import ANY, Function, Numbers, Words
from d2lcalc.exercises.exercise import Exercise, Mistake


def totals(network, point):
    """The total derivatives of a network at a point, by the name of the node."""
    return network.total_derivatives(network.edge_derivatives(network.values(*point)))


def is_hidden(at):
    """Whether no number is 0 and yet what is lost with ∂s/∂q, 2s · (−1), is 0."""
    x, y, z = at
    return (abs(at).min() > 1e-6) & (abs(x * y - y - z) < 1e-6)


def used_twice(w, t, y):
    return (jnp.tanh(w * jnp.tanh(w * t)) - y) ** 2


def slope_of_twice(two=2.0, late=1.0, early=lambda w, t: w * t, curve=lambda s: 1 - s**2):
    """dL/dw with parts of the two products replaced."""

    def slope(w, t, y):
        s = jnp.tanh(w * t)
        r = jnp.tanh(w * s)
        return two * (r - y) * curve(r) * (late * s + early(w, t) * curve(s))

    return slope


three_ways_on = Network(p=lambda x, y: x * y, q=lambda p: p**2, r=lambda p, z: p + z, f=lambda p, q, r: p + q * r)
THREE_WAYS_ON = totals(three_ways_on, (2.0, -1.0, 5.0))
TWICE_CASES = ((1.0, 2.0, 0.0), (0.7, -1.3, 0.8), (-0.6, 0.5, 0.3))

WEIGHTS, REPORTS = 64 * 128 + 128 * 32 + 32, 128 * 32 + 32
FORWARD = 64 * 128 * (1 + 32 + 32) + 128 * 32 * (1 + 1) + 32  # each weight's edge, and those after it

by_hand = Exercise(
    name="6.1",
    title="By hand",
    misconceptions=("M20",),
    form=Numbers(),
    right=tuple(THREE_WAYS_ON[node] for node in "qrpxyz"),
    answer="(3, 4, -7, 7, -14, 4)",
    mistakes=(
        Mistake("values for slopes", (4, 3, ANY, ANY, ANY, ANY), "4 and 3 are the values of q and r. How does f change when q moves?"),
        Mistake("direct edge lost", (ANY, ANY, -8, ANY, ANY, ANY), "p leads on to q and to r, and it stands in f itself."),
        Mistake("dropped path", (ANY, ANY, 5, ANY, ANY, ANY), "p leads on to q, too."),
        Mistake("dropped path", (ANY, ANY, -11, ANY, ANY, ANY), "p leads on to r, too."),
        Mistake("the inner p lost", (ANY, ANY, -1, ANY, ANY, ANY), "The derivative of p² is 2p."),
        Mistake("local for total", (ANY, ANY, 1, ANY, ANY, ANY), "1 is the edge from p to f. Two more reports come back to p."),
        Mistake("local for total", (ANY, ANY, ANY, -1, ANY, ANY), "−1 is the edge from x to p. How fast does f answer to p?"),
    ),
    hints=(
        "Draw the network: three edges lead on from p.",
        "A node's total is the sum, over the edges that leave it, of edge derivative times the total at the other end.",
        "Forward first: p = −2, q = 4, r = 3. Then q gets r = 3, and r gets q = 4.",
    ),
    solution="q: r = 3. r: q = 4. p: 1 + 3·(−4) + 4·1 = −7. x: −7·y = 7. y: −7·x = −14. z: 4.",
)

hiding_place = Exercise(
    name="6.2",
    title="Where a bug hides",
    misconceptions=("M23",),
    form=Numbers(),
    right=(2.0, 1.0, 1.0),
    answer="(2, 1, 1)",
    holds=is_hidden,
    mistakes=(
        Mistake("a zero among them", (1.0, 1.0, 0.0), "None of x, y and z may be 0.", lambda at: abs(at).min() == 0),
        Mistake(
            "q = 0",
            (2.0, 1.0, -1.0),
            "With q = 0 the edge from p to r is 0, which is not lost. What is the lost edge multiplied by?",
            lambda at: at[1] + at[2] == 0,
        ),
        Mistake("the worked run", (1.0, 2.0, 3.0), "There s = −3, and 6 is missing at q: df/dz comes out as 2 instead of 8."),
    ),
    hints=(
        "Part 4: what does q get over the edge from s?",
        "The lost report is df/ds · ∂s/∂q = 2s · (−1).",
        "It is 0 where s = 0, so where p = q. Choose x and y, and find z.",
    ),
    solution="Where s = xy − y − z = 0 the lost report is −2s = 0, and whoever loses a 0 loses nothing: at (2, 1, 1) the derivatives "
    "are 2, 6 and 2, with the edge or without it. At every other point df/dz shows the bug.",
)

weights_at_zero = Exercise(
    name="6.3",
    title="Two weights at zero",
    misconceptions=("M21", "M22"),
    form=Words({"A": "w₂ moves first", "B": "the second sweep fills them", "C": "both stay at 0", "D": "each sweep lowers the loss"}),
    right="C",
    answer='"C"',
    mistakes=(
        Mistake("a factor overlooked", "A", "The slope of w₂ is what stands at r, times what w₂ saw. What is s here?"),
        Mistake("empty is zero", "B", "These zeros are results: all reports have come. The second sweep finds the same."),
        Mistake("backpropagation is descent", "D", "A sweep finds slopes and moves nothing. A step does. Which slopes does it get?"),
    ),
    hints=(
        "Sweep by hand: what stands at r, and at s?",
        "At r stands 2(r − y) = −2. To w₂ that goes times s, to s times w₂.",
        "Both s and w₂ are 0.",
    ),
    solution="At r stands 2(0 − 1) = −2. At w₂: −2·s = 0. At s: −2·w₂ = 0, and so 0 at w₁, too. No step ever moves them, although L = 1: "
    "they stand on a saddle. So weights begin at small random numbers.",
)

used_in_two_places = Exercise(
    name="6.4",
    title="A weight used twice",
    form=Function(("w", "t", "y"), TWICE_CASES),
    right=jax.grad(used_twice),
    answer="def slope(w, t, y):\n    s = jnp.tanh(w * t)\n    r = jnp.tanh(w * s)\n    at_ws = 2 * (r - y) * (1 - r**2)\n"
    "    at_wt = at_ws * w * (1 - s**2)\n    return at_ws * s + at_wt * t",
    start="def slope(w, t, y):\n    return ...",
    mistakes=(
        Mistake("dropped path", slope_of_twice(early=lambda w, t: 0.0), "w moves s as well, and s moves r."),
        Mistake("dropped path", slope_of_twice(late=0.0), "w also stands beside s: a second report comes from there."),
        Mistake("×t lost", slope_of_twice(early=lambda w, t: w), "Raise w by ε, and wt rises by tε."),
        Mistake("×w lost", slope_of_twice(early=lambda w, t: t), "How far does ws move when s does?"),
        Mistake("2 lost", slope_of_twice(two=1.0), "The derivative of a square has a factor 2."),
        Mistake("1 − tanh² lost", slope_of_twice(curve=lambda s: 1.0), "tanh is an edge of its own, twice."),
        Mistake("sigmoid's slope", slope_of_twice(curve=lambda s: s * (1 - s)), "σ(1 − σ) is the slope of σ. Here it is tanh."),
        Mistake("sign", slope_of_twice(two=-2.0)),
    ),
    hints=(
        "Draw it: w leads on to wt and to ws. Two reports come back.",
        "At ws stands 2(r − y)·(1 − r²), at wt that times w·(1 − s²).",
        "The report from ws is what stands there, times s.",
    ),
    solution="What stands at ws, 2(r − y)·(1 − r²), times s; and what stands at wt, that times w·(1 − s²), times t. Added: "
    "at w = 1, t = 2, y = 0 that is 0.6378 + 0.0935 = 0.7313.",
)

price = Exercise(
    name="6.5",
    title="The price of all weights",
    form=Numbers(),
    right=REPORTS + WEIGHTS,
    answer="(64 * 128 + 128 * 32 + 32) + (128 * 32 + 32)",
    mistakes=(
        Mistake("weights alone", WEIGHTS, "That is one for each weight. And how did the reports come to the nodes?"),
        Mistake("reports alone", REPORTS, "So the reports come to the nodes. And from a node to the slope of a weight?"),
        Mistake(
            "reports to the inputs", 2 * WEIGHTS, "A weight asks what its node heard and what it saw. Must a report go on to an input?"
        ),
        Mistake("widths added", 64 + 128 + 32 + 1, "Nodes were counted. How many edges lie between 64 and 128 nodes?"),
        Mistake("a sweep for each weight", FORWARD, "That is forward mode, with a sweep for each weight. Backward one sweep is enough."),
    ),
    hints=(
        "SweepCost, switched to the weights: backward.",
        "Weights: all edges. Reports: all edges but those that leave the inputs.",
        "64·128 + 128·32 + 32 weights to begin with.",
    ),
    solution="8192 + 4096 + 32 = 12320 weights, and f takes as many multiplications. Reports: 32 to the second layer, 4096 to the first. "
    "Together 16448: all slopes for 1.3 times the price of f.",
)

EXERCISES = (by_hand, hiding_place, weights_at_zero, used_in_two_places, price)
