"""What teachers get: the table, the copies, the sheets, all from the exercises' own records and what the notebooks ask."""

import re
from pathlib import Path

import nbformat
import pytest

import copies
import sheets
import teacher
from d2lcalc.exercises import desk
from d2lcalc.exercises.misconceptions import BELIEFS

STATED = re.compile(r"\*\*(\d+\.\d+ .+)\*\* ●{1,3} \(\d+ min\)\n\n.+", re.DOTALL)
NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
READ = {path.name[:2]: nbformat.read(path, as_version=4) for path in NOTEBOOKS}
BEATS = [(name, beat) for name, belief in BELIEFS.items() for beat in belief.pictures]


def rows(text):
    return [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]


def test_the_table_has_every_exercise_and_every_belief_a_picture_and_an_exercise():
    found = {row[0]: row for row in rows(teacher.document())}
    assert desk.every_exercise().keys() | BELIEFS.keys() <= found.keys()
    assert found["1.2"][2:6] == ["M7", "●", "3", "number"]
    for name in BELIEFS:
        assert len(found[name]) == 4 and all(found[name]), found[name]


@pytest.mark.parametrize(("name", "beat"), BEATS)
def test_the_beat_that_attacks_a_belief_exists_and_has_a_picture(name, beat):
    """Between the heading of the beat and the next one stands a cell that makes a scene or asks a question."""
    notebook, number = beat.split(".")
    inside, pictures = False, []
    for cell in READ[notebook].cells:
        if cell.cell_type == "markdown" and re.search(r"^## ", cell.source, re.MULTILINE):
            inside = bool(re.search(rf"^## (▷ )?{number}\. ", cell.source, re.MULTILINE))
        elif inside and cell.cell_type == "code":
            pictures += re.findall(r"\b(?:[A-Z]\w+|scene)\(|^ask\.\w+$", cell.source, re.MULTILINE)
    assert pictures


def test_a_copy_has_no_outputs_and_the_solved_one_answers():
    cells = [nbformat.v4.new_code_cell('check("1.2", ...)', outputs=[nbformat.v4.new_output("stream", text="x")], execution_count=3)]
    for solved in (False, True):
        (cell,) = copies.copy(nbformat.v4.new_notebook(cells=[cell.copy() for cell in cells]), solved).cells
        assert cell.outputs == [] and cell.execution_count is None
        assert ("..." in cell.source) is not solved


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name[:2])
def test_every_exercise_is_stated_once_above_its_picture_and_its_unanswered_check(path):
    section, wanted = int(path.name[:2]), []
    for name, exercise in (desk.exercises(section) if section in desk.TOPICS else {}).items():
        moved = [f'scene("{name}")'] if exercise.scene else []
        wanted += [f"{name} {exercise.title}", *moved, desk.cell(exercise)]
    found = []
    for cell in READ[path.name[:2]].cells:
        if re.match(r"\*\*\d+\.\d+ ", cell.source):
            found.append(STATED.fullmatch(cell.source)[1])
        elif cell.cell_type == "code" and re.search(r"\b(check|scene)\(", cell.source):
            found.append(cell.source)
    assert found == wanted


@pytest.mark.slow
def test_every_sheet_is_drawn_and_again_the_same(tmp_path):
    for folder in ("first", "second"):
        sheets.main(tmp_path / folder)
    first, second = (sorted((tmp_path / folder).glob("*.pdf")) for folder in ("first", "second"))
    assert [path.stem for path in first] == list(sheets.SHEETS)
    assert all(one.read_bytes() == other.read_bytes() for one, other in zip(first, second, strict=True))


def test_every_exit_ticket_is_on_its_sheet():
    having = [path for path in NOTEBOOKS if any("## Exit ticket" in cell.source for cell in READ[path.name[:2]].cells)]
    assert having and all(map(sheets.ticket, having))
