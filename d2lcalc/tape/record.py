"""Recording: JAX traces a function once, and the trace is written down as a tape that replays without JAX."""

from dataclasses import dataclass
from typing import Any

import jax
import numpy as np

from .jaxpr import run
from .refusal import RecordingError, Refusal, refused, untraceable
from .replay import replay_program
from .writer import Slots, Writer, yields


@dataclass(frozen=True)
class Tape:
    """The recorded function: `program` is plain JSON data, `replay` computes what the function computes."""

    program: dict
    argument_tree: Any
    argument_shapes: list
    result_tree: Any
    result_shapes: list

    def __str__(self):
        """The operations, one a line: v0, v1, … are the inputs, then the values in the order in which they are computed.

        A loop, which is one operation with a program of its own, shows as "scan …".
        """
        constants, slot, lines = self.program["constants"], self.program["inputs"], []
        name = lambda k: f"v{k}" if k >= 0 else f"{constants[~k]:g}"
        for operation, *operands in self.program["operations"]:
            lines.append(f"v{slot} = {operation} {'…' if operation == 'scan' else ' '.join(map(name, operands))}")
            slot += yields([operation, *operands])
        return "\n".join(lines)

    def values(self, *inputs):
        """Every value of a tape of numbers, in order: the inputs, and what each operation makes of those before it.

        Raises ValueError for a tape with a loop, whose values differ from step to step.
        """
        if any(operation[0] == "scan" for operation in self.program["operations"]):
            raise ValueError("This tape has a loop, whose values differ from step to step: record one step of it.")
        count = self.program["inputs"] + len(self.program["operations"])
        return replay_program({**self.program, "outputs": [*range(count)]}, inputs)

    def replay(self, *arguments):
        """The function's result at arguments of the recorded structure, in float64 NumPy.

        Every leaf of the arguments may carry further, trailing axes, a grid; a leaf of the result then carries the same ones if it
        depends on the grid. Raises ValueError for another structure, another shape, or two grids that meet.
        """
        leaves, tree = jax.tree.flatten(arguments)
        if tree != self.argument_tree:
            raise ValueError(f"This tape was recorded with arguments {self.argument_tree}, not {tree}.")
        inputs = [scalar for leaf, shape in zip(leaves, self.argument_shapes, strict=True) for scalar in _scalars(leaf, shape)]
        outputs = iter(replay_program(self.program, inputs))
        results = [_array([next(outputs) for _ in range(np.prod(shape, dtype=int))], shape) for shape in self.result_shapes]
        return jax.tree.unflatten(self.result_tree, results)


def record(function, *example_arguments):
    """The tape of `function`: the scalar operations by which JAX computes it at arguments like the example ones.

    Arguments and result are pytrees of numbers and arrays. Floats are recorded in double precision, whatever JAX is set to outside
    (`jax.enable_x64` holds for the tracing alone); an integer or truth among the examples stays one, so it may choose an element.
    Raises RecordingError, naming the line and the remedy, for what no tape can hold.
    """
    leaves, tree = jax.tree.flatten(example_arguments)
    with jax.enable_x64(True), np.errstate(all="ignore"):
        leaves = [_example(leaf) for leaf in leaves]
        closed, result = _trace(function, jax.tree.unflatten(tree, leaves))
        tape = Writer(sum(leaf.size for leaf in leaves))
        try:
            ends = np.cumsum([leaf.size for leaf in leaves], dtype=int)
            inputs = [Slots(np.arange(end - leaf.size, end).reshape(leaf.shape)) for leaf, end in zip(leaves, ends, strict=True)]
            results = run(tape, closed.jaxpr, closed.consts, inputs)
        except Refusal as refusal:
            raise refused(refusal) from None
        outputs = [k for value in results for k in tape.operands(value).ravel().tolist()]
    result_leaves, result_tree = jax.tree.flatten(result)
    return Tape(tape.finish(outputs), tree, [leaf.shape for leaf in leaves], result_tree, [leaf.shape for leaf in result_leaves])


def _trace(function, examples):
    try:
        return jax.make_jaxpr(function, return_shape=True)(*examples)
    except Exception as error:
        if (named := untraceable(error)) is error:
            raise
        raise named from None


def _example(leaf):
    leaf = np.asarray(leaf)
    if leaf.dtype.kind not in "fiub":
        raise RecordingError(f"An example argument is {leaf!r}; give numbers or arrays of real numbers.")
    return leaf.astype({"f": np.float64, "b": np.bool_}.get(leaf.dtype.kind, np.int64))


def _scalars(leaf, shape):
    """The elements of an argument, each a number or a grid."""
    leaf = np.asarray(leaf, float)
    if leaf.shape[: len(shape)] != shape:
        raise ValueError(f"An argument of shape {leaf.shape} was given where the tape was recorded with {shape} (a grid's axes come last).")
    return leaf.reshape((-1, *leaf.shape[len(shape) :])) if leaf.size else []


def _array(elements, shape):
    """The leaf of a result whose elements, numbers or grids, come from the tape."""
    if not elements:
        return np.zeros(shape)
    array = np.stack(np.broadcast_arrays(*elements))
    return array.reshape((*shape, *array.shape[1:]))[()]
