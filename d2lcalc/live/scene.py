"""Scenes: a picture as a widget. The browser replays the tape at every move; the kernel is only told where things stand."""

import base64
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import anywidget
import traitlets
from IPython import get_ipython
from ipywidgets.widgets.widget import _instances  # there is no public list of the widgets that are alive
from ipywidgets.widgets.widget_link import Link

from d2lcalc.live.parameters import Parameter, ParameterTrait
from d2lcalc.live.picture import EMPTY, trace
from d2lcalc.live.questions import Question, check_room
from d2lcalc.live.words import filled


class Engine(anywidget.AnyWidget):
    """Carries the bundle to the page, once for all scenes."""

    _esm = (files("d2lcalc.live") / "bundle.js").read_text(encoding="utf-8")


class Scene(anywidget.AnyWidget):
    """A live picture: `Scene(picture, h=Number(0.1, min=0.01, max=1), question=Choose(…))`.

    `picture` is a JAX function from the parameters, by name, to panels, `say(…)` and `goal(…)`; it may also take `revealed`,
    true once the question is answered. Each parameter is a synced trait: `scene.h` reads it, setting it moves the picture,
    `jslink((slider, "value"), (scene, "h"))` ties any widget to it. `scene.prediction` holds the committed prediction (None before).
    A scene made again in the same cell closes the one made there before.

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
    return mount({ model, el });
  } catch (error) {
    el.textContent = `The picture could not start (${error.message}). Run all cells again from the top.`;
  }
} };"""
    engine = anywidget.WidgetTrait().tag(sync=True)
    spec = traitlets.Dict().tag(sync=True)
    still = traitlets.Unicode("").tag(sync=True)
    prediction = traitlets.Any(None).tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self, picture: Callable[..., Any] | None = None, *, title: str = "", question: Question | None = None, **parameters: Parameter
    ) -> None:
        for name in parameters:
            if hasattr(type(self), name):
                raise ValueError(f"{name!r} already names a property of every scene; give the parameter another name")
        self._picture = trace(picture, parameters) if picture else EMPTY
        check_room(question, self._picture.spec["panels"])
        asked = {"title": title, "question": question and question.spec()}
        controls = [parameter.spec(name) for name, parameter in parameters.items()]
        self.add_traits(**{name: ParameterTrait(parameter) for name, parameter in parameters.items()})
        self._outputs()  # a picture that cannot be replayed fails in its own cell, before anything is sent
        super().__init__(engine=_engine(), spec={**asked, "parameters": controls, **self._picture.data()})
        _close_earlier(self)

    def __repr__(self) -> str:
        return self.sentence

    def close(self) -> None:
        """Close the scene and the links to it: a page that is loaded again stumbles over a link that has lost an end."""
        for widget in list(_instances.values()):
            if isinstance(widget, Link) and any(end[0] is self for end in (widget.source, widget.target)):
                widget.close()
        self.layout.close()
        super().close()

    @property
    def sentence(self) -> str:
        """The picture in words at its present parameters: its title or question, and what it says once revealed."""
        heading = self.spec["title"] or (self.spec["question"] or {"ask": ""})["ask"]
        said, outputs = self.spec["say"], self._outputs(revealed=True)
        if said is None:
            return heading
        sentence = said["sentences"][_whole(outputs[said["index"]], len(said["sentences"]))]
        text = filled(sentence["template"], {name: outputs[index] for name, index in sentence["values"].items()})
        return f"{heading}{':' * heading[-1:].isalnum()} {text}".strip()

    @property
    def reached(self) -> bool:
        """Whether the picture's goal is met at the present parameters; ValueError for a picture without one."""
        if self.spec["goal"] is None:
            raise ValueError("this picture has no goal(…)")
        return bool(self._outputs()[self.spec["goal"]["truth"]])

    def _outputs(self, **instead: Any) -> list[Any]:
        return self._picture.outputs(instead.get(name, getattr(self, name)) for name in self._picture.inputs)

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        """The live view; beside it the still and a sentence, both with the truth revealed: their readers have no button to press."""
        from d2lcalc.live.still import draw_still  # brings matplotlib, so only when a still is drawn

        data, metadata = super()._repr_mimebundle_(**kwargs)
        data["text/plain"] = self.sentence
        if self.spec["panels"]:
            data["image/png"] = base64.b64encode(draw_still(self.spec, self._outputs(revealed=True))).decode()
            self.still = "data:image/png;base64," + data["image/png"]
        return data, metadata


def _whole(index: float, count: int) -> int:
    """`index` as a position in a list: rounded and clamped, as the browser does."""
    return int(min(max(round(float(index)), 0), count - 1)) if index == index else 0


_made: dict[str, list[Scene]] = {}  # the scenes alive, by the cell that made them
_engines: list[Engine] = []


def _engine() -> Engine:
    """The kernel's Engine, made anew if it was closed."""
    if not _engines or _engines[-1].comm is None:
        _engines[:] = [Engine()]
    return _engines[-1]


def _close_earlier(scene: Scene) -> None:
    """Close the scenes that an earlier run of the same cell made: a re-run would leak every one otherwise."""
    shell = get_ipython()
    request = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell, run = request.get("metadata", {}).get("cellId"), request.get("header", {}).get("msg_id")
    if cell is None:
        return
    for old in [old for old in _made.get(cell, []) if old._run != run]:
        old.close()
    _made[cell] = [old for old in _made.get(cell, []) if old._run == run] + [scene]
    scene._run = run
