/* Before the round is open. The first time, and whenever none lies here: sign in, name the tablet, load the doors, choose a PIN, put it on
   the home screen. Else its PIN, after five wrong ones of which it is gone. */
import { Away, post, session } from "./api.js";
import { button, el, notice } from "./dom.js";
import { make } from "./device.js";
import { keypad } from "./keypad.js";
import { WrongPin } from "./keys.js";
import * as round from "./round.js";
import * as outbox from "./outbox.js";
import { show } from "./screen.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { t } from "./words.js";

/** Where each screen leads. @type {Record<string, () => any>} */ let ways;

export const use = (given) => void (ways = given);
const menu = () => [ways.menu()];

/** Goes as far as it can by itself. @param {string} [told] what happened before */
export async function begin(told) {
  wait();
  try {
    if (await store.get("kept", "leaving")) await endSession();
    const said = await session();
    if (!said.signed_in) return signIn(said.sign_in, told);
    if (!round.own) return said.may_enrol ? name() : forbidden();
    const came = await round.ask();
    if (came === "sign in") return signIn(said.sign_in, told);
    if (came === "revoked") return revoked();
    if (came === "forbidden") return said.may_enrol ? name(t("This tablet is enrolled for somebody else. Enrol it for yourself; what waits to be sent stays.")) : forbidden();
    choose();
  } catch (error) {
    if (!(error instanceof Away)) throw error;
    away(told);
  }
}

/** Ends the session of whoever signed out here, as soon as there is network. */
export async function endSession() {
  try {
    const said = await session();
    if (said.signed_in) await fetch("/account/logout/", { method: "POST", headers: { "X-CSRFToken": said.csrf }, redirect: "manual" });
    await outbox.keep("kept", (rows) => rows.delete("leaving"));
  } catch {
    // Away: asked again before the next list.
  }
}

const wait = () => show({ title: t("Round"), plain: true }, el("p", { role: "status" }, t("One moment…")));

const told_ = (told) => told && notice("", "flag", el("p", {}, told));

/** Recording goes on by the printed list's numbers. */
const byNumber = (kind) => round.open.doors.length > 0 && el("section.stack", {},
  notice("", "list", el("p", {}, t("You can record by the numbers on the printed list meanwhile."))),
  button(t("Record by number"), ways.numbers, { kind, sign: "list" }));

function signIn(address, told) {
  const go = button(t("Sign in"), () => location.assign(address), { kind: ".btn--main.btn--l", sign: "key" });
  show({ title: t("Round"), side: menu(), plain: true }, told_(told),
    el("p", {}, t("Sign in to load the doors of this month. Do it where there is network, at the office or at home.")), go, byNumber());
}

function away(told) {
  const again = button(t("Try once more"), () => begin(told), { kind: ".btn--main.btn--l", sign: "undo" });
  show({ title: t("No network"), side: menu(), plain: true }, told_(told),
    el("p", {}, t("The doors cannot be loaded just now. What you recorded is kept here and is sent by itself.")), again, byNumber());
}

function forbidden() {
  show({ title: t("Round"), side: menu(), plain: true },
    notice(".notice--warn", "flag", el("p", {}, t("You have no round just now. Please ask the office."))), byNumber());
}

/** The office has ended this tablet. @param {string} [words] */
export function revoked(words = t("The office has ended this tablet's use. The list of people is gone from it. What you recorded is still sent.")) {
  show({ title: t("This tablet has ended"), side: menu(), plain: true }, notice("", "flag", el("p", {}, words)),
    el("p", {}, t("If this is a surprise, please telephone the office.")),
    button(t("Enrol this tablet anew"), anew, { sign: "plus" }));
}

/** Under a new key. What waits to be sent keeps its own. */
async function anew() {
  await round.disown();
  await begin();
}

function name(told) {
  const field = el("input", { id: "name", type: "text", maxlength: 40, autocomplete: "off", required: true });
  const problem = el("p.field__error", { id: "problem", role: "alert" });
  async function send(event) {
    event.preventDefault();
    const words = field.value.trim();
    problem.textContent = words ? "" : t("Give the tablet a name.");
    if (!words) return field.focus();
    try {
      const { key, spki } = await make();
      const { status, json } = await post("/field/api/devices", { name: words, key: spki });
      if (status !== 201) return void (problem.textContent = json?.detail ?? t("This did not work. Please ask the office."));
      await round.enrolled(json.device, key);
      sync.use(json.device);
      navigator.storage?.persist?.();
      begin();
    } catch {
      problem.textContent = t("No network. Please try again.");
    }
  }
  show({ title: t("Name this tablet"), side: menu(), plain: true }, told_(told),
    el("form.stack", { submit: send, autocomplete: "off", novalidate: true },
      el("div.field", {}, el("label", { for: "name" }, t("Name of the tablet")),
        el("p.hint", { id: "hint" }, t("So that the office can tell it from others, such as “Tablet 2”. No name of a person.")), problem, field),
      el("button.btn.btn--main.btn--l", { type: "submit" }, t("Go on"))));
  field.setAttribute("aria-describedby", "hint problem");
}

/** Twice the same six digits. @param {string} [told] */
function choose(told) {
  const { pad } = keypad((pin) => confirm(pin));
  show({ title: t("Choose six digits"), side: menu(), plain: true }, told_(told),
    el("p", {}, t("This PIN opens the list of people on this tablet. Not your birthday, not 123456. Do not write it on the tablet.")), pad);
}

function confirm(first) {
  if (/^(\d)\1+$/.test(first) || "01234567890".includes(first) || "09876543210".includes(first)) return choose(t("That is too easy to guess. Please choose others."));
  const { pad } = keypad(async (second) => {
    if (second !== first) return choose(t("The two were not the same. Once more, please."));
    wait();
    await round.begin(first);
    home();
  });
  show({ title: t("The same six digits again"), side: menu(), plain: true }, el("p", {}, t("So that no slip of the finger locks you out.")), pad);
}

/** @type {any} */ let install;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  install = event;
});

function home() {
  if (matchMedia("(display-mode: standalone)").matches) return ways.walk();
  const put = install && button(t("Put it on the home screen"), async () => { await install.prompt(); ways.walk(); }, { kind: ".btn--main.btn--l", sign: "plus" });
  show({ title: t("Ready"), plain: true },
    el("p", {}, t("The doors of this month are on the tablet. They open without network as long as the app stays open.")),
    el("p", {}, t("Put the app on the home screen: then it opens like any other, and the tablet keeps what you record.")),
    !install && el("p", {}, t("Android: menu ⋮, “Add to home screen”. iPad: share, “Add to home screen”.")),
    put, button(t("To the round"), ways.walk, { kind: put ? "" : ".btn--main.btn--l", sign: "arrow" }));
}

export async function ask() {
  if (!round.canOpen()) {
    // The half of the day is asked for first: without it no PIN opens anything.
    wait();
    try {
      const came = await round.ask();
      if (came === "revoked") return ways.revoked();
      if (came !== "fresh") return begin(t("The list of people is closed. Sign in, and your PIN opens it."));
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      return shut();
    }
  }
  const problem = el("p.field__error", { role: "alert" });
  const { pad } = keypad(async (pin) => {
    try {
      if (await round.unlock(pin)) return ways.opened();
      return ways.expired();
    } catch (error) {
      if (!(error instanceof WrongPin)) throw error;
      if (error.left === 0) return gone();
      problem.textContent = t("These were other digits. {n} tries are left, then the list is removed from the tablet.", { n: error.left });
    }
  });
  show({ title: t("Enter your PIN"), side: menu(), plain: true }, el("p", {}, t("Six digits open the list of people.")), problem, pad, byNumber(".btn--main.btn--l"));
}

/** Killed without network: nobody, and so no finder either, opens it before the server has been asked. */
function shut() {
  show({ title: t("The list of people is closed"), side: menu(), plain: true },
    el("p", {}, t("The app was closed, and there is no network. As soon as there is, your PIN opens the list again.")),
    byNumber(".btn--main.btn--l"), button(t("Try once more"), () => ask(), { sign: "undo" }));
}

async function gone() {
  await ways.gone();
  begin(t("Five wrong PINs: the list of people was removed. What you recorded is kept and is sent. Sign in again to load the list."));
}
