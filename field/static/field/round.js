/* The round: who is visited, and what was recorded today. Open it lies in the memory of this page; on the disk only under its key. */
import { call } from "./api.js";
import { unbase64 } from "./bytes.js";
import * as device from "./device.js";
import * as keys from "./keys.js";
import * as outbox from "./outbox.js";
import { LARGEST, seal } from "./seal.js";
import * as store from "./store.js";
import { dayOf } from "./when.js";
import { language } from "./words.js";

/**
 * @typedef {object} Entry what was recorded on this tablet; it can be read again while the round is open
 * @property {string} id
 * @property {string} last id of the newest record of it: a correction has one of its own
 * @property {number} no @property {string} door @property {object} payload @property {boolean} [held] a person at the office looks at it
 */

const WEEK = 7 * 86_400_000;

/** What lies openly: nothing of a person. */
export let open = { doors: [], office: { name: "", phone: "", calls: [] }, form: undefined, sealing: undefined, day: "" };
/** As `GET /field/api/list` says it, while the round is open. */
export let list;
/** What was recorded here today, and in which order this visitor walks. @type {{day: string, done: Entry[], order: string[]}} */
export let mine = nothing();
/** @type {{day: string, items: {id: string, no: number, isHeld: boolean}[]}} what of today was received */ let sent = { day: "", items: [] };
/** What the app shut before it was recorded: told until its door is recorded, and no longer than a week. @type {{id: string, no: number, door: string, at: number}[]} */
export let begun = [];
/** @type {string | undefined} this visitor's device */ export let own;

/** @type {CryptoKey | undefined} */ let key;
/** @type {keys.Half[]} */ let halves = [];
let fresh;
let tag = "";

function nothing() {
  return { day: dayOf(), done: [], order: [] };
}

/** What the office does not know yet is not forgotten at midnight: the door would be asked for twice. */
function ofToday(kept) {
  if (kept.day === dayOf()) return kept;
  return { ...nothing(), done: kept.done.filter(({ last }) => outbox.isWaiting(last)), order: kept.order };
}

export async function restore() {
  open = (await store.get("kept", "open")) ?? open;
  const kept = await store.get("kept", "sent");
  if (kept?.items) sent = kept;
  begun = ((await store.get("kept", "begun")) ?? []).filter(({ at }) => Date.now() - at < WEEK);
  const found = outbox.waiting().filter(({ id, door }) => door && !begun.some((one) => one.id === id));
  if (found.length) await tellOf([...begun, ...found.map(({ id, no, door, at }) => ({ id, no, door, at }))]);
  own = await store.get("kept", "own");
  if (own && !(await device.keyOf(own))) own = undefined;
}

/** The questions, in the language that is spoken here: without network too. */
export const form = () => open.forms?.[language()] ?? open.form;

/** What a code means, as the form has it; as the list said it, where it has not. @param {string} list @param {string} code @param {string} [said] */
export const wordsOf = (list, code, said = "") => form()[list]?.find((one) => one.code === code)?.words ?? said;

export const isOpen = () => key !== undefined;
/** A PIN can open it: this page knows the half of the day in which it was wrapped. */
export const canOpen = () => halves.length > 0;

/** @param {string} id @param {CryptoKey} signing */
export async function enrolled(id, signing) {
  await device.enrol(id, signing);
  own = id;
  await outbox.keep("kept", (rows) => rows.put(id, "own"));
}

/** This tablet belongs to nobody from now on. */
export async function disown() {
  own = undefined;
  await outbox.keep("kept", (rows) => rows.delete("own"));
}

/**
 * Asks for the list of today. What came is not shown before the PIN was right.
 * @returns {Promise<"fresh" | "same" | "sign in" | "forbidden" | "revoked">} @throws {Away}
 */
export async function ask() {
  const headers = { "X-Field-Device": own, "Accept-Language": language(), ...(list && tag && { "If-None-Match": tag }) };
  const { status, json, headers: said } = await call("/field/api/list", { headers });
  if (status === 304) return "same";
  if (status === 401) return "sign in";
  if (status === 410) return "revoked";
  if (status !== 200) return "forbidden";
  tag = said.get("ETag") ?? "";
  halves = json.halves.map(({ day, half }) => ({ day, half: unbase64(half) }));
  const { half, halves: _, ...rest } = json;
  fresh = rest;
  if (key) await take();
  return "fresh";
}

/** A new key, under a new PIN. @param {string} pin */
export async function begin(pin) {
  const { order } = mine;
  key = await keys.create(pin, halves[0], Date.parse(fresh.expires));
  mine = { ...mine, order };
  await take();
}

/** @param {string} pin @returns {Promise<boolean>} no: it has to be loaded anew @throws {keys.WrongPin} */
export async function unlock(pin) {
  if (!fresh && (await hasExpired())) return false;
  key = await keys.unlock(pin, halves);
  if (!key) return false;
  const kept = await keys.decrypted(key, await store.get("kept", "mine"));
  const added = mine.done;
  mine = ofToday(kept ?? nothing());
  mine.done = [...mine.done, ...added.filter(({ id }) => !mine.done.some((one) => one.id === id))];
  if (fresh) await take();
  else list = await keys.decrypted(key, await store.get("kept", "round"));
  if (added.length) await save("mine", mine);
  if (!list) await wipe();
  return list !== undefined;
}

/** The newest list becomes the one that is shown and kept. */
async function take() {
  list = fresh;
  fresh = undefined;
  await keys.rewrap(halves, Date.parse(list.expires));
  const { name, phone, emergency } = list.office;
  open = {
    doors: list.doors.map(({ no, id }) => ({ no, id })), office: { name, phone, calls: emergency.map(({ who: _, ...bare }) => bare) },
    form: list.form, forms: list.forms, sealing: list.sealing, day: list.day,
  };
  mine = ofToday(mine);
  await save("round", list);
  await save("mine", mine);
  await outbox.keep("kept", (rows) => rows.put(open, "open"));
}

async function save(name, value) {
  if (!key) return;
  const row = await keys.encrypted(key, value);
  await outbox.keep("kept", (rows) => rows.put(row, name));
}

/** The screen was left alone: the PIN opens it again, without network too. */
export function lock() {
  key = list = fresh = undefined;
  tag = "";
  mine = nothing();
  keys.forget();
}

/** Nothing of the round is left. What waits to be sent stays. @param {{numbers?: boolean}} [keep] the bare numbers, to record by them */
export async function wipe({ numbers = false } = {}) {
  lock();
  halves = [];
  await keys.wipe();
  open = { ...open, doors: numbers ? open.doors : [], day: "" };
  await outbox.keep("kept", (rows) => {
    for (const name of ["round", "mine"]) rows.delete(name);
    rows.put(open, "open");
  });
}

/** Whether it has run out. */
export async function hasExpired() {
  const file = await keys.lying();
  return file !== undefined && file.expires < Date.now();
}

/** @param {string[]} order ids of doors */
export function reorder(order) {
  mine.order = order;
  return save("mine", mine);
}

/**
 * Seals a visit and keeps it. `entry`: what is changed by it.
 * @param {{no: number, id: string}} door @param {object} payload @param {Entry} [entry] @returns {Promise<Entry>}
 */
export async function record(door, payload, entry) {
  const again = entry && outbox.isUntouched(entry.last);
  const id = again ? entry.last : crypto.randomUUID();
  const before = again && outbox.waiting().find((item) => item.id === id);
  const corrects = entry && !again ? entry.id : (entry?.payload.corrects ?? null);
  const whole = await put(door, { ...payload, corrects }, id, (before?.rev ?? 0) + 1);
  await tellOf(begun.filter((one) => one.door !== door.id));
  for (const one of outbox.waiting()) if (one.door === door.id) await outbox.remove(one.id);
  const made = { id: entry?.id ?? id, last: id, no: door.no, door: door.id, payload: whole };
  mine.done = [...mine.done.filter((one) => one.id !== made.id), made];
  await save("mine", mine);
  return made;
}

/**
 * Its form must shut: what stands in it goes to the office as it is, and a person looks. It is no visit, and not read here again.
 * @param {{no: number, id: string}} door @param {object} payload @param {Entry} [entry] what was being changed
 */
export async function shut(door, payload, entry) {
  const id = crypto.randomUUID();
  await put(door, unfinished(payload, entry), id, 1);
  await tellOf([...begun, { id, no: door.no, door: door.id, at: Date.now() }]);
}

const unfinished = (payload, entry) => ({ ...payload, corrects: entry?.id ?? null, unfinished: true });

/** The same while somebody writes, should the app be killed. */
export async function keep(door, payload, entry, id) {
  const { item } = await itemOf(door, unfinished(payload, entry), id, Date.now());
  await outbox.begin({ ...item, door: door.id });
}

/** Sealed, and kept until the server has it. @returns {Promise<object>} as it was sealed */
async function put(door, payload, id, rev) {
  const { whole, item } = await itemOf(door, payload, id, rev);
  if (item.sealed.length > LARGEST && !item.unfinished) throw new RangeError("too long");
  await outbox.put(item);
  return whole;
}

async function itemOf(door, payload, id, rev) {
  const whole = { v: 1, enrolment: door.id, device: own, form: form().version, ...payload };
  const sealed = await seal(whole, id, open.sealing);
  return { whole, item: { id, device: own, key: open.sealing.id, no: door.no, at: Date.now(), rev, urgent: payload.outcome === "emergency", unfinished: payload.unfinished, sealed } };
}

function tellOf(left) {
  begun = left;
  return outbox.keep("kept", (rows) => rows.put(begun, "begun"));
}

/** Nobody has seen it yet. @param {Entry} entry */
export async function takeBack(entry) {
  if (!outbox.isUntouched(entry.last)) return false;
  await outbox.remove(entry.last);
  mine.done = mine.done.filter((one) => one !== entry);
  await save("mine", mine);
  return true;
}

export const sentToday = () => (sent.day === dayOf() ? sent.items : []);

/**
 * Written down before the outbox lets go, and once, however often it is said: the app may end at any moment.
 * @param {import("./sync.js").Receipt[]} receipts of what waits here
 */
export async function received(receipts) {
  if (!receipts.length) return;
  const items = new Map(sentToday().map((item) => [item.id, item]));
  const waiting = new Map(outbox.recorded().map((item) => [item.id, item.no]));
  for (const { id, status } of receipts) {
    // Of what was shut unfinished `begun` tells.
    if (!waiting.has(id)) continue;
    const isHeld = status === "person" || status === "apart";
    items.set(id, { id, no: waiting.get(id), isHeld });
    const entry = mine.done.find((one) => one.last === id);
    if (entry && isHeld) entry.held = true;
  }
  sent = { day: dayOf(), items: [...items.values()] };
  await outbox.keep("kept", (rows) => rows.put(sent, "sent"));
  await save("mine", mine);
}

/** Doors as they are walked, each with what this tablet recorded there today. */
export function doors() {
  const place = new Map(mine.order.map((id, number) => [id, number]));
  const entries = new Map(mine.done.map((entry) => [entry.door, entry]));
  const sealed = new Set(outbox.recorded().map((item) => item.no));
  const walked = [...list.doors].sort((one, other) => (place.get(one.id) ?? 1e6 + one.no) - (place.get(other.id) ?? 1e6 + other.no));
  return walked.map((door) => ({ ...door, entry: entries.get(door.id), isSealed: sealed.has(door.no) }));
}

/**
 * Somebody was met there, by whomever, or it was recorded by its number and can be read no more, or the door is not walked to again today.
 * @param {ReturnType<typeof doors>[number]} door
 */
export const isDone = (door) => (door.entry ? door.entry.payload.outcome !== "absent" : door.isSealed || door.state === "done" || door.state === "later");

/** @param {ReturnType<typeof doors>[number]} door */
export const isTried = (door) => (door.entry ? door.entry.payload.outcome === "absent" : Boolean(door.tried));
