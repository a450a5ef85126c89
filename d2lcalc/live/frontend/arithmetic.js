/** Typed numbers: formulas without letters. */

import { compile } from "./formula.js";
import { createWriter } from "./writer.js";

const ARITHMETIC = {
  functions: { exp: 1, log: 1, sqrt: 1, cbrt: 1, abs: 1, sin: 1, cos: 1, tan: 1, sinh: 1, cosh: 1, max: 2, min: 2 },
  names: { π: "pi", "√": "sqrt", ln: "log" },
};
const AS_WRITTEN = /^([−-]?)(?:([\d.]+)·)?10([⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)$/; // by numbers.js, and read back to the last digit

/** The number that a text means, as 0,5 or 2/3 or −2·10⁻³ or ½ or 2*(1 + √3), in `value`; or the `problem` why it means none. */
export function typedNumber(text) {
  const [, sign, digits = 1, exponent] = text.match(AS_WRITTEN) ?? [], writer = createWriter(2);
  const none = { problem: `“${text}” is no number: write it like −0.25, 0,5, 2/3 or 3·10⁻⁴.` };
  try {
    const value = exponent
      ? Number(`${sign && "-"}${digits}e${exponent.normalize("NFKC").replace("−", "-")}`)
      : writer.known(compile(writer, text, [], [], ARITHMETIC));
    return Number.isFinite(value) ? { value } : none;
  } catch (error) {
    if (!error.reason) throw error;
    return error.isAsked ? { problem: error.reason } : none;
  }
}
