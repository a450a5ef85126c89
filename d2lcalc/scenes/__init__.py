"""The scenes, one file a topic: each a short JAX function from a few numbers to marks.

Where there is a `question`, what answers it waits. The ready-made pictures of a landscape take (f, at, window) and all that Landscape does.
"""

from d2lcalc.scenes.backpropagation import Backpropagation, SweepByHand
from d2lcalc.scenes.chain_rule import ChainRule, frozen_node, lit_paths, nudged_node
from d2lcalc.scenes.compositions import GatedBlocks, PathCount, SharpnessBySteps, TwoMoons
from d2lcalc.scenes.curves import CurveDescent, MovingTangent, TangentLine
from d2lcalc.scenes.descent import GradientDescent, descent_steps, loss_curve, race, rate_limit, step_factors, straight_way
from d2lcalc.scenes.error_order import ErrorOrder, errors_by_distance
from d2lcalc.scenes.geometry import DirectionalDerivative, DotProduct, direction, gradient_and_contour, slopes_by_angle, straight_walk
from d2lcalc.scenes.hessians import Remainder, Twist, magnified_remainder
from d2lcalc.scenes.landscape import Landscape, on_plan, on_stage, value
from d2lcalc.scenes.line_fit import LineDescent, LineFit
from d2lcalc.scenes.matrix import CandidateDerivatives, IndexSteps, MatrixFactorization
from d2lcalc.scenes.mixed_partials import MixedPartial, quotient_by_shape, quotient_by_size, shrinking_square
from d2lcalc.scenes.newton import NewtonStep, newton_jump, newton_run, slice_along_jump
from d2lcalc.scenes.optimization import Candidates, CriticalPoints, claimed_minimum, downhill, flatness, found_points, step_downhill
from d2lcalc.scenes.parts import Drawn, Part, part
from d2lcalc.scenes.quadratic import (
    QuadraticApproximation,
    best_plane,
    best_quadratic,
    curvature_by_angle,
    eigenvectors,
    parabola,
    slice_along_v,
    slopes_all_round,
    turned_arrow,
)
from d2lcalc.scenes.shape_bench import ShapeBench
from d2lcalc.scenes.slopes import DifferenceQuotient, PartialDerivatives, cross_section, one_sided_slopes, slices, turning_cut
from d2lcalc.scenes.sweeps import BrokenSweep, SweepCost
from d2lcalc.scenes.taylor import Rectangle, TangentPlane, displacement, gradient_arrow, magnifier, slice_along_step, tangent_plane
from d2lcalc.scenes.ways import Walk, constraint, walk

__all__ = [name for name, thing in globals().items() if callable(thing) and thing.__module__.startswith(__name__)]
