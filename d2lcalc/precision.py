"""Double precision for all of JAX, set where this package first meets it: `d2lcalc.tape` and `d2lcalc.functions` import this module first.

In single precision the error of a tangent plane at distance 0.001 is lost in rounding.
"""

import jax

jax.config.update("jax_enable_x64", True)
