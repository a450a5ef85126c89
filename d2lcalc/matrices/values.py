"""What a formula of vectors and matrices is: of which size, with which numbers, and a claimed derivative beside that of JAX."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp

from d2lcalc.calculus import blocks
from d2lcalc.calculus.blocks import ONE, Block
from d2lcalc.matrices.expression import ALLOWED, OF_NUMBERS, Claim, letters
from d2lcalc.reading.tree import ExpressionError, Node


def is_identity(name: str) -> bool:
    return "@" in name


RULES = {
    "group": lambda block, demand: block,
    "sum": blocks.add,
    "negative": lambda block, demand: block._replace(array=-block.array),
    "product": blocks.multiply,
    "quotient": blocks.divide,
    "transpose": lambda block, demand: Block(block.cols, block.rows, block.array.T),
    "trace": blocks.trace,
    "total": lambda block, demand: blocks.number(jnp.sum(block.array), block),
    "norm": lambda block, demand: blocks.number(jnp.sqrt(jnp.sum(block.array**2)), block),
    "spectral": lambda block, demand: blocks.spectral_norm(block),
    "det": blocks.determinant,
    "inverse": blocks.inverse,
    **{name: partial(blocks.of_number, getattr(jnp, name)) for name in OF_NUMBERS},
}


def evaluate(node: Node, values: Mapping[str, Block], demand: Callable[[str, str, Node], None]) -> Block:
    """What the formula is; `demand(a, b, node)` is called for any two sizes that must be equal for a part of it to make sense."""
    if node.kind == "number":
        return blocks.number(node.parts[0], like=next(iter(values.values())))
    if node.kind == "letter":
        return values[node.parts[0]]
    here = lambda a, b: demand(a, b, node)
    if node.kind == "power":
        return blocks.power(evaluate(node.parts[0], values, demand), node.parts[1].parts[0], here)
    return RULES[node.kind](*(evaluate(part, values, demand) for part in node.parts), demand=here)


def shape_of(node: Node, shapes: Mapping[str, tuple[str, str]], demand: Callable = lambda *_: None) -> tuple[str, str]:
    """The sizes of the value of a formula whose letters have these; no number is computed."""
    values, results = {name: Block(*shape, jnp.zeros((1, 1))) for name, shape in shapes.items()}, []
    jax.eval_shape(lambda: results.append(evaluate(node, values, demand)))
    return results[0].rows, results[0].cols


class Sizes:
    """Which sizes are the same: union–find over their names, where those that are `open` take the name of the others."""

    def __init__(self, is_open):
        self.same, self.is_open = {}, is_open

    def name(self, size):
        while size in self.same:
            size = self.same[size]
        return size

    def unite(self, a, b, _node=None):
        a, b = sorted((self.name(a), self.name(b)), key=self.is_open)
        if a != b and self.is_open(b):
            self.same[b] = a

    def named(self, shape):
        return tuple(map(self.name, shape))


SIZE_NAMES = "mnrp"


def shapes(function: Node) -> dict[str, tuple[str, str]]:
    """The sizes (rows, columns) of each letter, as general as the number-valued `function` allows: those of xᵀAx are A (m, m), x (m, 1).

    ExpressionError where the function has no letter, more sizes than can be named, or a value that is not one number for all sizes.
    """
    refusal = lambda reason: ExpressionError(function.text, 0, reason, ALLOWED)
    sizes, names = Sizes(lambda size: size != ONE), letters(function)
    if all(map(is_identity, names)):
        raise refusal("there is no letter in it")
    columns = lambda name: f"{name} rows" if is_identity(name) else f"{name} columns" if name.isupper() else ONE
    general = {name: (f"{name} rows", columns(name)) for name in names}
    is_number = lambda: sizes.named(shape_of(function, general, sizes.unite)) == (ONE, ONE)
    if not is_number():
        for name in names:
            if "α" <= name <= "ω":  # as the λ of λxᵀx
                sizes.unite(f"{name} rows", ONE)
    if not is_number():
        raise refusal("only a number has a derivative here, and this is a matrix or vector: take a norm, trace or sum of it")
    found = {name: sizes.named(shape) for name, shape in general.items()}
    free = list(dict.fromkeys(size for pair in found.values() for size in pair if size != ONE))
    if len(free) > len(SIZE_NAMES):
        raise refusal(f"its matrices have {len(free)} different sizes; {len(SIZE_NAMES)} are allowed")
    called = {ONE: ONE, **dict(zip(free, SIZE_NAMES, strict=False))}
    return {name: (called[rows], called[cols]) for name, (rows, cols) in found.items()}


def kinds(claim: Claim) -> dict[str, tuple[str, str]]:
    """The sizes of each letter of the claim and of every identity in it: as the function has them, and as the derivative needs them."""
    known, letter = shapes(claim.function), claim.letter
    if known[letter] == (ONE, ONE):
        reason = f"as it stands here {letter} would have to be a number; letters are columns and matrices, and x times x is xᵀx"
        raise ExpressionError(claim.function.text, 0, reason, ALLOWED)
    return known | identities(claim.derivative, known, known[letter])


def identities(node: Node, known: Mapping[str, tuple[str, str]], wanted: tuple[str, str] | None = None) -> dict[str, tuple[str, str]]:
    """The size of every identity in a formula of letters of `known` sizes, whose value is to have the sizes `wanted`, if any.

    ExpressionError where nothing says how large an identity is.
    """
    unsized = {name: (name, name) for name in letters(node) if is_identity(name) and name not in known}
    sizes = Sizes(lambda size: size in unsized)
    for found, size in zip(shape_of(node, {**known, **unsized}, sizes.unite), wanted or (), strict=False):
        sizes.unite(found, size)
    if any(sizes.name(name) in unsized for name in unsized):
        raise ExpressionError(node.text, 0, "Nothing here says how large I is.", ALLOWED)
    return {name: sizes.named(shape) for name, shape in unsized.items()}


class Comparison(NamedTuple):
    """A claim put to the test at given sizes and matrices."""

    derivative: Any  # by JAX, embedded in zeros
    candidate: Block
    demands: tuple  # (size, size, the part of the candidate that needs them equal)
    shape: tuple[str, str]  # of the denominator


def compare(claim: Claim, sizes: Mapping[str, Any], arrays: Mapping[str, jax.Array]) -> Comparison:
    """The derivative of the claim's function by JAX beside what the claim says it is.

    `arrays` holds a square array for each letter, of which the corner of the letter's size is used; `sizes` may be traced.
    """
    demands, eye = [], jnp.eye(len(arrays[claim.letter]))
    values = {name: blocks.corner(eye if is_identity(name) else arrays[name], kind, sizes) for name, kind in kinds(claim).items()}
    here = values[claim.letter]

    def function(array):
        return evaluate(claim.function, {**values, claim.letter: here._replace(array=array)}, lambda a, b, node: None).number

    slope = blocks.corner(jax.grad(function)(here.array), (here.rows, here.cols), sizes).array
    zero = claim.derivative.kind == "number" and claim.derivative.parts[0] == 0  # of whatever shape
    candidate = here._replace(array=0 * here.array) if zero else evaluate(claim.derivative, values, lambda *demand: demands.append(demand))
    return Comparison(slope, candidate, tuple(demands), (here.rows, here.cols))
