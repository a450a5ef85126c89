"""One of several: a style or a text that the picture chooses by a number, as it does its places (JAX cannot return a string)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jax.numpy as jnp
import numpy as np
from jax import lax

ANSWERED = object()  # the index that is 1 once the question is answered, 0 before


@dataclass(frozen=True, eq=False)
class Chosen:
    """`options[index]`, the index rounded and clamped to the list."""

    index: Any
    options: tuple[Any, ...]


def one_of(index: Any, options: Sequence[Any]) -> Chosen:
    """`options[index]`, for a role, a kind or any text: `label=one_of(step, ("first", "second", None))`; None is no text at all."""
    if isinstance(options, str) or not options:
        raise TypeError(f"one_of: {options!r} is no list of things to choose from")
    return Chosen(index, tuple(options))


def cases(*pairs: tuple[Any, Any]) -> Any:
    """The option of the first of the `pairs` (truth, option) that is true; None, no text at all, where none is.

    `role=cases((rising, "gradient"), (True, "quiet"))`.
    """
    possible = [(truth, option) for truth, option in (*pairs, (True, None)) if not _is_known(truth, False)]
    certain = next(k for k, (truth, _) in enumerate(possible) if _is_known(truth, True))
    truths, options = zip(*possible[: certain + 1], strict=True)
    if len(options) == 1:
        return options[0]
    index = np.int64(len(options) - 1)
    for k in reversed(range(len(options) - 1)):
        index = lax.select_n(jnp.asarray(truths[k], bool), index, np.int64(k))  # jnp.where would be traced as a function of its own
    return Chosen(index, options)


def settled(item: Any, outputs: Sequence[Any]) -> Any:
    """What a spec's item is where the tape gave `outputs`: itself, or the option its index chooses, for NaN the first; as in words.js."""
    while isinstance(item, dict) and "options" in item:
        index, last = float(outputs[item["index"]]), len(item["options"]) - 1
        item = item["options"][0 if np.isnan(index) else int(np.clip(np.floor(index + 0.5), 0, last))]
    return item


def options_of(item: Any) -> list[Any]:
    """Everything that a style or text may be."""
    return [option for part in item.options for option in options_of(part)] if isinstance(item, Chosen) else [item]


def _is_known(truth, value):
    return isinstance(truth, bool | np.bool_) and bool(truth) is value
