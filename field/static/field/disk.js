/* The worker that writes the files, as calls. */
import { script } from "./trusted.js";

/** @type {Worker} */ let worker;
const waiting = new Map();
let calls = 0;

export function start() {
  worker = new Worker(script(new URL("./disk-worker.js", import.meta.url).href), { type: "module" });
  worker.onmessage = ({ data }) => {
    const { done, failed } = waiting.get(data.call);
    waiting.delete(data.call);
    if (data.error) failed(new Error(data.error));
    else done(data.answer);
  };
  worker.onerror = () => {
    for (const { failed } of waiting.values()) failed(new Error("the worker ended"));
    waiting.clear();
  };
}

/** Lets go of the files: another window has taken over. */
export const stop = () => worker?.terminate();

/** @param {string} act @param {object} [said] */
export function disk(act, said = {}) {
  return new Promise((done, failed) => {
    calls += 1;
    waiting.set(calls, { done, failed });
    worker.postMessage({ ...said, act, call: calls });
  });
}
