// What the tests ask of tape.js, in Node and in a page: play a program through a list of updates.
import { player } from "./tape.js";

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

export function answer({ program, updates }) {
  try {
    const { update } = player(program), seen = new Map();
    const input = (value) => { // the same text is the same array, as a scene passes the same grid again
      if (!seen.has(value.array ?? value.number)) seen.set(value.array ?? value.number, fromPython(value));
      return seen.get(value.array ?? value.number);
    };
    return updates.map((inputs) => {
      const { outputs, changed } = update(inputs.map(input));
      return { outputs: outputs.map(toPython), changed };
    });
  } catch (error) {
    return { error: error.message };
  }
}
