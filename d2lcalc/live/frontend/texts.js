/** Texts over the picture, with a halo in the colour of the paper; where two would overlap, the later gives way. */

import { svg } from "./dom.js";

const WIDTH = 0.62; // of a character, in ems

/** The rectangle [left, top, right, bottom] a text will take. */
function rectangle({ text, at: [x, y], anchor, size = 1 }, font) {
  const width = text.length * WIDTH * font * size;
  const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
  return [left - 2, y - 0.6 * font * size, left + width + 2, y + 0.6 * font * size];
}

const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
const within = ([left, top, right, bottom], width, height) => left >= 0 && top >= 0 && right <= width && bottom <= height;

/** Places around an anchor, `away` px from it, best first. */
function around(wish, font) {
  const { at: [x, y], away } = wish;
  if (away === undefined) return [wish];
  const gap = away + 0.25 * font;
  return [
    { ...wish, at: [x + gap, y - 0.5 * gap], anchor: "start" },
    { ...wish, at: [x - gap, y - 0.5 * gap], anchor: "end" },
    { ...wish, at: [x, y - gap - 0.5 * font], anchor: "middle" },
    { ...wish, at: [x, y + gap + 0.5 * font], anchor: "middle" },
  ];
}

/** Pushes a text that leaves the picture back inside. */
function inside(wish, font, width, height) {
  const [left, top, right, bottom] = rectangle(wish, font);
  const push = (lo, hi, room) => Math.max(0, -lo) - Math.max(0, hi - room);
  return { ...wish, at: [wish.at[0] + push(left, right, width), wish.at[1] + push(top, bottom, height)] };
}

/**
 * @param {object[]} wishes {text, at, anchor, size, italic, colour, away, first}: `away` marks a label that may stand on
 *   any side of its anchor and is never left out; `first` is placed before the rest
 * @param {number} font px @param {{width: number, height: number}} room @returns {SVGElement[]}
 */
export function placeTexts(wishes, font, { width, height }) {
  const taken = [];
  const free = (wish) => !taken.some((other) => overlap(other, rectangle(wish, font)));
  const order = (wish) => (wish.first ? 0 : wish.away === undefined ? 1 : 2);
  const placed = [];
  for (const wish of [...wishes].sort((a, b) => order(a) - order(b))) {
    const candidates = around(wish, font).map((candidate) => (wish.first || wish.away !== undefined ? inside(candidate, font, width, height) : candidate));
    const must = wish.first || wish.away !== undefined;
    const chosen = candidates.find((candidate) => free(candidate) && within(rectangle(candidate, font), width, height)) ?? (must ? candidates[0] : null);
    if (!chosen) continue;
    taken.push(rectangle(chosen, font));
    placed.push(draw(chosen, font));
  }
  return placed;
}

function draw({ text, at: [x, y], anchor, size = 1, italic, colour = "ink" }, font) {
  const style = `font-size:${(font * size).toFixed(1)}px;fill:var(--d2l-${colour});stroke:var(--d2l-paper);stroke-width:3px;stroke-linejoin:round;paint-order:stroke;font-style:${italic ? "italic" : "normal"};`;
  return svg("text", { x: x.toFixed(1), y: (y + 0.35 * font * size).toFixed(1), "text-anchor": anchor ?? "middle", style }, text);
}
