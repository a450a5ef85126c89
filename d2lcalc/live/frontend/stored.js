/** Scenes that were saved: all of a page or of a notebook in one packed text. */

import { mount } from "./scene.js";

const COLUMNS = 3; // operands of an operation, but of one that picks among many

/**
 * How an Engine mounts scenes. One that was saved with its notebook holds the number of its spec among those that the saved Engine keeps,
 * and no kernel listens to it: its cell, once run, shows another.
 */
export function mounting(engine) {
  let specs;
  return ({ model, el }) => (model.get("stored") === undefined ? mount({ model, el }) : revive(model, el));

  async function revive({ get, set, on, off }, el) {
    specs ??= unpacked(engine.get("stored"));
    const read = await specs;
    if (!get("spec")) for (const [name, value] of Object.entries(read(get("stored")))) set(name, value);
    return mount({ model: { get, set, on, off }, el });
  }
}

/** Base64 of gzip of a line of JSON and of text without what repeats it (tasks/packing.py); returns how to read the state of a scene, by its number. */
export async function unpacked(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const whole = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  const [head] = whole.split("\n", 1);
  const { ends, copies } = JSON.parse(head);
  const kept = new TextEncoder().encode(whole.slice(head.length + 1));
  const all = new Uint8Array(ends.at(-1));
  let [from, at] = [0, 0];
  for (const [length, there, copied] of copies) {
    all.set(kept.subarray(from, from + length), at);
    all.copyWithin(at + length, there, there + copied);
    from += length;
    at += length + copied;
  }
  return (number) => {
    const state = JSON.parse(new TextDecoder().decode(all.subarray(ends[number - 1] ?? 0, ends[number])));
    for (const { program } of [state.spec, ...Object.values(state.recorded), ...Object.values(state.hollow?.kinds ?? {})]) {
      if (!program) continue; // what fills the tape of another
      program.operations = operandsOf(program.operations);
      program.outputs = operandsOf([["outputs", ...program.outputs]])[0].slice(1);
    }
    return state;
  };
}

/** Operands from their ways (tasks/packing.py): each from the one above it, a fourth and later ones from the one before. */
function operandsOf(rows) {
  const above = [];
  return rows.map(([name, ...ways]) => {
    const row = [name];
    for (const [k, way] of ways.entries()) {
      const isWay = way >= 0; // else a constant, or the body of a loop
      row.push(isWay ? (above[k] ?? (k && row[k])) + (way % 2 ? -(way + 1) : way) / 2 : way);
      if (isWay && k < COLUMNS) above[k] = row[k + 1];
    }
    return row;
  });
}
