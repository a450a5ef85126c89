/** The values of a picture's parameters: what the model holds, brought once to what their controls can show. */

import { snap } from "./parameters.js";

/** Of a picture: `set` takes what a control can show; `inputs` are the tape's, with `others` in place of some. */
export function createValues(spec, model) {
  const parameters = new Map(spec.parameters.map((parameter) => [parameter.name, parameter]));
  const known = new Map(); // parameter -> what the model holds, and what that is on its control: a link or Python may set what is off the grid
  function of(name) {
    const held = model.get(name);
    if (!parameters.has(name)) return held;
    if (known.get(name)?.held !== held) known.set(name, { held, value: snap(parameters.get(name), held) });
    return known.get(name).value;
  }
  function set(name, value) {
    if (value !== of(name)) for (const guess of spec.parameters) if (guess.empties_with === name) model.set(guess.name, null);
    known.set(name, { held: value, value });
    model.set(name, value);
  }
  const inputs = (others = {}) => spec.inputs.map((name) => Number(others[name] ?? of(name) ?? NaN));
  return { parameters, of, set, inputs };
}
