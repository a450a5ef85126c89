/** A picture at work: a model (spec, program, parameters) becomes panels and controls, and each move replays the tape. */

import { createChart } from "./chart.js";
import { createControl } from "./controls.js";
import { html, set, write } from "./dom.js";
import { createDrag } from "./drag.js";
import { createMarks } from "./marks.js";
import { movedOn, snap, stride } from "./parameters.js";
import { createQuestion } from "./question.js";
import { createReadout } from "./readout.js";
import { createStage } from "./stage.js";
import { player } from "./tape.js";
import { applyTheme, watchTheme } from "./theme.js";
import { createValues } from "./values.js";
import { said } from "./words.js";

const CREATE = { stage: createStage, plan: createChart, chart: createChart, readout: createReadout };
const TELL = 100; // milliseconds between two messages to the kernel
const SPEAK = 600; // milliseconds of quiet before the sentence is read aloud

/**
 * Draw the model's present picture at the end of `root`.
 * @param {{model: any, root: HTMLElement, tell: () => void, startOver: () => void, before?: {focused: boolean, panels: any[]}}} options
 *   `tell` sends to the kernel, if there is one; `before` is what the view left that this one replaces
 * @returns {{schedule: () => void, destroy: () => {focused: boolean, panels: any[]}}} `schedule` draws anew at the next refresh;
 *   `destroy` returns whether the focus was here, and what the reader has turned and opened
 */
export function createView({ model, root, tell, startOver, before }) {
  const spec = model.get("spec");
  const values = createValues(spec, model);
  const { parameters } = values;
  const hand = createDrag(spec, values);
  const tape = player(spec.program);
  const coordinates = samplingCoordinates(spec.grid, spec.line);
  const tellKernel = throttled(tell, TELL);

  const change = (name, value, phase = "end") => {
    values.set(name, value);
    tellKernel(phase === "end");
  };
  const act = {
    grasp: hand.start,
    drag: (mark, by, project) => { for (const [name, value] of hand.move(mark, by, project)) change(name, value, "move"); },
    release: () => tellKernel(true),
    key(mark, [across, up], fine) {
      const steps = mark.drag.length === 1 ? [across + up] : [across, up];
      for (const [k, name] of mark.drag.entries()) if (name && steps[k]) stepBy(parameters.get(name), steps[k], fine);
    },
    pick: ({ pick: [name, value] }) => change(name, snap(parameters.get(name), value)),
  };
  const stepBy = (p, by, fine) => change(p.name, movedOn(p, values.of(p.name), by * stride(p, fine)));

  const controls = new Map(spec.parameters.filter((p) => p.control).map((p) => [p.name, createControl(p, (value, phase) => change(p.name, value, phase))]));
  const marks = createMarks(spec);
  const panels = spec.panels.map((panel, i) => {
    const options = { width: 420, height: 340, act, spec: { ...panel, still: model.get("still") }, ...before?.panels[i] };
    return CREATE[panel.panel](options);
  });
  const commit = (prediction) => {
    model.set("prediction", prediction);
    model.set("revealed", true);
    tellKernel(true);
  };
  const question = spec.question && createQuestion({ question: spec.question, guess: values.of, commit });
  const sentence = html("p", { class: "d2l-say" });
  const spoken = html("p", { class: "d2l-spoken", "aria-live": "polite" });
  const task = html("p", { class: "d2l-goal", role: "status" });
  const fault = html("p", { class: "d2l-problem", role: "alert" });
  const reset = html("button", { type: "button", class: "d2l-reset", click: startOver }, "Start over");
  const board = html("div", { class: "d2l-panels" }, ...panels.map((panel) => panel.element));
  const parts = [
    ...(question ? [question.element] : []),
    board,
    sentence, task, fault,
    html("div", { class: "d2l-controls" }, ...[...controls.values()].map((control) => control.element), reset),
    spoken];
  root.append(...parts);
  if (before?.focused) reset.focus();

  let frame = 0;
  let opened = Boolean(before);
  let seen = opened; // only what is on the screen is drawn: a page of scenes opens as quickly as its first
  let shown = [];
  const schedule = () => { if (seen) frame ||= requestAnimationFrame(draw); };
  function recolour() {
    if (applyTheme(root)) for (const panel of panels) panel.recolour?.();
    schedule();
  }
  const sight = new IntersectionObserver((entries) => {
    seen = entries.at(-1).isIntersecting;
    if (seen) recolour();
  }, { rootMargin: "100px" });
  const speak = debounced(() => write(spoken, sentence.textContent), SPEAK);

  function draw() {
    frame = 0;
    try {
      const { outputs, changed } = tape.update([...values.inputs(), ...coordinates]);
      const showing = spec.panels.map(({ show }) => Boolean(outputs[show]));
      if (String(showing) !== String(shown)) marks.touch(); // what has changed while a panel was hidden is drawn when it is back
      shown = showing;
      for (const [i, state] of marks.resolve(outputs, changed).entries()) {
        set(panels[i].element, { hidden: !shown[i] });
        if (shown[i]) panels[i].draw({ ...state, outputs });
      }
      for (const [name, control] of controls) control.show(values.of(name));
      question?.show(model.get("prediction"), model.get("revealed"));
      write(sentence, said(spec.say, outputs) ?? "");
      if (spec.goal) tellGoal(Boolean(outputs[spec.goal.truth]));
      write(fault, "");
      if (opened) speak(); // a page of scenes does not all speak at once when it opens
      opened = true;
    } catch (error) {
      marks.touch();
      write(fault, `The picture could not be drawn: ${error.message}`);
      throw error;
    }
  }

  function tellGoal(reached) {
    write(task, `${reached ? "☑ Reached:" : "☐ Your task:"} ${spec.goal.text}`);
    set(task, { "data-reached": reached });
    if (model.get("reached") === reached) return;
    model.set("reached", reached);
    tellKernel(true);
  }

  let wide = 0;
  function refit() {
    const width = board.clientWidth;
    if (!width || width === wide) return;
    wide = width;
    fit(panels, spec.panels, width);
    marks.touch();
    schedule();
  }
  const sizes = new ResizeObserver(refit);
  sizes.observe(root);
  sight.observe(root);
  const unwatch = watchTheme(recolour);
  function destroy() {
    const left = {
      focused: parts.some((part) => part.contains(root.getRootNode().activeElement)),
      panels: panels.map((panel) => panel.kept?.()),
    };
    cancelAnimationFrame(frame);
    sizes.disconnect();
    sight.disconnect();
    unwatch();
    for (const part of [...panels, ...controls.values()]) part.destroy();
    for (const part of parts) part.remove();
    return left;
  }
  return { schedule, destroy };
}

/** Share the width among the panels: as many beside each other as stay at least 300 px wide. */
function fit(panels, specs, width) {
  const pictures = panels.filter((_, i) => specs[i].panel !== "readout");
  const abreast = pictures.length === 4 ? 2 : 3; // four stand in two rows of two
  const columns = Math.min(pictures.length, Math.max(1, Math.floor(width / 300)), abreast);
  const each = Math.floor((width - 12 * (columns - 1)) / Math.max(columns, 1));
  const height = Math.round(Math.min(Math.max(each * 0.82, 250), 440));
  for (const panel of pictures) panel.resize(Math.min(each, 720), height);
}

/** Row i along y, column j along x: index i·n + j, as in picture.py. */
function samplingCoordinates(grid, line) {
  const square = (n) => [
    Float64Array.from({ length: n * n }, (_, k) => (k % n) / (n - 1)),
    Float64Array.from({ length: n * n }, (_, k) => Math.floor(k / n) / (n - 1)),
  ];
  return [...square(grid), ...square(2), Float64Array.from({ length: line }, (_, k) => k / (line - 1))];
}

/** Call at most once in `wait` milliseconds, the last time surely; at once when asked to. */
function throttled(call, wait) {
  let timer = 0;
  const now = () => {
    clearTimeout(timer);
    timer = 0;
    call();
  };
  return (atOnce) => { atOnce ? now() : (timer ||= setTimeout(now, wait)); };
}

function debounced(call, wait) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(call, wait);
  };
}
