"""What a page needs to judge an exercise without Python, as d2lcalc/exercises/exercise.py does; tasks/exercises.js does it.

A choice has few possible answers, so what is said of each of them is known beforehand. Numbers, and the results of typed functions, are
judged by a tape of Python's own judgement.
"""

from html import escape
from itertools import product
from math import prod

import jax.numpy as jnp
import numpy as np

from d2lcalc.exercises import typed
from d2lcalc.exercises.answers import ORDINALS, Function, Numbers, Words, place, turned
from d2lcalc.exercises.exercise import STAGES, grade
from d2lcalc.exercises.values import PRINTED, in_words
from d2lcalc.expression import FUNCTIONS, OTHER_NAMES, definitions
from d2lcalc.tape import record

READING = {
    "functions": FUNCTIONS,
    "names": OTHER_NAMES,
    "definitions": definitions(),
    "printed": [(pattern, spelling.replace("\\", "$")) for pattern, spelling in PRINTED],
    "aroundANumber": typed.AROUND_A_NUMBER,
    "derivative": typed.DERIVATIVE,
    "thousands": typed.THOUSANDS,
}
SHAPES = [(), *((count,) for count in range(len(ORDINALS) + 1))]  # of what is often typed
TYPED = '<input name="answer" aria-label="Your answer" maxlength="500" autocomplete="off" autocapitalize="off" spellcheck="false">'
AS_A_FORMULA = '<span class="note">Here a formula of {} answers it; in JupyterLab it is a program.</span>'
CHOICE = '<label><input type="{}" name="answer"> {}</label>'
WORD = '<label>{} <select><option value="">…</option>{}</select></label>'


def is_judged(exercise):
    """Whether a choice, numbers or formulas of at most three numbers are asked for."""
    form = exercise.form
    if isinstance(form, Function):
        return form.reads is typed.function and len(form.takes) <= 3 and not form.measure
    return isinstance(form, Numbers) or not form.map


def fields(exercise):
    """Where the answer is given, as HTML; a picture that is to be moved stands before it."""
    form = exercise.form
    if not isinstance(form, Words):
        note = AS_A_FORMULA.format(", ".join(form.takes)) if exercise.start else ""
        return "" if exercise.scene else TYPED + note
    if form.rows:
        words = ("".join(f"<option>{escape(word)}</option>" for word in row) for row in form.rows)
        return "".join(map(WORD.format, ORDINALS, words))
    kind = "checkbox" if form.many else "radio"
    return "".join(CHOICE.format(kind, escape(f"{letter}: {text}")) for letter, text in form.options.items())


def judgement(exercise):
    """As JSON: how an answer is judged, and what is said then."""
    judged = by_table(exercise) if isinstance(exercise.form, Words) else by_tapes(exercise)
    return {
        **judged,
        "title": exercise.title,
        "hints": list(zip(STAGES, exercise.hints, strict=True)),
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


def by_tapes(exercise):
    """For each shape that a result of the right answer or of a mistake has the tape that judges results of this shape."""
    form = exercise.form
    letters, cases = getattr(form, "takes", ()), getattr(form, "cases", [()])
    results = [value[0] if letters else value for value in (exercise.truth, *exercise.untruths)]
    shapes = {np.shape(result) for result in results if not isinstance(result, str)}
    key = lambda shape: ",".join(map(str, shape))
    filled = lambda shape: [np.zeros(shape)] * len(cases) if letters else np.zeros(shape)
    return {
        "tapes": {key(shape): tape(exercise, shape, len(cases) if letters else None) for shape in shapes},
        "mistakes": [(mistake.hint, mistake.name, mistake.second_hint) for mistake in exercise.mistakes],
        "misfits": {key(shape): form.misfit(filled(shape), exercise.truth) for shape in SHAPES},
        "asked": f"Asked for: {in_words(np.shape(results[0]))}.",
        "letters": letters,
        "cases": cases,
        "at": [place(letters, case) for case in cases],
        "moved": getattr(form, "names", ()),
        "isArrow": getattr(form, "arrow", False),
        "holds": exercise.holds is not None,
        "ordinals": ORDINALS,
        "reading": READING,
    }


def tape(exercise, shape, count):
    """Of numbers, or of so many results of a function: are they right, which mistakes show, which are right (an arrow: how far off)?"""

    def judged(*numbers):
        results = jnp.reshape(jnp.stack(numbers), (count or 1, *shape))
        value = [*results] if count else results[0]
        fits = not exercise.form.misfit(value, exercise.truth)
        right = exercise.accepts(value) if fits else False
        compared = turned if getattr(exercise.form, "arrow", False) else exercise.form.agreeing
        agreeing = compared(value, exercise.truth) if fits else np.zeros(0)
        return [jnp.asarray(each, float) for each in (right, *exercise.shown(value), *jnp.ravel(agreeing))]

    return record(judged, *np.zeros((count or 1) * prod(shape))).program
