/** A picture at work: a model (spec, program, parameters) becomes panels and controls, and each move replays the tape. */

import { createChart } from "./chart.js";
import { createControl } from "./controls.js";
import { html, set, write } from "./dom.js";
import { createMarks } from "./marks.js";
import { onCircle, positionOf, snap, stride, valueAt } from "./parameters.js";
import { createQuestion } from "./question.js";
import { createReadout } from "./readout.js";
import { createStage } from "./stage.js";
import { player } from "./tape.js";
import { applyTheme, watchTheme } from "./theme.js";
import { filled } from "./words.js";

const CREATE = { stage: createStage, plan: createChart, chart: createChart, readout: createReadout };
const TELL = 100; // milliseconds between two messages to the kernel
const SPEAK = 600; // milliseconds of quiet before the sentence is read aloud

/**
 * Draw the model's present picture at the end of `root`.
 * @param {{model: any, root: HTMLElement, tell: () => void, startOver: () => void, opened?: boolean, held?: boolean}} options
 *   `tell` sends to the kernel, if there is one; `opened` says that this view replaces another, `held` that the focus was in that one
 * @returns {{schedule: () => void, holdsFocus: () => boolean, destroy: () => void}} `schedule` draws anew at the next refresh
 */
export function createView({ model, root, tell, startOver, opened = false, held = false }) {
  const spec = model.get("spec");
  const parameters = new Map(spec.parameters.map((parameter) => [parameter.name, parameter]));
  const guess = startingGuess(spec.question, model.get("prediction"));
  let answered = model.get("revealed");
  const tape = player(spec.program);
  const coordinates = samplingCoordinates(spec.grid, spec.line);
  const pending = new Map(); // parameter -> where a drag has taken it, before snapping
  const valueOf = (name) => (parameters.has(name) ? snap(parameters.get(name), model.get(name)) : model.get(name)); // a link may set what is off the grid
  const tellKernel = throttled(tell, TELL);

  const change = (name, value, phase = "end") => {
    const next = snap(parameters.get(name), value);
    if (next !== valueOf(name)) for (const guess of spec.parameters) if (guess.empties_with === name) model.set(guess.name, null);
    model.set(name, next);
    tellKernel(phase === "end");
  };
  const act = {
    drag(mark, phase, from = [0, 0], to = from) {
      if (mark.around) moveBy(mark.drag[0], turned(mark.around, from, to), phase, true);
      else for (const [k, name] of mark.drag.entries()) if (name) moveBy(name, to[k] - from[k], phase);
    },
    key(mark, steps, fine) {
      if (mark.around) stepBy(mark.drag[0], steps[0] + steps[1], fine, true);
      else for (const [k, name] of mark.drag.entries()) if (name && steps[k]) stepBy(name, steps[k], fine);
    },
    pick: ({ pick: [name, value] }) => change(name, value),
  };
  function moveBy(name, by, phase, round = false) {
    if (!parameters.has(name)) return moveGuess(name, by);
    if (phase === "start") pending.delete(name);
    const at = (pending.get(name) ?? valueOf(name)) + by;
    phase === "move" ? pending.set(name, at) : pending.delete(name);
    if (phase !== "start") change(name, round ? onCircle(parameters.get(name), at) : at, phase);
  }
  function stepBy(name, by, fine, round = false) {
    if (!parameters.has(name)) return moveGuess(name, by * guess.step * (fine ? 0.1 : 1));
    const parameter = parameters.get(name);
    const position = positionOf(parameter, valueOf(name)) + by * stride(parameter, fine);
    change(name, round ? onCircle(parameter, parameter.min + position * parameter.step) : valueAt(parameter, position));
  }
  function moveGuess(name, by) {
    if (model.get("revealed")) return;
    guess[name] += by;
    schedule();
  }
  /** A prediction shown or taken back, perhaps in another view: the guess stands where it was made, or where it waits. */
  function followPrediction(revealed) {
    if (revealed !== answered) Object.assign(guess, startingGuess(spec.question, revealed ? model.get("prediction") : null));
    answered = revealed;
  }

  const controls = new Map(spec.parameters.filter((p) => p.control).map((p) => [p.name, createControl(p, (value, phase) => change(p.name, value, phase))]));
  const marks = createMarks(spec, guess);
  const panels = spec.panels.map((panel) => CREATE[panel.panel]({ width: 420, height: 340, act, spec: { ...panel, still: model.get("still") } }));
  const commit = (prediction) => {
    model.set("prediction", prediction);
    model.set("revealed", true);
    tellKernel(true);
  };
  const question = spec.question && createQuestion({ question: spec.question, guess: () => guessed(guess), commit });
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
  if (held) reset.focus();

  let frame = 0;
  let seen = opened; // only what is on the screen is drawn: a page of scenes opens as quickly as its first
  const schedule = () => { if (seen) frame ||= requestAnimationFrame(draw); };
  const sight = new IntersectionObserver((entries) => {
    seen = entries.at(-1).isIntersecting;
    schedule();
  }, { rootMargin: "100px" });
  const speak = debounced(() => write(spoken, sentence.textContent), SPEAK);

  function draw() {
    frame = 0;
    try {
      const theme = applyTheme(root);
      followPrediction(model.get("revealed"));
      const { outputs, changed } = tape.update([...spec.inputs.map((name) => Number(valueOf(name) ?? NaN)), ...coordinates]);
      const states = marks.resolve(outputs, changed);
      for (const [i, state] of states.entries()) panels[i].draw({ ...state, outputs, theme });
      guess.step = keyStep(spec.panels, states);
      for (const [name, control] of controls) control.show(valueOf(name));
      question?.show(model.get("prediction"), model.get("revealed"));
      if (spec.say) write(sentence, sentenceOf(spec.say, outputs));
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
  const unwatch = watchTheme(schedule);
  const holdsFocus = () => parts.some((part) => part.contains(root.getRootNode().activeElement));
  function destroy() {
    cancelAnimationFrame(frame);
    sizes.disconnect();
    sight.disconnect();
    unwatch();
    for (const part of [...panels, ...controls.values()]) part.destroy();
    for (const part of parts) part.remove();
  }
  return { schedule, holdsFocus, destroy };
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

function sentenceOf({ index, sentences }, outputs) {
  const k = Math.min(Math.max(Math.round(outputs[index]), 0), sentences.length - 1);
  const { template, values } = sentences[k || 0]; // no index at all (NaN) says the first
  return filled(template, values, outputs);
}

/** Row i along y, column j along x: index i·n + j, as in picture.py. */
function samplingCoordinates(grid, line) {
  const square = (n) => [
    Float64Array.from({ length: n * n }, (_, k) => (k % n) / (n - 1)),
    Float64Array.from({ length: n * n }, (_, k) => Math.floor(k / n) / (n - 1)),
  ];
  return [...square(grid), ...square(2), Float64Array.from({ length: line }, (_, k) => k / (line - 1))];
}

/** Where a placed point or the tip of a drawn arrow stands; no coordinates for the other forms. */
function startingGuess(question, prediction) {
  if (!["place", "draw"].includes(question?.form)) return {};
  const [x, y] = prediction ?? question.start;
  const [a, b] = question.tail ?? [0, 0];
  return { guess_x: a + x, guess_y: b + y, tail: question.tail };
}

/** How far an arrow key moves a placed or drawn prediction: forty presses cross the map. */
function keyStep(panels, states) {
  const [low, high] = states.find((_, i) => ["stage", "plan"].includes(panels[i].panel))?.limits.x ?? [0, 1];
  return (high - low) / 40;
}

/** How far a point turns about a centre, in degrees, on the shorter way. */
function turned([x, y], [ax, ay], [bx, by]) {
  const [u, v, s, t] = [ax - x, ay - y, bx - x, by - y];
  return (Math.atan2(u * t - v * s, u * s + v * t) * 180) / Math.PI;
}

const guessed = ({ guess_x, guess_y, tail = [0, 0] }) => [guess_x - tail[0], guess_y - tail[1]];

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
