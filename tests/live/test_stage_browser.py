"""The 3-D panel alone in Chromium, from its sources: what stands before what, what is cut, what is painted anew, what moves, what fails."""

import io
import re
from importlib.resources import files

import jax.numpy as jnp
import numpy as np
import pytest
from PIL import Image, ImageChops

from d2lcalc.live import Number, Scene, plan, point, surface
from scene_page import centre, settle, with_look

pytestmark = pytest.mark.browser

SIZE = (480, 360)
# Pure colours, so that a pixel says by itself what is seen there.
COLOURS = {"function": "#0000ff", "plane": "#ff0000", "quadratic": "#ffff00", "step": "#00a000", "point": "#000000", "paper": "#ffffff"}
PAGE = """<!doctype html><meta charset="utf-8"><title>stage</title><body style="margin: 0; font: 14px sans-serif; height: 4000px">
<link rel="stylesheet" href="./live/frontend/style.css"><div id="root" class="d2lcalc-scene" style="padding: 0"></div>
<script type="module">
  import { createStage } from "./live/frontend/stage.js";
  import { nearest } from "./live/frontend/nearest.js";
  import { numeral } from "./live/frontend/numbers.js";
  import { look } from "./live/frontend/palette.js";
  import { ticks } from "./live/frontend/ticks.js";
  const root = document.getElementById("root");
  for (const name of [...Object.keys(look.roles), "ink", "focus"]) root.style.setProperty(`--d2l-${name}`, "#808080");
  for (const name of ["grid", "soft"]) root.style.setProperty(`--d2l-${name}`, "white");
  for (const [name, colour] of Object.entries(COLOURS)) root.style.setProperty(`--d2l-${name}`, colour);
  const leaked = [], heard = [], wheels = [];
  document.addEventListener("keydown", (event) => leaked.push([event.key, event.defaultPrevented]));
  document.addEventListener("wheel", (event) => wheels.push(event.defaultPrevented));
  const act = {
    grasp: () => heard.push({ phase: "start" }),
    drag: (mark, by, project) => heard.push({ phase: "move", by, there: project([0.35, -0.45, 0], true) }),
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
  const tested = { nearest, numeral, ticks };
  Object.assign(window, tested, { act, heard, leaked, limits, mark, open, parametric, point, show, surface, wheels, ready: true });
</script>"""


@pytest.fixture
def page(browser, request):
    """A page with the stage's modules; a script may break the browser first. Every console or page error fails the test."""
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    trouble = []
    page.on("console", lambda message: trouble.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.route("**/*", serve)
    page.add_init_script(getattr(request, "param", ""))
    page.goto("http://stage.test/")
    page.wait_for_function("window.ready")
    yield page
    context.close()
    assert trouble == []


KINDS = {"js": "text/javascript", "json": "application/json", "css": "text/css"}


def serve(route):
    path = route.request.url.removeprefix("http://stage.test/")
    if path == "":
        colours = re.sub("'", '"', str(COLOURS))
        html = PAGE.replace("COLOURS", colours).replace("WIDTH", str(SIZE[0])).replace("HEIGHT", str(SIZE[1]))
        return route.fulfill(body=html, content_type="text/html; charset=utf-8")
    if path == "favicon.ico":
        return route.fulfill(body="")
    source = files("d2lcalc").joinpath(path).read_text(encoding="utf-8")
    return route.fulfill(body=with_look(source), content_type=f"{KINDS[path.rsplit('.')[-1]]}; charset=utf-8")


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
    """What is seen at each place of the data: "surface", "plane", "step", "paper" or the colour itself."""
    pixels = [where(page, *place) for place in places]
    show(page, marks)
    image = picture(page)
    return [named(image.getpixel((round(x), round(y)))) for x, y in pixels]


def named(colour):
    red, green, blue = colour
    if min(colour) > 245:
        return "paper"
    return {red: "plane", green: "step", blue: "surface"}[max(colour)]


def differ(one, other):
    return ImageChops.difference(one, other).getbbox() is not None


COUNTED = """() => {
    const { putImageData } = CanvasRenderingContext2D.prototype;
    window.counts = { pictures: 0, surfaces: 0, lines: 0 };
    CanvasRenderingContext2D.prototype.putImageData = function (...image) { counts.pictures++; putImageData.apply(this, image); };
    const line = mark("path", "step", { x: [0, 1], y: [0, 1], z: [0, 1] });
    window.marks = [surface("function", (x, y) => x * y), surface("plane", () => 0.2, 2), line];
    show(marks);
    const { heights } = marks[0];
    Object.defineProperty(marks[0], "heights", { get: () => (counts.surfaces++, heights) });
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
    hill = lambda x, y: x * jnp.exp(-(x**2) - y**2)
    picture = lambda x: plan(surface(hill), point((x, 0.5)), window=(-2.0, 2.0, -2.0, 2.0))
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


SLOPE, PLANE = "surface('function', (x) => 0.8 * x)", "surface('plane', () => 0, 2)"
HOLE = "[surface('function', (x) => x < 0.05 ? {} : 0)]"
PICTURES = {
    "plane over slope": (f"[{SLOPE}, {PLANE}]", {(0.7, -0.1, 0.56): "surface", (-0.7, -0.1, 0): "plane", (0.3, 0.8, 0.24): "surface"}),
    "slope over plane": (f"[{PLANE}, {SLOPE}]", {(0.7, -0.1, 0.56): "surface", (-0.7, -0.1, 0): "plane", (0.3, 0.8, 0.24): "surface"}),
    **{nothing: (HOLE.format(nothing), {(-0.5, 0, 0): "paper", (0.5, 0, 0): "surface"}) for nothing in ("NaN", "Infinity", "-Infinity")},
    "holes alone": ("[surface('function', () => NaN)]", {(0, 0, 0): "paper"}),
}


@pytest.mark.parametrize(("marks", "expected"), PICTURES.values(), ids=PICTURES)
def test_what_is_seen_where(page, marks, expected):
    assert seen(page, marks, *expected) == list(expected.values())


CUTS = {  # a surface, the height of a plane, and a place where they meet by algebra
    "slope": ("0.8 * x - 0.3 * y", 0.1, [((0.1 + 0.3 * y) / 0.8, y) for y in (-0.7, -0.2, 0.4)]),
    "bowl": ("x * x + y * y", 0.5, [(0.5**0.5 * np.cos(a), 0.5**0.5 * np.sin(a)) for a in (0.3, 1.0, 1.9)]),
    "saddle": ("x * y", 0.2, [(-0.4, -0.5), (-0.25, -0.8)]),
}


@pytest.mark.parametrize(("f", "height", "places"), CUTS.values(), ids=CUTS)
def test_a_plane_meets_a_surface_in_a_line_exactly_where_algebra_says(page, f, height, places):
    pixels = [where(page, *place, height) for place in places]
    show(page, f"[surface('function', (x, y) => {f}, 129), surface('plane', () => {height}, 2)]")
    image = picture(page)
    for x, y in pixels:
        around = np.asarray(image)[int(y) - 3 : int(y) + 4, int(x) - 3 : int(x) + 4]
        line = np.argwhere((around[..., 0] < 200) & (around[..., 2] < 40))  # darker than the plane, in its own colour
        assert np.hypot(*(line.mean(axis=0) - 2.5 - (y % 1, x % 1))) < 0.8


@pytest.mark.parametrize("order", ["[upper, lower]", "[lower, upper]"])
def test_the_nearer_of_two_sheets_counts_alone(page, order):
    sheets = "surface('plane', () => 0.2, 2), lower: surface('quadratic', () => -0.2, 2)"
    page.evaluate(f"Object.assign(window, {{ ground: surface('function', () => -0.9), upper: {sheets} }})")
    x, y = map(round, where(page, 0, 0, 0.2))
    show(page, "[ground, upper]")
    alone = picture(page).getpixel((x, y))
    show(page, f"[ground, ...{order}]")
    assert picture(page).getpixel((x, y)) == alone
    show(page, "[ground, lower]")
    assert picture(page).getpixel((x, y)) != alone


@pytest.mark.parametrize(
    ("marks", "kind"),
    [
        ("[mark('path', 'step', { x: [0, 0], y: [0, 0], z: [0, 30] })]", "step"),
        ("[mark('arrow', 'step', { tail: [0, 0, 0], tip: [0, 0, 1.4] })]", "step"),
        ("[surface('function', (x, y) => 2 - 5 * (x * x + y * y), 81)]", "surface"),
        ("[surface('plane', (x, y) => 2 - 5 * (x * x + y * y), 81)]", "plane"),
    ],
)
def test_what_leaves_the_box_is_cut(page, marks, kind):
    below, (x, top) = where(page, 0, 0, 0.5), where(page, 0, 0, 1)
    show(page, marks)
    image = picture(page)
    assert named(image.getpixel(tuple(map(round, below)))) == kind
    assert {named(image.getpixel((round(x), round(top) - up))) for up in range(30, 60)} == {"paper"}


def test_a_surface_carries_the_levels_of_the_map(page):
    """z = x from −1 to 1 has them at the multiples of 0.2."""
    page.evaluate("root.style.setProperty('--d2l-ink', '#000000')")
    at = [where(page, x, 0.3, x) for x in (0.3, 0.4, 0.5)]
    show(page, "[surface('function', (x) => x)]")
    image = picture(page)
    before, level, after = (image.getpixel((int(x), int(y)))[2] for x, y in at)
    assert level < min(before, after) - 20


def test_a_surface_is_cut_exactly_at_the_top_of_the_box(page):
    """z = 2x + 1.6 y reaches z = 1 where x = (1 − 1.6 y)/2: there its picture ends, and beyond it is paper."""
    pixels = [where(page, (1 - 1.6 * y) / 2, y, 1) for y in (0.1, 0.4, 0.9)]
    show(page, "[surface('function', (x, y) => 2 * x + 1.6 * y, 9)]")
    image = picture(page)
    for x, y in pixels:
        column = [named(image.getpixel((int(x), int(y) + down))) for down in range(-6, 7)]
        assert column[:4] == ["paper"] * 4 and column[-4:] == ["surface"] * 4


def test_a_sphere_is_lit_by_the_camera_s_light_and_tinted_by_its_height(page):
    azimuth, elevation = np.radians([-120, 28])
    right = np.array([-np.sin(azimuth), np.cos(azimuth), 0])
    up = np.array([-np.sin(elevation) * np.cos(azimuth), -np.sin(elevation) * np.sin(azimuth), np.cos(elevation)])
    back = np.cross(right, up)
    light = 0.62 * back + 0.75 * up - 0.42 * right
    light /= np.linalg.norm(light)
    page.evaluate("limits.z = [-0.6, 0.6]")  # a box of one scale
    round_ = (
        "(a, v) => [[Math.cos, a], [Math.sin, a]].map(([f, a]) => 0.5 * f(a) * Math.sin(Math.PI * v)).concat(0.5 * Math.cos(Math.PI * v))"
    )
    for height, turn in [(0.35, 0.4), (0.35, -0.6), (0.05, 0.9), (-0.15, 0.0)]:  # half way between two iso-lines
        side = (0.25 - height**2) ** 0.5
        place = np.array([side * np.cos(azimuth + turn), side * np.sin(azimuth + turn), height])
        tint = np.array([0, 0, 1]) * (share := 0.14 + 0.48 * (height + 0.5)) + (1 - share)
        expected = 255 * tint * (0.74 + 0.36 * max(0, place / 0.5 @ light))
        x, y = map(int, where(page, *place))
        show(page, f"[parametric('function', {round_})]")
        assert picture(page).getpixel((x, y)) == pytest.approx(np.minimum(expected, 255), abs=4)


ABOVE = "window.stage = open({}, { azimuth: -90, elevation: 90, zoom: 1 })"


def stretches(page, mark):
    """The ends on the screen of the seen and of the hidden stretches of a mark: [[x, y], …] each."""
    found = []
    for which in (".d2l-stretch:not(.d2l-behind)", ".d2l-behind"):
        d = page.locator(f".d2l-lines .d2l-{mark} {which} path").first.get_attribute("d") or ""
        found.append([[float(n) for n in pair.split(" ")] for pair in re.findall(r"[ML]([^ML]+)", d)])
    return found


def test_a_line_is_hidden_exactly_where_a_surface_stands_before_it(page):
    """From 6 units above the middle, a square hides of a line 0.3 units below it what is within 0.5 · 6.3/6 of the middle."""
    page.evaluate(ABOVE)
    ends = [where(page, x, 0, -0.5) for x in (-0.525, 0.525)]
    line = "mark('path', 'step', { x: [-1, 1], y: [0, 0], z: [-0.5, -0.5] })"
    show(page, f"[surface('function', () => 0, 9, [-0.5, 0.5, -0.5, 0.5]), {line}]")
    seen_ends, hidden = stretches(page, "path")
    assert np.array(hidden) == pytest.approx(np.array(ends), abs=1.6)
    assert len(seen_ends) == 4
    assert page.locator(".d2l-path .d2l-behind").evaluate("(group) => getComputedStyle(group).opacity") == "0.45"


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


def test_the_same_heights_to_the_last_bit_show_the_plane_without_speckles(page):
    x, y = map(round, where(page, 0, 0, 0))
    page.evaluate("window.f = (x, y) => 0.3 * x + 0.1 * y")
    show(page, "[surface('function', f, 65), surface('plane', f, 2, [-0.7, 0.7, -0.7, 0.7])]")
    image = picture(page)
    inner = [image.getpixel((x + right, y + down)) for right in range(-25, 26) for down in range(-15, 16)]
    assert {named(pixel) for pixel in inner} == {"plane"}


def test_a_cuboid_has_faces_as_light_as_its_value_and_twelve_edges(page):
    cuboid = "mark('box', 'step', {{ a: [-0.6, -0.6, -1], b: [0.6, 0.6, 0.2], value: {} }})"
    (x, y), edge = (tuple(map(round, where(page, *place))) for place in ((0, 0, 0.2), (-0.6, 0, 0.2)))
    reds = []
    for value in ("0", "0.5", "1"):
        show(page, f"[{cuboid.format(value)}]")
        image = picture(page)
        reds.append(image.getpixel((x, y))[0])
        assert min(image.getpixel((edge[0] + aside, edge[1]))[0] for aside in (-1, 0, 1)) < 100
    assert reds[0] > 245 and reds[0] - 40 > reds[1] > reds[2] + 40


def test_a_field_is_drawn_in_the_box(page):
    show(page, "[mark('field', 'step', { tails: [[-0.8, 0], [0, NaN], [0, 0, 0.5]], tips: [[0.8, 0], [0, 1], [0.6, 0, 0.5]] })]")
    image = picture(page)
    for place in ((0.2, 0, -1), (0.25, 0, 0.5)):
        x, y = map(round, where(page, *place))
        assert "step" in {named(image.getpixel((x, y + up))) for up in (-1, 0, 1)}


def test_keys_of_a_point_move_it_along_the_axes_and_do_not_leak(page):
    show(page, "[point([0, 0, 0], ['x', 'y'])]")
    page.locator(".d2l-handle").focus()
    for key in ("ArrowRight", "ArrowUp", "Shift+ArrowLeft", "ArrowDown"):
        page.keyboard.press(key)
    heard = page.evaluate("heard")
    assert [move["steps"] for move in heard] == [[1, 0], [0, 1], [-1, 0], [0, -1]]
    assert [move["fine"] for move in heard] == [False, False, True, False]
    assert page.evaluate("leaked.filter(([key]) => key.startsWith('Arrow'))") == []


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


@pytest.mark.parametrize("turns", [0, 7, -20])
def test_a_drag_tells_its_pixels_and_projects_places_at_the_height_of_the_grasp(page, turns):
    start, target = (-0.6, 0.3, 0.4), (0.35, -0.45, 0.4)
    show(page, "[point([0, 0, 0])]")
    page.locator(".d2l-stage").focus()
    for _ in range(abs(turns)):
        page.keyboard.press("ArrowRight" if turns > 0 else "ArrowLeft")
    settle(page)
    end, begin = where(page, *target), where(page, *start)  # the point stays at the start
    page.mouse.move(*begin)
    page.mouse.down()
    page.mouse.move(*end, steps=9)
    page.mouse.up()
    heard = page.evaluate("heard")
    moves = [move for move in heard if move["phase"] == "move"]
    assert (heard[0]["phase"], heard[-1]["phase"], len(heard)) == ("start", "end", len(moves) + 2)
    for k in (0, 1):
        assert sum(move["by"][k] for move in moves) == pytest.approx(end[k] - begin[k], abs=0.01)
        assert moves[-1]["there"][k] == pytest.approx(end[k], abs=0.01)


FOLLOW = """() => {
    window.stage = open();
    window.marks = [point([-0.2, 0, 0], ['x', 'y'])];
    const side = { min: -10, max: 10 };
    act.grasp = () => heard.push("start");
    act.release = () => heard.push("end");
    act.drag = (mark, by, project) => {
        heard.push("move");
        const way = (shares) => project([...shares.map((share) => 20 * share - 10), 0], true);
        const start = mark.at.slice(0, 2).map((value) => (value + 10) / 20);
        const hand = way(start).map((pixel, k) => pixel + by[k]);
        mark.at = [...nearest(way, start, hand, [side, side]).map((share) => 20 * share - 10), 0];
        show(marks, stage);
    };
    show(marks, stage);
}"""


def test_a_point_dragged_past_the_window_stays_in_the_hand_and_comes_back(page):
    page.evaluate(FOLLOW)
    handle = page.locator(".d2l-handle")
    x, y = centre(handle)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(SIZE[0] + 60, 20, steps=8)
    at = page.evaluate("marks[0].at")
    assert max(map(abs, at)) > 1
    right, below = (float(handle.get_attribute(name)) for name in ("cx", "cy"))
    assert 0 < right < SIZE[0]
    assert 0 < below < SIZE[1]
    assert handle.evaluate("(handle) => handle === document.activeElement")
    page.mouse.up()
    page.mouse.move(x, y, steps=3)
    assert page.evaluate("marks[0].at") == at  # hovering moves nothing
    phases = page.evaluate("heard")
    assert (phases[0], phases[-1], phases.count("end")) == ("start", "end", 1)
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("heard.at(-1).steps") == [-1, 0]


def test_a_drag_whose_release_was_not_heard_ends_and_other_buttons_drag_nothing(page):
    page.evaluate(FOLLOW)
    page.mouse.move(*centre(page.locator(".d2l-handle")))
    page.mouse.down(button="right")
    page.mouse.move(100, 100)
    page.mouse.up(button="right")
    assert page.evaluate("heard") == []
    page.mouse.move(*centre(page.locator(".d2l-handle")))
    page.mouse.down()
    page.locator(".d2l-handle").dispatch_event("pointermove", {"buttons": 0, "clientX": 5, "clientY": 5})
    assert page.evaluate("heard") == ["start", "end"]
    page.mouse.up()


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


@pytest.mark.parametrize("z", [[0, 0], [1, -1], [0, None]])
def test_limits_that_hold_nothing_are_said_and_recovered_from(page, z):
    good = page.evaluate("limits.z")
    page.evaluate("(z) => { limits.z = z.map((end) => end ?? NaN); }", z)
    show(page, "window.marks = [surface('function', () => 0)]")
    assert re.fullmatch(r"The z axis would run from .* to .*: nothing to draw\.", page.locator(".d2l-note").inner_text())
    page.evaluate("(z) => { limits.z = z; }", good)
    assert seen(page, "marks", (0, 0, 0)) == ["surface"]
    assert page.locator(".d2l-note").is_hidden()


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


@pytest.mark.parametrize("at", ["3, 0", "0, NaN", "-Infinity, 9"])
def test_the_handle_of_a_point_outside_the_window_is_held_at_the_side(page, at):
    show(page, f"[point([{at}, 0], ['x', 'y'])]")
    x, y = centre(page.locator(".d2l-handle"))
    assert 0 < x < SIZE[0]
    assert 0 < y < SIZE[1]


@pytest.mark.parametrize("height", ["9", "-Infinity", "NaN"])
def test_a_point_whose_height_leaves_the_box_can_still_be_moved_back(page, height):
    foot = where(page, 0, 0, -1)
    show(page, f"[point([0, 0, {height}], ['x', 'y'])]")
    assert named(picture(page).getpixel(tuple(map(round, foot)))) != "paper"  # the end of its drop line
    page.locator(".d2l-handle").focus()
    page.keyboard.press("ArrowLeft")
    assert page.evaluate("heard.length") == 1


def test_every_point_that_moves_has_a_name_and_is_large_enough_to_hit(page):
    show(page, "[point([0, 0, 0], ['x', 'y']), point([0.5, 0, 0])]")
    handles = page.locator(".d2l-handle")
    assert handles.count() == 1
    assert handles.get_attribute("aria-label").startswith("P")
    assert handles.get_attribute("tabindex") == "0"
    box = handles.bounding_box()
    assert min(box["width"], box["height"]) >= 24
    assert "arrow keys turn the view" in page.locator(".d2l-stage").get_attribute("aria-description")


def test_numbers_of_the_axes(page):
    ticks = lambda *given: page.evaluate("(given) => ticks(...given)", given)
    assert ticks(-0.6, 0.6, 6) == [-0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6]
    assert ticks(1, 1000, 4) == [200, 400, 600, 800, 1000]
    assert ticks(0, 0, 5) == [0]
    assert page.evaluate("Object.is(ticks(-1, 1, 4)[2], 0)")
    shown = page.evaluate("[-0, -0.5, 0.1 + 0.2, 1e-7, -2.5e12, 123456.789, NaN, -Infinity].map((number) => numeral(number, 6))")
    assert shown == ["0", "−0.5", "0.3", "10⁻⁷", "−2.5·10¹²", "123457", "undefined", "−∞"]
