/** Programs made on the page, of functions that were typed here: written, differentiated, and filled into the holes of another. */

import { compute, decode, isOperation, player } from "./tape.js";
import { tabulate } from "./vectors.js";

const LARGEST = 100; // whole power that is multiplied out, as JAX does it

/** A program being written, as in d2lcalc/tape/writer.py: every operation once, and what is made of constants computed at once. */
export function createWriter(inputs) {
  const program = { inputs, constants: [], operations: [] }, done = new Map();
  let size = inputs;
  function once(key, write) {
    if (!done.has(key)) done.set(key, write());
    return done.get(key);
  }
  const constant = (number) => once(`${Object.is(number, -0) ? "-0" : number}`, () => ~(program.constants.push(number) - 1));
  /** The number that an operand is, if it is a constant. */
  const known = (k) => program.constants[~k];
  function emit(name, ...operands) {
    const numbers = operands.map(known), [, second] = numbers;
    if (!numbers.includes(undefined)) return constant(compute(name, ...numbers));
    if (name === "mul" && numbers.includes(1)) return operands[1 - numbers.indexOf(1)];
    if (name === "pow" && (second === 0 || second === 1)) return second ? operands[0] : constant(1);
    return once([name, ...operands].join(), () => append([name, ...operands]));
  }
  /** The first slot of an operation's results. */
  function append(operation, results = 1) {
    program.operations.push(operation);
    size += results;
    return size - results;
  }
  /** Value k over places, an array for each input. */
  function values(k, ...places) {
    const [value] = player({ ...program, outputs: [k] }).update(places.map((each) => Float64Array.from(each))).outputs;
    return value.length ? value : places[0].map(() => value);
  }
  return { program, once, constant, known, emit, append, values };
}

/** xⁿ by squaring; for n < 0, 1/x⁻ⁿ. */
function power({ emit, constant }, x, n) {
  if (n < 0) return emit("div", constant(1), power({ emit, constant }, x, -n));
  const half = n > 1 ? power({ emit, constant }, emit("mul", x, x), Math.floor(n / 2)) : constant(1);
  return n % 2 ? emit("mul", half, x) : half;
}

/** Whether an operation is a power that is multiplied out, with the exponent if that is a number. */
export const isWholePower = (name, exponent) => name === "pow" && Number.isInteger(exponent) && Math.abs(exponent) <= LARGEST;

/** Write the value k of `source`, a program without loops, into `writer`, at these operands in place of its inputs. */
export function copied(source, k, writer, inputs, emit = writer.emit) {
  const places = new Map(inputs.entries());
  const place = (k) => {
    if (k < 0) return writer.constant(decode(source.constants[~k]));
    if (!places.has(k)) {
      const [name, ...operands] = source.operations[k - source.inputs];
      places.set(k, emit(name, ...operands.map(place)));
    }
    return places.get(k);
  };
  return place(k);
}

/**
 * The program with its holes (d2lcalc/tape/holes.py) filled: a number by that of its name, f and its derivatives by the values of the program
 * `source` in their `slots`.
 */
export function filled(program, filling) {
  const { numbers, source, slots } = filling, writer = createWriter(program.inputs), { known, emit } = writer;
  const inSteps = (name, ...at) => (isWholePower(name, known(at[1])) ? power(writer, at[0], known(at[1])) : emit(name, ...at));
  const places = tabulate(program.inputs, (k) => k);
  const read = (k) => (k < 0 ? writer.constant(decode(program.constants[~k])) : places[k]);
  for (const [name, ...operands] of program.operations) {
    if (name === "scan") places.push(...scan(writer, operands[0], read, filling));
    else if (isOperation(name)) places.push(emit(name, ...operands.map(read)));
    else if (Object.hasOwn(slots, name)) places.push(copied(source, slots[name], writer, operands.map(read), inSteps));
    else if (Object.hasOwn(numbers, name)) places.push(writer.constant(numbers[name]));
    else throw new Error(`Nothing fills ${name}.`);
  }
  return { ...writer.program, outputs: program.outputs.map(read) };
}

function scan(writer, { length, body, carry, fixed, each }, read, filling) {
  const loop = { length, body: filled(body, filling), carry: carry.map(read), fixed: fixed.map(read), each: each.map((steps) => steps.map(read)) };
  const results = carry.length + length * (body.outputs.length - carry.length);
  const first = writer.append(["scan", loop], results);
  return tabulate(results, (k) => first + k);
}
