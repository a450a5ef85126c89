/**
 * Exercises that are judged without Python, as d2lcalc/exercises judges them and in its words. The right answers come packed with the pictures:
 * that keeps honest eyes honest, and hides them from nobody who wants to read them.
 */

const CLOSING = { "(": ")", "[": "]", "{": "}" };

const sentence = (...parts) => parts.filter(Boolean).join(" ");

/**
 * Judge what is answered in a form; `live` is the bundle, `moved(names)` has these numbers of the form's picture, each [now, at first], and
 * `reset` brings the picture back to its opening.
 */
export function ask(form, exercise, { live, moved, reset }) {
  const name = `d2lcalc: ${form.ariaLabel} ${exercise.title}`, told = form.querySelector("[role=status]");
  const [, hint, solution, again] = form.querySelectorAll("button");
  let record;
  const say = (heading, words) => told.replaceChildren(Object.assign(document.createElement("strong"), { textContent: heading }), ` ${words}`);
  const begin = (isSolved) => {
    record = { hints: 0, met: new Set(), isTouched: false };
    told.replaceChildren();
    solution.hidden = again.hidden = !isSolved;
  };
  begin(kept((store) => store.getItem(name)));
  if (!again.hidden) say("Solved.", "");
  again.onclick = () => {
    kept((store) => store.removeItem(name));
    form.reset();
    if (form.dataset.scene) reset();
    begin(false);
  };
  form.oninput = () => (record.isTouched = true);
  form.onsubmit = (event) => {
    event.preventDefault();
    const { outcome, ...graded } = gradeOf(form, exercise, record, { live, moved });
    if (outcome === "unanswered") return say("Not answered yet.", exercise.moved?.length ? "Nothing has been moved in the picture yet." : "Your answer comes first.");
    if (outcome === "unreadable") return say("No answer yet.", graded.words);
    solution.hidden = false;
    if (outcome === "wrong") return say(...wrong(exercise, record, graded));
    kept((store) => store.setItem(name, "solved"));
    again.hidden = false;
    return say("Right.", exercise.solution);
  };
  hint.onclick = () => {
    const [stage, words] = exercise.hints[record.hints++ % exercise.hints.length];
    say(`${stage}.`, words);
  };
  solution.onclick = () => say(`${exercise.title}.`, `${exercise.solution} An answer: ${exercise.answer}`);
}

/** What is done with the browser's own memory; nothing where it has none for a page, as in a frame that may only run scripts. */
function kept(act) {
  try {
    return act(localStorage);
  } catch {
    return null;
  }
}

/** What is said of a wrong answer: its mistake by name; if it has none, or made it before, the next staged hint. */
function wrong({ hints }, record, { words, name, again }) {
  const heading = name ? `Not yet: ${name}.` : "Not yet.";
  if (name && !record.met.has(name)) return record.met.add(name) && [heading, words];
  const stage = hints[record.hints++] ?? hints.at(-1);
  return [heading, sentence(words, again, stage.join(": "), stage === hints.at(-1) && "The solution is open.")];
}

function gradeOf(form, exercise, { isTouched }, { live, moved }) {
  if (exercise.table) return isTouched || form.querySelector(":checked") ? ofTable(form, exercise) : { outcome: "unanswered" };
  if (form.dataset.scene) return ofPicture(moved(exercise.moved), exercise, live);
  const text = form.elements.answer.value;
  try {
    return text.trim() ? ofResults(resultsOf(text, exercise, live), exercise, live) : { outcome: "unanswered" };
  } catch (error) {
    if (!error.reason) throw error;
    return { outcome: "unreadable", words: error.reason };
  }
}

/** Of a choice: each select is a digit of the place in the table, and so is each checkbox, and so are all radio buttons together. */
function ofTable(form, { table, verdicts }) {
  const radios = [...form.querySelectorAll("[type=radio]")];
  const fields = [...form.querySelectorAll("select, [type=checkbox]")].map((field) => (
    field.options ? { size: field.options.length - 1, digit: field.selectedIndex - 1 } : { size: 2, digit: Number(field.checked) }));
  if (radios.length) fields.push({ size: radios.length, digit: radios.findIndex(({ checked }) => checked) });
  if (fields.some(({ digit }) => digit < 0)) return { outcome: "unanswered" };
  const [outcome, words, name, again] = verdicts[table[fields.reduce((place, { size, digit }) => place * size + digit, 0)]];
  return { outcome, words, name, again };
}

/** The numbers of the exercise's picture, as it stands. */
function ofPicture(numbers, exercise, live) {
  const now = numbers.map(([value]) => value);
  if (numbers.every(([value, before]) => value === before)) return { outcome: "unanswered" };
  return ofResults([now.length > 1 ? now : now[0]], exercise, live);
}

/** Numbers are the one result of a function of nothing. */
function ofResults(results, exercise, live) {
  const { tapes, mistakes, isArrow, holds } = exercise, shape = shapeOf(results[0]), misfit = exercise.misfits[shape] ?? exercise.asked;
  const failed = results.find((result) => typeof result === "string"), tape = tapes[shape];
  if (failed || !tape) return { outcome: "unreadable", words: failed ?? misfit };
  const [isRight, ...judged] = live.player(tape).update(results.flat(Infinity)).outputs;
  if (isRight) return { outcome: "right" };
  const [hint, name, again] = mistakes.find((_, k) => judged[k]) ?? [], agreeing = judged.slice(mistakes.length);
  if (!name && !agreeing.length) return { outcome: "unreadable", words: misfit };
  const detail = () => (holds ? "That does not do what is asked." : detailOf(results, agreeing, exercise));
  return { outcome: "wrong", words: sentence((isArrow || !name) && detail(), hint), name, again };
}

/** What is wrong, without giving the right answer away. */
function detailOf(results, agreeing, { letters, at, isArrow, ordinals }) {
  const first = agreeing.indexOf(0), [numbers] = results, [degrees] = agreeing;
  if (letters.length) return `At ${at[first]} your function gives ${numberText(results[first])}, and that is not it.`;
  if (isArrow && !numbers.some(Boolean)) return "An arrow without length points nowhere.";
  if (isArrow) return degrees > 10 && `The direction is off by ${degrees.toFixed()}°.`;
  if (!Array.isArray(numbers)) return `It is not ${numberText(numbers)}.`;
  const off = ordinals.filter((_, k) => agreeing[k] === 0);
  return `Not right: the ${sentence(off.slice(0, -1).join(", "), off.length > 1 && "and", off.at(-1))} of these numbers.`;
}

const shapeOf = (value) => (Array.isArray(value) ? [value.length, ...shapeOf(value[0])] : []);

/** A number, or several in brackets, as Python writes them to six digits. */
function numberText(value) {
  if (Array.isArray(value)) return `[${value.map(numberText).join(", ")}]`;
  if (!Number.isFinite(value)) return String(value).replace("Infinity", "inf").replace("NaN", "nan");
  const rounded = Number(value.toPrecision(6)) + 0, size = Math.abs(rounded);
  return size && (size < 1e-4 || size >= 1e6) ? rounded.toExponential().replace(/([+-])(\d)$/, "$10$2") : String(rounded);
}

// Typed text, read as d2lcalc/exercises/typed.py and values.py read it, by their patterns; (1,234) is two numbers here, without asking

/** The results of what is typed: one of several numbers or functions is a list itself. */
function resultsOf(text, { letters, cases, at, reading }, live) {
  if (!letters.length) return [numbersOf(text, reading, live)];
  const found = partsOf(text.split(/[=:↦]|->/).at(-1), reading), derivative = new RegExp(reading.derivative);
  const columns = (found.length > 1 ? found : [text]).map((part) => {
    const writer = live.createWriter(letters.length), slot = live.compile(writer, part.replace(derivative, ""), letters, [...letters.keys()], reading);
    return writer.values(slot, ...letters.map((_, k) => cases.map((place) => place[k])));
  });
  return cases.map((_, k) => {
    const results = columns.map((column) => column[k]), result = found.length > 1 ? results : results[0];
    return results.every(Number.isFinite) ? result : `At ${at[k]} your function gives ${numberText(result)}, and that is not finite.`;
  });
}

/** A number, or an array; one in brackets of its own is itself. */
function numbersOf(text, reading, live) {
  const plain = reading.printed.reduce((before, [pattern, spelling]) => before.replaceAll(new RegExp(pattern, "g"), spelling), text).trim();
  const found = partsOf(plain, reading);
  if (found.length === 1 && found[0] === plain) {
    const writer = live.createWriter(0);
    return writer.known(live.compile(writer, plain.replaceAll(new RegExp(reading.aroundANumber, "g"), ""), [], [], reading));
  }
  const rows = found.map((part) => numbersOf(part, reading, live));
  if (rows.length === 1) return rows[0];
  return new Set(rows.map((row) => String(shapeOf(row)))).size < 2 ? rows : rows.flat(Infinity);
}

/** The parts of a text of several numbers or functions; a text of one is its own only part. */
function partsOf(text, { thousands }) {
  const whole = text.trim(), inside = whole.slice(1, -1);
  const isEnclosed = CLOSING[whole[0]] === whole.at(-1) && !/[)\]}]/.test(flat(inside));
  const body = isEnclosed ? inside : whole;
  if (body.includes(";")) return cut(body.includes(".") ? body : body.replaceAll(",", "."), ";");
  const separator = (isEnclosed || body.includes(".")) && !/,\s/.test(body) ? "," : ",\\s";
  const isOne = !body.match(separator) || whole.match(`^[-+−]?${thousands}$`);
  return isOne ? [whole] : cut(body, separator);
}

/** The text with a dash for every sign that stands in brackets, and for these. */
function flat(text) {
  const [inner] = text.match(/[([{][^()[\]{}]*[)\]}]/) ?? [];
  return inner ? flat(text.replace(inner, "_".repeat(inner.length))) : text;
}

/** The text cut where the separator stands outside brackets. */
function cut(text, separator) {
  const ends = [...flat(text).matchAll(separator)].map(({ index, 0: found }) => [index, index + found.length]);
  const starts = [0, ...ends.map(([, end]) => end)];
  return starts.map((start, k) => text.slice(start, ends[k]?.[0])).filter((part) => part.trim());
}
