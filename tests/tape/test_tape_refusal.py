"""What cannot be recorded is refused with one sentence: the learner's own line, the reason, the remedy."""

import math

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from d2lcalc.tape import RecordingError, record

V = np.array([0.7, -0.4, 1.3])
OUTSIDE = jnp.ones((101, 2))


def with_if(x):
    if x > 0:
        return x
    return -x


def with_while(x):
    while x < 3:
        x = x + 1
    return x


def with_hat_into(x):
    power = 1.5
    power ^= 2
    return power * x


def with_print(x):
    jax.debug.print("{}", x)
    return x


def calling_if(x):
    return 2.0 * with_if(x)


@jax.jit
def jitted(v):
    values = jnp.linalg.eigvalsh(jnp.outer(v, v))
    return values[0]


def calling_jitted(v):
    return 1.0 + jitted(v)


TRACING = [
    (lambda x: np.sin(x), 1.0, "np.sin(x)", "write jnp."),
    (lambda x: np.array([x, 1.0]), 1.0, "np.array(", "write jnp."),
    (lambda x: np.linalg.norm(jnp.stack([x, x])), 1.0, "np.linalg.norm", "write jnp."),
    (lambda x: math.exp(x), 1.0, "math.exp(x)", "jnp. instead of math."),
    (lambda x: float(x) * 2, 1.0, "float(x) * 2", "leave out float()"),
    (lambda x: x.item(), 1.0, "x.item()", ".item()"),
    (with_if, 1.0, "`if x > 0:`", "jnp.where"),
    (calling_if, 1.0, "`if x > 0:`", "jnp.where"),
    (with_while, 1.0, "`while x < 3:`", "jnp.where"),
    (lambda x: max(x, 2.0), 1.0, "max(x, 2.0)", "jnp.maximum"),
    (lambda x: 0 < x < 1, 1.0, "0 < x < 1", "jnp.where"),
    (lambda x: sorted([x, 2.0])[0], 1.0, "sorted([x, 2.0])", "jnp.maximum"),
    (lambda n: sum(range(n)), 3, "range(n)", "fori_loop"),
    (lambda n: [1, 2][n], 1, "[1, 2][n]", "index a jnp array"),
    (lambda v: v[v > 0], V, "v[v > 0]", "jnp.where"),
    (lambda n: jnp.zeros(n), 3, "jnp.zeros(n)", "give it a fixed one"),
    (lambda n: jnp.linspace(0, 1, n), 3, "jnp.linspace(0, 1, n)", "give it a fixed one"),
    (lambda v: v[: v[1]], V, "v[: v[1]]", "give it a fixed one"),
    (lambda x: [x * row for row in OUTSIDE], 1.0, "for row in OUTSIDE", "np.asarray"),
    (lambda x: f"{x:.2f}", 1.0, "{x:.2f}", "give it a fixed one"),
]
SLIPS = [
    (lambda x: x ^ 2 * x, 1.0, "x ^ 2 * x", "write x**2; x^2 works only between quotation marks"),
    (lambda x: 2 ^ x, 1.0, "2 ^ x", "write x**2"),
    (lambda x: x + (-0.5 ^ 2), 1.0, "-0.5 ^ 2", "write x**2"),  # of Python's own numbers, before JAX sees any
    (lambda x: jnp.where(x > 0 & x < 1, x, 0), 1.0, "x > 0 & x < 1", "(x > 0) & (y > 0)"),
    (lambda x: jnp.where((x > 0) | x, x, 0), 1.0, "(x > 0) | x", "(x > 0) & (y > 0)"),
    (lambda x: jnp.where(~x, x, 0), 1.0, "~x", "~(x > 0)"),
    (lambda x: x << 2, 1.0, "x << 2", "x * 2**n"),
    (lambda x: 1.5 >> 2, 1.0, "1.5 >> 2", "x / 2**n"),
    (with_hat_into, 1.0, "power ^= 2", "write x**2"),
    (lambda x: x(x + 1), 1.0, "x(x + 1)", "x * (y + 1)"),
    (lambda x, f="x^2": f(x), 1.0, "f(x)", "write lambda x, y: x**2"),
]
REFUSED = [
    (lambda x: lax.while_loop(lambda x: x < 3, lambda x: x + 1, x), 1.0, "lax.while_loop(", "fixed number of steps"),
    (lambda n: lax.fori_loop(0, n, lambda i, x: x * 2, 1.0), 3, "lax.fori_loop(", "fixed number of steps"),
    (lambda v: lax.top_k(v, 2)[0], V, "lax.top_k(v, 2)", "jnp.sort"),
    (lambda v: jnp.outer(jnp.tile(v, 200), jnp.tile(v, 200)), V, "jnp.outer", "use smaller arrays"),
    (lambda v: jnp.linalg.lstsq(jnp.outer(v, v), v)[0], V, "jnp.linalg.lstsq", "jnp.linalg.solve(A.T @ A, A.T @ b)"),
    (lambda v: jnp.linalg.eigvalsh(jnp.outer(v, v)), V, "jnp.linalg.eigvalsh", "trace and determinant"),
    (lambda v: jnp.linalg.svd(jnp.outer(v, v)), V, "jnp.linalg.svd", "by hand"),
    (lambda v: jnp.linalg.cholesky(jnp.outer(v, v)), V, "jnp.linalg.cholesky", "by hand"),
    (lambda n: jax.random.normal(jax.random.key(n)), 3, "jax.random.normal", "jax.random.key(0)"),
    (lambda x: jnp.exp(1j * x).real, 1.0, "1j * x", "real numbers"),
    (lambda n: n & 1, 3, "n & 1", "truth values"),
    (lambda n: n << 1, 3, "n << 1", "arithmetic"),
    (lambda x: jax.scipy.special.gammaln(x), 1.0, "gammaln", "elementary"),
    (lambda x: jax.scipy.special.gamma(x), 1.0, "gamma in `", "comparisons"),
    (lambda v: jnp.unique(v)[0], V, "unique in `", "that JAX does not know"),
    (lambda v: jnp.linalg.norm(jnp.outer(v, v), 2), V, "norm in `", "by hand"),
    (lambda x: jnp.copysign(1.0, x), 1.0, "copysign in `", "comparisons"),
    (lambda v: jnp.abs(jnp.fft.fft(v)), V, "fft in `", "elementary operations"),
    (lambda v: jax.scipy.linalg.sqrtm(jnp.outer(v, v)).real, V, "sqrtm in `", "elementary operations"),
    (lambda x: x.astype(jnp.float32) * 2, 1.0, "astype(jnp.float32)", "double precision"),
    (lambda v: jnp.convolve(v, v), V, "jnp.convolve", "shifted slices"),
    (with_print, 1.0, "jax.debug.print", "leave out jax.debug.print"),
    (lambda v: jax.pure_callback(np.sin, jax.ShapeDtypeStruct((3,), float), v), V, "pure_callback", "write callbacks in jnp"),
    (lambda x: jnp.sum(jnp.sin(x + jnp.arange(300_000.0))), 1.0, "jnp.arange(300_000.0)", "grid come in as an argument"),
    (jitted, V, "`values = jnp.linalg.eigvalsh(jnp.outer(v, v))`", "trace and determinant"),
    (calling_jitted, V, "`return 1.0 + jitted(v)`", "trace and determinant"),
    (jax.grad(lambda v: jnp.sum(jnp.linalg.eigvalsh(jnp.outer(v, v)))), V, "jnp.linalg.eigvalsh", "trace and determinant"),
]


@pytest.mark.parametrize(("function", "example", "line", "remedy"), TRACING + SLIPS + REFUSED)
def test_a_refusal_is_one_sentence_with_line_and_remedy(function, example, line, remedy):
    with pytest.raises(RecordingError) as refusal:
        record(function, example)
    sentence = str(refusal.value)
    assert line in sentence
    assert remedy in sentence
    assert "(line " in sentence and "of test_tape_refusal.py)" in sentence
    assert sentence.endswith(".") and "\n" not in sentence


@pytest.mark.parametrize("example", ["text", 1j, np.array([1j])])
def test_an_example_must_be_real_numbers(example):
    with pytest.raises(RecordingError, match="give numbers or arrays of real numbers"):
        record(lambda x: x, example)


def test_a_line_of_a_notebook_cell_is_named():
    source = "import jax.numpy as jnp\nf = lambda v: jnp.linalg.eigvalsh(v)"
    names = {}
    exec(compile(source, "<ipython-input-1>", "exec"), names)
    with pytest.raises(RecordingError, match=r"line 2 of the cell"):
        record(names["f"], np.eye(2))


def test_other_faults_are_passed_on():
    with pytest.raises(NameError, match="undefined"):
        record(lambda x: undefined(x), 1.0)  # noqa: F821
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        record(lambda x, y: x, 1.0)
    with pytest.raises(TypeError, match=r"unsupported operand type\(s\) for \+"):  # it mentions a tracer, too
        record(lambda x: x + "a", 1.0)
