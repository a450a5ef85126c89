"""Newton's step as a scene: where it leads, what is said of its quadratic, what repairs it and what does not."""

import math
import re

import jax.numpy as jnp
import numpy as np
import pytest

from d2lcalc import functions
from d2lcalc.calculus import gradient
from d2lcalc.functions import hill_and_valley, line_fit_loss, log_sum_exp
from d2lcalc.live.words import written
from d2lcalc.scenes import Landscape, NewtonStep, newton_jump, newton_run, on_plan, on_stage
from many import one_in
from reading import after, mark, present, read_out, said

P = (-0.5, 1.0)


@pytest.mark.parametrize(
    ("place", "matrix", "there", "value"),
    [
        ((-1, 0), "H", (-0.5, 0), -0.3894),
        ((1, 0), "H", (0.5, 0), 0.3894),
        ((-1.5, 0), "H", None, -0.0127),
        (P, "H", None, -0.0100),
        ((1, 0), "|H|", (1.5, 0), 0.1581),
        ((1, 0), "H + μI", (1.291, 0), 0.2438),
    ],
)
def test_where_the_step_leads(place, matrix, there, value):
    """F15, F16 and F17."""
    scene = Landscape(hill_and_valley, on_stage(), on_plan(), newton_jump(), at=place)
    scene.M = matrix
    assert said(scene)["after"] == pytest.approx(value, abs=5e-5)
    landing, arrow = mark(scene, "plan", "where the step leads")["at"], mark(scene, "plan", "the step, in the xy-plane")
    assert landing[:2] == pytest.approx(arrow["tip"]) and arrow["tail"] == pytest.approx(place)
    assert landing[2] == pytest.approx(said(scene)["after"])
    assert there is None or landing[:2] == pytest.approx(there, abs=5e-4)
    assert mark(scene, "stage", "where the step leads")["at"] == pytest.approx(landing)


@pytest.mark.parametrize(("share", "value"), [(1, 0.3894), (0.5, 0.4273), (0.1, 0.3853)])
def test_shortening_does_not_help(share, value):
    """F17."""
    scene = Landscape(hill_and_valley, on_plan(), newton_jump(share=share), at=(1, 0))
    assert said(scene)["after"] == pytest.approx(value, abs=5e-5) and said(scene)["after"] > said(scene)["value"]
    assert said(scene)["promise"] == pytest.approx(0.184, abs=5e-4)


VERDICTS = [
    (hill_and_valley, (-1, 0), "H has eigenvalues 0.7358 and 0.7358: the quadratic has a bottom, and the step goes there"),
    (hill_and_valley, (1, 0), "the quadratic has a top, and the step climbs to it"),
    (hill_and_valley, P, "the quadratic is a saddle, and the step goes to its flat point; however short, it climbs"),
    (functions.saddle, (1, 0.2), "the quadratic is a saddle, and the step goes to its flat point; short steps fall"),
    (hill_and_valley, (0, 1), "the quadratic is a saddle, and the step goes to its flat point; it sets out level (∇f·s = 0)"),
    (hill_and_valley, (0.5, 1), "the quadratic is a saddle, and the step goes to its flat point; short steps fall (∇f·s = −0.266)"),
    (log_sum_exp, (0, 0.5), "its determinant is 0: no single point of the quadratic is flat, and there is no step"),
    (functions.bowl, (1e-14, 0), "is zero: the step is zero, too."),
    (functions.cone, (0, 0), "f has no best quadratic at (0, 0)"),
    (functions.saddle, (0.2, 1), "the quadratic is a saddle, and the step goes to its flat point; however short, it climbs"),
    (functions.monkey_saddle, (0, 0), "its determinant is 0"),
    (functions.bowl, (0, 0), "The gradient at (0, 0) is zero: the step is zero, too."),
    (lambda x, y: 1e-12 * functions.bowl(x, y), (1, 1), "has a bottom, and the step goes there"),
    (lambda x, y: jnp.log(x) + y, (-1, 0), "f has no finite value at (−1, 0)"),
]


@pytest.mark.parametrize(("f", "place", "words"), one_in(2, VERDICTS))
def test_verdicts(f, place, words):
    assert words in NewtonStep(f, place).sentence


def test_a_repaired_matrix_has_a_bottom_and_a_short_step_goes_down():
    scene = NewtonStep(hill_and_valley, P)
    for matrix in ("|H|", "H + μI"):
        assert "has a bottom" in after(scene, share=0.1, M=matrix) and said(scene)["after"] < said(scene)["value"]
    assert "is a saddle" in after(scene, mu=0.3)  # less than is needed: −0.3626 + 0.3 is still below zero
    assert "has a bottom" in after(scene, mu=0.4)


@pytest.mark.parametrize("matrix", ["H", "|H|", "H + μI"])
def test_the_slice_holds_f_and_a_quadratic_that_is_flat_at_the_whole_step(matrix):
    scene = NewtonStep(hill_and_valley, P)
    scene.M = matrix
    f, model = mark(scene, "chart", "f along the step"), mark(scene, "chart", "the quadratic along the step")
    parabola = np.polyfit(model["x"], model["y"], 2)
    assert -parabola[1] / (2 * parabola[0]) == pytest.approx(1)  # its flat place
    assert parabola[1] == pytest.approx(said(scene)["promise"]) and parabola[2] == pytest.approx(said(scene)["value"])
    assert mark(scene, "chart", "the flat point of the quadratic")["at"] == pytest.approx([1, np.polyval(parabola, 1)])
    assert np.gradient(f["y"], f["x"])[43:45].mean() == pytest.approx(said(scene)["promise"], rel=0.02)  # beside share 0


@pytest.mark.parametrize(
    ("place", "matrix", "ways"),
    [((-0.25, 0.75), "H", ("up", "down")), ((-0.25, 0.75), "|H|", ("down", "down")), ((0.25, 0.75), "|H|", ("down", "down"))],
)
def test_the_step_is_split_along_the_eigenvectors_of_h_in_its_order(place, matrix, ways):
    scene = NewtonStep(hill_and_valley, place)
    scene.M = matrix
    shown = read_out(NewtonStep(hill_and_valley, place))
    values, vectors = np.linalg.eigh([[shown["a"], shown["b"]], [shown["b"], shown["c"]]])
    slopes = np.array([shown["gx"], shown["gy"]]) @ vectors
    arrows = [mark(scene, "plan", f"the step's part along v{k}") for k in "₁₂"]
    divided = np.abs(values) if matrix == "|H|" else values
    for arrow, v, slope, value in zip(arrows, vectors.T, slopes, divided, strict=True):
        assert np.subtract(arrow["tip"], arrow["tail"]) == pytest.approx(-slope / value * v)
        assert arrow["show"]
    labels = [written(present(scene, f"the step's part along v{k}")[0]["label"], scene._outputs()) for k in "₁₂"]
    assert [label.split()[-1] for label in labels] == list(ways) and (matrix == "|H|" or labels == ["v₁: 0.93 up", "v₂: 0.26 down"])
    assert arrows[0]["tail"] == pytest.approx(place) and arrows[0]["tip"] == pytest.approx(arrows[1]["tail"])
    assert arrows[1]["tip"] == pytest.approx(mark(scene, "plan", "the flat point of the quadratic")["at"][:2])


@pytest.mark.parametrize(
    ("f", "place", "matrix", "apart"),
    [(hill_and_valley, (-1, 0), "H", False), (hill_and_valley, (-1, 0), "|H|", False), (functions.monkey_saddle, (-0.5, 1), "|H|", True)],
)
def test_the_step_has_parts_unless_all_directions_are_alike_to_h(f, place, matrix, apart):
    scene = NewtonStep(f, place)
    assert "eigenvalues" in after(scene, M=matrix)
    assert any(mark(scene, "plan", f"the step's part along v{k}")["show"] for k in "₁₂") is apart


@pytest.mark.parametrize("matrix", ["H", "|H|"])
def test_the_formula_is_true_and_where_there_is_no_step_nothing_of_rounding_is_drawn(matrix):
    shown = read_out(NewtonStep(hill_and_valley, P))
    H, slopes = np.array([[shown["a"], shown["b"]], [shown["b"], shown["c"]]]), [shown["gx"], shown["gy"]]
    assert H @ [shown["u"], shown["v"]] == pytest.approx(np.negative(slopes))
    scene = NewtonStep(log_sum_exp, (-1.7920684739532033, 2.132556907928608))
    assert "there is no step" in after(scene, M=matrix) and "u" not in read_out(scene)
    assert not np.isfinite(mark(scene, "plan", "the step, in the xy-plane")["tip"]).any()


def test_a_run_beside_descent():
    scene = Landscape(line_fit_loss, on_plan(), newton_run(rate=0.2), at=(0, 0))
    assert [said(scene)["newton"], said(scene)["descent"]] == pytest.approx([10.5, 10.5])
    scene.step = 1
    assert mark(scene, "plan", "the run of Newton")["positions"][-1] == pytest.approx([1, 1.5, 0.25])
    by_hand = np.array([0.0, 0.0])
    for scene.step in range(1, 11):
        by_hand -= scene.rate * np.asarray(gradient(line_fit_loss)(*by_hand))
        assert mark(scene, "plan", "the run of descent")["positions"][-1][:2] == pytest.approx(by_hand)
        assert said(scene)["descent"] == pytest.approx(float(line_fit_loss(*by_hand)))
    chart = mark(scene, "chart", "f along the run of Newton")["positions"]
    assert chart[0] == pytest.approx([0, 10.5]) and chart[-1] == pytest.approx([10, 0.25])
    scene.rate = 0.24
    assert said(scene)["descent"] > 0.25


def test_onward():
    scene = Landscape(hill_and_valley, on_plan(), newton_run(), at=(-1, 0))
    places = []
    for scene.step in (1, 2, 3, 4):
        places.append(mark(scene, "plan", "the run of Newton")["positions"][-1][0])
    assert places == pytest.approx([-0.5, -0.7, -0.70707, -0.70711], abs=5e-6)
    scene.x = 1
    scene.step = 10
    assert said(scene)["newton"] == pytest.approx(math.sqrt(0.5) * math.exp(-0.5))  # the maximum


def test_a_matrix_that_is_not_on_the_menu():
    with pytest.raises(ValueError, match=re.escape("there is no matrix 'G' here; choose from H, |H|, H + μI")):
        NewtonStep(hill_and_valley, matrices=("G",))
