/** Gestures that turn the view: drag, arrow keys, two fingers, Ctrl + wheel. A wheel alone, and one finger up or down, scroll the page. */

import { html, isModified, write } from "./dom.js";
import { numeral } from "./numbers.js";
import { look } from "./palette.js";
import { clamp, distance } from "./vectors.js";

const HOME = { ...look.camera, zoom: 1 };

/** How far the camera goes, and what a link to a view may ask for. */
export const REACH = { azimuth: { min: -360, max: 360 }, elevation: { min: -30, max: 90 }, zoom: { min: 0.5, max: 5 } };

const within = (value, { min, max }) => clamp(value, min, max);

const turn = (camera, azimuth, elevation) => ({
  ...camera,
  azimuth: (camera.azimuth + azimuth) % REACH.azimuth.max,
  elevation: within(camera.elevation + elevation, REACH.elevation),
});
const zoom = (camera, factor) => ({ ...camera, zoom: within(camera.zoom * factor, REACH.zoom) });
const closer = (camera) => zoom(camera, 1.1);

/** What each key does to the camera, in degrees and factors. */
const KEYS = {
  ArrowLeft: (camera) => turn(camera, -5, 0),
  ArrowRight: (camera) => turn(camera, 5, 0),
  ArrowUp: (camera) => turn(camera, 0, 5),
  ArrowDown: (camera) => turn(camera, 0, -5),
  "+": closer,
  "=": closer,
  "-": (camera) => zoom(camera, 1 / 1.1),
  0: () => HOME,
  Home: () => HOME,
};

/** Lets the reader turn the view by gestures on `element`; returns where the camera stands. @returns {() => typeof HOME} */
export function createOrbit(element, onTurn, camera = HOME) {
  const fingers = new Map(); // pointer id -> [x, y]
  const spread = () => (fingers.size === 2 ? Math.max(distance(...fingers.values()), 1) : 1);
  const move = (next) => {
    camera = next;
    onTurn();
  };
  const told = html("p.d2l-spoken", { role: "status" });
  element.append(told);
  const tell = () => write(told, `Seen from ${Math.round(camera.elevation)}° above, at ${numeral(Math.round(camera.azimuth))}°, ${numeral(camera.zoom, 2)} times as large.`);
  const keepTwo = (event) => { if (event.touches.length > 1) event.preventDefault(); };
  const lift = (event) => fingers.delete(event.pointerId);
  const gestures = {
    pointerdown(event) {
      if (event.button > 0 || fingers.size === 2) return;
      fingers.set(event.pointerId, [event.clientX, event.clientY]);
      element.setPointerCapture(event.pointerId);
    },
    pointermove(event) {
      if (!fingers.has(event.pointerId)) return;
      const [[x, y], before] = [fingers.get(event.pointerId), spread()];
      fingers.set(event.pointerId, [event.clientX, event.clientY]);
      const share = 0.45 / fingers.size; // degrees a px
      const [across, up] = [(x - event.clientX) * share, (event.clientY - y) * share];
      const scrolls = event.pointerType === "touch" && fingers.size === 1;
      if (scrolls && Math.abs(up) > Math.abs(across)) return;
      move(zoom(turn(camera, across, scrolls ? 0 : up), spread() / before));
    },
    touchstart: keepTwo, // or the browser would scroll with them
    touchmove: keepTwo,
    pointerup: lift,
    pointercancel: lift,
    wheel(event) {
      if (!event.ctrlKey) return;
      event.preventDefault();
      move(zoom(camera, Math.exp(-event.deltaY / 300)));
    },
    keydown(event) {
      if (!(event.key in KEYS) || isModified(event)) return;
      event.preventDefault();
      event.stopPropagation();
      move(KEYS[event.key](camera));
      tell();
    },
  };
  for (const [name, heard] of Object.entries(gestures)) element.addEventListener(name, heard, { passive: false });
  Object.defineProperty(element, "camera", { get: () => camera, set: (to) => move({ ...camera, ...to }) }); // for links that hold it
  return () => camera;
}
