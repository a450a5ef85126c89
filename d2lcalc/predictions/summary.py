"""The questions of "Summary and exercises": a sentence for each picture of the map, and eight, mixed."""

from collections.abc import Mapping

from d2lcalc.live import Choose, Type


def said(options: Mapping[str, str], right: str) -> Choose:
    """What does a picture of the map say? Among the wrong options is a true sentence that belongs to another picture."""
    return Choose("What does this picture say?", options, right, shows=True)


def false(sentence: str, options: Mapping[str, str], right: str) -> Choose:
    """A false sentence of a picture of the map: what is wrong with it?"""
    return Choose(f"“{sentence}” What is wrong with this?", options, right, shows=True)


plane = said(
    {
        "f(P+ε) is about f(P) + ε·∇f(P).": "One slope for each input, times how far it moves, added up.",
        "Near enough, the plane and the surface are the same.": "In nearly every direction a gap is left. It shrinks faster than the step.",
        "f is steepest along ∇f.": "True. But here a prediction is compared with the truth.",
    },
    right="f(P+ε) is about f(P) + ε·∇f(P).",
)

steepest = said(
    {
        "The gradient points at the summit.": "It points where the ground rises fastest here. The summit may lie elsewhere.",
        "The slope at the angle θ from ∇f is ‖∇f‖ cos θ.": "Steepest along the gradient, and zero along the contour.",
        "One sweep from the end gives all slopes.": "True. But here two slopes are known, and all directions are asked for.",
    },
    right="The slope at the angle θ from ∇f is ‖∇f‖ cos θ.",
)

flat = false(
    "Where the gradient is zero, f is least.",
    {
        "It holds the other way round, away from edges and kinks.": "Here f is greatest. But where f is least the gradient must be zero.",
        "Where it is zero, f is either least or greatest.": "Or neither: at a saddle it is zero, too.",
        "It holds if there is only one such place in the plane.": "−x² − y² has one such place, and is greatest there.",
    },
    right="It holds the other way round, away from edges and kinks.",
)

along_a_way = false(
    "df/dt = ∂f/∂x·dx/dt · ∂f/∂y·dy/dt.",
    {
        "Between the two ways stands a plus.": "Something arrives through x, something through y. Along a way multiply, between ways add.",
        "One of the two ways is enough.": "Nudge t: x moves and y moves, and f hears of both.",
        "It must be dt/dx and dt/dy.": "t is what moves: how fast x follows is dx/dt.",
    },
    right="Between the two ways stands a plus.",
)

one_sweep = said(
    {
        "Every input needs a sweep of its own.": "So it is with forward sweeps, from an input to the end.",
        "One sweep from the end gives all slopes.": "What many inputs have in common is computed once.",
        "f(P+ε) is about f(P) + ε·∇f(P).": "True. But here the two slopes in ∇f are only being found.",
    },
    right="One sweep from the end gives all slopes.",
)

curvature = false(
    "What the plane misses is about εᵀHε.",
    {
        "It is half of that.": "Differentiate ½ax² twice and a is left. What is missed then shrinks like the cube of the step.",
        "It is about ε·∇f.": "That is what the plane says.",
        "It shrinks only as fast as the step.": "At half the step about a quarter of it is left.",
    },
    right="It is half of that.",
)

# Eight, mixed

estimate = Type(
    "1 · f(1, 1) = 5, ∂f/∂x = 3, ∂f/∂y = −1 there. f(1.2, 0.9) is about …",
    right=5 + 0.2 * 3 - 0.1 * -1,
    within=0.02,
    mistakes={
        0.7: "That is the change. The question asks for f.",
        5.5: "y goes down by 0.1 while its slope is −1: does f rise or fall?",
        5.6: "The second knob was forgotten.",
        7.7: "Coordinates were used for displacements.",
    },
    because="5 + (0.2)(3) + (−0.1)(−1) = 5.7.",
)

level = Choose(
    "2 · Of a smooth f a program returns, correctly, the slopes 0 and 0. What follows?",
    {
        "f does not depend on these two inputs.": "It may depend on them, on paths that cancel or with a slope of 0 on the way.",
        "The tangent plane is level here.": "Both its slopes are 0. The zeros say no more.",
        "Here f is least or greatest.": "Or neither of them: a saddle is as level.",
        "The sweep has not got to them yet.": "“Not yet” is shown as “–”. A 0 is a slope like any other.",
    },
    right="The tangent plane is level here.",
)

which_rates = Choose(
    "3 · At a minimum H has the eigenvalues 16 and 2. From any start near enough, descent comes in for all η > 0 up to …",
    {
        "1/16": "So it does. But up to 1/8, too: a step leaps across and still lands nearer.",
        "1/9": "At 1/9 both factors 1 − ηλ are ±7/9, and that is fastest. A little more still brings you in.",
        "1/8": "Each step leaves 1 − ηλ of what is left along an eigenvector, and 2/16 is the limit for the larger one.",
        "1": "That is the limit for the eigenvalue 2. For 16, a step multiplies by 1 − 16η.",
    },
    right="1/8",
)

least_squares = Choose(
    "4 · X is 5×3. The derivative of ‖Xw‖² by w is …",
    {
        "2XᵀXw": "3×5 times 5×3 times 3×1: the shape of w.",
        "2XXᵀw": "5×3 times 3×5 times 3×1: the last two do not fit.",
        "2Xw": "This has five entries, and w has three.",
        "XᵀXw": "For numbers (xw)² has the slope 2x²w.",
    },
    right="2XᵀXw",
)

saddle = Choose(
    "5 · ∇f = 0, f_xx = f_yy = 2 and f_xy = 3. There is …",
    {
        "a minimum": "Along both axes it curves upward. Look along (1, −1).",
        "a saddle": "Along (1, −1) the curvature is (2 − 3 − 3 + 2)/2 = −1.",
        "no telling": "H is not singular: its determinant is 4 − 9.",
    },
    right="a saddle",
)

downhill = Choose(
    "6 · At (3, 1) a short step is to lower x² + 9y² as much as it can. It goes …",
    {
        "straight at the minimum": "The minimum lies along (−3, −1). The slopes are 6 and 18.",
        "mostly along −y": "−∇f = (−6, −18).",
        "mostly along −x": "How far it is does not count; how steep it is does.",
    },
    right="mostly along −y",
)

three_paths = Type(
    "7 · v = −a, u = 2a + 5v and f = 3u + 4v. Then df/da is …",
    right=2 * 3 + -1 * 4 + -1 * 5 * 3,
    within=0.01,
    mistakes={
        2: "A third path leads from a through v and u to f.",
        -9: "The path from v straight to f counts as well.",
        -19: "The path from a straight to u counts as well.",
        -120: "Along a path multiply; between paths add.",
    },
    because="2·3 = 6 through u, (−1)·4 = −4 through v, (−1)·5·3 = −15 through both: −13.",
)

nowhere_level = Choose(
    "8 · f is smooth on 0 ≤ x ≤ 1, and f′ is 0 nowhere there. Its least value …",
    {
        "is at an end": "There is one, on an interval with both its ends, and inside f′ would be 0 there.",
        "does not exist": "On an interval with both its ends a continuous f has one.",
        "may be anywhere": "At a place inside, with f′ ≠ 0, one of the two ways leads down.",
    },
    right="is at an end",
)

border_of_four = Choose(
    "Four hidden neurons, each of which changes its answer across one straight line. The border that the network draws …",
    {
        "is a straight line": "One neuron alone could draw no other. The second layer adds four of them up.",
        "may bend, but only a few times": "The score is a sum of four smooth steps, one across each line: that leaves few bends.",
        "may have any form whatever": "Then four neurons could do what a million can.",
    },
    right="may bend, but only a few times",
)
