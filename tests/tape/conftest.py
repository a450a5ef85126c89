"""The two replays of a tape: NumPy, and tape.js."""

import pytest

from d2lcalc.tape import replay_program


@pytest.fixture(params=["NumPy", "page"])
def replay(request, javascript):
    """`replay(program, inputs)` in either."""
    return replay_program if request.param == "NumPy" else javascript.replay
