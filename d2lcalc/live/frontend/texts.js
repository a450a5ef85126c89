/** Texts over a picture, with a halo in the colour of the paper; where two would overlap, the later gives way. */

import { set, svg, write } from "./dom.js";

const WIDTH = 0.62; // of a character, in ems

/**
 * A text to be placed: its anchor point in px, and its size in ems. A label may stand on any side of its anchor, or of one of those
 * it may have `also`, `away` px from it. A `spare` text is left out where it would overlap another.
 * @typedef {{text: string, at: number[], anchor?: "start" | "middle" | "end", size?: number, colour?: string, name?: boolean, halo?: number,
 *   spare?: boolean, away?: number, also?: number[][]}} Text
 */

function rectangle({ text, at: [x, y], anchor = "middle", size = 1 }, em) {
  const [width, height] = [text.length * WIDTH * em * size, 1.2 * em * size];
  const left = x - width * { start: 0, middle: 0.5, end: 1 }[anchor];
  return [left - 2, y - height / 2, left + width + 2, y + height / 2];
}

const overlap = (a, b) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];

/** A text that leaves the picture is pushed back inside. */
function inside(text, em, { width, height }) {
  const [left, top, right, bottom] = rectangle(text, em);
  const push = (lo, hi, room) => Math.max(0, -lo) - Math.max(0, hi - room);
  return { ...text, at: [text.at[0] + push(left, right, width), text.at[1] + push(top, bottom, height)] };
}

/** Where a text may stand, best first. */
function places(text, em) {
  if (text.away === undefined) return [text];
  const [gap, above] = [text.away + 0.25 * em, text.away + 0.75 * em];
  return [text.at, ...(text.also ?? [])].flatMap(([x, y]) => [
    { ...text, at: [x + gap, y - gap / 2], anchor: "start" },
    { ...text, at: [x - gap, y - gap / 2], anchor: "end" },
    { ...text, at: [x, y - above] },
    { ...text, at: [x, y + above] },
  ]);
}

/**
 * A place for each text, the most important first; null for a spare one that finds none.
 * @param {Text[]} texts @param {number[][]} taken rectangles that are in use; those of the placed texts are added
 */
export function arrange(texts, em, room, taken) {
  return texts.map((text) => {
    const candidates = places(text, em).map((place) => inside(place, em, room));
    const free = candidates.find((place) => !taken.some((other) => overlap(other, rectangle(place, em))));
    const chosen = free ?? (text.spare ? null : candidates[0]);
    if (chosen) taken.push(rectangle(chosen, em));
    return chosen;
  });
}

/** An SVG element for a placed text; with `old`, that element is used again. */
export function textElement({ text, at: [x, y], anchor = "middle", size = 1, colour = "ink", halo = 3, name }, em, old = svg("text")) {
  const face = name ? 'font-family:Georgia,"Times New Roman",serif;font-style:italic;font-size:' : "font-size:";
  const style = `${face}${(em * size).toFixed(1)}px;fill:var(--d2l-${colour});stroke:var(--d2l-paper);stroke-width:${halo}px;stroke-linejoin:round;paint-order:stroke`;
  set(old, { x: x.toFixed(1), y: (y + 0.35 * em * size).toFixed(1), "text-anchor": anchor, style });
  write(old, text);
  return old;
}
