/** Sentences with numbers in them, and numbers that a learner typed. */

import { format } from "./ticks.js";

const PLACEHOLDER = /@([A-Za-z]\w*)(?::(\d+))?/g; // @gap, or @gap:8 for eight digits

/** A number of the picture as text: four significant digits unless more are asked for. @param {any} value @param {number} [digits] */
export const numberText = (value, digits = 4) => format(Number(value), digits);

/** A template with its placeholders replaced by numbers. @param {string} template @param {Object<string, number>} values  name -> output @param {ArrayLike<any>} outputs */
export function filled(template, values, outputs) {
  return template.replace(PLACEHOLDER, (_, name, digits) => numberText(outputs[values[name]], Number(digits ?? 4)));
}

/** The number in a typed text, with a decimal point or comma and any minus sign; NaN if it is none. @param {string} text */
export function typedNumber(text) {
  const plain = text.trim().replace(/[\u2212\u2013]/g, "-").replace(/^([^.,]*),([^.,]*)$/, "$1.$2");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}
