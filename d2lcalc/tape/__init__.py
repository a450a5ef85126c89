"""A JAX function becomes a tape (a Wengert list): the straight-line program of scalar operations that computes it.

>>> import jax.numpy as jnp
>>> tape = record(lambda x, y: x * jnp.exp(-(x**2) - y**2), 1.0, 0.0)
>>> [name for name, *operands in tape.program["operations"]]
['mul', 'neg', 'mul', 'sub', 'exp', 'mul']
>>> print(f"{tape.replay(1.0, 0.0):.6f}")
0.367879

The tape is plain JSON data; `live/frontend/tape.js` replays it in the browser. Reading order: `replay` (what an operation does),
`writer` (how operations are written down), `primitives` (what JAX's primitives mean in operations), `jaxpr`, `record`, `holes`,
`smoothness`.
"""

from d2lcalc import precision  # noqa: F401

from .record import Tape, record
from .refusal import RecordingError
from .replay import replay_program

__all__ = ["RecordingError", "Tape", "record", "replay_program"]
