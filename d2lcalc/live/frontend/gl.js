/** The page's one WebGL2 context: it draws every stage off screen, one after the other, and hands the pictures over. */

import { programs } from "./shaders.js";

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;
const OPTIONS = { alpha: true, antialias: false, depth: true, premultipliedAlpha: true };

let shared; // null once it has turned out that there is none

/**
 * The shared context, opened at the first call; null where the browser has no WebGL2, or one that does not work.
 * `generation` grows when a lost context is back: whatever was made in an earlier generation is gone.
 * @returns {ReturnType<typeof open> | null}
 */
export function gpu() {
  if (shared === undefined) shared = attempt();
  return shared;
}

function attempt() {
  try {
    return open();
  } catch (error) {
    console.warn(`WebGL2 does not work here: ${error.message}`);
    return null;
  }
}

/** An off-screen canvas with WebGL2, or null. Safari before 17 draws WebGL only on a canvas element. */
function openContext() {
  const makers = [() => new OffscreenCanvas(1, 1), () => document.createElement("canvas")];
  for (const make of makers) {
    const gl = (make === makers[1] || globalThis.OffscreenCanvas) && make().getContext("webgl2", OPTIONS);
    if (gl) return gl;
  }
  return null;
}

function open() {
  const gl = openContext();
  if (!gl) return null;
  const debug = gl.getExtension("WEBGL_debug_renderer_info");
  const renderer = gl.getParameter(debug ? debug.UNMASKED_RENDERER_WEBGL : gl.RENDERER);
  const software = SOFTWARE.test(renderer);
  const listeners = new Set();
  const context = {
    gl,
    ratio: () => (software ? 1 : Math.min(2, globalThis.devicePixelRatio || 1)),
    generation: 0,
    lost: false,
    onChange: (listener) => (listeners.add(listener), () => listeners.delete(listener)),
  };
  const tell = () => listeners.forEach((listener) => listener());
  const build = () => {
    context.programs = Object.fromEntries(Object.entries(programs).map(([name, source]) => [name, link(gl, source)]));
    context.multisampled = software ? null : createLayer(gl, Math.min(4, gl.getParameter(gl.MAX_SAMPLES)));
  };
  gl.canvas.addEventListener("webglcontextlost", (event) => {
    event.preventDefault(); // otherwise the browser never restores it
    context.lost = true;
    tell();
  });
  gl.canvas.addEventListener("webglcontextrestored", () => {
    build();
    context.generation += 1;
    context.lost = false;
    tell();
  });
  build();
  return context;
}

function compile(gl, type, source) {
  const shader = gl.createShader(type);
  gl.shaderSource(shader, `#version 300 es\nprecision highp float;\n${source}`);
  gl.compileShader(shader);
  return shader;
}

/** A linked program, and `set`, which takes its uniforms by name out of many. */
function link(gl, { vertex, fragment }) {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]]) {
    const shader = compile(gl, type, source);
    gl.attachShader(program, shader);
    gl.deleteShader(shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS) && !gl.isContextLost())
    throw new Error(`a shader of the stage does not link: ${gl.getProgramInfoLog(program)}`);
  const count = gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS);
  const places = Array.from({ length: count }, (_, k) => gl.getActiveUniform(program, k)).map(({ name, type }) => [name, type, gl.getUniformLocation(program, name)]);
  const set = (values) => places.forEach(([name, type, place]) => type !== gl.SAMPLER_2D && setUniform(gl, type, place, values[name]));
  return { program, set };
}

function setUniform(gl, type, place, value) {
  if (type === gl.FLOAT_MAT4) gl.uniformMatrix4fv(place, false, value);
  else if (type === gl.FLOAT) gl.uniform1f(place, value);
  else gl[type === gl.FLOAT_VEC2 ? "uniform2fv" : "uniform3fv"](place, value);
}

/**
 * A framebuffer of colour and depth. Without multisampling its depth is a texture that a shader can read.
 * @param {WebGL2RenderingContext} gl @param {number} samples
 */
export function createLayer(gl, samples) {
  const framebuffer = gl.createFramebuffer();
  const depth = samples ? gl.createRenderbuffer() : gl.createTexture();
  const colour = gl.createRenderbuffer();
  const layer = { framebuffer, depth, width: 0, height: 0 };

  function storage(buffer, format) {
    gl.bindRenderbuffer(gl.RENDERBUFFER, buffer);
    gl.renderbufferStorageMultisample(gl.RENDERBUFFER, samples, format, layer.width, layer.height);
  }
  function depthTexture() {
    gl.bindTexture(gl.TEXTURE_2D, depth);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.DEPTH_COMPONENT24, layer.width, layer.height, 0, gl.DEPTH_COMPONENT, gl.UNSIGNED_INT, null);
    for (const [name, value] of [[gl.TEXTURE_MIN_FILTER, gl.NEAREST], [gl.TEXTURE_MAG_FILTER, gl.NEAREST]])
      gl.texParameteri(gl.TEXTURE_2D, name, value);
  }
  /** Whether the size is new: then what was drawn is gone. */
  layer.resize = (width, height) => {
    if (layer.width === width && layer.height === height) return false;
    Object.assign(layer, { width, height });
    storage(colour, gl.RGBA8);
    if (samples) storage(depth, gl.DEPTH_COMPONENT24);
    else depthTexture();
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.RENDERBUFFER, colour);
    if (samples) gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.RENDERBUFFER, depth);
    else gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.TEXTURE_2D, depth, 0);
    return true;
  };
  layer.destroy = () => {
    gl.deleteFramebuffer(framebuffer);
    gl.deleteRenderbuffer(colour);
    if (samples) gl.deleteRenderbuffer(depth);
    else gl.deleteTexture(depth);
  };
  return layer;
}

/** Copies the given planes (gl.COLOR_BUFFER_BIT, gl.DEPTH_BUFFER_BIT) of one framebuffer to another of the same size. */
export function copy(gl, from, to, { width, height }, planes) {
  gl.bindFramebuffer(gl.READ_FRAMEBUFFER, from);
  gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, to);
  gl.blitFramebuffer(0, 0, width, height, 0, 0, width, height, planes, gl.NEAREST);
}

/**
 * A canvas that `receive`s what the shared context has just drawn.
 * @param {WebGL2RenderingContext} gl @returns {{canvas: HTMLCanvasElement, receive: () => void}}
 */
export function createScreen(gl) {
  const source = gl.canvas;
  const canvas = document.createElement("canvas");
  const handover = Boolean(source.transferToImageBitmap);
  const screen = canvas.getContext(handover ? "bitmaprenderer" : "2d");
  const draw = () => {
    Object.assign(canvas, { width: source.width, height: source.height });
    screen.drawImage(source, 0, 0);
  };
  return { canvas, receive: handover ? () => screen.transferFromImageBitmap(source.transferToImageBitmap()) : draw };
}
