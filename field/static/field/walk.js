/* The round: the next door large, the rest in walking order, done ones folded. */
import { button, dial, el, icon, named, notice } from "./dom.js";
import { offset } from "./api.js";
import { callsButton } from "./calls.js";
import * as order from "./order.js";
import * as round from "./round.js";
import { show } from "./screen.js";
import { clockOf, dayOf, dayText, shortDay } from "./when.js";
import { t } from "./words.js";

const PERSISTED = { asked: false, is: true };
let searched = "";

/** Its door was found and recorded. */
export const forget = () => void (searched = "");

/** @param {{visit: (door: object) => void, read: (door: object) => void, menu: () => Node, calls: () => void}} ways */
export function walk(ways) {
  const doors = round.doors();
  const planned = doors.filter((door) => round.isDone(door) || door.state === "waiting");
  const done = planned.filter(round.isDone);
  const waiting = [...planned.filter((door) => !round.isDone(door))].sort((one, other) => Number(round.isTried(one)) - Number(round.isTried(other)));
  const others = doors.filter((door) => !planned.includes(door));
  const [next, ...rest] = waiting;
  const found = el("div.stack.stack--s", { id: "found" });
  const field = el("input", { id: "find", type: "text", autocomplete: "off", enterkeyhint: "search", value: searched, input: search });
  const after = el("div.stack", {},
    rest.length > 0 && el("div.row", {}, el("h2", {}, t("After that, in walking order")), button(t("Change the order"), () => order.screen(() => walk(ways)), { kind: ".push", sign: "swap" })),
    rest.length > 0 && el("ol.stack.stack--s", {}, rest.map((door) => el("li", {}, card(door, ways)))),
    others.length > 0 && el("details.fold", {}, el("summary", {}, t("Not planned just now"), el("span.push", {}, others.length)),
      el("ol.stack.stack--s", {}, others.map((door) => el("li", {}, card(door, ways))))));
  const whole = el("div.stack", {},
    done.length > 0 && folded(done, ways),
    next && el("h2.vh", {}, t("Next door")), next && card(next, ways, true),
    !next && notice(".notice--ok", "ok", el("p", {}, t("All doors of today are done. Thank you."))),
    el("div.field.find", {}, el("label", { for: "find" }, t("Find by name, kana or number")), field), found, after);

  function search() {
    searched = field.value.trim();
    after.hidden = searched !== "";
    const hits = searched ? doors.filter((door) => fits(door, searched)) : [];
    found.replaceChildren(...hits.map((door) => card(door, ways)),
      ...(searched ? [el("p", { role: "status" }, t("{n} doors found", { n: hits.length }))] : []));
  }

  const { name, phone } = round.open.office;
  show({ title: t("Today's round"), side: [el("p.when", {}, dayText(Date.now())), ways.menu()], foot: [callsButton(), phone && dial(phone, "", name)] },
    el("div.count-bar", {}, el("p", {}, el("span.big", {}, t("{done} / {all} doors", { done: done.length, all: planned.length })), el("span", {}, t("{n} to go", { n: waiting.length }))),
      el("progress", { max: Math.max(planned.length, 1), value: done.length, "aria-label": t("{done} of {all} doors", { done: done.length, all: planned.length }) })),
    ...troubles(), whole, ...storage());
  search();
}

/** What is odd with the clock or the list, said calmly. */
function* troubles() {
  const minutes = Math.round(Math.abs(offset) / 60_000);
  if (minutes >= (round.form().tolerance_minutes ?? 5)) {
    const far = minutes < 90 ? t("{n} minutes", { n: minutes }) : t("{n} hours", { n: Math.round(minutes / 60) });
    yield notice(".notice--warn", "clock", el("p", {}, t("The clock of this tablet differs by {far}. Your records are kept; the office puts their times right.", { far })));
  }
  if (round.list.day !== dayOf()) {
    yield notice("", "flag", el("p", {}, t("The list is of {day}. It renews itself when you have signed in with network.", { day: shortDay(round.list.day) })));
  }
}

/** The browser did not promise to keep what lies here. */
function* storage() {
  if (PERSISTED.asked && !PERSISTED.is) {
    yield notice("", "save", el("p", {}, t("The tablet may clear unused apps. Put the app on the home screen, and send what waits soon.")));
  }
}

export async function askForRoom() {
  PERSISTED.is = (await navigator.storage?.persisted?.()) || (await navigator.storage?.persist?.()) || false;
  PERSISTED.asked = true;
}

function fits(door, words) {
  const number = words.normalize("NFKC");
  if (/^\d+$/.test(number)) return String(door.no) === number;
  const flat = (text) => text.normalize("NFKC").replace(/\s+/g, "").replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
  return [door.name, door.kana].some((text) => flat(text).includes(flat(words)));
}

function card(door, ways, isNext = false) {
  const go = round.isDone(door) && door.entry ? ways.read : ways.visit;
  const words = el("span.door__text", {},
    el("span.door__name", {}, ...named(door.name, door.kana)),
    el("span.s", {}, isNext && el("span", {}, t("Next door")), el("span", {}, door.address), round.isTried(door) && el("strong", {}, tried(door)),
      door.state === "paused" && el("strong", {}, t("Paused"))));
  const care = [...cautions(door, "span"), isNext && last(door, "span")].filter(Boolean);
  return el(isNext ? "button.door.door--next" : "button.door", { type: "button", click: () => go(door) },
    el("span.door__no", {}, door.no), words, isNext && el("span.btn.btn--main", {}, t("Go there"), icon("arrow")),
    care.length > 0 && el(isNext ? "span.care.wide" : "span.care.door__care", {}, care),
    isNext && door.handed && el("span.wide.handed", {}, icon("note"), el("span", {}, el("b", {}, t("From the office:")), " ", door.handed)));
}

/** @param {any} door */
export function tried(door) {
  const at = door.entry?.payload.visited_at ?? door.seen?.[0]?.at;
  return at && dayOf(new Date(at)) === dayOf() ? t("Once more (not at home at {time})", { time: clockOf(new Date(at)) }) : t("Once more");
}

/** What is to be minded there. @param {any} door @param {string} tag */
export const cautions = (door, tag) => door.cautions.map((one) => el(tag, {}, icon(one.icon), round.wordsOf("cautions", one.code, one.words)));

/** What was found the last time. @param {string} tag */
export const last = (door, tag) => door.last && el(tag, {}, icon("clock"), `${t("Last time")} ${shortDay(door.last.at)} ${round.wordsOf("outcomes", door.last.outcome, door.last.words)}`);

function folded(done, ways) {
  const counts = new Map();
  for (const door of done) {
    const word = outcomeOf(door);
    if (word) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const sums = [...counts].map(([word, n]) => `${word}${n}`).join(" ・ ");
  return el("details.fold", {}, el("summary", {}, icon("ok"), t("{n} done", { n: done.length }), el("span.push.s", {}, sums)),
    el("ol.past", {}, done.map((door) => el("li", {}, el("button", { type: "button", click: () => (door.entry ? ways.read : ways.visit)(door) },
      el("span", {}, door.no), el("b", {}, door.name), el("span", {}, outcomeOf(door)))))));
}

/** In words, as recorded here, or as the list says it. */
export function outcomeOf(door) {
  const code = door.entry?.payload.outcome;
  if (code) return round.wordsOf("outcomes", code);
  if (door.isSealed) return t("recorded");
  const { outcome, words } = door.seen?.[0] ?? door.last ?? {};
  return round.wordsOf("outcomes", outcome, words);
}
