"""What a scene records: its picture of whatever a text names, anew for each, or once with holes that are filled then."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from d2lcalc.live.parameters import Parameter, with_sliders
from d2lcalc.live.picture import outputs_of, trace
from d2lcalc.live.questions import Question, pointed_window
from d2lcalc.live.subject import Subject
from d2lcalc.tape import RecordingError

Picture = tuple[Mapping[str, Parameter], dict[str, Any]]  # its parameters, and all that the page needs of it


@dataclass(eq=False)
class Recorder:
    """`picture_of(value)` is the picture of a value of the subject, or the only one, and its parameters.

    The question is asked of the first. `hollow` holds the specs with holes by the kinds of subject that fill them, and what typed ones
    need; `ahead` what was recorded ahead; `can_be_filled` is whether the subject fills holes and the picture leaves them open.
    """

    picture_of: Callable[[Any], tuple[Callable, Mapping[str, Parameter]]]
    subject: Subject | None
    question: Question | None
    sliders: Sequence[str] | None
    title: str
    hollow: dict[str, Any] = field(default_factory=dict)
    ahead: dict[str, Any] = field(default_factory=dict)
    can_be_filled: bool = field(init=False)

    def __post_init__(self) -> None:
        self.can_be_filled = bool(self.subject and self.subject.filling)
        self.first = self.anew("")

    def ready(self, text: str) -> Picture:
        """The parameters of the picture of what `text` names, and its spec, or what makes one with holes become it."""
        if self.subject is None:
            raise ValueError("this scene shows one thing only: to exchange it, give the scene a subject=Subject(…)")
        if not text:
            return self.first
        if self.can_be_filled:
            parameters, filling = self.filled(text)
            if self.record_with_holes(filling["kind"]):
                return parameters, filling
        return self.anew(text)

    def anew(self, text: str) -> Picture:
        question = None if text else self.question
        parameters, spec = self.traced(self.subject and self.subject.value(text), question)
        opening = [getattr(parameters.get(name), "value", False) for name in spec["inputs"]]
        outputs = outputs_of(spec, opening)  # what cannot be replayed fails here
        if question:
            parameters |= question.parameters(pointed_window(question, spec["panels"], outputs))
        return parameters, {**spec, "parameters": specs(parameters)}

    def traced(self, value: Any, question: Question | None = None) -> Picture:
        draw, parameters, guess = self.opened(value)
        spec = trace(draw or (lambda: []), parameters, question)
        about = {"title": self.title, "name": called(draw), "question": question and question.spec()}
        about |= {"subject": self.subject and self.subject.spec(value), "parameters": specs(parameters | guess)}
        return parameters | guess, {**about, **spec}

    def opened(self, value: Any) -> tuple[Callable, dict[str, Parameter], dict[str, Parameter]]:
        """The picture of a value of the subject, its parameters, and those of a prediction."""
        draw, parameters = self.picture_of(value)
        return draw, with_sliders(parameters, self.sliders), self.question.parameters() if self.question else {}

    def record_with_holes(self, *kinds: str) -> bool:
        """Record the picture with holes for these kinds of the subject, each once; False where it asks for more."""
        known = self.hollow.get("kinds", {})
        try:
            new = {kind: self.traced(self.subject.hollow[kind])[1] for kind in kinds if kind not in known}
        except RecordingError:
            self.can_be_filled = False
            return False
        if new:
            self.hollow = {**self.subject.reading(), "kinds": {**known, **new}}
        return True

    def filled(self, text: str) -> Picture:
        """The parameters of the picture of what `text` names, and what makes the one with holes become it."""
        value = self.subject.value(text)
        _, parameters, guess = self.opened(value)
        written, filling = specs(parameters | guess), self.subject.filling(value)
        ends = {f"{each['name']}.{end}": each[end] for each in written for end in ("min", "max", "step") if end in each}
        about = {"numbers": filling["numbers"] | ends, "parameters": written, "subject": self.subject.spec(value)}
        return parameters | guess, filling | about

    def record_ahead(self, more: bool) -> None:
        """Record every option of the subject; without `more`, only those offered first."""
        choices = [*self.subject.options, *(self.subject.more if more else ())]
        self.record_with_holes(*self.subject.hollow)
        self.ahead = {text: self.ready(text)[1] for text in choices}


def specs(parameters: Mapping[str, Parameter]) -> list[dict[str, Any]]:
    return [parameter.spec(name) for name, parameter in parameters.items()]


def called(picture: Callable | None) -> str:
    """What a picture without a title is called: its maker's name in words, a landscape by its parts."""
    name = getattr(picture, "__qualname__", "").split(".")[0]
    return "picture" if name in ("", "<lambda>") else re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).lower()
