/** Formulas with live numbers, in MathML. */

import { html, set, write } from "./dom.js";
import { filled } from "./words.js";

const MARKED = /⟦(.+)⟧/;

/** @param {{spec: any}} options */
export function createReadout({ spec }) {
  const lines = spec.lines.map((line) => {
    const element = html("div", { class: "d2l-formula" });
    element.innerHTML = line.mathml; // written by the scene's author and turned to MathML by the kernel; never by a learner
    return { element, values: line.values, places: placeholders(element) };
  });
  const element = html("div", { class: "d2l-readout", role: "group", "aria-label": "the formula with its numbers" }, ...lines.map((line) => line.element));
  /** @param {{outputs: ArrayLike<any>}} state */
  const draw = ({ outputs }) => {
    set(element, { hidden: !outputs[spec.show] });
    for (const { values, places } of lines) for (const { node, template } of places) write(node, filled(template, values, outputs));
  };
  return { element, draw, resize() {}, destroy() {} };
}

function placeholders(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const template = MARKED.exec(node.textContent)?.[1];
    if (template) found.push({ node, template });
  }
  return found;
}
