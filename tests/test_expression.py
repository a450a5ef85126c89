"""Typed text: what it means, what its LaTeX means, where it is refused; and that nothing a learner can type runs, hangs or crashes."""

import math
import os
import random
import re
import sys
import time
from itertools import pairwise

import hypothesis.strategies as st
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import assume, example, given, settings

from d2lcalc.calculus import gradient, hessian
from d2lcalc.expression import FUNCTIONS, LENGTH, ExpressionError, function, landscape
from d2lcalc.functions import hill_and_valley
from d2lcalc.reading.tree import DEPTH
from d2lcalc.tape import record
from many import one_in

HOSTILE = int(os.environ.get("D2LCALC_HOSTILE_TEXTS", 3000))  # the long run: 1000000
PLACE = (0.7, -1.3)


def refused(text):
    with pytest.raises(ExpressionError) as caught:
        landscape(text)
    return caught.value


X, Y = PLACE
READ = {
    # as one types on a keyboard
    "x**2 + 3*x*y": X**2 + 3 * X * Y,
    "+x\n + \t+y": X + Y,
    ".5 + 1. + 2e-1 + 007": 8.7,
    "[x+y]*{2}": 2 * (X + Y),
    "x.^2 + y.*x./2": X**2 + X * Y / 2,
    "||x|-1|*|y|": 0.3 * 1.3,
    # numbers
    "0,5*x + 1,25": 0.5 * X + 1.25,
    "1,234,567*x": 1234567 * X,
    "1.000,5*x": 1000.5 * X,
    "1,000.5*x": 1000.5 * X,
    "10⁷*x + 2·10⁻³": 1e7 * X + 2e-3,
    "½*x + x^½": X / 2 + math.sqrt(X),
    "٣*x": 3 * X,
    # keyboards of the world
    "x² − 2·x×y ÷ 3": X**2 - 2 * X * Y / 3,
    "（x＋y）²－３": (X + Y) ** 2 - 3,
    "【x+y】＊2": 2 * (X + Y),
    "x∙y ∕ 2 ⁄ 4": X * Y / 8,
    "х+у": X + Y,  # Cyrillic
    "𝑥²+𝑦²": X**2 + Y**2,
    "x\u2060*\u200by": X * Y,
    "exp(‑x*x‑y*y)": math.exp(-X * X - Y * Y),
    "x⁻² + x²²": X**-2 + X**22,
    "eˣ + e⁻ˣ² + e²ˣ": math.exp(X) + math.exp(-(X**2)) + math.exp(2 * X),
    # what stands before it
    "z = x^2 + y^2": X**2 + Y**2,
    "ｆ（x，y）＝x*y": X * Y,
    "f(x)=x^2": X**2,
    "f(a, b) = a*b^2": X * Y**2,
    "f(y, x) = x - 2*y": Y - 2 * X,
    "lambda y, x: y": X,
    "(x, y) ↦ x*y": X * Y,
    "f: (x,y) -> x*y": X * Y,
    "f = lambda x, y: x*y": X * Y,
    "=x^2": X**2,
    # names
    "√(x) + π + e": math.sqrt(X) + math.pi + math.e,
    "√2/2*x + √√x": math.sqrt(2) / 2 * X + X**0.25,
    "ln(x) + arctan(y)": math.log(X) + math.atan(Y),
    "Sin(X) + Pi": math.sin(X) + math.pi,
    "np.exp(-x**2)*jnp.cos(math.pi*y)": math.exp(-(X**2)) * math.cos(math.pi * Y),
    "Math.sin(x)+Math.PI": math.sin(X) + math.pi,
    "sin^2(x) + cos²(y) + tan(x)^2": math.sin(X) ** 2 + math.cos(Y) ** 2 + math.tan(X) ** 2,
    "Sin[x]*∛(x) + sqrt[3](x)": math.sin(X) * math.cbrt(X) + math.cbrt(X),
    "jax.nn.relu(x) + tf.exp(y)": X + math.exp(Y),
    "cos sin ln log exp tan x": math.cos(math.sin(math.log(math.tan(X)))),
    "log10(x) + log_2(x) + log₂(x)": math.log10(X) + 2 * math.log2(X),
    "max(x, y, 1) + min(x;0,5)": 1.5,
    "x:2": X / 2,
    "pow(x,2) + atan2(y, x) + hypot(x, y)": X**2 + math.atan2(Y, X) + math.hypot(X, Y),
    "tg(x)+ctg(x)+sen(x)": math.tan(X) + 1 / math.tan(X) + math.sin(X),
    "(x^2+y^2)^(1/3)": (X**2 + Y**2) ** (1 / 3),
    "x^(3/2)": X**1.5,
    "f(θ, r) = r*cos θ": Y * math.cos(X),
    # pasted LaTeX
    r"x^{2}\cdot\frac{x}{2}": X**3 / 2,
    r"$\frac{\sin\left(x\right)}{\sqrt{1+y^{2}}} \times x$": math.sin(X) / math.sqrt(1 + Y**2) * X,
    r"\frac12*x + \sqrt[3]{x} + \frac x y + \frac{x}2": X + math.cbrt(X) + X / Y,
    r"\left|x\right| + \lvert y \rvert": X - Y,
    r"\mathrm{e}^{-x^2-y^2} + \operatorname{sin}(x)": math.exp(-(X**2) - Y**2) + math.sin(X),
    r"\log_{10}(x) + \sin^2 x + \ln x": math.log10(X) + math.sin(X) ** 2 + math.log(X),
    r"e^{-\frac{x^2}{2}} \, \div \pi": math.exp(-(X**2) / 2) / math.pi,
}


@pytest.mark.parametrize("text", READ)
def test_value(text):
    assert float(landscape(text)(*PLACE)) == pytest.approx(READ[text], rel=1e-14)


@pytest.mark.parametrize("text", ["Hill and Valley", " hill_and_valley ", "HILL-AND-VALLEY"])
def test_a_name_of_the_catalogue_in_any_case(text):
    assert landscape(text) is hill_and_valley


def test_the_letters_are_those_that_are_asked_for():
    assert function("15*t^4", ["t"])(2.0) == 240
    assert function("s_1*β", ["s_1", "β"])(2.0, 3.0) == 6
    assert function("2/3", ())() == 2 / 3
    assert landscape("f(s, t) = s*t").coordinates == ("s", "t")
    with pytest.raises(ExpressionError, match=r"x is not a known name(.|\n)*15\*t\^4") as refusal:
        function("15*x^4", ["t"])
    assert refusal.value.suggestions == ("15*t^4",)
    with pytest.raises(ExpressionError, match=r"written with \*: 15\*t\.(.|\n)*15\*t\^4"):
        function("15t^4", ["t"])
    with pytest.raises(ExpressionError, match="y is not a known name"):
        function("15*t^4 + 100*y", ["t"])


def test_a_typed_landscape_works_like_one_of_the_catalogue():
    typed = landscape("x*exp(-x^2-y^2)")
    xs, ys = jnp.linspace(-2, 2, 7), jnp.linspace(-1, 1, 7)
    np.testing.assert_allclose(typed(xs, ys), hill_and_valley(xs, ys), rtol=1e-14)
    np.testing.assert_allclose(hessian(typed)(-0.5, 1), hessian(hill_and_valley)(-0.5, 1), rtol=1e-12)
    assert (typed.name, typed.source, typed.window, typed.complete) == ("x*exp(-x^2-y^2)", "typed", (-2, 2, -2, 2), False)
    assert typed.latex == hill_and_valley.latex.replace("-x^2-y^2", "-x^{2} - y^{2}")


def test_a_constant_has_the_shape_of_its_arguments_and_slope_zero():
    assert landscape("3")(jnp.zeros(5), 1.0).shape == (5,)
    np.testing.assert_array_equal(gradient(landscape("3"))(1, 2), [0, 0])


def test_whole_powers_have_all_derivatives_at_zero():
    np.testing.assert_array_equal(hessian(landscape("x^2*y^2 + x^2"))(0, 0), [[2, 0], [0, 0]])


@pytest.mark.parametrize("name", one_in(3, FUNCTIONS))
def test_every_function_goes_onto_the_tape_with_its_slopes(name):
    f, at = landscape(f"{name}({'x, y' if FUNCTIONS[name] > 1 else 'x'}) + y"), (1.3 if name == "acosh" else 0.3, 0.4)
    together = lambda x, y: (f(x, y), *gradient(f)(x, y))
    with jax.disable_jit():
        expected = together(*at)
    np.testing.assert_allclose(record(together, *at).replay(*at), expected, rtol=1e-13)
    assert expected[0] == pytest.approx(float(PYTHON[name](*at[: 1 + (FUNCTIONS[name] > 1)])) + at[1], rel=1e-14)


def pairs(join):
    """Join typed texts and Python texts alike."""
    return lambda *parts: tuple(join(*both) for both in zip(*parts, strict=True))


NUMBERS = st.sampled_from(["0.5", "2", "3", "1", "10", ".25", "1e-7", "2.5e-7"]).map(lambda text: (text, f"N({text})"))
LETTERS = st.sampled_from("x y pi e".split()).map(lambda name: (name, name))
BINARY = st.sampled_from([" + ", "-", "*", " / ", "^"]).map(lambda sign: (sign, sign.replace("^", "**")))
CALLS = {
    1: st.sampled_from([name for name in FUNCTIONS if FUNCTIONS[name] == 1]),
    2: st.sampled_from("maximum minimum atan2 hypot".split()),
}


def larger(inner):
    return st.one_of(
        st.builds(pairs(lambda left, sign, right: left + sign + right), inner, BINARY, inner),  # no brackets: precedence decides
        st.builds(pairs(lambda part: f"({part})"), inner),
        st.builds(pairs(lambda part: f"-{part}"), inner),
        st.builds(lambda name, part: (f"{name}({part[0]})", f"{name}({part[1]})"), CALLS[1], inner),
        st.builds(lambda name, a, b: tuple(f"{name}({p}, {q})" for p, q in zip(a, b, strict=True)), CALLS[2], inner, inner),
    )


EXPRESSIONS = st.recursive(NUMBERS | LETTERS, larger, max_leaves=12)
OTHER = {f"a{name}": getattr(np, f"arc{name}") for name in "sin cos tan sinh cosh tanh".split()} | {
    "atan2": np.arctan2,
    "cot": lambda u: 1 / np.tan(u),
    "sec": lambda u: 1 / np.cos(u),
    "csc": lambda u: 1 / np.sin(u),
    "sigmoid": lambda u: 1 / (1 + np.exp(-u)),
    "relu": lambda u: np.maximum(u, 0),
}
PYTHON = {name: OTHER.get(name) or getattr(np, name) for name in FUNCTIONS}
PYTHON |= {"pi": np.float64(np.pi), "e": np.float64(np.e), "frac": lambda above: lambda below: above / below}


def by_python(text, x, y):
    with np.errstate(all="ignore"):
        return eval(text, PYTHON | {"N": np.float64, "x": np.float64(x), "y": np.float64(y)})


def same(value, reference):
    """Equal but for rounding, however much the formula magnifies it: measured by moving x and y by a millionth of a millionth."""
    there, beside = reference(*PLACE), reference(*(coordinate * (1 + 1e-12) for coordinate in PLACE))
    if not np.isfinite(there) or not np.isfinite(beside) or abs(there) > 1e200:
        return True
    return abs(value - there) <= 1e-9 * max(1, abs(there)) + 1000 * abs(beside - there)


def readable(text):
    """The landscape, unless a constant in it has no finite value or it is too long."""
    try:
        return landscape(text)
    except ExpressionError as reason:
        assume(not re.search("no finite result|longer than|inside one another", str(reason)))
        raise


@settings(max_examples=400, deadline=None)
@given(EXPRESSIONS)
@example(("(2^x)^y - -(x - y)*2/3*-x", "(N(2)**x)**y - -(x - y)*N(2)/N(3)*-x"))
@example(("0.5*abs(0.5)", "N(0.5)*abs(N(0.5))"))
@example(("x - (y - (1 - -x))", "x - (y - (N(1) - -x))"))
@example(("2*3*10^2*(1/2)*-y^2", "N(2)*N(3)*N(10)**N(2)*(N(1)/N(2))*-y**N(2)"))
def test_the_value_is_pythons_and_the_latex_means_the_same(both):
    typed, python = both
    f, reference = readable(typed), lambda x, y: by_python(python, x, y)
    assert same(float(f(*PLACE)), reference)
    with np.errstate(all="ignore"):
        assert same(by_python(latex_as_python(f.latex), *PLACE), reference), f.latex


SHORT = {r"\left|": "abs(", r"\right|": ")", r"\log_2": "log2", r"\log_{10}": "log10", r"\sqrt[3]": "cbrt", r"\max": "maximum"}
SHORT |= {r"\min": "minimum", r"\arc": "a", "arsinh": "asinh", "arcosh": "acosh", r"\cdot": "*", "}{": "}@{"}
SHORT |= {rf"\left\l{name}": f"{name}(" for name in ("floor", "ceil")} | {rf"\right\r{name}": ")" for name in ("floor", "ceil")}
SHORT |= {r"\left": "", r"\right": "", "^": "**", "{": "(", "}": ")", "\\": " "}


def latex_as_python(latex):
    """A formula as a person reads it: what stands side by side is multiplied, a fraction is the one by the other."""
    text = re.sub(r"\\operatorname\{(\w+)\}", r" \1", latex)
    for written, short in SHORT.items():
        text = text.replace(written, short)
    python = ""
    for before, word in pairwise(["", *re.findall(r"[a-z]+\d*|[\d.]+|\*\*|\S", text)]):
        ended = before == ")" or (before[:1].isalnum() and not callable(PYTHON.get(before)))
        python += "*" if ended and (word == "(" or word[0].isalnum()) else ""
        python += f"N({word})" if word[0].isdigit() else word
    return python.replace("@", "")


REFUSED = {
    "": (0, "nothing here yet"),
    "z =": (3, "nothing here yet"),
    "x + z": (4, "z is not a known name"),
    "__import__": (0, "no meaning"),
    "x + ": (4, "ends"),
    "x + * y": (4, "missing"),
    "x//y": (2, "missing"),
    "exp(x": (3, "never closed", "exp(x)"),
    "x)": (1, "not open", "x"),
    "x\0": (1, "no meaning", "x"),
    "\ud800": (0, "no meaning"),
    "x, y": (1, "separates no arguments"),
    "()": (1, "missing"),
    "max(x)": (0, "two or more arguments"),
    "1 + sin()": (4, "one argument"),
    "sin": (0, r"sin\(x\)"),
    "x + 9**9**9": (4, "no finite result"),
    "x*1e999": (2, "too large"),
    "x" * (LENGTH + 1): (LENGTH, "longer"),
    "-" * (LENGTH - 1) + "x": (DEPTH + 2, "inside one another"),
    "2" + "^2" * 99: (2 * DEPTH, "inside one another"),
    "(" * (LENGTH - 1) + "x": (DEPTH, "inside one another"),
    "x*y.": (3, "no meaning", "x*y"),
    # products that are not written: what is meant is said, or asked
    "2x + 3xy": (1, r"2\*x", "2*x + 3*x*y"),
    "x (y+1)": (2, r"written with \*", "x*(y+1)"),
    "1/2x": (3, r"2\*x", "1/2*x", "1/(2*x)"),
    "x^2y": (3, r"2\*y", "x^2*y", "x^(2*y)"),
    "1/x(y+1)": (3, "written with", "1/x*(y+1)", "1/(x*(y+1))"),
    "2½": (1, "sum or a product", "2+½", "2*½"),
    "x*xy": (2, r"for the product write x\*y", "x*x*y"),
    "cosxsiny": (0, "not a known name", "cos(x)*sin(y)"),
    "x2": (0, "not a known name", "x^2", "x*2"),
    "x_1^2+x_2^2": (0, "the letters here are x and y", "x^2+y^2"),
    r"\eta \left(\sqrt{2-\eta^2}\right)": (0, "the letters here", r"x*(\sqrt{2-x^2}\right)"),
    r"\frac{2x}{3}": (7, r"2\*x", r"\frac{2*x}{3}"),
    # functions without brackets, their powers and their other names
    "sin 2x": (0, "in brackets", "sin(2*x)", "sin(2)*x"),
    "√2x": (2, "written with", "√2*x", "√(2*x)"),
    "sin^-1(x)": (0, "inverse", "asin(x)", "1/sin(x)"),
    r"\sqrt[4]{x}": (0, "as a power", "x^(1/4)"),
    r"x\sqrt[4]{16 + y^2}": (1, "as a power", "x*((16 + y^2)^(1/4))"),
    r"\sqrt[4]{x}^2": (0, "as a power", "(x^(1/4))^2"),
    r"\sqrt[5]{x}": (0, "as a power", "(sign(x)*abs(x)^(1/5))"),
    "lg(x)": (0, "not a known name", "log10(x)", "log2(x)"),
    "sine(x)": (0, "not a known name", "sin(x)"),
    "exp^x": (0, "inverse", "e^x"),
    r"\tan^{-1}(y/x)": (0, "inverse", "atan(y/x)", r"1/\tan(y/x)"),
    # asked of calculators, graphers and parsers
    "y sin**2 x^2 + 3x + 5": (2, "written with", "y*sin(x^2) + 3*x + 5"),
    "4x-xln(x)": (1, "written with", "4*x-x*ln(x)"),
    r"\cos x \sin y": (0, "in brackets", r"\cos(x)*\sin y", r"\cos(x*\sin y)"),
    "4(5+6)2sin(60)": (1, "written with", "4*(5+6)*2*sin(60)"),
    "e^xy + 1/xy": (2, r"x\*y", "e^x*y + 1/x*y", "e^(x*y) + 1/x*y"),
    "eˣʸ": (1, r"x\*y", "e^(x*y)"),
    "x2+y2": (0, "not a known name", "x^2+y^2", "x*2+y^2"),
    "x^2+y^2=z": (7, "what f is equal to", "x^2+y^2"),
    "x!": (1, "no meaning"),
    "x**2 if x>0 else 0": (9, "max, min, abs"),
    # commas, equations, roots of negative numbers
    "1,000*x": (0, "thousands or a decimal", "1000*x", "1.000*x"),
    "max(0,5*x, y)": (4, "decimal comma or separate", "max(0.5*x, y)", "max(0, 5*x, y)"),
    "max(0,5,x)": (4, "decimal comma or separate", "max(0.5,x)", "max(0, 5,x)"),
    "max(x,0.5) + max(1,2)": (17, "decimal comma or separate", "max(x,0.5) + max(1, 2)"),
    "1 000*x": (2, "side by side", "1000*x"),
    "y = x^2": (0, "what f is equal to", "x^2"),
    "x^2+y^2=1": (7, "what f is equal to", "x^2+y^2", "1"),
    "f(a, a) = a": (0, "function of x and y", "x"),
    "f(x,y,z)=x*y": (0, "function of x and y", "x*y"),
    "x^(1/3)": (0, "no real value where x is negative", "cbrt(x)", "sqrt(x)^(2/3)"),
    "y + (x-1)^(2/3)": (4, "no real value", "y + abs(x-1)^(2/3)", "y + sqrt(x-1)^(4/3)"),
    "x^0.2": (0, "no real value", "(sign(x)*abs(x)^(1/5))", "sqrt(x)^(2/5)"),
    "(-8)^(1/3)": (0, "no real value", "cbrt(-8)"),
    "hill and valey": (0, "not a known name", "hill and valley"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text):
    position, said, *meant = REFUSED[text]
    error = refused(text)
    assert re.search(said, error.reason), error.reason
    assert (error.position, error.suggestions) == (position, tuple(meant))
    assert all(suggestion in str(error) and landscape(suggestion) for suggestion in meant)


def test_a_refusal_points_at_the_place_and_says_what_is_allowed():
    _, text, caret, allowed = str(refused("x + z*y")).split("\n")
    assert text[caret.index("^")] == "z"
    assert all(name in allowed for name in FUNCTIONS)


SNIPPETS = r"""
    __import__('os').system('true') lambda x.__class__ eval("1") exec print(x) [x] {x:y} f"{x}" := = ; == < << ~ @ // % !
    not and or if else for in is await True ... *x **x () [] {} 9**9**9**9 1e999 1_0 0x1 0b1 1j \N{DEGREE} \ ' \'\'\' " # $ ` ? ½ ٣ ａ é
    x² π √ − · × ÷ ^ ** exp( max( sin(x) ( ) , . 0,5 1.5 x y 2x + - * /
""".split()
CONTROLS = ["\0", "\x1b", "\n", "\t", " ", "\ud800", "\u202e"]
EVENTS = {"exec", "import", "open", "os.system", "subprocess.Popen", "socket.connect"}


def hostile_text(chance):
    """Pieces of formulas, of Python and of Unicode, glued together; or a formula with a few characters exchanged."""
    if chance.random() < 0.3:
        text = list("0.5*x*exp(-x^2 - y^2) + maximum(sin(x*y), -1/(2+y))")
        for _ in range(chance.randrange(4)):
            text[chance.randrange(len(text))] = chr(chance.randrange(0x3000))
        return "".join(text)
    if chance.random() < 0.1:
        return chance.choice("(-[{+x^9*,. \0'") * chance.randrange(1000)
    pieces = [
        chance.choice([*SNIPPETS, *CONTROLS, *FUNCTIONS, chr(chance.randrange(sys.maxunicode + 1))]) for _ in range(chance.randrange(1, 20))
    ]
    return chance.choice(["", " ", "*", "("]).join(pieces)


@pytest.fixture(scope="module")
def audit():
    """The events of running, importing and opening, while it is listening."""
    heard, state = [], {"listening": False}
    sys.addaudithook(lambda event, arguments: heard.append((event, arguments)) if state["listening"] and event in EVENTS else None)
    yield heard, state
    state["listening"] = False


def outcome(text):
    try:
        return landscape(text)
    except ExpressionError as error:
        assert 0 <= error.position <= len(text)
        return str(error)


def milliseconds(text):
    start = time.thread_time()
    outcome(text)
    return 1000 * (time.thread_time() - start)


def test_hostile_texts_neither_crash_nor_hang_nor_run(audit):
    heard, state = audit
    chance = random.Random(3)
    state["listening"] = True
    for _ in range(HOSTILE):
        text = hostile_text(chance)
        assert any(milliseconds(text) < 50 for _ in range(3)), text  # more than once: the collector of garbage may come by
    state["listening"] = False
    assert heard == []
