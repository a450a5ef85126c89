"""The drawing of a network: boxes for nodes, arrows for edges, inputs on the left, output on the right, and the places of the texts."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import jax.numpy as jnp

from d2lcalc.calculus.network import Edge, Network
from d2lcalc.live import Table, arrow, box, cases, chart, curve, text, told
from d2lcalc.live.marks import Mark, Panel, flat
from d2lcalc.live.words import Text
from d2lcalc.scenes.layout import HEIGHT, NODE, along, layered_layout

LINE = 17.0  # from one line of text to the next
SHARES = (0.26, 0.22, 0.3, 0.18, 0.38, 0.46, 0.54, 0.62, 0.7, 0.75)  # of an edge, where its label may stand beside it
HEAD = 0.08  # of a route that bends: the part that its arrow's head takes
COLUMNS = {1: "value", 2: "total derivative"}


@dataclass(frozen=True)
class Written:
    """A mark of the drawing that stands in a cell of its table, too: (node, line), or an edge."""

    cell: Any
    content: Mark
    waits: bool = False


class Drawing:
    """The places of a network's nodes and edges, and the marks that stand there; `style` is that of every mark (role, kind, show)."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.layout = layered_layout(network.parents)

    def node(self, node: str, **style: Any) -> Mark:
        (x, y), width, height = self.layout.places[node], self.layout.widths[node], NODE[1]
        style = {"role": "quiet", "label": node, "name": f"node {node}", **style}
        return box((x - width / 2, y - height / 2), (x + width / 2, y + height / 2), **style)

    def frost(self, node: str, **style: Any) -> Written:
        x, y = self.layout.places[node]
        return Written((node, 1), text((x, y + NODE[1] / 2 + LINE / 2), "❄", role="truth", name=f"{node} is frozen", **style))

    def below(self, node: str, line: int, label: Text, **style: Any) -> Written:
        """The text that stands in line 1, 2 or 3 below a node."""
        x, y = self.layout.places[node]
        return Written((node, line), text((x, y - NODE[1] / 2 - LINE * (line - 0.5)), label, **style))

    def first_below(self, node: str, line: int, *alternatives: tuple[Any, Text, str], **style: Any) -> Written:
        """The text of the first of the alternatives (truth, text, role) that is true."""
        label, role = (cases(*((each[0], each[k]) for each in alternatives)) for k in (1, 2))
        return self.below(node, line, label, role=role, **style)

    def edge(self, edge: Edge, backward: Any = False, **style: Any) -> list[Mark]:
        """The arrow of an edge, from head to tail where a sweep runs `backward`; where it passes other layers, a curve that ends in one."""
        route, style = self.layout.routes[edge], {"role": "quiet", "name": f"edge from {edge.tail} to {edge.head}", **style}
        at = lambda share: along(route, jnp.where(backward, 1 - share, share))
        if len(route) == 2:
            return [arrow(at(0), at(1), **style)]
        return [curve(lambda t: at((1 - HEAD) * t), domain=(0.0, 1.0), **style), arrow(at(1 - HEAD), at(1), **style)]

    def on(self, edge: Edge, label: Text, **style: Any) -> Written:
        style = {"role": "edge", "name": f"on the edge from {edge.tail} to {edge.head}", **style}
        first, *others = (along(self.layout.routes[edge], share) for share in SHARES)
        return Written(edge, text(first, label, also=others, **style))

    def chart(self, *things: Any, columns: Mapping[int, str] = COLUMNS) -> Panel:
        """The panel of marks and of what is written, with its table, in which `columns` names the lines of text below a node."""
        later = lambda thing: replace(thing, content=told(thing.content)) if isinstance(thing, Written) and thing.waits else thing
        things = [later(thing) for thing in flat(things)]
        written = [thing for thing in things if isinstance(thing, Written)]
        marks = [thing.content if isinstance(thing, Written) else thing for thing in things]
        table = self.table(written, columns)
        panel = chart(*marks, window=self.layout.window, scales=("none", "none"), labels=("", ""), table=table)
        return replace(panel, style=panel.style | {"tall": self.layout.height / HEIGHT})

    def table(self, written: list[Written], columns: Mapping[int, str]) -> Table:
        """A row for each node: what is written in the lines below it, of which a line in use is a column, and on the edges into it."""
        cells = defaultdict(list)
        for thing in written:
            cells[thing.cell].append(thing.content)
        nodes, parents = self.network.nodes, self.network.parents
        lines = [line for line in columns if any((node, line) in cells for node in nodes)]
        below = {node: [{"": cells[node, line]} for line in lines] for node in nodes}
        into = {node: {f"from {tail}:": cells[Edge(tail, node)] for tail in parents.get(node, ())} for node in nodes}
        head = ["node", *(columns[line] for line in lines), "derivatives on the edges into it"]
        return Table("The network, node by node", head, {node: [*below[node], into[node]] for node in nodes})
