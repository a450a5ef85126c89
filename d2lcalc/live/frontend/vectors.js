/** The few operations on numbers, lists and vectors that every picture needs. */

export const clamp = (value, low, high) => Math.min(high, Math.max(low, value));
export const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + (a.length === 3 ? a[2] * b[2] : 0); // `reduce` takes five times as long
export const mix = (a, b, share) => a.map((value, k) => value + share * (b[k] - value));

/** [at(0), at(1), …], so many. */
export const tabulate = (count, at) => Array(count).fill().map((_, k) => at(k)); // `Array.from` takes three times as long

/** The places of n × n over [0, 1]², as their x and their y: row i along y, column j along x, index i·n + j, as in picture.py. */
export const unitSquare = (n) => [(k) => k % n, (k) => Math.floor(k / n)].map((at) => Float64Array.from({ length: n * n }, (_, k) => at(k) / (n - 1)));

/** A value within [low, high], `none` where it is NaN. */
export const held = (value, low, high, none) => (Number.isNaN(value) ? none : clamp(value, low, high));

/** How far apart two places of a plane are. */
export const distance = ([a, b], [c, d]) => Math.sqrt((c - a) ** 2 + (d - b) ** 2);

/** The part of the segment from p to q between the corners `low` and `high` as shares [from, to] of it, or null. */
export function clip(p, q, low, high) {
  let [from, to] = [0, 1];
  for (let axis = 0; axis < p.length; axis++) {
    const [start, run] = [p[axis], q[axis] - p[axis]];
    if (!Number.isFinite(start + run) || (run === 0 && (start < low[axis] || start > high[axis]))) return null;
    if (run === 0) continue;
    const [a, b] = [(low[axis] - start) / run, (high[axis] - start) / run];
    from = Math.max(from, Math.min(a, b));
    to = Math.min(to, Math.max(a, b));
  }
  return from <= to ? [from, to] : null;
}
