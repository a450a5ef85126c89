"""The questions of "The backpropagation algorithm"."""

from d2lcalc.calculus.bugs import BUGS
from d2lcalc.calculus.network import Network
from d2lcalc.live import Choose, Type
from d2lcalc.networks import BOOK_POINT, book_network, neuron

NEURON = (1.5, -3.0, 2.0, 0.2)  # w, b, t, y


def _sweep(network, *point, bug=lambda slopes: slopes):
    """Values, edge derivatives (as a bug has them) and total derivatives, by their names."""
    values = network.values(*point)
    slopes = bug(network.edge_derivatives(values))
    edges = {f"{head}{tail}": float(slope) for (tail, head), slope in slopes.items()}
    totals = {node: float(total) for node, total in network.total_derivatives(slopes).items()}
    return {node: float(value) for node, value in values.items()}, edges, totals


_cube = Network(a=lambda u: u**2, f=lambda a, u: a * u)
_values, _edges, _totals = _sweep(_cube, 3.0)
edge_or_total = Type(
    "f = a·u, and a = u². At u = 3 (so a = 9), the total derivative df/du?",
    right=_totals["u"],
    within=0.01,
    mistakes={
        _edges["fu"]: "That is the edge derivative: a was held. The total lets it follow.",
        _totals["u"] - _edges["fu"]: "That is the way through a alone. u also stands in f itself.",
        _edges["au"]: "That is ∂a/∂u.",
        _edges["fu"] * _edges["au"] * _edges["fa"]: "Along a path multiply, between paths add.",
    },
    because="Edge 9, and through a 3·6 = 18: together 27. Indeed f = u³.",
)

paths_of_w = Type(
    "Along how many paths does w reach f?",
    right=len(book_network.paths("w")),
    within=0.1,
    mistakes={
        2: "Over a or b. And from each of these?",
        8: "So many edges are on the way. A path is a whole way from w to f.",
        16: "That is from all four inputs.",
        1: "Two edges leave w.",
    },
    because="w → a → u → f, w → a → v → f, w → b → u → f and w → b → v → f.",
)

what_serves_all = Choose(
    "Which two numbers serve all four inputs?",
    {
        "du/dw and dv/dw": "They say how u and v answer to w. For y they must be found anew.",
        "df/dy and df/dz": "Two of the four answers. Of the other two they say nothing.",
        "df/da and df/db": "Every path from an input passes a or b, and what comes after is the same for all.",
    },
    right="df/da and df/db",
)

_values, _edges, _totals = _sweep(book_network, *BOOK_POINT, bug=BUGS["sign of ∂v/∂b"])
swept_with_a_bug = Type(
    "The program takes 8 for ∂v/∂b, and not −8. What does its sweep find for df/dw at (−1, 0, −2, 1)?",
    right=_totals["w"],
    within=0.5,
    mistakes={
        _totals["b"]: "That arrives at b, and at a as well. Each is then multiplied by its edge to w.",
        _totals["a"] * _edges["aw"] * 2: "The edge from w to a is −4. What is the one from w to b?",
        _totals["a"] * _edges["aw"] + _totals["b"]: "What stands at b is multiplied by an edge, too.",
        -_totals["w"]: "The edge from w to a is negative.",
        0.0: "Over b nothing arrives. And over a?",
    },
    because="At a and at b stands 64·8 + 64·8 = 1024. So w gets 1024·(−4) + 1024·0 = −4096.",
)

thousand_inputs = Choose(
    "1000 inputs, two layers of 10, one output. Forward takes how many times as many multiplications as backward?",
    {
        "1000 times": "1000 sweeps against one, but the one is longer: it travels all 10 000 edges of the first layer.",
        "about 12 times": "120 000 against 10 110.",
        "as many": "Forward travels the two later layers once for every input.",
    },
    right="about 12 times",
)

_values, _edges, _totals = _sweep(neuron, *NEURON)
neuron_weight = Type(
    "dL/dz = 0.15, z = wt + b, t = 2. So dL/dw is …",
    right=_totals["w"],
    within=1e-3,
    mistakes={
        _totals["z"]: "That is dL/dz, and dL/db. How far does z move when w moves by 1?",
        _edges["zw"]: "That is the edge ∂z/∂w alone.",
        _totals["z"] / _values["t"]: "Divided by t. z moves t times as far as w.",
        -_totals["w"]: "Raise w: z rises, and with it L.",
    },
    because="dL/dz · ∂z/∂w = 0.15 · 2 = 0.3.",
)

best_step = Choose(
    "(f(x + h) − f(x)) / h: at which h is it nearest to the true slope?",
    {
        "10⁻¹⁵": "There f(x + h) and f(x) agree in all digits but the last.",
        "10⁻⁸": "Half of the 16 digits.",
        "10⁻²": "There the bend of the curve is still felt.",
    },
    right="10⁻⁸",
    because="Below it rounding grows like 10⁻¹⁶/h, above it the bend like h.",
)

_three = Network(p=lambda x: x**2, q=lambda p, x: p + x, f=lambda p, q: p * q)
_values, _edges, _totals = _sweep(_three, 3.0)
three_nodes = Type(
    "p = x², q = p + x, f = pq, at x = 3. So df/dx is …",
    right=_totals["x"],
    within=0.01,
    mistakes={
        _edges["fp"] * _edges["px"] + _totals["q"]: "p waits for two reports: 12 comes from f, and 9 from q.",
        _totals["p"] * _edges["px"]: "x also feeds q: 9 comes back from there.",
        _totals["p"]: "That is df/dp.",
        _values["f"]: "That is f itself.",
        _totals["p"] + _totals["q"]: "Each report is multiplied by its edge: ∂p/∂x = 2x = 6.",
    },
    because="df/dq = 9, df/dp = 12 + 9 = 21, df/dx = 21·6 + 9·1 = 135. Indeed f = x⁴ + x³.",
)
