"""The scenes of descent: the path on the tape against Python, what they say when a path goes astray, and the line that is a point."""

import numpy as np
import pytest

from d2lcalc import functions
from d2lcalc.calculus import gradient, hessian
from d2lcalc.calculus.descent import OPTIMIZERS, descent_path, losses, stability_limit
from d2lcalc.functions import LINE_FIT_DATA, bowl, hill_and_valley, himmelblau, line_fit_loss, saddle
from d2lcalc.predictions import descent
from d2lcalc.scenes import (
    GradientDescent,
    Landscape,
    LineDescent,
    LineFit,
    descent_steps,
    loss_curve,
    on_plan,
    race,
    rate_limit,
    step_factors,
    straight_way,
)
from many import one_in
from reading import after, mark, read_out, said, shown, value


def descending(*parts, f=bowl, at=(4, 1), **options):
    """The steps of descent on a plan, with more parts."""
    return Landscape(f, on_plan(), descent_steps(**options), *parts, at=at)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_the_path_of_every_optimiser(name):
    scene = descending(f=hill_and_valley, at=(0.5, 1), rate=0.1, steps=12, step=12, optimizers=(name,))
    drawn = np.array(mark(scene, "plan", "the path")["positions"])
    np.testing.assert_allclose(drawn[:, :2], descent_path(hill_and_valley, (0.5, 1), 0.1, 12, name), rtol=1e-9)
    scene.step = 3
    drawn, three = np.array(mark(scene, "plan", "the path")["positions"]), drawn[:4]
    np.testing.assert_array_equal(drawn, [*three, *np.broadcast_to(three[3], (9, 3))])  # those to come wait where we are


@pytest.mark.parametrize(("rate", "final"), [(0.02, 2.38), (0.18, 6e-5), (0.21, 1522)])
def test_the_losses_of_the_section_and_those_at_other_rates(rate, final):
    scene = GradientDescent(bowl, (4, 1), rate=rate, step=30, rates=(rate,))
    k = np.arange(31)  # each step multiplies x by 1 − η and y by 1 − 10η
    expected = ((4 * (1 - rate) ** k) ** 2 + 10 * (1 - 10 * rate) ** (2 * k)) / 2
    np.testing.assert_allclose(mark(scene, "chart", f"f, η = {rate}")["positions"], np.stack([k, expected], 1))
    assert expected[-1] == pytest.approx(final, rel=0.03)
    assert said(scene)["b"] == pytest.approx(expected[-1])
    np.testing.assert_allclose(np.array(mark(scene, "chart", "f along the path")["positions"])[:31, 1], expected)


def test_the_losses_are_logarithmic_where_f_is_nowhere_negative():
    def scale(f):
        return next(panel for panel in GradientDescent(f).spec["panels"] if panel["panel"] == "chart")["scales"][1]

    assert [scale(f) for f in (bowl, functions.rosenbrock, himmelblau, hill_and_valley, saddle)] == ["log"] * 3 + ["linear"] * 2


def test_how_many_steps_to_the_target():
    scene = descending(loss_curve(target=0.01), rate=0.18, step=30)
    assert said(scene)["n"] == 18
    assert "not yet down to 0.01" in after(scene, step=17)


@pytest.mark.parametrize("name", OPTIMIZERS[:3])
def test_the_limit_of_the_chosen_optimiser_is_marked(name):
    scene = descending(step_factors(), rate_limit(), optimizers=OPTIMIZERS, steps=5)
    scene.optimizer = name
    line = np.array(mark(scene, "chart", "the limit")["positions"])
    assert line[:, 0] == pytest.approx(float(stability_limit(name, 10)))
    assert shown(scene, "chart", "the limit")
    assert [read_out(scene)[key] for key in ("limit", "c")] == pytest.approx([line[0, 0], 10])


def test_adam_has_no_limit_and_nobody_where_the_ground_curves_down():
    adam = descending(step_factors(), rate_limit(), optimizers=("Adam",), steps=5)
    dome = descending(step_factors(), rate_limit(), f=lambda x, y: -(x**2) - y**2, at=(0.5, 1), steps=5)
    assert not shown(adam, "chart", "the limit")
    assert not shown(dome, "chart", "the limit")
    assert set(read_out(adam)) == {"rate", "f0", "c0", "f1", "c1"}
    assert read_out(dome)["c"] == pytest.approx(-2)


def test_what_a_step_leaves_along_both_axes():
    """By hand: 1 − η of x and 1 − 10η of y; at 2/11 both have the size 9/11."""
    scene = descending(step_factors(), rate=0.18, step=1)
    for kind, curvature, left in (("least", 1, 0.82), ("most", 10, 0.8)):
        curve = mark(scene, "chart", f"along the axis of {kind} curvature")
        np.testing.assert_allclose(curve["y"], np.minimum(abs(1 - curvature * curve["x"]), 3), atol=1e-12)
        assert mark(scene, "chart", f"now, along the axis of {kind} curvature")["at"] == pytest.approx([0.18, left])
    assert read_out(scene) == {"f0": pytest.approx(0.82), "c0": 1, "f1": pytest.approx(-0.8), "c1": 10}
    assert mark(scene, "plan", "the path")["positions"][1][:2] == pytest.approx([4 * read_out(scene)["f0"], read_out(scene)["f1"]])
    equal = read_out(descending(step_factors(), rate=2 / 11))
    assert [equal["f0"], equal["f1"]] == pytest.approx([9 / 11, -9 / 11])


def test_what_diverges_is_held_at_the_edge_and_what_is_beyond_all_bounds_is_not_drawn():
    scene = GradientDescent(bowl, (4, 1), rate=0.21, step=30)
    assert "f has grown from 13 to 1522" in scene.sentence and "diverges" in scene.sentence
    assert mark(scene, "plan", "the path: where it has left the picture")["at"] == pytest.approx([4 * 0.79**30, 3])
    assert not shown(scene, "plan", "the path: where it is")
    scene = GradientDescent(himmelblau, (0, 0), rate=0.1, step=30)
    assert np.isfinite(np.array(mark(scene, "chart", "f along the path")["positions"])[:3]).all()


def test_a_chaotic_path_is_said_to_have_no_digits():
    scene = GradientDescent(hill_and_valley, (0.5, 1), (-6, 6, -4, 4), rate=5, steps=60, step=60)
    assert "the path is chaotic" in scene.sentence and "mean nothing" in scene.sentence
    assert "chaotic" not in after(scene, step=20)
    assert "chaotic" not in GradientDescent(himmelblau, (0, 0), rate=0.02, steps=60, step=60).sentence


PATHS = [
    (saddle, (0, 0), 0.1, 5, "The gradient is 0 at (0, 0), where f = 0: the path stays there"),
    ("cone", (0.3, 0.4), 0.1, 5, "At (0, 0) f has no gradient"),
    ("partials without plane", (0, 0), 0.1, 1, "At (0, 0) f has no gradient"),
    ("abs(x)+y^2", (0, 1), 0.1, 2, "At (0, 0.64) f has no gradient"),
    ("abs(x)+abs(y)", (0.35, 0.35), 0.1, 20, "jumps to and fro for ever between (−0.05, −0.05) and (0.05, 0.05)"),
    ("log(x)+y^2", (0.5, 0.5), 0.5, 1, "After 1 step the path has left the domain of f: at (−0.5, 0) f has no finite value"),
    ("-sqrt(1-x)+y^2", (0, 0), 3, 1, "After 1 step f has gone from −1"),
    (himmelblau, (0, 0), 0.1, 30, "the numbers are beyond all bounds"),
    (bowl, (4, 1), 0.1, 1, "After 1 step f has gone from 13 to 6.48"),
    (saddle, (1, 1), 0.1, 30, "has left the picture, to (0.001238, 237.4), where f = −56350"),
    ("cos(sqrt(x^2+y^2))", (0, 0), 0.1, 5, "The gradient is 0 at (0, 0), where f = 1: the path stays there"),
    ("1e-20*x*y", (0.3, 0.4), 0.1, 5, "After 5 steps f has gone from 1.2·10⁻²¹ to 1.2·10⁻²¹"),
    ("cone", (0.3, 0.4), 0.1, 4, "After 4 steps f has gone from 0.5 to 0.1"),
    ("cone", (0.3, 0.4), 0.1, 6, "At (0, 0) f has no gradient"),
    ("cone", (0, 0), 0.1, 0, "At (0, 0) f has no gradient"),
    ("x^2/2+y^2/2", (1, 1), 2, 9, "jumps to and fro for ever between (−1, −1) and (1, 1)"),
    ("log(x)+y^2", (0.5, 0.5), 0.5, 9, "After 1 step the path has left the domain of f: at (−0.5, 0) f has no finite value"),
    (hill_and_valley, (0.5, 1), 0.5, 200, "the path stays there"),
    (hill_and_valley, (1, 0.5), 0.5, 200, "After 200 steps the path has left the picture, to (2.43"),
]


@pytest.mark.parametrize(("f", "start", "rate", "step", "words"), one_in(3, PATHS))
def test_what_becomes_of_a_path(f, start, rate, step, words):
    """By hand; the last number is 0.8⁶⁰ − 1.2⁶⁰."""
    assert words in GradientDescent(f, start, rate=rate, steps=max(30, step), step=step).sentence


def test_downhill_is_far_from_the_straight_way_to_the_nearest_of_the_minima():
    scene = Landscape(bowl, on_plan(), straight_way(), at=(4, 1))
    assert said(scene)["off"] == pytest.approx(54.16, abs=0.005)
    assert mark(scene, "plan", "the straight way")["positions"] == [[4, 1], [0, 0]]
    scene = Landscape(himmelblau, on_plan(), straight_way(), at=(2.5, 1.5))
    for (scene.x, scene.y), minimum in [((2.5, 1.5), (3, 2)), ((-3, 3), (-2.805118, 3.131313))]:
        assert mark(scene, "plan", "the nearest known minimum")["at"] == pytest.approx(minimum, abs=1e-6)


def test_other_starts_bear_their_names():
    scene = GradientDescent(hill_and_valley, (0.5, 1), rate=0.5, steps=20, starts=[(1, 0.5)])
    ghost = np.array(mark(scene, "plan", "the path from (1, 0.5)")["positions"])
    x, y, height = ghost.T
    assert (ghost[0, :2], ghost[1, :2]) == (pytest.approx((1, 0.5)), pytest.approx(np.add((1, 0.5), 0.5 * np.exp(-1.25)), rel=1e-9))
    assert height == pytest.approx(x * np.exp(-(x**2) - y**2))  # on a stage it lies on the surface
    assert mark(scene, "plan", "the start from (1, 0.5)")["at"] == pytest.approx(ghost[0])


def test_downhill_keeps_its_scale_all_over_the_window():
    scene = Landscape(bowl, on_plan(), straight_way(0.05), at=(4, 1))
    for scene.x, scene.y in [(4, 1), (0, 2), (0, 2.5), (5, 3)]:
        arrow = mark(scene, "plan", "downhill")
        assert np.subtract(arrow["tip"], arrow["tail"]) == pytest.approx([-0.05 * scene.x, -0.5 * scene.y])


def test_two_are_raced_from_one_start():
    scene = descending(race("Adam", rate=0.3), rate=0.05, steps=12, step=12)
    assert said(scene)["a"] == pytest.approx(losses(bowl, descent_path(bowl, (4, 1), 0.05, 12))[-1])
    assert said(scene)["b"] == pytest.approx(losses(bowl, descent_path(bowl, (4, 1), 0.3, 12, "Adam"))[-1])
    first, rival = (np.array(mark(scene, "plan", f"the {which}")["positions"]) for which in ("path", "rival's path"))
    np.testing.assert_array_equal(first[0], rival[0])
    scene.step = 4
    so_far, whole = (np.array(mark(scene, "chart", f"f {which}along the rival's path")["positions"]) for which in ("", "to come "))
    assert (so_far[:, 0].max(), whole[-1, 0]) == (4, 13)
    np.testing.assert_array_equal(so_far[:5], whole[:5])
    scene.step = 12
    assert scene.sentence.startswith("After 12 steps plain descent is at f = ")
    assert "its rival, Adam, at f = " in scene.sentence


def test_the_point_is_the_line():
    scene = LineFit(0.5, 1)
    line = mark(scene, "chart", "the line")
    assert line["y"] == pytest.approx(0.5 * line["x"] + 1)
    assert mark(scene, "plan", "the line as a point")["at"] == pytest.approx([0.5, 1, line_fit_loss(0.5, 1.0)])
    scene.w, scene.b = 1, 1.5
    assert said(scene)["L"] == pytest.approx(0.25)
    for (t, y), residual in zip(LINE_FIT_DATA, residuals(scene), strict=True):
        np.testing.assert_allclose(residual, [[t, y], [t, t + 1.5]])
        assert abs(residual[0][1] - residual[1][1]) == pytest.approx(0.5)


def residuals(scene):
    """The positions of the four residuals."""
    outputs = scene._outputs()
    marks = [entry for entry in scene.spec["panels"][0]["marks"] if entry["name"] == "a residual"]
    return [[[float(outputs[i]) for i in place] for place in entry["numbers"]["positions"]] for entry in marks]


def test_the_handles_move_what_they_stand_for():
    """One unit up at t = 0 is one unit of b, and at t = 1, with b fixed, one unit of w."""
    scene = LineDescent(0.5, 1)
    drags = {entry["name"]: entry["drag"] for entry in scene.spec["panels"][2]["marks"] if entry.get("drag")}
    assert drags == {"the height b of the line": [None, "b"], "the height b + w of the line": [None, "w"]}
    assert mark(scene, "chart", "the height b + w of the line")["at"] == pytest.approx([1, 1.5])


def test_the_line_descends_and_above_its_limit_diverges():
    scene = LineDescent(step=22)
    path = descent_path(line_fit_loss, (0, 0), 0.2, 22)
    line = mark(scene, "chart", "the line")
    assert line["y"] == pytest.approx(float(path[-1][0]) * line["x"] + float(path[-1][1]))
    losses_at = lambda step: (after(scene, step=step), said(scene)["a"])[1]
    assert losses_at(22) <= 0.001 < losses_at(21)
    assert losses_at(9) == pytest.approx(float(line_fit_loss(*path[9])) - 0.25)
    assert "L − 0.25 has grown from 10.25" in after(scene, rate=0.26, step=30)
    scene.rate = 0.23
    assert said(scene)["a"] < 1


def test_at_the_best_line_nothing_is_left_above_the_least():
    """By hand: the best line is t + 1.5."""
    scene = LineDescent(1, 1.5, step=5)
    assert scene.sentence.startswith("The gradient is 0 at (1, 1.5), where L − 0.25 = 0:")
    assert "has the loss 0.25." in after(scene, step=0)


def test_every_start_is_on_both_maps():
    scene = LineDescent()
    for scene.w, scene.b in [(-1, -1), (-1, 4), (4, -1), (4, 4)]:
        for panel in scene.spec["panels"][:2]:
            indices = panel["marks"][1]["numbers"]["at"][:2], panel["limits"]["x"], panel["limits"]["y"]
            place, *limits = (value(each, scene._outputs()) for each in indices)
            assert all(low <= at <= high for at, (low, high) in zip(place, limits, strict=True))


@pytest.mark.parametrize(("rate", "steps"), [(0.2, 9), (0.44, 3)])
def test_centred_data_need_fewer_steps(rate, steps):
    """Each step leaves 1 − 2.5η of w − 1 and 1 − 2η of b − 3; the line 0.4 t + 1 has the height 1.6 in the middle."""
    k, heights = np.arange(31), lambda scene: np.array(mark(scene, "chart", "L − 0.25, t − 1.5")["positions"])[:, 1]
    expected = 1.25 * (-0.6 * (1 - 2.5 * rate) ** k) ** 2 + (-1.4 * (1 - 2 * rate) ** k) ** 2
    np.testing.assert_allclose(heights(LineDescent(0.4, 1, rate=rate)), np.maximum(expected, 1e-6))  # below the axis it is held
    from_the_axis = heights(LineDescent(rate=rate))
    assert from_the_axis[steps] <= 0.001 < from_the_axis[steps - 1]


def test_the_line_waits_at_its_start_for_the_answer():
    scene = LineDescent(0.5, 1, step=9, question=descent.centred)
    line = mark(scene, "chart", "the line")
    assert line["y"] == pytest.approx(0.5 * line["x"] + 1)
    assert said(scene) == {"w": 0.5, "b": 1, "L": pytest.approx(float(line_fit_loss(0.5, 1)))}


def test_the_numbers_in_the_questions_are_true():
    k = np.arange(400)  # along x and y: plain descent multiplies by 1 − η and 1 − 100η
    plain = 16 * (1 - 0.0196) ** (2 * k) / 2 + 100 * (1 - 1.96) ** (2 * k) / 2
    place, velocity, heights = np.array([4.0, 1.0]), 0.0, []
    for _ in k:
        heights.append(place @ ([1, 100] * place) / 2)
        velocity = 0.8 * velocity + [1, 100] * place
        place = place - 0.018 * velocity
    down_for_good = lambda values: 1 + np.flatnonzero(np.array(values) > 0.01)[-1]
    assert (down_for_good(plain), down_for_good(heights)) == (169, 39)
    assert descent.momentum_race.right == "four times as many"
    assert descent.left_of_the_other.right == pytest.approx(0.9)  # 1 − 0.4 · 1/4
    two = descent.equal_factors.right
    assert 1 - two == pytest.approx(-(1 - 10 * two))
    downhill, goal = -gradient(line_fit_loss)(0.0, 0.0), np.array([1, 1.5])
    assert downhill == pytest.approx([11.5, 6])
    assert np.degrees(np.arccos(downhill @ goal / np.linalg.norm(downhill) / np.linalg.norm(goal))) == pytest.approx(29, abs=0.5)
    adam = losses(lambda x, y: (x**2 + 100 * y**2) / 2, descent_path(lambda x, y: (x**2 + 100 * y**2) / 2, (4, 1), 0.2, 400, "Adam"))
    assert down_for_good(adam) == 74


def test_a_turned_valley_bears_less_than_its_axes_tell():
    """The Hessian of the line's loss is [[7, 3], [3, 2]]: 2/7 = 0.286, and yet 0.24 diverges."""
    limit = 2 / np.linalg.eigvalsh(hessian(line_fit_loss)(0.0, 0.0))[1]
    assert limit == pytest.approx(0.238, abs=5e-4)
    assert "has grown from 10.25" in LineDescent(rate=0.24, step=30).sentence
