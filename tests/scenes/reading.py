"""What a scene shows now, read from its tape: its sentence, its formulas, and the numbers of its marks by their names."""

import numpy as np

from d2lcalc.live.chosen import settled
from d2lcalc.live.words import written


def numbers(words, outputs):
    """The numbers in a sentence or formula, by their names."""
    return {name: float(outputs[index]) for name, index in words["values"].items()}


def said(scene):
    """The numbers of the sentence that the scene says now."""
    outputs = scene._outputs()
    return numbers(settled(scene._present["say"], outputs), outputs)


def read_out(scene):
    """All numbers of the readouts that are shown."""
    outputs = scene._outputs()
    shown = (panel for panel in scene._present["panels"] if outputs[panel["show"]])
    lines = (settled(line, outputs) for panel in shown for line in panel["lines"])
    return {k: v for line in lines if line for k, v in numbers(line, outputs).items()}


def mark(scene, panel, name):
    """The numbers of the first mark called `name` in a panel of that kind."""
    outputs = scene._outputs()
    marks = [entry for found in scene._present["panels"] if found["panel"] == panel for entry in found["marks"]]
    found = next(entry for entry in marks if entry["name"] == name)
    return {key: value(index, outputs) for key, index in found["numbers"].items()}


def after(scene, **values):
    """The scene's sentence when parameters have been set."""
    for name, value in values.items():
        setattr(scene, name, value)
    return scene.sentence


def present(scene, name):
    """The marks called `name` that are there now, of all panels, as the spec has them."""
    outputs = scene._outputs()
    marks = [entry for panel in scene._present["panels"] for entry in panel["marks"] if entry["name"] == name]
    return [entry for entry in marks if outputs[entry["numbers"]["show"]]]


def shown(scene, panel, name):
    """Whether the mark is there now."""
    return bool(mark(scene, panel, name)["show"])


def table(scene, panel=0):
    """The cells of a panel's table as they read now: {row: {column: {name: text}}}, the name being "" where a cell has one part only."""
    outputs, spec = scene._outputs(), scene._present["panels"][panel]["table"]
    read = lambda labels: " ".join(filter(None, (written(x["label"], outputs) for x in labels if outputs[x["show"]]))) or "–"
    cells = lambda row: [{part["name"]: read(part["labels"]) for part in cell} for cell in row["cells"]]
    return {row["name"]: dict(zip(spec["head"][1:], cells(row), strict=True)) for row in spec["rows"]}


def value(index, outputs):
    """The outputs with these indices, nested as they are."""
    if index is None:
        return None
    if isinstance(index, list):
        return [value(part, outputs) for part in index]
    return outputs[index] if np.ndim(outputs[index]) else float(outputs[index])
