/** What makes a point movable: dragged by mouse, pen or touch, moved by the arrow keys when focused (Shift: finer); and a mark pickable. */

import { OWN_KEYS, set, svg } from "./dom.js";
import { numeral } from "./numbers.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

/**
 * Where a mark is taken hold of; what follows is done by `act` (hand.js). `projection()` takes places of the data to the host's pixels as
 * they are laid out now; it is null where there are none. Without a place the handle is not there.
 */
export function createHandle({ mark, act, host, projection }) {
  const use = mark.drag ? movable(mark, act, host, projection) : pickable(mark, act);
  const element = svg("circle", { class: `d2l-handle ${mark.drag ? "" : "d2l-pick"}`, r: 16, tabindex: 0, "pointer-events": "all", ...OWN_KEYS, ...use });
  const place = (at) => {
    const seen = at?.every(Number.isFinite);
    const name = mark.drag ? `${mark.name}: ${mark.at.map((number) => numeral(number, 4)).join(", ")}` : mark.name;
    if (mark.pick) set(element, { "aria-pressed": String(act.isPicked(mark)) });
    set(element, { display: seen ? null : "none", "aria-label": name, ...(seen && { cx: at[0], cy: at[1] }) });
  };
  return { element, place };
}

function movable(mark, act, host, projection) {
  let last = null; // the pixel up to which it has been dragged
  const pixel = (event) => {
    const box = host.getBoundingClientRect();
    const scale = box.width / host.clientWidth || 1; // other than 1 where the page is zoomed by its style sheet
    return [(event.clientX - box.left) / scale, (event.clientY - box.top) / scale];
  };
  const finish = () => (last = null);
  return {
    role: "application",
    "aria-roledescription": "movable point",
    "aria-description": "arrow keys move it",
    pointerdown(event) {
      if (event.button !== 0) return;
      event.target.setPointerCapture(event.pointerId);
      last = pixel(event);
      act.grasp();
      event.preventDefault();
      event.stopPropagation();
      event.target.focus();
    },
    pointermove(event) {
      if (!event.buttons) finish(); // its release was not heard
      const [now, project] = [pixel(event), projection()];
      if (!last || !project) return;
      act.drag(mark, now.map((value, k) => value - last[k]), project);
      last = now;
    },
    pointerup: finish,
    pointercancel: finish,
    keydown(event) {
      const step = ARROWS[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      act.key(mark, step, event.shiftKey);
    },
  };
}

/** By a click, or when focused by Enter or the space bar. */
const pickable = (mark, act) => ({
  role: "button",
  click: () => act.pick(mark),
  pointerdown: (event) => event.stopPropagation(), // the stage below would take it for the start of a turn
  keydown(event) {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act.pick(mark);
  },
});
