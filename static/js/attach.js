/* Files to be attached are sent one by one, each with its own words and key, so that one that is refused holds up no other, and each shows
   how far it is. Without this the form sends them all at once. */
const form = document.querySelector("form[data-attach]");
const list = form?.querySelector("[data-attach-list]");
const LARGEST = 20_000_000;
const rows = new Set();

const size = (bytes) => bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
const said = (name) => form.querySelector(`[data-attach-${name}]`).textContent;

function add(file) {
  const line = form.querySelector("[data-attach-row]").content.firstElementChild.cloneNode(true);
  const part = (name) => line.querySelector(`[data-${name}]`);
  const row = { file, part, line, key: crypto.randomUUID(), is_fit: file.size <= LARGEST };
  part("name").textContent = file.name;
  part("size").textContent = size(file.size);
  part("words").value = form.elements.description.value;
  part("off").addEventListener("click", () => {
    line.remove();
    rows.delete(row);
    list.hidden = list.childElementCount === 0;
    leave();
  });
  rows.add(row);
  list.append(line);
  list.hidden = false;
  if (!row.is_fit) fail(row, said("large"));
}

/* When all that is left has arrived. */
function leave() {
  if (rows.size === 0 && list.querySelector("[data-done]:not([hidden])")) location.assign(form.dataset.attach);
}

function fail(row, words) {
  row.part("bad").textContent = words;
  row.part("bad").hidden = false;
  row.line.querySelector("progress").hidden = true;
}

/* The server answers with the page of all files, with this page again, which says what is wrong, or with the sign-in. */
function send(row) {
  const body = new FormData();
  for (const name of ["csrfmiddlewaretoken", "writer", "within"]) if (form.elements[name]) body.set(name, form.elements[name].value);
  body.set("once", row.key);
  body.set("description", row.part("words").value);
  body.append("chosen", row.file);
  const progress = row.line.querySelector("progress");
  progress.hidden = false;
  row.part("bad").hidden = true;
  return new Promise((done) => {
    const call = new XMLHttpRequest();
    call.upload.addEventListener("progress", (event) => { if (event.lengthComputable) progress.value = event.loaded / event.total; });
    call.addEventListener("error", () => { fail(row, said("lost")); done(); });
    call.addEventListener("load", () => {
      const page = new DOMParser().parseFromString(call.responseText, "text/html");
      const wrong = page.querySelector(".field__error span, .error-summary li");
      if (call.status === 200 && new URL(call.responseURL).pathname === form.dataset.attach) {
        rows.delete(row);
        progress.hidden = true;
        row.part("words").disabled = row.part("off").hidden = true;
        row.part("done").hidden = false;
      } else fail(row, wrong ? wrong.textContent.trim() : said("lost"));
      done();
    });
    call.open("POST", form.action || location.href);
    call.send(body);
  });
}

if (form) {
  for (const input of form.querySelectorAll("input[type=file]")) {
    input.addEventListener("change", () => {
      [...input.files].forEach(add);
      input.value = "";
    });
  }
  form.addEventListener("dragover", (event) => event.preventDefault());
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    [...event.dataTransfer.files].forEach(add);
  });
  form.addEventListener("submit", async (event) => {
    if (rows.size === 0) return;
    event.preventDefault();
    const button = form.querySelector(".form-foot button");
    button.disabled = true;
    for (const row of [...rows]) if (row.is_fit) await send(row);
    button.disabled = false;
    leave();
  }, true);
}
