"""Every exercise: right answers are accepted, wrong ones refused and named, texts never run, and failing functions told where they fail."""

import ast
import json
import math
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from d2lcalc.exercises import check, desk, hint, progress, scene, solution
from d2lcalc.exercises.answers import Function, Numbers, Words
from d2lcalc.exercises.exercise import grade
from d2lcalc.exercises.misconceptions import BELIEFS, FIRST_HINTS
from d2lcalc.functions import log_sum_exp
from d2lcalc.scenes import TangentPlane
from many import one_in

EXERCISES = desk.every_exercise()
MISTAKES = [(name, i) for name, exercise in EXERCISES.items() for i in range(len(exercise.mistakes))]
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@cache
def brought(notebook):
    """The names that the first cell of code in a notebook brings."""
    [path] = NOTEBOOKS.glob(f"{int(notebook):02}_*.ipynb")
    names = {}
    exec("".join(json.loads(path.read_text(encoding="utf-8"))["cells"][1]["source"]), names)
    return names


@pytest.fixture(autouse=True)
def new_kernel():
    desk._records.clear()


def completed(exercise, wrong):
    """A named mistake's answer, with the right parts where it leaves them open."""
    if isinstance(exercise.form, Numbers) and not isinstance(wrong, str):
        wrong, right = np.asarray(wrong, float), np.asarray(exercise.right, float)
        return np.where(np.isnan(wrong), right, wrong) if wrong.shape == right.shape else wrong
    if isinstance(exercise.form, Words) and exercise.form.rows:
        return tuple(right if word is None else word for word, right in zip(wrong, exercise.right, strict=True))
    return wrong


@pytest.mark.parametrize(("name", "index"), one_in(4, MISTAKES))
def test_every_named_mistake_is_refused_and_named(name, index):
    exercise = EXERCISES[name]
    mistake = exercise.mistakes[index]
    graded = grade(exercise, completed(exercise, mistake.wrong))
    assert graded.outcome == "wrong"
    assert graded.mistake is not None, "not recognised"
    assert graded.mistake.name == mistake.name, f"taken for {graded.mistake.name}"
    assert mistake.hint in repr(check(name, completed(exercise, mistake.wrong)))


@pytest.mark.parametrize("name", EXERCISES)
def test_the_cell_of_a_notebook_runs_clean_before_and_right_after(name):
    exercise = EXERCISES[name]
    for solved, heading in ((False, "Not answered yet."), (True, "Right.")):
        names = {**brought(name.split(".")[0])}
        *lines, last = ast.parse(desk.cell(exercise, solved)).body
        exec(compile(ast.Module(lines, []), "cell", "exec"), names)
        assert eval(compile(ast.Expression(last.value), "cell", "eval"), names).heading == heading


@pytest.mark.parametrize("name", EXERCISES)
def test_the_record_is_complete(name):
    exercise = EXERCISES[name]
    assert set(exercise.misconceptions) <= BELIEFS.keys()
    assert all(text.endswith((".", "?", "!", "…", ")", "₄", "₂")) for text in (*exercise.hints, exercise.solution)), exercise.hints
    assert all(mistake.hint.endswith((".", "?")) for mistake in exercise.mistakes)
    assert (exercise.form.kind == "scene") == (exercise.scene is not None)
    said = (exercise.solution, *exercise.hints, *(mistake.hint for mistake in exercise.mistakes))
    assert not any(re.search(r"\{\w+[\[(.:]", text) for text in said), "the f before a quotation mark is missing"
    assert str(check(name)).startswith("Not answered yet.")


@pytest.mark.parametrize(("section", "topic"), desk.TOPICS.items())
def test_names_are_in_order_and_every_section_has_numbers_functions_and_choices(section, topic):
    found = desk.exercises(section)
    assert [int(name.split(".")[1]) for name in found] == list(range(1, len(found) + 1))
    assert topic == "summary" or {"number", "function", "choice"} <= {exercise.form.kind for exercise in found.values()}


def test_every_hint_of_the_table_is_used():
    assert FIRST_HINTS.keys() <= {mistake.name for exercise in EXERCISES.values() for mistake in exercise.mistakes}


TEXTS = ("", "   ", "hello", "__import__('os').abort()", "1+" * 100_000, "(" * 500, "\0", "inf", "nan", "9**9**9**9", "1/0")
NONSENSE = (None, True, math.nan, math.inf, 3 + 4j, np.zeros((2, 3, 4, 5)), [], [[1, 2], [3]], {"a": 1}, int)
GIVING = (None, "7", math.nan, 1j, np.zeros((7, 7, 7)))
FUNCTIONS = (lambda: 0, lambda *arguments: 1 / 0, *(lambda *arguments, given=given: given for given in GIVING))
TELLING = {type(exercise.form): name for name, exercise in EXERCISES.items()}.values()  # an exercise of each form


@pytest.fixture(scope="module")
def picture():
    return TangentPlane(log_sum_exp)


@pytest.mark.parametrize("name", [name if name in TELLING else pytest.param(name, marks=pytest.mark.slow) for name in EXERCISES])
def test_what_is_no_answer_gets_a_sentence(name, picture):
    for answer in (*TEXTS, *NONSENSE, *FUNCTIONS, picture):
        reply = check(name, answer)
        assert reply.heading != "Right." and reply.text, answer
    exercise = EXERCISES[name]
    if isinstance(exercise.form, Numbers):
        for size in (1e300, -1e300, 1e-300, 1e155):
            assert check(name, np.full(np.shape(exercise.right), size)).heading
    if isinstance(exercise.form, Function) and name != "9.2":
        assert "your function raised ZeroDivisionError: division by zero" in check(name, lambda *arguments: 1 / 0).text
        assert "does it lack a return?" in check(name, lambda *arguments: None).text


def test_interrupt_reaches_the_function():
    def interrupted(x, y):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check("1.1", interrupted)


@pytest.mark.parametrize("name", ["11.1", "1.99", "one", "", None, ..., 3j, [], "1.1; import os", "١.1"], ids=repr)
def test_an_unknown_exercise_is_said_to_be_unknown(name):
    for ask in (check, hint, solution, scene):
        assert ask(name).heading == "There is no exercise of that name."


def test_a_name_is_text():
    for ask in (check, hint, solution, scene):
        assert ask(9.1).heading == "The name goes in quotation marks."
        assert f'{ask.__name__}("9.1")' in ask(9.1).text
    assert progress().heading == "Nothing tried yet."


def test_an_answer_may_be_several_arguments():
    assert check("3.1", 1.6, 0.4, -5.2, -3.96).heading == "Right."
    assert "'9,3'" in check("1.2", 9, 3).text


def test_the_solution_opens_after_a_try_only():
    assert solution("1.2").heading == "Try first."
    check("1.2", "no number")
    assert solution("1.2").heading == "Try first."
    check("1.2", 7)
    assert "6.2" in solution("1.2").text


def test_hints_come_in_three_stages_and_come_again():
    assert [hint("1.2").heading for _ in range(4)] == ["Look.", "Formula.", "First step.", "Look."]


def test_a_mistake_made_twice_gets_the_next_hint_as_well():
    first, second = check("2.1", (60, -33)), check("2.1", (60, -33))
    assert first.heading == second.heading == "Not yet: not normalised."
    assert FIRST_HINTS["not normalised"] not in first.text and "Look: " not in first.text
    assert FIRST_HINTS["not normalised"] in second.text and "Look: " in second.text


def test_a_wrong_answer_without_a_name_gets_staged_hints():
    replies = [check("1.2", 7).text for _ in range(3)]
    assert [reply.split(":")[0] for reply in replies] == ["It is not 7. Look", "It is not 7. Formula", "It is not 7. First step"]
    assert 'solution("1.2")' in replies[-1]


def test_progress_shows_what_was_tried():
    assert repr(progress()) == "Nothing tried yet. Begin with any check(…), your answer in place of the dots."
    check("1.2", -0.8)
    check("1.2", 6.2)
    check("1.4", "3*x + 2*y - 5")
    hint("1.4")
    solution("1.4")
    check("1.4", "3*x + 2*y - 6")
    assert repr(progress()).splitlines() == [
        "2 right of 2 tried since the kernel was started.",
        "1.2 Predict: right, tries 2, hints 0",
        "1.4 Write the plane: right, after the solution, tries 2, hints 1",
    ]
    assert "<caption>2 right" in progress()._repr_html_()
    assert check("1.2", "<")._repr_html_().startswith('<p role="status"><strong>No answer yet.</strong>')
    check("10.1", lambda v: v)
    check("9.5", lambda A, B: A.T @ B.T)
    assert [name for name, *_ in progress().rows] == ["1.2", "1.4", "9.5", "10.1"]


MOVES = {
    "1.3": {"dx": 0.6, "dy": 0.3},
    "2.2": {"across": 3.0, "up": 2.0},
    "5.7": {"x": 4.5, "y": -1.0},
    "8.2": {"theta": 41},
    "9.3": {"x": 1.0, "y": -1.0},
    "10.3": {"x": 1.0, "y": 0.8},
}


@pytest.mark.parametrize("name", MOVES)
def test_a_scene_is_read_as_it_stands(name):
    picture = scene(name)
    assert check(name).heading == "Not answered yet."
    for parameter, value in MOVES[name].items():
        setattr(picture, parameter, value)
    assert check(name, ...).heading == "Right."
    assert check(name, picture).heading == "Right."


def test_every_scene_of_an_exercise_has_moves():
    assert {name for name, exercise in EXERCISES.items() if exercise.scene} == {*MOVES}
