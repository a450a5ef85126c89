/** How each mark but the surface's inside is drawn on a stage: lines, arrow heads, points. */

import { contoursOf } from "./contours.js";
import { dashFor, look, markerFor } from "./palette.js";
import { pieces } from "./strokes.js";

const SHAPES = { circle: 0, square: 1, diamond: 2, ring: 3, arrow: 0 };
const HEAD = 4; // the shape of an arrow head
const LIFT = { line: 0.012, glyph: 0.035 }; // towards the eye, in box units: a line on a surface is not buried in it

const mix = (a, b, t) => a.map((value, k) => value + t * (b[k] - value));

/** Colour, width and dash of a mark's lines. */
function penOf({ role, kind }, { palette, scale }, width = role === "quiet" ? 1.5 : 2.6) {
  const colour = kind === "ghost" ? mix(palette.paper, palette[role], look.ghost) : palette[role];
  return { colour, width: width * scale, dash: dashFor({ role, kind }) };
}

/** A polyline of the box, cut at its sides. */
function polyline(sketch, points, pen, { view, box }) {
  for (const piece of pieces(points, box.half)) sketch.line(piece.map((point) => view.project(point, LIFT.line)), pen);
}

/** Whether a place lies in the box. */
export const isInside = (point, half) => point.every((value, k) => Math.abs(value) <= half[k] + 1e-9);

/** The points of a mark of coordinate arrays; without heights they lie on the floor. */
const along = ({ x, y, z }, box) => Array.from(x, (_, k) => box.place(z ? [x[k], y[k], z[k]] : [x[k], y[k]]));

function curve(mark, sketch, scene) {
  polyline(sketch, along(mark, scene.box), penOf(mark, scene), scene);
}

/** Contour lines on the floor. */
function contour(mark, sketch, scene) {
  for (const line of contoursOf(mark).flatMap(({ lines }) => lines)) polyline(sketch, line.map(scene.box.place), penOf(mark, scene, 1.5), scene);
}

/** Indices around the window of a surface, back to the first. */
function ringOf({ n }) {
  const side = Array.from({ length: n - 1 }, (_, k) => k);
  const last = n - 1;
  return [...side, ...side.map((k) => k * n + last), ...side.map((k) => n * n - 1 - k), ...side.map((k) => (last - k) * n), 0];
}

/** The outline of a surface's own window. */
function surface(mark, sketch, scene) {
  const points = ringOf(mark).map((k) => scene.box.place([mark.x[k], mark.y[k], mark.z[k]]));
  polyline(sketch, points, { ...penOf(mark, scene, 1.3), dash: null }, scene);
}

/** A rectangle on the floor, or the edges of a cuboid. */
function box({ a, b, ...mark }, sketch, scene) {
  const ring = (height) => [a, [b[0], a[1]], b, [a[0], b[1]], a].map(([x, y]) => [x, y, ...height]);
  const [floor, top] = [ring(a.slice(2)), ring(b.slice(2))];
  const lines = a.length === 3 ? [floor, top, ...[0, 1, 2, 3].map((k) => [floor[k], top[k]])] : [floor];
  for (const line of lines) polyline(sketch, line.map(scene.box.place), penOf(mark, scene), scene);
}

function field({ tails, tips, ...mark }, sketch, scene) {
  tails.forEach((tail, k) => arrow({ ...mark, tail, tip: tips[k] }, sketch, scene, { width: 1.8, head: 9 }));
}

function arrow(mark, sketch, scene, { width, head: longest } = { width: 3, head: 13 }) {
  const { view, scale } = scene;
  const [tail, tip] = [mark.tail, mark.tip].map(scene.box.place);
  const [from, to] = [tail, tip].map((point) => view.project(point, LIFT.line));
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const head = Math.min(longest * scale, 0.6 * length);
  if (!(length > 0.5)) return;
  const neck = tip.map((value, k) => value + ((tail[k] - value) * 0.8 * head) / length);
  polyline(sketch, [tail, isInside(tip, scene.box.half) ? neck : tip], penOf(mark, scene, width), scene);
  if (!isInside(tip, scene.box.half)) return;
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  sketch.glyph(to, { colour: penOf(mark, scene).colour, radius: head, shape: HEAD, angle, rim: false });
}

/**
 * Where a movable point is held: its place, or the nearest one of a box so many times as large; at the lower end of an axis on which it
 * has no value.
 */
export function holdPlace({ at }, { place, half }, times = 1) {
  return place(at).map((value, k) => (Number.isNaN(value) ? -half[k] : Math.min(times * half[k], Math.max(-times * half[k], value))));
}

function point(mark, sketch, scene) {
  const { box, view, scale } = scene;
  if (mark.drag && mark.at.length === 3) dropLine(mark, sketch, scene);
  const place = box.place(mark.at);
  if (!isInside(place, box.half)) return;
  sketch.glyph(view.project(place, LIFT.glyph), {
    colour: penOf(mark, scene).colour, radius: 5.5 * scale, shape: SHAPES[markerFor(mark)], rim: true,
  });
}

/** From a movable point down to its place on the floor. */
function dropLine(mark, sketch, scene) {
  const { view, box, palette, scale } = scene;
  const foot = box.place(mark.at.slice(0, 2));
  if (!isInside(foot, box.half)) return;
  polyline(sketch, [holdPlace(mark, box), foot], { ...penOf({ role: "quiet" }, scene), dash: [2, 3] }, scene);
  sketch.glyph(view.project(foot, LIFT.line), { colour: palette.quiet, radius: 2.5 * scale, shape: 0, rim: false });
}

/** @type {Record<string, (mark: object, sketch: ReturnType<typeof import("./strokes.js").createSketch>, scene: object) => void>} */
export const figures = { curve, path: curve, contour, surface, box, arrow, field, point };

/** Where on the screen a mark's label belongs: at its end, or at a surface's corner that stands highest; null outside the box. */
export function labelPlace(mark, box, view) {
  const places = labelPlaces(mark, box).filter((place) => isInside(place, box.half)).map((place) => view.project(place));
  if (mark.mark !== "surface") return places.at(-1) ?? null;
  return places.reduce((best, place) => (best && best[1] < place[1] ? best : place), null);
}

function labelPlaces(mark, box) {
  if (mark.mark === "surface") return ringOf(mark).map((k) => box.place([mark.x[k], mark.y[k], mark.z[k]]));
  if (mark.mark === "contour") return contoursOf(mark).flatMap(({ lines }) => lines.flat().map(box.place));
  if (mark.x) return along(mark, box);
  return [box.place(mark.at ?? mark.tip ?? mark.b)];
}
