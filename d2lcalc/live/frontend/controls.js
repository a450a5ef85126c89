/** The browser's own controls for the declared parameters. */

import { html, set, write } from "./dom.js";
import { format, noNumber, typedNumber } from "./numbers.js";
import { positionOf, snap, steps, valueAt } from "./parameters.js";

/**
 * @param {any} parameter  its spec
 * @param {(value: any, phase: "move"|"end") => void} change
 * @returns {{element: HTMLElement, show: (value: any) => void, destroy: () => void}}
 */
export function createControl(parameter, change) {
  return { number: slider, step: player, choice: select, switch: checkbox, guess: blank }[parameter.kind](parameter, change);
}

function slider(p, change) {
  const input = html("input", {
    type: "range", min: 0, max: steps(p), step: 1, "aria-label": p.label,
    input: () => change(valueAt(p, input.valueAsNumber), "move"),
    change: () => change(valueAt(p, input.valueAsNumber), "end"),
  });
  const field = numberField(p, `${p.label}, as a number`, (value) => change(value, "end"));
  const show = (value) => {
    input.value = String(positionOf(p, value));
    set(input, { "aria-valuetext": format(value, 6) });
    field.show(value);
  };
  return { element: html("div", { class: "d2l-slider" }, html("label", {}, html("span", {}, p.label), input), ...field.elements), show, destroy() {} };
}

/** A guess stands in a field of its own, which may be empty. */
function blank(p, change) {
  const { elements, show } = numberField(p, p.label, (value) => change(value, "end"));
  return { element: html("div", { class: "d2l-guess" }, html("label", {}, html("span", {}, p.label), elements[0]), elements[1]), show, destroy() {} };
}

/**
 * A field for a number, taken at Enter or when the reader goes on; what is no number stays there with a word on it, and changes nothing.
 * @returns {{elements: HTMLElement[], show: (value: number | null) => void, take: () => number | null}} `take` returns NaN for what is no number
 */
export function numberField(p, label, change) {
  let shown;
  const problem = html("span", { class: "d2l-problem", role: "alert" });
  function take() {
    const empty = p.kind === "guess" && !field.value.trim();
    const typed = empty ? null : typedNumber(field.value);
    if (Number.isNaN(typed)) {
      write(problem, noNumber(field.value));
      set(field, { "aria-invalid": "true" });
      return typed;
    }
    const value = snap(p, typed);
    change(value);
    shown = undefined; // what it was snapped to is written, even where that is what it was before
    show(value);
    return value;
  }
  const field = html("input", { type: "text", class: "d2l-number", inputmode: "decimal", autocomplete: "off", size: 7, "aria-label": label, change: take });
  function show(value) {
    if (value === shown) return; // what is being typed stays
    shown = value;
    field.value = value === null ? "" : format(value, 6);
    write(problem, "");
    set(field, { "aria-invalid": false });
  }
  return { elements: [field, problem], show, take };
}

function player(p, change) {
  const line = slider(p, change);
  let now = p.value;
  let timer = 0;
  const go = (value) => change(Math.min(Math.max(value, 0), p.max), "end");
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    write(play, "▶");
    set(play, { "aria-label": `play ${p.label}` });
  };
  const start = () => {
    if (now >= p.max) go(0);
    timer = setInterval(() => (now < p.max ? go(now + 1) : stop()), p.pace);
    write(play, "❚❚");
    set(play, { "aria-label": `pause ${p.label}` });
  };
  const back = html("button", { type: "button", "aria-label": `${p.label}: one back`, click: () => go(now - 1) }, "◀");
  const play = html("button", { type: "button", click: () => (timer ? stop() : start()) });
  const forward = html("button", { type: "button", "aria-label": `${p.label}: one forward`, click: () => go(now + 1) }, "▶|");
  stop();
  const show = (value) => line.show((now = value));
  return { element: html("div", { class: "d2l-step" }, line.element, back, play, forward), show, destroy: stop };
}

function select(p, change) {
  const options = p.options.map((option, index) => html("option", { value: index }, option));
  const input = html("select", { "aria-label": p.label, change: () => change(Number(input.value), "end") }, ...options);
  const show = (value) => { input.value = String(value); };
  return { element: html("label", {}, html("span", {}, p.label), input), show, destroy() {} };
}

function checkbox(p, change) {
  const input = html("input", { type: "checkbox", "aria-label": p.label, change: () => change(input.checked, "end") });
  const show = (value) => { input.checked = Boolean(value); };
  return { element: html("label", {}, input, html("span", {}, p.label)), show, destroy() {} };
}
