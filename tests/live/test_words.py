"""Numbers and sentences: the kernel and the browser write the same."""

import math
import random
import re
from unicodedata import category, normalize

import pytest

from d2lcalc.expression import ExpressionError, function
from d2lcalc.live.words import filled, mathml, numeral, symbol, words
from d2lcalc.reading.words import ALIKE, plain_sign

NUMBERS = [0.0, 1.0, 0.5, 1 / 3, 1000.5, 2.5, 0.1 + 0.2, 1e-4, 9.9999e-5, 3.14159e-7, 99999.5, 1234567.8, 1e7, 6.02e23, 2.5e-308]


def test_numbers_are_rounded_and_written_for_readers():
    values = (0.30000000000000004, -0.0, -1.5, 1000.5, 1.8e-5, 1e7, math.nan, math.inf, -math.inf)
    assert [*map(numeral, values)] == ["0.3", "0", "−1.5", "1001", "1.8·10⁻⁵", "10⁷", "undefined", "∞", "−∞"]


@pytest.mark.parametrize("digits", [3, 4, 8])
def test_the_browser_writes_the_same_numbers(call, digits):
    values = [*NUMBERS, *(-value for value in NUMBERS), *(math.sin(k) * 10.0 ** (k % 15 - 7) for k in range(300))]
    assert call("numbers.js", "numeral", *((value, digits) for value in values)) == [numeral(value, digits) for value in values]


def test_the_browser_fills_in_the_same(call):
    values = {"gap": 1 / 7, "x": -2.34567, "σ_1": 3.0, "x′": 4.0, "a": 1.0, "b": -1.0, "o": 0.0, "e": 1e-5, "n": math.nan}
    want = {
        "gap @gap是 at @x²:3, @gap:8, @σ_1 @x′:2, @x:2()(@gap:())": "gap 0.1429是 at −2.346²:3, 0.14285714, 3 4, (−2.3)(0.1429)",
        "@[@o + @a u + @b w + @a·@o + @gap·@o] = @[@gap u² + @o uw + @x w²]": "u − w = 0.1429u² − 2.346w²",
        "@[@a + @b·@x:() + @a·@e + @o·@x + @e·@a]": "1 − (−2.346) + 10⁻⁵ + 10⁻⁵·1",
        "@[@o u + @o·@x], @[@b], @[@x (t − 2) + @b], @[@n u + @a]": "0, −1, −2.346(t − 2) − 1, undefinedu + 1",
    }
    places, outputs = dict(zip(values, range(len(values)), strict=True)), list(values.values())
    templates = [words(text, **{name: value for name, value in values.items() if f"@{name}" in text}).template for text in want]
    assert [filled(template, values) for template in templates] == list(want.values())
    assert call("words.js", "withNumbers", *((template, places, outputs) for template in templates)) == list(want.values())
    [(_, terms)] = re.findall(r"<mtext>(@\[(.*?)\])</mtext>", mathml(templates[2]))
    assert templates[2] == f"@[{terms}]"  # as the page has it in a formula


def test_placeholders_and_values_must_match():
    for template, values, odd in [("the gap is @gap", {}, "gap"), ("no number", {"spare": 1.0}, "spare"), ("@σ_2", {"σ": 1.0}, "σ, σ_2")]:
        with pytest.raises(ValueError, match=f"differ in {odd}"):
            words(template, **values)


def test_a_formula_keeps_its_places_and_takes_the_role_as_colour():
    made = mathml(r"\textcolor{gradient}{\nabla f} = ⟦g_1:8⟧")
    assert "<mtext>⟦g_1:8⟧</mtext>" in made
    assert "var(--d2l-gradient)" in made


@pytest.mark.parametrize("formula", ["s = -M", "(-1)", "[-1]", r"\{-1\}", "(1, -1)", r"x \approx -1", r"2\cdot -3", r"a \quad -b"])
def test_a_minus_stands_close_to_a_negative_and_apart_in_a_difference(formula):
    assert mathml(formula).count('<mo form="prefix">−</mo>') == 1
    assert "<mo>−</mo>" in mathml(formula.replace("-", "(a) - "))


@pytest.mark.parametrize("name, read", [("σ", "σ"), ("w1", "w1"), ("h_1_2", "h1,2"), ("lambda_", "lambda_"), ("_", "_"), ("变量", "变量")])
def test_a_name_in_a_formula(name, read):
    assert re.sub("<[^<>]+>", "", mathml(rf"\frac{{d{symbol(name)}}}{{dx}}")) == f"d{read}dx"
    assert ("<msub>" in mathml(symbol(name))) is (read != name or name == "w1")


def test_a_typed_number_is_understood_or_told_to_be_none(call):
    typed = {"0,5": 0.5, "−1.25": -1.25, "  3e-4 ": 3e-4, ".5": 0.5, "7.": 7, "0,125": 1 / 8, "10⁷": 1e7, "−10⁸": -1e8, "−2·10⁻³": -0.002}
    typed |= {"3·10⁻⁴": 3e-4, "−10^-2": -0.01, "3 × 10^-1": 0.3, "2/3": 2 / 3, "1,5": 1.5, "5²": 25, "2*100": 200, "10-3": 7, "½": 0.5}
    typed |= {"110⁷": 110**7, "1e3·10²": 1e5, "2^3*10^2": 800, "1/2*10^2": 50, "10^2^2": 1e4, "1,234,567": 1234567, "1.000,5": 1000.5}
    typed |= {"２＋（３）": 5, "π/2": math.pi / 2, "√2/2": math.sqrt(0.5), "2*sqrt(3)": math.sqrt(12), "e^-1": 1 / math.e, "-2^2": -4}
    none = ["", "x", "1,2,3", "1 2", "0x10", "Infinity", "NaN", "1e", "5m", "1·", "alert(1)", "10²3", "∞", "undefined", "constructor"]
    none += ["2½", "2π", "√2 3", "sin 2*3", "1/0", "(-8)^(1/3)", "1e999", "(2", "2)", "()", "[1)", "12,288", "1_000", "__proto__", "1,000"]
    none += ["10⁹⁹⁹", "−2·10⁴⁰⁰", "eq(1,1)", "where(1,2,3)", "longest(3,4)", "ge(1,0)"]
    found = call("arithmetic.js", "typedNumber", *((text,) for text in [*typed, *none]))
    assert [each["value"] for each in found[: len(typed)]] == pytest.approx(list(typed.values()), rel=1e-15)
    said = {text: each["problem"] for text, each in zip(none, found[len(typed) :], strict=True)}
    assert "1,000 may be thousands or a decimal" in said["1,000"] and "2½ may be a sum or a product" in said["2½"]
    assert "5m” is no number" in said["5m"]


def test_the_page_spells_every_sign_as_python_does(call):
    """But for digits of other scripts, what only matrices have, primes and norms, and ideographs from outside the plane."""
    beyond = {"٫", *ALIKE["'"], *ALIKE["‖"]}
    is_shared = lambda sign, folded: not {sign, folded} & beyond and (category(sign) != "Nd" or folded.isascii()) and folded <= "\uffff"
    assigned = [sign for sign in map(chr, range(0x10000)) if category(sign) not in ("Cs", "Cn")]
    plane = [sign for sign in assigned if is_shared(sign, normalize("NFKC", sign))]
    page = call("spelling.js", "plainSign", *((sign,) for sign in plane))
    assert {sign: found for sign, found in zip(plane, page, strict=True) if found != plain_sign(sign)} == {}


def test_the_page_reads_arithmetic_as_python_does(call):
    draw, texts = random.Random(9), []
    pieces = [*"0123456789", *".,+-−*·/:^()() ", "10", "²", "⁻¹", "½", "√", "π", "e", "1,5", "2.5", "sqrt(", "exp(", "1e-3", "(1", ")*"]
    while len(texts) < 4000:
        texts.append("".join(draw.choices(pieces, k=draw.randint(1, 7))))
    read = 0
    for text, answer in zip(texts, call("arithmetic.js", "typedNumber", *((text,) for text in texts)), strict=True):
        try:
            value = function(text, ())()
        except ExpressionError:
            value = math.nan
        read += not math.isnan(value)
        assert answer.get("value", math.nan) == pytest.approx(value, rel=1e-13, nan_ok=True), text
    assert read > 500
