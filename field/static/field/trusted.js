/* The only addresses that may become scripts. */
const policy = window.trustedTypes?.createPolicy("yorisoi", { createScriptURL: own }) ?? { createScriptURL: own };

/** @param {string} address */
export const script = (address) => policy.createScriptURL(address);

function own(address) {
  const url = new URL(address, location.href);
  const known = url.pathname === "/field/sw.js" || url.pathname.endsWith("/field/disk-worker.js");
  if (url.origin !== location.origin || !known) throw new TypeError("no script of ours");
  return url.href;
}
