/**
 * A tape replayed in the browser: the same program, and the same operations, as d2lcalc/tape/replay.py.
 *
 * Every operation is one loop over at most 256 points (BLOCK), from buffers into a buffer: few enough to stay in the processor's
 * cache, many enough that choosing the operation costs nothing. A number is a block of length 1. A tape is data: nothing is evaluated.
 *
 * @typedef {{inputs: number, constants: (number|string)[], operations: any[][], outputs: number[]}} Program
 * Operand k ≥ 0 is value k (the inputs, then the results of the operations in order); operand k < 0 is constant ~k.
 * @typedef {number | Float64Array} Value
 */

import { tabulate } from "./vectors.js";

const BLOCK = 256;

/** Half to even, as IEEE 754 rounds; Math.round(2.5) is 3. */
const round = (x) => (Math.abs(x % 1) === 0.5 ? 2 * Math.round(x / 2) : Math.round(x));

/** C's pow: (±1)^±∞ and 1^NaN are 1, where Math.pow has NaN. */
const pow = (x, y) => (x === 1 || (x === -1 && Math.abs(y) === Infinity) ? 1 : Math.pow(x, y));

const SCALE = 2 / Math.sqrt(Math.PI);

/** erf(x) for |x| < 1: 2/√π·e^(−x²)·x·(1 + 2x²/3·(1 + 2x²/5·(1 + …))), whose terms have one sign. */
function erfNear(x) {
  let sum = 1;
  for (let n = 41; n > 1; n -= 2) sum = 1 + (2 * x * x * sum) / n;
  return SCALE * Math.exp(-x * x) * x * sum;
}

/** erfc(x) for x ≥ 1 by Laplace's continued fraction: e^(−x²)/√π/(x + ½/(x + 1/(x + 1½/(x + …)))). */
function erfcFar(x) {
  let rest = x;
  for (let k = Math.ceil(200 / x); k > 0; k--) rest = x + k / 2 / rest;
  return ((SCALE / 2) * Math.exp(-x * x)) / rest;
}
const erfc = (x) => (Math.abs(x) < 1 ? 1 - erfNear(x) : x < 0 ? 2 - erfcFar(-x) : erfcFar(x));
const erf = (x) => (Math.abs(x) < 1 ? erfNear(x) : 1 - erfc(x));

/** An operation from a function of one or two numbers; those written out below are so because the call would dominate. */
const unary = (f) => (o, n, a) => { for (let i = 0; i < n; i++) o[i] = f(a[i]); };
const truth = (test) => (o, n, a, b) => { for (let i = 0; i < n; i++) o[i] = test(a[i], b[i]) ? 1 : 0; };
const binary = (f) => (o, n, a, b) => { for (let i = 0; i < n; i++) o[i] = f(a[i], b[i]); };

const NAMED = "abs sign floor ceil trunc exp expm1 log log1p sqrt cbrt sin cos tan asin acos atan sinh cosh tanh asinh acosh atanh".split(" ");

/** @type {Record<string, (o: Float64Array, n: number, ...operands: Float64Array[]) => void>} the first n numbers of o */
const OPERATIONS = {
  ...Object.fromEntries(NAMED.map((name) => [name, unary(Math[name])])), // what is called in Math what it is called on the tape
  neg: unary((x) => -x),
  round: unary(round),
  erf: unary(erf),
  erfc: unary(erfc),
  add: (o, n, a, b) => { for (let i = 0; i < n; i++) o[i] = a[i] + b[i]; },
  sub: (o, n, a, b) => { for (let i = 0; i < n; i++) o[i] = a[i] - b[i]; },
  mul: (o, n, a, b) => { for (let i = 0; i < n; i++) o[i] = a[i] * b[i]; },
  div: (o, n, a, b) => { for (let i = 0; i < n; i++) o[i] = a[i] / b[i]; },
  rem: binary((x, y) => x % y),
  pow: binary(pow),
  atan2: binary(Math.atan2),
  max: binary(Math.max),
  min: binary(Math.min),
  eq: truth((x, y) => x === y),
  ne: truth((x, y) => x !== y),
  lt: truth((x, y) => x < y),
  le: truth((x, y) => x <= y),
  gt: truth((x, y) => x > y),
  ge: truth((x, y) => x >= y),
  where: (o, n, truth, a, b) => { for (let i = 0; i < n; i++) o[i] = truth[i] !== 0 ? a[i] : b[i]; },
  pick: (o, n, index, ...values) => {
    for (let i = 0; i < n; i++) o[i] = values[Math.max(0, Math.min(values.length - 1, index[i]))][i];
  },
};

export const isOperation = (name) => Object.hasOwn(OPERATIONS, name);

/** What an operation makes of numbers. */
export function compute(name, ...numbers) {
  const result = new Float64Array(1);
  OPERATIONS[name](result, 1, ...numbers.map((number) => Float64Array.of(number)));
  return result[0];
}

/**
 * The operations of a program with the values that each reads (`operands`) and yields (`results` of them, from `first` on).
 * @param {Program} program @returns {{name: string, operands: number[], first: number, results: number, loop: any}[]}
 */
function operationsOf(program) {
  let first = program.inputs;
  return program.operations.map(([name, ...operands]) => {
    const loop = name === "scan" ? operands[0] : null;
    if (!loop && !OPERATIONS[name]) throw new Error(`This tape holds an operation '${name}' that this page does not know; reload the page.`);
    const carry = loop?.carry.length;
    const results = loop ? carry + loop.length * (loop.body.outputs.length - carry) : 1;
    const operation = { name, operands: loop ? [...loop.carry, ...loop.fixed, ...loop.each.flat()] : operands, first, results, loop };
    first += results;
    return operation;
  });
}

/** An operation bound to its buffers: `run(n)` computes n points. */
const bind = (operation, read, out, size) =>
  ({ ...operation, run: operation.loop ? runScan(operation.loop, read, out, size) : runRule(operation, read, out[0]) });

function runRule({ name, operands }, read, o) {
  const rule = OPERATIONS[name], buffers = operands.map(read), [a, b, c] = buffers;
  return operands.length <= 3 ? (n) => rule(o, n, a, b, c) : (n) => rule(o, n, ...buffers);
}

/** A loop: the body's operations, bound once, run `length` times on carried buffers. */
function runScan({ length, body, carry, fixed, each }, read, out, size) {
  const buffers = (count) => tabulate(count, () => new Float64Array(size));
  const carried = buffers(carry.length), scanned = buffers(each.length), staged = buffers(carry.length);
  const initial = carry.map(read), source = each.map((steps) => steps.map(read));
  const { steps, outputs } = bindBody(body, [...fixed.map(read), ...carried, ...scanned], size);
  return (n) => {
    carried.forEach((buffer, i) => copy(buffer, initial[i], n));
    for (let t = 0; t < length; t++) {
      scanned.forEach((buffer, i) => copy(buffer, source[i][t], n));
      for (const step of steps) step.run(n);
      outputs.forEach((buffer, i) => copy(i < carry.length ? staged[i] : out[carry.length + (i - carry.length) * length + t], buffer, n));
      carried.forEach((buffer, i) => copy(buffer, staged[i], n)); // all at once: one may have been read for another
    }
    carried.forEach((buffer, i) => copy(out[i], buffer, n));
  };
}

function bindBody(body, values, size) {
  const constants = body.constants.map((c) => new Float64Array(size).fill(decode(c)));
  const read = (k) => (k < 0 ? constants[~k] : values[k]);
  const steps = operationsOf(body).map((operation) => {
    const out = tabulate(operation.results, () => new Float64Array(size));
    values.push(...out);
    return bind(operation, read, out, size);
  });
  return { steps, outputs: body.outputs.map(read) };
}

const copy = (to, from, n) => { for (let i = 0; i < n; i++) to[i] = from[i]; };

/** Infinities and NaN are words in JSON. */
export const decode = (constant) => ({ inf: Infinity, "-inf": -Infinity, nan: NaN })[constant] ?? constant;

/**
 * A player keeps the numbers of a program and recomputes only what depends on an input that changed (a number by value, an array by
 * identity). `changed[i]` tells whether output i differs from the last update; output arrays are the player's own and are used again.
 */
export function player(program) {
  const operations = operationsOf(program);
  let state = null;

  /** @param {Value[]} inputs @returns {{outputs: Value[], changed: boolean[]}} */
  function update(inputs) {
    if (inputs.length !== program.inputs) throw new Error(`This tape takes ${program.inputs} inputs, not ${inputs.length}.`);
    const first = !state || inputs.some((value, k) => lengthOf(value) !== state.lengths[k]);
    if (first) state = layout(program, operations, inputs.map(lengthOf));
    const dirty = state.lengths.map((_, k) => k < inputs.length && !Object.is(inputs[k], state.inputs[k]));
    state.inputs = [...inputs];
    replayNumbers(state, dirty, first);
    for (const grid of state.grids) replayGrid(grid, inputs, dirty, first);
    return { outputs: program.outputs.map(state.output), changed: program.outputs.map((k) => first || Boolean(dirty[k])) };
  }
  return { update };
}

const lengthOf = (value) => (typeof value === "number" ? 0 : value.length);

/** How many points every value of a program has; 0 for a number. */
function lengthsOf(operations, inputs) {
  const lengths = [...inputs];
  for (const { name, operands, first, results } of operations) {
    const grids = [...new Set(operands.map((k) => lengths[k] ?? 0).filter(Boolean))];
    if (grids.length > 1) throw new Error(`Operation '${name}' mixes grids of ${grids.join(" and ")} points; give the inputs that meet in it one grid.`);
    for (let r = 0; r < results; r++) lengths[first + r] = grids[0] ?? 0;
  }
  return lengths;
}

/** Every operation bound to buffers: a number has a cell of its own; grids of one length share blocks, in which a number is repeated. */
function layout(program, operations, inputs) {
  const lengths = lengthsOf(operations, inputs), constants = program.constants.map((c) => Float64Array.of(decode(c)));
  const cells = lengths.map((length) => (length ? null : new Float64Array(1))), cell = (k) => (k < 0 ? constants[~k] : cells[k]);
  const repeated = new Map(), stores = new Map();
  const repeat = (k) => {
    if (!repeated.has(k)) repeated.set(k, new Float64Array(BLOCK).fill(cell(k)[0]));
    return repeated.get(k);
  };
  const numbers = operations.filter(({ first }) => !lengths[first])
    .map((operation) => bind(operation, cell, cells.slice(operation.first, operation.first + operation.results), 1));
  const grids = [...new Set(lengths.filter(Boolean))].map((length) => {
    const loaded = inputs.flatMap((l, k) => (l === length ? [k] : []));
    const stored = [...new Set(program.outputs)].filter((k) => lengths[k] === length);
    const { steps, blocks } = bindGrid(operations.filter(({ first }) => lengths[first] === length), loaded, stored, repeat);
    for (const k of stored) stores.set(k, { k, block: blocks.get(k), target: new Float64Array(length) });
    return { length, steps, loads: loaded.map((k) => ({ k, block: blocks.get(k) })), stores: stored.map((k) => stores.get(k)) };
  });
  return { lengths, inputs: [], numbers, cells, repeated, grids, output: (k) => stores.get(k)?.target ?? cell(k)[0] };
}

/** The operations on grids of one length, bound to blocks; a block serves again once its value has been read for the last time. */
function bindGrid(operations, loaded, stored, repeat) {
  const make = () => new Float64Array(BLOCK), blocks = new Map(loaded.map((k) => [k, make()]));
  const free = [], last = new Map();
  operations.forEach(({ operands }, i) => operands.forEach((k) => last.set(k, i)));
  for (const k of [...loaded, ...stored]) last.set(k, Infinity);
  const steps = operations.map((operation, i) => {
    const yielded = tabulate(operation.results, (r) => operation.first + r), out = yielded.map(() => free.pop() ?? make());
    const step = bind(operation, (k) => blocks.get(k) ?? repeat(k), out, BLOCK);
    yielded.forEach((k, r) => blocks.set(k, out[r]));
    const done = new Set([...operation.operands, ...yielded].filter((k) => blocks.has(k) && (last.get(k) ?? i) === i));
    free.push(...[...done].map((k) => blocks.get(k)));
    return step;
  });
  return { steps, blocks };
}

/** Replays the operations on numbers whose operands differ; `dirty[k]` tells whether value k differs. */
function replayNumbers({ inputs, numbers, cells, repeated }, dirty, first) {
  const before = [];
  inputs.forEach((value, k) => { if (cells[k]) cells[k][0] = value; });
  for (const { operands, first: slot, results, run } of numbers) {
    if (!first && !operands.some((k) => dirty[k])) continue;
    for (let r = 0; r < results; r++) before[r] = cells[slot + r][0];
    run(1);
    for (let r = 0; r < results; r++) dirty[slot + r] = first || !Object.is(before[r], cells[slot + r][0]);
  }
  for (const [k, block] of repeated) if (dirty[k]) block.fill(cells[k][0]);
}

/** Replays, block by block, what the outputs need that depend on something that differs. */
function replayGrid({ length, steps, loads, stores }, inputs, dirty, first) {
  for (const { operands, first: slot, results } of steps) dirty.fill(first || operands.some((k) => dirty[k]), slot, slot + results);
  const stale = stores.filter(({ k }) => dirty[k]);
  if (!stale.length) return;
  const { needed, active } = cone(steps, stale.map(({ k }) => k)), sources = loads.filter(({ k }) => needed.has(k));
  for (const { k } of stale) dirty[k] = false;
  for (let start = 0; start < length; start += BLOCK) {
    const n = Math.min(BLOCK, length - start);
    for (const { k, block } of sources) block.set(inputs[k].subarray(start, start + n));
    for (const step of active) step.run(n);
    for (const { k, block, target } of stale) if (store(target, start, block, n)) dirty[k] = true;
  }
}

/** The operations that some outputs depend on. */
function cone(steps, outputs) {
  const needed = new Set(outputs), active = [];
  for (const step of [...steps].reverse()) {
    if (!tabulate(step.results, (r) => step.first + r).some((k) => needed.has(k))) continue;
    active.unshift(step);
    step.operands.forEach((k) => needed.add(k));
  }
  return { needed, active };
}

/** Copies a block to its place in an output; tells whether anything differs. */
function store(target, start, block, n) {
  let differs = false;
  for (let i = 0; i < n; i++) {
    if (!Object.is(target[start + i], block[i])) differs = true;
    target[start + i] = block[i];
  }
  return differs;
}
