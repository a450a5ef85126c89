/** Sentences with numbers in them, and numbers that a learner typed. */

import { format } from "./ticks.js";

/** A number of the picture as text: four significant digits. @param {any} value */
export const numberText = (value) => format(Number(value), 4);

/** A template with its `@name` replaced by numbers. @param {{template: string, values: Object<string, number>}} words @param {ArrayLike<any>} outputs */
export function filled({ template, values }, outputs) {
  return template.replace(/@([A-Za-z]\w*)/g, (_, name) => numberText(outputs[values[name]]));
}

/** The number in a typed text, with a decimal point or comma and any minus sign; NaN if it is none. @param {string} text */
export function typedNumber(text) {
  const plain = text.trim().replace(/[\u2212\u2013]/g, "-").replace(/^([^.,]*),([^.,]*)$/, "$1.$2");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(plain) ? Number(plain) : NaN;
}
