"""A notebook that holds the state of its scenes is live when it is opened, before a cell has run, if it is trusted; else it has stills."""

import subprocess
import sys

import nbformat
import pytest

from lab import NOTEBOOKS, Notebook, server, variables
from scene_page import press

CELLS = (
    "from d2lcalc.live import Number, Scene, chart, point, say, share, words\nfrom d2lcalc.live.subject import Subject\n"
    "def power(n):\n    draw = lambda x: [chart(point((x, x**n)), window=(-2, 2, -2, 2)), say(words('x is @x', x=x))]\n"
    "    return draw, {'x': Number(1, min=-2, max=2, step=0.5)}",
    "above = Scene(power, subject=Subject(1, int, options=('2',), formula=lambda n: f'x^{n}'))\nabove",
    "draw, parameters = power(3)\nbelow = Scene(draw, **parameters)\nlink = share(above, below, names=('x',))\nbelow",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """A server of one notebook under two names, of which one is trusted. It is made by the task of the course's own."""
    folder = tmp_path_factory.mktemp("opening")
    for name in ("trusted", "untrusted"):
        cells = [nbformat.v4.new_markdown_cell(f"# {name}"), *map(nbformat.v4.new_code_cell, CELLS)]
        nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{name}.ipynb")
    task = NOTEBOOKS.parent / "tasks" / "notebooks.py"
    subprocess.run([sys.executable, task, *folder.glob("*.ipynb")], check=True)
    subprocess.run([sys.executable, "-m", "jupyter", "trust", folder / "trusted.ipynb"], env=variables(folder), check=True)
    with server(folder) as address:
        yield address


def say(notebook, sentence):
    """Wait until both pictures say it."""
    for number in (0, 1):
        notebook.scene(number).locator(".d2l-say", has_text=sentence).wait_for()


APPLICATION = pytest.mark.parametrize("application", ["lab", "notebook"])


@APPLICATION
def test_trusted_it_is_live_before_a_cell_has_run_and_again_after_a_run_and_a_save(browser, address, application):
    notebook = Notebook(browser, address, "trusted.ipynb", application)
    say(notebook, "x is 1")
    notebook.scene(0).get_by_role("slider").focus()
    press(notebook.page, "ArrowRight")
    say(notebook, "x is 1.5")
    notebook.scene(0).locator("summary").click()
    notebook.scene(0).get_by_role("combobox").select_option("2")
    notebook.scene(0).locator(".d2l-problem", has_text="Python, which is not running here").wait_for()
    assert notebook.execute("print('above' in globals())") == "False\n"
    notebook.run_all()
    say(notebook, "x is 1")
    notebook.execute("above.x = -0.5")
    say(notebook, "x is −0.5")
    notebook.command("docmanager:save")
    assert notebook.errors() == notebook.trouble == []
    notebook.close()
    again = Notebook(browser, address, "trusted.ipynb", application)
    say(again, "x is 1")
    assert again.trouble == []
    again.close()


@APPLICATION
def test_untrusted_it_shows_its_stills(browser, address, application):
    notebook = Notebook(browser, address, "untrusted.ipynb", application)
    notebook.page.locator(".jp-OutputArea-output img").nth(1).wait_for()
    assert notebook.page.locator(".d2lcalc-scene, .jp-OutputArea-output img").count() == 2
    assert notebook.trouble == []
    notebook.close()
