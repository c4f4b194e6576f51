/* "/" and Ctrl+K go to the search, "?" to the manual's part about this page; none is taken away from somebody who is typing. Those of a meeting stand in minutes.js. */
const search = document.getElementById("q");
const typing = (node) => node && (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(node.tagName));

document.addEventListener("keydown", (event) => {
  if (!search || event.isComposing || event.altKey) return;
  const slash = event.key === "/" && !event.ctrlKey && !event.metaKey && !typing(event.target);
  const ctrlK = event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !typing(event.target);
  if (slash || ctrlK) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "?" || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  document.getElementById("manual")?.click();
});

/* Arrow keys walk through the results of a live list. */
document.addEventListener("keydown", (event) => {
  if (event.isComposing || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const list = document.querySelector("[data-results]");
  if (!list) return;
  const inside = list.contains(document.activeElement);
  if (!inside && document.activeElement !== search) return;
  const links = [...list.querySelectorAll("a[href], button")];
  const next = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
  event.preventDefault();
  (next < 0 ? search : links[Math.min(next, links.length - 1)])?.focus();
});

/* Escape closes the list under the search box; a press beside it too. */
const live = document.getElementById("live-search");
const close = () => live?.replaceChildren();
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !live?.firstChild || event.isComposing) return;
  close();
  search.focus();
});
document.addEventListener("pointerdown", (event) => {
  if (live?.firstChild && !event.target.closest(".search")) close();
});
