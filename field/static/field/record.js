/* What was recorded at a door today, and mending it. */
import { button, el, named, notice } from "./dom.js";
import * as outbox from "./outbox.js";
import * as round from "./round.js";
import { show } from "./screen.js";
import { clockOf, dayText } from "./when.js";
import { outcomeOf } from "./walk.js";
import { t } from "./words.js";

/** @param {any} door @param {{back: () => void, mend: (door: any, entry: round.Entry) => void, visit: (door: any) => void}} ways */
export function record(door, ways) {
  const { entry } = door;
  const { payload } = entry;
  const of = (codes, code) => codes.find((one) => one.code === code)?.words ?? code;
  const { form } = round.open;
  const facts = [
    [t("Outcome"), outcomeOf(door)],
    [t("When"), `${dayText(payload.visited_at)} ${clockOf(new Date(payload.visited_at))}`],
    [t("A word"), payload.note],
    [t("What you noticed"), Object.entries(payload.checks).map(([code, finding]) => `${of(form.checks, code)} ${of(form.findings, finding)}`).join("、")],
    [t("What was tried"), payload.steps.map((one) => `${clockOf(new Date(one.at))} ${of(form.steps, one.step)} ${one.result}`).join("、")],
    [t("Together with"), payload.companions.map((id) => door.companions.find((one) => one.id === id)?.name ?? "").join("、")],
  ];
  show({ title: named(door.name, door.kana), back: ways.back },
    notice(entry.held ? ".notice--warn" : ".notice--ok", entry.held ? "user" : "ok", el("p", {}, state(entry))),
    el("dl.facts", {}, facts.filter(([, words]) => words).map(([word, words]) => [el("dt", {}, word), el("dd.pre", {}, words)])),
    button(t("Mend it"), () => ways.mend(door, entry), { kind: ".btn--l", sign: "pen" }),
    el("p.s", {}, outbox.isUntouched(entry.last) ? t("It has not been sent yet: what you change takes its place.") : t("It was sent: what you change is sent as a correction, and the office sees both.")),
    button(t("One more visit at this door today"), () => ways.visit(door), { sign: "plus" }));
}

function state(entry) {
  if (outbox.isWaiting(entry.last)) return t("Kept on this tablet. It is sent by itself.");
  return entry.held ? t("Arrived. Somebody at the office looks at it; there is nothing for you to do.") : t("Arrived at the office.");
}
