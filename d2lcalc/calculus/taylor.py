"""How a function of several coordinates changes near a point: slopes, curvatures, and the best plane and quadratic.

Every function here takes a function f(x, y, …) of any number of coordinates, or f(w) of one array, and returns a function of the same.
A broken convention (see scalar_field) raises a TypeError that names f.

After "Dive into Deep Learning", "Multivariable Calculus": "Higher-Dimensional Differentiation" and "Hessians".
"""

import jax
import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus.scalar_field import coordinates, derived, is_array, packed, place_of, scalar_field


def gradient(f):
    """∇f = (∂f/∂x, ∂f/∂y, …): gradient(f)(x, y) is an array of shape (n,) for n coordinates; gradient(f)(w) one of w's shape.

    It belongs to one point; for many, jax.vmap(gradient(f))(xs, ys) has shape (points, n).
    """
    field = scalar_field(f)

    @derived("gradient", f, "The slopes ∂f/∂x, ∂f/∂y, … at a point, as one array.")
    def slopes(*point):
        point = coordinates(point)
        return packed(jax.grad(field, argnums=tuple(range(len(point))))(*point))

    return slopes


def hessian(f):
    """H = (∂²f/∂xᵢ∂xⱼ), the derivative of the gradient: hessian(f)(x, y) is an array of shape (n, n); hessian(f)(w) of w's shape twice.

    It is symmetric where the second derivatives are continuous.
    """
    slopes = gradient(f)

    @derived("hessian", f, "The second derivatives ∂²f/∂xᵢ∂xⱼ at a point, as a matrix.")
    def curvatures(*point):
        point = coordinates(point)
        columns = jax.jacfwd(slopes, argnums=tuple(range(len(point))))(*point)
        return columns[0] if is_array(point) else jnp.stack(columns, axis=1)

    return curvatures


def directional_derivative(f, direction):
    """D_u f = ∇f·u with u = v/‖v‖, the slope of f along the direction v: directional_derivative(f, (1, 2))(x, y) is a number.

    The length of v does not matter: a longer arrow is not a steeper hill. For f(w) it is an array of w's shape.
    A direction of length zero (or not finite) raises a ValueError; as a traced value, where it cannot be looked at, it gives NaN.
    """
    field, unit = scalar_field(f), unit_vector(direction)

    @derived("directional_derivative", f, "The slope along one direction at a point, a number.")
    def slope(*point):
        point = coordinates(point)
        return jax.jvp(field, point, components(unit, point))[1]

    return slope


def linear_approximation(f, at):
    """T₁(x) = f(a) + ∇f(a)·(x − a), whose graph is the tangent plane of f at the point a, given as at=(x₀, y₀, …) or as the array w₀.

    T₁ works element by element on numbers and grids. With one coordinate at may be the number x₀.
    """
    field = scalar_field(f)
    at = place_of(field, at)
    value, slopes = field(*at), jnp.ravel(gradient(f)(*at))

    @derived("linear_approximation", f, "T₁, the best linear approximation at one point, whose graph is the tangent plane.")
    def plane(*point):
        return value + jnp.tensordot(slopes, displacement(at, point), 1)

    return plane


def quadratic_approximation(f, at):
    """T₂(x) = T₁(x) + ½(x − a)ᵀH(a)(x − a), the best quadratic of f at the point a; arguments as in linear_approximation."""
    plane, at = linear_approximation(f, at), place_of(f, at)
    curvatures = jnp.reshape(hessian(f)(*at), (packed(at).size,) * 2)

    @derived("quadratic_approximation", f, "T₂, the best quadratic at one point.")
    def quadratic(*point):
        step = displacement(at, point)
        return plane(*point) + jnp.einsum("i...,ij,j...->...", step, curvatures, step) / 2

    return quadratic


def displacement(at, point):
    """The vector x − a, its components along the first axis; of one array, its entries in a row."""
    if len(point) != len(at):
        raise TypeError(f"the approximation was made with {len(at)} coordinates, but was given {len(point)}")
    if is_array(at):
        if jnp.shape(point[0]) != at[0].shape:
            raise TypeError(f"the approximation was made with an array of shape {at[0].shape}, but was given shape {jnp.shape(point[0])}")
        return jnp.ravel(jnp.asarray(point[0], float) - at[0])
    return jnp.stack(jnp.broadcast_arrays(*(jnp.asarray(x, float) - a for x, a in zip(point, at, strict=True))))


def components(vector, point):
    """The vector as the arguments of a function that is given the point: one by one, or as one array."""
    if is_array(point):
        if vector.shape != point[0].shape:
            raise TypeError(f"the direction has the shape {vector.shape}, but the point {point[0].shape}")
        return (vector,)
    if vector.shape != (len(point),):
        raise TypeError(f"the direction has {vector.size} components, but the point has {len(point)} coordinates")
    return tuple(vector)


def unit_vector(direction):
    (vector,) = coordinates((direction,))
    length = jnp.linalg.norm(jnp.ravel(vector))
    if not isinstance(length, jax.core.Tracer) and not 0 < length < jnp.inf:
        raise ValueError(f"the direction {np.asarray(vector).tolist()} has length {length}, so it points nowhere")
    return vector / length
