/** Lecture: one picture fills the screen, as it stands, as large as it can be; above all else on the page, whatever cuts off its cell. */

import { button, isModified, set } from "./dom.js";

const HINT = "Space: answer · R: start over · Page Up, Down · F: leave";
const KEYS = { " ": reveal, r: (scene) => resetOf(scene).click(), PageUp: () => turn(-1), PageDown: () => turn(1), f: leave, Escape: leave };
const page = document.documentElement;
const sizes = new ResizeObserver(fit);
const HEARD = {
  keydown: press,
  focusin: (event) => event.composedPath().includes(shown) || shown.focus(), // Tab does not leave the picture
  fullscreenchange: () => document.fullscreenElement || leave(),
};
let [shown, hint, before] = []; // the scene that fills the screen, what stands below it, and what had the focus

/** F, heard in a scene, begins. */
export function lecture(event) {
  const scene = event.currentTarget;
  if (shown || event.repeat || nameOf(event) !== "f") return;
  page.requestFullscreen?.().then(() => shown || document.exitFullscreen(), () => {}); // an embedded page may not: then it fills its frame
  hint ??= button(HINT, leave, { class: "d2l-hint" });
  before = scene.getRootNode().activeElement;
  listen(addEventListener);
  present(scene);
}

function listen(change) {
  for (const [name, heard] of Object.entries(HEARD)) change(name, heard, true);
}

function leave() {
  listen(removeEventListener);
  if (document.fullscreenElement) document.exitFullscreen();
  hint.remove();
  resetOf(shown)?.focus();
  if (shown.parentNode?.contains(before)) before.focus(); // not where it went on to another picture
  present();
}

/** What a key is called; nothing where it is typed or has a modifier. */
function nameOf(event) {
  const { key } = event, [field] = event.composedPath();
  if (isModified(event) || (field.matches("input[type=text], select") && !key.startsWith("Page"))) return;
  return key.length === 1 ? key.toLowerCase() : key;
}

function present(scene) {
  sizes.disconnect();
  if (shown) {
    set(shown, { popover: null, tabindex: null }).style.zoom = "";
    shown.scrollIntoView({ block: "center" });
  }
  shown = scene;
  if (!scene) return;
  set(scene, { popover: "manual", tabindex: -1 }).append(hint);
  scene.showPopover();
  scene.focus();
  for (const each of [page, scene]) sizes.observe(each);
}

function fit() {
  if (!shown.isConnected) return leave(); // its cell was run again
  const { style, offsetWidth, offsetHeight } = shown;
  style.zoom = Math.max(1, Math.min(innerWidth / (offsetWidth + 32), innerHeight / (offsetHeight + 48))); // what would be smaller scrolls
}

function press(event) {
  const name = nameOf(event), act = KEYS[name], [target] = event.composedPath();
  const isPressed = name === " " && target.matches(":is(button, summary, input:not(:checked, [type=number])):focus-visible");
  const isOurs = act && !isPressed && (act !== reveal || openQuestion(shown));
  if (isOurs || !shown.contains(target)) event.stopPropagation(); // a notebook would take it for its cells
  if (!isOurs) return;
  event.preventDefault();
  if (!event.repeat) act(shown);
}

function turn(by) {
  const all = [...shown.getRootNode().querySelectorAll(".d2lcalc-scene")];
  const scenes = all.filter((scene) => scene.checkVisibility()); // none in a notebook behind another
  present(scenes[scenes.indexOf(shown) + by] ?? shown);
}

function resetOf(scene) {
  return scene.querySelector(".d2l-reset");
}

function openQuestion(scene) {
  return scene.querySelector(".d2l-question > .d2l-buttons:not([hidden])");
}

function reveal(scene) {
  openQuestion(scene).dispatchEvent(new Event("reveal", { bubbles: true }));
}
