"""Typed text: what it means, what its LaTeX means, where it is refused; and that nothing a learner can type runs, hangs or crashes."""

import math
import os
import random
import re
import sys
import time

import hypothesis.strategies as st
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import assume, example, given, settings

from d2lcalc.calculus import gradient, hessian
from d2lcalc.expression import DEPTH, FUNCTIONS, LENGTH, ExpressionError, landscape
from d2lcalc.functions import CATALOGUE, hill_and_valley
from d2lcalc.tape import record

HOSTILE = int(os.environ.get("D2LCALC_HOSTILE_TEXTS", 3000))  # the long run: 1000000
PLACE = (0.7, -1.3)


def refused(text):
    with pytest.raises(ExpressionError) as caught:
        landscape(text)
    return caught.value


# What is understood


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("x*exp(-x^2-y^2)", 0.7 * math.exp(-(0.7**2) - 1.3**2)),
        ("x**2 + 3*x*y", 0.49 - 3 * 0.7 * 1.3),
        ("x² − 2·x×y ÷ 3", 0.49 + 2 * 0.7 * 1.3 / 3),
        ("0,5*x + 1,25", 1.6),
        ("max(x, y) + min(x,0.5)", 1.2),
        ("-x^2", -0.49),
        ("2^-x", 2**-0.7),
        ("2^3^2 + 0*x", 512),
        ("x - y - 1", 1.0),
        ("1/2/x", 0.5 / 0.7),
        ("√(x) + π + e", math.sqrt(0.7) + math.pi + math.e),
        ("ln(x) + arctan(y)", math.log(0.7) + math.atan(-1.3)),
        ("+x\n + \t+y", -0.6),
        ("7", 7.0),
        (".5 + 1. + 2e-1 + 007", 8.7),
    ],
)
def test_value(text, value):
    assert float(landscape(text)(*PLACE)) == pytest.approx(value, rel=1e-14)


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


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_goes_onto_the_tape_with_its_slopes(name):
    f = landscape(f"{name}({'x, y' if FUNCTIONS[name][1] == 2 else 'x'}) + y")
    together = lambda x, y: (f(x, y), *gradient(f)(x, y))
    with jax.disable_jit():
        expected = together(0.3, 0.4)
    np.testing.assert_allclose(record(together, 0.3, 0.4).replay(0.3, 0.4), expected, rtol=1e-13)


# The same text read by Python, and its LaTeX read by a reader of LaTeX


def pairs(join):
    """Join typed texts and Python texts alike."""
    return lambda *parts: tuple(join(*both) for both in zip(*parts, strict=True))


NUMBERS = st.sampled_from(["0.5", "2", "3", "1", "10", ".25", "1e-7", "2.5e-7"]).map(lambda text: (text, f"N({text})"))
LETTERS = st.sampled_from("x y pi e".split()).map(lambda name: (name, name))
BINARY = st.sampled_from([" + ", "-", "*", " / ", "^"]).map(lambda sign: (sign, sign.replace("^", "**")))
CALLS = {1: st.sampled_from([name for name in FUNCTIONS if FUNCTIONS[name][1] == 1]), 2: st.sampled_from(["maximum", "minimum"])}


def larger(inner):
    return st.one_of(
        st.builds(pairs(lambda left, sign, right: left + sign + right), inner, BINARY, inner),  # no brackets: precedence decides
        st.builds(pairs(lambda part: f"({part})"), inner),
        st.builds(pairs(lambda part: f"-{part}"), inner),
        st.builds(lambda name, part: (f"{name}({part[0]})", f"{name}({part[1]})"), CALLS[1], inner),
        st.builds(lambda name, a, b: tuple(f"{name}({p}, {q})" for p, q in zip(a, b, strict=True)), CALLS[2], inner, inner),
    )


EXPRESSIONS = st.recursive(NUMBERS | LETTERS, larger, max_leaves=12)
PYTHON = {name: getattr(np, shared) for name, (shared, *_) in FUNCTIONS.items()} | {"pi": np.float64(np.pi), "e": np.float64(np.e)}


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


@settings(max_examples=150, deadline=None)
@given(EXPRESSIONS)
def test_the_value_is_pythons(both):
    typed, python = both
    assert same(float(readable(typed)(*PLACE)), lambda x, y: by_python(python, x, y))


@settings(max_examples=400, deadline=None)
@given(EXPRESSIONS)
@example(("(2^x)^y - -(x - y)*2/3*-x", "(N(2)**x)**y - -(x - y)*N(2)/N(3)*-x"))
@example(("0.5*abs(0.5)", "N(0.5)*abs(N(0.5))"))
@example(("x - (y - (1 - -x))", "x - (y - (N(1) - -x))"))
@example(("2*3*10^2*(1/2)*-y^2", "N(2)*N(3)*N(10)**N(2)*(N(1)/N(2))*-y**N(2)"))
def test_the_latex_means_the_same(both):
    typed, python = both
    latex = readable(typed).latex
    with np.errstate(all="ignore"):
        assert same(Latex(latex, *PLACE).read(), lambda x, y: by_python(python, x, y)), latex


class Latex:
    """Reads the value of a formula as a person reads it: side by side is multiplied, more firmly than + and −."""

    def __init__(self, latex, x, y):
        bars = latex.replace(r"\left|", "⟨").replace(r"\right|", "⟩")
        self.words = re.findall(r"\\[a-z]+|[0-9.]+|[^\s]", re.sub(r"\\left|\\right|\\cdot", " ", bars))
        self.letters = {"x": np.float64(x), "y": np.float64(y), "e": np.float64(np.e), r"\pi": np.float64(np.pi)}

    def read(self):
        value = self.sum()
        assert not self.words
        return value

    def take(self):
        return self.words.pop(0)

    def next(self):
        return self.words[0] if self.words else ""

    def sum(self):
        total = -self.term() if self.next() == "-" and self.take() else self.term()
        while self.next() in ("+", "-") and self.words:
            total = total + self.term() if self.take() == "+" else total - self.term()
        return total

    def term(self):
        value = self.factor()
        while self.next() not in ("", "+", "-", "}", ")", "⟩", ","):
            value = value * self.factor()
        return value

    def factor(self):
        base = self.atom()
        return base ** self.group() if self.next() == "^" and self.take() else base

    def group(self):
        """{…}, (…) or ⟨…⟩, without its brackets; (…, …) as two values."""
        self.take()
        values = [self.sum()]
        while self.take() == ",":
            values.append(self.sum())
        return values[0] if len(values) == 1 else values

    def atom(self):
        word = self.next()
        if word == "(":
            return self.group()
        if word == "⟨":
            return abs(self.group())
        self.take()
        if word in self.letters:
            return self.letters[word]
        if word == r"\frac":
            return self.group() / self.group()
        if word.startswith("\\"):
            name = {r"\max": "maximum", r"\min": "minimum"}.get(word, word[1:])
            return getattr(np, name)(*np.atleast_1d(self.group()))
        return np.float64(word)


# What is refused, where, and in which words


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("", 0, "nothing here yet"),
        ("  \n ", 0, "nothing here yet"),
        ("x + z", 4, "z is not a known name"),
        ("x*xy", 2, r"for the product write x\*y"),
        ("2x", 1, r"2\*x"),
        ("x (y+1)", 2, r"written with \*"),
        ("(x)(y)", 3, r"written with \*"),
        ("x²y", 2, r"written with \*"),
        ("1 + sin x", 4, r"sin\(x\)"),
        ("sin^2(x)", 0, r"sin\(x\)"),
        ("sin", 0, r"sin\(x\)"),
        ("x + ", 4, "missing"),
        ("x + * y", 4, "missing"),
        ("exp(x", 3, "brackets"),
        ("x)", 1, "brackets"),
        ("x y", 2, r"written with \*"),
        ("|x|", 0, r"abs\(x\)"),
        ("x.__class__", 1, "no meaning"),
        ("x[0]", 1, "no meaning"),
        ("'x'", 0, "no meaning"),
        ("x\0", 1, "no meaning"),
        ("x # y", 2, "no meaning"),
        ("\ud800", 0, "no meaning"),
        ("lambda: x", 0, "lambda is not a known name"),
        ("__import__", 0, "not a known name"),
        ("x if y else x", 2, "not a known name"),
        ("x, y", 0, "no expression"),
        ("()", 0, "no expression"),
        ("max(*x, y)", 4, "no expression"),
        ("max(x)", 0, "two arguments"),
        ("1 + sin()", 4, "one argument"),
        ("max(0,5*x, y)", 0, "decimal point"),
        ("x//y", 2, "missing"),
        ("x + 9**9**9", 4, "no finite result"),
        ("x + 1/(2-2)", 4, "no finite result"),
        ("sqrt(-1)*x", 0, "no finite result"),
        ("x*1e999", 2, "too large"),
        ("x" * (LENGTH + 1), LENGTH, "longer"),
        ("x+" * (LENGTH // 2 - 1) + "x", 0, "inside one another"),
        ("-" * (LENGTH - 1) + "x", DEPTH, "inside one another"),
        ("(" * (LENGTH - 1) + "x", LENGTH - 2, "brackets"),
    ],
)
def test_refused(text, position, said):
    error = refused(text)
    assert re.search(said, str(error)), str(error)
    assert error.position == position


def test_a_refusal_points_at_the_place_and_says_what_is_allowed():
    _, text, caret, allowed = str(refused("x + z*y")).split("\n")
    assert text[caret.index("^")] == "z"
    assert all(name in allowed for name in FUNCTIONS)


def test_the_learners_names_for_the_catalogue_are_not_functions():
    assert all("known name" in str(refused(name)) for name in CATALOGUE)


# Hostile texts: a landscape or an ExpressionError, within 50 ms, and nothing is run

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


@settings(max_examples=300, deadline=None)
@given(st.text() | st.text("xy0123456789.,+-*/^() esinxpao²√π", max_size=60))
def test_any_text_is_a_landscape_or_an_expression_error(text):
    outcome(text)
