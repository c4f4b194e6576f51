/* An item of the agenda is dragged to another place by its grip; the buttons beside it do the same without a mouse. The place is sent like
   theirs: which it gets among all, also past what the reader is not shown. */
const places = [...document.querySelectorAll(".agenda__list [data-place]")];
const placeOf = (row) => Number(row.dataset.place);
let dragged = null;

/* Where it would stand if it were let go here. */
function target(row, y) {
  const { top, height } = row.getBoundingClientRect();
  const before = placeOf(row) + (y > top + height / 2 ? 1 : 0);
  return before > placeOf(dragged) ? before - 1 : before;
}

function mark(row, y) {
  for (const one of places) {
    const to = one === row && dragged && target(row, y) !== placeOf(dragged) ? target(row, y) : null;
    one.classList.toggle("is-before", to !== null && to < placeOf(dragged));
    one.classList.toggle("is-after", to !== null && to > placeOf(dragged));
  }
}

for (const grip of document.querySelectorAll("[data-grip]")) {
  const row = grip.closest("[data-place]");
  grip.hidden = false;
  grip.draggable = true;
  grip.addEventListener("dragstart", (event) => {
    dragged = row;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    event.dataTransfer.setDragImage(row, row.clientWidth, 0);
  });
  grip.addEventListener("dragend", () => {
    mark(null);
    dragged = null;
  });
}

for (const row of places) {
  row.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    mark(row, event.clientY);
  });
  row.addEventListener("drop", (event) => {
    if (!dragged) return;
    event.preventDefault();
    const to = target(row, event.clientY);
    if (to === placeOf(dragged)) return;
    const form = dragged.querySelector("[data-move]");
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "to", value: String(to) });
    form.append(field);
    form.requestSubmit();
  });
}
