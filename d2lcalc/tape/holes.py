"""Holes: what a tape leaves open, a function of two numbers or a number, until `live/frontend/writer.js` fills it.

>>> from d2lcalc.tape import record
>>> import jax
>>> print(record(jax.grad(lambda x, y: x * opaque(x, y)), 0.0, 0.0))
v2 = f_x v0 v1
v3 = f v0 v1
v4 = mul v0 v2
v5 = add v3 v4

To JAX an opaque function f is a primitive, and so is each of its derivatives f_x, f_y, f_xx, f_xy, f_yy; on the tape they are operations.
"""

from functools import cache, reduce
from operator import add

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.core import ShapedArray
from jax.extend.core import Primitive
from jax.interpreters import ad, batching

from .record import record
from .refusal import RecordingError
from .replay import replay_program
from .writer import Writer

SLOPED = dict.fromkeys("neg abs exp log sqrt cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh".split(), (0,))
SLOPED |= dict.fromkeys("add sub mul div pow atan2 max min".split(), (0, 1))  # operations of a tape that have slopes, along these operands
INVERSE_SQUARES = {  # by which JAX multiplies: as powers, their own slopes are JAX's at 0, too
    "cbrt": lambda u: 1 / 3 * lax.pow(lax.cbrt(u), -2.0),
    "div": lambda u, v: (1 / v, -u * lax.pow(v, -2.0)),
}

hole_p = Primitive("hole")
hole_p.def_abstract_eval(lambda *operands, name, entire: ShapedArray(np.shape(operands[0]) if operands else (), np.dtype(float)))
batching.defbroadcasting(hole_p)


def opaque(x, y, entire=False):
    """f(x, y) for a function f that nothing is known of while it is recorded, but that it is smooth everywhere if `entire`."""
    return hole_p.bind(*jnp.broadcast_arrays(jnp.asarray(x, float), jnp.asarray(y, float)), name="f", entire=entire)


def hole(name):
    """A number, given by its name when the tape is filled."""
    return hole_p.bind(name=name, entire=True)


@cache
def slopes():
    """What the changes of an operation's operands are multiplied by, as JAX has it, on a tape of these: the page fills holes by it."""
    found = {name: jax.grad(getattr(lax, name), places) for name, places in SLOPED.items()} | INVERSE_SQUARES
    return {name: record(slope, *[0.5] * len(SLOPED[name])).program for name, slope in found.items()}


def fillings(source, slots, numbers):
    """What fills the holes when a tape is replayed, by their names: numbers, and f and its derivatives, in the `slots` of a program."""

    def derivative(slot):
        program = _alone(source, slot)
        return lambda x, y: replay_program(program, [x, y])[0]

    constants = {name: lambda number=number: np.float64(number) for name, number in numbers.items()}
    return constants | {name: derivative(slot) for name, slot in slots.items()}


def _alone(program, output):
    """The program of one of its values, without what only others need."""
    tape = Writer(program["inputs"])
    tape.constants = [*map(float, program["constants"])]
    for operation in program["operations"]:
        tape.append(operation)
    return tape.finish([output])


def _derivative(primals, tangents, name, entire):
    """df = f_x dx + f_y dy, and the same of each derivative."""
    moving = [(axis, tangent) for axis, tangent in zip("xy", tangents, strict=True) if type(tangent) is not ad.Zero]
    changes = [hole_p.bind(*primals, name=_along(name, axis), entire=entire) * tangent for axis, tangent in moving]
    return hole_p.bind(*primals, name=name, entire=entire), reduce(add, changes)


def _along(name, axis):
    """The name of a derivative's derivative: f_xy for that of f_y along x, since the order does not matter. RecordingError for a third."""
    function, _, axes = name.partition("_")
    if len(axes) == 2:
        raise RecordingError("this picture has third derivatives of f, and a hole is filled with f and its first and second ones")
    return f"{function}_{''.join(sorted(axes + axis))}"


ad.primitive_jvps[hole_p] = _derivative
