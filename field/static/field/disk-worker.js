/* The two files that are overwritten in place: the journal of what waits to be sent, and the wrapped key of the round.
   Only a worker may write so. */
import { EMPTY, HEAD, SIZE, SLOTS, readSlot, writeSlot } from "./journal.js";

const KEY_SIZE = 256;
const PROBE = 65536;

/** @type {FileSystemSyncAccessHandle} */ let journal;
/** @type {FileSystemSyncAccessHandle} */ let key;
/** @type {FileSystemSyncAccessHandle} */ let probe;
/** @type {Map<string, number>} */ const slots = new Map();

const acts = {
  /** Opens the files, making them at their whole size the first time. */
  async open() {
    const root = await navigator.storage.getDirectory();
    journal = await handle(root, "journal.bin");
    key = await handle(root, "key.bin");
    probe = await handle(root, "probe.bin");
    fill(key, KEY_SIZE);
    fill(journal, HEAD + SLOTS * SIZE);
    return { items: items(), closed: read(journal, 0, 1)[0] === 1 };
  },
  put({ item }) {
    const slot = free();
    if (slot === undefined) throw new Error("the journal is full");
    write(journal, HEAD + slot * SIZE, writeSlot(item));
    journal.flush();
    const before = slots.get(item.id);
    slots.set(item.id, slot);
    if (before !== undefined) empty(before);
  },
  remove({ id }) {
    const slot = slots.get(id);
    if (slot === undefined) return;
    empty(slot);
    slots.delete(id);
  },
  /** @param {{closed: boolean}} asked whether IndexedDB is left alone until the queue is received */
  close({ closed }) {
    write(journal, 0, Uint8Array.of(closed ? 1 : 0));
    journal.flush();
  },
  readKey: () => read(key, 0, KEY_SIZE),
  writeKey({ bytes }) {
    write(key, 0, bytes);
    key.flush();
  },
  /** Overwritten twice, so that the old bytes lie nowhere. */
  wipeKey() {
    for (const bytes of [crypto.getRandomValues(new Uint8Array(KEY_SIZE)), new Uint8Array(KEY_SIZE)]) {
      write(key, 0, bytes);
      key.flush();
    }
  },
  /** Whether there is room: the browser's own estimate never sees a full disk. */
  probe() {
    try {
      write(probe, 0, crypto.getRandomValues(new Uint8Array(PROBE)));
      probe.flush();
      return true;
    } catch {
      return false;
    } finally {
      probe.truncate(0);
    }
  },
};

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ call: data.call, answer: await acts[data.act](data) });
  } catch (error) {
    self.postMessage({ call: data.call, error: `${error.name}: ${error.message}` });
  }
};

/** Another window of the app may still be closing its own. */
async function handle(root, name) {
  const file = await root.getFileHandle(name, { create: true });
  for (let tries = 0; ; tries += 1) {
    try {
      return await file.createSyncAccessHandle();
    } catch (error) {
      if (tries >= 20) throw error;
      await new Promise((done) => setTimeout(done, 100));
    }
  }
}

function fill(file, size) {
  const length = file.getSize();
  if (length < size) write(file, length, new Uint8Array(size - length));
  file.flush();
}

function items() {
  const found = new Map();
  for (let slot = 0; slot < SLOTS; slot += 1) {
    const item = readSlot(read(journal, HEAD + slot * SIZE, SIZE));
    if (!item) continue;
    const other = found.get(item.id);
    if (other && other.rev >= item.rev) continue;
    found.set(item.id, item);
    slots.set(item.id, slot);
  }
  return [...found.values()];
}

function free() {
  const taken = new Set(slots.values());
  for (let slot = 0; slot < SLOTS; slot += 1) if (!taken.has(slot)) return slot;
}

function empty(slot) {
  write(journal, HEAD + slot * SIZE, EMPTY);
  journal.flush();
}

function read(file, at, length) {
  const bytes = new Uint8Array(length);
  file.read(bytes, { at });
  return bytes;
}

function write(file, at, bytes) {
  if (file.write(bytes, { at }) !== bytes.length) throw new Error("written in part");
}
