/** Values and positions of a parameter's control; parameters.py has the same rule. */

import { clamp } from "./vectors.js";

const RATIOS = 200;

/** How many steps a parameter's slider has. @param {any} p */
export const steps = (p) => (p.log ? RATIOS : Math.floor((p.max - p.min) / p.step + 1e-9));

/** The share of the range at which a value stands, in ratios where it is logarithmic. @param {any} p @param {number} value */
export const shareOf = ({ min, max, log }, value) => (log ? Math.log(value / min) / Math.log(max / min) : (value - min) / (max - min));

const atShare = ({ min, max, log }, share) => (log ? min * (max / min) ** share : min + share * (max - min));

/** The value at a slider position. @param {any} p @param {number} position */
export function valueAt(p, position) {
  const k = clamp(Math.round(position), 0, steps(p));
  if (k === positionOf(p, p.value)) return p.value; // the first value itself, even where it is not on the grid
  const value = p.log ? atShare(p, k / RATIOS).toPrecision(p.digits) : (p.min + k * p.step).toFixed(p.decimals);
  return clamp(Number(value), p.min, p.max) + 0;
}

/** The slider position of a value. @param {any} p @param {number} value */
export function positionOf(p, value) {
  const inside = clamp(value, p.min, p.max);
  const exact = p.log ? RATIOS * shareOf(p, inside) : (inside - p.min) / p.step;
  return Math.min(Math.floor(exact + 0.5), steps(p));
}

/** The nearest value that the control can show. @param {any} p @param {any} value */
export function snap(p, value) {
  if (p.kind === "switch") return Boolean(value);
  if (p.kind === "guess") return Number.isFinite(value) ? value : null;
  if (p.kind === "choice") return clamp(Math.round(value), 0, p.options.length - 1);
  return valueAt(p, positionOf(p, value));
}

/** A value outside a range that goes round, as degrees do, brought into it. */
function onCircle({ min, max }, value) {
  const span = max - min;
  return value < min || value > max ? min + ((((value - min) % span) + span) % span) : value;
}

/** The value where arrow keys move a dragged point: forty presses cross the range; a `fine` one goes one position on. */
export function movedOn(p, value, presses, fine) {
  const stride = fine ? 1 : Math.max(1, Math.round(steps(p) / 40));
  const position = positionOf(p, value) + presses * stride;
  return p.cyclic ? snap(p, onCircle(p, p.min + position * p.step)) : valueAt(p, position);
}

/** A share of a parameter's range brought into 0…1: a whole step, and any at all where the range goes round. */
export function settled(p, share) {
  if (p.cyclic) return share;
  const inside = clamp(share, 0, 1);
  return p.kind === "step" ? Math.round(inside * p.max) / p.max : inside;
}

/** The value at a share of the range. */
export function valueOn(p, share) {
  const value = atShare(p, share);
  if (p.kind === "step") return Math.round(value);
  return p.cyclic ? onCircle(p, value) : value;
}
