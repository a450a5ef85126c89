"""The exercises of "Hessians" about second derivatives, the best quadratic and its error."""

import jax.numpy as jnp

from d2lcalc.calculus import hessian, quadratic_approximation
from d2lcalc.exercises.answers import ANY, Function, Numbers, Words, points
from d2lcalc.exercises.exercise import Exercise, Mistake
from d2lcalc.live import Number, Scene, say, stage, surface, words

XY = ("x", "y")


def second_partials(f, *at):
    """f_xx, f_xy and f_yy."""
    (a, b), (_, c) = hessian(f)(*at)
    return jnp.stack([a, b, c])


def bent(x, y):
    return x**3 * y**2 - 2 * x * y


def to_build():
    """The quadratic c₁₁x² + c₁₂xy + c₂₂y², flat at first; its Hessian is not in it."""

    def picture(c11, c12, c22):
        ground = stage(surface(lambda x, y: c11 * x**2 + c12 * x * y + c22 * y**2), window=(-1, 1, -1, 1), height=(-3, 5))
        return [ground, say(words("The quadratic is @[@a x² + @b xy + @c y²].", a=c11, b=c12, c=c22))]

    letters = {"c11": "c₁₁", "c12": "c₁₂", "c22": "c₂₂"}
    sliders = {name: Number(0.0, min=-4, max=4, step=0.5, label=letter) for name, letter in letters.items()}
    return Scene(picture, title="Exercise 7.4", **sliders)


by_hand = Exercise(
    name="7.1",
    title="By hand",
    misconceptions=("M24",),
    form=Numbers(),
    right=second_partials(bent, 1.0, 2.0),
    answer="(24, 10, 2)",
    mistakes=(
        Mistake("swapped", (2, 10, 24), "f_xx differentiates by x, twice."),
        Mistake("gradient times gradient", (64, 16, 4), "These are products of slopes. Asked for are slopes of slopes."),
        Mistake("−2xy forgotten", (ANY, 12, ANY), "−2xy has a mixed derivative too."),
        Mistake("mixed term forgotten", (ANY, 0, ANY), "Differentiate by x, then look whether y is still there."),
    ),
    hints=(
        "MixedPartial: how the slope along x changes as y moves.",
        "f_xx = ∂/∂x of ∂f/∂x, f_xy = ∂/∂y of ∂f/∂x.",
        "∂f/∂x = 3x²y² − 2y.",
    ),
    solution="∂f/∂x = 3x²y² − 2y and ∂f/∂y = 2x³y − 2x, so f_xx = 6xy² = 24, f_xy = 6x²y − 2 = 10 and f_yy = 2x³ = 2.",
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
        "QuadraticApproximation: plane and quadratic, switched on one after the other.",
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

build_it = Exercise(
    name="7.4",
    title="Build it",
    misconceptions=("M24", "M25"),
    form=Numbers(names=("c11", "c12", "c22")),
    right=(1.0, -1.0, 2.0),
    answer="(1, -1, 2)",
    mistakes=(
        Mistake("entries copied", (2.0, -1.0, 4.0), "Differentiate 2x² twice: is it 2?"),
        Mistake("twist halved", (1.0, -0.5, 2.0), "c₁₂xy, differentiated once by x and once by y, leaves all of c₁₂."),
        Mistake("twist doubled", (1.0, -2.0, 2.0), "The twist stands in H twice, and each time in full."),
        Mistake("sign", (1.0, 1.0, 2.0), "Which way does the slope along x change as y moves up?"),
        Mistake("swapped", (2.0, -1.0, 1.0), "Which of the two bends the slice along x?"),
    ),
    hints=(
        "Twist: what each of the three numbers does to the slices.",
        "H = [[2c₁₁, c₁₂], [c₁₂, 2c₂₂]].",
        "2c₁₁ = 2.",
    ),
    solution="x² − xy + 2y²: on the diagonal each coefficient doubles, beside it the twist stands as it is.",
    scene=to_build,
)

count_them = Exercise(
    name="7.5",
    title="Count them",
    misconceptions=("M24",),
    form=Numbers(),
    right=(10 * 10, 10 * 11 / 2, 10),
    answer="(100, 55, 10)",
    mistakes=(
        Mistake("symmetry forgotten", (ANY, 100, ANY), "Go to the far corner first east or first north: it is the same corner."),
        Mistake("diagonal halved, too", (ANY, 50, ANY), "What stands on the diagonal has no twin."),
        Mistake("diagonal forgotten", (ANY, 45, ANY), "Those are the twists. And the bends along the axes?"),
        Mistake("one sweep", (ANY, ANY, 1), "One sweep begins at one number, and there are ten slopes."),
        Mistake("a sweep for each entry", (ANY, ANY, 100), "A sweep backward meets every input on its way."),
    ),
    hints=(
        "MixedPartial: how many of the second derivatives are two names of one number?",
        "n inputs: n·n places, of which n stand on the diagonal.",
        "H has 10 rows, one for each slope, and a row is the gradient of that slope.",
    ),
    solution="100 places; 10 on the diagonal and 90/2 = 45 pairs beside it, together 55; and 10 sweeps, one for each row.",
)

EXERCISES = (by_hand, best_quadratic, first_error, build_it, count_them)
