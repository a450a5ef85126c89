"""The drawing of a network: boxes for nodes, arrows for edges, inputs on the left, output on the right, and the places of the texts."""

from typing import Any

from d2lcalc.calculus.network import Edge, Network
from d2lcalc.live import arrow, box, chart, curve, text
from d2lcalc.live.marks import Mark, Panel
from d2lcalc.live.words import Words
from d2lcalc.scenes.layout import NODE, along, layered_layout

LINE = 17.0  # from one line of text to the next
HEAD = 0.08  # of a route that bends: the part that its arrow's head takes


class Drawing:
    """The places of a network's nodes and edges, and the marks that stand there; `style` is that of every mark (role, kind, show)."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.layout = layered_layout(network.parents)

    def node(self, node: str, **style: Any) -> Mark:
        """The box of a node with its name in it, and with what it does where that is known."""
        (x, y), (width, height), does = self.layout.places[node], NODE, self.network.labels[node]
        style = {"role": "quiet", "label": node if does == node else f"{node} {does}", "name": f"node {node}", **style}
        return box((x - width / 2, y - height / 2), (x + width / 2, y + height / 2), **style)

    def frost(self, node: str, **style: Any) -> Mark:
        """The sign of a node that is frozen."""
        x, y = self.layout.places[node]
        return text((x + NODE[0] / 2 - 8, y), "❄", **{"role": "truth", "name": f"{node} is frozen", **style})

    def below(self, node: str, line: int, label: str | Words, **style: Any) -> Mark:
        """The text that stands in line 1, 2 or 3 below a node."""
        x, y = self.layout.places[node]
        return text((x, y - NODE[1] / 2 - LINE * (line - 0.5)), label, **style)

    def edge(self, edge: Edge, **style: Any) -> list[Mark]:
        """The arrow of an edge; where it passes other layers, a curve that ends in an arrow."""
        route, style = self.layout.routes[edge], {"role": "quiet", "name": f"edge from {edge.tail} to {edge.head}", **style}
        if len(route) == 2:
            return [arrow(*route, **style)]
        return [
            curve(lambda t: along(route, (1 - HEAD) * t), domain=(0.0, 1.0), **style),
            arrow(along(route, 1 - HEAD), route[-1], **style),
        ]

    def on(self, edge: Edge, label: str | Words, **style: Any) -> Mark:
        """The text that stands on an edge."""
        return text(self.layout.labels[edge], label, **{"role": "edge", "name": f"on the edge from {edge.tail} to {edge.head}", **style})

    def chart(self, *marks: Mark, title: str = "") -> Panel:
        """The panel of the drawing."""
        return chart(*marks, window=self.layout.window, scales=("none", "none"), labels=("", ""), title=title)
