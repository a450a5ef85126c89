"""The questions of "Hessians" about second derivatives, the best quadratic and its error."""

from d2lcalc.calculus import linear_approximation, quadratic_approximation
from d2lcalc.functions import P, hill_and_valley
from d2lcalc.live import Choose, Type

one_sweep = Choose(
    "A network has a thousand inputs and one output. One sweep backward gives …",
    {
        "one slope": "So it is forward: one sweep for each input. Backward, every input is met on the way.",
        "a thousand slopes": "One for each input, at a price of a few values of the output.",
        "a million slopes": "The slopes of slopes are that many. The sweep finds each input's own slope.",
    },
    right="a thousand slopes",
)

remainder_magnified = Choose(
    "At h = 0.01 the curve on the rim is …",
    {
        "the same wave as now": "So it would be if f were a quadratic. What else f contains falls faster than h².",
        "a wave a hundred times as high": "So it would if the plane had the wrong slopes, and the remainder fell like h alone.",
        "level at 0": "The remainder falls to 0. But it is divided by h², which falls as fast.",
        "level above 0": "Remainder and h² fall equally fast, and here what is left is the same in every direction.",
    },
    right="level above 0",
)

twisted = Choose(
    "c₁₁ = c₂₂ = 1 and c₁₂ = 3. The quadratic is …",
    {
        "a bowl": "Along both axes it curves upward. But have you looked along y = −x?",
        "a saddle": "Along y = −x it is x² − 3x² + x² = −x², a hill.",
        "a trough": "That would need a direction without any curvature, where nothing curves downward.",
    },
    right="a saddle",
)

same_corner = Choose(
    "From the lower side to the upper, the slope along x changes by −0.4437 for each unit of y; from the left side to the right, the slope "
    "along y changes for each unit of x by …",
    {
        "the same": "Both are made of the same four corners.",
        "the opposite": "Write both with the four corner values, and compare the signs.",
        "another number": "Two different questions. But look at what they are made of: four corner values each.",
    },
    right="the same",
)

thin_squares = Choose(
    "g = xy(x² − y²)/(x² + y²) at the origin: as the rectangle gets flatter, and as it gets more upright, the quotient comes to …",
    {
        "1, and −1": "Three of the corners are 0, so the quotient is g(h, k)/(hk) = (h² − k²)/(h² + k²).",
        "−1, and 1": "Three of the corners are 0: what is g(h, k)/(hk) where k is much smaller than h?",
        "0, and 0": "So it is for the square, h = k. Slide k/h to both ends.",
    },
    right="1, and −1",
)

nearer = Choose(
    "Half a unit uphill from (−1, 0), at 180°, the surface is nearer to …",
    {
        "the quadratic": "It lies 0.092 above the plane, as it does downhill. How far above the plane is f?",
        "the plane": "f lies 0.026 above it, the quadratic 0.092: “best” speaks of small distances only.",
        "both alike": "Then f would lie halfway between them, 0.046 above the plane. Turn v to 180°.",
    },
    right="the plane",
)

times_the_quadratic = Choose(
    "For x² + 3xy + y², H = [[2, 3], [3, 2]], and εᵀHε is …",
    {
        "the quadratic itself": "Try ε = (1, 0): the quadratic is 1, and εᵀHε is the 2 in the corner.",
        "twice the quadratic": "The diagonal carries a 2, and the twist stands in H twice.",
        "no multiple of it": "Count what becomes of x² and what becomes of xy: the 3 stands in H twice.",
    },
    right="twice the quadratic",
)

slopes_on_log_paper = Choose(
    "On log–log paper, the errors of plane and quadratic are straight lines of slope …",
    {
        "1 and 2": "The plane's error falls to a quarter when the distance is halved: 1/2 to which power?",
        "2 and 3": "Each has every term up to its own order, and misses the next.",
        "2 and 4": "It happens, in special directions: where the cubic term is zero.",
        "both 2": "Then halving the distance would quarter both errors, and the quadratic would gain on the plane only by a factor.",
    },
    right="2 and 3",
)

half_forgotten = Type(
    "Forget the ½ in ½εᵀHε. The slope of the quadratic's error becomes …",
    right=2,
    within=0.04,
    mistakes={
        3: "Then the ½ would be decoration. What is left of ½εᵀHε − εᵀHε?",
        1.5: "The ½ is a factor, not a power.",
        1: "The slopes of plane and quadratic are still right: no error of first order.",
    },
    because="To leading order ½εᵀHε − εᵀHε = −½εᵀHε is missed: the plane's own error with its sign reversed.",
)


def missed(approximation):
    """|f − T| at the distances 0.2, 0.1, 0.05 from P = (−½, 1) along (−0.6, −0.8), in units of the last."""
    places = [(-0.5 - 0.6 * distance, 1 - 0.8 * distance) for distance in (0.2, 0.1, 0.05)]
    far, near, nearest = (abs(hill_and_valley(*place) - approximation(*place)) for place in places)
    return f"{far / nearest:#.3g}, {near / nearest:#.3g}, 1"


PLANE, QUADRATIC = linear_approximation(hill_and_valley, P), quadratic_approximation(hill_and_valley, P)

whose_errors = Choose(
    f"Errors at distance 0.2, 0.1, 0.05, each row in units of its last. A: {missed(PLANE)}. B: {missed(QUADRATIC)}. "
    f"C: {missed(lambda x, y: 2 * QUADRATIC(x, y) - PLANE(x, y))}. "
    "One is the plane’s, one the quadratic’s, one the quadratic’s without its ½. Which is the quadratic’s?",
    {
        "A": "Halve the distance and A falls to 1/2.8, then to 1/3.5, on its way to a quarter: slope 2.",
        "B": "Halve the distance and B falls to 1/8.4, then to 1/8.2, on its way to an eighth: slope 3.",
        "C": "Halve the distance and C falls to 1/4.8, then to 1/4.4, on its way to a quarter: slope 2.",
    },
    right="B",
    because="Slope 3 is the quadratic’s alone. A and C both tend to a quarter: without its ½ a quadratic has only the plane’s order.",
)

saddle_in_disguise = Choose(
    "Along both axes it curves upward, and yet the origin is a saddle:",
    {
        "x² − 3xy + 4y²": "A bowl: it is (x − 3y/2)² + 7y²/4.",
        "x² − 4xy + 4y²": "A trough, (x − 2y)²: the twist is just not enough.",
        "x² − 5xy + 4y²": "It is (x − 5y/2)² − 9y²/4, below zero along x = 5y/2.",
    },
    right="x² − 5xy + 4y²",
)

at_a_neighbour = Type(
    "Value 5, gradient (1, 0) and H = [[2, 3], [3, −4]] at (1, 0). At (1.1, 0.2) the best quadratic says …",
    right=5.09,
    within=0.004,
    mistakes={
        5.1: "That is T₁. What does ½εᵀHε add, with ε = (0.1, 0.2)?",
        5.08: "Do you have the ½?",
        5.06: "The twist stands in H twice: 2·3·0.1·0.2.",
    },
    because="ε = (0.1, 0.2): 5 + 0.1 + ½(0.02 + 0.12 − 0.16) = 5.1 − 0.01.",
)
