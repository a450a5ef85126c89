"""Where an axis carries its numbers: what `ticks.js` says, so that page and still have the same."""

import math

import numpy as np

from d2lcalc.live.words import SUPERSCRIPT, numeral


def nice_step(span, about):
    """The step 1, 2 or 5 times a power of ten that cuts a span into about so many parts."""
    power = 10.0 ** math.floor(math.log10(span / about))
    ratio = span / about / power
    return power * (1 if ratio < 1.5 else 2 if ratio < 3.5 else 5 if ratio < 7.5 else 10)


def ticks(low, high, about):
    """About so many multiples of a nice step within [low, high]; quarter turns where that is a whole turn in degrees."""
    step = 90 if high - low == 360 else nice_step(high - low, about)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return [float(f"{k * step:.12g}") + 0.0 for k in range(first, last + 1)]


def numbers(low, high, about):
    """The numbers along an axis, with their texts."""
    return [(value, numeral(value, 6)) for value in ticks(low, high, about)]


def log_numbers(low, high, about):
    """The same along a logarithmic axis: powers of ten; where those are few also 2 and 5 times them, or equal steps."""
    powers = [int(power) for power in ticks(math.log10(low), math.log10(high), about) if power == int(power)]
    if len(powers) > 2:
        return [(10.0**power, "10" + str(power).translate(SUPERSCRIPT)) for power in powers]
    decades = math.floor(math.log10(low)) + np.arange(4)
    around = [float(f"{digit}e{power}") for power in decades for digit in (1, 2, 5) if low <= float(f"{digit}e{power}") <= high]
    return [(value, numeral(value, 6)) for value in around] if len(around) > 1 else numbers(low, high, about)
