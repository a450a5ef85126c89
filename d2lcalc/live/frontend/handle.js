/** What makes a point movable: dragged by mouse, pen or touch, moved by the arrow keys when focused (Shift: finer). */

import { set, svg } from "./dom.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };

/**
 * @param {{mark: any, act: any, host: SVGElement, toData: (x: number, y: number) => number[]}} options
 *   `toData` turns the host's pixels into data coordinates; `act.drag(mark, [dx, dy], fine, phase)` and `act.key(mark, [sx, sy], fine)` move it
 * @returns {{element: SVGElement, place: (at: number[]) => void}}
 */
export function createHandle({ mark, act, host, toData }) {
  const element = svg("circle", { class: "d2l-handle", r: 16, tabindex: 0, role: "application", "aria-roledescription": "movable point" });
  let last = null;
  const where = (event) => {
    const box = host.getBoundingClientRect();
    return toData(event.clientX - box.left, event.clientY - box.top);
  };
  const finish = (event) => {
    if (last) act.drag(mark, [0, 0], event.shiftKey, "end");
    last = null;
  };
  set(element, {
    pointerdown(event) {
      element.setPointerCapture(event.pointerId);
      last = where(event);
      event.preventDefault();
      event.stopPropagation();
      element.focus();
    },
    pointermove(event) {
      if (!last) return;
      const now = where(event);
      act.drag(mark, [now[0] - last[0], now[1] - last[1]], event.shiftKey, "move");
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
  });
  const place = ([x, y]) => set(element, { cx: x, cy: y, "aria-label": `${mark.name}: ${mark.where}; arrow keys move it` });
  return { element, place };
}
