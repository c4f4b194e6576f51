/* Whom to call, before anything is written. A number is dialled by the hand alone. */
import { button, dial, el, numbersOf } from "./dom.js";
import * as round from "./round.js";
import { show } from "./screen.js";
import { t } from "./words.js";

/** @param {any} [door] with names, while the round is open */
export function calls(door) {
  const near = door?.contacts ?? [];
  return el("section.calls", { id: "calls", "aria-labelledby": "h-call" },
    el("h2.wide", { id: "h-call" }, t("Telephone first. The record comes after")),
    dial("119", ".btn--main", "119", el("small", {}, t("Ambulance, fire"))),
    dial("110", ".btn--main", "110", el("small", {}, t("Police"))),
    near.flatMap((one) => numbersOf(one.phone).map((number) => dial(number, "", `${one.relation} ${one.name}`.trim(),
      el("small", {}, one.key_holder ? t("Has a key") : t("Emergency contact"), " ", number)))),
    office(),
    el("p.wide", {}, door?.address && [t("Address:"), " ", el("strong", {}, door.address), "　"], el("strong", {}, t("Never go in alone."))));
}

/** Who is on duty now, with names only while the round is open; the office at any time, last. */
function office() {
  const { name, phone, calls: bare } = round.open.office;
  const said = round.list ? round.list.office.emergency : bare.map((one) => ({ ...one, who: t("Emergency line of the office") }));
  const now = said.filter(({ from, until }) => (!from || Date.parse(from) <= Date.now()) && (!until || Date.now() < Date.parse(until)));
  const all = [...now.filter((one) => one.phone !== phone), { who: name, phone }];
  return all.filter((one, place) => one.phone && all.findIndex((other) => other.phone === one.phone) === place)
    .map((one) => dial(one.phone, "", one.who, el("small", {}, one.phone)));
}

export const callsButton = (door, back) => button(t("Emergency 119, 110"), () => callsScreen(door, back), { kind: ".btn--danger", sign: "siren" });

/** @type {() => void} */ let home = () => {};
/** @param {() => void} way */
export const use = (way) => void (home = way);

function callsScreen(door, back = home) {
  show({ title: t("Emergency"), back, backWords: t("Back") }, calls(door));
}
