"""The operations of a tape as functions of JAX, so that a recorded function can be taken apart and each piece differentiated."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import jax
import jax.numpy as jnp

__all__ = ["elementary", "label", "signature"]

SYMBOLS = {"add": "+", "sub": "−", "mul": "×", "div": "÷", "neg": "−", "pow": "^"}
OTHERS: dict[str, Callable] = {
    "round": jnp.round,
    "trunc": jnp.trunc,
    "where": lambda truth, value, otherwise: jnp.where(truth != 0, value, otherwise),
    "pick": lambda index, *values: jnp.choose(index.astype(int), values, mode="clip"),
}
"""The operations of a tape that JAX has under another name; the rest are found in jax.lax, where a truth is a bool."""


def elementary(operation: Sequence, slots: Mapping[int, str], constants: Sequence) -> Callable:
    """The function that one operation [name, operand, …] of a tape computes, its parameters called as `slots` calls their operands.

    A constant is part of the function, an operand that occurs twice one parameter. ValueError for a loop.
    """
    name, *operands = operation
    if name == "scan":
        raise ValueError("a loop is one operation of the tape and no node of a network: write its steps out")
    apply = OTHERS.get(name) or getattr(jax.lax, name)
    parameters = list(dict.fromkeys(slots[k] for k in operands if k >= 0))

    def function(*taken: Any) -> Any:
        known = dict(zip(parameters, taken, strict=True))
        return apply(*(known[slots[k]] if k >= 0 else jnp.asarray(float(constants[~k])) for k in operands)).astype(float)

    function.__signature__ = signature(parameters)
    return function


def signature(names: Iterable[str]) -> inspect.Signature:
    """That of a function whose parameters have these names: a network reads its edges from it."""
    return inspect.Signature([inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in names])


def label(operation: Sequence, constants: Sequence) -> str:
    """The operation as it stands in a drawing: "exp", "×", "( )²", and with a constant on its side of the sign, "1 −", "÷ 2"."""
    name, *operands = operation
    if name == "mul" and operands[0] == operands[1]:
        return "( )²"
    known = ["" if k >= 0 else f"{float(constants[~k]):g}" for k in operands]
    symbol = SYMBOLS.get(name, name)
    return f"{known[0]} {symbol} {known[1]}".strip() if len(known) == 2 else symbol
