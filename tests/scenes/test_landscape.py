"""Landscapes: made of parts, opened at a telling point, exchanged for others, and what is no landscape or no part."""

import math

import jax.numpy as jnp
import numpy as np
import pytest

from d2lcalc import functions
from d2lcalc.calculus import gradient
from d2lcalc.functions import hill_and_valley
from d2lcalc.live import Choose, Number, told
from d2lcalc.live.marks import point
from d2lcalc.live.words import written
from d2lcalc.networks import second_network
from d2lcalc.scenes import (
    ChainRule,
    Drawn,
    Landscape,
    TangentLine,
    displacement,
    lit_paths,
    magnifier,
    on_plan,
    on_stage,
    part,
    slice_along_step,
    slopes_by_angle,
    tangent_plane,
    value,
)
from d2lcalc.scenes.landscape import cosine
from d2lcalc.scenes.opening import Opening
from many import one_in
from reading import mark, said

ask = Choose("Which?", {"this": "", "that": ""}, right="this")


def panels(scene):
    return [panel["panel"] for panel in scene.spec["panels"]]


def controls(scene):
    return [entry["name"] for entry in scene.spec["parameters"] if entry["control"]]


def names(scene, panel=0):
    return {entry["name"] for entry in scene.spec["panels"][panel]["marks"]}


def test_a_picture_has_what_its_parts_bring_and_no_more():
    scene = Landscape(hill_and_valley, on_plan(), tangent_plane())
    assert (panels(scene), controls(scene)) == (["plan"], [])
    assert names(scene) == {"the surface z = f(x, y)", "the point P"}  # the plane stands on a stage
    scene = Landscape(hill_and_valley, slice_along_step(), on_stage(), value(), [displacement(), magnifier()])
    assert panels(scene) == ["chart", "stage", "readout", "readout"]
    assert controls(scene) == ["dx", "dy", "zoom"]
    assert [(each["min"], each["max"]) for each in scene.spec["parameters"] if each["name"] in ("dx", "dy")] == [(-1, 1)] * 2
    assert controls(Landscape(hill_and_valley, on_plan(), displacement(), sliders=("x", "dx"))) == ["x", "dx"]
    assert {"the gap", "the point P + ε"} < names(scene, 1)


@part(lambda opening: {"theta": Number(1.0, min=0, max=1)}, half=lambda here: here.value / 2)
def shared(here):
    """A slider that nothing here asks for."""
    return Drawn(before=here.says("Half of it is @half."))


def test_a_part_may_bring_what_others_ask_for():
    scene = Landscape(hill_and_valley, on_plan(), slopes_by_angle(), shared(), at=(0.5, 0.5), question=ask)
    assert said(scene)["half"] == pytest.approx(0.25 * math.exp(-0.5))


@part()
def asking(here):
    """A point at a height that nobody knows."""
    return Drawn(on_map=point((*here.at, here.hight)))


def test_a_function_without_values_here_or_anywhere():
    for f in (lambda x, y: jnp.log(x) + y, lambda x, y: jnp.nan * x, lambda x, y: jnp.inf + x):
        assert "f has no finite value at (−0.5, 1): move the point." in Landscape(f, on_stage(), at=(-0.5, 1)).sentence


def test_a_hole_elsewhere_is_a_hole_and_no_more():
    made = Landscape(lambda x, y: jnp.log(x) + y, on_stage(), at=(0.5, 1.0))
    finite = np.isfinite(mark(made, "stage", "the surface z = f(x, y)")["z"])
    assert finite.any() and not finite.all() and "no finite" not in made.sentence


def opens(f, **given):
    opening = Opening.of(f, **given)
    return opening.at, tuple(opening.window)


def test_a_landscape_brings_its_window_and_the_courses_point_which_a_constant_has_too():
    assert opens(hill_and_valley) == ((-0.5, 1.0), (-2, 2, -2, 2))
    assert opens(functions.rosenbrock) == ((-0.5, 1.0), (-2, 2, -1, 3))
    assert opens("rosenbrock", window=np.array([0, 1, 0, 2]))[1] == (0, 1, 0, 2)
    for f in (lambda x, y: x * y, lambda x, y: 3.0, lambda x, y: jnp.nan * x):
        assert opens(f) == ((-0.5, 1.0), (-2, 2, -2, 2))


OPENED = [
    (lambda x, y: x**2 - jnp.sqrt(y - 1.2), None),
    (lambda x, y: jnp.log(x) * y, (-3, 3, -3, 3)),
    (functions.three_valleys, None),
    (hill_and_valley, (0, 1, 0, 1)),
    *((entry, None) for entry in functions.CATALOGUE.values()),
]


@pytest.mark.parametrize(("f", "window"), one_in(3, OPENED))
def test_a_scene_opens_where_the_slopes_are_numbers_and_differ(f, window):
    (x, y), (xmin, xmax, ymin, ymax) = opens(f, window=window)
    assert xmin <= x <= xmax and ymin <= y <= ymax
    less, more = sorted(np.abs(gradient(f)(x, y)))
    assert 0 < less < 0.99 * more < math.inf


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: Landscape(hill_and_valley, on_plan), TypeError, r"on_plan is no part of a landscape: write on_plan\(\)"),
        (lambda: Landscape(hill_and_valley, on_plan(), "plane"), TypeError, "'plane' is no part of a landscape"),
        (lambda: Landscape(hill_and_valley), ValueError, r"nothing to be seen on: add on_stage\(\), on_plan\(\) or a chart"),
        (lambda: Landscape(hill_and_valley, tangent_plane()), ValueError, "nothing to be seen on"),
        (lambda: Landscape(hill_and_valley, slice_along_step()), AttributeError, r"knows 'dx': add the part displacement\(\)"),
        (lambda: Landscape(hill_and_valley, on_plan(), asking()), AttributeError, "nothing in this picture knows 'hight'"),
        (lambda: displacement(steps=(1, 1)), TypeError, "displacement.*'steps'"),
        (lambda: Landscape(lambda x: x, on_stage()), TypeError, "was given 2 coordinates"),
        (lambda: Landscape(lambda x, y: x if x > y else y, on_stage()), TypeError, "jnp.where"),
        (lambda: Landscape(7.0, on_stage()), TypeError, "a function is needed, not a float"),
        (lambda: Landscape(lambda x, y: jnp.exq(x) + y, on_plan(), at=(0, 0)), AttributeError, "exq"),
        (lambda: Landscape(hill_and_valley, on_plan(), with_a("theta")), AttributeError, "nothing in this picture knows 'theta'"),
        (lambda: Landscape(hill_and_valley, on_plan(), with_slider(1.0), with_slider(0.5)), ValueError, "each bring a slider 'k'"),
        (lambda: Landscape(hill_and_valley, on_plan(), named_like_f()), ValueError, "its slider 'f' has a name that stands"),
        (lambda: Landscape(hill_and_valley, on_plan(), lit_paths()), TypeError, "lit_paths is no part of a landscape"),
        (lambda: ChainRule(second_network, (2, 1), node="f"), ValueError, "no node 'f' before the output; choose from x, y, u, v, a, b"),
        (lambda: ChainRule(second_network, (2.0, 1.0), on_plan()), TypeError, "on_plan is no part of a network"),
        (lambda: Landscape(hill_and_valley, on_plan(), bare()), TypeError, "bare returns Mark; a part returns Drawn"),
        (lambda: Landscape(hill_and_valley, on_plan(), window=(-1, 1)), ValueError, "four numbers, not 2"),
        (lambda: Landscape(hill_and_valley, on_stage(), at=(3, 0)), ValueError, r"the point \(3.0, 0.0\) lies outside the window"),
        (lambda: Landscape(hill_and_valley, on_plan(), sliders=("w",)), ValueError, "'w'"),
        (lambda: Landscape(hill_and_valley, on_plan(), shared()), ValueError, "the slider 'theta' moves nothing"),
        (lambda: Landscape(hill_and_valley, on_plan(), sliders="x"), TypeError, "sliders='x' is one name"),
        (lambda: Landscape(hill_and_valley, on_plan(), still={"X": 1}), ValueError, "still: 'X' is no parameter"),
        (lambda: Drawn(on_mp=()), TypeError, "Drawn: there is no 'on_mp'; it takes charts"),
        (lambda: TangentLine(), TypeError, "TangentLine needs f and at"),
        (lambda: TangentLine(jnp.sin, at=0.0, questoin=None), TypeError, "there is no 'questoin'; it takes f, at"),
    ],
)
def test_a_fault_is_told(make, error, message):
    with pytest.raises(error, match=message):
        make()


@part
def with_a(here, name):
    return Drawn(values=here.says(f"@{name}"))


@part(lambda opening, k: {"k": Number(k, min=0, max=2)})
def with_slider(here, k):
    return Drawn(values=here.says("@k"))


@part(lambda opening: {"f": Number(1, min=0, max=2)})
def named_like_f(here):
    return Drawn()


@part()
def bare(here):
    return point((0, 0))


@part()
def answer(here):
    row = lambda y: (point((x, y)) for x in (0, 1))
    return Drawn(values=here.says("@value"), before="the secret", otherwise="the answer", on_map=row(0), point=row(1))


def test_a_part_that_waits_shows_and_says_nothing_before_and_the_last_one_is_heard():
    parts = on_stage(), on_plan(), told(tangent_plane()), told(answer())
    scene, found = Landscape(hill_and_valley, *parts, question=ask), {}
    for scene.revealed in (False, True):
        out, panels = scene._outputs(), scene.spec["panels"]
        lines = [written(line, out) for panel in panels for line in panel["lines"] if out[panel["show"]]]
        marks = [sum(bool(out[mark["numbers"]["show"]]) for mark in panel["marks"]) for panel in panels[:2]]
        found[scene.revealed] = (len([line for line in lines if line]), marks, written(scene.spec["say"], out))
    assert found[True] == (1, [6, 5], "the answer")  # surface, two points for P, two more, on the stage the plane as well
    assert found[False][:2] == (0, [3, 3]) and "secret" not in found[False][2]
    assert mark(Landscape(hill_and_valley, *parts[:3]), "stage", "the tangent plane")["show"]  # nothing is asked


def test_a_still_of_its_own_holds_for_the_first_function_only():
    scene = Landscape(hill_and_valley, on_plan(), at=(0.0, 0.5), still={"x": 1.0})
    assert "(1, 0.5)" in scene._repr_mimebundle_()[0]["text/plain"]
    scene.subject = "x + y"
    assert "(1, 0.5)" not in scene._repr_mimebundle_()[0]["text/plain"]


@pytest.mark.parametrize("theta", [-450, -270, -90, 90, 270, 450])
def test_the_cosine_is_zero_at_every_right_angle(theta):
    assert cosine(float(theta)) == 0
