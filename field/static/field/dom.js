/* Elements. Every text goes in as text. */

const SVG = "http://www.w3.org/2000/svg";
const ICONS = new URL("../img/icons.svg", import.meta.url).pathname;

/**
 * @param {string} name tag, with classes after dots
 * @param {Record<string, any>} [what] attributes; functions are listeners; false and undefined are left out
 * @param {...(Node | string | number | false | null | undefined | (Node | string)[])} inside
 */
export function el(name, what = {}, ...inside) {
  const [tag, ...classes] = name.split(".");
  const made = document.createElement(tag);
  if (classes.length) made.className = classes.join(" ");
  for (const [key, value] of Object.entries(what)) {
    if (typeof value === "function") made.addEventListener(key, value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== undefined && value !== null) made.setAttribute(key, String(value));
  }
  made.append(...inside.flat().filter((part) => part !== false && part !== null && part !== undefined && part !== "").map(String_));
  return made;
}

const String_ = (part) => (part instanceof Node ? part : String(part));

/** @param {string} name of the house's own icons */
export function icon(name) {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("class", "i");
  made.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${ICONS}#${name}`);
  made.append(use);
  return made;
}

/** @param {string} words @param {(event: Event) => void} press @param {{kind?: string, sign?: string, [other: string]: any}} [more] */
export function button(words, press, { kind = "", sign = "", ...more } = {}) {
  return el(`button.btn${kind}`, { type: "button", click: press, ...more }, sign && icon(sign), words);
}

/** Several may stand in one field. @param {string} phone */
export const numbersOf = (phone) => phone.split(/[\s、,\/]+/).filter(Boolean);

/** A call, which only the hand begins. @param {string} phone @param {...(Node | string)} inside */
export const dial = (phone, kind, ...inside) =>
  el(`a.btn${kind}`, { href: `tel:${phone.replace(/[^\d+#*]/g, "")}` }, icon("phone"), el("span", {}, ...inside));

/** @param {"" | ".notice--warn" | ".notice--bad" | ".notice--ok"} kind @param {string} sign */
export const notice = (kind, sign, ...inside) => el(`div.notice${kind}`, {}, icon(sign), el("div", {}, ...inside));

/** A name with its reading over it. @param {string} name @param {string} kana */
export function named(name, kana) {
  const [names, readings] = [name.split(/[\s\u3000]+/), kana.split(/[\s\u3000]+/)];
  if (!kana || names.length !== readings.length) return [name];
  return names.map((part, number) => el("ruby", {}, part, el("rt", {}, readings[number])));
}
