/** The box of the axes: far edges, floor grid, and numbers and names along its silhouette. */

import { svg } from "./dom.js";
import { format, ticks } from "./ticks.js";

const AXES = [0, 1, 2];

/** Twelve edges as [axis, corner], the corner at the edge's lower end. */
const edges = AXES.flatMap((axis) => [0, 1, 2, 3].map((k) => [axis, k]));

/** The other two coordinates of an edge along `axis`, as signs. */
function ends([axis, k], half) {
  const [b, c] = AXES.filter((other) => other !== axis);
  const at = (t) => {
    const point = [0, 0, 0];
    point[axis] = t * half[axis];
    point[b] = (k & 1 ? 1 : -1) * half[b];
    point[c] = (k & 2 ? 1 : -1) * half[c];
    return point;
  };
  return [at(-1), at(1)];
}

/** Whether a side of the box, given by its axis and sign, is turned away from the eye. */
const isFar = (axis, sign, { eye }, half) => sign * eye[axis] < half[axis];

function isFarEdge([axis, k], view, half) {
  const [b, c] = AXES.filter((other) => other !== axis);
  return isFar(b, k & 1 ? 1 : -1, view, half) || isFar(c, k & 2 ? 1 : -1, view, half);
}

function isSilhouette([axis, k], view, half) {
  const [b, c] = AXES.filter((other) => other !== axis);
  return isFar(b, k & 1 ? 1 : -1, view, half) !== isFar(c, k & 2 ? 1 : -1, view, half);
}

const middle = ([a, b]) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

const lowest = (a, b) => (a.middle[1] > b.middle[1] ? a : b);

/** The edges that carry the numbers: of the floor's the lower ones on the screen, of the uprights one on the silhouette. */
function carriers(view, half) {
  const onScreen = (edge) => {
    const [a, b] = ends(edge, half);
    const line = [a, b].map((end) => view.project(end));
    return { a, line, middle: middle(line), length: Math.hypot(line[1][0] - line[0][0], line[1][1] - line[0][1]) };
  };
  const along = (axis) => edges.filter(([other]) => other === axis);
  const floor = [0, 1].map((axis) => along(axis).filter(([, k]) => !(k & 2)).map(onScreen).reduce(lowest));
  const uprights = along(2).filter((edge) => isSilhouette(edge, view, half)).map(onScreen);
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

/** Numbers of an axis: about one every `room` px of the edge that carries it. */
function axisTicks([lo, hi], { length }, room) {
  return ticks(lo, hi, Math.min(6, length / room));
}

/** The floor's grid lines at the given numbers of x and y. */
function grid(numbers, box, view) {
  return [0, 1].flatMap((axis) =>
    numbers[axis].map((value) => {
      const [from, to] = [-1, 1].map((side) => {
        const point = box.place([box.limits.x[0], box.limits.y[0]]);
        point[axis] = box.place([value, value])[axis];
        point[1 - axis] = side * box.half[1 - axis];
        return view.project(point);
      });
      return line([from, to], GRID);
    }),
  );
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
  const numbers = AXES.map((axis) => carrying[axis] ? axisTicks(box.limits["xyz"[axis]], carrying[axis], em * (axis === 2 ? 2.2 : 3.6)) : []);
  const lines = edges
    .filter((edge) => isFarEdge(edge, view, box.half))
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
      texts.push({ text: format(value, 10), at: beside(foot, em * 0.95), anchor: anchor(nx), size: 0.88 });
    }
    axisNames.push(axis === 2
      ? { text: names[2], at: above(edge, em), size: 1.15, name: true }
      : { text: names[axis], at: beside(middle(edge), em * 2.6), anchor: anchor(nx), size: 1.15, name: true });
  }
  return { lines: [...grid(numbers, box, view), ...lines], texts: [...axisNames, ...texts] };
}

/** Above the upper end of an edge. */
const above = ([a, b], em) => [a[1] < b[1] ? a[0] : b[0], Math.min(a[1], b[1]) - em];
