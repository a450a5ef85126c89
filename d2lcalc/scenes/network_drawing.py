"""The drawing of a network: boxes for nodes, arrows for edges, inputs on the left, output on the right, and the places of the texts."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from d2lcalc.calculus.network import Edge, Network
from d2lcalc.live import Table, arrow, box, chart, curve, text
from d2lcalc.live.marks import Mark, Panel
from d2lcalc.live.words import Words
from d2lcalc.scenes.layout import NODE, along, layered_layout

LINE = 17.0  # from one line of text to the next
HEAD = 0.08  # of a route that bends: the part that its arrow's head takes
COLUMNS = {1: "value", 2: "total derivative"}


class Drawing:
    """The places of a network's nodes and edges, and the marks that stand there; `style` is that of every mark (role, kind, show).

    Texts stand in the table of the drawing, too, in the `cell` (node, line) or edge; one that is `unseen` stands there alone.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.layout = layered_layout(network.parents)
        self.names = {node: node if does == node else f"{node} {does}" for node, does in network.labels.items()}

    def node(self, node: str, **style: Any) -> Mark:
        """The box of a node with its name in it, and with what it does where that is known."""
        (x, y), (width, height) = self.layout.places[node], NODE
        style = {"role": "quiet", "label": self.names[node], "name": f"node {node}", **style}
        return box((x - width / 2, y - height / 2), (x + width / 2, y + height / 2), **style)

    def frost(self, node: str, **style: Any) -> Mark:
        """The sign of a node that is frozen."""
        x, y = self.layout.places[node]
        return in_cell(text((x + NODE[0] / 2 - 8, y), "❄", **{"role": "truth", "name": f"{node} is frozen", **style}), (node, 1))

    def below(self, node: str, line: int, label: str | Words, unseen: bool = False, **style: Any) -> Mark:
        """The text that stands in line 1, 2 or 3 below a node."""
        x, y = self.layout.places[node]
        return in_cell(text((x, y - NODE[1] / 2 - LINE * (line - 0.5)), label, **style), (node, line), unseen)

    def edge(self, edge: Edge, **style: Any) -> list[Mark]:
        """The arrow of an edge; where it passes other layers, a curve that ends in an arrow."""
        route, style = self.layout.routes[edge], {"role": "quiet", "name": f"edge from {edge.tail} to {edge.head}", **style}
        if len(route) == 2:
            return [arrow(*route, **style)]
        return [
            curve(lambda t: along(route, (1 - HEAD) * t), domain=(0.0, 1.0), **style),
            arrow(along(route, 1 - HEAD), route[-1], **style),
        ]

    def on(self, edge: Edge, label: str | Words, unseen: bool = False, **style: Any) -> Mark:
        """The text that stands on an edge."""
        style = {"role": "edge", "name": f"on the edge from {edge.tail} to {edge.head}", **style}
        return in_cell(text(self.layout.labels[edge], label, **style), edge, unseen)

    def chart(self, *marks: Mark, columns: Mapping[int, str] = COLUMNS, title: str = "") -> Panel:
        """The panel of the drawing with its table, in which `columns` names the lines of text below a node."""
        table = self.table(marks, columns, title or "The network")
        marks = [mark for mark in marks if not mark.style.get("unseen")]
        return chart(*marks, window=self.layout.window, scales=("none", "none"), labels=("", ""), title=title, table=table)

    def table(self, marks: tuple[Mark, ...], columns: Mapping[int, str], title: str) -> Table:
        """A row for each node: what is written in the lines below it, of which a line in use is a column, and on the edges into it."""
        written = defaultdict(list)
        for mark in marks:
            written[mark.style.get("cell")].append(mark)
        nodes, parents = self.network.nodes, self.network.parents
        lines = [line for line in columns if any((node, line) in written for node in nodes)]
        below = {node: [{"": written[node, line]} for line in lines] for node in nodes}
        into = {node: {f"from {tail}:": written[tail, node] for tail in parents.get(node, ())} for node in nodes}
        head = ["node", *(columns[line] for line in lines), "derivatives on the edges into it"]
        return Table(f"{title}, node by node", head, {self.names[node]: [*below[node], into[node]] for node in nodes})


def in_cell(mark, cell, unseen=False):
    """The mark, which stands in a cell of the table, too; `unseen`, there alone."""
    return replace(mark, style={**mark.style, "cell": cell, "unseen": unseen})
