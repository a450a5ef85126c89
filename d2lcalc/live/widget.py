"""Scenes: a picture as a widget. The browser replays the tape at every move; the kernel is only told where things stand."""

import base64
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from importlib.resources import files
from itertools import count
from typing import Any

import anywidget
import traitlets
from IPython import get_ipython
from ipywidgets.widgets.widget import _instances  # there is no public list of the widgets that are alive
from ipywidgets.widgets.widget_link import Link, jslink

from d2lcalc.live.marks import authors_line
from d2lcalc.live.parameters import Parameter, ParameterTrait
from d2lcalc.live.picture import check_sliders, outputs_of
from d2lcalc.live.questions import Question
from d2lcalc.live.recorder import Recorder
from d2lcalc.live.subject import Subject
from d2lcalc.live.words import written
from d2lcalc.roles import LOOK


class Engine(anywidget.AnyWidget):
    """Carries the bundle to the page, once for all scenes, with the look of all pictures written into it."""

    _esm = (files("d2lcalc.live") / "bundle.js").read_text(encoding="utf-8").replace("__ROLES__", json.dumps(LOOK))


class Reached(traitlets.Bool):
    """Whether the picture's goal is met: the page says when that changes, and whoever reads it has it computed from the parameters."""

    def get(self, obj: "Scene", cls: Any = None) -> bool:
        goal = obj.spec and obj._present["goal"]
        return bool(goal and obj._outputs()[goal["truth"]])


class Shown(traitlets.Unicode):
    """The text of a scene's subject; one that cannot be shown is never taken: `answer` says why."""

    def validate(self, obj: "Scene", value: Any) -> str:
        return value if obj._can_show(super().validate(obj, value)) else obj.subject


class Scene(anywidget.AnyWidget):
    """A live picture: `Scene(picture, h=Number(0.1, min=0.01, max=1), question=Choose(…))`.

    `picture` is a JAX function from the parameters, by name, to panels, `say(…)` and `goal(…)`. What is `told(…)` waits until the question
    is answered; a picture that computes with the answer takes `revealed`. Each parameter is a synced trait: `scene.h` reads it, setting it
    moves the picture, `jslink((slider, "value"), (scene, "h"))` ties any widget to it. `sliders` names the parameters that have a control,
    all of them unless given. `still` has values of parameters at which the still picture is drawn, where the opening would show nothing.
    `scene.prediction` holds the committed prediction (None before). A scene made again in the same cell closes the one made there before.

    `Scene(compose, subject=Subject(…))` is a picture of something that the reader may exchange: `compose(value)` gives the picture and its
    parameters, of the same names for every value. `scene.subject` is the text of what is shown, "" at first; to set it, here or in the
    page, shows another, without the question: the picture is recorded with holes once and then filled, or else anew for each text.
    `scene.problem` says why a text could not be shown.

    Raises what the picture raises, ValueError for parameters that do not fit it, and the tape's error for what cannot be replayed.
    """

    # Asks the page's one Engine for `mount`; a front end whose anywidget has no host imports the Engine's module itself.
    _esm = """export default { async render({ model, el, host }) {
  const reference = model.get("engine");
  const load = async () => {
    const engine = await model.widget_manager.get_model(reference.split(":")[1]);
    return import(URL.createObjectURL(new Blob([engine.get("_esm")], { type: "text/javascript" })));
  };
  try {
    const { mount } = host?.getWidget ? (await host.getWidget(reference)).exports : await (globalThis.d2lcalcEngine ??= load());
    return await mount({ model, el });
  } catch (error) {
    el.textContent = `The picture could not start (${error.message}). Run all cells again from the top.`;
  }
} };"""
    engine = anywidget.WidgetTrait().tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)  # of the first picture
    subject = Shown("").tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)  # to the last text asked for: why and where it could not be read, and what may be meant
    hollow = traitlets.Dict().tag(sync=True)  # the specs with holes, by the `kinds` of subject that fill them, and what typed ones need
    recorded = traitlets.Dict().tag(sync=True)  # specs, or what fills those with holes, by text: those recorded ahead, and the one shown
    prediction = traitlets.Any(None).tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)
    reached = Reached().tag(sync=True)

    def __init__(
        self,
        picture: Callable[..., Any] | None = None,
        /,
        *,
        subject: Subject | None = None,
        question: Question | None = None,
        sliders: Sequence[str] | None = None,
        still: Mapping[str, Any] | None = None,
        title: str = "",
        **parameters: Parameter,
    ) -> None:
        options = {"subject": subject, "question": question, "sliders": sliders, "still": still, "title": title}
        check_names(name for name, given in options.items() if isinstance(given, Parameter))
        if question is not None and not isinstance(question, Question):
            raise TypeError(f"question={question!r} is no question: write Choose(…), Type(…), Place(…) or Draw(…)")

        def picture_of(value):
            draw, numbers = picture(value) if subject else (picture, parameters)
            check_names(numbers, question.parameters() if question else ())
            return draw, numbers

        self._question, self._shown, self._drawn = question, "", None
        self._recorder = Recorder(picture_of, subject, question, sliders, title)
        moved, spec = self._recorder.first
        check_sliders(spec, moved)
        if odd := [name for name in still or {} if name not in moved]:
            raise ValueError(f"still: {odd[0]!r} is no parameter of this picture; it has {', '.join(moved)}")
        self._still = {name: moved[name].snap(value) for name, value in (still or {}).items()}
        self.add_traits(**{name: ParameterTrait(parameter) for name, parameter in moved.items()})
        _close_earlier(self)
        super().__init__(model_id=_name(spec), engine=_engine(), spec=spec)
        self.observe(self._show_subject, "subject")
        self.observe(self._show_prediction, "prediction")

    def _can_show(self, text: str) -> bool:
        """Make ready what was picked or typed; where that fails, say why and keep the picture and its subject."""
        if text == self._shown:
            self.answer = {}
            return True
        try:
            self._next = parameters, _ = self._recorder.ready(text)
            if set(parameters) != {entry["name"] for entry in self.spec["parameters"]}:
                raise ValueError(f"the picture of {text!r} has other parameters than the first one")
        except Exception as error:  # whatever a typed text leads to is told beside the field: the page sees no traceback
            about = {"position": getattr(error, "position", None), "suggestions": list(getattr(error, "suggestions", ()))}
            self.answer = {"text": text, "message": str(error), **about}
            self.send_state("subject")  # to the page that has set another
            return False
        for name, parameter in parameters.items():  # at once: the page may send values in their new ranges beside the text
            self.traits()[name].parameter = parameter
        return True

    def _show_subject(self, change: Any) -> None:
        if (text := change["new"]) == self._shown:
            return
        parameters, recorded = self._next
        with self.hold_sync():
            self._shown, self.answer = text, {"text": text}
            self.prediction, self.revealed = None, bool(text)
            self.hollow, self.recorded = self._recorder.hollow, self._recorder.ahead | ({text: recorded} if text else {})
            for name, parameter in parameters.items():
                setattr(self, name, parameter.value)

    def _show_prediction(self, change: Any) -> None:
        """A prediction made by pointing, set from Python, is shown where it points to."""
        if change["new"] is not None and self._question:
            for name, value in self._question.pointed(change["new"]).items():
                setattr(self, name, value)

    @property
    def problem(self) -> str:
        """Why the text that `subject` was last set to could not be shown; "" where it is shown."""
        return self.answer.get("message", "")

    def record_choices(self, more: bool = True) -> None:
        """Record every option of the subject ahead (without `more`, only those offered first): a page without a kernel can show them.

        One picture with holes serves them, and all that is typed there, unless it asks for more than the subject can leave open.
        """
        self._recorder.record_ahead(more)
        self.hollow, self.recorded = self._recorder.hollow, self._recorder.ahead

    @property
    def _present(self) -> dict[str, Any]:
        """The spec of what is shown; that of a picture with holes has what fills them, too."""
        shown = self.recorded[self._shown] if self._shown else self.spec
        return {**self.hollow["kinds"][shown["kind"]], **shown} if "kind" in shown else shown

    def __repr__(self) -> str:
        return self.sentence

    def close(self) -> None:
        """Close the scene, an Engine of its own, and the links to it: a page loaded again stumbles over a link that has lost an end."""
        for widget in list(_instances.values()):
            if isinstance(widget, Link) and any(end[0] is self for end in (widget.source, widget.target)):
                widget.close()
        if self.engine and self.engine not in _engines:  # none, where the scene could not be made
            self.engine.layout.close()
            self.engine.close()
        self.layout.close()
        super().close()

    @property
    def sentence(self) -> str:
        """The picture in words at its present parameters: its title or question, and what it says once revealed."""
        return self._told(self._outputs(revealed=True))

    def _told(self, outputs: Sequence[Any]) -> str:
        heading = self.spec["title"] or (self._question.ask if self._present["question"] else "")
        return f"{heading}{':' * heading[-1:].isalnum()} {written(self._present['say'], outputs) or ''}".strip()

    def _outputs(self, **instead: Any) -> list[Any]:
        spec = self._present
        return outputs_of(spec, (instead.get(name, getattr(self, name)) for name in spec["inputs"]))

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view; beside it the still and a sentence, both with the truth revealed: their readers have no button to press."""
        from d2lcalc.live.still import draw_still  # brings matplotlib, so only when a still is drawn

        data, metadata = super()._repr_mimebundle_(**kwargs)
        spec = self._present
        state = [spec, *(getattr(self, name) for name in spec["inputs"] if name != "revealed")]
        if state != self._drawn:
            nowhere = dict.fromkeys(self._question.parameters(), None) if self._question and self.prediction is None else {}
            outputs = self._outputs(**({} if self._shown else self._still) | nowhere | {"revealed": True})  # a guess would be an answer
            png = base64.b64encode(draw_still(spec, outputs)).decode() if spec["panels"] else ""
            text = self._told(outputs) if spec["panels"] else self._question.text
            self._drawn, self._stored = state, {"text/plain": text, **({"image/png": png} if png else {})}
        return data | self._stored, metadata


OPTIONS = ("question", "sliders", "still", "title")  # which every scene takes
OF_THE_PAGE = ("stored", "place", "view", "__proto__")  # a notebook's state and a page's links write these; the last is every object's


def is_property(name: str) -> bool:
    """Whether every scene has something of that name: no parameter can be called so."""
    return hasattr(Scene, name) or name in (*OPTIONS, *OF_THE_PAGE, "self")


def check_names(parameters: Iterable[str], taken: Collection[str] = ()) -> None:
    """ValueError for a parameter that is called like a property of every scene, or like one that is `taken`."""
    for name in parameters:
        if is_property(name) or name in taken:
            raise ValueError(f"{name!r} already names a property of the scene; give the parameter another name")


def share(*scenes: Scene, names: Sequence[str]) -> list[Link]:
    """Link what the scenes have in common, in the browser: share(a, b, names=("x", "y")) gives both one point, ("subject",) one function.

    All start with the first scene's values. A link closes with either of its scenes. ValueError for a name that one of them lacks.
    """
    for scene, name in ((scene, name) for scene in scenes for name in names):
        if not scene.has_trait(name):
            raise ValueError(f"{scene.spec['title'] or 'a scene'} has no {name!r} to share")
    for scene, name in ((scene, name) for scene in scenes[1:] for name in names):
        setattr(scene, name, getattr(scenes[0], name))
    return [jslink((scenes[0], name), (scene, name)) for scene in scenes[1:] for name in names]


_engines: list[Engine] = []


def _engine() -> Engine:
    """The kernel's Engine, made anew if it was closed; an Engine for each scene where a process may serve many pages (Shiny, marimo)."""
    if get_ipython() is None:
        return Engine()
    if not _engines or _engines[-1].comm is None:
        _engines[:] = [Engine()]
    return _engines[-1]


def _name(spec):
    """A model's name, the same in every run: a notebook that is run and saved finds the state again that it was stored with."""
    rounded = json.loads(json.dumps(spec), parse_float=_rounded)  # of the folded constants the last digits are each machine's own
    digest = sha256(json.dumps(rounded).encode()).hexdigest()[:32]
    return next(name for name in (f"{digest}-{k}" for k in count()) if name not in _instances)


def _rounded(text):
    number = float(text)
    return f"{number:.6g}" if abs(number) > 1e-12 else "0"


_made: list[tuple[Scene, str, tuple, str]] = []  # the scenes alive: the run that made each, its place as below, and the file of its code


def _close_earlier(scene: Scene) -> None:
    """Close the scenes that an earlier run made at the same place, a cell or a line of its callbacks: a re-run would leak every one."""
    shell = get_ipython()
    request = shell.get_parent() if hasattr(shell, "get_parent") else {}
    header, cell, line = request.get("header", {}), request.get("metadata", {}).get("cellId"), authors_line("d2lcalc.")
    if "msg_id" not in header:
        return
    run, (file, _) = header["msg_id"], line
    cell = cell or next((place[0] for *_, place, other in _made if other == file), None)  # a cell is a file of its own
    place = (cell, line) if header["msg_type"] == "comm_msg" else (cell,)
    stale = [made for made in _made if made[1] != run and made[2][: len(place)] == place != (None,)]
    _made[:] = [made for made in _made if made not in stale] + [(scene, run, place, file)]
    for old, *_ in stale:
        old.close()
