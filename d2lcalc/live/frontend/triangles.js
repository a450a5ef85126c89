/** The triangles of a surface, or of a cuboid's faces, cut at the box. */

import { look } from "./palette.js";
import { tabulate } from "./vectors.js";

const VERTEX = 6; // numbers of a vertex: place in the box (3), normal there (3, of any length)
const FAR = look.stage.far;
const SLACK = 1e-9;

/** @returns {{vertices: ArrayLike<number>, index: ArrayLike<number>}} three numbers of vertices a triangle */
export function trianglesOf(mark, box) {
  const vertices = mark.mark === "box" ? faces(box.place(mark.a), box.place(mark.b)) : grid(mark, box);
  const index = mark.mark === "box" ? FACES : trianglesIn(vertices, mark.n);
  return cut(vertices, index, box.half);
}

/** Every other row and column of a grid, of a mark that has one with a middle; a hole keeps all, since its rim lies one cell further. */
export function thinned(mark) {
  const n = (mark.n + 1) / 2;
  if (!(mark.n > 2) || n % 1 || !mark.z.every(Number.isFinite)) return mark;
  const every = (values) => tabulate(n * n, (k) => values[2 * (mark.n * Math.floor(k / n) + (k % n))]);
  return { ...mark, n, x: every(mark.x), y: every(mark.y), z: every(mark.z) };
}

/** A vertex for each place of the sample; its height is NaN where the surface has a hole. */
function grid({ x, y, z, n }, { limits, scale, half }) {
  const vertices = new Float64Array(VERTEX * z.length);
  for (let k = 0, at = 0; k < z.length; k++, at += VERTEX) {
    vertices[at] = (x[k] - limits.x[0]) * scale[0] - half[0];
    vertices[at + 1] = (y[k] - limits.y[0]) * scale[1] - half[1];
    const height = (z[k] - limits.z[0]) * scale[2] - half[2];
    vertices[at + 2] = Number.isFinite(vertices[at] + vertices[at + 1] + height) ? Math.min(FAR, Math.max(-FAR, height)) : NaN;
  }
  setNormals(vertices, n);
  borrowNormals(vertices, n);
  return vertices;
}

const isHole = (vertices, k) => Number.isNaN(vertices[VERTEX * k + 2]);

const [u, v] = [new Float64Array(3), new Float64Array(3)]; // the changes of place to the next column and to the next row

function setNormals(vertices, n) {
  for (let k = 0, at = 0; k < n * n; k++, at += VERTEX) {
    if (isHole(vertices, k)) continue; // in no triangle
    runAlong(vertices, k, 1, k % n > 0, k % n < n - 1, u);
    runAlong(vertices, k, n, k >= n, k < n * n - n, v);
    vertices[at + 3] = u[1] * v[2] - u[2] * v[1];
    vertices[at + 4] = u[2] * v[0] - u[0] * v[2];
    vertices[at + 5] = u[0] * v[1] - u[1] * v[0];
  }
}

/** Where a side of the grid shrinks to a point, as at a pole, nothing stands upright: its neighbour's normal does. */
function borrowNormals(vertices, n) {
  const has = (k) => vertices[VERTEX * k + 3] ** 2 + vertices[VERTEX * k + 4] ** 2 + vertices[VERTEX * k + 5] ** 2 > 1e-20;
  for (let k = 0; k < n * n; k++) {
    const other = has(k) ? undefined : [k + n, k - n, k + 1, k - 1].find(has);
    if (other !== undefined) vertices.copyWithin(VERTEX * k + 3, VERTEX * other + 3, VERTEX * other + 6);
  }
}

/** The change of place along the grid by central difference, one-sided beside a hole or an edge. */
function runAlong(vertices, k, stride, hasBefore, hasAfter, run) {
  const before = VERTEX * (hasBefore && !isHole(vertices, k - stride) ? k - stride : k);
  const after = VERTEX * (hasAfter && !isHole(vertices, k + stride) ? k + stride : k);
  for (let axis = 0; axis < 3; axis++) run[axis] = vertices[after + axis] - vertices[before + axis];
}

const whole = new Map(); // n -> the triangles of a grid of that size without holes

function trianglesIn(vertices, n) {
  for (let k = 0; k < n * n; k++) if (isHole(vertices, k)) return cells(vertices, n);
  if (!whole.has(n)) whole.set(n, Uint32Array.from(cells(vertices, n)));
  return whole.get(n);
}

/** Two triangles a cell, parted by the diagonal from its first corner; one where a corner is a hole, none where two are. */
function cells(vertices, n) {
  const index = [];
  for (let k = 0; k < n * n - n; k++) {
    if (k % n === n - 1) continue; // there is no cell to the right
    const [a, b, c, d] = [k, k + 1, k + n + 1, k + n].filter((corner) => !isHole(vertices, corner));
    if (c !== undefined) index.push(a, b, c);
    if (d !== undefined) index.push(a, c, d);
  }
  return index;
}

/** The vertices of the six faces of a cuboid with the opposite corners a and b, four a face, one after the other around it. */
function faces(a, b) {
  const face = (axis, end) => [[a, a], [b, a], [b, b], [a, b]].flatMap(([s, t]) => {
    const ends = [s, t];
    ends.splice(axis, 0, end);
    return [...ends.map((corner, k) => corner[k]), ...ends.map((_, k) => Number(k === axis))];
  });
  return [0, 1, 2].flatMap((axis) => [...face(axis, a), ...face(axis, b)]);
}
const FACES = [0, 4, 8, 12, 16, 20].flatMap((first) => [0, 1, 2, 0, 2, 3].map((corner) => first + corner));

/** What lies in the box: triangles that leave it are cut at its sides. */
function cut(vertices, index, half) {
  const outside = sides(vertices, half);
  if (!outside.some(Boolean)) return { vertices, index };
  const added = []; // numbers of the corners where sides of the box cut
  const at = (place) => (place < vertices.length ? vertices[place] : added[place - vertices.length]);
  const between = (a, b, share) => {
    for (let k = 0; k < VERTEX; k++) added.push(at(VERTEX * a + k) * (1 - share) + at(VERTEX * b + k) * share);
    return (vertices.length + added.length) / VERTEX - 1;
  };
  const kept = [];
  for (let k = 0; k < index.length; k += 3) {
    const [a, b, c] = [index[k], index[k + 1], index[k + 2]];
    if (outside[a] & outside[b] & outside[c]) continue;
    const polygon = outside[a] | outside[b] | outside[c] ? inside([a, b, c], at, between, half) : [a, b, c];
    for (let corner = 2; corner < polygon.length; corner++) kept.push(polygon[0], polygon[corner - 1], polygon[corner]);
  }
  const grown = new Float64Array(vertices.length + added.length);
  grown.set(vertices);
  grown.set(added, vertices.length);
  return { vertices: grown, index: kept };
}

/** Beyond which sides of the box each vertex lies, a bit a side. */
function sides(vertices, half) {
  const outside = new Uint8Array(vertices.length / VERTEX);
  for (let k = 0; k < outside.length; k++)
    for (let axis = 0; axis < 3; axis++) {
      const place = vertices[VERTEX * k + axis];
      if (Math.abs(place) > half[axis] + SLACK) outside[k] |= (place > 0 ? 1 : 2) << (2 * axis);
    }
  return outside;
}

/** A polygon of vertices, whose numbers are `at` their places, cut at the six sides of the box, one after the other. */
function inside(polygon, at, between, half) {
  for (const axis of [0, 1, 2])
    for (const sign of [1, -1]) {
      const beyond = (corner) => sign * at(VERTEX * corner + axis) - half[axis] - SLACK;
      polygon = polygon.flatMap((corner, k) => {
        const next = polygon[(k + 1) % polygon.length];
        const [here, there] = [beyond(corner), beyond(next)];
        const kept = here > 0 ? [] : [corner];
        return here > 0 === there > 0 ? kept : [...kept, between(corner, next, here / (here - there))];
      });
    }
  return polygon;
}
