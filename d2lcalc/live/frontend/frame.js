/** What stands around a picture: its title above it, and in its place a note while it cannot be drawn. */

import { html, set, write } from "./dom.js";

export function createFrame({ title }, picture, below) {
  const note = html("p.d2l-note", { hidden: true });
  const element = html("div.d2l-panel", {}, title && html("p.d2l-title", {}, title), picture, note, below);
  /** Show a problem in the picture's place, or with "" the picture; true while there is one. */
  function hide(problem) {
    set(note, { hidden: !problem });
    write(note, problem);
    picture.style.visibility = problem ? "hidden" : "visible";
    return Boolean(problem);
  }
  return { element, hide };
}
