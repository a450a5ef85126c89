"""ERRATA.md: each of the fifteen slips fails numerically as printed, and holds as corrected."""

import re
from pathlib import Path

import pytest

TEXT = (Path(__file__).parents[1] / "ERRATA.md").read_text(encoding="utf-8")
PREAMBLE, *SLIPS = re.split(r"^## ", TEXT, flags=re.MULTILINE)
TITLES = [slip.splitlines()[0] for slip in SLIPS]


def code(part):
    (block,) = re.findall(r"^```python\n(.*?)^```$", part, re.DOTALL | re.MULTILINE)
    return block


@pytest.mark.parametrize("slip", SLIPS, ids=TITLES)
def test_the_slip_fails_and_its_correction_holds(slip):
    exec(compile(code(PREAMBLE) + code(slip), slip.splitlines()[0], "exec"), {})


@pytest.mark.parametrize("slip", SLIPS, ids=TITLES)
def test_wrong_and_right_are_asserted_and_it_says_what_it_teaches(slip):
    asserted = [line for line in code(slip).splitlines() if line.lstrip().startswith("assert")]
    assert {mark for line in asserted for mark in re.findall(r"# (wrong|right)", line)} == {"wrong", "right"}
    assert slip.count("It teaches: ") == 1


def test_all_fifteen_are_there_in_order():
    assert [int(title.split(".")[0]) for title in TITLES] == list(range(1, 16))
