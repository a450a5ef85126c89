/** The values of a picture's parameters: what the model holds, brought to what their controls can show. */

import { snap } from "./parameters.js";

/** `set` takes what a control can show; `inputs` are the tape's, with `others`, by name, in place of some. */
export function createValues(spec, model) {
  const parameters = new Map(spec.parameters.map((parameter) => [parameter.name, parameter]));
  const of = (name) => (parameters.has(name) ? snap(parameters.get(name), model.get(name)) : model.get(name));
  function set(name, value) {
    if (value !== of(name)) for (const guess of spec.parameters) if (guess.empties_with === name) model.set(guess.name, null);
    model.set(name, value);
  }
  const inputs = (others = new Map()) => spec.inputs.map((name) => Number(others.get(name) ?? of(name) ?? NaN));
  return { parameters, of, set, inputs };
}
