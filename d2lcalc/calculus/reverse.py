"""Reverse mode: a tape without loops run backward, from its one output to all its inputs.

Forward, each operation computes a value. Backward, from the last operation to the first, each hands its *bar*, the derivative of the
output with respect to its value, on to its operands: times its own slope along each, and added to what has arrived there already.

>>> import jax.numpy as jnp
>>> from d2lcalc.tape import record
>>> tape = record(lambda x, y: x * jnp.exp(-(x**2) - y**2), 1.0, 1.0)
>>> for slope in derivatives(tape.program, [-0.5, 1.0]):
...     print(f"{slope:.6f}")
0.143252
0.286505
"""

import math

import numpy as np

from d2lcalc.tape.replay import OPERATIONS

SLOPES = {
    "neg": lambda y, a: (-1.0,),
    "abs": lambda y, a: (np.sign(a),),
    "exp": lambda y, a: (y,),
    "expm1": lambda y, a: (y + 1,),
    "log": lambda y, a: (1 / a,),
    "log1p": lambda y, a: (1 / (1 + a),),
    "sqrt": lambda y, a: (0.5 / y,),
    "cbrt": lambda y, a: (1 / (3 * y**2),),
    "sin": lambda y, a: (np.cos(a),),
    "cos": lambda y, a: (-np.sin(a),),
    "tan": lambda y, a: (1 + y**2,),
    "asin": lambda y, a: (1 / np.sqrt(1 - a**2),),
    "acos": lambda y, a: (-1 / np.sqrt(1 - a**2),),
    "atan": lambda y, a: (1 / (1 + a**2),),
    "sinh": lambda y, a: (np.cosh(a),),
    "cosh": lambda y, a: (np.sinh(a),),
    "tanh": lambda y, a: (1 - y**2,),
    "asinh": lambda y, a: (1 / np.hypot(1, a),),
    "acosh": lambda y, a: (1 / np.sqrt((a - 1) * (a + 1)),),
    "atanh": lambda y, a: (1 / ((1 - a) * (1 + a)),),
    "erf": lambda y, a: (2 / math.sqrt(math.pi) * np.exp(-(a**2)),),
    "erfc": lambda y, a: (-2 / math.sqrt(math.pi) * np.exp(-(a**2)),),
    "add": lambda y, a, b: (1.0, 1.0),
    "sub": lambda y, a, b: (1.0, -1.0),
    "mul": lambda y, a, b: (b, a),
    "div": lambda y, a, b: (1 / b, -y / b),
    "rem": lambda y, a, b: (1.0, -np.trunc(a / b)),
    "pow": lambda y, a, b: (b * np.float_power(a, b - 1) if b else 0.0, y * np.log(a) if a else 0.0),
    "atan2": lambda y, a, b: (b / (a**2 + b**2), -a / (a**2 + b**2)),
    "max": lambda y, a, b: (_share(a, b), _share(b, a)),
    "min": lambda y, a, b: (_share(b, a), _share(a, b)),
    "where": lambda y, truth, a, b: (0.0, float(truth != 0), float(truth == 0)),
    "pick": lambda y, index, *choices: (0.0, *(np.arange(len(choices)) == np.clip(index, 0, len(choices) - 1).astype(int))),
    **dict.fromkeys("sign floor ceil trunc round eq ne lt le gt ge".split(), lambda y, *operands: ()),
}
"""The slopes of each operation's value y along its operands, in their order; what moves only in jumps hands nothing on."""


def derivatives(program, inputs, output=0):
    """The derivatives of one output of a program with respect to every input, in one sweep; 0 for an input that does not lead to it."""
    seeds = [1.0 if k == output else None for k in range(len(program["outputs"]))]
    bars = backward(program, forward(program, inputs), seeds)
    return [0.0 if bar is None else float(bar) for bar in bars[: len(inputs)]]


@np.errstate(all="ignore")
def forward(program, inputs):
    """Every value of a program, in order; the backward sweep needs them all. ValueError for a loop."""
    values = [*map(np.float64, inputs)]
    read = _reader(program, values)
    for name, *operands in program["operations"]:
        if name == "scan":
            raise ValueError("this sweep takes no loop, which is one operation of the tape: write its steps out with a Python for")
        values.append(OPERATIONS[name](*map(read, operands)))
    return values


@np.errstate(all="ignore")
def backward(program, values, seeds):
    """The bar of every value of a program, given a bar for each output. None where nothing arrives: that is not 0."""
    bars, read = [None] * len(values), _reader(program, values)

    def hand(bar, operand):
        if bar is not None and operand >= 0:  # a constant wants none
            bars[operand] = bar if bars[operand] is None else bars[operand] + bar

    for bar, operand in zip(seeds, program["outputs"], strict=True):
        hand(bar, operand)
    for slot, (name, *operands) in reversed([*enumerate(program["operations"], start=program["inputs"])]):
        if (bar := bars[slot]) is not None:
            slopes = SLOPES[name](values[slot], *map(read, operands))
            for operand, slope in zip(operands, slopes, strict=False):
                hand(bar * slope, operand)
    return bars


def _reader(program, values):
    """What an operand stands for: k ≥ 0 for value k, k < 0 for constant ~k."""
    return lambda k: values[k] if k >= 0 else np.float64(program["constants"][~k])


def _share(a, b):
    """The slope of max(a, b) along a; where they are equal each has half, as in JAX."""
    return float(a > b) + 0.5 * float(a == b)
