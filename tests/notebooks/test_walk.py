"""Every picture of every notebook, made as a learner makes it: at its opening, at random places and with each control alone."""

import base64
import json
import re
import zlib
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from d2lcalc.live import Scene
from d2lcalc.live import widget as scene_module
from d2lcalc.live.chosen import settled
from d2lcalc.live.parameters import as_number
from d2lcalc.live.picture import sampling_coordinates
from d2lcalc.live.still import draw_still
from d2lcalc.live.words import written
from d2lcalc.roles import LOOK, ROLES
from d2lcalc.tape import replay_program
from d2lcalc.tape.replay import OPERATIONS
from lab import NOTEBOOKS
from labels import of_the_page, of_the_still
from scene_page import put
from test_roles import PAPERS, contrast, distance, tints

PLACES = 5
LONG = r"(·10[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+|\d{7})'"  # a number of many letters
CROWDED = [  # where, in the notebook, is crossed
    ("page", "06", LONG, "a network whose inputs stand at their ends"),
    ("page", "10", LONG, "another one"),
    ("page", "08", "'v₂: 0.26 down'", "it lies among the quadratic's own contour lines"),
]
RECORDED_ANEW = [  # pictures that one recording with holes cannot serve: for each function another is made, in Python
    ("02", "landscape, straight way", "the minima that it goes straight to are known of each function by itself"),
    ("04", "landscape, found points, flatness, tangent plane, downhill", "critical points are searched for by NumPy beforehand"),
    ("04", "landscape, found points, flatness", "the same"),
    ("09", "bench", "each claim has blocks and sizes of its own"),
    ("10", "landscape, found points, flatness, tangent plane, downhill", "the same"),
]
LINES = ("curve", "path", "contour", "arrow", "field")
# Roles too near in colour for some reader: wherever they meet, one is an arrow, a line, a dashed line or a marker that the other is not.
ALIKE = [{"plane", "y"}, {"gradient", "y"}, {"gradient", "guess"}, {"gradient", "quiet"}, {"guess", "quiet"}, {"step", "x"}]
ROUNDED = "exp expm1 log log1p cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh erf erfc pow atan2".split()


@pytest.fixture(scope="module", params=sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem)
def notebook(request):
    """The cells of a notebook, the scenes that its code makes, and those of them that it displays."""
    cells, scenes, displayed = json.loads(request.param.read_text(encoding="utf-8"))["cells"], [], []
    shell = InteractiveShell()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scene_module, "_close_earlier", scenes.append)
        for cell in cells:
            if cell["cell_type"] == "code":
                before = len(scenes)
                run = shell.run_cell("".join(cell["source"]), silent=True)
                run.raise_error()
                shows = any("data" in output for output in cell["outputs"])  # else its scenes only give numbers to be printed
                displayed += scenes[before:] if shows else [run.result] if isinstance(run.result, Scene) else []
    assert displayed
    return cells, scenes, displayed


@dataclass
class State:
    """A scene at one place: the control that alone was moved on the way here, if any, the tape's inputs, and what NumPy makes of them."""

    control: str | None
    values: dict
    inputs: list
    outputs: list


def anywhere(parameter, random):
    """A value of a parameter."""
    if parameter["kind"] == "guess":
        return random.normal()
    if parameter["kind"] == "number":
        return random.uniform(parameter["min"], parameter["max"])
    return int(random.integers(parameter["max"] + 1 if parameter["kind"] == "step" else len(stops(parameter))))


def stops(parameter):
    """The values that a control is driven to."""
    if parameter["kind"] == "number":
        return [parameter["min"], parameter["max"], (parameter["min"] + parameter["max"]) / 2]
    if parameter["kind"] == "step":
        return [0, parameter["max"], parameter["max"] // 2]
    if parameter["kind"] == "guess":
        return [None, -1e6]
    return range(len(parameter["options"])) if parameter["kind"] == "choice" else [False, True]


def places(scene):
    """The opening, then random places, each with the answer hidden and shown; from a random place each control in turn goes to a stop."""
    parameters = scene.spec["parameters"]
    random = np.random.default_rng(zlib.crc32(scene.sentence.encode()))
    values = {parameter["name"]: parameter["value"] for parameter in parameters}
    yield from ((None, {**values, "revealed": revealed}) for revealed in (False, True))
    for k in range(PLACES):
        values = {parameter["name"]: anywhere(parameter, random) for parameter in parameters}
        yield from ((None, {**values, "revealed": revealed}) for revealed in (False, True))
        for parameter in (parameter for parameter in parameters if parameter["control"]):
            others = [stop for stop in stops(parameter) if stop != values[parameter["name"]]]
            values |= {parameter["name"]: others[k % len(others)]}
            yield parameter["name"], {**values, "revealed": True}


def walk(scene):
    """The states of a scene, which is left at its opening."""
    for control, values in places(scene):
        for name, value in values.items():
            setattr(scene, name, value)
        numbers = [as_number(getattr(scene, name)) for name in scene.spec["inputs"]]
        yield State(control, values, [*numbers, *sampling_coordinates()], scene._outputs())
    for parameter in scene.spec["parameters"]:
        setattr(scene, parameter["name"], parameter["value"])


def texts(spec, outputs):
    """Every style and text of a scene, as driver.js reads them from the page's modules."""
    there = lambda index: bool(outputs[index])
    style = lambda mark: [settled(mark[name], outputs) for name in ("role", "kind")]
    panels = [
        {
            "shown": there(panel["show"]),
            "marks": [[there(mark["numbers"]["show"]), *style(mark), written(mark["label"], outputs)] for mark in panel["marks"]],
            "lines": [written(line, outputs) for line in panel["lines"]],
            "cells": [[there(label["show"]), written(label["label"], outputs)] for label in labels(panel["table"])],
        }
        for panel in spec["panels"]
    ]
    return {"panels": panels, "say": written(spec["say"], outputs)}


def labels(table):
    """What the cells of a table read."""
    cells = [cell for row in table["rows"] for cell in row["cells"]] if table else []
    return [label for cell in cells for part in cell for label in part["labels"]]


def rounded_otherwise(operation, random):
    """An operation whose results are up to 4 ulp more or less: a page's `exp` is not NumPy's."""

    def rounded(*arguments):
        value = operation(*arguments)
        return value + random.integers(-4, 5, np.shape(value)) * np.spacing(value)

    return rounded


def changes(spec, state):
    """How much each output changes, at most, where exp, sin and their like are rounded otherwise."""
    random = np.random.default_rng(0)
    with pytest.MonkeyPatch.context() as patch, np.errstate(all="ignore"):
        for name in ROUNDED:
            patch.setitem(OPERATIONS, name, rounded_otherwise(OPERATIONS[name], random))
        others = [replay_program(spec["program"], state.inputs) for _ in range(3)]
        every = [np.abs([other - want for other in outputs]) for want, *outputs in zip(state.outputs, *others, strict=True)]
    return [change[np.isfinite(change)].max(initial=0) for change in every]


def is_near(got, want, change):
    """Whether an output is within 128 ulp and 4 times a change."""
    with np.errstate(all="ignore"):
        bound = 128 * np.spacing(np.abs(want)) + 4 * change
        return np.all((np.abs(got - want) <= bound) | (got == want) | (np.isnan(got) & np.isnan(want)))


def distant(got, want, change):
    """The numbers of the outputs that are not near."""
    return [k for k, output in enumerate(zip(got, want, change, strict=True)) if not is_near(*output)]


def assert_page_is_numpy(spec, state, outputs, seen):
    """Every output within 128 ulp and 4 times the change that another rounding of exp, sin and their like makes, every text the same."""
    assert [np.shape(value) for value in outputs] == [np.shape(value) for value in state.outputs]
    if distant(outputs, state.outputs, [0] * len(outputs)):
        assert distant(outputs, state.outputs, changes(spec, state)) == [], (seen["say"], state.values)
    assert seen == texts(spec, outputs), (seen["say"], state.values)


def assert_controls_move(states, followed):
    """Each control, moved alone, moves a mark that is seen or changes a text."""
    steps = zip(states[1:], followed, followed[1:], strict=False)
    moving = {state.control for state, (_, before, _), (_, seen, moved) in steps if moved or seen != before}
    assert moving == {state.control for state in states}


def assert_answer_shows(spec, followed):
    """A question's answer shows something that was not there."""
    (_, hidden, _), (_, told, moved), *_ = followed
    assert moved or told != hidden or not spec["question"]


def numbers_in(text):
    return {float(number.replace("−", "-")) for number in re.findall(r"[−-]?\d+(?:\.\d+)?", text or "")}


def numbers_seen(spec, outputs):
    """The numbers of all texts that are there, of what can be dragged, of the controls and of the ends of the axes."""
    seen = texts(spec, outputs)
    yield from numbers_in(seen["say"])
    for panel, shown in ((panel, shown) for panel, shown in zip(spec["panels"], seen["panels"], strict=True) if shown["shown"]):
        written = [*shown["lines"], *(text for there, *_, text in [*shown["marks"], *shown["cells"]] if there)]
        yield from (number for text in written for number in numbers_in(text))
        movable = (mark["numbers"] for mark in panel["marks"] if mark.get("drag") and mark["role"] != "guess")
        places = [*panel["limits"].values(), *(numbers["at"] for numbers in movable if outputs[numbers["show"]])]
        yield from (float(outputs[index]) for place in places for index in place or ())
    controls = (parameter for parameter in spec["parameters"] if parameter["control"])
    yield from (control[name] for control in controls for name in ("value", "min", "max") if control.get(name) is not None)


def assert_nothing_answers(spec, outputs):
    """Before the answer no number is seen that the right answer alone has, and the arrow or ring that waits is right in nothing."""
    question = spec["question"]
    right = question["right"]
    if question["form"] in ("choose", "type"):
        wrong = [question["ask"], *(name for name, _ in question.get("options", ()) if name != right)]
        answer = {right} if question["form"] == "type" else numbers_in(right).difference({0}, *map(numbers_in, wrong))
        near = lambda number: [n for n in answer if abs(number - n) <= max(question.get("within", 0), 0.005 * abs(n))]
        assert [number for number in numbers_seen(spec, outputs) if near(number)] == [], question["ask"]
    elif question["form"] == "place":
        assert np.hypot(*np.subtract(question["start"], right)) > 2 * question["within"]
    else:
        allowed = question["length"]  # from a share of 1 on no shorter arrow is wrong, and the one that waits need not be
        assert allowed >= 1 or abs(np.hypot(*question["start"]) / np.hypot(*right) - 1) > allowed
        assert abs(np.angle(complex(*question["start"]) / complex(*right), deg=True)) > 2 * question["degrees"]


def marks_seen(spec, outputs):
    """For each panel that is shown, (role, mark, form, whether it is a ghost): the form is what is seen of a mark without its colour."""
    for panel in (panel for panel in spec["panels"] if outputs[panel["show"]]):
        shown = [mark for mark in panel["marks"] if outputs[mark["numbers"]["show"]]]
        yield {_seen(mark, *(settled(mark[name], outputs) for name in ("role", "kind"))) for mark in shown if mark["mark"] != "text"}


def _seen(mark, role, kind):
    dash = LOOK["dashed"] if kind == "dashed" else ROLES[role]["dash"]
    forms = {"point": mark.get("marker") or ROLES[role]["marker"], **dict.fromkeys(LINES, f"line {dash}"), "arrow": f"arrow {dash}"}
    return role, mark["mark"], forms.get(mark["mark"], mark["mark"]), kind == "ghost"


def assert_colours_are_told_apart(spec, states):
    """Roles that meet by 8 in OKLab for every sight, or by their form; lines on a map by 3 to 1 from its lowest and its highest tint."""
    for marks in {frozenset(marks) for state in states for marks in marks_seen(spec, state.outputs)}:
        for (one, _, here, _), (other, _, there, _) in combinations(marks, 2):
            assert one == other or distance(one, other) >= 8 or ({one, other} in ALIKE and here != there), (one, here, other, there)
        maps = {role for role, mark, _, ghost in marks if mark == "surface" and ROLES[role]["opacity"] == 1 and not ghost}
        lines = {role for role, mark, _, ghost in marks if mark in LINES and not ghost} - maps
        for line, ground, theme in ((line, ground, theme) for line in lines for ground in maps for theme in PAPERS):
            assert min(contrast(ROLES[line][theme], tint) for tint in tints(ground, theme)) >= 3, (line, ground, theme)


def test_the_page_shows_what_numpy_computes(notebook, javascript):
    for scene in (scene for scene in notebook[1] if scene.spec["panels"]):
        assert scene.sentence and not re.search(r"Tracer|\b(None|nan|undefined)\b", scene.sentence)
        states = list(walk(scene))
        followed = list(javascript.follow(scene.spec, [state.inputs for state in states]))
        for state, (outputs, seen, _) in zip(states, followed, strict=True):
            assert_page_is_numpy(scene.spec, state, outputs, seen)
        assert_controls_move(states, followed)
        assert_answer_shows(scene.spec, followed)
        assert_colours_are_told_apart(scene.spec, states)
        if scene.spec["question"]:
            assert_nothing_answers(scene.spec, states[0].outputs)
        assert draw_still(scene.spec, states[-1].outputs).startswith(b"\x89PNG")


def test_every_picture_has_its_still_stored_beside_its_sentence(notebook):
    cells, _, displayed = notebook
    pictures = {scene._told(scene._outputs(revealed=True, **scene._still)) for scene in displayed if scene.spec["panels"]}
    data = [output["data"] for cell in cells for output in cell.get("outputs", []) if "data" in output]
    stored = {"".join(bundle["text/plain"]): bundle for bundle in data}
    printed = {line.strip() for cell in cells for output in cell.get("outputs", []) for line in output.get("text", [])}
    for sentence in pictures - printed:
        assert len(base64.b64decode(stored[sentence]["image/png"])) <= 40_000


def test_every_function_gives_way_to_another(notebook, request):
    scenes = [scene for scene in notebook[1] if scene.spec["subject"]]
    for scene in scenes:
        offered = scene.spec["subject"]
        for text in (offered["options"][-1], offered["example"], ""):
            scene.subject = text
            assert scene.problem == ""
            assert scene.sentence
    number = request.node.callspec.params["notebook"].stem[:2]
    anew = {scene.spec["title"] or scene.spec["name"] for scene in scenes if not scene._recorder.can_be_filled}
    assert anew == {name for notebook, name, _ in RECORDED_ANEW if notebook == number}


def three_states(scene):
    """What a picture's parameters are at its opening, where it is answered as in its still, and with every control at its end."""
    opening = {parameter["name"]: parameter["value"] for parameter in scene.spec["parameters"]}
    at_end = lambda parameter: list(stops(parameter))[-2 if parameter["kind"] in ("number", "step") else -1]
    moved = {parameter["name"]: at_end(parameter) for parameter in scene.spec["parameters"] if parameter["control"]}
    return [{**opening, "revealed": False}, {**opening, **scene._still, "revealed": True}, {**opening, **moved, "revealed": True}]


def unexpected(where, request, found):
    """What is found, whose last is the trouble, but for the exceptions; an exception that nothing needs is unexpected, too."""
    number = request.node.callspec.params["notebook"].stem[:2]
    words = [rf"{word} is crossed" for places, notebook, word, _ in CROWDED if where in places and notebook == number]
    rest = [row for row in found if not any(re.search(word, row[-1]) for word in words)]
    return rest + [f"no {word}" for word in words if not any(re.search(word, row[-1]) for row in found)]


def test_no_word_of_a_still_stands_on_another_or_is_crossed_or_leaves_it(notebook, monkeypatch, request):
    found = []
    for scene in (scene for scene in notebook[2] if scene.spec["panels"]):
        for values in three_states(scene):
            with np.errstate(all="ignore"):
                found += [(scene.sentence, values, each) for each in of_the_still(scene.spec, scene._outputs(**values), monkeypatch)]
    assert unexpected("still", request, found) == []


NAMELESS = """() => {
    const ready = (e) => (e.ariaLabel || e.textContent || e.labels?.[0]?.textContent) && e.dataset.lmSuppressShortcuts; // for Notebook 7
    const seen = [...document.querySelectorAll("input, select, button, summary, [tabindex='0']")].filter((e) => e.getClientRects().length);
    return seen.filter((e) => !ready(e)).map((e) => e.outerHTML);
}"""


def assert_well_shown(page):
    """The picture fits the page, complains of nothing, and each of its controls has a name and keeps its keys."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert set(page.locator(".d2l-problem").all_inner_texts()) <= {""}  # every number field has one for its own complaints
    assert page.evaluate(NAMELESS) == []


def test_nor_one_on_the_page_where_every_control_has_a_name(notebook, show, request):
    found = []
    for scene in (scene for scene in notebook[2] if scene.spec["panels"]):
        page = show(scene)
        for width in (1100, 390):
            page.set_viewport_size({"width": width, "height": 1000})
            for values in three_states(scene):
                put(page, **{name: value for name, value in values.items() if value is not None})
                found += [(scene.sentence, width, values, each) for each in of_the_page(page)]
                assert_well_shown(page)
        page.close()
    assert unexpected("page", request, found) == []
