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

const middle = ([a, b]) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];

/** The edge that carries an axis' numbers: the lowest of the floor's edges on the screen, the leftmost upright one. */
function carrier(axis, view, half) {
  const candidates = edges.filter(([a, k]) => a === axis && (axis === 2 || !(k & 2)));
  const rank = (edge) => {
    const [x, y] = middle(ends(edge, half).map((end) => view.project(end)));
    return axis === 2 ? -x : y;
  };
  return candidates.reduce((best, edge) => (rank(edge) > rank(best) ? edge : best));
}

const line = ([a, b], style) => svg("line", { x1: a[0], y1: a[1], x2: b[0], y2: b[1], style });
const EDGE = "stroke:var(--d2l-soft);stroke-opacity:0.7";
const GRID = "stroke:var(--d2l-grid)";

/** Numbers of each axis: about one every `room` px of the edge that carries them. */
function axisTicks(axis, edge, box, view, room) {
  const [a, b] = ends(edge, box.half).map((end) => view.project(end));
  const [lo, hi] = box.limits["xyz"[axis]];
  return ticks(lo, hi, Math.max(1, Math.min(6, Math.hypot(b[0] - a[0], b[1] - a[1]) / room)));
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
 * Lines that lie behind everything, and texts, as wishes {text, at, anchor, …} for `placeTexts`.
 * @param {object} box @param {object} view @param {string[]} names @param {number} font px
 */
export function drawAxes(box, view, names, font) {
  const centre = view.project([0, 0, 0]);
  const carriers = AXES.map((axis) => carrier(axis, view, box.half));
  const numbers = AXES.map((axis) => axisTicks(axis, carriers[axis], box, view, font * (axis === 2 ? 2.2 : 3.6)));
  const lines = edges
    .filter((edge) => isFarEdge(edge, view, box.half))
    .map((edge) => line(ends(edge, box.half).map((end) => view.project(end)), EDGE));
  const texts = [];
  for (const axis of AXES) {
    const edge = ends(carriers[axis], box.half);
    const onScreen = edge.map((end) => view.project(end));
    const [nx, ny] = outward(onScreen, centre);
    const beside = ([x, y], px) => [x + nx * px, y + ny * px];
    for (const value of numbers[axis]) {
      const point = edge[0].slice();
      point[axis] = (value - box.limits["xyz"[axis]][0]) * box.scale[axis] - box.half[axis];
      const foot = view.project(point);
      lines.push(line([foot, beside(foot, font * 0.35)], EDGE));
      texts.push({ text: format(value, 10), at: beside(foot, font * 0.95), anchor: anchor(nx), size: 0.88 });
    }
    const at = axis === 2 ? upperEnd(onScreen, font) : beside(middle(onScreen), font * 2.5);
    texts.push({ text: names[axis], at, anchor: axis === 2 ? "middle" : anchor(nx), italic: true, first: true });
  }
  return { lines: [...grid(numbers, box, view), ...lines], texts };
}

const upperEnd = ([a, b], font) => {
  const [x, y] = a[1] < b[1] ? a : b;
  return [x, y - font];
};

