"""The one way in which notebooks print numbers, so that every machine prints the same text."""

import numpy as np


def show(label, value, digits=8):
    """Print label = value: show("f(P)", f(*P)) prints f(P) = -0.1432524."""
    print(f"{label} = {number_text(value, digits)}")


def number_text(value, digits=8):
    """A number, or an array of any shape in brackets, with at most 8 significant digits and −0 as 0; whole numbers in full.

    A difference of nearly equal numbers has fewer digits that every machine agrees on: ask for fewer.
    """
    value = np.asarray(value)
    if value.ndim:
        return "[" + ", ".join(number_text(entry, digits) for entry in value) + "]"
    if value.dtype.kind in "biu":
        return str(value)
    return f"{value + 0.0:.{digits}g}"  # -0.0 + 0.0 is 0.0
