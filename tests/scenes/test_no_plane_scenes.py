"""What the scenes say where f has no tangent plane or no quadratic, and where it has one that its program denies; right values by hand."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from d2lcalc.calculus.network import Network
from d2lcalc.functions import partials_without_plane
from d2lcalc.scenes import (
    Backpropagation,
    ChainRule,
    CriticalPoints,
    DirectionalDerivative,
    ErrorOrder,
    Landscape,
    MovingTangent,
    NewtonStep,
    PartialDerivatives,
    QuadraticApproximation,
    Remainder,
    TangentLine,
    TangentPlane,
    Walk,
    on_plan,
    straight_walk,
)
from many import one_in
from reading import mark, shown

O = (0, 0)
AT_A_KINK = Network(r=lambda x: jnp.abs(x), f=lambda r: 2 * r)


def flat_along_rays(x, y):
    below = x**4 + y**2
    return jnp.where(below > 0, x**3 * y / jnp.where(below > 0, below, 1.0), 0.0)


SAID = [
    (lambda: TangentPlane(partials_without_plane, O), "promise 0 in the direction of 45 degrees, where it is 0.3536"),
    (lambda: QuadraticApproximation(partials_without_plane, O), "no best quadratic at (0, 0), for it has no tangent plane: its slopes"),
    (lambda: CriticalPoints(partials_without_plane, O), "f has no tangent plane at (0, 0)"),
    (lambda: DirectionalDerivative(partials_without_plane, O, theta=45), "45 degrees from the x-axis the slope is 0.3536; there is no"),
    (lambda: DirectionalDerivative("abs(x)", (0.5, 0), theta=180), "180 degrees from the gradient the slope is −1"),
    (lambda: DirectionalDerivative("abs(x)", O, theta=180), "180 degrees from the x-axis the slope is 1; there is no gradient"),
    (lambda: TangentPlane("abs(x)+y", O), "along x its slope is −1 before the point and 1 after it"),
    (lambda: TangentPlane("x+abs(y)", O), "along y its slope is −1 before the point and 1 after it"),
    (lambda: TangentPlane("max(x,y)", (0.3, 0.3)), "along x its slope is 0 before the point and 1 after it"),
    (lambda: TangentPlane("sqrt(abs(x*y))", O), "at 45 degrees its slope is −0.7071 before the point and 0.7071 after it"),
    (lambda: TangentPlane("sqrt(abs(x))", O), "it is infinitely steep there"),
    (lambda: TangentPlane("sqrt(x)+y", O), "it is not defined all round"),
    (lambda: TangentPlane(lambda x, y: jnp.floor(x) + y, O), "it is not continuous there"),
    (lambda: TangentPlane(flat_along_rays, O), "on a curve that leaves at 0 degrees it changes faster than along any straight line"),
    (lambda: Walk("cone", lambda t: (t, t), (-1, 1), 0.0), "no tangent plane"),
    (lambda: PartialDerivatives("abs(x)+y", O), "(no slope: −1 before P, 1 after it), and y moved by 0.3 changes f by 0.3 (slope 1)"),
    (lambda: PartialDerivatives(partials_without_plane, O), "changes f by 0 (slope 0), and y moved by 0.3 changes f by 0 (slope 0)"),
    (lambda: TangentLine(jnp.abs, 0.0), "no tangent line at P: just before P its slope is −1, just after it 1"),
    (lambda: TangentLine(jnp.cbrt, 0.0), "no tangent line at P"),
    (lambda: MovingTangent(jax.nn.relu, (-1, 1), 0.0), "no derivative: from the left the slope is 0, from the right 1"),
    (lambda: MovingTangent(jnp.cbrt, (-1, 1), 0.0), "there is no derivative."),
    (lambda: ChainRule(AT_A_KINK, (0.0,)), "Along x the program takes the slope 1 of r here; there is none."),
    (lambda: Backpropagation(AT_A_KINK, (0.0,), step=3), "Along x the program takes the slope 1 of r here; there is none."),
    (lambda: QuadraticApproximation("abs(x*y)", O), "at (0, 0): it has a tangent plane there, but no second derivatives"),
    (lambda: ErrorOrder("x*abs(x)", O), "no best quadratic"),
    (lambda: NewtonStep("x*abs(x)+y^2", O), "no best quadratic"),
    (lambda: NewtonStep("(x^2+y^2)^(3/2)", O), "H has eigenvalues 0 and 0"),
    (lambda: Remainder("(x^2+y^2)^(3/2)", O), "in the limit it is 0 all round"),
    (lambda: QuadraticApproximation("(x^2+y^2)^(3/2)", O), "the plane says 0; the quadratic says 0"),
    (lambda: TangentPlane("cos(sqrt(x^2+y^2))", O), "the plane says 1 and the surface is at 0.9016556"),
    (lambda: DirectionalDerivative("6.674e-11*x*y", (1, 1), theta=0), "the slope is 9.438·10⁻¹¹"),
]


@pytest.mark.parametrize(("scene", "says"), one_in(4, SAID))
def test_what_is_said(scene, says):
    assert says in scene().sentence


def test_the_slope_of_a_kink_in_every_direction():
    scene = DirectionalDerivative("abs(x)", O, theta=180)
    wave = mark(scene, "chart", "the slope in every direction")
    assert wave["y"] == pytest.approx(np.abs(np.cos(np.radians(wave["x"]))), abs=1e-9)
    assert not shown(scene, "plan", "the gradient")
    line = mark(Landscape("abs(x)", on_plan(), straight_walk(theta=180), at=O), "chart", "the tangent line")
    assert np.gradient(line["y"], line["x"]) == pytest.approx(1)


def test_the_two_tangent_lines_of_a_kink_are_drawn():
    scene = TangentPlane("abs(x)+y", O)
    assert np.isnan(mark(scene, "stage", "the tangent plane")["z"]).all()
    ray = mark(scene, "stage", "a one-sided tangent line")
    assert ray["z"] == pytest.approx(ray["x"]) and ray["x"][-1] > 0
    scene.x = 0.5
    assert not shown(scene, "stage", "a one-sided tangent line") and np.isfinite(mark(scene, "stage", "the tangent plane")["z"]).all()
    slices = PartialDerivatives("abs(x)+y", O)
    before, after = (mark(slices, "chart", f"the tangent line {side} P") for side in ("before", "after"))
    assert before["y"] == pytest.approx(-before["x"]) and after["y"] == pytest.approx(after["x"])
    assert not shown(slices, "chart", "the tangent line along x")
