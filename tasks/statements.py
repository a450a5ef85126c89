"""What the exercises ask, read from the notebooks, where alone it stands."""

import re
from pathlib import Path
from typing import NamedTuple

import nbformat

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
NUMBERED = re.compile(r"\*\*(\d+\.\d+) ")
STATED = re.compile(r"\*\*(?P<name>\d+\.\d+) (?P<title>.+)\*\* (?P<dots>●{1,3}) \((?P<minutes>\d+) min\)\n\n(?P<text>.+)", re.DOTALL)


class Statement(NamedTuple):
    """The Markdown cell of an exercise: `**1.2 Predict** ● (3 min)`, an empty line, and what is asked."""

    name: str
    title: str
    difficulty: int
    minutes: int
    text: str


def stated(path):
    """The statements of a notebook in their order; ValueError where one that begins with a number is written in another way."""
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    return [statement(source) for source in cells if NUMBERED.match(source)]


def statement(source):
    found = STATED.fullmatch(source)
    if not found:
        raise ValueError(f"the exercise {source.splitlines()[0]!r} must begin as `**1.2 Title** ● (3 min)`, then an empty line")
    return Statement(found["name"], found["title"], len(found["dots"]), int(found["minutes"]), found["text"])


def statements():
    """All statements by name."""
    return {found.name: found for path in sorted(NOTEBOOKS.glob("*.ipynb")) for found in stated(path)}
