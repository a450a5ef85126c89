/** The bundle: an Engine widget hands `mount` to every scene on the page; a web page without a kernel imports it, and a model. */

import { createModel, link } from "./model.js";
import { mount } from "./scene.js";

export { createModel, link, mount };
export default { initialize: () => ({ mount }) }; // awaits nothing: anywidget gives up on a model after 2 s
