/* For an answer that brings back what was typed: the browser forgets the body that it sent, and asks before the page is left. No module,
   since those run late, when the browser may have written the body to its disk. */
history.replaceState(null, "", location.href);
document.addEventListener("DOMContentLoaded", () => {
  let sent = false;
  document.querySelector("form[data-typed]").addEventListener("submit", (event) => { sent = !event.defaultPrevented; });
  window.addEventListener("beforeunload", (event) => { if (!sent) event.preventDefault(); });
});
