"""How a function of several coordinates changes near a point: slopes, curvatures, and the best plane and quadratic.

Every function here takes a function f(x, y, …) of any number of coordinates and returns a function of the same coordinates.
A broken convention (see scalar_field) raises a TypeError that names f.

After "Dive into Deep Learning", "Multivariable Calculus": "Higher-Dimensional Differentiation" and "Hessians".
"""

import jax
import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus.scalar_field import coordinates, scalar_field

__all__ = ["directional_derivative", "gradient", "hessian", "linear_approximation", "quadratic_approximation"]


def gradient(f):
    """∇f = (∂f/∂x, ∂f/∂y, …): gradient(f)(x, y) is an array of shape (n,) for n coordinates.

    It belongs to one point; for many, jax.vmap(gradient(f))(xs, ys) has shape (points, n).
    """
    field = scalar_field(f)

    def slopes(*point):
        return jnp.stack(jax.grad(field, argnums=every(point))(*coordinates(point)))

    return slopes


def hessian(f):
    """H = (∂²f/∂xᵢ∂xⱼ), the derivative of the gradient: hessian(f)(x, y) is an array of shape (n, n).

    It is symmetric where the second derivatives are continuous.
    """
    slopes = gradient(f)

    def curvatures(*point):
        return jnp.stack(jax.jacfwd(slopes, argnums=every(point))(*coordinates(point)), axis=1)

    return curvatures


def directional_derivative(f, direction):
    """D_u f = ∇f·u with u = v/‖v‖, the slope of f along the direction v: directional_derivative(f, (1, 2))(x, y) is a number.

    The length of v does not matter: a longer arrow is not a steeper hill.
    A direction of length zero (or not finite) raises a ValueError; as a traced value, where it cannot be looked at, it gives NaN.
    """
    field = scalar_field(f)
    unit = unit_vector(direction)

    def slope(*point):
        if len(point) != len(unit):
            raise TypeError(f"the direction has {len(unit)} components, but the point has {len(point)} coordinates")
        return jax.jvp(field, coordinates(point), unit)[1]

    return slope


def linear_approximation(f, at):
    """T₁(x) = f(a) + ∇f(a)·(x − a), whose graph is the tangent plane of f at the point a, given as at=(x₀, y₀, …).

    T₁ works element by element on numbers and grids. With one coordinate at may be the number x₀.
    """
    at = base_point(at)
    value, slopes = scalar_field(f)(*at), gradient(f)(*at)

    def plane(*point):
        return value + jnp.tensordot(slopes, displacement(at, point), 1)

    return plane


def quadratic_approximation(f, at):
    """T₂(x) = T₁(x) + ½(x − a)ᵀH(a)(x − a), the best quadratic of f at the point a; arguments as in linear_approximation."""
    at = base_point(at)
    plane, curvatures = linear_approximation(f, at), hessian(f)(*at)

    def quadratic(*point):
        step = displacement(at, point)
        return plane(*point) + jnp.einsum("i...,ij,j...->...", step, curvatures, step) / 2

    return quadratic


def every(point):
    return tuple(range(len(point)))


def base_point(at):
    return coordinates(at if np.iterable(at) else (at,))


def displacement(at, point):
    """The vector x − a, its components along the first axis."""
    if len(point) != len(at):
        raise TypeError(f"the approximation was made with {len(at)} coordinates, but was given {len(point)}")
    return jnp.stack(jnp.broadcast_arrays(*(jnp.asarray(x, float) - a for x, a in zip(point, at, strict=True))))


def unit_vector(direction):
    vector = jnp.stack(coordinates(direction))
    length = jnp.linalg.norm(vector)
    if is_known(length) and not 0 < length < jnp.inf:
        raise ValueError(f"the direction {np.asarray(vector).tolist()} has length {length}, so it points nowhere")
    return tuple(vector / length)


def is_known(number):
    """Whether the number can be looked at: it cannot while JAX traces."""
    return not isinstance(number, jax.core.Tracer)
