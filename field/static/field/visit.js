/* A visit as its visitor writes it down: three taps when all is well, and only as much more as there is to say. And as it is read again. */
import { button, el, icon, named, notice, numbersOf } from "./dom.js";
import { calls } from "./calls.js";
import * as outbox from "./outbox.js";
import * as parts from "./parts.js";
import * as round from "./round.js";
import { leave, show } from "./screen.js";
import { cautions, forget, last, outcomeOf, tried } from "./walk.js";
import { clockOf, dayOf, dayText, momentOf } from "./when.js";
import { t } from "./words.js";

/** Of the form that was shown last: it must shut, and what was typed goes to the office. */
export let shut = async () => {};

/** What stands in it is sealed every few seconds, should the app be killed. */
let id, timer, keeping;

/** It was recorded, or given up. */
async function end() {
  clearTimeout(timer);
  timer = -1;
  await keeping;
  await outbox.giveUp(id);
}

const typed = (form) => JSON.stringify([...new FormData(form)]);

/**
 * @param {any} door with names while the round is open, else `{no, id}`
 * @param {{back: () => void, recorded: (door: any, entry: round.Entry) => void, mend?: (door: any, entry: round.Entry) => void}} ways
 * @param {round.Entry} [entry] what is mended
 */
export async function visit(door, ways, entry) {
  await end();
  const room = await outbox.room();
  const before = entry?.payload;
  const problems = el("div", { role: "alert", tabindex: -1 });
  const form = el("form.field-form", { autocomplete: "off", novalidate: true, submit: send, input: keep },
    room !== "room" && notice(".notice--warn", "save", el("p", {}, room === "little" ? t("The tablet is nearly full. Your records are kept; please clear pictures or films.")
      : t("The tablet cannot keep anything just now. Please write on paper."))),
    facts(door), !entry && door.entry && ways.mend && notice("", "pen", el("p", {}, tried(door)), button(t("Mend it"), () => ways.mend(door, door.entry), { sign: "pen" })), problems, calls(door), parts.outcomes(before), parts.absent(door, before), parts.checks(before), parts.note(before),
    parts.companions(door, before), parts.more(door, before), parts.otherTime(before));
  const title = door.name ? [el("span.vh", {}, t("Visit"), " "), ...named(door.name, door.kana), el("span.san", {}, t("Mr/Ms"))] : t("Door {no}", { no: door.no });
  const save = el("button.btn.btn--main.btn--l", { type: "button", click: () => form.requestSubmit() }, icon("check"), entry ? t("Save") : t("Record"));
  const call = button("119・110", () => {
    form.classList.add("calling");
    form.querySelector(".calls").scrollIntoView({ block: "start" });
  }, { kind: ".btn--danger.btn--less.btn--call", sign: "siren" });
  show({ title, back: () => { end(); ways.back(); }, backWords: round.isOpen() ? t("Round") : t("Back"), side: [el("p.push", {}, t("No. {no}", { no: door.no }))], foot: [save, call] }, form);
  let known = typed(form);
  shut = async () => {
    if (typed(form) !== known) {
      known = typed(form);
      await round.shut(door, read(form, before).payload, entry);
    }
    await end();
  };

  id = crypto.randomUUID();
  timer = 0;
  function keep() {
    timer ||= setTimeout(() => {
      timer = 0;
      keeping = round.keep(door, read(form, before).payload, entry, id).catch(() => undefined);
    }, 2000);
  }

  let isSaving = false;
  async function send(event) {
    event.preventDefault();
    if (isSaving) return;
    isSaving = true;
    try {
      const { payload, missing } = read(form, before);
      if (missing) return complain(missing);
      const made = await round.record(door, payload, entry);
      known = typed(form);
      await end();
      forget();
      leave();
      setTimeout(() => ways.recorded(door, made), 0);
    } catch (error) {
      complain(error instanceof RangeError ? t("That is too long. Please shorten the word.") : t("It could not be kept on the tablet. Please write it on paper and tell the office."));
    } finally {
      isSaving = false;
    }
  }

  function complain(words) {
    problems.replaceChildren(notice(".notice--bad", "oct", el("p", {}, words)));
    problems.focus();
    problems.scrollIntoView({ block: "center" });
  }
}

function facts(door) {
  if (!door.name) return el("p", {}, t("Only the number stands here; the names open when there is network again."));
  return el("div.stack.stack--s", {},
    el("ul.care", {}, cautions(door, "li"), door.caution_text && el("li", {}, icon("flag"), door.caution_text),
      last(door, "li"), el("li", {}, icon("pin"), door.address), numbersOf(door.phone).map((number) => el("li", {}, icon("phone"), el("a.tel", { href: `tel:${number.replace(/[^\d+]/g, "")}` }, number))),
      map(door)),
    door.seen?.length > 0 && el("p.seen", {}, t("This month:"), " ", [...door.seen].reverse().map((one) => `${clockDay(one.at)} ${round.wordsOf("outcomes", one.outcome, one.words)}${one.by ? `（${one.by}）` : ""}`).join("、")),
    door.handed && notice("", "note", el("p", {}, el("b", {}, t("From the office:")), " ", door.handed)));
}

const clockDay = (moment) => `${dayOf(new Date(moment)).slice(5).replace("-", "/")}`;

/** An address that is sent to a map is told to somebody: only where the council wants it, and only with network. */
function map(door) {
  if (!round.list?.map || !navigator.onLine) return;
  const href = `https://www.google.com/maps/search/?api=1&query=${encodeURIComponent(door.address)}`;
  return el("li", {}, el("a.tel", { href, target: "_blank", rel: "noreferrer noopener" }, t("Map")));
}

/** What was chosen, as the payload of the contract, and what is missing. */
function read(form, before) {
  const said = new FormData(form);
  const outcome = said.get("outcome") ?? "";
  const checks = Object.fromEntries(round.form().checks.map(({ code }) => [code, said.get(`check_${code}`)]).filter(([, finding]) => finding));
  const note = String(said.get("note")).trim();
  const now = new Date();
  const was = before && new Date(before.visited_at);
  const day = String(said.get("day") || dayOf(was ?? now));
  const isLate = Boolean(said.get("day") || said.get("clock"));
  const at = isLate ? momentOf(day, String(said.get("clock") || (day === dayOf(now) ? clockOf(now) : "12:00"))) : (was ?? now);
  const latest = now.getTime() + (round.form().tolerance_minutes ?? 5) * 60_000;
  const isAbsent = ["absent", "emergency"].includes(outcome);
  const steps = isAbsent ? round.form().steps.filter(({ code }) => said.get(`step_${code}`)).map(({ code }) => ({
    step: code, at: said.get(`at_${code}`) ? momentOf(day, String(said.get(`at_${code}`))) : at, result: String(said.get(`result_${code}`)).trim(),
  })) : [];
  const missing = !outcome ? t("Choose what you found.")
    : ["concern", "consult"].includes(outcome) && !note && !Object.keys(checks).length ? t("Write in a word what it is.")
    : [at, ...steps.map((one) => one.at)].some((one) => !(one.getTime() <= latest)) ? t("This time lies in the future.") : "";
  const written = (moment) => (Number.isNaN(moment.getTime()) ? now : moment).toISOString();
  return {
    missing,
    payload: {
      outcome, visited_at: written(at), recorded_at: now.toISOString(),
      manner: said.get("manner") ?? "", answered: said.get("answered") ?? "", minutes: said.get("minutes") ? Number(said.get("minutes")) : null,
      companions: said.getAll("companions"), checks, note, steps: steps.map((one) => ({ ...one, at: written(one.at) })), paper: said.get("paper") === "yes" || Boolean(before?.paper),
    },
  };
}

/** What was recorded at a door today, and mending it. @param {any} door @param {{back: () => void, mend: (door: any, entry: round.Entry) => void, visit: (door: any) => void}} ways */
export function record(door, ways) {
  const { entry } = door;
  const { payload } = entry;
  const of = (list, code) => round.wordsOf(list, code, code);
  const facts = [
    [t("Outcome"), outcomeOf(door)],
    [t("When"), `${dayText(payload.visited_at)} ${clockOf(new Date(payload.visited_at))}`],
    [t("A word"), payload.note],
    [t("What you noticed"), Object.entries(payload.checks).map(([code, finding]) => `${of("checks", code)} ${of("findings", finding)}`).join("、")],
    [t("What was tried"), payload.steps.map((one) => `${clockOf(new Date(one.at))} ${of("steps", one.step)} ${one.result}`).join("、")],
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
