/** From the tape's outputs to the marks that the panels draw: where the spec has the number of an output, the mark has its value. */

import { format } from "./numbers.js";
import { chosen, indicesOf, said } from "./words.js";

/**
 * @param {any} spec  the scene's
 * @returns {{resolve: (outputs: ArrayLike<any>, changed: ArrayLike<boolean>) => {marks: any[], limits: any}[], touch: () => void}}
 */
export function createMarks(spec) {
  let touched = true;
  const panels = spec.panels.map((panel) => ({
    marks: panel.marks.map((mark, id) => resolver(mark, id, spec)),
    limits: limitsOf(panel, spec.floor),
  }));
  const resolve = (outputs, changed) => {
    const states = panels.map(({ marks, limits }) => {
      const resolved = marks.map((mark) => mark(outputs, changed, touched));
      return { marks: resolved, limits: limits(resolved, outputs) };
    });
    touched = false;
    return states;
  };
  return { resolve, touch() { touched = true; } };
}

function resolver(spec, id, { grid, line }) {
  const n = { grid, corners: 2, line }[spec.grid];
  const size = spec.grid === "line" ? n : n * n;
  const numbers = Object.values(spec.numbers).flat(Infinity).filter((index) => index !== null);
  const indices = [...numbers, ...[spec.role, spec.kind, spec.label].flatMap(indicesOf)];
  const mark = { ...spec, id, n, label: null, changed: true };
  return (outputs, changed, touched) => {
    mark.changed = touched || indices.some((index) => changed[index]);
    if (!mark.changed) return mark;
    for (const [name, index] of Object.entries(spec.numbers)) mark[name] = valueOf(index, outputs);
    for (const axis of ["x", "y", "z"]) if (n && axis in mark) mark[axis] = sampled(mark[axis], size);
    if (mark.positions) unzip(mark);
    if (mark.at) mark.where = mark.at.map((number) => format(number, 4)).join(", ");
    mark.show = Boolean(mark.show);
    mark.contours = null; // they are found where they are drawn
    for (const style of ["role", "kind"]) mark[style] = chosen(spec[style], outputs);
    mark[spec.mark === "text" ? "text" : "label"] = said(spec.label, outputs);
    return mark;
  };
}

function valueOf(index, outputs) {
  if (index === null) return null;
  return Array.isArray(index) ? index.map((part) => valueOf(part, outputs)) : outputs[index];
}

/** A function that does not depend on where it is sampled yields one number for all places. */
const sampled = (values, size) => (typeof values === "number" ? new Float64Array(size).fill(values) : values);

function unzip(mark) {
  const axis = (k) => Float64Array.from(mark.positions, (position) => position[k]);
  Object.assign(mark, { x: axis(0), y: axis(1), z: mark.positions[0]?.length === 3 ? axis(2) : null });
}

/** A panel's limits from its marks and the outputs; the heights of a stage are looked through only when its surface has changed. */
function limitsOf({ panel, limits }, floor) {
  let heights = null;
  const needed = (marks) => {
    const surface = marks.find(({ mark }) => mark === "surface");
    if (!heights || surface?.changed) heights = withFloor(heightRange(surface?.z ?? []), floor);
    return heights;
  };
  return (marks, outputs) => {
    const given = Object.entries(limits).filter(([, ends]) => ends).map(([axis, ends]) => [axis, ends.map((index) => outputs[index])]);
    return { ...Object.fromEntries(given), ...(panel === "stage" && !limits.z && { z: needed(marks) }) };
  };
}

/** Room below the surface, so that what lies on the floor is seen. */
const withFloor = ([low, high], floor) => [low - floor * (high - low), high];

/**
 * The heights that a surface needs: from its lowest to its highest finite one; where single spikes tower over the rest,
 * twice the span of the middle 96 %. `height_range` in picture.py has the same rule.
 * @param {ArrayLike<number>} z
 */
export function heightRange(z) {
  const heights = Float64Array.from(z).filter(Number.isFinite).sort();
  if (!heights.length) return [-1, 1];
  const quantile = (share) => heights[Math.round(share * (heights.length - 1))];
  const [low, high, first, last] = [heights[0], heights.at(-1), quantile(0.02), quantile(0.98)];
  const reach = (last - first) / 2;
  const range = high - low > 6 * (last - first) && last > first ? [Math.max(low, first - reach), Math.min(high, last + reach)] : [low, high];
  return range[0] < range[1] ? range : [low - 1, low + 1]; // a constant function
}
