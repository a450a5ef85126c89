"""The questions of "A Note on Mathematical Optimization"."""

from d2lcalc.live import Choose, Type

flat_directions = Choose(
    "On a hillside where ∇f is not zero, in how many directions is the ground level?",
    {
        "none": "Turn from straight uphill to straight downhill: somewhere on the way the slope passes through 0.",
        "one": "Walk that way backwards: is it level, too?",
        "two, opposite to each other": "They are the contour line through the point.",
        "it depends on the hill": "The slope is ‖∇f‖·cos θ on every smooth hill. Where is the cosine zero?",
    },
    right="two, opposite to each other",
)

promised_decrease = Type(
    "∇f = (5, 12), one step of plain descent with η = 0.01. Which change of f do the slopes promise?",
    right=-0.01 * (5**2 + 12**2),
    within=0.005,
    mistakes={
        0.01 * (5**2 + 12**2): "That is uphill. The step is −η∇f.",
        -0.01 * 13: "That is how far we walk. It is to be multiplied by the slope, which is 13 as well.",
        -0.01 * (5 + 12): "The slopes were added. The promise is a dot product, ∇f·s with s = −η∇f.",
        -(5**2 + 12**2): "The rate was forgotten.",
    },
    because="∇f·(−η∇f) = −η‖∇f‖² = −0.01·169 = −1.69.",
)

which_can_be_refused = Choose(
    "“Here f is least.” Which of the claims can slopes refuse?",
    {
        "only (½, −½)": "And (0, 0)? Its value is 0, but how does f change if you move?",
        "(½, −½) and (0, 0)": "There ∇f is not zero, and the small step downhill leads lower.",
        "all but (−1/√2, 0)": "True, (1/√2, 0) is no minimum; it is a maximum. But can slopes know that? Choose it and look at its plane.",
        "none, they know one place only": "One place is enough, if a small step from it leads lower.",
    },
    right="(½, −½) and (0, 0)",
)

how_many_flat = Type(
    "At how many places is the tangent plane of this surface level?",
    right=3,
    within=0.1,
    mistakes={
        1: "There are two valleys, each with a level place.",
        2: "Two valleys, yes. How does one walk from one to the other?",
        5: "Level along x or along y is not enough: both slopes must be 0.",
    },
    because="The slopes are x³ − x and y: both are 0 at (−1, 0), (0, 0) and (1, 0).",
)

best_of_three = Choose(
    "At which of these is f = 3x⁴ − 4x³ − 12x² lowest?",
    {
        "−1": "There 3 + 4 − 12 = −5.",
        "0": "There f = 0.",
        "2": "There 48 − 32 − 48 = −32.",
        "the same at all three": "Their tangent lines are equally level. Put the numbers in.",
    },
    right="2",
)

least_on_a_piece = Choose(
    "On −2 ≤ x ≤ 1, the least value of f is …",
    {
        "−32, at x = 2": "That place has been cut off.",
        "−5, at x = −1": "That is the lowest of the flat places that are left. Walk to the ends, too.",
        "0, at x = 0": "Flat, but the lowest of nothing: a maximum.",
        "−13, at x = 1": "At the end, where the slope is −24: further down is not allowed.",
    },
    right="−13, at x = 1",
)

which_has_a_minimum = Choose(
    "Which of these has a least value?",
    {
        "x³ + 3x²": "It falls for ever as x goes to −∞, although it has a valley at x = 0.",
        "eˣ": "It comes as near to 0 as you like, but never there.",
        "log(eˣ + eʸ)": "Lower both letters by t, and it is lower by t.",
        "|x|": "0, at 0, where it has no derivative.",
    },
    right="|x|",
)

last_one_standing = Choose(
    "One flat place in the whole plane, and it is a local minimum. Is it the least value of f?",
    {
        "yes, what else could be": "Go far to the right, past x = 1, and walk along y.",
        "no": "At (3, 1.5) this f is −9.",
        "yes, since f is a polynomial": "It is x² + y²(1 − x)³. Which sign does the cube have for x > 1?",
    },
    right="no",
)

which_valley = Choose(
    "From x = 1.5, where does descent end with η = 0.02, and where with η = 0.05?",
    {
        "both at 2": "With η = 0.02, yes. Take one step with η = 0.05: how far does it go?",
        "at 2, and at −1": "The larger rate leaps out of the deep, narrow valley and settles in the wide one.",
        "at 2, and nowhere": "In the deep valley it finds no rest. But there is another one.",
        "both at −1": "The small rate settles on the nearest floor.",
    },
    right="at 2, and at −1",
)

least_with_ends = Type(
    "The least value of x³ − 12x on −5 ≤ x ≤ 3?",
    right=(-5.0) ** 3 - 12 * (-5.0),
    within=0.01,
    mistakes={
        -16: "That is the valley at x = 2. Walk to the ends, too.",
        -9: "That is the value at the end x = 3. And at the other end?",
        -5: "That is where. Asked for is how low.",
        0: "At x = 0 the curve falls with slope −12: not even flat.",
    },
    because="At the end x = −5: −125 + 60 = −65. The flat places have 16 and −16.",
)

bound_to_a_circle = Choose(
    "Only lines with w² + b² = 1 are allowed. Where the loss L is least on this circle, ∇L …",
    {
        "is 0": "That is at (1, 1.5) alone, which is not on the circle.",
        "points straight away from (1, 1.5)": "In a round valley it would. This one is long and narrow: there L is 2.28, not 1.71.",
        "points along the circle": "Then L has a slope along the circle, and one of the two ways leads down.",
        "is at right angles to the circle": "There the slope along the circle is 0, as at an inner minimum every slope is.",
    },
    right="is at right angles to the circle",
)
