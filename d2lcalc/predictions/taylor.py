"""The questions of "Higher-dimensional differentiation"."""

from math import log

from d2lcalc.calculus import gradient
from d2lcalc.functions import log_sum_exp
from d2lcalc.live import Choose, Draw, Type

HERE = (0.0, log(2))
SLOPES = tuple(map(float, gradient(log_sum_exp)(*HERE)))  # (1/3, 2/3)
STEP = (0.01, -0.03)

which_knob = Choose(
    "Raising which knob by 0.3 raises f = log(eˣ + eʸ) more, at (0, log 2)?",
    {
        "x": "At present eʸ = 2 is the larger part of the sum, and eˣ = 1 the smaller.",
        "y": "By the chain rule the slope along y is eʸ/(eˣ + eʸ) = 2/3.",
        "both the same": "They would at a point with x = y. Here eʸ is twice eˣ.",
    },
    right="y",
)

slopes_of_a_hill = Choose(
    "At P, the ground has …",
    {
        "one slope": "Walk uphill, then turn around and walk down from the same place.",
        "two slopes, along x and along y": "Those are the partial derivatives. Must one walk along an axis?",
        "one slope for each direction": "Turn the cut through P: the slope turns with it.",
    },
    right="one slope for each direction",
)

both_knobs = Type(
    "Slopes 1/3 and 2/3, steps 0.01 and −0.03: f changes by about …",
    right=STEP[0] * SLOPES[0] + STEP[1] * SLOPES[1],
    within=5e-4,
    mistakes={
        STEP[0] * SLOPES[0] - STEP[1] * SLOPES[1]: "The sign of ε₂ got lost: y goes down.",
        STEP[0] * SLOPES[1] + STEP[1] * SLOPES[0]: "The slopes are swapped: 1/3 belongs to x, which moves by 0.01.",
        sum(STEP): "The steps were added as if both slopes were 1.",
        float(log_sum_exp(*HERE)) - 0.0167: "That is the new value of f; the question asks for the change.",
    },
    because="0.01·1/3 − 0.03·2/3 = −0.0167.",
)

corner_halved = Choose(
    "Halve both ε₁ and ε₂. The corner becomes …",
    {
        "half as large": "The strips do. The corner is halved in both its sides.",
        "a quarter": "Half as wide and half as high.",
        "an eighth": "It has two sides to halve, not three.",
    },
    right="a quarter",
    because="The strips shrink with ε, the corner with ε².",
)

which_makes_sense = Choose(
    "Which of these makes sense?",
    {
        "∇f(P) + 3": "An arrow plus a number is neither.",
        "ε·∇f(P)": "Two arrows make a number: the predicted change.",
        "∇(∇f)": "∇ wants a function whose values are numbers; those of ∇f are arrows.",
        "∇f(f(P))": "∇f wants a point; f(P) is a number, the height there.",
    },
    right="ε·∇f(P)",
)

where_the_gradient_lives = Choose(
    "The tip of the gradient is …",
    {
        "on the surface": "A place on the surface has three numbers, the third its height. The gradient has two.",
        "on the tangent plane": "An arrow in the plane would need a third number, how far it rises.",
        "out from the surface, at a right angle": "That arrow exists, (−∂f/∂x, −∂f/∂y, 1), with three numbers. It is not ∇f.",
        "on the floor": "Two numbers, one for each knob: an arrow on the map of the inputs.",
    },
    right="on the floor",
)

contours_magnified = Choose(
    "Zoom in on P. The contour lines become …",
    {
        "smaller copies of themselves": "Some shapes do that, coastlines for one. Smooth hills do not.",
        "circles": "So they do around a round hilltop. Here the ground slopes.",
        "parallel, evenly spaced straight lines": "Those are the contour lines of a plane.",
    },
    right="parallel, evenly spaced straight lines",
)

cone_magnified = Choose(
    "Zoom in on the tip of the cone. It becomes …",
    {
        "flat": "Smooth ground does. Here the slope along a line through the tip jumps from −1 to 1, however near.",
        "sharper": "Then its sides would have to grow steeper. Their slope is 1 at every distance from the tip.",
        "the same cone": "Only the numbers on the axes change.",
    },
    right="the same cone",
)

partials_suffice = Choose(
    "“Both partial derivatives exist, so there is a tangent plane.”",
    {
        "true": "A plane with slopes 0 and 0 is level in every direction. Turn to 45°.",
        "false": "Two directions do not speak for all the others.",
    },
    right="false",
    because="A level plane would have slope 0 toward 45°. The surface has 0.354 there.",
)

draw_the_gradient = Draw(
    "Draw ∇f at P.",
    tail=(log(3), 0.0),
    start=(0.0, 0.5),
    right=(3 / 4, 1 / 4),
    degrees=10,
    length=0.25,
    mistakes={
        (1 / 4, 3 / 4): "The components are swapped: 3/4 belongs to x.",
        (-3 / 4, -1 / 4): "That way it goes downhill.",
        (1 / 4, -3 / 4): "That is along the contour, where f does not change.",
    },
    because="Three quarters across, one quarter up: straight across the contour lines, uphill.",
)
