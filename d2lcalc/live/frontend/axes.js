/** The box of the axes: far edges, floor grid, and numbers and names along its silhouette. */

import { corners } from "./camera.js";
import { numeral } from "./numbers.js";
import { outline } from "./shapes.js";
import { ticks } from "./ticks.js";
import { distance, dot, mix, tabulate } from "./vectors.js";

const AXES = [0, 1, 2];
const EDGE = "stroke:var(--d2l-soft);stroke-opacity:0.7";
const GRID = "stroke:var(--d2l-grid)";

const isUpper = (corner, axis) => Boolean((corner >> axis) & 1);

/** Twelve edges {axis, from}: from the corner of that number in `corners` to the one that differs in bit `axis`. */
const edges = AXES.flatMap((axis) => tabulate(8, (from) => ({ axis, from }))).filter(({ axis, from }) => !isUpper(from, axis));

/** An edge as it is seen; `far` says how many of the two sides that it parts are turned away from the eye. */
function onScreen({ axis, from }, { project, eye }, half) {
  const ends = [from, from | (1 << axis)].map((corner) => corners(half)[corner]), line = ends.map((end) => project(end));
  const far = AXES.filter((other) => other !== axis && (isUpper(from, other) ? 1 : -1) * eye[other] < half[other]).length;
  return { axis, from, start: ends[0], line, far, middle: mix(...line, 0.5), length: distance(...line) };
}

const least = (items, measure) => items.reduce((best, item) => (measure(item) < measure(best) ? item : best), items[0]);

/** Of the edges those that carry the numbers: of the floor's the lower ones on the screen, of the uprights one on the silhouette. */
function carriers(seen) {
  const floor = [0, 1].map((axis) => least(seen.filter((edge) => edge.axis === axis && !isUpper(edge.from, 2)), ({ middle }) => -middle[1]));
  const uprights = seen.filter(({ axis, far }) => axis === 2 && far === 1);
  return [...floor, least(uprights, (edge) => crowding(edge, floor))];
}

/** How much the numbers of the floor's edges that start at an upright get in its way: those beside a steep edge do. */
function crowding({ line: [foot], middle: [x] }, floor) {
  const beside = floor.filter(({ line }) => line.some((end) => distance(end, foot) < 1));
  const steepness = beside.map(({ line: [a, b], length }) => Math.abs(b[1] - a[1]) / length);
  return Math.max(0, ...steepness) + 1e-4 * x; // the left one, when in doubt
}

/** Lines as one element: thirty of them would cost a move a millisecond. */
const stroke = (lines, style) => ["path", { d: lines.map(outline).join(""), style }];

/** Numbers of an axis, at most six, as many as stand beside its edge without touching. */
function axisTicks([lo, hi], { line: [a, b], length }, em) {
  const [across, up] = [Math.abs(b[0] - a[0]) / length, Math.abs(b[1] - a[1]) / length];
  for (let about = 6; about > 1; about--) {
    const numbers = ticks(lo, hi, about);
    const widest = 0.6 * em * Math.max(...numbers.map((number) => numeral(number, 10).length));
    if (length / numbers.length > across * (widest + 0.5 * em) + up * 1.5 * em) return numbers;
  }
  return ticks(lo, hi, 1);
}

/** The floor's grid lines at the given numbers of x and y. */
const grid = ([xs, ys], { place, limits: { x, y } }) =>
  [...xs.map((at) => y.map((end) => [at, end])), ...ys.map((at) => x.map((end) => [end, at]))].map((line) => line.map(place));

/** Unit vector on the screen at right angles to an edge, away from the middle of the picture. */
function outward({ line: [a, b], middle, length }, centre) {
  const normal = [(a[1] - b[1]) / length, (b[0] - a[0]) / length];
  const side = Math.sign(dot(normal, middle) - dot(normal, centre)) || 1;
  return normal.map((part) => part * side);
}

/** Lines that lie behind everything, and texts still to be arranged; `em` in px. */
export function drawAxes(box, view, names, em) {
  const seen = edges.map((edge) => onScreen(edge, view, box.half)), carrying = carriers(seen);
  const numbers = AXES.map((axis) => (carrying[axis] ? axisTicks(box.limits["xyz"[axis]], carrying[axis], em) : []));
  const lines = seen.filter(({ far }) => far > 0).map(({ line }) => line);
  const [axisNames, texts] = [[], []];
  for (const axis of AXES) {
    const edge = carrying[axis];
    if (!edge || edge.length < 2 * em) continue; // seen end on
    const [nx, ny] = outward(edge, view.project([0, 0, 0]));
    const anchor = nx > 0.4 ? "start" : nx < -0.4 ? "end" : "middle";
    const beside = ([x, y], px) => [x + nx * px, y + ny * px];
    for (const value of numbers[axis]) {
      const foot = view.project(edge.start.map((side, k) => (k === axis ? box.coordinate(value, k) : side)));
      lines.push([foot, beside(foot, em * 0.35)]);
      texts.push({ text: numeral(value, 10), at: beside(foot, em * 0.95), anchor, size: 0.88, most: 0 });
    }
    const [x, top] = least(edge.line, (end) => end[1]);
    const where = axis === 2 ? { at: [x, top - em] } : { at: beside(edge.middle, em * 2.6), anchor };
    axisNames.push({ text: names[axis], size: 1.15, name: true, ...where });
  }
  const floor = grid(numbers, box).map((line) => line.map((end) => view.project(end)));
  return { lines: [stroke(floor, GRID), stroke(lines, EDGE)], texts: [...axisNames, ...exaggeration(box, view, em), ...texts] };
}

/** What is said in the corner where heights are drawn at another scale than a floor that has one. */
function exaggeration({ scale }, { height }, em) {
  const times = numeral(scale[2] / scale[0], 2);
  if (times === "1" || Math.abs(scale[0] - scale[1]) > 1e-9 * scale[0]) return [];
  return [{ text: `heights × ${times}`, at: [0.4 * em, height - 0.8 * em], anchor: "start", size: 0.88, colour: "soft" }];
}
