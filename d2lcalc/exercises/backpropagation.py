"""The exercises of "The Backpropagation Algorithm"."""

import jax
import jax.numpy as jnp

from d2lcalc.calculus import gradient
from d2lcalc.calculus.network import Edge, Network
from d2lcalc.exercises.answers import ANY, Function, Numbers, Words, points
from d2lcalc.exercises.exercise import Exercise, Mistake
from d2lcalc.networks import BOOK_POINT, book_network, small_network
from d2lcalc.scenes import BrokenSweep


def totals(network, point):
    """The total derivatives of a network at a point, by the name of the node."""
    return network.total_derivatives(network.edge_derivatives(network.values(*point)))


def partials(network, edges):
    """The derivatives by the inputs that a backward sweep over these edge derivatives gives."""
    found = network.total_derivatives(edges)
    return tuple(found[letter] for letter in network.inputs)


def miswritten(*wrong):
    """The partials of the small network by a sweep with these edges (tail, head, derivative), each a number or a node's name."""

    def sweep(*point):
        values = small_network.values(*point)
        edges = {Edge(tail, head): values.get(slope, slope) for tail, head, slope in wrong}
        return partials(small_network, small_network.edge_derivatives(values) | edges)

    return sweep


def bug_scene():
    """The book's network at its own point, with a bug in it."""
    return BrokenSweep(book_network, BOOK_POINT, bug="sign of ∂v/∂b", sliders=("z",), title="Exercise 6.2")


def neuron(w, b, t, y):
    return (jnp.tanh(w * t + b) - y) ** 2


def neuron_slopes(**instead):
    """(dL/dw, dL/db) of the neuron with parts of the product replaced."""
    parts = {
        "error": lambda s, y: s - y,
        "two": 2.0,
        "curve": lambda z, s: 1 - s**2,
        "along": lambda t: (t, 1.0),
    } | instead

    def slopes(w, b, t, y):
        z = w * t + b
        s = jnp.tanh(z)
        common = parts["two"] * parts["error"](s, y) * parts["curve"](z, s)
        return tuple(common * factor for factor in parts["along"](t))

    return slopes


three_ways_on = Network(p=lambda x, y: x * y, q=lambda p: p**2, r=lambda p, z: p + z, f=lambda p, q, r: p + q * r)
THREE_WAYS_ON = totals(three_ways_on, (2.0, -1.0, 5.0))
NEURON_CASES = ((1.0, -1.0, 2.0, 0.0), (0.7, 0.4, -1.3, 0.8), (-0.6, 1.1, 0.5, 0.3))

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
    title="The other hiding place",
    misconceptions=("M23",),
    form=Numbers(names=("z",)),
    right=2.0,
    answer="2",
    mistakes=(
        Mistake("b = 0", 1, "There it is hidden already: w + x = y + z, and every edge into b is 0. Asked for is the other one."),
        Mistake("a = 0", 3, "There the edges into a are 0. The bug sits between b and v: which numbers multiply it?"),
        Mistake("sign", -2, "y is −2, so y + z = 0 is another z."),
    ),
    hints=(
        "The picture: which edges are 0 where the bug is hidden?",
        "The bug turns −2(a − b) into 2(a − b), on its way to ∂b/∂w = 2(w + x − y − z).",
        "At z = 1 the second of these is 0. Where is the first?",
    ),
    solution="z = 2: there a = b = 1, so −2(a − b) is 0, and a 0 has no wrong sign. At every z but these two the bug shows: at 0 "
    "it says −47232 for w instead of −68224.",
    scene=bug_scene,
)

what_it_does = Exercise(
    name="6.3",
    title="What it does",
    misconceptions=("M21",),
    form=Words(
        {
            "A": "takes a step",
            "B": "estimates slopes from small changes",
            "C": "writes out a formula",
            "D": "multiplies and adds edge derivatives",
        }
    ),
    right="D",
    answer='"D"',
    mistakes=(
        Mistake("backpropagation is descent", "A", "It finds the slope. Who uses the slope is another matter."),
        Mistake("finite differences", "B", "Then it would need a run for each input, and have an error that depends on the step. Does it?"),
        Mistake(
            "algebra",
            "C",
            "Written out, ∂f/∂w of the chapter's network takes 64 operations. The sweep for all four takes far fewer: on "
            "numbers, not letters.",
        ),
    ),
    hints=(
        "The three columns: by hand, JAX, finite differences.",
        "One sweep: total = sum of edge derivative × total of the next node.",
        "Ask of each: is a weight changed? is there a step h? is there a formula at the end?",
    ),
    solution="It computes exact slopes at one point, by products and sums from the output back. Descent uses them; differences "
    "only approximate them; no formula is made.",
)

neuron_by_hand = Exercise(
    name="6.4",
    title="Neuron",
    form=Function(("w", "b", "t", "y"), NEURON_CASES),
    right=jax.grad(neuron, argnums=(0, 1)),
    answer="def slopes(w, b, t, y):\n    s = jnp.tanh(w * t + b)\n    common = 2 * (s - y) * (1 - s**2)\n    return common * t, common",
    start="def slopes(w, b, t, y):\n    return ...",
    mistakes=(
        Mistake("×t lost", neuron_slopes(along=lambda t: (1.0, 1.0)), "w is multiplied by t: raise w by ε, and z rises by tε."),
        Mistake("×t on both", neuron_slopes(along=lambda t: (t, t)), "b is not multiplied by t."),
        Mistake("2 lost", neuron_slopes(two=1.0), "The derivative of a square has a factor 2."),
        Mistake("1 − tanh² lost", neuron_slopes(curve=lambda z, s: 1.0), "Between z and the error stands tanh: an edge of its own."),
        Mistake("sigmoid's slope", neuron_slopes(curve=lambda z, s: s * (1 - s)), "σ(1 − σ) is the slope of σ. Here it is tanh."),
        Mistake("sign", neuron_slopes(error=lambda s, y: y - s)),
        Mistake("wrong place", neuron_slopes(curve=lambda z, s: 1 - jnp.tanh(s) ** 2), "The slope is taken at z: 1 − tanh²(z)."),
    ),
    hints=(
        "Draw it as a chain: w, b → z → tanh z → error → L.",
        "dL/dw = 2(s − y)·(1 − s²)·t with s = tanh z.",
        "Three edges from the end: 2(s − y), then 1 − s², then t or 1.",
    ),
    solution="2(s − y)·(1 − s²) is the total at z; ×t for w, ×1 for b. At w = 1, b = −1, t = 2, y = 0: (1.2794, 0.6397).",
)

write_the_sweep = Exercise(
    name="6.5",
    title="Write the sweep",
    misconceptions=("M22", "M23"),
    form=Function(("x", "y", "z"), points(6, dimension=3)),
    right=gradient(small_network),
    answer="def partials(x, y, z):\n    p, q = x * y, y + z\n    s = p - q\n    r_bar, s_bar = 1, 2 * s\n"
    "    p_bar, q_bar = r_bar * q + s_bar, r_bar * p - s_bar\n    return p_bar * y, p_bar * x + q_bar, q_bar",
    start="def partials(x, y, z):\n    return ...",
    mistakes=(
        Mistake("sign", miswritten(("q", "s", 1.0)), "s = p − q: raise q, and s falls."),
        Mistake("dropped path", miswritten(("p", "s", 0.0)), "p leads on to r and to s."),
        Mistake("dropped path", miswritten(("q", "s", 0.0)), "q leads on to r and to s."),
        Mistake("one parent", miswritten(("y", "q", 0.0)), "y feeds p and q: both report back to it."),
        Mistake("the inner s lost", miswritten(("s", "f", 2.0)), "The derivative of s² is 2s."),
        Mistake("edges of r exchanged", miswritten(("p", "r", "p"), ("q", "r", "q")), "r = pq: with q held, how fast does it grow with p?"),
        Mistake("edges of p exchanged", miswritten(("x", "p", "x"), ("y", "p", "y")), "p = xy: with y held, how fast does it grow with x?"),
        Mistake("overwritten for added", miswritten(("p", "r", 0.0), ("q", "r", 0.0), ("y", "p", 0.0))),
    ),
    hints=(
        "Backpropagation with this network: one edge at a time, from f.",
        "p_bar = r_bar·∂r/∂p + s_bar·∂s/∂p, and so for every node: a sum over the edges that leave it.",
        "r_bar = 1 and s_bar = 2s; then p_bar and q_bar, each with two terms.",
    ),
    solution="Forward p, q, s; backward 1 and 2s, then both reports at p and q, then both at y. At (2, −1, 4): 7, −6, 8.",
)

price = Exercise(
    name="6.6",
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

EXERCISES = (by_hand, hiding_place, what_it_does, neuron_by_hand, write_the_sweep, price)
