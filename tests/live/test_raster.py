"""The stage as pixels: against rays, areas and places that are known, and against the page's own canvas."""

import base64
import io

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from PIL import Image

from d2lcalc.live import Number, Scene, box, curve, stage, surface
from d2lcalc.live.camera import Box, Projection
from d2lcalc.live.paper import Paper
from d2lcalc.live.picture import outputs_of, trace
from d2lcalc.live.raster import SAMPLES, faces_of, paint, rgb
from d2lcalc.live.stage_panel import Stage, has_faces, limits_of
from d2lcalc.live.still import _resolved
from d2lcalc.roles import LOOK, ROLES
from scene_page import page_for, settle

SIZE, MARGIN = (300, 240), (40, 24, 32)
LEVEL = 0.74 + 0.36 * 0.62 / np.sqrt(0.62**2 + 0.75**2 + 0.42**2)  # brightness of what is level, seen from above
CUBE = np.array([[-1.0, 1], [-1, 1], [-1, 1]])


def sampled(f, role="function", window=(-1, 1, -1, 1), n=65):
    """The graph of f as a mark that is drawn."""
    x, y = (axis.ravel() for axis in np.meshgrid(np.linspace(*window[:2], n), np.linspace(*window[2:], n)))
    return {"mark": "surface", "role": role, "kind": "solid", "x": x, "y": y, "z": f(x, y) + 0 * x}


def painted(*marks, limits=CUBE, **camera):
    """The picture of marks, with the depths of its samples, and the view of one sample a pixel."""
    box = Box(limits)
    view = Projection(box, *SIZE, MARGIN, **camera)
    return *paint([faces_of(mark, box, view) for mark in marks], box, view), view.magnified(SAMPLES)


def rays(view):
    """The direction in which each sample is seen, so that the eye's distance from a place counts along `back`."""
    x, y = np.meshgrid(np.arange(view.size[0]) + 0.5, np.arange(view.size[1]) + 0.5)
    right, up = (x - view.centre[0]) / view.focal, (view.centre[1] - y) / view.focal
    return np.stack([right, up, -np.ones_like(x)], -1) @ view.axes


def test_a_plane_cuts_a_paraboloid_in_the_ellipse_where_they_are_equal():
    bowl, plane = (lambda x, y: x**2 + y**2 - 0.9), (lambda x, y: 0.3 * x - 0.4)
    picture, below, nearest, view = painted(sampled(bowl), sampled(plane, "plane", n=2), elevation=90)
    eye, ray = view.eye / [1, 1, 0.6], rays(view) / [1, 1, 0.6]  # the box is 0.6 as high as wide
    distance = (plane(eye[0], eye[1]) - eye[2]) / (ray[..., 2] - 0.3 * ray[..., 0])
    x, y, z = np.moveaxis(eye + distance[..., None] * ray, -1, 0)
    on_sheet = (abs(x) < 0.99) & (abs(y) < 0.99)
    above = nearest > below
    assert np.mean((above == (z > bowl(x, y)))[on_sheet]) > 0.995
    assert nearest[on_sheet & above] == pytest.approx(1 / distance[on_sheet & above], rel=1e-5)
    angle = np.linspace(0, 2 * np.pi, 100)
    ellipse = np.stack([0.15 + 0.5 * 1.4457 * np.cos(angle), 0.5 * 1.4457 * np.sin(angle)], -1)  # (x − 0.15)² + y² = 0.5225
    places = Box(CUBE).place(np.column_stack([ellipse, plane(*ellipse.T)]))
    columns, rows = (view.project(places)[:, :2] / SAMPLES).astype(int).T
    assert np.median(np.abs(picture[rows, columns, :3] - 0.6 * rgb("plane")).max(axis=1)) < 0.1


def test_holes():
    area = lambda mark: triangle_area(faces_of(mark, Box(CUBE), Projection(Box(CUBE), *SIZE, MARGIN)).triangles)
    flat, cell = sampled(lambda x, y: 0), (2 / 64) ** 2
    holed = {**flat, "z": np.where(np.arange(65**2) == 65 * 20 + 30, np.nan, 0)}
    assert area(flat) == pytest.approx(4)
    assert area(holed) == pytest.approx(4 - 4 * cell / 2)  # of the four cells around a hole, a triangle each is left
    picture, *_ = painted({**flat, "z": np.where(flat["x"] > 0, np.inf, 0)}, elevation=90)
    whole, *_ = painted(flat, elevation=90)
    assert picture[..., 3].sum() == pytest.approx(whole[..., 3].sum() / 2, rel=0.01)


@pytest.mark.parametrize(
    "f, area",
    [
        (lambda x, y: jnp.sqrt(1 - x**2 - y**2), np.pi),
        (lambda x, y: jnp.where((x - 0.3) ** 2 + y**2 < 0.25, jnp.nan, x * y), 9 - np.pi / 4),
        (lambda x, y: jnp.log(x**2 + y**2 - 1), 9 - np.pi),  # it goes to −∞ there
    ],
)
def test_a_surface_ends_at_the_rim_of_its_domain_not_at_the_last_place_of_the_grid(f, area):
    picture, (mark,) = drawn_stage(surface(f), window=(-1.5, 1.5, -1.5, 1.5))
    over = faces_of(mark, picture.box, picture.view).triangles[..., :3] * (1.5, 1.5, 0)
    assert triangle_area(over) == pytest.approx(area, rel=2e-3)
    assert mark["z"] == pytest.approx(f(mark["x"], mark["y"]), nan_ok=True)


@pytest.mark.parametrize("f", [jnp.abs, jnp.sign, jax.nn.relu, lambda x: jnp.maximum(x, 0) / 2, lambda x: jnp.floor(x) ** 3])
def test_a_kink_is_no_rim_and_a_function_is_traced_once(f):
    traced, a = [], {"a": Number(1, min=0, max=2)}
    spec = trace(lambda a: stage(surface(lambda x, y: [traced.append(x), a * f(x - y)][1]), window=(-1, 1, -1, 1)), a)
    assert (len(traced), "where" in str(spec["program"]["operations"])) == (1, False)


def triangle_area(triangles):
    a, b, c = np.moveaxis(triangles[..., :3], 1, 0)
    return np.linalg.norm(np.cross(b - a, c - a), axis=-1).sum() / 2


def test_what_leaves_the_box_is_cut_at_its_sides():
    inside = np.array([[-1.0, 1], [-1, 1], [-0.5, 0.5]])
    picture, *_ = painted(sampled(lambda x, y: x), limits=inside, elevation=90)
    half, *_ = painted(sampled(lambda x, y: x, window=(-0.5, 0.5, -1, 1)), limits=inside, elevation=90)
    assert np.abs(picture[..., 3] - half[..., 3]).max() < 0.51
    assert picture[..., 3].sum() == pytest.approx(half[..., 3].sum(), rel=1e-3)
    beyond, *_ = painted(sampled(lambda x, y: 0, window=(-3, 3, -3, 3), n=2), elevation=90)
    assert beyond[..., 3].sum() == pytest.approx(painted(sampled(lambda x, y: 0, n=2), elevation=90)[0][..., 3].sum())


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_sheets_the_nearest_counts_whatever_their_order(order):
    sheets = [sampled(lambda x, y: 0.3, "plane", n=2), sampled(lambda x, y: -0.3, "quadratic", n=2)]
    picture, *_ = painted(*(sheets[k] for k in order), elevation=90)
    seen = picture[120, 150]
    assert seen[3] == pytest.approx(ROLES["plane"]["opacity"])
    assert seen[:3] == pytest.approx(LEVEL * (0.25 + 0.75 * rgb("plane")), abs=1e-3)


def test_a_sheet_behind_a_surface_is_faint_and_a_ghost_fainter():
    over, under = sampled(lambda x, y: 0.5), sampled(lambda x, y: -0.5, "plane", n=2)
    alone, *_ = painted(over, elevation=90)
    both, *_ = painted(over, under, elevation=90)
    ghost, *_ = painted(over, {**under, "kind": "ghost"}, elevation=90)
    ground, faint, fainter = (picture[120, 150, :3] for picture in (alone, both, ghost))
    sheet = LEVEL * (0.25 + 0.75 * rgb("plane"))
    assert faint == pytest.approx(ground + 0.35 * ROLES["plane"]["opacity"] * (sheet - ground), abs=1e-3)
    assert fainter - ground == pytest.approx(0.43 * (faint - ground), abs=1e-3)


def test_a_sphere_is_lit_by_the_camera_s_light_and_tinted_by_its_height():
    u, v = (axis.ravel() for axis in np.meshgrid(np.linspace(0, 2 * np.pi, 121), np.linspace(0, np.pi, 121)))
    x, y, z = (0.5 * part for part in (np.cos(u) * np.sin(v), np.sin(u) * np.sin(v), np.cos(v)))
    one_scale = np.array([[-1.0, 1], [-1, 1], [-0.6, 0.6]])
    picture, _, _, view = painted({**sampled(lambda x, y: 0), "x": x, "y": y, "z": z}, limits=one_scale)
    azimuth, elevation = np.radians([-75, 28])
    right = np.array([-np.sin(azimuth), np.cos(azimuth), 0])
    up = np.array([-np.sin(elevation) * np.cos(azimuth), -np.sin(elevation) * np.sin(azimuth), np.cos(elevation)])
    light = 0.62 * np.cross(right, up) + 0.75 * up - 0.42 * right
    for height, turn in [(0.35, 0.4), (0.35, -0.6), (0.05, 0.9), (-0.15, 0.0)]:  # half way between two iso-lines
        side = (0.25 - height**2) ** 0.5
        place = np.array([side * np.cos(azimuth + turn), side * np.sin(azimuth + turn), height])
        column, row = (view.project(Box(one_scale).place(place[None]))[0, :2] / SAMPLES).astype(int)
        bright = 0.74 + 0.36 * max(0, place / 0.5 @ light / np.linalg.norm(light))
        assert picture[row, column, :3] == pytest.approx(bright * (1 + (0.1 + 0.32 * (height + 0.5)) * (rgb("function") - 1)), abs=0.02)


@pytest.mark.parametrize(
    "f, sheet, n",
    [
        (lambda x, y: 0.3 * x + 0.1 * y, lambda x, y: 0.3 * x + 0.1 * y, 2),  # equal to the last bit
        (lambda x, y: x**2 - y**4, lambda x, y: x**2, 33),  # equal along a line, with f between the same places
    ],
)
def test_a_sheet_at_the_heights_of_a_surface_has_no_speckles(f, sheet, n):
    picture, *_ = painted(sampled(f), sampled(sheet, "plane", (-0.5, 0.5, -0.5, 0.5), n=n), elevation=90)
    inner = picture[100:140, 130:170]
    assert np.all(inner[..., 0] > inner[..., 2] + 0.2)  # the plane's red


def test_a_cuboid_is_as_opaque_as_its_value():
    top = lambda value: painted(
        {"mark": "box", "role": "step", "kind": "solid", "a": [-1, -1, -1], "b": [1, 1, 0], "value": value}, elevation=90
    )
    assert [top(value)[0][120, 150, 3] for value in (0, 0.5, 1)] == pytest.approx([0, LOOK["tint"] / 2, LOOK["tint"]])


def test_a_window_a_hundred_times_wider_than_high_fills_the_box():
    wide = np.array([[0.0, 100], [0, 1], [0, 1]])
    picture, *_ = painted(sampled(lambda x, y: y, window=(0, 100, 0, 1)), limits=wide)
    square, *_ = painted(sampled(lambda x, y: (y + 1) / 2), limits=np.array([[-1.0, 1], [-1, 1], [0, 1]]))
    assert picture == pytest.approx(square, abs=1e-3)


def test_iso_lines_lie_at_the_levels():
    picture, *_ = painted(sampled(lambda x, y: x), elevation=90, azimuth=-90)
    levels = np.arange(-0.8, 0.81, 0.2)
    places = Box(CUBE).place(np.stack([levels, 0 * levels, levels], -1))
    lines = Projection(Box(CUBE), *SIZE, MARGIN, elevation=90, azimuth=-90).project(places)[:, 0] - 0.5
    at = lambda columns: picture[120, np.round(columns).astype(int), 2]
    assert np.all(np.minimum(at(lines - 0.4), at(lines + 0.4)) < np.minimum(at(lines - 4), at(lines + 4)) - 0.02)


def test_a_plain_at_a_level_has_no_lines():
    picture, *_ = painted(sampled(lambda x, y: 0))
    inside = picture[picture[..., 3] == 1]
    assert np.ptp(inside, axis=0) == pytest.approx(0, abs=1e-3)


def drawn_stage(*marks, **window):
    """A stage as a still draws it."""
    spec = trace(lambda: [stage(*marks, **window)], {})
    (panel,), outputs = spec["panels"], outputs_of(spec, ())
    found = [_resolved(mark, outputs) for mark in panel["marks"]]
    limits = {axis: [float(outputs[end]) for end in ends] for axis, ends in panel["limits"].items() if ends}
    return Stage(Paper(456, 310), [(0, 0), (456, 310)], panel, found, limits), found


def test_a_line_is_hidden_where_a_hill_stands_between_it_and_the_eye():
    hill = lambda x, y, exp=jnp.exp: exp(-6 * (x**2 + y**2))
    behind = curve(lambda t: (t, 0.6, 0.15), domain=(-1, 1), role="gradient")
    picture, (_, line) = drawn_stage(surface(hill), behind, window=(-1, 1, -1, 1), height=(0, 1))
    parts = {strength: points for points, strength in picture.stretches(picture.coordinates(line["points"]))}
    places = picture.coordinates(line["points"])
    towards = picture.view.eye - places
    way = places[:, None] + np.linspace(0.02, 0.4, 400)[:, None] * towards[:, None]
    x, y, z = np.moveaxis(way, -1, 0)
    hidden = np.any((z < 1.2 * hill(x, y, np.exp) - 0.6) & (abs(x) < 1) & (abs(y) < 1), axis=1)
    assert 0.1 < hidden.mean() < 0.9
    on_paper = picture.on_paper(places)
    for strength, own in ((1, ~hidden), (0.6, hidden)):
        drawn = parts[strength][np.isfinite(parts[strength]).all(axis=1)]
        away = np.abs(on_paper[own][:, None, 0] - drawn[:, 0]).min(axis=1)
        assert np.mean(away < 3) > 0.97


WAVE, SLOPE = (lambda x, y: jnp.sin(2 * x) * jnp.cos(y)), (lambda x, y: 0.3 * x + 0.1 * y)
SCENES = {
    "wave and plane": [surface(WAVE), surface(lambda x, y: 0.8 * x + 0.1 * y, window=(-1, 1, -1, 1), flat=True, role="plane")],
    "two sheets": [
        surface(lambda x, y: 1.5 * x - 1, flat=True, role="plane"),
        surface(lambda x, y: x**2 - y**2),
        surface(lambda x, y: 1 - y**2, role="quadratic"),
    ],
    "spikes and holes": [
        surface(lambda x, y: jnp.where(jnp.sin(8 * x) < 0, jnp.inf * y, y / (x - 0.5))),
        surface(lambda x, y: jnp.sqrt(1 - x**2 - y**2), role="plane"),
    ],
    "torus": [
        surface(
            lambda u, v: ((1.3 + 0.5 * jnp.cos(3 * v)) * jnp.cos(3.2 * u), (1.3 + 0.5 * jnp.cos(3 * v)) * jnp.sin(3.2 * u), jnp.sin(3 * v))
        )
    ],
    "cuboids and a plane on its surface": [
        surface(SLOPE),
        surface(SLOPE, window=(-1.9, 1.9, 0, 1.9), flat=True, role="plane"),
        *(box((k - 1, -1, -1), (k - 0.4, 1, 0.5 * k), value=(1 + k) / 3, role="step") for k in range(3)),
    ],
}


@pytest.mark.parametrize("name", SCENES)
def test_page_and_still_paint_the_same_stage(open_page, name):
    scene = Scene(lambda: stage(*SCENES[name], window=(-2, 2, -2, 2), height=(-1.5, 1.5)))
    page = open_page(page_for(scene, "white"), width=700)
    page.wait_for_selector(".d2l-stage canvas")
    page.wait_for_timeout(300)  # it is at rest
    settle(page)
    shown = page.evaluate("() => document.querySelector('.d2l-stage canvas').toDataURL()").partition(",")[2]
    theirs = np.asarray(Image.open(io.BytesIO(base64.b64decode(shown))).convert("RGBA"), float) / 255
    height, width = (side // SAMPLES for side in theirs.shape[:2])
    panel, outputs = scene.spec["panels"][0], scene._outputs()
    marks = [_resolved(mark, outputs) for mark in panel["marks"]]
    limits = Box(limits_of(marks, {axis: [outputs[end] for end in ends] for axis, ends in panel["limits"].items()}))
    em = np.clip(width / 38, 11, 18)
    view = Projection(limits, width, height, (3.4 * em, 1.9 * em, 2.6 * em))
    ours, *_ = paint([faces_of(mark, limits, view) for mark in marks if has_faces(mark)], limits, view)
    on_paper = lambda picture: 1 - picture[..., 3:] * (1 - picture[..., :3])
    averaged = lambda samples: samples.reshape(height, SAMPLES, width, SAMPLES, -1).mean(axis=(1, 3))
    seen = (averaged(theirs[..., 3]) > 0)[..., 0] | (ours[..., 3] > 0)
    assert seen.mean() > 0.05
    assert not np.any((theirs[..., 3] > 0.97) & (theirs[..., 3] < 1))  # no sheet alone is so dense, and over a surface all is opaque
    apart = 255 * np.abs(averaged(on_paper(theirs)) - on_paper(ours)).max(axis=-1)[seen]
    assert apart.mean() < 1.5 and np.mean(apart < 8) >= 0.99
