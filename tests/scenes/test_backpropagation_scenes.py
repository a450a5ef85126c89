"""The scenes of backpropagation: each step's numbers, what is there and what is not, judged numbers, bugs, counts."""

import math

import jax
import numpy as np
import pytest

from d2lcalc.calculus import gradient
from d2lcalc.calculus.bugs import BUGS
from d2lcalc.calculus.network import Network
from d2lcalc.exercises import backpropagation
from d2lcalc.functions import hill_and_valley
from d2lcalc.live.chosen import settled
from d2lcalc.live.words import written as text_of
from d2lcalc.networks import book_network, small_network
from d2lcalc.predictions import backpropagation as ask
from d2lcalc.scenes import Backpropagation, BrokenSweep, ChainRule, DifferenceQuotient, SweepByHand, SweepCost
from many import one_in
from reading import after, present, said

BOOK, TELLING, SMALL = (-1, 0, -2, 1), (1, 1, -1, 0), (2, 3, -1)
VALUES = {"p": 6, "q": 2, "r": 12, "s": 4, "f": 28}
TOTALS = ("r", "s", "p", "q", "z", "x", "y")


def written(scene, name):
    """The text that stands at the mark called `name`."""
    [found] = present(scene, name)
    return text_of(found["label"], scene._outputs()) or ""


def steps(scene):
    return next(parameter["max"] for parameter in scene.spec["parameters"] if parameter["name"] == "step")


def test_forward_a_value_a_step_with_the_edges_that_it_meets():
    scene = Backpropagation(small_network, SMALL)
    for step, node in enumerate(VALUES, start=1):
        assert f"{node} = {VALUES[node]}." in after(scene, step=step)
        assert written(scene, f"value of {node}") == str(VALUES[node])
    assert after(scene, step=4) == "Forward: from p and q, s = 4. The edges on the way: ∂s/∂p = 1, ∂s/∂q = −1."
    assert (written(scene, "on the edge from q to s"), written(scene, "on the edge from s to f")) == ("−1", "")


def test_an_arrow_points_the_way_that_the_last_sweep_has_gone():
    scene = Backpropagation(small_network, SMALL)
    for edge in ("edge from x to p", "edge from s to f", "edge from p to s"):  # inputs stand on the left
        for step in range(steps(scene) + 1):
            scene.step = step
            *_, head = present(scene, edge)
            (left, _), (right, _) = ([scene._outputs()[index] for index in head["numbers"][end]] for end in ("tail", "tip"))
            went_back = settled(head["role"], scene._outputs()) == "total"
            assert (right < left) == went_back
        assert went_back


def test_backward_an_edge_a_step_with_the_running_sum_which_may_be_a_true_zero():
    scene = Backpropagation(small_network, SMALL, step=6)
    assert scene.sentence == "Backward: the sweep starts with df/df = 1."
    seen = [written(scene, "total at p") for scene.step in range(6, 17)]
    assert seen == ["df/dp –"] * 3 + ["df/dp = 8 + …"] * 2 + ["df/dp = 10"] * 6
    assert after(scene, step=9) == "Back from s to p: df/ds · ∂s/∂p = 8 · 1 = 8. The first report at p; r has not reported yet."
    assert after(scene, step=11).endswith("= 1 · 2 = 2. It is added to what is there: 8 + 2 = 10 = df/dp.")
    assert written(scene, "total at x") == "df/dx –"
    scene = Backpropagation(book_network, BOOK, step=12)
    assert scene.sentence.endswith("= 64 · 8 = 512. It is added to what is there: −512 + 512 = 0 = df/db.")
    assert written(scene, "total at b") == "df/db = 0"


def test_a_right_number_is_shown_and_a_wrong_one_is_told_which_mistake_it_is():
    scene = SweepByHand(small_network, SMALL)
    assert scene.sentence == "Type df/dr. From r the way leads on to f."
    assert (written(scene, "total at r"), written(scene, "total at s")) == ("df/dr = ?", "df/ds –")
    after(scene, number=12)
    assert written(scene, "total at r") == "df/dr = ?"
    assert after(scene, number=1) == "Right: df/dr = 1 · 1 = 1. Step forward."
    assert written(scene, "total at r") == "df/dr = 1"
    after(scene, step=1, number=None)
    assert (written(scene, "total at r"), written(scene, "total at s")) == ("df/dr = 1", "df/ds = ?")
    for node, number, mistake in [("p", 2, "Dropped path"), ("q", 14, "Sign"), ("s", 4, "Value for slope"), ("x", 99, "Not yet")]:
        scene.step = TOTALS.index(node)
        assert after(scene, number=number).startswith(f"{mistake}.")


@pytest.mark.parametrize("at", [SMALL, (0, 0, 0), (-1.5, 0.5, 2)])
def test_right_numbers_are_never_refused(at):
    """Not where they equal a mistake, as at (0, 0, 0), nor rounded to three digits."""
    scene = SweepByHand(small_network, at)
    totals = small_network.total_derivatives(small_network.edge_derivatives(small_network.values(*at)))
    wanted = [(node, totals[node]) for node in TOTALS]
    assert steps(scene) == len(wanted)
    for step, (node, number) in enumerate(wanted):
        scene.step = step
        for answer in (float(number), float(f"{float(number):.3g}")):
            said = after(scene, number=answer)
            assert said.startswith("Right: ") and (f"{node} = " in said), (step, node, said)
    scene.step = len(wanted)
    assert scene.sentence.startswith("All of them found: df/dx = ")
    outputs = scene._outputs()
    assert {settled(node["role"], outputs) for name in small_network.nodes for node in present(scene, f"node {name}")} == {"total"}


@pytest.mark.parametrize("bug", one_in(len(BUGS), BUGS))
def test_a_bug_shows_at_one_point_and_not_at_the_other(bug):
    scene = BrokenSweep(book_network, BOOK, bug=bug)
    assert scene.sentence.startswith("The bug does not show at the inputs: df/dw = −4096, df/dx = −4096")
    said = after(scene, **dict(zip("wxyz", TELLING, strict=True)))
    assert said.startswith("The bug shows: ") and said.endswith("right is 73472, 73472, −68224, −68224.")


@pytest.mark.parametrize(("point", "is_hidden"), [((2, 1, 1), True), ((3, 2, 4), True), ((2, 3, -1), False), ((2, 1, -1), False)])
def test_the_lost_edge_of_6_2_hides_where_it_is_multiplied_by_zero(point, is_hidden):
    """Lost is what s sends back to q: the derivative by s held against q, beside JAX's."""
    f = lambda x, y, z: x * y * (y + z) + (x * y - jax.lax.stop_gradient(y + z)) ** 2
    true, found = (jax.grad(each, argnums=(0, 1, 2))(*map(float, point)) for each in (small_network, f))
    assert (true == found) == is_hidden == backpropagation.hiding_place.holds(np.array(point))


@pytest.mark.parametrize(
    ("make", "values", "words"),
    [
        (SweepCost, {"inputs": 1000}, "its slopes forward 120000 (11.87 times as many), backward 10110 (1 times)."),
        (SweepCost, {"inputs": 1, "outputs": 1000}, "Inputs 1, outputs 1000: f takes 10110 multiplications, its slopes forward 10110 ("),
        (SweepCost, {"inputs": 1000, "asked": "weights"}, "forward 210210 (20.79 times as many), backward 10220 (1.011 times)."),
        (
            lambda: BrokenSweep(book_network, TELLING, bug="none"),
            {},
            "No bug: df/dw = 73472, df/dx = 73472, df/dy = −68224, df/dz = −68224.",
        ),
    ],
)
def test_what_broken_and_counted_sweeps_say(make, values, words):
    assert words in after(make(), **values)


def test_the_difference_quotient_has_its_valley():
    scene = DifferenceQuotient(hill_and_valley)
    error = {}
    for h in (1e-2, 1e-8, 1e-15):
        scene.h = h
        error[h] = said(scene)["e"]
    assert error[1e-8] < 2e-8 < 1e-4 < min(error[1e-2], error[1e-15])
    assert math.isclose(error[1e-2], 0.0036, rel_tol=0.02)


def test_with_seven_digits_the_best_step_is_larger():
    f = lambda x, y: x * np.exp(-(x**2) - y**2)
    x, y, steps = np.float32(-0.5), np.float32(1), [np.float32(10.0**-k) for k in range(1, 9)]
    quotients = [(f(x + h, y) - f(x, y)) / h for h in steps]
    assert {quotient.dtype for quotient in quotients} == {np.dtype("float32")} and quotients[-1] == 0
    assert steps[np.argmin(np.abs(np.array(quotients) - float(gradient(hill_and_valley)(-0.5, 1.0)[0])))] == np.float32(1e-4)


def test_two_weights_at_zero_stay_there():
    """6.3: w₂(w₁t) at t = 2, against y = 1."""
    assert jax.grad(lambda w: (2 * w[0] * w[1] - 1) ** 2)(np.zeros(2)).tolist() == [0, 0]


def test_the_numbers_of_the_questions():
    asked = ask.edge_or_total, ask.paths_of_w, ask.swept_with_a_bug, ask.three_nodes, ask.neuron_weight
    assert [question.right for question in asked] == pytest.approx([27, 4, -4096, 135, 0.3])
    lost = lambda x: jax.lax.stop_gradient(x**2) * (x**2 + x)  # the ticket's (b): the edge from p to f
    whole = lambda x: x**2 * (x**2 + x)
    assert [[float(jax.grad(f)(x)) for x in (-2.0, -1.0, 0.0)] for f in (whole, lost)] == [[-20, -1, 0], [-12, -1, 0]]


@pytest.mark.parametrize(
    "scene, name, f",
    [
        (ChainRule, "node", lambda x, node: x * node),
        (Backpropagation, "step", lambda x, step: x * step),
        (SweepByHand, "number", lambda x, number: x * number),
        (BrokenSweep, "bug", lambda x, bug: x * bug),
    ],
)
def test_a_point_that_does_not_fit_and_an_input_with_the_name_of_a_control_are_refused(scene, name, f):
    with pytest.raises(ValueError, match=f"the input '{name}' .* has the name of a control of the scene: rename the input"):
        scene(Network(f=f), (1.0, 2.0))
    with pytest.raises(ValueError, match=r"inputs x, y, z, and at = \(2, 3\) has 2 numbers"):
        scene(small_network, (2, 3))


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: Backpropagation(small_network, (2, 3, -1)), "= df/d"),  # the last total
        (lambda: Backpropagation(small_network, (2, 3, -1), step=4), "Forward: from p and q, s = "),
        (lambda: SweepByHand(small_network, (2, 3, -1)), "All of them found"),
    ],
)
def test_a_still_is_the_finished_sweep(make, words):
    assert words in make()._repr_mimebundle_()[0]["text/plain"]
