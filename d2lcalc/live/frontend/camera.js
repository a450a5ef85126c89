/** The box of the axes, and the camera that looks at it. All lengths are box units: the longer floor side is 2. */

import { look } from "./palette.js";
import { dot, tabulate } from "./vectors.js";

const { stage: { rise: RISE }, camera: { distance: DISTANCE } } = look;

/** The box in which data coordinates are drawn: x and y at equal scale while the window's sides are within 1 : 3. */
export function createBox(limits) {
  const axes = [limits.x, limits.y, limits.z];
  const spans = axes.map(([lo, hi]) => hi - lo);
  const longer = Math.max(spans[0], spans[1]);
  const isTrue = Math.min(spans[0], spans[1]) * 3 >= longer;
  const half = isTrue ? [spans[0] / longer, spans[1] / longer, RISE] : [1, 1, RISE];
  const scale = half.map((h, k) => (2 * h) / spans[k]);
  const coordinate = (value, k) => (value - axes[k][0]) * scale[k] - half[k];
  const place = ([x, y, z = limits.z[0]]) => [coordinate(x, 0), coordinate(y, 1), coordinate(z, 2)];
  return { limits, half, scale, coordinate, place };
}

/** The eight corners of the box. */
export const corners = (half) => tabulate(8, (k) => half.map((h, axis) => ((k >> axis) & 1 ? h : -h)));

/** Right, up and backward (towards the eye) directions of a camera; angles in degrees. */
function directions(azimuth, elevation) {
  const [[cosA, sinA], [cosE, sinE]] = [azimuth, elevation].map((angle) => [Math.cos, Math.sin].map((f) => f((angle * Math.PI) / 180)));
  return [[-sinA, cosA, 0], [-sinE * cosA, -sinE * sinA, cosE], [cosE * cosA, cosE * sinA, sinE]];
}

/** Extent [half width, lowest, highest] of the box's picture over half a turn, which has all: turning must not change its size. */
function extent(half, elevation) {
  const places = corners(half);
  const seen = tabulate(12, (k) => directions(15 * k, elevation)).flatMap(([right, up, back]) =>
    places.map((corner) => [right, up].map((axis) => (DISTANCE * dot(corner, axis)) / (DISTANCE - dot(corner, back)))));
  const [across, upright] = [0, 1].map((k) => seen.map((place) => place[k]));
  return [Math.max(...across), Math.min(...upright), Math.max(...upright)];
}

/**
 * What the camera sees: `project` takes a point of the box, moved `nearer` towards the eye, to [x, y, depth] (x, y in CSS px from the top
 * left; depth is 1 over the distance from the eye: larger is nearer, and straight lines stay straight). `margin` is left free for numbers
 * and names.
 */
export function createProjection({ azimuth, elevation, zoom }, half, { width, height }, margin) {
  const [right, up, back] = directions(azimuth, elevation);
  const [wide, low, high] = extent(half, elevation);
  const room = Math.min((width / 2 - margin.side) / wide, (height - margin.top - margin.bottom) / (high - low));
  const focal = room * zoom * DISTANCE; // px at unit distance
  const [cx, cy] = [width / 2, (margin.top + height - margin.bottom) / 2 + ((high + low) / 2) * room * zoom];
  const eye = back.map((b) => b * DISTANCE);

  function project(p, nearer = 0) {
    const distance = DISTANCE - dot(p, back);
    return [cx + (focal * dot(p, right)) / distance, cy - (focal * dot(p, up)) / distance, 1 / (distance - nearer)];
  }
  return { project, eye, right, up, back, width, height };
}
