/* A published page: its scenes come to life as they come near the screen. A classic script, since a page opened from a file imports no module. */

const NEAR = "1200px 0px"; // how far from the screen a scene begins to live
const TYPED_ELSEWHERE = "What is typed needs Python in this picture: open the page as a notebook.";
const SHARP = 2; // pixels of a saved picture to one of the screen
const page = document.documentElement;
const places = [...document.querySelectorAll(".scene")];
const links = JSON.parse(document.getElementById("links").textContent); // pairs of [scene, parameter]
const imported = (code) => import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
const modules = Promise.all(globalThis.d2lcalcModules.map(imported));
const models = new Map(); // number of a scene -> its model
const opened = new Map(); // place of a live scene -> its views at first
let [live, stateOf] = [];

const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** Called by the page's script with the states of all its scenes. */
globalThis.d2lcalcScenes = async (packed) => {
  const [engine, { ask }] = await modules;
  live = engine;
  stateOf = await live.unpacked(packed);
  for (const form of document.querySelectorAll("form.exercise"))
    ask(form, stateOf(Number(form.dataset.exercise)).spec, { live, moved: (names) => movedIn(form, names), reset: () => restore(modelOf(form), new URLSearchParams()) });
  goToLink();
  addEventListener("hashchange", goToLink);
  const sight = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) wake(target);
  }, { rootMargin: NEAR });
  for (const place of places) sight.observe(place);
};

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
  const form = place.matches(":not(.typed)") && place.querySelector(".d2l-subject form");
  if (form) form.append(make("p", { className: "note", textContent: TYPED_ELSEWHERE }));
  place.append(toolsOf(place));
  opened.set(place, viewsOf(place));
}

// Links that hold a state: #place&x=0.5&y=1&subject=saddle&revealed=true&prediction=up&view=-60,30,1

const within = (text, { min, max } = { min: -Number.MAX_VALUE, max: Number.MAX_VALUE }) => {
  const value = text.trim() === "" ? NaN : Number(text);
  return value >= min && value <= max ? value : undefined;
};
const twoNumbers = (text) => {
  const numbers = text.split(",").map((each) => within(each));
  return numbers.length === 2 && !numbers.includes(undefined) ? numbers : undefined;
};
const oneOf = (text, values) => values.find((value) => String(value) === text);

/** The value that a text stands for, by the kind of a parameter or the form of a question; undefined for what the picture cannot take. */
const READ = {
  number: within,
  step: within,
  choice: (text, { options }) => within(text, { min: 0, max: options.length - 1 }),
  switch: (text) => oneOf(text, [true, false]),
  guess: (text) => within(text),
  choose: (text, { options }) => oneOf(text, options.map(([option]) => option)),
  type: (text) => within(text),
  place: twoNumbers,
  draw: twoNumbers,
};

/** How a picture stands before its reader has done anything. */
function opening(spec) {
  return { ...Object.fromEntries(spec.parameters.map(({ name, value }) => [name, value])), revealed: false, prediction: null };
}

/** These numbers of the picture that an exercise has moved: each as it stands, and as at its opening. */
function movedIn(form, names) {
  const model = modelOf(form), before = opening(model.get("spec"));
  return names.map((name) => [model.get(name), before[name]]);
}

/** How the picture stands, as the fragment of an address; what stands as at its opening is left out. */
function fragmentOf(model) {
  const state = Object.entries(opening(live.specOf(model))).map(([name, value]) => [name, model.get(name), value]);
  const moved = state.filter(([, value, before]) => value !== before).map(([name, value]) => [name, value]);
  const subject = model.get("subject") ? [["subject", model.get("subject")]] : [];
  return String(new URLSearchParams([...moved, ...subject]));
}

/** The subject that a link names or describes, and its spec; the first one where the picture cannot take it. */
function subjectOf(model, text) {
  try {
    const spec = text && live.specOf(model, text);
    if (spec) return [text, spec];
  } catch {} // restore() says so, as of all else that the picture has not
  return ["", live.specOf(model, "")];
}

/** Bring the model to the state of a link; all else stands as at its opening. Returns what it cannot be brought to, as it is written. */
function restore(model, state) {
  const [subject, spec] = subjectOf(model, state.get("subject"));
  const readers = new Map(spec.parameters.map((parameter) => [parameter.name, (text) => READ[parameter.kind](text, parameter)]));
  readers.set("subject", (text) => oneOf(text, [subject])).set("revealed", READ.switch);
  if (spec.question) readers.set("prediction", (text) => READ[spec.question.form](text, spec.question));
  const next = { ...opening(spec), subject, answer: {} };
  const refused = [];
  for (const [name, text] of state) {
    const value = readers.get(name)?.(text);
    if (value === undefined) refused.push(`${name} = ${text}`);
    else next[name] = value;
  }
  for (const [name, value] of Object.entries(next)) model.set(name, value);
  return refused;
}

const stagesOf = (place) => [...place.querySelectorAll(".d2l-stage")];

/** From where the stages of a live picture are seen: azimuth, elevation and zoom of each. */
const viewsOf = (place) => stagesOf(place).map(({ camera }) => Object.keys(live.REACH).map((name) => Number(camera[name].toFixed(2))).join());

/** Turn the stages to these views; returns what they cannot be turned to. */
function look(place, views) {
  const stages = stagesOf(place);
  const isRefused = (view, k) => {
    const texts = view.split(",");
    const camera = Object.fromEntries(Object.entries(live.REACH).map(([name, reach], i) => [name, within(texts[i] ?? "", reach)]));
    const fits = k < stages.length && !Object.values(camera).includes(undefined);
    if (fits) stages[k].camera = camera;
    return !fits;
  };
  return views.filter(isRefused).map((view) => `view = ${view}`);
}

/** Open the picture that the address names in the state that it holds; with ?only it fills its frame. */
function goToLink() {
  const holdsState = location.hash.includes("&");
  const state = new URLSearchParams(`place=${location.hash.slice(1)}`);
  const place = places.find(({ id }) => id === state.get("place"));
  const views = state.getAll("view");
  for (const name of ["place", "view"]) state.delete(name);
  document.querySelector(".missing")?.remove();
  for (const old of places) old.classList.remove("shown");
  if (!place && holdsState) document.querySelector("h1").after(make("p", { className: "note missing", textContent: "The picture of this link is not on this page." }));
  if (!place) return;
  const refused = holdsState ? restore(modelOf(place), state) : [];
  wake(place);
  if (holdsState) refused.push(...look(place, opened.get(place)), ...look(place, views));
  if (refused.length) tell(place, `The link asks for what this picture has not: ${refused.join(", ")}.`);
  page.classList.toggle("only", new URLSearchParams(location.search).has("only"));
  place.classList.toggle("shown", page.classList.contains("only"));
  place.scrollIntoView({ block: "center" });
}

// The tools below a picture

const sceneOf = (place) => place.querySelector(".d2lcalc-scene");
const tell = (place, words) => (place.querySelector(".tools [role=status]").textContent = words);
const button = (name, act) => make("button", { type: "button", textContent: name, onclick: act });

function toolsOf(place) {
  const tools = { "Copy link": copyLink, "Copy to embed": copyFrame, "Save as image": saveImage, Lecture: enterLecture };
  const buttons = Object.entries(tools).map(([name, act]) => button(name, async () => tell(place, (await act(place)) ?? "")));
  const whole = make("a", { href: `${location.pathname}#${place.id}`, target: "_blank", textContent: document.title });
  return make("p", { className: "tools" }, ...buttons, whole, make("span", { role: "status" }));
}

function addressOf(place, query) {
  const address = new URL(location);
  const views = viewsOf(place);
  const turned = String(views) === String(opened.get(place)) ? [] : views;
  Object.assign(address, { search: query, hash: `${place.id}&${fragmentOf(modelOf(place))}${turned.map((view) => `&view=${view}`).join("")}` });
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
  const title = sceneOf(place).getAttribute("aria-label");
  const frame = make("iframe", { src: addressOf(place, "only"), title, width: "100%", height: place.offsetHeight + 16, loading: "lazy", style: "border: 0" });
  return copied(frame.outerHTML, "HTML that shows this picture in another page");
}

/** What is seen, without the controls, as a PNG: the browser draws the scene's own elements within an SVG. */
async function saveImage(place) {
  const scene = sceneOf(place);
  const { top, width } = scene.getBoundingClientRect();
  const height = scene.querySelector(".d2l-controls").getBoundingClientRect().top - top;
  const copy = scene.cloneNode(true);
  const painted = scene.querySelectorAll("canvas");
  for (const [k, canvas] of copy.querySelectorAll("canvas").entries())
    canvas.replaceWith(make("img", { src: painted[k].toDataURL(), style: canvas.style.cssText }));
  const { fontFamily } = getComputedStyle(document.querySelector("math") ?? scene);
  const own = `math { font-family: ${fontFamily}; } :is(.d2l-controls, .d2l-buttons, summary) { visibility: hidden; }`;
  const style = make("style", { textContent: document.querySelector("style[data-d2lcalc]").textContent + own });
  const markup = new XMLSerializer().serializeToString(make("div", {}, style, copy));
  const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><foreignObject width="100%" height="100%">${markup}</foreignObject></svg>`;
  const image = make("img", { src: `data:image/svg+xml,${encodeURIComponent(drawing)}` });
  await image.decode();
  const canvas = make("canvas", { width: SHARP * width, height: SHARP * height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  make("a", { href: canvas.toDataURL(), download: `${place.id}.png` }).click();
}

// Lecture: one picture fills the screen, by a key of its own; it goes on to any other

const enterLecture = (place) => void sceneOf(place).dispatchEvent(new KeyboardEvent("keydown", { key: "f" }));
document.addEventListener("beforetoggle", () => places.forEach(wake), true);

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
    const found = sections.filter((section) => has(section.slice(3).join(" ")));
    found.sort(([, , , a], [, , , b]) => has(b) - has(a)); // first where the heading has the words
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
