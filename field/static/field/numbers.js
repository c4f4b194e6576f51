/* Doors by their number on the printed list, while nobody can read the names. */
import { el, icon } from "./dom.js";
import { callsButton } from "./calls.js";
import * as outbox from "./outbox.js";
import * as round from "./round.js";
import { show } from "./screen.js";
import { t } from "./words.js";

/** @param {{visit: (door: object) => void, back: () => void}} ways */
export function numbers(ways) {
  const done = new Set([...outbox.recorded(), ...round.sentToday()].map((item) => item.no));
  const rows = round.open.doors.map((door) => el("li", {}, el("button.btn.number", { type: "button", click: () => ways.visit(door) },
    el("b", {}, door.no), done.has(door.no) && el("small", {}, icon("check"), t("recorded")))));
  show({ title: t("Record by number"), back: ways.back, backWords: t("Back"), foot: [callsButton()] },
    el("p", {}, t("The numbers are those of the printed list.")), el("ol.numbers", {}, rows));
}
