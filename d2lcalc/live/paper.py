"""The paper of a still: a figure of pixels, measured from the top left as on the page, on which lines, areas, images and words are put."""

from functools import lru_cache

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PolyCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import PathPatch
from matplotlib.patheffects import withStroke
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from d2lcalc.roles import LOOK

DPI, POINTS = 100, 9
EM = POINTS * DPI / 72  # pixels
INK, SOFT, GRID = (LOOK["plain"][name]["light"] for name in ("ink", "soft", "grid"))
NAME = ("STIXGeneral", "DejaVu Serif")  # of an axis: italic, as in formulas
RENDERER = FigureCanvasAgg(Figure(dpi=DPI)).get_renderer()


class Paper:
    """A figure of so many pixels, on which lines, areas, images and words are put."""

    def __init__(self, width, height):
        self.figure, self.height = Figure(figsize=(width / DPI, height / DPI), dpi=DPI), height
        self.down = Affine2D().scale(1, -1).translate(0, height)

    def line(self, points, **style):
        self.figure.add_artist(Line2D(*np.reshape(points, (-1, 2)).T, transform=self.down, **style))

    def areas(self, polygons, **style):
        self.figure.add_artist(PolyCollection(polygons, transform=self.down, **style))

    def image(self, pixels, left, top):
        """Pixels (height, width, 4) with their upper left corner there."""
        self.figure.add_artist(_Image(pixels, int(left), int(self.height - top - len(pixels))))

    def path(self, path, at, colour):
        """A text's outline, measured from the left end of its base line."""
        lies = Affine2D().scale(DPI / 72, -DPI / 72).translate(*at) + self.down
        self.figure.add_artist(PathPatch(path, transform=lies, facecolor=colour, linewidth=0, zorder=6))

    def words(self, text, at, halo="white", reach=2.5, **style):
        style = {"fontsize": POINTS, "ha": "center", "va": "center_baseline", "zorder": 6, "parse_math": False, **style}
        effects = [withStroke(linewidth=reach, foreground=halo)] if halo is not None else []
        self.figure.add_artist(Text(*at, text, transform=self.down, path_effects=effects, **style))


class _Image(Artist):
    """Pixels as they are: matplotlib's own images are resampled, which takes longer than all else."""

    zorder = 0.5

    def __init__(self, pixels, left, bottom):
        super().__init__()
        self.pixels, self.place = np.round(255 * pixels[::-1]).astype(np.uint8), (left, bottom)

    def draw(self, renderer):
        renderer.draw_image(renderer.new_gc(), *self.place, self.pixels)


@lru_cache(maxsize=4096)
def width_of(text, size=POINTS, weight="normal"):
    """The width of a text in pixels."""
    return RENDERER.get_text_width_height_descent(text, FontProperties(weight=weight, size=size), False)[0]
