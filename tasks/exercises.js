/*
 * Exercises that are judged without Python, as d2lcalc/exercises judges them and in its words. The right answers come packed with the pictures:
 * that keeps honest eyes honest, and hides them from nobody who wants to read them.
 */

const STAGES = ["Look", "Formula", "First step"];
const ORDINALS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh"];
const CLOSING = { "(": ")", "[": "]", "{": "}" };
const THOUSANDS = "(?<![\\d.,])[1-9]\\d{0,2}(,\\d{3})+(?!\\d)(\\.\\d+)?";
const DERIVATIVE = /^\s*([d∂][^=]*\/\s*[d∂]\w+|\w+\s*['′]\s*(\(\w+\))?)\s*=/; // df/dt = …, f'(t) = …

const sentence = (...parts) => parts.filter(Boolean).join(" ");

function askAll() {
  for (const form of document.querySelectorAll("form.exercise")) ask(form, stateOf(Number(form.dataset.exercise)).spec);
}

function ask(form, exercise) {
  const record = { hints: 0, met: new Set() }, told = form.querySelector("[role=status]");
  const say = (heading, words) => told.replaceChildren(make("strong", { textContent: heading }), ` ${words}`);
  const [, hint, solution] = form.querySelectorAll("button");
  form.onsubmit = (event) => {
    event.preventDefault();
    const { outcome, ...graded } = gradeOf(form, exercise);
    if (outcome === "unanswered") return say("Not answered yet.", exercise.moved?.length ? "Nothing has been moved in the picture yet." : "Your answer comes first.");
    if (outcome === "unreadable") return say("No answer yet.", graded.words);
    solution.hidden = false;
    return outcome === "right" ? say("Right.", exercise.solution) : say(...wrong(exercise, record, graded));
  };
  hint.onclick = () => {
    const stage = record.hints++ % STAGES.length;
    say(`${STAGES[stage]}.`, exercise.hints[stage]);
  };
  solution.onclick = () => say(`${exercise.title}.`, `${exercise.solution} An answer: ${exercise.answer}`);
}

/** What is said of a wrong answer: its mistake by name; if it has none, or made it before, the next staged hint. */
function wrong({ hints }, record, { words, name, again }) {
  const heading = name ? `Not yet: ${name}.` : "Not yet.";
  if (name && !record.met.has(name)) return record.met.add(name) && [heading, words];
  const stage = Math.min(record.hints++, STAGES.length - 1);
  return [heading, sentence(words, again, `${STAGES[stage]}: ${hints[stage]}`, stage === STAGES.length - 1 && "The solution is open.")];
}

function gradeOf(form, exercise) {
  if (exercise.table) return ofTable(form, exercise);
  if (exercise.moved.length) return ofPicture(form, exercise);
  const text = form.elements.answer.value;
  try {
    return text.trim() ? ofResults(resultsOf(text, exercise), exercise) : { outcome: "unanswered" };
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

/** The picture before the form, as it stands. */
function ofPicture(form, exercise) {
  const model = modelOf(places.findLast((place) => place.compareDocumentPosition(form) & Node.DOCUMENT_POSITION_FOLLOWING));
  const { moved } = exercise, values = moved.map(model.get), before = opening(model.get("spec"));
  if (moved.every((name, k) => values[k] === before[name])) return { outcome: "unanswered" };
  return ofResults([values.length > 1 ? values : values[0]], exercise);
}

/** Numbers are the one result of a function of nothing. */
function ofResults(results, { tapes, mistakes, letters, places, asked, arrow, opaque }) {
  const failed = results.find((result) => typeof result === "string"), tape = tapes[shapeOf(results[0])];
  if (failed || !tape) return { outcome: "unreadable", words: failed ?? asked };
  const [isRight, ...judged] = live.player(tape).update(results.flat(Infinity)).outputs;
  if (isRight) return { outcome: "right" };
  const [hint, name, again] = mistakes.find((_, k) => judged[k]) ?? [], agreeing = judged.slice(mistakes.length);
  if (!name && !agreeing.length) return { outcome: "unreadable", words: asked };
  const detail = () => (opaque ? "That does not do what is asked." : detailOf(results, agreeing, { letters, places, arrow }));
  return { outcome: "wrong", words: sentence((arrow || !name) && detail(), hint), name, again };
}

/** What is wrong, without giving the right answer away. */
function detailOf(results, agreeing, { letters, places, arrow }) {
  const off = agreeing.indexOf(0), [numbers] = results;
  if (letters.length) return `At ${places[off]} your function gives ${numberText(results[off])}, and that is not it.`;
  if (arrow) {
    const [[a, b], [c, d]] = [numbers, arrow], degrees = Math.abs(Math.atan2(a * d - b * c, a * c + b * d)) * (180 / Math.PI);
    return a || b ? degrees > 10 && `The direction is off by ${degrees.toFixed()}°.` : "An arrow without length points nowhere.";
  }
  if (shapeOf(numbers).length !== 1) return Array.isArray(numbers) ? "Not all of these numbers are right." : `It is not ${numberText(numbers)}.`;
  const wrong = ORDINALS.filter((_, k) => agreeing[k] === 0);
  return `Not right: the ${sentence(wrong.slice(0, -1).join(", "), wrong.length > 1 && "and", wrong.at(-1))} of these numbers.`;
}

const shapeOf = (value) => (Array.isArray(value) ? [value.length, ...shapeOf(value[0])] : []);

/** A number, or several in brackets, as Python writes them to six digits. */
function numberText(value) {
  if (Array.isArray(value)) return `[${value.map(numberText).join(", ")}]`;
  const rounded = Number(value.toPrecision(6)) + 0, size = Math.abs(rounded);
  return size && (size < 1e-4 || size >= 1e6) ? rounded.toExponential().replace(/([+-])(\d)$/, "$10$2") : String(rounded);
}

// Typed text, read as d2lcalc/exercises/typed.py reads it

/** The results of what is typed: one of several numbers or functions is a list itself. */
function resultsOf(text, { letters, cases, places, vocabulary }) {
  if (!letters.length) return [numbersOf(text, vocabulary)];
  const found = partsOf(text.split(/[=:↦]|->/).at(-1));
  const columns = (found.length > 1 ? found : [text]).map((part) => {
    const writer = live.createWriter(2), slot = live.compile(writer, part.replace(DERIVATIVE, ""), letters, [0, 1].slice(0, letters.length), vocabulary);
    return writer.values(slot, ...[0, 1].map((k) => cases.map((place) => place[k] ?? place[0])));
  });
  return cases.map((_, k) => {
    const results = columns.map((column) => column[k]), result = found.length > 1 ? results : results[0];
    return results.every(Number.isFinite) ? result : `At ${places[k]} your function gives ${numberText(result)}, and that is not finite.`;
  });
}

function numbersOf(text, vocabulary) {
  const plain = text.replace(/^\s*\([^()=]*\)\s*=/, "").replace(/\sand\s/g, ", ").trim(), found = partsOf(plain);
  if (found.length === 1 && found[0] === plain) {
    const writer = live.createWriter(2);
    return writer.known(live.compile(writer, plain.replace(/^[^=≈~]*[=≈~]|(?<=\d)\.\s*$/g, ""), [], [], vocabulary));
  }
  const rows = found.map((part) => numbersOf(part, vocabulary));
  return new Set(rows.map((row) => String(shapeOf(row)))).size < 2 ? rows : rows.flat(Infinity);
}

/** The parts of a text of several numbers or functions; a text of one is its own only part. */
function partsOf(text) {
  const whole = text.trim(), inside = whole.slice(1, -1);
  const isEnclosed = CLOSING[whole[0]] === whole.at(-1) && !/[)\]}]/.test(flat(inside));
  const body = isEnclosed ? inside : whole;
  if (body.includes(";")) return cut(body.includes(".") ? body : body.replaceAll(",", "."), ";");
  const separator = (isEnclosed || body.includes(".")) && !/,\s/.test(body) ? "," : ",\\s", asked = body.match(THOUSANDS)?.[0];
  if (asked && isEnclosed && separator === ",") {
    const reason = `${asked} may be one number or several: write ${asked.replaceAll(",", "")}, or ${asked.replaceAll(",", ", ")}.`;
    throw Object.assign(new Error(reason), { reason });
  }
  const isOne = !body.match(separator) || whole.match(`^[-+−]?${THOUSANDS}$`);
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
