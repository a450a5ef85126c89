"""Other front ends, on demand: each is started with its recipe in docs/anywhere.md, and a picture is moved, for a second visitor, too.

uv run --no-sync --with marimo --with voila --with shinywidgets pytest -n 0 tests/hosts.py
"""

import os
import re
import sys
from pathlib import Path
from textwrap import indent

import nbformat
import pytest

from serving import serving

ROOT = Path(__file__).parents[1]
EXAMPLE = re.search(r"```python\n(.*?)```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.DOTALL)[1]
MAKES_HILL = EXAMPLE.strip().removesuffix("hill").rstrip()
HOSTS = {
    "marimo": ("marimo", "run", "marimo_app.py", "--headless", "--no-token"),
    "Shiny": ("shiny", "run", "Shiny_app.py"),
    "Voila": ("voila", "hill.ipynb", "--no-browser"),
}


def recipe(host):
    """The program that docs/anywhere.md has for a host, with the lines that make `hill`."""
    page = (ROOT / "docs" / "anywhere.md").read_text(encoding="utf-8")
    code = re.search(rf"^## {host}\n.*?```python\n(.*?)```", page, re.DOTALL | re.MULTILINE)[1]
    return re.sub(r"^( *)# here the lines that make hill$", lambda found: indent(MAKES_HILL, found[1]), code, flags=re.MULTILINE)


@pytest.fixture(params=HOSTS)
def address(request, tmp_path):
    """Where a host serves the picture."""
    for host in ("marimo", "Shiny"):
        (tmp_path / f"{host}_app.py").write_text(recipe(host), encoding="utf-8")
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(EXAMPLE)]), tmp_path / "hill.ipynb")
    prefixes = [Path(sys.prefix), *(Path(path).parents[2] for path in sys.path if path.endswith("site-packages"))]
    places = os.pathsep.join(str(prefix / "share" / "jupyter") for prefix in prefixes)
    apart = {"cwd": tmp_path, "env": {**os.environ, "JUPYTER_PATH": places}, "start_new_session": True}  # marimo ends its whole session
    with serving(*HOSTS[request.param], folder=tmp_path, **apart) as address:
        yield address


def test_a_picture_moves_in_another_front_end(browser, address):
    page, trouble = browser.new_page(), []
    page.on("pageerror", lambda error: trouble.append(str(error)))
    for _ in ("the first visitor", "another"):
        page.goto(address)
        page.locator(".d2l-say", has_text="At (−0.5, 1)").wait_for(timeout=60_000)
        page.get_by_role("slider", name="x", exact=True).press("ArrowRight")
        page.locator(".d2l-say", has_text="At (−0.48, 1)").wait_for()
    page.close()
    assert trouble == []
