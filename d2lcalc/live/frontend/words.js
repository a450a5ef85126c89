/** Sentences with numbers in them, and numbers that a learner typed. */

import { format } from "./ticks.js";

const PLACEHOLDER = /@([A-Za-z]\w*)(?::(\d+))?/g; // @gap, or @gap:8 for eight digits

/** A number of the picture as text: four significant digits unless more are asked for. @param {any} value @param {number} [digits] */
export const numeral = (value, digits = 4) => format(Number(value), digits);

/** A template with its placeholders replaced by numbers. @param {string} template @param {Object<string, number>} values  name -> output @param {ArrayLike<any>} outputs */
export function filled(template, values, outputs) {
  return template.replace(PLACEHOLDER, (_, name, digits) => numeral(outputs[values[name]], Number(digits ?? 4)));
}

/** The number in a typed text, with a decimal point or comma, any minus sign, 3e-4 or 3·10⁻⁴; NaN if it is none. @param {string} text */
export function typedNumber(text) {
  const plain = text.trim().replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]/g, (c) => "-0123456789"["⁻⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(c)]).replace(/[−–]/g, "-").replace(/^([^.,]*),([^.,]*)$/, "$1.$2");
  const power = plain.replace(/^([+-]?)10\^?(-\d+)$/, "$11e$2").replace(/ ?[·*×] ?10\^?/, "e");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(power) ? Number(power) : NaN;
}

export const noNumber = (text) => `“${text}” is no number: write it like −0.25, 0,5 or 3e-4.`;
