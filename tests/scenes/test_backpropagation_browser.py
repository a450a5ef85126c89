"""Backpropagation in Chromium without a kernel: stepped by keys, every number read; numbers typed, judged and never refused when right."""

import pytest

from d2lcalc.networks import book_network, small_network
from d2lcalc.scenes import Backpropagation, BrokenSweep, SweepByHand
from scene_page import focus, press, sentence, settle

pytestmark = pytest.mark.browser

VALUES = {"p": "6", "q": "2", "r": "12", "s": "4", "f": "28"}
TOTALS = {"r": "1", "s": "8", "p": "10", "q": "−2", "z": "−2", "x": "30", "y": "18"}


def texts(page):
    """All texts of the drawing."""
    return page.locator(".d2l-labels text").all_text_contents()


def step(page, key="ArrowRight"):
    focus(page, "step")
    press(page, key)


def commit(page, field, number):
    field.fill(number)
    field.press("Enter")
    settle(page)


def test_stepping_forward_and_back_reads_every_number(show):
    page = show(Backpropagation(small_network, (2, 3, -1)))
    assert sentence(page).startswith("No value has been computed yet")
    assert [text for text in texts(page) if text.startswith("df/d")] == [f"df/d{node} –" for node in "xyzpqrsf"]
    assert texts(page).count("–") == 5
    for node, value in VALUES.items():
        step(page)
        assert f", {node} = {value}. The edges on the way" in sentence(page)
        assert value in texts(page)
    sentences = [sentence(page)]
    for _ in range(11):
        step(page)
        sentences.append(sentence(page))
    assert sentences[1] == "Backward: the sweep starts with df/df = 1."
    assert {f"df/d{node} = {total}" for node, total in {**TOTALS, "f": "1"}.items()} <= set(texts(page))
    assert not any("–" in text or "…" in text for text in texts(page))
    for earlier in reversed(sentences[:-1]):
        step(page, "ArrowLeft")
        assert sentence(page) == earlier


def test_the_running_sum_is_seen_between_two_reports(show):
    page = show(Backpropagation(small_network, (2, 3, -1), step=9))
    assert "df/dp = 8 + …" in texts(page)
    page.get_by_role("button", name="step: one forward").click()
    page.get_by_role("button", name="step: one forward").click()
    settle(page)
    assert "df/dp = 10" in texts(page)


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


def test_numbers_are_typed_judged_and_shown(show):
    page = show(SweepByHand(small_network, (2, 3, -1)))
    field = page.get_by_label("your number")
    wrong = {
        "p": ("2", "Dropped path."),
        "q": ("14", "Sign."),
        "x": ("3", "Edge for total."),
        "s": ("4", "Value for slope."),
        "y": ("-2", "Overwritten"),
    }
    for place, (node, total) in enumerate(TOTALS.items()):
        assert sentence(page).startswith(f"Type df/d{node}.")
        assert f"df/d{node} = ?" in texts(page)
        if node in wrong:
            number, mistake = wrong[node]
            commit(page, field, number)
            assert sentence(page).startswith(mistake)
            assert f"df/d{node} = ?" in texts(page)
        commit(page, field, total.replace("−", "-"))
        assert sentence(page).startswith(f"Right: df/d{node} = ")
        assert f"df/d{node} = {total}" in texts(page)
        step(page)
        assert field.input_value() == ""
        assert page.evaluate("model.get('step')") == place + 1
    assert sentence(page) == "All of them found: df/dx = 30, df/dy = 18, df/dz = −2."


def test_a_bug_is_made_visible_by_moving_the_inputs(show):
    page = show(BrokenSweep(book_network, (-1, 0, -2, 1)))
    page.get_by_label("bug").select_option("∂u/∂b lost")
    settle(page)
    assert sentence(page).startswith("The bug does not show at the inputs: df/dw = −4096")
    for name, key in {"w": "End", "x": "ArrowRight"}.items():
        page.get_by_role("slider", name=name, exact=True).focus()
        page.keyboard.press(key)
    settle(page)
    assert sentence(page).startswith("The bug shows: ")
    assert page.locator(".d2l-goal").inner_text().startswith("☑")
    assert any(text.startswith("right: ") for text in texts(page))
