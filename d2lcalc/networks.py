"""The catalogue of networks: those of the chapter, ready to be called, nudged and swept."""

import jax

from d2lcalc.calculus.network import Network

book_network = Network(
    a=lambda w, x, y, z: (w + x + y + z) ** 2,
    b=lambda w, x, y, z: (w + x - y - z) ** 2,
    u=lambda a, b: (a + b) ** 2,
    v=lambda a, b: (a - b) ** 2,
    f=lambda u, v: (u + v) ** 2,
)
"""Dive into Deep Learning's first network, for watching. At BOOK_POINT b = 0 hides mistakes; TELLING_POINT shows them."""

BOOK_FORMULA = r"a = (w+x+y+z)^2,\; b = (w+x-y-z)^2,\; u = (a+b)^2,\; v = (a-b)^2,\; f = (u+v)^2"
BOOK_POINT, TELLING_POINT = (-1.0, 0.0, -2.0, 1.0), (1.0, 1.0, -1.0, 0.0)  # (w, x, y, z)

second_network = Network(
    u=lambda x, y: x * y,
    v=lambda y: y**2,
    a=lambda u: u**2,
    b=lambda v: 3 * v,
    f=lambda a, u, b: a + u * b,
)
"""The edges of its second network, with functions of our own: u reaches f directly and through a."""

SECOND_FORMULA = r"u = xy,\; v = y^2,\; a = u^2,\; b = 3v,\; f = a + u\,b"

small_network = Network(
    p=lambda x, y: x * y,
    q=lambda y, z: y + z,
    r=lambda p, q: p * q,
    s=lambda p, q: p - q,
    f=lambda r, s: r + s**2,
)
"""Three different input derivatives and small numbers at (2, 3, −1): for working by hand."""

SMALL_FORMULA = r"p = xy,\; q = y + z,\; r = pq,\; s = p - q,\; f = r + s^2"

neuron = Network(
    z=lambda w, b, t: w * t + b,
    s=lambda z: jax.nn.sigmoid(z),
    L=lambda s, y: (s - y) ** 2,
)
"""One neuron with its loss, L = (σ(w·t + b) − y)²."""
