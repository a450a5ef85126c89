"""The scenes, one file a topic: each a short JAX function from a few numbers to marks."""

from d2lcalc.scenes.slopes import PartialDerivatives
from d2lcalc.scenes.taylor import Rectangle, TangentLine, TangentPlane

__all__ = ["PartialDerivatives", "Rectangle", "TangentLine", "TangentPlane"]
