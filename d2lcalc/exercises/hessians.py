"""The exercises of "Hessians" about second derivatives, the best quadratic and its error."""

import jax.numpy as jnp

from d2lcalc.calculus import hessian, quadratic_approximation
from d2lcalc.exercises.answers import ANY, Function, Numbers, Words, points
from d2lcalc.exercises.exercise import Exercise, Mistake

XY = ("x", "y")


def bent(x, y, z):
    return x**3 * y**2 - 2 * x * z


BENT, V = hessian(bent)(1.0, 2.0, 3.0), jnp.array([1.0, -1.0, 0.0])


by_hand = Exercise(
    name="7.1",
    title="By hand",
    misconceptions=("M24",),
    form=Numbers(),
    right=(*BENT[0], V @ BENT @ V / 2),
    answer="(24, 12, -2, 1)",
    mistakes=(
        Mistake("gradient times gradient", (36, 24, -12, ANY), "These are products of slopes. Asked for are slopes of slopes."),
        Mistake("−2xz forgotten", (ANY, ANY, 0, ANY), "−2xz has a mixed derivative too."),
        Mistake("mixed term forgotten", (ANY, 0, ANY, ANY), "Differentiate by x, then look whether y is still there."),
        Mistake("missing ½", (ANY, ANY, ANY, 2), "That is vᵀHv. The remainder over h² tends to half of it."),
        Mistake(
            "mixed term forgotten", (ANY, ANY, ANY, 13), "So it is from the two bends alone. What does the twist add along (1, −1, 0)?"
        ),
        Mistake("mixed term once", (ANY, ANY, ANY, 7), "The twist stands in H twice."),
        Mistake("sign", (ANY, ANY, ANY, 25), "Along v, y falls as x rises: which sign has v₁v₂?"),
    ),
    hints=(
        "MixedPartial: how the slope along x changes as y moves.",
        "f_xx = ∂/∂x of ∂f/∂x, f_xy = ∂/∂y of ∂f/∂x, f_xz = ∂/∂z of ∂f/∂x. The remainder over h² tends to ½vᵀHv.",
        "∂f/∂x = 3x²y² − 2z. Along v only x and y move: vᵀHv = f_xx − 2f_xy + f_yy.",
    ),
    solution="∂f/∂x = 3x²y² − 2z, so f_xx = 6xy² = 24, f_xy = 6x²y = 12 and f_xz = −2. With f_yy = 2x³ = 2 the remainder over h² tends to "
    "½(24 − 2·12 + 2) = 1: along v, f rises above T₁.",
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

from_four_values = Exercise(
    name="7.4",
    title="From four values",
    misconceptions=("M24",),
    form=Numbers(within=1e-4),
    right=((1.76 - 1.5 - 1.2 + 1.0) / (0.1 * 0.2), 1.2 + 1.5 - 1.0),
    answer="(3, 1.7)",
    mistakes=(
        Mistake("not divided", (0.06, ANY), "That is the second difference. By how much does a slope change for each unit?"),
        Mistake("divided once", (0.6, ANY), "So much does the slope along x change. Over which way does it?"),
        Mistake("divided once", (0.3, ANY), "So much does the slope along y change. Over which way does it?"),
        Mistake("sign", (-3.0, ANY), "Along the lower side the slope along x is 2, along the upper one 2.6."),
        Mistake("one side alone", (ANY, 1.2), "So it is if only x moves. What adds the way along y?"),
        Mistake("one side alone", (ANY, 1.5), "So it is if only y moves. What adds the way along x?"),
    ),
    hints=(
        "Part 3: what became of the slope along x from the lower side to the upper one?",
        "(f_NE − f_NW − f_SE + f_SW)/hk. Without a twist the two steps add up.",
        "The slope along x is (1.2 − 1)/0.1 = 2 below, and (1.76 − 1.5)/0.1 above.",
    ),
    solution="Below the slope along x is 2, above 2.6: over a way of 0.2 it changes by 0.6, so f_xy ≈ 3. Without it the far corner would "
    "have 1 + 0.2 + 0.5 = 1.7; the other 0.06 are 3·0.1·0.2, the twist.",
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

EXERCISES = (by_hand, best_quadratic, first_error, from_four_values, how_near)
