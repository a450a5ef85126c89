"""The slope by finite differences: how wrong it is, and why neither a large step nor a small one will do."""

import jax.numpy as jnp

from d2lcalc.calculus import gradient, hessian
from d2lcalc.calculus.scalar_field import scalar_field
from d2lcalc.functions import P
from d2lcalc.live import Number, chart, curve, point, say, scene, told, words

UNIT = 2.0**-53  # the rounding of a double, as a share of it


@scene
def DifferenceQuotient(f, at=P, h=Number(0.01, min=1e-15, max=0.1, log=True, label="step h")):
    """The error of the forward difference (f(x + h, y) − f(x, y)) / h as a slope along x at a point, against h, both logarithmic.

    Two quiet lines say what it is made of: the bend of the curve, ½|∂²f/∂x²|·h, and the rounding of f, at most about 2⁻⁵²·|f|/h.
    With a question, the curve waits for the answer.
    """
    field, (x, y) = scalar_field(f), map(float, at)
    exact, bend = gradient(field)(x, y)[0], jnp.abs(hessian(field)(x, y)[0, 0]) / 2
    rounding = 2 * UNIT * jnp.abs(field(x, y))
    quotient = lambda h: (field(x + h, y) - field(x, y)) / h
    error = lambda h: jnp.abs(quotient(h) - exact)
    numbers = {"h": h, "s": exact}
    sentence = "With h = @h the quotient is @q:8, off by @e:2; the slope is @s:8."
    marks = told(
        curve(lambda h: bend * h, role="quiet", label="bend", name="the error from the bend of the curve"),
        curve(lambda h: rounding / h, role="quiet", kind="dashed", label="rounding"),
        curve(error, role="gap", name="the error of the forward difference"),
        point((h, error(h)), drag=("h", None), role="gap", name="the error with the step h"),
    )
    return [
        chart(marks, window=(1e-15, 0.1, 1e-11, 1.0), scales=("log", "log"), labels=("step h", "error")),
        say(words(sentence, **numbers, q=quotient(h), e=error(h)), before=words("The slope along x is @s:8; h is @h.", **numbers)),
    ]
