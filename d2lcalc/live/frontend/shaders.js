/** The programs of the stage: lit surfaces, patches over them, strokes of constant width, and glyphs (points, arrow heads). */

const vertex = `
invariant gl_Position;
layout(location = 0) in vec3 position;
layout(location = 1) in vec3 upright;   // at right angles to the surface, of any length
uniform mat4 matrix;
out vec3 place;
out vec3 normal;
void main() {
  place = position;
  normal = dot(upright, upright) > 0.0 ? normalize(upright) : vec3(0.0, 0.0, 1.0);
  gl_Position = matrix * vec4(position, 1.0);
}`;

/** Distance of this pixel in front of the surfaces that are drawn already; negative behind them. */
const front = `
uniform highp sampler2D behind;
uniform vec2 range;   // near and far distance of its depth
float away(float depth) { return range.x * range.y / (range.y - depth * (range.y - range.x)); }
float inFront() { return away(texelFetch(behind, ivec2(gl_FragCoord.xy), 0).x) - away(gl_FragCoord.z); }
`;

/**
 * Depths of two meshes at a pixel are wrong by a share of their slope, because corners are rounded to 1/16 px or so.
 * Within that share a patch is the surface: it shows, without speckles, and no line is drawn where they meet.
 */
const tie = `
float slack() { return 1e-5 + 0.12 * fwidth(away(gl_FragCoord.z)); }
`;

const shade = `
uniform vec3 extent, eye, light, colour, ink, paper;
uniform vec2 level;   // iso-lines where level.x * height + level.y is whole
in vec3 place;
in vec3 normal;
out vec4 pixel;

float lineAt(float distance) { return 1.0 - smoothstep(0.4, 1.1, distance); }

vec3 lit() {
  vec3 outward = normalize(normal) * (gl_FrontFacing ? 1.0 : -1.0);
  float diffuse = max(dot(outward, light), 0.0);
  float shine = pow(max(dot(outward, normalize(light + normalize(eye - place))), 0.0), 24.0);
  return mix(colour, paper, 0.25) * (0.66 + 0.5 * diffuse) * (gl_FrontFacing ? 1.0 : 0.85) + 0.1 * shine;
}

float isoLine() {
  float height = level.x * place.z + level.y;
  float steepness = fwidth(height);
  float line = lineAt(abs(fract(height - 0.5) - 0.5) / max(steepness, 1e-6)) * step(1e-5, steepness);
  return line * (1.0 - smoothstep(0.15, 0.4, steepness));   // too many to a pixel: fade
}

float cutByBox() {
  float rise = fwidth(place.z);
  return lineAt((extent.z - abs(place.z)) / max(rise, 1e-6)) * step(1e-4, rise);
}
bool outsideBox() { return any(greaterThan(abs(place), extent + 1e-5)); }
`;

const surface = {
  vertex,
  fragment: `${shade}
void main() {
  float iso = isoLine();   // before any discard: they compare neighbouring pixels
  float cut = cutByBox();
  if (outsideBox()) discard;
  pixel = vec4(mix(mix(lit(), ink, 0.22 * iso), ink, 0.45 * cut), 1.0);
}`,
};

/** A translucent surface over the others, fainter where it lies beneath them, with a line where it cuts them. */
const patch = {
  vertex,
  fragment: `${shade}${front}${tie}
uniform float alpha;
void main() {
  float gap = inFront();
  float tie = slack();
  float parting = fwidth(gap);   // large where the surface ends: nothing meets there
  float meeting = lineAt(0.6 * abs(gap) / parting) * smoothstep(1.0, 2.0, parting / tie) * step(parting, 0.03);
  if (outsideBox()) discard;
  float opacity = mix(gap < -tie ? 0.35 * alpha : alpha, 1.0, meeting);
  pixel = vec4(mix(lit(), 0.55 * colour, meeting) * opacity, opacity);
}`,
};

const depth = {
  vertex,
  fragment: `${front}${tie}
uniform vec3 extent;
in vec3 place;
void main() {
  float tie = slack();
  if (any(greaterThan(abs(place), extent + 1e-5)) || inFront() < -tie) discard;
}`,
};

/** Pixels to clip space: the places of strokes and glyphs are projected in float64 before they come here. */
const flat = `
layout(location = 0) in vec3 place;
layout(location = 1) in vec4 form;
layout(location = 2) in vec4 colour;
uniform vec2 size;
out vec4 shape;
out vec4 ink;
void main() {
  shape = form;
  ink = colour;
  gl_Position = vec4(2.0 * place.x / size.x - 1.0, 1.0 - 2.0 * place.y / size.y, place.z, 1.0);
}`;

const cover = `
uniform float alpha, hidden, feather;   // opacity, opacity at most behind a surface, px of a soft edge
in vec4 shape;
in vec4 ink;
out vec4 pixel;
float edge(float inside) { return clamp(inside / feather + 0.5, 0.0, 1.0); }
float opacity() { return inFront() < 0.0 ? min(alpha, hidden) : alpha; }
`;

const stroke = {
  vertex: flat, // form: px from the middle, half width, on, off; colour: red, green, blue, length so far
  fragment: `${front}${cover}
void main() {
  float inside = shape.y - abs(shape.x);
  if (shape.w > 0.0) {
    float along = mod(ink.w, shape.z + shape.w);
    inside = min(inside, min(along, shape.z - along));
  }
  float strength = edge(inside) * opacity();
  pixel = vec4(ink.rgb * strength, strength);
}`,
};

const glyph = {
  vertex: flat, // form: px from the place (2), radius, kind; colour: red, green, blue, 1 for a rim of paper
  fragment: `${front}${cover}
uniform vec3 paper;
float outside(vec2 p, float radius, int kind) {
  vec2 q = abs(p);
  if (kind == 1) return max(q.x, q.y) - 0.85 * radius;
  if (kind == 2) return 0.7071 * (q.x + q.y) - 0.85 * radius;
  if (kind == 4) return max(0.94 * q.y + 0.33 * p.x, -p.x - radius);   // a head that points along +x, its tip at 0
  return length(p) - radius;
}
void main() {
  int kind = int(shape.w + 0.5);
  float d = outside(shape.xy, shape.z, kind);
  float fill = edge(-d) * (kind == 3 ? edge(d + 2.5) : 1.0);
  float strength = edge(1.5 * ink.w - d) * opacity();
  pixel = vec4(mix(paper, ink.rgb, fill) * strength, strength);
}`,
};

/** @type {Record<string, {vertex: string, fragment: string}>} */
export const programs = { surface, patch, depth, stroke, glyph };
