"""Every landscape picture of a function that is picked or typed on a page without Python: what Python itself would have recorded."""

import json

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from d2lcalc import scenes
from d2lcalc.functions import hill_and_valley
from d2lcalc.live import recorder
from d2lcalc.live.parameters import as_number
from d2lcalc.live.picture import sampling_coordinates
from d2lcalc.scenes.parts import Drawn, part
from d2lcalc.tape import replay_program
from many import one_in

circle = lambda t: (jnp.cos(t), jnp.sin(t))
of_parts = lambda *parts: lambda f: scenes.Landscape(f, scenes.on_plan(), *parts)
PICTURES = {
    "tangent plane": scenes.TangentPlane,
    "partial derivatives": scenes.PartialDerivatives,
    "directional derivative": scenes.DirectionalDerivative,
    "quadratic": scenes.QuadraticApproximation,
    "error order": scenes.ErrorOrder,
    "remainder": scenes.Remainder,
    "mixed partial": scenes.MixedPartial,
    "Newton's step": scenes.NewtonStep,
    "Newton's run": of_parts(scenes.newton_run(rate=0.2, steps=3)),
    "descent": scenes.GradientDescent,
    "race": of_parts(
        scenes.descent_steps(0.03, steps=12, step=9, optimizers=("momentum", "Adam")),
        scenes.race("RMSProp", rate=0.02),
        scenes.loss_curve(),
    ),
    "rates": of_parts(scenes.descent_steps(0.05, step=5), scenes.step_factors(), scenes.rate_limit()),
    "candidates": lambda f: scenes.Candidates(f, [(1.0, 1.0), (0.0, 0.0)]),
    "walk": of_parts(scenes.walk(circle, (0.0, 6.0), 0.5)),
    "constraint": of_parts(scenes.constraint(circle, (0.0, 2 * np.pi)), scenes.gradient_and_contour()),
    "straight walk": of_parts(scenes.straight_walk(0.25, theta=180.0), scenes.flatness()),
    "slices": lambda f: scenes.Landscape(f, scenes.on_stage(), scenes.turning_cut(30.0), scenes.cross_section(), scenes.one_sided_slopes()),
    "along a step": of_parts(scenes.slice_along_step(), scenes.tangent_plane(), scenes.displacement((0.5, -0.5))),
}
TEXTS = [
    "x*exp(-x^2-y^2)",
    "log sum exp",
    "Rosenbrock",
    "sqrt(x^2+y^2)",
    "|x| + y",
    "max(x, y)",
    "x*y/(1+x^2)",
    "floor(x) + y^2",
    "f(s, t) = sin(s)*cos(t) + s^2 + 2*t^2",
]
TEXTS += ["3", "x^3 - 3*x*y^2", "hypot(x, y)^3 + y"]


def outputs(spec, moved):
    """The outputs where the point has moved so far, else at the opening."""
    at = {name: as_number(value) for name, value in ((each["name"], each["value"]) for each in spec["parameters"])}
    at |= {name: at[name] + moved for name in ("x", "y") if name in at}
    return replay_program(spec["program"], [*(at[name] for name in spec["inputs"]), *sampling_coordinates()])


@pytest.fixture(scope="module", params=one_in(6, PICTURES))
def recorded(request):
    """A picture with its choices recorded ahead."""
    scene = PICTURES[request.param](hill_and_valley)
    scene.record_choices(more=False)
    assert list(scene.recorded) == list(scene.spec["subject"]["options"])
    return scene


@pytest.mark.parametrize("text", one_in(4, TEXTS))
def test_a_picture_is_that_of_python(javascript, recorded, text):
    own, page = recorded._recorder.anew(text)[1], javascript.spec_of(recorded, text)
    others = lambda spec: {key: value for key, value in spec.items() if key not in ("program", "subject")}
    assert others(page) == json.loads(json.dumps(others(own)))
    for moved in (0.0, 0.125):
        for got, want in zip(outputs(page, moved), outputs(own, moved), strict=True):
            np.testing.assert_allclose(got, want, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("text", one_in(4, TEXTS))
def test_with_a_kernel_nothing_is_recorded_for_it(recorded, text, monkeypatch):
    own = recorded._recorder.anew(text)[1]
    monkeypatch.setattr(recorder, "trace", None)
    spec, recorded.subject = recorded.spec, text
    assert (recorded.problem, recorded.spec is spec, recorded._present["parameters"]) == ("", True, own["parameters"])
    assert set(recorded.recorded) == {*spec["subject"]["options"], text}
    for got, want in zip(recorded._outputs(), outputs(own, 0.0), strict=True):
        np.testing.assert_allclose(got, want, rtol=1e-8, atol=1e-10)


@part()
def third_slope(here):
    third = jax.grad(jax.grad(jax.grad(here.f)))
    return Drawn(cases=[(True, here.says("f_xxx is @third here.", third=third(here.x, here.y)))])


@part()
def called(here):
    return Drawn(cases=[(True, here.says(f"This is {here.opening.landscape.name}."))])


@part()
def is_listed(here):
    return Drawn(cases=[(True, here.says("This is listed." if here.opening.landscape else "Nobody knows this."))])


@part()
def since(here):
    return Drawn(cases=[(True, here.says("P began at x = @began.", began=here.opening.at[0]))])


MORE = [scenes.straight_way(), third_slope(), called(), is_listed(), since()]


@pytest.mark.parametrize("picture", one_in(5, [scenes.CriticalPoints, *(of_parts(scenes.descent_steps(), part) for part in MORE)]))
def test_a_picture_that_asks_more_of_f_is_recorded_for_each_choice(javascript, picture):
    scene = picture(hill_and_valley)
    scene.record_choices(more=False)
    assert scene.hollow == {}
    for got, want in zip(outputs(javascript.spec_of(scene, "saddle"), 0.125), outputs(scene.recorded["saddle"], 0.125), strict=True):
        np.testing.assert_array_equal(got, want)
    assert javascript.spec_of(scene, "x*y") is None


@part()
def sum_on_the_diagonal(here):
    step = lambda total, s: (total + here.f(s, s), None)
    return Drawn(cases=[(True, here.says("@total", total=lax.scan(step, 0.0, jnp.linspace(0.0, 1.0, 5))[0]))])


def test_a_loop_over_known_places_is_filled_too():
    """Σ (s² + s²) over 0, ¼, ½, ¾, 1 is 3.75."""
    scene = of_parts(sum_on_the_diagonal())(hill_and_valley)
    scene.record_choices(more=False)
    scene.subject = "x^2 + y^2"
    assert (scene.hollow != {}, scene.problem, scene.sentence[-4:]) == (True, "", "3.75")
