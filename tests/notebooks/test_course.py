"""The course as a whole: all of the chapter is in it, no word is used before it is explained, no exercise has its answer above it."""

import importlib
import json
import re
import tomllib
from pathlib import Path

import numpy as np
import pytest

from d2lcalc.exercises import desk
from d2lcalc.exercises.answers import Function, Numbers
from lab import NOTEBOOKS

COURSE = tomllib.loads(Path(__file__).with_name("course.toml").read_text(encoding="utf-8"))
CELLS = {path.name[:2]: json.loads(path.read_text(encoding="utf-8"))["cells"] for path in sorted(NOTEBOOKS.glob("*.ipynb"))}
EXERCISES = desk.every_exercise()
ERRATA = (NOTEBOOKS.parent / "ERRATA.md").read_text(encoding="utf-8")


def printed(cell):
    """What a cell says: its source, and what is stored of its output in words."""
    outputs = [output.get("text") or output["data"].get("text/plain", "") for output in cell.get("outputs", [])]
    return "\n".join("".join(part) for part in [cell["source"], *outputs])


@pytest.mark.parametrize(("where", "text"), [row for section in COURSE.values() if isinstance(section, dict) for row in section.values()])
def test_all_of_the_chapter_is_in_the_course(where, text):
    assert text in (ERRATA if where == "ERRATA" else "\n".join(map(printed, CELLS[where])))


@pytest.mark.parametrize("number", list(CELLS)[1:])
def test_a_notebook_has_one_picture_and_a_short_path(number):
    text, minutes = "\n".join(map(printed, CELLS[number])), 25 if number in ("07", "08") else 20
    assert text.count(f"**If you have {minutes} minutes:**") == text.count("★ *The picture of this notebook.*") == 1


@pytest.mark.parametrize("number", CELLS)
def test_what_is_asked_in_passing_has_its_answers_folded_below_it(number):
    text = "\n\n".join("".join(cell["source"]) for cell in CELLS[number] if cell["cell_type"] == "markdown")
    letters = lambda part: re.findall(r"\*\*\((\w)\)", part)
    for part in re.findall(r"^(?:## Before we start|## Exit ticket|\*Check\.\*).*?(?=^## |\Z)", text, re.DOTALL | re.MULTILINE):
        asked, _, folded = part.partition("<details><summary>Answer")
        answer, closed, _ = folded.partition("</details>")
        assert closed and letters(answer) == letters(asked)
    assert text.count("<details>") == text.count("</details>")


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
    first = next((part for part in READ if re.search(rf"\b{term}s?\b", part[1], re.IGNORECASE)), None)
    assert first, "the course does not have it"
    assert any(re.match(rf"(the )?{term}", bold, re.IGNORECASE) for bold in re.findall(r"\*\*(.+?)\*\*", first[1])), first


NUMBER = r"-?\d+(?:\.\d+)?(?:e-?\d+)?"
LATEX = r"\\(?:mathbf|boldsymbol|mathrm|textcolor\{\w+\}|left|right|q?quad|[,;!]|\w*cdot)|[{}\s*·@]"


def typed(text):
    """A text with its signs, powers and small fractions as they are typed."""
    text = re.sub(r"\\[td]?frac(\d)(\d)", lambda both: f"{int(both[1]) / int(both[2]):.4g}", text)
    return text.translate(str.maketrans({"−": "-", "²": "^2", "³": "^3", "⁴": "^4"})).replace("**", "^")


def in_a_row(text, count):
    """All numbers that stand so many in a row, with commas or as a matrix has them."""
    for row in re.findall(rf"{NUMBER}(?:\s*[,;&]\s*{NUMBER})*", typed(text)):
        numbers = [float(number) for number in re.findall(NUMBER, row)]
        yield from (numbers[k : k + count] for k in range(len(numbers) - count + 1))


def formulas(text):
    """The formulas of a text or a program, both sides of an equation apart, without spaces and signs of multiplication."""
    parts = re.split(r"[$=,:;|`?\n\"]|\breturn\b", typed(re.sub(r"(lambda|def)\b.*?:", "", text)))
    shorn = {re.sub(LATEX, "", part).replace(".T", "ᵀ").replace("^\\top", "ᵀ").rstrip(".") for part in parts}
    return {formula for formula in shorn if len(formula) > 2 and re.search(r"\w[-+^/(ᵀ]", formula)}


def gives_away(text, exercise, asked):
    """Whether a text has the numbers or the formula of the answer, or what is to be judged."""
    right = exercise.right
    if isinstance(exercise.form, Numbers):
        right = np.asarray(right, float)
        told = right.size > 1 or right % 1 or abs(right) >= 100  # a small whole number stands anywhere
        return told and any(exercise.form.same(np.reshape(row, right.shape), right) for row in in_a_row(text, right.size))
    if isinstance(exercise.form, Function):
        return bool((formulas(exercise.answer) - formulas(asked)) & formulas(text))
    long = {float(number) for number in re.findall(NUMBER, typed(asked)) if len(re.sub(r"^[-0.]*|\.|e.*", "", number)) > 2}
    judged = [formulas(part) for letter, part in re.findall(r"([A-H]):? (\$[^$]+\$)", asked) if exercise.form.rows or letter in right]
    return bool(long & {row[0] for row in in_a_row(text, 1)} or set().union(*judged) & formulas(text))


@pytest.mark.parametrize("name", EXERCISES)
def test_no_exercise_has_its_answer_above_it(name):
    cells = CELLS[f"{int(name.split('.')[0]):02}"]
    place = [cell["id"] for cell in cells].index(f"exercise-{name.replace('.', '-')}")
    above = [cell for cell in cells[:place] if not cell["id"].startswith(("exercise", "check", "scene"))]
    asked = "".join(cells[place]["source"]).partition("\n\n")[2]
    assert [cell["id"] for cell in above if gives_away(printed(cell), EXERCISES[name], asked)] == []
