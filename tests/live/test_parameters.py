"""Parameters keep their values on a grid; kernel and browser agree on it."""

import math

import pytest
import traitlets

from d2lcalc.live.parameters import Choice, Guess, Number, ParameterTrait, Step, Switch

NUMBERS = [
    Number(0.0, min=-2, max=2),
    Number(math.log(2), min=-2, max=2),
    Number(0.3, min=0.1, max=0.95, step=0.07),
    Number(1, min=-1.3, max=1.7, step=0.25),
    Number(0.1, min=1e-4, max=10, log=True),
    Number(1 / 3, min=0.01, max=1, log=True),
    Number(-1e-3, min=-1e-3, max=1e-3),
    Number(0.1, min=0.1, max=0.5, log=True),
    Number(1, min=0.5, max=1.2367, log=True),
]


def values_around(parameter):
    width = parameter.max - parameter.min
    return [parameter.min + width * share / 37 for share in range(-5, 43)] + [parameter.value, 0.0, -0.0]


@pytest.mark.parametrize("parameter", NUMBERS, ids=repr)
def test_a_value_is_on_the_grid_in_range_and_stays_there(parameter):
    for value in values_around(parameter):
        snapped = parameter.snap(value)
        assert parameter.min <= snapped <= parameter.max
        assert parameter.snap(snapped) == snapped
        if not parameter.log and parameter.min <= value <= parameter.max:
            assert abs(snapped - value) <= parameter.step * (1 + 1e-9)
    for bounded in (parameter, Step(7), Choice(("a", "b", "c"))):
        assert [bounded.snap(sign * math.inf) for sign in (-1, 1)] == [bounded.snap(sign * 1e9) for sign in (-1, 1)]


def test_zero_is_exactly_zero_steps_have_no_dust_and_the_first_value_is_itself():
    parameter = Number(0.5, min=-1, max=1, step=0.1)
    assert [parameter.snap(-1 + k / 10) for k in range(21)] == [round(-1 + k / 10, 1) + 0.0 for k in range(21)]
    assert math.copysign(1, parameter.snap(-0.0)) == 1
    parameter = Number(math.log(2), min=-2, max=2)
    assert parameter.snap(0.69) == math.log(2)
    assert parameter.snap(0.71) != math.log(2)


@pytest.mark.parametrize("parameter", [*NUMBERS, Step(12, value=3), Choice(("a", "b", "c"))], ids=repr)
def test_the_browser_snaps_alike(call, parameter):
    values = values_around(parameter) if isinstance(parameter, Number) else [-1, 0, 1.4, 2.6, 99]
    spec = parameter.spec("p")
    assert call("parameters.js", "snap", *((spec, value) for value in values)) == [parameter.snap(value) for value in values]


@pytest.mark.parametrize("parameter", NUMBERS, ids=repr)
def test_every_position_of_the_browsers_slider_is_a_value_that_the_kernel_keeps(call, parameter):
    spec = parameter.spec("p")
    [steps] = call("parameters.js", "steps", (spec,))
    values = call("parameters.js", "valueAt", *((spec, position) for position in range(steps + 1)))
    assert [parameter.snap(value) for value in values] == values
    assert call("parameters.js", "positionOf", *((spec, value) for value in values)) == list(range(steps + 1))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"value": 0, "min": 1, "max": 1}, "min below max"),
        ({"value": 0, "min": 0, "max": math.inf}, "finite"),
        ({"value": 5, "min": 0, "max": 1}, "outside"),
        ({"value": 1, "min": 0, "max": 1, "log": True}, "above 0"),
        ({"value": 1, "min": 0, "max": 1, "step": 0}, "positive"),
    ],
)
def test_a_number_without_a_range_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        Number(**wrong)


def test_a_trait_refuses_what_is_no_number():
    class Holder(traitlets.HasTraits):
        x = ParameterTrait(Number(0, min=-1, max=1))
        way = ParameterTrait(Choice(("up", "down")))
        on = ParameterTrait(Switch(False))

    holder = Holder()
    for wrong in ("a", None, math.nan, [1]):
        with pytest.raises(traitlets.TraitError):
            holder.x = wrong
    with pytest.raises(traitlets.TraitError, match="none of the options"):
        holder.way = "left"
    holder.x, holder.way, holder.on = 7, "down", 1
    assert (holder.x, holder.way, holder.on) == (1, 1, True)


def test_a_guess_holds_a_number_or_nothing(call):
    guess = Guess("the slope")
    assert guess.spec("s")["label"] == "the slope"
    given = [None, 0.0, -12345.678]
    assert [guess.snap(value) for value in given] == call("parameters.js", "snap", *((guess.spec("s"), value) for value in given)) == given
    assert guess.snap(math.nan) is guess.snap(math.inf) is None
    assert math.isnan(guess.example())
