"""`start.py notebooks` stores what a reader without a kernel can see, and the same again when run again."""

import nbformat
import pytest

import notebooks

SLIDER = "import ipywidgets\nprint('before')\nprint('after')\nipywidgets.IntSlider()"


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "slider.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SLIDER)]), path)
    return path


@pytest.mark.slow
def test_stored_outputs_hold_no_widget_and_settle(path):
    notebooks.main(str(path))
    first = path.read_text()
    assert "before\\n" in first
    assert "IntSlider(value=0)" in first
    assert "widget" not in first.replace("ipywidgets", "")
    assert "version" not in first.replace("nbformat", "")
    notebooks.main(str(path))
    assert path.read_text() == first


@pytest.mark.parametrize("path", sorted(notebooks.NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def test_no_cell_below_the_imports_is_longer_than_fifteen_lines(path):
    _imports, *cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert {cell.id: count for cell in cells if (count := len(cell.source.splitlines())) > 15} == {}
