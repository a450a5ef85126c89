"""The engine: live pictures from parameters, marks and panels. It knows no calculus and no topic."""

from d2lcalc.live.chosen import cases, one_of
from d2lcalc.live.maker import scene
from d2lcalc.live.marks import (
    Table,
    arrow,
    box,
    chart,
    contour,
    curve,
    field,
    goal,
    path,
    plan,
    point,
    readout,
    say,
    stage,
    surface,
    text,
    told,
)
from d2lcalc.live.parameters import Choice, Guess, Number, Step, Switch
from d2lcalc.live.questions import Choose, Draw, Place, Type
from d2lcalc.live.subject import Subject
from d2lcalc.live.widget import Scene, share
from d2lcalc.live.words import words
