/** A sampled surface as triangles on the graphics card. */

const FLOATS = 5; // a vertex: place in the box (3), slopes dz/dx and dz/dy there (2)
const FAR = 40; // heights beyond this many box units are drawn as this: a cut at the box does not see it

/** Heights in box units, scaled in float64, and which of them are finite. */
function scaleHeights({ z }, box, heights) {
  const [lo] = box.limits.z;
  for (let k = 0; k < z.length; k++) heights[k] = (z[k] - lo) * box.scale[2] - box.half[2];
}

/** dz by central difference, one-sided beside a hole or an edge. */
function slope(heights, k, stride, hasBefore, hasAfter, step) {
  const before = hasBefore ? heights[k - stride] : NaN;
  const after = hasAfter ? heights[k + stride] : NaN;
  if (Number.isFinite(before)) return Number.isFinite(after) ? (after - before) / (2 * step) : (heights[k] - before) / step;
  return Number.isFinite(after) ? (after - heights[k]) / step : 0;
}

function fillVertices({ x, y, n }, box, heights, vertices) {
  const dx = (x[1] - x[0]) * box.scale[0];
  const dy = (y[n] - y[0]) * box.scale[1];
  for (let i = 0, k = 0, at = 0; i < n; i++)
    for (let j = 0; j < n; j++, k++, at += FLOATS) {
      const whole = Number.isFinite(heights[k]);
      vertices[at] = (x[k] - box.limits.x[0]) * box.scale[0] - box.half[0];
      vertices[at + 1] = (y[k] - box.limits.y[0]) * box.scale[1] - box.half[1];
      vertices[at + 2] = whole ? Math.min(FAR, Math.max(-FAR, heights[k])) : 0;
      vertices[at + 3] = whole ? slope(heights, k, 1, j > 0, j < n - 1, dx) : 0;
      vertices[at + 4] = whole ? slope(heights, k, n, i > 0, i < n - 1, dy) : 0;
    }
}

/** Two triangles a cell; one where a corner is a hole, none where two are. */
function triangles(heights, n) {
  const index = [];
  for (let i = 0; i < n - 1; i++)
    for (let j = 0; j < n - 1; j++) {
      const k = i * n + j;
      const [a, b, c, d] = [k, k + 1, k + n + 1, k + n].filter((corner) => Number.isFinite(heights[corner]));
      if (c !== undefined) index.push(a, b, c);
      if (d !== undefined) index.push(a, c, d);
    }
  return new Uint32Array(index);
}

/** The holes as text: equal texts need no new index. */
const holes = (heights) => {
  let text = "";
  for (let k = 0; k < heights.length; k++) if (!Number.isFinite(heights[k])) text += `${k},`;
  return text;
};

/**
 * @param {WebGL2RenderingContext} gl
 * @returns {{update: (mark: object, box: object) => void, draw: () => void, destroy: () => void}}
 */
export function createMesh(gl) {
  const [array, corners, index] = [gl.createVertexArray(), gl.createBuffer(), gl.createBuffer()];
  let [heights, vertices, kept, count] = [new Float64Array(0), new Float32Array(0), null, 0];

  gl.bindVertexArray(array);
  gl.bindBuffer(gl.ARRAY_BUFFER, corners);
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, index);
  for (const [location, size, offset] of [[0, 3, 0], [1, 2, 12]]) {
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, size, gl.FLOAT, false, 4 * FLOATS, offset);
  }

  function update(mark, box) {
    if (heights.length !== mark.z.length) {
      [heights, vertices, kept] = [new Float64Array(mark.z.length), new Float32Array(mark.z.length * FLOATS), null];
    }
    scaleHeights(mark, box, heights);
    fillVertices(mark, box, heights, vertices);
    gl.bindVertexArray(array);
    gl.bindBuffer(gl.ARRAY_BUFFER, corners);
    gl.bufferData(gl.ARRAY_BUFFER, vertices, gl.DYNAMIC_DRAW);
    const now = holes(heights);
    if (now === kept) return;
    const whole = triangles(heights, mark.n);
    [kept, count] = [now, whole.length];
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, whole, gl.STATIC_DRAW);
  }
  function draw() {
    gl.bindVertexArray(array);
    gl.drawElements(gl.TRIANGLES, count, gl.UNSIGNED_INT, 0);
  }
  function destroy() {
    gl.deleteVertexArray(array);
    for (const buffer of [corners, index]) gl.deleteBuffer(buffer);
  }
  return { update, draw, destroy };
}
