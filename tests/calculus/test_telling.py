"""Points fit for teaching, and those of the chapter that are not."""

import jax.numpy as jnp
import pytest

from d2lcalc.calculus import telling
from d2lcalc.functions import PICKER, P, bowl, cone, hill_and_valley, line_fit_loss, log_sum_exp, saddle
from d2lcalc.scenes.opening import Opening


def test_the_courses_own_point_is_telling():
    assert telling(hill_and_valley, P)
    assert str(telling(hill_and_valley, P)) == "This point is telling."


def test_the_chapters_point_is_not():
    verdict = telling(hill_and_valley, (-1, 0))
    assert not verdict
    assert [sentence.split(":")[0] for sentence in verdict.objections] == [
        "The slope along y is 0",
        "The mixed second derivative in x and y is 0",
        "Two eigenvalues of the Hessian agree",
    ]


@pytest.mark.parametrize("f", PICKER, ids=repr)
def test_a_scene_of_the_catalogue_opens_at_a_telling_point_as_far_as_its_curvatures_allow(f):
    objections = telling(f, Opening.of(f).at).objections
    never_mixed = f in (bowl, saddle)  # their mixed derivative is 0 everywhere
    assert len(objections) == never_mixed, objections
    assert all("mixed" in sentence for sentence in objections)


@pytest.mark.parametrize(
    ("f", "point", "said"),
    [
        (log_sum_exp, (0.0, 0.0), "slopes along x and y are equally large"),
        (lambda x, y: x * y, (1.0, -1.0), "slopes along x and y are equally large"),
        (line_fit_loss, (1.0, 1.5), "slope along w is 0"),
        (lambda x, y: x**2 + 2 * y**2 + 1e-9 * x * y, (1.0, 2.0), "mixed second derivative in x and y is 0"),
        (lambda x, y, z: x * y + 3 * y * z + x**2, (1.0, 2.0, 3.0), "mixed second derivative in x and z is 0"),
        (cone, (0.0, 0.0), "no finite value"),
        (lambda *x: sum(x) ** 2, (1.0, 2.0), "slopes along x1 and x2"),
        (lambda x, y: 0.0 * x + 3, (1.0, 2.0), "slope along x is 0"),
    ],
)
def test_what_is_wrong_with_a_point(f, point, said):
    assert said in str(telling(f, point))


def test_three_coordinates():
    assert telling(lambda x, y, z: jnp.exp(x * y) + y * z**2 + x * z, (0.4, 0.7, 1.1))
