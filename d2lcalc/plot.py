"""Pictures that stand still, of whatever `d2lcalc.live` can draw.

    live, plot = d2lcalc.live, d2lcalc.plot
    plot.picture(live.chart(live.curve(jnp.exp), window=(0, 5, 1, 150), scales=("linear", "log")))
    walk = live.path(descent_path(bowl, (4, 1), 0.18, 30))
    plot.picture(live.plan(live.surface(bowl), walk, window=(-5, 5, -3, 3)))          # a path on a map
    plot.picture(live.stage(live.surface(bowl), window=(-5, 5, -3, 3)))

Functions are JAX functions of numbers; where one is not finite the picture has a hole. What JAX cannot trace is a RecordingError that
names the line. Any other figure is matplotlib's own.
"""

from dataclasses import dataclass

from d2lcalc.live.picture import outputs_of, trace
from d2lcalc.live.still import draw_still
from d2lcalc.live.words import written


@dataclass(frozen=True)
class Still:
    """A picture that a notebook shows as a PNG, and as a sentence where there are no pictures."""

    png: bytes
    sentence: str

    def __repr__(self):
        return self.sentence

    def _repr_png_(self):
        return self.png


def picture(*panels):
    """The still of panels made with `d2lcalc.live`, in rows of three; `say(…)` among them gives its sentence."""
    spec = trace(lambda: panels, {})
    outputs = outputs_of(spec, ())
    sentence = written(spec["say"], outputs) or ", ".join(panel.get("title") or panel["panel"] for panel in spec["panels"])
    return Still(draw_still(spec, outputs), sentence)
