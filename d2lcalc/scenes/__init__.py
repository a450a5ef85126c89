"""The scenes, one file a topic: each a short JAX function from a few numbers to marks."""

from d2lcalc.scenes.matrix import CandidateDerivatives, IndexSteps, MatrixFactorization, ShapeBench
from d2lcalc.scenes.slopes import PartialDerivatives
from d2lcalc.scenes.taylor import Rectangle, TangentLine, TangentPlane

__all__ = [
    "CandidateDerivatives",
    "IndexSteps",
    "MatrixFactorization",
    "PartialDerivatives",
    "Rectangle",
    "ShapeBench",
    "TangentLine",
    "TangentPlane",
]
