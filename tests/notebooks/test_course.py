"""The course as a whole: all of the chapter is in it, no word is used before it is explained, no exercise has its answer above it."""

import importlib
import json
import re
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


@pytest.mark.parametrize(("where", "text"), [row for section in COURSE.values() if isinstance(section, dict) for row in section.values()])
def test_all_of_the_chapter_is_in_the_course(where, text):
    assert text in (ERRATA if where == "ERRATA" else "\n".join(map(printed, CELLS[where])))


def questions(cells):
    """The questions of a notebook, by what its code calls them."""
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    for topic, alias in re.findall(r"^from d2lcalc\.predictions import (\w+)(?: as (\w+))?$", code, re.MULTILINE):
        for name, entry in vars(importlib.import_module(f"d2lcalc.predictions.{topic}")).items():
            yield f"{alias or topic}.{name}", entry


def read():
    """The paragraphs of the course as they are read, but for headings, aims and links: its text, and its questions where they are asked."""
    for number, cells in CELLS.items():
        asked = dict(questions(cells))
        for cell in cells:
            source = "".join(cell["source"])
            if cell["cell_type"] == "markdown":
                yield from ((number, part) for part in source.split("\n\n") if not part.startswith(("#", "*After", "Next:")))
            else:
                yield from ((number, str(vars(asked[name]))) for name in re.findall(r"\b\w+\.\w+", source) if name in asked)


READ = [*read()]


@pytest.mark.parametrize("term", COURSE["terms"])
def test_a_word_is_explained_where_it_is_first_used(term):
    first = next(part for part in READ if re.search(rf"\b{term}s?\b", part[1], re.IGNORECASE))
    assert any(re.match(rf"(the )?{term}", bold, re.IGNORECASE) for bold in re.findall(r"\*\*(.+?)\*\*", first[1])), first
