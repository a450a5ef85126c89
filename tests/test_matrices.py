"""Typed claims about matrices: read, sized, compared, and refused without ever being run."""

import re
import time

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from d2lcalc.calculus.blocks import Block
from d2lcalc.expression import ExpressionError
from d2lcalc.matrices.expression import claim, claim_latex, formula, latex, letters
from d2lcalc.matrices.values import compare, evaluate, is_identity, kinds, shapes
from many import one_in

UNEQUAL = (5, 4, 2, 3)
LARGEST = 6


def sizes_of(read, lengths):
    """The sizes of a claim in the order of its letters."""
    free = list(dict.fromkeys(size for shape in shapes(read.function).values() for size in shape if size != "1"))
    return dict(zip(free, lengths, strict=False))


def compared(text, lengths=UNEQUAL):
    read = claim(text)
    draw = np.random.default_rng(11)
    arrays = {name: jnp.asarray(draw.normal(size=(LARGEST, LARGEST))) for name in letters(read.function) if not is_identity(name)}
    return compare(read, sizes_of(read, lengths), arrays), {"1": 1, **sizes_of(read, lengths)}


def fits(comparison, lengths):
    rows, cols = comparison.shape
    whole = (lengths[comparison.candidate.rows], lengths[comparison.candidate.cols]) == (lengths[rows], lengths[cols])
    return whole and all(lengths[a] == lengths[b] for a, b, _ in comparison.demands)


def difference(comparison):
    return float(jnp.max(jnp.abs(comparison.candidate.array - comparison.derivative)) / jnp.max(jnp.abs(comparison.derivative)))


# Petersen and Pedersen, The Matrix Cookbook (2012), sections 2.4 to 2.6 and 2.8, in denominator layout; and the chapter's own.
IDENTITIES = """
d(bᵀx)/dx = b
d(xᵀAx)/dx = (A + Aᵀ)x
d(xᵀAy)/dx = Ay
d(xᵀAx)/dA = xxᵀ
d(aᵀXb)/dX = abᵀ
d(aᵀXᵀXb)/dX = X(abᵀ + baᵀ)
d‖x‖²/dx = 2x
d‖x‖/dx = x/‖x‖
d‖x − a‖/dx = (x − a)/‖x − a‖
d‖X‖²/dX = 2X
d‖Ax − b‖²/dx = 2Aᵀ(Ax − b)
d‖Ax − b‖²/dA = 2(Ax − b)xᵀ
d‖Ax − b‖²/db = −2(Ax − b)
d‖X − UV‖²/dV = −2Uᵀ(X − UV)
d tr(XA)/dX = Aᵀ
d tr(AXB)/dX = AᵀBᵀ
d tr(XX)/dX = 2Xᵀ
d tr(XAXᵀ)/dX = X(A + Aᵀ)
d tr(AXBX)/dX = AᵀXᵀBᵀ + BᵀXᵀAᵀ
d tr(BᵀXᵀCXB)/dX = CᵀXBBᵀ + CXBBᵀ
d((Ax − b)ᵀ(Ax − b))/dx = 2Aᵀ(Ax − b)
d((x − a)ᵀW(x − a))/dx = (W + Wᵀ)(x − a)
d det(X)/dX = det(X)X⁻ᵀ
d log det(X)/dX = X⁻ᵀ
d tr(X⁻¹)/dX = −(X⁻²)ᵀ
d tr(AX⁻¹B)/dX = −(X⁻¹BAX⁻¹)ᵀ
d(aᵀX⁻¹b)/dX = −X⁻ᵀabᵀX⁻ᵀ
d tr(X³)/dX = 3(X²)ᵀ
d tr(X)/dX = I
""".strip().splitlines()

# The same mathematics as people type it: each is right.
TYPED = r"""
d(x'Ax + ln(x'x))/dx = (A+A')x + 2x/(x'x)
d(tr(X'X) + Tr(AX))/dX = 2X + A'
d TR(X)/dX = I
d Tr X/dX = I
d det X/dX = det(X)X^{-T}
d logdet(X)/dX = inv(X')
d tr(X^3)/dX = 3X^2'
d tr(X^-2)/dX = -2X^{-3}'
d tr(X^{-1}A)/dX = -(X^-1 A X^(-1))'
d ln|det(X)|/dX = X^-T
d ||AX-B||_F^2/dX = 2A'(AX-B)
d||x||_2/dx = x/||x||_2
d(1/2 x'Ax)/dx = 1/2 (A+A')x
d(½x'Ax)/dx = ½(A+A')x
d(0.5*x'*A*x)/dx = 0,5*(A+A')*x
d/dX tr(AXB) = A'B'
(d/dx)[x'Ax] = (A+A')x
∂(x^{T}Ax)/∂x = (A+A^{\top})x
d(x^tAx)/dx = (A+Aᵗ)x
\frac{d}{dx} x^T A x = (A + A^T) x
\frac{d x^T x}{dx} = 2x
\frac{\partial}{\partial X} \operatorname{tr}(AXB) = A^\top B^\top
\frac{\partial \mathbf{x}^\top \mathbf{A}\mathbf{x}}{\partial \mathbf{x}} = \left(\mathbf{A}+\mathbf{A}^{\mathrm{T}}\right)\mathbf{x}
d \log\det X/dX = X^{-T}
d(x'x)/dx = 2Ix
d np.trace(A@X)/dX = A.T
d(r'Tr)/dr = (T+T')r
d exp(x'x)/dx = 2exp(x'x)x
d(x'x)^2/dx = 4x'x x
d‖x‖^3/dx = 3‖x‖x
d norm(x)^2/dx = 2*x
d(x'inv(A)x)/dx = (A^-1 + A^-T)x
d(x'y z'x)/dx = (yz'+zy')x
d(beta'x)/dx = beta
d(\beta^\top x)/dx = \beta
d（x'x）/dx ＝ 2x
d{x'x}/dx = 2x
d(‖Ax‖² + λ x'x)/dx = 2A'Ax + 2λx
d log(1 + exp(a'x))/dx = exp(a'x)a/(1+exp(a'x))
d((x-\mu)'\Sigma^{-1}(x-\mu))/dx = (\Sigma^{-1}+\Sigma^{-T})(x-\mu)
d tr(A)^2/dA = 2 tr(A) I
d(tr((A-UV)'(A-UV))/2 + tr(A'A)/2)/dU = -(A-UV)V'
d tr((x'A)'(x'A))/dA = 2 x (x'A)
\dfrac{\partial \Tr(\mathbf{X}\mathbf{A})}{\partial \mathbf{X}} = \mathbf{A}^{\mathsf{T}}
d/dx x.T @ A @ x = (A + A.T) @ x
d (1/(2n)) ||Xw-y||^2 / dw = X'(Xw-y)/n
""".strip().splitlines()

WRONG = """
d(xᵀAx)/dx = 2Ax
d(xᵀAy)/dx = Aᵀy
d‖X − UV‖²/dV = −2(X − UV)U
d‖X − UV‖²/dV = −Uᵀ(X − UV)
d‖X − UV‖₂²/dV = −2Uᵀ(X − UV)
d‖Ax‖²/dx = 2AAᵀx
d tr(AXB)/dX = BA
d(bᵀx)/dx = bᵀ
d det(X)/dX = det(X)X⁻¹
d(xᵀx)/dx = 0
d(w'w)/dw = 2w^T
d(λx'x)/dx = 2x
d‖x‖/dx = x
d sum(x)²/dx = 2x
""".strip().splitlines()


@pytest.mark.parametrize("text", one_in(6, [*IDENTITIES, *TYPED]))
def test_an_identity_fits_and_has_the_numbers_of_jax(text):
    comparison, lengths = compared(text)
    assert fits(comparison, lengths)
    assert difference(comparison) < 1e-12


@pytest.mark.parametrize("text", WRONG)
def test_a_wrong_claim_is_refuted_at_unequal_sizes(text):
    comparison, lengths = compared(text)
    assert not fits(comparison, lengths) or difference(comparison) > 0.01


def test_equal_sizes_hide_what_does_not_fit():
    comparison, lengths = compared("d‖X − UV‖²/dV = −2(X − UV)U", (3, 3, 3))
    assert fits(comparison, lengths) and difference(comparison) > 0.1


def test_at_one_by_one_the_three_candidates_of_the_quadratic_form_agree():
    for right in ("2Ax", "2Aᵀx", "(A + Aᵀ)x"):
        assert difference(compared(f"d(xᵀAx)/dx = {right}", (1,))[0]) < 1e-12


def test_shapes_are_as_general_as_the_products_allow():
    assert shapes(formula("‖X − UV‖²")) == {"X": ("m", "n"), "U": ("m", "r"), "V": ("r", "n")}
    assert [*shapes(formula("‖X − UV‖² + tr(A)"))] == ["X", "U", "V", "A"]
    assert shapes(formula("xᵀAx")) == {"x": ("m", "1"), "A": ("m", "m")}
    assert shapes(formula("tr(AXB)")) == {"A": ("m", "n"), "X": ("n", "r"), "B": ("r", "m")}


def test_values_in_the_corner_are_those_of_the_matrices_themselves():
    draw = np.random.default_rng(2)
    X, U, V, x = (draw.normal(size=size) for size in ((4, 3), (4, 2), (2, 3), (3, 1)))
    values = {name: embedded(array) for name, array in {"X": X, "U": U, "V": V, "x": x}.items()}
    cases = {
        "‖X − UV‖²": np.sum((X - U @ V) ** 2),
        "‖X − UV‖₂": np.linalg.norm(X - U @ V, 2),
        "‖Xx‖": np.linalg.norm(X @ x),
        "tr(XᵀX) − 2": np.trace(X.T @ X) - 2,
        "sum(UV)": np.sum(U @ V),
        "0,5·xᵀx / ‖x‖": np.linalg.norm(x) / 2,
    }
    for text, value in cases.items():
        assert float(evaluate(formula(text), values, lambda *demand: None).number) == pytest.approx(value, rel=1e-10), text


def embedded(array):
    rows, cols = array.shape
    return Block(f"r{rows}", f"r{cols}" if cols > 1 else "1", jnp.zeros((LARGEST, LARGEST)).at[:rows, :cols].set(array))


def test_latex_of_a_claim():
    assert latex(formula("−2Uᵀ(X − UV)")) == r"-2 U^\top \left(X - U V\right)"
    assert claim_latex(claim("d‖v‖/dv = v/‖v‖")) == r"\frac{\partial}{\partial v}\,\|v\| = \frac{v}{\|v\|}"


REFUSED = {  # text: where it goes wrong, in which words, and what is offered instead
    "": (0, "“d” was expected"),
    "d": (1, "ends where"),
    "xᵀx": (0, "d.…./dx"),
    "d(xᵀx)/dz = 2x": (8, "letter z does not occur"),
    "d(xᵀx)/dx = 2q": (13, "letter q does not occur"),
    "d(xᵀx)/dx": (9, "“=” was expected"),
    "d(xᵀx)/dx =": (11, "nothing here"),
    "d(xᵀx)/dx = 2x; y": (14, "not expected"),
    "d(xᵀx)/dx = 2x)": (14, "not open", "d(xᵀx)/dx = 2x"),
    "d‖x/dx = x": (3, "not expected"),
    "d tr/dx = 1": (2, "in brackets"),
    "d(xᵀx)/dx = x.__class__": (13, "no meaning"),
    f"d({'(' * 30}x{')' * 30})/dx = x": (31, "inside one another"),
    "d(" + "x" * 10_000 + ")/dx = x": (200, "200 characters"),
    "d TrX/dX = I": (2, "TrX is no word", "d tr(X)/dX = I"),
    "d sin(x'x)/dx = 2x": (2, "sin is no word"),
    "d vec(X)/dX = I": (2, "vec is no word"),
    "d lnn(x'x)/dx = 2x": (2, "lnn is no word", "d ln(x'x)/dx = 2x"),
    "d(xy)/dx = y": (2, "two columns have no product", "d(x'y)/dx = y", "d(xy')/dx = y"),
    "d(x'x2)/dx = x": (4, "power or a product", "d(x'x^2)/dx = x", "d(x'2x)/dx = x"),
    "d tr AXB/dX = A'B'": (2, "in brackets", "d tr(AXB)/dX = A'B'", "d tr(A)XB/dX = A'B'"),
    "d ln|X|/dX = X^-T": (4, "determinant or a norm", "d ln det(X)/dX = X^-T", "d ln‖X‖/dX = X^-T"),
    "d x'x + b'x/dx = 2x+b": (6, "in brackets"),
    "d(x'x/2 A)/dx = x": (8, "divisor", "d((x'x/2) A)/dx = x", "d(x'x/(2 A))/dx = x"),
    "d(1,000x'x)/dx = x": (2, "thousands or a decimal", "d(1000x'x)/dx = x", "d(1.000x'x)/dx = x"),
    "d(x'.*x)/dx = x": (4, "not expected"),
    "∇_x (x'Ax) = (A+A')x": (0, "d/dx", "d/dx (x'Ax) = (A+A')x"),
    r"\nabla_A tr(AB) = B'": (0, "d/dx", "d/dA tr(AB) = B'"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_refusal_says_where_and_what_may_be_meant(text):
    position, said, *meant = REFUSED[text]
    with pytest.raises(ExpressionError) as refusal:
        claim(text)
    assert re.search(said, refusal.value.reason), refusal.value.reason
    assert (refusal.value.position, refusal.value.suggestions) == (position, tuple(meant))


@pytest.mark.parametrize("text", ["d(x·x)/dx = 2x", "d log(x)/dx = 1/x", "d tr x/dx = 1"])
def test_a_letter_is_no_number(text):
    with pytest.raises(ExpressionError, match="x would have to be a number"):
        kinds(claim(text))


def test_a_function_with_a_matrix_as_its_value_has_no_such_derivative():
    with pytest.raises(ExpressionError, match="norm, trace or sum"):
        shapes(claim("d(AX)/dX = A").function)


PIECES = [*"dxAUVXyβ123()+-−/=·ᵀ²‖'^._, \n\0", "tr(", "sum(", "norm(", "‖₂", "d(", ")/dx = ", "__import__('os')", "**", "𝔘", "²²²"]


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60))
def test_any_text_is_read_or_refused_in_time(text):
    start = time.process_time()
    for reader in (claim, formula):
        try:
            read = reader(text)
            shapes(read.function if reader is claim else read)
        except ExpressionError as refusal:
            assert 0 <= refusal.position <= len(text)
    assert time.process_time() - start < 1  # far beyond the few milliseconds that it takes: a hang, not a slow machine


def test_the_largest_stretch_has_the_gradient_of_its_singular_vectors():
    matrix = jnp.asarray(np.random.default_rng(5).normal(size=(4, 3)))
    read = claim("d‖X‖₂/dX = X")
    comparison = compare(read, {"m": 4, "n": 3}, {"X": jnp.zeros((6, 6)).at[:4, :3].set(matrix)})
    u, _, v = jnp.linalg.svd(matrix)
    found = comparison.derivative[:4, :3]
    assert jnp.allclose(found, jnp.outer(u[:, 0], v[0]), atol=1e-9)
    assert jnp.allclose(found, jax.grad(lambda m: jnp.linalg.norm(m, 2))(matrix), atol=1e-9)
