/* The questions of a visit. What can be answered comes with the list: one definition for this app and the office's page. */
import { dial, el, icon, notice, numbersOf } from "./dom.js";
import * as round from "./round.js";
import { clockOf, dayOf } from "./when.js";
import { t } from "./words.js";

const radio = (name, value, checked) => el("input", { type: "radio", name, value, autocomplete: "off", checked: checked === value });

/** @param {any} [before] */
export function outcomes(before) {
  const small = round.form().outcomes.filter((one) => !one.large);
  return el("fieldset", {}, el("legend.big-legend", {}, t("How it is today")),
    el("div.answers", {}, round.form().outcomes.filter((one) => one.large).map((one) => el(`label.answer.answer--${one.colour}`, {},
      icon(one.icon), el("span", {}, one.words, one.hint && el("small", {}, one.hint)), radio("outcome", one.code, before?.outcome)))),
    el("details.others", { open: small.some((one) => one.code === before?.outcome) },
      el("summary", {}, t("Others"), el("span.hint", {}, small.map((one) => one.words).join("・"))),
      el("div.choices", {}, small.map((one) => choice("outcome", one.code, before?.outcome, one.words, one.hint)))));
}

function choice(name, code, chosen, words, hint) {
  return el("label.choice", {}, radio(name, code, chosen), el("span", {}, words, hint && el("small", {}, hint)));
}

export function absent(door, before) {
  const tried = new Map((before?.steps ?? []).map((one) => [one.step, one]));
  return el("section.when-absent.stack", { "aria-labelledby": "h-steps" },
    el("h2", { id: "h-steps" }, t("What was tried")),
    door.protocol && notice(".notice--warn", "flag", el("p", {}, t("When nobody answers:"), " ", el("strong.pre", {}, door.protocol))),
    el("p", {}, t("Somebody lying inside, a cry, smoke, gas: choose “Emergency”. Never go in alone.")),
    round.form().steps.map(({ code, words }) => el("fieldset.tried", {}, el("legend.vh", {}, words),
      el("label.choice", {}, el("input", { type: "checkbox", name: `step_${code}`, value: "yes", autocomplete: "off", checked: tried.has(code) }), words),
      code === "phone" && numbersOf(door.phone ?? "").map((number) => dial(number, "", number)),
      el("div.tried__words", {},
        field(`at_${code}`, t("Time"), { type: "time", value: tried.has(code) ? clockOf(new Date(tried.get(code).at)) : "" }),
        field(`result_${code}`, t("What came of it"), { type: "text", maxlength: 100, value: tried.get(code)?.result ?? "" })))));
}

function field(name, label, { hint = "", ...more }) {
  return el("div.field", {}, el("label", { for: `f_${name}` }, label, hint && el("span.hint", {}, hint)),
    el("input", { id: `f_${name}`, name, autocomplete: "off", ...more }));
}

/** @param {any} [before] */
export function checks(before) {
  const row = ({ code, words }) => el("li", {}, el("span", { id: `l_${code}` }, words),
    el("span.pair", { role: "radiogroup", "aria-labelledby": `l_${code}` },
      round.form().findings.filter((one) => one.code).map((one) => el("label.choice", {}, radio(`check_${code}`, one.code, before?.checks?.[code]), one.words)),
      el("label.choice.choice--none", {}, el("input", { type: "radio", name: `check_${code}`, value: "", autocomplete: "off" }), t("Not looked at"))));
  const more = round.form().checks.filter((one) => !one.first);
  return el("section.routine", { "aria-labelledby": "h-chk" },
    el("h2", { id: "h-chk" }, t("What you noticed"), el("span.hint", {}, t("If nothing, record as it is"))),
    el("ul.checks", {}, round.form().checks.filter((one) => one.first).map(row)),
    more.length > 0 && el("details.others", { open: more.some(({ code }) => before?.checks?.[code]) },
      el("summary", {}, t("Show {n} more", { n: more.length })), el("ul.checks", {}, more.map(row))));
}

/** @param {any} [before] */
export function note(before) {
  return el("div.field", {}, el("label", { for: "note" }, t("A word"),
    el("span.hint.note-free", {}, t("May stay empty")), el("span.hint.note-asked", {}, t("What it is, in a word"))),
    el("textarea", { id: "note", name: "note", rows: 2, maxlength: round.form().note_length, autocomplete: "off" }, before?.note ?? ""));
}

/** @param {any} [before] */
export function companions(door, before) {
  if (!door.companions?.length) return;
  return el("fieldset", {}, el("legend", {}, t("Together with")),
    el("div.choices", {}, door.companions.map((one) => el("label.choice", {},
      el("input", { type: "checkbox", name: "companions", value: one.id, autocomplete: "off", checked: Boolean(before?.companions.includes(one.id)) }), one.name))));
}

/** `door.manner` is what was agreed for it. @param {any} door @param {any} [before] */
export function more(door, before) {
  const group = (name, legend, options) => el("fieldset", {}, el("legend", {}, legend),
    el("div.choices", {}, options.map((one) => choice(name, one.code, (before ?? door)[name], one.words))));
  return el("details.others.routine", { open: Boolean(before?.answered || before?.minutes) },
    el("summary", {}, t("More to write"), el("span.hint", {}, t("Who answered, minutes, manner"))),
    el("div.stack", {}, group("answered", t("Who answered"), round.form().answered), group("manner", t("Manner"), round.form().manners),
      field("minutes", t("Minutes"), { type: "text", inputmode: "numeric", pattern: "\\d*", maxlength: 3, value: before?.minutes ?? "" })));
}

/** @param {any} [before] */
export function otherTime(before) {
  return el("details.others", {}, el("summary", {}, t("Not just now"), el("span.hint", {}, t("Written down later, or from paper"))),
    el("div.stack", {}, el("div.fields", {},
      field("day", t("Day"), { type: "date", max: dayOf(), hint: t("Empty: today") }),
      field("clock", t("Time"), { type: "time", hint: t("Empty: now, or noon of a past day") })),
      el("label.choice", {}, el("input", { type: "checkbox", name: "paper", value: "yes", autocomplete: "off", checked: Boolean(before?.paper) }), t("Copied from paper"))));
}
