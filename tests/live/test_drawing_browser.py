"""Flat panels and formulas as they are drawn: styles, fields, contours and tints, holes, windows that close, long lines."""

import io
import math

import jax.numpy as jnp
import numpy as np
import pytest
from PIL import Image, ImageColor

from d2lcalc.functions import hill_and_valley as hill
from d2lcalc.live import Number, Scene, Step, chart, contour, curve, field, one_of, path, plan, point, readout, say, stage, surface, words
from d2lcalc.roles import ROLES
from scene_page import put, says, settle
from test_roles import luminance

WINDOW = (-2.0, 2.0, -2.0, 2.0)


@pytest.mark.parametrize("window", [(-0.1, 0.1, 8.0, 12.0), (0.0, 1000.0, 0.0, 1.0), (-2.0, 2.0, -2.0, 2.0)])
def test_no_map_is_a_strip(show, window):
    page = show(Scene(lambda x: plan(point((x, 9.0)), window=window), x=Number(0, min=-1, max=1)))
    frame = page.locator(".d2l-flat .d2l-frame").bounding_box()
    assert min(frame["width"], frame["height"]) > 150
    assert (frame["width"] == pytest.approx(frame["height"], abs=0.1)) is (window == WINDOW)


def test_role_kind_and_words_are_chosen_by_a_number(show):
    def picture(k):
        label = one_of(k, ("first", words("@k", k=k), None))
        way = path([(0.0, 0.0), (1.0, 1.0)], role=one_of(k, ("step", "gap")), kind=one_of(k, ("solid", "ghost")), label=label, name="way")
        line = one_of(k, (words("k = @k", k=k), None, one_of(k - 1, ("1", "2", "3"))))
        return [chart(way, window=WINDOW), readout(line), say(one_of(k, ("none", "one")))]

    page = show(Scene(picture, k=Step(2)))
    found = []
    for k in range(3):
        put(page, k=k)
        way = page.locator("[data-mark=way]")
        styles = (way.get_attribute("data-role"), "d2l-is-ghost" in way.get_attribute("class"))
        texts = ("".join(page.locator(name).text_content().split()) for name in (".d2l-labels", ".d2l-formula", ".d2l-say"))
        found.append((*styles, *texts))
    assert found == [("step", False, "first", "k=0", "none"), ("gap", True, "1", "", "one"), ("gap", True, "", "2", "one")]


def test_a_field_is_one_picture_and_a_path_may_have_no_dots(show):
    def picture(a):
        marks = [field(lambda x, y: (-a * y, x), 5, name="the field"), path(jnp.array([(0.0, 0.0), (1.0, a)]), dots=False)]
        return plan(marks, contour(lambda x, y: x**2 + y**2, 1.0, label="the circle"), window=WINDOW)

    page = show(Scene(picture, a=Number(1, min=0, max=2)))
    arrows = page.get_by_role("img", name="the field").locator("path")
    shafts, heads = arrows.evaluate_all("all => all.map((path) => path.getAttribute('d'))")
    assert shafts.count("M") == 24 and heads.count("Z") == 24  # none at the origin, which has no direction
    assert page.locator(".d2l-path circle").count() == 0
    assert page.locator(".d2l-labels text").all_text_contents() == ["the circle"]
    assert page.locator(".d2l-level").count() == 0


@pytest.mark.parametrize(
    ("f", "said"),
    [(lambda x, y: jnp.log(x) + y, "no value"), (lambda x, y: 1 / (x + y), "a value"), (lambda x, y: 1e300 * x * y, "a value")],
    ids=["NaN on one side", "a pole", "huge"],
)
def test_a_strange_function_leaves_holes_and_no_garbage(show, f, said):
    def picture(x):
        maps = [stage(surface(f), point((x, 0.0, f(x, 0.0)), label="P"), window=WINDOW), plan(surface(f), window=WINDOW)]
        sentence = say(one_of(jnp.isfinite(f(x, 0.0)), ("no value", "a value")))
        return [*maps, chart(curve(lambda t: f(t, 0.0)), window=WINDOW), sentence]

    page = show(Scene(picture, x=Number(-1, min=-2, max=2)))
    assert says(page) == said
    assert page.locator(".d2l-flat path[d*=NaN], .d2l-flat path[d*=Infinity]").count() == 0
    assert page.locator(".d2l-view > .d2l-problem").inner_text() == ""


def test_a_window_that_a_slider_closes_says_so_and_opens_again(show):
    def picture(wide, a):
        line, here = curve(lambda t: a * t), point((0.5, a), drag=(None, "a"), name="P")
        maps = [stage(surface(hill), window=(0, 1, 0, 1), height=(0, wide)), plan(surface(hill), window=(0.0, wide, 0.0, wide))]
        return [*maps, chart(line, here, window=(0.0, wide, -1.0, 1.0))]

    page = show(Scene(picture, wide=Number(1, min=-1, max=1), a=Number(0.2, min=0, max=1)))
    line, *others = (page.locator(name) for name in (".d2l-flat .d2l-curve path", ".d2l-flat .d2l-handle", ".d2l-stage canvas"))
    before = line.get_attribute("d")
    put(page, wide=0)
    notes = [f"The {axis} axis would run from 0 to 0: nothing to draw." for axis in "zxx"]
    assert page.locator(".d2l-note").all_inner_texts() == notes
    assert not any(part.is_visible() for part in (line, *others))
    put(page, a=0.8, wide=1)
    assert all(part.is_visible() for part in (line, *others)) and line.get_attribute("d") != before
    assert page.locator(".d2l-note:visible").count() == 0


COLOURS_OF_LEVELS = """() => [...document.querySelectorAll(".d2l-level")].map((word) => ["fill", "stroke"].map((name) => {
    const pen = document.createElement("canvas").getContext("2d");
    pen.fillStyle = getComputedStyle(word)[name];
    pen.fillRect(0, 0, 1, 1);
    const { data } = pen.getImageData(0, 0, 1, 1);
    return "#" + [0, 1, 2].map((k) => data[k].toString(16).padStart(2, "0")).join("");
}))"""


def rgb(colour):
    return np.array(ImageColor.getrgb(colour))


def pixels(page):
    """The plan as it is seen: a place (x, y) to its colour."""
    box = page.locator(".d2l-frame").bounding_box()
    image = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    return lambda x, y: image.getpixel((int(box["x"] + box["width"] * (x + 2) / 4), int(box["y"] + box["height"] * (2 - y) / 4)))


def test_a_plan_is_tinted_by_height_its_holes_are_paper_and_its_lines_end_well_before_their_numbers(show):
    """z = x from −2 to 2: of the function's colour 10 % on the left, 42 % on the right, half way between the lines at multiples of 0.5."""
    page = show(Scene(lambda a: plan(surface(lambda x, y: jnp.where(y > 1, jnp.nan, x + 0 * a)), window=WINDOW), a=Number(0, min=0, max=1)))
    assert page.locator(".d2l-firm").get_attribute("data-level") == "0"
    for paper, theme, width in [("#ffffff", "light", 1100), ("#101010", "dark", 1100), ("#101010", "dark", 390)]:
        page.evaluate("(paper) => (document.body.style.background = paper)", paper)
        page.set_viewport_size({"width": width, "height": 1000})
        settle(page)
        seen = pixels(page)
        for x in (-1.97, -1.25, 0.25, 1.75, 1.97):
            share = 0.1 + 0.08 * (x + 2)
            assert seen(x, -1.4) == pytest.approx((1 - share) * rgb(paper) + share * rgb(ROLES["function"][theme]), abs=3)
        assert seen(0.25, 1.6) == tuple(rgb(paper))
        for pair in page.evaluate(COLOURS_OF_LEVELS):
            dark, light = sorted(map(luminance, pair))
            assert (light + 0.05) / (dark + 0.05) >= 4.5
    frame, number = (page.locator(f".d2l-{name}").bounding_box() for name in ("frame", "level >> text=/^0$/"))
    heights = [2 - 4 * (number["y"] + 3 - away - frame["y"]) / frame["height"] for away in (4, 12)]  # px above the digit
    near, far = (np.abs(np.subtract(seen(0, y), seen(0.1, y))).max() for y in heights)
    assert near < 6 and far > 60


def test_contours_lie_on_the_level_and_turn_in_the_right_direction(call):
    y, x = (axis.ravel().tolist() for axis in np.mgrid[-2:2:65j, -2:2:65j])
    grid = {"n": 65, "x": x, "y": y}
    circle = {**grid, "z": [x * x + y * y for x, y in zip(grid["x"], grid["y"], strict=True)]}
    [[line]] = call("contours.js", "contourLines", (circle, 1))
    assert max(abs(math.hypot(x, y) - 1) for x, y in line) < 1e-3
    assert line[0] == line[-1]
    [corners] = call("contours.js", "contourLines", (circle, 5))
    assert len(corners) == 4
    saddle = {**grid, "z": [x * y for x, y in zip(grid["x"], grid["y"], strict=True)]}
    [branches] = call("contours.js", "contourLines", (saddle, 0.5))
    assert len(branches) == 2
    hole = {**grid, "z": [math.log(x) if x > 0 else math.nan for x in grid["x"]]}
    [[edge]] = call("contours.js", "contourLines", (hole, 0))
    assert all(abs(x - 1) < 1e-3 for x, _ in edge)


@pytest.mark.parametrize(
    ("formula", "begins"),
    [
        ("f(x + 1) = " + " + ".join(["@a (x - 1)"] * 6) + r" = -@a [x + 1] \{x + 1\}", ["f", "=", *"+++++", "="]),
        (r"f = @a (" + " + ".join(["(x - 100)^2"] * 6) + ")", ["f", "=", *"+++++"]),
    ],
)
def test_a_formula_too_long_for_a_phone_goes_on_below_from_a_sign_outside_the_innermost_brackets(show, formula, begins):
    page = show(Scene(lambda a: readout(words(formula, a=a)), a=Number(0.125, min=0, max=1)), width=390)
    assert page.locator(".d2l-formula").evaluate("(line) => [line.scrollWidth > line.clientWidth, line.clientHeight > 40]") == [False, True]
    assert page.locator(".d2l-formula math").evaluate_all("all => all.map((math) => math.textContent[0])") == begins


@pytest.mark.parametrize("y", [-2.0, 2.0])
def test_a_label_keeps_inside_the_frame_and_a_sliders_number_beside_it(show, y):
    h = Number(0.5, min=0, max=1, label="θ from the gradient, in degrees")
    page = show(Scene(lambda h: chart(point((h, y), label="edge"), window=WINDOW), h=h), width=390)
    places = ("frame", "labels text", "slider [type=range]", "number")
    frame, label, track, number = (page.locator(f".d2l-{place}").bounding_box() for place in places)
    assert frame["y"] <= label["y"] and label["y"] + label["height"] <= frame["y"] + frame["height"] + 1
    assert track["y"] < number["y"] + number["height"] / 2 < track["y"] + track["height"]
