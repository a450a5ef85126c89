/** Colours from wherever the scene stands: dark roles on a dark background. */

import { look, rgba } from "./palette.js";
import { dot } from "./vectors.js";

/** The background that shows through behind an element, as [red, green, blue] in 0…255. @param {Element|null} element */
function paperBehind(element) {
  for (let node = element; node; node = node.parentElement ?? node.getRootNode().host ?? null) {
    const [red, green, blue, alpha] = rgba(getComputedStyle(node).backgroundColor);
    if (alpha > 0.5) return [red, green, blue].map((share) => Math.round(255 * share));
  }
  return [255, 255, 255];
}

/** Write the colours of all roles on the root for the theme around it; true if they changed. @param {HTMLElement} root */
export function applyTheme(root) {
  const paper = paperBehind(root.parentElement);
  const theme = dot([0.299, 0.587, 0.114], paper) < 128 ? "dark" : "light";
  const key = `${theme} ${paper}`;
  if (root.dataset.theme === key) return false;
  root.dataset.theme = key;
  root.style.colorScheme = theme;
  root.style.setProperty("--d2l-paper", `rgb(${paper})`);
  for (const [name, colours] of Object.entries({ ...look.roles, ...look.plain })) root.style.setProperty(`--d2l-${name}`, colours[theme]);
  root.style.setProperty("--d2l-ghost", look.ghost);
  return true;
}

/** Put the style sheet where the element lives, once a document or shadow root. @param {Element} element */
export function addStyle(element) {
  const home = element.getRootNode();
  const place = home.head ?? home; // not yet in the page, the element itself
  if (place.querySelector("style[data-d2lcalc]")) return;
  const sheet = Object.assign(document.createElement("style"), { textContent: STYLE }); // style.css, which tasks/bundle.py puts here
  sheet.dataset.d2lcalc = "";
  place.append(sheet);
}

/** Call back when the theme around may have changed; returns how to stop. @param {() => void} changed */
export function watchTheme(changed) {
  const observer = new MutationObserver(changed);
  for (const node of [document.documentElement, document.body]) observer.observe(node, { attributes: true, attributeFilter: ["class", "style", "data-jp-theme-name", "data-jp-theme-light", "data-theme"] });
  const media = matchMedia("(prefers-color-scheme: dark)");
  media.addEventListener("change", changed);
  return () => {
    observer.disconnect();
    media.removeEventListener("change", changed);
  };
}
