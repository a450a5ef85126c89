"""The questions of "Start here": a rehearsal, and what the course takes for granted."""

from math import acos, cos, degrees, hypot, radians, sin

from d2lcalc.live import Choose, Type

magnified_parabola = Choose(
    "The curve y = x² near x = 1, magnified 100 times, looks like …",
    {
        "a parabola": "It is one, but look at the piece that is left in the glass: can you still see it bend?",
        "a straight line": "Under the glass the bend shrinks faster than the window does.",
        "a corner": "At a corner two slopes would meet. Here the slope is 2 from both sides.",
    },
    right="a straight line",
    because="The line has slope 2. At distance 0.01 from the point the curve is only 0.0001 away from it.",
)

cosine_of_60 = Type(
    "cos 60° = ?",
    right=cos(radians(60)),
    within=0.01,
    mistakes={
        sin(radians(60)): "That is sin 60°, how far up. Refresher: one variable.",
        cos(60): "That is the cosine of 60 radians.",
        -cos(radians(60)): "At 60° the point of the unit circle is still to the right of 0.",
    },
    because="In a triangle with equal sides the foot of the height halves the base: ½.",
)

product_and_chain = Choose(
    "With y kept at 0, f(x, y) = x·exp(−x² − y²) is x·exp(−x²). Its slope along x is …",
    {
        "(1 − 2x²)·exp(−x²)": "Product rule: 1·exp(−x²) + x·(−2x)·exp(−x²).",
        "−2x·exp(−x²)": "The factor x is missing its own turn: it moves as well. Refresher: one variable.",
        "exp(−x²)": "The exponential moves too when x moves. Refresher: one variable.",
        "(1 − x²)·exp(−x²)": "The derivative of x² is 2x, not x. Refresher: one variable.",
    },
    right="(1 − 2x²)·exp(−x²)",
)

dot_product = Type(
    "(1, 2)·(3, 4) = ?",
    right=1 * 3 + 2 * 4,
    within=0.01,
    mistakes={
        1 * 4 + 2 * 3: "First times first, second times second. Refresher: dot product.",
        1 * 3: "And the second components?",
        1 * 3 * 2 * 4: "The two products are added, not multiplied. Refresher: dot product.",
    },
    because="1·3 + 2·4 = 11, one number.",
)

right_angle = Type(
    "The angle between (2, 1) and (−1, 2), in degrees?",
    right=degrees(acos((2 * -1 + 1 * 2) / hypot(2, 1) / hypot(-1, 2))),
    within=0.5,
    mistakes={0: "Zero is the dot product. Arrows at angle 0 point the same way. Refresher: dot product."},
    because="2·(−1) + 1·2 = 0: the arrows are perpendicular.",
)
