/** A question: the prediction is committed, then the truth is revealed, and both stay visible. */

import { numberField } from "./controls.js";
import { html, set, write } from "./dom.js";
import { numeral } from "./numbers.js";
import { distance } from "./vectors.js";

const angle = ([a, b], [c, d]) => (Math.abs(Math.atan2(a * d - b * c, a * c + b * d)) * 180) / Math.PI;

/** How far a prediction is from an answer, in units of what is allowed. */
const offBy = {
  choose: (_, option, answer) => (option === answer ? 0 : Infinity),
  type: ({ within }, number, answer) => Math.abs(number - answer) / within,
  place: ({ within }, at, answer) => distance(at, answer) / within,
  draw: ({ degrees }, v, answer) => angle(v, answer) / degrees,
};

function isRight(question, prediction) {
  const { form, right, length } = question;
  const isLong = form !== "draw" || Math.abs(Math.hypot(...prediction) / Math.hypot(...right) - 1) <= length;
  return isLong && offBy[form](question, prediction, right) <= 1;
}

/** What is said to whoever chose an option, or the belief behind a wrong prediction; "" if it is none of the named ones. */
function belief(question, prediction) {
  const { form, options, mistakes = options } = question;
  if (form === "draw" && Math.hypot(...prediction) === 0) return "An arrow without length points nowhere.";
  const reach = form === "draw" ? 2 : 1;
  const near = mistakes.map(([answer, text]) => ({ text, off: offBy[form](question, prediction, answer) })).filter(({ off }) => off <= reach);
  return near.sort((a, b) => a.off - b.off)[0]?.text;
}

/** `guess` reads a parameter of a prediction that is made by pointing; `commit(null)` skips. */
export function createQuestion({ question, guess, commit }) {
  const entry = entries[question.form](question, guess);
  const problem = html("p", { class: "d2l-problem", role: "alert" });
  const verdict = html("div", { class: "d2l-verdict", role: "status", tabindex: -1 });
  const predict = (event) => {
    event.preventDefault();
    const prediction = entry.read();
    write(problem, prediction === null ? entry.missing : "");
    if (prediction !== null && !Number.isNaN(prediction)) close(prediction);
  };
  const close = (prediction) => {
    commit(prediction);
    show(prediction, true);
    verdict.focus(); // the buttons are gone: the reader goes on from what is said
  };
  const buttons = html("div", { class: "d2l-buttons" },
    html("button", { type: "submit" }, "Commit my prediction"),
    html("button", { type: "button", click: () => close(null) }, "Skip"));
  const element = html("form", { class: "d2l-question", submit: predict },
    html("fieldset", {}, html("legend", {}, question.ask), entry.element), buttons, problem, verdict);

  let shown = "";
  function show(prediction, revealed) {
    const state = JSON.stringify([prediction, revealed]);
    if (state === shown) return; // written again, it would be read aloud again
    shown = state;
    if (!revealed) element.reset();
    set(buttons, { hidden: revealed });
    entry.show?.(prediction, revealed);
    verdict.replaceChildren(...(revealed ? verdictLines(question, prediction) : []));
  }
  return { element, show };
}

function verdictLines(question, prediction) {
  const { form, right, because } = question;
  const truth = form === "choose" ? `It is: ${right}.` : `The truth is ${[right].flat().map((number) => numeral(number, 4)).join(", ")}.`;
  const hit = prediction !== null && isRight(question, prediction);
  const heading = prediction === null ? `Skipped. ${truth}` : hit ? "Right." : `Not so. ${truth}`;
  const said = prediction === null || (hit && form !== "choose") ? "" : belief(question, prediction);
  return [html("strong", {}, heading), ...[said, because].filter(Boolean).map((line) => html("p", {}, line))];
}

/** How each form is answered: an element, what it reads (null and what is said where nothing is there), and how it shows what was predicted. */
const entries = {
  choose({ options, right }) {
    const rows = options.map(([name]) => {
      const radio = html("input", { type: "radio", name: "option", value: name });
      const mark = html("span", { class: "d2l-mark" });
      return { name, radio, mark, element: html("label", {}, radio, name, mark) };
    });
    return {
      element: html("div", { class: "d2l-options" }, ...rows.map((row) => row.element)),
      missing: "Choose one first, or skip.",
      read: () => rows.find(({ radio }) => radio.checked)?.name ?? null,
      show(prediction, revealed) {
        for (const { name, radio, mark, element } of rows) {
          radio.disabled = revealed;
          if (revealed) radio.checked = name === prediction;
          write(mark, !revealed ? "" : name === right ? "✓ so it is" : name === prediction ? "✗ your prediction" : "");
          element.classList.toggle("d2l-right", revealed && name === right);
        }
      },
    };
  },
  type() {
    const { elements, show, take } = numberField({ kind: "guess" }, "your number", () => {});
    return {
      element: html("div", {}, ...elements),
      missing: "Type a number first, or skip.",
      read: take, // NaN for what is none: its field says why
      show(prediction, revealed) {
        elements[0].readOnly = revealed;
        show(prediction);
      },
    };
  },
  place: (question, guess) => pointing("Drag the ring to your place, or focus it and use the arrow keys.", question, guess),
  draw: (question, guess) => pointing("Drag the arrow’s tip, or focus it and use the arrow keys.", question, guess),
};

const pointing = (instruction, { parameters, tail = [0, 0] }, guess) =>
  ({ element: html("p", {}, instruction), read: () => parameters.map((name, k) => guess(name) - tail[k]) });
