/* Letters, language, help, leaving. */
import { button, el, notice } from "./dom.js";
import * as outbox from "./outbox.js";
import * as round from "./round.js";
import { show } from "./screen.js";
import * as sync from "./sync.js";
import { language, speak, t } from "./words.js";

const SIZES = ["20px", "24px", "30px", "40px"];

/** @type {{size: number, language: "ja" | "en"}} */ let wanted = { size: 0, language: "ja" };

/** @param {{size: number, language: "ja" | "en"} | undefined} kept */
export function adopt(kept) {
  wanted = kept ?? wanted;
  speak(wanted.language);
  document.documentElement.dataset.size = SIZES[wanted.size];
}

function choose(change, again) {
  adopt({ ...wanted, ...change });
  outbox.keep("kept", (rows) => rows.put(wanted, "wanted"));
  again();
}

/** Within this page: one that is left, and comes again without network, finds the list closed. @param {() => void} back */
function help(back) {
  const sheet = el("iframe.help", { src: language() === "en" ? "/field/help#en" : "/field/help", title: t("Help") });
  show({ title: t("Help"), back, backWords: t("Back"), side: [button(t("Print"), () => sheet.contentWindow.print(), { kind: ".push", sign: "print" })] }, sheet);
}

/** @param {{back: () => void, leave: () => void, lock: () => void, update?: () => void}} ways */
export function menu(ways) {
  const again = () => menu(ways);
  const waiting = outbox.waiting().length;
  show({ title: t("Menu"), back: ways.back, backWords: t("Back") },
    el("fieldset", {}, el("legend", {}, t("Size of the letters")), el("div.choices", {}, [t("Normal"), t("Large"), t("Very large"), t("Twice as large")].map((words, size) =>
      el("label.choice", {}, el("input", { type: "radio", name: "size", autocomplete: "off", checked: size === wanted.size, change: () => choose({ size }, again) }), words)))),
    el("fieldset", {}, el("legend", {}, t("Language")), el("div.choices", {}, [["ja", "日本語"], ["en", "English"]].map(([code, words]) =>
      el("label.choice", { lang: code }, el("input", { type: "radio", name: "language", autocomplete: "off", checked: code === language(), change: () => choose({ language: code }, again) }), words)))),
    button(t("Help"), () => help(again), { sign: "help" }),
    button(t("Send now"), () => sync.now(true), { sign: "sent" }),
    round.isOpen() && button(t("Close the list with the PIN"), ways.lock, { sign: "lock" }),
    ways.update && notice("", "save", el("p", {}, t("There is a new version of this app. What waits to be sent stays."), " "), button(t("Use the new version"), ways.update)),
    el("section.stack", {}, button(t("Sign out"), () => ask(ways, waiting), { sign: "user" })));
}

function ask(ways, waiting) {
  show({ title: t("Sign out"), back: ways.back, backWords: t("Back") },
    el("p", {}, t("The list of people is removed from this tablet.")),
    waiting > 0 && el("p", {}, t("{n} visits wait to be sent. They stay here and are sent by themselves.", { n: waiting })),
    button(t("Sign out"), ways.leave, { kind: ".btn--main.btn--l", sign: "user" }));
}
