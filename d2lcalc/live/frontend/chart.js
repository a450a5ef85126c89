/** A flat panel in SVG: a chart, or the plan of a stage (the same marks seen from above, both axes at one scale). */

import { contoursOf } from "./contours.js";
import { html, set, svg, write } from "./dom.js";
import { createHandle, createPick } from "./handle.js";
import { format } from "./numbers.js";
import { dashFor, markerFor, tintOf } from "./palette.js";
import { createTable } from "./table.js";
import { arrange, textElement } from "./texts.js";
import { logTicks, ticks, unfit } from "./ticks.js";

const FONT = 14;
const SHARES = [0.92, 0.8, 0.65, 0.5, 0.35, 0.2]; // of a curve, where its name may stand
const FAR = 1e5; // px: what is farther away is taken to be there
const MARGIN = { left: 22, right: 14, top: 12, bottom: 40 }; // on the left beside the numbers
const DIGIT = 7.2; // px a character of an axis's numbers

/**
 * @param {{width: number, height: number, spec: any, act: any, open?: boolean}} options  `open` unfolds its table
 * @returns {{element: HTMLElement, draw: (state: any) => void, resize: (width: number, height: number) => void, kept: () => any, destroy: () => void}}
 */
export function createChart({ width, height, spec, act, open = false }) {
  const clip = `d2l-clip-${Math.random().toString(36).slice(2)}`; // the page's, on which other bundles may draw, too
  const axes = svg("g", { class: "d2l-axes", "aria-hidden": "true" });
  const inside = svg("g", { "clip-path": `url(#${clip})` });
  const above = svg("g");
  const texts = svg("g", { class: "d2l-labels" });
  const frame = svg("rect");
  const picture = svg("svg", { class: "d2l-flat", role: "group", "aria-label": nameOf(spec) }, svg("clipPath", { id: clip }, frame), axes, inside, texts, above);
  const note = html("p", { class: "d2l-note", hidden: true });
  const heading = spec.title ? [html("p", { class: "d2l-title" }, spec.title)] : [];
  const table = spec.table && createTable(spec.table, open);
  const element = html("div", { class: "d2l-panel", style: `width:${width}px` }, ...heading, picture, note, ...(table ? [table.element] : []));
  const drawn = new Map(); // mark -> {group, draw}
  let size = { width, height };
  let layout = null;

  function draw({ marks, limits, outputs }) {
    table?.draw(outputs);
    const problem = problemOf(limits, spec.scales);
    set(note, { hidden: !problem });
    write(note, problem);
    picture.style.visibility = problem ? "hidden" : "visible";
    if (problem) return void (layout = null); // the changes that come meanwhile are drawn when it is over
    const fresh = layOut(size, limits, spec);
    const moved = JSON.stringify(fresh.key) !== JSON.stringify(layout?.key);
    layout = fresh;
    if (moved) drawAxes();
    const stale = marks.filter((mark) => moved || mark.changed);
    for (const mark of stale) {
      if (!drawn.has(mark)) drawn.set(mark, add(mark));
      drawn.get(mark)(layout);
    }
    if (stale.length) texts.replaceChildren(...labels(marks.filter((mark) => mark.show), layout, size));
  }

  function drawAxes() {
    set(picture, { viewBox: `0 0 ${size.width} ${size.height}`, width: size.width, height: size.height });
    set(frame, layout.box);
    axes.replaceChildren(...axisMarks(layout, spec));
  }

  function add(mark) {
    const group = svg("g", { "data-mark": mark.name, ...(mark.mark === "field" && { role: "img", "aria-label": mark.name }) });
    (mark.mark === "point" ? above : inside).append(group);
    const shape = svg("g");
    const project = (at) => holdPlace({ at }, layout, FAR).map((pixel, k) => (mark.drag[k] === null ? 0 : pixel)); // what cannot move is no distance
    const handle = mark.drag && createHandle({ mark, act, host: picture, projection: () => layout && project });
    const pick = mark.pick && createPick({ mark, act });
    if (pick) set(shape, { click: () => act.pick(mark) });
    group.append(shape, ...[handle, pick].filter(Boolean).map(({ element }) => element)); // they stay in the page: moving one would lose its focus
    return (layout) => {
      const { role, kind } = mark;
      set(group, { class: `d2l-${mark.mark} d2l-is-${kind}`, "data-role": role, style: `--role:var(--d2l-${role})`, display: mark.show ? null : "none" });
      if (!mark.show) return;
      shape.replaceChildren(...drawMark[mark.mark](mark, layout));
      handle?.place(holdPlace(mark, layout));
      pick?.place(anchors[mark.mark](mark, layout)[0]);
    };
  }

  return {
    element,
    draw,
    resize(width, height) {
      size = { width, height };
      set(picture, size); // it keeps its place on the page even before it is drawn
      element.style.width = `${width}px`;
      layout = null;
    },
    kept: () => ({ open: table?.element.open }),
    destroy() {},
  };
}

/** What a screen reader calls the panel. */
const nameOf = ({ title, labels }) => title || labels.filter(Boolean).join(", ") || "picture";

/** Why these limits cannot be drawn in, or "". */
function problemOf(limits, scales) {
  const below = ["x", "y"].find((axis, i) => scales[i] === "log" && limits[axis][0] <= 0);
  return unfit("x", limits.x) || unfit("y", limits.y) || (below ? `The ${below} axis is logarithmic and cannot start at ${format(limits[below][0], 4)}.` : "");
}

/** Where data coordinates stand on the panel: its `x` and `y` to pixels. */
function layOut(size, limits, spec) {
  const [left, right] = limits.x;
  const [bottom, top] = limits.y;
  const height = size.height - MARGIN.top - MARGIN.bottom;
  const up = axisNumbers(spec.scales[1], limits.y, height);
  const aside = Math.max(28, ...up.map(({ text }) => DIGIT * text.length)); // what the numbers of the upright axis take
  const room = { width: size.width - MARGIN.left - aside - MARGIN.right, height };
  const unit = Math.min(room.width / (right - left), room.height / (top - bottom));
  const box = spec.equal ? { width: unit * (right - left), height: unit * (top - bottom) } : room;
  box.x = MARGIN.left + aside + (room.width - box.width) / 2;
  box.y = MARGIN.top;
  const x = scale(spec.scales[0], left, right, box.x, box.x + box.width);
  const y = scale(spec.scales[1], bottom, top, box.y + box.height, box.y);
  const numbers = { across: axisNumbers(spec.scales[0], limits.x, box.width), up, aside };
  return { box, x, y, numbers, key: [size, limits] };
}

function scale(kind, low, high, from, to) {
  const measure = kind === "log" ? Math.log : Number;
  const [a, b] = [measure(low), measure(high)];
  return (value) => from + ((measure(value) - a) / (b - a)) * (to - from);
}

/** The numbers along an axis: [{value, text}, …]. */
function axisNumbers(kind, [low, high], pixels) {
  if (kind === "none") return [];
  if (kind === "log") return logTicks(low, high, Math.max(2, pixels / 50));
  return ticks(low, high, Math.max(2, pixels / 70)).map((value) => ({ value, text: format(value, 6) }));
}

function axisMarks({ box, numbers, x, y }, { scales, labels }) {
  if (scales[0] === "none") return [];
  const bottom = box.y + box.height;
  const kind = (value) => (value === 0 ? "d2l-zero" : "d2l-grid");
  const across = numbers.across.flatMap(({ value, text }) => [
    svg("line", { class: kind(value), x1: x(value), x2: x(value), y1: box.y, y2: bottom }),
    svg("text", { x: x(value), y: bottom + 16, "text-anchor": "middle" }, text),
  ]);
  const up = numbers.up.flatMap(({ value, text }) => [
    svg("line", { class: kind(value), x1: box.x, x2: box.x + box.width, y1: y(value), y2: y(value) }),
    svg("text", { x: box.x - 6, y: y(value), dy: "0.32em", "text-anchor": "end" }, text),
  ]);
  const names = [
    svg("text", { class: "d2l-axis-name", x: box.x + box.width / 2, y: bottom + 33, "text-anchor": "middle" }, labels[0]),
    svg("text", { class: "d2l-axis-name", transform: `translate(${box.x - numbers.aside - 10} ${box.y + box.height / 2}) rotate(-90)`, "text-anchor": "middle" }, labels[1]),
  ];
  return [...across, ...up, ...names, svg("rect", { class: "d2l-frame", ...box })];
}

const place = ([u, v], { x, y }) => [x(u), y(v)];
const hold = (low, value, high, none) => (Number.isNaN(value) ? none : Math.min(high, Math.max(low, value)));

/** Where a movable point is held: its place, or the nearest one so far around the frame; without a value, at the frame's left or lower edge. */
function holdPlace({ at }, layout, beyond = 0) {
  const [[left, up], { x, y, width, height }] = [place(at, layout), layout.box];
  return [hold(x - beyond, left, x + width + beyond, x), hold(y - beyond, up, y + height + beyond, y + height)];
}

const seen = (point) => point.every(Number.isFinite);
const within = ([u, v], { box }) => u >= box.x - 1 && u <= box.x + box.width + 1 && v >= box.y - 1 && v <= box.y + box.height + 1;
const dash = (mark) => ({ "stroke-dasharray": dashFor(mark)?.join(" ") });

/** The `d` of a broken line through points, lifted where one of them is not finite. */
function outline(points) {
  let pen = "M";
  return points.map((point) => {
    if (!seen(point)) {
      pen = "M";
      return "";
    }
    const step = `${pen}${point[0].toFixed(2)} ${point[1].toFixed(2)}`;
    pen = "L";
    return step;
  }).join("");
}

const along = (mark, layout) => Array.from(mark.x, (value, i) => place([value, mark.y[i]], layout));

/** How each mark is drawn: SVG elements from a mark and the layout. */
const drawMark = {
  surface: contourMarks,
  contour: contourMarks,
  curve: (mark, layout) => [svg("path", { d: outline(along(mark, layout)), ...dash(mark) })],
  path(mark, layout) {
    const points = along(mark, layout);
    const dots = (mark.dots ? points.filter(seen) : []).map(([cx, cy]) => svg("circle", { cx, cy, r: 2.5 }));
    return [svg("path", { d: outline(points), ...dash(mark) }), ...dots];
  },
  point(mark, layout) {
    const at = place(mark.at, layout);
    return seen(at) && within(at, layout) ? [marker(markerFor(mark), at)] : [];
  },
  arrow(mark, layout) {
    const [tail, tip] = [place(mark.tail, layout), place(mark.tip, layout)];
    return seen(tail) && seen(tip) ? arrowMarks(tail, tip, dash(mark)) : [];
  },
  field(mark, layout) {
    const arrows = mark.tails.map((tail, k) => [tail, mark.tips[k]].map((end) => place(end, layout))).filter((ends) => ends.every(seen));
    const parts = arrows.map(([tail, tip]) => arrowOutlines(tail, tip, Math.min(8, distance(tail, tip))));
    const [shafts, heads] = ["shaft", "head"].map((name) => parts.map((part) => part[name]).join(""));
    return [svg("path", { d: shafts, ...dash(mark) }), svg("path", { class: "d2l-head", d: heads })];
  },
  box(mark, layout) {
    const [a, b] = [place(mark.a, layout), place(mark.b, layout)];
    if (!seen(a) || !seen(b)) return [];
    const corner = { x: Math.min(a[0], b[0]), y: Math.min(a[1], b[1]) };
    return [svg("rect", { ...corner, width: Math.abs(a[0] - b[0]), height: Math.abs(a[1] - b[1]), style: `fill-opacity:${tintOf(mark)}` })];
  },
  text: () => [],
};

function marker(shape, [x, y]) {
  if (shape === "square") return svg("rect", { x: x - 5, y: y - 5, width: 10, height: 10 });
  if (shape === "diamond") return svg("path", { d: `M${x} ${y - 7}L${x + 7} ${y}L${x} ${y + 7}L${x - 7} ${y}Z` });
  return svg("circle", { cx: x, cy: y, r: shape === "ring" ? 7 : 5.5, class: shape === "ring" ? "d2l-ring" : null });
}

const distance = (a, b) => Math.hypot(b[0] - a[0], b[1] - a[1]);

function arrowMarks(tail, tip, style) {
  const length = distance(tail, tip);
  if (length < 1) return [svg("circle", { cx: tip[0], cy: tip[1], r: 3, class: "d2l-head" })]; // an arrow without length has no direction
  const { shaft, head } = arrowOutlines(tail, tip, Math.min(12, length));
  return [svg("path", { d: shaft, ...style }), svg("path", { class: "d2l-head", d: head })];
}

/** An arrow's two paths, its head so many px long; of no length, none. */
function arrowOutlines(tail, tip, head) {
  const length = distance(tail, tip);
  if (!length) return { shaft: "", head: "" };
  const [ux, uy] = [(tip[0] - tail[0]) / length, (tip[1] - tail[1]) / length];
  const [bx, by] = [tip[0] - head * ux, tip[1] - head * uy];
  const wing = 0.42 * head;
  return { shaft: outline([tail, [bx, by]]), head: `${outline([tip, [bx - wing * uy, by + wing * ux], [bx + wing * uy, by - wing * ux]])}Z` };
}

function contourMarks(mark, layout) {
  const taken = [];
  const contours = contoursOf(mark);
  return contours.flatMap(({ level, lines }, i) => {
    const drawn = lines.map((line) => line.map((point) => place(point, layout)));
    const strength = contours.length > 1 ? 0.4 + (0.6 * i) / (contours.length - 1) : 1; // the higher, the stronger
    const path = svg("path", { d: drawn.map(outline).join(""), "stroke-opacity": strength, "data-level": level, ...dash(mark) });
    const isNamed = mark.label && contours.length === 1; // its name says which line it is
    return [path, ...(isNamed ? [] : drawn.flatMap((line) => levelLabel(line, level, taken)))];
  });
}

/** The level written on the middle of a line that is long enough, along it, and clear of the other labels. */
function levelLabel(line, level, taken) {
  const middle = line.length >> 1;
  const [before, here, after] = [line[Math.max(middle - 2, 0)], line[middle], line[Math.min(middle + 2, line.length - 1)]];
  if (line.length < 14 || taken.some(([x, y]) => Math.hypot(x - here[0], y - here[1]) < 34)) return [];
  taken.push(here);
  const angle = (Math.atan2(after[1] - before[1], after[0] - before[0]) * 180) / Math.PI;
  const upright = angle > 90 ? angle - 180 : angle < -90 ? angle + 180 : angle;
  const transform = `translate(${here[0].toFixed(1)} ${here[1].toFixed(1)}) rotate(${upright.toFixed(1)})`;
  return [svg("text", { class: "d2l-level", transform, dy: "0.32em", "text-anchor": "middle" }, format(level, 4))];
}

/** The marks' words: on whichever side of a mark is free of points, lines and other words; a text or a box has chosen its place. */
function labels(marks, layout, size) {
  const wishes = marks.flatMap((mark) => wishOf(mark, layout)).sort((a, b) => Number("away" in a) - Number("away" in b));
  const taken = marks.flatMap((mark) => obstacles[mark.mark]?.(mark, layout) ?? []).map(([x, y, reach = 2]) => [x - reach, y - reach, x + reach, y + reach]);
  return arrange(wishes, FONT, size, taken).map((text) => textElement(text, FONT));
}

function wishOf(mark, layout) {
  const text = mark.text ?? mark.label;
  const [at, ...also] = text ? anchors[mark.mark](mark, layout).filter((spot) => seen(spot) && within(spot, layout)) : [];
  if (!at) return [];
  if (mark.mark === "box") return [{ text, at, size: sizeIn(mark, text, layout) / FONT }];
  return [{ text, at, colour: mark.role, ...(mark.mark === "text" ? {} : { away: 8, also }) }];
}

/** The size in px of words that fill a box: 10 to 16. */
function sizeIn({ a, b }, text, layout) {
  const [[left, top], [right, bottom]] = [a, b].map((corner) => place(corner, layout));
  return Math.min(16, Math.max(10, Math.min(Math.abs(right - left) / (0.65 * text.length), 0.7 * Math.abs(bottom - top))));
}

/** Where a mark's words may stand, best first. @type {Record<string, (mark: any, layout: any) => number[][]>} */
const anchors = {
  surface: () => [],
  field: () => [],
  point: (mark, layout) => [place(mark.at, layout)],
  text: (mark, layout) => [place(mark.at, layout)],
  arrow: (mark, layout) => [place(mark.tip, layout)],
  path: (mark, layout) => along(mark, layout).slice(-1),
  box: ({ a, b }, layout) => [place([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], layout)],
  curve: (mark, layout) => beside(along(mark, layout), layout),
  contour: (mark, layout) => contoursOf(mark).flatMap(({ lines }) => lines.flatMap((line) => beside(line.map((point) => place(point, layout)), layout))),
};

/** Places along what is seen of a line. */
function beside(line, layout) {
  const points = line.filter((point) => seen(point) && within(point, layout));
  return points.length ? SHARES.map((share) => points[Math.round(share * (points.length - 1))]) : [];
}

/** The places [x, y, reach] that words beside a mark keep clear of. */
const obstacles = {
  point: (mark, layout) => [[...place(mark.at, layout), 6]],
  arrow: ({ tail, tip }, layout) => [[...place(tip, layout), 6], ...stations([tail, tip].map((end) => place(end, layout)))],
  curve: (mark, layout) => stations(along(mark, layout)),
  path: (mark, layout) => stations(along(mark, layout)),
};

/** Places along a broken line, at most 8 px apart. */
const stations = (points) => points.slice(1).flatMap((point, k) => {
  const count = Math.min(100, Math.ceil(Math.hypot(point[0] - points[k][0], point[1] - points[k][1]) / 8)) || 0;
  return Array.from({ length: count }, (_, i) => mix(points[k], point, (i + 1) / count));
});
const mix = (a, b, share) => a.map((value, k) => value + share * (b[k] - value));
