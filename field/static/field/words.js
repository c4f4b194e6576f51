/* The app's own words. English is what the code says; the page brings the Japanese of each. */

const japanese = JSON.parse(document.getElementById("words")?.textContent ?? "{}");
let spoken = "ja";

/** @returns {"ja" | "en"} */
export const language = () => spoken;

/** @param {"ja" | "en"} wanted */
export function speak(wanted) {
  spoken = wanted;
  document.documentElement.lang = wanted;
}

/** @param {string} text as in field/words.py @param {Record<string, string | number>} [values] for its {names} */
export function t(text, values = {}) {
  const said = (spoken === "ja" && japanese[text]) || text;
  return said.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
