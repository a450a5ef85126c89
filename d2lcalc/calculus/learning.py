"""A network of two layers that learns: forward, backward layer by layer, and descent.

A layer takes n examples, the rows of X, to Y = XW + b. If G = ∂L/∂Y is known, the product rule gives

    ∂L/∂W = XᵀG,   ∂L/∂X = GWᵀ,   ∂L/∂b = the sums of the columns of G.

After "Dive into Deep Learning", "Multivariable Calculus": "The Backpropagation Algorithm" and "A Little Matrix Calculus".
"""

import jax
import jax.numpy as jnp
import numpy as np


def two_moons():
    """(X, y): twelve points on each of two half circles that reach into each other, (24, 2), and for each point 0 or 1."""
    random, angle = np.random.default_rng(1), np.pi * (np.arange(12) + 0.5) / 12
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    return np.concatenate([upper, lower]) + 0.08 * random.normal(size=(24, 2)), np.repeat([0.0, 1.0], 12)


def starting_weights():
    """[W₁, b₁, W₂, b₂], weights random and biases 0, of a network with two inputs, four nodes and one output."""
    random = np.random.default_rng(1)
    return [random.normal(size=(2, 4)), np.zeros(4), random.normal(size=(4, 1)), np.zeros(1)]


def forward(weights, X):
    """(H, z): H = tanh(XW₁ + b₁), and the score z = HW₂ + b₂ of each example; σ(z) is the probability of the answer 1."""
    W1, b1, W2, b2 = weights
    H = jnp.tanh(X @ W1 + b1)
    return H, (H @ W2 + b2)[:, 0]


def loss(weights, X, y):
    """The cross-entropy L = mean of log(1 + eᶻ) − yz: minus the logarithm of the probability that the network gives to the answers."""
    z = forward(weights, X)[1]
    return jnp.mean(jnp.logaddexp(0.0, z) - y * z)


def wrong(weights, X, y):
    """Of which examples, True or False each, the network thinks the wrong answer more probable."""
    return (forward(weights, X)[1] > 0) != (y > 0)


def layer_slopes(X, W, G):
    """(∂L/∂W, ∂L/∂b, ∂L/∂X) of the layer Y = XW + b, if G = ∂L/∂Y."""
    return X.T @ G, G.sum(axis=0), G @ W.T


def sweep(weights, X, y):
    """[∂L/∂W₁, ∂L/∂b₁, ∂L/∂W₂, ∂L/∂b₂], backward from ∂L/∂z = (σ(z) − y)/n through one layer after the other."""
    W1, _, W2, _ = weights
    H, z = forward(weights, X)
    G = ((jax.nn.sigmoid(z) - y) / len(y))[:, None]
    dW2, db2, dH = layer_slopes(H, W2, G)
    dW1, db1, _ = layer_slopes(X, W1, dH * (1 - H**2))
    return [dW1, db1, dW2, db2]


def trained(weights, X, y, rate, steps):
    """(weights, losses) before each of `steps` + 1 descent steps, w ← w − η·∂L/∂w: each array has one axis more, of that length."""

    def descend(weights, _):
        moved = [w - rate * slope for w, slope in zip(weights, sweep(weights, X, y), strict=True)]
        return moved, (weights, loss(weights, X, y))

    return jax.lax.scan(descend, [jnp.asarray(w) for w in weights], length=steps + 1)[1]
