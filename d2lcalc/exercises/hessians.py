"""The exercises of "Hessians" about second derivatives, the best quadratic and its error."""

import jax.numpy as jnp

from d2lcalc.calculus import hessian, quadratic_approximation
from d2lcalc.exercises.answers import ANY, Function, Numbers, Words, points
from d2lcalc.exercises.exercise import Exercise, Mistake

XY = ("x", "y")


def bent(x, y, z):
    return x**3 * y**2 - 2 * x * z


by_hand = Exercise(
    name="7.1",
    title="By hand",
    misconceptions=("M24",),
    form=Numbers(),
    right=hessian(bent)(1.0, 2.0, 3.0)[0],  # its first row
    answer="(24, 12, -2)",
    mistakes=(
        Mistake("gradient times gradient", (36, 24, -12), "These are products of slopes. Asked for are slopes of slopes."),
        Mistake("−2xz forgotten", (ANY, ANY, 0), "−2xz has a mixed derivative too."),
        Mistake("mixed term forgotten", (ANY, 0, ANY), "Differentiate by x, then look whether y is still there."),
    ),
    hints=(
        "MixedPartial: how the slope along x changes as y moves.",
        "f_xx = ∂/∂x of ∂f/∂x, f_xy = ∂/∂y of ∂f/∂x, f_xz = ∂/∂z of ∂f/∂x.",
        "∂f/∂x = 3x²y² − 2z.",
    ),
    solution="∂f/∂x = 3x²y² − 2z, so f_xx = 6xy² = 24, f_xy = 6x²y = 12 and f_xz = −2.",
)

best_quadratic = Exercise(
    name="7.2",
    title="Best quadratic",
    misconceptions=("M25",),
    form=Function(XY, points(8)),
    right=quadratic_approximation(lambda x, y: jnp.exp(x) * y, at=(0, 2)),
    answer='"y + x*y + x^2"',
    mistakes=(
        Mistake("missing ½", lambda x, y: 2 * x**2 + 2 * x * (y - 2) + 2 * x + y),
        Mistake("mixed term once", lambda x, y: 2 * x + y + x**2 + x * (y - 2) / 2, "It stands twice in H, so ½vᵀHv has it once in full."),
        Mistake("mixed term forgotten", lambda x, y: 2 * x + y + x**2),
        Mistake("plane only", lambda x, y: 2 * x + y, "That is T₁. What does ½vᵀHv add?"),
        Mistake("not displaced", lambda x, y: x**2 + x * y + 2 * x + y, "Its centre is (0, 2): y enters as y − 2."),
    ),
    hints=(
        "QuadraticApproximation: the plane, and what the quadratic adds to it.",
        "T₂ = f + ∇f·v + ½vᵀHv with v = (x − 0, y − 2).",
        "f = 2, ∇f = (2, 1), H = [[2, 1], [1, 0]] at (0, 2).",
    ),
    solution="2 + 2x + (y − 2) + ½(2x² + 2x(y − 2)) = y + xy + x². At (0.1, 2.2): 2.43, where the truth is 2.43138.",
)

first_error = Exercise(
    name="7.3",
    title="The first error",
    misconceptions=("M24", "M25"),
    form=Words({"A": "value and gradient", "B": "the Hessian", "C": "εᵀHε", "D": "the quadratic"}),
    right="C",
    answer='"C"',
    mistakes=(
        Mistake("value doubted", "A", "x²y at (1, 2) is 2; its slopes are 2xy and x²."),
        Mistake("Hessian doubted", "B", "Differentiate 2xy by x and by y: 2y and 2x. And x² by y gives 0."),
        Mistake("consequence for cause", "D", "If C were right, D would follow."),
    ),
    hints=(
        "QuadraticApproximation: what does each entry of H contribute?",
        "εᵀHε = H₁₁ε₁² + H₁₂ε₁ε₂ + H₂₁ε₂ε₁ + H₂₂ε₂².",
        "Multiply H by ε first: its two rows give 4ε₁ + 2ε₂ and 2ε₁.",
    ),
    solution="C: the twist stands in H twice, so εᵀHε = 4ε₁² + 4ε₁ε₂. At (1.1, 2.2) line D gives 2.64, the best quadratic "
    "2 + 4ε₁ + ε₂ + 2ε₁² + 2ε₁ε₂ gives 2.66, and f is 2.662.",
)

on_the_border = Exercise(
    name="7.4",
    title="On the border",
    misconceptions=("M24",),
    form=Numbers(),
    right=((6 / 2) ** 2, 2 / 6),
    answer='"9, 1/3"',
    mistakes=(
        Mistake("no square", (3.0, ANY), "Try the line y = x/2: 1 − 3 + 3/4 is below zero. There is a saddle."),
        Mistake("twist not halved", (36.0, ANY), "A trough is one square. What is the mixed term of (x − ay)²?"),
        Mistake("line turned", (9.0, 3.0), "Along y = 3x it is x² − 18x² + 81x², a valley."),
        Mistake("sign", (9.0, -1 / 3), "Along y = −x/3 it is x² + 2x² + x²."),
    ),
    hints=(
        "Twist: for which c₁₂ is x² + c₁₂xy + y² a trough, and what is it then?",
        "(x − ay)² = x² − 2axy + a²y².",
        "2a = 6.",
    ),
    solution="With a = 3 it is (x − 3y)², so c = 9, and it is 0 all along x = 3y, y = x/3. With a smaller c it is a saddle, "
    "with a larger one a bowl.",
)

how_near = Exercise(
    name="7.5",
    title="How near?",
    misconceptions=("M25",),
    form=Numbers(within=1e-4),
    right=(0.2 * (0.000008 / 0.08) ** (1 / 2), 0.2 * (0.000008 / 0.008) ** (1 / 3)),
    answer="(0.002, 0.02)",
    mistakes=(
        Mistake(
            "order 1",
            (0.2e-4, ANY),
            "That takes an error of order 1. The plane's is one of order 2.",
            lambda at: at[0] < 1e-4,
        ),
        Mistake("order 2 for both", (ANY, 0.2 * 0.001**0.5), "The quadratic's error falls with the cube of the distance."),
        Mistake("factors for distances", (100.0, 10.0), "So many times nearer. The distance at first was 0.2."),
    ),
    hints=(
        "Part 5: by which factor does each error fall when the distance is divided by ten?",
        "Plane: error C·t². Quadratic: error C·t³.",
        "The plane's error is to fall to a ten-thousandth, the quadratic's to a thousandth.",
    ),
    solution="A ten-thousandth is the square of a hundredth: 0.2/100 = 0.002. A thousandth is the cube of a tenth: 0.2/10 = 0.02. "
    "The quadratic serves ten times as far from P.",
)

EXERCISES = (by_hand, best_quadratic, first_error, on_the_border, how_near)
