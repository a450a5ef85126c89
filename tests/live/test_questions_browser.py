"""Predictions in Chromium: chosen, typed and drawn, committed, judged, and asked again."""

from d2lcalc.functions import hill_and_valley as hill
from d2lcalc.live import Choose, Draw, Number, Scene, Type, arrow, chart, curve, plan, point, readout, surface, told
from scene_page import enter, press, put, settle

WINDOW = (-2.0, 2.0, -2.0, 2.0)


def asked(question):
    def picture(x, revealed):
        return [plan(surface(hill), arrow((x, 0), (x, 1), label="truth", show=revealed), window=WINDOW), readout("y = 1", show=revealed)]

    return Scene(picture, question=question, x=Number(0, min=-1, max=1))


def verdict(page):
    settle(page)
    return " ".join(page.locator(".d2l-verdict").inner_text().split())


def test_choose_hides_the_truth_until_an_option_is_committed(show):
    question = Choose(
        "Which way?", {"left": "That is down.", "up": "Because.", "right": "That is across."}, right="up", because="It rises."
    )
    page = show(asked(question))
    truth = page.locator("[data-mark=truth]")
    assert not truth.is_visible()
    page.get_by_role("button", name="Commit my prediction").click()
    assert "Choose one first" in page.locator(".d2l-question .d2l-problem").inner_text()
    page.get_by_role("radio", name="left").check()
    page.get_by_role("radio", name="left").press("Enter")
    assert verdict(page) == "Not so. It is: up. That is down. Because. It rises."
    assert truth.is_visible()
    assert page.locator(".d2l-readout").is_visible()
    assert page.locator(".d2l-options").inner_text().split() == "left ✗ your prediction up ✓ so it is right".split()
    assert page.evaluate("[model.get('prediction'), model.get('revealed')]") == ["left", True]
    assert page.evaluate("document.activeElement.className") == "d2l-verdict"
    page.evaluate("() => { window.first = document.querySelector('.d2l-verdict').firstChild; }")
    put(page, x=0.5)
    assert page.evaluate("window.first.isConnected")  # not written, and so not read aloud, again
    page.get_by_role("button", name="Start over").click()
    settle(page)
    assert not truth.is_visible()
    assert not page.get_by_role("radio", name="left").is_checked()
    assert page.evaluate("[model.get('prediction'), model.get('revealed')]") == [None, False]
    page.get_by_role("button", name="Skip").click()
    assert verdict(page) == "Skipped. It is: up. Because. It rises."


def test_a_panel_whose_lines_wait_says_so_until_the_answer(show):
    question = Choose("Up?", {"yes": "Yes.", "no": "No."}, right="yes")
    line, ghost = curve(lambda t: t), curve(lambda t: 0.2, kind="ghost")
    hidden = curve(lambda t: t, show=False)  # by itself, whatever is answered
    waiting = [told(line), ghost]
    charts = [chart(point((0.5, 0.5)), marks, window=(0, 1, 0, 1)) for marks in (waiting, line, [ghost, hidden], [waiting, point((0, 0))])]
    page = show(Scene(lambda: charts, question=question))
    said = lambda: ["drawn once you answer" in panel.aria_snapshot() for panel in page.locator(".d2l-panel").all()]
    assert said() == [True, False, False, False]
    note, frame = (page.locator(name).first.bounding_box() for name in (".d2l-note", ".d2l-frame"))
    assert all(frame[k] < note[k] and note[k] + note[side] < frame[k] + frame[side] for k, side in (("x", "width"), ("y", "height")))
    page.get_by_role("button", name="Skip").click()
    settle(page)
    assert said() == [False] * 4


def test_type_needs_no_picture_and_takes_a_comma(show):
    page = show(Scene(question=Type("How much?", right=-0.016488, within=3e-4)))
    field = page.get_by_label("your number")
    enter(field, "much")
    assert "“much” is no number" in page.locator(".d2l-question .d2l-problem").first.inner_text()
    enter(field, "")
    assert page.locator(".d2l-question .d2l-problem").last.inner_text() == "Type a number first, or skip."
    enter(field, "−0,0165")
    assert verdict(page) == "Right."


def test_an_arrow_is_drawn_by_keys_alone(show):
    question = Draw("Draw it", tail=(0, 0), start=(0.5, 0), right=(0, 1), mistakes={(1, 0): "Across."})
    page = show(asked(question))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Commit my prediction"
    page.keyboard.press("Enter")
    assert verdict(page) == "Not so. The truth is 0, 1. The direction is off by 90°, and the arrow is too short. Across."
    assert page.locator(".d2l-arrow[data-role=guess]").is_visible()  # the ghost stays beside the truth
    assert page.locator("[data-mark='your prediction'] .d2l-handle:visible").count() == 0  # a committed prediction does not move
    page.get_by_role("button", name="Start over").click()
    settle(page)
    page.evaluate("document.activeElement.blur()")
    while page.evaluate("document.activeElement.ariaLabel ?? ''").split(":")[0] != "your prediction":
        page.keyboard.press("Tab")
    press(page, *["ArrowLeft"] * 5, *["ArrowUp"] * 10)
    page.get_by_role("button", name="Commit my prediction").press("Enter")
    assert verdict(page) == "Right."
    assert page.evaluate("model.get('prediction')") == [0, 1]
