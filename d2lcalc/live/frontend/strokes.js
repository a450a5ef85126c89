/** Lines of constant width and small signs, laid out in CSS px after projection in float64. */

const FLOATS = 11; // place (3), four of form, four of colour

/** The part of a segment inside the box as [from, to] in 0…1, or null. */
export function clip(p, q, half) {
  let [from, to] = [0, 1];
  for (let axis = 0; axis < 3; axis++) {
    const [start, run, edge] = [p[axis], q[axis] - p[axis], half[axis] + 1e-9];
    if (!Number.isFinite(start + run) || (run === 0 && Math.abs(start) > edge)) return null;
    if (run === 0) continue;
    const [a, b] = [(-edge - start) / run, (edge - start) / run];
    from = Math.max(from, Math.min(a, b));
    to = Math.min(to, Math.max(a, b));
  }
  return from <= to ? [from, to] : null;
}

const between = (p, q, t) => p.map((value, axis) => value + t * (q[axis] - value));

/** The pieces of a polyline that lie inside the box; a NaN breaks it. @returns {number[][][]} */
export function pieces(points, half) {
  const found = [];
  let open = null;
  for (let k = 1; k < points.length; k++) {
    const [p, q] = [points[k - 1], points[k]];
    const part = clip(p, q, half);
    if (!part || part[0] > 0) open = null;
    if (!part) continue;
    if (!open) found.push((open = [between(p, q, part[0])]));
    open.push(between(p, q, part[1]));
    if (part[1] < 1) open = null;
  }
  return found;
}

/** Unit normal of the segment a → b on the screen; of no length: null. */
function normal(a, b) {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  return length > 1e-6 ? [(a[1] - b[1]) / length, (b[0] - a[0]) / length] : null;
}

/** Offset at a joint of two segments that keeps the line's width, at most twice it at a sharp turn. */
function mitre(before, after) {
  const sum = [before[0] + after[0], before[1] + after[1]];
  const square = sum[0] ** 2 + sum[1] ** 2;
  const stretch = 2 / Math.max(square, 0.5);
  return [sum[0] * stretch, sum[1] * stretch];
}

/** The vertices of what one mark adds to a picture: `line` and `glyph` append to them. */
export function createSketch() {
  const vertices = { stroke: [], glyph: [] };

  /** @param {number[][]} path [x, y, depth] each @param {{colour: number[], width: number, dash: number[] | null}} pen */
  function line(path, { colour, width, dash }) {
    const corners = path.filter((point, k) => k === 0 || normal(path[k - 1], point));
    if (corners.length < 2) return;
    const normals = corners.slice(1).map((point, k) => normal(corners[k], point) ?? [0, 0]);
    const reach = width / 2 + 1; // a px more, for the soft edge
    const form = [width / 2, ...(dash ?? [0, 0])];
    let along = 0;
    corners.forEach(([x, y, depth], k) => {
      if (k > 0) along += Math.hypot(x - corners[k - 1][0], y - corners[k - 1][1]);
      const [nx, ny] = mitre(normals[Math.max(k - 1, 0)], normals[Math.min(k, normals.length - 1)]);
      const vertex = (side) =>
        vertices.stroke.push(x + side * nx * reach, y + side * ny * reach, depth, side * reach, ...form, ...colour, along);
      if (k === 0) vertex(-1); // doubled ends: triangles of no area lead to the next line of the strip
      vertex(-1);
      vertex(1);
      if (k === corners.length - 1) vertex(1);
    });
  }

  /** @param {number[]} place [x, y, depth] @param {{colour: number[], radius: number, shape: number, angle?: number, rim: boolean}} form */
  function glyph([x, y, depth], { colour, radius, shape, angle = 0, rim }) {
    const [cos, sin, reach] = [Math.cos(angle), Math.sin(angle), radius * 1.5 + 2];
    const vertex = (u, v) => {
      const [dx, dy] = [u * reach, v * reach];
      vertices.glyph.push(x + dx * cos - dy * sin, y + dx * sin + dy * cos, depth, dx, dy, radius, shape, ...colour, rim ? 1 : 0);
    };
    for (const [u, v] of [[-1, -1], [-1, -1], [1, -1], [-1, 1], [1, 1], [1, 1]]) vertex(u, v);
  }
  return { vertices, line, glyph };
}

/**
 * Draws the lines, and the glyphs, of several sketches in one call.
 * @param {WebGL2RenderingContext} gl
 */
export function createStrokes(gl) {
  const kinds = { stroke: buffer(gl), glyph: buffer(gl) };

  function upload(sketches) {
    for (const [kind, target] of Object.entries(kinds)) {
      const numbers = joined(sketches.map(({ vertices }) => vertices[kind]));
      target.count = numbers.length / FLOATS;
      gl.bindBuffer(gl.ARRAY_BUFFER, target.vertices);
      gl.bufferData(gl.ARRAY_BUFFER, numbers, gl.DYNAMIC_DRAW);
    }
  }
  function draw(kind) {
    gl.bindVertexArray(kinds[kind].array);
    gl.drawArrays(gl.TRIANGLE_STRIP, 0, kinds[kind].count);
  }
  function destroy() {
    for (const { array, vertices } of Object.values(kinds)) {
      gl.deleteVertexArray(array);
      gl.deleteBuffer(vertices);
    }
  }
  return { upload, draw, destroy };
}

/** The numbers of some lists, one list after the other (`flat` takes forty times as long). @param {number[][]} lists */
function joined(lists) {
  const numbers = new Float32Array(lists.reduce((sum, list) => sum + list.length, 0));
  let at = 0;
  for (const list of lists) {
    numbers.set(list, at);
    at += list.length;
  }
  return numbers;
}

function buffer(gl) {
  const [array, vertices] = [gl.createVertexArray(), gl.createBuffer()];
  gl.bindVertexArray(array);
  gl.bindBuffer(gl.ARRAY_BUFFER, vertices);
  for (const [location, size, offset] of [[0, 3, 0], [1, 4, 12], [2, 4, 28]]) {
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, size, gl.FLOAT, false, 4 * FLOATS, offset);
  }
  return { array, vertices };
}
