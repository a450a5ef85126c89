"""Critical points against those that are known by hand; F8 and F9 of the chapter's quartic."""

import math

import jax.numpy as jnp
import numpy as np
import pytest

from d2lcalc.calculus.optimization import CriticalPoint, Kink, Rough, critical_points, search
from d2lcalc.expression import landscape
from d2lcalc.functions import CATALOGUE, himmelblau, log_sum_exp, quartic
from many import one_in


@pytest.mark.slow
def test_a_lattice_of_points_is_found_whole():
    """Ackley's function turns as often along each axis."""
    ackley, x = CATALOGUE["ackley"], np.linspace(-5, 5, 20001)
    along = np.count_nonzero(np.diff(np.sign(np.diff(ackley(x, 0 * x)))))
    assert len(search(ackley, ackley.window).points) == along**2


@pytest.mark.slow
def test_of_more_kinks_than_are_looked_at_some_are_found_all_over_the_window():
    kinks = search(landscape("|sin(30*x)|+|sin(30*y)|"), (-2, 2, -2, 2)).points
    found = np.array([point.at for point in kinks if point.kind == "minimum"])
    assert found / (math.pi / 30) == pytest.approx(np.round(found / (math.pi / 30)), abs=1e-6)
    assert found.min(0).max() < -1.8 and found.max(0).min() > 1.8


S, T, E, R, Q, H = math.sqrt(2), math.sqrt(3), math.e, math.sqrt(0.5), math.sqrt(0.5 / math.e), math.pi / 2
DEGENERATE = "x^4+y^4, x^2+y^4, x^2-y^4, x^3+y^2, x^3-3*x*y^2, x*y*(x+y), x^4-y^4, x^6+y^6, y^2-x^5, (y-x^2)*(y-2*x^2), (y-x^2)*(y-3*x^2)"
SQUARE = (-2, 2, -2, 2)
TEXTBOOK = [  # by hand; most are exercises and examples of J. Stewart: Calculus, "Maximum and Minimum Values"
    ("x^2+0.00001*y^2", SQUARE, ["minimum", 0, (0, 0)]),
    ("x^2-0.00001*y^2", SQUARE, ["saddle", 0, (0, 0)]),
    ("1e-20*(x^2+y^2-x*y)", SQUARE, ["minimum", 0, (0, 0)]),
    ("1e8+x^2+y^2", SQUARE, ["minimum", 1e8, (0, 0)]),
    ("x^4+y^4-4*x*y+1", SQUARE, ["minimum", -1, (-1, -1), (1, 1)], ["saddle", 1, (0, 0)]),
    ("x^3-12*x*y+8*y^3", (-3, 3, -3, 3), ["minimum", -8, (2, 1)], ["saddle", 0, (0, 0)]),
    ("x^2+y^2+x^2*y+4", SQUARE, ["minimum", 4, (0, 0)], ["saddle", 5, (-S, -1), (S, -1)]),
    ("y^3+3*x^2*y-6*x^2-6*y^2+2", (-5, 5, -5, 5), ["minimum", -30, (0, 4)], ["saddle", -14, (-2, 2), (2, 2)], ["maximum", 2, (0, 0)]),
    ("x*y*(1-x-y)", SQUARE, ["saddle", 0, (0, 0), (0, 1), (1, 0)], ["maximum", 1 / 27, (1 / 3, 1 / 3)]),
    ("(x^2+y^2)*exp(y^2-x^2)", SQUARE, ["minimum", 0, (0, 0)], ["saddle", 1 / E, (-1, 0), (1, 0)]),
    ("exp(-y)*(x^2-y^2)", (-2, 2, -1, 3), ["minimum", -4 / E**2, (0, 2)], ["saddle", 0, (0, 0)]),
    ("-(x^2-1)^2-(x^2*y-x-1)^2", (-3, 3, -3, 3), ["maximum", 0, (-1, 0), (1, 2)]),
    ("3*x*exp(y)-x^3-exp(3*y)", (-3, 3, -4, 2), ["maximum", 1, (1, 0)]),
    ("x^3+3*x*y^2-15*x-12*y", (-3, 3, -3, 3), ["minimum", -28, (2, 1)], ["saddle", -26, (1, 2)], ["saddle", 26, (-1, -2)],
     ["maximum", 28, (-2, -1)]),
    ("sin(x)*sin(y)", SQUARE, ["minimum", -1, (-H, H), (H, -H)], ["saddle", 0, (0, 0)], ["maximum", 1, (-H, -H), (H, H)]),
    ("sin(x)+sin(y)+sin(x+y)", (0.5, 6, 0.5, 6), ["minimum", -1.5 * T, (10 * H / 3,) * 2], ["undecided", 0, (2 * H,) * 2],
     ["maximum", 1.5 * T, (2 * H / 3,) * 2]),
    ("x*y*exp(-x^2-y^2)", SQUARE, ["minimum", -0.5 / E, (-R, R), (R, -R)], ["saddle", 0, (0, 0)], ["maximum", 0.5 / E, (-R, -R), (R, R)]),
    ("x^2*(x-0.001)^2+y^2", SQUARE, ["minimum", 0, (0, 0), (0.001, 0)], ["saddle", 6.25e-14, (0.0005, 0)]),
    ("x^4/4-x^2/2+y^2", (-1000, 1000, -1000, 1000), ["minimum", -0.25, (-1, 0), (1, 0)], ["saddle", 0, (0, 0)]),
    ("1e-12*(x-1e6)^2-1e-12*y^2", (0, 2e6, -1e6, 1e6), ["saddle", 0, (1e6, 0)]),
    ("x^2-y^2", (-1e-6, 1e-6, -1e-6, 1e-6), ["saddle", 0, (0, 0)]),
    # asked in public, of SymPy, of MATLAB and of teachers
    ("2*x*y-4*x+2*y-3", SQUARE, ["saddle", 1, (-1, 2)]),
    ("0.06*x*y+9/y+22.5/x", (1, 20, 1, 20), ["minimum", 3 * (0.06 * 9 * 22.5) ** (1 / 3), (937.5 ** (1 / 3), 60 ** (1 / 3))]),
    ("(x^2-1+y^2-4+(x^2-1)*(y^2-4))/(x^2+y^2+1)^2", (-4, 4, -4, 4), ["minimum", -9 / 8, (-1 / T, 0), (1 / T, 0)], ["saddle", -1, (0, 0)]),
    ("x^2*y^3*(6-x-y)", (-1, 7, -1, 7), ["maximum", 108, (2, 3)]),
    ("x*y*log(x^2+y^2)", SQUARE, ["minimum", -0.5 / E, (-Q, -Q), (Q, Q)], ["saddle", 0, (-1, 0), (0, -1), (0, 1), (1, 0)],
     ["maximum", 0.5 / E, (-Q, Q), (Q, -Q)]),
    ("exp(-20*(x^2+y^2))", SQUARE, ["maximum", 1, (0, 0)]),
    ("exp(-5000*((x-0.31)^2+(y-0.17)^2))", SQUARE, ["maximum", 1, (0.31, 0.17)]),
    ("-exp(-x^2-y^2)", (-1000, 1000, -1000, 1000), ["minimum", -1, (0, 0)]),
    ("1/(1+x^2+y^2)", (-100, 100, -100, 100), ["maximum", 1, (0, 0)]),
    ("cos(sqrt(x^2+y^2))", SQUARE, ["maximum", 1, (0, 0)]),
    ("exp(x)*cos(y)", SQUARE),
    ("1/(x^2+y^2)", SQUARE),
    ("log(x^2+y^2)", SQUARE),
    ("arctan(x)+y^3+y", SQUARE),
    *((f, SQUARE, ["undecided", 0, (0, 0)]) for f in (*DEGENERATE.split(", "), "(x^2+y^2)^(3/2)")),
    ("1-(x-1)^4-(y-0.3)^4", SQUARE, ["undecided", 1, (1, 0.3)]),
    ("(x^2-2)^3+y^2", SQUARE, ["minimum", -8, (0, 0)], ["undecided", 0, (-S, 0), (S, 0)]),
    ("x^4-4*x^3+6*x^2-4*x+1+y^2", SQUARE, ["undecided", 0, (1, 0)]),
]  # fmt: skip


@pytest.mark.parametrize("known", one_in(6, [(known,) for known in TEXTBOOK]), ids=lambda known: known[0])
def test_textbook_functions(known):
    """Each critical point once, by kind, value and place, with a precision that is a share of the window."""
    formula, window, *groups = known
    want = [(kind, value, at) for kind, value, *places in groups for at in places]
    found = sorted(critical_points(landscape(formula), window), key=lambda point: (round(point.value, 13), *np.round(point.at, 6)))
    assert [point.kind for point in found] == [kind for kind, _, _ in want]
    for (at, _, value), (_, height, place) in zip(found, want, strict=True):
        assert at == pytest.approx(place, abs=1e-8 * (window[1] - window[0]))
        assert value == pytest.approx(height, abs=1e-12)


@pytest.mark.parametrize(
    ("formula", "points", "level"),
    one_in(6, [
        ("abs(x*y)", [Rough((0, 0), "minimum", 0)], True),
        ("abs(x)*y", [Rough((0, 0), "undecided", 0)], True),
        ("(x^2+y^2)^(3/4)", [Rough((0, 0), "minimum", 0)], False),
        ("max(x^2,y^2)", [Rough((0, 0), "minimum", 0)], False),
        ("sqrt(x^2+y^2)", [Kink((0, 0), "minimum", 0)], False),
        ("1-sqrt((x-1/3)^2+y^2)", [Kink((1 / 3, 0), "maximum", 1)], False),
        ("max(abs(x),abs(y))", [Kink((0, 0), "minimum", 0)], False),
        ("sqrt(abs(x))+y^2", [Kink((0, 0), "minimum", 0)], False),
        ("abs(x-0.4)+(y+1)^2", [Kink((0.4, -1), "minimum", 0)], False),
        ("max(abs(x-1),2*abs(y))-x", [], True),
        ("abs(x)-abs(y)", [], False),
        ("abs(y-x^2)-x^2/2", [], False),
        ("abs(x+2*y)", [], True),
        ("abs(x^2+y^2-1)", [CriticalPoint((0, 0), "maximum", 1)], True),
        ("max(0,x^2+y^2-1)", [], True),
        ("3", [], True),
        ("x^2+4*y^2-4*x*y+2", [], True),
        ("x^3", [], True),
        ("(x^2-y^2)^2", [], True),
        ("x^2*(x^2+y^2-1)^2", [CriticalPoint((x, 0), "maximum", 4 / 27) for x in (-math.sqrt(1 / 3), math.sqrt(1 / 3))], True),
        ("max(0,x)^2+y^2", [], True),
        ("sqrt(abs(x*y))", [], True),
        ("floor(x)+y^2", [], True),
        ("sin(3*x)", [], True),
        ("(x^2+y^2-1)^2", [CriticalPoint((0, 0), "maximum", 1)], True),
        ("sin(x*y)", [CriticalPoint((0, 0), "saddle", 0)], True),
        ("exp(-1000*(x-5)^2)", [], True),
    ]),
)  # fmt: skip
def test_kinks_and_level_regions(formula, points, level):
    """Where f has no second derivatives its values say what a place is; a line of kinks or a region is no list of points."""
    found = search(landscape(formula), SQUARE)
    assert [(type(point), point.kind) for point in found.points] == [(type(point), point.kind) for point in points]
    for point, known in zip(found.points, points, strict=True):
        assert (*point.at, point.value) == pytest.approx((*known.at, known.value), abs=1e-8)
    assert bool(found.level) == level


def test_only_what_lies_in_the_window_is_found():
    everywhere = critical_points(himmelblau, (-5, 5, -5, 5))
    assert critical_points(himmelblau, (0, 5, 0, 5)) == tuple(point for point in everywhere if min(point.at) > 0)
    assert [point.kind for point in critical_points(himmelblau, (-900, 1000, -900, 1000))] == [point.kind for point in everywhere]
    assert critical_points(log_sum_exp, (-3, 3, -3, 3)) == ()
    assert critical_points(lambda x, y: jnp.log(x) + y**2, (-2, 2, -2, 2)) == ()


def test_the_quartic():
    found = critical_points(quartic, (-2, 3))
    assert [(point.at, point.kind, point.value) for point in found] == [
        ((2,), "minimum", -32),
        ((-1,), "minimum", -5),
        ((0,), "maximum", 0),
    ]


@pytest.mark.parametrize(
    ("f", "interval", "places"),
    [
        (jnp.abs, (-2, 2), [0]),
        (jnp.abs, (-1, 2), [0]),
        (lambda x: jnp.maximum(x**2 - 1, 1 - x), (-3, 3), [1]),
        (lambda x: jnp.abs(x**2 - 1), (-2, 2), [-1, 1]),
        (quartic, (-2, 3), []),
        (lambda x: jnp.sqrt(x), (-1, 2), []),
    ],
)
def test_kinks(f, interval, places):
    assert [point.at[0] for point in search(f, interval).points if isinstance(point, Kink)] == pytest.approx(places, abs=1e-9)
