/** Dragging: the values of the parameters for which a mark is nearest to the hand, found on the tape by damped Gauss–Newton. */

import { settled, shareOf, snap, valueOn } from "./parameters.js";
import { player } from "./tape.js";

const DIFFERENCE = 1e-6; // of a range, for the slopes
const NEAR = 0.01; // px: near enough
const TRIES = 40;

const dot = ([a, b], [c, d]) => a * c + b * d;

/**
 * @param {any} spec  the picture's @param {ReturnType<typeof import("./values.js").createValues>} values
 * @returns {{start: () => void, move: (mark: any, by: number[], project: (at: number[], level: boolean) => number[]) => [string, any][]}}
 *   `move` takes the hand so many px on and returns the new values. `project` has the px at which a place of the data is seen; where
 *   `level` is true, in the horizontal plane in which the mark was grasped: on a steep surface any other rule would shake
 */
export function createDrag(spec, values) {
  const coordinates = spec.program.inputs - spec.inputs.length;
  const ways = new WeakMap(); // mark -> where it stands, as a function of its parameters
  let miss = [0, 0]; // px from the mark to the hand: it may be where the mark cannot go

  function wayOf({ drag, numbers }) {
    const moving = drag.filter(Boolean).map((name) => values.parameters.get(name));
    const tape = player({ ...spec.program, outputs: numbers.at.map((index) => spec.program.outputs[index]) });
    const at = (...numbers) => {
      const others = Object.fromEntries(moving.map(({ name }, k) => [name, numbers[k]]));
      return tape.update([...values.inputs(others), ...Array(coordinates).fill(0)]).outputs;
    };
    return { moving, at, level: isAffine((share) => at(...moving.map(({ min = 0, max }) => min + share * (max - min)))) };
  }
  function move(mark, by, project) {
    if (!ways.has(mark)) ways.set(mark, wayOf(mark));
    const { moving, at, level } = ways.get(mark);
    const place = (shares) => project(at(...moving.map((p, k) => valueOn(p, shares[k]))), level);
    const start = moving.map((p) => shareOf(p, values.of(p.name)));
    const hand = place(start).map((pixel, k) => pixel + miss[k] + by[k]);
    const taken = nearest(place, start, hand, moving).map((share, k) => snap(moving[k], valueOn(moving[k], share)));
    const reached = project(at(...taken), level);
    miss = hand.map((pixel, k) => pixel - reached[k]);
    return moving.map(({ name }, k) => [name, taken[k]]);
  }
  return { start: () => (miss = [0, 0]), move };
}

/** Whether the first two coordinates run evenly along the parameters: then they are a place on the floor, whatever the height. */
function isAffine(at) {
  const [low, middle, high] = [0.1, 0.4, 0.7].map(at);
  return [0, 1].every((k) => Math.abs(low[k] + high[k] - 2 * middle[k]) <= 1e-9 * Math.abs(high[k] - low[k]));
}

/**
 * The shares of one or two parameters' ranges at which `place` is nearest to the hand, by Levenberg's and Marquardt's descent from the
 * start: the step s solves (JᵀJ + λ·tr(JᵀJ)) s = Jᵀr, and λ grows where the distance |r| falls by less than foretold.
 * @param {(shares: number[]) => number[]} place px @param {number[]} start @param {number[]} hand px @param {any[]} parameters
 */
export function nearest(place, start, hand, parameters) {
  const missAt = (shares) => place(shares).map((pixel, k) => hand[k] - pixel);
  let [shares, miss, damping] = [start, missAt(start), 1e-9];
  for (let k = 0; k < TRIES && Math.hypot(...miss) > NEAR; k++) {
    const [p, q = [0, 0]] = slopes(place, shares, miss, parameters);
    const [a, b, c] = [dot(p, p), dot(p, q), dot(q, q)];
    const brake = damping * (a + c);
    const [u, v] = [dot(p, miss), dot(q, miss)];
    const determinant = (a + brake) * (c + brake) - b * b;
    if (!(determinant > 0)) break; // no parameter moves it
    const step = [((c + brake) * u - b * v) / determinant, ((a + brake) * v - b * u) / determinant];
    const next = shares.map((share, i) => settled(parameters[i], share + step[i]));
    if (next.every((share, i) => Math.abs(share - shares[i]) < DIFFERENCE)) break;
    const missNext = missAt(next);
    const gain = (dot(miss, miss) - dot(missNext, missNext)) / (dot(step, [u, v]) + brake * dot(step, step));
    if (gain > 0) [shares, miss] = [next, missNext];
    damping = gain > 0.7 ? Math.max(damping / 10, 1e-9) : gain > 0.3 ? damping : Math.max(4 * damping, 1e-2);
  }
  return shares;
}

/** How many px the place moves with each share, by differences; not at all with one that stands at an end and is drawn beyond it. */
function slopes(place, shares, miss, parameters) {
  const here = place(shares);
  return parameters.map((p, i) => {
    const by = (p.kind === "step" ? 1 / p.max : DIFFERENCE) * (shares[i] > 0.5 ? -1 : 1);
    const there = place(shares.map((share, k) => (k === i ? share + by : share)));
    const slope = here.map((pixel, k) => (there[k] - pixel) / by);
    const onward = Math.sign(dot(slope, miss));
    return settled(p, shares[i] + onward * Math.abs(by)) === shares[i] ? [0, 0] : slope;
  });
}
