/* A form with data-draft-url is saved three seconds after the last key, encrypted, on the writer's own desk. */
const QUIET = 3000;
const RETRY = 10000;

for (const form of document.querySelectorAll("form[data-draft-url]")) {
  const chip = document.querySelector("[data-draft-status]");
  let timer = 0;
  let changed = false;

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
    try {
      const answer = await fetch(form.dataset.draftUrl, {
        method: "POST", body, keepalive: leaving, headers: { "X-CSRFToken": body.get("csrfmiddlewaretoken"), "X-Passive": "1" },
      });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      const data = answer.status === 204 ? {} : await answer.json();
      if (data.draft_url) form.dataset.draftUrl = data.draft_url;
      const at = data.saved_at ? new Date(data.saved_at) : new Date();
      const clock = at.toLocaleTimeString("en-GB", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit" });
      const time = document.documentElement.lang === "ja" ? `${Number(clock.slice(0, 2))}時${clock.slice(3)}分` : clock;
      show(`${chip?.dataset.saved ?? ""} ${time}`, false);
    } catch {
      changed = true;
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
