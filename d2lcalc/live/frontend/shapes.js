/** How each mark is drawn on a flat panel, where its words may stand, and what they keep clear of. */

import { contoursOf } from "./contours.js";
import { svg } from "./dom.js";
import { numeral } from "./numbers.js";
import { dashFor, markerFor, tintOf } from "./palette.js";
import { isMap, shareAt } from "./tint.js";
import { distance, mix } from "./vectors.js";

const HALO = 0.45; // of the role's colour at most lies behind the number of a level: ink can be read on it in either theme
const SHARES = [0.92, 0.8, 0.65, 0.5, 0.35, 0.2]; // of a curve, where its name may stand

const isDefined = (point) => point.every(Number.isFinite);
const isSeen = ([u, v], { box }) => u >= box.x - 1 && u <= box.x + box.width + 1 && v >= box.y - 1 && v <= box.y + box.height + 1;
const dash = (mark) => ({ "stroke-dasharray": dashFor(mark)?.join(" ") });
const along = ({ x, y }, { place }) => Array.from(x, (value, i) => place([value, y[i]]));
const contours = (mark, { place }) => contoursOf(mark).map(({ level, lines }) => ({ level, lines: lines.map((line) => line.map(place)) }));

/** The `d` of a broken line through points, lifted where one of them is not finite. */
export function outline(points) {
  const step = (point, k) => `${k && isDefined(points[k - 1]) ? "L" : "M"}${point[0].toFixed(2)} ${point[1].toFixed(2)}`;
  return points.map((point, k) => (isDefined(point) ? step(point, k) : "")).join("");
}

/** SVG elements from a mark and the layout. @type {Record<string, (mark: any, layout: any) => SVGElement[]>} */
export const drawMark = {
  surface: contourMarks,
  contour: contourMarks,
  curve: (mark, layout) => [svg("path", { d: outline(along(mark, layout)), ...dash(mark) })],
  path(mark, layout) {
    const dots = mark.dots ? along(mark, layout).filter(isDefined) : [];
    return [...drawMark.curve(mark, layout), ...dots.map(([cx, cy]) => svg("circle", { cx, cy, r: 2.5 }))];
  },
  point(mark, layout) {
    const at = layout.place(mark.at);
    return isSeen(at, layout) ? [marker(markerFor(mark), at)] : [];
  },
  arrow(mark, { place }) {
    const ends = [place(mark.tail), place(mark.tip)];
    if (distance(...ends) < 1) return [svg("circle", { cx: ends[1][0], cy: ends[1][1], r: 3, class: "d2l-head" })]; // it has no direction
    return arrowMarks(mark, [ends], 12);
  },
  field: (mark, { place }) => arrowMarks(mark, mark.tails.map((tail, k) => [place(tail), place(mark.tips[k])]), 8),
  box(mark, { place }) {
    const [a, b] = [place(mark.a), place(mark.b)];
    if (!isDefined([...a, ...b])) return [];
    const corner = { x: Math.min(a[0], b[0]), y: Math.min(a[1], b[1]) };
    return [svg("rect", { ...corner, width: Math.abs(a[0] - b[0]), height: Math.abs(a[1] - b[1]), style: `fill-opacity:${tintOf(mark)}` })];
  },
  text: () => [],
};

const SIGNS = {
  diamond: "m0 -7l7 7l-7 7l-7 -7z",
  kink: "m0 -7l7 7l-7 7l-7 -7z",
  minimum: "m-7 -5h14l-7 12z",
  maximum: "m-7 5h14l-7 -12z",
  saddle: "m-7 -4l3 -3l4 4l4 -4l3 3l-4 4l4 4l-3 3l-4 -4l-4 4l-3 -3l4 -4z",
};
const HOLLOW = new Set(["ring", "undecided", "kink"]);

export function marker(shape, [x, y]) {
  const style = { class: HOLLOW.has(shape) ? "d2l-ring" : null };
  if (shape === "square") return svg("rect", { x: x - 5, y: y - 5, width: 10, height: 10 });
  if (SIGNS[shape]) return svg("path", { d: `M${x} ${y}${SIGNS[shape]}`, ...style });
  return svg("circle", { cx: x, cy: y, r: style.class ? 7 : 5.5, ...style });
}

/** The head of an arrow, at most so many px long, and where its shaft ends. */
export function headOf(tail, tip, longest) {
  const length = distance(tail, tip);
  const neck = mix(tip, tail, Math.min(longest, length) / length);
  const [aside, down] = [0.42 * (neck[1] - tip[1]), 0.42 * (tip[0] - neck[0])];
  return { neck, head: `${outline([tip, [neck[0] + aside, neck[1] + down], [neck[0] - aside, neck[1] - down]])}Z` };
}

/** Arrows as two paths, their heads at most so many px long; those without length are left out. */
function arrowMarks(mark, arrows, longest) {
  const drawn = arrows.filter((ends) => distance(...ends) > 0 && distance(...ends) < Infinity);
  const parts = drawn.map(([tail, tip]) => {
    const { neck, head } = headOf(tail, tip, longest);
    return { shaft: outline([tail, neck]), head };
  });
  if (!parts.length) return [];
  const joined = (name) => parts.map((part) => part[name]).join("");
  return [svg("path", { d: joined("shaft"), ...dash(mark) }), svg("path", { class: "d2l-head", d: joined("head") })];
}

/** Contour lines: on a map all of one strength, but f = 0 of a signed one firmer; elsewhere the higher, the stronger. */
function contourMarks(mark, layout) {
  const taken = [];
  const levels = contours(mark, layout);
  const onMap = isMap(mark);
  const isSigned = levels.length && levels[0].level < 0 && levels.at(-1).level > 0;
  return levels.flatMap(({ level, lines }, i) => {
    const look = onMap
      ? { class: level === 0 && isSigned ? "d2l-iso d2l-firm" : "d2l-iso" }
      : { "stroke-opacity": levels.length > 1 ? 0.4 + (0.6 * i) / (levels.length - 1) : 1 };
    const path = svg("path", { d: lines.map(outline).join(""), "data-level": level, ...look, ...dash(mark) });
    const isNamed = mark.label && levels.length === 1; // its name says which line it is
    const halo = onMap ? { style: `--ground:${100 * Math.min(HALO, shareAt(mark, level))}%` } : {};
    return [path, ...(isNamed ? [] : lines.flatMap((line) => levelLabel(line, level, taken, halo)))];
  });
}

/** The level written on the middle of a line that is long enough, along it, and clear of the other labels. */
function levelLabel(line, level, taken, halo) {
  const middle = line.length >> 1;
  const here = line[middle];
  if (line.length < 14 || taken.some((other) => distance(other, here) < 34)) return [];
  taken.push(here);
  const [before, after] = [line[middle - 2], line[middle + 2]];
  const angle = (Math.atan2(after[1] - before[1], after[0] - before[0]) * 180) / Math.PI;
  const upright = angle > 90 ? angle - 180 : angle < -90 ? angle + 180 : angle;
  const transform = `translate(${here[0].toFixed(1)} ${here[1].toFixed(1)}) rotate(${upright.toFixed(1)})`;
  return [svg("text", { class: "d2l-level", ...halo, transform, dy: "0.32em", "text-anchor": "middle" }, numeral(level, 4))];
}

/** Where in the frame a mark's words may stand, best first. */
export const anchors = (mark, layout) => places[mark.mark](mark, layout).filter((place) => isSeen(place, layout));

const places = {
  surface: () => [],
  field: () => [],
  point: (mark, { place }) => [place(mark.at)],
  text: (mark, { place }) => [place(mark.at)],
  arrow: (mark, { place }) => [place(mark.tip)],
  path: (mark, layout) => along(mark, layout).slice(-1),
  box: ({ a, b }, { place }) => [mix(place(a), place(b), 0.5)],
  curve: (mark, layout) => beside(along(mark, layout), layout),
  contour: (mark, layout) => contours(mark, layout).flatMap(({ lines }) => lines.flatMap((line) => beside(line, layout))),
};

/** Places along what is seen of a line. */
function beside(line, layout) {
  const points = line.filter((point) => isSeen(point, layout));
  return points.length ? SHARES.map((share) => points[Math.round(share * (points.length - 1))]) : [];
}

/** The places [x, y, reach] that words beside a mark keep clear of. */
export const obstacles = {
  point: (mark, { place }) => [[...place(mark.at), 6]],
  arrow: ({ tail, tip }, { place }) => [[...place(tip), 6], ...stations([place(tail), place(tip)])],
  curve: (mark, layout) => stations(along(mark, layout)),
  path: (mark, layout) => stations(along(mark, layout)),
};

/** Places along a broken line, at most 8 px apart. */
const stations = (points) => points.slice(1).flatMap((point, k) => {
  const count = Math.min(100, Math.ceil(distance(point, points[k]) / 8)) || 0;
  return Array.from({ length: count }, (_, i) => mix(points[k], point, (i + 1) / count));
});
