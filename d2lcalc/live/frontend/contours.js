/** Contour lines by marching squares. */

import { heightsOf } from "./marks.js";
import { ticks } from "./ticks.js";

/** The contour lines of a mark, level by level, kept with it until it changes. @returns {{level: number, lines: number[][][]}[]} */
export const contoursOf = (mark) => (mark.contours ??= levelsOf(mark).map((level) => ({ level, lines: contourLines(mark, level) })));

/** Those asked for, or about ten round ones between the lowest and the highest height. @returns {number[]} */
export function levelsOf(mark) {
  if (mark.levels) return [...mark.levels];
  const [low, high] = heightsOf(mark);
  return ticks(low, high, 10).filter((level) => level > low && level < high);
}

/**
 * The polylines z = level over a regular grid (index i·n + j: row i along y, column j along x), as lists of [x, y].
 * A cell with a corner that is not finite is left out.
 */
export function contourLines({ x, y, z, n }, level) {
  const links = new Map(); // an edge of the grid that the line crosses -> the edges it goes on to
  const link = (a, b) => links.set(a, [...(links.get(a) ?? []), b]);
  for (let k = 0; k + n < n * n; k++) {
    const isAbove = z[k] > level;
    if (isAbove === z[k + 1] > level && isAbove === z[k + n] > level && isAbove === z[k + n + 1] > level) continue;
    if (k % n === n - 1) continue; // there is no cell to the right
    for (const [a, b] of crossings(z, k, n, level)) {
      link(a, b);
      link(b, a);
    }
  }
  const placeOn = (edge) => {
    const [a, b] = [edge >> 1, (edge >> 1) + (edge & 1 ? n : 1)];
    const share = (level - z[a]) / (z[b] - z[a]);
    return [x[a] + share * (x[b] - x[a]), y[a] + share * (y[b] - y[a])];
  };
  return chains(links).map((edges) => edges.map(placeOn));
}

/**
 * The pairs of edges that a line joins in the cell with lower left corner k. Edges are numbered 2k (from corner k to the right) and
 * 2k + 1 (from corner k upward).
 */
function crossings(z, k, n, level) {
  const [a, b, c, d] = [z[k], z[k + 1], z[k + n + 1], z[k + n]];
  if (!Number.isFinite(a + b + c + d)) return [];
  const above = [a > level, b > level, c > level, d > level];
  const [left, bottom, right, top] = [2 * k + 1, 2 * k, 2 * (k + 1) + 1, 2 * (k + n)];
  const crossed = [left, bottom, right, top].filter((_, i) => above[i] !== above[(i + 3) % 4]);
  if (crossed.length === 2) return [crossed];
  const isHigh = (a + b + c + d) / 4 > level; // in the middle of a saddle
  return isHigh === above[0] ? [[left, top], [bottom, right]] : [[left, bottom], [right, top]];
}

/** The edges in the order in which they follow each other, line by line. */
function chains(links) {
  const walk = (start) => {
    const line = [start];
    for (let here = start; here !== undefined; ) {
      const onward = links.get(here).filter((edge) => edge !== line.at(-2));
      links.delete(here);
      here = onward.find((edge) => links.has(edge));
      if (here !== undefined) line.push(here);
      else if (line.length > 2 && onward.includes(start)) line.push(start); // it closes on itself
    }
    return line;
  };
  const open = [...links.keys()].filter((edge) => links.get(edge).length === 1); // first, from an end
  const lines = [...open, ...links.keys()].flatMap((edge) => (links.has(edge) ? [walk(edge)] : []));
  return lines.filter((line) => line.length > 1);
}
