/* Enter that fixes a conversion never submits, searches or moves on. */
let fixedAt = 0;
document.addEventListener("compositionend", () => { fixedAt = Date.now(); }, true);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.target.tagName === "TEXTAREA") return;
  if (event.isComposing || event.keyCode === 229 || Date.now() - fixedAt < 30) {
    event.preventDefault();
    event.stopPropagation();
  }
}, true);
