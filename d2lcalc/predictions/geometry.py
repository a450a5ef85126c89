"""The questions of "Geometry of Gradients"."""

from d2lcalc.calculus import gradient
from d2lcalc.functions import hill_and_valley
from d2lcalc.live import Choose, Draw, Type

P = (-0.25, 0.75)
SLOPES = tuple(map(float, gradient(hill_and_valley)(*P)))  # e^(−5/8)·(7/8, 3/8)
SUMMIT = (0.5**0.5, 0.0)

tip_of_the_gradient = Choose(
    "∇f = (3, −1) at P = (1, 2), and f(P) = 5. Drawn from P, the arrow ends at …",
    {
        "(4, 1)": "Two numbers: the arrow lies on the floor, with P.",
        "(4, 1, 5)": "That place hangs at the height of the surface. The gradient has no third number.",
        "(4, 1, 15)": "That is on the tangent plane, 10 higher. The gradient has no third number.",
        "(3, −1)": "So it would if it were drawn from the origin.",
    },
    right="(4, 1)",
)

small_step = Type(
    "∇f = (3, −1) at P = (1, 2). From there over ε = (0.1, 0.2), f changes by about …",
    right=3 * 0.1 - 1 * 0.2,
    within=0.005,
    mistakes={
        3 * 0.1 + 1 * 0.2: "The second slope is −1: that step takes something away.",
        3 * 0.1: "That is what the first step brings. The second takes something away.",
        -1 * 0.2: "That is what the second step takes away. What does the first bring?",
        3 - 1: "Those are the slopes, added. Each is multiplied by its own step.",
    },
    because="3·0.1 + (−1)·0.2 = 0.1.",
)

product_of_arrows = Choose(
    "a is 2 long and b is 3. At 60°, 90° and 180° the product a·b is …",
    {
        "3, 0, −6": "The shadow is 1, 0 and −2 long, and b is 3.",
        "5.2, 6, 0": "That is the sine. Where is the shadow longest: when a lies along b, or across it?",
        "3, 0, 6": "At 180° the shadow points against b, and counts as negative.",
        "6, 6, 6": "That is the product of the lengths. The direction matters, too.",
    },
    right="3, 0, −6",
)

draw_the_steepest = Draw(
    "Draw the direction in which f rises most steeply at P, as long as it is steep.",
    tail=P,
    start=(-0.3, 0.1),
    right=SLOPES,
    degrees=12,
    length=0.25,
    mistakes={
        (SUMMIT[0] - P[0], SUMMIT[1] - P[1]): "That is the way to the summit. Steepest here is a matter of the ground here.",
        (-SLOPES[0], -SLOPES[1]): "That way it goes downhill: compare the numbers on the lines.",
        (SLOPES[1], -SLOPES[0]): "That is along the contour line, where f does not change.",
        (-SLOPES[1], SLOPES[0]): "That is along the contour line, where f does not change.",
        SLOPES[::-1]: "The components are swapped: f rises faster along x.",
        (
            0.4 * SLOPES[0],
            0.4 * SLOPES[1],
        ): "The direction is right. Its length is the slope: 0.1, from line to line, divided by the way across.",
    },
    because="Straight across the contour lines, uphill. One unit at that slope would bring 0.51.",
)

left_at_30 = Choose(
    "The steepest slope is 0.51. Turn 30° away, and what is left of it is …",
    {
        "50 %": "That is the sine. At 0° you look along the gradient: what must be left there?",
        "67 %": "In proportion to the angle? The shadow is not: it shortens slowly at first.",
        "87 %": "cos 30° = 0.87.",
        "all of it": "Only straight along the gradient. In every other direction the shadow is shorter.",
    },
    right="87 %",
)

across_the_contour = Choose(
    "At P the contour line runs like the arrow (2, 1). The gradient there points like …",
    {
        "(2, 1)": "That way f does not change: the slope toward it has to be 0.",
        "(1, 2)": "(1, 2)·(2, 1) = 4, so f would rise along the line.",
        "(−1, 2)": "At right angles to the line, but that way f falls: read the numbers on the lines.",
        "(1, −2)": "(1, −2)·(2, 1) = 0: at right angles to the line, toward the hill.",
    },
    right="(1, −2)",
)

downhill_and_bottom = Choose(
    "At (4, 1), the arrow downhill and the straight way to the bottom …",
    {
        "are the same": "So they would be in a round bowl. This one is ten times as curved along y.",
        "differ by less than 20°": "Look at the contour line through P, and turn by 90° from it.",
        "differ by 20° to 45°": "It is more: downhill is −(4, 10), and the bottom lies toward −(4, 1).",
        "differ by more than 45°": "By 54.2°.",
    },
    right="differ by more than 45°",
)

what_it_tells = Choose(
    "f is smooth, and you know only ∇f(P) = (3, 4). You can tell …",
    {
        "how high P lies": "Lift the whole ground by 100: every slope stays as it was.",
        "which way the lowest point lies": "In the bowl of part 4 downhill missed it by 54°.",
        "that the lowest point is far": "Steep is not far: from the steep side of a narrow valley it may be near.",
        "that a short enough step toward (1, −1) lowers f": "(3, 4)·(1, −1) = −1: that way the ground falls.",
    },
    right="that a short enough step toward (1, −1) lowers f",
)

across_the_line = Type(
    "A contour line runs like the arrow (3, 4), the steepest slope there is 10, and f rises to the right. Then ∂f/∂x is …",
    right=10 * 4 / 5,
    within=0.01,
    mistakes={
        6: "Then ∇f would be (6, 8), along the line. It stands at right angles to it.",
        -8: "To the right f rises.",
        10: "Then ∇f would be (10, 0). Is that at right angles to the line?",
        4: "(4, −3) has the right direction, but its length is 5.",
    },
    because="∇f = 10·(4, −3)/5 = (8, −6).",
)

other_units = Choose(
    "u = 2x halves the slopes along x. At P the way that is steepest by the new slopes is, on the ground, …",
    {
        "the same": "One component of the gradient has been halved, and the other has not.",
        "turned toward the direction of x": "Along x the slopes have become smaller.",
        "turned toward the direction of y": "Half the slope along x, and half a unit of x for each of u.",
    },
    right="turned toward the direction of y",
)
