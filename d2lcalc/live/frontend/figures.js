/** How each mark but the surface's inside is drawn on a stage: lines, arrow heads and a point, hidden stretches faint. */

import { contoursOf } from "./contours.js";
import { set, svg } from "./dom.js";
import { look, markerFor } from "./palette.js";
import { alongLine, atSpot, dash, headOf, marker, namePlaces, outline, styleOf } from "./shapes.js";
import { clip, distance, held, mix, tabulate } from "./vectors.js";

const LIFT = { line: 0.012, rim: 0.03, point: 0.035 }; // towards the eye, in box units: a line on a surface is not buried in it
const { rim: RIM } = look.words; // of a piece of a line: words stand off a rim where that takes them no farther away
const STRIDE = 1.5; // px from one place where the depth is read to the next
const SEAM = 0.01; // box units: two sides nearer than this are one line (2π is often written 6.28)
const THIN = { contour: 1, box: 1, field: 1 }; // words may stand on these
const SPECK = 3; // strides: a shorter stretch is noise

/** The pieces of a polyline that lie inside the box; a NaN breaks it. @returns {number[][][]} */
function pieces(points, half) {
  const found = [];
  const high = half.map((side) => side + 1e-9);
  const low = high.map((side) => -side);
  let open = null;
  for (let k = 1; k < points.length; k++) {
    const [p, q] = [points[k - 1], points[k]];
    const part = clip(p, q, low, high);
    if (!part || part[0] > 0) open = null;
    if (!part) continue;
    if (!open) found.push((open = [mix(p, q, part[0])]));
    open.push(mix(p, q, part[1]));
    if (part[1] < 1) open = null;
  }
  return found;
}

const isInside = (point, half) => point.every((value, k) => Math.abs(value) <= half[k] + 1e-9);

/** The points of a mark of coordinate arrays; without heights they lie on the floor. */
const along = ({ x, y, z }, box) => tabulate(x.length, (k) => box.place([x[k], y[k], z?.[k]]));

/** The contour lines of a mark on the floor. */
const contours = (mark, box) => contoursOf(mark).flatMap(({ lines }) => lines.map((line) => line.map(box.place)));

/** The four sides of a surface's window; a pair that is one line, where the surface closes on itself, is none. */
function rim({ n, x, y, z }, box) {
  const side = (first, stride) => tabulate(n, (k) => first + k * stride).map((k) => box.place([x[k], y[k], z[k]]));
  const pairs = [[side(0, 1), side(n * n - n, 1)], [side(0, n), side(n - 1, n)]];
  const meet = (one, other) => one.every((place, k) => place.every((value, axis) => Math.abs(value - other[k][axis]) < SEAM));
  return pairs.filter(([one, other]) => !meet(one, other) && !meet(one, [...other].reverse())).flat();
}

/** A rectangle on the floor, or the edges of a cuboid. */
function edges({ a, b }) {
  const ring = (height) => [a, [b[0], a[1]], b, [a[0], b[1]], a].map(([x, y]) => [x, y, ...height]);
  const [floor, top] = [ring(a.slice(2)), ring(b.slice(2))];
  return a.length === 3 ? [floor, top, ...[0, 1, 2, 3].map((k) => [floor[k], top[k]])] : [floor];
}

function arrow({ tail, tip }, { box, view }, longest = look.head.usual) {
  const [from, to] = [tail, tip].map(box.place);
  const ends = [from, to].map((place) => view.project(place, LIFT.line));
  const length = distance(...ends);
  if (!(length > 0.5)) return {};
  const size = Math.min(longest, 0.6 * length);
  if (!isInside(to, box.half)) return { lines: [[from, to]] };
  return { lines: [[from, mix(to, from, (0.8 * size) / length)]], heads: [{ at: ends[1], d: headOf(...ends, size).head }] };
}

/** Where a movable point is held: its place, or the nearest one of a box so many times as large; without a value, at an axis's lower end. */
export const holdPlace = (at, { place, half }, times = 1) =>
  place(at).map((value, k) => held(value, -times * half[k], times * half[k], -half[k]));

const SPOT = "a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0 -5 0Z";
/** A small disc, drawn like an arrow's head. */
function spot(place, { view }) {
  const at = view.project(place, LIFT.point);
  return { at, d: `M${(at[0] - 2.5).toFixed(2)} ${at[1].toFixed(2)}${SPOT}` };
}

/** A point; one that moves has a line down to its foot on the floor. */
function point({ at, drag }, scene) {
  const { box, view } = scene;
  const [place, foot] = [box.place(at), box.place(at.slice(0, 2))];
  const drops = drag && at.length === 3 && isInside(foot, box.half);
  return {
    ...(drops && { lines: [[holdPlace(at, box), foot]], heads: [spot(foot, scene)] }),
    point: isInside(place, box.half) && view.project(place, LIFT.point),
  };
}

function curve(mark, scene) {
  const line = along(mark, scene.box);
  return { lines: [line], heads: mark.dots ? line.filter((place) => isInside(place, scene.box.half)).map((place) => spot(place, scene)) : [] };
}

/** What a mark consists of: `lines` of places in the box, `heads` and a `point` where they are seen. */
const figures = {
  curve,
  path: curve,
  contour: (mark, { box }) => ({ lines: contours(mark, box) }),
  surface: (mark, { box }) => ({ lines: rim(mark, box) }),
  field({ tails, tips }, scene) {
    const arrows = tails.map((tail, k) => arrow({ tail, tip: tips[k] }, scene, 8));
    return { lines: arrows.flatMap(({ lines = [] }) => lines), heads: arrows.flatMap(({ heads = [] }) => heads) };
  },
  box: (mark, { box }) => ({ lines: edges(mark).map((line) => line.map(box.place)) }),
  arrow,
  point,
  text: () => ({}),
};

/** A line on the screen with the places, few px apart, at which the depth is read: [x, y, depth, 1 where it is a corner]. */
function stations(line) {
  return line.flatMap((corner, k) => {
    const count = k && Math.ceil(distance(line[k - 1], corner) / STRIDE);
    return count > 1 ? tabulate(count, (i) => [...mix(line[k - 1], corner, (i + 1) / count), +(i + 1 === count)]) : [[...corner, 1]];
  });
}

/** The stretches of a line that are hidden and those that are not, as `hidden` and `points`. */
function stretches(line, isHidden) {
  const found = [];
  const states = line.map((place) => isHidden(place));
  for (let from = 0, to = 0; from < line.length; from = to) {
    while (states[to] === states[from]) to++;
    const last = found.at(-1);
    if (last && (last.hidden === states[from] || to - from < SPECK)) last.to = to;
    else found.push({ hidden: states[from], from, to });
  }
  return found.map(({ hidden, from, to }) => ({ hidden, points: line.slice(Math.max(0, from - 1), to).filter(isKept) }));
}
const isKept = ([, , , isCorner], k, points) => isCorner || k === 0 || k === points.length - 1;

/** The elements of a mark. `draw` finds where it lies on the screen, unless it did and neither mark nor view is new, and what of it is hidden. */
export function createFigure() {
  const [behind, front] = [true, false].map((hidden) => ({ hidden, line: svg("path"), heads: svg("path.d2l-head") }));
  const layers = [behind, front];
  const dot = svg("g");
  const groups = layers.map(({ hidden, line, heads }) => svg("g", { class: hidden ? "d2l-stretch d2l-behind" : "d2l-stretch" }, line, heads));
  const element = svg("g", {}, ...groups, dot);
  let [laid, sign] = [];

  function draw(mark, scene, isHidden) {
    if (!laid || scene.moved) lay(mark, scene);
    else if (!scene.repainted) return;
    show(isHidden);
  }

  function lay(mark, scene) {
    const { lines = [], heads = [], point } = figures[mark.mark](mark, scene);
    const project = (place) => scene.view.project(place, LIFT[mark.mark === "surface" ? "rim" : "line"]);
    laid = { lines: lines.flatMap((line) => pieces(line, scene.box.half)).map((line) => stations(line.map(project))), heads, point };
    set(element, styleOf(mark));
    for (const { line } of layers) set(line, dash(mark));
    if (!point || sign === markerFor(mark)) return;
    sign = markerFor(mark);
    dot.replaceChildren(marker(sign, [0, 0]));
  }

  function show(isHidden) {
    const parts = laid.lines.flatMap((line) => stretches(line, isHidden));
    for (const { hidden, line, heads } of layers) {
      set(line, { d: parts.filter((part) => part.hidden === hidden).map(({ points }) => outline(points)).join("") });
      set(heads, { d: laid.heads.filter(({ at }) => isHidden(at) === hidden).map(({ d }) => d).join("") });
    }
    const { point } = laid;
    set(dot, { display: point ? null : "none" });
    if (point) set(dot, { transform: `translate(${point[0].toFixed(2)} ${point[1].toFixed(2)})`, class: isHidden(point, false) ? "d2l-behind" : null });
  }

  /** What words keep clear of: its lines, its point and the tip of its arrow. */
  function taken({ mark }) {
    if (mark in THIN) return [];
    const spots = [laid.point, mark === "arrow" && laid.heads[0]?.at].filter(Boolean);
    const places = laid.lines.flatMap((line) => line.filter((_, k) => k % 4 === 0));
    return [...places.map((place) => (mark === "surface" ? [...alongLine(place).slice(0, 4), RIM] : alongLine(place))), ...spots.map(atSpot)];
  }
  return { element, draw, taken, forget: () => (laid = null) };
}

/** Where on the screen a mark's label may stand, best first: along it, or at a surface's corner that stands highest; only inside the box. */
export function labelPlaces(mark, box, view) {
  const places = cornersOf(mark, box).filter((place) => isInside(place, box.half)).map((place) => view.project(place));
  if (mark.mark === "surface") return places.sort((a, b) => a[1] - b[1]).slice(0, 1);
  return mark.x || mark.mark === "contour" ? namePlaces(places, mark.mark === "path") : places;
}

function cornersOf(mark, box) {
  if (mark.mark === "surface") return rim(mark, box).flat();
  if (mark.mark === "contour") return contours(mark, box).flat();
  if (mark.x) return along(mark, box);
  return [mark.at ?? mark.tip ?? mark.b, ...(mark.also ?? [])].map(box.place);
}
