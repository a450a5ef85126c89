/** How a number is written; arithmetic.js reads it back as that number. */

const DIGITS = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹";
const superscript = (exponent) => String(exponent).replace(/./g, (c) => DIGITS["-0123456789".indexOf(c)]);

/** A power of ten as 10⁻⁵. @param {number} exponent a whole number */
export const powerOfTen = (exponent) => `10${superscript(exponent)}`;

/** A number as text with at most `digits` significant digits, a real minus sign, −0 as 0 and a power of ten as 10⁻⁵. @returns {string} */
export function numeral(number, digits = 8) {
  if (Number.isNaN(number)) return "undefined";
  if (!Number.isFinite(number)) return number > 0 ? "∞" : "−∞";
  const rounded = Number(number.toPrecision(digits)) + 0;
  const size = Math.abs(rounded);
  if (size === 0 || (size >= 1e-4 && size < 1e7)) return plain(rounded);
  const [mantissa, exponent] = rounded.toExponential().split("e");
  const factor = { "1": "", "-1": "−" }[mantissa] ?? `${plain(Number(mantissa))}·`;
  return `${factor}${powerOfTen(Number(exponent))}`;
}

const plain = (number) => String(number).replace("-", "−");
