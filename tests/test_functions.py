"""Every fact that the catalogue states, proved: by SymPy from the LaTeX, by eigenvalues, by searching the window."""

import inspect
import re

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import sympy
from scipy.optimize import rosen
from sympy.parsing.sympy_parser import convert_xor, implicit_multiplication, parse_expr, standard_transformations

from d2lcalc import functions
from d2lcalc.calculus import gradient, hessian
from d2lcalc.functions import CATALOGUE, LINE_FIT_DATA, PICKER, KnownFunction
from d2lcalc.tape import record
from many import one_in

RECORDS = tuple(CATALOGUE.values())
ANGLES = np.linspace(0, 2 * np.pi, 20001)[:-1]


every_record = pytest.mark.parametrize("f", one_in(2, RECORDS), ids=repr)
every_critical_point = pytest.mark.parametrize(("f", "point"), [(f, p) for f in RECORDS for p in f.critical_points], ids=str)


def random_points(f, count=20):
    xmin, xmax, ymin, ymax = f.window
    return np.random.default_rng(18).uniform([[xmin], [ymin]], [[xmax], [ymax]], (2, count))


def inside(f, x, y):
    xmin, xmax, ymin, ymax = f.window
    return (xmin <= x) & (x <= xmax) & (ymin <= y) & (y <= ymax)


def on_circle(f, at, radius):
    return np.asarray(f(at[0] + radius * np.cos(ANGLES), at[1] + radius * np.sin(ANGLES)))


def parsed(f):
    """The LaTeX of f as a SymPy expression with exact numbers."""
    text = re.sub(r"\\t?frac\{(.*?)\}\{(.*?)\}", r"((\1)/(\2))", f.latex)
    text = re.sub(r"\\sqrt\{(.*?)\}", r"sqrt(\1)", text)
    text = re.sub(r"\^\{(.*?)\}", r"^(\1)", text).replace("\\", "")
    letters = {letter: sympy.Symbol(letter, real=True) for letter in f.coordinates}
    rules = (*standard_transformations, convert_xor, implicit_multiplication)
    return sympy.nsimplify(parse_expr(text, {**letters, "e": sympy.E}, rules), rational=True), *letters.values()


def test_the_catalogue_and_the_picker():
    assert RECORDS[:8] == PICKER
    assert {f for f in vars(functions).values() if isinstance(f, KnownFunction)} == set(RECORDS)
    assert all(CATALOGUE[name].name == name for name in CATALOGUE)


def test_a_record_is_a_function_of_its_own_coordinates():
    line_fit_loss = CATALOGUE["line_fit_loss"]
    assert line_fit_loss.coordinates == ("w", "b")
    assert str(inspect.signature(line_fit_loss)) == "(w, b)"
    assert repr(line_fit_loss) == "line_fit_loss"
    assert CATALOGUE["saddle"]._repr_latex_() == "$f(x, y) = x^2 - y^2$"
    with pytest.raises(TypeError, match=r"line_fit_loss\(w, b\) was given 1 coordinates"):
        gradient(line_fit_loss)(1.0)


@every_record
def test_it_works_element_by_element_on_the_tape_too_and_is_finite_in_its_window(f):
    xs, ys = random_points(f)
    one_by_one = [float(f(x, y)) for x, y in zip(xs.tolist(), ys.tolist(), strict=True)]
    for grid in (f(xs, ys), f(jnp.asarray(xs), jnp.asarray(ys)), record(f, 0.3, 0.4).replay(xs, ys)):
        assert np.asarray(grid) == pytest.approx(one_by_one, rel=1e-12, abs=1e-12)
    xmin, xmax, ymin, ymax = f.window
    assert xmin < xmax and ymin < ymax
    assert np.isfinite(f(*np.meshgrid(np.linspace(xmin, xmax, 81), np.linspace(ymin, ymax, 81)))).all()


@every_record
def test_it_is_its_latex_with_both_derivatives(f):
    formula, x, y = parsed(f)
    xs, ys = random_points(f)
    assert np.asarray(f(xs, ys)) == pytest.approx(sympy.lambdify((x, y), formula)(xs, ys), rel=1e-12, abs=1e-12)
    for derivative, expected in ((gradient, [formula.diff(s) for s in (x, y)]), (hessian, sympy.hessian(formula, (x, y)).tolist())):
        exactly = sympy.lambdify((x, y), expected)
        theirs = [exactly(a, b) for a, b in zip(xs, ys, strict=True)]
        assert np.asarray(jax.vmap(derivative(f))(xs, ys)) == pytest.approx(np.array(theirs, float), rel=1e-9, abs=1e-9)


POLYNOMIALS = [f for f in RECORDS if f.complete and parsed(f)[0].is_polynomial()]


@pytest.mark.parametrize("f", one_in(2, POLYNOMIALS), ids=repr)
def test_a_polynomial_has_these_critical_points_and_no_others(f):
    """Both coordinates of a common zero of ∂f/∂x and ∂f/∂y are zeros of resultants: all pairs of these are tried, in 30 digits."""
    formula, x, y = parsed(f)
    slopes = formula.diff(x), formula.diff(y)
    tried = [(a, b) for a in zeros(*slopes, x, y) for b in zeros(*slopes, y, x)]
    found = [at for at in tried if all(abs(s.subs(dict(zip((x, y), at, strict=True)))) < 1e-15 for s in slopes)]
    assert sorted(found) == [pytest.approx(at, abs=1e-14) for at in sorted(point.at for point in f.critical_points)]


def zeros(p, q, kept, eliminated):
    resultant = sympy.Poly(sympy.resultant(p, q, eliminated), kept)
    return [sympy.N(zero, 30) for zero in resultant.sqf_part().real_roots()]


@every_critical_point
def test_a_critical_point_lies_in_the_window_has_its_value_and_no_slope_and_is_of_its_kind(f, point):
    assert inside(f, *point.at)
    assert f(*point.at) == pytest.approx(point.value, abs=1e-12)
    assert gradient(f)(*point.at) == pytest.approx([0, 0], abs=1e-11)
    assert point.kind == kind_by_curvatures(*np.linalg.eigvalsh(hessian(f)(*point.at)))


def kind_by_curvatures(low, high):
    if abs(low * high) < 1e-9:
        return "undecided"
    return "minimum" if low > 0 else "maximum" if high < 0 else "saddle"


@pytest.mark.parametrize("f", one_in(2, (f for f in RECORDS if f.complete and f not in POLYNOMIALS)), ids=repr)
def test_a_search_of_the_window_finds_these_critical_points_and_no_others(f):
    found = newton_from_everywhere(f)
    known = np.array([point.at for point in f.critical_points]).reshape(-1, 1, 2)
    distances = np.linalg.norm(found - known, axis=2)
    assert (distances.min(axis=0, initial=np.inf) < 1e-3).all()
    assert (distances.min(axis=1, initial=np.inf) < 1e-3).all()


def newton_from_everywhere(f):
    """Where Newton's method comes to rest inside the window, from 31² starts."""
    xmin, xmax, ymin, ymax = f.window
    starts = np.stack(np.meshgrid(np.linspace(xmin, xmax, 31), np.linspace(ymin, ymax, 31)), axis=-1).reshape(-1, 2)

    def step(_, at):
        (a, b), (_, d) = hessian(f)(*at)
        u, v = gradient(f)(*at)
        return at - jnp.stack([d * u - b * v, a * v - b * u]) / (a * d - b * b)

    def newton(start):
        end = jax.lax.fori_loop(0, 50, step, start)
        return end, jnp.linalg.norm(gradient(f)(*end))

    ends, slopes = map(np.asarray, jax.jit(jax.vmap(newton))(starts))
    return ends[inside(f, *ends.T) & (slopes < 1e-9)]


def minima_found(f):
    """The minima that Newton's method finds, to six digits."""
    curvature, points = jax.jit(hessian(f)), np.unique(newton_from_everywhere(f).round(6), axis=0)
    return points[[np.linalg.eigvalsh(curvature(*at))[0] > 0 for at in points]]


@pytest.mark.parametrize(("f", "at"), [(f, at) for f in RECORDS for at in f.not_differentiable_at], ids=str)
def test_where_there_is_no_tangent_plane_the_slope_is_no_cosine(f, at):
    """Were there a plane, its slope would be a·cos θ + b·sin θ."""
    assert inside(f, *at)
    slope = (on_circle(f, at, 1e-6) - f(*at)) / 1e-6
    cosines = np.stack([np.cos(ANGLES), np.sin(ANGLES)], axis=1)
    closest = cosines @ np.linalg.lstsq(cosines, slope, rcond=None)[0]
    assert abs(slope - closest).max() > 0.1


@every_record
def test_its_note_is_true(f):
    """The proof of a note has the name of its record."""
    assert f.formula.__doc__.endswith(".") and f.source
    globals()[f.name](f)


def check_quadratic(f, expected):
    for x, y in random_points(f, 5).T:
        assert hessian(f)(x, y) == pytest.approx(np.array(expected, float), abs=1e-12)


def hill_and_valley(f):
    assert abs(on_circle(f, (0, 0), 6)).max() < 1e-14
    assert f(-0.5, 1) == pytest.approx(-0.143252, abs=5e-7)


def log_sum_exp(f):
    slopes = jax.vmap(gradient(f))(*random_points(f))
    assert (slopes > 0).all()
    assert slopes.sum(axis=1) == pytest.approx(1, abs=1e-14)
    assert f(1000, 1001) == pytest.approx(1001.3132617, abs=1e-7)
    assert gradient(f)(1000, 1001).sum() == pytest.approx(1, abs=1e-12)


def bowl(f):
    check_quadratic(f, [[1, 0], [0, 10]])


def saddle(f):
    check_quadratic(f, [[2, 0], [0, -2]])


def twisted_saddle(f):
    check_quadratic(f, [[2, 3], [3, 2]])
    x = np.linspace(-2, 2, 9)
    assert f(x, -x) == pytest.approx(-(x**2), abs=1e-14)


def rosenbrock(f):
    x, y = random_points(f)
    assert f(x, y) == pytest.approx(rosen([x, y]), rel=1e-13)
    assert f(x, x**2) == pytest.approx((1 - x) ** 2, abs=1e-13)


def himmelblau(f):
    assert [point.value for point in f.critical_points if point.kind == "minimum"] == [0] * 4


def monkey_saddle(f):
    signs = np.sign(on_circle(f, (0, 0), 1))
    assert (signs != np.roll(signs, 1)).sum() == 6


def six_hump_camel(f):
    x, y = random_points(f)
    assert f(-x, -y) == pytest.approx(f(x, y), abs=1e-13)
    assert min(point.value for point in f.critical_points) == pytest.approx(-1.0316, abs=5e-5)


def booth(f):
    (minimum,) = f.critical_points
    assert np.linalg.solve([[1, 2], [2, 1]], [7, 5]) == pytest.approx(minimum.at)


def ackley(f):
    assert f(0, 0) == pytest.approx(0, abs=1e-14)
    assert (np.asarray(f(*random_points(f, 10000))) > 0).all()
    assert (on_circle(f, (0, 0), 1e-6) > 2.8e-6).all()
    assert len(minima_found(f)) > 50


def peano_surface(f):
    x = np.linspace(-1, 1, 9)
    assert f(x, 2 * x**2) == pytest.approx(-(x**4), abs=1e-14)
    for angle in np.linspace(0, np.pi, 25):  # near enough to the origin the line stays above, or below, both parabolas
        t = 0.3 * max(abs(np.sin(angle)), 1e-3) * np.array([-0.5, -0.1, 0.1, 0.5])
        assert (f(t * np.cos(angle), t * np.sin(angle)) > 0).all()


def one_flat_point(f):
    assert f(4, 1) == -11
    assert [point.kind for point in f.critical_points] == ["minimum"]
    assert f in POLYNOMIALS  # so the resultants have searched the whole plane


def double_well(f):
    assert f(1, 0) == f(-1, 0) == -1 / 4


def cone(f):
    assert on_circle(f, (0, 0), 0.5) == pytest.approx(0.5)
    assert f(0, 0) == 0
    assert np.isnan(gradient(f)(0, 0)).all()


def partials_without_plane(f):
    h = 1e-8
    assert (f(0, 0), f(h, 0), f(0, h)) == (0, 0, 0)
    assert f(h, h) / (h * np.sqrt(2)) == pytest.approx(np.sqrt(2) / 4)
    assert gradient(f)(0, 0).tolist() == [0, 0]  # both right, and yet no plane


def three_valleys(f):
    x = np.linspace(-1, 1, 9)
    assert f(x, x) == pytest.approx(2 * x**3, abs=1e-15)
    assert hessian(f)(0, 0).tolist() == [[0, 0], [0, 0]]
    signs = np.sign(on_circle(f, (0, 0), 1).round(12))
    assert [sum((signs == sign) & (np.roll(signs, 1) != sign)) for sign in (1, -1)] == [3, 3]


def line_fit_loss(f):
    check_quadratic(f, [[7, 3], [3, 2]])
    t, y = np.array(LINE_FIT_DATA).T
    for w, b in random_points(f, 5).T:
        assert f(w, b) == pytest.approx(np.mean((w * t + b - y) ** 2))
    assert np.polyfit(t, y, 1) == pytest.approx(f.critical_points[0].at)
    assert gradient(f)(0, 0) == pytest.approx([-11.5, -6])


def test_the_quartic_is_level_where_its_docstring_says():
    for x, value in ((-1, -5), (0, 0), (2, -32)):
        assert (functions.quartic(x), functions.quartic(sympy.Symbol("x")).diff().subs("x", x)) == (value, 0)
