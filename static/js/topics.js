/* The first topic checked becomes the main one; unchecking the main one passes it on. */
for (const group of document.querySelectorAll("[data-choose-main]")) {
  const boxes = [...group.querySelectorAll("input[type=checkbox]")];
  const star = (box) => group.querySelector(`input[type=radio][value="${CSS.escape(box.value)}"]`);
  group.addEventListener("change", (event) => {
    if (event.target.type === "radio") {
      boxes.find((box) => box.value === event.target.value).checked = true;
      return;
    }
    const checked = boxes.filter((box) => box.checked);
    const main = checked.find((box) => star(box).checked) ?? checked[0];
    boxes.forEach((box) => { star(box).checked = box === main; });
  });
}
