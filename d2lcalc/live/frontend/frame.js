/** What stands around a picture: its title above it, and over it a note while there is nothing to be seen. */

import { html, set, write } from "./dom.js";

export function createFrame({ title }, picture, below) {
  const note = html("p.d2l-note", { hidden: true });
  const element = html("div.d2l-panel", {}, title && html("p.d2l-title", {}, title), picture, note, below);
  /** Show a problem in the picture's place, or with "" the picture, and over it that it `waits` for the answer; true while there is a problem. */
  function hide(problem, waits) {
    write(note, problem || (waits ? "drawn once you answer" : ""));
    set(note, { hidden: !note.textContent });
    picture.style.visibility = problem ? "hidden" : "visible";
    return Boolean(problem);
  }
  return { element, hide };
}
