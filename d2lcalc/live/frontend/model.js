/** A model without a kernel, for web pages and tests: what a widget's model is to a scene, in memory. */

/** @param {Record<string, any>} state what the kernel would have sent; it is written to */
export function createModel(state) {
  const listeners = new Map();
  const calls = (event) => listeners.get(event) ?? [];
  return {
    get: (name) => state[name],
    set(name, value) {
      if (state[name] === value) return;
      state[name] = value;
      for (const call of [...calls(`change:${name}`), ...calls("change")]) call();
    },
    on: (event, call) => listeners.set(event, [...calls(event), call]),
    off: (event, call) => listeners.set(event, calls(event).filter((known) => known !== call)),
  };
}

/** Keep two parameters the same, as `jslink` does: the second takes the first's value, and from then on each follows the other. */
export function link([a, here], [b, there]) {
  const follow = () => b.set(there, a.get(here));
  follow();
  a.on(`change:${here}`, follow);
  b.on(`change:${there}`, () => a.set(here, b.get(there)));
}
