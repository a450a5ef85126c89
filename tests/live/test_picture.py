"""Pictures traced to a spec and a tape: what the numbers are, and what is said of a picture that cannot be."""

import re
from inspect import getdoc, signature

import jax.numpy as jnp
import numpy as np
import pytest

from d2lcalc.live import (
    Choose,
    Number,
    Place,
    Scene,
    arrow,
    box,
    cases,
    chart,
    curve,
    field,
    goal,
    one_of,
    path,
    plan,
    point,
    readout,
    say,
    stage,
    surface,
    told,
    words,
)
from d2lcalc.live.chosen import settled
from d2lcalc.live.picture import GRID, LINE, height_range
from d2lcalc.live.words import written
from d2lcalc.tape import RecordingError

WINDOW = (-2.0, 2.0, -1.0, 3.0)


def numbers(scene, panel, mark):
    """The numbers of one mark, by name, as the browser would get them."""
    outputs = scene._outputs()
    take = lambda index: [take(part) for part in index] if isinstance(index, list) else None if index is None else outputs[index]
    return {name: take(index) for name, index in scene.spec["panels"][panel]["marks"][mark]["numbers"].items()}


def test_a_surface_is_sampled_over_its_window_row_by_row():
    scene = Scene(lambda a: stage(surface(lambda x, y: a * x + 10 * y), window=WINDOW), a=Number(2, min=0, max=3))
    found = numbers(scene, 0, 0)
    x, y = np.meshgrid(np.linspace(-2, 2, GRID), np.linspace(-1, 3, GRID))
    np.testing.assert_allclose(found["x"], x.ravel(), rtol=1e-14, atol=1e-14)
    np.testing.assert_allclose(found["y"], y.ravel(), rtol=1e-14, atol=1e-14)
    np.testing.assert_allclose(found["z"], (2 * x + 10 * y).ravel(), rtol=1e-14, atol=1e-13)


def test_a_patch_and_a_curve_have_windows_of_their_own():
    def picture(a):
        patch = surface(lambda x, y: x * y, window=(a, a + 1, 0, 2), flat=True)
        line = curve(lambda t: (t, t**2, a), domain=(0, 3))
        return stage(patch, line, window=WINDOW)

    scene = Scene(picture, a=Number(1, min=0, max=3))
    assert numbers(scene, 0, 0)["x"].tolist() == [1, 2, 1, 2]
    assert numbers(scene, 0, 0)["z"].tolist() == [0, 0, 2, 4]
    drawn = numbers(scene, 0, 1)
    np.testing.assert_allclose(drawn["y"], np.linspace(0, 3, LINE) ** 2)
    assert drawn["z"] == 1


def test_a_graph_over_a_logarithmic_axis_is_sampled_in_equal_ratios():
    lines = curve(lambda t: 1 / t), curve(lambda t: 1 / t, domain=(1, 16)), curve(lambda t: (t, t), domain=(0, 1))
    picture = lambda a: chart(*lines, point((a, a)), window=(0.01, 100, 0.01, 100), scales=("log", "log"))
    scene = Scene(picture, a=Number(1, min=0, max=3))
    assert numbers(scene, 0, 0)["x"] == pytest.approx(np.geomspace(0.01, 100, LINE))
    assert numbers(scene, 0, 1)["y"] == pytest.approx(1 / np.geomspace(1, 16, LINE))
    assert numbers(scene, 0, 2)["x"] == pytest.approx(np.linspace(0, 1, LINE))


def test_a_prediction_by_pointing_is_two_numbers_and_ordinary_marks_on_a_plan_a_stage_or_a_chart():
    asked = Place("Where?", start=(0, 0), right=(1, 1), within=0.1)
    for room in (plan(window=WINDOW), stage(window=WINDOW), chart(window=WINDOW)):
        scene = Scene(lambda room=room: room, question=asked)
        scene.guess_x = 0.6
        outputs, marks = scene._outputs(), scene.spec["panels"][0]["marks"]
        places = [[float(outputs[k]) for k in mark["numbers"]["at"]] for mark in marks if outputs[mark["numbers"]["show"]]]
        assert places == [[pytest.approx(0.6), 0.0]]
        assert [mark["drag"] for mark in marks if outputs[mark["numbers"]["show"]]] == [["guess_x", "guess_y"]]
        ranges = [(number["min"], number["max"]) for number in scene.spec["parameters"]]
        assert ranges == [WINDOW[:2], WINDOW[2:]]  # of the window: one of the answer would give it away
    with pytest.raises(ValueError, match=r"Place: .* has none"):
        Scene(lambda: readout("x"), question=asked)
    with pytest.raises(ValueError, match=r"Place: \(1, 1\) lies outside the window"):
        Scene(lambda: plan(window=(0, 0.5, 0, 2)), question=asked)


def test_positions_keep_two_or_three_coordinates():
    scene = Scene(
        lambda a: [
            stage(arrow((a, 0), (a, 1)), point((a, 0, 5)), path(jnp.stack([jnp.stack([a, 0.0, 1.0])] * 3)), window=WINDOW),
            plan(point((a, 0, 5)), window=WINDOW),
        ],
        a=Number(1, min=0, max=3),
    )
    assert numbers(scene, 0, 0)["tip"] == [1, 1]
    assert numbers(scene, 1, 0)["at"] == [1, 0, 5]
    assert numbers(scene, 0, 2)["positions"] == [[1, 0, 1]] * 3


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (lambda a, b: readout("x"), "'b', which is no parameter.*b=Number"),
        (lambda: readout("x"), "'a' moves nothing"),
        (lambda a: stage(surface(lambda x, y: jnp.stack([x, y])), window=WINDOW), r"shape \(2,\).*one number"),
        (lambda a: stage(point((a,)), window=WINDOW), r"at has the shape \(1,\)"),
        (lambda a: stage(window=(0, 0, 0, 1)), "along x from 0 to 0"),
        (lambda a: stage(window=(1, 0, 0, 1)), "along x from 1 to 0: .*the lower one first"),
        (lambda a: plan(window=(0, float("inf"), 0, 1)), "finite"),
        (lambda a: plan(window=(0, float("nan"), 0, 1)), "finite"),
        (lambda a: plan(window=(0, 1, 0)), "four numbers, not 3"),
        (lambda a: stage(window=WINDOW, height=(2, 1)), "along z from 2 to 1"),
        (lambda a: plan(point((a, a), kind="wavy"), window=WINDOW), "'wavy' is none of solid"),
        (lambda a: plan(point((a, a), marker="pit"), window=WINDOW), "marker='pit' is none of minimum, maximum"),
        (lambda a: plan(point((a, a), role="hero"), window=WINDOW), "role='hero' is none of function"),
        (lambda a: plan(point((a, a), drag=("a", "b")), window=WINDOW), "drag moves 'b'.*b=Number"),
        (lambda a, revealed: plan(point((a, a), drag=("a", "revealed")), window=WINDOW), "drag moves 'revealed'"),
        (lambda a: chart(window=(0, 1, 0, 1), scales=("log", "linear")), "logarithmic x axis cannot begin at 0"),
        (lambda a: chart(window=(0, 1, 0, 1), scales=("log10", "linear")), "'log10' is none of linear, log, none"),
        (lambda a: readout(r"\frac{1}{"), "opens a brace"),
        (lambda a: readout(r"\left( x"), "cannot be read as LaTeX"),
        (lambda a: plan(path(jnp.zeros((2, 5))), window=WINDOW), r"shape \(2, 5\); write one row a position"),
        (lambda a: stage(box((0, 0), (1, 1, 1)), window=WINDOW), "corners have 2 and 3 coordinates"),
        (lambda a: say(f"a is {a}"), "holds a number that is not known yet: write words"),
        (lambda a: plan(point((a, a), drag=("a",)), window=WINDOW), "names 1 parameters"),
        (lambda a: plan(point((a, a), drag=("a", "b", "c")), window=WINDOW), "names 3 parameters"),
        (lambda a: plan(curve(lambda t: (t,)), window=WINDOW), "returns 1 coordinates"),
        (lambda a: stage(surface(lambda x, y: (a, x)), window=WINDOW), "2 coordinates; a position has three"),
        (lambda a: [say("one"), say("two")], r"one say\(…\), not 2"),
        (lambda a: [goal(a > 1, "one"), goal(a > 2, "two")], r"one goal\(…\), not 2"),
        (lambda a: readout("me@home"), "differ in home"),
        (lambda a: plan(surface(lambda x, y: a * x, pick=("a", 1)), window=WINDOW), "stands at one place and is not dragged"),
        (lambda a: plan(point((a, a), drag=("a", None), pick=("a", 1)), window=WINDOW), "is not dragged"),
        (lambda a: plan(point((a, a), pick=("b", 1)), window=WINDOW), "pick sets 'b'"),
    ],
)
def test_a_picture_that_cannot_be_says_why(picture, message):
    with pytest.raises(ValueError, match=message):
        Scene(picture, a=Number(1, min=0, max=3))


def test_a_function_that_raises_does_so_in_its_own_cell():
    def picture(a):
        return stage(surface(lambda x, y: x / undefined_name), window=WINDOW)  # noqa: F821

    with pytest.raises(NameError, match="undefined_name"):
        Scene(picture, a=Number(1, min=0, max=3))
    with pytest.raises(RecordingError, match=r"np\.sin"):
        Scene(lambda a: say(words("@a", a=np.sin(a))), a=Number(1, min=0, max=3))


def test_heights_that_a_surface_needs_and_the_browser_agrees(call):
    """A spike does not flatten the rest."""
    plain, spike = np.linspace(-3, 5, 101), np.sin(np.linspace(0, 9, 4225))
    spike[100] = 1e6
    rows = {(-3, 5): plain, (6, 8): np.full(50, 7.0), (-1, 1): np.full(50, np.nan), (1, 2): [np.nan, np.inf, 1.0, 2.0, -np.inf]}
    for expected, row in rows.items():
        assert height_range(np.array(row)) == pytest.approx(expected)
    low, high = height_range(spike)
    assert -3 < low < -0.999 < 0.999 < high < 3
    finite = [plain, spike, rows[6, 8]]
    assert call("marks.js", "heightRange", *((row.tolist(),) for row in finite)) == [list(height_range(row)) for row in finite]


def test_the_first_true_case_is_said_and_one_that_is_known_is_no_choice():
    sentence = lambda a: cases((a < 0, "Below."), (jnp.isnan(a), "Nowhere."), (a > 1, words("Above: @a.", a=a)), (True, "Between."))
    scene = Scene(lambda a: say(sentence(a)), a=Number(0, min=-3, max=3))
    said = {}
    for scene.a in (-1, 0, 2):
        said[scene.a] = scene.sentence
    assert said == {-1: "Below.", 0: "Between.", 2: "Above: 2."}
    assert cases((False, "a"), (True, "b"), (1 > 0, "c")) == "b" and cases((False, "a")) is None


def test_sampled_marks_may_be_given_by_their_positions():
    turn = lambda t: jnp.stack([jnp.cos(t), jnp.sin(t)])
    marks = lambda a: (surface(lambda x, y: (a * x, y, x + y)), curve(lambda t: a * turn(t), domain=(0, 6)))
    scene = Scene(lambda a: stage(*marks(a), window=WINDOW), a=Number(2, min=0, max=3))
    sheet, line = (numbers(scene, 0, k) for k in (0, 1))
    assert sheet["z"] == pytest.approx(np.asarray(sheet["x"]) / 2 + sheet["y"])
    np.testing.assert_allclose(np.hypot(line["x"], line["y"]), 2)


def seen(scene, **numbers):
    """What is seen of each mark of the first panel, as (role, label), and what is said."""
    outputs = scene._outputs(**numbers)
    marks = [mark for mark in scene.spec["panels"][0]["marks"] if outputs[mark["numbers"]["show"]]]
    return [(settled(mark["role"], outputs), written(mark["label"], outputs)) for mark in marks], written(scene.spec["say"], outputs)


ASKED = Choose("Which?", {"a": "Yes.", "b": "No."}, right="a")


@pytest.mark.parametrize("question", [None, ASKED])
def test_what_is_told_waits_for_the_answer_where_there_is_a_question(question):
    def picture(a):
        marks = told(point((a, a), label="A"), [point((a, 0), label="B", show=a > 0)])
        return [plan(marks, point((0, a), label=told("C")), window=WINDOW), told(readout("x")), say("Said.", before="Wait.")]

    scene = Scene(picture, a=Number(1, min=-3, max=3), question=question)
    before, after = seen(scene, revealed=False), seen(scene, revealed=True)
    assert after == ([("point", "A"), ("point", "B"), ("point", "C")], "Said.")
    assert before == (([("point", None)], "Wait.") if question else after)
    assert [bool(scene._outputs(revealed=truth)[scene.spec["panels"][1]["show"]]) for truth in (False, True)] == [not question, True]
    scene.a = -1
    assert ("point", "B") not in seen(scene, revealed=True)[0]


def test_styles_and_words_are_chosen_by_a_number():
    def picture(a):
        label = one_of(a, ("none", words("one: @a", a=a), None))
        return [plan(point((a, a), role=cases((a > 1, "gap"), (True, "step")), label=label), window=WINDOW), say(cases((a > 9, "Never.")))]

    scene = Scene(picture, a=Number(0, min=0, max=5))
    found = {}
    for scene.a in (0, 1, 1.6, 5):
        found[scene.a] = seen(scene)
    assert found == {
        0: ([("step", "none")], None),
        1: ([("step", "one: 1")], None),
        1.6: ([("gap", None)], None),
        5: ([("gap", None)], None),
    }


def test_a_picture_without_a_question_knows_the_answer():
    scene = Scene(lambda a, revealed: say(words("@n", n=jnp.where(revealed, a, -1))), a=Number(2, min=0, max=3))
    assert scene.sentence == "2" and "revealed" not in scene.spec["inputs"]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: point((0, 0), lable="P"), "point: there is no 'lable'; it takes at, drag, .*label"),
        (lambda: plan(window=WINDOW, titel="x"), "plan: there is no 'titel'; it takes .*title"),
        (lambda: Number(0, mn=0, max=1), "Number: there is no 'mn'; it takes value, min, max"),
        (lambda: plan("a point", window=WINDOW), "plan: it takes marks, not 'a point'"),
        (lambda: point((0, 0), label=3), "point: label: 3 is no text"),
        (lambda: words("@g", g=jnp.zeros(2)), r"@g has the shape \(2,\)"),
        (lambda: say(7), "say: 7 is no text"),
        (lambda: Scene(lambda: ["a title"]), "not str"),
        (lambda: Scene(lambda x: readout("x"), x=0.5), r"x=0.5 is no parameter .*x=Number\(0.5"),
        (lambda: one_of(0, "ab"), "'ab' is no list"),
    ],
)
def test_nothing_is_swallowed(make, message):
    with pytest.raises(TypeError, match=message):
        make()


@pytest.mark.parametrize("mark", [arrow, point, surface])
def test_help_on_a_mark_says_its_own_and_what_every_mark_takes(mark):
    assert {"role", "kind", "show", "label", "name", "pick"} <= signature(mark).parameters.keys()
    assert re.search(r"^\S(?s:.*)\n\n\S.*`role`(?s:.*)`label`", getdoc(mark))


def test_a_field_is_an_arrow_in_every_cell_along_the_vectors():
    scene = Scene(lambda a: plan(field(lambda x, y: (-a * y, x), 4), window=(-2, 2, -2, 2)), a=Number(1, min=0, max=3))
    found = numbers(scene, 0, 0)
    tails, tips = np.array(found["tails"]), np.array(found["tips"])
    middles = (tails + tips) / 2
    assert sorted(set(middles[:, 0])) == pytest.approx([-1.5, -0.5, 0.5, 1.5])
    vectors = tips - tails
    np.testing.assert_allclose(vectors[:, 0] * middles[:, 0] + vectors[:, 1] * middles[:, 1], 0, atol=1e-15)
    assert np.hypot(*vectors.T).max() == pytest.approx(1)
