/**
 * Paints a stage in two pictures, one over the other: the opaque surfaces, kept while they stand still, and over them what
 * moves: patches (translucent surfaces), strokes and glyphs, which read the depth of the surfaces and show what lies behind them
 * faintly.
 */

import { figures } from "./figures.js";
import { copy, createLayer, createScreen } from "./gl.js";
import { createMesh } from "./mesh.js";
import { opacityOf } from "./palette.js";
import { createSketch, createStrokes } from "./strokes.js";
import { niceStep } from "./ticks.js";

const HIDDEN = 0.45; // opacity of a line behind a surface

const hasFaces = ({ mark, a }) => mark === "surface" || (mark === "box" && a.length === 3);
const isPatch = (mark) => opacityOf(mark) < 1;
const isSame = (list, other) => list.length === other?.length && list.every((mark, k) => mark === other[k]);
const unit = (v) => v.map((value) => value / Math.hypot(...v));

/** A light that goes with the camera, from above its left shoulder. */
const lightOf = ({ right, up, back }) => unit(back.map((b, k) => 0.62 * b + 0.75 * up[k] - 0.42 * right[k]));

/** Whole steps are dropped from the iso-lines' count, so that float32 keeps the rest. */
function isoLevels({ limits: { z: [lo, hi] }, half, scale }) {
  const step = niceStep(hi - lo, 12);
  const middle = (lo + half[2] / scale[2]) / step;
  return [1 / (scale[2] * step), middle - Math.floor(middle)];
}

/** @param {NonNullable<ReturnType<typeof import("./gl.js").gpu>>} context */
export function createPainter(context) {
  const { gl, multisampled } = context;
  const meshes = new Map(); // mark -> mesh
  const strokes = createStrokes(gl);
  const depth = createLayer(gl, 0);
  const screens = [createScreen(gl), createScreen(gl)]; // of the surfaces, of what moves
  const painted = { surfaces: null, marks: null }; // what either picture shows; null when it is out of date
  let sketches = new WeakMap(); // mark -> its lines and glyphs, kept while it and the view stand still

  /** Takes over what has changed; `all` when the box has. */
  function update(marks, box, all) {
    const changed = marks.filter((mark) => all || mark.changed);
    for (const mark of changed) sketches.delete(mark);
    if (changed.length) painted.marks = null;
    for (const [mark, mesh] of meshes)
      if (!marks.includes(mark)) {
        mesh.destroy();
        meshes.delete(mark);
      }
    for (const mark of marks.filter(hasFaces)) {
      if (!meshes.has(mark)) meshes.set(mark, createMesh(gl));
      else if (!all && !mark.changed) continue;
      meshes.get(mark).update(mark, box);
      if (painted.surfaces?.includes(mark)) painted.surfaces = null;
    }
  }

  function use(name, uniforms) {
    const { program, set } = context.programs[name];
    gl.useProgram(program);
    set(uniforms);
  }
  function clear(framebuffer) {
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
  }

  function paintSurfaces(marks, uniforms, palette) {
    const layer = multisampled ?? depth;
    layer.resize(depth.width, depth.height);
    clear(layer.framebuffer);
    gl.disable(gl.BLEND);
    for (const mark of marks) {
      use("surface", { ...uniforms, colour: palette[mark.role] });
      meshes.get(mark).draw();
    }
    if (multisampled) copy(gl, layer.framebuffer, depth.framebuffer, depth, gl.DEPTH_BUFFER_BIT);
    copy(gl, layer.framebuffer, null, depth, gl.COLOR_BUFFER_BIT);
  }

  /** The nearest patch counts, whatever their order: first depth alone, then colour where the depth is equal. */
  function paintPatches(marks, uniforms, palette) {
    gl.enable(gl.BLEND);
    gl.colorMask(false, false, false, false);
    use("depth", uniforms);
    for (const mark of marks) meshes.get(mark).draw();
    gl.colorMask(true, true, true, true);
    for (const mark of marks) {
      use("patch", { ...uniforms, colour: palette[mark.role], alpha: opacityOf(mark) });
      meshes.get(mark).draw();
    }
  }

  function sketched(mark, scene) {
    if (!sketches.has(mark)) {
      const sketch = createSketch();
      figures[mark.mark]?.(mark, sketch, scene);
      sketches.set(mark, sketch);
    }
    return sketches.get(mark);
  }

  function paintStrokes(sketches, uniforms) {
    strokes.upload(sketches);
    gl.depthMask(false);
    for (const [compare, alpha] of [[gl.GREATER, HIDDEN], [gl.LEQUAL, 1]])
      for (const kind of ["stroke", "glyph"]) {
        gl.depthFunc(compare);
        use(kind, { ...uniforms, alpha, hidden: HIDDEN });
        strokes.draw(kind);
      }
    gl.depthMask(true);
    gl.depthFunc(gl.LEQUAL);
  }

  function prepare({ width, height }) {
    if (gl.canvas.width !== width || gl.canvas.height !== height) Object.assign(gl.canvas, { width, height });
    if (depth.resize(width, height)) painted.surfaces = null;
    gl.viewport(0, 0, width, height);
    gl.clearColor(0, 0, 0, 0);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  /**
   * Paints what the pictures do not show yet.
   * @param {object[]} marks those shown @param {object} scene {view, box, palette, moved, scale}: `moved` when the view is new
   */
  function paint(marks, scene) {
    const { view, box, palette, moved } = scene;
    if (moved) Object.assign(painted, { surfaces: null, marks: null });
    if (moved) sketches = new WeakMap();
    if (isSame(marks, painted.marks)) return;
    const ratio = context.ratio();
    prepare({ width: Math.max(1, Math.round(view.width * ratio)), height: Math.max(1, Math.round(view.height * ratio)) });
    const { matrix, eye, range, width, height } = view;
    const { ink, paper } = palette;
    const uniforms = { matrix, eye, range, ink, paper, extent: box.half, light: lightOf(view), level: isoLevels(box),
      size: [width, height], feather: 1 / ratio };
    const [surfaces, patches] = [false, true].map((kind) => marks.filter((mark) => hasFaces(mark) && isPatch(mark) === kind));
    if (!isSame(surfaces, painted.surfaces)) {
      paintSurfaces(surfaces, uniforms, palette);
      screens[0].receive();
    }
    clear(null);
    gl.bindTexture(gl.TEXTURE_2D, depth.depth);
    paintPatches(patches, uniforms, palette);
    paintStrokes(marks.map((mark) => sketched(mark, scene)), uniforms);
    screens[1].receive();
    Object.assign(painted, { surfaces, marks });
  }

  function destroy() {
    for (const mesh of meshes.values()) mesh.destroy();
    for (const part of [strokes, depth]) part.destroy();
  }
  return { canvases: screens.map(({ canvas }) => canvas), update, paint, destroy };
}
