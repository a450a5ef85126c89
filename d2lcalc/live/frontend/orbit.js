/** Gestures that turn the view: drag, arrow keys, two fingers, Ctrl + wheel. A wheel alone scrolls the page. */

import { clamp, distance } from "./vectors.js";

const HOME = { azimuth: -120, elevation: 28, zoom: 1 };

const turn = (camera, azimuth, elevation) => ({
  ...camera,
  azimuth: (camera.azimuth + azimuth) % 360,
  elevation: clamp(camera.elevation + elevation, -30, 90),
});
const zoom = (camera, factor) => ({ ...camera, zoom: clamp(camera.zoom * factor, 0.5, 5) });
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
      move(zoom(turn(camera, (x - event.clientX) * share, (event.clientY - y) * share), spread() / before));
    },
    pointerup: lift,
    pointercancel: lift,
    wheel(event) {
      if (!event.ctrlKey) return;
      event.preventDefault();
      move(zoom(camera, Math.exp(-event.deltaY / 300)));
    },
    keydown(event) {
      if (!(event.key in KEYS) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      move(KEYS[event.key](camera));
    },
  };
  for (const [name, heard] of Object.entries(gestures)) element.addEventListener(name, heard, { passive: false });
  return () => camera;
}
