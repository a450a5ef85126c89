import io
import pydoc
import subprocess
import sys

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from PIL import Image

from d2lcalc import plot
from d2lcalc.calculus import descent_path, gradient, linear_approximation
from d2lcalc.functions import bowl, cone, hill_and_valley, line_fit_loss, quartic
from d2lcalc.roles import color

SQUARE = (-2, 2, -2, 2)
PICTURES = {
    "The graph of quartic, x from -2 to 3.": lambda: plot.line(quartic, (-2, 3), plane=linear_approximation(quartic, 1)),
    "Contours of hill_and_valley, x from -2 to 2, y from -2 to 2.": lambda: plot.contour(hill_and_valley, SQUARE),
    "The surface of hill_and_valley, x from -2 to 2, y from -2 to 2.": lambda: plot.surface(hill_and_valley, SQUARE),
}


def pixels(picture):
    return np.asarray(Image.open(io.BytesIO(picture._repr_png_())).convert("RGB"))


@pytest.mark.parametrize("sentence", PICTURES)
def test_a_notebook_shows_a_small_png_on_white_and_a_sentence(sentence):
    picture = PICTURES[sentence]()
    data, _ = DisplayFormatter().format(picture)
    assert data == {"image/png": PICTURES[sentence]()._repr_png_(), "text/plain": sentence}
    assert len(data["image/png"]) < 40_000
    assert (pixels(picture)[0] == 255).all()


def test_a_line_in_its_role_shows_the_function_s_values():
    ax = plot.line(quartic, (-2, 3), plane=linear_approximation(quartic, 1)).ax
    graph, plane = ax.lines
    assert (to_hex(graph.get_color()), to_hex(plane.get_color())) == (color("function"), color("plane"))
    assert graph.get_ydata() == pytest.approx(quartic(graph.get_xdata()))
    assert plane.get_ydata() == pytest.approx(-13 - 24 * (plane.get_xdata() - 1))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["function", "plane"]


@pytest.mark.parametrize(("levels", "heights"), [(10, None), ([0.1, 0.2], [0.1, 0.2])])
def test_a_contour_lies_where_the_function_has_its_level(levels, heights):
    ax = plot.contour(hill_and_valley, SQUARE, levels=levels).ax
    (contours,) = ax.collections
    assert ax.get_aspect() == 1
    assert contours.levels.tolist() == heights if heights else len(contours.levels) > 5
    for level, path in zip(contours.levels, contours.get_paths(), strict=True):
        assert np.asarray(hill_and_valley(*path.vertices.T)) == pytest.approx(level, abs=2e-3)


def test_a_surface_and_its_plane_show_the_functions_values():
    assert plot.surface(hill_and_valley, SQUARE).ax.get_zlim() == pytest.approx((-0.43, 0.43), abs=0.03)
    both = plot.surface(bowl, SQUARE, plane=linear_approximation(bowl, (1, 1))).ax
    assert both.get_zlim() == pytest.approx((-27.5, 22), abs=1.5)  # the plane is lowest, the bowl highest at a corner


def test_what_matplotlib_adds_is_in_the_picture():
    axes = Figure().subplots(1, 2)
    assert plot.line(jnp.exp, (0.1, 5), ax=axes[0]).ax is axes[0]
    axes[0].set_yscale("log")
    picture = plot.contour(bowl, (-5, 5, -3, 3), ax=axes[1])
    before = pixels(picture)
    picture.ax.plot(*descent_path(bowl, (4, 1), 0.18, 30).T, "o-")
    assert (pixels(picture) != before).any()


def test_the_help_is_about_the_three_pictures():
    text = pydoc.render_doc(plot, renderer=pydoc.plaintext)
    assert len(text.splitlines()) < 90 and "Method resolution order" not in text


def test_the_axes_have_the_function_s_own_letters():
    ax = plot.contour(line_fit_loss, (-1, 3, -1, 3)).ax
    assert (ax.get_xlabel(), ax.get_ylabel(), ax.get_title()) == ("w", "b", "line_fit_loss")
    for f, labels in [(lambda t: t**2, ("t", "f(t)")), (np.sin, ("x", "sin(x)"))]:
        ax = plot.line(f, (0, 1)).ax
        assert (ax.get_xlabel(), ax.get_ylabel()) == labels


def test_holes_and_constants():
    y = plot.line(lambda x: 1 / x, (-1, 1)).ax.lines[0].get_ydata()
    assert np.flatnonzero(np.isnan(y)).tolist() == [200]
    assert [text.get_text() for text in plot.contour(lambda x, y: 3, SQUARE).ax.texts] == ["3 everywhere"]
    for f in (lambda x, y: jnp.sqrt(1 - x**2 - y**2), lambda x, y: np.log(x) / y, lambda x, y: 3):
        assert all((pixels(picture(f, SQUARE)) != 255).any() for picture in (plot.contour, plot.surface))


def test_a_function_of_single_numbers_is_mapped():
    x, y = plot.line(jax.vmap(lambda x: gradient(hill_and_valley)(x, 1.0)[1]), (-1, 1)).ax.lines[0].get_data()
    assert y == pytest.approx(-2 * x * np.exp(-(x**2) - 1))


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (lambda: plot.contour(cone, (1, 1, 0, 1)), "is empty: 1 should be smaller than 1"),
        (lambda: plot.surface(cone, (0, 1, 2, -2)), "is empty: 2 should be smaller than -2"),
        (lambda: plot.contour(cone, (0, np.inf, 0, 1)), "is not finite"),
        (lambda: plot.surface(cone, (0, 1)), r"should be \(xmin, xmax, ymin, ymax\)"),
        (lambda: plot.line(quartic, (0, 1, 0, 1)), r"should be \(xmin, xmax\)"),
        (lambda: plot.line(log_of_minus, (1, 2)), "log_of_minus is not a finite number anywhere"),
        (lambda: plot.line(quartic, (-2, 3), tangent=quartic), "no role 'tangent'"),
        (lambda: plot.contour(lambda x, y: (x, y), SQUARE), "one real number at each point.*choose a component"),
        (lambda: plot.surface(lambda x, y: x + 1j * y, SQUARE), "one real number at each point"),
        (lambda: plot.surface(lambda x, y: None, SQUARE), "one real number at each point"),
    ],
)
def test_what_cannot_be_drawn(draw, sentence):
    with pytest.raises(ValueError, match=sentence):
        draw()


def log_of_minus(x):
    return jnp.log(-x)


def test_pyplot_stays_away():
    drawn = "import sys; from d2lcalc.plot import surface; surface(lambda x, y: x * y, (0, 1, 0, 1))._repr_png_()"
    program = f"{drawn}; print('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout == "False\n"
