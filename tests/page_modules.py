"""The page's own modules, in Node or in Chromium: replaying a tape, and following a scene from state to state."""

import base64
import json
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from d2lcalc.scenes.opening import reading
from scene_page import HOME, LIVE, serve

DRIVER = Path(__file__).with_name("driver.js")
LISTEN = """import { createInterface } from "node:readline";
import { answer } from "./driver.js";
for await (const line of createInterface({ input: process.stdin })) console.log(JSON.stringify(answer(JSON.parse(line))));"""


class Refused(ValueError):
    """What the page's modules threw: the error's message and its properties."""

    def __init__(self, error):
        super().__init__(error.pop("error"))
        vars(self).update(error)


class JavaScript:
    """A function that answers requests: `replay` as in Python, `play` for several updates of one player, `follow` for those of a scene."""

    def __init__(self, ask):
        self.ask = ask

    def replay(self, program, inputs):
        """The outputs of a program."""
        return self.play(program, [inputs])[0][0]

    def play(self, program, updates):
        """After each update the outputs, and which of them changed."""
        return [(step["outputs"], step["changed"]) for step in self._answer(program, updates)]

    def follow(self, spec, updates):
        """After each update the outputs as the marks have them, the words that are seen, and whether a mark that is seen moved."""
        held = [None] * len(spec["program"]["outputs"])
        for step in self._answer(spec["program"], updates, spec=spec):
            held = [old if new is None else new for old, new in zip(held, step["outputs"], strict=True)]
            yield held, step["words"], step["moved"]

    def typed(self, text, program, inputs):
        """The outputs of a program whose holes are filled by a function that is typed on the page."""
        return self._answer(program, [inputs], typed=text, vocabulary=reading())[0]["outputs"]

    def spec_of(self, scene, text):
        """The spec of a scene, whose choices were recorded, for a function that is picked or typed on the page."""
        return self._reply({"state": {"spec": {}, "recorded": scene.recorded, "hollow": scene.hollow}, "typed": text})

    def _reply(self, request):
        reply = self.ask(request)
        if reply and "error" in reply:
            raise Refused(reply)
        return reply

    def _answer(self, program, updates, **more):
        reply = self._reply({"program": program, "updates": [[_packed(value) for value in inputs] for inputs in updates], **more})
        return [{**step, "outputs": [_unpacked(value) for value in step["outputs"]]} for step in reply]


def _packed(value):
    kind = "array" if np.ndim(value) else "number"
    return {kind: base64.b64encode(np.asarray(value, "<f8").tobytes()).decode()}


def _unpacked(value):
    if value is None:
        return None
    ((kind, text),) = value.items()
    array = np.frombuffer(base64.b64decode(text), "<f8")
    return array if kind == "array" else array[0]


@contextmanager
def in_node(folder):
    """One Node process that answers a line of JSON with a line of JSON."""
    shutil.copytree(LIVE / "frontend", folder / "frontend")
    shutil.copy(DRIVER, folder)
    (folder / "package.json").write_text('{"type": "module"}')
    (folder / "main.js").write_text(LISTEN)
    with subprocess.Popen(["node", folder / "main.js"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(request):
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield JavaScript(ask)
        process.stdin.close()


@contextmanager
def in_chromium(browser):
    """A page that is served from here and asks the network for nothing."""
    page = browser.new_page()
    script = f"{DRIVER.read_text(encoding='utf-8')}\nwindow.answer = answer;"
    serve(page, f'<!doctype html><title>modules</title><script type="module">{script}</script>', refused=print)
    page.goto(f"{HOME}/")
    yield JavaScript(lambda request: page.evaluate("(request) => answer(request)", request))
    page.close()
