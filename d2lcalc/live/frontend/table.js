/** A chart in words: what its marks say, in a table that is folded below it. It is not read aloud at each change: the sentence is. */

import { html, write } from "./dom.js";
import { said } from "./words.js";

/** @param {{caption: string, head: string[], rows: any[]}} spec @param {boolean} open  whether it is unfolded */
export function createTable({ caption, head, rows }, open) {
  const cells = rows.map((row) => row.cells.map((parts) => ({ parts, element: html("td") })));
  const body = rows.map(({ name }, i) => html("tr", {}, html("th", { scope: "row" }, name), ...cells[i].map(({ element }) => element)));
  const table = html("table", {},
    html("caption.d2l-spoken", {}, caption),
    html("thead", {}, html("tr", {}, ...head.map((name) => html("th", { scope: "col" }, name)))),
    html("tbody", {}, ...body));
  return {
    element: html("details.d2l-table", { open }, html("summary", {}, caption), table),
    draw(outputs) {
      for (const { parts, element } of cells.flat()) write(element, parts.map((part) => read(part, outputs)).join(", "));
    },
  };
}

/** A name and what stands there now. */
function read({ name, labels }, outputs) {
  const shown = labels.filter(({ show }) => outputs[show]).map(({ label }) => said(label, outputs)).filter(Boolean);
  return [...name.split(" ").filter(Boolean), shown.join(" ") || "–"].join("\u00a0"); // not torn from its name
}
