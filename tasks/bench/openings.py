"""Every picture of d2lcalc.scenes as the notebooks show it; the benchmark moves each."""

import ast
from pathlib import Path

import nbformat

from d2lcalc import scenes

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"


def openings():
    """{"01 TangentPlane": source}: of a notebook's cells that end in such a call the longest, which asks for most, below the imports."""
    cells = {}
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        imports, *sources = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
        for source in sources:
            match ast.parse(source).body:
                case [*_, ast.Expr(ast.Call(ast.Name(name)))] if name in scenes.__all__:
                    cells.setdefault(f"{path.name[:2]} {name}", []).append(f"{imports}\n{source}")
    return {name: max(sources, key=len) for name, sources in cells.items()}


def opened(source):
    """The scene that such a cell shows, its question answered."""
    *lines, last = ast.parse(source).body
    names = {}
    exec(compile(ast.Module(lines, []), "cell", "exec"), names)
    scene = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    scene.revealed = True
    return scene
