/* What was recorded and is not received yet. Each item lies in two places, and leaves both only by the server's receipt
   (or by the hand that recorded it, before it was ever sent). */
import { disk } from "./disk.js";
import * as store from "./store.js";

/** @typedef {import("./journal.js").Item} Item */

/** @type {Map<string, Item>} */ const items = new Map();
/** Was never sent, since this page itself recorded it. @type {Set<string>} */ const untouched = new Set();
let hasJournal = true;
/** After an error IndexedDB is left alone until the queue is received: Chromium may begin it anew, empty. */
let closed = false;

/** Reads both places and mends the one that lacks something. */
export async function load() {
  const hasStore = await store.open();
  const lying = await disk("open").catch(() => undefined);
  hasJournal = lying !== undefined;
  closed = !hasStore || Boolean(lying?.closed);
  const stored = hasStore ? await store.all("queue").catch(() => []) : [];
  for (const item of [...(lying?.items ?? []), ...stored]) {
    if ((items.get(item.id)?.rev ?? 0) < item.rev) items.set(item.id, item);
    if (item.door) untouched.add(item.id);
  }
  for (const item of items.values()) {
    if (hasJournal && !lying.items.some((other) => other.id === item.id && other.rev === item.rev)) await disk("put", { item });
    if (!stored.some((other) => other.id === item.id && other.rev === item.rev)) await keep("queue", (rows) => rows.put(item));
  }
}

/** @returns {Item[]} in the order in which they were recorded */
export const waiting = () => [...items.values()].sort((one, other) => one.at - other.at);

/** Without what was shut unfinished: no visit stands at its door. */
export const recorded = () => waiting().filter((item) => !item.unfinished);

export const isWaiting = (id) => items.has(id);

/** @param {Item} item @throws when it could be kept in neither place */
export async function put(item) {
  const inJournal = hasJournal && (await disk("put", { item }).then(() => true, () => false));
  const inStore = await keep("queue", (rows) => rows.put(item));
  if (!inJournal && !inStore) throw new Error("kept nowhere");
  items.set(item.id, item);
  untouched.add(item.id);
}

/** What stands in an open form, in the journal alone: the next start finds it. @param {Item} item */
export const begin = (item) => disk("put", { item });
export const giveUp = (id) => disk("remove", { id }).catch(() => undefined);

/** Whether nobody else can have seen it: it may be changed in place, or taken back. @param {string} id */
export const isUntouched = (id) => items.has(id) && untouched.has(id);

/** Said before an item is sent for the first time. @param {Item[]} sent */
export const touch = (sent) => sent.forEach((item) => untouched.delete(item.id));

/** The receipt is there, or it was taken back. @param {string} id */
export async function remove(id) {
  if (!items.has(id)) return;
  if (hasJournal) await disk("remove", { id });
  await keep("queue", (rows) => rows.delete(id));
  items.delete(id);
  untouched.delete(id);
  if (closed && items.size === 0) await reopen();
}

/** Writes to IndexedDB unless that has failed before. @returns {Promise<boolean>} whether it lies there */
export async function keep(name, change) {
  if (closed) return false;
  try {
    await store.write(name, change);
    return true;
  } catch {
    await close();
    return false;
  }
}

/** Before a form opens: whether what is recorded will be kept. @returns {Promise<"room" | "little" | "none">} */
export async function room() {
  if (hasJournal && !(await disk("probe"))) await close();
  if (!closed) return "room";
  return hasJournal ? "little" : "none";
}

async function close() {
  closed = true;
  if (hasJournal) await disk("close", { closed: true });
}

/** Everything was received: what IndexedDB still holds of it goes, and it may be written again if there is room. */
async function reopen() {
  if (!hasJournal || !(await disk("probe"))) return;
  try {
    await store.write("queue", (rows) => rows.clear());
    closed = false;
    await disk("close", { closed: false });
  } catch {
    closed = true;
  }
}
