"""Run every notebook (or those named) and store its outputs as git holds them: a second run changes nothing.

Stored with them is the state of the scenes that are shown and of what ties them: a notebook that is trusted is live before a cell has run,
elsewhere it shows each scene's still. Of any other widget there is its text alone: its view without its model would be an error. No
times, no version of Python. The digest of what was stored goes to the file SHA256SUMS beside the notebook (`sha256sum --check` reads it):
start.py and Binder tell Jupyter to trust that and nothing else.
"""

import hashlib
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

from packing import packed

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
PACKED = ("spec", "recorded", "hollow")
LEFT_OUT = (*PACKED, "layout", "tabbable", "tooltip", "_dom_classes", "_view_count")  # the others are as in every widget


def run(path):
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    kernel = {"kernel_name": "python3", "timeout": 120, "coalesce_streams": True}
    NotebookClient(notebook, resources=resources, record_timing=False, **kernel).execute()
    widgets = notebook.metadata.get("widgets", {}).get(WIDGET_STATE)
    notebook.metadata = nbformat.from_dict(METADATA)
    if widgets and (scenes := shown(notebook, widgets["state"])):
        state = with_what_they_need(scenes, widgets["state"])
        notebook.metadata.widgets = {WIDGET_STATE: {**widgets, "state": state}}  # the form in which GitHub shows the notebook
    nbformat.write(notebook, path)
    note_digest(path)


def note_digest(path):
    sums = path.with_name("SHA256SUMS")
    lines = sums.read_text(encoding="utf-8").splitlines() if sums.exists() else []
    digests = {name: digest for digest, name in (line.split("  ", 1) for line in lines) if path.with_name(name).exists()}
    digests[path.name] = hashlib.sha256(path.read_bytes()).hexdigest()
    sums.write_text("".join(f"{digests[name]}  {name}\n" for name in sorted(digests)), encoding="utf-8", newline="\n")


def shown(notebook, models):
    """The scenes that the outputs show, by name. The view of any other widget is taken from its output."""
    scenes = {}
    for data in (output.get("data", {}) for cell in notebook.cells for output in cell.get("outputs", [])):
        name = data.get(WIDGET_VIEW, {}).get("model_id")
        if name and "spec" in models[name]["state"]:
            scenes[name] = models[name]
        else:
            data.pop(WIDGET_VIEW, None)
    return scenes


def with_what_they_need(scenes, models):
    """The state of the scenes, of their Engine, which keeps all specs in one text, and of the links among them."""
    (engine,) = {scene["state"]["engine"] for scene in scenes.values()}
    stored = packed({name: scene["state"][name] for name in PACKED} for scene in scenes.values())
    kept = {"engine": without_defaults(models[engine.removeprefix("anywidget:")], stored=stored)}
    for number, (name, scene) in enumerate(scenes.items()):
        kept[name] = without_defaults(scene, engine="anywidget:engine", stored=number)
    links = [model for model in models.values() if model["model_name"] == "LinkModel"]
    ties = [link for link in links if all(link["state"][end][0].removeprefix("IPY_MODEL_") in scenes for end in ("source", "target"))]
    return kept | {f"link {number}": tie for number, tie in enumerate(ties)}


def without_defaults(model, **more):
    state = {name: value for name, value in model["state"].items() if name not in LEFT_OUT}
    return {**model, "state": state | more}


def main(*names):
    for path in map(Path, names or sorted(NOTEBOOKS.glob("*.ipynb"))):
        print(path.name, flush=True)
        run(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
