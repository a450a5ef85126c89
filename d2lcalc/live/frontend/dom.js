/** Elements, made in one line each. */

const [HTML, SVG] = ["http://www.w3.org/1999/xhtml", "http://www.w3.org/2000/svg"];

/** What a focused element needs, or the host takes its keys: Notebook 7 asks the element itself, before any listener hears of them. */
export const OWN_KEYS = { "data-lm-suppress-shortcuts": "true" };

/**
 * An HTML element, "p" or of a class "p.d2l-say", with attributes (functions become listeners, false and null are left out) and children
 * (false and null are, too).
 */
export const html = (kind, attributes, ...children) => made(HTML, kind, { ...OWN_KEYS, ...attributes }, children);

export const button = (text, click, attributes) => html("button", { type: "button", click, ...attributes }, text);

/** The same for SVG. */
export const svg = (kind, attributes, ...children) => made(SVG, kind, attributes, children);

function made(space, kind, attributes, children) {
  const [tag, name] = kind.split(".");
  const node = set(document.createElementNS(space, tag), { class: name, ...attributes });
  node.append(...children.filter(Boolean));
  return node;
}

export function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name, value);
    else if (value === null || value === undefined || value === false) node.removeAttribute(name);
    else if (value === true) node.toggleAttribute(name, true);
    else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
  }
  return node;
}

/** Whether a key is pressed with another that makes it a shortcut. */
export const isModified = (event) => event.ctrlKey || event.metaKey || event.altKey;

/** An id that no other element has: on the page other bundles may draw, too. */
export const uniqueId = () => `d2l-${Math.random().toString(36).slice(2)}`;

/** Write text only when it differs, so that a screen reader is told of changes alone. @param {Node} node @param {string} text */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Makes these the elements of an SVG group, [kind, attributes, text] each, a new one with what its text `consists` of; those that are there
 * are used again: new ones cost a move more.
 */
export function renew(group, wanted, consists = (text) => [text]) {
  while (group.childElementCount > wanted.length) group.lastChild.remove();
  for (const [k, [kind, attributes, text = ""]] of wanted.entries())
    write(set(group.children[k] ?? group.appendChild(svg(kind, {}, ...consists(text))), attributes), text);
}

let pen = null;

/** What measures words and colours, on a canvas that nobody sees. */
export const penOf = () => (pen ??= document.createElement("canvas").getContext("2d", { willReadFrequently: true }));
