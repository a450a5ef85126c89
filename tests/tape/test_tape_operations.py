"""Each operation alone, on 10⁴ points and on special values, in every place, against JAX run op by op in float64."""

from functools import cache

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from d2lcalc.tape import record
from d2lcalc.tape.replay import OPERATIONS
from many import one_in

SPECIAL = np.array([0.0, 0.3, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, np.pi, 20.0, 750.0, 1e-300, 1e-9, 0.5 - 2**-54, 2.0**52 + 1, 1e300, np.inf])
SPECIAL = np.array([*SPECIAL, *-SPECIAL, np.nan])

JAX = {
    **{name: getattr(jnp, name) for name in "abs sign floor ceil trunc round exp expm1 log log1p sqrt cbrt sin cos tan".split()},
    **{name: getattr(jnp, name) for name in "asin acos atan sinh cosh tanh asinh acosh atanh".split()},
    "neg": jnp.negative,
    "erf": jax.scipy.special.erf,
    "erfc": jax.scipy.special.erfc,
    **{name: getattr(lax, name) for name in "add sub mul div rem pow atan2 max min".split()},
    **{name: lambda x, y, name=name: getattr(lax, name)(x, y) * 1.0 for name in "eq ne lt le gt ge".split()},
    "where": lambda x, y: jnp.where(x > 0.3, x, y),
    "pick": lambda x, y: lax.select_n(jnp.clip(jnp.asarray(x, int), 0, 2), y, x, 2.0 * y),
}
FORMULAS = {
    "truncate to int": lambda x: jnp.asarray(x, int) * 1.0,
    "truth": lambda x: jnp.asarray(x, bool) * 1.0,
    "rsqrt": lax.rsqrt,
    "exp2": jnp.exp2,
    "square": jnp.square,
    "sigmoid": jax.nn.sigmoid,
    "softplus": jax.nn.softplus,
    "relu": jax.nn.relu,
    "exact gelu": lambda x: jax.nn.gelu(x, approximate=False),
    "1 + gelu": lambda x: 1 + jax.nn.gelu(x),  # gelu itself is x·(1 + tanh …)/2: all digits cancel where tanh is nearly −1
    "silu": jax.nn.silu,
    "isfinite": lambda x: jnp.isfinite(x) * 1.0,
    "isnan": lambda x: jnp.isnan(x) * 1.0,
    "round away": lambda x: lax.round(x, lax.RoundingMethod.AWAY_FROM_ZERO),
    "clip": lambda x: jnp.clip(x, -1.0, 2.0),
    **{f"power {n}": lambda x, n=n: x**n for n in (-3, -1, 0, 1, 2, 7, 0.5, -0.5, 1 / 3)},
    "base": lambda x: 2.0**x,
    "log2": jnp.log2,
    "log10": jnp.log10,
    "sinc": jnp.sinc,
    "logic": lambda x, y: (((x > 0) & (y > 0)) | ~((x < 1) ^ (y < 1))) * 1.0,
    "remainder": lambda x, y: x % y,
    "floor_divide": lambda x, y: x // y,
    "hypot": jnp.hypot,
    "logaddexp": jnp.logaddexp,
    "nan_to_num": lambda x: jnp.nan_to_num(x),
    "unsigned difference": lambda x: jnp.asarray(jnp.clip(x, 0, 9), "uint32") - jnp.asarray(4, "uint32") * 1.0,
    "unsigned": lambda x: jnp.asarray(jnp.asarray(jnp.clip(x, -9, 9), int), "uint32") * 1.0,
    "integer division": lambda x, y: (jnp.asarray(jnp.clip(x, -9, 9), int) // jnp.asarray(jnp.clip(y, -9, 9), int)) * 1.0,
    "integer remainder": lambda x, y: lax.rem(jnp.asarray(jnp.clip(x, -9, 9), int), jnp.asarray(jnp.clip(y, -9, 9), int)) * 1.0,
}

BINARY = "add sub mul div rem pow atan2 max min eq ne lt le gt ge where pick".split()
BINARY += ["logic", "remainder", "floor_divide", "hypot", "logaddexp", "integer division", "integer remainder"]


def ulps(got, want):
    """The distance in units of the last place; equal infinities and NaNs agree, subnormals count as zero."""
    got, want = (np.where(np.abs(values) < np.finfo(float).tiny, 0.0, values) for values in (got, want))
    same = (got == want) | (np.isnan(got) & np.isnan(want))
    with np.errstate(all="ignore"):
        distance = np.abs(got - want) / np.spacing(np.abs(want))
    return np.where(same, 0.0, np.where(np.isnan(distance), np.inf, distance))


def points(arity):
    """10⁴ points of all sizes, a tenth of them halves, then all pairs of special values."""
    random = np.random.default_rng(0)
    plain, wide = random.normal(0, 3, (arity, 5000)), random.normal(0, 1, (arity, 4000)) * 10.0 ** random.uniform(-12, 12, (arity, 4000))
    halves = random.integers(-20, 20, (arity, 1000)) / 2
    special = np.stack([grid.ravel() for grid in np.meshgrid(*[SPECIAL] * arity)])
    return np.concatenate([plain, wide, halves, special], axis=1)


@cache
def witnessed(name):
    """The points of an operation, what JAX makes of them, and of those an ulp below and above."""
    inputs = points(2 if name in BINARY else 1)
    with jax.disable_jit():
        of = lambda values: np.asarray((JAX | FORMULAS)[name](*map(jnp.asarray, values)))
        return inputs, of(inputs), of(np.nextafter(inputs, -np.inf)), of(np.nextafter(inputs, np.inf))


def test_every_operation_is_tested():
    assert set(JAX) == set(OPERATIONS)


@pytest.mark.parametrize("name", one_in(4, [*JAX, *FORMULAS]))
def test_an_operation_agrees_with_jax(name, replay):
    """Within 128 ulp, or twice what one ulp in the arguments changes: XLA's sinh(568), erfc(24) are that far from the truth."""
    inputs, want, *near = witnessed(name)
    (got,) = replay(record((JAX | FORMULAS)[name], *[1.0] * len(inputs)).program, list(inputs))
    change = np.fmax(*(ulps(values, want) for values in near))
    excess = ulps(got, want) - 128 - 2 * np.where(change < 1e15, change, 0.0)
    worst = np.argmax(excess)
    assert excess[worst] <= 0, f"{name}{tuple(inputs[:, worst])} is {want[worst]}, replayed {got[worst]}"
