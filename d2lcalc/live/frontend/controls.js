/** The browser's own controls for the declared parameters. */

import { typedNumber } from "./arithmetic.js";
import { button, html, set, uniqueId, write } from "./dom.js";
import { numeral } from "./numbers.js";
import { positionOf, snap, steps, valueAt } from "./parameters.js";
import { clamp } from "./vectors.js";

/** @returns {{element: HTMLElement, show: (value: any) => void, stop?: () => void}} */
export const createControl = (parameter, change) => (parameter.control ? CONTROLS[parameter.kind] : blank)(parameter, change);

const CONTROLS = { number: slider, step: stepper, choice: select, switch: checkbox, guess: blank };
const labelled = ({ label }, input) => html("label", {}, html("span", {}, label), input);

function slider(p, change) {
  const move = () => change(valueAt(p, input.valueAsNumber));
  const input = html("input", { type: "range", min: 0, max: steps(p), "aria-label": p.label, input: move });
  const field = numberField(p, `${p.label}, as a number`, change);
  const show = (value) => {
    input.value = String(positionOf(p, value));
    set(input, { "aria-valuetext": numeral(value, 6) });
    field.show(value);
  };
  return { element: html("div.d2l-slider", {}, labelled(p, input), ...field.elements), show };
}

/** A field alone: for a guess, which may be empty, and for a point that is dragged and has no slider. */
function blank(p, change) {
  const { elements: [field, problem], show } = numberField(p, p.label, change);
  return { element: html("div.d2l-guess", {}, labelled(p, field), problem), show };
}

/**
 * A field for a number, taken at Enter or when the reader goes on; what is no number stays there with a word on it, and changes nothing.
 * Escape brings back what was there.
 * `take` returns what is there now: null for an empty field, NaN for what is no number.
 */
export function numberField(p, label, change) {
  let [shown, written] = [];
  const id = uniqueId();
  const problem = html("span.d2l-problem", { role: "alert", id });
  const field = html("input.d2l-number", {
    type: "text", inputmode: "decimal", autocomplete: "off", size: 7, "aria-label": label, "aria-describedby": id,
    change: take,
    keydown(event) {
      if (event.key !== "Escape" || field.value === written) return; // the second one is the host's
      event.stopPropagation();
      fill(shown ?? null);
    },
  });
  function take() {
    if (field.value === written) return shown;
    const empty = p.kind === "guess" && !field.value.trim();
    const { value: typed = NaN, problem: why } = empty ? { value: null } : typedNumber(field.value);
    if (why) {
      complain(why);
      return typed;
    }
    const value = snap(p, typed);
    change(value);
    fill(value);
    if (typed < p.min || typed > p.max) write(problem, `${p.label} goes from ${numeral(p.min, 6)} to ${numeral(p.max, 6)}.`);
    return value;
  }
  function show(value) {
    if (value !== shown) fill(value); // else what is being typed stays
  }
  function fill(value) {
    shown = value;
    field.value = written = value === null ? "" : numeral(value, 6);
    complain("");
  }
  function complain(why) {
    write(problem, why);
    set(field, { "aria-invalid": why ? "true" : null });
  }
  return { elements: [field, problem], show, take };
}

function stepper(p, change) {
  const line = slider(p, change);
  let [now, timer] = [p.value, 0];
  const go = (value) => change(clamp(value, 0, p.max));
  const back = button("◀", () => go(now - 1), { "aria-label": `${p.label}: one back` });
  const play = button("", () => run(!timer));
  const forward = button("▶|", () => go(now + 1), { "aria-label": `${p.label}: one forward` });
  function run(on) {
    clearInterval(timer);
    timer = on && setInterval(beat, p.pace);
    write(play, on ? "❚❚" : "▶");
    set(play, { "aria-label": `${on ? "pause" : "play"} ${p.label}` });
    if (on && now >= p.max) go(0);
  }
  function beat() {
    go(now + 1);
    if (now + 1 >= p.max) run(false);
  }
  run(false);
  const show = (value) => line.show((now = value));
  const buttons = html("div", { style: "display:flex;gap:6px" }, back, play, forward);
  return { element: html("div.d2l-step", {}, line.element, buttons), show, stop: () => run(false) };
}

function select(p, change) {
  const options = p.options.map((option, index) => html("option", { value: index }, option));
  const input = html("select", { "aria-label": p.label, change: () => change(Number(input.value)) }, ...options);
  return { element: labelled(p, input), show: (value) => (input.value = value) };
}

function checkbox(p, change) {
  const input = html("input", { type: "checkbox", "aria-label": p.label, change: () => change(input.checked) });
  return { element: html("label", {}, input, html("span", {}, p.label)), show: (value) => (input.checked = value) };
}
