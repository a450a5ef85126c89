"""What an exercise is, and how an answer to it is graded: right, a named mistake, wrong, or no answer."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Any

import numpy as np

from d2lcalc.exercises.answers import Form
from d2lcalc.exercises.misconceptions import FIRST_HINTS
from d2lcalc.exercises.typed import Unreadable
from d2lcalc.exercises.values import NotAnswered

STAGES = ("Look", "Formula", "First step")


@dataclass(frozen=True)
class Mistake:
    """A wrong answer with a name: the belief or the slip it comes from.

    `wrong` is such an answer; with `when`, every value that fulfils it is one. `words` are what is said first; without them, or
    when the mistake is made again, the name's line in FIRST_HINTS is.
    """

    name: str
    wrong: Any
    words: str = ""
    when: Callable[[Any], bool] | None = None

    def __post_init__(self) -> None:
        if not self.words and self.name not in FIRST_HINTS:
            raise ValueError(f"the mistake {self.name!r} needs words: FIRST_HINTS has none for it")

    @property
    def hint(self) -> str:
        return self.words or FIRST_HINTS[self.name]

    @property
    def second_hint(self) -> str:
        """What is said as well if it is made again."""
        return FIRST_HINTS.get(self.name, "") if self.words else ""


@dataclass(frozen=True, kw_only=True)
class Exercise:
    """One exercise, but for what is asked and what it costs: that stands in its notebook, above its check, and is not known here.

    `right` is the right answer, computed; `answer` is what a learner might write, as source. If there are many right answers,
    `holds` says of a value whether it is one, and `right` is an example. `hints` are three: where to look, the formula, the first step.
    `start` is code that the learner completes, and defines what is handed in; `scene` makes the picture that is to be moved.
    `misconceptions` are keys of BELIEFS.
    """

    name: str
    title: str
    misconceptions: tuple[str, ...] = ()
    form: Form
    right: Any
    answer: str
    holds: Callable[[Any], bool] | None = None
    mistakes: tuple[Mistake, ...]
    hints: tuple[str, str, str]
    solution: str
    start: str = ""
    scene: Callable[[], Any] | None = None

    @cached_property
    def truth(self) -> Any:
        return self.form.known(self.right)

    @cached_property
    def untruths(self) -> list[Any]:
        return [self.form.known(mistake.wrong) for mistake in self.mistakes]

    def accepts(self, value: Any) -> bool:
        return self.holds(value) if self.holds else self.form.same(value, self.truth)

    def shown(self, value: Any) -> list[bool]:
        """Of each named mistake, whether the value shows it."""
        fits = not self.form.misfit(value, self.truth)
        alike = [self.form.same(value, untruth) for untruth in self.untruths]
        return [each | mistake.when(value) if mistake.when and fits else each for each, mistake in zip(alike, self.mistakes, strict=True)]


@dataclass(frozen=True)
class Grade:
    """What became of one answer: `outcome` is "right", "wrong", "unreadable" or "unanswered"."""

    outcome: str
    words: str = ""
    mistake: Mistake | None = None


def grade(exercise: Exercise, answer: Any) -> Grade:
    """What becomes of an answer."""
    try:
        if answer is ...:
            raise NotAnswered
        value = exercise.form.read(answer, exercise.truth)
    except NotAnswered as reason:
        return Grade("unanswered", str(reason))
    except Unreadable as reason:
        return Grade("unreadable", str(reason))
    return grade_value(exercise, value)


def grade_value(exercise: Exercise, value: Any) -> Grade:
    misfit = exercise.form.misfit(value, exercise.truth)
    with np.errstate(all="ignore"):  # 1e300 squared is infinite, and wrong
        if not misfit and exercise.accepts(value):
            return Grade("right")
        mistake = next(compress(exercise.mistakes, exercise.shown(value)), None)
    if misfit and not mistake:
        return Grade("unreadable", misfit)
    if mistake and not getattr(exercise.form, "arrow", False):
        return Grade("wrong", mistake.hint, mistake)
    detail = "That does not do what is asked." if exercise.holds else exercise.form.detail(value, exercise.truth)
    return Grade("wrong", f"{detail} {mistake.hint if mistake else ''}".strip(), mistake)
