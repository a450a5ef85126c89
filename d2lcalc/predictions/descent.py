"""The questions of "Gradient Descent"."""

from math import hypot

from d2lcalc.live import Choose, Type

steepest_slope = Type(
    "∂f/∂x = 0.6 and ∂f/∂y = 0.8. The slope in the steepest direction is …",
    right=hypot(0.6, 0.8),
    within=0.01,
    mistakes={
        0.6 + 0.8: "That is the predicted rise over the step (1, 1), which is 1.41 long. Slope is rise for each unit walked.",
        0.8: "That is the slope along y. A little toward x it is steeper still.",
        0.6: "That is the slope along x.",
    },
    because="√(0.6² + 0.8²) = 1, the length of the gradient.",
)

unit_step = Choose(
    "From (−1.2, 0), where f = −0.284, one unit downhill. There f is …",
    {
        "−0.730": "That is what the slope promises, −0.284 − 0.445. But the slope changes on the way.",
        "−0.429": "That is the bottom of the valley, and 0.49 away. The step goes on.",
        "−0.192": "Through the valley and up the other side.",
    },
    right="−0.192",
    because="f(−0.2, 0) = −0.2·exp(−0.04) = −0.192: higher than the start.",
)

final_losses = Choose(
    "After 30 steps from (4, 1), the losses from the lowest to the highest belong to the rates …",
    {
        "0.21, 0.18, 0.02": "Larger is faster, up to a point. That point lies between 0.18 and 0.21.",
        "0.02, 0.18, 0.21": "Smaller is safer, but after 30 steps the small one has hardly left.",
        "0.18, 0.02, 0.21": "0.00006, 2.4 and 1522.",
        "0.18, 0.21, 0.02": "One of these three paths grows at every step.",
    },
    right="0.18, 0.02, 0.21",
)

equal_factors = Type(
    "A step leaves 1 − η of x and 1 − 10η of y. The two shares have the same size at η = …",
    right=2 / 11,
    within=0.001,
    mistakes={
        0: "So it is, but nobody moves. At which other rate, where y changes its side?",
        0.1: "There y is at rest after one step, and 0.9 of x is left.",
        0.18: "Close: 0.82 of x and 0.80 of y are left.",
        0.2: "There y keeps its size for ever, and 0.8 of x is left.",
        2 / 9: "A sign is lost: there 0.78 of x is left and 1.22 of y.",
    },
    because="1 − η = 10η − 1 at η = 2/11 = 0.1818: nine elevenths of both are left.",
)

two_starts = Choose(
    "From (½, 1) and from (1, ½), with η = ½, descent …",
    {
        "reaches the minimum from both": "Draw the contour lines at (1, ½), and the way across them.",
        "reaches it from (½, 1) only": "From (1, ½) it slides out, to where there is nothing but level ground.",
        "reaches it from (1, ½) only": "There the way downhill leads up the map, and away.",
        "reaches it from neither": "From (½, 1) it goes around the hill and into the valley.",
    },
    right="reaches it from (½, 1) only",
)

ridge = Choose(
    "On x² − y², with η = 0.1, from (1, 0) and from (1, −0.000001): after 100 steps …",
    {
        "both stand at the saddle": "Along y each step multiplies by 1.2, even a millionth.",
        "the first stands at the saddle, the second has left": "0 times 1.2 is 0. A millionth times 1.2 a hundred times is 83.",
        "both have left": "From (1, 0) the slope along y is exactly 0, and stays so.",
    },
    right="the first stands at the saddle, the second has left",
)

centred = Choose(
    "Measure t from its mean, 1.5. With the same η = 0.2, descent needs …",
    {
        "more steps": "The valley becomes rounder, and downhill points more nearly at the bottom.",
        "as many steps": "The data are the same. The loss, as a function of w and b, is not.",
        "fewer steps": "9 instead of 22.",
    },
    right="fewer steps",
)

momentum_race = Choose(
    "To come down to 0.01 for good, plain descent takes …",
    {
        "as many steps as momentum": "Slopes that agree add up in a velocity: along the valley momentum soon takes longer steps.",
        "twice as many": "It is more: along x plain descent keeps 0.98 of the way at each step, momentum 0.89.",
        "four times as many": "169 steps, and momentum 39.",
        "ten times as many": "It is less: momentum pays for its speed by swinging along y.",
    },
    right="four times as many",
)

left_of_the_other = Type(
    "Curvatures 0.4 along x and 4 along y. The step that takes y to 0 leaves of x the share …",
    right=1 - 0.4 / 4,
    within=0.005,
    mistakes={
        0.4 / 4: "That is the share by which x becomes shorter. What is left?",
        1 - 2 * 0.4 / 4: "That is at η = 2/4, where y becomes −y.",
        1 - 4 / 0.4: "That is the share of y when x goes to 0. Which rate takes y to 0?",
        0: "Only y goes to 0. x has its own factor, with the same η.",
    },
    because="η = 1/4, and 1 − 0.4/4 = 0.9.",
)
