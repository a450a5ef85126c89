/** The few operations on numbers and vectors that every picture needs. */

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
export const dot = (a, b) => a.reduce((sum, value, k) => sum + value * b[k], 0);
export const mix = (a, b, share) => a.map((value, k) => value + share * (b[k] - value));

/** How far apart two places of a plane are. */
export const distance = ([a, b], [c, d]) => Math.hypot(c - a, d - b);
