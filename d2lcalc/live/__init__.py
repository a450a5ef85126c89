"""The engine: live pictures from parameters, marks and panels. It knows no calculus and no topic."""

from d2lcalc.live.marks import (
    Table,
    arrow,
    box,
    chart,
    contour,
    curve,
    goal,
    path,
    plan,
    point,
    readout,
    say,
    say_first,
    stage,
    surface,
    text,
)
from d2lcalc.live.parameters import Choice, Guess, Number, Step, Switch
from d2lcalc.live.questions import Choose, Draw, Place, Type
from d2lcalc.live.scene import Scene, share
from d2lcalc.live.subject import Subject
from d2lcalc.live.words import words

__all__ = [
    "Choice",
    "Choose",
    "Draw",
    "Guess",
    "Number",
    "Place",
    "Scene",
    "Step",
    "Subject",
    "Switch",
    "Table",
    "Type",
    "arrow",
    "box",
    "chart",
    "contour",
    "curve",
    "goal",
    "path",
    "plan",
    "point",
    "readout",
    "say",
    "say_first",
    "share",
    "stage",
    "surface",
    "text",
    "words",
]
