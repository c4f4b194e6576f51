/* How a queued visit lies in a slot of the journal: whole, or not at all. */
import { joined, textOf, utf8 } from "./bytes.js";

/** Bytes before the first slot, of one slot, and how many there are. */
export const HEAD = 512;
export const SIZE = 8704;
export const SLOTS = 256;
export const EMPTY = new Uint8Array(SIZE);

const MAGIC = 0x59535631;
const FIXED = 16;

/**
 * @typedef {object} Item what waits to be sent
 * @property {string} id
 * @property {string} device under which it was recorded
 * @property {string} key id of the server's key it is sealed to
 * @property {number} no the door's number on the printed list
 * @property {number} at milliseconds
 * @property {number} rev 1, and one more for each time it was changed before it was sent
 * @property {boolean} urgent
 * @property {boolean} [unfinished] its form was shut before it was recorded
 * @property {string} [door] where its form was open when the app was killed
 * @property {Uint8Array} sealed
 */

/** @param {Item} item */
export function writeSlot({ sealed, ...rest }) {
  const head = utf8(JSON.stringify(rest));
  const body = joined(head, sealed);
  if (FIXED + body.length > SIZE) throw new Error("too large for a slot");
  const slot = new Uint8Array(SIZE);
  const view = new DataView(slot.buffer);
  slot.set(body, FIXED);
  view.setUint32(0, MAGIC);
  view.setUint32(4, head.length);
  view.setUint32(8, sealed.length);
  view.setUint32(12, crc(body));
  return slot;
}

/** @param {Uint8Array} slot @returns {Item | undefined} nothing of a slot that was torn */
export function readSlot(slot) {
  const view = new DataView(slot.buffer, slot.byteOffset);
  const [head, sealed] = [view.getUint32(4), view.getUint32(8)];
  if (view.getUint32(0) !== MAGIC || FIXED + head + sealed > SIZE) return;
  const body = slot.subarray(FIXED, FIXED + head + sealed);
  if (crc(body) !== view.getUint32(12)) return;
  return { ...JSON.parse(textOf(body.subarray(0, head))), sealed: body.slice(head) };
}

const TABLE = Uint32Array.from({ length: 256 }, (_, number) => {
  for (let bit = 0; bit < 8; bit += 1) number = number & 1 ? (number >>> 1) ^ 0xedb88320 : number >>> 1;
  return number;
});

/** CRC-32. @param {Uint8Array} bytes */
export function crc(bytes) {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ TABLE[(sum ^ byte) & 0xff];
  return (sum ^ 0xffffffff) >>> 0;
}
