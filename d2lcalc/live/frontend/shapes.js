/** How each mark is drawn on a flat panel, where its words may stand, and what words keep clear of. */

import { contoursOf } from "./contours.js";
import { svg } from "./dom.js";
import { numeral } from "./numbers.js";
import { dashFor, look, markerFor, tintOf } from "./palette.js";
import { isMap, shareAt } from "./tint.js";
import { widthOf } from "./texts.js";
import { clamp, clip, distance, mix, tabulate } from "./vectors.js";

/** The shares of a line where its name may stand, and its number; how many pieces of a line are as bad under a text as a point. */
const { shares: SHARES, middles: MIDDLES, spot: SPOT, side: SIDE } = look.words;
const { gap: GAP, stub: STUB } = look.words; // px: from a number to the rest of its line, and of that at least: it is no minus
const HALO = 0.45; // of the role's colour at most lies behind the number of a level: ink can be read on it in either theme
const LEVEL = 12; // px
const FAR = 1e9; // px: what is farther away has no place in a path

const isDefined = (point) => point.every(Number.isFinite);
const isWithin = ([u, v], { box }, beyond = 0) =>
  u >= box.x - beyond && u <= box.x + box.width + beyond && v >= box.y - beyond && v <= box.y + box.height + beyond;
const isSeen = (place, layout) => isWithin(place, layout, 1);
export const dash = (mark) => ({ "stroke-dasharray": dashFor(mark) });
const along = ({ x, y }, { place }) => tabulate(x.length, (k) => place([x[k], y[k]]));
const contours = (mark, { place }) => contoursOf(mark).map(({ level, lines }) => ({ level, lines: lines.map((line) => line.map(place)) }));

/** The `d` of a broken line through points, lifted where one of them is not finite. */
export function outline(points) {
  const write = (pixel) => clamp(pixel, -FAR, FAR).toFixed(2);
  const step = ([x, y], k) => `${k && isDefined(points[k - 1]) ? "L" : "M"}${write(x)} ${write(y)}`;
  return points.map((point, k) => (isDefined(point) ? step(point, k) : "")).join("");
}

/** What a mark's elements are styled by. */
export const styleOf = ({ mark, kind, role }) => ({ class: `d2l-${mark} d2l-is-${kind}`, "data-role": role, style: `--role:var(--d2l-${role})` });

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
  arrow(mark, { place, head }) {
    const ends = [place(mark.tail), place(mark.tip)];
    if (distance(...ends) < 1) return [svg("circle.d2l-head", { cx: ends[1][0], cy: ends[1][1], r: 3 })]; // it has no direction
    return arrowMarks(mark, [ends], head);
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

const DIAMOND = "m0 -7l7 7l-7 7l-7 -7z";
const SIGNS = {
  diamond: DIAMOND,
  kink: DIAMOND,
  square: "m-5 -5h10v10h-10z",
  minimum: "m-7 -5h14l-7 12z",
  maximum: "m-7 5h14l-7 -12z",
  saddle: "m-7 -4l3 -3l4 4l4 -4l3 3l-4 4l4 4l-3 3l-4 -4l-4 4l-3 -3l4 -4z",
};
const HOLLOW = new Set(["ring", "undecided", "kink"]);

export function marker(shape, [x, y]) {
  const style = { class: HOLLOW.has(shape) ? "d2l-ring" : null };
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
  return [svg("path", { d: joined("shaft"), ...dash(mark) }), svg("path.d2l-head", { d: joined("head") })];
}

/** Contour lines, an element for each in the order of `levelTexts`; f = 0 of a signed map is firmer. */
function contourMarks(mark, layout) {
  const levels = contours(mark, layout);
  const onMap = isMap(mark);
  const isSigned = levels.length && levels[0].level < 0 && levels.at(-1).level > 0;
  return levels.flatMap(({ level, lines }) => {
    const looks = onMap && (level === 0 && isSigned ? "d2l-iso d2l-firm" : "d2l-iso");
    return lines.map((line) => svg("path", { d: outline(line), class: looks, "data-level": level, ...dash(mark) }));
  });
}

/** Whether a mark is one contour line, as that through P: it may have a name, and has no number. */
const isOne = (mark) => mark.mark === "contour" && contoursOf(mark).length === 1;

/** The numbers of a mark's contour lines, each along its line, where they cover nothing. */
export function levelTexts(mark, layout, em) {
  if (!(mark.mark in { surface: 1, contour: 1 }) || isOne(mark)) return [];
  const [size, onMap] = [LEVEL / em, isMap(mark)];
  return contours(mark, layout).flatMap(({ level, lines }) => {
    const text = numeral(level, 4);
    const ground = onMap ? `;--ground:${100 * Math.min(HALO, shareAt(mark, level))}%` : "";
    const style = `--role:var(--d2l-${mark.role})${ground}`;
    return lines.map((line) => ({ text, size, weight: 400, most: 1, level: style, places: middles(line, widthOf(text, LEVEL, 400) + 4, layout) }));
  });
}

/** Where a text so wide may stand along a line: about its middle, where the line is long enough and hardly bent; and the dashes that leave it a gap there. */
function middles(line, wide, layout) {
  const lengths = [0];
  for (let k = 1; k < line.length; k++) lengths.push(lengths[k - 1] + distance(line[k - 1], line[k]));
  const total = lengths.at(-1);
  if (total < 2 * wide) return [];
  const at = (length) => {
    const k = lengths.findIndex((other) => other >= length);
    return mix(line[k - 1], line[k], (length - lengths[k - 1]) / (lengths[k] - lengths[k - 1]));
  };
  return MIDDLES.flatMap((share) => {
    if (Math.min(share, 1 - share) * total <= wide / 2 + GAP + STUB) return [];
    const [from, to] = [-0.5, 0.5].map((side) => at(share * total + side * wide));
    if (distance(from, to) < 0.9 * wide || !isWithin(from, layout, -7) || !isWithin(to, layout, -7)) return [];
    const angle = (Math.atan((to[1] - from[1]) / (to[0] - from[0])) * 180) / Math.PI; // never upside down
    const gap = [share * total - wide / 2 - GAP, wide + 2 * GAP, total];
    return [[...at(share * total), 0, angle, gap]];
  });
}

/** Where in the frame a mark's words may stand, best first. */
export const anchors = (mark, layout) => places[mark.mark](mark, layout).filter((place) => isSeen(place, layout));

const places = {
  surface: () => [],
  field: () => [],
  point: (mark, { place }) => [place(mark.at)],
  text: (mark, { place }) => [mark.at, ...(mark.also ?? [])].map(place),
  arrow: (mark, { place }) => [place(mark.tip)],
  box: ({ a, b }, { place }) => [mix(place(a), place(b), 0.5)],
  path: (mark, layout) => namePlaces(along(mark, layout).filter((place) => isSeen(place, layout)), true),
  curve: (mark, layout) => namePlaces(along(mark, layout).filter((place) => isSeen(place, layout))),
  contour: (mark, layout) =>
    contours(mark, layout).flatMap(({ lines }) => lines.flatMap((line) => namePlaces(line.filter((place) => isSeen(place, layout))))),
};

/** Where the name of a line through points may stand, best first; that of a path at its end. */
export const namePlaces = (points, isPath) =>
  points.length ? [...(isPath ? [points.at(-1)] : []), ...SHARES.map((share) => points[Math.floor(share * (points.length - 1))])] : [];

/** The lines of a mark that words keep clear of. */
const lines = {
  arrow: ({ tail, tip }, { place }) => [[place(tail), place(tip)]],
  field: ({ tails, tips }, { place }) => tails.map((tail, k) => [place(tail), place(tips[k])]),
  curve: (mark, layout) => [along(mark, layout)],
  path: (mark, layout) => [along(mark, layout)],
  contour: (mark, layout) => (isOne(mark) ? contours(mark, layout)[0].lines : []),
  box: ({ a, b }, { place }) => [[a, [b[0], a[1]], b, [a[0], b[1]], a].map(place)],
};

const spotsOf = {
  point: ({ at }, { place }) => [place(at)],
  arrow: ({ tail, tip }, { place, head }) => [place(tip), headOf(place(tail), place(tip), head).neck],
};

/** What words beside a mark keep clear of: [left, top, right, bottom, weight] along its lines, and at its point or tip. */
export function obstacles(mark, layout) {
  const spots = spotsOf[mark.mark]?.(mark, layout) ?? [];
  const places = (lines[mark.mark]?.(mark, layout) ?? []).flatMap((line) => stations(line, layout.box));
  return [...places.map((place) => alongLine(place, mark.mark === "box" ? SIDE : 1)), ...spots.map(atSpot)];
}
export const alongLine = ([x, y], weight = 1) => [x - 1.5, y - 1.5, x + 1.5, y + 1.5, weight];
export const atSpot = ([x, y]) => [x - 6, y - 6, x + 6, y + 6, SPOT];

/** Places along what is in the frame of a broken line, at most 6 px apart. */
function stations(points, { x, y, width, height }) {
  return points.slice(1).flatMap((point, k) => {
    const part = clip(points[k], point, [x, y], [x + width, y + height]);
    if (!part) return [];
    const ends = part.map((share) => mix(points[k], point, share));
    const count = Math.ceil(distance(...ends) / 6);
    return tabulate(count, (i) => mix(...ends, (i + 1) / count));
  });
}
