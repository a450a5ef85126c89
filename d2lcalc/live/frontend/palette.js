/** The colours a panel draws with, read from the CSS variables of the scene. */

import roles from "../../roles.json" with { type: "json" };

/** A role's second cue beside its colour: [on, off] lengths of its dash in px, or null for a solid line. */
export const dashes = Object.fromEntries(
  Object.entries(roles).map(([role, { dash }]) => [role, dash ? dash.split(" ").map(Number) : null]),
);
/** @type {Record<string, string>} a role's marker: circle, square, diamond, ring, arrow */
export const markers = Object.fromEntries(Object.entries(roles).map(([role, { marker }]) => [role, marker]));

const GHOST = 0.43; // a ghost's share of its role's opacity; still.py has the same

/** How opaque a mark's surface is: as its role says, less for a ghost. */
export const opacityOf = ({ role, kind }) => roles[role].opacity * (kind === "ghost" ? GHOST : 1);

let pixel = null;

/** A CSS colour in any notation as [red, green, blue] in 0…1. */
function rgb(colour) {
  pixel ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  pixel.fillStyle = colour;
  pixel.fillRect(0, 0, 1, 1);
  return [...pixel.getImageData(0, 0, 1, 1).data.subarray(0, 3)].map((byte) => byte / 255);
}

/**
 * The colour of every role, of the ink and of the paper, as the element sees them now.
 * @param {Element} element @returns {Record<string, [number, number, number]>}
 */
export function readPalette(element) {
  const style = getComputedStyle(element);
  return Object.fromEntries(
    [...Object.keys(roles), "ink", "paper"].map((name) => [name, rgb(style.getPropertyValue(`--d2l-${name}`).trim())]),
  );
}
