"""What only Chromium can tell of the scenes: a right angle, bars and texts as they are drawn, and a table as it is read aloud."""

import math

import numpy as np

from d2lcalc.functions import hill_and_valley
from d2lcalc.networks import small_network
from d2lcalc.scenes import Backpropagation, Landscape, gradient_and_contour, on_plan
from scene_page import drawn, press


def test_the_drawn_gradient_is_at_right_angles_to_the_drawn_contour(show):
    """The chord of the contour between the two places at the same distance from P, as pixels, against the arrow's shaft."""
    page = show(Landscape(hill_and_valley, on_plan(), gradient_and_contour(), at=(0.4, -0.7)))
    shaft = drawn(page, "the gradient")[0]
    here, along = shaft[0], shaft[-1] - shaft[0]
    ends = [place for line in drawn(page, "the contour through P") for place in crossings(line - here, radius=10)]
    assert len(ends) == 2
    chord = ends[1] - ends[0]
    cosine = np.dot(chord, along) / np.hypot(*chord) / np.hypot(*along)
    assert abs(math.degrees(math.asin(cosine))) < 1


def crossings(line, radius):
    """Where a broken line crosses the circle around the origin."""
    distance = np.hypot(*line.T)
    for k in np.flatnonzero((distance[:-1] < radius) != (distance[1:] < radius)):
        share = (radius - distance[k]) / (distance[k + 1] - distance[k])
        yield line[k] + share * (line[k + 1] - line[k])


def step(page, key="ArrowRight"):
    page.get_by_role("slider", name="step", exact=True).focus()
    press(page, key)


def test_the_network_is_read_in_a_table_that_follows_every_step(show):
    page = show(Backpropagation(small_network, (2, 3, -1)))
    table = page.get_by_role("table", name="The network, node by node")
    row = lambda node: [cell.replace("\u00a0", " ") for cell in table.locator("tr", has_text=node).first.locator("td").all_text_contents()]
    assert not table.is_visible()
    page.locator(".d2l-table summary").press("Enter")
    assert table.is_visible()
    assert table.get_by_role("columnheader").all_inner_texts()[:3] == ["node", "value", "total derivative"]
    assert table.get_by_role("rowheader").all_inner_texts() == list(small_network.nodes)
    assert table.locator("xpath=ancestor-or-self::*[@aria-live or @role='status' or @role='alert']").count() == 0
    assert (row("df/dx"), row("df/dp")) == (["2", "df/dx –", ""], ["–", "df/dp –", "from x: –, from y: –"])
    step(page)
    assert row("df/dp") == ["6", "df/dp –", "from x: 3, from y: 2"]
    step(page, "End")
    assert (row("df/dx"), row("df/dp")) == (["2", "df/dx = 30", ""], ["6", "df/dp = 10", "from x: 3, from y: 2"])
    step(page, "Home")
    assert row("df/dp") == ["–", "df/dp –", "from x: –, from y: –"]
