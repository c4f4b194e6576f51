/* Minutes are saved as they are typed, by one page at a time. What could not be saved stays in the field, and the page says so: a network
   that is away is asked again, a refusal is shown as it was said, and another page that writes can be taken over from on purpose. */
const QUIET = 2000;
const RETRY = 4000;
const form = document.querySelector("form[data-minutes]");

if (form) {
  const field = form.querySelector("textarea");
  const status = document.querySelector("[data-minutes-status]");
  const refused = document.querySelector("[data-minutes-refused]");
  const said = refused.querySelector("[data-minutes-said]");
  const own = refused.querySelector("[data-minutes-take-over]");
  let timer = 0;
  let saving = null;
  let sent = field.value;
  let away = false;
  let over = false;

  const token = () => form.querySelector("input[name=csrfmiddlewaretoken]").value;
  const isDirty = () => field.value !== sent;
  const show = (words, kind) => {
    status.className = `chip${kind ? ` chip--${kind}` : ""}`;
    status.querySelector("[data-minutes-words]").textContent = words;
  };
  const refuse = (words, { elsewhere = false } = {}) => {
    said.textContent = words;
    own.hidden = !elsewhere;
    field.readOnly = elsewhere;
    refused.hidden = false;
    show(form.dataset.unsaved, "bad");
  };
  const post = (url, more = {}, keepalive = false) => {
    const body = new FormData(form);
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    return fetch(url, { method: "POST", body, keepalive, headers: { "X-CSRFToken": token(), "X-Passive": "1" } });
  };
  const clock = (iso) => {
    const at = new Date(iso).toLocaleTimeString("en-GB", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit", second: "2-digit" });
    return `${form.dataset.saved} ${at}`;
  };

  /* True when what stands in the field stands in the office too. */
  const saveNow = async (leaving) => {
    const text = field.value;
    if (text.length > Number(form.dataset.most)) {
      refuse(form.dataset.tooLong.replace("{n}", text.length.toLocaleString()));
      return false;
    }
    let answer;
    try {
      answer = await post(form.dataset.draftUrl, {}, leaving);
      if (answer.status >= 500) throw new Error(String(answer.status));
    } catch {
      away = true;
      show(form.dataset.away, "warn");
      timer = setTimeout(save, RETRY);
      return false;
    }
    if (answer.status === 401) {
      show(form.dataset.signedOut, "bad");
      timer = setTimeout(save, RETRY);
      return false;
    }
    const words = await answer.json().catch(() => ({}));
    if (!answer.ok || answer.redirected) {
      over = answer.status === 410;
      refuse(words.said ?? form.dataset.shut, { elsewhere: answer.status === 409 });
      return false;
    }
    away = false;
    sent = text;
    form.elements.mark.value = words.mark;
    refused.hidden = true;
    show(clock(words.saved_at), "ok");
    return true;
  };
  /* One after the other, so that no older words arrive last. */
  const save = async (leaving = false) => {
    clearTimeout(timer);
    while (saving) await saving;
    if (!isDirty()) return true;
    saving = saveNow(leaving === true);
    const kept = await saving.finally(() => { saving = null; });
    return kept && isDirty() ? save() : kept;
  };

  let first = 0;
  field.addEventListener("input", () => {
    names();
    if (away) return;
    /* Who types on and on is saved on the way too. */
    first ||= Date.now();
    clearTimeout(timer);
    timer = setTimeout(() => { first = 0; save(); }, Date.now() - first > 3 * QUIET ? 0 : QUIET);
  });
  addEventListener("online", () => save());
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
  addEventListener("beforeunload", (event) => { if (isDirty() && !form.dataset.kept) event.preventDefault(); });
  addEventListener("pagehide", () => { if (!isDirty()) post(form.dataset.draftUrl, { leave: "1" }, true).catch(() => null); });

  /* On to the next item only when the words of this one have arrived; from a meeting that ended they go along to where they can be kept. */
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || form.dataset.kept) return;
    event.preventDefault();
    const by = event.submitter;
    save().then((kept) => {
      if (!kept && !over) return;
      form.dataset.kept = form.dataset.guarded = "yes";
      form.requestSubmit(by);
      delete form.dataset.guarded;
    });
  });
  addEventListener("pageshow", () => { delete form.dataset.kept; });

  /* What stands there now, and below it what this page had of its own. */
  own.addEventListener("click", async () => {
    const mine = isDirty() ? field.value : "";
    const answer = await post(form.dataset.takeOverUrl, { text: "" }).catch(() => null);
    const words = answer ? await answer.json().catch(() => ({})) : {};
    if (!answer?.ok) {
      refuse(words.said ?? (answer ? form.dataset.shut : form.dataset.away), { elsewhere: true });
      return;
    }
    sent = words.text;
    field.value = mine && mine !== words.text ? `${words.text}\n\n${form.dataset.mine}\n${mine}` : words.text;
    form.elements.mark.value = words.mark;
    field.readOnly = false;
    refused.hidden = true;
    field.focus();
    save();
  });
  if (form.hasAttribute("data-held")) refuse(form.dataset.held, { elsewhere: true });

  /* The clock of the item against its minutes. */
  const time = document.querySelector("[data-begun]");
  const tick = () => {
    const gone = Math.max(0, Math.floor((Date.now() - new Date(time.dataset.begun)) / 60000));
    time.querySelector("[data-gone]").textContent = gone;
    time.querySelector("progress").value = gone;
    time.toggleAttribute("data-over", gone >= Number(time.dataset.minutes));
  };
  if (time) {
    tick();
    setInterval(tick, 10000);
  }

  /* For the projector: the letter instead of the name, and a word of warning where the name was typed. */
  const hides = document.querySelector("[data-hide-names]");
  const warning = document.querySelector("[data-names-typed]");
  const spoken = JSON.parse(form.dataset.names ?? "[]");
  const names = () => {
    if (warning) warning.hidden = !document.body.hasAttribute("data-names-hidden") || !spoken.some((name) => field.value.includes(name));
  };
  const hide = (on) => {
    document.body.toggleAttribute("data-names-hidden", on);
    hides.setAttribute("aria-pressed", String(on));
    form.elements.hide.value = on ? "1" : "";
    names();
  };
  hides.addEventListener("click", () => hide(!document.body.hasAttribute("data-names-hidden")));
  hide(form.elements.hide.value === "1");
  warning?.querySelector("button").addEventListener("click", () => {
    for (const name of spoken) field.value = field.value.replaceAll(name, form.dataset.letter);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });

  /* On and back without the mouse. */
  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.ctrlKey || event.isComposing || !["PageDown", "PageUp"].includes(event.key)) return;
    const button = form.querySelector(`button[value=${event.key === "PageDown" ? "next" : "previous"}]`);
    if (!button || button.disabled) return;
    event.preventDefault();
    button.click();
  });
}
