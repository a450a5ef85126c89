"""A function that is typed on a page without Python: the same texts, values, derivatives and refusals as in Python."""

import random

import jax
import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings

from d2lcalc.expression import FUNCTIONS, ExpressionError, function, landscape
from d2lcalc.tape import record, replay_program
from d2lcalc.tape.holes import opaque
from many import one_in
from page_modules import Refused
from test_expression import EXPRESSIONS, PLACE, READ, REFUSED, readable


def to_second_order(f):
    """(x, y) ↦ f, its slopes and its second derivatives."""
    slopes = jax.grad(f, (0, 1))
    return lambda x, y: (f(x, y), jax.jvp(slopes, (x, y), (1.0, 0.0)), jax.jvp(slopes, (x, y), (0.0, 1.0)))


DIGITS = "٣"  # of other scripts, which Python knows
VALUE = record(opaque, 0.0, 0.0).program
ALL = record(to_second_order(opaque), 0.0, 0.0).program


def by_jax(text, points):
    """The same of a text in Python, op by op."""
    with jax.disable_jit():
        return np.stack(jax.tree.leaves(jax.vmap(to_second_order(landscape(text)))(*points)))


def on_the_page(javascript, text, points):
    return np.stack([np.broadcast_to(output, points.shape[1]) for output in javascript.typed(text, ALL, list(points))])


@pytest.mark.parametrize("text", [text for text in READ if not set(text) & {*DIGITS}])
def test_what_is_read(javascript, text):
    assert javascript.typed(text, VALUE, PLACE)[0] == pytest.approx(READ[text], rel=1e-13)


KNOWN_ALIKE = [text for text in (*READ, *REFUSED) if text and not set(text) & {*DIGITS, "\ud800"}]
SLIPS = [
    "sin.x",
    "foo.x + y",
    "np.linalg.x",
    r"\operatorame{sin}(x)",
    r"\text{sin}(x)",
    r"\log_10}(x)",
    "x_{1",
    r"\lverty|",
    "f(x½, y) = y",
]
SLIPS += ["f(lambda, mu) = lambda - mu", "f = lambda x; y: x*y"]


def changed(text, draw):
    """The text with one sign left out, doubled, or exchanged for one of another text."""
    k, other = draw.randrange(len(text)), draw.choice(draw.choice(KNOWN_ALIKE))
    return text[:k] + draw.choice(("", 2 * text[k], other)) + text[k + 1 :]


def is_refused(read, text, error):
    try:
        read(text)
        return False
    except error:
        return True


def test_a_slip_is_refused_by_both_or_by_none(javascript):
    draw = random.Random(4)
    for text in [*SLIPS, *(changed(draw.choice(KNOWN_ALIKE), draw) for _ in range(600))]:
        page = is_refused(lambda text: javascript.typed(text, VALUE, PLACE), text, Refused)
        assert page == is_refused(function, text, ExpressionError), text


UNSEEN = ("x\0", "\ud800")  # which Python's message writes out


@pytest.mark.parametrize("text", [text for text in REFUSED if text not in UNSEEN])
def test_what_is_refused(javascript, text):
    with pytest.raises(ExpressionError) as python:
        landscape(text)
    with pytest.raises(Refused) as page:
        javascript.typed(text, VALUE, PLACE)
    assert page.value.position == python.value.position
    assert page.value.reason.split(":")[0].strip(".") in python.value.reason
    assert str(page.value).startswith(f"{page.value.reason}\n    {text}\n    {' ' * python.value.position}^\nAllowed are")


KINKS = np.array([[0.0, 0.0, 1.0, -1.0, 2.0, 0.5], [0.0, 1.0, 1.0, -1.0, -1.0, 0.25]])
STEPS = [
    "|x| + |x*y|",
    "max(x, y)",
    "min(x, y, 0)",
    "sqrt(x)*y",
    "sqrt(x^2 + y^2)",
    "hypot(x, y)",
    "floor(x) + ceil(y)*x",
    "sign(x)*y",
    "cbrt(x)",
]
STEPS += ["relu(x - y)", "0^x + y", "x^2*y^3", "x^-2 + 1/y", "(x*y)^0.5", "log(x) + log2(y)", "acosh(x)", "atan2(y, x)", "tan(x)/0 + y"]


@pytest.mark.parametrize("text", one_in(4, STEPS))
def test_derivatives_at_kinks_and_at_the_edge_of_a_domain(javascript, text):
    np.testing.assert_allclose(on_the_page(javascript, text, KINKS), by_jax(text, KINKS), rtol=1e-14)


@pytest.mark.parametrize("name", one_in(4, FUNCTIONS))
def test_derivatives_of_every_function(javascript, name):
    text, points = f"y*{name}({'x, y' if FUNCTIONS[name] > 1 else 'x'})", np.array([[0.3, 0.7, 1.3], [0.4, 0.6, 0.2]])
    np.testing.assert_allclose(on_the_page(javascript, text, points), by_jax(text, points), rtol=1e-13)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(EXPRESSIONS)
@example(("2*cos(x/y)^3", ""))
def test_derivatives_of_random_formulas(javascript, both):
    """On the page and on tapes, within 16 × (8 ulp of the largest at a point + the change that one ulp in the inputs makes)."""
    text, _ = both
    f, points = readable(text), np.random.default_rng(0).uniform(-2, 2, (2, 8))
    beside = [np.nextafter(points, np.array(end)[:, None]) for end in ((3, 3), (-3, -3), (3, -3))]
    want, *beside = np.split(by_jax(text, np.concatenate([points, *beside], axis=1)), 4, axis=1)
    program = record(to_second_order(f), 0.5, 0.5).program
    with np.errstate(all="ignore"):
        largest = np.where(np.isfinite(want), np.abs(want), 0).max(axis=0)
        bound = 16 * (8 * np.spacing(largest) + np.max(np.abs(np.stack(beside) - want), axis=0))
        edge = (np.isfinite(beside) != np.isfinite(want)).any(axis=0) | ~np.isfinite(bound)
        replayed = [replay(program, list(points)) for replay in (replay_program, javascript.replay)]
        for place, found in zip(("page", "NumPy", "the page's tape"), [javascript.typed(text, ALL, list(points)), *replayed], strict=True):
            got = np.stack([np.broadcast_to(output, points.shape[1]) for output in found])
            close = (np.abs(got - want) <= bound) | (got == want) | (np.isnan(got) & np.isnan(want)) | edge
            assert close.all(), f"{text}: JAX {want[~close]}, {place} {got[~close]}"
