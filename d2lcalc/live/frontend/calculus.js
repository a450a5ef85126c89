/** A typed function on a tape, with its derivatives: what d2lcalc/expression.py leaves to JAX. */

import { compile } from "./formula.js";
import { copied, createWriter, isWholePower } from "./writer.js";

/**
 * The derivative of value k along x (0) or y (1), as an operand; undefined where nothing in it varies. `slopes` has programs of what the changes
 * of an operation's operands are multiplied by; an operation without any is made of steps.
 */
function derivative(writer, slopes, k, axis) {
  const { emit, constant, once, program: { inputs, operations } } = writer;
  if (k < inputs) return k === axis ? constant(1) : undefined;
  return once(`${k} along ${axis}`, () => {
    const [name, ...operands] = operations[k - inputs], changes = operands.map((operand) => derivative(writer, slopes, operand, axis));
    if (name === "where") return emit(name, operands[0], changes[1] ?? constant(0), changes[2] ?? constant(0));
    const rule = slopes[name], moving = changes.map((change, i) => [change, i]).filter(([change]) => change !== undefined && rule);
    const terms = moving.map(([change, i]) => emit("mul", copied(rule, rule.outputs[i], writer, operands), change));
    return terms.length > 1 ? emit("add", ...terms) : terms[0];
  });
}

/**
 * A typed function of two letters: its tape, in `source`, with the `slots` of f and its derivatives; and whether its operations are among those
 * that are smooth wherever they have a value (`entire`), or where their slopes are numbers (`regular`). Throws an error, with its place, for a
 * text that is no such function.
 */
export function typedFunction(text, { entire, regular, slopes, ...vocabulary }) {
  const writer = createWriter(2), source = writer.program, f = compile(writer, text, ["x", "y"], [0, 1], vocabulary);
  const isWhole = ([name, , exponent]) => isWholePower(name, writer.known(exponent));
  const isShare = ([name, , below]) => name === "div" && below < 0; // by a constant
  // of f alone, as yet: `along` appends its derivatives
  const areAll = (names, is) => source.operations.every((each) => names.includes(each[0]) || is(each));
  const isEntire = areAll(entire, (each) => (isWhole(each) && writer.known(each[2]) >= 0) || isShare(each)), isRegular = areAll(regular, isWhole);
  const along = (k, axis) => derivative(writer, slopes, k, axis) ?? writer.constant(0), f_x = along(f, 0), f_y = along(f, 1);
  const slots = { f, f_x, f_y, f_xx: along(f_x, 0), f_xy: along(f_x, 1), f_yy: along(f_y, 1) };
  return { source, slots, isEntire, isRegular, values: (name, xs, ys) => writer.values(slots[name], xs, ys) };
}
