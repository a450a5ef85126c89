"""One picture fills the screen: the focus and the answer are kept, and no panel is smaller."""

import pytest

from d2lcalc.live import Choose, Number, Scene, chart, plan, point
from scene_page import press, settle

WINDOW = (-2.0, 2.0, -2.0, 2.0)


UP = Choose("Up?", {"yes": "It is.", "no": "It is."}, right="yes")


OPEN, INSIDE, FULL = ":popover-open", "document.activeElement.closest(':popover-open') !== null", "document.fullscreenElement !== null"


@pytest.fixture
def slider(show):
    """One of a picture that was answered, with another element to go to after it."""
    page = show(Scene(lambda x: chart(point((x, x), drag=("x", None)), window=WINDOW), question=UP, x=Number(0, min=-1, max=1)))
    page.get_by_role("button", name="Skip").click()
    page.evaluate("document.body.append(document.createElement('button'))")
    slider = page.get_by_role("slider", name="x", exact=True)
    slider.focus()
    return slider


@pytest.mark.parametrize("leave", ["f", "Escape", "document.exitFullscreen()"])
def test_a_lecture_keeps_the_focus_and_the_answer_and_gives_them_back(slider, leave):
    page = slider.page
    page.keyboard.down("f")
    page.keyboard.down("f")  # held, it says so again and again
    page.keyboard.up("f")
    page.wait_for_function(FULL)
    for _ in range(page.locator("button, input, [tabindex='0']").count()):
        press(page, "Tab")
        assert page.evaluate(INSIDE)
    press(page, leave) if len(leave) < 7 else page.evaluate(leave)
    page.wait_for_function(f"!({FULL}) && !document.querySelector('{OPEN}')")
    assert page.locator(".d2l-verdict").inner_text().startswith("Skipped.")
    assert slider.evaluate("(slider) => slider === document.activeElement")


def test_a_lecture_left_before_the_screen_is_full_leaves_it(slider):
    key = "new KeyboardEvent('keydown', { key: 'f', bubbles: true })"
    slider.evaluate(f"(slider) => {{ slider.dispatchEvent({key}); slider.dispatchEvent({key}); }}")
    slider.page.wait_for_timeout(300)
    assert slider.page.locator(OPEN).count() == 0 and not slider.page.evaluate(FULL)


@pytest.mark.parametrize("panels", [1, 2, 3, 4])
def test_no_panel_is_smaller_in_a_lecture(show, panels):
    several = lambda x: [plan(point((x, x)), window=WINDOW) for _ in range(panels)]
    page = show(Scene(several, question=UP, x=Number(0, min=-1, max=1)))
    page.get_by_role("button", name="Start over").focus()
    for width, height in [(390, 844), (1280, 720), (1366, 768), (1920, 1080)]:
        page.set_viewport_size({"width": width, "height": height})
        settle(page)
        before = page.locator(".d2l-panel").first.bounding_box()
        press(page, "f")
        page.wait_for_function(FULL)
        page.wait_for_timeout(200)
        assert page.locator(".d2l-panel").first.bounding_box()["width"] >= before["width"]
        assert page.locator(OPEN).evaluate("(scene) => scene.scrollWidth <= scene.clientWidth")
        press(page, "f")
        page.wait_for_function(f"!({FULL})")
