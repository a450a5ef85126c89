"""An exercise in JupyterLab, as a learner has it: answered wrong, hinted, answered right; and a picture moved, then checked."""

import re

import nbformat
import pytest

from lab import Notebook, server

pytestmark = pytest.mark.browser

SOURCES = ("from d2lcalc.exercises import check, hint, progress, scene, solution", 'check("1.2", ...)', 'scene("2.2")', 'check("2.2", ...)')


@pytest.fixture
def learner(browser, tmp_path):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    cells = [nbformat.v4.new_code_cell(source) for source in SOURCES]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), tmp_path / "exercise.ipynb")
    with server(tmp_path) as address:
        notebook = Notebook(browser, address, "exercise.ipynb")
        notebook.run_all()
        yield notebook
        notebook.page.close()


def reply(notebook, number, expected):
    """Wait for a cell's reply that begins so, and read it."""
    output = notebook.page.locator(".jp-Notebook .jp-Cell").nth(number).locator("[role=status]").filter(has_text=re.compile(f"^{expected}"))
    output.wait_for()
    return output.inner_text()


def answer(notebook, number, source):
    """Type a cell anew and run it, from the keyboard."""
    notebook.page.locator(".jp-Notebook .jp-Cell").nth(number).locator(".cm-content").click()
    notebook.page.keyboard.press("Control+A")
    notebook.page.keyboard.insert_text(source)
    notebook.page.keyboard.press("Control+Enter")


def test_answered_wrong_hinted_answered_right(learner):
    reply(learner, 1, "Not answered yet")
    answer(learner, 1, 'check("1.2", 10.3)')
    assert "is ε₂ positive?" in reply(learner, 1, "Not yet: sign of ε₂ lost")
    answer(learner, 1, 'hint("1.2")')
    reply(learner, 1, "Look")
    answer(learner, 1, 'check("1.2", "9,3")')
    reply(learner, 1, "Right")

    reply(learner, 3, "Not answered yet")
    arrow = learner.scene(0)
    for name, presses in {"across": 15, "up": 40}.items():
        arrow.get_by_role("slider", name=name, exact=True).focus()
        for _ in range(presses):
            learner.page.keyboard.press("ArrowRight")
    arrow.get_by_text("goes 3 across and 4 up").wait_for()
    answer(learner, 3, 'check("2.2", ...)')
    reply(learner, 3, "Right")
    assert learner.errors() == []
    assert learner.trouble == []
