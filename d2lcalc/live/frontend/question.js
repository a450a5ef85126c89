/** A question: the prediction is committed, then the truth is revealed, and both stay visible. */

import { numberField } from "./controls.js";
import { html, set, write } from "./dom.js";
import { format } from "./numbers.js";

/**
 * Whether a prediction is right, and what is said to whoever made it.
 * @param {any} question  its spec @param {any} prediction  an option's name, a number, or two coordinates
 * @returns {{right: boolean, text: string}}
 */
export function judge(question, prediction) {
  const right = isRight[question.form](question, prediction);
  return { right, text: right && question.form !== "choose" ? "" : belief[question.form](question, prediction) };
}

const distance = ([a, b], [c, d]) => Math.hypot(a - c, b - d);
const angle = ([a, b], [c, d]) => (Math.abs(Math.atan2(a * d - b * c, a * c + b * d)) * 180) / Math.PI;

const isRight = {
  choose: ({ right }, option) => option === right,
  type: ({ right, within }, number) => Math.abs(number - right) <= within,
  place: ({ right, within }, at) => distance(at, right) <= within,
  draw: ({ right, degrees, length }, v) => angle(v, right) <= degrees && Math.abs(Math.hypot(...v) / Math.hypot(...right) - 1) <= length,
};

const nearest = (pairs, far) => pairs.map(([, text], i) => ({ text, off: far(i) })).filter(({ off }) => off <= 1).sort((a, b) => a.off - b.off)[0]?.text ?? "";

/** The belief behind a wrong prediction, "" if it is none of the named ones. */
const belief = {
  choose: ({ options }, option) => options.find(([name]) => name === option)?.[1] ?? "",
  type: ({ mistakes, within }, number) => nearest(mistakes, (i) => Math.abs(number - mistakes[i][0]) / within),
  place: ({ mistakes, within }, at) => nearest(mistakes, (i) => distance(at, mistakes[i][0]) / within),
  draw: ({ mistakes, degrees }, v) => Math.hypot(...v) === 0 ? "An arrow without length points nowhere." : nearest(mistakes, (i) => angle(v, mistakes[i][0]) / (2 * degrees)),
};

/**
 * @param {{question: any, guess: (parameter: string) => number, commit: (prediction: any) => void}} options
 *   `guess` reads a parameter of a prediction that is made by pointing; `commit(null)` skips
 * @returns {{element: HTMLElement, show: (prediction: any, revealed: boolean) => void}}
 */
export function createQuestion({ question, guess, commit }) {
  const entry = entries[question.form](question, guess);
  const problem = html("p", { class: "d2l-problem", role: "alert" });
  const verdict = html("div", { class: "d2l-verdict", role: "status", tabindex: -1 });
  const predict = (event) => {
    event.preventDefault();
    const { prediction, trouble } = entry.read();
    write(problem, trouble ?? "");
    if (trouble === undefined) close(prediction);
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
    entry.show(prediction, revealed);
    verdict.replaceChildren(...(revealed ? verdictLines(question, prediction) : []));
  }
  return { element, show };
}

function verdictLines(question, prediction) {
  const { right, text } = prediction === null ? { right: false, text: "" } : judge(question, prediction);
  const heading = prediction === null ? `Skipped. ${truth(question)}` : right ? "Right." : `Not so. ${truth(question)}`;
  return [html("strong", {}, heading), ...[text, question.because].filter(Boolean).map((line) => html("p", {}, line))];
}

const truth = ({ form, right }) => (form === "choose" ? `It is: ${right}.` : `The truth is ${[right].flat().map((number) => format(number, 4)).join(", ")}.`);

/** How each form is answered: an element, what it reads, and how it shows the prediction beside the truth. */
const entries = {
  choose({ options, right }) {
    const group = `d2l-${Math.random().toString(36).slice(2)}`;
    const rows = options.map(([name]) => {
      const radio = html("input", { type: "radio", name: group, value: name });
      const mark = html("span", { class: "d2l-mark" });
      return { name, radio, mark, element: html("label", {}, radio, name, mark) };
    });
    return {
      element: html("div", { class: "d2l-options" }, ...rows.map((row) => row.element)),
      read() {
        const chosen = rows.find(({ radio }) => radio.checked);
        return chosen ? { prediction: chosen.name } : { trouble: "Choose one first, or skip." };
      },
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
      read() {
        const prediction = take();
        if (prediction === null) return { trouble: "Type a number first, or skip." };
        return Number.isNaN(prediction) ? { trouble: "" } : { prediction }; // its field says why it is none
      },
      show(prediction, revealed) {
        elements[0].readOnly = revealed;
        show(prediction);
      },
    };
  },
  place: (question, guess) => pointing("Drag the ring to your place, or focus it and use the arrow keys.", question, guess),
  draw: (question, guess) => pointing("Drag the arrow’s tip, or focus it and use the arrow keys.", question, guess),
};

function pointing(instruction, { parameters, tail = [0, 0] }, guess) {
  const read = () => ({ prediction: parameters.map((name, k) => guess(name) - tail[k]) });
  return { element: html("p", {}, instruction), read, show() {} };
}
