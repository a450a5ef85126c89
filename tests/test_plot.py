import io

import jax.numpy as jnp
import numpy as np
import pytest
from IPython.core.formatters import DisplayFormatter
from matplotlib.colors import to_rgb
from PIL import Image

from d2lcalc import live, plot
from d2lcalc.calculus import descent_path
from d2lcalc.functions import bowl
from d2lcalc.roles import color


def image(picture):
    """The PNG that a notebook shows, as an array of colours."""
    data, _ = DisplayFormatter().format(picture)
    return np.asarray(Image.open(io.BytesIO(data["image/png"])).convert("RGB"), float)


def pixels(picture, role):
    """How many pixels of the PNG have the colour of the role."""
    return np.sum(np.abs(image(picture) - 255 * np.array(to_rgb(color(role)))).max(axis=-1) < 25)


def test_a_path_on_a_plan_and_a_logarithmic_axis():
    walk = live.path(descent_path(bowl, (4, 1), 0.18, 30))
    chart = live.chart(live.curve(jnp.exp, role="total"), window=(0, 5, 1, 150), scales=("linear", "log"), title="growth")
    picture = plot.picture(live.plan(live.surface(bowl), walk, window=(-5, 5, -3, 3)), chart, live.readout("f"))
    assert repr(picture) == "plan, growth, readout"
    assert all(pixels(picture, role) > 100 for role in ("step", "total"))


def test_what_cannot_be_traced_is_told():
    with pytest.raises(TypeError, match=r"np.sin\(x\).*write jnp"):
        plot.picture(live.chart(live.curve(lambda x: np.sin(x)), window=(0, 1, 0, 1)))
