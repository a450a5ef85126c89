/** Elements, made in one line each. */

const SVG = "http://www.w3.org/2000/svg";

/** What a focused element needs, or the host takes its keys: Notebook 7 asks the element itself, before any listener hears of them. */
export const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };

/** An HTML element with attributes (functions become listeners, false and null are left out) and children (false and null are, too). */
export const html = (tag, attributes, ...children) => made(document.createElement(tag), { ...OWN_KEYS, ...attributes }, children);

/** The same for SVG. */
export const svg = (tag, attributes = {}, ...children) => made(document.createElementNS(SVG, tag), attributes, children);

function made(node, attributes, children) {
  set(node, attributes).append(...children.filter(Boolean));
  return node;
}

export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === null || value === undefined || value === false) node.removeAttribute(name);
    else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value === true ? "" : value);
  }
  return node;
}

/** An id that no other element has: on the page other bundles may draw, too. */
export const uniqueId = () => `d2l-${Math.random().toString(36).slice(2)}`;

/** Write text only when it differs, so that a screen reader is told of changes alone. @param {Node} node @param {string} text */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
