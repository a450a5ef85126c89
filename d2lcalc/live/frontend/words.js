/** Sentences with numbers in them, and what a number chooses: a text, a style. */

import { numeral } from "./numbers.js";
import { clamp } from "./vectors.js";

const PLACEHOLDER = /⟦([^⟧:]+)(?::(\d*)(\(\))?)?⟧/g; // ⟦gap⟧, ⟦gap:8⟧ for eight digits, ⟦gap:()⟧ for brackets if it is negative

/** A template with its placeholders replaced by numbers; `values` has the number of each one's output. @returns {string} */
export function withNumbers(template, values, outputs) {
  const numbers = (text) => text.replace(PLACEHOLDER, (_, name, digits, brackets) => {
    const number = numeral(Number(outputs[values[name]]), Number(digits || 4));
    return brackets && number.startsWith("−") ? `(${number})` : number;
  });
  return numbers(template.replace(/@\[(.*?)\]/g, (_, terms) => sum(numbers(terms))));
}

/** The sum of terms, each a number, and a factor after "·" or a space. */
function sum(terms) {
  const kept = terms.split(" + ").filter((term) => !/^0(?![.\d])|·0$/.test(term));
  return kept.map((term) => term.replace(/^(−?)1[ ·]|^(\S+) /, "$1$2")).join(" + ").replaceAll("+ −", "− ") || "0";
}

/** What stands for itself, or the option that an output chooses: its index rounded and clamped, the first where it is NaN. */
export function chosen(thing, outputs) {
  if (!thing?.options) return thing;
  const k = clamp(Math.round(outputs[thing.index]), 0, thing.options.length - 1);
  return chosen(thing.options[k || 0], outputs);
}

/** Words, which may be chosen, with their numbers; null where there are none now. */
export function said(words, outputs) {
  const now = chosen(words, outputs);
  return now && withNumbers(now.template, now.values, outputs);
}

/** The outputs that a style or words depend on, whichever option is chosen. @returns {number[]} */
export function indicesOf(thing) {
  if (thing?.options) return [thing.index, ...thing.options.flatMap(indicesOf)];
  return Object.values(thing?.values ?? {});
}
