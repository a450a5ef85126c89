// The words, lines and points of the pictures on the page, as labels.py reads them from a still.
() => {
  const pen = document.createElement("canvas").getContext("2d");
  const isSeen = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width + height > 0 && !element.closest('[display="none"]') && getComputedStyle(element).visibility !== "hidden";
  };
  const placed = (element, points) => points.map(([x, y]) => new DOMPoint(x, y).matrixTransform(element.getScreenCTM())).map(({ x, y }) => [x, y]);

  function word(text) {
    const { fontStyle, fontWeight, fontSize, fontFamily } = getComputedStyle(text);
    pen.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
    const { actualBoundingBoxAscent: ascent, actualBoundingBoxDescent: descent } = pen.measureText(text.textContent);
    const [{ x, width }, { y }] = [text.getBBox(), text.getStartPositionOfChar(0)];
    const corners = placed(text, [[x, y - ascent], [x + width, y - ascent], [x + width, y + descent], [x, y + descent]]);
    const kind = text.matches(".d2l-level") ? "level" : text.style.strokeWidth ? "over" : /d2l-(ink|soft)/.test(text.getAttribute("style") ?? "soft d2l-soft") ? "axis" : "label";
    return { text: text.textContent, kind, corners };
  }

  function line(path) {
    const group = path.closest("[data-role]");
    const isGround = group.matches(".d2l-contour, .d2l-surface") && group.querySelectorAll("path").length > 1;
    if (isGround || group.matches(".d2l-surface, .d2l-point") || path.matches(".d2l-iso") || !isSeen(path)) return [];
    const strokes = path.getAttribute("d").replaceAll("Z", "").split("M").slice(1);
    const places = strokes.flatMap((stroke) => [[NaN, NaN], ...stroke.split("L").map((pair) => pair.trim().split(" ").map(Number))]);
    return [{ places: placed(path, places), thin: group.matches(".d2l-contour") }];
  }

  function spot(sign) {
    const { left, right, top, bottom } = sign.getBoundingClientRect();
    return [(left + right) / 2, (top + bottom) / 2, Math.min(right - left, bottom - top) / 2 - 1];
  }

  return [...document.querySelectorAll(".d2l-flat, .d2l-stage")].filter(isSeen).map((panel) => {
    const { left, top, right, bottom } = panel.getBoundingClientRect();
    const [x, y, width, height] = ["x", "y", "width", "height"].map((side) => Number(panel.querySelector("clipPath rect")?.getAttribute(side)));
    return {
      room: [left, top, right, bottom],
      frame: width ? [left + x, top + y, left + x + width, top + y + height] : [left, top, right, bottom],
      words: [...panel.querySelectorAll("text")].filter((text) => text.textContent.trim() && isSeen(text)).map(word),
      lines: [...panel.querySelectorAll("g[data-role] path[d]:not(.d2l-handle *)")].flatMap(line),
      spots: [...panel.querySelectorAll(".d2l-point :is(circle, rect, path):not(.d2l-handle, .d2l-stretch *)")].filter(isSeen).map(spot),
    };
  });
}
