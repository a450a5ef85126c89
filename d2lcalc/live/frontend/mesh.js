/** A sampled surface, or the faces of a cuboid, as triangles on the graphics card. */

const FLOATS = 6; // a vertex: place in the box (3), normal there (3)
const FAR = 40; // heights beyond this many box units are drawn as this: a cut at the box does not see it

/** Places in box units, computed in float64; the height is NaN where the surface has a hole. */
function fillPlaces({ x, y, z }, { limits, scale, half }, places) {
  for (let k = 0, at = 0; k < z.length; k++, at += 3) {
    places[at] = (x[k] - limits.x[0]) * scale[0] - half[0];
    places[at + 1] = (y[k] - limits.y[0]) * scale[1] - half[1];
    const height = (z[k] - limits.z[0]) * scale[2] - half[2];
    places[at + 2] = Number.isFinite(places[at] + places[at + 1] + height) ? Math.min(FAR, Math.max(-FAR, height)) : NaN;
  }
}

const isHole = (places, k) => Number.isNaN(places[3 * k + 2]);

/** The change of place along the grid by central difference, one-sided beside a hole or an edge. */
function runAlong(places, k, stride, hasBefore, hasAfter, run) {
  const before = 3 * (hasBefore && !isHole(places, k - stride) ? k - stride : k);
  const after = 3 * (hasAfter && !isHole(places, k + stride) ? k + stride : k);
  for (let axis = 0; axis < 3; axis++) run[axis] = places[after + axis] - places[before + axis];
}

const [u, v] = [new Float64Array(3), new Float64Array(3)]; // to the next column and to the next row

function fillVertices(places, n, vertices) {
  for (let i = 0, k = 0, at = 0; i < n; i++)
    for (let j = 0; j < n; j++, k++, at += FLOATS) {
      if (isHole(places, k)) continue; // in no triangle
      runAlong(places, k, 1, j > 0, j < n - 1, u);
      runAlong(places, k, n, i > 0, i < n - 1, v);
      for (let axis = 0; axis < 3; axis++) vertices[at + axis] = places[3 * k + axis];
      vertices[at + 3] = u[1] * v[2] - u[2] * v[1];
      vertices[at + 4] = u[2] * v[0] - u[0] * v[2];
      vertices[at + 5] = u[0] * v[1] - u[1] * v[0];
    }
}

/** Two triangles a cell; one where a corner is a hole, none where two are. */
function triangles(places, n) {
  const index = [];
  for (let i = 0; i < n - 1; i++)
    for (let j = 0; j < n - 1; j++) {
      const k = i * n + j;
      const [a, b, c, d] = [k, k + 1, k + n + 1, k + n].filter((corner) => !isHole(places, corner));
      if (c !== undefined) index.push(a, b, c);
      if (d !== undefined) index.push(a, c, d);
    }
  return new Uint32Array(index);
}

/** The holes as text: equal texts need no new index. */
function holesOf(places) {
  let text = "";
  for (let k = 0; 3 * k < places.length; k++) if (isHole(places, k)) text += `${k},`;
  return text;
}

/** The six faces of a cuboid with opposite corners in the box, each counterclockwise from outside. */
function cuboidFaces(corners) {
  const [vertices, index] = [[], []];
  for (const axis of [0, 1, 2])
    for (const side of [0, 1]) {
      const [u, v] = side ? [(axis + 1) % 3, (axis + 2) % 3] : [(axis + 2) % 3, (axis + 1) % 3];
      index.push(...[0, 1, 2, 0, 2, 3].map((corner) => vertices.length / FLOATS + corner));
      for (const [s, t] of [[0, 0], [1, 0], [1, 1], [0, 1]]) {
        const ends = { [axis]: side, [u]: s, [v]: t };
        const place = [0, 1, 2].map((k) => (ends[k] ? Math.max : Math.min)(corners[0][k], corners[1][k]));
        vertices.push(...place, ...[0, 1, 2].map((k) => (k === axis ? 2 * side - 1 : 0)));
      }
    }
  return { vertices: new Float32Array(vertices), index: new Uint32Array(index) };
}

/**
 * @param {WebGL2RenderingContext} gl
 * @returns {{update: (mark: object, box: object) => void, draw: () => void, destroy: () => void}}
 */
export function createMesh(gl) {
  const [array, corners, index] = [gl.createVertexArray(), gl.createBuffer(), gl.createBuffer()];
  let [places, vertices, kept, count] = [new Float64Array(0), new Float32Array(0), null, 0];

  gl.bindVertexArray(array);
  gl.bindBuffer(gl.ARRAY_BUFFER, corners);
  gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, index);
  for (const [location, size, offset] of [[0, 3, 0], [1, 3, 12]]) {
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, size, gl.FLOAT, false, 4 * FLOATS, offset);
  }

  function update(mark, box) {
    if (mark.mark === "box") {
      const faces = cuboidFaces([mark.a, mark.b].map(box.place));
      return send(faces.vertices, "", () => faces.index);
    }
    if (places.length !== 3 * mark.z.length) {
      [places, vertices, kept] = [new Float64Array(3 * mark.z.length), new Float32Array(FLOATS * mark.z.length), null];
    }
    fillPlaces(mark, box, places);
    fillVertices(places, mark.n, vertices);
    send(vertices, holesOf(places), () => triangles(places, mark.n));
  }
  function send(vertices, holes, indexOf) {
    gl.bindVertexArray(array);
    gl.bindBuffer(gl.ARRAY_BUFFER, corners);
    gl.bufferData(gl.ARRAY_BUFFER, vertices, gl.DYNAMIC_DRAW);
    if (holes === kept) return;
    const index = indexOf();
    [kept, count] = [holes, index.length];
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, index, gl.STATIC_DRAW);
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
