/**
 * A z-buffer: the opaque surfaces of a stage, kept while they and the view stand still, and over them the nearest of its sheets
 * (translucent surfaces). The eye sees samples, several to a px, which are averaged.
 */

import { html, set } from "./dom.js";
import { heightRange } from "./marks.js";
import { levelsOf } from "./contours.js";
import { look, opacityOf } from "./palette.js";
import { trianglesOf } from "./triangles.js";
import { clamp, mix } from "./vectors.js";

const CORNER = 5; // numbers of a projected vertex: x and y in samples, depth, brightness, height × depth
const [X, Y, DEPTH, LIGHT, HEIGHT] = [0, 1, 2, 3, 4];
const BEHIND = 0.35; // of a sheet's opacity is left where it lies behind a surface
const TIE = 1e-6; // of depth: a sheet that touches a surface lies on it
const JUMP = 4e-3; // of depth, from sample to sample: there a surface ends
const [COARSE, FINE] = [1, 2]; // samples a px in either direction
const BUDGET = 9; // milliseconds: what takes longer to paint finely is coarse while it is in motion
const ROOM = 6; // stages whose surfaces are kept; one beyond them paints them anew when it is asked

const hasFaces = ({ mark, a }) => mark === "surface" || (mark === "box" && a.length === 3);
const isSheet = (mark) => opacityOf(mark) < 1;
const isSame = (list, other) => list.length === other?.length && list.every((mark, k) => mark === other[k]);
const unit = (v) => v.map((value) => value / Math.hypot(...v));

/** A light that goes with the camera, from above its left shoulder. */
const lightOf = ({ right, up, back }) => unit(back.map((b, k) => 0.62 * b + 0.75 * up[k] - 0.42 * right[k]));

const nothing = () => ({ marks: null, colour: new Uint32Array(0), depth: new Float32Array(0) });
const keepers = []; // what the stages keep, the latest last
const shown = { by: null, colour: new Uint32Array(0), near: new Float32Array(0), image: null }; // the last picture of any stage: whose it is, and its sheets' depth

/** The z-buffer of one stage, and the canvas that shows it. */
export function createRaster(style) {
  const canvas = html("canvas", { style });
  const pen = canvas.getContext("2d");
  const meshes = new Map(); // mark -> its triangles
  const kept = nothing(); // the opaque surfaces as painted: `marks` is null when they are out of date
  let [painted, cost] = [null, 0]; // the marks that the canvas shows; milliseconds that a fine picture takes

  /** Takes over what has changed; `all` when the box has. */
  function update(marks, box, all) {
    for (const mark of meshes.keys()) if (!marks.includes(mark)) meshes.delete(mark);
    for (const mark of marks.filter(hasFaces)) {
      if (meshes.has(mark) && !all && !mark.changed) continue;
      meshes.set(mark, trianglesOf(mark, box));
      if (painted?.includes(mark)) painted = null;
      if (kept.marks?.includes(mark)) kept.marks = null;
    }
  }

  /**
   * Paints what the canvas does not show yet; true if there was anything. What is painted coarsely asks for another paint `atRest`.
   * @param {object[]} marks those shown @param {object} scene {view, box, palette, moved}: `moved` when the view is new
   */
  function paint(marks, scene, atRest) {
    const [surfaces, sheets] = [false, true].map((kind) => marks.filter((mark) => hasFaces(mark) && isSheet(mark) === kind));
    const isKept = !scene.moved && isSame(surfaces, kept.marks) && !(atRest && isCoarse());
    const isShown = !sheets.length || shown.by === kept;
    if (isKept && isShown && isSame([...surfaces, ...sheets], painted)) return false;
    const began = performance.now();
    if (!isKept) paintSurfaces(surfaces, scene, atRest || cost < BUDGET ? FINE : COARSE);
    paintSheets(sheets, scene);
    show();
    if (!isKept && !isCoarse()) cost = performance.now() - began;
    painted = [...surfaces, ...sheets];
    return true;
  }
  const isCoarse = () => kept.density === COARSE;

  function paintSurfaces(marks, scene, density) {
    const [columns, rows] = [scene.view.width, scene.view.height].map((side) => Math.max(1, Math.round(side)) * density);
    if (kept.colour.length !== columns * rows) Object.assign(kept, { colour: new Uint32Array(columns * rows), depth: new Float32Array(columns * rows) });
    Object.assign(kept, { marks, density, columns, rows });
    keep(kept);
    kept.colour.fill(0);
    kept.depth.fill(0);
    for (const mark of marks) paintMark(mark, scene, surfaceRow);
  }

  function paintSheets(marks, scene) {
    const { length } = kept.colour;
    if (shown.colour.length < length) Object.assign(shown, { colour: new Uint32Array(length), near: new Float32Array(length) });
    shown.by = kept;
    shown.colour.set(kept.colour);
    shown.near.fill(0, 0, length);
    for (const mark of marks) paintMark(mark, scene, sheetRow);
  }

  function paintMark(mark, scene, rowOf) {
    const mesh = meshes.get(mark);
    fill(seen(mesh, mark, scene, kept.density), mesh.index, kept, rowOf(mark, scene, kept));
  }

  function show() {
    const { columns, rows, density } = kept;
    const side = (globalThis.devicePixelRatio || 1) * (canvas.currentCSSZoom ?? 1) > 1 ? 1 : density; // samples averaged to a pixel, in either direction
    const [width, height] = [columns / side, rows / side];
    if (shown.image?.width !== width || shown.image.height !== height) shown.image = new ImageData(width, height);
    average(shown.colour, columns, side, new Uint32Array(shown.image.data.buffer), width);
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    pen.putImageData(shown.image, 0, 0);
    set(canvas, { "data-samples": density });
  }

  /** Whether a place [x, y, depth] on the screen, in px, lies behind a surface, or behind a sheet too. */
  function isHidden([x, y, depth], bySheets = true) {
    const [column, row] = [x, y].map((side) => Math.floor(side * kept.density));
    if (column < 0 || row < 0 || column >= kept.columns || row >= kept.rows) return false;
    const k = row * kept.columns + column;
    return depth < kept.depth[k] || (bySheets && shown.by === kept && depth < shown.near[k]);
  }

  function destroy() {
    if (keepers.includes(kept)) keepers.splice(keepers.indexOf(kept), 1);
  }
  return { canvas, update, paint, isCoarse, isHidden, destroy };
}

function keep(kept) {
  if (keepers.includes(kept)) return;
  keepers.push(kept);
  if (keepers.length > ROOM) Object.assign(keepers.shift(), nothing());
}

/** The vertices of a mesh as the camera sees them: in samples, lit, each with its share of the heights. */
function seen({ vertices }, mark, { view, box }, density) {
  const [light, { eye }] = [lightOf(view), view];
  const [low, high] = mark.z ? (mark.heights ??= heightRange(mark.z)) : [0, 1];
  const found = new Float64Array((vertices.length / 6) * CORNER);
  const place = [0, 0, 0];
  for (let from = 0, to = 0; from < vertices.length; from += 6, to += CORNER) {
    for (let axis = 0; axis < 3; axis++) place[axis] = vertices[from + axis];
    const nx = vertices[from + 3];
    const ny = vertices[from + 4];
    const nz = vertices[from + 5];
    const front = nx * (eye[0] - place[0]) + ny * (eye[1] - place[1]) + nz * (eye[2] - place[2]) >= 0;
    const lit = (nx * light[0] + ny * light[1] + nz * light[2]) / (Math.sqrt(nx * nx + ny * ny + nz * nz) || 1);
    const [x, y, depth] = view.project(place);
    const height = (place[2] + box.half[2]) / box.scale[2] + box.limits.z[0];
    found[to + X] = x * density;
    found[to + Y] = y * density;
    found[to + DEPTH] = depth;
    found[to + LIGHT] = 0.74 + 0.36 * Math.max(0, front ? lit : -lit);
    found[to + HEIGHT] = ((height - low) / (high - low)) * depth;
  }
  return found;
}

const [start, right, down] = Array.from({ length: 3 }, () => new Float64Array(CORNER)); // of the triangle at hand: at its top corner, and the changes from sample to sample

/** Goes through the rows of all triangles. @param {(from: number, to: number, dx: number, dy: number) => void} row so far from the top corner */
function fill(corners, index, { columns, rows }, row) {
  for (let k = 0; k < index.length; k += 3) {
    let a = CORNER * index[k];
    let b = CORNER * index[k + 1];
    let c = CORNER * index[k + 2];
    if (corners[b + Y] < corners[a + Y]) [a, b] = [b, a];
    if (corners[c + Y] < corners[a + Y]) [a, c] = [c, a];
    if (corners[c + Y] < corners[b + Y]) [b, c] = [c, b];
    const ax = corners[a];
    const ay = corners[a + Y];
    const ux = corners[b] - ax;
    const uy = corners[b + Y] - ay;
    const vx = corners[c] - ax;
    const vy = corners[c + Y] - ay;
    const top = Math.max(0, Math.ceil(ay - 0.5));
    const bottom = Math.min(rows, Math.ceil(corners[c + Y] - 0.5));
    if (!(top < bottom)) continue;
    const area = ux * vy - vx * uy;
    for (let n = DEPTH; n < CORNER; n++) {
      const du = corners[b + n] - corners[a + n];
      const dv = corners[c + n] - corners[a + n];
      start[n] = corners[a + n];
      right[n] = (du * vy - dv * uy) / area;
      down[n] = (dv * ux - du * vx) / area;
    }
    for (let y = top; y < bottom; y++) {
      const dy = y + 0.5 - ay;
      const long = ax + (dy * vx) / vy;
      const short = ax + (dy < uy ? (dy * ux) / uy : ux + ((dy - uy) * (vx - ux)) / (vy - uy));
      const from = Math.max(0, Math.ceil(Math.min(long, short) - 0.5));
      const to = Math.min(columns, Math.ceil(Math.max(long, short) - 0.5));
      if (from < to) row(y * columns + from, y * columns + to, from + 0.5 - ax, dy);
    }
  }
}

const EVEN = 0.25; // paper in the colour of what is not tinted by height
const LINE = 0.22; // ink in an iso-line
const SHADE = 0.6; // of a sheet's colour, in the line in which it meets a surface
const cover = (distance) => clamp((1.1 - distance) / 0.7, 0, 1); // of a thin line, at so many px from its middle
const byte = (value) => (value < 255 ? value : 255);
const packed = (red, green, blue, alpha) => (byte(alpha) << 24) | (byte(blue) << 16) | (byte(green) << 8) | byte(red);

function surfaceRow(mark, { palette }, { colour, depth, density }) {
  const tinted = mark.mark === "surface";
  const [low, high] = (tinted ? look.map : [1 - EVEN, 1 - EVEN]).map((share) => mix(palette.paper, palette[mark.role], share).map((part) => 255 * part));
  const [r0, g0, b0] = low;
  const [dr, dg, db] = high.map((part, k) => part - low[k]);
  const [ir, ig, ib] = palette.ink.map((part) => 255 * part);
  const levels = tinted ? levelsOf(mark) : [];
  const [bottom, top] = tinted ? mark.heights : [0, 1];
  const step = levels.length > 1 ? (levels.at(-1) - levels[0]) / (levels.length - 1) : top - bottom;
  const [scale, offset] = levels.length ? [(top - bottom) / step, (bottom - levels[0]) / step] : [0, 0]; // of heights to the number of a level
  const last = levels.length - 1;
  return (from, to, dx, dy) => {
    let w = start[DEPTH] + right[DEPTH] * dx + down[DEPTH] * dy;
    let s = start[LIGHT] + right[LIGHT] * dx + down[LIGHT] * dy;
    let t = start[HEIGHT] + right[HEIGHT] * dx + down[HEIGHT] * dy;
    const [dw, ds, dt] = [right[DEPTH], right[LIGHT], right[HEIGHT]];
    const [tx, ty] = [(dt - (t / w) * dw) / w, (down[HEIGHT] - (t / w) * down[DEPTH]) / w];
    const steepness = scale * density * Math.sqrt(tx * tx + ty * ty); // levels a px
    const strength = LINE * clamp((0.4 - steepness) / 0.25, 0, 1);
    const reach = 1.1 * steepness;
    for (let k = from; k < to; k++, w += dw, s += ds, t += dt) {
      if (w <= depth[k]) continue;
      depth[k] = w;
      const share = t / w;
      const tint = share < 0 ? 0 : share > 1 ? 1 : share;
      let red = (r0 + dr * tint) * s;
      let green = (g0 + dg * tint) * s;
      let blue = (b0 + db * tint) * s;
      const level = scale * share + offset;
      const away = Math.abs(level - Math.max(0, Math.min(last, Math.floor(level + 0.5))));
      if (away < reach) {
        const line = strength * cover(away / steepness);
        red += (ir - red) * line;
        green += (ig - green) * line;
        blue += (ib - blue) * line;
      }
      colour[k] = packed(red, green, blue, 255);
    }
  };
}

/** The nearest sheet alone counts, over what lies behind it; where it meets a surface there is a line. */
function sheetRow(mark, { palette }, { colour, depth, columns, density }) {
  const { colour: out, near } = shown;
  const full = opacityOf(mark);
  const [r0, g0, b0] = mix(palette[mark.role], palette.paper, EVEN).map((part) => 255 * part);
  const line = palette[mark.role].map((part) => 255 * SHADE * part);
  return (from, to, dx, dy) => {
    let w = start[DEPTH] + right[DEPTH] * dx + down[DEPTH] * dy;
    let s = start[LIGHT] + right[LIGHT] * dx + down[LIGHT] * dy;
    const [dw, ds, dv] = [right[DEPTH], right[LIGHT], down[DEPTH]];
    for (let k = from; k < to; k++, w += dw, s += ds) {
      if (w <= near[k]) continue;
      near[k] = w;
      const gap = w - depth[k];
      let opacity = gap < -TIE ? BEHIND * full : full;
      let red = r0 * s;
      let green = g0 * s;
      let blue = b0 * s;
      if (gap < JUMP && gap > -JUMP) {
        const gx = dw - (depth[k + 1] - depth[k]);
        const gy = dv - (depth[k + columns] - depth[k]);
        const slope = Math.abs(gx) + Math.abs(gy) < JUMP ? Math.sqrt(gx * gx + gy * gy) * density : 0;
        if (slope > 0 && Math.abs(gap) < 1.1 * slope) {
          const share = cover(Math.abs(gap) / slope);
          opacity += (1 - opacity) * share;
          red += (line[0] - red) * share;
          green += (line[1] - green) * share;
          blue += (line[2] - blue) * share;
        }
      }
      const under = colour[k];
      const rest = 1 - opacity;
      out[k] = packed(
        byte(red) * opacity + (under & 255) * rest,
        byte(green) * opacity + ((under >>> 8) & 255) * rest,
        byte(blue) * opacity + ((under >>> 16) & 255) * rest,
        255 * opacity + (under >>> 24) * rest,
      );
    }
  };
}

const [EVENS, HALVES] = [0xff00ff, 0x20002]; // two bytes of four; what rounds a quarter of their sums

/** Squares of so many samples a side (1 or 2), premultiplied by their opacity, to pixels that are not. */
function average(samples, columns, side, pixels, width) {
  for (let k = 0, row = 0; k < pixels.length; row += side * columns)
    for (let at = row; at < row + side * width; at += side, k++) {
      const pixel = side === 1 ? samples[at] : mean(samples[at], samples[at + 1], samples[at + columns], samples[at + columns + 1]);
      const alpha = pixel >>> 24;
      pixels[k] = alpha === 255 || alpha === 0 ? pixel : straight(pixel, 255 / alpha);
    }
}

function mean(a, b, c, d) {
  if (a === b && a === c && a === d) return a;
  const evens = (a & EVENS) + (b & EVENS) + (c & EVENS) + (d & EVENS) + HALVES;
  const odds = ((a >>> 8) & EVENS) + ((b >>> 8) & EVENS) + ((c >>> 8) & EVENS) + ((d >>> 8) & EVENS) + HALVES;
  return ((evens >>> 2) & EVENS) | (((odds >>> 2) & EVENS) << 8);
}

const straight = (pixel, factor) => packed((pixel & 255) * factor, ((pixel >>> 8) & 255) * factor, ((pixel >>> 16) & 255) * factor, pixel >>> 24);
