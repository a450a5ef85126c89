"""The course in JupyterLab: every notebook runs without an error, and one scene is moved in every way, with and without a kernel."""

import re
import shutil

import nbformat
import pytest

from lab import NOTEBOOKS, PATIENCE, Notebook, server
from scene_page import drag, press

EXAMPLE = re.search(r"```python\n(.*?)```", (NOTEBOOKS.parent / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)[1]
LINKED = """from ipywidgets import FloatSlider, jslink
slider = FloatSlider(-0.5, min=-2, max=2, step=0.02, description="linked")
link = jslink((slider, "value"), (hill, "x"))
slider"""
EXERCISE = ("from d2lcalc.exercises import check, hint, scene", 'check("1.2", ...)', 'scene("2.2")', 'check("2.2", ...)')
LECTURE = """from d2lcalc.live import Choose
from d2lcalc.scenes import TangentPlane
asked = TangentPlane("x*y", question=Choose("Which way?", {"up": "Yes.", "down": "No."}, right="up"))
display(TangentPlane("x*exp(-x^2-y^2)"), asked)"""


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    for path in NOTEBOOKS.glob("*.ipynb"):
        shutil.copy(path, folder)  # so that nothing is saved over it
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    for name, sources in {"tried": (EXAMPLE, LINKED), "alone": (EXAMPLE,), "exercise": EXERCISE, "lecture": (LECTURE,)}.items():
        cells = [nbformat.v4.new_code_cell(source) for source in sources]
        nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / f"{name}.ipynb")
    with server(folder) as address:
        yield address


@pytest.fixture
def tried(browser, address):
    notebook = Notebook(browser, address, "tried.ipynb")
    notebook.run_all()
    yield notebook
    notebook.close()


def says(scene, x, y):
    """Wait until the picture says that P stands there."""
    scene.locator(".d2l-say", has_text=f"At ({x:g}, {y:g}) ".replace("-", "−")).wait_for()


def test_keys_drag_and_links_move_the_picture_and_leave_the_cells_alone(tried):
    scene, cells = tried.scene(0), tried.page.locator(".jp-Cell")
    before, slider = cells.count(), scene.get_by_role("slider", name="x", exact=True)
    handle = scene.locator(".d2l-flat .d2l-handle[aria-label^='P:']")
    slider.focus()
    press(tried.page, "ArrowRight", "ArrowRight", "b", "a", "x")
    says(scene, -0.46, 1)
    handle.focus()
    press(tried.page, "b", "a", "ArrowUp", "ArrowDown", "Shift+ArrowLeft")
    says(scene, -0.48, 1)
    assert cells.count() == before and handle.evaluate("(e) => e === document.activeElement")
    drag(handle, 60, 30)
    tried.wait_until("hill.x > -0.4")
    linked = tried.page.locator(".widget-readout")  # the handle's own aria-valuenow has one decimal only
    assert linked.inner_text().replace("-", "−") == slider.get_attribute("aria-valuetext")
    tried.page.locator(".jupyter-widgets .noUi-handle").focus()
    press(tried.page, "ArrowRight")
    assert linked.inner_text().replace("-", "−") == slider.get_attribute("aria-valuetext")
    tried.execute("hill.x, hill.y = 1.5, -1")
    says(scene, 1.5, -1)
    assert tried.errors() == tried.trouble == []


def test_a_cell_run_again_closes_its_first_scene(tried):
    alive = "from ipywidgets.widgets.widget import _instances; print(*(name for name, it in _instances.items() if hasattr(it, 'spec')))"
    first = tried.execute(alive)
    tried.page.locator(".d2lcalc-scene").evaluate("(scene) => { scene.id = 'first'; }")
    tried.page.locator(".jp-CodeCell .jp-InputPrompt").first.click()
    tried.command("notebook:run-cell")
    tried.page.wait_for_selector("#first", state="detached", timeout=PATIENCE)
    tried.page.wait_for_selector(".d2lcalc-scene", timeout=PATIENCE)
    assert tried.page.locator(".d2lcalc-scene").count() == 1
    assert tried.execute(alive) == first  # the new one alone, under the old one's name
    assert tried.errors() == []


def test_a_lecture_fills_the_screen_with_one_picture_and_goes_on_to_the_next(browser, address):
    notebook = Notebook(browser, address, "lecture.ipynb")
    notebook.run_all()
    page, asked, alone = notebook.page, notebook.scene(1), notebook.page.locator(":popover-open")
    notebook.scene(0).get_by_role("button", name="Start over").focus()
    press(page, "f")
    box, room = alone.bounding_box(), page.evaluate("({ width: innerWidth, height: innerHeight })")
    assert max(box[side] / room[side] for side in box.keys() & room.keys()) > 0.9
    assert float(alone.evaluate("(scene) => scene.style.zoom")) > 1.1  # of its 15 px
    press(page, "PageDown")
    assert alone.evaluate("(scene) => scene.ariaLabel") == "Which way?"
    press(page, " ")
    assert asked.locator(".d2l-verdict").inner_text().startswith("Skipped.")
    notebook.wait_until("asked.revealed")
    press(page, "r", "f")
    asked.get_by_role("button", name="Skip").wait_for()
    assert (alone.count(), page.locator(".jp-Cell").count()) == (0, 1) and notebook.errors() == notebook.trouble == []
    notebook.close()


def test_a_saved_page_loaded_again_goes_on_with_its_kernel(tried):
    tried.scene(0).get_by_role("slider", name="x", exact=True).press("ArrowRight")
    tried.command("docmanager:save")
    tried.page.reload()
    says(tried.scene(0), -0.48, 1)
    tried.execute("hill.x = 1.5")
    says(tried.scene(0), 1.5, 1)
    assert tried.errors() == tried.trouble == []


def test_everything_still_moves_when_the_kernel_is_gone(browser, address):
    alone = Notebook(browser, address, "alone.ipynb")
    alone.run_all()
    alone.page.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    alone.page.wait_for_timeout(1500)
    quiet = len(alone.trouble)  # JupyterLab itself may complain while it loses the kernel
    alone.scene(0).get_by_role("slider", name="x", exact=True).press("ArrowRight")
    says(alone.scene(0), -0.48, 1)
    assert alone.trouble[quiet:] == []
    alone.page.close()


def asked(notebook, number, source, expected):
    """Type a cell anew and run it, from the keyboard, until its reply begins as expected."""
    cell = notebook.page.locator(".jp-Notebook .jp-Cell").nth(number)
    cell.locator(".cm-content").click()
    notebook.page.keyboard.press("Control+A")
    notebook.page.keyboard.insert_text(source)
    notebook.page.keyboard.press("Control+Enter")
    cell.locator("[role=status]").filter(has_text=re.compile(f"^{expected}")).wait_for()


def test_an_exercise_is_answered_wrong_hinted_and_answered_right(browser, address):
    learner = Notebook(browser, address, "exercise.ipynb")
    learner.run_all()
    asked(learner, 1, 'check("1.2", 7.4)', "Not yet: sign of ε₁ lost")
    asked(learner, 1, 'hint("1.2")', "Look")
    asked(learner, 1, 'check("1.2", "6,2")', "Right")
    arrow = learner.scene(0)
    for name, presses in {"across": 15, "up": 20}.items():  # faster than the kernel answers: none may be lost
        arrow.get_by_role("slider", name=name, exact=True).focus()
        press(learner.page, *["ArrowRight"] * presses)
    arrow.get_by_text("goes 3 across and 2 up").wait_for()
    asked(learner, 3, 'check("2.2", ...)', "Right")
    assert learner.errors() == learner.trouble == []
    learner.close()


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_every_notebook_runs_without_an_error_and_follows_the_theme(browser, address, path):
    """Each of their pictures is looked at by itself in test_walk.py."""
    notebook = Notebook(browser, address, path.name)
    notebook.run_all()
    scenes = notebook.page.locator(".d2lcalc-scene")
    for theme in ("light", "dark"):
        notebook.use_theme(theme)
        for number in range(scenes.count()):
            notebook.scene(number).locator(f"xpath=self::*[starts-with(@data-theme, '{theme}')]").wait_for()
    assert scenes.count() > 0 and notebook.errors() == notebook.trouble == []
    notebook.close()
