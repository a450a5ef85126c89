"""The three replays of a tape: NumPy, and tape.js in Node and in Chromium."""

import base64
import json
import shutil
import subprocess
from pathlib import Path

import jax
import numpy as np
import pytest

import d2lcalc
from d2lcalc.tape import replay_program

jax.config.update("jax_enable_x64", True)

SOURCES = {
    "/tape.js": Path(d2lcalc.__file__).parent / "live" / "frontend" / "tape.js",
    "/driver.js": Path(__file__).with_name("driver.js"),
}


class JavaScript:
    """tape.js behind a function that answers requests: `replay` as in Python, `play` for several updates of one player."""

    def __init__(self, ask):
        self.ask = ask

    def replay(self, program, inputs):
        return self.play(program, [inputs])[0][0]

    def play(self, program, updates):
        reply = self.ask({"program": program, "updates": [[_packed(value) for value in inputs] for inputs in updates]})
        if "error" in reply:
            raise ValueError(reply["error"])
        return [([_unpacked(value) for value in step["outputs"]], step["changed"]) for step in reply]


class NumPy:
    replay = staticmethod(replay_program)


def _packed(value):
    kind = "array" if np.ndim(value) else "number"
    return {kind: base64.b64encode(np.asarray(value, "<f8").tobytes()).decode()}


def _unpacked(value):
    ((kind, text),) = value.items()
    array = np.frombuffer(base64.b64decode(text), "<f8")
    return array if kind == "array" else array[0]


@pytest.fixture(scope="session")
def node(tmp_path_factory):
    """tape.js in one Node process that answers a line of JSON with a line of JSON."""
    if not shutil.which("node"):
        pytest.skip("node is not installed; Chromium runs the same tests")
    folder = tmp_path_factory.mktemp("node")
    for name, path in SOURCES.items():
        shutil.copy(path, folder / name[1:])
    (folder / "package.json").write_text('{"type": "module"}')
    lines = "for await (const line of createInterface({input: process.stdin})) console.log(JSON.stringify(answer(JSON.parse(line))));"
    (folder / "main.js").write_text(f'import {{createInterface}} from "node:readline"; import {{answer}} from "./driver.js"; {lines}')
    with subprocess.Popen(["node", folder / "main.js"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def ask(request):
            process.stdin.write(json.dumps(request) + "\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield JavaScript(ask)


@pytest.fixture(scope="session")
def chromium(browser):
    """tape.js in a page of Chromium that is served from here and asks the network for nothing."""
    page = browser.new_page()
    page.route("**/*", _serve)
    page.goto("http://tape.test/")
    yield JavaScript(lambda request: page.evaluate("async (request) => (await import('/driver.js')).answer(request)", request))
    page.close()


def _serve(route):
    path = SOURCES.get("/" + route.request.url.rpartition("/")[2])
    if path:
        route.fulfill(body=path.read_text(encoding="utf-8"), content_type="text/javascript")
    else:
        route.fulfill(body="<!doctype html><title>tape</title>", content_type="text/html")


@pytest.fixture(params=["numpy", "node", pytest.param("chromium", marks=pytest.mark.browser)])
def replay(request):
    """`replay(program, inputs)` in each of the three places."""
    return NumPy.replay if request.param == "numpy" else request.getfixturevalue(request.param).replay


@pytest.fixture(params=["node", pytest.param("chromium", marks=pytest.mark.browser)])
def play(request):
    """`play(program, updates)`: outputs and `changed` of one player after each update."""
    return request.getfixturevalue(request.param).play
