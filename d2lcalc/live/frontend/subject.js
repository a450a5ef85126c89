/** What a picture is of: its formula, and a folded field in which the reader exchanges it for an option or for what is typed. */

import { button, html, set, uniqueId, write } from "./dom.js";
import { writeFormula } from "./readout.js";

const PATIENCE = 4000; // milliseconds before a kernel that has not answered is spoken of
const SILENT = "No answer yet from Python: if this lasts, run the notebook's cells again.";
const NO_KERNEL = "This picture is made anew by Python, which is not running here: run the notebook's cells.";

/** `pick(text)` asks for another subject; false if there is nobody to ask. */
export function createSubject({ spec, pick }) {
  const { label, options, more, example } = spec.subject;
  const formula = html("div.d2l-formula");
  const offered = (names) => names.map((name) => html("option", { value: name }, name));
  const list = html("select", { "aria-label": `${label}: choose`, change: () => ask(list.value) },
    html("option", { value: "" }, "the first one"), ...offered(options), more.length > 0 && html("optgroup", { label: "more" }, ...offered(more)));
  const id = uniqueId();
  const field = html("input", { type: "text", "aria-label": `${label}: type`, "aria-describedby": id, placeholder: example, maxlength: 1000, spellcheck: "false", autocomplete: "off" });
  const problem = html("p.d2l-problem", { role: "alert", id });
  const meant = html("div.d2l-buttons", { role: "group", "aria-label": "what may be meant" });
  const form = html("form", { submit: (event) => { event.preventDefault(); ask(field.value.trim()); } }, list, field, html("button", { type: "submit" }, "Show it"), problem, meant);
  const folded = html("details", {}, html("summary", {}, label), form);
  const element = html("div.d2l-subject", {}, formula, folded);

  let [shown, asked, timer] = [{}, null, 0];
  function ask(text) {
    asked = text;
    hear({});
    if (text === shown.text) return;
    timer = setTimeout(() => write(problem, SILENT), PATIENCE);
    if (!pick(text)) hear({ message: NO_KERNEL });
  }
  /** Follow the model; what is being typed stays until another subject is there. */
  function show(model, spec) {
    const now = { spec, text: model.get("subject"), answer: model.get("answer") };
    set(folded, { hidden: Boolean(now.spec.question) && !model.get("revealed") });
    const { mathml, typed } = now.spec.subject;
    if (now.spec !== shown.spec) {
      if (typed) write(formula, typed);
      else writeFormula(formula, mathml);
    }
    const refused = shown.text === asked && now.spec === shown.spec; // the kernel has taken it back
    if (now.text !== shown.text && !refused) tell(now.text);
    if (now.spec !== shown.spec || now.answer !== shown.answer) hear(now.answer);
    shown = now;
  }
  function tell(text) {
    list.value = text; // nothing where it is typed
    field.value = list.value === text ? "" : text;
  }
  /** The kernel's answer to the last text: nothing, or why and where it could not be read and what may be meant; the picture stays what it was. */
  function hear(answer) {
    const { text, message = "", position, suggestions = [] } = answer ?? {};
    clearTimeout(timer);
    write(problem, message);
    set(field, { "aria-invalid": message ? "true" : null });
    meant.replaceChildren(...suggestions.map((text) => button(`Take ${text}`, () => take(text))));
    if (Number.isInteger(position) && field.value === text) field.setSelectionRange(position, position + 1);
  }
  function take(text) {
    field.value = text;
    field.focus();
    ask(text);
  }
  return { element, show, destroy: () => clearTimeout(timer) };
}
