/**
 * The bundle: an Engine widget hands `mount` to every scene on the page; a page without a kernel imports it, and a model; a host that knows
 * modules of anywidget's form, such as MyST, calls `render`.
 */

import { compile } from "./formula.js";
import { createModel, link } from "./model.js";
import { specOf } from "./opening.js";
import { REACH } from "./orbit.js";
import { mount } from "./scene.js";
import { mounting, unpacked } from "./stored.js";
import { player } from "./tape.js";
import { createWriter } from "./writer.js";

/** Of a host's model no more is asked than get, set and on: MyST's throws at whatever else is called. */
function render({ model, el }) {
  const [get, set, on] = ["get", "set", "on"].map((name) => (...given) => model[name](...given));
  return mount({ model: { get, set, on }, el });
}

/** An Engine is a model without a scene. It awaits nothing: anywidget gives up on a model after 2 s. */
const initialize = ({ model }) => (model.get("spec") ? undefined : { mount: mounting(model) });

export { compile, createModel, createWriter, link, mount, player, REACH, specOf, unpacked }; // not `render` by name: anywidget takes that for a module of its old form, without `initialize`
export default { initialize, render };
