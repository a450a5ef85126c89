"""Critical points against those the catalogue proves and against SymPy; F8 and F9 of the chapter's quartic."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import sympy

from d2lcalc.calculus import gradient, hessian
from d2lcalc.calculus.descent import descent_path
from d2lcalc.calculus.optimization import critical_points, kinks
from d2lcalc.functions import CATALOGUE, double_well, himmelblau, log_sum_exp, quartic, rastrigin


@pytest.mark.parametrize("f", [f for f in CATALOGUE.values() if f.complete], ids=repr)
def test_the_catalogues_points_are_found_and_no_other(f):
    found = critical_points(f, f.window)
    proved = sorted(f.critical_points, key=lambda point: (point.value, point.at))
    assert len(found) == len(proved)
    for known in proved:
        here = min(found, key=lambda point: np.hypot(*np.subtract(point.at, known.at)))
        assert here.at == pytest.approx(known.at, abs=1e-6)
        assert here.value == pytest.approx(known.value, abs=1e-9)
        assert here.kind == known.kind


def test_they_agree_with_sympy():
    x, y = letters = sympy.symbols("x y", real=True)
    formula = x**4 - 3 * x**2 * y + y**3 / 3 - y + x * y
    found = critical_points(sympy.lambdify(letters, formula, "jax"), (-4, 4, -7, 7))
    roots = sympy.Poly(sympy.resultant(formula.diff(x), formula.diff(y), y), x).nroots(n=30)
    real = [float(sympy.re(root)) for root in roots if abs(sympy.im(root)) < 1e-9]
    assert sorted(point.at[0] for point in found) == pytest.approx(sorted(real), abs=1e-8)
    for point in found:
        matrix = np.array(sympy.hessian(formula, letters).subs(dict(zip(letters, point.at, strict=True))), float)
        positive = (np.linalg.eigvalsh(matrix) > 0).sum()
        assert point.kind == ["maximum", "saddle", "minimum"][positive]


def test_the_gradient_is_zero_at_every_one_found():
    for point in critical_points(rastrigin, rastrigin.window):
        assert np.linalg.norm(gradient(rastrigin)(*point.at)) < 1e-7


def test_the_lowest_comes_first():
    assert [point.value for point in critical_points(double_well, (-2, 2, -2, 2))] == [-0.25, -0.25, 0]


@pytest.mark.parametrize(
    "f",
    [
        lambda x, y: x**4 + y**4,
        lambda x, y: x**2 + y**4,
        lambda x, y: x**2 - y**4,
        lambda x, y: x**3 + y**2,
        lambda x, y: x**3 - 3 * x * y**2,
        lambda x, y: x * y * (x + y),
        lambda x, y: (y - x**2) * (y - 3 * x**2),
    ],
)
def test_a_singular_hessian_leaves_it_undecided(f):
    ((at, kind, value),) = critical_points(f, (-2, 2, -2, 2))
    assert at == pytest.approx((0, 0), abs=1e-5)
    assert (kind, value) == ("undecided", pytest.approx(0, abs=1e-15))


def test_a_trough_is_found_as_many_points_of_its_line():
    found = critical_points(lambda x, y: x**2 + 2 * x * y + y**2, (-2, 2, -2, 2))
    assert len(found) > 20
    assert {point.kind for point in found} == {"undecided"}
    assert all(abs(sum(point.at)) < 1e-8 for point in found)


def test_only_what_lies_in_the_window_is_found():
    everywhere = critical_points(himmelblau, (-5, 5, -5, 5))
    assert critical_points(himmelblau, (0, 5, 0, 5)) == tuple(point for point in everywhere if min(point.at) > 0)
    assert critical_points(log_sum_exp, (-3, 3, -3, 3)) == ()
    assert critical_points(lambda x, y: jnp.log(x) + y**2, (-2, 2, -2, 2)) == ()


# F8 and F9


def test_the_quartic():
    found = critical_points(quartic, (-2, 3))
    assert [(point.at, point.kind, point.value) for point in found] == [
        ((2,), "minimum", -32),
        ((-1,), "minimum", -5),
        ((0,), "maximum", 0),
    ]
    assert [float(hessian(quartic)(x)[0, 0]) for x in (-1.0, 0.0, 2.0)] == [36, -24, 72]
    inside = np.linspace(-2, 1, 3001)
    assert inside[np.argmin(quartic(inside))] == 1
    assert (quartic(1), float(jax.grad(quartic)(1.0))) == (-13, -24)


def test_the_end_hardly_depends_on_the_start():
    starts = np.linspace(0.01, 2.1, 42)
    for rate, ends in [(0.02, {2.0}), (0.05, {-1.0})]:
        last = jax.vmap(lambda start, rate=rate: descent_path(quartic, (start,), rate, 400)[-1, 0])(starts)
        assert set(np.round(last, 4).tolist()) == ends


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
    assert kinks(f, interval) == pytest.approx(places, abs=1e-9)
