"""The 3-D panel alone in Chromium, from its sources: what stands before what, what is cut, what is painted anew, what moves, what fails."""

import io
import json
import math
import re

import numpy as np
import pytest
from PIL import Image, ImageChops

from d2lcalc.functions import hill_and_valley
from d2lcalc.live import Number, Scene, plan, point, stage, surface
from scene_page import centre, press, settle

SIZE = (480, 360)
# Pure colours, so that a pixel says by itself what is seen there.
COLOURS = {"function": "#0000ff", "plane": "#ff0000", "point": "#000000", "paper": "#ffffff"}
PAGE = """<!doctype html><meta charset="utf-8"><title>stage</title><body style="margin: 0; font: 14px sans-serif; height: 4000px">
<link rel="stylesheet" href="./frontend/style.css"><div id="root" class="d2lcalc-scene" style="padding: 0"></div>
<script type="module">
  import { createStage } from "./frontend/stage.js";
  import { look } from "./frontend/palette.js";
  const root = document.getElementById("root");
  for (const name of [...Object.keys(look.roles), "ink", "focus"]) root.style.setProperty(`--d2l-${name}`, "#808080");
  for (const name of ["grid", "soft"]) root.style.setProperty(`--d2l-${name}`, "white");
  for (const [name, colour] of Object.entries(COLOURS)) root.style.setProperty(`--d2l-${name}`, colour);
  const leaked = [], heard = [], wheels = [];
  document.addEventListener("keydown", (event) => leaked.push([event.key, event.defaultPrevented]));
  document.addEventListener("wheel", (event) => wheels.push(event.defaultPrevented));
  const act = {
    grasp: () => heard.push({ phase: "start" }),
    drag: () => heard.push({ phase: "move" }),
    release: () => heard.push({ phase: "end" }),
    key: (mark, steps, fine) => heard.push({ steps, fine }),
  };
  const common = { kind: "solid", show: true, label: null, changed: true, drag: null, };
  const mark = (mark, role, rest) => ({ ...common, mark, role, name: role, ...rest });
  const surface = (role, f, n = 41, [left, right, low, high] = [-1, 1, -1, 1]) => {
    const x = Float64Array.from({ length: n * n }, (_, k) => left + (right - left) * (k % n) / (n - 1));
    const y = Float64Array.from({ length: n * n }, (_, k) => low + (high - low) * Math.floor(k / n) / (n - 1));
    return mark("surface", role, { x, y, z: x.map((_, k) => f(x[k], y[k])), n });
  };
  const parametric = (role, at, n = 121) => {
    const square = surface(role, () => 0, n, [0, 1, 0, 1]), places = Array.from(square.x, (u, k) => at(2 * Math.PI * u, square.y[k]));
    return { ...square, ...Object.fromEntries(["x", "y", "z"].map((axis, i) => [axis, Float64Array.from(places, (place) => place[i])])) };
  };
  const point = (at, drag = null) => mark("point", "point", { at, drag, name: "P" });
  const limits = { x: [-1, 1], y: [-1, 1], z: [-1, 1] };
  const open = (spec = {}, camera = undefined) => {
    const stage = createStage({ width: WIDTH, height: HEIGHT, act, spec: { title: "", labels: ["", "", ""], ...spec }, camera });
    root.append(stage.element);
    return stage;
  };
  const show = (marks, stage = window.stage ??= open()) => stage.draw({ marks, limits });
  Object.assign(window, { act, heard, leaked, limits, mark, open, parametric, point, show, surface, wheels, ready: true });
</script>"""


for name, value in {"COLOURS": json.dumps(COLOURS), "WIDTH": str(SIZE[0]), "HEIGHT": str(SIZE[1])}.items():
    PAGE = PAGE.replace(name, value)


@pytest.fixture
def page(open_page, request):
    """A page with the stage's modules; a script may break the browser first."""
    page = open_page(PAGE, script=getattr(request, "param", ""))
    page.wait_for_function("window.ready")
    return page


def show(page, marks):
    page.evaluate(f"show({marks})")
    settle(page)


def picture(page, stage=0):
    page.wait_for_function("[...document.querySelectorAll('canvas')].every((canvas) => canvas.dataset.samples !== '1')")  # at rest
    return Image.open(io.BytesIO(page.locator(".d2l-stage").nth(stage).screenshot())).convert("RGB")


def where(page, x, y, z):
    """The pixel at which a place of the data is seen: there stands the handle of a point put there for a moment."""
    show(page, f"[point([{x}, {y}, {z}], ['x', 'y'])]")
    handle = page.locator(".d2l-handle")
    return [float(handle.get_attribute(name)) for name in ("cx", "cy")]


def seen(page, marks, *places):
    """What is seen at each place of the data: "surface", "plane" or "paper"."""
    pixels = [where(page, *place) for place in places]
    show(page, marks)
    image = picture(page)
    return [named(image.getpixel((round(x), round(y)))) for x, y in pixels]


def named(colour):
    red, _, blue = colour
    return "paper" if min(colour) > 245 else "plane" if red > blue else "surface"


def differ(one, other):
    return ImageChops.difference(one, other).getbbox() is not None


COUNTED = """() => {
    const { putImageData } = CanvasRenderingContext2D.prototype;
    window.counts = { pictures: 0, surfaces: 0, lines: 0 };
    CanvasRenderingContext2D.prototype.putImageData = function (...image) { counts.pictures++; putImageData.apply(this, image); };
    const line = mark("path", "step", { x: [0, 1], y: [0, 1], z: [0, 1] });
    window.marks = [surface("function", (x, y) => x * y), surface("plane", () => 0.2, 2), line];
    show(marks);
    const { z } = marks[0];
    Object.defineProperty(marks[0], "z", { get: () => (counts.surfaces++, z), enumerable: true });
    Object.defineProperty(line, "x", { get: () => (counts.lines++, [0, 1]) });
}"""


@pytest.mark.parametrize(
    ("change", "pictures", "surfaces", "lines"),
    [
        ("", 0, False, False),  # nothing is painted
        ("marks[1].changed = true", 1, False, False),  # the surface is kept as painted, and the line as it was laid out
        ("marks[2].changed = true", 0, False, True),
        ("marks[0].changed = true", 1, True, False),
        ("limits.z = [-2, 2]", 1, True, True),  # another box
    ],
)
def test_only_what_changed_is_painted(page, change, pictures, surfaces, lines):
    page.evaluate(COUNTED)
    page.evaluate("for (const mark of marks) mark.changed = false; Object.assign(counts, { pictures: 0, surfaces: 0, lines: 0 })")
    page.evaluate(change)
    page.evaluate("show(marks)")
    counts = page.evaluate("counts")
    assert (counts["pictures"], counts["surfaces"] > 0, counts["lines"] > 0) == (pictures, surfaces, lines)


SLOW = "let time = 0; performance.now = () => (time += 20);"


@pytest.mark.parametrize("page", [SLOW], indirect=True)
def test_a_stage_that_is_slow_is_coarse_while_it_turns_and_fine_again_at_rest(page):
    page.evaluate("show([surface('function', (x, y) => x * y)]); stage.element.querySelector('.d2l-stage').focus()")
    samples = lambda: page.locator("canvas").get_attribute("data-samples")
    fine = picture(page)
    page.keyboard.press("ArrowLeft")
    page.wait_for_function("document.querySelector('canvas').dataset.samples === '1'")
    page.keyboard.press("ArrowRight")
    assert not differ(fine, picture(page))
    assert samples() == "2"


def test_in_motion_a_surface_has_every_other_row_and_column_and_one_with_a_hole_all(call):
    places = [*range(25)]
    mark = {"n": 5, "x": places, "y": places, "z": places}
    holed = mark | {"z": [math.nan, *range(1, 25)]}
    thin, whole, smallest = call("triangles.js", "thinned", (mark,), (holed,), (mark | {"n": 2},))
    assert (thin["n"], thin["z"]) == (3, [0, 2, 4, 10, 12, 14, 20, 22, 24])
    assert (whole["n"], smallest["n"]) == (5, 2)


def test_twenty_stages_keep_their_pictures_though_the_surfaces_of_few_are_kept(page):
    page.evaluate("""() => {
        window.sheet = surface("plane", () => 0.9, 2, [-0.2, 0.2, -0.2, 0.2]);
        window.grounds = Array.from({ length: 20 }, (_, k) => surface("function", () => k / 40, 9));
        window.stages = grounds.map((ground) => { const stage = open(); show([ground, sheet], stage); return stage; });
    }""")
    before = picture(page, 0)
    assert differ(before, picture(page, 19))
    pictures = []
    for height in (-0.9, 0.9):
        page.evaluate("(height) => { grounds[0].changed = false; sheet.z.fill(height); show([grounds[0], sheet], stages[0]); }", height)
        pictures.append(picture(page, 0))
    assert [differ(before, picture) for picture in pictures] == [True, False]


def test_contours_of_a_plan_are_not_drawn_anew_while_a_point_moves(show):
    picture = lambda x: plan(surface(hill_and_valley), point((x, 0.5)), window=(-2.0, 2.0, -2.0, 2.0))
    page = show(Scene(picture, x=Number(0.0, min=-1, max=1)))
    page.evaluate("""() => {
        window.written = [];
        const note = (changes) => written.push(...changes.map(({ target }) => target.closest("[data-mark]")?.dataset.mark));
        HTMLCanvasElement.prototype.toDataURL = () => written.push("tint");
        new MutationObserver(note).observe(document.querySelector(".d2l-flat"), { subtree: true, childList: true, attributes: true });
    }""")
    page.evaluate("model.set('x', 0.5)")
    settle(page)
    written = page.evaluate("written")
    assert "point" in written
    assert not {"surface", "tint"} & set(written)


ABOVE = "window.stage = open({}, { azimuth: -90, elevation: 90, zoom: 1 })"


def stretches(page, mark):
    """The ends on the screen of the seen and of the hidden stretches of a mark: [[x, y], …] each."""
    found = []
    for which in (".d2l-stretch:not(.d2l-behind)", ".d2l-behind"):
        d = page.locator(f".d2l-lines .d2l-{mark} {which} path").first.get_attribute("d") or ""
        found.append([[float(n) for n in pair.split(" ")] for pair in re.findall(r"[ML]([^ML]+)", d)])
    return found


LOWER, UPPER = [(x, y, -1) for x in (-0.6, 0.6) for y in (-0.6, 0.6)], [(x, y, 0.2) for x in (-0.6, 0.6) for y in (-0.6, 0.6)]
LINES = {
    "path": ("{ x: [0, 0], y: [0, 0], z: [0, 30] }", [(0, 0, 0), (0, 0, 1)]),
    "arrow": ("{ tail: [0, 0, 0], tip: [0, 0, 1.4] }", [(0, 0, 0), (0, 0, 1)]),
    "field": ("{ tails: [[-0.8, 0], [0, NaN], [0, 0, 0.5]], tips: [[0.8, 0], [0, 1], [0.6, 0, 0.5]] }", [(-0.8, 0, -1), (0, 0, 0.5)]),
    "box": ("{ a: [-0.6, -0.6, -1], b: [0.6, 0.6, 0.2], value: 0 }", LOWER + UPPER),
}


@pytest.mark.parametrize("mark", LINES)
def test_lines_begin_where_they_should_and_end_at_the_box(page, mark):
    numbers, ends = LINES[mark]
    wanted = np.array([where(page, *place) for place in ends])
    show(page, f"[mark('{mark}', 'step', {numbers})]")
    drawn = np.array([place for part in stretches(page, mark) for place in part])
    assert np.linalg.norm(drawn[:, None] - wanted, axis=2).min(axis=0).max() < 1.6
    assert mark == "field" or [*drawn.min(axis=0), *drawn.max(axis=0)] == pytest.approx([*wanted.min(axis=0), *wanted.max(axis=0)], abs=1.6)


def test_a_line_is_hidden_exactly_where_a_surface_stands_before_it(page):
    """From 6 units above the middle, a square hides of a line 0.3 units below it what is within 0.5 · 6.3/6 of the middle."""
    page.evaluate(ABOVE)
    ends = [where(page, x, 0, -0.5) for x in (-0.525, 0.525)]
    line = "mark('path', 'step', { x: [-1, 1], y: [0, 0], z: [-0.5, -0.5] })"
    show(page, f"[surface('function', () => 0, 9, [-0.5, 0.5, -0.5, 0.5]), {line}]")
    seen_ends, hidden = stretches(page, "path")
    assert np.array(hidden) == pytest.approx(np.array(ends), abs=2)  # a look at the depth and half a pixel
    assert len(seen_ends) == 4
    assert page.locator(".d2l-path .d2l-behind").evaluate("(group) => getComputedStyle(group).opacity") == "0.6"


def test_a_line_behind_the_sheet_of_its_own_stage_is_hidden_though_another_was_painted_since(page):
    page.evaluate("""() => {
        window.stages = [0.2, -0.8].map((height) => {
            const stage = open({}, { azimuth: -90, elevation: 90, zoom: 1 });
            const marks = [surface("plane", () => height, 2), mark("path", "step", { x: [-0.5, 0.5], y: [0, 0], z: [-0.5, -0.5] })];
            show(marks, stage);
            return { stage, marks };
        });
        const [{ marks, stage }] = stages;
        marks[0].changed = false;
        marks[1].x = [-0.4, 0.4];
        show(marks, stage);
    }""")
    seen_ends, hidden = stretches(page, "path")
    assert (len(seen_ends), len(hidden)) == (0, 2)


def test_a_surface_that_closes_on_itself_has_no_seam(page):
    places = [where(page, x, 0, 0) for x in (0.5, 0.25)]
    show(page, "[parametric('plane', (a, r) => [0.5 * r * Math.cos(a), 0.5 * r * Math.sin(a), 0])]")
    seen_ends, _ = stretches(page, "surface")
    rim, seam = (min(np.hypot(*(np.array(seen_ends) - place).T)) for place in places)
    assert rim < 1 and seam > 10


def test_keys_of_the_stage_turn_the_view_and_do_not_leak(page):
    show(page, "[surface('function', (x, y) => 0.5 * x * y)]")
    home = picture(page)
    page.locator(".d2l-stage").focus()
    home = picture(page)  # with the ring of the focus
    for key in ("ArrowLeft", "ArrowUp", "+"):
        before = picture(page)
        page.keyboard.press(key)
        settle(page)
        assert differ(before, picture(page))
    page.keyboard.press("0")
    settle(page)
    assert not differ(home, picture(page))
    assert page.evaluate("leaked") == []
    page.keyboard.press("Tab")
    assert page.evaluate("leaked") == [["Tab", False]]
    assert "arrow keys turn the view" in page.locator(".d2l-stage").get_attribute("aria-description")


def test_the_wheel_scrolls_the_page_unless_ctrl_is_held(page):
    show(page, "[surface('function', (x, y) => 0.5 * x * y)]")
    before = picture(page)
    page.mouse.move(*(side / 2 for side in SIZE))
    page.mouse.wheel(0, 60)
    page.wait_for_function("scrollY > 0")
    assert not differ(before, picture(page))
    page.evaluate("scrollTo(0, 0)")
    page.keyboard.down("Control")
    page.mouse.wheel(0, -60)
    page.keyboard.up("Control")
    page.wait_for_function("wheels.length === 2")
    settle(page)
    assert page.evaluate("wheels") == [False, True]
    assert differ(before, picture(page))


PLACE = "[model.get('x'), model.get('y')]"


@pytest.fixture
def handle(show):
    """The handle of a point on a stage, whose parameters go far beyond the window."""
    far = lambda value: Number(value, min=-10, max=10, step=0.001)
    picture = lambda x, y: stage(point((x, y, 0.9), drag=("x", "y")), window=(-1, 1, -1, 1), height=(-1, 1))
    return show(Scene(picture, x=far(-0.2), y=far(0))).locator(".d2l-handle")


def test_a_point_dragged_past_the_window_stays_in_the_hand_and_comes_back(handle):
    page, start, box = handle.page, centre(handle), handle.page.locator(".d2l-stage").bounding_box()
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(start[0] + 90, start[1] + 40, steps=4)
    settle(page)
    assert centre(handle) == pytest.approx((start[0] + 90, start[1] + 40), abs=0.7)
    page.mouse.move(box["x"] + box["width"] + 60, box["y"] + 20, steps=8)
    settle(page)
    at = page.evaluate(PLACE)
    assert max(map(abs, at)) > 1
    right, below = centre(handle)
    assert 0 < right - box["x"] < box["width"] and 0 < below - box["y"] < box["height"]
    assert handle.evaluate("(handle) => handle === document.activeElement")
    page.mouse.up()
    page.mouse.move(*start, steps=3)
    settle(page)
    assert page.evaluate(PLACE) == at  # hovering moves nothing
    view = page.locator(".d2l-stage svg").first.inner_html()
    press(page, "ArrowLeft")
    assert page.evaluate(PLACE)[0] < at[0]
    assert page.locator(".d2l-stage svg").first.inner_html() == view  # the key turned nothing


def test_a_drag_whose_release_was_not_heard_ends_and_other_buttons_drag_nothing(handle):
    page, start = handle.page, handle.page.evaluate(PLACE)
    for button, unheard in [("right", ""), ("left", "pointermove")]:
        page.mouse.move(*centre(handle))
        page.mouse.down(button=button)
        if unheard:
            handle.dispatch_event(unheard, {"buttons": 0, "clientX": 5, "clientY": 5})
        page.mouse.move(100, 100)
        settle(page)
        assert page.evaluate(PLACE) == start
        page.mouse.up(button=button)


def test_dragging_beside_a_point_turns_the_view_and_moves_nothing(page):
    show(page, "[surface('function', (x, y) => 0.5 * x * y), point([0, 0, 0], ['x', 'y'])]")
    before = picture(page)
    page.mouse.move(60, 60)
    page.mouse.down()
    page.mouse.move(120, 80, steps=4)
    page.mouse.up()
    settle(page)
    assert differ(before, picture(page))
    assert page.evaluate("heard") == []


def test_colours_that_change_while_nothing_can_be_drawn_are_not_lost(page):
    show(page, "window.marks = [surface('function', () => 0)]")
    page.evaluate("limits.z = [0, 0]")
    page.evaluate("root.style.setProperty('--d2l-function', '#ff0000'); stage.recolour(); stage.draw({ marks, limits })")
    page.evaluate("limits.z = [-1, 1]")
    assert seen(page, "marks", (0, 0, 0)) == ["plane"]


def test_a_surface_appears_when_it_is_revealed_and_goes_when_hidden(page):
    page.evaluate("window.truth = surface('function', () => 0); truth.show = false")
    assert seen(page, "[truth]", (0, 0, 0)) == ["paper"]
    page.evaluate("truth.changed = false")
    for shown, kind in [(True, "surface"), (False, "paper")]:
        page.evaluate("(shown) => { truth.show = shown; }", shown)
        show(page, "[truth]")
        assert named(picture(page).getpixel((SIZE[0] // 2, SIZE[1] // 2 - 20))) == kind


@pytest.mark.parametrize("at", ["0, 0, 0", "3, 0, 0", "0, NaN, 0", "-Infinity, 9, 0", "0, 0, 9", "0, 0, -Infinity", "0, 0, NaN"])
def test_a_point_that_moves_has_a_name_and_a_handle_on_the_stage_wherever_it_is(page, at):
    foot = [round(pixel) for pixel in where(page, 0, 0, -1)]
    show(page, f"[point([{at}], ['x', 'y']), point([0.5, 0, 0])]")
    [handle] = page.locator(".d2l-handle").all()
    (x, y), box = centre(handle), handle.bounding_box()
    assert 0 < x < SIZE[0] and 0 < y < SIZE[1] and min(box["width"], box["height"]) >= 24
    assert handle.get_attribute("aria-label").startswith("P") and handle.get_attribute("tabindex") == "0"
    assert (named(picture(page).getpixel(tuple(foot))) != "paper") == at.startswith("0, 0")  # the end of its drop line
    handle.press("ArrowLeft")
    assert page.evaluate("heard") == [{"steps": [-1, 0], "fine": False}]
