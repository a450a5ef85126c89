/**
 * A z-buffer: the opaque surfaces of a stage, kept while they and the view stand still, and over them the nearest of its sheets
 * (translucent surfaces). The canvas has samples, several to a px, which the browser averages where the screen has fewer.
 */

import { html, set } from "./dom.js";
import { heightsOf } from "./marks.js";
import { levelsOf } from "./contours.js";
import { look, opacityOf } from "./palette.js";
import { thinned, trianglesOf } from "./triangles.js";
import { clamp, dot, mix, tabulate } from "./vectors.js";

const CORNER = 5; // numbers of a projected vertex: x and y in samples, depth, brightness, height × depth
const X = 0;
const Y = 1;
const DEPTH = 2;
const LIGHT = 3;
const HEIGHT = 4;
const { light: LIGHT_FROM, shade: SHADE, glow: GLOW, paper: PAPER, behind: BEHIND, tie: TIE, jump: JUMP, iso: ISO, level: LEVEL, meeting: MEETING } = look.stage;
const COARSE = 1; // samples a px in either direction
const FINE = 2;
const SHADES = 128; // steps of a sheet's colour up to light 1; there are twice as many, for what is brighter
const BUDGET = 4; // milliseconds, a quarter of a frame: what takes longer to paint finely is coarse while it is in motion

/**
 * The samples of the stage painted last, the `owner`: another one's surfaces are painted anew when it is asked. `colour` and `depth` are of
 * its surfaces, whose `meshes` they are; `out`, the pixels of the `image`, has the sheets over them, and `near` their depth: they lie in the
 * samples from `first` to `last`.
 */
const buffer = { owner: null, meshes: [], density: FINE, columns: 0, rows: 0, colour: [], depth: [], out: [], near: [], images: {}, image: null, first: 0, last: 0 };

const hasFaces = ({ mark, a }) => mark === "surface" || (mark === "box" && a.length === 3);
const isSame = (list, other) => list.length === other?.length && list.every((mesh, k) => mesh === other[k]);

/** A light that goes with the camera, from above its left shoulder. */
const lightOf = ({ right, up, back }) => [0, 1, 2].map((k) => dot(LIGHT_FROM, [right[k], up[k], back[k]]) / Math.hypot(...LIGHT_FROM));

/** What paints one stage, and the canvas that shows it. */
export function createRaster(style) {
  const canvas = html("canvas", { style });
  const pen = canvas.getContext("2d");
  const meshes = new WeakMap(); // mark -> its triangles in either density, once they are needed, and the box that they lie in
  const meshesOf = (marks) => marks.map((mark) => meshes.get(mark));
  let [painted, cost, coarse] = [null, 0, false]; // the meshes that the canvas shows; milliseconds that a fine picture takes

  /** Takes over what has changed; `all` when the box has. */
  function update(marks, box, all) {
    for (const mark of marks.filter(hasFaces))
      if (all || mark.changed || !meshes.has(mark)) meshes.set(mark, { box });
  }

  /**
   * Paints what the canvas does not show yet; true if there was anything. What is painted coarsely asks for another paint `atRest`.
   * @param {object[]} marks those shown @param {object} scene {view, box, palette, moved}: `moved` when the view is new
   */
  function paint(marks, scene, atRest) {
    const [surfaces, sheets] = [false, true].map((kind) => marks.filter((mark) => hasFaces(mark) && opacityOf(mark) < 1 === kind));
    const isKept = buffer.owner === meshes && !scene.moved && isSame(meshesOf(surfaces), buffer.meshes) && !(atRest && coarse);
    if (isKept && isSame(meshesOf([...surfaces, ...sheets]), painted)) return false;
    const began = performance.now();
    if (!isKept) paintSurfaces(surfaces, scene, atRest || cost < BUDGET ? FINE : COARSE);
    paintSheets(sheets, scene, isKept);
    if (!isKept && !coarse) cost = performance.now() - began;
    painted = meshesOf([...surfaces, ...sheets]);
    return true;
  }

  function paintSurfaces(marks, scene, density) {
    const [columns, rows] = [scene.view.width, scene.view.height].map((side) => Math.max(1, Math.round(side)) * density);
    if (buffer.colour.length < columns * rows) {
      buffer.colour = new Uint32Array(columns * rows);
      for (const name of ["depth", "near"]) buffer[name] = new Float32Array(columns * rows);
    }
    let image = buffer.images[density];
    if (image?.width !== columns || image.height !== rows) image = buffer.images[density] = new ImageData(columns, rows);
    Object.assign(buffer, { owner: meshes, meshes: meshesOf(marks), density, columns, rows, image, out: new Uint32Array(image.data.buffer) });
    coarse = density === COARSE;
    for (const name of ["colour", "depth"]) buffer[name].fill(0, 0, columns * rows);
    for (const mark of marks) paintMark(mark, scene, surfaceRow);
  }

  /** The rows where sheets were, or all, are the surfaces' again; shown are these and those where sheets are now. */
  function paintSheets(marks, scene, isKept) {
    const { columns, rows, density, colour, out, near } = buffer;
    const [first, last] = isKept ? [buffer.first, buffer.last] : [0, rows];
    out.set(colour.subarray(first * columns, last * columns), first * columns);
    near.fill(0, first * columns, last * columns);
    Object.assign(buffer, { first: rows, last: 0 });
    for (const mark of marks) paintMark(mark, scene, sheetRow);
    set(canvas, { width: columns, height: rows, "data-samples": density });
    const top = Math.min(first, buffer.first);
    pen.putImageData(buffer.image, 0, 0, 0, top, columns, Math.max(last, buffer.last) - top);
  }

  function paintMark(mark, scene, rowOf) {
    const { density } = buffer;
    const mesh = meshes.get(mark);
    const triangles = (mesh[density] ??= trianglesOf(density === COARSE ? thinned(mark) : mark, mesh.box));
    fill(seen(triangles, mark, scene, density), triangles.index, buffer, rowOf(mark, scene, buffer));
  }

  return { canvas, update, paint, isCoarse: () => coarse };
}

/** Whether a place [x, y, depth] on the screen, in px, lies behind a surface of the stage painted last, or behind a sheet too. */
export function isHidden([x, y, depth], bySheets = true) {
  const { density, columns, rows } = buffer;
  const column = Math.floor(x * density);
  const row = Math.floor(y * density);
  if (column < 0 || row < 0 || column >= columns || row >= rows) return false;
  const k = row * columns + column;
  return depth < buffer.depth[k] || (bySheets && depth < buffer.near[k]);
}

/** The vertices of a mesh as the camera sees them: in samples, lit, each with its share of the heights. */
function seen({ vertices }, mark, { view, box }, density) {
  const [light, { eye }] = [lightOf(view), view];
  const [low, high] = mark.z ? heightsOf(mark) : [0, 1];
  const found = new Float64Array((vertices.length / 6) * CORNER);
  for (let from = 0, to = 0; from < vertices.length; from += 6, to += CORNER) {
    const place = [vertices[from], vertices[from + 1], vertices[from + 2]];
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
    found[to + LIGHT] = SHADE + GLOW * Math.max(0, front ? lit : -lit);
    found[to + HEIGHT] = ((height - low) / (high - low)) * depth;
  }
  return found;
}

const [start, right, down] = tabulate(3, () => new Float64Array(CORNER)); // of the triangle at hand: at its top corner, and the changes from sample to sample

/** Goes through the rows of all triangles. @param {(from: number, to: number, dx: number, dy: number) => void} row so far from the top corner */
function fill(corners, index, target, row) {
  const { columns, rows } = target;
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
    target.first = Math.min(target.first, top);
    target.last = Math.max(target.last, bottom);
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

const cover = (distance) => clamp((1.1 - distance) / 0.7, 0, 1); // of a thin line, at so many px from its middle
const least = (a, b) => Math.min(Math.abs(a), Math.abs(b)); // of the changes to either side: one of them stays on the triangle
const byte = (value) => (value < 255 ? value : 255);
const packed = (red, green, blue) => (255 << 24) | (byte(blue) << 16) | (byte(green) << 8) | byte(red);

/** One colour over another, the whole part of `part` in 256 of it: red and blue in one product, green and alpha in the other. */
const over = (colour, under, part) => ((two(colour, under, part) >>> 8) & 0xff00ff) | (two(colour >>> 8, under >>> 8, part) & 0xff00ff00);
const two = (colour, under, part) => Math.imul(colour & 0xff00ff, part) + Math.imul(under & 0xff00ff, 256 - (part | 0)) + 0x800080;

function surfaceRow(mark, { palette }, { colour, depth, density }) {
  const tinted = mark.mark === "surface";
  const [low, high] = (tinted ? look.map : [1 - PAPER, 1 - PAPER]).map((share) => mix(palette.paper, palette[mark.role], share).map((part) => 255 * part));
  const [r0, g0, b0] = low;
  const [dr, dg, db] = high.map((part, k) => part - low[k]);
  const ink = packed(...palette.ink.map((part) => 255 * part));
  const levels = tinted ? levelsOf(mark) : [];
  const [bottom, top] = tinted ? heightsOf(mark) : [0, 1];
  const step = levels.length > 1 ? (levels.at(-1) - levels[0]) / (levels.length - 1) : top - bottom;
  const [scale, offset] = levels.length ? [(top - bottom) / step, (bottom - levels[0]) / step] : [0, 0]; // of heights to the number of a level
  const last = levels.length - 1;
  return (from, to, dx, dy) => {
    let w = start[DEPTH] + right[DEPTH] * dx + down[DEPTH] * dy;
    let s = start[LIGHT] + right[LIGHT] * dx + down[LIGHT] * dy;
    let t = start[HEIGHT] + right[HEIGHT] * dx + down[HEIGHT] * dy;
    const dw = right[DEPTH];
    const dt = right[HEIGHT];
    const tx = (dt - (t / w) * dw) / w;
    const ty = (down[HEIGHT] - (t / w) * down[DEPTH]) / w;
    const steepness = scale * density * Math.sqrt(tx * tx + ty * ty); // levels a px
    const strength = steepness > LEVEL ? ISO * clamp((0.4 - steepness) / 0.25, 0, 1) : 0;
    const reach = strength && 1.1 * steepness; // less than half way to the next
    for (let k = from; k < to; k++, w += dw, s += right[LIGHT], t += dt) {
      if (w <= depth[k]) continue;
      depth[k] = w;
      const share = t / w;
      const tint = share < 0 ? 0 : share > 1 ? 1 : share;
      const tone = packed((r0 + dr * tint) * s, (g0 + dg * tint) * s, (b0 + db * tint) * s);
      const level = scale * share + offset;
      const nearest = Math.floor(level + 0.5);
      const away = Math.abs(level - nearest);
      const isLine = away < reach && nearest >= 0 && nearest <= last;
      colour[k] = isLine ? over(ink, tone, 256 * strength * cover(away / steepness)) : tone;
    }
  };
}

/** The nearest sheet alone counts, over what lies behind it; where it meets a surface there is a line. */
function sheetRow(mark, { palette }, { colour, depth, out, near, columns, density }) {
  const full = 256 * opacityOf(mark);
  const [red, green, blue] = mix(palette[mark.role], palette.paper, PAPER).map((part) => (255 * part) / SHADES);
  const shades = Uint32Array.from({ length: 2 * SHADES }, (_, k) => packed(red * k, green * k, blue * k)); // by the light
  const line = packed(...palette[mark.role].map((part) => 255 * MEETING * part));
  return (from, to, dx, dy) => {
    let w = start[DEPTH] + right[DEPTH] * dx + down[DEPTH] * dy;
    let s = SHADES * (start[LIGHT] + right[LIGHT] * dx + down[LIGHT] * dy) + 0.5;
    const dw = right[DEPTH];
    const ds = SHADES * right[LIGHT];
    const dv = down[DEPTH];
    for (let k = from; k < to; k++, w += dw, s += ds) {
      if (w <= near[k]) continue;
      near[k] = w;
      const gap = w - depth[k];
      let part = gap < -TIE ? BEHIND * full : full;
      let shade = shades[s | 0];
      if (gap < JUMP && gap > -JUMP) {
        const gx = least(dw - (depth[k + 1] - depth[k]), dw - (depth[k] - depth[k - 1]));
        const gy = least(dv - (depth[k + columns] - depth[k]), dv - (depth[k] - depth[k - columns]));
        const slope = gx + gy < JUMP ? Math.sqrt(gx * gx + gy * gy) * density : 0;
        if (slope > TIE && Math.abs(gap) < 1.1 * slope) {
          const share = cover(Math.abs(gap) / slope);
          part += (256 - part) * share;
          shade = over(line, shade, 256 * share);
        }
      }
      out[k] = over(shade, colour[k] || shade & 0xffffff, part); // over no surface its own colour, the less opaque
    }
  };
}
