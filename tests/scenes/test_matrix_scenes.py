"""The scenes of matrix calculus: right angles on the drawn arrows, blocks that fit, verdicts, and a factorization that descends."""

import jax
import numpy as np
import pytest

from d2lcalc.calculus.matrix import FACTORIZATION, QUADRATIC_FORM, factorization_loss
from d2lcalc.expression import ExpressionError
from d2lcalc.live.chosen import settled
from d2lcalc.live.words import written
from d2lcalc.predictions import matrix as ask
from d2lcalc.scenes import CandidateDerivatives, IndexSteps, MatrixFactorization, ShapeBench
from d2lcalc.scenes.matrix import RATINGS
from d2lcalc.scenes.shape_bench import CLAIMS
from reading import after, mark, read_out, said, shown

A = np.array([[1.0, 2.0], [0.0, 3.0]])


def drawn(scene, name):
    """An arrow as a vector."""
    arrow = mark(scene, "plan", f"the arrow {name}")
    return np.subtract(arrow["tip"], arrow["tail"])


@pytest.mark.parametrize("at", [(1.0, 1.0), (-1.2, 0.6), (0.3, -2.1)])
def test_only_the_gradient_is_at_right_angles_to_the_contour(at):
    scene, h = CandidateDerivatives(x=at[0], y=at[1]), 1e-6
    x = np.array([scene.x, scene.y])
    form = lambda x: x @ A @ x
    slopes = [(form(x + step) - form(x - step)) / (2 * h) for step in h * np.eye(2)]  # measured, not derived
    along = np.array([-slopes[1], slopes[0]]) / np.linalg.norm(slopes)
    cosine = {name: abs(along @ drawn(scene, name)) / np.linalg.norm(drawn(scene, name)) for name in ("2Ax", "2Aᵀx", "(A+Aᵀ)x")}
    tangent = np.subtract(*mark(scene, "plan", "the tangent of the contour")["positions"])
    assert abs(along @ tangent) == pytest.approx(np.linalg.norm(tangent))
    assert cosine["(A+Aᵀ)x"] < np.sin(np.deg2rad(1)) < 0.1 < min(cosine["2Ax"], cosine["2Aᵀx"])
    assert said(scene) == pytest.approx(dict(zip("abc", np.rad2deg(np.arccos(list(cosine.values()))), strict=True)), abs=1e-4)


def test_the_angles_of_the_section_and_none_at_the_origin():
    assert said(CandidateDerivatives()) == pytest.approx({"a": 90 - 18.43, "b": 90 - 15.26, "c": 90}, abs=0.01)
    assert "every candidate is zero" in CandidateDerivatives(x=0, y=0).sentence


def test_the_symmetric_part_moves_no_contour_and_joins_the_arrows():
    scene = CandidateDerivatives()
    before = mark(scene, "plan", "the contour through x")["z"]
    scene.symmetric = True
    assert mark(scene, "plan", "the contour through x")["z"] == pytest.approx(before)
    for name in ("2Ax", "2Aᵀx"):
        assert drawn(scene, name) == pytest.approx(drawn(scene, "(A+Aᵀ)x"))
    assert "three candidates agree" in scene.sentence


@pytest.mark.parametrize(
    "claimed, verdict",
    {
        "d‖X − UV‖²/dV = −2(X − UV)U": "neighbouring factors do not fit",
        "d(xᵀx)/dx = 2x + 3": "terms of a sum do not fit",
        "d sum(x)/dx = x/x": "divided by is no number",
        "d‖X‖²/dX = 2X²": "raised to a power has not as many rows as columns",
        "d‖X‖²/dX = 2X tr(X)": "the trace is taken of",
        "d tr(AXB)/dX = BA": "its shape is not that of the denominator",
        "d‖X − UV‖²/dV = −2Uᵀ(X − UV)": "the values are those of JAX",
        "d(xᵀAx)/dx = 2Ax": "the right shape is not enough",
        "d(xᵀx − xᵀx)/dx = x − x": "the values are those of JAX",
        "d(xᵀx − xᵀx)/dx = x": "the right shape is not enough",
    }.items(),
)
def test_the_bench_finds_what_is_wrong(claimed, verdict):
    assert verdict in ShapeBench(claimed).sentence


def test_equal_sizes_hide_the_misfit_and_the_bench_says_so():
    scene = ShapeBench("d‖X − UV‖²/dV = −2(X − UV)U")
    assert "do not fit" in scene.sentence
    scene.m = scene.n = scene.r = 3
    assert "All sizes are equal, so the shape fits" in scene.sentence
    assert "Choose different ones" in after(ShapeBench("d‖X − UV‖²/dV = −2Uᵀ(X − UV)"), m=3, n=3, r=3)


def test_blocks_are_drawn_as_large_as_their_factors():
    scene = ShapeBench("d‖X − UV‖²/dV = −2Uᵀ(X − UV)")
    sizes = {"Uᵀ": (2, 4), "(X − UV)": (4, 3), "d/dV": (2, 3)}
    for name, (rows, cols) in sizes.items():
        block = mark(scene, "chart", f"the block {name}")
        assert np.subtract(block["b"], block["a"]).tolist() == pytest.approx([cols, rows])
    scene.m = 5
    block = mark(scene, "chart", "the block (X − UV)")
    assert np.subtract(block["b"], block["a"]).tolist() == pytest.approx([3, 5])


@pytest.mark.parametrize(
    "claimed, wrong, before, blocks",
    [
        ("d(‖x‖²‖x‖)/dx = 3‖x‖x", False, ["3‖x‖"], ["x"]),
        ("d tr(XXX)/dX = 3(X²)ᵀ", False, ["3"], ["(X²)ᵀ"]),
        ("d tr(XXX)/dX = X²·3", True, ["3"], ["X²"]),
        ("d(xᵀAx)/dx = Ax + Aᵀx", False, ["result"], ["A", "x", "+", "Aᵀ", "x"]),
        ("d(xᵀAx)/dx = Ax − 2Aᵀx", True, ["result"], ["A", "x", "−2", "Aᵀ", "x"]),
    ],
)
def test_every_factor_is_drawn_numbers_before_the_blocks(claimed, wrong, before, blocks):
    scene = ShapeBench(claimed)
    labels = [settled(entry["label"], scene._outputs()) for entry in scene.spec["panels"][0]["marks"] if entry["label"]]
    assert [label["template"] for label in labels if label and label["template"] not in ("⟦r⟧×⟦c⟧", "·")][1:] == [*before, *blocks]
    assert shown(scene, "chart", "which makes it ≠") == wrong


@pytest.mark.parametrize(
    "claimed, rows, cols",
    [("d‖X − UV‖²/dV = −2(X − UV)ᵀU", 3, 2), ("d‖X − UV‖²/dV = −2Uᵀ(X − UV)", 2, 3), ("d(xᵀx)/dx = xᵀx", 1, 1)],
)
def test_what_the_factors_make_is_outlined_as_large_as_it_is(claimed, rows, cols):
    scene = ShapeBench(claimed)
    corners = mark(scene, "chart", "the block of the result")["positions"]
    assert np.ptp(corners, axis=0).tolist() == [cols, rows]
    assert shown(scene, "chart", "the block of the result")
    assert not shown(ShapeBench("d‖X − UV‖²/dV = −2(X − UV)U"), "chart", "the block of the result")


@pytest.mark.parametrize(
    "claimed, question",
    [("d(βᵀx)/dx = βᵀ", ask.dot_product), ("d‖X − UV‖²/dV = −2(X − UV)ᵀU", ask.factor_by_factor)],
)
def test_with_a_question_its_options_are_on_offer_and_nothing_else(claimed, question):
    scene = ShapeBench(claimed, question=question)
    offered = scene.spec["subject"]["options"]
    assert [text.partition(" = ")[2] for text in offered] == list(question.options)
    assert {text: "the values are those of JAX" in after(scene, subject=text) for text in offered} == {
        text: text.endswith(f"= {question.right}") for text in offered
    }


def test_a_claim_of_one_factor_has_no_block_before_the_answer():
    scene = ShapeBench("d(βᵀx)/dx = βᵀ", question=ask.dot_product)
    marks = {entry["name"]: entry for entry in scene.spec["panels"][0]["marks"]}
    for revealed, label in ((False, "?"), (True, None)):
        outputs = scene._outputs(revealed=revealed)
        assert {bool(outputs[marks[f"the {what} βᵀ"]["numbers"]["show"]]) for what in ("block", "name of", "size of")} == {revealed}
        said = settled(marks["what is claimed"]["label"], outputs)
        assert (said and said["template"]) == label


def test_through_tanh_shapes_of_three_tell_nothing_and_values_do():
    X, W1, W2, Z = (jax.random.normal(jax.random.key(seed), (3, 3)) for seed in range(4))
    H = np.tanh(X @ W1)
    G2 = 2 * (H @ W2 - Z)
    claims = (X.T @ G2 @ W2.T, X.T @ ((G2 @ W2.T) * (1 - H * H)), X.T @ G2 @ W2.T @ (1 - H * H), (X.T @ G2 @ W2.T) * (1 - H * H))
    by_jax = jax.grad(lambda W1: jax.numpy.sum((jax.numpy.tanh(X @ W1) @ W2 - Z) ** 2))(W1)
    right = [np.allclose(claim, by_jax) for claim in claims]
    assert dict(zip(ask.through_tanh.options, right, strict=True)) == {
        text: text == ask.through_tanh.right for text in ask.through_tanh.options
    }


def test_rows_and_columns_have_their_names():
    scene = MatrixFactorization([[1, 2], [3, 4]], rows=["Ada", "Ben"], columns=["Alien", "Dune"])
    assert mark(scene, "chart", "Ben")["at"][1] == -1.5 and mark(scene, "chart", "Dune")["at"][0] == 1.5
    with pytest.raises(ValueError, match="there are 2 rows and 1 names for them"):
        MatrixFactorization([[1, 2], [3, 4]], rows=["Ada"])


@pytest.mark.slow
@pytest.mark.parametrize("claimed", CLAIMS)
def test_every_claim_on_offer_can_be_put_on_the_bench(claimed):
    assert np.isfinite(list(read_out(ShapeBench(claimed)).values())).all()


def test_another_claim_is_typed():
    scene = ShapeBench()
    assert "the values are those of JAX" in after(scene, subject="d(xᵀAx)/dx = (A + Aᵀ)x")
    assert "the values are those of JAX" in after(scene, m=2)
    with pytest.raises(ExpressionError, match="does not occur"):
        ShapeBench("d(xᵀx)/dz = 2x")


@pytest.mark.parametrize("derivation", [QUADRATIC_FORM, FACTORIZATION])
def test_a_line_is_shown_with_its_reason_when_its_step_is_reached(derivation):
    scene = IndexSteps(derivation)
    for step, line in enumerate(derivation):
        scene.line = step
        outputs = scene._outputs()
        assert [bool(outputs[panel["show"]]) for panel in scene.spec["panels"]] == [k <= step for k in range(len(derivation))]
        assert scene.sentence == line.because


def test_descent_lowers_the_loss_towards_the_least_of_its_rank():
    X = np.array(((5.0, 4.0, 1.0), (4.0, 5.0, 1.0), (1.0, 1.0, 5.0), (2.0, 1.0, 4.0)))
    scene = MatrixFactorization()
    for rank in (1, 2):
        scene.rank, scene.step = rank, 60
        least = np.sum(np.linalg.svd(X, compute_uv=False)[rank:] ** 2)
        assert said(scene)["floor"] == pytest.approx(least)
        assert least <= said(scene)["loss"] < 1.5 * least + 1
    scene.rate = 0.1
    assert "too large" in scene.sentence


def test_two_columns_rest_near_a_saddle_of_rank_one():
    scene = MatrixFactorization(rank=2)
    for step, loss in {0: 97.9, 10: 31.3, 12: 30.7, 20: 29.0, 30: 20.6, 40: 4.7, 60: 1.3}.items():  # what question and replies say
        scene.step = step
        assert said(scene)["loss"] == pytest.approx(loss, abs=0.05)
    scene.step = 12
    drawn = lambda name, rows, cols: [[mark(scene, "chart", f"{name}, row {i + 1}, column {j + 1}")["value"] for j in cols] for i in rows]
    angle = lambda a, b: np.rad2deg(np.arccos(a @ b / np.linalg.norm(a) / np.linalg.norm(b)))
    U, V = np.array(drawn("U", range(4), range(2))), np.array(drawn("V", range(2), range(3)))
    assert (angle(*U.T), angle(*V)) == pytest.approx((12, 11), abs=0.5)

    X = np.array(RATINGS)
    left, singular, right = np.linalg.svd(X)
    slopes = jax.grad(lambda factors: factorization_loss(X, *factors))
    U, V = np.outer(left[:, 0], [2, 1]), np.outer([3, singular[0] - 6], right[0])  # parallel, and UV the best of rank one
    assert factorization_loss(X, U, V) == pytest.approx(np.sum(singular[1:] ** 2))
    assert max(np.abs(slope).max() for slope in slopes((U, V))) < 1e-9
    part = np.outer(left[:, 1], [singular[0] - 6, -3]), np.outer([-1, 2], right[1])  # the columns and the rows part
    along = np.array([factorization_loss(X, U + t * part[0], V - t * part[1]) for t in (-0.01, 0.01)])
    assert along.max() < factorization_loss(X, U, V) < factorization_loss(X, 1.01 * U, V)


def test_the_least_loss_is_not_said_before_the_answer():
    scene = MatrixFactorization(question=ask.rank_two)
    scene.rank, scene.step = 2, 60
    before, after = (written(scene.spec["say"], scene._outputs(revealed=revealed)) for revealed in (False, True))
    assert before == "After 60 steps the loss is 1.318."
    assert after == "After 60 steps the loss is 1.318; the least for this rank is 1.306."


def test_the_least_loss_of_a_matrix_of_this_rank_is_zero_not_rounding():
    for matrix, floor in [(np.outer([1, 2, 3], [0.1, 0.7, 0.3]), 0), (1e-20 * np.diag([2, 1]), 1e-40)]:  # small, but no rounding
        assert said(MatrixFactorization(matrix))["floor"] == pytest.approx(floor, abs=0)
