"""The exercises of "Multivariate Chain Rule"."""

import jax
import jax.numpy as jnp

from d2lcalc.calculus import gradient
from d2lcalc.exercises.answers import ANY, Function, Numbers, Words, points, when_measured
from d2lcalc.exercises.exercise import Exercise, Mistake
from d2lcalc.exercises.values import numbers
from d2lcalc.networks import SECOND_FORMULA, second_network
from d2lcalc.scenes import ChainRule, lit_paths

WALK = lambda t: (t**2) ** 2 * (3 * t)  # x²y along x = t², y = 3t


def fresh_network(x, y):
    p = x - y
    return p * x + p * y**2


def slopes_at_one(f):
    """∂f/∂u and ∂f/∂a of f(a, u) at a = u = 1, by central differences."""
    difference = lambda da, du: (numbers(f(1.0 + da, 1.0 + du)).item() - numbers(f(1.0 - da, 1.0 - du)).item()) / (2 * max(da, du))
    return difference(0.0, 1e-4), difference(1e-4, 0.0)


def near(number, wanted):
    return abs(number - wanted) < 1e-3


def paths_of_y(x, y):
    """The products along the three paths from y: through a, over the direct edge, through b."""
    return jnp.array([2 * (x * y) * x, 3 * y**2 * x, x * y * 3 * 2 * y])


def cancels(at):
    """Whether the three paths of y, none of them zero, add up to zero."""
    paths = paths_of_y(*at)
    return (abs(paths).min() > 1e-3) & (abs(paths.sum()) < 0.01 * abs(paths).sum())


def network_scene():
    """The network with its values and derivatives."""
    return ChainRule(second_network, (3.0, 1.0), lit_paths(), node="y", formula=SECOND_FORMULA, title="Exercise 5.7")


nudge_of_y = Exercise(
    name="5.1",
    title="A nudge of y",
    misconceptions=("M19", "M20"),
    form=Numbers(within=0.002),
    right=0.01 * gradient(fresh_network)(2.0, -1.0)[1],
    answer='"0.01*(-2 - 1 - 6)"',
    mistakes=(
        Mistake("total for edge", -0.11, "df/dp = 3 already holds the path through q: that path was counted twice."),
        Mistake("direct edge lost", -0.08, "p reaches f through q, and also directly."),
        Mistake("path through q lost", -0.07, "p moves q as well: put a finger on p."),
        Mistake("y's own edge lost", -0.03, "y also stands in f itself."),
        Mistake("slope for change", -9, "That is df/dy. y moves by 0.01."),
        Mistake("paths multiplied", 0.01 * -2 * -1 * -6),
        Mistake("wrong input", 0.06, "That is what a step of x brings."),
    ),
    hints=(
        "Part 3: the change on its way along the edges. Draw the network: three edges end at f.",
        "One product for each path from y to f, their sum, and that times 0.01.",
        "y → p → q → f: (−1)·x·1 with x = 2.",
    ),
    solution="y → p → q → f: (−1)·2·1 = −2. y → p → f: (−1)·y² = −1. y → f: 2py = −6. Together df/dy = −9, so f changes by about −0.09; "
    "in truth by −0.0895.",
)

build_it = Exercise(
    name="5.2",
    title="Build it",
    misconceptions=("M20",),
    form=Function(("a", "u"), measure=slopes_at_one),
    right=lambda a, u: 3 * u - 2 * a,
    answer="lambda a, u: 3 * u - 2 * a",
    holds=when_measured(lambda by_u, by_a: near(by_u, 3) and near(by_u + 2 * by_a, -1)),
    mistakes=(
        Mistake(
            "exchanged", lambda a, u: 2 * a - u, "Hold a. How fast does your f grow with u?", when_measured(lambda by_u, _: near(by_u, -1))
        ),
        Mistake(
            "edge for total", lambda a, u: 3 * u, "Without a in it, edge and total are one.", when_measured(lambda _, by_a: near(by_a, 0))
        ),
        Mistake(
            "the speed of a lost",
            lambda a, u: 3 * u - 4 * a,
            "Raise u by a little: a = u² rises by how much?",
            when_measured(lambda by_u, by_a: near(by_u, 3) and near(by_a, -4)),
        ),
        Mistake(
            "u already put in",
            lambda a, u: a - 3 * u,
            "Hold a. How fast does your f grow with u?",
            when_measured(lambda by_u, _: not near(by_u, 3)),
        ),
    ),
    hints=(
        "ChainRule with a second way from u to f: freeze a, and what is left is the edge.",
        "df/du = ∂f/∂u + ∂f/∂a · da/du, and da/du = 2u.",
        "3u has the edge that is asked for. What must come through a?",
    ),
    solution="With 3u for the edge, the way through a must bring −4, and a = u² brings 2 for each unit of ∂f/∂a: so ∂f/∂a = −2, and "
    "f = 3u − 2a is one of many.",
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
    solution="2xy·2t + x²·3 = 12t⁴ + 3t⁴ = 15t⁴. (So f is x²y, up to a constant: 3t⁵ on the way.)",
)

held = Exercise(
    name="5.4",
    title="Three answers to one question",
    misconceptions=("M20",),
    form=Numbers(),
    right=(1.0, 2.0 + 1.0, -gradient(fresh_network)(2.0, -1.0)[1]),
    answer="(1, 2 + 1, 9)",
    mistakes=(
        Mistake("edge and total exchanged", (3, 1, ANY), "Where q is held, what comes through q is missing."),
        Mistake("y held as well", (ANY, ANY, 3), "x is held and p = x − y stays true. If p rises, what must y do?"),
        Mistake("sign", (ANY, ANY, -9), "That is df/dy, for y rising. Which way does y go when p rises?"),
        Mistake("p held", (ANY, ANY, 6), "That comes over the edge from y to f alone. p moves, too, and q with it."),
    ),
    hints=(
        "Part 5: what moves, what is held, what follows?",
        "The first is the edge ∂f/∂p = y², the second the total df/dp.",
        "In the third y falls by ε when p rises by ε: f = px + p(x − p)².",
    ),
    solution="The edge y² = 1; the total x + y² = 3; and where y falls as p rises, 3 and −1·(2py) = 6 more: 9, which is −df/dy. "
    "Without a word on what is held the question has no answer.",
)

skip = Exercise(
    name="5.5",
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

first_error = Exercise(
    name="5.6",
    title="The first error",
    misconceptions=("M19",),
    form=Words({"A": "the slopes of f", "B": "the velocity", "C": "what level means", "D": "the place"}),
    right="C",
    answer='"C"',
    mistakes=(
        Mistake("held letter thrown away", "A", "With y held, x²y has the slope 2xy; with x held, x²."),
        Mistake("derivatives doubted", "B", "cos′ = −sin and sin′ = cos."),
        Mistake("consequence for cause", "D", "cos t = 0 is solved as it should be. But why should x be 0?"),
    ),
    hints=(
        "The walk on the landscape: was the gradient zero where the way was level?",
        "df/dt = gradient · velocity. When is a product of two arrows 0?",
        "At t = 0.6155 the gradient is (0.943, 0.667), and the velocity (−0.577, 0.816).",
    ),
    solution="C: the way is level where gradient · velocity = 0. −2cos t·sin² t + cos³ t = 0 gives tan² t = ½, t = 0.6155 and the height "
    "0.385, the greatest on the way. There ∇f is not 0: it stands at right angles to the circle, as in notebook 04.",
)

cancel = Exercise(
    name="5.7",
    title="Paths that cancel",
    misconceptions=("M19",),
    form=Numbers(names=("x", "y")),
    right=(4.5, -1.0),
    answer="(4.5, -1)",
    holds=cancels,
    mistakes=(
        Mistake("a closed path", (0.0, 1.0), "At least one path carries nothing here.", lambda at: abs(paths_of_y(*at)).min() <= 1e-3),
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
    solution="2x²y + 3xy² + 6xy² = xy(2x + 9y), which is zero for 2x = −9y, as at (4.5, −1): −40.5 + 13.5 + 27.",
    scene=network_scene,
)

EXERCISES = (nudge_of_y, build_it, walk, held, skip, first_error, cancel)
