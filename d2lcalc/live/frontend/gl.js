/** The page's one WebGL2 context: it draws every stage off screen, one after the other, and hands the pictures over. */

import { programs } from "./shaders.js";

const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|basic render/i;
const OPTIONS = { alpha: true, antialias: false, depth: false, premultipliedAlpha: true };

let shared = null;

/**
 * The shared context, opened at the first call; null where the browser has no WebGL2.
 * `generation` grows when a lost context is back: whatever was made in an earlier generation is gone.
 * @returns {ReturnType<typeof open> | null}
 */
export function gpu() {
  shared ??= open();
  return shared;
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
    renderer,
    samples: software ? 0 : Math.min(4, gl.getParameter(gl.MAX_SAMPLES)),
    ratio: () => (software ? 1 : Math.min(2, globalThis.devicePixelRatio || 1)),
    generation: 0,
    lost: false,
    onRestore: (listener) => (listeners.add(listener), () => listeners.delete(listener)),
  };
  const build = () => {
    context.programs = Object.fromEntries(Object.entries(programs).map(([name, source]) => [name, link(gl, source)]));
    context.target = createLayer(gl, context.samples);
    context.resolved = createLayer(gl, 0);
  };
  gl.canvas.addEventListener("webglcontextlost", (event) => {
    event.preventDefault(); // otherwise the browser never restores it
    context.lost = true;
  });
  gl.canvas.addEventListener("webglcontextrestored", () => {
    build();
    context.generation += 1;
    context.lost = false;
    for (const listener of listeners) listener();
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

/** A linked program with the places of its uniforms by name. */
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
  const uniforms = {};
  for (let k = 0; k < gl.getProgramParameter(program, gl.ACTIVE_UNIFORMS); k++) {
    const { name } = gl.getActiveUniform(program, k);
    uniforms[name] = gl.getUniformLocation(program, name);
  }
  return { program, uniforms };
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
  layer.resize = (width, height) => {
    if (layer.width === width && layer.height === height) return;
    Object.assign(layer, { width, height });
    storage(colour, gl.RGBA8);
    if (samples) storage(depth, gl.DEPTH_COMPONENT24);
    else depthTexture();
    gl.bindFramebuffer(gl.FRAMEBUFFER, framebuffer);
    gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.RENDERBUFFER, colour);
    if (samples) gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.RENDERBUFFER, depth);
    else gl.framebufferTexture2D(gl.FRAMEBUFFER, gl.DEPTH_ATTACHMENT, gl.TEXTURE_2D, depth, 0);
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
 * A canvas on which a stage receives its picture, and `receive`, which takes what the shared context has just drawn.
 * @returns {{canvas: HTMLCanvasElement, receive: (gl: WebGL2RenderingContext) => void}}
 */
export function createScreen() {
  const canvas = document.createElement("canvas");
  const bitmap = globalThis.OffscreenCanvas && canvas.getContext("bitmaprenderer");
  const plain = bitmap ? null : canvas.getContext("2d");
  function receive(gl) {
    if (bitmap && gl.canvas.transferToImageBitmap) return bitmap.transferFromImageBitmap(gl.canvas.transferToImageBitmap());
    Object.assign(canvas, { width: gl.canvas.width, height: gl.canvas.height });
    plain.drawImage(gl.canvas, 0, 0);
  }
  return { canvas, receive };
}
