/** Formulas with live numbers, in MathML. */

import { html, set, write } from "./dom.js";
import { chosen, withNumbers } from "./words.js";

export function createReadout({ spec }) {
  const lines = spec.lines.map(createLine);
  const note = spec.note ? [html("p.d2l-reason", {}, spec.note)] : [];
  const element = html("div.d2l-readout", {}, ...lines.map((line) => line.element), ...note);
  return { element, draw: ({ outputs }) => lines.forEach((line) => line.draw(outputs)) };
}

/** One line: of its formulas the one that is chosen, if any. */
function createLine(line) {
  const element = html("div.d2l-formula");
  let [shown, places] = [null, []];
  function draw(outputs) {
    const formula = chosen(line, outputs);
    if (formula !== shown) {
      writeFormula(element, formula?.mathml.replaceAll("mtext>", "mn>") ?? ""); // a sign keeps no distance from a mere text
      places = [...element.querySelectorAll("mn")].map((node) => ({ node, template: node.textContent }));
      shown = formula;
      set(element, { tabindex: element.scrollWidth > element.clientWidth && 0 }); // whoever has keys alone can scroll it, too
    }
    for (const { node, template } of places) write(node, withNumbers(template, formula.values, outputs));
  }
  return { element, draw };
}

/** Shows a formula in MathML, written by the scene's author or made from a tree of known parts, by the kernel; never by a learner. */
export function writeFormula(element, mathml) {
  element.innerHTML = mathml;
  for (const math of [...element.children]) breakable(math);
}

/**
 * Parts a formula before each sign of a sum or an equality, outside brackets, or brackets within brackets: where the line is too short it goes on
 * below; before that, at its gaps.
 */
function breakable(math) {
  let [row, depth, part] = [math.firstChild, 0, html("span")];
  math.before(part);
  part.append(math);
  const depths = [...row.children].map(({ textContent }) => {
    for (const letter of textContent) depth += "([{".includes(letter) - ")]}".includes(letter); // also of (a + b)², whose ) is not a child
    return depth;
  });
  const deepest = Number(Math.max(...depths) > 1);
  for (const [k, child] of [...row.children].entries()) {
    const sign = child.matches("mo:not([form])") ? child.textContent : ""; // that of a negative has its form
    const isGap = child.localName === "mspace";
    if (k > 0 && depths[k] <= deepest && (/^[=+−]$/.test(sign) || isGap)) {
      set(child, { form: "infix" }); // first in its row, and yet with room at both sides
      row = row.cloneNode();
      const rest = math.cloneNode();
      rest.append(row);
      if (isGap) part.after((part = html("span")));
      part.append(html("wbr"), rest);
    }
    row.append(child);
  }
}
