"""Another function on a page without a kernel and beside one: what is asked for, answered, kept and given up."""

from d2lcalc.functions import hill_and_valley as hill
from d2lcalc.live import Choose, Number, Scene, Subject, Table, chart, point, stage, words
from d2lcalc.scenes import TangentPlane
from powers import powers
from scene_page import assert_nothing_heard, enter, heard, press, says, settle, state_of

WINDOW = (-2.0, 2.0, -2.0, 2.0)


ALIVE, GONE = "model.widget_manager = { kernel: { status: 'idle' } }", "model.widget_manager = { kernel: null }"


def answer(page, scene):
    """What a kernel does: it hears what the page asks for and answers."""
    state = heard(page)[-1]
    scene.x, scene.subject = state["x"], state["subject"]
    is_new = "([name, value]) => JSON.stringify(value) !== JSON.stringify(model.get(name))"
    page.evaluate(f"(state) => Object.entries(state).filter({is_new}).forEach(([name, value]) => model.set(name, value))", state_of(scene))
    settle(page)


def test_what_is_typed_is_asked_of_the_kernel_and_the_focus_stays(show):
    scene = powers()
    page = show(scene)
    page.evaluate(ALIVE)
    page.get_by_text("Another function").click()
    field = page.get_by_label("Another function: type")
    enter(field, "6")
    assert says(page) == "x to the 2 is 1."
    answer(page, scene)
    assert says(page) == "x to the 6 is 729."
    assert page.locator(".d2l-subject math").text_content() == "x6"
    assert field.evaluate("(e) => e === document.activeElement") and field.input_value() == "6"
    assert page.locator(".d2l-panels").count() == page.locator(".d2l-flat").count() == page.evaluate("listening()") == 1
    page.get_by_role("slider", name="x", exact=True).press("Home")
    assert says(page) == "x to the 6 is 46660."
    enter(field, "6x")
    answer(page, scene)
    assert page.locator(".d2l-subject .d2l-problem").inner_text() == "'6x' is no whole number"
    assert field.input_value() == "6x" and says(page) == "x to the 6 is 46660."
    page.get_by_label("Another function: choose").select_option("4")
    answer(page, scene)
    assert says(page) == "x to the 4 is 16."
    assert page.locator(".d2l-subject .d2l-problem").inner_text() == field.input_value() == ""
    page.get_by_role("button", name="Start over").click()
    answer(page, scene)
    assert says(page) == "x to the 2 is 1."
    assert page.evaluate("document.activeElement.textContent") == "Start over"


def test_what_the_page_can_fill_it_shows_before_the_kernel_answers_and_what_may_be_meant_is_one_click(show):
    scene = TangentPlane(hill)
    page = show(scene)
    page.evaluate(ALIVE)
    page.get_by_text("Another function").click()
    field = page.get_by_label("Another function: type")
    enter(field, "x^2 - y^2/2")
    assert says(page) == scene.sentence
    answer(page, scene)
    for text in ("x^2 - 3*y", "sin(x) + y"):
        enter(field, text)
        shown, said = page.evaluate_handle("document.querySelector('.d2l-view')"), says(page)
        assert scene.subject != text and said != scene.sentence
        answer(page, scene)
        assert (scene.subject, scene.sentence, says(page)) == (text, said, said)
        assert shown.evaluate("(view) => view.isConnected")
    enter(field, "1/2x")
    answer(page, scene)
    assert "written with *" in page.locator(".d2l-subject .d2l-problem").inner_text() and says(page) == said
    meant = page.get_by_role("group", name="what may be meant", exact=True).get_by_role("button")
    assert meant.all_inner_texts() == ["Take 1/2*x", "Take 1/(2*x)"]
    meant.last.click()
    assert page.evaluate("[document.activeElement.value, model.get('subject')]") == ["1/(2*x)", "1/(2*x)"]
    answer(page, scene)
    assert (says(page), meant.count()) == (scene.sentence, 0)


def test_without_a_kernel_a_text_is_refused_and_a_choice_recorded_ahead_is_shown(show):
    scene = powers()
    scene.record_choices()
    page = show(scene)
    page.evaluate(GONE)
    page.get_by_text("Another function").click()
    for text in ("6", "constructor", "toString"):  # the last two are names that every object has
        page.get_by_label("Another function: type").fill(text)
        page.get_by_role("button", name="Show it").click()
        assert "Python, which is not running here" in page.locator(".d2l-subject .d2l-problem").inner_text()
        assert page.evaluate("model.get('subject')") == ""
    page.get_by_label("Another function: choose").select_option("5")
    assert says(page) == "x to the 5 is 97.66."
    assert page.locator(".d2l-subject .d2l-problem").inner_text() == ""
    assert_nothing_heard(page)
    page.evaluate("reportError = ({ name }) => (window.reported = name); model.get('recorded')['4'].parameters = null")
    page.get_by_label("Another function: choose").select_option("4")
    assert "console tells why" in page.locator(".d2l-subject .d2l-problem").inner_text()
    assert page.evaluate("reported") == "TypeError"
    page.get_by_role("button", name="Start over").click()
    assert says(page) == "x to the 2 is 1."


def test_a_kernel_that_does_not_answer_is_spoken_of(show):
    page = show(powers())
    page.get_by_text("Another function").click()
    page.get_by_label("Another function: choose").select_option("3")
    page.get_by_text("No answer yet").wait_for()
    page.get_by_role("button", name="Start over").click()
    assert says(page) == "x to the 2 is 1."


def test_a_question_comes_before_another_function_and_goes_with_it(show):
    scene = powers(question=Choose("How high?", {"up": "Yes.", "down": "No."}, right="down"))
    scene.record_choices()
    page = show(scene)
    assert not page.get_by_text("Another function").is_visible()
    page.get_by_role("button", name="Skip").click()
    settle(page)
    page.get_by_text("Another function").click()
    page.get_by_label("Another function: choose").select_option("3")
    settle(page)
    assert page.locator(".d2l-question").count() == 0
    assert page.get_by_text("Another function").is_visible()
    page.get_by_role("button", name="Start over").click()
    settle(page)
    assert page.locator(".d2l-question").count() == 1
    assert page.evaluate("[model.get('revealed'), model.get('prediction')]") == [False, None]
    assert not page.get_by_text("Another function").is_visible()


def test_another_subject_keeps_the_view_that_was_turned_and_the_table_that_was_opened(show):
    def compose(n):
        def draw(x):
            here = point((x, x**n), label=words("@z", z=x**n), name="P")
            table = Table("In numbers", ("", "value"), {"P": [{"": [here]}]})
            return [stage(point((x, 0.0, x**n)), window=WINDOW, height=(0, 1)), chart(here, window=WINDOW, table=table)]

        return draw, {"x": Number(0.5, min=0, max=1)}

    scene = Scene(compose, subject=Subject(1, int, options=("2", "3")))
    scene.record_choices()
    page = show(scene)
    page.evaluate(GONE)
    axes = lambda: page.locator(".d2l-stage svg").first.inner_html()
    home = axes()
    page.locator(".d2l-stage").focus()
    press(page, "ArrowLeft")
    page.get_by_text("In numbers").first.click()
    turned = axes()
    assert turned != home
    page.get_by_text("Another function").click()
    page.get_by_label("Another function: choose").select_option("2")
    settle(page)
    assert axes() == turned
    assert "0.25" in page.locator(".d2l-table td").inner_text()
    assert page.locator(".d2l-table td").is_visible()
    assert page.locator(".d2l-flat .d2l-frame").bounding_box()["height"] > 200
