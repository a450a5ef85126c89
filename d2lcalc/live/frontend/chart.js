/** A flat panel in SVG: a chart, or the plan of a stage (the same marks seen from above, both axes at one scale). */

import { set, svg, uniqueId } from "./dom.js";
import { createFrame } from "./frame.js";
import { createHandle } from "./handle.js";
import { numeral } from "./numbers.js";
import { readPalette } from "./palette.js";
import { anchors, drawMark, obstacles } from "./shapes.js";
import { createTable } from "./table.js";
import { arrange, textElement } from "./texts.js";
import { logTicks, ticks, unfit } from "./ticks.js";
import { isMap, tint } from "./tint.js";
import { clamp, held } from "./vectors.js";

const FONT = 14;
const FAR = 1e5; // px: what is farther away is taken to be there
const MARGIN = { left: 22, right: 14, top: 12, bottom: 40 }; // on the left beside the numbers
const SLENDER = 5; // where a window's sides differ more, a map at one scale would be a strip; flat_panel.py has the same
const DIGIT = 7.2; // px a character of an axis's numbers

/** A panel (view.js); `open` unfolds its table. */
export function createChart({ width, height, spec, act, open = false }) {
  const clip = uniqueId();
  const axes = svg("g", { class: "d2l-axes", "aria-hidden": "true" });
  const grounds = svg("g", { "aria-hidden": "true" });
  const inside = svg("g", { "clip-path": `url(#${clip})` }, grounds);
  const above = svg("g");
  const texts = svg("g", { class: "d2l-labels", "aria-hidden": "true" });
  const frame = svg("rect");
  const picture = svg("svg", { class: "d2l-flat", role: "group", "aria-label": spec.name }, svg("clipPath", { id: clip }, frame), axes, inside, texts, above);
  const table = spec.table && createTable(spec.table, open);
  const { element, hide } = createFrame(spec, picture, table?.element);
  const drawn = new Map(); // mark -> how it is drawn anew
  let [size, layout, palette] = [];
  resize(width, height);

  function resize(width, height) {
    size = { width, height };
    set(picture, size); // it keeps its place on the page even before it is drawn
    element.style.width = `${width}px`;
    layout = null;
  }

  function draw({ marks, limits, outputs }) {
    table?.draw(outputs);
    if (hide(unfit(limits, spec.scales))) return void (layout = null); // the changes that come meanwhile are drawn when it is over
    const before = layout?.key;
    layout = layOut(size, limits, spec);
    const moved = layout.key !== before;
    if (moved) drawAxes();
    const stale = marks.filter((mark) => moved || mark.changed);
    for (const mark of stale) {
      if (!drawn.has(mark)) drawn.set(mark, add(mark));
      drawn.get(mark)();
    }
    if (stale.length) texts.replaceChildren(...labels(marks.filter((mark) => mark.show), layout, size));
  }

  const recolour = () => (palette = layout = null);

  function drawAxes() {
    set(picture, { viewBox: `0 0 ${size.width} ${size.height}`, ...size });
    set(frame, layout.box);
    axes.replaceChildren(...axisMarks(layout, spec));
  }

  function add(mark) {
    const shape = svg("g", { "aria-hidden": "true", ...(mark.pick && { click: () => act.pick(mark) }) });
    const project = (at) => holdPlace(at, layout, FAR).map((pixel, k) => (mark.drag[k] === null ? 0 : pixel)); // what cannot move is no distance
    const handle = (mark.drag || mark.pick) && createHandle({ mark, act, host: picture, projection: () => layout && project });
    const spoken = mark.mark === "field" && { role: "img", "aria-label": mark.name };
    const group = svg("g", { "data-mark": mark.name, ...spoken }, shape, handle?.element); // they stay in the page: moving one would lose its focus
    (mark.mark === "point" ? above : inside).append(group);
    const ground = mark.mark === "surface" && svg("image", { preserveAspectRatio: "none" }); // it stays, too: a new one is empty at first
    if (ground) grounds.append(ground);
    return () => {
      const { role, kind } = mark;
      set(group, { class: `d2l-${mark.mark} d2l-is-${kind}`, "data-role": role, style: `--role:var(--d2l-${role})`, display: mark.show ? null : "none", "aria-hidden": !mark.show && "true" });
      if (ground) drawGround(ground, mark);
      if (!mark.show) return;
      shape.replaceChildren(...drawMark[mark.mark](mark, layout));
      handle?.place(mark.drag ? holdPlace(mark.at, layout) : anchors(mark, layout)[0]);
    };
  }

  function drawGround(ground, mark) {
    if (!mark.show || !isMap(mark)) return void set(ground, { display: "none" });
    palette ??= readPalette(element);
    set(ground, { display: null, ...tint(mark, layout, palette) });
  }
  return { element, draw, recolour, resize, kept: () => ({ open: table?.element.open }) };
}

/** Where data coordinates stand on the panel: its `place`, and its `x` and `y`, to pixels. */
function layOut(size, limits, { scales, equal }) {
  const [left, right] = limits.x;
  const [bottom, top] = limits.y;
  const height = size.height - MARGIN.top - MARGIN.bottom;
  const up = axisNumbers(scales[1], limits.y, height);
  const aside = Math.max(28, ...up.map(({ text }) => DIGIT * text.length)); // what the numbers of the upright axis take
  const room = { width: size.width - MARGIN.left - aside - MARGIN.right, height };
  const unit = Math.min(room.width / (right - left), room.height / (top - bottom));
  const slender = Math.max((right - left) / (top - bottom), (top - bottom) / (right - left)) > SLENDER;
  const box = equal && !slender ? { width: unit * (right - left), height: unit * (top - bottom) } : room;
  box.x = MARGIN.left + aside + (room.width - box.width) / 2;
  box.y = MARGIN.top;
  const x = scale(scales[0], limits.x, [box.x, box.x + box.width]);
  const y = scale(scales[1], limits.y, [box.y + box.height, box.y]);
  const across = axisNumbers(scales[0], limits.x, box.width);
  return { box, x, y, place: ([u, v]) => [x(u), y(v)], across, up, aside, key: JSON.stringify([size, limits]) };
}

function scale(kind, ends, [from, to]) {
  const measure = kind === "log" ? Math.log : Number;
  const [a, b] = ends.map(measure);
  return (value) => from + ((measure(value) - a) / (b - a)) * (to - from);
}

/** The numbers along an axis: [{value, text}, …]. */
function axisNumbers(kind, [low, high], pixels) {
  if (kind === "none") return [];
  if (kind === "log") return logTicks(low, high, Math.max(2, pixels / 50));
  return ticks(low, high, Math.max(2, pixels / 70)).map((value) => ({ value, text: numeral(value, 6) }));
}

function axisMarks({ box, across, up, aside, x, y }, { scales, labels }) {
  if (scales[0] === "none") return [];
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  const line = (value, ends) => svg("line", { class: value === 0 ? "d2l-zero" : "d2l-grid", ...ends });
  const words = (text, attributes) => svg("text", { "text-anchor": "middle", ...attributes }, text);
  const upright = `translate(${box.x - aside - 10} ${box.y + box.height / 2}) rotate(-90)`;
  return [
    ...across.map(({ value }) => line(value, { x1: x(value), x2: x(value), y1: box.y, y2: bottom })),
    ...across.map(({ value, text }) => words(text, { x: x(value), y: bottom + 16 })),
    ...up.map(({ value }) => line(value, { x1: box.x, x2: right, y1: y(value), y2: y(value) })),
    ...up.map(({ value, text }) => words(text, { x: box.x - 6, y: y(value), dy: "0.32em", "text-anchor": "end" })),
    words(labels[0], { class: "d2l-axis-name", x: box.x + box.width / 2, y: bottom + 33 }),
    words(labels[1], { class: "d2l-axis-name", transform: upright }),
    svg("rect", { class: "d2l-frame", ...box }),
  ];
}

/** Where a movable point is held: its place, or the nearest one so far around the frame; without a value, at the frame's left or lower edge. */
function holdPlace(at, { box: { x, y, width, height }, place }, beyond = 0) {
  const [left, up] = place(at);
  return [held(left, x - beyond, x + width + beyond, x), held(up, y - beyond, y + height + beyond, y + height)];
}

/** The marks' words: on whichever side of a mark is free of points, lines and other words; a text or a box has chosen its place. */
function labels(marks, layout, size) {
  const wishes = marks.flatMap((mark) => wishOf(mark, layout)).sort((a, b) => Number("away" in a) - Number("away" in b));
  const taken = marks.flatMap((mark) => obstacles[mark.mark]?.(mark, layout) ?? []).map(([x, y, reach = 2]) => [x - reach, y - reach, x + reach, y + reach]);
  return arrange(wishes, FONT, size, taken).map((text) => textElement(text, FONT));
}

function wishOf(mark, layout) {
  const text = mark.label;
  const [at, ...also] = text ? anchors(mark, layout) : [];
  if (!at) return [];
  if (mark.mark === "box") return [{ text, at, size: sizeIn(mark, text, layout) / FONT }];
  return [{ text, at, colour: mark.role, ...(mark.mark === "text" ? { halo: 7 } : { away: 8, also }) }];
}

/** The size in px of words that fill a box: 10 to 16. */
function sizeIn({ a, b }, text, { place }) {
  const [[left, top], [right, bottom]] = [place(a), place(b)];
  return clamp(Math.min(Math.abs(right - left) / (0.65 * text.length), 0.7 * Math.abs(bottom - top)), 10, 16);
}
