"""Stills: whatever the browser can show must leave a picture, and never take the live one down."""

import io
from itertools import pairwise

import jax.numpy as jnp
import matplotlib
import numpy as np
import pytest
from matplotlib.textpath import TextPath
from PIL import Image

from d2lcalc.live import (
    Number,
    Scene,
    Table,
    arrow,
    box,
    chart,
    contour,
    curve,
    field,
    path,
    plan,
    point,
    readout,
    stage,
    surface,
    text,
    words,
)
from d2lcalc.live.paper import INK
from d2lcalc.live.still import FORMULA, draw_still, formula
from d2lcalc.live.ticks import log_numbers, ticks
from d2lcalc.roles import LOOK, color

WINDOW = (-2.0, 2.0, -1.0, 3.0)
NAN, INF = float("nan"), float("inf")


def still(picture):
    """The still of a picture of one parameter, as an array of colours."""
    scene = Scene(picture, a=Number(1, min=0, max=3))
    return np.asarray(Image.open(io.BytesIO(draw_still(scene.spec, scene._outputs()))).convert("RGB"), float)


def count(image, role, reach=70):
    """How many pixels have about the colour of a role (a still has 256 colours)."""
    wanted = 255 * np.array(matplotlib.colors.to_rgb(color(role)))
    return int((np.abs(image - wanted).max(axis=-1) < reach).sum())


@pytest.mark.parametrize(
    "picture",
    [
        lambda a: readout(words("a = @a", a=a)),
        lambda a: readout(words("a = @a", a=a), show=a > 5),
        lambda a: plan(path([]), point((a, a)), window=WINDOW),
        lambda a: stage(path([]), point((a, a)), window=WINDOW),
        lambda a: readout(words(r"\tfrac{1}{2} = @a", a=a), words(r"\begin{pmatrix} 1 \\ @a \end{pmatrix}", a=a)),
        lambda a: plan(point((a, a)), window=(-a, jnp.log(-a), 0, 1)),
        lambda a: chart(point((a, a)), window=(a, a, 0, 1)),
        lambda a: stage(point((a, a)), window=(a, a - 1, 0, 1)),
        lambda a: stage(point((a, a)), window=WINDOW, height=(a, a * INF)),
        lambda a: chart(point((a, a)), window=(a - 1, a, 0, 1), scales=("log", "linear")),
        lambda a: plan(contour(lambda x, y: x * y, 0.5), contour(lambda x, y: x * y, [3 * a, 3, 99]), window=WINDOW),
        lambda a: plan(contour(lambda x, y: x * y, a * NAN), contour(lambda x, y: a, 1.0), window=WINDOW),
        lambda a: plan(point((a * NAN, a)), arrow((a, a), (a * NAN, a)), arrow((a, a), (a, a)), text((a * INF, a), "?"), window=WINDOW),
        lambda a: stage(surface(lambda x, y: NAN * a), box((a, a), (a * NAN, 2)), text((a, a * NAN), "?"), window=WINDOW),
        lambda a: plan(box((0, 0), (a, a), value=7 * a), box((0, 0), (a, a), value=NAN * a, label="b"), window=WINDOW),
        lambda a: readout(words(r"\;"), show=a < 9),
        lambda a: chart(point((a, a)), window=WINDOW, title=r"$\oops$", scales=("none", "none")),
        lambda a: plan(point((a, a), label=r"$5 and $\oops"), window=WINDOW, title=r"$\oops$", labels=(r"$\x$", "y")),
    ],
)
def test_what_the_browser_shows_has_a_still(picture):
    assert still(picture).size


def test_a_formula_that_cannot_be_set_is_its_source():
    line = {"template": r"\textcolor{gradient}{g} = \begin{pmatrix} ⟦a⟧ \end{pmatrix}", "values": {"a": 0}}
    assert formula(line, [-2.0]) == (r"{g} = \begin{pmatrix} −2 \end{pmatrix}", [])
    text, [(_, path)] = formula({"template": r"\tfrac{1}{⟦a⟧}", "values": {"a": 0}}, [-2.0])
    assert text == r"\frac{1}{−2}"
    assert path.get_extents().height > 1.5 * TextPath((0, 0), "1", size=FORMULA).get_extents().height


def test_a_formula_has_the_colours_of_the_page():
    set_of = lambda template: formula({"template": template, "values": {}}, [])[1]
    outlines = set_of(r"\textcolor{x}{a_{1}} + \textcolor{y}{b} = \frac{a}{b}")
    assert [colour for colour, _ in outlines] == [color("x"), INK, color("y"), INK]
    lefts, rights = (np.array([path.get_extents().get_points()[k, 0] for _, path in outlines]) for k in (0, 1))
    assert (lefts[1:] > rights[:-1]).all()
    assert [colour for colour, _ in set_of(r"\frac{\textcolor{x}{a}}{b}")] == [INK]


def test_a_note_stands_beside_its_formula_in_rows_that_fit():
    noted = lambda note: still(lambda a: readout(words("x = @a", a=a), note=note))
    assert np.sum(255 - noted("why")[:, 200:]) < np.sum(255 - noted("why, and why again")[:, 200:])
    assert len(noted("why")) < len(noted("word " * 120))


def test_rows_are_as_high_as_their_formulas_and_long_formulas_become_smaller():
    rows = lambda *lines: still(lambda a: readout(*(words(line, a=a) for line in lines))).shape[0]
    flat, tall = r"x = @a", r"\dfrac{\partial x}{\partial a} = @a"
    assert rows(tall, tall) > 1.2 * rows(flat, flat)
    assert rows(flat + " + @a" * 60) == rows(flat)


def test_the_formula_of_a_single_map_stands_beside_it():
    map, line = lambda a: plan(point((a, a)), window=WINDOW), lambda a: readout(words("x = @a", a=a))
    rows = lambda *panels: len(still(lambda a: [panel(a) for panel in panels]))
    assert rows(map, line) == rows(map)
    assert rows(map, map, line) > rows(map, map)
    assert rows(map, *[line] * 16) > rows(map)


def test_a_box_is_tinted_by_its_value():
    tinted = lambda value: still(lambda a: chart(box((0, 0), (1, 1), value=value * a, role="gradient"), window=WINDOW))
    assert np.sum(tinted(1.0)) < np.sum(tinted(0.5)) < np.sum(tinted(0.0))


def test_a_map_is_paler_where_it_is_low():
    row = still(lambda a: plan(surface(lambda x, y: a * x), window=WINDOW))[40]  # above the levels' numbers
    inside = row[row[:, 2] - row[:, 0] > 10][:, 0]  # what is blue
    parts = [part.max() for part in np.array_split(inside, 10)]
    assert all(left > right for left, right in pairwise(parts))
    pale, deep = LOOK["map"]
    assert parts[-1] - parts[0] == pytest.approx(0.9 * (pale - deep) * (255 - int(color("function")[1:3], 16)), abs=6)


@pytest.mark.parametrize("panel", [plan, stage])
def test_an_arrow_that_leaves_the_window_is_cut_and_keeps_its_label(panel):
    arrows = lambda label: still(lambda a: panel(arrow((0, 1), (50 * a, 20), label=label, role="gradient"), window=WINDOW))
    assert count(arrows("HHHHHH"), "gradient") > count(arrows(None), "gradient") + 80 > 120


def test_a_band_of_nothing_is_made_narrow():
    drawing = lambda *places: still(lambda a: chart(*(point((a - 1, y)) for y in places), window=WINDOW, scales=("none", "none")))
    assert len(drawing(2.5, -0.5)) < 0.25 * len(drawing(*np.linspace(-0.9, 2.9, 30)))


def test_a_table_does_not_change_a_chart():
    options = {"window": WINDOW, "scales": ("none", "none")}
    table = Table("In numbers", ("", "value"), {"P": [{"": ["1"]}]})
    with_table, without = (still(lambda a, extra=extra: chart(point((a, a)), **options, **extra)) for extra in ({"table": table}, {}))
    np.testing.assert_array_equal(with_table, without)


@pytest.mark.parametrize(
    ("found", "numbers"),
    [
        (ticks(-2, 2, 4), [-2, -1, 0, 1, 2]),
        (ticks(0.1, 0.25, 4), [0.1, 0.15, 0.2, 0.25]),
        (ticks(-180, 180, 7), [-180, -90, 0, 90, 180]),
        (log_numbers(1e-4, 1e2, 5), [(1e-4, "10⁻⁴"), (1e-3, "10⁻³"), (1e-2, "10⁻²"), (0.1, "10⁻¹"), (1, "10⁰"), (10, "10¹"), (100, "10²")]),
        (log_numbers(0.5, 6, 5), [(0.5, "0.5"), (1, "1"), (2, "2"), (5, "5")]),
        (log_numbers(3.1, 3.4, 3), [(3.1, "3.1"), (3.2, "3.2"), (3.3, "3.3"), (3.4, "3.4")]),
    ],
)
def test_axes_have_round_numbers(found, numbers):
    assert found == numbers


@pytest.mark.parametrize("panel", [plan, stage])
@pytest.mark.parametrize(
    "mark",
    [
        contour(lambda x, y: x * y, 0.5, role="gradient"),
        box((-1, 0), (1, 2), role="gradient"),
        text((0, 1), "HHHHHHHH", role="gradient"),
        curve(lambda t: (t, t), domain=(-1, 1), role="gradient"),
        path([(-1, 0), (1, 2)], role="gradient"),
        point((0, 1), role="gradient"),
        arrow((-1, 0), (1, 2), role="gradient"),
        field(lambda x, y: (-y, x), 6),
        box((-1, 0, 0), (1, 2, 1), role="gradient"),
    ],
    ids=lambda mark: mark.mark,
)
def test_every_mark_is_seen_on_a_plan_and_on_a_stage(panel, mark):
    assert count(still(lambda a: panel(point((a, a)), mark, window=WINDOW)), "gradient") > 30


def test_a_contour_of_one_level_bears_its_name():
    line = lambda **label: still(lambda a: plan(contour(lambda x, y: x * y, a, role="gradient", **label), window=WINDOW))
    assert count(line(label="HHHHHHHHHHHH"), "gradient") > count(line(), "gradient") + 30


def test_a_cuboid_hides_what_is_behind_it():
    behind, wall = box((-1, 2, 0), (1, 3, 1), role="gradient"), box((-2, -1, 0), (2, 0, 3), role="step")
    seen = lambda *marks: count(still(lambda a: stage(behind, point((a, a)), *marks, window=WINDOW, height=(0, 3))), "gradient")
    assert seen(wall) < 0.5 * seen()


def test_a_role_has_its_dash():
    line = lambda role, **kind: still(lambda a: chart(curve(lambda t: a, role=role, **kind), window=WINDOW))
    assert count(line("gap"), "gap") < 0.7 * count(line("gradient"), "gradient")
    assert count(line("plane", kind="dashed"), "plane") < 0.8 * count(line("plane"), "plane")


@pytest.mark.parametrize(
    "setting", [{"text.usetex": True}, {"font.family": "monospace"}, {"path.sketch": (1, 100, 2)}, {"lines.antialiased": False}]
)
def test_the_readers_own_settings_change_no_still(setting):
    picture = lambda a: plan(surface(lambda x, y: a * x * y), point((a, a), label="P"), window=WINDOW)
    plain = still(picture)
    with matplotlib.rc_context(setting):
        np.testing.assert_array_equal(still(picture), plain)


def test_a_line_that_overflows_ends_there():
    line = lambda last: still(
        lambda a: chart(path(jnp.stack([jnp.stack([a, a]), jnp.stack([2 * a, last * a]), jnp.stack([2 * a, last])])), window=WINDOW)
    )
    np.testing.assert_array_equal(line(jnp.inf), line(jnp.nan))
