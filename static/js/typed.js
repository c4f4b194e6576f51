/* An answer that brings back what was typed: the browser forgets the body that it sent, and asks before the page is left. */
const typed = document.querySelector("form[data-typed]");

if (typed) {
  history.replaceState(null, "", location.href);
  let sent = false;
  typed.addEventListener("submit", (event) => { sent = !event.defaultPrevented; });
  window.addEventListener("beforeunload", (event) => { if (!sent) event.preventDefault(); });
}
