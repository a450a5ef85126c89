/** Typed text as words: keyboards of the world, pasted LaTeX and superscripts in one plain spelling, as in d2lcalc/reading/words.py. */

const RAISED = /[²³¹ʰ-ʸˠ-ˤჼᴬᴭᴮᴰ-ᴺᴼ-ᵍᵏ-ᵡᵸᶛ-ᶿ⁰ⁱ⁴-ⁿ]/;
const HALVES = /[¼-¾⅐-⅞↉]/;
/** Each sign, with those that look like it; the letters are Cyrillic. */
const ALIKE = "-−–—‐‑‒﹣➖¯ *·⋅×∗∙•✕✖⨯・ /÷∕⁄ ^ˆ↑ (【〔 )】〕 μµ xх yу aа eе oо pр cс XХ YУ AА EЕ OО PР CС TТ MМ HН KК BВ";
const PLAIN = new Map(ALIKE.split(" ").flatMap(([sign, ...others]) => others.map((other) => [other, sign])));

export const LETTER = "[A-Za-zͰ-Ͽ]";
const NUMBER = "(?:\\d{1,3}(?:,\\d{3})+\\.\\d+|\\d{1,3}(?:\\.\\d{3})+,\\d+|\\d+(?:,\\d+)+|\\d{1,3}(?:\\.\\d{3}){2,}|\\d+\\.?\\d*|\\.\\d+)";
const MODULE = "(?:np|jnp|numpy|jax\\.numpy|(?:jax\\.)?nn|[mM]ath|torch|tf|sympy|sp)\\.(?:linalg\\.)?";
const STYLE = "(?:operatorname\\*?|text(?:rm|bf)?|math(?:rm|bf|sf|it)|boldsymbol|bm|vec)";
const WORD_SIGN = "[\\p{L}\\p{N}_]";
const KINDS = {
  number: `${NUMBER}(?:[eE][-+]?\\d+)?`,
  raised: `⁻?ᵀ|(?:(?!ᵀ)${RAISED.source})+`,
  half: HALVES.source,
  digits: "\\\\[dtc]?frac\\s*\\d\\s*\\d",
  root: "(?:\\\\sqrt|sqrt(?=[^\\]]*\\]\\s*[({]))\\s*\\[\\s*\\d+\\s*\\]",
  command: `\\\\${STYLE}\\s*\\{\\s*${LETTER}+\\s*\\}|\\\\[A-Za-z]+(?:_(?:\\d+|\\{\\d+\\}))?|\\\\.`,
  name: `(?:${MODULE})?${LETTER}[A-Za-zͰ-Ͽ0-9₀-₉]*(?:_(?:${WORD_SIGN}+|\\{${WORD_SIGN}+\\}))?|[√∛]`,
  sign: "\\*\\*|\\.[*/^]|[-+*/:^(){}\\[\\],;=|]",
  space: "[\\s$]+",
  strange: ".",
};
const WORD = new RegExp(Object.entries(KINDS).map(([kind, pattern]) => `(?<${kind}>${pattern})`).join("|"), "gsu");

const SPACE = /^(left|right|[bB]ig.*|displaystyle|q?quad|math(bf|rm)|boldsymbol|vec|[,;:!() [\]])$/;
const SIGNS = {
  "*": "cdot times ast", "/": "div", "|": "vert lvert rvert mid", "(": "{ lbrace", ")": "} rbrace",
  frac: "frac dfrac tfrac cfrac",
};
const COMMANDS = new Map(Object.entries(SIGNS).flatMap(([sign, names]) => names.split(" ").map((name) => [name, sign])));

/** @typedef {{kind: "number" | "half" | "name" | "sign" | "strange" | "end", text: string, start: number, end: number}} Word */

/** The words of a text, which is given and counted in signs (one that takes two places in a string is one). @returns {Word[]} */
export function wordsOf(signs) {
  const plain = signs.map(plainSign).join("");
  return [...plain.matchAll(WORD)].flatMap(({ 0: written, index, groups }) => {
    const [kind] = Object.entries(groups).find(([, text]) => text !== undefined);
    return spelled(kind, written, { start: index, end: index + written.length });
  });
}

/** A sign as an English keyboard has it, where it has it. */
export function plainSign(sign) {
  if (/[\x00-\x7f]/.test(sign) || RAISED.test(sign) || HALVES.test(sign) || /[₀-₉]/.test(sign)) return sign;
  if (/\p{Cf}/u.test(sign)) return " ";
  const alike = PLAIN.get(sign) ?? sign.normalize("NFKC");
  const plain = PLAIN.get(alike) ?? alike;
  return [plain, sign, "\ufffd"].find((one) => one.length === 1);
}

function spelled(kind, written, place) {
  const word = (kind, text) => [{ kind, text, ...place }];
  if (kind === "space") return [];
  if (kind === "half") return word("half", written.normalize("NFKC"));
  if (kind === "digits") return word("half", written.match(/\d/g).join("/"));
  if (kind === "root") return word("name", root(written.match(/\d+/)[0]));
  if (kind === "raised") return raised(written, place);
  if (kind === "command") return command(written, word);
  if (kind === "name") return word("name", written.replace(/^.*\.|[{}]/g, "").replace(/[₀-₉]/g, (sign) => "₀₁₂₃₄₅₆₇₈₉".indexOf(sign)));
  return word(kind, { "**": "^", ":": "/", ".*": "*", "./": "/", ".^": "^" }[written] ?? written);
}

const root = (degree) => ({ 2: "sqrt", 3: "cbrt" })[degree] ?? `root ${degree}`;

/** A raised 2 is ^ (2); ˣ² is the square of x, ²ˣ is 2*x. */
function raised(written, place) {
  const once = written.normalize("NFKC").replace(/(?<=[a-z])(?=\d)/g, "^").replace(/(?<=\d)(?=[a-z])/g, "*");
  const sign = (text) => ({ kind: "sign", text, ...place });
  return [sign("^"), sign("("), ...wordsOf([...once]).map((word) => ({ ...word, ...place })), sign(")")];
}

/** What a command of LaTeX stands for: a sign, a name, or nothing but space. */
function command(written, word) {
  const inner = written.match(new RegExp(`${LETTER}+(?=\\s*\\}$)`)); // of \operatorname{tr}
  const [, name, index] = inner ? ["", inner[0], ""] : written.slice(1).match(/^(.[^_]*)(.*)$/su);
  if (COMMANDS.has(name)) return word("sign", COMMANDS.get(name));
  if (!inner && SPACE.test(name)) return [];
  return word(/^\p{L}+$/u.test(name) ? "name" : "strange", name + index.replace(/[{}]/g, ""));
}
