/* What every screen has: a bar above with where one is, what is kept and sent in one line, the foot. */
import { dial, el, icon } from "./dom.js";
import * as outbox from "./outbox.js";
import * as round from "./round.js";
import * as sync from "./sync.js";
import { t } from "./words.js";

const [bar, queue, main, foot, toasts] = ["bar", "queue", "main", "foot", "toasts"].map((id) => document.getElementById(id));
const footer = foot.parentElement;

/** @type {(() => void) | undefined} */ let back;

/** Shows the same screen once more, with what was typed on it. @type {() => void} */ export let again = () => {};

/**
 * @param {{title: (Node | string)[] | string, side?: Node[], back?: () => void, backWords?: string, foot?: Node[], plain?: boolean}} frame
 * @param {...Node} inside
 */
export function show(frame, ...inside) {
  const { title, side = [], back: leave, backWords = t("Round"), foot: below = [], plain = false } = frame;
  again = () => show(frame, ...inside);
  const heading = el("h1", { tabindex: -1 }, ...[title].flat());
  const leaving = leave && el("button.btn", { type: "button", click: () => history.back() }, icon("back"), backWords);
  bar.replaceChildren(...[leaving, heading, ...side].filter(Boolean));
  main.replaceChildren(...inside.filter(Boolean));
  foot.replaceChildren(...below.filter(Boolean));
  footer.hidden = !foot.childElementCount && !toasts.childElementCount;
  document.body.classList.toggle("plain", plain);
  if (leave && !back) history.pushState(null, "");
  back = leave;
  scrollTo(0, 0);
  heading.focus({ preventScroll: true });
  tell();
}

addEventListener("popstate", () => {
  const leave = back;
  back = undefined;
  leave?.();
});

/** Leaves as the back button does. */
export const leave = () => history.back();

/** What is kept and what was received, in one calm line. */
export function tell() {
  const waiting = outbox.waiting();
  const sent = round.sentToday(), held = sent.filter((item) => item.isHeld).length;
  const parts = [
    el("span", {}, icon("tablet"), t("Kept on this tablet"), " ", el("b", {}, t("{n} visits", { n: waiting.length }))),
    el("span", {}, icon("sent"), t("Sent"), " ", el("b", {}, t("{n} visits", { n: sent.length }))),
    el("span.push", {}, stateWords(waiting.length)),
    held > 0 && el("span.whole", {}, t("{n} are looked at by somebody at the office. There is nothing for you to do.", { n: held })),
    ...round.begun.map(({ id, no }) => el("span.whole", {}, outbox.isWaiting(id)
      ? t("Door {no}: what you had begun to write is kept here and goes to the office as it stands.", { no })
      : t("Door {no}: what you had begun to write is at the office. Record it anew, or wait until somebody asks you.", { no }))),
  ];
  const said = el("span", {}, ...parts).textContent;
  if (queue.textContent !== said) queue.replaceChildren(...parts.filter(Boolean));
  const urgent = waiting.some((item) => item.urgent);
  const warning = document.getElementById("urgent");
  warning.hidden = !urgent;
  const words = t("The emergency has not reached the office yet. Please telephone.");
  if (urgent && !warning.textContent.includes(words)) {
    const { name, phone } = round.open.office;
    warning.replaceChildren(icon("siren"), el("strong", {}, words));
    if (phone) warning.append(dial(phone, "", name));
  } else if (!urgent) warning.replaceChildren();
}

function stateWords(waiting) {
  if (sync.state === "unknown") return t("Please sign in, so that it can be sent");
  if (!waiting) return sync.state === "away" ? t("No network") : t("Everything has arrived");
  if (sync.state === "away") return t("No network. It is sent later");
  return sync.state === "sending" ? t("Sending now") : t("Being sent soon");
}

/** One thing that was done, and a way to take it back while `seconds` last. @param {string} words */
export function toast(words, { sign = "check", takeBack, seconds = 10 } = {}) {
  const undo = takeBack ? el("button.btn", { type: "button" }, icon("undo"), el("span", {})) : undefined;
  const made = el("div.toast", {}, icon(sign), el("p", { role: "status" }, words), undo);
  toasts.replaceChildren(made);
  footer.hidden = false;
  const ends = Date.now() + seconds * 1000;
  const count = setInterval(tick, 250);
  function tick() {
    const left = Math.ceil((ends - Date.now()) / 1000);
    if (undo) undo.lastChild.textContent = t("Take it back ({n} s)", { n: Math.max(left, 0) });
    if (left <= 0 || !made.isConnected) end();
  }
  function end() {
    clearInterval(count);
    made.remove();
    footer.hidden = !foot.childElementCount && !toasts.childElementCount;
  }
  undo?.addEventListener("click", () => {
    end();
    takeBack();
  });
  tick();
}
