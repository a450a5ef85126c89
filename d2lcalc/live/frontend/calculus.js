/** A typed function on a tape, with its derivatives: what d2lcalc/expression.py leaves to JAX. */

import { compile } from "./formula.js";
import { createWriter, isWholePower } from "./writer.js";

const SHARES = ["eq(u,f)/(1+eq(v,f))", "eq(v,f)/(1+eq(u,f))"]; // of the largest, where both are

/**
 * By what the changes of an operation's operands u and v are multiplied, as JAX has it; f is its value. An operation that is not here is made
 * of steps.
 */
const RULES = {
  neg: ["-1"],
  abs: ["2*ge(u,0)-1"],
  exp: ["f"],
  log: ["1/u"],
  sqrt: ["0.5/f"],
  cbrt: ["1/3*f^(-2)"],
  sin: ["cos(u)"],
  cos: ["-sin(u)"],
  tan: ["1+f^2"],
  asin: ["1/sqrt(1-u^2)"],
  acos: ["-1/sqrt(1-u^2)"],
  atan: ["1/(1+u^2)"],
  sinh: ["cosh(u)"],
  cosh: ["sinh(u)"],
  tanh: ["(1+f)*(1-f)"],
  asinh: ["1/sqrt(u^2+1)"],
  acosh: ["1/sqrt(u^2-1)"],
  atanh: ["1/(1+u)/(1-u)"],
  add: ["1", "1"],
  sub: ["1", "-1"],
  mul: ["v", "u"],
  div: ["1/v", "-u*v^(-2)"],
  pow: ["v*u^(v-1)", "log(where(eq(u,0),1,u))*f"],
  atan2: ["v/(u^2+v^2)", "-u/(u^2+v^2)"],
  max: SHARES,
  min: SHARES,
};

/** The derivative of value k along x (0) or y (1), as an operand; undefined where nothing in it varies. */
function derivative(writer, k, axis) {
  const { emit, constant, once, program: { inputs, operations } } = writer;
  if (k < inputs) return k === axis ? constant(1) : undefined;
  return once(`${k} along ${axis}`, () => {
    const [name, ...operands] = operations[k - inputs], changes = operands.map((operand) => derivative(writer, operand, axis));
    if (name === "where") return emit(name, operands[0], changes[1] ?? constant(0), changes[2] ?? constant(0));
    const [u, v = u] = operands, moving = changes.map((change, i) => [change, i]).filter(([change]) => change !== undefined && RULES[name]);
    const terms = moving.map(([change, i]) => emit("mul", compile(writer, RULES[name][i], ["u", "v", "f"], [u, v, k]), change));
    return terms.length > 1 ? emit("add", ...terms) : terms[0];
  });
}

/**
 * A typed function of two letters: its tape, in `source`, with the value `slotOf(name)` for "f", "f_x", "f_xy", …; and whether its operations
 * are among those that are smooth wherever they have a value (`entire`), or where their slopes are numbers (`regular`). Throws an error, with
 * its place, for a text that is no such function.
 */
export function typedFunction(text, { entire, regular, ...vocabulary }) {
  const writer = createWriter(2), source = writer.program, f = compile(writer, text, ["x", "y"], [0, 1], vocabulary);
  const isWhole = ([name, , exponent]) => isWholePower(name, writer.known(exponent));
  const isShare = ([name, , below]) => name === "div" && below < 0; // by a constant
  const areAll = (names, is) => source.operations.every((each) => names.includes(each[0]) || is(each));
  const slotOf = (name) => [...name.slice(2)].reduce((k, letter) => derivative(writer, k, "xy".indexOf(letter)) ?? writer.constant(0), f);
  return {
    source,
    isEntire: areAll(entire, (each) => (isWhole(each) && writer.known(each[2]) >= 0) || isShare(each)),
    isRegular: areAll(regular, isWhole),
    slotOf,
    values: (name, xs, ys) => writer.values(slotOf(name), xs, ys),
  };
}
