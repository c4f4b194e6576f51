/* Begins, and says which screen follows which. */
import { Away, post } from "./api.js";
import * as callsOf from "./calls.js";
import { button } from "./dom.js";
import { start as startDisk, stop as stopDisk } from "./disk.js";
import * as keys from "./keys.js";
import * as lock from "./lock.js";
import * as menuOf from "./menu.js";
import { numbers } from "./numbers.js";
import * as outbox from "./outbox.js";
import { record } from "./record.js";
import * as round from "./round.js";
import { show, tell, toast } from "./screen.js";
import * as start from "./start.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { script } from "./trusted.js";
import { visit } from "./visit.js";
import { askForRoom, searchAnew, walk } from "./walk.js";
import { t } from "./words.js";

/** Left alone for so long, the PIN is asked for again. */
const IDLE = 600_000;
/** The list is asked for again when it is older and somebody looks. */
const OLD = 600_000;

const ways = { walk: home, numbers: byNumber, menu: menuButton, revoked, gone };
let asked = 0;
let moved = Date.now();
/** @type {ServiceWorker | undefined} */ let newer;

/** The only window that holds the files. */
navigator.locks.request("yorisoi field", { ifAvailable: true }, (held) => (held ? whole() : elsewhere())).catch(taken);

function elsewhere() {
  const here = () => navigator.locks.request("yorisoi field", { steal: true }, whole).catch(taken);
  show({ title: t("Open in another window"), plain: true }, button(t("Use it here"), here, { kind: ".btn--main.btn--l" }));
}

/** @param {Error} error */
function taken(error) {
  if (error.name !== "AbortError") throw error;
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
  Object.assign(sync.heard, { received, revoked: wasRevoked, changed: tell });
  const updating = worker();
  sync.start(round.own);
  watch();
  if (await keys.lying()) {
    if (await round.hasExpired()) await expired();
    else await lock.ask(ways);
  } else if (await updating) return;
  else await start.begin();
  await new Promise(() => {});
}

function home() {
  if (!round.isOpen()) return round.own ? lock.ask(ways) : start.begin();
  if (!asked) askForRoom().then(() => {});
  asked ||= Date.now();
  walk({ visit: toVisit, read: toRecord, menu: menuButton });
}

const toVisit = (door) => visit(door, { back: home, recorded });
const toRecord = (door) => record(door, { back: home, mend: (which, entry) => visit(which, { back: home, recorded }, entry), visit: toVisit });

function byNumber() {
  const back = () => byNumber();
  numbers({ visit: (door) => visit(door, { back, recorded }), back: home });
}

function recorded(door, entry) {
  searchAnew();
  const outcome = round.open.form.outcomes.find((one) => one.code === entry.payload.outcome)?.words;
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

async function received(receipts, numbersOf) {
  await round.received(receipts, numbersOf);
  tell();
  if (round.isOpen()) refresh();
}

/** Quietly: the list of today, with what others recorded meanwhile. */
async function refresh() {
  asked = Date.now();
  try {
    const came = await round.ask();
    if (came === "revoked") await wasRevoked(round.own);
  } catch (error) {
    if (!(error instanceof Away)) throw error;
  }
}

async function wasRevoked(id) {
  if (id !== round.own) return;
  await round.wipe();
  revoked();
}

async function revoked() {
  await round.wipe();
  start.revoked();
}

async function gone() {
  await round.wipe();
  await signOut();
}

async function leave() {
  await round.wipe();
  await signOut();
  start.begin(t("You are signed out."));
}

/** Nobody else goes on in this session. Without network it is ended before the next list is asked for. */
async function signOut() {
  await outbox.keep("kept", (rows) => rows.put(true, "leaving"));
  await start.endSession();
}

async function expired() {
  await round.wipe();
  await start.begin(t("The list of people had run out and was removed. Load it anew, please."));
}

function lockNow() {
  round.lock();
  lock.ask(ways);
}

function watch() {
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => (moved = Date.now()), { passive: true });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look());
  setInterval(look, 15_000);
}

async function look() {
  if (!round.isOpen()) return;
  if (await round.hasExpired()) return expired();
  if (Date.now() - moved > IDLE) return lockNow();
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
  if (!newer) return false;
  update();
  return true;
}

/** What waits to be sent lies on the disk; the round asks for its PIN again. */
function update() {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  newer.postMessage("take over");
}
