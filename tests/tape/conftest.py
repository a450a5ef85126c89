"""The three replays of a tape: NumPy, and tape.js in Node and in Chromium."""

import pytest

from d2lcalc.tape import replay_program


@pytest.fixture(params=["numpy", "node", pytest.param("chromium", marks=pytest.mark.browser)])
def replay(request):
    """`replay(program, inputs)` in each of the three places."""
    return replay_program if request.param == "numpy" else request.getfixturevalue(request.param).replay


@pytest.fixture(params=["node", pytest.param("chromium", marks=pytest.mark.browser)])
def play(request):
    """`play(program, updates)`: outputs and `changed` of one player after each update."""
    return request.getfixturevalue(request.param).play
