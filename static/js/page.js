/* Small things: printing, taking a proposal, letters' size, focus on an error summary, moving to what was swapped in. */
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const fill = event.target.closest("[data-fill]");
  if (fill) {
    const field = document.getElementById(fill.dataset.fill);
    field.value = fill.dataset.value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
});

document.querySelector("[data-focus]")?.focus();

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
