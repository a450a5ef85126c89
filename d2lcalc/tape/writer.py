"""Writing a tape: scalar operations on values known only at replay; what is known already is computed at once, in NumPy.

An array at recording is either *known* (a NumPy array) or `Slots`, an integer array of operands. So arrays are rearranged by
rearranging integers, and only arithmetic between scalars is ever written down, each operation once.
"""

from dataclasses import dataclass
from functools import partialmethod
from math import prod

import numpy as np

from .refusal import Refusal
from .replay import OPERATIONS

COMMUTATIVE = {"add", "mul", "max", "min", "eq", "ne"}
LARGEST = 200_000


@dataclass(frozen=True)
class Slots:
    """An array of operands: k ≥ 0 is value k of the tape, k < 0 is constant ~k."""

    operands: np.ndarray

    shape = property(lambda self: self.operands.shape)


def is_known(value):
    return not isinstance(value, Slots)


class Writer:
    """A program being written. Every operation is also a method on arrays: `tape.add(a, b)` writes one `add` an element."""

    def __init__(self, inputs):
        self.inputs = self.size = inputs
        self.operations, self.constants, self.written = [], [], {}

    def constant(self, value):
        """The operand of a constant; equal bits share one, so −0 and 0 stay two."""
        key = np.float64(value).tobytes() if value == value else "nan"
        if key not in self.written:
            self.constants.append(float(value))
            self.written[key] = ~(len(self.constants) - 1)
        return self.written[key]

    def emit(self, name, *operands):
        """The operand of `name` applied to operands: a constant if they are constants, else a slot, written once."""
        operands = tuple(sorted(operands)) if name in COMMUTATIVE else operands
        known = [self.constants[~k] if k < 0 else None for k in operands]
        if name in OPERATIONS and None not in known:
            return self.constant(OPERATIONS[name](*map(np.float64, known)))
        if (repeated := _repeats(name, operands, known)) is not None:
            return repeated
        if (key := (name, *operands)) not in self.written:
            self.written[key] = self.append([name, *operands])
        return self.written[key]

    def append(self, operation):
        """The first slot of an operation's results."""
        first, self.size = self.size, self.size + yields(operation)
        _check_size(self.size)
        self.operations.append((first, operation))
        return first

    def apply(self, name, *values):
        """An operation on every element of arrays that broadcast, in NumPy where all is known."""
        if all(map(is_known, values)):
            return OPERATIONS[name](*values)
        return self.map(lambda *operands: self.emit(name, *operands), *values)

    def map(self, function, *values):
        """A function of operands on every element of arrays that broadcast."""
        shapes = set(map(np.shape, values))
        shape = np.broadcast_shapes(*shapes)
        _check_size(prod(shape))
        arrays = list(map(self.operands, values))
        if len(shapes) > 1:
            arrays = [np.broadcast_to(array, shape) for array in arrays]
        rows = zip(*(array.ravel().tolist() for array in arrays), strict=True)
        return self.value(np.array([function(*row) for row in rows], int).reshape(shape))

    def operands(self, value):
        """The integer array of operands of an array, known or not."""
        if not is_known(value):
            return value.operands
        value = np.asarray(value)
        return np.array([self.constant(number) for number in value.ravel().tolist()], int).reshape(value.shape)

    def value(self, operands):
        """The array with these operands: known where all are constants."""
        if (operands >= 0).any():
            return Slots(operands)
        return np.array([self.constants[~k] for k in operands.ravel().tolist()]).reshape(operands.shape)

    def rearrange(self, function, *values):
        """A NumPy function that only moves elements, applied to the elements where known, to their operands where not."""
        if all(map(is_known, values)):
            return function(*map(np.asarray, values))
        moved = function(*map(self.operands, values))
        return list(map(self.value, moved)) if isinstance(moved, (list, tuple)) else self.value(moved)

    def finish(self, outputs):
        """The program as plain data, without what no output needs."""
        needed, kept = set(outputs), []
        for first, operation in reversed(self.operations):
            slots = range(first, first + yields(operation))
            if not needed.isdisjoint(slots):
                renamed(operation, needed.add)
                kept.append((slots, operation))
        kept.reverse()
        slots = [*range(self.inputs), *(slot for slots, _ in kept for slot in slots)]
        constants = sorted((k for k in needed if k < 0), reverse=True)
        names = {k: i for i, k in enumerate(slots)} | {k: ~i for i, k in enumerate(constants)}
        return {
            "inputs": self.inputs,
            "constants": [_plain(self.constants[~k]) for k in constants],
            "operations": [renamed(operation, names.get) for _, operation in kept],
            "outputs": [names[k] for k in outputs],
        }


for _name in OPERATIONS:
    setattr(Writer, _name, partialmethod(Writer.apply, _name))


def _check_size(count):
    if count > LARGEST:
        raise Refusal(f"it takes more than {LARGEST} scalar operations", "use smaller arrays, or let a grid come in as an argument")


def _repeats(name, operands, known):
    """The operand that an operation merely repeats. 0·t and t + 0 are not such: 0·∞ is NaN, and −0 + 0 is +0."""
    match name:
        case "mul" if 1.0 in known:
            return operands[1 - known.index(1.0)]
        case "div" if known[1] == 1.0:
            return operands[0]
        case "where" if known[0] is not None:
            return operands[1] if known[0] else operands[2]
        case "where" if operands[1] == operands[2]:
            return operands[1]
        case "pick" if known[0] is not None:
            return operands[1 + int(np.clip(known[0], 0, len(operands) - 2))]
    return None


def yields(operation):
    """How many values an operation yields: one, but a loop its carry and `length` of each stacked output."""
    if operation[0] != "scan":
        return 1
    loop = operation[1]
    carry = len(loop["carry"])
    return carry + loop["length"] * (len(loop["body"]["outputs"]) - carry)


def renamed(operation, rename):
    """An operation with every operand k replaced by rename(k)."""
    name, *operands = operation
    if name != "scan":
        return [name, *map(rename, operands)]
    loop = operands[0]
    moved = {key: [rename(k) for k in loop[key]] for key in ("carry", "fixed")}
    return [name, loop | moved | {"each": [[rename(k) for k in steps] for steps in loop["each"]]}]


def _plain(number):
    """A number as JSON can hold it: infinities and NaN become strings."""
    return number if np.isfinite(number) else str(number)
