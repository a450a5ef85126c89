import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from d2lcalc.printing import number_text, show


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1 / 3, "0.33333333"),
        (-0.0, "0"),
        (1.0, "1"),
        (jnp.asarray(-0.5), "-0.5"),
        (np.float32(0.1), "0.1"),
        (1.5e-5, "1.5e-05"),
        (1234567890, "1234567890"),
        (1234567890.0, "1.2345679e+09"),
        (True, "True"),
        (float("nan"), "nan"),
        (-np.inf, "-inf"),
        ([], "[]"),
        ((0.1 + 0.2, jnp.asarray(-0.0)), "[0.3, 0]"),
        (jnp.asarray([[2.0, 1 / 3], [-0.0, 1e-20]]), "[[2, 0.33333333], [0, 1e-20]]"),
    ],
)
def test_number_text(value, text):
    assert number_text(value) == text


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_the_text_is_the_number_to_eight_digits(value):
    assert float(number_text(value)) == pytest.approx(value, rel=5.0001e-8, abs=0)


@given(st.floats(0.01, 100))
def test_the_last_bit_does_not_show(value):
    value = round(value, 6)  # at most eight digits: a tie in the ninth does show it
    assert number_text(np.nextafter(value, np.inf)) == number_text(value) == number_text(np.nextafter(value, -np.inf))


def test_show(capsys):
    show("f(P)", -0.143252398430)
    show("gap", 1.78559912e-4, digits=3)
    assert capsys.readouterr().out == "f(P) = -0.1432524\ngap = 0.000179\n"
