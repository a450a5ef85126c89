/** What the reader does to a mark: drags it, moves it by keys, picks it; each sets the parameters that it stands for. */

import { nearest } from "./nearest.js";
import { movedOn, shareOf, snap, valueOn } from "./parameters.js";
import { player } from "./tape.js";

export function createHand(spec, values, change) {
  const coordinates = spec.program.inputs - spec.inputs.length;
  const ways = new WeakMap(); // mark -> where it stands, as a function of its parameters
  let miss = [0, 0]; // px from the mark to the hand: it may be where the mark cannot go

  function wayOf({ drag, numbers }) {
    const moving = drag.filter(Boolean).map((name) => values.parameters.get(name));
    const tape = player({ ...spec.program, outputs: numbers.at.map((index) => spec.program.outputs[index]) });
    const at = (...numbers) => {
      const others = new Map(moving.map(({ name }, k) => [name, numbers[k]]));
      return tape.update([...values.inputs(others), ...Array(coordinates).fill(0)]).outputs;
    };
    return { moving, at, level: isAffine((share) => at(...moving.map(({ min, max }) => min + share * (max - min)))) };
  }

  /**
   * Take the hand so many px on. `project` has the px at which a place of the data is seen; where `level` is true, in the horizontal
   * plane in which the mark was grasped: on a steep surface any other rule would shake.
   */
  function drag(mark, by, project) {
    if (!ways.has(mark)) ways.set(mark, wayOf(mark));
    const { moving, at, level } = ways.get(mark);
    const place = (shares) => project(at(...moving.map((p, k) => valueOn(p, shares[k]))), level);
    const start = moving.map((p) => shareOf(p, values.of(p.name)));
    const hand = place(start).map((pixel, k) => pixel + miss[k] + by[k]);
    const taken = nearest(place, start, hand, moving).map((share, k) => snap(moving[k], valueOn(moving[k], share)));
    const reached = project(at(...taken), level);
    miss = hand.map((pixel, k) => pixel - reached[k]);
    for (const [k, { name }] of moving.entries()) change(name, taken[k]);
  }

  /** Arrow keys: the first parameter to the sides, the second up and down; one alone goes with both. */
  function key({ drag }, [across, up], fine) {
    const presses = drag.length === 1 ? [across + up] : [across, up];
    for (const [k, name] of drag.entries())
      if (name && presses[k]) change(name, movedOn(values.parameters.get(name), values.of(name), presses[k], fine));
  }
  const pick = ({ pick: [name, value] }) => change(name, snap(values.parameters.get(name), value));
  const isPicked = ({ pick: [name, value] }) => values.of(name) === snap(values.parameters.get(name), value);
  return { grasp: () => (miss = [0, 0]), drag, key, pick, isPicked };
}

/** Whether the first two coordinates run evenly along the parameters: then they are a place on the floor, whatever the height. */
function isAffine(at) {
  const [low, middle, high] = [0.1, 0.4, 0.7].map(at);
  return [0, 1].every((k) => Math.abs(low[k] + high[k] - 2 * middle[k]) <= 1e-9 * Math.abs(high[k] - low[k]));
}
