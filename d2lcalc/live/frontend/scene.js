/** A scene on the page: what it is of, which may be exchanged, and the view of its present picture. */

import { html, isModified } from "./dom.js";
import { lecture } from "./lecture.js";
import { specOf } from "./opening.js";
import { createSubject } from "./subject.js";
import { addStyle } from "./theme.js";
import { createView } from "./view.js";

/** Draw a scene into `el`; returns how to take it down. The model is the only truth: get, set and on are all that it must have. */
export function mount({ model, el }) {
  addStyle(el);
  let [text, spec] = [model.get("subject"), specOf(model) ?? model.get("spec")];
  const name = spec.title || spec.question?.ask || spec.name;
  const subject = spec.subject && createSubject({ spec, pick });
  const root = html("section.d2lcalc-scene", { role: "group", "aria-label": name, keydown },
    spec.title && html("h4", {}, spec.title), subject?.element);
  el.append(root);
  const tell = () => { if (kernelOf(model) !== false) model.save_changes(); };
  const viewed = (before) => createView({ model, spec, root, tell, startOver: () => pick(""), before });
  let view = viewed();
  let gone = false; // a model without `off` goes on calling

  /** Go over to another subject: here, where a picture was recorded that can become its; else the kernel is asked. False where there is none. */
  function pick(text) {
    const kernel = kernelOf(model);
    try {
      const known = specOf(model, text);
      if (known) show(text, known);
      else if (kernel === false) return false;
      else model.set("subject", text);
    } catch (error) {
      const { reason, message, position } = error;
      if (!reason) reportError(error);
      if (reason && kernel) model.set("subject", text); // it knows what may be meant
      else model.set("answer", { text, message: reason ? message : "This failed: the page's console tells why.", position });
    }
    tell();
    return true;
  }
  function show(text, { parameters }) {
    const opened = Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
    const state = { subject: text, ...opened, prediction: null, revealed: Boolean(text), answer: { text } }; // the text first: with it the kernel changes ranges
    for (const [name, value] of Object.entries(state)) model.set(name, value);
  }
  function follow() {
    if (gone) return;
    const before = spec;
    if (model.get("subject") !== text) goOver();
    subject?.show(model, spec);
    if (spec === before) return view.schedule();
    view = viewed(view.destroy());
  }
  /** Take the spec of the model's subject, once it is there: the kernel may still have to record it, or to refuse the text. */
  function goOver() {
    try {
      const found = specOf(model);
      if (found) [text, spec] = [model.get("subject"), found];
    } catch (error) {
      if (!error.reason) throw error;
    }
  }
  subject?.show(model, spec);
  model.on("change", follow);
  return () => {
    gone = true;
    model.off?.("change", follow);
    subject?.destroy();
    view.destroy();
    root.remove();
  };
}

/** A notebook takes arrows and letters for its own cells, even from a slider; only what has a modifier, Escape and Tab go on to it. */
function keydown(event) {
  lecture(event);
  const host = isModified(event) || ["Escape", "Tab"].includes(event.key) || (event.key === "Enter" && event.shiftKey);
  if (!host) event.stopPropagation();
}

/**
 * Whether a kernel listens: none to a model that saves nothing; a host that shows its kernel (JupyterLab, Notebook) shows null or a dead one
 * when it is gone; undefined for any other.
 */
function kernelOf({ save_changes: save, widget_manager: manager }) {
  if (!save) return false;
  if (manager?.kernel === undefined) return undefined;
  return Boolean(manager.kernel) && !manager.kernel.isDisposed && !["dead", "terminating"].includes(manager.kernel.status);
}
