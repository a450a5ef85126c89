"""Exercises that check the learner, one file a topic: check("1.2", 9.3) judges, hint("1.2") helps, solution("1.2") explains.

answers.py reads what is handed in, exercise.py judges it, desk.py replies and keeps the record, patience.py ends endless loops.
"""

from d2lcalc.exercises.desk import check, hint, progress, scene, solution

__all__ = ["check", "hint", "progress", "scene", "solution"]
