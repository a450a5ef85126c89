/** Formulas with live numbers, in MathML. */

import { html, write } from "./dom.js";
import { chosen, filled } from "./words.js";

const MARKED = /⟦(.+)⟧/;

export function createReadout({ spec }) {
  const lines = spec.lines.map(createLine);
  const element = html("div", { class: "d2l-readout", role: "group", "aria-label": "the formula with its numbers" }, ...lines.map((line) => line.element));
  return { element, draw: ({ outputs }) => lines.forEach((line) => line.draw(outputs)) };
}

/** One line: of its formulas, which are made when first seen, the one that is chosen. */
function createLine(line) {
  const element = html("div", { class: "d2l-formula" });
  const made = new Map([[null, { nodes: [], places: [] }]]);
  let shown = null;
  function draw(outputs) {
    const formula = chosen(line, outputs);
    if (!made.has(formula)) made.set(formula, formulaNodes(formula.mathml));
    const { nodes, places } = made.get(formula);
    if (formula !== shown) element.replaceChildren(...nodes);
    shown = formula;
    for (const { node, template } of places) write(node, filled(template, formula.values, outputs));
  }
  return { element, draw };
}

function formulaNodes(mathml) {
  const holder = html("div");
  holder.innerHTML = mathml; // written by the scene's author and turned to MathML by the kernel; never by a learner
  const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
  const places = [];
  while (walker.nextNode()) {
    const template = MARKED.exec(walker.currentNode.textContent)?.[1];
    if (template) places.push({ node: walker.currentNode, template });
  }
  return { nodes: [...holder.childNodes], places };
}
