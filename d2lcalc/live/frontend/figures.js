/** How each mark but the surface's inside is drawn on a stage: lines, arrow heads, points. */

import { contoursOf } from "./contours.js";
import { dashFor, look, markerFor } from "./palette.js";
import { pieces } from "./strokes.js";
import { distance, held, mix } from "./vectors.js";

const SHAPES = { circle: 0, square: 1, diamond: 2, ring: 3, arrow: 0 };
const HEAD = 4; // the shape of an arrow head
const LIFT = { line: 0.012, glyph: 0.035 }; // towards the eye, in box units: a line on a surface is not buried in it

/** Colour, width and dash of a mark's lines. */
function penOf({ role, kind }, { palette, scale }, width = role === "quiet" ? 1.5 : 2.6) {
  const colour = kind === "ghost" ? mix(palette.paper, palette[role], look.ghost) : palette[role];
  return { colour, width: width * scale, dash: dashFor({ role, kind }) };
}

/** A polyline of the box, cut at its sides. */
const polyline = (sketch, points, pen, { view, box }) =>
  pieces(points, box.half).forEach((piece) => sketch.line(piece.map((point) => view.project(point, LIFT.line)), pen));

const isInside = (point, half) => point.every((value, k) => Math.abs(value) <= half[k] + 1e-9);

/** The points of a mark of coordinate arrays; without heights they lie on the floor. */
const along = ({ x, y, z }, box) => Array.from(x, (_, k) => box.place([x[k], y[k], z?.[k]]));

/** The contour lines of a mark on the floor. */
const contours = (mark, box) => contoursOf(mark).flatMap(({ lines }) => lines.map((line) => line.map(box.place)));

/** The places around the window of a surface, back to the first. */
function rim({ n, x, y, z }, box) {
  const side = Array.from({ length: n - 1 }, (_, k) => k);
  const last = n - 1;
  const ring = [...side, ...side.map((k) => k * n + last), ...side.map((k) => n * n - 1 - k), ...side.map((k) => (last - k) * n), 0];
  return ring.map((k) => box.place([x[k], y[k], z[k]]));
}

/** A rectangle on the floor, or the edges of a cuboid. */
function box({ a, b, ...mark }, sketch, scene) {
  const ring = (height) => [a, [b[0], a[1]], b, [a[0], b[1]], a].map(([x, y]) => [x, y, ...height]);
  const [floor, top] = [ring(a.slice(2)), ring(b.slice(2))];
  const lines = a.length === 3 ? [floor, top, ...[0, 1, 2, 3].map((k) => [floor[k], top[k]])] : [floor];
  for (const line of lines) polyline(sketch, line.map(scene.box.place), penOf(mark, scene), scene);
}

function arrow(mark, sketch, scene, { width, head: longest } = { width: 3, head: 13 }) {
  const { box, view, scale } = scene;
  const [tail, tip] = [mark.tail, mark.tip].map(box.place);
  const [from, to] = [tail, tip].map((point) => view.project(point, LIFT.line));
  const length = distance(from, to);
  if (!(length > 0.5)) return;
  const radius = Math.min(longest * scale, 0.6 * length);
  const isSeen = isInside(tip, box.half);
  const pen = penOf(mark, scene, width);
  polyline(sketch, [tail, isSeen ? mix(tip, tail, (0.8 * radius) / length) : tip], pen, scene);
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  if (isSeen) sketch.glyph(to, { colour: pen.colour, radius, shape: HEAD, angle, rim: false });
}

/** Where a movable point is held: its place, or the nearest one of a box so many times as large; without a value, at an axis's lower end. */
export const holdPlace = (at, { place, half }, times = 1) =>
  place(at).map((value, k) => held(value, -times * half[k], times * half[k], -half[k]));

/** A point; a movable one with a line down to its place on the floor. */
function point(mark, sketch, scene) {
  const { box, view, scale } = scene;
  if (mark.drag && mark.at.length === 3) dropLine(mark, sketch, scene);
  const place = box.place(mark.at);
  if (!isInside(place, box.half)) return;
  const { colour } = penOf(mark, scene);
  sketch.glyph(view.project(place, LIFT.glyph), { colour, radius: 5.5 * scale, shape: SHAPES[markerFor(mark)], rim: true });
}

function dropLine({ at }, sketch, scene) {
  const { view, box, palette, scale } = scene;
  const foot = box.place(at.slice(0, 2));
  if (!isInside(foot, box.half)) return;
  polyline(sketch, [holdPlace(at, box), foot], { ...penOf({ role: "quiet" }, scene), dash: [2, 3] }, scene);
  sketch.glyph(view.project(foot, LIFT.line), { colour: palette.quiet, radius: 2.5 * scale, shape: 0, rim: false });
}

/** @type {Record<string, (mark: object, sketch: ReturnType<typeof import("./strokes.js").createSketch>, scene: object) => void>} */
export const figures = {
  curve: (mark, sketch, scene) => polyline(sketch, along(mark, scene.box), penOf(mark, scene), scene),
  path: (mark, sketch, scene) => figures.curve(mark, sketch, scene),
  contour: (mark, sketch, scene) => contours(mark, scene.box).forEach((line) => polyline(sketch, line, penOf(mark, scene, 1.5), scene)),
  surface: (mark, sketch, scene) => polyline(sketch, rim(mark, scene.box), { ...penOf(mark, scene, 1.3), dash: null }, scene),
  field: ({ tails, tips, ...mark }, sketch, scene) =>
    tails.forEach((tail, k) => arrow({ ...mark, tail, tip: tips[k] }, sketch, scene, { width: 1.8, head: 9 })),
  box,
  arrow,
  point,
};

/** Where on the screen a mark's label belongs: at its end, or at a surface's corner that stands highest; null outside the box. */
export function labelPlace(mark, box, view) {
  const places = labelPlaces(mark, box).filter((place) => isInside(place, box.half)).map((place) => view.project(place));
  if (mark.mark !== "surface") return places.at(-1) ?? null;
  return places.reduce((best, place) => (best && best[1] < place[1] ? best : place), null);
}

function labelPlaces(mark, box) {
  if (mark.mark === "surface") return rim(mark, box);
  if (mark.mark === "contour") return contours(mark, box).flat();
  if (mark.x) return along(mark, box);
  return [box.place(mark.at ?? mark.tip ?? mark.b)];
}
