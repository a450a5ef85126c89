/** The values of one or two parameters for which a mark is nearest to the hand, by damped Gauss–Newton. */

import { settled } from "./parameters.js";
import { dot } from "./vectors.js";

const DIFFERENCE = 1e-6; // of a range, for the slopes
const NEAR = 0.01; // px: near enough
const TRIES = 40;

/**
 * The shares of one or two parameters' ranges at which `place` is nearest to the hand, by Levenberg's and Marquardt's descent from the
 * start: the step s solves (JᵀJ + λ·tr(JᵀJ)) s = Jᵀr, and λ grows where the distance |r| falls by less than foretold.
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
