"""Derivatives by vectors and matrices: arrows that pass for a gradient, a derivation index by index, and a matrix factorised."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import jax.numpy as jnp
import numpy as np

from d2lcalc.calculus.matrix import Line, factorize
from d2lcalc.live import Number, Scene, Step, Switch, cases, one_of, scene, told, words
from d2lcalc.live.marks import Panel, arrow, box, chart, contour, curve, path, plan, point, readout, say, text
from d2lcalc.scenes.parts import says

A = np.array([[1.0, 2.0], [0.0, 3.0]])
CANDIDATES = (  # (how it is written, what it is, its role and kind)
    ("2Ax", lambda A, x: 2 * A @ x, "x", "dashed"),
    ("2Aᵀx", lambda A, x: 2 * A.T @ x, "y", "dashed"),
    ("(A+Aᵀ)x", lambda A, x: (A + A.T) @ x, "gradient", "solid"),
)
SHRUNK = 4  # an arrow as long as the gradient of xᵀAx would leave the map
SIDE = {"min": -3.0, "max": 3.0, "control": False}
WINDOW = (-4.2, 4.2, -4.2, 4.2)


@scene
def CandidateDerivatives(
    x=Number(1.0, **SIDE),
    y=Number(1.0, **SIDE),
    symmetric=Switch(label="replace A by its symmetric part (A + Aᵀ)/2"),
):
    """The contour of xᵀAx through a point x of the plane, and there 2Ax, 2Aᵀx and (A + Aᵀ)x as arrows: which is the gradient?

    The gradient is at right angles to the contour, and to its dashed tangent, at every point. Arrows have a quarter of their length.
    A is [[1, 2], [0, 3]]; the switch puts its symmetric part (A + Aᵀ)/2 in its place.
    """
    here, M = jnp.stack([x, y]), jnp.where(symmetric, (A + A.T) / 2, A)
    form = lambda u, v: jnp.stack([u, v]) @ M @ jnp.stack([u, v])
    found = [candidate(M, here) for _, candidate, _, _ in CANDIDATES]
    angles = [angle_to_contour(vector, found[-1]) for vector in found]
    marks = [
        contour(form, form(x, y), role="function", name="the contour through x"),
        told(candidate_marks(here, symmetric, *each) for each in zip(found, CANDIDATES, strict=True)),
        told(right_angle(here, found[-1])),
        point((x, y), drag=("x", "y"), label="x", name="the point x"),
    ]
    return [
        plan(marks, window=WINDOW, labels=("x₁", "x₂")),
        readout(words(r"x^\top\!A\,x = @q", q=form(x, y))),
        told(readout(*map(candidate_line, found, angles, CANDIDATES))),
        candidates_said(x, y, angles, symmetric),
    ]


def candidate_marks(here, symmetric, vector, candidate):
    """An arrow with its name; all three have one where they are the same."""
    (name, _, role, kind), points = candidate, jnp.any(vector != 0)
    label = cases((points & ~symmetric, name), (points, "all three" if candidate == CANDIDATES[-1] else None))
    return arrow(here, here + vector / SHRUNK, role=role, kind=kind, label=label, name=f"the arrow {name}")


def right_angle(here, slope):
    """The tangent of the contour, and the square between it and the gradient."""
    normal = slope / jnp.maximum(jnp.hypot(*slope), 1e-9)
    along = jnp.stack([-normal[1], normal[0]])
    corner = [here - 0.4 * along, here + 0.4 * (normal - along), here + 0.4 * normal]
    style = {"dots": False, "show": jnp.any(slope != 0)}
    tangent = {"role": "plane", "kind": "dashed", "label": "tangent", "name": "the tangent of the contour"} | style
    yield path([here - 2.5 * along, here + 2.5 * along], **tangent)
    yield path(corner, role="gradient", name="a right angle", **style)


def angle_to_contour(vector, slope):
    """The angle between a vector and the contour line, 0 to 90 degrees, where the gradient is `slope`."""
    along, across = jnp.abs(slope[0] * vector[1] - slope[1] * vector[0]), jnp.abs(slope @ vector)
    return jnp.rad2deg(jnp.arctan2(across, along))


def candidate_line(vector, angle, candidate):
    name, _, role, _ = candidate
    written = name.replace("ᵀ", r"^{\!\top}")
    line = rf"\textcolor{{{role}}}{{{written}}} = (@a,\ @b),\quad @angle^\circ\text{{ to the contour}}"
    return words(line, a=vector[0], b=vector[1], angle=angle)


def candidates_said(x, y, angles, symmetric):
    at_origin = ((x == 0) & (y == 0), "At the origin every candidate is zero: move the point away.")
    same = "A is symmetric now: the contours are where they were, and the three candidates agree."
    found = "2Ax meets the contour at @a degrees, 2Aᵀx at @b, (A+Aᵀ)x at @c. Only a right angle will do, everywhere."
    found = words(found, **dict(zip("abc", angles, strict=True)))
    drawn = words("The contour through x = (@x, @y) is drawn. The gradient is at right angles to it.", x=x, y=y)
    return say(cases(at_origin, (symmetric, same), (True, found)), before=cases(at_origin, (True, drawn)))


def IndexSteps(derivation: Sequence[Line]) -> Scene:
    """A derivation in index form, one line a step: what is written, and why it follows from the line before.

    A still, which nobody can step through, has all the lines.
    """
    colored = lambda line: " + ".join(rf"\textcolor{{{role}}}{{{term}}}" for term, role in zip(line.written, ("x", "y"), strict=False))

    def picture(line):
        lines = [readout(("= " if k else "") + colored(each), show=line >= k, note=each.because) for k, each in enumerate(derivation)]
        return [*lines, say(one_of(line, [each.because for each in derivation]))]

    last = len(derivation) - 1
    return Scene(picture, line=Step(last, label="line"), still={"line": last})


RATINGS = ((5.0, 4.0, 1.0), (4.0, 5.0, 1.0), (1.0, 1.0, 5.0), (2.0, 1.0, 4.0))  # four people, three films
STEPS, MOST = 60, 2  # MOST is the largest rank
NAMED, ASIDE, LONG = 0.6, 1.0, 1e4  # of a cell: the room for a name above a matrix, and beside it; a number that has no room in a cell


def MatrixFactorization(
    X: Sequence = RATINGS, *, rows: Sequence[str] = (), columns: Sequence[str] = (), rank: int = 1, **options: Any
) -> Scene:
    """X ≈ UV, found by gradient descent on ‖X − UV‖²: dU = −2(X − UV)Vᵀ, dV = −2Uᵀ(X − UV).

    The sliders choose the rank (the columns of U that are used), the learning rate and the step. The dashed line of the loss chart is
    the least loss that this rank allows (Eckart and Young). The still has the last step of the largest rank.
    The `rows` and `columns` of X may have names.
    """
    X, random = np.asarray(X, float), np.random.default_rng(3)
    U, V = random.uniform(0.2, 1, (len(X), MOST)).round(1), random.uniform(0.2, 1, (MOST, X.shape[1])).round(1)
    floors = jnp.asarray([least_loss(X, r) for r in range(1, MOST + 1)])
    top = float(np.sum((X - U @ V) ** 2)) * 1.3

    def picture(rank, rate, step):
        used = jnp.arange(MOST) < rank
        losses, Us, Vs = factorize(X, U * used, V * used[:, None], rate, STEPS)
        left, right, loss, floor = Us[step], Vs[step], losses[step], floors[jnp.int64(rank) - 1]
        compared = lambda name, matrix, role: matrix_marks(name, matrix, role, largest=np.abs(X).max())
        factors = [
            matrix_marks("U", left, "x", (-MOST - NAMED, 0), used=lambda i, j: j < rank),
            matrix_marks("V", right, "y", (0, MOST + NAMED), used=lambda i, j: i < rank),
        ]
        return [
            table_chart(rows, columns, *X.shape, compared("X", X, "function")),
            product_chart(*X.shape, [*factors, compared("UV", left @ right, "function")]),
            matrix_chart(*X.shape, compared("X − UV", X - left @ right, "gap")),
            loss_chart(losses, step, floor, top),
            told(readout(words(r"\|X-UV\|^2 = @loss", loss=loss), words(r"\text{least for this rank: }@floor", floor=floor))),
            factorization_said(losses, step, floor),
        ]

    return Scene(
        picture,
        rank=Number(rank, min=1, max=MOST, step=1),
        rate=Number(0.01, min=0.001, max=0.1, log=True, label="learning rate η"),
        step=Step(STEPS),
        **{"still": {"rank": MOST, "step": STEPS}, **options},
    )


def least_loss(X, rank):
    """The least ‖X − UV‖² of this rank, σᵣ₊₁² + σᵣ₊₂² + …, where a singular value that is 0 but for rounding is 0."""
    singular = np.linalg.svd(X, compute_uv=False)
    rounding = np.finfo(float).eps * max(X.shape) * singular[0]  # as in np.linalg.matrix_rank
    return np.sum(singular[rank:] ** 2, where=singular[rank:] > rounding)


def matrix_marks(name, matrix, role, corner=(0, 0), largest=None, used=lambda i, j: True):
    """A matrix as cells with their numbers, those not `used` empty, what has no room a dash; its upper left `corner`, its name above.

    Cells are tinted by their size; `largest` has the full tint, the largest entry unless given.
    """
    (x, y), (rows, cols) = corner, matrix.shape
    largest = jnp.maximum(jnp.max(jnp.abs(matrix)), 1e-9) if largest is None else largest
    for i, j in np.ndindex(rows, cols):
        size, empty = jnp.abs(matrix[i, j]), ~jnp.asarray(used(i, j))
        label = cases((empty, None), (size < LONG, words("@n:3", n=jnp.round(matrix[i, j], 2))), (True, "–"))
        style = {"role": role, "kind": cases((empty, "ghost"), (True, "solid")), "label": label}
        yield box((x + j, y - i - 1), (x + j + 1, y - i), value=size / largest, name=f"{name}, row {i + 1}, column {j + 1}", **style)
    yield text((x + cols / 2, y + NAMED / 2), name, name=f"the name of {name}")


def matrix_chart(rows, cols, *marks, left=0, above=0, below=0) -> Panel:
    window = (-left - 0.05, cols + 0.05, -rows - below - 0.05, above + NAMED)
    return chart(*marks, window=window, scales=("none", "none"), equal=True)


def table_chart(row_names, column_names, rows, cols, marks):
    """A matrix with the names of its rows on the left and those of its columns below, where they have any."""
    for names, count, kind in ((row_names, rows, "rows"), (column_names, cols, "columns")):
        if len(names) not in (0, count):
            raise ValueError(f"there are {count} {kind} and {len(names)} names for them: {names}")
    beside = [text((-ASIDE / 2, -i - 0.5), name) for i, name in enumerate(row_names)]
    below = [text((j + 0.5, -rows - NAMED / 2), name) for j, name in enumerate(column_names)]
    return matrix_chart(rows, cols, marks, beside, below, left=ASIDE if beside else 0, below=NAMED if below else 0)


def product_chart(rows, cols, marks) -> Panel:
    """U on the left of UV and V above it, as a product is computed by hand, in a higher panel."""
    panel = matrix_chart(rows, cols, marks, left=MOST + NAMED, above=MOST + NAMED)
    return replace(panel, style=panel.style | {"tall": 1.0})


def loss_chart(losses, step, floor, top):
    marks = [
        told(path(jnp.stack([jnp.arange(STEPS + 1), losses], axis=1), name="the loss of every step")),
        told(curve(lambda t: floor + 0 * t, role="truth", kind="dashed", label="least", name="the least loss")),
        point((step, losses[step]), role="step", label=words("@loss", loss=losses[step]), name="the present loss"),
    ]
    return chart(marks, window=(0, 1.2 * STEPS, -0.1 * top, top), labels=("step", ""), title="‖X − UV‖²")


def factorization_said(losses, step, floor):
    loss = losses[step]
    said = says(k=step, loss=loss, floor=floor)
    sentence = cases(
        (~jnp.isfinite(loss), said("The steps were too large: after @k of them the numbers overflow. Lower the rate.")),
        (loss > 2 * losses[0], said("The steps are too large: after @k of them the loss has grown to @loss.")),
        (
            True,
            told(
                said("After @k steps the loss is @loss; the least for this rank is @floor."),
                before=said("After @k steps the loss is @loss."),
            ),
        ),
    )
    return say(sentence, waits=False)
