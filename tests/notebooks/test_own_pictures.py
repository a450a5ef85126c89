"""What notebook 11 says of its own pictures: a number is read off the picture that its cell makes, or computed in another way."""

import re
from pathlib import Path

import jax.numpy as jnp
import nbformat
import numpy as np
import pytest

NOTEBOOK = Path(__file__).resolve().parents[2] / "notebooks" / "11_your_own_pictures.ipynb"
CELLS = nbformat.read(NOTEBOOK, as_version=4).cells


@pytest.fixture(scope="module")
def made():
    """The names that the notebook's cells make."""
    names = {}
    for cell in CELLS:
        if cell.cell_type == "code":
            exec(cell.source, names)
    return names


def numbers(scene, **values):
    """The numbers of the sentence that a scene without a question says at these values."""
    for name, value in values.items():
        setattr(scene, name, value)
    return [float(found.replace("−", "-")) for found in re.findall(r"(?<![\w.])−?\d+(?:\.\d+)?", scene.sentence)]


def test_the_gradient_along_the_line_from_the_first_place_up_to_its_bend(made):
    slopes = lambda x, y: (np.cos(x) * np.cos(y), 0.2 - np.sin(x) * np.sin(y))
    height = lambda x, y: np.sin(x) * np.cos(y) + y / 5
    assert numbers(made["waves"]()) == pytest.approx([height(0.7, -0.8), np.hypot(*slopes(0.7, -0.8))], abs=1e-3)
    xs, ys = np.meshgrid(np.linspace(0.02, 0.72, 1401), np.linspace(-0.82, 1.45, 4541))
    on_line = abs(height(xs, ys) - height(0.7, -0.8)) < 2e-4
    lengths = np.hypot(*slopes(xs, ys))[on_line]
    assert [np.hypot(*slopes(0.7, -0.8)), lengths.max(), lengths.min()] == pytest.approx([0.85, 0.98, 0.22], abs=0.006)


@pytest.mark.parametrize(("degree", "distance"), [(1, 0.85), (2, 1.32), (3, 1.70), (4, 2.17), (7, 3.30), (8, 3.75)])
def test_how_far_a_polynomial_stays_within_a_quarter_of_the_sine(made, degree, distance):
    off = [numbers(made["taylor"](jnp.sin), degree=degree, distance=distance + d)[-1] for d in (-0.03, 0.03)]
    assert off[0] < 0.25 < off[1]


def test_each_even_degree_is_worse_beyond_one(made):
    off = [numbers(made["taylor"](lambda x: 1 / (1 + x**2), a=0), degree=k, distance=1.2)[-1] for k in (2, 4, 6, 8)]
    assert off == sorted(set(off))


def test_how_a_lifted_point_lifts_the_line(made):
    before, ends = numbers(made["least_squares"]()), {}
    for k, (name, value) in enumerate({"left": 1.2, "middle": 0.6, "right": 2.0}.items()):
        ends[name] = numbers(made["least_squares"](), **{name: value + 1})[k] - before[k]
    assert ends == pytest.approx({"left": 5 / 6, "middle": 1 / 3, "right": 5 / 6}, abs=1e-3)
    assert np.polyval(np.polyfit([1, 3, 9], [0, 0, 1], 1), 9) == pytest.approx(0.96, abs=0.005)  # the line of a lift is the line lifted


def test_where_the_pendulum_rests_and_what_friction_turns_it_back(made):
    assert abs(numbers(made["pendulum"]())[0] - 2 * np.pi) < 0.1
    assert [numbers(made["pendulum"](), friction=c)[0] > np.pi for c in (0.158, 0.16)] == [True, False]


def test_the_pendulum_in_steps_is_momentum():
    h, friction, slope, angle, speed = 0.1, 0.12, np.sin, -2.0, 2.0
    beta, eta, w, m = 1 - h * friction, h**2, angle, -speed / h
    for _ in range(600):
        speed += h * (-slope(angle) - friction * speed)
        angle += h * speed
        m = beta * m + slope(w)
        w -= eta * m
    assert w == pytest.approx(angle) and abs(w - 2 * np.pi) < 0.1


def test_how_much_the_torus_stretches(made):
    stretch = [numbers(made["torus"](), v=v)[-1] for v in (0, np.pi, 1.0)]
    assert stretch == pytest.approx([2.24, 0.96, 0.8 * (2 + 0.8 * np.cos(1))], abs=1e-3)


def test_the_highest_place_comes_to_the_gradient(made):
    views = [made[name]() for name in ("on_stage", "on_plan", "gradient_arrow", "circle")]
    away = [numbers(made["Landscape"]("x*exp(-x^2-y^2)", *views, at=(-0.2, -0.8)), r=r)[0] for r in (0.4, 0.05, 0.025)]
    assert away == [52, 10, 5]
