"""Answers as people hand them in, to exercises and in public: of whatever library, however they are written. What is right is by hand."""

import math
from decimal import Decimal
from fractions import Fraction

import jax
import jax.numpy as jnp
import numpy as np
import pytest
import sympy

from d2lcalc.exercises import check, desk
from many import one_in

x, y, z, t = sympy.symbols("x y z t")
oscillating = lambda x: x**2 * math.sin(1 / x) if x else 0.0

RIGHT = [
    ("1.2", [6.2, "6.2", "6,2", " 6,2 ", "6.2.", "≈ 6.2", "= 6,2", "f = 6.2", "f(0.8, 4.1) = 6.2", "62/10", "7 - 0,8", "−(−6,2)"]),
    ("1.2", ["6.200", {6.2}, np.float32(6.2), np.array(6.2), np.array([6.2]), [[6.2]], jnp.array(6.2), jnp.array([6.2]), 6.2 + 0j]),
    ("1.2", [np.complex128(6.2), np.array(["6.2"]), Fraction(62, 10), Decimal("6.2"), sympy.Rational(62, 10), sympy.Float(6.2)]),
    (
        "1.2",
        [sympy.Matrix([6.2]), np.roots([1, -12.4, 38.44]).mean(), "np.float64(6.2)", "Array(6.2, dtype=float64)", "6٫2", r"\frac{31}{5}"],
    ),
    ("2.1", [sympy.Matrix([60, sympy.Rational(-33, 13)]), [Fraction(60), Fraction(-33, 13)], np.array([[60], [-33 / 13]])]),
    ("2.1", [jnp.array([60, -33 / 13]), "60, -2.538", "60; -2,538", "(120/2, -33/13)", "[60,-2.538]", ("120/2", "-33/13")]),
    ("2.1", [(number for number in (60, -33 / 13)), np.array([60, -33 / 13 + 0j])]),
    (
        "6.5",
        [16448, "16448", "+16448", "16,448.0", "4*(4096) + 64", Decimal(16448), jnp.int32(16448), sympy.Integer(16448)],
    ),
    ("3.3", [(27, 53), "27 and 53"]),
    ("3.1", [("1,6", "0,4", "-5,2", "-3,96"), "1.6, 0.4, −26/5, −99/25"]),
    ("3.6", [2, "x = 2"]),
    ("6.1", [(3, 4, -7, 7, -14, 4)]),
    ("6.2", [(2, 1, 1), (3, 2, 4), "-1, 1, -2"]),
    ("4.2", [(-4, -2), "-4, -2", "-|4|, -|-2|"]),
    ("4.4", [(6, 8), "6; 8", np.array([[6], [8]])]),
    ("4.5", ["B, D", "d and b"]),
    ("4.6", [(1.5, 0.5), np.linalg.solve([[5, 3], [3, 3]], [9, 6]), (Fraction(3, 2), Fraction(1, 2))]),
    ("4.6", ["[1.5 0.5]", "array([1.5, 0.5])", "Array([1.5, 0.5], dtype=float64)", "(np.float64(1.5), np.float64(0.5))", "1.5 and 0.5"]),
    ("4.6", [repr(jnp.array([1.5, 0.5])), repr(np.array([1.5, 0.5])), str(np.array([1.5, 0.5])), str(np.array([[1.5], [0.5]]))]),
    ("4.6", ["tensor([1.5000, 0.5000], device='cuda:0', grad_fn=<MulBackward0>)", "tensor([1.5, 0.5], requires_grad=True)"]),
    ("1.2", [repr(jnp.asarray(6.2)), repr(jnp.float64(6.2) * 1), "tensor(6.2, dtype=torch.float64, grad_fn=<MulBackward0>)"]),
    ("1.2", [repr(jax.jit(lambda: 6.2)())]),  # weakly typed
    ("4.6", ["tensor([1.5000, 0.5000])", "Matrix([[3/2], [1/2]])", "<1.5, 0.5>", "(w, b) = (1.5, 0.5)", "w = 1.5, b = 0.5"]),
    ("4.6", [r"\left(\frac{3}{2}, \frac{1}{2}\right)", sympy.Point(1.5, 0.5), [np.array(1.5), np.array(0.5)], "(3/2,1/2)"]),
    ("5.7", [("9e-1", "-2e-1"), "9·10⁻¹, −2·10⁻¹", "0,9; -0,2", (Decimal("0.9"), Decimal("-0.2"))]),
    ("1.1", [lambda x, y: [2 * x * y, x**2 + 3], lambda x, y: np.array([[2 * x * y], [x**2 + 3]])]),
    ("1.1", [lambda x, y: sympy.Matrix([2 * x * y, x**2 + 3]), jax.jit(lambda x, y: jnp.array([2 * x * y, x**2 + 3]))]),
    ("1.1", [sympy.Lambda((x, y), (2 * x * y, x**2 + 3)), "(2*x*y, x^2+3)", "2*x*y, x² + 3", "(∂f/∂x, ∂f/∂y) = (2*x*y; x^2+3)"]),
    ("1.4", ["3*x+2*y-6", "3*x + 2*y − 6", "z = 3*x + 2*y - 6", "f(x, y) = 3*x + 2*y - 6", "lambda x, y: 3*x + 2*y - 6"]),
    ("1.4", ["6+3*(x-2)+2*(y-3)", 3 * x + 2 * y - 6, lambda x, y: np.float64(3 * x + 2 * y - 6)]),
    ("1.4", [lambda x, y: jnp.array([3.0, 2.0]) @ jnp.array([x, y]) - 6, sympy.Lambda((x, y), 3 * x + 2 * y - 6)]),
    ("5.1", [-0.09, "0.01*(-2 - 1 - 6)", "-0,09"]),
    ("5.4", [(1, 3, 9)]),
    ("5.2", [lambda a, u: 3 * u - 2 * a, "3*u - a^2", "3*log(u) - 2*a", "(3*u^2 - 4*a)/2", "-1 + 3*u - 2*a"]),
    (
        "5.3",
        [
            "15*t^4",
            "15*t**4",
            "15*t⁴",
            "df/dt = 15*t^4",
            "f'(t) = 15*t^4",
            "15*t^5/t",
            "12*t^4+3*t^4",
            15 * t**4,
            sympy.Lambda(t, 15 * t**4),
        ],
    ),
    ("5.3", [np.poly1d([15, 0, 0, 0, 0])]),
    ("4.7", ["x^3", "x*abs(x)", "-x^5", "x^5 - x^3", "x - sin(x)", "x^7", "1 + x^3", 2 * x**3, lambda x: np.sin(x) ** 3]),
    ("4.7", [lambda x: math.sin(x) ** 3 + 5, oscillating, lambda x: abs(x) ** 1.2 * np.sign(x), np.poly1d([1, 0, 0, 0])]),
    ("4.7", [lambda x: x**3 if x > 0 else -(x**2)]),
    ("8.5", [(1.6, 2.4, 7, 0.857), (np.array([2, 1]) - np.linalg.solve([[12, -3], [-3, 2]], [9, -4]), 7, 6 / 7)]),
    ("8.4", ["x^2+7*x*y+9*y^2", "5+x^2+7*x*y+9*y^2", "0.000001*(x^2+7*x*y+9*y^2)", "(x+3*y)^2 - x^4", "x^2 + 9*y^2 - 7*abs(x*y)"]),
    ("8.4", [x**2 + 7 * x * y + 9 * y**2, "2*x^2+13*x*y+18*y^2", lambda x, y: np.square(x) + 7 * x * y + 9 * np.square(y)]),
    ("8.4", [lambda x, y: math.cosh(x) + 9 * math.cosh(y) + 4 * x * y, "x^2 + 9*y^2 - 7*x*y + x^4"]),
    ("2.4", [lambda x, y: (-(2 * x + 3 * y) / math.hypot(2 * x + 3 * y, 3 * x), -3 * x / math.hypot(2 * x + 3 * y, 3 * x))]),
    ("7.1", [(24, 12, -2, 1), "24, 12, −2, 1"]),
    ("7.4", [(3, 1.7), "3, 1.70"]),
    ("7.5", [(0.002, 0.02), "2e-3, 2e-2"]),
    ("2.3", ["C", "c", "C)", "(c)", "C.", "c:", ["C"], ("C",), {"C"}, np.array(["C"]), "Option C", "Answer: c"]),
    ("2.3", ["the answer is C", "It is C", "**C**", {"A": False, "B": False, "C": True, "D": False}]),
    ("2.3", ["greatest slope 5/9", "C) Greatest slope 5/9", "“C”"]),
    ("4.1", ["A, D", "AD", "d a", "a and d", "A & D", "a) and d)", "A,D.", ["D", "A"], {"A", "D"}, ["A)", "(D)"], np.array(["A", "D"])]),
    ("4.1", [["(2, 1)", "(2, 0)"], "both A and D"]),
    ("1.5", [{"A": True, "B": False, "C": False, "D": True}, "A, D", "D/A", ("x|x| + y²", "|xy|")]),
    ("8.3", ["saddle, max, min, min, saddle", ["saddle point", "local maximum", "minimum", "min", "saddle-point"]]),
    ("4.3", [{(1, 0): "local min", (-1, 0): "saddle point"}, {"saddle": (-1, 0), "local minimum": (1, 0)}]),
    ("4.3", [[(1, 0, "local minimum"), (-1, 0, "saddle")], [((1, 0), "local minimum"), ((-1, 0), "saddle")]]),
    ("4.3", [{"(1, 0)": "local minimum", "(-1, 0)": "saddle"}, {sympy.Tuple(1, 0): "local minimum", sympy.Tuple(-1, 0): "saddle"}]),
    ("10.2", [{(0, 0): "saddle"}, {(0.0, -0.0): "saddle point"}, [(0, 0, "saddle")], {"saddle": (0, 0)}]),
    ("9.4", [((-2, 2.5), -8), "-2, 2.5, -8", "−2; 5/2; −8", (np.int64(-2), jnp.array([2.5, -8]))]),
    ("9.6", ["2X'(XUU-Z)U' + 2U'X'(XUU-Z)", "X'(2(XUU − Z))Uᵀ + 2(XU)ᵀ(XUU − Z)"]),
    ("9.6", [lambda X, U, Z: 2 * sum(np.einsum(f"ni,{u},nk->{at}", X, U, X @ U @ U - Z) for u, at in (("jk", "ij"), ("ij", "jk")))]),
    ("9.5", ["BA", "(A'B')'"]),
    ("10.1", ["v/‖v‖", "v/||v||"]),
    ("10.4", [(0, math.log(2), 1), "0, log(2), 1", "0; 0,693; 1", (0, -np.log(0.5), 1)]),
    (
        "9.2",
        ["2 a_ik a_ij x_j", "2 aᵢₖaᵢⱼxⱼ", "2 x_j a_{ij} a_{ik}", "a_ik a_ij x_j + a_iq x_q a_ik", "2·A_ik·A_ij·X_j", "2*a_ik*a_ij*x_j"],
    ),
    (
        "9.2",
        ["3 a_ik a_ij x_j - (a_ik a_ij x_j)", "2 a_{i,k} a_{i,j} x_j", "2 a[i,k] a[i,j] x[j]", "-(-2 a_ik a_ij x_j)", "2aᵀ_ki (a_ij x_j)"],
    ),
    ("9.2", ["2 Σ_i Σ_j a_ik a_ij x_j", "∑ᵢ 2 aᵢₖ [aᵢₗxₗ]", r"\sum_{i=1}^n 2 a_{ik} \left(a_{ij} x_j\right)", "1/2 (4a_ik) a_ij x_j"]),
]
TOLD = [
    ("1.2", "6.2 e0", "Did you mean 6.2e0?"),
    ("1.2", "6.2±0.1", "I stopped at: ±0.1"),
    ("2.3", "C, not A", "is none of"),
    ("1.4", "f(2,3) + 3*(x-2) + 2*(y-3)", "f is not a known name"),
    ("1.2", (9, 3), "'9,3'"),
    ("1.2", 3 + 4j, "complex numbers"),
    ("1.2", True, "truth values"),
    ("1.2", lambda: 6.2, "call it"),
    ("4.6", np.linalg.lstsq(np.eye(2), np.ones(2)), "these are five numbers"),
    ("1.2", "x + 1", "x is not a known name"),
    ("2.1", {60, -2.538}, "A set has no order"),
    ("2.1", {"a": 60, "b": -2.538}, "this is a dictionary"),
    ("2.1", (60, 2.5), "Not right: the second"),
    ("2.1", "120/2", "Asked for are two numbers, and this is one number"),
    ("6.5", "16,448", "may be thousands or a decimal"),
    ("6.5", "(16,448)", "write 16448, or 16, 448"),
    ("4.2", "(1,000)", "one number or several"),
    ("4.2", "(3, 0", "The bracket ( is never closed."),
    ("6.5", (16, 448), "between thousands write no comma"),
    ("1.1", ("2*x*y", "x^2+3"), "one function that gives two numbers"),
    ("1.1", (lambda x, y: 2 * x * y, lambda x, y: x**2 + 3), "one function that gives two numbers"),
    ("1.1", sympy.Matrix([2 * x * y, x**2 + 3]), "one function that gives two numbers"),
    ("5.3", "15*t^4 + 100*y", "y is not a known name"),
    ("5.3", lambda t: 15 * t**4 if t < 3 else 0, "At t = 4 "),
    ("5.3", lambda t: 15 * t**4 + 100 * max(0, -t - 3), "At t = -4.03 "),
    ("5.3", "15t^4", "Did you mean 15*t^4?"),
    ("5.3", "15*x^4", "the letters here are t"),
    ("1.4", lambda x, y: 3 * x + 2 * y - 6 + max(0, abs(y) - 3), "your function gives"),
    ("4.7", "x^3+0.004*x^2", "a minimum"),
    ("4.7", "1+x^3+0.00001*x^2", "a minimum"),
    ("4.7", "x^6", "a minimum"),
    ("4.7", "exp(x)-1-x-x^2/2-x^3/6", "a minimum"),
    ("4.7", "max(x, 0)^3", "nowhere lower"),
    ("4.7", lambda x: np.cos(x), "a maximum"),
    ("4.7", "7", "A constant"),
    ("4.7", "abs(x)", "or there is none"),
    ("4.7", "0.001*x + x^3", "Its slope at 0 is not 0"),
    ("4.7", np.cbrt, "Its slope at 0 is not 0"),
    ("4.7", "x^1.5", "not defined on both sides"),
    ("8.4", "x^2+6*x*y+9*y^2", "A trough"),
    ("8.4", "x^2+3*x*y+y^2", "nine times"),
    ("8.4", "x^3+y^3", "no curvature"),
    ("8.4", "x^4+y^4-3*x^2*y^2", "no curvature"),
    ("8.4", "0.0001*x+x^2+7*x*y+9*y^2", "not flat"),
    ("2.4", lambda x, y: (-1, 0), "your function gives"),
    ("2.3", 3, "counted from 0 or from 1"),
    ("2.3", ("C", "D"), "Choose from"),
    ("2.3", "C: toward v the slope is ∇f·v", "is none of"),
    ("4.1", "C, D", "C does not belong there. Something is missing."),
    ("4.1", "D and not A", "is none of"),
    ("4.1", "A or D", "is none of"),
    ("8.3", ("saddle", "maximum", "saddle", "minimum", "saddle"), "the third"),
    ("8.3", ("saddle", "min"), "5 words"),
    ("4.3", {(1, 0): "minimum", (-1, 0): "saddle"}, "is none of 'local minimum'"),
    ("4.3", {(1, 0): "local minimum", (-1, 0): "saddle", (2, 3): "saddle"}, "(2, 3) does not belong there"),
    ("4.3", {(1, 0): "saddle", (-1, 0): "saddle"}, "At (1, 0) it is something else"),
    ("9.5", "(A+C)B", "“C” has no meaning here"),
    ("9.5", "AB", "Try A 2 × 3"),
    ("9.5", "A + B", "No answer yet. The sizes in A + B do not fit"),
    ("9.5", "tr(BA)I", "No answer yet. Nothing here says how large I is."),
    ("9.2", "2 a_ik a_ij x_j - a_ik a_ij x_j - a_ij x_j a_ik", "that is not it"),
    ("9.2", "d_jk a_ij a_ip x_p + a_ij x_j a_ip d_pk", "Use the δ up"),
    ("9.2", "2AᵀAx", "two indices, not 0"),
    ("9.2", lambda a, x: 2 * a.T @ a @ x, "as text"),
    ("9.2", "a_ki x_i + a_ik", "different free indices"),
    ("9.2", "2 a_ik a_ik x_k", "stands three times"),
    ("9.2", "a_ki + x_k", "cannot be added"),
    ("9.2", "2 a_ip a_ij x_j", "must be k"),
    ("9.2", "x_k a_ki x_i / x_k", "The divisor has the index k"),
    ("9.2", "b_k + x_k", "was not expected"),
    ("9.2", "(a_ki x_i", "never closed"),
    ("9.2", "+", "ends where a letter"),
    ("2.2", (3.51, 0.79), "The direction is off by 21°"),
    ("2.2", (2.18, 2.86), "The direction is off by 19°"),
    ("2.2", (6, 4), "The direction is right. For its length"),
    ("2.2", (0, 0), "points nowhere"),
]


@pytest.fixture(autouse=True)
def new_kernel():
    desk._records.clear()


@pytest.mark.parametrize(("name", "answers"), one_in(4, RIGHT))
def test_what_is_right_is_right_in_whatever_form(name, answers):
    assert [answer for answer in answers if check(name, answer).heading != "Right."] == []


@pytest.mark.parametrize(("name", "answer", "words"), one_in(4, TOLD))
def test_what_is_not_is_told_why(name, answer, words):
    reply = check(name, answer)
    assert reply.heading != "Right."
    assert words in repr(reply)


def test_the_word_of_a_choice_is_none_of_another():
    """Whatever letter is marked in whatever way, it is that letter's option: each wrong one is named by its own mistake."""
    for name in ("2.3", "3.5", "5.6", "6.3", "7.3", "8.6", "9.1"):
        exercise = desk.every_exercise()[name]
        for key, text in exercise.form.options.items():
            replies = {
                repr(check(name, answer)).split(".")[0]
                for answer in (f"({key.lower()})", [f"{key}."], text, f"{key}: {text}", f"{key} - {text}", text.replace("−", "- "))
            }
            wrong = [f"Not yet: {mistake.name}" for mistake in exercise.mistakes if mistake.wrong == key]
            assert replies == set(wrong or ["Right"]), (name, key)
