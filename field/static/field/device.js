/* Who this tablet is to the server: a signing key for each visitor who enrolled it. A credential that can be revoked, no secret. */
import { base64, hex, utf8 } from "./bytes.js";
import { keep } from "./outbox.js";
import * as store from "./store.js";

const HOW = { name: "ECDSA", namedCurve: "P-256" };
const SIGN = { name: "ECDSA", hash: "SHA-256" };

/** @typedef {{id: string, key: CryptoKey}} Device */

/** @type {Map<string, CryptoKey>} */ const keys = new Map();

/** A pair that is not kept before the server has named it. */
export async function make() {
  const pair = await crypto.subtle.generateKey(HOW, false, ["sign", "verify"]);
  return { key: pair.privateKey, spki: base64(await crypto.subtle.exportKey("spki", pair.publicKey)) };
}

/** @param {string} id @param {CryptoKey} key */
export async function enrol(id, key) {
  keys.set(id, key);
  await keep("kept", (rows) => rows.put(key, `device:${id}`));
}

/** @param {string} id @returns {Promise<CryptoKey | undefined>} */
export async function keyOf(id) {
  if (!keys.has(id)) {
    const key = await store.get("kept", `device:${id}`);
    if (!key) return;
    keys.set(id, key);
  }
  return keys.get(id);
}

/** @param {Device} device @param {string} method @param {string} path with its query @param {string} body */
export async function signature({ id, key }, method, path, body) {
  const sent = new Date().toISOString();
  const digest = hex(await crypto.subtle.digest("SHA-256", utf8(body)));
  const text = utf8(["yorisoi field v1", method, path, sent, digest].join("\n"));
  return { "X-Field-Device": id, "X-Field-Sent": sent, "X-Field-Signature": base64(await crypto.subtle.sign(SIGN, key, text)) };
}
