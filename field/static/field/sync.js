/* Sends what waits, and lets go of what was received. Goes by answers, tries again with growing pauses. */
import { Away, signed } from "./api.js";
import { asSent } from "./seal.js";
import { keyOf } from "./device.js";
import * as outbox from "./outbox.js";
import * as store from "./store.js";

const MOST = 200;
/** As many receipts come at once. */
const PAGE = 500;
const SHORTEST = 2_000;
const LONGEST = 300_000;
/** So long a record can be taken back. */
export const UNDO = 10_000;
/** So long whoever was killed while writing can record it anew. */
const AGAIN = 1_800_000;

/** @typedef {{id: string, status: string}} Receipt */

/** What the others want to know. */
export const heard = {
  /** Before the outbox lets go of them. @param {Receipt[]} receipts */
  async received(receipts) {},
  /** Nothing of it waits any more. */ arrived() {},
  /** @param {string} device */ revoked(device) {},
  changed() {},
};

/** @type {"idle" | "sending" | "away" | "unknown"} */ export let state = "idle";
/** @type {string | undefined} the device of whoever uses this tablet now */ let own;
let pause = SHORTEST;
let timer = 0;
let running = false;

/** @param {string | undefined} device */
export function start(device) {
  own = device;
  addEventListener("online", () => now());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && now());
  now();
}

/** Where the browser knows how, it wakes the app when there is network again. */
export async function remember() {
  const registration = await navigator.serviceWorker?.getRegistration();
  await registration?.sync?.register("send").catch(() => undefined);
}

/** @param {string | undefined} device */
export function use(device) {
  own = device;
  now();
}

/** At once, whatever the pause was. @param {boolean} [isAsked] somebody asked for it: what could still be taken back goes too */
export function now(isAsked = false) {
  pause = SHORTEST;
  clearTimeout(timer);
  if (isAsked) outbox.touch(outbox.waiting());
  return run();
}

async function run() {
  if (running) return again(SHORTEST);
  running = true;
  try {
    await Promise.all([...groups()].map(([device, items]) => send(device, items)));
    if (state !== "unknown") say("idle");
    pause = SHORTEST;
    const next = Math.min(...outbox.waiting().filter(isHeld).map(until));
    if (next < Infinity) again(Math.max(next - Date.now(), 0) + 50);
    else if (outbox.waiting().length) again(LONGEST);
  } catch (error) {
    if (!(error instanceof Away)) console.error(error.name);
    say("away");
    again(pause * (0.5 + Math.random()));
    pause = Math.min(pause * 2, LONGEST);
  } finally {
    running = false;
  }
}

function again(after) {
  clearTimeout(timer);
  timer = setTimeout(run, after);
}

const until = (item) => item.at + (item.door ? AGAIN : UNDO);
const isHeld = (item) => outbox.isUntouched(item.id) && !item.urgent && (item.door || !item.unfinished) && until(item) > Date.now() && item.at <= Date.now();

/** Each visitor's items are signed by the key under which they were recorded. */
function groups() {
  const found = new Map();
  for (const item of outbox.waiting()) {
    if (isHeld(item)) continue;
    if (!found.has(item.device)) found.set(item.device, []);
    if (found.get(item.device).length < MOST) found.get(item.device).push(item);
  }
  return found;
}

async function send(name, items) {
  // A key that the browser lost cannot be had back: another of this tablet sends it, and says so under the seal.
  const key = (await keyOf(name)) ?? (own && (await keyOf(own)));
  if (!key) return say("unknown");
  const device = { id: (await keyOf(name)) ? name : own, key };
  say("sending");
  outbox.touch(items);
  const said = { items: items.map(({ id, key, sealed }) => ({ id, key, sealed: asSent(sealed) })) };
  const { status, json } = await signed(device, "POST", "/field/api/visits", said);
  if (status === 401) return say("unknown");
  if (status !== 200 || !Array.isArray(json?.items)) throw new Away(String(status));
  await receive(device, items);
  if (json.revoked) heard.revoked(device.id);
}

/** Only what the server lists as held leaves the tablet. */
async function receive(device, items) {
  const name = `last:${device.id}`;
  const last = (await store.get("kept", name)) ?? 0;
  const after = await listed(device, last);
  // What was received before, and was sent once more, stands further up in the list.
  const missing = last > 0 && items.some(({ id }) => !after.items.some((receipt) => receipt.id === id));
  const { items: receipts, last: newest } = missing ? await listed(device, 0) : after;
  const ours = receipts.filter((receipt) => outbox.isWaiting(receipt.id));
  await heard.received(ours);
  for (const { id } of ours) await outbox.remove(id);
  await outbox.keep("kept", (rows) => rows.put(newest, name));
  heard.arrived();
}

/** @returns {Promise<{items: Receipt[], last: number}>} all of them, page by page */
async function listed(device, after) {
  const items = [];
  for (let last = after; ; ) {
    const { status, json } = await signed(device, "GET", `/field/api/receipts?after=${last}`);
    if (status !== 200 || !Array.isArray(json?.items)) throw new Away(String(status));
    items.push(...json.items);
    if (json.items.length < PAGE || json.last <= last) return { items, last: json.last };
    last = json.last;
  }
}

function say(what) {
  if (state === what) return;
  state = what;
  heard.changed();
}
