// Formulas with live numbers, in MathML.

import { html, write } from "./dom.js";
import { numberText } from "./words.js";

const MARKED = /⟦(\w+)⟧/;

/** @param {{spec: any}} options */
export function createReadout({ spec }) {
  const lines = spec.lines.map((line) => {
    const element = html("div", { class: "d2l-formula" });
    element.innerHTML = line.mathml; // written by the scene's author and turned to MathML by the kernel; never by a learner
    return { element, places: placeholders(element, line.values) };
  });
  const element = html("div", { class: "d2l-readout", role: "group", "aria-label": "the formula with its numbers" }, ...lines.map((l) => l.element));
  /** @param {{outputs: ArrayLike<any>}} state */
  const draw = ({ outputs }) => {
    for (const { places } of lines) for (const { node, index } of places) write(node, numberText(outputs[index]));
  };
  return { element, draw, resize() {}, destroy() {} };
}

function placeholders(element, values) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const found = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const name = MARKED.exec(node.textContent)?.[1];
    if (name) found.push({ node, index: values[name] });
  }
  return found;
}
