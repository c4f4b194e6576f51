/* A passkey is made or asked. Where the browser or the address knows none, the words that stand there already stay, and nothing is offered. */
const digits = /^[\d.]+$|:/.test(location.hostname);
const able = window.isSecureContext && "PublicKeyCredential" in window && !digits;

const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const known = (list) => list?.map((one) => ({ ...one, id: bytes(one.id) }));

const make = async ({ publicKey: asked }) => navigator.credentials.create({
  publicKey: {
    ...asked, challenge: bytes(asked.challenge), user: { ...asked.user, id: bytes(asked.user.id) },
    excludeCredentials: known(asked.excludeCredentials),
  },
});
const use = async ({ publicKey: asked }) => navigator.credentials.get({
  publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: known(asked.allowCredentials) },
});
const sent = ({ id, rawId, type, response }) => JSON.stringify({
  id, type, rawId: text(rawId), clientExtensionResults: {},
  response: Object.fromEntries(
    ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]
      .filter((part) => response[part]).map((part) => [part, text(response[part])]),
  ),
});

for (const form of able ? document.querySelectorAll("form[data-passkey]") : []) {
  const said = (kind) => form.querySelectorAll("[data-passkey-said]").forEach((words) => {
    words.hidden = words.dataset.passkeySaid !== kind;
  });
  const options = async () => {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    return (await fetch(form.dataset.ask, { headers: { Accept: "application/json" } })).json();
  };
  said("");
  form.querySelector("[data-passkey-press]").hidden = false;
  form.querySelector("[data-passkey-press]").addEventListener("click", async () => {
    if (!form.reportValidity()) return;
    said("");
    try {
      form.elements.credential.value = sent(await (form.dataset.passkey === "make" ? make : use)(await options()));
      form.requestSubmit();
    } catch (error) {
      said(error.name === "InvalidStateError" ? "twice" : "stopped");
    }
  });
}
