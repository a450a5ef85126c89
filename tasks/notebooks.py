"""Run every notebook (or those named) and store its outputs as git holds them.

A live output is stored as its still and its text alone: without its model, a stored widget view shows an error instead of the picture
beside it. No widget state, no times, no version of Python: a second run changes nothing.
"""

import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def run(path):
    notebook = nbformat.read(path, as_version=4)
    resources = {"metadata": {"path": str(path.parent)}}
    kernel = {"kernel_name": "python3", "timeout": 120, "coalesce_streams": True}
    NotebookClient(notebook, resources=resources, record_timing=False, **kernel).execute()
    for output in (output for cell in notebook.cells for output in cell.get("outputs", [])):
        output.get("data", {}).pop(WIDGET_VIEW, None)
    notebook.metadata = nbformat.from_dict(METADATA)
    nbformat.write(notebook, path)


def main(*names):
    for path in map(Path, names or sorted(NOTEBOOKS.glob("*.ipynb"))):
        print(path.name, flush=True)
        run(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
