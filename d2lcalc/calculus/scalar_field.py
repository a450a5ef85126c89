"""The convention of this package: a function takes its coordinates one by one, f(x, y, …), and returns one real number.

A point kept as a list or an array is unpacked, f(*point); many points are mapped over, jax.vmap(f)(xs, ys).
"""

import functools
import inspect

import jax.numpy as jnp
from jax.errors import ConcretizationTypeError, TracerArrayConversionError

from d2lcalc.tape.refusal import obstacle

__all__ = ["coordinates", "scalar_field"]


def scalar_field(f):
    """f itself, except that whatever breaks the convention is said in one sentence (a TypeError)."""
    if not callable(f):
        raise TypeError(f"a function is needed, not a {type(f).__name__}: write gradient(f)(x, y), not gradient(f(x, y))")

    @functools.wraps(f)
    def field(*point):
        check_arguments(f, point)
        try:
            value = f(*point)
        except (ConcretizationTypeError, TracerArrayConversionError) as error:
            place, reason, remedy = obstacle(error)
            raise TypeError(f"{name(f)} cannot be differentiated at {place}: {reason}; {remedy}") from error
        return real_number(f, value)

    return field


def coordinates(values):
    """The coordinates of one point as real scalars; whole numbers become floats."""
    return tuple(coordinate(value) for value in values)


def coordinate(value):
    number = jnp.asarray(value)
    if number.ndim:
        raise TypeError(
            f"a coordinate is one number, but one of shape {number.shape} was given: "
            "unpack a point, gradient(f)(*point); for many points use jax.vmap(gradient(f))(xs, ys)"
        )
    if jnp.iscomplexobj(number):
        raise TypeError(f"a coordinate is a real number, but one of type {number.dtype} was given")
    return number.astype(float)


def check_arguments(f, point):
    try:
        signature = inspect.signature(f)
    except ValueError:  # some built-in functions have none; then f itself complains
        return
    try:
        signature.bind(*point)
    except TypeError as error:
        raise TypeError(f"{name(f)}{signature} was given {len(point)} coordinates: {error}") from None


def real_number(f, value):
    if value is None:
        raise TypeError(f"{name(f)} returned nothing: does it lack a return?")
    number = jnp.asarray(value)
    if number.ndim:
        raise TypeError(
            f"{name(f)} returned an array of shape {number.shape}, where one number is needed: "
            "choose a component, f(x, y)[0], or add them up, jnp.sum(f(x, y)); for all of them at once use jax.jacobian"
        )
    if not jnp.issubdtype(number.dtype, jnp.floating):
        raise TypeError(
            f"{name(f)} returned a value of type {number.dtype}, and only real numbers have slopes: "
            "return a float, as 3.0 for 3 or jnp.abs(z) for a complex z"
        )
    return number


def name(f):
    return getattr(f, "__name__", repr(f))
