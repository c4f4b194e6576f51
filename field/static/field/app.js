/* Begins, and says which screen follows which. */
import { Away } from "./api.js";
import * as callsOf from "./calls.js";
import { button } from "./dom.js";
import { start as startDisk, stop as stopDisk } from "./disk.js";
import * as keys from "./keys.js";
import * as menuOf from "./menu.js";
import { numbers } from "./numbers.js";
import * as outbox from "./outbox.js";
import * as round from "./round.js";
import { again, show, tell, toast } from "./screen.js";
import * as start from "./start.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { script } from "./trusted.js";
import { record, shut, visit } from "./visit.js";
import { askForRoom, walk } from "./walk.js";
import { t } from "./words.js";

/** Left alone for so long, the PIN is asked for again. */
const IDLE = 600_000;
/** The list is asked for again when it is older and somebody looks. */
const OLD = 600_000;
/** A page that went has let go by then, on a slow tablet too. */
const RELOADED = 1500;

const ways = { walk: home, opened, numbers: byNumber, menu: menuButton, revoked, gone, expired };
/** The form that was open when the screen closed itself. @type {{again: () => void, shut: () => Promise<void>} | undefined} */ let kept;
let asked = 0;
let moved = Date.now();
/** @type {ServiceWorker | undefined} */ let newer;

/** The only window that holds the files. One that was loaded anew waits for the one before. */
const patience = AbortSignal.timeout(RELOADED);
navigator.locks.request("yorisoi field", { signal: patience }, whole)
  .catch((error) => (error === patience.reason ? elsewhere() : taken(error)));

function elsewhere() {
  const here = () => navigator.locks.request("yorisoi field", { steal: true }, whole).catch(taken);
  show({ title: t("Open in another window"), plain: true }, button(t("Use it here"), here, { kind: ".btn--main.btn--l" }));
}

/** @param {Error} error */
function taken(error) {
  if (error.name !== "AbortError") throw error;
  keepForm();
  stopDisk();
  round.lock();
  elsewhere();
}

/** Ends with the page. */
async function whole() {
  startDisk();
  await outbox.load();
  menuOf.adopt(await store.get("kept", "wanted"));
  await round.restore();
  start.use(ways);
  callsOf.use(home);
  Object.assign(sync.heard, { received: round.received, arrived, revoked: wasRevoked, changed: tell });
  const updating = worker();
  sync.start(round.own);
  watch();
  if (await keys.lying()) {
    if (await round.hasExpired()) await expired();
    else await start.ask();
  } else if (await updating) return;
  else await start.begin();
  await new Promise(() => {});
}

function home() {
  if (!round.isOpen()) return closed();
  if (!asked) askForRoom().then(() => {});
  asked ||= Date.now();
  walk({ visit: toVisit, read: toRecord, menu: menuButton });
}

async function closed() {
  return round.own && (await keys.lying()) ? start.ask() : start.begin();
}

/** By the PIN: whoever had begun to write goes on. */
function opened() {
  const back = kept?.again ?? home;
  kept = undefined;
  back();
}

const mend = (door, entry) => visit(door, { back: home, recorded }, entry);
const toVisit = (door) => visit(door, { back: home, recorded, mend: round.isDone(door) ? undefined : mend });
const toRecord = (door) => record(door, { back: home, mend, visit: toVisit });

function byNumber() {
  const back = () => byNumber();
  numbers({ visit: (door) => visit(door, { back, recorded }), back: home });
}

function recorded(door, entry) {
  const outcome = round.wordsOf("outcomes", entry.payload.outcome);
  const who = door.name ? `${door.no} ${door.name}` : t("Door {no}", { no: door.no });
  const isUrgent = entry.payload.outcome === "emergency";
  toast(t("{who}: {outcome} is kept on the tablet", { who, outcome }), {
    takeBack: !isUrgent && !entry.payload.corrects && (async () => { if (await round.takeBack(entry)) redraw(); }),
  });
  tell();
  sync.now();
  sync.remember();
}

function redraw() {
  tell();
  if (round.isOpen()) home();
  else byNumber();
}

function menuButton() {
  return button(t("Menu"), () => menuOf.menu({ back: home, leave, lock: lockNow, update: newer && update }), { sign: "settings", kind: ".push" });
}

function arrived() {
  tell();
  if (round.isOpen()) refresh();
}

/** Quietly: the list of today, with what others recorded meanwhile. */
async function refresh() {
  asked = Date.now();
  try {
    const before = JSON.stringify(round.list?.doors);
    const came = await round.ask();
    if (came === "revoked") await wasRevoked(round.own);
    else if (JSON.stringify(round.list?.doors) !== before) redrawn();
  } catch (error) {
    if (!(error instanceof Away)) throw error;
  }
}

/** What others recorded meanwhile, where somebody looks at the round and does nothing just now. */
function redrawn() {
  if (!document.querySelector(".count-bar") || document.getElementById("find").value) return;
  const { scrollY } = window;
  home();
  scrollTo(0, scrollY);
}

async function wasRevoked(id) {
  if (id !== round.own) return;
  await wipe();
  revoked();
}

async function revoked() {
  await wipe();
  start.revoked();
}

/** What was typed goes to the office as it stands. */
async function wipe(keep) {
  for (const form of [kept, isWriting() && { shut }]) await (form && form.shut().catch(() => undefined));
  kept = undefined;
  await round.wipe(keep);
  tell();
  sync.now();
}

const isWriting = () => document.querySelector(".field-form") !== null;

function keepForm() {
  if (isWriting()) kept = { again, shut };
}

async function gone() {
  await wipe({ numbers: true });
  await signOut();
}

async function leave() {
  await wipe();
  await signOut();
  start.begin(t("You are signed out."));
}

/** Nobody else goes on in this session. Without network it is ended before the next list is asked for. */
async function signOut() {
  await outbox.keep("kept", (rows) => rows.put(true, "leaving"));
  await start.endSession();
}

async function expired() {
  await wipe({ numbers: true });
  await start.begin(t("The list of people had run out and was removed. Load it anew, please."));
}

function lockNow() {
  keepForm();
  round.lock();
  start.ask();
}

function watch() {
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => (moved = Date.now()), { passive: true });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  setInterval(look, 15_000);
}

async function look() {
  const isIdle = Date.now() - moved > IDLE;
  // Whoever is writing finishes first.
  if ((isIdle || !isWriting()) && (await round.hasExpired())) return expired();
  if (!round.isOpen()) return;
  if (isIdle) return lockNow();
  if (document.visibilityState === "visible" && Date.now() - asked > OLD) await refresh();
}

/** @returns {Promise<boolean>} whether a newer version takes over now */
async function worker() {
  if (!navigator.serviceWorker) return false;
  const registration = await navigator.serviceWorker.register(script("/field/sw.js"), { scope: "/field/" }).catch(() => undefined);
  if (!registration) return false;
  const offer = () => {
    if (registration.waiting && navigator.serviceWorker.controller) newer = registration.waiting;
  };
  registration.addEventListener("updatefound", () => registration.installing?.addEventListener("statechange", offer));
  navigator.serviceWorker.addEventListener("message", () => sync.now());
  offer();
  // Whoever has begun meanwhile is offered it in the menu.
  if (!newer || round.isOpen() || isWriting()) return false;
  update();
  return true;
}

/** What waits to be sent lies on the disk; the round asks for its PIN again. */
function update() {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  newer.postMessage("take over");
}
