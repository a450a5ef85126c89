import re

import pytest

from d2lcalc.roles import ROLES, color, linestyle


def luminance(colour):
    """Relative luminance, by the Web Content Accessibility Guidelines."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    linear = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("role", ROLES)
def test_every_role_is_seen_on_its_paper(role):
    """At least 3 to 1, what the guidelines ask for lines and marks."""
    assert re.fullmatch("#[0-9a-f]{6}", color(role))
    assert 1.05 / (luminance(color(role)) + 0.05) >= 3
    assert (luminance(ROLES[role]["dark"]) + 0.05) / (luminance("#111111") + 0.05) >= 3


def test_the_line_style_of_a_role():
    assert linestyle("function") == "solid"
    assert linestyle("quadratic") == (0, (4, 2))


@pytest.mark.parametrize("look_up", [color, linestyle])
def test_an_unknown_role(look_up):
    with pytest.raises(ValueError, match="no role 'tangent'; the roles are function, plane"):
        look_up("tangent")
