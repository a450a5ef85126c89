"""Where a learner hands answers in: check, hint, solution, and the record of tries, which never leaves the kernel."""

import ast
import functools
import html
import importlib
from dataclasses import dataclass, field
from typing import Any

from d2lcalc.exercises.exercise import STAGES, Exercise, Grade, grade

TOPICS = dict(
    enumerate("taylor geometry descent optimization chain_rule backpropagation hessians curvature matrix summary".split(), start=1)
)


@dataclass(frozen=True, repr=False)
class Reply:
    """A few sentences to the learner, the first of them in bold."""

    heading: str
    text: str = ""

    def __repr__(self) -> str:
        return f"{self.heading} {self.text}".strip()

    def _repr_html_(self) -> str:
        return f'<p role="status"><strong>{html.escape(self.heading)}</strong> {html.escape(self.text)}</p>'


@dataclass
class Record:
    """What became of one exercise in this kernel."""

    exercise: Exercise
    tries: int = 0
    solved: bool = False
    hints: int = 0
    shown: bool = False  # the solution, before it was solved
    met: set[str] = field(default_factory=set)  # the mistakes that were named
    scene: Any = None

    @property
    def outcome(self) -> str:
        if self.solved:
            return "right, after the solution" if self.shown else "right"
        return "not yet right" if self.tries else "not tried"


_records: dict[str, Record] = {}


def exercises(section: int) -> dict[str, Exercise]:
    """The exercises of a section by name; its module is imported only now, since it computes its answers."""
    module = importlib.import_module(f"d2lcalc.exercises.{TOPICS[section]}")
    return {exercise.name: exercise for exercise in module.EXERCISES}


def every_exercise() -> dict[str, Exercise]:
    return {name: exercise for section in TOPICS for name, exercise in exercises(section).items()}


def with_exercise(reply):
    """reply(name, …) becomes reply(exercise, its record, …); for an unknown name a Reply that says which there are."""

    @functools.wraps(reply)
    def by_name(name, *rest):
        if isinstance(name, int | float):
            return Reply("The name goes in quotation marks.", f'As in {reply.__name__}("{name}").')
        name = str(name)
        known = next((exercises(section) for section in TOPICS if name.startswith(f"{section}.")), {})
        if name not in known:
            names = ", ".join(known) or f"1.1, 1.2 and so on to section {max(TOPICS)}"
            return Reply("There is no exercise of that name.", f"The exercises are {names}.")
        return reply(known[name], _records.setdefault(name, Record(known[name])), *rest)

    return by_name


@with_exercise
def check(exercise, record, *answer):
    """Grade an answer: check("1.2", 6.2). The reply is a sentence, to what cannot be read and to a function that raises as well.

    Without an answer, or with the dots of the notebook, a scene made by scene(name) is read as it stands.
    """
    handed_in = answer[0] if len(answer) == 1 else (answer or ...)
    if handed_in is ... and record.scene is not None:
        handed_in = record.scene
    return replied(exercise, record, grade(exercise, handed_in))


@with_exercise
def hint(exercise, record):
    """The next of three hints: where to look, the formula, the first step. After the third the first comes again."""
    stage = record.hints % len(STAGES)
    record.hints += 1
    return Reply(f"{STAGES[stage]}.", exercise.hints[stage])


@with_exercise
def solution(exercise, record):
    """The solution with its reasoning, once something has been tried."""
    if not record.tries:
        return Reply("Try first.", f'Any answer of yours opens the solution, right or wrong. hint("{exercise.name}") helps to begin.')
    record.shown = record.shown or not record.solved
    return Reply(f"{exercise.title}.", f"{exercise.solution} An answer: {exercise.answer}")


@with_exercise
def scene(exercise, record):
    """The picture that the exercise asks to move; check(name) then reads how it stands."""
    if exercise.scene is None:
        return Reply("There is no picture to this exercise.", f'Hand the answer in with check("{exercise.name}", …).')
    record.scene = exercise.scene()
    return record.scene


def replied(exercise: Exercise, record: Record, graded: Grade) -> Reply:
    if graded.outcome == "unanswered":
        there = f'scene("{exercise.name}") shows the picture to move.' if exercise.scene and record.scene is None else ""
        return Reply("Not answered yet.", graded.words or there or "Your answer goes where the dots are.")
    if graded.outcome == "unreadable":
        return Reply("No answer yet.", graded.words)
    record.tries += 1
    if graded.outcome == "right":
        record.solved = True
        return Reply("Right.", exercise.solution)
    return Reply(*wrong(exercise, record, graded))


def wrong(exercise: Exercise, record: Record, graded: Grade) -> tuple[str, str]:
    """What is said of a wrong answer: its mistake by name; if it has none, or made it before, the next staged hint."""
    mistake, heading, words = graded.mistake, "Not yet.", graded.words
    if mistake:
        heading = f"Not yet: {mistake.name}."
        if mistake.name not in record.met:
            record.met.add(mistake.name)
            return heading, words
        words = f"{words} {mistake.second_hint}".strip()
    stage = min(record.hints, len(STAGES) - 1)
    record.hints += 1
    more = f' solution("{exercise.name}") is open.' if stage == len(STAGES) - 1 else ""
    return heading, f"{words} {STAGES[stage]}: {exercise.hints[stage]}{more}".strip()


@dataclass(frozen=True, repr=False)
class Progress(Reply):
    """The record of this kernel as a table; nothing of it is stored or sent."""

    rows: tuple[tuple[str, str, int, int, str], ...] = ()

    def __repr__(self) -> str:
        lines = [f"{name} {title}: {outcome}, tries {tries}, hints {hints}" for name, title, tries, hints, outcome in self.rows]
        return "\n".join([self.heading, *lines])

    def _repr_html_(self) -> str:
        rows = [("exercise", "", "tries", "hints", "outcome"), *self.rows]
        body = "".join(f"<tr>{''.join(f'<td>{html.escape(str(entry))}</td>' for entry in row)}</tr>" for row in rows)
        return f"<table><caption>{self.heading}</caption>{body}</table>"


def progress() -> Reply:
    """What was tried since the kernel was started, and what became of it."""
    tried = [record for record in _records.values() if record.tries]
    if not tried:
        return Reply("Nothing tried yet.", "Begin with any check(…), your answer in place of the dots.")
    tried.sort(key=lambda record: [*map(int, record.exercise.name.split("."))])
    rows = [(record.exercise.name, record.exercise.title, record.tries, record.hints, record.outcome) for record in tried]
    right = sum(record.solved for record in tried)
    return Progress(f"{right} right of {len(rows)} tried since the kernel was started.", rows=tuple(rows))


def cell(exercise: Exercise, solved: bool = False) -> str:
    """The source of the exercise's cell: with the dots, or solved."""
    source = exercise.answer if solved else (exercise.start or "...")
    tree = ast.parse(source)
    if isinstance(tree.body[-1], ast.FunctionDef):
        return f'{source}\n\n\ncheck("{exercise.name}", {tree.body[-1].name})'
    return f'check("{exercise.name}", {source})'
