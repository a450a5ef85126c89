/** A picture at work: its spec and a model of its parameters become panels and controls, and each move replays the tape. */

import { createChart } from "./chart.js";
import { createControl } from "./controls.js";
import { button, html, set, write } from "./dom.js";
import { createHand } from "./hand.js";
import { createMarks } from "./marks.js";
import { createQuestion } from "./question.js";
import { createReadout } from "./readout.js";
import { createStage } from "./stage.js";
import { player } from "./tape.js";
import { applyTheme, watchTheme } from "./theme.js";
import { createValues } from "./values.js";
import { clamp, unitSquare } from "./vectors.js";
import { said } from "./words.js";

/**
 * `most` is how wide it may be, 720 px unless given; `kept` is what the reader has turned and opened, given to the panel of the next view in its place.
 * @type {Record<string, (options: any) => {element: HTMLElement, draw: (state: {marks: any[], limits: any, outputs: any[], waits: boolean}) => void,
 *   resize?: (width: number, height: number) => void, most?: number, recolour?: () => void, kept?: () => object, destroy?: () => void}>}
 */
const PANELS = { stage: createStage, plan: createChart, chart: createChart, readout: createReadout };
const TELL = 100; // milliseconds from a move to the kernel's hearing of it: sent at once, a message would keep the picture waiting
const SPEAK = 600; // milliseconds of quiet before the sentence is read aloud

/**
 * Draw the picture of `spec` at the end of `root`. `tell` sends to the kernel, if there is one; `schedule` draws anew at the next
 * refresh; `destroy` returns what the view that comes `before` another leaves it: whether the focus was here, and what the panels kept.
 */
export function createView({ model, spec, root, tell, startOver, before }) {
  const values = createValues(spec, model);
  const tape = player(spec.program);
  const coordinates = [...unitSquare(spec.grid), ...unitSquare(2), Float64Array.from({ length: spec.line }, (_, k) => k / (spec.line - 1))];
  let telling = 0;
  let gone = false;
  function tellKernel() {
    telling ||= setTimeout(() => {
      telling = 0;
      tell();
    }, TELL);
  }
  const change = (name, value) => {
    if (gone) return; // a field with the focus gives its text away when it is taken down
    values.set(name, value);
    tellKernel();
  };
  const commit = (prediction) => {
    model.set("prediction", prediction);
    model.set("revealed", true);
    tellKernel();
  };

  const act = createHand(spec, values, change);
  const marks = createMarks(spec);
  const panels = spec.panels.map((panel, i) =>
    PANELS[panel.panel]({ width: 420, height: 340, act, spec: { ...panel, name: nameOf(panel, spec) }, ...before?.panels[i] }));
  const dragged = spec.panels.flatMap((panel) => panel.marks.flatMap(({ drag }) => drag ?? []));
  const drawn = spec.parameters.filter((p) => p.control || dragged.includes(p.name));
  const controls = drawn.map((p) => ({ ...p, ...createControl(p, (value) => change(p.name, value)) }));
  const question = spec.question && createQuestion({ question: spec.question, guess: values.of, commit });
  const sentence = html("p.d2l-say", { "aria-hidden": "true" });
  const spoken = html("p.d2l-spoken"); // the same, once nothing moves
  const task = html("p.d2l-goal", { role: "status" });
  const fault = html("p.d2l-problem", { role: "alert" });
  const stop = () => { for (const control of controls) control.stop?.(); };
  const reset = button("Start over", () => { stop(); startOver(); }, { class: "d2l-reset" });
  const board = html("div.d2l-panels", {}, ...panels.map((panel) => panel.element));
  const desk = html("div.d2l-controls", {}, ...controls.map((control) => control.element), reset);
  const element = html("div.d2l-view", {}, question?.element, board, sentence, spoken, task, fault, desk);
  root.append(element);
  if (before?.focused) reset.focus();

  let frame = 0;
  let opened = Boolean(before);
  let seen = opened; // only what is on the screen is drawn: a page of scenes opens as quickly as its first
  let shown = "";
  let speaking = 0;
  const schedule = () => { if (seen) frame ||= requestAnimationFrame(draw); };
  const recolour = () => {
    if (applyTheme(root)) for (const panel of panels) panel.recolour?.();
    schedule();
  };

  function draw() {
    frame = 0;
    try {
      show(tape.update([...values.inputs(), ...coordinates]));
      write(fault, "");
      speak();
      opened = true;
    } catch (error) {
      marks.touch();
      write(fault, `The picture could not be drawn: ${error.message}`);
      throw error;
    }
  }

  function show({ outputs, changed }) {
    const showing = spec.panels.map((panel) => Boolean(outputs[panel.show]));
    if (String(showing) !== shown) marks.touch(); // what has changed while a panel was hidden is drawn when it is back
    shown = String(showing);
    const asked = spec.question && !model.get("revealed");
    const free = new Set(); // what can be dragged now
    for (const [i, state] of marks.resolve(outputs, changed).entries()) {
      set(panels[i].element, { hidden: !showing[i] });
      if (!showing[i]) continue;
      panels[i].draw({ ...state, waits: asked && isBlank(state.marks) });
      for (const { show, drag } of state.marks) if (show) drag?.forEach((name) => free.add(name));
    }
    for (const { name, control, element, show } of controls) {
      set(element, { hidden: !control && !free.has(name) });
      show(values.of(name));
    }
    question?.show(model.get("prediction"), model.get("revealed"));
    write(sentence, said(spec.say, outputs) ?? "");
    if (spec.goal) tellGoal(Boolean(outputs[spec.goal.truth]));
  }

  /** Tell who listens; at first what is there to be read: a page of scenes does not all speak at once when it opens. */
  function speak() {
    if (!opened) return write(spoken, sentence.textContent);
    set(spoken, { "aria-live": "polite" });
    clearTimeout(speaking);
    speaking = setTimeout(() => write(spoken, sentence.textContent), SPEAK);
  }

  function tellGoal(reached) {
    write(task, `${reached ? "☑ Reached:" : "☐ Your task:"} ${spec.goal.text}`);
    set(task, { "data-reached": reached });
    if (model.get("reached") === reached) return;
    model.set("reached", reached);
    tellKernel();
  }

  let wide = 0;
  const sizes = new ResizeObserver(() => {
    const width = board.clientWidth;
    if (!width || width === wide) return;
    wide = width;
    fit(panels.filter((panel) => panel.resize), width);
    marks.touch();
    schedule();
  });
  const sight = new IntersectionObserver((entries) => {
    seen = entries.at(-1).isIntersecting;
    if (seen) recolour();
  }, { rootMargin: "100px" });
  sizes.observe(root);
  sight.observe(root);
  const unwatch = watchTheme(recolour);

  function destroy() {
    const focused = element.contains(root.getRootNode().activeElement);
    const left = { focused, panels: panels.map((panel) => panel.kept?.()) };
    cancelAnimationFrame(frame);
    sizes.disconnect();
    sight.disconnect();
    unwatch();
    gone = true;
    stop();
    for (const panel of panels) panel.destroy?.();
    element.remove();
    return left;
  }
  return { schedule, destroy };
}

/**
 * Whether some of a panel's marks wait for the answer, and nothing is seen yet but ghosts and at most one point (k = 0) that is no prediction:
 * over more, the note would lie on them.
 */
const isBlank = (marks) => marks.some(({ show, waits }) => waits && !show) && marks.filter(({ show, kind }) => show && kind !== "ghost")
  .every(({ mark, role }, k) => k === 0 && mark === "point" && role !== "guess");

/** What a picture is called where it has no title: what its axes show. */
function nameOf({ panel, title, table, labels: [x, y, z] = [] }, spec) {
  const axes = { stage: `${z} over ${x} and ${y}, in space`, plan: `${x} and ${y}, seen from above`, chart: `${y} against ${x}` };
  return title || (x && y ? axes[panel] : x || y || table?.caption || spec.title || spec.name);
}

/** Share the width among the pictures: as many beside each other as stay at least 300 px wide. */
function fit(pictures, width) {
  const abreast = pictures.length === 4 ? 2 : 3; // four stand in two rows of two
  const columns = Math.min(pictures.length, Math.max(1, Math.floor(width / 300)), abreast);
  const each = Math.floor((width - 12 * (columns - 1)) / columns);
  for (const picture of pictures) picture.resize(Math.min(each, picture.most ?? 720), Math.round(clamp(each * 0.82, 250, 440)));
}
