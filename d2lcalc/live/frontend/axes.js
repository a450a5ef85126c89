/** The box of the axes: far edges, floor grid, and numbers and names along its silhouette. */

import { corners } from "./camera.js";
import { svg } from "./dom.js";
import { format } from "./numbers.js";
import { ticks } from "./ticks.js";

const AXES = [0, 1, 2];

const OTHERS = [[1, 2], [0, 2], [0, 1]];
const isUpper = (corner, axis) => Boolean((corner >> axis) & 1);

/** Twelve edges {axis, from}: from the corner of that number in `corners` to the one that differs in bit `axis`. */
const edges = AXES.flatMap((axis) => [0, 1, 2, 3, 4, 5, 6, 7].filter((corner) => !isUpper(corner, axis)).map((from) => ({ axis, from })));
const ends = ({ axis, from }, half) => [from, from | (1 << axis)].map((corner) => corners(half)[corner]);

/** How many of the two sides that an edge parts are turned away from the eye. */
const farSides = ({ axis, from }, { eye }, half) => OTHERS[axis].filter((other) => (isUpper(from, other) ? 1 : -1) * eye[other] < half[other]).length;

const middle = ([a, b]) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

const lowest = (a, b) => (a.middle[1] > b.middle[1] ? a : b);

/** The edges that carry the numbers: of the floor's the lower ones on the screen, of the uprights one on the silhouette. */
function carriers(view, half) {
  const onScreen = (edge) => {
    const [a, b] = ends(edge, half);
    const line = [a, b].map((end) => view.project(end));
    return { a, line, middle: middle(line), length: Math.hypot(line[1][0] - line[0][0], line[1][1] - line[0][1]) };
  };
  const floor = [0, 1].map((axis) => edges.filter((edge) => edge.axis === axis && !isUpper(edge.from, 2)).map(onScreen).reduce(lowest));
  const uprights = edges.filter((edge) => edge.axis === 2 && farSides(edge, view, half) === 1).map(onScreen);
  return [...floor, uprights.reduce((best, edge) => (crowding(edge, floor) < crowding(best, floor) ? edge : best), uprights[0])];
}

/** How much the numbers of the floor's edges that start at an upright get in its way: those beside a steep edge do. */
function crowding({ line: [foot], middle: [x] }, floor) {
  const beside = floor.filter(({ line }) => line.some((end) => Math.hypot(end[0] - foot[0], end[1] - foot[1]) < 1));
  const steepness = beside.map(({ line: [a, b], length }) => Math.abs(b[1] - a[1]) / length);
  return Math.max(0, ...steepness) + 1e-4 * x; // the left one, when in doubt
}

const line = ([a, b], style) => svg("line", { x1: a[0], y1: a[1], x2: b[0], y2: b[1], style });
const EDGE = "stroke:var(--d2l-soft);stroke-opacity:0.7";
const GRID = "stroke:var(--d2l-grid)";

/** Numbers of an axis, at most six, as many as stand beside its edge without touching. */
function axisTicks([lo, hi], { line: [a, b], length }, em) {
  const [across, up] = [Math.abs(b[0] - a[0]) / length, Math.abs(b[1] - a[1]) / length];
  for (let about = 6; about > 1; about--) {
    const numbers = ticks(lo, hi, about);
    const widest = 0.6 * em * Math.max(...numbers.map((number) => format(number, 10).length));
    if (length / numbers.length > across * (widest + 0.5 * em) + up * 1.5 * em) return numbers;
  }
  return ticks(lo, hi, 1);
}

/** The floor's grid lines at the given numbers of x and y. */
function grid(numbers, { place, limits }, view) {
  const across = numbers[0].map((x) => limits.y.map((y) => [x, y]));
  const along = numbers[1].map((y) => limits.x.map((x) => [x, y]));
  return [...across, ...along].map((ends) => line(ends.map((end) => view.project(place(end))), GRID));
}

/** Unit vector on the screen at right angles to an edge, away from the middle of the picture. */
function outward([a, b], centre) {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  const [nx, ny] = [(a[1] - b[1]) / length, (b[0] - a[0]) / length];
  const [mx, my] = middle([a, b]);
  const side = Math.sign((mx - centre[0]) * nx + (my - centre[1]) * ny) || 1;
  return [nx * side, ny * side];
}

/** Where text stands that lies in direction [nx, ny] from its anchor. */
const anchor = (nx) => (nx > 0.4 ? "start" : nx < -0.4 ? "end" : "middle");

/**
 * Lines that lie behind everything, and texts still to be arranged.
 * @param {object} box @param {object} view @param {string[]} names @param {number} em px
 * @returns {{lines: SVGElement[], texts: import("./texts.js").Text[]}}
 */
export function drawAxes(box, view, names, em) {
  const centre = view.project([0, 0, 0]);
  const carrying = carriers(view, box.half);
  const numbers = AXES.map((axis) => (carrying[axis] ? axisTicks(box.limits["xyz"[axis]], carrying[axis], em) : []));
  const lines = edges
    .filter((edge) => farSides(edge, view, box.half) > 0)
    .map((edge) => line(ends(edge, box.half).map((end) => view.project(end)), EDGE));
  const [axisNames, texts] = [[], []];
  for (const axis of AXES) {
    if (!carrying[axis] || carrying[axis].length < 2 * em) continue; // seen end on
    const { a, line: edge } = carrying[axis];
    const [nx, ny] = outward(edge, centre);
    const beside = ([x, y], px) => [x + nx * px, y + ny * px];
    for (const value of numbers[axis]) {
      const point = a.slice();
      point[axis] = (value - box.limits["xyz"[axis]][0]) * box.scale[axis] - box.half[axis];
      const foot = view.project(point);
      lines.push(line([foot, beside(foot, em * 0.35)], EDGE));
      texts.push({ text: format(value, 10), at: beside(foot, em * 0.95), anchor: anchor(nx), size: 0.88, spare: true });
    }
    axisNames.push(axis === 2
      ? { text: names[2], at: above(edge, em), size: 1.15, name: true }
      : { text: names[axis], at: beside(middle(edge), em * 2.6), anchor: anchor(nx), size: 1.15, name: true });
  }
  return { lines: [...grid(numbers, box, view), ...lines], texts: [...axisNames, ...texts] };
}

/** Above the upper end of an edge. */
const above = ([a, b], em) => [a[1] < b[1] ? a[0] : b[0], Math.min(a[1], b[1]) - em];
