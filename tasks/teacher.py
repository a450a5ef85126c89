"""Write the teacher's table to handouts/exercises.md: every exercise with what it costs and attacks, every belief with what attacks it."""

from pathlib import Path

from d2lcalc.exercises import desk
from d2lcalc.exercises.exercise import Exercise
from d2lcalc.exercises.misconceptions import BELIEFS
from statements import Statement, statements

HANDOUTS = Path(__file__).resolve().parent.parent / "handouts"


def table(head, rows):
    """A Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines)


def exercise_row(exercise: Exercise, asked: Statement):
    """What the table says of one exercise, in the order of its head."""
    mistakes = "; ".join(dict.fromkeys(mistake.name for mistake in exercise.mistakes))
    attacked = " ".join(exercise.misconceptions)
    return exercise.name, exercise.title, attacked, "●" * asked.difficulty, asked.minutes, exercise.form.kind, mistakes


def belief_row(name, exercises):
    """A belief, the beats whose pictures contradict it, and the exercises that do."""
    belief = BELIEFS[name]
    against = " ".join(exercise.name for exercise in exercises.values() if name in exercise.misconceptions)
    return name, belief.text, " ".join(belief.pictures), against


def document():
    """The whole text."""
    exercises, asked = desk.every_exercise(), statements()
    minutes = lambda names: sum(asked[name].minutes for name in names)
    head = ("exercise", "", "misconceptions", "difficulty", "minutes", "form", "named mistakes")
    parts = [
        "# Exercises",
        f"{len(exercises)} exercises, {minutes(exercises)} minutes. Made by `start.py teacher`.",
    ]
    for section in desk.TOPICS:
        found = desk.exercises(section)
        rows = [exercise_row(exercise, asked[name]) for name, exercise in found.items()]
        parts += [f"## Section {section}, {minutes(found)} minutes", table(head, rows)]
    beliefs = [belief_row(name, exercises) for name in BELIEFS]
    return "\n\n".join([*parts, "## Misconceptions", table(("", "belief", "pictures", "exercises"), beliefs)]) + "\n"


def main():
    HANDOUTS.mkdir(exist_ok=True)
    (HANDOUTS / "exercises.md").write_text(document(), encoding="utf-8")
    print("handouts/exercises.md")


if __name__ == "__main__":
    main()
