/** Values and positions of a parameter's control; parameters.py has the same rule. */

const RATIOS = 200;

/** How many steps a parameter's slider has. @param {any} p */
export function steps(p) {
  if (p.kind === "step") return p.max;
  return p.log ? RATIOS : Math.floor((p.max - p.min) / p.step + 1e-9);
}

/** The value at a slider position. @param {any} p @param {number} position */
export function valueAt(p, position) {
  const k = Math.min(Math.max(Math.round(position), 0), steps(p));
  if (p.kind === "step") return k;
  if (k === positionOf(p, p.value)) return p.value; // the first value itself, even where it is not on the grid
  const value = p.log ? (p.min * (p.max / p.min) ** (k / RATIOS)).toPrecision(p.digits) : (p.min + k * p.step).toFixed(p.decimals);
  return Math.min(Math.max(Number(value), p.min), p.max) + 0;
}

/** The slider position of a value. @param {any} p @param {number} value */
export function positionOf(p, value) {
  if (p.kind === "step") return Math.round(value);
  const inside = Math.min(Math.max(value, p.min), p.max);
  const exact = p.log ? (RATIOS * Math.log(inside / p.min)) / Math.log(p.max / p.min) : (inside - p.min) / p.step;
  return Math.min(Math.floor(exact + 0.5), steps(p));
}

/** The nearest value that the control can show. @param {any} p @param {any} value */
export function snap(p, value) {
  if (p.kind === "switch") return Boolean(value);
  if (p.kind === "guess") return Number.isFinite(value) ? value : null;
  if (p.kind === "choice") return Math.min(Math.max(Math.round(value), 0), p.options.length - 1);
  return valueAt(p, positionOf(p, value));
}

/** How many positions an arrow key moves a dragged point: forty presses cross the range; with Shift one position. @param {any} p @param {boolean} fine */
export function stride(p, fine) {
  return fine ? 1 : Math.max(1, Math.round(steps(p) / 40));
}

/** Whether a range has no ends: it goes round, as degrees do. @param {any} p */
const isCyclic = (p) => p.cyclic || p.max - p.min === 360;

/** A value outside a range that goes round, brought into it. @param {any} p @param {number} value */
function onCircle(p, value) {
  const span = p.max - p.min;
  return value < p.min || value > p.max ? p.min + ((((value - p.min) % span) + span) % span) : value;
}

/** The value so many positions on from another; round, where the range goes round. @param {any} p @param {number} value @param {number} by */
export function movedOn(p, value, by) {
  const position = positionOf(p, value) + by;
  return isCyclic(p) ? snap(p, onCircle(p, p.min + position * p.step)) : valueAt(p, position);
}

/** A share of a parameter's range brought into 0…1: a whole step, and any at all where the range goes round. @param {any} p @param {number} share */
export function settled(p, share) {
  if (isCyclic(p)) return share;
  const inside = Math.min(Math.max(share, 0), 1);
  return p.kind === "step" ? Math.round(inside * p.max) / p.max : inside;
}

/** The value at a share of the range, in ratios where it is logarithmic. @param {any} p @param {number} share */
export function valueOn(p, share) {
  if (p.kind === "step") return Math.round(share * p.max);
  return p.log ? p.min * (p.max / p.min) ** share : onCircle(p, p.min + share * (p.max - p.min));
}

/** The share of the range at which a value stands. @param {any} p @param {number} value */
export function shareOf(p, value) {
  if (p.kind === "step") return value / p.max;
  return p.log ? Math.log(value / p.min) / Math.log(p.max / p.min) : (value - p.min) / (p.max - p.min);
}
