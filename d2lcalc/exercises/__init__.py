"""Exercises that check the learner, one file a topic: check("1.2", 6.2) grades, hint("1.2") helps, solution("1.2") explains.

What is asked stands in the notebooks alone. answers.py reads what is handed in, exercise.py grades it, desk.py replies and keeps the
record.
"""

from d2lcalc.exercises.desk import check, hint, progress, scene, solution

__all__ = ["check", "hint", "progress", "scene", "solution"]
