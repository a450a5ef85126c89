"""The questions of "Curvature and Newton's Method"."""

from d2lcalc.calculus import hessian
from d2lcalc.calculus.curvature import curvature, eigh_2x2
from d2lcalc.functions import line_fit_loss
from d2lcalc.live import Choose, Type

GENTLE, SHARP = map(float, eigh_2x2(hessian(line_fit_loss)(0.0, 0.0))[0])  # the curvatures of the line fit's loss

hessian_read_off = Choose(
    "The best quadratic at a level place is 5 + x² + 3xy − 2y². There H is …",
    {
        "[[1, 3], [3, −2]]": "Differentiate x² twice: 2.",
        "[[1, 3/2], [3/2, −2]]": "So it would be without the ½ in ½εᵀHε.",
        "[[2, 3], [3, −4]]": "The squares leave twice their coefficient, the product leaves its own.",
        "[[2, 6], [6, −4]]": "3xy, differentiated once by x and once by y, leaves 3.",
    },
    right="[[2, 3], [3, −4]]",
)

curvature_repeats = Choose(
    "Turn v all the way round. The slope along v repeats after 360°. The curvature repeats after …",
    {
        "360°": "It does, but earlier, too: turn v to its opposite.",
        "180°": "Walk the same line the other way: up becomes down, but a bowl stays a bowl.",
        "90°": "At right angles the ground may curve quite differently: think of a saddle.",
    },
    right="180°",
)

curvature_along = Type(
    "H = [[7, 3], [3, 2]]. The curvature along (1, −1)?",
    right=float(curvature(hessian(line_fit_loss)(0.0, 0.0), (1, -1))),
    within=0.02,
    mistakes={
        3: "v must have length 1: divide by 1² + 1².",
        3 / 2**0.5: "Divided by the length once; v stands in vᵀHv twice.",
        7.5: "The sign of the cross term: 2·3·(1)(−1) = −6.",
        4.5: "That is the mean of the diagonal, the mean over all directions.",
    },
    because="(7 − 6 + 2)/2 = 1.5.",
)

two_and_zero = Choose(
    "At a critical point of f(x, y) H has the eigenvalues 2 and 0. It cannot be …",
    {
        "a minimum": "x² + y⁴ has these eigenvalues, and its lowest point at the origin.",
        "a maximum": "Along the eigenvector with 2 the ground rises, on both sides.",
        "a saddle": "x² + y³ has these eigenvalues at the origin, and falls toward the south.",
    },
    right="a maximum",
)

one_step = Choose(
    "From (−1, 0) Newton's step leads …",
    {
        "short of the minimum": "Hs = −∇f is 2s = 1 here: how long is s, and how far is the minimum?",
        "onto the minimum": "Onto that of the quadratic. Is it that of f?",
        "beyond the minimum": "s is ½ long, and the minimum 0.293 away: f bends more on the way than its quadratic.",
    },
    right="beyond the minimum",
)

half_a_step = Choose(
    "From (−¼, ¾) Newton's step climbs from −0.134 to −0.001. Half of that step …",
    {
        "falls": "Is the step too long, or its direction wrong? Try a tenth of it.",
        "climbs": "A shorter step in a direction that goes uphill still goes uphill.",
        "leaves f as it is": "Half way f stands at −0.029, and not at −0.134.",
    },
    right="climbs",
)

barely_shifted = Choose(
    "At (−¼, ¾), with H + 0.5·I, both eigenvalues are positive, 0.06 and 1.68. The whole step …",
    {
        "lowers f": "It sets out downhill. But how long is it? Along one eigenvector the slope is divided by 0.06.",
        "raises f, and so does every share of it": "Where both eigenvalues are positive, the step sets out downhill.",
        "raises f, but a short enough share lowers it": "It sets out downhill, but is 7 long: f ends at nearly 0.",
    },
    right="raises f, but a short enough share lowers it",
)

left_of_the_other = Type(
    "η is just below 2/8.405 = 0.238. Along the eigenvector with λ = 0.595 each step multiplies the distance by …",
    right=1 - 2 / SHARP * GENTLE,
    within=0.01,
    mistakes={
        2 / SHARP * GENTLE: "That share is taken away. What is left?",
        1 - GENTLE: "The rate was left out: 1 − ηλ.",
        -1: "That is along the other eigenvector, where the path jumps to and fro.",
        2 / SHARP: "That is the rate. How much of the distance does 1 − ηλ leave?",
    },
    because="1 − 0.238·0.595 = 0.86: 14 % of the way is done at each step, and the rate cannot be raised.",
)

minimum_along_every_line = Choose(
    "“Along every straight line the origin is a local minimum. So it is a local minimum of the surface.”",
    {
        "true": "Along straight lines. One may also walk along the parabola y = 2x².",
        "false": "Between the two parabolas y = x² and y = 3x² the surface lies below zero.",
    },
    right="false",
)

twist_decides = Choose(
    "∇f = 0 and H = [[1, 2], [2, 3]]. The point is …",
    {
        "a minimum": "Both diagonal entries are positive. But look at the determinant: 1·3 − 2·2.",
        "a maximum": "Along x it curves upward.",
        "a saddle": "det H = −1: one eigenvalue is negative, and the twist has done it.",
        "one cannot say": "One cannot where det H = 0. Here it is 1·3 − 2·2.",
    },
    right="a saddle",
)
newton_repaired = Choose(
    "H has the eigenvalues 5 and −2, and the slope along each of its eigenvectors is 10. With |H| in place of H the step is …",
    {
        "−2 and 5": "That is Newton's step with H itself: up along the second.",
        "−2 and −5": "−10/5 and −10/2: down along both.",
        "2 and 5": "Up along both. The step is minus the slope, divided by |λ|.",
        "−50 and −20": "Divided by |λ|, not multiplied: a sharp bend asks for a short step.",
    },
    right="−2 and −5",
)
