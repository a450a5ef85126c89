/* A published page: its scenes come to life as they come near the screen. A classic script, since a page opened from a file imports no module. */

const NEAR = "1200px 0px"; // how far from the screen a scene begins to live
const COLUMNS = 3; // operands of an operation, but of one that picks among many
const PRINTED = 2; // pixels of a saved picture to one of the screen
const page = document.documentElement;
const places = [...document.querySelectorAll(".scene")];
const links = JSON.parse(document.getElementById("links").textContent); // pairs of [scene, parameter]
const engine = import(URL.createObjectURL(new Blob([globalThis.d2lcalcEngine], { type: "text/javascript" })));
const models = new Map(); // number of a scene -> its model
let [live, stateOf] = [];

const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** Called by the page's script with the states of all its scenes. */
globalThis.d2lcalcScenes = async (packed) => {
  stateOf = await unpacked(packed);
  live = await engine;
  goToLink();
  addEventListener("hashchange", goToLink);
  const sight = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) wake(target);
  }, { rootMargin: NEAR });
  for (const place of places) sight.observe(place);
};

/** Base64 of gzip of a line of JSON and of text without what repeats it (pages.py); returns how to read the state of a scene, by its number. */
async function unpacked(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const whole = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  const end = whole.indexOf("\n");
  const { lengths, copies } = JSON.parse(whole.slice(0, end));
  const kept = new TextEncoder().encode(whole.slice(end + 1));
  const ends = lengths.map((_, k) => lengths.slice(0, k + 1).reduce((sum, length) => sum + length));
  const all = new Uint8Array(ends.at(-1));
  let [from, at] = [0, 0];
  for (const [length, there, copied] of copies) {
    all.set(kept.subarray(from, from + length), at);
    all.copyWithin(at + length, there, there + copied);
    from += length;
    at += length + copied;
  }
  return (number) => {
    const state = JSON.parse(new TextDecoder().decode(all.subarray(ends[number] - lengths[number], ends[number])));
    for (const { program } of [state.spec, ...Object.values(state.recorded)]) {
      program.operations = operandsOf(program.operations);
      program.outputs = operandsOf([["outputs", ...program.outputs]])[0].slice(1);
    }
    return state;
  };
}

/** Operands from their ways (pages.py): each from the one above it, a fourth and later ones from the one before. */
function operandsOf(rows) {
  const above = Array(COLUMNS).fill(0);
  return rows.map(([name, ...ways]) => {
    let last = 0;
    return [name, ...ways.map((way, k) => {
      if (!(way >= 0)) return way; // a constant, or the body of a loop
      last = (k < COLUMNS ? above[k] : last) + (way % 2 ? -(way + 1) / 2 : way / 2);
      if (k < COLUMNS) above[k] = last;
      return last;
    })];
  });
}

function modelOf(place) {
  const number = Number(place.dataset.scene);
  if (models.has(number)) return models.get(number);
  const model = live.createModel(stateOf(number));
  models.set(number, model);
  for (const pair of links) {
    const here = pair.find(([scene]) => scene === number);
    const there = pair.find(([scene]) => scene !== number);
    if (here && models.has(there?.[0])) live.link([models.get(there[0]), there[1]], [model, here[1]]);
  }
  return model;
}

function wake(place) {
  if (place.classList.contains("live")) return;
  place.classList.add("live");
  live.mount({ model: modelOf(place), el: place });
  if (!place.matches(".asking")) place.append(toolsOf(place));
}

// Links that hold a state: #place&x=0.5&y=1&subject=saddle&prediction="up"&revealed=true

/** How the picture stands, as the fragment of an address; what a reader has not given is left out. */
function written(model) {
  const held = model.get("spec").parameters.map(({ name }) => [name, model.get(name)]);
  const prediction = model.get("prediction") === null ? null : JSON.stringify(model.get("prediction"));
  held.push(["subject", model.get("subject") || null], ["revealed", model.get("revealed") || null], ["prediction", prediction]);
  return String(new URLSearchParams(held.filter(([, value]) => value !== null)));
}

const isPlace = (value) => Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);
const isWithin = (value, { min, max }) => Number.isFinite(value) && value >= min && value <= max;

/** Whether a picture can take a value, by the kind of its parameter or the form of its question. */
const fits = {
  number: isWithin,
  step: isWithin,
  choice: (value, { options }) => Object.hasOwn(options, value),
  switch: (value) => typeof value === "boolean",
  guess: Number.isFinite,
  choose: (value, { options }) => options.some(([option]) => option === value),
  type: Number.isFinite,
  place: isPlace,
  draw: isPlace,
};

/** The value that a text of an address stands for: undefined for what is not JSON, the subject's name for one. */
function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Bring the model to the state of a link; all else stands as at its opening. Returns what it cannot be brought to, as it is written. */
function restore(model, state) {
  const recorded = model.get("recorded");
  const asked = state.get("subject") ?? "";
  const subject = Object.hasOwn(recorded, asked) ? asked : "";
  const spec = recorded[subject] ?? model.get("spec");
  const takes = new Map(spec.parameters.map((parameter) => [parameter.name, (value) => fits[parameter.kind](value, parameter)]));
  takes.set("revealed", fits.switch);
  if (spec.question) takes.set("prediction", (value) => fits[spec.question.form](value, spec.question));
  const given = [...state].filter(([name]) => name !== "subject").map(([name, text]) => [name, read(text), text]);
  const isTaken = ([name, value]) => Boolean(takes.get(name)?.(value));
  const opening = spec.parameters.map(({ name, value }) => [name, value]);
  const next = [...opening, ["prediction", null], ["revealed", false], ...given.filter(isTaken)];
  for (const [name, value] of Object.entries({ ...Object.fromEntries(next), subject, spec })) model.set(name, value);
  const refused = given.filter((each) => !isTaken(each)).map(([name, , text]) => `${name} = ${text}`);
  return subject === asked ? refused : [...refused, `subject = ${asked}`];
}

/** Open the picture that the address names in the state that it holds; with ?only it fills its frame. */
function goToLink() {
  const state = new URLSearchParams(`place=${location.hash.slice(1)}`);
  const place = places.find(({ id }) => id === state.get("place"));
  state.delete("place");
  if (!place) return;
  const refused = location.hash.includes("&") ? restore(modelOf(place), state) : [];
  wake(place);
  if (refused.length) tell(place, `The link asks for what this picture has not: ${refused.join(", ")}.`);
  if (new URLSearchParams(location.search).has("only")) page.classList.add("only");
  place.classList.toggle("shown", page.classList.contains("only"));
  place.scrollIntoView({ block: "center" });
}

// The tools below a picture

const tell = (place, words) => (place.querySelector(".tools [role=status]").textContent = words);

function toolsOf(place) {
  const button = (name, act) => make("button", { type: "button", textContent: name, onclick: async () => tell(place, (await act(place)) ?? "") });
  const whole = make("a", { href: `${location.pathname}#${place.id}`, target: "_blank", textContent: document.title });
  return make("p", { className: "tools" }, button("Copy link", copyLink), button("Copy to embed", copyFrame), button("Save as image", saveImage),
    button("Lecture", enterLecture), whole, make("span", { role: "status" }));
}

function addressOf(place, query) {
  const address = new URL(location);
  Object.assign(address, { search: query, hash: `${place.id}&${written(modelOf(place))}` });
  return address.href;
}

async function copied(text, what) {
  try {
    await navigator.clipboard.writeText(text);
    return `${what} copied`;
  } catch {
    prompt(what, text); // a page from a server without https may not write to the clipboard
  }
}

const copyLink = (place) => copied(addressOf(place, ""), "Link to the picture as it stands");

function copyFrame(place) {
  const frame = make("iframe", { src: addressOf(place, "only"), title: nameOf(place), width: "100%", height: place.offsetHeight + 16, loading: "lazy" });
  frame.style.border = 0;
  return copied(frame.outerHTML, "HTML that shows this picture in another page");
}

const sceneOf = (place) => place.querySelector(".d2lcalc-scene");
const nameOf = (place) => sceneOf(place).getAttribute("aria-label");

/** What is seen, without the controls, as a PNG: the browser draws the scene's own elements within an SVG. */
async function saveImage(place) {
  const scene = sceneOf(place);
  const { top, width } = scene.getBoundingClientRect();
  const height = scene.querySelector(".d2l-controls").getBoundingClientRect().top - top;
  const copy = scene.cloneNode(true);
  const painted = scene.querySelectorAll("canvas");
  for (const [k, canvas] of copy.querySelectorAll("canvas").entries()) {
    const image = make("img", { src: painted[k].toDataURL() });
    image.style.cssText = canvas.style.cssText;
    canvas.replaceWith(image);
  }
  const { fontFamily } = getComputedStyle(document.querySelector("math") ?? scene);
  const own = `math { font-family: ${fontFamily}; } :is(.d2l-controls, .d2l-buttons, summary) { visibility: hidden; }`;
  const style = make("style", { textContent: document.querySelector("style[data-d2lcalc]").textContent + own });
  const markup = new XMLSerializer().serializeToString(make("div", { className: "saved" }, style, copy));
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${markup}</foreignObject></svg>`;
  const image = make("img", { src: `data:image/svg+xml,${encodeURIComponent(drawing)}` });
  await image.decode();
  const canvas = make("canvas", { width: PRINTED * width, height: PRINTED * height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  make("a", { href: canvas.toDataURL(), download: `${place.id}.png` }).click();
}

// Lecture: one picture fills the screen

let shown = null;
const KEYS = { PageUp: () => step(-1), PageDown: () => step(1), " ": reveal, r: startOver, f: leaveLecture, Escape: leaveLecture };
const HINT = "Space reveals · R starts over · Page Up, Page Down: the picture before, after · F leaves";

function enterLecture(place) {
  for (const each of places) if (each.matches(".live") && isAnswered(modelOf(each))) startOver(each);
  page.classList.add("lecture");
  if (!document.querySelector(".keys")) document.body.append(make("button", { type: "button", className: "keys", textContent: HINT, onclick: leaveLecture }));
  present(place);
  page.requestFullscreen?.().catch(() => {}); // an embedded page may not: then it fills its frame
}

function leaveLecture() {
  if (document.fullscreenElement) document.exitFullscreen();
  page.classList.remove("lecture");
  shown?.classList.remove("shown");
  shown?.style.removeProperty("zoom");
  shown?.scrollIntoView({ block: "center" });
  shown = null;
}

function present(place) {
  shown?.classList.remove("shown");
  shown = place;
  place.classList.add("shown");
  wake(place);
  for (const option of place.querySelectorAll(".d2l-options label")) if (!option.nextElementSibling?.matches(".votes")) option.after(votesFor(option));
  fit();
}

/** As large as the screen allows. */
function fit() {
  if (shown) shown.style.zoom = Math.min(innerWidth / (shown.offsetWidth + 32), innerHeight / (shown.offsetHeight + 48));
}

const isAnswered = (model) => Boolean(model.get("spec").question) && model.get("revealed");

function step(by) {
  present(places[places.indexOf(shown) + by] ?? shown);
}

function startOver(place) {
  place.querySelector(".d2l-reset").click();
}

/** Judge what has been answered; where nothing has, show the truth. */
function reveal(place) {
  const { question, parameters } = modelOf(place).get("spec");
  const isMoved = ({ name, value }) => question.parameters.includes(name) && modelOf(place).get(name) !== value;
  const [commit, skip] = place.querySelectorAll(".d2l-buttons button");
  if (!question.parameters || parameters.some(isMoved)) commit.click();
  if (!modelOf(place).get("revealed")) skip.click();
}

/** Hands are counted with + and −, or their number is typed. */
function votesFor(option) {
  const name = option.textContent;
  const count = make("input", { type: "number", min: 0, defaultValue: 0, ariaLabel: `votes for ${name}` });
  const button = (sign, more, act) => make("button", { type: "button", textContent: sign, ariaLabel: `one vote ${more} for ${name}`, onclick: act });
  return make("span", { className: "votes" }, button("−", "less", () => count.stepDown()), count, button("+", "more", () => count.stepUp()));
}

document.addEventListener("keydown", (event) => {
  const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  const isTyping = event.target.matches("input:is([type=text], [type=number])") && !event.key.startsWith("Page");
  if (isTyping && event.key === "Enter" && event.target.type === "number") event.preventDefault(); // a count of votes is no answer
  const isDone = event.key === " " && (!shown || !modelOf(shown).get("spec").question || isAnswered(modelOf(shown)));
  if (!shown || !act || isTyping || isDone || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  act(shown);
}, true);
document.addEventListener("fullscreenchange", () => { if (shown && !document.fullscreenElement) leaveLecture(); });
addEventListener("resize", fit);
const size = new ResizeObserver(fit);
for (const place of places) size.observe(place);

// The search of the contents page

const field = document.getElementById("search");
field?.addEventListener("focus", () => document.head.append(make("script", { src: "search.js" })), { once: true });

/** Called by the search's script with [page, its title, place, heading, text] of every section. */
globalThis.d2lcalcSearch = (sections) => {
  const [told, list] = field.form.querySelectorAll("p, ol");
  field.form.onsubmit = () => false;
  field.oninput = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (text) => words.length > 0 && words.every((word) => text.toLowerCase().includes(word));
    const named = sections.filter(([, , , heading]) => has(heading));
    const found = [...named, ...sections.filter((section) => !named.includes(section) && has(section.slice(3).join(" ")))];
    told.textContent = words.length === 0 ? "" : found.length === 0 ? "Found nowhere." : `Found in ${found.length} places.`;
    list.replaceChildren(...found.map((section) => foundIn(section, words)));
  };
  field.oninput();
};

function foundIn([name, title, place, heading, text], words) {
  const first = Math.max(0, ...words.map((word) => text.toLowerCase().indexOf(word)));
  const from = text.lastIndexOf(" ", Math.max(0, first - 50)) + 1;
  const excerpt = `${from > 0 ? "… " : ""}${text.slice(from, from + 150)} …`;
  return make("li", {}, make("a", { href: `${name}.html#${place}`, textContent: heading }), make("span", { textContent: title }), make("p", { textContent: excerpt }));
}
