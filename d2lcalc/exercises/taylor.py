"""The exercises of "Higher-Dimensional Differentiation"."""

import jax.numpy as jnp

from d2lcalc.calculus import gradient, linear_approximation
from d2lcalc.exercises.answers import ANY, Function, Numbers, Words, points, toward
from d2lcalc.exercises.exercise import Exercise, Mistake
from d2lcalc.functions import hill_and_valley
from d2lcalc.scenes import Landscape, displacement, on_plan, slice_along_step, tangent_plane, value

XY = ("x", "y")
PLACES = points(8)
CUBIC = lambda x, y: x**3 + y**2 - 3

two_partials = Exercise(
    name="1.1",
    title="Two partials",
    misconceptions=("M6", "M29"),
    form=Function(XY, PLACES),
    right=gradient(lambda x, y: x**2 * y + 3 * y),
    answer="lambda x, y: (2 * x * y, x**2 + 3)",
    mistakes=(
        Mistake("swapped partials", lambda x, y: (x**2 + 3, 2 * x * y), "Which letter moves in ∂/∂x?"),
        Mistake("constant times variable lost", lambda x, y: (2 * x * y, x**2), "3y is not a constant when y moves."),
        Mistake(
            "other term differentiated by the wrong letter", lambda x, y: (2 * x * y + 3, x**2 + 3), "Does 3y change when only x does?"
        ),
        Mistake("held letter thrown away", lambda x, y: (2 * x, 3.0), "Frozen is not gone: at y = 5, is x²·5 steeper than x²?"),
        Mistake("one number", lambda x, y: 2 * x * y + x**2 + 3, "One slope for each knob: two of them, in brackets."),
    ),
    hints=(
        "The two charts of part 1: in each of them one letter stands still.",
        "∂/∂x treats y as a number such as 5, and ∂/∂y treats x as one.",
        "With y = 5 the function is 5x² + 15. Its derivative is 10x, and 10 is 2·5.",
    ),
    solution="With y frozen, x²y has the slope 2xy and 3y none; with x frozen, x²y has the slope x² and 3y the slope 3.",
)

predict = Exercise(
    name="1.2",
    title="Predict",
    misconceptions=("M7",),
    form=Numbers(within=0.02),
    right=linear_approximation(lambda x, y, z: 7 + 3 * (x - 1) - 5 * (y - 4) + (z - 2), at=(1, 4, 2))(0.8, 4.1, 2.3),
    answer="7 + 3 * -0.2 - 5 * 0.1 + 1 * 0.3",
    mistakes=(
        Mistake("only the change", 3 * -0.2 - 5 * 0.1 + 0.3, "The question asks for f."),
        Mistake("coordinates for displacements", 7 + 3 * 0.8 - 5 * 4.1 + 2.3, "How far did x move?"),
        Mistake("sign of ε₁ lost", 7 + 3 * 0.2 - 5 * 0.1 + 0.3, "x goes from 1 down to 0.8: is ε₁ positive?"),
        Mistake("one knob forgotten", 7 + 3 * -0.2 - 5 * 0.1, "z moved as well."),
        Mistake("one knob forgotten", 7 + 3 * -0.2 + 0.3, "y moved as well."),
        Mistake("one knob forgotten", 7 - 5 * 0.1 + 0.3, "x moved as well."),
        Mistake("sign of the slope lost", 7 + 3 * -0.2 + 5 * 0.1 + 0.3, "y rises and its slope is negative: does f rise or fall by it?"),
    ),
    hints=(
        "It starts at the known height, and each knob adds its slope times its step.",
        "f(P + ε) ≈ f(P) + ε₁·∂f/∂x + ε₂·∂f/∂y + ε₃·∂f/∂z.",
        "ε = (−0.2, 0.1, 0.3), and the first product is −0.2·3.",
    ),
    solution="ε = (−0.2, 0.1, 0.3), so the change is (−0.2)·3 + 0.1·(−5) + 0.3·1 = −0.8, and 7 − 0.8 = 6.2.",
)

exactly_right = Exercise(
    name="1.3",
    title="Exactly right",
    misconceptions=("M9",),
    form=Numbers(names=("dx", "dy")),
    right=(0.6, 0.3),
    answer="(0.6, 0.3)",
    holds=lambda epsilon: (jnp.hypot(*epsilon) >= 0.5) & toward((2, 1), (-2, -1), degrees=3)(epsilon),
    mistakes=(
        Mistake(
            "tiny step", (0.1, 0.1), "Everything is nearly right that near. Go at least ½ away.", lambda epsilon: jnp.hypot(*epsilon) < 0.5
        ),
        Mistake("along the gradient", (0.25, 0.5), "Close, but the plane is still below the surface.", toward((1, 2), (-1, -2), degrees=8)),
        Mistake("along the contour", (0.5, -0.25), "The plane predicts no change. What does f do?", toward((2, -1), (-2, 1), degrees=8)),
        Mistake("both alike", (0.5, 0.5), "x and y grow alike, but the exponents x and 2y do not.", toward((1, 1), (-1, -1), degrees=8)),
    ),
    hints=(
        "The slice along ε: turn ε until the curve in it is a straight line.",
        "f grows by exactly s when both exponents, x and 2y, grow by s.",
        "2y grows by s when y grows by s/2.",
    ),
    solution="Along (2t, t) both terms are multiplied by e²ᵗ, so f rises by exactly 2t; the plane says 2t·½ + t·1 = 2t as well.",
    scene=lambda: Landscape(
        lambda x, y: jnp.logaddexp(x, 2 * y),
        slice_along_step(),
        on_plan(),
        value(),
        tangent_plane(),
        displacement((0.6, 0.0)),
        at=(0.0, 0.0),
        window=(-1.5, 1.5, -1.5, 1.5),
        title="Exercise 1.3",
    ),
)

write_the_plane = Exercise(
    name="1.4",
    title="Write the plane",
    misconceptions=("M7",),
    form=Function(XY, PLACES),
    right=linear_approximation(CUBIC, at=(1, 1)),
    answer="lambda x, y: -1 + 3 * (x - 1) + 2 * (y - 1)",
    mistakes=(
        Mistake("no displacement", lambda x, y: 3 * x + 2 * y - 1, "At (1, 1) it must give −1."),
        Mistake("swapped slopes", lambda x, y: 2 * x + 3 * y - 6, "Which letter moves in ∂/∂x, and which is frozen?"),
        Mistake("value forgotten", lambda x, y: 3 * x + 2 * y - 5),
        Mistake(
            "slopes not frozen",
            lambda x, y: -1 + 3 * x**2 * (x - 1) + 2 * y * (y - 1),
            "A plane has constant slopes: put the point into them first.",
        ),
        Mistake("the function itself", CUBIC, "That is the surface. The plane touches it, and is straight in every direction."),
    ),
    hints=(
        "Part 7: the plane touches the surface at the point and has its two slopes.",
        "T₁(x, y) = f(1, 1) + ∂f/∂x·(x − 1) + ∂f/∂y·(y − 1), both slopes taken at (1, 1).",
        "f(1, 1) = −1, and ∂f/∂x = 3x² = 3 there.",
    ),
    solution="−1 + 3(x − 1) + 2(y − 1) = 3x + 2y − 6: value −1, slope 3 along x and 2 along y.",
)

which_have_a_plane = Exercise(
    name="1.5",
    title="Which have a plane?",
    misconceptions=("M8",),
    form=Words({"A": "x|x| + y²", "B": "√(x² + 4y²)", "C": "√|xy|", "D": "|xy|"}, many=True),
    right="A, D",
    answer='"A, D"',
    mistakes=(
        Mistake("absolute value, so no", "none", "Zoom in on D: does anything stay sharp?"),
        Mistake("cone accepted", "A, B, D", "Zoom in on B: does it flatten?", lambda letters: "B" in letters),
        Mistake("both partials exist", "A, C, D", "What is the slope of C toward 45°?", lambda letters: "C" in letters),
        Mistake("D refused", "A", "|xy| ≤ ½(x² + y²): how high is D at distance 0.01?"),
        Mistake("A refused", "D", "x|x| has the slope 2|x|: is there a jump at 0?"),
    ),
    hints=(
        "Zoom in: with a plane, everything becomes flat.",
        "There is a plane if the gap, as a share of the distance, goes to 0.",
        "Along 45°, at distance r: A gives r² or 0, B gives 1.6r, C gives r/√2, D gives ½r².",
    ),
    solution="A and D are at most r² high at distance r, so they are flat in the glass. B and C keep their edges however near.",
)

off_the_map = Exercise(
    name="1.6",
    title="Read off the map",
    misconceptions=("M4",),
    form=Numbers(within=0.07),
    right=gradient(hill_and_valley)(0.3, -0.8),
    answer="(0.1 / 0.28, 0.1 / 0.44)",
    mistakes=(
        Mistake("swapped partials", (0.23, 0.4), "Along x you walk east. Where do you meet the lines sooner, to the east or to the north?"),
        Mistake("sign", (ANY, -0.23), "To the north of P stands 0.15, then 0.2: does f rise or fall?"),
        Mistake("sign", (-0.4, ANY), "To the east of P stands 0.15, then 0.2: does f rise or fall?"),
        Mistake("distance for slope", (0.14, 0.22), "That is how far it is to go. A slope is the rise over that."),
        Mistake("rise for slope", (0.05, 0.05), "From line to line f rises by 0.05. Over which distance?"),
    ),
    hints=(
        "The map: from P straight to the east, and where it meets the lines 0.15 and 0.2.",
        "Slope = rise over run. From one line to the next the rise is 0.05.",
        "To the east the lines 0.1 and 0.2 are some 0.28 apart: 0.1/0.28 is, about, the slope along x.",
    ),
    solution="East of P, from line 0.1 to line 0.2, f rises by 0.1 over about 0.28: 0.36. To the north, from 0.1 to 0.2, by 0.1 over "
    "about 0.44: 0.23. The formula says 0.395 and 0.231.",
)

EXERCISES = (two_partials, predict, exactly_right, write_the_plane, which_have_a_plane, off_the_map)
