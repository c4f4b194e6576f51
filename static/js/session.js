/* Signed out in the middle of a sentence, or nobody answers: the text stays on the page, and is sent after signing in again, or by one
   press more. Only keys and pointers count as activity. */
const page = document.body.dataset;
const panel = document.querySelector("[data-session-panel]");
const idlePanel = document.querySelector("[data-idle-panel]");
const other = document.querySelector("[data-other-panel]");
const wait = document.querySelector("[data-wait-panel]");
const movedPanel = document.querySelector("[data-moved-panel]");

if (page.session && panel) {
  let waiting = null;
  const user = page.user;
  let asking = false;
  let active = true;
  let toldAt = 0;

  const state = async () => {
    const answer = await fetch(page.session, { headers: { "X-Passive": "1", Accept: "application/json" } });
    if (answer.status >= 500) throw new Error(String(answer.status));
    return answer.ok && !answer.redirected ? answer.json() : null;
  };
  const open = (goOn) => {
    waiting = goOn ?? waiting;
    panel.hidden = false;
    panel.focus();
  };
  const away = (goOn) => {
    waiting = goOn;
    wait.hidden = false;
    wait.focus();
  };
  /* Somebody else signed in here meanwhile: their name must not stand under another person's words. */
  const elsewhere = () => {
    other.hidden = false;
    other.focus();
  };
  /* Of a page with words; any other one is answered by the server. */
  const isMoved = (form, now) => {
    const within = form.querySelector("input[name=within]")?.value;
    return Boolean(within && within !== now.within && form.querySelector("textarea"));
  };
  const moved = () => {
    movedPanel.hidden = false;
    movedPanel.focus();
  };
  const freshToken = (token) => {
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  };

  /* Before a form leaves the page, make sure that it will be received. */
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || "noGuard" in form.dataset || form.dataset.guarded || form.hasAttribute("hx-post")) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    const by = event.submitter;
    const send = () => {
      form.dataset.guarded = "yes";
      delete form.dataset.sending;
      form.requestSubmit(by);
      delete form.dataset.guarded;
    };
    state().then((now) => {
      if (!now) return open(send);
      if (now.user !== user) return elsewhere();
      if (isMoved(form, now)) return moved();
      movedPanel.hidden = true;
      freshToken(now.csrf);
      return send();
    }).catch(() => away(() => form.requestSubmit(by))).finally(() => { asking = false; });
  }, true);

  /* What a script asked for; the page goes on without it, save for a form that was sent. */
  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    document.body.addEventListener(failure, (event) => {
      const { elt, triggeringEvent, verb } = event.detail.requestConfig;
      if (verb === "get" || (failure === "htmx:responseError" && event.detail.xhr.status < 500)) return;
      away(() => elt.dispatchEvent(new Event(triggeringEvent?.type ?? "input", { bubbles: true, cancelable: true })));
    });
  }
  wait.querySelector("[data-wait-close]").addEventListener("click", () => { wait.hidden = true; });
  wait.querySelector("[data-wait-go-on]").addEventListener("click", () => {
    wait.hidden = true;
    waiting?.();
  });

  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 401) {
      event.detail.shouldSwap = false;
      const source = event.detail.requestConfig.elt;
      open(() => source.dispatchEvent(new Event("input", { bubbles: true })));
    }
  });

  panel.querySelector("[data-session-go-on]").addEventListener("click", async () => {
    const now = await state().catch(() => null);
    if (!now) return panel.focus();
    if (now.user !== user) return elsewhere();
    freshToken(now.csrf);
    panel.hidden = true;
    const goOn = waiting;
    waiting = null;
    return goOn?.();
  });

  for (const kind of ["keydown", "pointerdown"]) {
    document.addEventListener(kind, () => {
      active = true;
      if (idlePanel && !idlePanel.hidden) { toldAt = 0; tell(); }
    }, true);
  }
  const tell = async () => {
    if (!active || Date.now() - toldAt < 55000) return;
    active = false;
    toldAt = Date.now();
    const token = document.querySelector("input[name=csrfmiddlewaretoken]")?.value;
    await fetch(page.session, { method: "POST", headers: { "X-CSRFToken": token } }).catch(() => null);
    if (idlePanel) idlePanel.hidden = true;
  };
  const look = async () => {
    await tell();
    const now = await state().catch(() => undefined);
    if (now === null) return open();
    if (now) {
      if (now.user !== user) return elsewhere();
      if (idlePanel) idlePanel.hidden = now.idle_left > 60;
    }
    return undefined;
  };
  setInterval(look, 30000);
  setTimeout(look, 5000);
}
