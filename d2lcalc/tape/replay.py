"""Replay of a program in NumPy: the reference that `live/frontend/tape.js` repeats in the browser.

A program is plain data, `{"inputs": n, "constants": […], "operations": [[name, operand, …], …], "outputs": [operand, …]}`.
Operand k ≥ 0 is value k (the inputs, then the results of the operations in order); operand k < 0 is constant ~k.
"""

import math

import numpy as np


def _truth(test):
    return lambda *values: test(*values) * 1.0


def _pick(index, *values):
    """The value at an index computed at run time; an index outside is moved to the nearest end, as JAX does."""
    index = np.clip(index, 0, len(values) - 1).astype(int)
    if index.ndim == 0:
        return values[index]
    table = np.stack([np.broadcast_to(value, index.shape) for value in values])
    return np.take_along_axis(table, index[None], 0)[0]


AS_IN_NUMPY = (
    "abs sign floor ceil trunc exp expm1 log log1p sqrt cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh atan2".split()
)
OPERATIONS = {
    **{name: getattr(np, name) for name in AS_IN_NUMPY},
    "neg": np.negative,
    "round": np.rint,
    "erf": np.vectorize(math.erf, otypes=[float]),
    "erfc": np.vectorize(math.erfc, otypes=[float]),
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "rem": np.fmod,
    "pow": np.float_power,  # np.power(-inf, 0.5) takes a short cut through sqrt, to NaN instead of inf
    "max": np.maximum,
    "min": np.minimum,
    "eq": _truth(np.equal),
    "ne": _truth(np.not_equal),
    "lt": _truth(np.less),
    "le": _truth(np.less_equal),
    "gt": _truth(np.greater),
    "ge": _truth(np.greater_equal),
    "where": lambda truth, value, otherwise: np.where(truth != 0, value, otherwise)[()],
    "pick": _pick,
}
"""What each operation does to doubles; truths are 0 and 1, so `min` is their "and", `max` their "or"."""


def replay_program(program, inputs, holes=()):
    """The outputs of a program, one number or array each, for one number or array an input.

    Numbers broadcast against arrays. Arrays of different shapes may go in side by side as long as no operation mixes two. What fills the
    `holes` of a program (holes.py) are operations, by their names.
    """
    if len(inputs) != program["inputs"]:
        raise ValueError(f"This program takes {program['inputs']} inputs, not {len(inputs)}.")
    with np.errstate(all="ignore"):
        return _replay(program, [np.asarray(value, float)[()] for value in inputs], OPERATIONS | dict(holes))


def _replay(program, values, rules):
    constants = [np.float64(value) for value in program["constants"]]

    def read(operand):
        return values[operand] if operand >= 0 else constants[~operand]

    for name, *operands in program["operations"]:
        if name == "scan":
            values += _scan(read, *operands, rules)
        else:
            arguments = [read(operand) for operand in operands]
            _check_grids(name, arguments)
            values.append(rules[name](*arguments)[()])
    return [read(operand) for operand in program["outputs"]]


def _scan(read, loop, rules):
    carry, fixed = [read(k) for k in loop["carry"]], [read(k) for k in loop["fixed"]]
    each = [[read(k) for k in steps] for steps in loop["each"]]
    if not carry and each and all(np.ndim(value) == 0 for values in (fixed, *each) for value in values):
        return _all_at_once(loop, fixed, each, rules)
    stacked = []
    for step in range(loop["length"]):
        outputs = _replay(loop["body"], [*fixed, *carry, *(steps[step] for steps in each)], rules)
        carry = outputs[: len(carry)]
        stacked.append(outputs[len(carry) :])
    return [*carry, *(value for values in zip(*stacked, strict=True) for value in values)]


def _all_at_once(loop, fixed, each, rules):
    """The steps of a loop that hands nothing on, as one replay on a grid of them."""
    outputs = _replay(loop["body"], [*fixed, *map(np.array, each)], rules)
    return [value for output in outputs for value in np.broadcast_to(output, loop["length"])]


def _check_grids(name, arguments):
    shapes = {value.shape for value in arguments if value.ndim}
    if len(shapes) > 1:
        shapes = " and ".join(str(shape) for shape in sorted(shapes))
        raise ValueError(f"Operation '{name}' mixes grids of shapes {shapes}; give the inputs that meet in it one grid.")
