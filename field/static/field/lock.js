/* The PIN opens the round that lies here; after five wrong ones it is gone. */
import { Away } from "./api.js";
import { button, el, notice } from "./dom.js";
import { keypad } from "./keypad.js";
import { WrongPin } from "./keys.js";
import * as round from "./round.js";
import { show } from "./screen.js";
import * as start from "./start.js";
import { t } from "./words.js";

/** @param {{opened: () => void, numbers: () => void, menu: () => Node, gone: () => Promise<void>, expired: () => Promise<void>}} ways @param {string} [told] */
export async function ask(ways, told) {
  if (!round.canOpen()) {
    // The half of the day is asked for first: without it no PIN opens anything.
    show({ title: t("Round"), plain: true }, el("p", { role: "status" }, t("One moment…")));
    try {
      const came = await round.ask();
      if (came === "revoked") return ways.revoked();
      if (came !== "fresh") return start.begin(t("The list of people is closed. Sign in, and your PIN opens it."));
    } catch (error) {
      if (!(error instanceof Away)) throw error;
      return shut(ways);
    }
  }
  const problem = el("p.field__error", { role: "alert" }, told);
  const { pad } = keypad(async (pin) => {
    try {
      if (await round.unlock(pin)) return ways.opened();
      return ways.expired();
    } catch (error) {
      if (!(error instanceof WrongPin)) throw error;
      if (error.left === 0) return gone(ways);
      problem.textContent = t("These were other digits. {n} tries are left, then the list is removed from the tablet.", { n: error.left });
    }
  });
  show({ title: t("Enter your PIN"), side: [ways.menu()], plain: true }, el("p", {}, t("Six digits open the list of people.")), problem, pad, numbers(ways));
}

/** Killed without network: nobody, and so no finder either, opens it before the server has been asked. */
function shut(ways) {
  show({ title: t("The list of people is closed"), side: [ways.menu()], plain: true },
    el("p", {}, t("The app was closed, and there is no network. As soon as there is, your PIN opens the list again.")),
    numbers(ways), button(t("Try once more"), () => ask(ways), { sign: "undo" }));
}

async function gone(ways) {
  await ways.gone();
  start.begin(t("Five wrong PINs: the list of people was removed. What you recorded is kept and is sent. Sign in again to load the list."));
}

const numbers = (ways) => round.open.doors.length > 0 && el("section.stack", {},
  notice("", "list", el("p", {}, t("You can record by the numbers on the printed list meanwhile."))),
  button(t("Record by number"), ways.numbers, { kind: ".btn--main.btn--l", sign: "list" }));
