"""The questions of "Geometry of Gradients and Gradient Descent" about steps, learning rates and where they lead."""

from d2lcalc.live import Choose, Draw

HILLSIDE = (2.0, 1.0)

missing_line = Choose(
    "Step 3 of the loop: which line is it?",
    {
        "w = w + rate * slopes": "That climbs. Take the step and compare the loss before and after.",
        "w = w - rate * slopes": "Against the gradient, and from where we are.",
        "w = -rate * slopes": "That is the step, not the new place.",
        "x = x - rate * slopes[0], and then y with slopes at the new x": "That is another method: here one point gives all slopes.",
    },
    right="w = w - rate * slopes",
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

promise_at_the_limit = Choose(
    "At η = 0.2 the slopes promise that the first step takes 23.2 off the loss, which is 13. The step …",
    {
        "takes off 23.2": "Below 0? This loss is a sum of squares.",
        "takes off 2.88": "It crosses the valley and climbs the other side, almost as high as before.",
        "adds to the loss": "Not yet: at η = 0.3 it does.",
    },
    right="takes off 2.88",
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

tiny_slopes = Choose(
    "“The gradient is tiny, so the minimum must be near.”",
    {
        "true": "The path has a gradient of length 0.002, and the minimum is 3.6 away and 0.43 lower.",
        "false": "Level ground is found far from any minimum, too.",
    },
    right="false",
)

ridge = Choose(
    "On x² − y², with η = 0.1, from (1, 0) and from (1, 0.000001): after 100 steps …",
    {
        "both stand at the saddle": "Along y each step multiplies by 1.2, even a millionth.",
        "the first stands at the saddle, the second has left": "0 times 1.2 is 0. A millionth times 1.2 a hundred times is 83.",
        "both have left": "From (1, 0) the slope along y is exactly 0, and stays so.",
    },
    right="the first stands at the saddle, the second has left",
)

centred = Choose(
    "Measure t from the middle of the data, t − 1.5. With the same η = 0.2, descent needs …",
    {
        "more steps": "The valley becomes rounder, and downhill points more nearly at the bottom.",
        "as many steps": "The data are the same. The loss, as a function of w and b, is not.",
        "fewer steps": "9 instead of 22.",
    },
    right="fewer steps",
)

draw_downhill = Draw(
    "Draw −∇f at the start, as long as it is steep.",
    tail=HILLSIDE,
    start=(0.5, 0.0),
    right=(-1.0, -1.5),
    degrees=10,
    length=0.3,
    mistakes={
        (-2.0, -1.0): "That is the way to the bottom. The contour line is no circle.",
        (1.0, 1.5): "That is ∇f: it goes uphill.",
        (-1.5, -1.0): "The components are swapped: the lines are denser along y.",
        (-1.5, 1.0): "That is along the contour line, where f does not change.",
        (1.5, -1.0): "That is along the contour line, where f does not change.",
        (-3.0, -4.5): "The direction is right. Its length is the slope: how much does f change over one unit?",
    },
    because="Straight across the contour line, downhill: (−1, −1.5).",
)

one_over_the_curvature = Choose(
    "Along y the curvature is λ. With η = 1/λ, a step of plain descent …",
    {
        "takes y to 0 at once": "y is multiplied by 1 − ηλ = 0.",
        "turns y into −y": "That is at η = 2/λ: 1 − ηλ = −1.",
        "leaves y where it is": "That is at η = 0: 1 − ηλ = 1.",
        "halves y": "That is at η = 1/(2λ): 1 − ηλ = ½.",
    },
    right="takes y to 0 at once",
)
