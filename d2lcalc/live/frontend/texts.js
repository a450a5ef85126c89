/** Texts over a picture, with a halo in the colour of the paper: each where it covers least of what is there. Stills go by the same places (figures.py). */

import { penOf, set, svg, write } from "./dom.js";
import { look } from "./palette.js";
import { clamp, tabulate } from "./vectors.js";

/**
 * The sides of a place, the best first; its reaches: [so many times as far away, as bad as so many pieces of a line]; how many of those are as bad
 * under a text as another text, and how many as to stand beside the line that a text has its places on; the px of the ground it has there;
 * how many px a level's number keeps off another.
 */
const { sides: SIDES, reaches: REACHES, label: LABEL, beside: BESIDE, ground: GROUND, air: AIR } = look.words;
const STAY = 2; // pieces of a line: so much better another place over its line has to be for a text to leave its own
const SANS = "system-ui, sans-serif";
const SERIF = 'Georgia, "Times New Roman", serif';

/**
 * A text to be placed: its anchor point in px, its size in ems. It stands beside its anchor, or one of those it may have `also`, `away` px
 * from it, or if it is `centred` there, one that may stand `over` a line at any of its anchors; else where its places
 * [x, y, how bad that is, angle, dashes of its line] are; else it is
 * fixed. It covers at `most` so much, or is left out. What has had a place under its `key` keeps it while that is free.
 * @typedef {{key: any, text: string, at: number[], anchor?: "start" | "middle" | "end", size?: number, colour?: string, name?: boolean,
 *   away?: number, also?: number[][], centred?: boolean, places?: number[][], most?: number, weight?: number, level?: string, line?: SVGElement | false}} Text
 */

/** The width of a text in px. */
export function widthOf(text, px, weight = 600, face = SANS) {
  const pen = penOf();
  pen.font = `${face === SERIF ? "italic" : weight} ${px}px ${face}`;
  return pen.measureText(text).width;
}

/** Where the middle of a text may stand, best first. */
function placesOf({ at, anchor = "middle", away, also = [], centred, over }, wide, tall) {
  const own = [at[0] + wide * { start: 0.5, middle: 0, end: -0.5 }[anchor], at[1], 0];
  if (away === undefined) return [own];
  const beside = ([x, y], reach, worse) => SIDES.map(([right, down]) =>
    [x + right * reach * away + (Math.sign(right) * wide) / 2, y + down * reach * away + (Math.sign(down) * tall) / 2, worse + (over ? BESIDE : 0)]);
  return [...(centred ? [own] : []), ...(over ? also.map((place) => [...place, 0]) : []), ...REACHES.flatMap((reach) => [at, ...also].flatMap((place) => beside(place, ...reach)))];
}

/** What a text at a place covers: a rectangle, or squares along it where it is turned. */
function rectangles([x, y, , angle], wide, tall) {
  if (angle === undefined) return [[x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2]];
  const [count, turn] = [Math.ceil(wide / tall), (angle * Math.PI) / 180];
  return tabulate(count, (k) => {
    const off = (wide * (k + 0.5)) / count - wide / 2;
    const [u, v] = [x + off * Math.cos(turn), y + off * Math.sin(turn)];
    return [u - tall / 2, v - tall / 2, u + tall / 2, v + tall / 2];
  });
}

/** How much of what is taken, [left, top, right, bottom, weight] each, rectangles cover. */
function covered(rectangles, taken) {
  let sum = 0;
  for (const [left, top, right, bottom] of rectangles)
    for (const other of taken) // to take it apart would double the cost
      if (left < other[2] && other[0] < right && top < other[3] && other[1] < bottom) sum += other[4];
  return sum;
}

const inside = ([x, y, worse], wide, tall, room) =>
  [clamp(x, wide / 2 + 1, room.width - wide / 2 - 1), clamp(y, tall / 2, room.height - tall / 2), worse];

/** The texts of a panel in a group; what is returned places them anew. Their rectangles are added to what is `taken`. */
export function createTexts(group) {
  const [seats, elements] = [new Map(), new Map()];
  return (texts, em, room, taken) => {
    const shown = texts.flatMap((text) => place(text, em, room, taken, seats));
    for (const text of shown) elements.set(text.key, textElement(text, em, elements.get(text.key)));
    hold(group, shown.map(({ key }) => elements.get(key)));
  };
}

function place(text, em, room, taken, seats) {
  const { key, size = 1, most = Infinity, weight, name, level, over } = text;
  const seat = seats.get(key);
  const air = level ? AIR : 0;
  const [wide, tall] = [widthOf(text.text, em * size, weight, name ? SERIF : SANS) + 4, em * size];
  const places = text.places ?? placesOf(text, wide, tall).map((at) => inside(at, wide, tall, room));
  let [best, least] = [0, Infinity];
  for (const k of [seat ?? 0, ...places.keys()]) {
    if (!(places[k]?.[2] < least)) continue;
    const cost = covered(rectangles(places[k], wide, tall), taken) + places[k][2] - (over && k === seat ? STAY : 0);
    if (cost < least) [best, least] = [k, cost];
  }
  if (text.line) set(text.line, { "stroke-dasharray": least <= most && places[best][4] });
  if (least > most) return [];
  seats.set(key, best);
  for (const rectangle of rectangles(places[best], wide + air, tall + air)) taken.push([...rectangle, LABEL]);
  return [{ ...text, at: places[best] }];
}

/** An SVG element for a placed text; with `old`, that element is used again. A `level` has its looks from the style sheet. */
function textElement({ text, at: [x, y, , angle], size = 1, weight = 600, colour = "ink", name, level, over }, em, old = svg("text", { "text-anchor": "middle" })) {
  const face = name ? `font-family:${SERIF};font-style:italic;font-weight:400;` : `font-weight:${weight};`;
  const own = `${face}font-size:${(em * size).toFixed(1)}px;fill:var(--d2l-${colour})${over ? `;stroke-width:${GROUND}px` : ""}`;
  const [u, v] = [x.toFixed(1), (y + 0.35 * em * size).toFixed(1)];
  const turned = angle === undefined ? null : `rotate(${angle.toFixed(1)} ${x.toFixed(1)} ${y.toFixed(1)})`;
  set(old, { x: u, y: v, transform: turned, style: level ?? own, class: level ? "d2l-level" : null });
  write(old, text);
  return old;
}

/** What has the fewest places to stand comes first. */
export const fewestFirst = (a, b) => ("away" in a) - ("away" in b) || a.also.length - b.also.length || b.centred - a.centred;

/** Makes these the group's elements; those that stay are not touched, so that the focus stays with them. */
export function hold(group, elements) {
  for (const element of [...group.children]) if (!elements.includes(element)) element.remove();
  for (const element of elements) if (element.parentNode !== group) group.append(element);
}
