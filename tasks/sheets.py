"""Draw the sheets to print, black on white, one PDF each in handouts/sheets; their numbers come from where the notebooks' do."""

import re
import sys
from pathlib import Path
from textwrap import fill

import matplotlib
import nbformat
import numpy as np
from matplotlib.figure import Figure
from matplotlib.mathtext import MathTextParser

from d2lcalc.calculus import gradient, linear_approximation, quadratic_approximation
from d2lcalc.functions import P, bowl, hill_and_valley
from d2lcalc.networks import book_network, small_network
from d2lcalc.scenes.layout import layered_layout

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
PAPER = (8.27, 11.69)  # A4, inches
INK = {"color": "black", "linewidth": 1.2}
CENTRED = {"ha": "center", "va": "center"}
EMPTY = {"facecolor": "white", "edgecolor": "none"}
STYLE = {
    "axes.spines.right": False,
    "axes.spines.top": False,
    "contour.negative_linestyle": "solid",
    "figure.facecolor": "white",
    "font.size": 11,
    "lines.linewidth": 2,
    "lines.scale_dashes": True,
}
PLACES = (P, (0.3, -0.8), (1.2, 0.4), (-1.3, -0.5))
START = (4.0, 1.0)

SORTED = (
    *("x^2+y^2", "-x^2-3y^2", "x^2-y^2", "x^2+3xy+y^2", "x^2+2xy+y^2", "x^4+y^4"),
    *("x^2-y^4", "x^3+y^2", "x^3-3xy^2", "x^2y+xy^2", "(y-x^2)(y-3x^2)", "5-x^4-y^2"),
)
HEAPS = ("minimum", "maximum", "saddle", "neither", "H is silent")
KINDS = {
    "number": (r"$f(P)$", r"$\varepsilon\cdot\nabla f(P)$", r"$\|\nabla f(P)\|$", r"$v^\top H v$"),
    "point": (r"$P$", r"$P+\varepsilon$", r"$w-\eta\nabla f(w)$", ""),
    "arrow": (r"$\nabla f(P)$", r"$v$", r"$-\eta\nabla f(w)$", r"$Hv$"),
    "function": (r"$f$", r"$T_1$", r"$\partial f/\partial x$", r"$\nabla f$"),
    "matrix": (r"$H(P)$", r"$A+A^\top$", r"$UV$", r"$-2U^\top(X-UV)$"),
}
FORMULAS = (
    ("plane", r"$T_1(P+\varepsilon) = f(P)+\varepsilon\cdot\nabla f(P)$"),
    ("slope toward v, ‖v‖ = 1", r"$\nabla f\cdot v = \|\nabla f\|\cos\theta$"),
    ("descent, rate η", r"$w \leftarrow w-\eta\,\nabla f(w)$"),
    ("promised change of a step s", r"$\nabla f\cdot s$"),
    ("limit of plain descent, curvature λ", r"$\eta < 2/\lambda$"),
    ("flat", r"$\nabla f = 0$"),
    ("total, over the edges that leave u", r"$df/du = \sum_c\ df/dc\ \cdot\ \partial c/\partial u$"),
    ("quadratic", r"$T_2 = T_1+\frac{1}{2}\,v^\top H v$"),
    ("two variables", r"$D = f_{xx}f_{yy}-f_{xy}^2$"),
    ("Newton", r"$x \leftarrow x-H^{-1}\nabla f$"),
    ("denominator layout", r"$d(\beta^\top x)/dx = \beta,\quad d(x^\top A x)/dx = (A+A^\top)\,x$"),
    ("two factors, Frobenius norm", r"$d\,\|X-UV\|_F^2/dV = -2\,U^\top(X-UV)$"),
)
LETTERS = "f, g, h functions · L loss · ε displacement · η learning rate · v direction · θ angle from ∇f to v · λ curvature, eigenvalue"


SHEETS = {}
"""What makes the figure of each sheet, by its file's name."""


def sheet(title, caption):
    """Decorator: what is drawn on an empty figure becomes the next sheet, with its title above and its caption below."""

    def enter(draw):
        number = len(SHEETS) + 1

        def made():
            figure = Figure(figsize=PAPER)
            figure.text(0.08, 0.955, f"{number}  {title}", fontsize=17, weight="bold", va="top")
            figure.text(0.08, 0.045, fill(caption, 100), fontsize=9.5, va="bottom")
            draw(figure)
            return figure

        SHEETS[f"{number:02}-{draw.__name__.replace('_', '-')}"] = made
        return draw

    return enter


def blank(figure, box):
    """Axes without ticks or frame."""
    axes = figure.add_axes(box)
    axes.axis("off")
    return axes


def contour_map(figure, box, f, window, levels=14):
    """Labelled contours in black, at equal scale."""
    axes = figure.add_axes(box, aspect="equal", xlim=window[:2], ylim=window[2:], xlabel="x", ylabel="y")
    x, y = np.meshgrid(np.linspace(*window[:2], 161), np.linspace(*window[2:], 161))
    lines = axes.contour(x, y, np.asarray(f(x, y)), levels=levels, colors="black", linewidths=0.8)
    axes.clabel(lines, fontsize=7)
    return axes


VALUES = "; ".join(f"at ({x:g}, {y:g}) value {float(hill_and_valley(x, y)):.3f}" for x, y in PLACES)
SLOPE = float(np.linalg.norm(gradient(hill_and_valley)(*P)))


@sheet("Draw the gradient", f"f(x, y) = x·exp(−x² − y²): {VALUES}. Draw ∇f at each point, one unit of slope as long as one unit of x.")
def draw_the_gradient(figure):
    axes = contour_map(figure, (0.1, 0.2, 0.82, 0.66), hill_and_valley, (-2, 2, -2, 2))
    axes.plot(*zip(*PLACES, strict=True), "ko", markersize=7)


@sheet(
    "Slope against direction",
    f"x·exp(−x² − y²) at P = (−½, 1), where ‖∇f‖ = {SLOPE:.4f}. Mark the slope at 0°, 60°, 90°, 180°, then draw the curve.",
)
def slope_against_direction(figure):
    for bottom in (0.55, 0.12):
        axes = figure.add_axes((0.12, bottom, 0.8, 0.33), xlim=(0, 360), ylim=(-0.4, 0.4))
        axes.set(xlabel="θ from the gradient, degrees", ylabel="slope", xticks=range(0, 361, 30))
        axes.grid(color="0.75")
        axes.axhline(0, **INK)


@sheet(
    "Five steps",
    "½(x² + 10y²) from (4, 1): draw five steps of gradient descent for η = 0.02, 0.18 and 0.21. Each step multiplies x by 1 "
    "− η and y by 1 − 10η.",
)
def five_steps(figure):
    for row, rate in enumerate((0.02, 0.18, 0.21)):
        axes = contour_map(figure, (0.1, 0.68 - 0.285 * row, 0.82, 0.23), bowl, (-5, 5, -1.7, 1.7), levels=8)
        axes.plot(*START, "ko", markersize=7)
        axes.set_title(f"η = {rate}", loc="left")


NETWORK = "At ({}) = {}: write the value above each node and, going backward, the total derivative below it."


@sheet("The small network", "p = xy, q = y + z, r = pq, s = p − q, f = r + s². " + NETWORK.format("x, y, z", (2, 3, -1)))
def small_network_by_hand(figure):
    draw_twice(figure, small_network)


@sheet(
    "The chapter's network",
    "a = (w + x + y + z)², b = (w + x − y − z)², u = (a + b)², v = (a − b)², f = (u + v)². " + NETWORK.format("w, x, y, z", (1, 1, -1, 0)),
)
def chapters_network_by_hand(figure):
    draw_twice(figure, book_network)


def draw_twice(figure, network):
    for bottom in (0.52, 0.1):
        draw_network(blank(figure, (0.05, bottom, 0.9, 0.38)), network)


def draw_network(axes, network):
    """The nodes with a line to write on above and below, the edges from left to right."""
    layout = layered_layout(network.parents)
    axes.set(xlim=layout.window[:2], ylim=layout.window[2:])
    for route in layout.routes.values():
        *_, before, tip = route
        axes.plot(*zip(*route, strict=True), **INK)
        axes.annotate("", tip, before, arrowprops={"arrowstyle": "-|>", "color": "black", "linewidth": 1.2})
    for name, (x, y) in layout.places.items():
        box = {"boxstyle": "circle,pad=0.35", "facecolor": "white", "edgecolor": "black"}
        axes.text(x, y, name, fontsize=14, bbox=box, **CENTRED)
        for height in (26, -30):
            axes.plot([x - 26, x + 26], [y + height] * 2, color="0.5", linewidth=0.8)


def without_half(f, at):
    """T₁ + vᵀHv, the best quadratic with its ½ forgotten."""
    plane, quadratic = linear_approximation(f, at), quadratic_approximation(f, at)
    return lambda *point: 2 * quadratic(*point) - plane(*point)


@sheet(
    "Whose errors?",
    "x·exp(−x² − y²) at P = (−½, 1) along (0.6, 0.8), distances 0.1, 0.05, 0.025: three approximations. Draw a line through each "
    "set, read its slope, say which is the plane, the quadratic, the quadratic without its ½.",
)
def whose_errors(figure):
    axes = figure.add_axes((0.14, 0.14, 0.78, 0.76), xlim=(0.01, 0.2), ylim=(1e-6, 1e-2))
    axes.set(xscale="log", yscale="log", xlabel="distance", ylabel="error")
    axes.grid(which="both", color="0.8", linewidth=0.6)
    distances = (0.1, 0.05, 0.025)
    makers = (without_half, linear_approximation, quadratic_approximation)
    for marker, label, make in zip("os^", "ABC", makers, strict=True):
        approximation = make(hill_and_valley, P)
        places = [np.add(P, np.multiply(d, (0.6, 0.8))) for d in distances]
        gaps = [abs(float(hill_and_valley(*place) - approximation(*place))) for place in places]
        axes.plot(distances, gaps, marker, color="black", fillstyle="none", markersize=10, label=label)
    axes.legend(frameon=False, fontsize=13)


SHAPES = {
    "X − UV": (5, 4, 0.5, 11),
    "U": (5, 2, 6, 11),
    "V": (2, 4, 9.5, 14),
    "(X − UV)ᵀ": (4, 5, 0.5, 6),
    "Uᵀ": (2, 5, 6.5, 8),
    "Vᵀ": (4, 2, 12.5, 8),
}
"""Rows, columns, and the lower left corner of each card."""


@sheet(
    "Shape cards",
    "Cut out. One square is one number: X is 5 × 4, U is 5 × 2, V is 2 × 4. A product fits where the inner sides are equal; "
    "the answer has the shape of what one differentiates by.",
)
def shape_cards(figure):
    axes = blank(figure, (0.06, 0.12, 0.88, 0.78))
    axes.set(xlim=(0, 15), ylim=(0, 17), aspect="equal")
    for name, (rows, columns, left, bottom) in SHAPES.items():
        lines(axes, rows, columns, left, bottom, **INK)
        axes.text(left + columns / 2, bottom + rows / 2, name, fontsize=15, bbox=EMPTY, **CENTRED)


def lines(axes, rows, columns, left=0, bottom=0, **style):
    """The lines of a table."""
    for line in range(rows + 1):
        axes.plot([left, left + columns], [bottom + line] * 2, **style)
    for line in range(columns + 1):
        axes.plot([left + line] * 2, [bottom, bottom + rows], **style)


def cards(axes, texts, columns, size):
    """A table of cards to cut apart."""
    rows = -(-len(texts) // columns)
    axes.set(xlim=(0, columns), ylim=(0, rows))
    lines(axes, rows, columns, color="0.4", linestyle="--", linewidth=0.8)
    for index, text in enumerate(texts):
        axes.text(index % columns + 0.5, rows - index // columns - 0.5, text, fontsize=size, **CENTRED)


@sheet(
    "What is the origin?",
    "Cut out twelve functions and five headings. Sort; a card may lie under a verdict and under “H is silent” at once.",
)
def sorting_cards(figure):
    cards(blank(figure, (0.06, 0.3, 0.88, 0.6)), [f"${formula}$" for formula in SORTED], 2, 17)
    cards(blank(figure, (0.06, 0.1, 0.88, 0.16)), HEAPS, 3, 14)


@sheet(
    "What kind of thing?",
    "Cut out and sort under number, point, arrow, function, matrix. ∇f is a function: a point goes in, an arrow comes out.",
)
def type_cards(figure):
    texts = [text for column in KINDS.values() for text in column if text]
    cards(blank(figure, (0.06, 0.28, 0.88, 0.62)), texts[::7] + [t for i, t in enumerate(texts) if i % 7], 4, 17)
    cards(blank(figure, (0.06, 0.1, 0.88, 0.14)), list(KINDS), 5, 13)


@sheet("Vote", "Cut out, one set for each learner. Vote in silence, talk to your neighbour, vote again.")
def vote_cards(figure):
    cards(blank(figure, (0.06, 0.1, 0.88, 0.8)), "ABCD", 2, 150)


@sheet("Formulas and letters", LETTERS)
def formulas(figure):
    axes = blank(figure, (0.08, 0.12, 0.86, 0.78))
    for row, (name, formula) in enumerate(FORMULAS):
        axes.text(0, 1 - row / len(FORMULAS), name, va="top", fontsize=11)
        axes.text(0.42, 1 - row / len(FORMULAS), formula, va="top", fontsize=15)


@sheet("Exit tickets", "From the ends of the notebooks. One or two questions, two minutes, no notes.")
def exit_tickets(figure):
    axes = blank(figure, (0.08, 0.1, 0.86, 0.8))
    tickets = {path.stem.replace("_", " "): ticket(path) for path in sorted(NOTEBOOKS.glob("*.ipynb"))}
    tickets = {name: text for name, text in tickets.items() if text}
    for row, (name, text) in enumerate(tickets.items()):
        top = 1 - row / len(tickets)
        axes.text(0, top, name, va="top", fontsize=11, weight="bold")
        axes.text(0, top - 0.022, "\n".join(wrapped(line) for line in text), va="top", fontsize=10, linespacing=1.5)


def ticket(path):
    """The questions that stand below the heading of the exit ticket."""
    prose = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown")
    text = "".join(re.findall(r"^## Exit ticket\n(.*?)(?=^<details>|^## |\Z)", prose, re.MULTILINE | re.DOTALL))
    plain = re.sub(r"\*\*|\\;|\\,|`", "", text).replace(r"\tfrac", r"\frac").replace(r"\le ", r"\leq ")
    plain = re.sub(r"\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}", matrix_rows, plain)
    return [line for line in plain.splitlines() if line.strip()]


def matrix_rows(found):
    """The rows of a LaTeX matrix in brackets, which matplotlib can set."""
    return "[" + ", ".join(f"[{row.strip().replace('&', ', ')}]" for row in found[1].split(r"\\")) + "]"


def wrapped(line, width=86):
    """The line in rows of about so many letters, not broken inside a formula."""
    rows = [""]
    for word in re.findall(r"\$[^$]*\$\S*|\S+", line):
        if len(rows[-1]) + len(word) > width:
            rows.append("")
        rows[-1] += printable(word) + " "
    return "\n".join(rows)


def printable(word):
    """The word; if it is a formula that matplotlib cannot set, its letters."""
    word = re.sub(r"\\(mathbf|textcolor\{\w+\})\s*\{?(\w)\}?", r" \2", word)
    try:
        MathTextParser("path").parse(word)
    except ValueError:
        return re.sub(r"[$\\{}]", "", word)
    return word


def main(folder=NOTEBOOKS.parent / "handouts" / "sheets"):
    Path(folder).mkdir(parents=True, exist_ok=True)
    with matplotlib.rc_context(STYLE):
        for name, draw in SHEETS.items():
            draw().savefig(Path(folder) / f"{name}.pdf", metadata={"CreationDate": None})
            print(f"{folder}/{name}.pdf")


if __name__ == "__main__":
    main(*sys.argv[1:])
