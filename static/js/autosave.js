/* A form that takes words is saved three seconds after the last key, encrypted, on the writer's own desk: under its own key, so each
   form, record and tab has a draft of its own. Where none can be kept, or could not be, leaving asks first. */
const QUIET = 3000;
const RETRY = 10000;
const WORDS = "textarea, input[type=text], input:not([type])";

/* Nothing stands in its lines but what a fresh page shows. Where words stood before, what was begun is taken back. */
const words = (text) => (text ?? "").replaceAll("\r\n", "\n").trim();
function isCleared(form) {
  const fresh = JSON.parse((form.querySelector("[data-draft-fresh]") ?? form).dataset.draftFresh || "{}");
  return [...form.querySelectorAll(WORDS)].filter((one) => one.name).every((one) => words(one.value) === words(fresh[one.name]));
}

/* Forms with words that no draft holds. */
const losing = new Set();

function keepDraft(form, url) {
  const chip = form.querySelector("[data-draft-status]") ?? document.querySelector("[data-draft-status]");
  let timer = 0;
  let changed = false;
  let worded = !isCleared(form);

  const show = (text, failed) => {
    if (!chip) return;
    chip.hidden = false;
    chip.classList.toggle("chip--warn", failed);
    chip.querySelector("[data-draft-text]").textContent = text;
  };
  const save = async (leaving = false) => {
    if (!changed || form.dataset.sending) return;
    changed = false;
    const body = new FormData(form);
    worded ||= !isCleared(form);
    const cleared = worded && isCleared(form);
    if (cleared) body.set("cleared", "1");
    try {
      const answer = await fetch(url, {
        method: "POST", body, keepalive: leaving, headers: { "X-CSRFToken": body.get("csrfmiddlewaretoken"), "X-Passive": "1" },
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const data = answer.status === 204 ? {} : await answer.json();
      const at = data.saved_at ? new Date(data.saved_at) : new Date();
      const clock = at.toLocaleTimeString("en-GB", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit" });
      const time = document.documentElement.lang === "ja" ? `${Number(clock.slice(0, 2))}時${clock.slice(3)}分` : clock;
      losing.delete(form);
      if (data.fresh) history.replaceState(null, "", data.fresh);
      if (cleared && chip) chip.hidden = true;
      else show(`${chip?.dataset.saved ?? ""} ${time}`, false);
    } catch {
      changed = true;
      losing.add(form);
      show(chip?.dataset.failed ?? "", true);
      timer = setTimeout(save, RETRY);
    }
  };
  const later = () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, QUIET);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
}

/* Minutes are saved by a module of their own. */
for (const form of document.querySelectorAll("form[method=post]:not([data-minutes])")) {
  const url = form.dataset.draftUrl ?? form.querySelector("[data-draft-url]")?.dataset.draftUrl;
  if (url) keepDraft(form, url);
  else if (!form.matches("[data-no-guard], [role=search], [hx-post]") && form.querySelector(WORDS)) {
    form.addEventListener("input", (event) => { if (event.target.matches(WORDS)) losing.add(form); });
  }
}

window.addEventListener("beforeunload", (event) => {
  if ([...losing].some((form) => form.isConnected && !form.dataset.sending)) event.preventDefault();
});
