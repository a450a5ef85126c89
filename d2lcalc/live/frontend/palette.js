/** The look of all pictures, and the colours a panel draws with, read from the CSS variables of the scene. */

import { penOf } from "./dom.js";
import { clamp } from "./vectors.js";

/** roles.json: Python writes it into the bundle that it hands over, so that a colour needs no new bundle. */
export const look = __ROLES__;

/** A mark's second cue beside its colour: the lengths of its dash and gap in px, or null for a solid line. */
export const dashFor = ({ role, kind }) => (kind === "dashed" ? look.dashed : look.roles[role].dash) || null;

/** Its third: circle, square, diamond, ring, arrow; or what its author says is there. */
export const markerFor = ({ role, marker }) => marker ?? look.roles[role].marker;

/** How opaque a box is filled, by its value from 0 (paper) to 1 (as strong as words in ink can still be read on it). */
export const tintOf = ({ value }) => ((value ?? null) === null ? look.fill : look.tint * clamp(value || 0, 0, 1));

/** How opaque a mark's surface or faces are: as its role or its value says, less for a ghost. */
export function opacityOf(mark) {
  const full = mark.mark === "box" ? tintOf(mark) : look.roles[mark.role].opacity;
  return mark.kind === "ghost" ? full * look.ghost : full;
}

/** A CSS colour in any notation as [red, green, blue, alpha] in 0…1. */
export function rgba(colour) {
  const pen = penOf();
  pen.clearRect(0, 0, 1, 1);
  pen.fillStyle = colour;
  pen.fillRect(0, 0, 1, 1);
  return [...pen.getImageData(0, 0, 1, 1).data].map((byte) => byte / 255);
}

/** The colour of every role, of the ink and of the paper, as the element sees them now. */
export function readPalette(element) {
  const style = getComputedStyle(element);
  const names = [...Object.keys(look.roles), "ink", "paper"];
  return Object.fromEntries(names.map((name) => [name, rgba(style.getPropertyValue(`--d2l-${name}`).trim()).slice(0, 3)]));
}
