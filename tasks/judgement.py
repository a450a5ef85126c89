"""What a page needs to judge an exercise without Python, as d2lcalc/exercises/exercise.py does; tasks/exercises.js does it.

A choice has few possible answers, so what is said of each of them is known beforehand. Of numbers and of typed functions the values of the
right answer and of the named mistakes are compared.
"""

from html import escape
from itertools import product

import numpy as np

from d2lcalc.exercises import typed
from d2lcalc.exercises.answers import ORDINALS, Function, Words, place
from d2lcalc.exercises.exercise import grade
from d2lcalc.exercises.values import in_words
from d2lcalc.expression import FUNCTIONS, OTHER_NAMES

TYPED = '<input name="answer" aria-label="Your answer" autocomplete="off" autocapitalize="off" spellcheck="false">'
CHOICE = '<label><input type="{}" name="answer"> {}</label>'
WORD = '<label>{} <select><option value="">…</option>{}</select></label>'


def is_judged(exercise):
    """Whether numbers, a choice or a short formula are asked for, and no more than values has to be compared."""
    form = exercise.form
    if isinstance(form, Words):
        return not form.map
    if exercise.holds or exercise.scene or exercise.start or any(mistake.when for mistake in exercise.mistakes):
        return False
    return not isinstance(form, Function) or form.reads is typed.function


def fields(form):
    """Where the answer is given, as HTML."""
    if not isinstance(form, Words):
        return TYPED
    if form.rows:
        words = ("".join(f"<option>{word}</option>" for word in row) for row in form.rows)
        return "".join(map(WORD.format, ORDINALS, words))
    kind = "checkbox" if form.many else "radio"
    return "".join(CHOICE.format(kind, escape(f"{letter}: {text}")) for letter, text in form.options.items())


def judgement(exercise):
    """As JSON: how an answer is judged, and what is said then."""
    judged = by_table(exercise) if isinstance(exercise.form, Words) else by_values(exercise)
    return {
        **judged,
        "title": exercise.title,
        "hints": exercise.hints,
        "solution": exercise.solution,
        "answer": exercise.answer,
    }


def by_table(exercise):
    """Of every possible answer, in the order of the fields and their options, the number of what is said of it."""
    said = [verdict(grade(exercise, answer)) for answer in every_answer(exercise.form)]
    verdicts = list(dict.fromkeys(said))
    return {"verdicts": verdicts, "table": list(map(verdicts.index, said))}


def every_answer(form):
    if form.rows:
        return product(*form.rows)
    if form.many:
        marks = product((False, True), repeat=len(form.options))
        return [[letter for letter, is_marked in zip(form.options, marked, strict=True) if is_marked] for marked in marks]
    return form.options


def verdict(graded):
    mistake = graded.mistake
    return (graded.outcome, graded.words, *((mistake.name, mistake.second_hint) if mistake else ()))


def by_values(exercise):
    """The right value and those of the mistakes, each a list with the result in every case; numbers are a function of nothing."""
    form = exercise.form
    letters, cases = getattr(form, "takes", ()), getattr(form, "cases", [()])
    known = exercise.truth, *exercise.untruths
    right, *wrong = ([listed(result) for result in (value if letters else [value])] for value in known)
    mistakes = [(value, mistake.hint, mistake.name, mistake.second_hint) for value, mistake in zip(wrong, exercise.mistakes, strict=True)]
    shape = in_words(np.shape(right[0]))
    return {
        "right": right,
        "mistakes": mistakes,
        "asked": f"Asked for is a function that gives {shape}." if letters else f"Asked for: {shape}.",
        "within": getattr(form, "within", None),
        "letters": letters,
        "cases": cases,
        "places": [place(letters, case) for case in cases],
        "vocabulary": {"functions": FUNCTIONS, "names": OTHER_NAMES},
    }


def listed(result):
    """A result as numbers in lists, null where anything may stand."""
    return result if isinstance(result, str) else np.where(np.isnan(result), None, result).tolist()
