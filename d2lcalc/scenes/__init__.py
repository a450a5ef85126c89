"""The scenes, one file a topic: each a short JAX function from a few numbers to marks."""

from d2lcalc.live import Choose, Draw, Place, Type
from d2lcalc.scenes.taylor import PartialDerivatives, Rectangle, TangentLine, TangentPlane

__all__ = ["Choose", "Draw", "PartialDerivatives", "Place", "Rectangle", "TangentLine", "TangentPlane", "Type"]
