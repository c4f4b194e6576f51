/* Proposes the reading from what was typed before the conversion. Only into an empty or proposed field. */
const katakanaToHiragana = (text) => text.replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
const onlyKana = (text) => /^[\u3041-\u3096\u30a1-\u30f6ー]+$/.test(text);

for (const target of document.querySelectorAll("[data-furigana-for]")) {
  const source = document.getElementById(target.dataset.furiganaFor);
  if (!source) continue;
  let reading = "";
  let proposed = target.value === "";
  source.addEventListener("compositionupdate", (event) => { if (onlyKana(event.data)) reading = event.data; });
  source.addEventListener("compositionend", () => {
    if (reading && (proposed || target.value === "")) {
      const space = /[ \u3000]$/.test(target.value) || !target.value || !/[ \u3000]/.test(source.value) ? "" : " ";
      target.value += space + katakanaToHiragana(reading);
      target.dispatchEvent(new Event("input", { bubbles: true }));
    }
    reading = "";
  });
  source.addEventListener("input", () => {
    if (source.value === "" && proposed) target.value = "";
  });
  target.addEventListener("keydown", () => { proposed = false; });
}
