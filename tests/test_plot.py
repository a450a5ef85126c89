import io
import subprocess
import sys

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.colors import to_hex
from PIL import Image

from d2lcalc import plot
from d2lcalc.calculus import gradient, linear_approximation
from d2lcalc.functions import cone, hill_and_valley, line_fit_loss, quartic
from d2lcalc.roles import color

SQUARE = (-2, 2, -2, 2)


def pictures():
    return [
        plot.line(quartic, (-2, 3), plane=linear_approximation(quartic, 1)),
        plot.contour(hill_and_valley, SQUARE),
        plot.surface(hill_and_valley, SQUARE),
    ]


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture._repr_png_())).convert("RGB"))


@pytest.mark.parametrize("index", range(3), ids=["line", "contour", "surface"])
def test_a_notebook_shows_a_small_png_on_white_and_a_sentence(index):
    picture = pictures()[index]
    data, _ = DisplayFormatter().format(picture)
    assert set(data) == {"image/png", "text/plain"}
    assert len(data["image/png"]) < 40_000
    assert data["image/png"] == picture._repr_png_() == pictures()[index]._repr_png_()
    assert (pixels(picture)[0] == 255).all()


def test_the_sentences():
    assert [repr(picture) for picture in pictures()] == [
        "The graph of quartic, x from -2 to 3.",
        "Contours of hill_and_valley, x from -2 to 2, y from -2 to 2.",
        "The surface of hill_and_valley, x from -2 to 2, y from -2 to 2.",
    ]


def test_a_line_in_its_role_shows_the_function_s_values():
    (axes,) = pictures()[0].axes
    graph, plane = axes.lines
    assert (to_hex(graph.get_color()), to_hex(plane.get_color())) == (color("function"), color("plane"))
    assert graph.get_ydata() == pytest.approx(quartic(graph.get_xdata()))
    assert plane.get_ydata() == pytest.approx(-13 - 24 * (plane.get_xdata() - 1))
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["function", "plane"]


def test_a_contour_lies_where_the_function_has_its_level():
    (axes,) = plot.contour(hill_and_valley, SQUARE).axes
    (contours,) = axes.collections
    assert axes.get_aspect() == 1
    assert len(contours.levels) > 5
    for level, path in zip(contours.levels, contours.get_paths(), strict=True):
        assert np.asarray(hill_and_valley(*path.vertices.T)) == pytest.approx(level, abs=2e-3)


def test_a_surface_shows_the_function_s_values():
    (axes,) = plot.surface(hill_and_valley, SQUARE).axes
    assert axes.get_zlim() == pytest.approx((-0.43, 0.43), abs=0.03)


def test_the_axes_have_the_function_s_own_letters():
    (axes,) = plot.contour(line_fit_loss, (-1, 3, -1, 3)).axes
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_title()) == ("w", "b", "line_fit_loss")
    (axes,) = plot.line(lambda t: t**2, (0, 1)).axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("t", "f(t)")
    (axes,) = plot.line(np.sin, (0, 1)).axes
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("x", "sin(x)")


def test_a_line_has_a_hole_where_there_is_no_number():
    (axes,) = plot.line(lambda x: 1 / x, (-1, 1)).axes
    y = axes.lines[0].get_ydata()
    assert np.flatnonzero(np.isnan(y)).tolist() == [200]


@pytest.mark.parametrize("picture", [plot.contour, plot.surface])
@pytest.mark.parametrize("f", [lambda x, y: jnp.sqrt(1 - x**2 - y**2), lambda x, y: np.log(x) / y], ids=["disc", "half plane"])
def test_a_function_with_holes(picture, f):
    assert (pixels(picture(f, SQUARE)) != 255).any()


def test_a_constant_function():
    assert [text.get_text() for text in plot.contour(lambda x, y: 3, SQUARE).axes[0].texts] == ["3 everywhere"]
    assert plot.line(lambda x: 3, (0, 1)).axes[0].lines[0].get_ydata() == pytest.approx(3)
    assert (pixels(plot.surface(lambda x, y: 3, SQUARE)) != 255).any()


def test_a_function_of_single_numbers_is_mapped():
    (axes,) = plot.line(jax.vmap(lambda x: gradient(hill_and_valley)(x, 1.0)[1]), (-1, 1)).axes
    x, y = axes.lines[0].get_data()
    assert y == pytest.approx(-2 * x * np.exp(-(x**2) - 1))


@pytest.mark.parametrize(
    ("window", "sentence"),
    [
        ((1, 1, 0, 1), "is empty: 1 should be smaller than 1"),
        ((0, 1, 2, -2), "is empty: 2 should be smaller than -2"),
        ((0, np.inf, 0, 1), "is not finite"),
        ((0, 1, np.nan, 1), "is not finite"),
        ((0, 1), r"should be \(xmin, xmax, ymin, ymax\)"),
    ],
)
@pytest.mark.parametrize("picture", [plot.contour, plot.surface])
def test_a_window_that_is_none(picture, window, sentence):
    with pytest.raises(ValueError, match=rf"the window .* {sentence}"):
        picture(cone, window)


@pytest.mark.parametrize("window", [(2, 1), (0, np.nan), (0, 1, 0, 1)])
def test_an_interval_that_is_none(window):
    with pytest.raises(ValueError, match="the window"):
        plot.line(quartic, window)


@pytest.mark.parametrize("picture", [plot.contour, plot.surface])
@pytest.mark.parametrize("f", [lambda x, y: (x, y), lambda x, y: jnp.stack([x, y], axis=1), lambda x, y: x + 1j * y, lambda x, y: None])
def test_a_function_that_does_not_return_one_real_number(picture, f):
    with pytest.raises(ValueError, match=r"one real number at each point.*choose a component"):
        picture(f, SQUARE)


def test_a_function_that_is_nowhere_a_number():
    with pytest.raises(ValueError, match="log_of_minus is not a finite number anywhere"):
        plot.line(log_of_minus, (1, 2))


def log_of_minus(x):
    return jnp.log(-x)


def test_an_unknown_role_is_named():
    with pytest.raises(ValueError, match="no role 'tangent'"):
        plot.line(quartic, (-2, 3), tangent=quartic)


def test_pyplot_stays_away():
    drawn = "import sys; from d2lcalc.plot import surface; surface(lambda x, y: x * y, (0, 1, 0, 1))._repr_png_()"
    program = f"{drawn}; print('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
