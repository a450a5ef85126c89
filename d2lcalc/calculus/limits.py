"""Limits as a distance falls to 0, from numbers that are rounded: what a quotient tends to, and whether an error falls, stays or rises."""

import jax.numpy as jnp
import numpy as np
from jax import lax

FALLS, STAYS, RISES, UNCLEAR = range(4)
DISTANCES = 2.0 ** -np.arange(6.0, 45.0, 3.0)  # in windows


def limit(quotient):
    """The limit of the first of quotient(h) = (value, rounding) as h falls, and how sure it is; extrapolated by Aitken's Δ²."""

    def look(seen, h):
        before, change_before, extrapolated_before, best, error = seen
        now, rounding = quotient(h)
        change = now - before
        regular = jnp.abs(change) < 0.9 * jnp.abs(change_before)
        extrapolated = now - jnp.where(regular, change**2 / (change - change_before), 0.0)
        moved = jnp.abs(extrapolated - extrapolated_before) + rounding
        better = (moved < error) | (jnp.abs(extrapolated - best) > 8 * (error + moved))  # nearer, it turns out otherwise
        return (now, change, extrapolated, jnp.where(better, extrapolated, best), jnp.where(better, moved, error)), None

    nothing = jnp.asarray(jnp.nan)
    return lax.scan(look, (nothing, nothing, nothing, nothing, jnp.asarray(jnp.inf)), DISTANCES)[0][3:]


def chosen(programmed, measured, error, scale, trusted):
    """What the program says, unless difference quotients, in windows, say otherwise; then these, with 0 for what is below their error.

    What is `trusted` is right wherever it is a number.
    """
    seen = programmed * scale
    size = jnp.abs(seen).max() + jnp.abs(measured).max()
    agree = (trusted | (jnp.abs(seen - measured) <= 1e-3 * size + 8 * error)).all() & jnp.isfinite(jnp.where(trusted, seen, size)).all()
    return jnp.where(agree, programmed, jnp.where(jnp.abs(measured) > 2 * error, measured / scale, 0.0))


def trend(errors, rounding, size):
    """Whether the errors FALL to 0, STAY as they are or RISE, the farthest first; UNCLEAR where rounding hides it.

    What stays is no larger than rounding, too, where it is next to nothing beside `size`, that of the slopes.
    """

    def look(seen, each):
        most, least, unsure, before, last, last_before, falls, rises, clear, sharp = seen
        error, fuzzy = each
        is_clear, is_sharp, finer = error > 8 * fuzzy, error > 100 * fuzzy, error + fuzzy < least + unsure
        telling = is_sharp | (last > 100 * fuzzy)
        return (
            jnp.where(error > most, error, most),
            jnp.where(finer, error, least),
            jnp.where(finer, fuzzy, unsure),
            error,
            jnp.where(telling, error, last),
            jnp.where(telling, before, last_before),
            falls & ~(is_clear & (error > 0.85 * before)),
            rises & ~(error + 8 * fuzzy < 0.98 * before),
            clear + is_clear,
            sharp + is_sharp,
        ), None

    start = tuple(jnp.full(errors.shape[1:], number) for number in (0.0, jnp.inf, 0.0, jnp.nan, jnp.nan, jnp.nan, True, True, 0, 0))
    most, least, unsure, _, last, before, falls, rises, clear, sharp = lax.scan(look, start, (errors, rounding))[0]
    stays = (0.98 * before <= last) & (last <= 1.02 * before) & (last > 1e-5 * size)
    falls = (least <= 1e-4 * most + 4 * unsure) | (falls & (clear > 2) & (least <= 1e-2 * most)) | (falls & (clear > 4))
    return jnp.where(
        stays & (sharp > 2), STAYS, jnp.where(rises & (sharp > 4) & (most > 1.5 * least), RISES, jnp.where(falls, FALLS, UNCLEAR))
    )
