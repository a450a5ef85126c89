/** A question: the prediction is committed, then the truth is revealed, and both stay visible. */

import { numberField } from "./controls.js";
import { button, html, set, uniqueId, write } from "./dom.js";
import { numeral } from "./numbers.js";
import { distance } from "./vectors.js";

/** The angle between two arrows in degrees, 180 for one without length. */
const angle = ([a, b], [c, d]) => (a || b ? (Math.abs(Math.atan2(a * d - b * c, a * c + b * d)) * 180) / Math.PI : 180);

/** How far a prediction is from an answer, in units of what is allowed; an arrow in its direction. */
const offBy = {
  choose: (_, option, answer) => (option === answer ? 0 : Infinity),
  type: ({ within }, number, answer) => Math.abs(number - answer) / within,
  place: ({ within }, at, answer) => distance(at, answer) / within,
  draw: ({ degrees }, v, answer) => angle(v, answer) / degrees,
};

/** The length of an arrow in units of the right one, 1 where it is as good as right. */
function lengthOf({ form, right, length }, prediction) {
  const share = form === "draw" ? Math.hypot(...prediction) / Math.hypot(...right) : 1;
  return Math.abs(share - 1) <= length ? 1 : share;
}

/** What is said to whoever chose an option, or the belief behind a wrong prediction; "" if it is none of the named ones. */
function belief(question, prediction) {
  const { form, options, mistakes = options, right } = question;
  const off = (answer) => offBy[form](question, prediction, answer);
  const inLength = (answer) => form === "draw" && offBy.draw(question, answer, right) <= 1; // a mistake of the length, not of the direction
  const near = mistakes.filter(([answer]) => off(answer) <= 1 && inLength(answer) === inLength(prediction));
  return near.sort(([a], [b]) => off(a) - off(b))[0]?.[1];
}

/** An arrow is judged in direction and in length, each by itself. */
function judged(question, v) {
  if (Math.hypot(...v) === 0) return "An arrow without length points nowhere.";
  const off = angle(v, question.right);
  const share = lengthOf(question, v);
  const direction = off <= question.degrees ? "The direction is right" : `The direction is off by ${Math.round(off)}°`;
  const size = share > 1 ? "long" : "short";
  return share === 1 ? `${direction}.` : `${direction}, and the arrow is too ${size}.`;
}

/** `guess` reads a parameter of a prediction that is made by pointing; `commit(null)` skips. */
export function createQuestion({ question, guess, commit }) {
  const entry = entries[question.form](question, guess);
  const problem = html("p.d2l-problem", { role: "alert", id: uniqueId() });
  const verdict = html("div.d2l-verdict", { role: "status", tabindex: -1 });
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
  const reveal = () => { // judges what has been answered
    const prediction = entry.isUntouched?.() ? null : entry.read();
    close(Number.isNaN(prediction) ? null : prediction);
  };
  const buttons = html("div.d2l-buttons", {},
    html("button", { type: "submit" }, "Commit my prediction"),
    button("Skip", () => close(null)));
  const element = html("form.d2l-question", { submit: predict, reveal },
    html("fieldset", { "aria-describedby": problem.id }, html("legend", {}, question.ask), entry.element), buttons, problem, verdict);

  let shown = "";
  function show(prediction, revealed) {
    const state = JSON.stringify([prediction, revealed]);
    if (state === shown) return; // written again, it would be read aloud again
    shown = state;
    if (!revealed) element.reset();
    set(buttons, { hidden: revealed });
    entry.show?.(prediction, revealed);
    const said = revealed ? verdictOn(question, prediction) : [];
    verdict.replaceChildren(...said.map((line, k) => html(k ? "p" : "strong", {}, line)));
  }
  return { element, show };
}

/** What is said once the truth is out: a heading, and the reasons; of a prediction null, that it was skipped. @returns {string[]} */
export function verdictOn(question, prediction) {
  const { form, options, right, because } = question;
  const truth = form === "choose" ? `It is: ${right.replace(/\.$/, "")}.` : `The truth is ${[right].flat().map((number) => numeral(number, 4)).join(", ")}.`;
  const hit = prediction !== null && lengthOf(question, prediction) === 1 && offBy[form](question, prediction, right) <= 1;
  const heading = prediction === null ? `Skipped. ${truth}` : hit ? "Right." : `Not so. ${truth}`;
  const wrong = prediction === null || hit ? [] : [form === "draw" && judged(question, prediction), belief(question, prediction)];
  const why = form === "choose" && options.find(([option]) => option === right)[1];
  return [heading, ...wrong, why, because].filter(Boolean);
}

/**
 * How each form is answered: an element, what it reads (null and what is said where nothing is there), whether it is as it was at first, and
 * how it shows what was predicted.
 */
const entries = {
  choose({ options, right }) {
    const rows = options.map(([name]) => {
      const radio = html("input", { type: "radio", name: "option", value: name });
      const mark = html("span.d2l-mark");
      const votes = html("input.d2l-votes", { type: "number", min: 0, value: 0, "aria-label": `votes for ${name}` }); // a class's, in a lecture
      return { name, radio, mark, votes, element: html("label", {}, radio, html("span", {}, name, " ", mark)) };
    });
    return {
      element: html("div.d2l-options", {}, ...rows.flatMap(({ element, votes }) => [element, votes])),
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
      element: html("div.d2l-options", {}, ...elements),
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

function pointing(instruction, { parameters, tail = [0, 0] }, guess) {
  const read = () => parameters.map((name, k) => guess(name) - tail[k]), start = String(read());
  return { element: html("p", {}, instruction), read, isUntouched: () => String(read()) === start };
}
