/* The order in which somebody walks: by buttons, or drawn with the finger. */
import { el, icon } from "./dom.js";
import * as round from "./round.js";
import { show } from "./screen.js";
import { t } from "./words.js";

/** @param {() => void} back */
export function screen(back) {
  const rows = el("ol.stack.stack--s.order", {}, round.doors().map(row));
  show({ title: t("Change the order"), back }, el("p", {}, t("Press the arrows, or draw a door by its handle.")), rows);
}

function row(door) {
  const made = el("li.door", { "data-id": door.id });
  const move = (by, sign, words) => el("button.btn", { type: "button", "aria-label": `${door.no} ${door.name} ${words}`, click: (event) => step(made, by, event.currentTarget) }, icon(sign));
  made.append(el("span.handle", { "aria-hidden": true, pointerdown: (event) => draw(made, event) }, icon("swap")),
    el("span.door__text", {}, el("span.door__name", {}, `${door.no}　${door.name}`), el("span.s", {}, door.address)),
    el("span.row", {}, move(-1, "up", t("up")), move(1, "down", t("down"))));
  return made;
}

function step(made, by, pressed) {
  if (by < 0) made.previousElementSibling?.before(made);
  else made.nextElementSibling?.after(made);
  pressed.focus();
  keep(made.parentElement);
}

function draw(made, event) {
  const handle = event.currentTarget;
  handle.setPointerCapture(event.pointerId);
  made.classList.add("drawn");
  handle.onpointermove = ({ clientY }) => {
    // The others give way: a row that is moved itself lets go of the finger.
    for (let one; (one = made.previousElementSibling) && clientY < middle(one); ) made.after(one);
    for (let one; (one = made.nextElementSibling) && clientY > middle(one); ) made.before(one);
  };
  handle.onpointerup = handle.onpointercancel = () => {
    handle.onpointermove = handle.onpointerup = handle.onpointercancel = null;
    made.classList.remove("drawn");
    keep(made.parentElement);
  };
}

function middle(row) {
  const { top, height } = row.getBoundingClientRect();
  return top + height / 2;
}

const keep = (rows) => round.reorder([...rows.children].map((one) => one.dataset.id));
