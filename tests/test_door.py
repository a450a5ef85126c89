"""`import d2lcalc`: quick, complete, and in double precision whichever of its parts comes first."""

import doctest
import subprocess
import sys

import pytest

import d2lcalc
from d2lcalc import calculus, scenes


def printed(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def test_the_import_alone_loads_nothing():
    program = "import sys; before = set(sys.modules); import d2lcalc; print(*sorted(set(sys.modules) - before))"
    assert set(printed(program).split()) <= {"d2lcalc", "importlib", "importlib._bootstrap", "importlib._bootstrap_external", "warnings"}


def test_what_is_asked_for_is_loaded_and_no_more():
    program = "import sys, d2lcalc; d2lcalc.newton_step; print({'jax', 'matplotlib', 'ipywidgets', 'optax'} & {*sys.modules})"
    assert printed(program) == "{'jax'}"


@pytest.mark.slow  # each part in a Python of its own
@pytest.mark.parametrize("part", "live tape functions calculus scenes expression".split())
def test_double_precision_whichever_part_comes_first(part):
    assert printed(f"import d2lcalc.{part}, jax.numpy as jnp; print(jnp.exp(1.0).dtype)") == "float64"


def test_it_lists_and_has_what_people_come_for():
    listed = dir(d2lcalc)
    assert {*calculus.__all__, *scenes.__all__, *"calculus exercises functions live plot scenes __version__".split()} <= set(listed)
    assert len(listed) == len(set(listed))  # no name stands for two things
    assert all(hasattr(d2lcalc, name) for name in listed)
    assert d2lcalc.TangentPlane is scenes.TangentPlane
    assert d2lcalc.gradient is calculus.gradient
    assert d2lcalc.__version__.count(".") == 2


def test_its_docstring_runs_and_names_the_parts():
    assert doctest.testmod(d2lcalc).failed == 0
    assert all(f"\n    {part} " in d2lcalc.__doc__ for part in "pictures calculus live plot functions exercises".split())
    assert len(d2lcalc.__doc__.splitlines()) <= 30


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("gradiant", "no attribute 'gradiant': did you mean gradient\\?"),
        ("TangentPlan", "did you mean TangentPlane\\?"),
        ("qqq", "no attribute 'qqq'$"),
    ],
)
def test_an_unknown_name(name, sentence):
    with pytest.raises(AttributeError, match=sentence):
        getattr(d2lcalc, name)
