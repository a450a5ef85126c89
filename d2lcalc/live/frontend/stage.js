/** The 3-D panel: surfaces and what lies on them, seen by a camera that the reader turns. */

import { drawAxes } from "./axes.js";
import { createBox, createProjection } from "./camera.js";
import { html, renew, svg } from "./dom.js";
import { createFigure, holdPlace, labelPlaces } from "./figures.js";
import { createFrame } from "./frame.js";
import { createHandle } from "./handle.js";
import { createOrbit } from "./orbit.js";
import { readPalette } from "./palette.js";
import { createRaster, isHidden } from "./raster.js";
import { createTexts, fewestFirst, hold } from "./texts.js";
import { unfit } from "./ticks.js";
import { clamp } from "./vectors.js";

const KEYS = "arrow keys turn the view, + and − move closer, 0 resets";
const FILL = "position:absolute;inset:0;width:100%;height:100%";
const FAR = 4; // times the box: what is farther away is taken to be there
const REST = 250; // milliseconds after its last motion a coarse picture is painted finely

/** A panel (view.js); `camera` is where it stands first. */
export function createStage({ width, height, spec, act, camera }) {
  const axisTexts = svg("g", { "aria-hidden": "true" });
  const [lines, points, grips] = [svg("g"), svg("g"), svg("g")];
  const labels = svg("g", { "aria-hidden": "true" });
  const under = svg("svg", { style: `${FILL};overflow:visible` });
  const raster = createRaster(FILL);
  const drawing = svg("svg.d2l-lines", { style: FILL }, lines, points);
  const over = svg("svg", { style: `${FILL};overflow:visible;pointer-events:none` }, axisTexts, labels, grips);
  const stage = html("div.d2l-stage", { tabindex: 0, role: "application", "aria-roledescription": "3-D picture",
    "aria-label": spec.name, "aria-description": KEYS,
    style: "position:relative;touch-action:pan-y;cursor:move;user-select:none" }, under, raster.canvas, drawing, over);
  const { element, hide } = createFrame(spec, stage);

  const [figures, handles] = [new WeakMap(), new WeakMap()]; // mark -> its lines, its handle
  const [writeAxes, writeLabels] = [axisTexts, labels].map(createTexts);
  const standing = createOrbit(stage, later, camera);
  let [size, last, palette, box, view, taken, waiting, resting] = [];
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
      paint();
    });
  }

  function draw({ marks, limits, waits }) {
    last = { marks, limits };
    if (hide(unfit(limits), waits)) return void (box = undefined); // the changes that come meanwhile are drawn when it is over

    const key = JSON.stringify(limits);
    const isNew = box?.key !== key;
    if (isNew) box = { ...createBox({ ...limits }), key };
    if (isNew) view = null;
    raster.update(marks, box, isNew);
    for (const mark of marks) if (isNew || mark.changed) figures.get(mark)?.forget();
    paint();
  }

  function paint(atRest) {
    clearTimeout(resting);
    if (!box) return;
    if (!palette) view = null;
    palette ??= readPalette(element); // a fine painting may come due between a new theme and the next drawing
    const em = clamp(size.width / 38, 13.7, 18); // so that numbers are 12 px
    const moved = !view;
    if (moved) turn(em);
    const shown = last.marks.filter((mark) => mark.show);
    const repainted = raster.paint(shown, { view, box, palette, moved }, atRest);
    placeFigures(shown, { view, box, moved, repainted });
    placeLabels(shown, em);
    placeHandles(shown);
    if (raster.isCoarse()) resting = setTimeout(() => paint(true), REST);
  }

  function placeFigures(shown, scene) {
    for (const mark of shown) {
      if (!figures.has(mark)) figures.set(mark, createFigure());
      figures.get(mark).draw(mark, scene, isHidden);
    }
    for (const [group, isPoint] of [[lines, false], [points, true]])
      hold(group, shown.filter(({ mark }) => (mark === "point") === isPoint).map((mark) => figures.get(mark).element));
  }

  function turn(em) {
    view = createProjection(standing(), box.half, size, { side: 3.4 * em, top: 1.9 * em, bottom: 2.6 * em });
    const { lines, texts } = drawAxes(box, view, spec.labels, em);
    renew(under, lines);
    writeAxes(texts.map((text, key) => ({ key, weight: 400, ...text })), em, size, (taken = []));
  }

  function placeLabels(shown, em) {
    const crowd = shown.flatMap((mark) => figures.get(mark).taken(mark));
    writeLabels(shown.flatMap(labelOf).sort(fewestFirst), em, size, [...taken, ...crowd]);
  }

  function labelOf(mark) {
    const [at, ...also] = mark.label ? labelPlaces(mark, box, view) : [];
    return at ? [{ key: mark, text: mark.label, at, also, away: 7, centred: mark.mark === "text", colour: mark.role }] : [];
  }

  function placeHandles(shown) {
    const placed = shown.flatMap((mark) => {
      const at = mark.drag ? view.project(holdPlace(mark.at, box)) : mark.pick && labelPlaces(mark, box, view)[0];
      if (!at) return [];
      if (!handles.has(mark)) handles.set(mark, handleOf(mark));
      const { element, place } = handles.get(mark);
      place(at);
      return [element];
    });
    hold(grips, placed);
  }

  /** Where it is `level` a point moves in the horizontal plane in which it was grasped. */
  function handleOf(mark) {
    let height = 0;
    function project(at, level) {
      const place = holdPlace(at, box, FAR);
      return view.project(level ? [place[0], place[1], height] : place).slice(0, 2);
    }
    function grasp() {
      height = holdPlace(mark.at, box)[2];
      act.grasp();
    }
    return createHandle({ mark, act: { ...act, grasp }, host: over, projection: () => view && box && project });
  }

  function destroy() {
    cancelAnimationFrame(waiting);
    clearTimeout(resting);
    element.remove();
  }
  return { element, draw, recolour: () => (palette = undefined), resize, kept: () => ({ camera: standing() }), destroy };
}
