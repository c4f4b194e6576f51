/* Small things: printing, taking a proposal, letters' size, focus on what must be mended, on what was done, and on what was swapped in. */
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const fill = event.target.closest("[data-fill]");
  if (fill) {
    const field = document.getElementById(fill.dataset.fill);
    field.value = fill.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
  const taken = event.target.closest("[data-take]");
  if (taken) take([...taken.form.elements].filter((one) => one.name === taken.dataset.take), JSON.parse(taken.dataset.values));
});

/* What somebody else saved, put into a field of whatever kind. */
function take(parts, values) {
  for (const part of parts) {
    if (part.type === "radio" || part.type === "checkbox") part.checked = values.includes(part.value);
    else part.value = values[0];
    part.dispatchEvent(new Event("change", { bubbles: true }));
  }
  (parts.find((part) => part.checked) ?? parts[0])?.focus();
}

/* What must be mended, else what was done; an address that leads to a place of the page is not scrolled away from. */
(document.querySelector(".error-summary[data-focus]") ?? document.querySelector("[data-focus]"))?.focus({ preventScroll: Boolean(location.hash) });

/* What had the focus went with the part that was swapped: its like in the new part has it, else the part itself. Whoever is elsewhere,
   writing, stays there. */
let lost = null;
const mark = (one) => [
  one.closest("[id]")?.id, one.tagName, one.getAttribute("href") ?? (one.name ? `${one.name}=${one.value}` : one.textContent.trim()),
].join(" ");
document.body.addEventListener("htmx:beforeSwap", (event) => {
  const held = document.activeElement;
  lost = held && held !== document.body && event.detail.target.contains(held) ? held : null;
});
document.body.addEventListener("htmx:afterSwap", (event) => {
  const part = event.target;
  if (!lost || lost.isConnected || document.activeElement !== document.body || !part.getClientRects().length) return;
  const like = [...part.querySelectorAll(lost.tagName)].find((one) => mark(one) === mark(lost));
  lost = null;
  if (like) like.focus({ preventScroll: true });
  else {
    part.tabIndex = -1;
    part.focus();
  }
});

for (const form of document.querySelectorAll("form[data-text-size]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    const size = button.value;
    document.documentElement.dataset.text = size;
    const body = new FormData(form);
    body.set("text_size", size);
    fetch(form.action, { method: "POST", body });
    button.value = size === "large" ? "normal" : "large";
    button.textContent = size === "large" ? button.dataset.normal : button.dataset.larger;
  });
}
