"""Colours as they are seen, with all kinds of cones or without those for red or green; test_walk.py asks which of them meet."""

import re
from functools import cache

import numpy as np
import pytest

from d2lcalc.roles import LOOK, ROLES, color, linestyle

PAPERS = {"light": ("#ffffff", "#fdfcfa"), "dark": ("#111111", "#15171b")}  # of notebooks and of web pages
SIGHTS = {  # what is seen of linear red, green, blue: Machado, Oliveira and Fernandes (2009), severity 1
    "normal": np.eye(3),
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]],
}
# From linear red, green, blue to cones, and from their cube roots to OKLab: Ottosson (2020)
CONES = [[0.41222147, 0.53633254, 0.05144599], [0.2119035, 0.6806995, 0.10739696], [0.08830246, 0.28171884, 0.6299787]]
OKLAB = [[0.21045426, 0.79361779, -0.00407205], [1.9779985, -2.42859221, 0.45059371], [0.02590404, 0.78277177, -0.80867577]]


def linear(colour):
    """Linear red, green and blue of a colour "#rrggbb"."""
    share = np.array([*bytes.fromhex(colour[1:])]) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def luminance(colour):
    """Relative luminance, by the Web Content Accessibility Guidelines."""
    return linear(colour) @ (0.2126, 0.7152, 0.0722)


@cache
def contrast(one, other):
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@cache
def distance(one, other):
    """The least distance of two roles in OKLab, times 100, for every sight and both themes."""
    place = lambda role, theme, sight: OKLAB @ np.cbrt(CONES @ np.clip(SIGHTS[sight] @ linear(ROLES[role][theme]), 0, 1))
    run = lambda *seen: np.linalg.norm(place(one, *seen) - place(other, *seen))
    return 100 * min(run(theme, sight) for theme in PAPERS for sight in SIGHTS)


def tints(role, theme):
    """What a map is tinted with where it is lowest and highest, on any paper."""
    rgb = lambda colour: np.array([*bytes.fromhex(colour[1:])])
    mixed = lambda paper, share: np.round((1 - share) * rgb(paper) + share * rgb(ROLES[role][theme])).astype(np.uint8)
    return [f"#{mixed(paper, share).tobytes().hex()}" for paper in PAPERS[theme] for share in LOOK["map"]]


@pytest.mark.parametrize("role", ROLES)
def test_words_in_the_colour_of_a_role_are_read_on_every_paper(role):
    assert re.fullmatch("#[0-9a-f]{6}", color(role))
    assert min(contrast(ROLES[role][theme], paper) for theme, papers in PAPERS.items() for paper in papers) >= 4.5


def test_the_distance_of_colours():
    """As published with OKLab for red, and where red and green are one."""
    red, grey = (OKLAB @ np.cbrt(CONES @ linear(colour)) for colour in ("#ff0000", "#808080"))
    assert red == pytest.approx([0.6280, 0.2249, 0.1258], abs=2e-4)
    assert grey[1:] == pytest.approx([0, 0], abs=2e-4)
    for sight, matrix in SIGHTS.items():
        assert np.sum(matrix, axis=1) == pytest.approx([1, 1, 1], abs=1e-3), sight  # what is grey stays grey
    assert distance("step", "x") == 0


def test_the_line_style_of_a_role():
    assert linestyle("function") == "solid"
    assert linestyle("quadratic") == (0, (4, 2))


@pytest.mark.parametrize("look_up", [color, linestyle])
def test_an_unknown_role(look_up):
    with pytest.raises(ValueError, match="no role 'tangent'; the roles are function, plane"):
        look_up("tangent")
