/**
 * A typed formula, written on a tape as it is read, by recursive descent; and where it goes wrong. The grammar is that of
 * d2lcalc/reading/tree.py and d2lcalc/expression.py, and so are the sentences.
 */

import { LETTER, plainSign, wordsOf } from "./spelling.js";
import { tabulate } from "./vectors.js";
import { copied } from "./writer.js";

const LENGTH = 200; // signs in a text
const DEPTH = 30; // operations inside one another
const ODD = tabulate(49, (k) => 2 * k + 3); // denominators of exponents that are asked about
const CLOSING = { "(": ")", "[": "]", "{": "}", "|": "|" };
const CONSTANTS = { pi: Math.PI, e: Math.E };

const ROUNDING = -1e-12;
const ONLY = "Write only what f is equal to.";
/** Places x, y of the window that typed functions open with. */
const SOMEWHERE = [37, 23].map((prime) => tabulate(400, (k) => -2 + (4 * ((k * prime) % 401)) / 401));

const WORD = "[\\p{L}\\p{N}_]";
const GIVEN = "[\\p{L}\\p{N}_\\s,;]*";
/** f(x, y) = …, z = …, lambda x, y: …, (x, y) -> … */
const DEFINED = new RegExp(`^\\s*(?:(?:${LETTER}${WORD}*\\s*=\\s*)?lambda\\b(${GIVEN}):|(?:${LETTER}${WORD}*\\s*:)?\\s*\\(?(${GIVEN})\\)?\\s*(?:->|=>|↦|\\\\(?:mapsto|to)(?!${WORD}))`
  + `|(?:(${LETTER}${WORD}*)\\s*(?:(?:\\\\left)?\\((${GIVEN})(?:\\\\right)?\\))?\\s*)?:?=(?!=))`, "u");
const A_NAME = new RegExp(`^(?=\\p{XIDS})${LETTER}\\p{XIDC}*$`, "u");

/**
 * The operand of the text's formula, written by `writer`; `operands` are those of its `letters`, in their order. The vocabulary has the most
 * arguments of its `functions`, other `names` of theirs, and the programs of those that are no operations of the tape. The error of a text that
 * is none says at which `position`, and has its `reason` alone, too.
 */
export function compile(writer, text, letters, operands, { functions, names, definitions = {} }) {
  const signs = [...text];
  const between = (start, end) => signs.slice(start, end).join("");
  const asTyped = ({ start, end }) => between(start, end);
  const { constant, known: numberOf } = writer;
  let at = 0, depth = 0, inBars = false, several = false;
  const words = [{ kind: "end", text: "", start: signs.length, end: signs.length }];
  const word = () => words[at], before = () => words[at - 1];

  /** The error to throw: at a word, the present one unless given. */
  function refusal(reason, place = word()) {
    const position = place.start ?? place, list = (...names) => names.join(", ");
    const allowed = `Allowed are numbers, ${list(...letters, "pi", "e")}, + - * / ^ ( ) and ${list(...Object.keys(functions))}.`;
    return Object.assign(new Error(`${reason}\n    ${text}\n    ${" ".repeat(position)}^\n${allowed}`), { reason, position: between(0, position).length });
  }

  /** That of a text with two readings. */
  const question = (...about) => Object.assign(refusal(...about), { isAsked: true });

  /** Take the letters of f(s, t) = … for those of the function, in their order, where there are as many different ones. */
  function define([, python, arrow, name, of]) {
    if (letters.includes(name) && of === undefined) throw refusal(ONLY, 0);
    const given = (of || python || arrow || "").match(/[^\s,;]+/g) ?? [];
    const isNew = given.length === letters.length && new Set(given).size === given.length && given.every((letter) => A_NAME.test(letter));
    if (!isNew && !given.every((letter) => letters.includes(letter))) throw refusal(`Asked for is a function of ${letters.join(" and ")}.`, 0);
    if (isNew) letters = given;
  }

  const isSign = (...these) => word().kind === "sign" && these.includes(word().text);
  const take = () => words[word().kind === "end" ? at : at++];
  const took = (...these) => isSign(...these) && take();

  /** What to say of a word that cannot follow here. */
  function leftOver() {
    const sign = word().text;
    if (sign === "=") return refusal(ONLY);
    if (sign === "," || sign === ";") return refusal("This separates no arguments of a function and no digits of a number.");
    return refusal(/[)\]}|]/.test(sign) ? `${asTyped(word())} closes a bracket that is not open.` : `${asTyped(word())} was not expected here.`);
  }
  /** The operand of an operation that began there. */
  function done(operand, start) {
    if (operand < 0 && !Number.isFinite(numberOf(operand))) throw refusal("The numbers here have no finite result.", start);
    return operand;
  }
  const emit = (start, name, ...parts) => done(writer.emit(name, ...parts), start);

  /** Terms with their signs. */
  function sum() {
    const { start } = word();
    let total = took("-") ? emit(start, "neg", term()) : (took("+"), term());
    while (isSign("+", "-")) total = emit(start, take().text === "-" ? "sub" : "add", total, term());
    return total;
  }
  /** What is read inside another operation. */
  function nested(read) {
    if (++depth > DEPTH) throw refusal(`More than ${DEPTH} operations stand inside one another here.`);
    const operand = read();
    depth--;
    return operand;
  }
  /** Factors, multiplied and divided from left to right. */
  function term() {
    const { start } = word();
    let product = unary();
    while (isSign("*", "/")) product = emit(start, take().text === "*" ? "mul" : "div", product, unary());
    if (begins()) throw sideBySide();
    return product;
  }
  /** Whether the present word can begin a factor: a bar does where none is open. */
  function begins() {
    return isSign("(", "[", "{", "frac") || (isSign("|") && !inBars) || ["number", "half", "name"].includes(word().kind);
  }
  function sideBySide() {
    const [left, right] = [before(), word()], both = `${asTyped(left)}*${asTyped(right)}`;
    if (right.kind === "name" && !known(right.text)) return unknown(right);
    if (left.kind === "number" && right.kind === "number") return refusal("Two numbers stand side by side.");
    if (left.kind === "number" && right.kind === "half") return question(`${both.replaceAll("*", "")} may be a sum or a product.`);
    return refusal(`A product is written with *: ${both}.`);
  }
  function unary() {
    const { start } = word();
    if (took("-")) return emit(start, "neg", nested(unary));
    return took("+") ? nested(unary) : power();
  }
  /** a^b, where b may have a sign and a power of its own. */
  function power() {
    const { start } = word(), base = nested(atom), { end } = before();
    return took("^") ? raised(base, nested(unary), start, end) : base;
  }
  /** x^(1/3) is asked about where x is negative somewhere: the power is then not real, and the cube root is. */
  function raised(base, exponent, start, end) {
    const number = numberOf(exponent), isOver = (q) => Math.abs(Math.round(number * q) / q - number) < 1e-12;
    if (!isOver(1) && ODD.some(isOver) && writer.values(base, ...SOMEWHERE).some((value) => value < ROUNDING)) {
      const [whole, of] = [before().end, end].map((end) => between(start, end));
      throw refusal(`${whole} has no real value where ${of} is negative, unless the root of odd degree is meant.`, start);
    }
    return emit(start, "pow", base, exponent);
  }
  function atom() {
    const { kind, start, ...first } = word();
    if (kind === "number") return number();
    if (kind === "half") return emit(start, "div", ...take().text.split(/[/⁄]/).map((part) => constant(Number(part))));
    if (kind === "name") return named();
    if (took("frac")) return emit(start, "div", fractionPart(), fractionPart());
    if (isSign("(", "[", "{")) return bracket();
    if (isSign("|")) return emit(start, "abs", enclosed(sum));
    if (kind === "end") throw refusal("The formula ends where a letter or number is expected.");
    throw refusal(`Before ${between(start, first.end) || first.text} a letter or number is missing.`);
  }
  /** A number with a decimal point or comma; thousands may be grouped where that has one reading. */
  function number() {
    const here = word();
    if (several && here.text.includes(",") && !words.some(({ text }) => text === ";")) {
      throw question("A comma between two digits may be a decimal comma or separate two arguments.");
    }
    let [digits, exponent = "0"] = take().text.split(/[eE]/);
    if (/^[1-9]\d{0,2},\d{3}$/.test(digits)) throw question(`${digits} may be thousands or a decimal: write it without the comma, or with a point.`, here);
    if (/^\d{1,3}((,\d{3})+\.\d+|(\.\d{3})+,\d+|(,\d{3}){2,}|(\.\d{3}){2,})$/.test(digits)) digits = digits.replaceAll(digits.match(/[.,]/)[0], "");
    if (digits.split(",").length > 2) throw refusal(`${digits} has too many commas for one number.`, here);
    const value = Number(`${digits.replace(",", ".")}e${exponent}`);
    if (value === Infinity) throw refusal(`${here.text} is too large for a number.`, here);
    return constant(value);
  }
  function named() {
    const here = take(), name = known(here.text), letter = letters.indexOf(name);
    if (letter >= 0) return operands[letter];
    if (Object.hasOwn(CONSTANTS, name)) return constant(CONSTANTS[name]);
    if (Object.hasOwn(functions, name)) return call(here, name);
    throw unknown(here);
  }
  /** The name that is meant, in whatever case. */
  function known(name) {
    const lower = name.toLowerCase(), small = Object.hasOwn(names, lower) ? names[lower] : lower;
    if (letters.includes(name)) return name;
    return Object.hasOwn(CONSTANTS, small) || Object.hasOwn(functions, small) ? small : letters.find((letter) => letter.toLowerCase() === small);
  }
  function unknown(here) {
    const name = here.text;
    if (name.startsWith("root ")) return refusal(`${asTyped(here)} is written as a power.`, here);
    const isProduct = name.length > 1 && [...name].every((letter) => letters.includes(letter));
    const remedy = isProduct ? `: for the product write ${[...name].join("*")}` : name.length > 1 || !letters.length ? "" : `: the letters here are ${letters.join(" and ")}`;
    return refusal(`${asTyped(here)} is not a known name${remedy}.`, here);
  }
  /** A function with its arguments in brackets, or with a single one behind it that can be no other; sin^2(x) is sin(x)^2. */
  function call(here, name) {
    const called = asTyped(here), exponent = took("^") ? functionPower(here, called) : undefined, most = functions[name];
    const parts = isSign("(", "[", "{") ? list(most > 1) : [/^(√|∛|\\sqrt)$/.test(called) ? nested(atom) : single(here, called)];
    if (parts.length < Math.min(most, 2) || parts.length > most) {
      throw refusal(`${called} takes ${["one argument", "two arguments"][most - 1] ?? "two or more arguments"}.`, here);
    }
    if (name === "power") return raised(...parts, here.start, before().end);
    const value = done(applied(name, parts), here.start);
    return exponent === undefined ? value : emit(here.start, "pow", value, exponent);
  }
  /** Of one argument, or of two after the other. */
  function applied(name, [u, ...others]) {
    const program = definitions[name];
    const apply = (...parts) => (program ? copied(program, program.outputs[0], writer, parts) : writer.emit(name, ...parts));
    return others.length ? others.reduce((left, right) => apply(left, right), u) : apply(u);
  }
  function functionPower(here, called) {
    const exponent = isSign("-") ? unary() : atom();
    if (numberOf(exponent) >= 2) return exponent;
    throw question(`This may be a power of ${called} or its inverse function.`, here);
  }
  /** a, b, … in brackets, separated by commas, or by semicolons beside decimal commas. */
  function list(areSeveral) {
    const outside = several;
    several = areSeveral;
    const found = enclosed((closing) => {
      const parts = isSign(closing) ? [] : [sum()];
      while (took(",", ";")) parts.push(sum());
      return parts;
    });
    several = outside;
    return found;
  }
  /** The argument of a function without brackets: one factor, where nothing else can belong to it. */
  function single(here, called) {
    const argument = begins() && nested(atom);
    if (argument === false || isSign("*", "^", "/") || begins()) throw refusal(`${called} needs its argument in brackets.`, here);
    return argument;
  }
  /** Of \\frac: what stands in brackets, or one letter or digit. */
  const fractionPart = () => (["number", "name"].includes(word().kind) && word().text.length === 1 ? atom() : bracket());
  /** (…), […] or {…}. */
  function bracket() {
    if (!isSign("(", "[", "{")) throw refusal(`A bracket was expected before ${word().text || "the end"}.`);
    return enclosed(sum);
  }
  /** What is read between a bracket or bar and the one that closes it. */
  function enclosed(read) {
    const opening = take(), outside = inBars;
    inBars = opening.text === "|";
    const inside = read(CLOSING[opening.text]);
    inBars = outside;
    if (took(CLOSING[opening.text])) return inside;
    throw word().kind === "end" ? refusal(`The bracket ${asTyped(opening) || opening.text} is never closed.`, opening) : leftOver();
  }

  if (signs.length > LENGTH) throw refusal(`This is longer than ${LENGTH} characters.`, LENGTH);
  const defined = DEFINED.exec(signs.map(plainSign).join(""));
  const found = wordsOf(signs).filter(({ start }) => start >= (defined?.[0].length ?? 0)), strange = found.find(({ kind }) => kind === "strange");
  if (strange) {
    const cases = /[<>≤≥≠]/.test(strange.text), reason = `The character '${asTyped(strange)}' has no meaning here.`;
    throw refusal(cases ? "Cases are not read: write them with max, min, abs, sign or relu." : reason, strange);
  }
  words.unshift(...found);
  if (defined) define(defined);
  if (word().kind === "end") throw refusal("There is nothing here yet.", text.trim() ? word() : 0);
  const whole = sum();
  if (word().kind !== "end") throw leftOver();
  return whole;
}
