/** A flat panel in SVG: a chart, or the plan of a stage (the same marks seen from above, both axes at one scale). */

import { renew, set, svg, uniqueId } from "./dom.js";
import { createFrame } from "./frame.js";
import { createHandle } from "./handle.js";
import { dashFor, look, readPalette } from "./palette.js";
import { anchors, drawMark, levelTexts, obstacles, outline, styleOf } from "./shapes.js";
import { createTable } from "./table.js";
import { createTexts, fewestFirst, widthOf } from "./texts.js";
import { equalTicks, logTicks, unfit } from "./ticks.js";
import { isMap, tint } from "./tint.js";
import { clamp, held } from "./vectors.js";

const FONT = 14; // px
const TALL = 440; // px, of the highest drawing with many words; another takes its `tall`, a share of that
const NARROW = { width: 700, height: 620, font: 12, room: 60 }; // px: so narrow, it is higher, with smaller words, in two lines if they are longer
const FAR = 1e5; // px: what is farther away is taken to be there
const MARGIN = { left: 29, right: 14, top: 12, bottom: 40 }; // on the left beside the numbers
const BARE = { left: 6, right: 6, top: 6, bottom: 6 }; // without axes
const ROOM = 0.134; // of a drawing's width: what the words of a node may take
const SLENDER = 5; // where a window's sides differ more, a map at one scale would be a strip; flat_panel.py has the same
const NUMBER = 50; // pieces of a line that are as bad under a label as such a number
const OUTSIDE = 2; // the same for what lies outside the frame: better there than across a line
const SMALL = 13; // px, of an axis's numbers

/** A panel (view.js); `open` unfolds its table. */
export function createChart({ width, height, spec, act, open = false }) {
  const clip = uniqueId();
  const axes = svg("g.d2l-axes", { "aria-hidden": "true" });
  const grounds = svg("g", { "aria-hidden": "true" });
  const inside = svg("g", { "clip-path": `url(#${clip})` }, grounds);
  const above = svg("g");
  const texts = svg("g.d2l-labels", { "aria-hidden": "true" });
  const frame = svg("rect");
  const picture = svg("svg.d2l-flat", { role: "group", "aria-label": spec.name }, svg("clipPath", { id: clip }, frame), axes, inside, texts, above);
  const table = spec.table && createTable(spec.table, open);
  const { element, hide } = createFrame(spec, picture, table?.element);
  const writeTexts = createTexts(texts);
  const drawn = new Map(); // mark -> how it is drawn anew, and what that gave: its texts, and what others keep clear of
  let [size, font, layout, palette] = [];
  resize(width, height);

  function resize(width, height) {
    const isNarrow = spec.tall && width < NARROW.width;
    font = isNarrow ? NARROW.font : FONT;
    size = { width, height: isNarrow ? NARROW.height : spec.tall ? TALL : height };
    set(picture, size); // it keeps its place on the page even before it is drawn
    element.style.width = `${width}px`;
    layout = null;
  }

  function draw({ marks, limits, outputs, waits }) {
    table?.draw(outputs);
    if (hide(unfit(limits, spec.scales), waits)) return void (layout = null); // the changes that come meanwhile are drawn when it is over
    const key = JSON.stringify([size, limits]);
    const moved = layout?.key !== key;
    if (moved) {
      layout = { ...layOut(size, limits, spec), key };
      drawAxes();
    }
    const stale = marks.filter((mark) => moved || mark.changed);
    for (const mark of stale) {
      if (!drawn.has(mark)) drawn.set(mark, add(mark));
      drawn.get(mark).redraw();
    }
    if (stale.length) writeAll(marks.filter((mark) => mark.show).map((mark) => drawn.get(mark)));
  }

  function writeAll(shown) {
    const taken = [...layout.numbers, ...shown.flatMap((each) => each.taken)];
    const labels = shown.flatMap((each) => each.labels).sort(fewestFirst);
    writeTexts([...labels, ...shown.flatMap((each) => each.levels)], font, layout.size, taken);
  }

  const recolour = () => (palette = layout = null);

  function drawAxes() {
    const { width, height } = layout.size;
    set(picture, { viewBox: `0 0 ${width} ${height}`, width, height });
    set(frame, layout.box);
    renew(axes, axisMarks(layout, spec), upright);
  }

  function add(mark) {
    const shape = svg("g", mark.pick && { click: () => act.pick(mark) });
    const project = (at) => holdPlace(at, layout, FAR).map((pixel, k) => (mark.drag[k] === null ? 0 : pixel)); // what cannot move is no distance
    const handle = (mark.drag || mark.pick) && createHandle({ mark, act, host: picture, projection: () => layout && project });
    const spoken = mark.mark === "field" && { role: "img", "aria-label": mark.name };
    const group = svg("g", { "data-mark": mark.name, ...spoken }, shape, handle?.element); // they stay in the page: moving one would lose its focus
    (mark.mark === "point" ? above : inside).append(group);
    const ground = mark.mark in { surface: 1, contour: 1 } && svg("image", { preserveAspectRatio: "none" }); // it stays, too: a new one is empty at first
    if (ground) grounds.append(ground);
    const drawing = { taken: [], labels: [], levels: [], redraw };
    function redraw() {
      set(group, { ...styleOf(mark), display: mark.show ? null : "none", "aria-hidden": !mark.show && "true" });
      if (ground) drawGround(ground, mark);
      if (!mark.show) return;
      shape.replaceChildren(...drawMark[mark.mark](mark, layout));
      handle?.place(mark.drag ? holdPlace(mark.at, layout) : anchors(mark, layout)[0]);
      drawing.taken = obstacles(mark, layout);
      drawing.labels = labelsOf(mark, layout, font).map(keyed);
      drawing.levels = levelTexts(mark, layout, font).map((text, k) => keyed({ ...text, line: !dashFor(mark) && shape.children[k] }, k));
    }
    const keys = [];
    const keyed = (text, k) => ({ key: (keys[k] ??= {}), ...text });
    return drawing;
  }

  function drawGround(ground, mark) {
    if (!mark.show || !isMap(mark)) return void set(ground, { display: "none" });
    palette ??= readPalette(element);
    set(ground, { display: null, ...tint(mark, layout, palette) });
  }
  return { element, draw, recolour, resize, most: spec.tall && Infinity, kept: () => ({ open: table?.element.open }) };
}

/** Where data coordinates stand on the panel: its `place`, and its `x` and `y`, to pixels; and what the axes' numbers take. */
function layOut(size, limits, { scales, equal, tall }) {
  const [left, right] = limits.x;
  const [bottom, top] = limits.y;
  const isBare = scales[0] === "none";
  const margin = isBare ? BARE : MARGIN;
  const height = (size.height - margin.top - margin.bottom) * (tall ?? 1);
  const up = isBare ? [] : axisNumbers(scales[1], limits.y, height, () => 0);
  const aside = isBare ? 0 : Math.max(28, ...up.map(({ wide }) => wide)); // what the numbers of the upright axis take
  const room = { width: size.width - margin.left - aside - margin.right, height };
  const unit = Math.min(room.width / (right - left), room.height / (top - bottom));
  const slender = Math.max((right - left) / (top - bottom), (top - bottom) / (right - left)) > SLENDER;
  const box = equal && !slender ? { width: unit * (right - left), height: unit * (top - bottom) } : room;
  box.x = margin.left + aside + (room.width - box.width) / 2;
  box.y = margin.top;
  const x = scale(scales[0], limits.x, [box.x, box.x + box.width]);
  const y = scale(scales[1], limits.y, [box.y + box.height, box.y]);
  const across = axisNumbers(scales[0], limits.x, box.width, ({ wide }) => wide + SMALL);
  const [edge, foot] = [box.x + box.width, box.y + box.height];
  const numbers = [
    ...across.map(({ value, wide }) => [x(value) - wide / 2, foot + 5, x(value) + wide / 2, foot + 20, NUMBER]),
    ...up.map(({ value, wide }) => [box.x - 6 - wide, y(value) - 6, box.x - 6, y(value) + 6, NUMBER]),
    [box.x - aside - 27, box.y, box.x - aside - 12, foot, NUMBER],
    ...(isBare ? [] : [[0, box.y, box.x, foot], [edge, box.y, FAR, foot], [0, 0, FAR, box.y], [0, foot, FAR, FAR]]).map((band) => [...band, OUTSIDE]),
  ];
  return { box, x, y, head: look.head[isBare ? "bare" : "usual"], place: ([u, v]) => [x(u), y(v)], across, up, aside, numbers, tall, size: { width: size.width, height: foot + margin.bottom } };
}

function scale(kind, ends, [from, to]) {
  const measure = kind === "log" ? Math.log : Number;
  const [a, b] = ends.map(measure);
  return (value) => from + ((measure(value) - a) / (b - a)) * (to - from);
}

/** The numbers along an axis, {value, text, wide} each: as many as have the room that each needs. */
function axisNumbers(kind, [low, high], pixels, need) {
  if (kind === "none") return [];
  for (let about = Math.max(3, pixels / (kind === "log" ? 50 : 70)); ; about--) {
    const found = (kind === "log" ? logTicks : equalTicks)(low, high, Math.max(1, about)).map((number) => ({ ...number, wide: widthOf(number.text, SMALL, 400) }));
    if (about <= 1 || found.length * Math.max(0, ...found.map(need)) < pixels) return found;
  }
}

/** An upright ∇ in a name: an italic one runs into its neighbour. */
const upright = (text) => text.split("∇").flatMap((part, k) => (k ? [svg("tspan", {}, "∇"), part] : part));

function axisMarks({ box, across, up, aside, x, y }, { scales, labels }) {
  if (scales[0] === "none") return [];
  const [right, bottom] = [box.x + box.width, box.y + box.height];
  const lines = [
    ...across.map(({ value }) => [value, [[x(value), box.y], [x(value), bottom]]]),
    ...up.map(({ value }) => [value, [[box.x, y(value)], [right, y(value)]]]),
  ];
  const stroke = (kind, isAsked) => [kind, { d: lines.map(([value, line]) => (isAsked(value) ? outline(line) : "")).join("") }];
  const words = (kind, text, attributes) => [kind, { "text-anchor": "middle", ...attributes }, text];
  const beside = `translate(${box.x - aside - 16} ${box.y + box.height / 2}) rotate(-90)`;
  return [
    stroke("path.d2l-grid", (value) => value !== 0),
    stroke("path.d2l-zero", (value) => value === 0),
    ["rect.d2l-frame", box],
    words("text.d2l-axis-name", labels[0], { x: box.x + box.width / 2, y: bottom + 33 }),
    words("text.d2l-axis-name", labels[1], { transform: beside }),
    ...across.map(({ value, text }) => words("text", text, { x: x(value), y: bottom + 16, dy: null })),
    ...up.map(({ value, text }) => words("text", text, { x: box.x - 6, y: y(value), dy: "0.32em", "text-anchor": "end" })),
  ];
}

/** Where a movable point is held: its place, or the nearest one so far around the frame; without a value, at the frame's left or lower edge. */
function holdPlace(at, { box: { x, y, width, height }, place }, beyond = 0) {
  const [left, up] = place(at);
  return [held(left, x - beyond, x + width + beyond, x), held(up, y - beyond, y + height + beyond, y + height)];
}

/** A mark's label beside it; that of a box within it; on a narrow network words that have one place keep it, in two lines if they are long. */
function labelsOf(mark, layout, font) {
  const text = mark.label;
  const [at, ...also] = text ? anchors(mark, layout) : [];
  if (!at) return [];
  if (mark.mark === "box") return [{ text, at, also, size: sizeIn(mark, text, layout) / font }];
  const centred = mark.mark === "text";
  const style = { also, colour: mark.role, centred, over: centred && also.length > 0 };
  if (!centred || !layout.tall || also.length) return [{ text, at, ...style, away: 8 }];
  if (font === FONT) return [{ text, at, ...style, away: 8, size: clamp((ROOM * layout.size.width) / widthOf(text, font), 0.75, 1) }];
  const lines = widthOf(text, font) > Math.max(NARROW.room, ROOM * layout.size.width) ? text.split(/(?<=[=≈:]) /) : [text];
  return lines.map((text, k) => ({ text, at: [at[0], at[1] + font * (k - (lines.length - 1) / 2)], ...style }));
}

/** The size in px of words that fill a box: 10 to 16. */
function sizeIn({ a, b }, text, { place }) {
  const [[left, top], [right, bottom]] = [place(a), place(b)];
  return clamp(Math.min((0.9 * Math.abs(right - left)) / widthOf(text, 1), 0.7 * Math.abs(bottom - top)), 10, 16);
}
