/** The picture of a function that is picked or typed, without Python: how it opens is as d2lcalc/scenes/opening.py has it. */

import { typedFunction } from "./calculus.js";
import { heightRange } from "./marks.js";
import { niceStep } from "./ticks.js";
import { filled } from "./writer.js";
import { unitSquare } from "./vectors.js";

const SIDE = 41; // samples along each side of the window, which show the heights
const USUAL = 0.2; // of the shorter side: the length of an arrow that can be read

/**
 * The spec of the subject that a text names or describes, that of the model unless given; undefined where nothing was recorded for it. Throws
 * an error for a text that is no function, with its `position`.
 */
export function specOf(model, text = model.get("subject")) {
  if (!text) return model.get("spec");
  const recorded = model.get("recorded") ?? {}, hollow = model.get("hollow"), name = text.trim().toLowerCase().replace(/[\s_-]+/g, " ");
  const known = recorded[[text, name].find((key) => Object.hasOwn(recorded, key))];
  if (known?.program) return known;
  return hollow?.kinds && completed(hollow, known ?? fillingOf(text, hollow));
}

/** The picture with holes of this kind, filled; undefined where it was not recorded. */
function completed({ kinds }, { kind, parameters, subject, ...filling }) {
  return kinds[kind] && { ...kinds[kind], parameters, subject, program: filled(kinds[kind].program, filling) };
}

/** What fills the holes with a typed function. */
function fillingOf(text, { kinds, window, places, ...vocabulary }) {
  const f = typedFunction(text, vocabulary), samples = square(window), surface = f.values("f", ...samples);
  const [low, high] = heightRange(surface), air = 0.08 * (high - low);
  const kind = (f.isEntire ? "entire" : "any") + (low >= -1e-9 * (high + air) ? " above zero" : "");
  const numbers = { ...window, low: low - air, high: high + air, scale: scaleOf(f, samples, window), regular: Number(f.isRegular) };
  const { subject, parameters: opened } = Object.values(kinds)[0], point = tellingPoint(f, places);
  const parameters = opened.map((each) => ({ ...each, value: point[each.name] ?? each.value }));
  const ends = parameters.flatMap(({ name, ...parameter }) => ["min", "max", "step"].map((end) => [`${name}.${end}`, parameter[end]]));
  return { kind, numbers: { ...numbers, ...Object.fromEntries(ends) }, subject: { ...subject, typed: text }, parameters, ...f };
}

/** Places all over the window, as arrays of x and of y. */
function square({ xmin, xmax, ymin, ymax }) {
  const [us, vs] = unitSquare(SIDE);
  return [us.map((u) => xmin + u * (xmax - xmin)), vs.map((v) => ymin + v * (ymax - ymin))];
}

/** The round scale at which gradients are drawn: 1, unless half of them would be far too short to be read, or far too long. */
function scaleOf(f, samples, { xmin, xmax, ymin, ymax }) {
  const [gx, gy] = ["f_x", "f_y"].map((name) => f.values(name, ...samples));
  const steepness = gx.map((slope, k) => Math.hypot(slope, gy[k])).filter(Number.isFinite);
  const sorted = Float64Array.of(...steepness, 0).sort(), middle = (sorted.length - 1) / 2;
  const number = (USUAL * Math.min(xmax - xmin, ymax - ymin) * 2) / (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]);
  return number < 0.1 || (number > 10 && number < Infinity) ? niceStep(number, 1) : 1;
}

/** The first of the places at which the slopes of f are finite, none is zero and they differ; where there is none, one with a value. */
function tellingPoint(f, [xs, ys]) {
  const [values, gx, gy] = ["f", "f_x", "f_y"].map((name) => f.values(name, xs, ys));
  const fitness = xs.map((_, k) => {
    const [less, more] = [gx[k], gy[k]].map(Math.abs).sort((a, b) => a - b);
    return Number.isFinite(values[k]) * (1 + (less > 0 && less < 0.99 * more && more < Infinity));
  });
  const best = fitness.indexOf(Math.max(...fitness));
  return { x: xs[best], y: ys[best] };
}
