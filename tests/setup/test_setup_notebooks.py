"""`start.py notebooks` stores what a reader without a kernel can see, and the same again when run again."""

import json
from hashlib import sha256

import nbformat
import pytest

import notebooks
from d2lcalc.live.widget import Engine

CELLS = (
    "import ipywidgets\nprint('before')\nprint('after')\nipywidgets.IntSlider()",
    "from d2lcalc.live import Number, Scene, chart, point, share\nline = lambda x: [chart(point((x, x)), window=(-2, 2, -2, 2))]\n"
    "above, below, hidden = (Scene(line, title=title, x=Number(1, min=-2, max=2)) for title in ('Above', 'Below', 'Hidden'))\n"
    "links = share(above, below, hidden, names=('x',))\ndisplay(above, below)",
)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "small.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS]), path)
    return path


@pytest.mark.slow
def test_scenes_are_stored_with_their_state_any_other_widget_as_text_and_both_settle(path):
    notebooks.main(str(path))
    first = path.read_text()
    stored = nbformat.read(path, as_version=4)
    nbformat.validate(stored)
    said, slider, above, below = [output for cell in stored.cells for output in cell.outputs]
    assert "before\n" in said.text
    assert slider.data == {"text/plain": "IntSlider(value=0)"}
    assert above.data.keys() == below.data.keys() == {notebooks.WIDGET_VIEW, "image/png", "text/plain"}
    models = stored.metadata.widgets[notebooks.WIDGET_STATE]["state"]  # nested, or GitHub refuses the notebook
    shown = [output.data[notebooks.WIDGET_VIEW]["model_id"] for output in (above, below)]
    assert models.keys() == {"engine", *shown, "link 0"}
    assert all(models[name]["state"].keys().isdisjoint(notebooks.LEFT_OUT) for name in shown)
    assert "hollow" in notebooks.LEFT_OUT  # a recipe is as long as a tape
    assert [models["link 0"]["state"][end] for end in ("source", "target")] == [[f"IPY_MODEL_{name}", "x"] for name in shown]
    assert "version" not in stored.metadata.language_info
    notebooks.main(str(path))
    assert path.read_text() == first
    assert path.with_name("SHA256SUMS").read_text() == sum_of(path)


def sum_of(path):
    """The line that `sha256sum` writes."""
    return f"{sha256(path.read_bytes()).hexdigest()}  {path.name}\n"


def test_the_digests_by_which_notebooks_are_trusted_are_theirs():
    sums = (notebooks.NOTEBOOKS / "SHA256SUMS").read_text()
    assert sums == "".join(map(sum_of, sorted(notebooks.NOTEBOOKS.glob("*.ipynb")))), "a notebook was changed: run `start.py notebooks`"


def test_stored_notebooks_hold_the_bundle_of_today():
    engine = json.dumps(Engine._esm, ensure_ascii=False)
    others = [path.name for path in notebooks.NOTEBOOKS.glob("*.ipynb") if engine not in path.read_text(encoding="utf-8")]
    assert others == [], "these hold another bundle: run `start.py notebooks`"


COURSE = pytest.mark.parametrize("path", sorted(notebooks.NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)


@COURSE
def test_a_stored_view_has_its_model_and_a_stored_scene_its_view(path):
    stored = nbformat.read(path, as_version=4)
    models = stored.metadata.get("widgets", {}).get(notebooks.WIDGET_STATE, {"state": {}})["state"]
    data = [output.get("data", {}) for cell in stored.cells for output in cell.get("outputs", [])]
    views = {each[notebooks.WIDGET_VIEW]["model_id"] for each in data if notebooks.WIDGET_VIEW in each}
    assert views == {name for name, model in models.items() if isinstance(model["state"].get("stored"), int)}


@COURSE
def test_no_cell_below_the_imports_is_longer_than_fifteen_lines(path):
    _imports, *cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert {cell.id: count for cell in cells if (count := len(cell.source.splitlines())) > 15} == {}


def test_what_is_to_be_copied_fits_the_width_of_a_projected_cell():
    own = nbformat.read(notebooks.NOTEBOOKS / "11_your_own_pictures.ipynb", as_version=4)
    code = [cell.source for cell in own.cells if cell.cell_type == "code"]
    assert [line for source in code for line in source.splitlines() if len(line) > 110] == []
