"""What is known of a critical point, in the catalogue as in a search."""

from typing import Literal, NamedTuple


class CriticalPoint(NamedTuple):
    """A point at which ∇f = 0, the value of f there, and what the second derivatives say it is.

    A minimum has a positive definite Hessian, a maximum a negative definite one, a saddle eigenvalues of both signs. Where the Hessian
    is singular it cannot tell: the point is "undecided", whatever f does around it. Minima and maxima are local.
    """

    at: tuple[float, ...]
    kind: Literal["minimum", "maximum", "saddle", "undecided"]
    value: float
    remark = ""


class Rough(CriticalPoint):
    """A critical point at which f has no second derivatives: its values around say what it is."""

    remark = ", where f has no second derivatives"


class Kink(Rough):
    """No critical point, for f has no gradient there, and yet a minimum or a maximum, as its values around say."""

    remark = ", at a kink, where f has no gradient"
