/* A published page: its scenes come to life as they come near the screen. A classic script, since a page opened from a file imports no module. */

const NEAR = "1200px 0px"; // how far from the screen a scene begins to load
const models = new Map(); // script -> the model of its scene
const links = JSON.parse(document.getElementById("links").textContent); // pairs of [script, parameter]
const engine = import(URL.createObjectURL(new Blob([globalThis.d2lcalcEngine], { type: "text/javascript" })));
const placesOf = (script) => document.querySelectorAll(`.scene[data-script="${script}"]`);

/** Called by a scene's script with its state: JSON, gzip, base64. */
globalThis.d2lcalcScene = async (script, packed) => {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const text = await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  const { createModel, link, mount } = await engine;
  const model = createModel(JSON.parse(text));
  models.set(script, model);
  for (const pair of links) {
    const here = pair.find(([name]) => name === script);
    const there = pair.find(([name]) => name !== script);
    if (here && models.has(there?.[0])) link([models.get(there[0]), there[1]], [model, here[1]]);
  }
  for (const el of placesOf(script)) {
    mount({ model, el });
    el.classList.add("live");
  }
};

const asked = new Set();
const sight = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) if (isIntersecting) load(target.dataset.script);
}, { rootMargin: NEAR });

function load(script) {
  if (asked.has(script)) return;
  asked.add(script);
  document.head.append(Object.assign(document.createElement("script"), { src: script }));
}

for (const scene of document.querySelectorAll(".scene")) sight.observe(scene);
