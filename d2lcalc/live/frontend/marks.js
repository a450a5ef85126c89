/** From the tape's outputs to the marks that the panels draw: where the spec has the number of an output, the mark has its value. */

import { chosen, indicesOf, said } from "./words.js";

/** Of a picture: `resolve` gives each panel's marks and limits; after `touch()` all marks count as changed. */
export function createMarks(spec) {
  let touched = true;
  const panels = spec.panels.map((panel) => ({ panel, resolvers: panel.marks.map((mark) => resolver(mark, spec)) }));
  const resolve = (outputs, changed) => {
    const found = panels.map(({ resolvers }) => resolvers.map((resolved) => resolved(outputs, changed, touched)));
    touched = false;
    return found.map((marks, k) => ({ marks, limits: limitsOf(panels[k].panel, marks, outputs, spec.room), outputs }));
  };
  return { resolve, touch: () => (touched = true) };
}

function resolver(spec, { grid, line }) {
  const n = { grid, corners: 2, line }[spec.grid];
  const size = spec.grid === "line" ? n : n * n;
  const numbers = Object.values(spec.numbers).flat(Infinity).filter((index) => index !== null);
  const indices = [...numbers, ...[spec.role, spec.kind, spec.label].flatMap(indicesOf)];
  const mark = { ...spec, n };
  return (outputs, changed, touched) => {
    mark.changed = touched || indices.some((index) => changed[index]);
    if (!mark.changed) return mark;
    for (const [name, index] of Object.entries(spec.numbers)) mark[name] = valueOf(index, outputs);
    for (const axis of ["x", "y", "z"]) if (n && axis in mark) mark[axis] = sampled(mark[axis], size);
    if (mark.positions) unzip(mark);
    mark.show = Boolean(mark.show);
    mark.contours = mark.isAligned = null; // they are found where they are asked for
    ranges.delete(mark.z);
    for (const style of ["role", "kind"]) mark[style] = chosen(spec[style], outputs);
    mark.label = said(spec.label, outputs);
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

/** A panel's limits; those of a stage without given heights are what its first surface needs, with room below and above it. */
function limitsOf({ panel, limits }, marks, outputs, [below, above]) {
  const given = Object.entries(limits).filter(([, ends]) => ends).map(([axis, ends]) => [axis, valueOf(ends, outputs)]);
  if (panel !== "stage" || limits.z) return Object.fromEntries(given);
  const surface = marks.find(({ mark }) => mark === "surface") ?? { z: [] };
  const [low, high] = heightsOf(surface);
  return { ...Object.fromEntries(given), z: [low - below * (high - low), high + above * (high - low)] };
}

const ranges = new WeakMap(); // the heights of several marks, and what they need

/** The heights that a mark needs. */
export function heightsOf({ z }) {
  if (!ranges.has(z)) ranges.set(z, heightRange(z));
  return ranges.get(z);
}

/**
 * The heights that a surface needs: from its lowest to its highest finite one; where single spikes tower over the rest,
 * twice the span of the middle 96 %. `height_range` in picture.py has the same rule.
 */
export function heightRange(z) {
  const heights = Float64Array.from(z).filter(Number.isFinite).sort();
  if (!heights.length) return [-1, 1];
  const quantile = (share) => heights[Math.round(share * (heights.length - 1))];
  const [low, first, last, high] = [0, 0.02, 0.98, 1].map(quantile);
  const reach = (last - first) / 2;
  const range = high - low > 6 * (last - first) && last > first ? [Math.max(low, first - reach), Math.min(high, last + reach)] : [low, high];
  return range[0] < range[1] ? range : [low - 1, low + 1]; // a constant function
}
