"""Every control of every notebook, in process: to both ends, the middle and back."""

import base64
import json

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from d2lcalc.live import Scene
from d2lcalc.live import widget as scene_module
from d2lcalc.live.still import draw_still
from lab import NOTEBOOKS


def stops(parameter):
    """The values that a control is driven to."""
    if parameter["kind"] == "number":
        return [parameter["min"], parameter["max"], (parameter["min"] + parameter["max"]) / 2]
    if parameter["kind"] == "step":
        return [0, parameter["max"], parameter["max"] // 2]
    if parameter["kind"] == "guess":
        return [-1e6, 0.5]
    return range(len(parameter["options"])) if parameter["kind"] == "choice" else [True, False]


def drive(scene):
    """Move each parameter through its stops, with the truth hidden and shown; each time the picture must have its sentence."""
    for revealed in (False, True):
        scene.revealed = revealed
        for parameter in scene.spec["parameters"]:
            for value in [*stops(parameter), parameter["value"]]:
                setattr(scene, parameter["name"], value)
                assert scene.sentence
                assert all(np.ndim(output) <= 1 for output in scene._outputs())
            assert getattr(scene, parameter["name"]) == parameter["value"]


@pytest.fixture(scope="module", params=sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def notebook(request):
    """The cells of a notebook, the scenes that its code makes, and those of them that it displays."""
    cells, scenes, displayed = json.loads(request.param.read_text(encoding="utf-8"))["cells"], [], []
    shell = InteractiveShell()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scene_module, "_close_earlier", scenes.append)
        for cell in cells:
            if cell["cell_type"] == "code":
                before = len(scenes)
                run = shell.run_cell("".join(cell["source"]), silent=True)
                run.raise_error()
                shows = any("data" in output for output in cell["outputs"])  # else its scenes only give numbers to be printed
                displayed += scenes[before:] if shows else [run.result] if isinstance(run.result, Scene) else []
    assert displayed
    return cells, scenes, displayed


def test_every_picture_has_its_still_stored_beside_its_sentence(notebook):
    cells, _, displayed = notebook
    pictures = {scene.sentence for scene in displayed if scene.spec["panels"]}
    data = [output["data"] for cell in cells for output in cell.get("outputs", []) if "data" in output]
    stored = {"".join(bundle["text/plain"]): bundle for bundle in data}
    printed = {line.strip() for cell in cells for output in cell.get("outputs", []) for line in output.get("text", [])}
    for sentence in pictures - printed:
        assert len(base64.b64decode(stored[sentence]["image/png"])) <= 40_000
    assert all("application/vnd.jupyter.widget-view+json" not in bundle for bundle in data)


def test_every_control_moves_without_an_error(notebook):
    for scene in notebook[1]:
        drive(scene)


def test_every_function_gives_way_to_another(notebook):
    for scene in [scene for scene in notebook[1] if scene.spec["subject"]]:
        offered = scene.spec["subject"]
        for text in (offered["options"][-1], offered["example"], ""):
            scene.subject = text
            assert scene.problem == ""
            assert scene.sentence


def test_every_scene_has_a_still_at_both_ends_of_a_control(notebook):
    for scene in notebook[1]:
        for parameter in scene.spec["parameters"][-1:]:  # of one control: stills are slow
            for value in stops(parameter)[:2]:
                setattr(scene, parameter["name"], value)
                assert draw_still(scene.spec, scene._outputs()).startswith(b"\x89PNG")
