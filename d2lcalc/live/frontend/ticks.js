/** Where an axis carries its numbers. */

import { numeral, powerOfTen } from "./numbers.js";
import { tabulate } from "./vectors.js";

/** The step 1, 2 or 5 times a power of ten that cuts a span into about `about` parts. @returns {number} */
export function niceStep(span, about) {
  const power = 10 ** Math.floor(Math.log10(span / about));
  const ratio = span / about / power;
  return power * (ratio < 1.5 ? 1 : ratio < 3.5 ? 2 : ratio < 7.5 ? 5 : 10);
}

/** About so many multiples of a nice step within [lo, hi], each the double nearest to its decimal; quarters of a whole turn in degrees. @returns {number[]} */
export function ticks(lo, hi, about) {
  if (!(hi > lo) || !Number.isFinite(hi - lo)) return Number.isFinite(lo) ? [lo] : [];
  const step = hi - lo === 360 ? 90 : niceStep(hi - lo, Math.max(1, about));
  const first = Math.ceil(lo / step - 1e-9);
  const count = Math.floor(hi / step + 1e-9) - first + 1;
  return tabulate(count, (k) => Number(((first + k) * step).toPrecision(12)) + 0);
}

/** The same with their texts. @returns {{value: number, text: string}[]} */
export const equalTicks = (lo, hi, about) => ticks(lo, hi, about).map((value) => ({ value, text: numeral(value, 6) }));

/**
 * About so many numbers along a logarithmic axis from lo > 0, with their texts: powers of ten; within two decades also 2 and 5 times them;
 * equal steps where those are too few. @returns {{value: number, text: string}[]}
 */
export function logTicks(lo, hi, about) {
  const powers = ticks(Math.log10(lo), Math.log10(hi), about).filter(Number.isInteger);
  if (powers.length > 2) return powers.map((power) => ({ value: Number(`1e${power}`), text: powerOfTen(power) }));
  const decades = tabulate(4, (k) => Math.floor(Math.log10(lo)) + k);
  const round = decades.flatMap((power) => [1, 2, 5].map((digit) => Number(`${digit}e${power}`))).filter((value) => lo <= value && value <= hi);
  return round.length > 1 ? round.map((value) => ({ value, text: numeral(value, 6) })) : equalTicks(lo, hi, about);
}

/** Why nothing can be drawn in these limits, or "". @param {Record<string, number[]>} limits @param {string[]} [scales] */
export function unfit(limits, scales = []) {
  for (const [k, axis] of Object.keys(limits).entries()) {
    const [lo, hi] = limits[axis];
    if (!(Number.isFinite(hi - lo) && lo < hi)) return `The ${axis} axis would run from ${numeral(lo, 4)} to ${numeral(hi, 4)}: nothing to draw.`;
    if (scales[k] === "log" && lo <= 0) return `The ${axis} axis is logarithmic and cannot start at ${numeral(lo, 4)}.`;
  }
  return "";
}
