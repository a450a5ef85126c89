/** The programs of the stage: lit surfaces, patches over them, strokes of constant width, and glyphs (points, arrow heads). */

const mesh = {
  vertex: `
invariant gl_Position;
layout(location = 0) in vec3 position;
layout(location = 1) in vec2 slope;
uniform mat4 matrix;
out vec3 place;
out vec2 tilt;
void main() {
  place = position;
  tilt = slope;
  gl_Position = matrix * vec4(position, 1.0);
}`,
  fragment: `
uniform vec3 extent, eye, light, colour, ink, paper;
uniform vec2 level;              // iso-lines where level.x * height + level.y is whole
uniform float alpha;
#ifdef PATCH
uniform sampler2D behind;        // the depth of the surfaces drawn already
uniform vec2 range;              // near and far distance of that depth
#endif
in vec3 place;
in vec2 tilt;
out vec4 pixel;

float lineAt(float distance) { return 1.0 - smoothstep(0.4, 1.1, distance); }

#ifdef PATCH
float away(float depth) { return range.x * range.y / (range.y - depth * (range.y - range.x)); }
#endif

void main() {
  float height = level.x * place.z + level.y;
  float steepness = fwidth(height);
  float rise = fwidth(place.z);
#ifdef PATCH
  float gap = away(texelFetch(behind, ivec2(gl_FragCoord.xy), 0).x) - away(gl_FragCoord.z);
  float parting = fwidth(gap);
#endif
  if (any(greaterThan(abs(place), extent + 1e-5))) discard;

  vec3 normal = normalize(vec3(-tilt, 1.0)) * (gl_FrontFacing ? 1.0 : -1.0);
  vec3 toEye = normalize(eye - place);
  float diffuse = max(dot(normal, light), 0.0);
  float shine = pow(max(dot(normal, normalize(light + toEye)), 0.0), 24.0);
  vec3 lit = mix(colour, paper, 0.25) * (0.66 + 0.5 * diffuse) * (gl_FrontFacing ? 1.0 : 0.85) + 0.10 * shine;

  float iso = lineAt(abs(fract(height - 0.5) - 0.5) / max(steepness, 1e-6)) * step(1e-5, steepness);
  iso *= 1.0 - smoothstep(0.15, 0.4, steepness);              // too many to a pixel: fade
  lit = mix(lit, ink, 0.22 * iso);
  float rim = lineAt((extent.z - abs(place.z)) / max(rise, 1e-6)) * step(1e-4, rise);
  lit = mix(lit, ink, 0.45 * rim);
  float opacity = alpha;
#ifdef PATCH
  float meeting = lineAt(0.6 * abs(gap) / max(parting, 1e-6)) * step(abs(gap), 0.03);   // a line where the patch cuts a surface
  lit = mix(lit, 0.55 * colour, meeting);
  opacity = mix(alpha, 1.0, meeting);
#endif
  pixel = vec4(lit * opacity, opacity);
}`,
};

/** Pixels to clip space; places of strokes and glyphs are projected in float64 before they come here. */
const flat = `
uniform vec2 size;
vec4 onScreen(vec2 pixel, float depth) {
  return vec4(2.0 * pixel.x / size.x - 1.0, 1.0 - 2.0 * pixel.y / size.y, depth, 1.0);
}`;

const stroke = {
  vertex: `${flat}
layout(location = 0) in vec3 place;
layout(location = 1) in vec4 pen;     // across (px from the middle), half width, on, off
layout(location = 2) in vec4 colour;  // red, green, blue, length so far
out vec4 ink;
out vec4 run;
void main() {
  ink = colour;
  run = pen;
  gl_Position = onScreen(place.xy, place.z);
}`,
  fragment: `
uniform float alpha, feather;
in vec4 ink;
in vec4 run;
out vec4 pixel;
void main() {
  float inside = run.y - abs(run.x);
  if (run.w > 0.0) {
    float along = mod(ink.w, run.z + run.w);
    inside = min(inside, min(along, run.z - along));
  }
  float cover = alpha * clamp(inside / feather + 0.5, 0.0, 1.0);
  if (cover <= 0.0) discard;
  pixel = vec4(ink.rgb * cover, cover);
}`,
};

const glyph = {
  vertex: `${flat}
layout(location = 0) in vec3 place;
layout(location = 1) in vec4 form;    // corner (px from the place), radius, shape
layout(location = 2) in vec4 colour;  // red, green, blue, 1 for a rim in the colour of the paper
out vec4 ink;
out vec4 spot;
void main() {
  ink = colour;
  spot = form;
  gl_Position = onScreen(place.xy, place.z);
}`,
  fragment: `
uniform float alpha, feather;
uniform vec3 paper;
in vec4 ink;
in vec4 spot;
out vec4 pixel;

float outside(vec2 p, float radius, int shape) {
  vec2 q = abs(p);
  if (shape == 1) return max(q.x, q.y) - 0.85 * radius;
  if (shape == 2) return 0.7071 * (q.x + q.y) - 0.85 * radius;
  if (shape == 4) return max(0.94 * q.y + 0.33 * p.x, -p.x - radius);   // a head that points along +x, its tip at 0
  return length(p) - radius;
}

void main() {
  int shape = int(spot.w + 0.5);
  float d = outside(spot.xy, spot.z, shape);
  float rim = ink.w * 1.5;
  float cover = alpha * clamp((rim - d) / feather + 0.5, 0.0, 1.0);
  if (cover <= 0.0) discard;
  float fill = clamp(-d / feather + 0.5, 0.0, 1.0);
  if (shape == 3) fill *= clamp((d + 2.5) / feather + 0.5, 0.0, 1.0);
  pixel = vec4(mix(paper, ink.rgb, fill) * cover, cover);
}`,
};

/** @type {Record<string, {vertex: string, fragment: string}>} */
export const programs = { surface: mesh, patch: { ...mesh, fragment: `#define PATCH${mesh.fragment}` }, stroke, glyph };
