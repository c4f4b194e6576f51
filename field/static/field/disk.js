/* The worker that writes the files, as calls. */
import { script } from "./trusted.js";

/** @type {Worker} */ let worker;
/** @type {Map<number, {said: object, done: (answer: any) => void, failed: (error: Error) => void}>} */ const waiting = new Map();
let calls = 0;
let ended = false;

/** Without network the browser now and then does not find the worker at first: it is begun again a little later, with all that was asked of it. */
export function start(tries = 5) {
  let came = false;
  ended = false;
  worker = new Worker(script(new URL("./disk-worker.js", import.meta.url).href), { type: "module" });
  worker.onmessage = ({ data }) => {
    came = true;
    const { done, failed } = waiting.get(data.call);
    waiting.delete(data.call);
    if (data.error) failed(new Error(data.error));
    else done(data.answer);
  };
  worker.onerror = () => {
    if (came || tries === 1) return end();
    setTimeout(() => again(tries - 1), (6 - tries) * 100);
  };
}

function again(tries) {
  if (ended) return;
  start(tries);
  for (const { said } of waiting.values()) worker.postMessage(said);
}

function end() {
  ended = true;
  for (const { failed } of waiting.values()) failed(new Error("the worker ended"));
  waiting.clear();
}

/** Lets go of the files: another window has taken over. Nobody waits for an answer any more. */
export function stop() {
  worker?.terminate();
  end();
}

/** @param {string} act @param {object} [given] @throws when there is no worker, now or any more */
export function disk(act, given = {}) {
  return new Promise((done, failed) => {
    if (ended) throw new Error("the worker ended");
    calls += 1;
    const said = { ...given, act, call: calls };
    waiting.set(calls, { said, done, failed });
    worker.postMessage(said);
  });
}
