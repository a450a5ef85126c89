"""How fast the errors of the tangent plane and of the best quadratic fall along one direction."""

import jax
import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus.curvature import curvature, observed_order
from d2lcalc.calculus.rounding import ROUNDING
from d2lcalc.live import Number, Switch, chart, curve, point, text, told, words
from d2lcalc.scenes.landscape import Landscape, no_quadratic, on_plan, unit
from d2lcalc.scenes.parts import Drawn, part
from d2lcalc.scenes.quadratic import arrow_turned_by

NEAREST, FARTHEST = 1e-4, 1.0  # of the distances drawn; nearer there is only rounding
WRITTEN = {"plane": (1e-3, 30), "quadratic": (2e-2, 0.005), "gap": (1.5e-2, 300)}  # the slopes: at this distance, so many times the error
FITTED = np.logspace(-3, -1, 21)  # the distances that the slopes are fitted over
order = lambda error: observed_order(FITTED, jax.lax.map(error, FITTED))


def ErrorOrder(f, at=None, window=None, direction=0.0, **options):
    """What the plane T₁ and the quadratic T₂ at P miss along one direction, against the distance, both axes logarithmic.

    An error C·distanceᵖ is a straight line of slope p there; the slopes are fitted between distances 10⁻³ and 10⁻¹. A switch forgets the ½
    of ½vᵀHv. `direction` is in degrees from the x-axis. A task's condition finds the slopes as `plane_order` and `quadratic_order`.
    """
    return Landscape(f, errors_by_distance(direction), on_plan(), at=at, window=window, **options)


@part(
    lambda opening, direction: {
        "direction": Number(direction, min=0, max=360, step=1, label="v from the x-axis, degrees"),
        "distance": Number(0.1, min=NEAREST, max=FARTHEST, log=True),
        "half": Switch(label="forget the ½"),
    },
    plane_error=lambda here: missed(here, here.plane),
    quadratic_error=lambda here: missed(here, here.quadratic),
    plane_order=lambda here: order(here.plane_error),
    quadratic_order=lambda here: order(here.quadratic_error),
)
def errors_by_distance(here, direction=0.0):
    """The errors along v, of T₁, T₂ and T₂ without its ½, against the distance on logarithmic axes, and how fast they fall."""
    across, tall = here.window[1] - here.window[0], jnp.abs(jnp.stack([1.0, *here.heights])).max()
    lost = missed(here, lambda *there: 2 * here.quadratic(*there) - here.plane(*there))  # the quadratic term taken twice
    marks = [
        error_marks(here, "plane", "T₁", here.plane_error, here.plane_order),
        error_marks(here, "quadratic", "T₂", here.quadratic_error, here.quadratic_order),
        error_marks(here, "gap", "without ½", lost, order(lost), show=here.half),
    ]
    window, labels = (NEAREST, FARTHEST, 1e-13 * tall, 10 * tall), ("distance from P along v", "error")
    return Drawn(
        charts=chart(marks, window=window, labels=labels, scales=("log", "log")),
        on_plan=arrow_turned_by(here, unit(here.direction), 0.2 * across, "direction"),
        **errors_in_words(here, order(lost)),
    )


def missed(here, approximation):
    """What an approximation of f misses at a distance from P along v: |f − T|."""
    error = signed(here, approximation)
    return lambda distance: jnp.abs(error(distance))


def signed(here, approximation):
    f, other = (here.along(function, unit(here.direction)) for function in (here.f, approximation))
    return lambda distance: f(distance) - other(distance)


def no_cubic_term(here):
    """Whether along v the term of third order is zero beside all that T₂ misses: it is what ahead of P differs from behind, near P."""
    error, near, far = signed(here, here.quadratic), FITTED[0], FITTED[-1]
    rounded = ROUNDING * jnp.abs(here.value) / near**3
    return jnp.abs(error(near) - error(-near)) / (2 * near**3) <= 1e-4 * jnp.abs(error(far)) / far**3 + rounded


def error_marks(here, role, name, error, slope, show=True):
    (place, factor), style = WRITTEN[role], {"role": role, "show": show}
    return [
        told(curve(error, name=f"the error of {name}", **style)),
        told(text((place, factor * error(place)), words(f"{name}: slope @p", p=slope), **style)),
        point((here.distance, error(here.distance)), drag=("distance", None), name=f"the error of {name} at this distance", **style),
    ]


def errors_in_words(here, lost_order):
    now = "At distance @distance along @direction degrees from the x-axis the plane misses @plane, the quadratic @quadratic."
    numbers = {"plane": here.plane_error(here.distance), "quadratic": here.quadratic_error(here.distance)}
    numbers |= {"p": here.plane_order, "q": here.quadratic_order, "r": lost_order}
    said = lambda text: here.says(f"{now} {text}", **numbers)
    vanishes = lambda error: error(FITTED[-1]) < 1e-13 * jnp.maximum(1, jnp.abs(here.value))  # no error but rounding
    no_bend = "The curvature along this direction is zero: the plane's slope is @p instead of 2, the quadratic's @q."
    no_cubic = "The cubic term along this direction is zero: the quadratic's slope is @q instead of 3, the plane's @p."
    heard = [
        no_quadratic(here),
        (vanishes(here.plane_error), said("The plane is exact along this direction: there is no error, and no slope.")),
        (vanishes(here.quadratic_error), said("The quadratic is exact: it has no error, and no slope. The plane's slope is @p.")),
        (here.half, said("Slopes: the plane @p, the quadratic @q, without its ½ @r.")),
        ((here.plane_order > 2.5) & (curvature(here.matrix, jnp.stack(unit(here.direction))) == 0), said(no_bend)),
        ((here.quadratic_order > 3.5) & no_cubic_term(here), said(no_cubic)),
        (True, said("Slopes: the plane @p, the quadratic @q.")),
    ]
    return {"cases": heard, "before": here.says(now, **numbers)}
