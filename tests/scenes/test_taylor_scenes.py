"""The scenes about slopes and tangent planes: their numbers against SymPy, their tasks, and their answers to faults."""

import math
import re

import jax.numpy as jnp
import numpy as np
import pytest
import sympy

from d2lcalc import functions
from d2lcalc.calculus import gradient
from d2lcalc.functions import hill_and_valley, log_sum_exp
from d2lcalc.predictions import taylor, warm_up
from d2lcalc.scenes import PartialDerivatives, Rectangle, TangentLine, TangentPlane
from d2lcalc.scenes.opening import Opening
from formulas import FORMULAS, X, Y, at, slopes
from reading import mark, read_out, said

LOG2 = math.log(2)
SCENES = [TangentPlane, PartialDerivatives]


# The tangent plane


@pytest.mark.parametrize("name", FORMULAS)
def test_readout_and_sentence_against_sympy(name):
    formula, landscape = FORMULAS[name], functions.CATALOGUE[name]
    scene = TangentPlane(landscape, (-0.5, 1.0), landscape.window, displacement=(0.3, -0.2))
    gx, gy = slopes(formula, -0.5, 1.0)
    plane = at(formula, -0.5, 1.0) + 0.3 * gx - 0.2 * gy
    true = at(formula, -0.2, 0.8)
    shown = read_out(scene)
    assert [shown["gx"], shown["gy"], shown["T"], shown["gap"]] == pytest.approx([gx, gy, plane, true - plane], rel=1e-10)
    spoken = said(scene)
    assert [spoken["T"], spoken["f"], spoken["gap"]] == pytest.approx([plane, true, true - plane], rel=1e-10)


def test_the_gold_numbers_of_the_section():
    scene = TangentPlane(log_sum_exp, (0, LOG2), displacement=(0.01, -0.03), layers=("plane", "displacement", "share"))
    assert [said(scene)["T"], said(scene)["f"]] == pytest.approx([1.0819456220, 1.0821241819], abs=5e-11)
    assert said(scene)["gap"] == pytest.approx(1.7856e-4, abs=5e-9)
    assert "the plane says 1.0819456 and the surface is at 1.0821242" in scene.sentence
    scene.share = 0.5
    assert said(scene)["gap"] == pytest.approx(4.4543e-5, abs=5e-10)


def test_moving_the_point_moves_everything():
    scene = TangentPlane(hill_and_valley)
    scene.x, scene.y = 0.7, -0.4
    assert [read_out(scene)[name] for name in ("gx", "gy")] == pytest.approx(slopes(FORMULAS["hill_and_valley"], 0.7, -0.4), rel=1e-10)
    for panel in ("stage", "plan"):
        assert mark(scene, panel, "the point P")["at"][:2] == pytest.approx([0.7, -0.4])


@pytest.mark.parametrize("panel", ["stage", "plan"])
def test_the_gradient_lies_on_the_floor(panel):
    scene = TangentPlane(log_sum_exp, (0, LOG2))
    arrow = mark(scene, panel, "the gradient, in the xy-plane")
    assert len(arrow["tail"]) == len(arrow["tip"]) == 2
    assert np.subtract(arrow["tip"], arrow["tail"]) == pytest.approx([1 / 3, 2 / 3])


def test_a_long_gradient_keeps_its_direction():
    arrow = mark(TangentPlane(functions.rosenbrock, (-1, 2), (-2, 2, -1, 3)), "plan", "the gradient, in the xy-plane")
    across, up = np.subtract(arrow["tip"], arrow["tail"])
    gx, gy = slopes(FORMULAS["rosenbrock"], -1, 2)
    assert across / up == pytest.approx(gx / gy)
    assert math.hypot(across, up) == pytest.approx(4 / 3)


def test_the_plane_is_flat_touches_and_has_the_slopes():
    scene = TangentPlane(hill_and_valley)
    patch = mark(scene, "stage", "the tangent plane")
    x, y, z = patch["x"], patch["y"], patch["z"]
    gx, gy = slopes(FORMULAS["hill_and_valley"], -0.5, 1.0)
    assert z == pytest.approx(at(FORMULAS["hill_and_valley"], -0.5, 1.0) + gx * (x + 0.5) + gy * (y - 1))


def test_the_gap_is_drawn_from_the_plane_to_the_surface():
    scene = TangentPlane(log_sum_exp, (0, LOG2), displacement=(0.5, -1.5))
    low, high = mark(scene, "stage", "the gap")["positions"]
    assert low[:2] == high[:2] == pytest.approx([0.5, LOG2 - 1.5])
    assert high[2] - low[2] == pytest.approx(said(scene)["gap"])
    chart_low, chart_high = mark(scene, "chart", "the gap")["positions"]
    assert [chart_low, chart_high] == [pytest.approx([math.hypot(0.5, 1.5), end[2]]) for end in (low, high)]


def test_the_slice_holds_the_surface_and_the_plane_along_the_displacement():
    scene = TangentPlane(hill_and_valley, displacement=(0.3, 0.4))
    curve, line = (mark(scene, "chart", f"{what} along ε") for what in ("f", "the plane"))
    s = curve["x"]
    assert curve["y"] == pytest.approx([at(FORMULAS["hill_and_valley"], -0.5 + 0.6 * t, 1 + 0.8 * t) for t in s])
    assert np.gradient(line["y"], s) == pytest.approx(np.dot(slopes(FORMULAS["hill_and_valley"], -0.5, 1.0), [0.6, 0.8]))
    scene.dx = scene.dy = 0
    assert np.isfinite(mark(scene, "chart", "f along ε")["y"]).all()


@pytest.mark.parametrize(("half", "turn", "percent"), [(0.1, 16.8, 13.83), (0.02, 3.25, 2.42)])
def test_zoom_shrinks_the_window_and_counts_what_is_left(half, turn, percent):
    scene = TangentPlane(hill_and_valley, (-0.5, 1), (-1.5, 0.5, 0, 2), layers=("plane", "zoom"))
    scene.zoom = 1 / half
    half = 1 / scene.zoom  # the slider's nearest
    outputs, limits = scene._outputs(), scene.spec["panels"][0]["limits"]
    seen = [float(outputs[index]) for index in [*limits["x"], *limits["y"]]]
    assert seen == pytest.approx([-0.5 - half, -0.5 + half, 1 - half, 1 + half])
    assert [said(scene)["turn"], said(scene)["percent"]] == pytest.approx([turn, percent], abs=0.005)
    x, y = np.meshgrid(np.linspace(-0.5 - half, -0.5 + half, 81), np.linspace(1 - half, 1 + half, 81))
    gx, gy = slopes(FORMULAS["hill_and_valley"], -0.5, 1.0)
    rise = gx * (x + 0.5) + gy * (y - 1)
    gap = np.abs(x * np.exp(-(x**2) - y**2) - at(FORMULAS["hill_and_valley"], -0.5, 1.0) - rise)
    assert said(scene)["percent"] == pytest.approx(100 * gap.max() / np.abs(rise).max(), rel=1e-9)


def test_the_window_stands_still_while_the_point_moves():
    window = (-1.3, 2.1, -0.7, 1.9)
    scene = TangentPlane(hill_and_valley, (0.1, 0.3), window)
    limits = scene.spec["panels"][0]["limits"]
    for scene.x in np.linspace(-1.3, 2.1, 41):
        outputs = scene._outputs()
        assert tuple(float(outputs[end]) for end in [*limits["x"], *limits["y"]]) == window


@pytest.mark.parametrize("layers", [("plane", "zoom"), ("plane", "displacement", "zoom")])
def test_the_plane_stays_a_patch_of_the_window(layers):
    scene = TangentPlane(hill_and_valley, (-0.5, 1), displacement=(1, 0.2), layers=layers)
    scene.zoom = 100
    half = {2: 0.01, 3: 0.02}[len(layers)]  # of the width 0.04: a quarter, or as far as the window goes
    assert mark(scene, "stage", "the tangent plane")["x"] == pytest.approx([-0.5 - half, -0.5 + half] * 2)


def test_reach_and_arrow_follow_both_axes():
    scene = TangentPlane(lambda x, y: 100 * x, (0, 0), (-4, 4, -0.5, 0.5), displacement=(0.1, 0.1))
    reach = {parameter["name"]: parameter["max"] for parameter in scene.spec["parameters"]}
    assert (reach["dx"], reach["dy"]) == (2, 0.25)
    assert mark(scene, "plan", "the gradient, in the xy-plane")["tip"] == pytest.approx([1 / 3, 0])


def test_a_level_plane_is_said_to_be_level():
    scene = TangentPlane(functions.saddle, (0, 0), layers=("plane", "zoom"))
    assert "the plane is level and the surface leaves it by at most 4" in scene.sentence


def test_the_task_is_reached_along_the_diagonal_only():
    task = ("…", lambda dx, dy, gap: (jnp.hypot(dx, dy) >= 0.5) & (jnp.abs(gap) < 1e-4))
    scene = TangentPlane(log_sum_exp, (0, LOG2), displacement=(0.5, -0.5), layers=("plane", "displacement"), task=task)
    reached = {}
    for scene.dx, scene.dy in [(0.5, -0.5), (0.2, 0.2), (0.4, 0.4), (-0.6, -0.6), (0.45, -0.225), (0.25, 0.5)]:
        reached[scene.dx, scene.dy] = scene.reached
    assert [place for place, truth in reached.items() if truth] == [(0.4, 0.4), (-0.6, -0.6)]


def test_layers_wait_for_the_answer():
    scene = TangentPlane(log_sum_exp, layers=("plane", "gradient"), reveal=("gradient",), question=taylor.where_the_gradient_lives)
    assert [bool(mark(scene, panel, "the gradient, in the xy-plane")["show"]) for panel in ("stage", "plan")] == [False, False]
    assert mark(scene, "stage", "the tangent plane")["show"]
    scene.revealed = True
    assert [bool(mark(scene, panel, "the gradient, in the xy-plane")["show"]) for panel in ("stage", "plan")] == [True, True]


def test_the_gap_is_drawn_and_its_number_waits_for_the_answer():
    scene = TangentPlane(log_sum_exp, layers=("plane", "displacement", "share"), question=taylor.gap_halved)
    assert mark(scene, "stage", "the gap")["show"]
    assert set(said(scene)) == {"x", "y", "f"}
    scene.revealed = True
    assert "gap" in said(scene)


def test_what_is_no_layer_is_not_there():
    scene = TangentPlane(log_sum_exp, layers=("zoom",), views=("stage", "slice"))
    assert [panel["panel"] for panel in scene.spec["panels"]] == ["stage", "readout", "readout", "readout"]
    for name in ("the tangent plane", "the gradient, in the xy-plane", "the gap", "the point P + ε"):
        assert not mark(scene, "stage", name)["show"]


def test_sliders_are_those_of_the_layers_unless_named():
    def sliders(**options):
        return [entry["name"] for entry in TangentPlane(hill_and_valley, **options).spec["parameters"] if entry["control"]]

    assert sliders() == ["x", "y", "dx", "dy", "zoom"]
    assert sliders(layers=("plane",)) == ["x", "y"]
    assert sliders(sliders=("zoom",)) == ["zoom"]


# Slopes


@pytest.mark.parametrize("name", FORMULAS)
def test_slices_against_sympy(name):
    formula = FORMULAS[name]
    scene = PartialDerivatives(functions.CATALOGUE[name], (-0.5, 1.0), displacement=(0.3, -0.2), views=("stage", "slices"))
    spoken = said(scene)
    assert [spoken["px"], spoken["py"]] == pytest.approx(slopes(formula, -0.5, 1.0), rel=1e-10)
    here = at(formula, -0.5, 1.0)
    assert [spoken["cx"], spoken["cy"]] == pytest.approx([at(formula, -0.2, 1) - here, at(formula, -0.5, 0.8) - here], rel=1e-10)


def test_frozen_means_at_its_present_value():
    scene = PartialDerivatives(hill_and_valley, views=("slices",))
    scene.y = 0.5
    curve = mark(scene, "chart", "f with y frozen")
    assert curve["y"] == pytest.approx(curve["x"] * np.exp(-(curve["x"] ** 2) - 0.25))


@pytest.mark.parametrize("theta", [0, 30, 63, 90, 180, 333])
@pytest.mark.parametrize("name", FORMULAS)
def test_slope_in_a_direction_against_sympy(name, theta):
    scene = PartialDerivatives(functions.CATALOGUE[name], theta=theta, views=("stage", "cut"))
    v = math.cos(math.radians(theta)), math.sin(math.radians(theta))
    assert said(scene)["s"] == pytest.approx(np.dot(slopes(FORMULAS[name], -0.5, 1.0), v), rel=1e-6, abs=1e-8)


def test_slope_against_direction_is_a_cosine_where_there_is_a_plane():
    scene = PartialDerivatives(hill_and_valley, views=("slopes",))
    found, promised = (mark(scene, "chart", name) for name in ("the slope in every direction", "the slope that a tangent plane would have"))
    angles = np.radians(found["x"])
    gx, gy = slopes(FORMULAS["hill_and_valley"], -0.5, 1.0)
    assert promised["y"] == pytest.approx(math.hypot(gx, gy) * np.cos(angles - math.atan2(gy, gx)))
    assert found["y"] == pytest.approx(promised["y"], abs=1e-8)


def test_slope_against_direction_is_none_where_there_is_no_plane():
    scene = PartialDerivatives(functions.partials_without_plane, (0, 0), (-1, 1, -1, 1), theta=45, views=("stage", "slopes"))
    found, promised = (mark(scene, "chart", name) for name in ("the slope in every direction", "the slope that a tangent plane would have"))
    angles = np.radians(found["x"])
    assert found["y"] == pytest.approx(np.cos(angles) ** 2 * np.sin(angles), abs=1e-9)
    assert promised["y"] == pytest.approx(0)
    assert said(scene)["s"] == pytest.approx(math.sqrt(2) / 4)


def test_every_slope_of_the_cone_is_one():
    scene = PartialDerivatives(functions.cone, (0, 0), (-1, 1, -1, 1), views=("cut", "slopes"))
    assert mark(scene, "chart", "f in the cut")["y"] == pytest.approx(np.abs(mark(scene, "chart", "f in the cut")["x"]))
    for scene.theta in (0, 45, 180, 300):
        assert said(scene)["s"] == pytest.approx(1)


def test_with_a_question_the_truth_waits():
    scene = PartialDerivatives(log_sum_exp, (0, LOG2), views=("stage", "slices"), question=taylor.which_knob)
    assert set(said(scene)) == {"x", "y", "f"}
    assert mark(scene, "chart", "f with y frozen")["show"]
    assert not mark(scene, "chart", "after x has moved")["show"]
    scene.revealed = True
    assert mark(scene, "chart", "after x has moved")["show"]
    assert {"px", "py"} < set(said(scene))


# The rectangle and the tangent line


def test_the_rectangle_adds_up():
    scene = Rectangle(3, 2, displacement=(0.4, 0.8))
    for scene.dx, scene.dy in [(0.4, 0.8), (0.2, 0.4), (0.1, 0.2), (0, 1)]:
        shown = read_out(scene)
        assert [shown["right"], shown["top"], shown["corner"]] == pytest.approx([2 * scene.dx, 3 * scene.dy, scene.dx * scene.dy])
        assert shown["area"] == pytest.approx((3 + scene.dx) * (2 + scene.dy))


def test_the_number_of_the_corner_waits_for_the_answer():
    scene = Rectangle(3, 2, question=taylor.corner_halved)
    assert set(said(scene)) == {"ab", "right", "top"}
    scene.revealed = True
    assert said(scene)["corner"] == pytest.approx(0.32)


def test_the_parabola_under_the_glass():
    scene = TangentLine(lambda x: x**2, at=1.0)
    for scene.zoom in (1, 10, 100):
        assert [said(scene)["slope"], said(scene)["gap"]] == pytest.approx([2, scene.zoom**-2])


# Faults


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize(
    ("f", "words"),
    [
        (lambda x, y: jnp.stack([x, y]), "array of shape (2,), where one number is needed"),
        (lambda x: x, "was given 2 coordinates"),
        (lambda x, y, z: x + y + z, "was given 2 coordinates"),
        (lambda x, y: math.sin(x) + y, "write jnp. instead of math"),
        (lambda x, y: x if x > y else y, "jnp.where"),
        (lambda x, y: None, "does it lack a return?"),
        (7.0, "a function is needed, not a float"),
    ],
)
def test_a_function_that_breaks_the_convention(scene, f, words):
    with pytest.raises(TypeError, match=re.escape(words)):
        scene(f)


@pytest.mark.parametrize("scene", SCENES)
def test_a_function_that_raises_says_so_itself(scene):
    def broken(x, y):
        raise ZeroDivisionError("not today")

    with pytest.raises(ZeroDivisionError, match="not today"):
        scene(broken)


@pytest.mark.parametrize("scene", SCENES)
def test_a_function_without_values_here_or_anywhere(scene):
    for f in (lambda x, y: jnp.log(x) + y, lambda x, y: jnp.nan * x, lambda x, y: jnp.inf + x):
        assert "f has no finite value at (−0.5, 1): move the point." in scene(f, (-0.5, 1)).sentence


@pytest.mark.parametrize("scene", SCENES)
def test_a_hole_elsewhere_is_a_hole_and_no_more(scene):
    made = scene(lambda x, y: jnp.log(x) + y, (0.5, 1.0))
    surface = mark(made, "stage", "the surface z = f(x, y)")
    assert np.isfinite(surface["z"]).any() and not np.isfinite(surface["z"]).all()
    assert "no finite" not in made.sentence
    made._repr_mimebundle_()


def test_a_displacement_into_a_hole():
    scene = TangentPlane(lambda x, y: jnp.log(x) + y, (0.5, 1.0), displacement=(-0.8, 0.2))
    assert "f has no finite value at P + ε = (−0.3, 1.2)" in scene.sentence


@pytest.mark.parametrize("scene", SCENES)
def test_a_constant(scene):
    made = scene(lambda x, y: 3.0)
    made._repr_mimebundle_()
    assert all(float(number) == 0 for name, number in said(made).items() if name in ("gx", "gy", "px", "py", "gap"))


def test_no_tangent_plane_is_said():
    assert "no tangent plane at (0, 0)" in TangentPlane(functions.cone, (0, 0)).sentence


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize(
    ("window", "words"),
    [
        ((1, 1, -1, 1), "empty: x runs from 1 to 1"),
        ((-1, 1, 2, -2), "reversed: y runs from 2 down to -2"),
        ((-1, math.inf, -1, 1), "must be finite"),
        ((-1, math.nan, -1, 1), "must be finite"),
        ((-1, 1), "four numbers, not 2"),
    ],
)
def test_a_window_that_is_none(scene, window, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        scene(hill_and_valley, (0, 0), window)


def test_a_window_may_be_an_array():
    limits = TangentPlane(hill_and_valley, (0, 0), np.array([-1.0, 1.0, -2.0, 2.0])).spec["parameters"][:2]
    assert [(entry["min"], entry["max"]) for entry in limits] == [(-1, 1), (-2, 2)]


@pytest.mark.parametrize("scene", SCENES)
def test_a_point_outside_the_window(scene):
    with pytest.raises(ValueError, match=re.escape("the point (3.0, 0.0) lies outside the window")):
        scene(hill_and_valley, (3, 0))


def test_unknown_names():
    for options, words in [
        ({"layers": ("plain",)}, "no layer 'plain' here; choose from plane"),
        ({"layers": ("plane",), "reveal": ("gradient",)}, "no layer to reveal 'gradient' here; choose from plane"),
        ({"views": ("map",)}, "no view 'map' here; choose from stage, slice, plan"),
        ({"sliders": ("w",)}, "no slider 'w' here; choose from x, y"),
    ]:
        with pytest.raises(ValueError, match=re.escape(words)):
            TangentPlane(hill_and_valley, **options)
    with pytest.raises(ValueError, match="no view 'plan' here"):
        PartialDerivatives(hill_and_valley, views=("plan",))


# How a scene opens, and what its function is exchanged for


def opens(f, **given):
    opening = Opening.of(f, **given)
    return opening.at, tuple(opening.window)


def test_a_landscape_brings_its_window_and_the_courses_point():
    assert opens(hill_and_valley) == ((-0.5, 1.0), (-2, 2, -2, 2))
    assert opens(functions.rosenbrock) == ((-0.5, 1.0), (-2, 2, -1, 3))
    assert opens("rosenbrock", window=(0, 1, 0, 2))[1] == (0, 1, 0, 2)
    assert opens(lambda x, y: x * y) == ((-0.5, 1.0), (-2, 2, -2, 2))


@pytest.mark.parametrize(
    ("f", "window"),
    [
        (lambda x, y: x**2 - jnp.sqrt(y - 1.2), None),
        (lambda x, y: jnp.log(x) * y, (-3, 3, -3, 3)),
        (functions.three_valleys, None),
        (hill_and_valley, (0, 1, 0, 1)),
        *((entry, None) for entry in functions.CATALOGUE.values()),
    ],
)
def test_a_scene_opens_where_the_slopes_are_numbers_and_differ(f, window):
    (x, y), (xmin, xmax, ymin, ymax) = opens(f, window=window)
    assert xmin <= x <= xmax and ymin <= y <= ymax
    less, more = sorted(np.abs(gradient(f)(x, y)))
    assert 0 < less < 0.99 * more < math.inf


def test_a_constant_and_a_function_without_values_open_too():
    assert opens(lambda x, y: 3.0)[0] == opens(lambda x, y: jnp.nan * x)[0] == (-0.5, 1)


@pytest.mark.parametrize("scene", SCENES)
def test_every_landscape_can_be_picked(scene):
    made = scene(hill_and_valley, (0.5, 0.5))
    assert made.spec["subject"]["options"] == [entry.name.replace("_", " ") for entry in functions.PICKER]
    for text in ("rosenbrock", "log sum exp", "partials without plane"):
        made.subject = text
        assert made.problem == ""
        landscape = functions.CATALOGUE[text.replace(" ", "_")]
        assert (made.x, made.y) == pytest.approx(Opening.of(landscape).at)
        value = float(landscape(made.x, made.y))
        assert value == pytest.approx(mark(made, "stage", "the point P")["at"][2])
        xs = [entry for entry in made.spec["parameters"] if entry["name"] == "x"]
        assert (xs[0]["min"], xs[0]["max"]) == landscape.window[:2]
    made.subject = ""
    assert (made.x, made.y) == (0.5, 0.5)


# The questions


def test_right_answers_against_an_independent_computation():
    f = FORMULAS["log_sum_exp"]
    gx, gy = slopes(f, 0, sympy.log(2))
    assert taylor.both_knobs.right == pytest.approx(0.01 * gx - 0.03 * gy)
    assert taylor.draw_the_gradient.right == pytest.approx((gx, gy))
    assert taylor.gap_of_parabola.right == pytest.approx(0.0001)
    assert taylor.frozen_letter.right == at((X**2 * Y).diff(X), 1, 5)
    assert taylor.gap_at_a_tenth.right == pytest.approx(0.000008)
    assert taylor.estimate.right == pytest.approx(9.3)
    changes = [at(f, 0.3, sympy.log(2)) - math.log(3), at(f, 0, sympy.log(2) + 0.3) - math.log(3)]
    assert changes == pytest.approx([0.1103, 0.2096], abs=5e-5) and taylor.which_knob.right == "xy"[np.argmax(changes)]
    derivative = (X * sympy.exp(-(X**2))).diff(X)
    assert sympy.simplify(derivative - (1 - 2 * X**2) * sympy.exp(-(X**2))) == 0
    assert warm_up.matrix_times_vector.right == (4, 2)
    assert [warm_up.dot_product.right, warm_up.right_angle.right, warm_up.logarithm_of_one.right] == pytest.approx([11, 90, 0])
