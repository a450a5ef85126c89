"""A sweep cut into steps: what each one brings, what is there after so many, and whether a number typed at one is right."""

from typing import Any, NamedTuple

import jax.numpy as jnp

from d2lcalc.calculus.bugs import MISTAKES, mistaken_totals
from d2lcalc.calculus.network import Edge, Network

NEARLY = 0.005  # of the right number: 0.575 is right for 0.57494
RIGHT = -1


class Numbers(NamedTuple):
    """All that there is to know of a network at a point."""

    network: Network
    values: dict[str, Any]
    slopes: dict[Edge, Any]
    totals: dict[str, Any]

    @classmethod
    def by(cls, network, point, bug=lambda slopes: slopes):
        """Values, edge derivatives (as a bug has them), and the totals that a backward sweep makes of these."""
        values = network.values(**point)
        slopes = bug(network.edge_derivatives(values))
        return cls(network, values, slopes, network.total_derivatives(slopes))

    def report(self, edge):
        """What arrives at the tail of an edge from its head."""
        return self.totals[edge.head] * self.slopes[edge]


class Moment(NamedTuple):
    """What one step brings: the "value" of a node, the "start" at the output, a "report" over an edge, or the "total" at a node."""

    kind: str
    place: Any


class Schedule(NamedTuple):
    """The moments of a sweep in their order; for each value, slope, report and total the step from which it is there."""

    moments: list[Moment]
    values: dict[str, int]
    slopes: dict[Edge, int]
    reports: dict[Edge, int]
    totals: dict[str, int]

    @classmethod
    def of(cls, network, mode):
        """That of a "worked", a "half" worked or a "blank" sweep, where the learner is to find the totals, or all."""
        edges, output = network.backward_edges(), network.output
        last = {edge.tail: k for k, edge in enumerate(edges)}  # the edge that completes a node
        forward = [Moment("value", node) for node in network.functions]
        backward = [Moment("start", output), *(Moment("report", edge) for edge in edges)]
        asked = [Moment("total", node) for node in sorted(last, key=last.get)]
        moments = {"worked": forward + backward, "half": asked, "blank": forward + asked}[mode]
        due = {moment: step for step, moment in enumerate(moments, start=1)}
        values = {node: due.get(("value", node), 0) for node in network.nodes}
        if mode == "worked":
            reports = {edge: due["report", edge] for edge in edges}
            totals = {output: due["start", output]} | {edge.tail: step for edge, step in reports.items()}
        else:
            totals = {output: values[output]} | {node: due["total", node] for node in last}
            reports = {edge: totals[edge.tail] for edge in edges}
        slopes = {edge: {"worked": values[edge.head], "half": 0, "blank": totals[edge.tail]}[mode] for edge in edges}
        return cls(moments, values, slopes, reports, totals)


class Progress(NamedTuple):
    """How far a sweep has come: its step, and where numbers are `typed` whether the one typed now is right, or else its mistake."""

    typed: bool
    step: Any
    silent: Any = True
    right: Any = False
    mistake: Any = 0

    @classmethod
    def of(cls, schedule, numbers, step, number):
        """The number judged against the one that the step asks for."""
        asked = jnp.minimum(step, len(schedule.moments) - 1)
        judged = jnp.asarray([_judged(moment, numbers, number) for moment in schedule.moments])[asked]
        return cls(True, step, jnp.isnan(number) | (step == len(schedule.moments)), judged == RIGHT, judged)

    def done(self, due):
        """Whether what is due at a step is there: the step has come, or its number has been found."""
        return (due <= self.step) | ((due == self.step + 1) & self.right)

    def asks(self, due):
        return self.typed & (due == self.step + 1)


def _judged(moment, numbers, number):
    """RIGHT, or the index in MISTAKES of the first one that leads to this number; without a name, the next for a total, or after it."""
    nearly = lambda wanted: jnp.abs(number - wanted) <= NEARLY * jnp.abs(wanted) + 1e-9
    if moment.kind == "value":
        return jnp.where(nearly(numbers.values[moment.place]), RIGHT, len(MISTAKES) + 1)
    found = jnp.asarray(len(MISTAKES))
    for mistake, wrong in reversed([*mistaken_totals(numbers.network, moment.place, *numbers[1:])]):
        found = jnp.where(nearly(wrong), list(MISTAKES).index(mistake), found)
    return jnp.where(nearly(numbers.totals[moment.place]), RIGHT, found)
