/** Typed numbers, nothing executed: of what d2lcalc/expression.py reads, numbers, powers, + − · /, brackets, √, π, e and a few functions. */

const ALIKE = { "-": /[−–—‐‑‒]/g, "*": /[·⋅×∗∙•]/g, "/": /[÷∕⁄:]/g, "^": /\*\*|ˆ/g, "": /\.(?=[*/^])/g }; // the last: 1,5.*2
const WORD = /\s*(?:((?:\d+(?:[.,]\d+)*\.?|\.\d+)(?:e[-+]?\d+)?)|([a-z][a-z0-9_]*|[π√])|([-+*/^()[\]{}])|$)/iy;
const CLOSING = { "(": ")", "[": "]", "{": "}" };
const NAMES = { pi: Math.PI, π: Math.PI, e: Math.E, "√": (x) => Math.sqrt(x), ln: Math.log };
for (const name of ["sqrt", "cbrt", "exp", "log", "sin", "cos", "tan", "abs"]) NAMES[name] = Math[name];
const AMBIGUOUS = /(?<![\d.,])[1-9]\d{0,2},\d{3}(?![\d.,])/;
const GROUPED = /^\d{1,3}([.,])\d{3}(?:\1\d{3})*(?:(?!\1)[.,]\d+)?(?:e|$)/i; // 1,234,567 or 1.000,5
const DECIMAL_POWER = /(^\s*|(?<!e)[-+(]\s*)(?:(\d+(?:[.,]\d+)?)\s*\*\s*)?10\s*\^\s*(?:\(([-+]?\d+)\)|([-+]?\d+))(?=\s*(?:$|[-+*/)]))/gi;

/** The number that a text means, as 0,5 or 2/3 or −2·10⁻³ or ½ or 2*(1 + √3); NaN if it means none. @param {string} text */
export function typedNumber(text) {
  try {
    const value = read(words(text));
    return Number.isFinite(value) ? value : NaN;
  } catch (error) {
    if (error instanceof SyntaxError) return NaN;
    throw error;
  }
}

export function noNumber(text) {
  const [asked] = text.match(AMBIGUOUS) ?? [];
  const ways = asked && `“${asked}” may be ${asked.replace(",", "")} or ${asked.replace(",", ".")}: write one of these.`;
  return ways ?? `“${text}” is no number: write it like −0.25, 0,5, 2/3 or 3·10⁻⁴.`;
}

/** The words of a text, in plain spelling: a raised 2 is ^(2), ½ is (1/2). */
function words(text) {
  const raised = text.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+/g, "^($&)").replace(/[¼½¾⅐-⅞]/g, "($&)").normalize("NFKC");
  const signs = Object.entries(ALIKE).reduce((line, [sign, others]) => line.replace(others, sign), raised);
  const plain = signs.replace(DECIMAL_POWER, (_, lead, mantissa = "1", raised, exponent = raised) => `${lead}${mantissa}e${exponent}`); // exact
  const found = [];
  WORD.lastIndex = 0;
  while (WORD.lastIndex < plain.length) {
    const [, number, name, sign] = WORD.exec(plain) ?? fail();
    if (number) found.push(valueOf(number));
    else if (name) found.push(Object.hasOwn(NAMES, name.toLowerCase()) ? NAMES[name.toLowerCase()] : fail());
    else if (sign) found.push(sign);
  }
  return found;
}

function fail() {
  throw new SyntaxError("no number");
}

/** The value of digits with a decimal point or comma, and thousands grouped by the other one where that has one reading. */
function valueOf(number) {
  if (number.split(/[.,]/).length < 3) return AMBIGUOUS.test(number) ? fail() : Number(number.replace(",", "."));
  const [, group] = number.match(GROUPED) ?? fail();
  return Number(number.replaceAll(group, "").replace(",", "."));
}

/** The value of the words, by the grammar sum → term → unary → power → atom. */
function read(words) {
  let at = 0;
  const is = (...signs) => signs.includes(words[at]);
  const took = (sign) => is(sign) && (at += 1);
  function sum() {
    let total = is("-", "+") ? signed(term) : term();
    while (is("-", "+")) total += signed(term);
    return total;
  }
  const signed = (part) => (words[at++] === "-" ? -part() : part());
  function term() {
    let value = unary();
    while (is("*", "/")) value = words[at++] === "*" ? value * unary() : value / unary();
    return value;
  }
  const unary = () => (is("-", "+") ? signed(unary) : power());
  function power() {
    const base = atom();
    return took("^") ? base ** unary() : base;
  }
  function atom() {
    const word = words[at++];
    if (typeof word === "number") return word;
    if (typeof word === "function") return word(word === NAMES["√"] || is(...Object.keys(CLOSING)) ? atom() : single());
    const inside = CLOSING[word] ? sum() : fail();
    return took(CLOSING[word]) ? inside : fail();
  }
  /** The argument of a function without brackets: one number to which nothing else belongs. */
  function single() {
    const value = words[at++];
    return typeof value === "number" && (at === words.length || is("-", "+", ")", "]", "}")) ? value : fail();
  }
  const value = sum();
  return at === words.length ? value : fail();
}
