"""The mixed second derivative, found two ways, which need not agree."""

import jax.numpy as jnp

from d2lcalc.live import Number, arrow, box, cases, chart, curve, point, text, told, words
from d2lcalc.scenes.landscape import Landscape
from d2lcalc.scenes.parts import Drawn, part

RATIOS = (0.1, 10.0)  # k/h, the least and the greatest
CORNERS = {"SW": (0, 0), "SE": (1, 0), "NW": (0, 1), "NE": (1, 1)}
SIDES = (  # of the rectangle: its tail and tip, where on it and how far beside it its slope is written, and its role
    ((0, 0), (1, 0), (0.5, 0), (0, 0.09), "x"),
    ((0, 1), (1, 1), (0.5, 1), (0, -0.09), "x"),
    ((0, 0), (0, 1), (0, 0.6), (0, 0), "y"),
    ((1, 0), (1, 1), (1, 0.4), (0, 0), "y"),
)


def MixedPartial(f, at=None, window=None, ratio=1.0, **options):
    """∂²f/∂x∂y from the corners of a rectangle: how the slope along x changes with y, and how the slope along y changes with x.

    Both are (NE − SE − NW + SW)/(hk), with f at the corners SW = (x, y), SE = (x + h, y), NW = (x, y + k) and NE = (x + h, y + k), which
    are drawn with their values and the slopes of the sides where there is room. The chart follows the quotient as h falls, `ratio` = k/h,
    from 0.1 to 10, staying as it is.
    """
    return Landscape(f, shrinking_square(ratio), quotient_by_size(), at=at, window=window, **options)


def sides(opening, ratio):
    shape = Number(ratio, *RATIOS, log=True, label="k/h", control=False)
    return {"h": Number(0.4, min=0.01, max=0.4, log=True), "ratio": shape}


def corners(here, h, k):
    """f at the south-west, south-east, north-west and north-east corner."""
    f, (x, y) = here.f, here.at
    return f(x, y), f(x + h, y), f(x, y + k), f(x + h, y + k)


def second_difference(here):
    """h, k/h ↦ the second difference over hk."""

    def quotient(h, ratio):
        sw, se, nw, ne = corners(here, h, ratio * h)
        return (ne - se - nw + sw) / (h * (ratio * h))

    return quotient


@part(
    sides, quotient=second_difference, quotient_limit=lambda here: lambda ratio: 2 * here.quotient(1e-3, ratio) - here.quotient(2e-3, ratio)
)
def shrinking_square(here, ratio=1.0):
    """f at the corners of a rectangle, the slopes of its sides, and the second difference over hk as the rectangle shrinks."""
    h, k = here.h, here.ratio * here.h
    values = corners(here, h, k)
    sw, se, nw, ne = values
    slopes = south, north, west, east = (se - sw) / h, (ne - nw) / h, (nw - sw) / k, (ne - se) / k
    size = "From (@x, @y), with h = @h and k = @k"
    both = f"{size}, the slope along x changes with y, and the slope along y with x, by @quotient for each unit"
    numbers = {"quotient": here.quotient(h, here.ratio), "limit": here.quotient_limit(here.ratio)}
    said = lambda template: here.says(template, k=k, near=sw, far=ne, **numbers)
    hole = ~jnp.isfinite(jnp.stack(values)).all(), said(f"{size}, f has no finite value at some corner: move the point.")
    return Drawn(
        charts=rectangle(h, k, values, slopes),
        formulas=[change("x", south, north, k), change("y", west, east, h)],
        cases=[hole, (True, said(f"{both}; as the rectangle shrinks in this shape, by @limit."))],
        before=cases(hole, (True, said(f"{size}, f is @near at P and @far at the opposite corner."))),
    )


@part()
def quotient_by_size(here):
    """The quotient against h, and its limit, the shape staying as it is."""
    limit = here.quotient_limit(here.ratio)
    of_size, dashed = (lambda h: here.quotient(h, here.ratio)), here.says("@limit", limit=limit)
    return Drawn(charts=quotient_chart(here, "h", of_size, lambda h: limit, (0.01, 0.4), "h", dashed))


@part()
def quotient_by_shape(here):
    """The quotient against k/h, and its limit for each shape, the size staying as it is."""
    of_shape = lambda ratio: here.quotient(here.h, ratio)
    return Drawn(charts=quotient_chart(here, "ratio", of_shape, here.quotient_limit, RATIOS, "k/h", "limit"))


def quotient_chart(here, name, quotient, limit, ends, axis, label):
    """The quotient and its limit against the parameter of that name, between heights that do for all sizes and shapes."""
    seen = [here.quotient(h, ratio) for h in (0.01, 0.1, 0.4) for ratio in (1.0, *RATIOS)]
    tall, now = 1.25 * jnp.max(jnp.abs(jnp.stack(seen))) + 0.05, getattr(here, name)
    marks = told(
        curve(quotient, role="gap", name="the quotient"),
        curve(limit, role="truth", kind="dashed", label=label, name="its limit"),
        point((now, quotient(now)), drag=(name, None), role="step", name="the quotient of this rectangle"),
    )
    return chart(marks, window=(*ends, -tall, tall), labels=(axis, "second difference/(hk)"), scales=("log", "linear"))


def rectangle(h, k, values, slopes):
    """The rectangle in its shape, the longer side drawn as 1; unless it is thin, the values at its corners and the slopes of its sides."""
    drawn = h / jnp.maximum(h, k), k / jnp.maximum(h, k)
    place = lambda at, beside=(0, 0): tuple(0.5 + (share - 0.5) * side + b for share, side, b in zip(at, drawn, beside, strict=True))
    marks = [
        box(place((0, 0)), place((1, 1)), role="quiet", value=0.1, name="the rectangle"),
        text(place((0.5, 0), (0, -0.12)), words("h = @h", h=h), role="quiet"),
        text(place((0, 0.5), (-0.22, 0)), words("k = @k", k=k), role="quiet"),
        [arrow(place(tail), place(tip), role=role) for tail, tip, *_, role in SIDES],
        [point(place(corner)) for corner in CORNERS.values()],
    ]
    room, flat = (h < 3 * k) & (k < 3 * h), k < 0.7 * h  # beside a short upright side there is room for the number alone
    for (_, _, at, beside, role), slope in zip(SIDES, slopes, strict=True):
        written = cases(((role == "y") & flat, words("@s", s=slope)), (True, words("slope @s", s=slope)))
        marks.append(text(place(at, beside), written, role=role, show=room))
    for (name, (x, y)), value in zip(CORNERS.items(), values, strict=True):
        marks.append(text(place((x, y), (0, 0.24 * y - 0.12)), words(f"{name}: @f", f=value), role="function", show=room))
    return chart(marks, window=(-0.4, 1.4, -0.25, 1.25), labels=("", ""), scales=("none", "none"), equal=True)


def change(role, before, after, step):
    """How much a slope changes for each unit of the other coordinate."""
    formula = rf"\dfrac{{\textcolor{{{role}}}{{@after}} - \textcolor{{{role}}}{{@before:()}}}}{{@step}} = @quotient"
    return words(formula, after=after, before=before, step=step, quotient=(after - before) / step)
