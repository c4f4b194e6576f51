/* The key of the round. It lies wrapped in a small file; to unwrap it takes the PIN and a half that the server gives for the day
   and that never leaves the memory of this page. */
import { joined, random, textOf, utf8 } from "./bytes.js";
import { disk } from "./disk.js";

const ROUNDS = 600_000;
export const TRIES = 5;
const SIZE = 256;
const MAGIC = utf8("YSK1");
const AES = { name: "AES-GCM", length: 256 };

/** @typedef {{day: string, half: Uint8Array}} Half */
/** @typedef {{wrong: number, salt: Uint8Array, iv: Uint8Array, wrapped: Uint8Array, day: string, expires: number}} Lying */

/** What the PIN alone gives. In memory, so that another day's half can wrap the same key. @type {Uint8Array | undefined} */ let ofPin;

export class WrongPin extends Error {
  /** @param {number} left tries; 0: the round was wiped */
  constructor(left) {
    super("wrong PIN");
    this.left = left;
  }
}

/** What lies on this tablet, or nothing. @returns {Promise<Lying | undefined>} */
export async function lying() {
  const bytes = await disk("readKey").catch(() => new Uint8Array(SIZE));
  if (textOf(bytes.subarray(0, 4)) !== "YSK1") return;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  return {
    wrong: bytes[4], salt: bytes.slice(5, 21), iv: bytes.slice(21, 33), wrapped: bytes.slice(33, 81),
    day: textOf(bytes.subarray(81, 91)), expires: view.getFloat64(91),
  };
}

/** A new round key. @param {string} pin @param {Half} half @param {number} expires milliseconds @returns {Promise<CryptoKey>} */
export async function create(pin, half, expires) {
  const [salt, bare] = [random(16), random(32)];
  ofPin = await stretched(pin, salt);
  await wrap(bare, salt, half, expires);
  return imported(bare);
}

/**
 * @param {string} pin @param {Half[]} halves @returns {Promise<CryptoKey | undefined>} nothing: no half of the day in which it was wrapped
 * @throws {WrongPin}
 */
export async function unlock(pin, halves) {
  const file = await lying();
  const half = halves.find(({ day }) => day === file?.day);
  if (!file || !half) return;
  // Counted before it is tried: whoever pulls the plug gains nothing.
  await write({ ...file, wrong: file.wrong + 1 });
  ofPin = await stretched(pin, file.salt);
  const bare = await unwrapped(file, half);
  if (bare) {
    await write({ ...file, wrong: 0 });
    return imported(bare);
  }
  const left = TRIES - file.wrong - 1;
  if (left <= 0) await wipe();
  throw new WrongPin(Math.max(left, 0));
}

/** The same key under a newer day's half, after `unlock` or `create`. @param {Half[]} halves newest first @param {number} expires */
export async function rewrap(halves, expires) {
  const file = await lying();
  const half = halves.find(({ day }) => day === file?.day);
  const bare = file && half && ofPin && (await unwrapped(file, half));
  if (bare) await wrap(bare, file.salt, halves[0], expires);
  return Boolean(bare);
}

export async function wipe() {
  ofPin = undefined;
  await disk("wipeKey").catch(() => undefined);
}

/** The screen was locked: what the PIN gave is forgotten. */
export function forget() {
  ofPin = undefined;
}

/** @param {CryptoKey} key @param {unknown} value */
export async function encrypted(key, value) {
  const iv = random(12);
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, utf8(JSON.stringify(value))) };
}

/** @param {CryptoKey} key @param {{iv: Uint8Array, data: ArrayBuffer} | undefined} row */
export async function decrypted(key, row) {
  if (!row) return;
  try {
    return JSON.parse(textOf(await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, key, row.data)));
  } catch {
    return undefined;
  }
}

async function stretched(pin, salt) {
  const typed = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveBits"]);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS }, typed, 256));
}

async function wrapping(salt, { half }) {
  const material = await crypto.subtle.importKey("raw", joined(ofPin, half), "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info: utf8("yorisoi round v1") };
  return crypto.subtle.deriveKey(how, material, AES, false, ["encrypt", "decrypt"]);
}

async function wrap(bare, salt, half, expires) {
  const iv = random(12);
  const wrapped = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await wrapping(salt, half), bare));
  await write({ wrong: 0, salt, iv, wrapped, day: half.day, expires });
}

async function unwrapped({ salt, iv, wrapped }, half) {
  const key = await wrapping(salt, half);
  return crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, wrapped).then((bare) => new Uint8Array(bare), () => undefined);
}

const imported = (bare) => crypto.subtle.importKey("raw", bare, AES, false, ["encrypt", "decrypt"]);

function write({ wrong, salt, iv, wrapped, day, expires }) {
  const bytes = new Uint8Array(SIZE);
  bytes.set(joined(MAGIC, Uint8Array.of(wrong), salt, iv, wrapped, utf8(day)));
  new DataView(bytes.buffer).setFloat64(91, expires);
  // Where no file can be written, the round lasts as long as the page.
  return disk("writeKey", { bytes }).catch(() => undefined);
}
