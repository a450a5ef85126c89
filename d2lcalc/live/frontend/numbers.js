/** How a number is written, and how one that a reader typed is read: whatever `numeral` writes is read back as that number. */

const DIGITS = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹";
const superscript = (exponent) => String(exponent).replace(/./g, (c) => DIGITS["-0123456789".indexOf(c)]);
const onTheLine = (exponent) => exponent.replace(/./g, (c) => "-0123456789"[DIGITS.indexOf(c)]);

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

/** The number in a typed text, with a decimal point or comma, any minus sign, 3e-4 or 3·10⁻⁴ or 10^-4; NaN if it is none. @param {string} text */
export function typedNumber(text) {
  const line = text.trim().replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+$/, (exponent) => `^${onTheLine(exponent)}`);
  const plain = line.replace(/[−–]/g, "-").replace(/^([^.,]*),([^.,]*)$/, "$1.$2");
  const scientific = plain.replace(/^([+-]?)10\^/, "$11·10^").replace(/ ?[·*×] ?10\^/, "e");
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(scientific) ? Number(scientific) : NaN;
}

export const noNumber = (text) => `“${text}” is no number: write it like −0.25, 0,5 or 3e-4.`;
