/** What makes a point movable: dragged by mouse, pen or touch, moved by the arrow keys when focused (Shift: finer); and a mark pickable. */

import { set, svg } from "./dom.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

/**
 * @param {{mark: any, act: any, host: SVGElement, projection: () => Function | null}} options
 *   `projection()` takes places of the data to the host's pixels as they are laid out now; it is null where there are none;
 *   `act.grasp()`, `act.drag(mark, [dx, dy], projection())` by so many px, `act.release()` and `act.key(mark, [sx, sy], fine)` move it
 * @returns {{element: SVGElement, place: (at: number[]) => void}}
 */
export function createHandle({ mark, act, host, projection }) {
  const element = svg("circle", { class: "d2l-handle", r: 16, tabindex: 0, role: "application", "aria-roledescription": "movable point" });
  let last = null; // the pixel up to which it has been dragged
  const pixel = (event) => {
    const box = host.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const finish = () => {
    if (last) act.release();
    last = null;
  };
  function move(event) {
    const [now, project] = [pixel(event), projection()];
    if (!project) return;
    act.drag(mark, now.map((value, k) => value - last[k]), project);
    last = now;
  }
  set(element, {
    pointerdown(event) {
      if (event.button !== 0) return;
      element.setPointerCapture(event.pointerId);
      last = pixel(event);
      act.grasp();
      event.preventDefault();
      event.stopPropagation();
      element.focus();
    },
    pointermove(event) {
      if (!event.buttons) finish(); // its release was not heard
      if (last) move(event);
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
  });
  const place = ([x, y]) => set(element, { cx: x, cy: y, "aria-label": `${mark.name}: ${mark.where}; arrow keys move it` });
  return { element, place };
}

/**
 * Where a mark is picked: by a click, or when focused by Enter or the space bar.
 * @param {{mark: any, act: any}} options  `act.pick(mark)` picks it
 * @returns {{element: SVGElement, place: (at?: number[]) => void}}  without a place it is not there
 */
export function createPick({ mark, act }) {
  const element = svg("circle", {
    class: "d2l-handle d2l-pick", r: 16, tabindex: 0, role: "button",
    click: () => act.pick(mark),
    pointerdown: (event) => event.stopPropagation(), // the stage below would take it for the start of a turn
    keydown(event) {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      act.pick(mark);
    },
  });
  const place = (at) => {
    const seen = at?.every(Number.isFinite);
    set(element, { display: seen ? null : "none", "aria-label": mark.name, ...(seen && { cx: at[0], cy: at[1] }) });
  };
  return { element, place };
}
