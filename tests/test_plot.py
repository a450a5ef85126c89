import io

import jax.numpy as jnp
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.colors import to_rgb
from PIL import Image

from d2lcalc import live, plot
from d2lcalc.calculus import descent_path, linear_approximation
from d2lcalc.functions import bowl, quartic
from d2lcalc.roles import color


def image(picture):
    """The PNG that a notebook shows, as an array of colours."""
    data, _ = DisplayFormatter().format(picture)
    return np.asarray(Image.open(io.BytesIO(data["image/png"])).convert("RGB"), float)


def pixels(picture, role):
    """How many pixels of the PNG have the colour of the role."""
    return np.sum(np.abs(image(picture) - 255 * np.array(to_rgb(color(role)))).max(axis=-1) < 25)


def test_notebook_02_s_three_curves():
    along_x, along_y = (lambda step: 8 * 0.6724**step), (lambda step: 5 * 0.64**step)
    picture = plot.line(lambda step: along_x(step) + along_y(step), (0, 30), x=along_x, y=along_y)
    assert repr(picture) == "The graph of f and x and y, step from 0 to 30."
    assert [role for role in ("function", "plane", "x", "y") if pixels(picture, role) > 100] == ["function", "x", "y"]


def test_heights_come_from_the_values_with_some_air():
    heights = plot.heights([quartic, linear_approximation(quartic, 1)], (-2, 3))
    assert heights == pytest.approx((-61 - 6, 59 + 6))  # the line −13 − 24(x − 1) at both ends, and a twentieth


def test_a_path_on_a_plan_and_a_logarithmic_axis():
    walk = live.path(descent_path(bowl, (4, 1), 0.18, 30))
    chart = live.chart(live.curve(jnp.exp, role="total"), window=(0, 5, 1, 150), scales=("linear", "log"), title="growth")
    picture = plot.picture(live.plan(live.surface(bowl), walk, window=(-5, 5, -3, 3)), chart)
    assert repr(picture) == "plan, growth"
    assert all(pixels(picture, role) > 100 for role in ("step", "total"))


@pytest.mark.parametrize(
    ("draw", "sentence"),
    [
        (lambda: plot.line(quartic, (1, 1)), "goes along x from 1 to 1: give two finite numbers"),
        (lambda: plot.line(quartic, (-2, 2, -2, 2)), r"should be \(xmin, xmax\)"),
        (lambda: plot.line(lambda x: jnp.log(-x), (1, 2)), "not a finite number anywhere"),
        (lambda: plot.line(lambda x: jnp.stack([x, x]), (0, 1)), r"f .*shape \(2,\).*choose a component"),
        (lambda: plot.line(lambda x: np.sin(x), (0, 1)), r"np.sin\(x\).*write jnp"),
    ],
)
def test_what_cannot_be_drawn(draw, sentence):
    with pytest.raises((ValueError, TypeError), match=sentence):
        draw()
