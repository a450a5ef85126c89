"""Write the teacher's table to handouts/exercises.md: every exercise with what it costs and attacks, every belief with what attacks it."""

import re
from pathlib import Path

import nbformat

from d2lcalc.exercises import desk
from d2lcalc.exercises.exercise import Exercise
from d2lcalc.exercises.misconceptions import BELIEFS

ROOT = Path(__file__).resolve().parent.parent
STATED = re.compile(r"^\*\*(\d+\.\d+) .+\*\* (●{1,3}) \((\d+) min\)$", re.MULTILINE)


def stated():
    """How difficult each exercise is and how many minutes it takes, from the line of its notebook: **1.2 Title** ● (3 min)."""
    cells = [cell.source for path in sorted((ROOT / "notebooks").glob("*.ipynb")) for cell in nbformat.read(path, as_version=4).cells]
    return {name: (dots, int(minutes)) for cell in cells for name, dots, minutes in STATED.findall(cell)}


def table(head, rows):
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def exercise_row(exercise: Exercise, dots, minutes):
    """What the table says of one exercise, in the order of its head."""
    mistakes = "; ".join(dict.fromkeys(mistake.name for mistake in exercise.mistakes))
    attacked = " ".join(exercise.misconceptions)
    return exercise.name, exercise.title, attacked, dots, minutes, exercise.form.kind, mistakes


def belief_row(name, exercises):
    """A belief, the beats whose pictures contradict it, and the exercises that do."""
    belief = BELIEFS[name]
    against = " ".join(exercise.name for exercise in exercises.values() if name in exercise.misconceptions)
    return name, belief.text, " ".join(belief.pictures), against


def document():
    """The whole text."""
    exercises, asked = desk.every_exercise(), stated()
    minutes = lambda names: sum(asked[name][1] for name in names)
    head = ("exercise", "", "misconceptions", "difficulty", "minutes", "form", "named mistakes")
    parts = [
        "# Exercises",
        f"{len(exercises)} exercises, {minutes(exercises)} minutes. Made by `start.py teacher`.",
    ]
    for section in desk.TOPICS:
        found = desk.exercises(section)
        rows = [exercise_row(exercise, *asked[name]) for name, exercise in found.items()]
        parts += [f"## Section {section}, {minutes(found)} minutes", table(head, rows)]
    beliefs = [belief_row(name, exercises) for name in BELIEFS]
    return "\n\n".join([*parts, "## Misconceptions", table(("", "belief", "pictures", "exercises"), beliefs)]) + "\n"


def main():
    (ROOT / "handouts").mkdir(exist_ok=True)
    (ROOT / "handouts" / "exercises.md").write_text(document(), encoding="utf-8")
    print("handouts/exercises.md")


if __name__ == "__main__":
    main()
