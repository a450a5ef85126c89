/** Formulas with live numbers, in MathML. */

import { html, set, write } from "./dom.js";
import { chosen, withNumbers } from "./words.js";

export function createReadout({ spec }) {
  const lines = spec.lines.map(createLine);
  const note = spec.note ? [html("p.d2l-reason", {}, spec.note)] : [];
  const name = { role: "group", "aria-label": "the formula with its numbers" };
  const element = html("div.d2l-readout", name, ...lines.map((line) => line.element), ...note);
  return { element, draw: ({ outputs }) => lines.forEach((line) => line.draw(outputs)) };
}

/** One line: of its formulas the one that is chosen, if any. */
function createLine(line) {
  const element = html("div.d2l-formula");
  let [shown, places] = [null, []];
  function draw(outputs) {
    const formula = chosen(line, outputs);
    if (formula !== shown) {
      element.innerHTML = formula?.mathml ?? ""; // written by the scene's author and turned to MathML by the kernel; never by a learner
      places = placesIn(element);
      shown = formula;
      set(element, { tabindex: element.scrollWidth > element.clientWidth && 0 }); // whoever has keys alone can scroll it, too
    }
    for (const { node, template } of places) write(node, withNumbers(template, formula.values, outputs));
  }
  return { element, draw };
}

/** The texts that stand for numbers. */
function placesIn(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const places = [];
  while (walker.nextNode()) {
    const template = walker.currentNode.textContent;
    if (template.includes("⟦")) places.push({ node: walker.currentNode, template });
  }
  return places;
}
