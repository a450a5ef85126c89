"""The course as a whole: all of the chapter is in it, no word is used before it is explained, no exercise has its answer above it."""

import json
import tomllib
from pathlib import Path

import pytest

from lab import NOTEBOOKS

COURSE = tomllib.loads(Path(__file__).with_name("course.toml").read_text(encoding="utf-8"))
CELLS = {path.name[:2]: json.loads(path.read_text(encoding="utf-8"))["cells"] for path in sorted(NOTEBOOKS.glob("*.ipynb"))}
ERRATA = (NOTEBOOKS.parent / "ERRATA.md").read_text(encoding="utf-8")


def printed(cell):
    """What a cell says: its source, and what is stored of its output in words."""
    outputs = [output.get("text") or output["data"].get("text/plain", "") for output in cell.get("outputs", [])]
    return "\n".join("".join(part) for part in [cell["source"], *outputs])


@pytest.mark.parametrize(("where", "text"), [row for section in COURSE.values() for row in section.values()])
def test_all_of_the_chapter_is_in_the_course(where, text):
    assert text in (ERRATA if where == "ERRATA" else "\n".join(map(printed, CELLS[where])))
