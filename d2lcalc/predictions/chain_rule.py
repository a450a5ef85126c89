"""The questions of "Multivariate chain rule"."""

from math import log

from d2lcalc.calculus import gradient
from d2lcalc.calculus.network import Edge
from d2lcalc.live import Choose, Type
from d2lcalc.networks import TELLING_POINT, book_network, second_network

NUDGE = 0.01
THROUGH_U, THROUGH_V = (
    float(product)
    for product in book_network.path_products("a", book_network.edge_derivatives(book_network.values(*TELLING_POINT))).values()
)


def edge_and_total(*point):
    """∂f/∂u and df/du of the second network."""
    edges = second_network.edge_derivatives(second_network.values(*point))
    return float(edges[Edge("u", "f")]), float(second_network.total_derivatives(edges)["u"])


DRAWN_EDGE, DRAWN_TOTAL = edge_and_total(2.0, 1.0)
DRAWN_BY_MOVING_Y = gradient(second_network)(2.0, 1.0)[1].item() / 2  # df/dy for each unit of y, and x = 2
EDGE, TOTAL = edge_and_total(1.0, 2.0)  # at the exit ticket

two_displacements = Type(
    "Slopes 2 along x and −3 along y. x moves by 0.1, y by 0.2: f changes by about …",
    right=2 * 0.1 - 3 * 0.2,
    within=0.01,
    mistakes={
        2 * 0.1 + 3 * 0.2: "The slope along y is negative.",
        2 * 0.2 - 3 * 0.1: "The steps are swapped: x moves by 0.1.",
        2 * 0.1: "y moves as well.",
        -3 * 0.2: "x moves as well.",
        2 * 0.1 * -3 * 0.2: "Each slope meets its own step; then add.",
    },
    because="2·0.1 + (−3)·0.2 = −0.4.",
)

power = Choose(
    "The slope of xˣ at x = 2 is …",
    {
        "4": "x·xˣ⁻¹ holds the exponent still. The exponent is x, too.",
        f"{4 * log(2):.2f}": "xˣ·log x holds the base still. The base is x, too.",
        f"{4 + 4 * log(2):.2f}": "4 because the base moves, 4·log 2 because the exponent moves.",
        f"{16 * log(2):.2f}": "That is the product of the two ways. Changes add.",
    },
    right=f"{4 + 4 * log(2):.2f}",
)

level_walk = Choose(
    "Once around the circle: where is the way level for a moment?",
    {
        "where the height is 0": "There the way crosses the contour 0, and goes on falling or rising.",
        "where it touches a contour": "There the next step is along the contour: no rise, no fall.",
        "where the gradient is zero": "On this circle it is nowhere zero.",
        "nowhere": "It comes back to where it began. Somewhere it must turn from falling to rising.",
    },
    right="where it touches a contour",
)

nudge_of_a = Type(
    "a is raised by 0.01. How much will f change, roughly?",
    right=NUDGE * (THROUGH_U + THROUGH_V),
    within=0.15,
    mistakes={
        NUDGE * THROUGH_U: "That is what comes through u. What comes through v?",
        NUDGE * THROUGH_V: "That is what comes through v. What comes through u?",
        NUDGE * (THROUGH_U - THROUGH_V): "The sign of ∂v/∂a got lost: v falls when a rises.",
        THROUGH_U + THROUGH_V: "That is the change for each unit of a. It moves by 0.01.",
        NUDGE * 20 * -16 * 328: "Along a path derivatives are multiplied; between the paths, add.",
    },
    because="0.01·20·328 through u and 0.01·(−16)·328 through v: 65.6 − 52.48 = 13.12.",
)

paths_through_layers = Type(
    "Two inputs, ten layers of two nodes, one output: how many paths lead from one input to the output?",
    right=2**10,
    within=0.5,
    mistakes={
        20: "2 + 2 + … + 2. At each layer every path splits in two: multiply.",
        40: "That is how many edges lie between inputs and last layer. Paths share edges.",
        42: "So many edges there are. Paths share edges.",
        2**11: "The last layer has one way to the output, not two.",
        2**9: "The first step, from the input, splits too.",
    },
    because="Each of ten steps can go to either of two nodes: 2¹⁰ = 1024.",
)

multiple_of_u = Type(
    "f = a + u·b. u rises by ε, and what depends on it follows. f rises by about how many ε?",
    right=DRAWN_TOTAL,
    within=0.1,
    mistakes={
        DRAWN_EDGE: "That comes along the direct edge. a = u² moves too.",
        DRAWN_TOTAL - DRAWN_EDGE: "That comes through a. u stands in u·b, too.",
        DRAWN_EDGE * (DRAWN_TOTAL - DRAWN_EDGE): "Along a path multiply, between paths add.",
        1: "So it would be if one edge of derivative 1 were all of the way. Two paths lead on from u.",
    },
    because="4·1 through a, and 3 along the direct edge.",
)

by_moving_y = Type(
    "At (2, 1) u = xy is raised by ε by moving y alone. f rises by about how many ε?",
    right=DRAWN_BY_MOVING_Y,
    within=0.1,
    mistakes={
        DRAWN_TOTAL: "That is with y held. What else does y feed?",
        2 * DRAWN_BY_MOVING_Y: "So much for each unit of y. How far must y move for u to rise by ε?",
        4 * DRAWN_BY_MOVING_Y: "u = 2y rises twice as fast as y: does y move by 2ε or by ε/2?",
        DRAWN_BY_MOVING_Y - DRAWN_TOTAL: "That comes through v. And through u?",
    },
    because="y moves by ε/2, and f by 26 for each unit of y.",
)

ten_blocks = Choose(
    "Ten sigmoids in a row, each of slope at most ¼. How much of a small change comes through?",
    {
        "about a quarter": "The first lets that much through. Then come nine more.",
        "two and a half": "Ten times ¼. Along a path derivatives are multiplied.",
        "at most a millionth": "(¼)¹⁰ is less than 10⁻⁶.",
    },
    right="at most a millionth",
)

edge_at_ticket = Type(
    "The edge derivative ∂f/∂u at (x, y) = (1, 2)?",
    right=EDGE,
    within=0.01,
    mistakes={
        TOTAL: "That is the total: a was allowed to move.",
        TOTAL - EDGE: "That is what comes through a. The edge holds a fixed.",
        2: "That is the value of u.",
        6: "b = 3v, and v = y² = 4.",
    },
    because="With a and b held, f = a + u·b has the slope b = 3·2² = 12.",
)

total_at_ticket = Type(
    "And the total derivative df/du there?",
    right=TOTAL,
    within=0.01,
    mistakes={
        EDGE: "That is the edge: when u moves, a moves too.",
        TOTAL - EDGE: "That is what comes through a. u also feeds f directly.",
        EDGE * (TOTAL - EDGE): "The two paths were multiplied. Between paths, add.",
    },
    because="2u = 4 through a, and 12 along the edge.",
)
