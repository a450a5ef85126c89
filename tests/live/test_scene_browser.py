"""Scenes in Chromium, without a kernel: what moves, what is said, what faults do."""

import jax.numpy as jnp
import pytest
from scene_page import settle

from d2lcalc.live import Number, Scene, chart, curve, plan, point, readout, say, stage, surface, words

pytestmark = pytest.mark.browser


def hill(x, y):
    return x * jnp.exp(-(x**2) - y**2)


def picture(x, y):
    z = hill(x, y)
    marks = [surface(hill), point((x, y, z), drag=("x", "y"), label="P", name="the point P")]
    window = (-2.0, 2.0, -2.0, 2.0)
    return [
        stage(*marks, window=window),
        plan(*marks, window=window),
        chart(curve(lambda t: hill(t, y)), point((x, z), drag=("x", None), name="P on the slice"), window=(-2.0, 2.0, -0.5, 0.5)),
        readout(words(r"f(@x, @y) = @z", x=x, y=y, z=z)),
        say(0, [words("f(@x, @y) is @z.", x=x, y=y, z=z)]),
    ]


@pytest.fixture
def scene():
    return Scene(picture, title="A hill", x=Number(-0.5, min=-2, max=2), y=Number(1, min=-2, max=2))


def test_a_slider_key_moves_every_view_of_its_value(show, scene):
    page = show(scene)
    slider = page.get_by_role("slider", name="x", exact=True)
    slider.focus()
    page.keyboard.press("ArrowRight")
    settle(page)
    x = page.evaluate("model.get('x')")
    assert x == pytest.approx(-0.48)
    assert slider.get_attribute("aria-valuetext") == "−0.48"
    z = float(hill(-0.48, 1))
    assert page.locator(".d2l-say").inner_text() == f"f(−0.48, 1) is −{abs(z):.4g}."
