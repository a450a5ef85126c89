"""The benchmark measures what it says: the engine's scene at the grid asked for, beside peers that draw the same plane."""

import numpy as np
import pytest

from bench import openings, ways
from d2lcalc.calculus import linear_approximation
from d2lcalc.functions import hill_and_valley


def cell(way):
    names = {}
    exec(way, names)
    return names


@pytest.mark.parametrize("x", [-1.0, 0.3])
def test_peers_draw_the_same_plane(x):
    picture = cell(ways.PICTURE)
    X, Y = picture["corners"]
    plane = linear_approximation(hill_and_valley, (x, 1.0))
    np.testing.assert_allclose(picture["plane"](x), [[plane(*place) for place in zip(*row, strict=True)] for row in zip(X, Y, strict=True)])


@pytest.mark.slow
def test_every_picture_of_the_notebooks_can_be_opened_by_itself():
    sources = openings.openings()
    assert "03 GradientDescent" in sources
    for name, source in sources.items():
        scene = openings.opened(source)
        assert scene.sentence, name
        scene.close()
