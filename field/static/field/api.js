/* The server's answers. `navigator.onLine` stays true when only the server is away, so nothing asks it. */
import { signature } from "./device.js";

const PATIENCE = 20_000;

/** Nobody answered, or not as the contract says: to be tried again. */
export class Away extends Error {}

/** How far this tablet's clock lies behind the server's, in milliseconds, once an answer has come. */
export let offset = 0;

/** @param {string} path @param {RequestInit} [options] @returns {Promise<{status: number, json: any, headers: Headers}>} */
export async function call(path, options = {}) {
  const begun = Date.now();
  let answer;
  let json;
  try {
    answer = await fetch(path, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE), ...options });
    json = parsed(await answer.text());
  } catch (error) {
    throw new Away(error?.name);
  }
  // A page in the way (a hotel's sign-in, a proxy's error) is no answer of ours.
  const isOurs = json !== undefined || [304, 401, 403].includes(answer.status);
  if (answer.status >= 500 || answer.status === 429 || !isOurs) throw new Away(String(answer.status));
  const said = Date.parse(answer.headers.get("Date") ?? "");
  if (said) offset = said - (begun + Date.now()) / 2;
  return { status: answer.status, json, headers: answer.headers };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const session = async () => (await call("/field/api/session")).json;

/** With the session's token. @param {string} path @param {object} [said] */
export async function post(path, said = {}) {
  const { csrf } = await session();
  const headers = { "Content-Type": "application/json", "X-CSRFToken": csrf };
  return call(path, { method: "POST", headers, body: JSON.stringify(said) });
}

/** Without a session. @param {import("./device.js").Device} device @param {string} method @param {string} path @param {object} [said] */
export async function signed(device, method, path, said) {
  const body = said ? JSON.stringify(said) : "";
  const headers = { "Content-Type": "application/json", ...(await signature(device, method, path, body)) };
  return call(path, { method, headers, body: said && body, credentials: "omit" });
}
