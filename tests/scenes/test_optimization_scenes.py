"""The scenes about where a function is least: their numbers against proved ones and against SymPy, their tasks, their words at faults."""

import jax.numpy as jnp
import numpy as np
import pytest
import sympy

from d2lcalc.functions import CATALOGUE, double_well, hill_and_valley, himmelblau, line_fit_loss, one_flat_point, quartic
from d2lcalc.live.words import numeral, written
from d2lcalc.predictions import optimization as ask
from d2lcalc.scenes import Candidates, CriticalPoints, CurveDescent, Landscape, MovingTangent, on_plan
from d2lcalc.scenes.optimization import is_level_here
from formulas import FORMULAS, slopes
from many import one_in
from reading import after, mark, present, said, shown

X = sympy.symbols("x", real=True)
QUARTIC = 3 * X**4 - 4 * X**3 - 12 * X**2
CLAIMS = [(0.5, -0.5), (0.5**0.5, 0), (-(0.5**0.5), 0), (0, 0)]


@pytest.mark.parametrize("f", one_in(6, (f for f in CATALOGUE.values() if f.complete and f.critical_points)), ids=repr)
def test_what_was_found_stands_where_the_catalogue_proves_it(f):
    scene = CriticalPoints(f)
    drawn = [entry for entry in scene.spec["panels"][1]["marks"] if entry["role"] == "truth"]
    assert sorted(entry["marker"] for entry in drawn) == sorted(known.kind for known in f.critical_points)
    for known in f.critical_points:
        places = [mark(scene, "plan", entry["name"])["at"] for entry in drawn if entry["name"].startswith(known.kind)]
        assert min(np.linalg.norm(np.subtract(place, (*known.at, known.value))) for place in places) < 1e-6


SAID = [
    (lambda: CriticalPoints(double_well), "minimum −0.25 at (−1, 0); minimum −0.25 at (1, 0); saddle 0 at (0, 0)."),
    (lambda: CriticalPoints(himmelblau), "Found in this window: 4 minima, 1 maximum, 4 saddles."),
    (lambda: CriticalPoints("log_sum_exp"), "No critical point was found in this window."),
    (lambda: CriticalPoints("x^2 + y^4"), "Found in this window: undecided 0 at (0, 0)."),
    (lambda: MovingTangent(jnp.sqrt, (-1, 3), 1, ends=(0, 2)), "least value is 0, at x = 0: an end"),
    (lambda: MovingTangent(lambda x: -jnp.sqrt(x), (-1, 3), 1), "at x = 3: an end"),
    (lambda: MovingTangent(jnp.log, (-1, 3), -0.5), "f has no finite value at x = −0.5: move the point."),
    (lambda: MovingTangent(quartic, (-2, 3), 0.5, ends=(-2, -2)), "There is nothing between −2 and −2: move an end."),
    (lambda: descent(quartic, 1.5, 0.02), "The derivative is 0 at x = 2, where f = −32: the path stays there"),
    (lambda: descent(quartic, 1.5, 0.03), "jumps to and fro for ever between x = 1.702 and x = 2.195."),
    (lambda: descent(quartic, 1.5, 0.05), "After 60 steps the path rests at x = −1, where f = −5."),
    (lambda: descent(quartic, 1.5, 0.1), "the numbers are beyond all bounds"),
    (lambda: descent(jnp.log, 0.5, 0.5), "has left the domain of f: at x = −0.5 f has no finite value."),  # 0.5 − 0.5·2
    (lambda: descent(jnp.abs, 0.5, 0.25), "At x = 0 f has no derivative: there is no next step."),
    (lambda: descent(jnp.abs, 0.375, 0.25), "jumps to and fro for ever between x = −0.125 and x = 0.125."),
    (lambda: descent(lambda x: x**2, 1.5, 0.9999), "the path is at x ="),
    (lambda: descent(lambda x: x**2, 1.5, 1), "jumps to and fro for ever between x = 1.5 and x = −1.5"),
]


@pytest.mark.parametrize(("make", "words"), one_in(4, SAID))
def test_what_is_said(make, words):
    assert words in make().sentence


def descent(f, start, rate):
    """A path in one dimension."""
    return CurveDescent(f, (-2, 3), start, rate=rate, rates=(1e-4, 1.5))


@pytest.mark.slow
def test_the_tip_of_a_cone_is_marked_as_a_kink():
    tips = present(CriticalPoints("sqrt(x^2 + y^2)"), "minimum 0 at (0, 0), at a kink, where f has no gradient")
    assert [(tip["marker"], tip["label"] is None) for tip in tips] == [("kink", True), ("kink", False)]  # on the stage and on the plan


def test_the_task_is_done_where_the_plane_is_level_and_only_there():
    scene = CriticalPoints(double_well, (0.5, 0.8))
    for (x, y), level in {(1, 0): True, (-1, 0): True, (0, 0): True, (1, 0.5): False, (0.5, 0): False, (0.98, 0): False}.items():
        scene.x, scene.y = x, y
        assert scene.reached == level
        assert ("plane is level" in scene.sentence) == level


@pytest.mark.slow
@pytest.mark.parametrize("f", [f for f in CATALOGUE.values() if f.complete and f.critical_points], ids=repr)
def test_the_sliders_can_reach_every_level_place(f):
    scene = Landscape(f, on_plan(), task=("find a level place", is_level_here))
    for point in f.critical_points:
        scene.x, scene.y = point.at
        assert scene.reached


@pytest.mark.parametrize(
    "f, at, slopes, scale, label",
    [
        (double_well, (0.5, 0.4), (-0.375, 0.4), 1, "−∇f"),
        (double_well, (0.5, 0.8), (-0.375, 0.8), 0.5, "−0.5 ∇f"),  # 0.88 long, where a fifth of the window is 0.8
        ("1000*x + 500*y", (1, 1), (1000, 500), 5e-4, "−0.0005 ∇f"),
        ("0.001*x", (1, 1), (0.001, 0), 500, "−500 ∇f"),
    ],
)
def test_the_arrow_points_downhill_at_a_round_scale_and_is_gone_where_it_is_level(f, at, slopes, scale, label):
    scene = CriticalPoints(f, at)
    arrow = mark(scene, "plan", "downhill, −∇f")
    assert np.subtract(arrow["tip"], arrow["tail"]) == pytest.approx(-scale * np.array(slopes))
    assert written(present(scene, "downhill, −∇f")[0]["label"], scene._outputs()) == label
    if f is double_well:
        scene.x, scene.y = 0, 0
        assert not shown(scene, "plan", "downhill, −∇f")


def test_another_function_is_searched_anew_and_a_level_region_is_said_and_not_covered_with_marks():
    scene = CriticalPoints(double_well)
    assert "saddle −0.0625 at (−0.25, 0)" in after(scene, subject="x^2 - y^2 + 0,5*x") and scene.problem == ""
    assert "f keeps one height over a region or along a line, as around (−1.917, −1.917)." in after(scene, subject="3")
    assert not [entry for entry in scene._present["panels"][1]["marks"] if entry["role"] == "truth"]


def test_the_liars_are_refused_and_the_maximum_passes():
    scene = Candidates(hill_and_valley, CLAIMS)
    for scene.claim in (0, 3):
        assert said(scene)["length"] == pytest.approx(np.hypot(*slopes(FORMULAS["hill_and_valley"], *CLAIMS[scene.claim])))
    for claim, refused in enumerate([True, False, False, True]):
        assert ("is no minimum" in after(scene, claim=claim)) == refused
        assert ("cannot refuse" in scene.sentence) != refused
        assert shown(scene, "chart", "one step downhill in the cut") == refused
        if refused:
            step = np.subtract(mark(scene, "stage", "one step downhill")["at"], mark(scene, "stage", "the claimed minimum")["at"])
            assert np.hypot(*step[:2]) == pytest.approx(0.1)
            assert step[2] < 0
    assert "is too long here: f rises from −0.4246 to" in Candidates(hill_and_valley, [(-0.7, 0.1)], distance=1.5).sentence


def test_a_claim_outside_the_window():
    with pytest.raises(ValueError, match="outside the window"):
        Candidates(hill_and_valley, [(3, 0)])
    scene = Candidates(hill_and_valley, [(1.5, 0)])
    scene.subject = "cone"  # which is shown from −1 to 1
    assert "the claim (1.5, 0) lies outside the window (-1, 1, -1, 1)" in scene.problem


def test_the_tangent_against_sympy():
    scene = MovingTangent(quartic, (-2, 3), -1)
    for scene.x in (-1, 0, 0.5, 2, 2.7):
        value, slope = (float(formula.subs(X, scene.x)) for formula in (QUARTIC, QUARTIC.diff(X)))
        assert said(scene)["s"] == pytest.approx(slope, abs=1e-9) and said(scene)["f"] == pytest.approx(value)
        line = mark(scene, "chart", "the tangent line")
        np.testing.assert_allclose(line["y"], value + slope * (line["x"] - scene.x), atol=1e-9)


@pytest.mark.parametrize(
    ("ends", "place", "value", "reason"),
    [
        (None, 2, -32, "tangent line is level"),
        ((-2, 2.5), 2, -32, "tangent line is level"),
        ((-2, 1), 1, -13, "an end"),
        ((-2, 0), -1, -5, "tangent line is level"),
        ((-0.5, 0.5), 0.5, -3.3125, "an end"),
    ],
)
def test_where_the_quartic_is_least(ends, place, value, reason):
    scene = MovingTangent(quartic, (-2, 3), 0.5, ends=ends)
    assert (said(scene)["l"], said(scene)["m"]) == pytest.approx((place, value))
    assert reason in scene.sentence
    assert mark(scene, "chart", "the least value")["at"] == pytest.approx([place, value])


def test_a_corner_may_be_the_lowest_place_and_has_no_derivative():
    scene = MovingTangent(jnp.abs, (-2, 2), 0.0, ends=(-1, 2))
    assert "no derivative: from the left the slope is −1, from the right 1" in scene.sentence
    assert not shown(scene, "chart", "the tangent line")
    assert "the least value is 0, at x = 0: a corner" in after(scene, x=1)
    assert shown(scene, "chart", "the tangent line")


def test_two_rates_end_in_two_valleys_and_which_rates_a_valley_holds():
    scene = CurveDescent(quartic, (-2, 3), 1.5, rate=0.02, other=0.05)
    assert mark(scene, "chart", "the path")["positions"][-1] == pytest.approx((2, -32))
    assert mark(scene, "chart", "the path at the other rate")["positions"][-1] == pytest.approx((-1, -5), abs=0.05)
    labels = {entry["name"]: entry["label"] for entry in scene.spec["panels"][0]["marks"] if entry["label"]}
    limits = {name: scene._outputs()[label["values"]["limit"]] for name, label in labels.items() if "limit" in label["values"]}
    assert limits == pytest.approx({"the rates held by the valley at 2": 2 / 72, "the rates held by the valley at −1": 2 / 36})


def test_the_numbers_of_the_questions():
    assert ask.promised_decrease.right == pytest.approx(-1.69)
    cubic = lambda x: x**3 - 12 * x
    assert ask.least_with_ends.right == min(map(cubic, np.linspace(-5, 3, 8001))) == -65
    assert {cubic(2), cubic(3)} <= set(ask.least_with_ends.mistakes)
    for place in (-1, 0, 2):
        assert ask.best_of_three.options[numeral(place)].endswith(f"= {numeral(quartic(place))}.")
    assert list(ask.least_on_a_piece.options) == [f"{numeral(quartic(x))}, at x = {numeral(x)}" for x in (2, -1, 0, 1)]
    assert ask.last_one_standing.options["no"] == f"At (3, 1.5) this f is {numeral(one_flat_point(3, 1.5))}."
    nearest = np.array([1, 1.5]) / np.hypot(1, 1.5)
    turn = np.linspace(0, 2 * np.pi, 3601)
    least = float(np.min(line_fit_loss(np.cos(turn), np.sin(turn))))
    told = ask.bound_to_a_circle.options["points straight away from (1, 1.5)"]
    assert f"there L is {line_fit_loss(*nearest):.2f}, not {least:.2f}" in told
