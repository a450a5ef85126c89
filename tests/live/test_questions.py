"""What the page says of a prediction: where a wrong one comes from, why the right one is right, an arrow's direction and length."""

from math import cos, radians, sin

from d2lcalc.live import Choose, Draw, Place, Type

ARROW = Draw("Draw it", start=(1, 0), right=(0, 2), mistakes={(2, 0): "Across.", (0, 6): "Count.", (-1, 2): "Other side."}, because="Up.")
WORDS = Choose("Which?", {"left": "That is down.", "up": "It rises.", "right": "Across."}, right="up", because="So it is.")
NUMBER = Type("How much?", right=-0.016488, within=3e-4, mistakes={0.0233: "Sign lost."})
PEAK = Place("Where?", start=(0, 0), right=(1, 1), within=0.15, mistakes={(2, 1): "Too far."})
ROWS = [  # an arrow by its angle and length
    (WORDS, "up", ["Right.", "It rises.", "So it is."]),
    (WORDS, "left", ["Not so. It is: up.", "That is down.", "It rises.", "So it is."]),
    (WORDS, None, ["Skipped. It is: up.", "It rises.", "So it is."]),
    (NUMBER, -0.0165, ["Right."]),
    (NUMBER, 0.0233, ["Not so. The truth is −0.01649.", "Sign lost."]),
    (NUMBER, 5, ["Not so. The truth is −0.01649."]),
    (PEAK, [1.1, 0.9], ["Right."]),
    (PEAK, [2, 1.1], ["Not so. The truth is 1, 1.", "Too far."]),
    (ARROW, None, ["Skipped. The truth is 0, 2.", "Up."]),
    (ARROW, (90, 2), ["Right.", "Up."]),
    (ARROW, (81, 2.3), ["Right.", "Up."]),
    (ARROW, (90, 3), ["Not so. The truth is 0, 2.", "The direction is right, and the arrow is too long.", "Count.", "Up."]),
    (ARROW, (95, 1), ["Not so. The truth is 0, 2.", "The direction is right, and the arrow is too short.", "Count.", "Up."]),
    (ARROW, (77, 2), ["Not so. The truth is 0, 2.", "The direction is off by 13°.", "Up."]),
    (ARROW, (70, 2), ["Not so. The truth is 0, 2.", "The direction is off by 20°.", "Up."]),
    (ARROW, (67, 6), ["Not so. The truth is 0, 2.", "The direction is off by 23°, and the arrow is too long.", "Up."]),
    (ARROW, (113, 2), ["Not so. The truth is 0, 2.", "The direction is off by 23°.", "Other side.", "Up."]),
    (ARROW, (-8, 2), ["Not so. The truth is 0, 2.", "The direction is off by 98°.", "Across.", "Up."]),
    (ARROW, (0, 0), ["Not so. The truth is 0, 2.", "An arrow without length points nowhere.", "Up."]),
]


def test_what_is_said_of_a_prediction(call):
    drawn = lambda predicted: [predicted[1] * f(radians(predicted[0])) for f in (cos, sin)] if isinstance(predicted, tuple) else predicted
    said = call("question.js", "verdictOn", *((question.spec(), drawn(predicted)) for question, predicted, _ in ROWS))
    assert said == [says for *_, says in ROWS]
