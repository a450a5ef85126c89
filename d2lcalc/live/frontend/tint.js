/** The tint of a map: the heights of a surface as colours between paper and role, as the stage tints it. */

import { penOf, set } from "./dom.js";
import { heightsOf } from "./marks.js";
import { look, opacityOf } from "./palette.js";
import { clamp } from "./vectors.js";

/** Whether a mark is a map: an opaque surface, or some of its contour lines, over a grid along the axes. */
export function isMap(mark) {
  if (!(mark.mark in { surface: 1, contour: 1 }) || mark.levels?.length < 2 || opacityOf(mark) < 1) return false;
  const { x, y, n } = mark;
  return (mark.isAligned ??= x.every((value, k) => value === x[k % n]) && y.every((value, k) => value === y[k - (k % n)]));
}

/** How much of its role's colour a map has at a height; the rest is paper. */
export function shareAt(mark, height) {
  const [low, high] = heightsOf(mark);
  return look.map[0] + (look.map[1] - look.map[0]) * clamp((height - low) / (high - low), 0, 1);
}

/** The attributes of an SVG image with a pixel around each place of the map's grid, half of the outermost ones beyond it. */
export function tint(mark, { place }, { paper, [mark.role]: colour }) {
  const { x, y, z, n } = mark;
  const [[left, bottom], [right, top]] = [place([x[0], y[0]]), place([x.at(-1), y.at(-1)])];
  const [across, up] = [(right - left) / (n - 1), (bottom - top) / (n - 1)];
  const picture = new ImageData(n, n);
  for (let k = 0; k < n * n; k++) {
    const [share, at] = [shareAt(mark, z[k]), 4 * ((n - 1 - Math.floor(k / n)) * n + (k % n))];
    for (let part = 0; part < 3; part++) picture.data[at + part] = 255 * (paper[part] + share * (colour[part] - paper[part]));
    picture.data[at + 3] = Number.isFinite(z[k]) && 255; // a hole stays paper
  }
  const pen = penOf();
  set(pen.canvas, { width: n, height: n });
  pen.putImageData(picture, 0, 0);
  return { href: pen.canvas.toDataURL(), x: left - across / 2, y: top - up / 2, width: n * across, height: n * up };
}
