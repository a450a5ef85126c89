"""The slope by finite differences: how wrong it is, and why neither a large step nor a small one will do."""

from collections.abc import Callable, Sequence

import jax.numpy as jnp

from d2lcalc.calculus import gradient, hessian
from d2lcalc.calculus.scalar_field import scalar_field
from d2lcalc.functions import P
from d2lcalc.live import Number, Scene, chart, curve, point, say, words
from d2lcalc.live.questions import Question

UNIT = 2.0**-53  # the rounding of a double, as a share of it


class DifferenceQuotient(Scene):
    """The error of the forward difference (f(x + h, y) − f(x, y)) / h as a slope along x at a point, against h, both logarithmic.

    Two quiet lines say what it is made of: the bend of the curve, ½|∂²f/∂x²|·h, and the rounding of f, at most about 2⁻⁵²·|f|/h.
    With a question, the curve waits for the answer.
    """

    def __init__(self, f: Callable, at: Sequence[float] = P, *, question: Question | None = None, title: str = "") -> None:
        field, (x, y) = scalar_field(f), map(float, at)

        def picture(h, revealed):
            shown = revealed if question else True
            exact, bend = gradient(field)(x, y)[0], jnp.abs(hessian(field)(x, y)[0, 0]) / 2
            quotient = lambda h: (field(x + h, y) - field(x, y)) / h
            error = lambda h: jnp.abs(quotient(h) - exact)
            told = words("With h = @h the quotient is @q:8, off by @e:2; the slope is @s:8.", h=h, q=quotient(h), e=error(h), s=exact)
            return [
                chart(
                    curve(lambda h: bend * h, role="quiet", label="bend", show=shown, name="the error from the bend of the curve"),
                    curve(lambda h: 2 * UNIT * jnp.abs(field(x, y)) / h, role="quiet", kind="dashed", label="rounding", show=shown),
                    curve(error, role="gap", show=shown, name="the error of the forward difference"),
                    point((h, error(h)), drag=("h", None), role="gap", show=shown, name="the error with the step h"),
                    window=(1e-15, 0.1, 1e-11, 1.0),
                    scales=("log", "log"),
                    labels=("step h", "error"),
                ),
                say(shown, [words("The slope along x is @s:8; h is @h.", s=exact, h=h), told]),
            ]

        step = Number(0.01, min=1e-15, max=0.1, log=True, label="step h")
        super().__init__(picture, title=title, question=question, h=step)
