/** Lecture: one picture fills the screen, asked first, as large as it can be; above all else on the page, whatever cuts off its cell. */

import { button, isModified, set } from "./dom.js";

const HINT = "Space: answer · R: start over · Page Up, Page Down · F: leave";
const KEYS = { " ": reveal, r: startOver, PageUp: () => turn(-1), PageDown: () => turn(1), f: leave, Escape: leave };
const page = document.documentElement;
const sizes = new ResizeObserver(fit);
let [shown, hint] = []; // the scene that fills the screen, and what stands below it

/** F, heard in a scene, begins. */
export function lecture(event) {
  const scene = event.currentTarget;
  if (shown || nameOf(event) !== "f") return;
  for (const each of scenesBeside(scene)) if (each.querySelector(".d2l-question") && !isOpen(each)) startOver(each);
  page.requestFullscreen?.().catch(() => {}); // an embedded page may not: then it fills its frame
  hint ??= button(HINT, leave, { class: "d2l-hint" });
  addEventListener("keydown", press, true);
  present(scene);
}

function leave() {
  removeEventListener("keydown", press, true);
  if (document.fullscreenElement) document.exitFullscreen();
  hint.remove();
  present();
}

/** What a key is called; nothing where it is typed or has a modifier. */
function nameOf(event) {
  const { key } = event, [field] = event.composedPath();
  if (isModified(event) || (field.matches("input[type=text], select") && !key.startsWith("Page"))) return;
  return key.length === 1 ? key.toLowerCase() : key;
}

const scenesBeside = (scene) =>
  [...scene.getRootNode().querySelectorAll(".d2lcalc-scene")].filter((each) => each.getClientRects().length); // none in a notebook behind another

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
  style.zoom = Math.min(innerWidth / (offsetWidth + 32), innerHeight / (offsetHeight + 48));
}

function press(event) {
  const name = nameOf(event), act = KEYS[name], [target] = event.composedPath();
  const isPressed = name === " " && target.matches(":is(button, summary, input:not(:checked, [type=number])):focus-visible");
  const isOurs = act && !isPressed && (act !== reveal || isOpen(shown));
  if (isOurs || !shown.contains(target)) event.stopPropagation(); // a notebook would take it for its cells
  if (!isOurs) return;
  event.preventDefault();
  act(shown);
}

function turn(by) {
  const scenes = scenesBeside(shown);
  present(scenes[scenes.indexOf(shown) + by] ?? shown);
}

function startOver(scene) {
  scene.querySelector(".d2l-reset").click();
}

const isOpen = (scene) => scene.querySelector(".d2l-question > .d2l-buttons:not([hidden])");

function reveal(scene) {
  scene.querySelector(".d2l-question").dispatchEvent(new Event("reveal"));
}
