/* What is recorded is sealed to the server's key: this tablet cannot open it again. */
import { base64, joined, random, unbase64, utf8 } from "./bytes.js";

const BLOCK = 256;
const CURVE = { name: "ECDH", namedCurve: "P-256" };

/** What a call may carry for one visit, sealed. */
export const LARGEST = 8192;

/**
 * @param {object} payload
 * @param {string} id UUID of the item, in lower case
 * @param {{id: string, key: string}} sealing the server's key
 * @returns {Promise<Uint8Array>} ephemeral point (65), iv (12), ciphertext with tag
 */
export async function seal(payload, id, sealing) {
  const theirs = await crypto.subtle.importKey("spki", unbase64(sealing.key), CURVE, false, []);
  const ours = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", ours.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, ours.privateKey, 256);
  const material = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveKey"]);
  const info = utf8(`yorisoi visit v1 ${sealing.id}`);
  const key = await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: point, info }, material, { name: "AES-GCM", length: 256 }, false, ["encrypt"],
  );
  const iv = random(12);
  const secret = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(id) }, key, padded(payload));
  return joined(point, iv, new Uint8Array(secret));
}

/** JSON of a multiple of 256 bytes, so that its length tells nothing. @param {object} payload */
export function padded(payload) {
  const bare = utf8(JSON.stringify({ ...payload, pad: "" })).length;
  const wanted = Math.ceil(bare / BLOCK) * BLOCK;
  return utf8(JSON.stringify({ ...payload, pad: " ".repeat(wanted - bare) }));
}

/** @param {Uint8Array} sealed */
export const asSent = (sealed) => base64(sealed);
