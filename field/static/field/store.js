/* IndexedDB: what is kept by name, and the queue. Written through to the disk, or not at all. */

/** @type {IDBDatabase | undefined} */ let base;

/** @returns {Promise<boolean>} whether it can be used */
export async function open() {
  try {
    const asked = indexedDB.open("field", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("kept");
      asked.result.createObjectStore("queue", { keyPath: "id" });
    };
    base = await answer(asked);
    return true;
  } catch {
    return false;
  }
}

/** What lies there, or nothing. @param {"kept" | "queue"} name @param {string} key */
export async function get(name, key) {
  try {
    return await answer(base.transaction(name).objectStore(name).get(key));
  } catch {
    return undefined;
  }
}

/** @param {"kept" | "queue"} name */
export const all = (name) => (base ? answer(base.transaction(name).objectStore(name).getAll()) : []);

/** @param {"kept" | "queue"} name @param {(rows: IDBObjectStore) => void} change */
export function write(name, change) {
  return new Promise((done, failed) => {
    if (!base) throw new Error("no database");
    const work = base.transaction(name, "readwrite", { durability: "strict" });
    work.oncomplete = () => done(undefined);
    work.onabort = () => failed(work.error ?? new Error("aborted"));
    change(work.objectStore(name));
  });
}

/** @template T @param {IDBRequest<T>} asked @returns {Promise<T>} */
function answer(asked) {
  return new Promise((done, failed) => {
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}
