"""The exercises of "Multivariate Chain Rule"."""

from math import log

import jax

from d2lcalc.calculus import gradient
from d2lcalc.exercises.answers import ANY, Function, Numbers, Words, points
from d2lcalc.exercises.exercise import Exercise, Mistake
from d2lcalc.networks import second_network
from d2lcalc.scenes import ChainRule, lit_paths

WALK = lambda t: (t**2) ** 2 * (3 * t)  # x²y along x = t², y = 3t


def from_uv(u, v):
    """The second network from its middle layer on: a = u², b = 3v, f = a + u·b."""
    return u**2 + u * 3 * v


def paths_of_y(x, y):
    """The products along the three paths from y: through a, over the direct edge, through b."""
    return 2 * (x * y) * x, 3 * y**2 * x, x * y * 3 * 2 * y


def cancels(at):
    """Whether the three paths of y, none of them zero, add up to zero."""
    paths = paths_of_y(*at)
    size = sum(map(abs, paths))
    return min(map(abs, paths)) > 1e-3 and abs(sum(paths)) < 0.01 * size


def network_scene():
    """The network with its values and derivatives."""
    return ChainRule(second_network, (1.0, 1.0), lit_paths(), node="y", title="Exercise 5.8")


three_paths = Exercise(
    name="5.1",
    title="Three paths",
    misconceptions=("M19", "M20"),
    form=Numbers(),
    right=gradient(second_network)(1.0, -1.0)[1],
    answer="-2 + 3 + 6",
    mistakes=(
        Mistake("total for edge", 5, "df/du = 1 already holds the path through a: that path was counted twice."),
        Mistake("direct edge lost", 4, "u reaches f through a, and also directly."),
        Mistake("path through a lost", 9, "u moves a as well: put a finger on u."),
        Mistake("path through b lost", 1, "y also moves v, and v moves b."),
        Mistake("paths multiplied", -2 * 3 * 6),
        Mistake("wrong input", gradient(second_network)(1.0, -1.0)[0], "That is df/dx."),
    ),
    hints=(
        "ChainRule with this network: choose y, and the paths from it to f light up.",
        "One product for each path, and their sum.",
        "y → u → a → f: 1·(2u)·1 with u = −1.",
    ),
    solution="y → u → a → f: 1·(−2)·1 = −2. y → u → f: 1·3 = 3. y → v → b → f: (−2)·3·(−1) = 6. Together 7.",
)

edge_and_total = Exercise(
    name="5.2",
    title="Edge and total",
    misconceptions=("M20",),
    form=Numbers(),
    right=(jax.grad(lambda u, a, b: a + u * b)(-6.0, 36.0, 27.0), gradient(from_uv)(-6.0, 9.0)[0]),
    answer="(27, 15)",
    mistakes=(
        Mistake("exchanged", (15, 27), "In which of the two does a move as well?"),
        Mistake("edge for total", (27, 27)),
        Mistake("total for edge", (15, 15)),
        Mistake("only through a", (27, -12), "The total holds the path through a and the direct edge."),
    ),
    hints=(
        "ChainRule: freeze a, and the total becomes the edge.",
        "Edge: a and b stay. Total: a = u² moves too.",
        "f = a + u·b, so the edge is b = 3v = 27.",
    ),
    solution="The edge is b = 27. The total adds the way through a: 27 + 1·2u = 27 − 12 = 15.",
)

walk = Exercise(
    name="5.3",
    title="Walk",
    misconceptions=("M19",),
    form=Function(("t",), points(8, dimension=1)),
    right=jax.grad(WALK),
    answer='"15*t^4"',
    mistakes=(
        Mistake("one path", lambda t: 12 * t**4, "y moves as well."),
        Mistake("one path", lambda t: 3 * t**4, "x moves as well."),
        Mistake("paths multiplied", lambda t: 36 * t**8),
        Mistake("speeds forgotten", lambda t: 6 * t**3 + t**4, "How fast do x and y move when t does?"),
        Mistake("right at one point", lambda t: 15.0, "Right at t = 1. And at t = 2?"),
    ),
    hints=(
        "The walk on the landscape: slope = gradient · velocity.",
        "df/dt = ∂f/∂x·dx/dt + ∂f/∂y·dy/dt.",
        "∂f/∂x = 2xy = 6t³, and dx/dt = 2t.",
    ),
    solution="2xy·2t + x²·3 = 12t⁴ + 3t⁴ = 15t⁴. Put in first: f = 3t⁵, the same.",
)

count = Exercise(
    name="5.4",
    title="Count",
    form=Numbers(),
    right=(4 * 4 * 1, 3 * 4 + 4 * 4 + 4 * 1),
    answer="(16, 32)",
    mistakes=(
        Mistake("added widths", (8, ANY), "From each of the first 4 nodes one can go on to 4: added or multiplied?"),
        Mistake("from all inputs", (48, ANY), "From one input only."),
        Mistake("one layer too many", (64, ANY), "How many hidden layers does a path cross?"),
        Mistake("weights of the middle only", (ANY, 16), "Edges also come from the inputs and go to the output."),
    ),
    hints=(
        "The chart of paths against edges.",
        "A path chooses one node in each hidden layer; edges are counted layer by layer.",
        "Edges: 3·4 from the inputs to begin with.",
    ),
    solution="4·4 = 16 paths; 12 + 16 + 4 = 32 edges. With more layers paths multiply and edges add.",
)

power_tower = Exercise(
    name="5.5",
    title="A power of x at 2",
    misconceptions=("M19",),
    form=Numbers(within=0.05),
    right=jax.grad(lambda x: x ** (x**2))(2.0),
    answer='"32 + 64*log(2)"',
    mistakes=(
        Mistake("exponent frozen", 32, "Draw x twice, once for each place it stands: the exponent moves too."),
        Mistake("base frozen", 64 * log(2), "Draw x twice, once for each place it stands: the base moves too."),
        Mistake("paths multiplied", 32 * 64 * log(2), "Draw x twice, once for each place it stands. Between paths add."),
        Mistake("inner derivative lost", 32 + 16 * log(2), "How fast does the exponent x² move when x does?"),
    ),
    hints=(
        "ChainRule with one input that feeds the base and, through a square, the exponent.",
        "d(p^q) = q·p^(q−1)·dp + p^q·log p·dq, with p = x and q = x².",
        "At 2 the first path gives 4·2³ = 32.",
    ),
    solution="Through the base 4·2³·1 = 32, through the exponent 2⁴·log 2·4 = 44.3614; added, 76.3614.",
)

skip = Exercise(
    name="5.6",
    title="Skip",
    form=Numbers(within=0.001),
    right=(1 - 0.3) ** 3,
    answer="0.7**3",
    mistakes=(
        Mistake("no skip", (-0.3) ** 3, "The way around each block counts too."),
        Mistake("one skip over all", 1 + (-0.3) ** 3, "Each block has its own skip."),
        Mistake("added", 3 * 0.7, "The blocks follow one another: along a path multiply."),
        Mistake("sign", 1.3**3, "The slope of a block is −0.3: added to 1."),
    ),
    hints=(
        "One block with its skip: two paths from its input to its output.",
        "A block with a skip has the slope 1 + s.",
        "1 + (−0.3) = 0.7 for one block.",
    ),
    solution="Each block has 1 − 0.3 = 0.7, the three together 0.7³ = 0.343, where without skips only −0.027 is left.",
)

held_by_whom = Exercise(
    name="5.7",
    title="Held fixed: by whom?",
    misconceptions=("M6", "M20"),
    form=Words({"A": "u, a and b", "B": "u and a", "C": "b only", "D": "nothing"}),
    right="B",
    answer='"B"',
    mistakes=(
        Mistake("edge for total", "A", "b = 3v depends on v. What lets it stay?"),
        Mistake("held and following exchanged", "C", "b = 3v is what carries the change to f. Which nodes do not take v?"),
        Mistake("nothing held", "D", "v is moved by hand, with y where it is. Does u = xy know of it?"),
    ),
    hints=(
        "ChainRule: choose v and nudge it. Which values change?",
        "A total derivative holds what does not depend on the node, and lets the rest follow.",
        "From v the only way leads through b to f.",
    ),
    solution="u and a, which do not depend on v: v is moved by hand, and y stays. b = 3v follows, and f; df/dv = 3u.",
)

cancel = Exercise(
    name="5.8",
    title="Paths that cancel",
    misconceptions=("M19",),
    form=Numbers(names=("x", "y")),
    right=(0.9, -0.2),
    answer="(0.9, -0.2)",
    holds=cancels,
    mistakes=(
        Mistake("a closed path", (0.0, 1.0), "At least one path carries nothing here.", lambda at: min(map(abs, paths_of_y(*at))) <= 1e-3),
        Mistake("all the same sign", (2.0, 1.0), "All three pull the same way: make y and x differ in sign.", lambda at: at[0] * at[1] > 0),
        Mistake(
            "path through b lost",
            (1.5, -1.0),
            "The paths through u cancel. And the one through v and b?",
            lambda at: abs(2 * at[0] + 3 * at[1]) < 1e-6,
        ),
        Mistake(
            "direct edge lost", (3.0, -1.0), "The long paths cancel. And the direct edge?", lambda at: abs(2 * at[0] + 6 * at[1]) < 1e-6
        ),
    ),
    hints=(
        "ChainRule: choose y and watch the three products as you move x and y.",
        "The paths carry 2x²y, 3xy² and 6xy².",
        "Their sum is xy(2x + 9y).",
    ),
    solution="2x²y + 3xy² + 6xy² = xy(2x + 9y), which is zero for 2x = −9y, as at (0.9, −0.2): −0.324 + 0.108 + 0.216.",
    scene=network_scene,
)

EXERCISES = (three_paths, edge_and_total, walk, count, power_tower, skip, held_by_whom, cancel)
