/** Gestures that turn the view: drag, arrow keys, two fingers, Ctrl + wheel. A wheel alone scrolls the page. */

const HOME = { azimuth: -120, elevation: 28, zoom: 1 };
const clamp = (value, lo, hi) => Math.min(hi, Math.max(lo, value));

/** What each key does to the camera, in degrees and factors. */
const KEYS = {
  ArrowLeft: (c) => turn(c, -5, 0),
  ArrowRight: (c) => turn(c, 5, 0),
  ArrowUp: (c) => turn(c, 0, 5),
  ArrowDown: (c) => turn(c, 0, -5),
  "+": (c) => closer(c, 1.1),
  "=": (c) => closer(c, 1.1),
  "-": (c) => closer(c, 1 / 1.1),
  0: () => HOME,
  Home: () => HOME,
};

const turn = (camera, azimuth, elevation) => ({
  ...camera,
  azimuth: (camera.azimuth + azimuth) % 360,
  elevation: clamp(camera.elevation + elevation, -30, 90),
});
const closer = (camera, factor) => ({ ...camera, zoom: clamp(camera.zoom * factor, 0.5, 5) });

/**
 * Lets the reader turn the view by gestures on `element`.
 * @param {HTMLElement} element @param {() => void} onTurn called when the camera has moved @param {typeof HOME} camera where it stands first
 * @returns {{camera: () => {azimuth: number, elevation: number, zoom: number}}}
 */
export function createOrbit(element, onTurn, camera = HOME) {
  const fingers = new Map(); // pointer id -> [x, y]
  const spread = () => {
    const [[ax, ay], [bx, by]] = [...fingers.values()];
    return Math.hypot(ax - bx, ay - by);
  };
  const move = (next) => {
    camera = next;
    onTurn();
  };

  element.addEventListener("pointerdown", (event) => {
    if (event.button > 0 || fingers.size === 2) return;
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    element.setPointerCapture(event.pointerId);
  });
  element.addEventListener("pointermove", (event) => {
    if (!fingers.has(event.pointerId)) return;
    const [x, y] = fingers.get(event.pointerId);
    const before = fingers.size === 2 ? spread() : 1;
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
    const pinch = fingers.size === 2 ? spread() / Math.max(before, 1) : 1;
    const share = 0.45 / fingers.size; // degrees a px
    move(closer(turn(camera, (x - event.clientX) * share, (event.clientY - y) * share), pinch));
  });
  for (const end of ["pointerup", "pointercancel"]) element.addEventListener(end, (event) => fingers.delete(event.pointerId));
  element.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    move(closer(camera, Math.exp(-event.deltaY / 300)));
  }, { passive: false });
  element.addEventListener("keydown", (event) => {
    if (!(event.key in KEYS) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    move(KEYS[event.key](camera));
  });
  return { camera: () => camera };
}
