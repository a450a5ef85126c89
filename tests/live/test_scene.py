"""Scenes in the kernel: traits, sentences, goals, stills, and cells that are run again."""

import gc
import math
from types import SimpleNamespace

import pytest
from ipywidgets import FloatSlider, jslink

from d2lcalc.functions import hill_and_valley as hill
from d2lcalc.live import (
    Choose,
    Draw,
    Number,
    Place,
    Scene,
    goal,
    plan,
    point,
    readout,
    say,
    share,
    stage,
    still,
    surface,
    told,
    words,
)
from d2lcalc.live import widget as scene_module
from d2lcalc.live.still import draw_still
from powers import powers


def picture(x):
    z = hill(x, 1.0)
    return [
        stage(surface(hill), point((x, 1.0, z)), window=(-2, 2, -2, 2)),
        told(readout(words("f = @z", z=z))),
        say(words("f is @z:6 at @x.", z=z, x=x), before="The value is hidden."),
        goal(x > 1, "pass 1"),
    ]


def made(**options):
    return Scene(picture, x=Number(-0.5, min=-2, max=2), **options)


def test_the_page_tells_of_a_goal_but_the_parameters_decide():
    scene, heard = made(), []
    assert not scene.reached
    scene.observe(lambda change: heard.append(change.new), "reached")
    scene.set_state({"x": 1.5, "reached": True})
    assert heard == [True] and scene.reached
    scene.x = 0
    assert not scene.reached
    scene.set_state({"reached": True})
    assert not scene.reached


def test_the_sentence_says_the_truth_and_nothing_that_varies():
    question = Choose("How high?", {"up": "Yes.", "down": "No."}, right="down")
    scene = made(question=question)
    expected = float(hill(-0.5, 1.0))
    assert repr(scene) == f"How high? f is −{abs(expected):.6g} at −0.5."
    assert scene.revealed is False


@pytest.mark.parametrize("name", "layout title question still sliders subject revealed keys guess_x stored place view __proto__".split())
def test_no_parameter_may_take_the_name_of_a_property(name):
    question = {"question": Place("Where?", start=(0, 0), right=(1, 1), within=0.1)} if name == "guess_x" else {}
    with pytest.raises(ValueError, match=f"^'{name}' already names a property of the scene; give the parameter another name$"):
        Scene(lambda **numbers: readout(words("@x", x=numbers[name])), **question, **{name: Number(0, min=0, max=1)})


QUESTION = Choose("How high?", {"up": "Yes.", "down": "No."}, right="down")


def test_another_subject_is_recorded_anew_without_the_question():
    scene = powers(question=QUESTION, title="Powers")
    scene.x, scene.prediction, scene.revealed = 0.5, "up", True
    scene.subject = "4"
    assert (scene.x, scene.prediction, scene.revealed, scene.problem) == (2, None, True, "")
    assert (scene._present["question"], scene._present["title"]) == (None, "Powers")
    assert "x" in scene._present["subject"]["mathml"] and scene._present["subject"]["options"] == ["3", "4"]
    assert scene.sentence == "Powers: x to the 4 is 16."
    scene.x = -3
    assert scene.sentence == "Powers: x to the 4 is 81."
    scene.x = 99
    assert scene.x == 4
    scene.subject = ""
    assert (scene.x, scene.revealed, scene._present["question"]) == (1, False, QUESTION.spec())


def test_a_text_that_cannot_be_read_keeps_the_picture():
    scene, heard = powers(), []
    scene.subject = "4"
    before = scene._present
    scene.observe(lambda change: heard.append(change["new"]), "subject")
    with scene.hold_trait_notifications():
        scene.subject = "4x"
        assert scene.subject == "4"
    scene.set_state({"subject": "4x", "x": 2.0})
    assert (scene.subject, heard) == ("4", [])
    assert scene.problem == "'4x' is no whole number"
    assert scene.answer["position"] == 1
    assert scene._present is before and scene.sentence == "x to the 4 is 16."
    scene.subject = "0"  # a picture that fails
    assert "min below max" in scene.problem
    scene.subject = "4"  # what is shown already
    assert scene.problem == ""
    scene = made()
    scene.subject = "4"
    assert "shows one thing only" in scene.problem


def test_the_page_hears_of_another_subject_in_one_message(monkeypatch):
    scene, sent = powers(), []
    monkeypatch.setattr(scene, "_send", lambda message, buffers=None: sent.append(message))
    scene.set_state({"subject": "3"})
    updates = [message["state"] for message in sent if message["method"] == "update"]
    assert len(updates) == 1
    assert {"recorded", "x", "revealed", "answer"} <= set(updates[0])


@pytest.fixture
def in_cell(monkeypatch):
    """`in_cell(cell, run)`: what JupyterLab's request says of the cell that is running; no cell: a callback runs."""

    def running(cell, run):
        kind = "execute_request" if cell else "comm_msg"
        request = {"metadata": {"cellId": cell} if cell else {}, "header": {"msg_id": run, "msg_type": kind}}
        monkeypatch.setattr(scene_module, "get_ipython", lambda: SimpleNamespace(get_parent=lambda: request))

    monkeypatch.setattr(scene_module, "_made", [])
    return running


def closed(*widgets):
    return [widget.comm is None for widget in widgets]


def test_a_cell_run_again_closes_what_it_made_before(in_cell):
    in_cell("a", "1")
    first, second = made(), made()
    in_cell("b", "2")
    other = made()
    link, alive = jslink((FloatSlider(), "value"), (first, "x")), []
    for run in ("3", "4", "5"):
        in_cell("a", run)
        third = made()
        alive.append(len(scene_module._instances))
    assert closed(first, second, other, third, link) == [True, True, False, False, True]
    assert alive[0] == alive[-1]


def test_a_callback_run_again_closes_what_it_made_before_and_nothing_else(in_cell):
    def callback():
        return made_here()

    def made_here():
        return Scene(lambda x: readout(words("@x", x=x)), x=Number(0, min=0, max=1))

    in_cell("callbacks", "c1")
    displayed, first = made_here(), callback()
    in_cell(None, "c2")
    second = callback()
    in_cell(None, "c3")
    third, other = callback(), made()
    assert closed(displayed, first, second, third, other) == [False, False, True, False, False]
    in_cell("callbacks", "c4")
    assert closed(displayed, first, third, made_here()) == [True, True, True, False]


def test_scenes_share_a_point_and_the_links_go_with_them():
    a, b, c = made(), made(), powers()
    a.x = 1.5
    links = share(a, b, c, names=("x",))
    assert (b.x, c.x) == (1.5, 1.5)
    assert [(link.source, link.target) for link in links] == [((a, "x"), (b, "x")), ((a, "x"), (c, "x"))]
    b.close()
    assert closed(*links) == [True, False]
    a.close()
    assert closed(*links) == [True, True]
    with pytest.raises(ValueError, match="has no 'y' to share"):
        share(c, made(), names=("x", "y"))


def test_a_still_is_drawn_once_for_a_state_and_follows_the_parameters(monkeypatch):
    scene, drawn = made(), []
    monkeypatch.setattr(still, "draw_still", lambda *args: drawn.append(args) or draw_still(*args))
    first, again = (scene._repr_mimebundle_()[0] for _ in range(2))
    assert first == again and len(drawn) == 1
    assert first["text/plain"] == scene.sentence and "application/vnd.jupyter.widget-view+json" in first
    scene.x = 1.0
    assert scene._repr_mimebundle_()[0]["image/png"] != first["image/png"]


def test_the_still_keeps_a_guess_to_itself():
    asked = Place("Where?", start=(0, 0), right=(1, 1), within=0.1)
    first, with_a_guess = (made(question=asked, still=still) for still in ({}, {"guess_x": 0.5}))
    assert first._repr_mimebundle_()[0]["image/png"] == with_a_guess._repr_mimebundle_()[0]["image/png"]


def test_a_move_is_not_told_back_to_the_page_that_made_it(monkeypatch):
    sent = []
    scene = made()
    monkeypatch.setattr(scene, "_send", lambda message, **more: sent.append(message))
    scene.set_state({"x": 1.5})
    assert scene.x == 1.5 and sent == []
    scene.x = 1.0
    assert [message["state"] for message in sent] == [{"x": 1.0}]


@pytest.mark.slow
def test_ten_thousand_moves_keep_nothing_in_the_kernel():
    scene = made()
    scene.set_state({"x": 0.5})
    gc.collect()
    before = len(gc.get_objects())
    for k in range(10_000):
        scene.set_state({"x": (k % 200) / 100})
    gc.collect()
    assert len(gc.get_objects()) - before < 500


def test_a_scene_made_after_the_engine_was_closed_has_another(in_cell, monkeypatch):
    monkeypatch.setattr(scene_module, "_engines", [])  # those of other tests stay
    in_cell("a", "1")
    first, again = made(), made()
    assert first.engine is again.engine
    first.engine.close()
    assert made().engine.comm is not None


def test_a_scene_takes_its_engine_with_it_unless_others_use_it(in_cell):
    alone = made()
    layout = alone.engine.layout
    in_cell("a", "1")
    shared = made()
    for scene in (shared, alone):
        scene.close()
    assert closed(shared.engine, alone.engine, layout) == [False, True, True]


@pytest.mark.parametrize(
    ("here", "there"), [(0.1 + 0.2, 0.3), (1e-17, 0.0), (-1e-16, 0.0), (2 / 3, math.nextafter(2 / 3, 1)), (1e9 / 3, 1e9 / 3 + 6e-8)]
)
def test_a_model_has_the_same_name_where_a_constant_is_an_ulp_off(here, there):
    names = [scene_module._name({"constants": [value, 0.5], "title": "0.12345678"}) for value in (here, there, 0.7)]
    assert here != there and names[0] == names[1] != names[2]


def test_a_prediction_set_from_python_is_shown_and_one_that_nobody_has_made_is_not():
    question = Draw("Draw it", tail=(0, 0), start=(1, 0), right=(0, 1))
    make = lambda **asked: Scene(lambda: plan(window=(-2, 2, -2, 2)), **asked)
    drawn = lambda scene: scene._repr_mimebundle_()[0]["image/png"]
    asked = make(question=question)
    assert drawn(asked) == drawn(make())
    asked.prediction = [0, 1]
    assert (asked.guess_x, asked.guess_y) == pytest.approx((0, 1), abs=0.01)
    asked.guess_x = 0.5
    assert drawn(asked) != drawn(make())
