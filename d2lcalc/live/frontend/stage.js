/** The 3-D panel: surfaces and what lies on them, seen by a camera that the reader turns. */

import { drawAxes } from "./axes.js";
import { createBox, createProjection } from "./camera.js";
import { html, set, svg, write } from "./dom.js";
import { holdPlace, labelPlace } from "./figures.js";
import { gpu } from "./gl.js";
import { createHandle, createPick } from "./handle.js";
import { createOrbit } from "./orbit.js";
import { createPainter } from "./painter.js";
import { readPalette } from "./palette.js";
import { arrange, textElement } from "./texts.js";
import { unfit } from "./ticks.js";

const KEYS = "arrow keys turn the view, + and − move closer, 0 resets";
const FILL = "position:absolute;inset:0;width:100%;height:100%;overflow:visible";
const LOST = "The browser has lost its graphics card for the moment: the picture comes back with it.";
const FAR = 4; // times the box: what is farther away is taken to be there
const between = (lo, value, hi) => Math.min(hi, Math.max(lo, value));

/**
 * @param {{width: number, height: number, spec: {title?: string, labels: string[], still?: string | null}, camera?: object, act: {
 *   grasp: () => void, drag: (mark: object, by: number[], project: Function) => void, release: () => void,
 *   key: (mark: object, steps: number[], fine: boolean) => void, pick: (mark: object) => void}}} options
 * @returns {{element: HTMLElement, draw: (state: {marks: object[], limits: object}) => void, recolour: () => void,
 *   resize: (width: number, height: number) => void, kept: () => {camera: object}, destroy: () => void}}
 *   `recolour` before what is drawn when the colours have changed
 */
export function createStage({ width, height, spec, act, camera }) {
  const context = gpu();
  if (!context) return withoutWebGL(width, spec);
  const axisTexts = svg("g", { "aria-hidden": "true", style: "will-change:transform" }); // a layer of its own: not drawn anew when a label moves
  const [labels, grips] = [svg("g", { "aria-hidden": "true" }), svg("g")];
  const pictures = html("div", { "aria-hidden": "true" });
  const under = svg("svg", { style: FILL, "aria-hidden": "true" });
  const over = svg("svg", { style: `${FILL};pointer-events:none` }, axisTexts, labels, grips);
  const note = html("p", { class: "d2l-note", hidden: true });
  const stage = html("div", { class: "d2l-stage", tabindex: 0, role: "application", "aria-roledescription": "3-D picture",
    "aria-label": `${spec.title || "3-D picture"}: ${KEYS}`,
    style: "position:relative;touch-action:pan-y;cursor:move;user-select:none;outline-color:var(--d2l-focus)" }, under, pictures, over, note);
  const heading = spec.title ? [html("p", { class: "d2l-title" }, spec.title)] : [];
  const element = html("div", { class: "d2l-panel" }, ...heading, stage);

  const handles = new WeakMap(); // mark -> handle
  const labelled = new WeakMap(); // mark -> text element
  const orbit = createOrbit(stage, later, camera);
  const unwatch = context.onChange(() => last && draw(last));
  let [size, last, palette, box, view, taken, painter, generation, waiting] = [{ width, height }];
  resize(width, height);

  function resize(width, height) {
    size = { width, height };
    element.style.width = `${width}px`;
    Object.assign(stage.style, { width: `${width}px`, height: `${height}px` });
    view = null;
  }

  /** One frame at the next refresh, however many gestures. */
  function later() {
    view = null;
    waiting ??= requestAnimationFrame(() => {
      waiting = undefined;
      if (box) paint();
    });
  }

  /** Shows the marks; only those with `changed` are sent to the graphics card anew. */
  function draw({ marks, limits }) {
    last = { marks, limits };
    const problem = ["x", "y", "z"].map((axis) => unfit(axis, limits[axis])).find(Boolean) ?? (context.lost ? LOST : "");
    set(note, { hidden: !problem });
    write(note, problem);
    for (const part of [under, pictures, over]) part.style.visibility = problem ? "hidden" : "visible";
    if (problem) return void (box = undefined); // the changes that come meanwhile are drawn when it is over

    const rebuilt = generation !== context.generation;
    const sameBox = box && ["x", "y", "z"].every((axis) => String(limits[axis]) === String(box.limits[axis]));
    if (rebuilt) start();
    if (!sameBox) box = createBox({ x: [...limits.x], y: [...limits.y], z: [...limits.z] });
    if (!sameBox || !palette || rebuilt) view = null;
    palette ??= readPalette(element);
    painter.update(marks, box, !sameBox);
    paint();
  }

  function start() {
    [painter, generation] = [createPainter(context), context.generation];
    pictures.replaceChildren(...painter.canvases.map((canvas) => set(canvas, { style: FILL })));
  }

  function paint() {
    const em = between(11, size.width / 38, 18);
    const moved = !view;
    if (moved) turn(em);
    const scene = { view, box, palette, moved, scale: between(0.75, size.width / 560, 1.35) };
    const shown = last.marks.filter((mark) => mark.show);
    painter.paint(shown, scene);
    placeLabels(shown, em);
    placeHandles(shown);
  }

  /** A new view: the axes are drawn anew. */
  function turn(em) {
    view = createProjection(orbit.camera(), box.half, size.width, size.height, { side: 3.4 * em, top: 1.9 * em, bottom: 2.6 * em });
    const { lines, texts } = drawAxes(box, view, spec.labels, em);
    under.replaceChildren(...lines);
    taken = [];
    axisTexts.replaceChildren(...arrange(texts, em, size, taken).filter(Boolean).map((text) => textElement(text, em)));
  }

  function placeLabels(shown, em) {
    const wishes = shown.map((mark) => [mark, labelOf(mark)]).filter(([, text]) => text);
    const texts = arrange(wishes.map(([, text]) => text), em, size, [...taken]);
    for (const [k, [mark]] of wishes.entries()) labelled.set(mark, textElement(texts[k], em, labelled.get(mark)));
    hold(labels, wishes.map(([mark]) => labelled.get(mark)));
  }

  function labelOf(mark) {
    const text = mark.mark === "text" ? mark.text : mark.label;
    const at = text && labelPlace(mark, box, view);
    return at && { text, at, away: mark.mark === "text" ? 0 : 7, colour: mark.role };
  }

  function placeHandles(shown) {
    const places = new Map(shown.map((mark) => [mark, gripPlace(mark)]).filter(([, place]) => place));
    for (const [mark, place] of places) {
      if (!handles.has(mark)) handles.set(mark, mark.drag ? grip(mark) : picking(mark));
      handles.get(mark).place(place);
    }
    hold(grips, [...places.keys()].map((mark) => handles.get(mark).element));
  }

  function gripPlace(mark) {
    if (mark.drag) return view.project(holdPlace(mark, box));
    return mark.pick && labelPlace(mark, box, view);
  }

  function picking(mark) {
    const pick = createPick({ mark, act });
    pick.element.style.pointerEvents = "all";
    return pick;
  }

  /** Where it is `level` a point moves in the horizontal plane in which it was grasped. */
  function grip(mark) {
    let height = 0;
    function project(at, level) {
      const place = holdPlace({ at }, box, FAR);
      return view.project(level ? [place[0], place[1], height] : place).slice(0, 2);
    }
    const handle = createHandle({ mark, act, host: over, projection: () => view && box && project });
    handle.element.style.pointerEvents = "all";
    handle.element.addEventListener("pointerdown", () => (height = holdPlace(mark, box)[2]), { capture: true });
    return handle;
  }

  function destroy() {
    cancelAnimationFrame(waiting);
    unwatch();
    painter?.destroy();
    element.remove();
  }
  const recolour = () => (palette = undefined);
  const kept = () => ({ camera: orbit.camera() });
  return { element, draw, recolour, resize, kept, destroy };
}

/** Makes these the group's elements; those that stay are not touched, so that the focus stays with them. */
function hold(group, elements) {
  for (const element of [...group.children]) if (!elements.includes(element)) element.remove();
  for (const element of elements) if (element.parentNode !== group) group.append(element);
}

/** What stands in a stage's place where the browser has no WebGL2: the still, and one line that says why. */
function withoutWebGL(width, { title, still }) {
  const picture = still && html("img", { src: still, alt: title || "3-D picture", style: "max-width:100%" });
  const reason = html("figcaption", {}, `This browser offers no WebGL2, so ${still ? "this is a still picture" : "the 3-D picture cannot be drawn"}.`);
  const element = html("figure", { class: "d2l-panel d2l-stage", style: `margin:0;width:${width}px` }, ...(picture ? [picture] : []), reason);
  return { element, draw() {}, resize: (width) => (element.style.width = `${width}px`), destroy: () => element.remove() };
}
