"""Pictures traced to a spec and a tape: what the numbers are, and what is said of a picture that cannot be."""

import jax.numpy as jnp
import numpy as np
import pytest

from d2lcalc.live import (
    Number,
    Place,
    Scene,
    arrow,
    chart,
    contour,
    curve,
    goal,
    path,
    plan,
    point,
    readout,
    say,
    say_first,
    stage,
    surface,
    words,
)
from d2lcalc.live.picture import GRID, LINE, height_range
from d2lcalc.live.questions import check_room
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


def test_one_level_is_a_list_of_one():
    scene = Scene(lambda a: plan(contour(lambda x, y: x * y, a), window=WINDOW), a=Number(1, min=0, max=3))
    assert numbers(scene, 0, 0)["levels"] == [1]


def test_pointing_needs_a_place_to_point_at():
    asked = Place("Where?", start=(0, 0), right=(1, 1), within=0.1)
    check_room(asked, [{"panel": "plan"}])
    check_room(None, [])
    with pytest.raises(ValueError, match=r"Place: .* neither"):
        check_room(asked, [{"panel": "chart"}])


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
        (lambda a: stage(point((a,)), window=WINDOW), "1 coordinates"),
        (lambda a: stage(window=(0, 0, 0, 1)), "empty: x runs from 0 to 0"),
        (lambda a: stage(window=(1, 0, 0, 1)), r"reversed.*write \(0, 1\)"),
        (lambda a: plan(window=(0, float("inf"), 0, 1)), "finite"),
        (lambda a: plan(window=(0, float("nan"), 0, 1)), "finite"),
        (lambda a: plan(window=(0, 1, 0)), "four numbers, not 3"),
        (lambda a: stage(window=WINDOW, height=(2, 1)), "z runs from 2 down to 1"),
        (lambda a: plan(point((a, a), kind="wavy"), window=WINDOW), "'wavy' is none of solid"),
        (lambda a: plan(point((a, a), role="hero"), window=WINDOW), "no role 'hero'.*function"),
        (lambda a: plan(point((a, a), drag=("a", "b")), window=WINDOW), "drag moves 'b'.*b=Number"),
        (lambda a, revealed: plan(point((a, a), drag=("a", "revealed")), window=WINDOW), "drag moves 'revealed'"),
        (lambda a: plan(point((a, a), drag=("a",)), window=WINDOW), "names 1 parameters"),
        (lambda a: plan(curve(lambda t: (t,)), window=WINDOW), "returns 1 coordinates"),
        (lambda a: [say(0, ["one"]), say(0, ["two"])], r"one say\(…\), not 2"),
        (lambda a: [goal(a > 1, "one"), goal(a > 2, "two")], r"one goal\(…\), not 2"),
        (lambda a: readout("me@home"), "differ in home"),
    ],
)
def test_a_picture_that_cannot_be_says_why(picture, message):
    with pytest.raises(ValueError, match=message):
        Scene(picture, a=Number(1, min=0, max=3))


def test_what_is_no_part_of_a_picture_is_named():
    with pytest.raises(TypeError, match="not str"):
        Scene(lambda a: ["a title"], a=Number(1, min=0, max=3))


def test_a_function_that_raises_does_so_in_its_own_cell():
    def picture(a):
        return stage(surface(lambda x, y: x / undefined_name), window=WINDOW)  # noqa: F821

    with pytest.raises(NameError, match="undefined_name"):
        Scene(picture, a=Number(1, min=0, max=3))


def test_what_the_tape_refuses_names_the_line():
    def picture(a):
        return say(0, [words("@a", a=np.sin(a))])

    with pytest.raises(RecordingError, match=r"np\.sin"):
        Scene(picture, a=Number(1, min=0, max=3))


@pytest.mark.parametrize(
    ("z", "expected"),
    [
        (np.linspace(-3, 5, 100), (-3, 5)),
        (np.full(50, 7.0), (6, 8)),
        (np.full(50, np.nan), (-1, 1)),
        (np.array([np.nan, np.inf, 1.0, 2.0, -np.inf]), (1, 2)),
    ],
    ids=["plain", "constant", "nothing finite", "some not finite"],
)
def test_heights_that_a_surface_needs(z, expected):
    assert height_range(z) == pytest.approx(expected)


def test_a_spike_does_not_flatten_the_rest_and_the_browser_agrees(call):
    z = np.sin(np.linspace(0, 9, 4225))
    z[100] = 1e6
    low, high = height_range(z)
    assert -3 < low < -0.999
    assert 0.999 < high < 3
    rows = [z, np.linspace(-3, 5, 101), np.full(9, 2.5)]
    assert call("marks.js", "heightRange", *(([float(value) for value in row],) for row in rows)) == [
        list(height_range(row)) for row in rows
    ]


def test_the_first_true_case_is_said():
    cases = lambda a: say_first((a < 0, "Below."), (jnp.isnan(a), "Nowhere."), (a > 1, words("Above: @a.", a=a)), (True, "Between."))
    scene = Scene(lambda a: cases(a), a=Number(0, min=-3, max=3))
    said = {}
    for scene.a in (-1, 0, 2):
        said[scene.a] = scene.sentence
    assert said == {-1: "Below.", 0: "Between.", 2: "Above: 2."}


def test_a_surface_may_be_given_by_its_positions():
    scene = Scene(lambda a: stage(surface(lambda x, y: (a * x, y, x + y)), window=WINDOW), a=Number(2, min=0, max=3))
    [mark] = scene.spec["panels"][0]["marks"]
    x, y, z = (np.asarray(scene._outputs()[mark["numbers"][axis]]) for axis in "xyz")
    assert z == pytest.approx(x / 2 + y)
    with pytest.raises(ValueError, match="2 coordinates; a position has three"):
        Scene(lambda a: stage(surface(lambda x, y: (a, x)), window=WINDOW), a=Number(2, min=0, max=3))


@pytest.mark.parametrize(
    ("draw", "says"),
    [
        (lambda a: plan(surface(lambda x, y: a * x, pick=("a", 1)), window=WINDOW), "stands at one place and is not dragged"),
        (lambda a: plan(point((a, a), drag=("a", None), pick=("a", 1)), window=WINDOW), "is not dragged"),
        (lambda a: plan(point((a, a), pick=("b", 1)), window=WINDOW), "pick sets 'b'"),
        (lambda a: plan(point((a, a), turn=("b", (0, 0))), window=WINDOW), "drag moves 'b'"),
        (lambda a: plan(point((a, a), turn=("a", (0,))), window=WINDOW), "around has 1 coordinates"),
    ],
)
def test_what_cannot_be_picked_or_turned(draw, says):
    with pytest.raises(ValueError, match=says):
        Scene(draw, a=Number(2, min=0, max=3))
