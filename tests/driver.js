// What the tests ask of the page's own modules, in Node and in a page: replay a tape, or follow a scene from state to state.
import { createMarks } from "./frontend/marks.js";
import { player } from "./frontend/tape.js";
import { said } from "./frontend/words.js";
import { specOf } from "./frontend/opening.js";
import { filled } from "./frontend/writer.js";
import { typedFunction } from "./frontend/calculus.js";

/** Float64Arrays travel as base64, so NaN, infinities and −0 arrive as they are. */
const unpack = (text) => new Float64Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
const pack = (array) => {
  const bytes = new Uint8Array(array.buffer);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  return btoa(text);
};
const fromPython = ({ number, array }) => (number === undefined ? unpack(array) : unpack(number)[0]);
const toPython = (value) => (typeof value === "number" ? { number: pack(Float64Array.of(value)) } : { array: pack(value) });

/** Infinities and NaN as words, which JSON can hold. */
const infinities = (_, value) => (typeof value === "number" && !Number.isFinite(value) ? String(value).toLowerCase().replace("inity", "") : value);

export function answer({ program, spec, updates, typed, vocabulary, state }) {
  try {
    if (state) return JSON.parse(JSON.stringify(specOf({ get: (name) => state[name] }, typed) ?? null, infinities));
    if (typed !== undefined) program = filled(program, { ...typedFunction(typed, vocabulary), numbers: {} });
    const { update } = player(program), seen = new Map(), look = spec ? viewer(spec) : () => ({});
    const input = (value) => { // the same text is the same array, as a scene passes the same grid again
      if (!seen.has(value.array ?? value.number)) seen.set(value.array ?? value.number, fromPython(value));
      return seen.get(value.array ?? value.number);
    };
    return updates.map((inputs) => {
      const { outputs, changed } = update(inputs.map(input));
      const sent = (value, k) => (spec && !changed[k] ? null : toPython(value)); // a mark keeps what has not changed
      return { outputs: outputs.map(sent), changed, ...look(outputs, changed) };
    });
  } catch (error) {
    return { error: error.message, ...error };
  }
}

/** What the cells of a panel's table read. */
const labels = ({ table }) => (table?.rows ?? []).flatMap(({ cells }) => cells.flat()).flatMap((part) => part.labels);

/** What is seen of a scene: what its panels say, and whether anything that is drawn moved since the state before. */
function viewer(spec) {
  const { resolve } = createMarks(spec);
  return (outputs, changed) => {
    const states = resolve(outputs, changed), shown = spec.panels.map(({ show }) => Boolean(outputs[show]));
    const marks = states.filter((_, i) => shown[i]).flatMap((state) => state.marks).filter(({ show }) => show);
    const panels = states.map((state, i) => ({
      shown: shown[i],
      marks: state.marks.map(({ show, role, kind, label }) => [show, role, kind, label]),
      lines: spec.panels[i].lines.map((line) => said(line, outputs)),
      cells: labels(spec.panels[i]).map(({ show, label }) => [Boolean(outputs[show]), said(label, outputs)]),
    }));
    return { words: { panels, say: said(spec.say, outputs) }, moved: marks.some((mark) => mark.changed) };
  };
}
