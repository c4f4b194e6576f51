/* Six digits by large buttons. There is no field that a browser could remember. */
import { button, el } from "./dom.js";
import { t } from "./words.js";

export const LENGTH = 6;

/** @param {(pin: string) => void} done once all six are there */
export function keypad(done) {
  let typed = "";
  const dots = el("p.dots", { role: "status" });
  const keys = ["1", "2", "3", "4", "5", "6", "7", "8", "9"].map((digit) => key(digit));
  const last = button("", () => set(typed.slice(0, -1)), { "aria-label": t("Delete the last digit"), kind: ".key", sign: "back" });
  const pad = el("div.keypad", { role: "group", "aria-label": t("Digits"), keydown: pressed, tabindex: -1 }, dots, ...keys, el("span"), key("0"), last);

  function key(digit) {
    return button(digit, () => set(typed + digit), { kind: ".key" });
  }

  function pressed(event) {
    if (/^\d$/.test(event.key)) set(typed + event.key);
    else if (event.key === "Backspace") set(typed.slice(0, -1));
  }

  function set(now) {
    typed = now.slice(0, LENGTH);
    const circles = Array.from({ length: LENGTH }, (_, place) => el(place < typed.length ? "span.dot.dot--on" : "span.dot", { "aria-hidden": true }));
    dots.replaceChildren(...circles, el("span.vh", {}, t("{n} of 6 digits", { n: typed.length })));
    if (typed.length < LENGTH) return;
    const pin = typed;
    typed = "";
    done(pin);
  }

  set("");
  return { pad, clear: () => set("") };
}
