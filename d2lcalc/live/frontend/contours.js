/** Contour lines by marching squares. */

import { ticks } from "./ticks.js";

/** The contour lines of a mark, level by level, kept with it until it changes. @returns {{level: number, lines: number[][][]}[]} */
export function contoursOf(mark) {
  mark.contours ??= [...(mark.levels ?? roundLevels(mark.z))].map((level) => ({ level, lines: contourLines(mark, level) }));
  return mark.contours;
}

/** About ten round levels inside the finite range of the heights. @param {ArrayLike<number>} z @returns {number[]} */
function roundLevels(z) {
  let [low, high] = [Infinity, -Infinity];
  for (let i = 0; i < z.length; i++) {
    if (!Number.isFinite(z[i])) continue;
    low = Math.min(low, z[i]);
    high = Math.max(high, z[i]);
  }
  return ticks(low, high, 10).filter((level) => level > low && level < high);
}

/**
 * The polylines z = level over a regular grid (index i·n + j: row i along y, column j along x), as lists of [x, y].
 * A cell with a corner that is not finite is left out. A saddle cell is cut according to its middle height.
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>, z: ArrayLike<number>, n: number}} grid @param {number} level
 */
export function contourLines({ x, y, z, n }, level) {
  const links = new Map(); // an edge of the grid that the line crosses -> the edges it goes on to
  const join = (a, b) => {
    links.set(a, [...(links.get(a) ?? []), b]);
    links.set(b, [...(links.get(b) ?? []), a]);
  };
  for (let i = 0; i + 1 < n; i++) {
    for (let j = 0; j + 1 < n; j++) {
      const k = i * n + j;
      for (const [a, b] of crossings(z, k, n, level)) join(a, b);
    }
  }
  return chains(links).map((edges) => edges.map((edge) => placeOn(edge, { x, y, z, n }, level)));
}

// Edges are numbered 2k (from corner k to the right) and 2k + 1 (from corner k upward).
function crossings(z, k, n, level) {
  const [a, b, c, d] = [z[k], z[k + 1], z[k + n + 1], z[k + n]];
  const above = (a > level) + 2 * (b > level) + 4 * (c > level) + 8 * (d > level);
  if (above === 0 || above === 15 || !Number.isFinite(a + b + c + d)) return [];
  const [bottom, right, top, left] = [2 * k, 2 * (k + 1) + 1, 2 * (k + n), 2 * k + 1];
  const high = (a + b + c + d) / 4 > level;
  switch (above) {
    case 1: case 14: return [[left, bottom]];
    case 2: case 13: return [[bottom, right]];
    case 4: case 11: return [[right, top]];
    case 8: case 7: return [[top, left]];
    case 3: case 12: return [[left, right]];
    case 6: case 9: return [[bottom, top]];
    case 5: return high ? [[left, top], [bottom, right]] : [[left, bottom], [right, top]];
    default: return high ? [[left, bottom], [right, top]] : [[left, top], [bottom, right]]; // 10
  }
}

function chains(links) {
  const lines = [];
  const walk = (start) => {
    const line = [start];
    for (let here = start; here !== undefined && links.has(here); ) {
      const onward = links.get(here).filter((edge) => edge !== line.at(-2));
      links.delete(here);
      here = onward.find((edge) => links.has(edge)) ?? (line.length > 2 ? onward.find((edge) => edge === start) : undefined);
      if (here !== undefined) line.push(here);
    }
    lines.push(line);
  };
  for (const [edge, ends] of [...links]) if (ends.length === 1 && links.has(edge)) walk(edge); // open lines first, from an end
  for (const edge of links.keys()) walk(edge); // what is left closes on itself
  return lines.filter((line) => line.length > 1);
}

function placeOn(edge, { x, y, z, n }, level) {
  const a = edge >> 1;
  const b = edge & 1 ? a + n : a + 1;
  const share = (level - z[a]) / (z[b] - z[a]);
  return [x[a] + share * (x[b] - x[a]), y[a] + share * (y[b] - y[a])];
}
