"""Copy all notebooks twice, without outputs: to handouts/learner as they are, to handouts/solved with every exercise answered.

The answers are the exercises' own; tests/exercises proves that each of them passes.
"""

import sys
from pathlib import Path

import nbformat

from d2lcalc.exercises import desk

ROOT = Path(__file__).resolve().parent.parent


def copy(notebook, solved):
    """The notebook without outputs and what stands behind them; solved, its exercises' cells have answers in the place of the dots."""
    answers = {desk.cell(exercise): desk.cell(exercise, solved=True) for exercise in desk.every_exercise().values()} if solved else {}
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.source = answers.get(cell.source, cell.source)
            cell.outputs, cell.execution_count = [], None
    return notebook


def main(folder=ROOT / "handouts"):
    for kind in ("learner", "solved"):
        (Path(folder) / kind).mkdir(parents=True, exist_ok=True)
        for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
            nbformat.write(copy(nbformat.read(path, as_version=4), kind == "solved"), Path(folder) / kind / path.name)
        print(f"{folder}/{kind}")


if __name__ == "__main__":
    main(*sys.argv[1:])
