/** A scene on the page: what it is of, which may be exchanged, and the view of its present picture. */

import { html } from "./dom.js";
import { specOf } from "./opening.js";
import { createSubject } from "./subject.js";
import { addStyle } from "./theme.js";
import { createView } from "./view.js";

/** Draw a scene into `el`; returns how to take it down. The model is the only truth: get, set and on are all that it must have. */
export function mount({ model, el }) {
  addStyle(el);
  let spec = model.get("spec");
  const first = model.get("subject") ? null : spec;
  const name = spec.title || spec.question?.ask || spec.name;
  const subject = spec.subject && createSubject({ spec, pick });
  const root = html("section.d2lcalc-scene", { role: "group", "aria-label": name, keydown: keepFromHost },
    spec.title && html("h4", {}, spec.title), subject?.element);
  el.append(root);
  const tell = () => { if (kernelOf(model) !== false) model.save_changes(); };
  const startOver = () => {
    model.get("subject") ? pick("") : show("", spec);
    tell();
  };
  const viewed = (before) => createView({ model, root, tell, startOver, before });
  let view = viewed();
  let gone = false; // a model without `off` goes on calling

  /** Go over to another subject: ask the kernel, or without one fill the picture that was recorded ahead; false where neither is there. */
  function pick(text) {
    const kernel = kernelOf(model);
    try {
      const known = kernel ? null : specOf(model, text) ?? (text ? null : first);
      if (known) show(text, known);
      else if (kernel === false) return false;
      else model.set("subject", text);
    } catch (error) {
      const { reason, message, position } = error;
      if (!reason) reportError(error);
      model.set("answer", { text, message: reason ? message : "The page failed to draw this: its console tells why.", position });
    }
    tell();
    return true;
  }
  function show(text, spec) {
    for (const { name, value } of spec.parameters) model.set(name, value);
    for (const [name, value] of Object.entries({ prediction: null, revealed: Boolean(text), subject: text, answer: { text }, spec })) model.set(name, value);
  }
  function follow() {
    if (gone) return;
    subject?.show(model);
    if (model.get("spec") === spec) return view.schedule();
    spec = model.get("spec");
    view = viewed(view.destroy());
  }
  subject?.show(model);
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
function keepFromHost(event) {
  const host = event.ctrlKey || event.metaKey || event.altKey || ["Escape", "Tab"].includes(event.key) || (event.key === "Enter" && event.shiftKey);
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
