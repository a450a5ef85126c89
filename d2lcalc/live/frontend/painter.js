/** Paints marks into a stage's canvas: kept surfaces, then patches, then strokes and glyphs, hidden parts faintly. */

import { copy, createLayer } from "./gl.js";
import { createMesh } from "./mesh.js";
import { createStrokes } from "./strokes.js";
import { niceStep } from "./ticks.js";

const HIDDEN = 0.35; // opacity of what lies behind a surface

const isPatch = ({ role, kind }) => role === "plane" || role === "quadratic" || kind === "ghost";
const unit = (v) => v.map((value) => value / Math.hypot(...v));

/** A light that goes with the camera, from above its left shoulder. */
const lightOf = ({ right, up, back }) => unit(back.map((b, k) => 0.62 * b + 0.75 * up[k] - 0.42 * right[k]));

/** @param {ReturnType<import("./gl.js").gpu>} context */
export function createPainter(context) {
  const { gl } = context;
  const meshes = new Map(); // mark -> mesh
  const strokes = createStrokes(gl);
  const kept = context.samples ? null : createLayer(gl, 0); // colour and depth of the surfaces while they stand still
  let fresh = false;

  /** Takes over what has changed; `all` when the box has. */
  function update(marks, box, all) {
    const surfaces = marks.filter(({ mark }) => mark === "surface");
    for (const [mark, mesh] of meshes)
      if (!surfaces.includes(mark)) {
        mesh.destroy();
        meshes.delete(mark);
        fresh = false;
      }
    for (const mark of surfaces) {
      const isNew = !meshes.has(mark);
      if (isNew) meshes.set(mark, createMesh(gl));
      if (isNew || all || mark.changed) meshes.get(mark).update(mark, box);
      if (!isPatch(mark) && (isNew || all || mark.changed)) fresh = false;
    }
  }

  function use(name, uniforms) {
    const { program, uniforms: places } = context.programs[name];
    gl.useProgram(program);
    for (const [key, value] of Object.entries(uniforms)) {
      const place = places[key];
      if (place === undefined) continue;
      if (key === "matrix") gl.uniformMatrix4fv(place, false, value);
      else if (key === "behind") gl.uniform1i(place, value);
      else gl[`uniform${value.length ?? 1}f${value.length ? "v" : ""}`](place, value);
    }
  }
  const surfaceUniforms = (view, box, palette) => {
    const [lo, hi] = box.limits.z;
    const step = niceStep(hi - lo, 12);
    const shift = (lo + box.half[2] / box.scale[2]) / step; // whole steps dropped: float32 keeps the rest
    return { matrix: view.matrix, extent: box.half, eye: view.eye, light: lightOf(view), ink: palette.ink, paper: palette.paper, range: view.range,
      behind: 0, level: [1 / (box.scale[2] * step), shift - Math.floor(shift)], alpha: 1 };
  };
  const drawMesh = (mark, name, uniforms, palette) => {
    use(name, { ...uniforms, colour: palette[mark.role], alpha: mark.kind === "ghost" ? 0.35 : isPatch(mark) ? 0.82 : 1 });
    meshes.get(mark).draw();
  };

  function clear(layer) {
    gl.bindFramebuffer(gl.FRAMEBUFFER, layer.framebuffer);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
  }

  /** Surfaces into the target; their depth alone into the returned layer, where the patches read it. */
  function paintSurfaces(marks, uniforms, palette, moved) {
    const { target } = context;
    const layer = kept ?? target;
    gl.disable(gl.BLEND);
    if (!kept || moved || !fresh) {
      clear(layer);
      for (const mark of marks) drawMesh(mark, "surface", uniforms, palette);
      fresh = true;
    }
    if (kept) copy(gl, kept.framebuffer, target.framebuffer, kept, gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    else copy(gl, target.framebuffer, context.resolved.framebuffer, target, gl.DEPTH_BUFFER_BIT);
    return kept ?? context.resolved;
  }

  /** Nearest patch over the surfaces, whatever their order: first depth alone, then colour where the depth is equal. */
  function paintPatches(marks, uniforms, palette, { depth }) {
    gl.bindTexture(gl.TEXTURE_2D, depth);
    gl.enable(gl.BLEND);
    gl.enable(gl.POLYGON_OFFSET_FILL);
    gl.polygonOffset(-1, -2); // a patch that is the surface to the last bit shows, without speckles
    gl.colorMask(false, false, false, false);
    for (const mark of marks) drawMesh(mark, "surface", uniforms, palette);
    gl.colorMask(true, true, true, true);
    for (const mark of marks) drawMesh(mark, "patch", uniforms, palette);
    gl.disable(gl.POLYGON_OFFSET_FILL);
  }

  function paintStrokes(view, palette, ratio) {
    strokes.upload();
    gl.enable(gl.BLEND);
    gl.depthMask(false);
    const uniforms = { size: [view.width, view.height], feather: 1 / ratio, paper: palette.paper };
    for (const [compare, alpha] of [[gl.GREATER, HIDDEN], [gl.LEQUAL, 1]])
      for (const kind of ["stroke", "glyph"]) {
        gl.depthFunc(compare);
        use(kind, { ...uniforms, alpha });
        strokes.draw(kind);
      }
    gl.depthMask(true);
  }

  /**
   * @param {object[]} marks those shown @param {object} scene {view, box, palette, moved}: `moved` when the view is new
   * @param {(strokes: object) => void} sketch adds the lines and glyphs of the frame
   * @param {{receive: Function}} screen
   */
  function paint(marks, { view, box, palette, moved }, sketch, screen) {
    const ratio = context.ratio();
    const [width, height] = [view.width, view.height].map((px) => Math.max(1, Math.round(px * ratio)));
    if (gl.canvas.width !== width || gl.canvas.height !== height) Object.assign(gl.canvas, { width, height });
    for (const layer of [context.target, kept ?? context.resolved]) layer.resize(width, height);
    gl.viewport(0, 0, width, height);
    gl.enable(gl.DEPTH_TEST);
    gl.depthFunc(gl.LEQUAL);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    const uniforms = surfaceUniforms(view, box, palette);
    const surfaces = marks.filter(({ mark }) => mark === "surface");
    const behind = paintSurfaces(surfaces.filter((mark) => !isPatch(mark)), uniforms, palette, moved);
    gl.bindFramebuffer(gl.FRAMEBUFFER, context.target.framebuffer);
    paintPatches(surfaces.filter(isPatch), uniforms, palette, behind);
    strokes.clear();
    sketch(strokes);
    paintStrokes(view, palette, ratio);
    copy(gl, context.target.framebuffer, null, { width, height }, gl.COLOR_BUFFER_BIT);
    screen.receive(gl);
  }

  function destroy() {
    for (const mesh of meshes.values()) mesh.destroy();
    strokes.destroy();
    kept?.destroy();
  }
  return { update, paint, destroy };
}

