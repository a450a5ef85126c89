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

/** An angle brought into a range of 360 degrees, going round; where the range is another, the angle itself. @param {any} p @param {number} degrees */
export function onCircle(p, degrees) {
  return p.max - p.min === 360 ? p.min + ((((degrees - p.min) % 360) + 360) % 360) : degrees;
}
