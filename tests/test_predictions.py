"""The questions of all topics: each is asked in a notebook, and every wrong answer is told something and stands clear of the right one."""

import importlib
import itertools
import pkgutil
import re
from math import acos, degrees, hypot
from pathlib import Path

import nbformat
import pytest

from d2lcalc import predictions
from d2lcalc.live.questions import Choose, Draw, Place, Question, Type

QUESTIONS = {
    f"{topic.name}.{name}": entry
    for topic in pkgutil.iter_modules(predictions.__path__)
    for name, entry in vars(importlib.import_module(f"d2lcalc.predictions.{topic.name}")).items()
    if isinstance(entry, Question)
}
# Two wrong answers that are one mistake: a contour line walked either way, an angle counted from either end, a transpose.
TWO_ALIKE = {"geometry.draw_the_steepest", "matrix.quadratic_form"}
FEW_MISTAKES = {"warm_up.right_angle"}


def asked(path):
    """The questions that a notebook asks, by topic and name."""
    code = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    for names in re.findall(r"^from d2lcalc\.predictions import (.*)$", code, re.MULTILINE):
        for topic, _, alias in (name.partition(" as ") for name in names.split(", ")):
            yield from (f"{topic}.{name}" for name in re.findall(rf"\b{alias or topic}\.(\w+)", code))


def test_every_question_is_asked_in_a_notebook():
    notebooks = (Path(__file__).parents[1] / "notebooks").glob("*.ipynb")
    assert QUESTIONS.keys() == {name for path in notebooks for name in asked(path)}


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_wrong_answer_is_told_something_of_its_own(name):
    question = QUESTIONS[name]
    replies = list(question.options.values() if isinstance(question, Choose) else question.mistakes.values())
    assert all(replies) and len(set(replies)) == len(replies) - (name in TWO_ALIKE)
    if isinstance(question, Choose):
        assert 2 <= len(question.options) <= 4
    if isinstance(question, Type):
        assert len(question.mistakes) >= 3 or name in FEW_MISTAKES
        places = sorted([question.right, *question.mistakes])
        assert all(high - low > question.within for low, high in itertools.pairwise(places))
    if isinstance(question, Place | Draw):
        assert tuple(question.right) not in question.mistakes
    if isinstance(question, Draw):  # the way of another mistake is no right way
        for wrong, said in question.mistakes.items():
            assert (off(wrong, question.right) <= question.degrees) == said.startswith("The direction is right.")


def predicted(question):
    """Nothing, each named mistake, and what nobody has named: a far number or place, no arrow at all."""
    if isinstance(question, Choose):
        return [None, *question.options]
    return [None, *question.mistakes, 1e6 if isinstance(question, Type) else (0, 0) if isinstance(question, Draw) else (1e6, 1e6)]


def test_whatever_was_predicted_is_told_why(call):
    """The first line says what the truth is, and an arrow's next one how far it is off: a reason is one more."""
    asked = [(question, prediction) for question in QUESTIONS.values() for prediction in predicted(question)]
    found = call("question.js", "verdictOn", *((question.spec(), prediction) for question, prediction in asked))
    for (question, prediction), said in zip(asked, found, strict=True):
        assert len(said) > 1 + isinstance(question, Draw) * (prediction is not None), (question.ask, prediction)
        assert all(line.endswith((".", "?", "!")) for line in said), said


def off(v, w):
    """The angle between two vectors in degrees, by their product."""
    return degrees(acos(max(-1, min(1, (v[0] * w[0] + v[1] * w[1]) / hypot(*v) / hypot(*w)))))
