"""The convention of this package: f takes its coordinates one by one, f(x, y, …), or all in one array, f(w), and returns one real number.

A point kept as a list or an array is unpacked for the first kind, f(*point); many points are mapped over, jax.vmap(f)(xs, ys).
"""

import functools
import inspect

import jax.numpy as jnp
import numpy as np

from d2lcalc.tape.refusal import obstacle

UNPACK = "unpack a point, gradient(f)(*point); for many points use jax.vmap(gradient(f))(xs, ys)"


def scalar_field(f):
    """f itself, except that whatever breaks the convention is said in one sentence (a TypeError)."""
    if not callable(f):
        remedy = "f = lambda x, y: …, without quotation marks" if isinstance(f, str) else "gradient(f)(x, y), not gradient(f(x, y))"
        kind = "value" if isinstance(f, jnp.ndarray) else type(f).__name__  # JAX's own names differ while it traces
        raise TypeError(f"a function is needed, not a {kind}: write {remedy}")

    @functools.wraps(f)
    def field(*point):
        check_arguments(f, point)
        try:
            value = f(*point)
        except (TypeError, IndexError) as error:
            if not (found := obstacle(error)):
                raise
            place, reason, remedy = found
            raise TypeError(f"{name(f)} cannot be differentiated at {place}: {reason}; {remedy}") from error
        return real_number(f, value)

    return field


def derived(title, f, about):
    """Decorator: what is made of f has f's parameters, a name that says so, as gradient_of_f, and the docstring `about`."""

    def entitle(function):
        function.__name__ = function.__qualname__ = f"{title}_of_{name(f).replace('<lambda>', 'f')}"
        function.__doc__ = about
        function.__signature__ = signature(f)
        return function

    return entitle


def coordinates(values):
    """The coordinates of one point as real scalars, or the one array that holds them all; whole numbers become floats."""
    if not values:
        raise TypeError("a point is needed: write gradient(f)(x, y), or gradient(f)(w) where f takes one array")
    return tuple(coordinate(value, alone=len(values) == 1) for value in values)


def coordinate(value, alone):
    number = jnp.asarray(value)
    if number.ndim and not alone:
        raise TypeError(f"a coordinate is one number, but one of shape {number.shape} was given: {UNPACK}")
    if jnp.iscomplexobj(number):
        raise TypeError(f"a coordinate is a real number, but one of type {number.dtype} was given")
    return number.astype(float)


def place_of(f, at):
    """The place `at` as the arguments that f takes, as `coordinates`: f(w) takes it whole, any other function its coordinates one by one.

    f is f(w) if it has just one parameter that must be given. A number, or a list of one, is one coordinate to any function.
    """
    whole = takes_one(f) and not (isinstance(at, tuple | list) and len(at) == 1)
    return coordinates((at,) if whole or not np.iterable(at) else tuple(at))


def takes_one(f):
    by_name = inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD
    kinds = [p.kind for p in signature(f).parameters.values() if p.default is p.empty and p.kind not in by_name]
    return len(kinds) == 1 and kinds[0] is not inspect.Parameter.VAR_POSITIONAL


def is_array(point):
    """Whether these arguments are one array, not coordinates one by one."""
    return len(point) == 1 and point[0].ndim > 0


def packed(point):
    """The arguments of f as one array: the array itself, or the coordinates stacked."""
    return point[0] if is_array(point) else jnp.stack(point)


def unpacked(array, like):
    """The arguments of f that this array packs, as `like` are given."""
    return (array,) if is_array(like) else tuple(array)


def check_arguments(f, point):
    try:
        signature(f).bind(*point)
    except TypeError as error:
        shape = jnp.shape(point[0])
        if len(point) == 1 and shape:
            raise TypeError(f"{name(f)}{signature(f)} was given one array of shape {shape}: {UNPACK}") from None
        raise TypeError(f"{name(f)}{signature(f)} was given {len(point)} coordinates: {error}") from None


def signature(f):
    """f's own signature; (*point) for a built-in function that has none, which then complains itself."""
    try:
        return inspect.signature(f)
    except ValueError:
        return inspect.signature(lambda *point: None)


def real_number(f, value):
    if value is None:
        raise TypeError(f"{name(f)} returned nothing: does it lack a return?")
    number = jnp.asarray(value)
    if number.ndim:
        raise TypeError(
            f"{name(f)} returned an array of shape {number.shape}, where one number is needed: choose a component, f(x, y)[0], or add them "
            "up, jnp.sum(f(x, y)); for all of them at once use jax.jacobian, for many points jax.vmap(gradient(f))"
        )
    if not jnp.issubdtype(number.dtype, jnp.floating):
        raise TypeError(
            f"{name(f)} returned a value of type {number.dtype}, and only real numbers have slopes: "
            "return a float, as 3.0 for 3 or jnp.abs(z) for a complex z"
        )
    return number


def name(f):
    return getattr(f, "__name__", repr(f))
