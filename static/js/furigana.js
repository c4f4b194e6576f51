/* Proposes the reading from what was typed before the conversion. Each stretch of the name carries its own reading: what is written anew
   takes the reading of what it replaces away with it. Only into an empty or proposed field. */
const katakanaToHiragana = (text) => text.replace(/[\u30a1-\u30f6]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) - 0x60));
const onlyKana = (text) => /^[\u3041-\u3096\u30a1-\u30f6ー]+$/.test(text);
const readingOf = (text) => onlyKana(text) ? katakanaToHiragana(text) : text.replace(/[^ \u3000]/g, "").replace(/\u3000/g, " ");

/* The stretches after `before` became `after`; what is new has `reading`, and a stretch that was cut keeps none. */
const rewritten = (parts, before, after, reading) => {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1;
  let tail = 0;
  while (tail < Math.min(before.length, after.length) - start && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const end = before.length - tail;
  const kept = { ahead: [], behind: [] };
  let at = 0;
  for (const part of parts) {
    const [from, to] = [at, at + part.text.length];
    at = to;
    if (to <= start) kept.ahead.push(part);
    else if (from >= end) kept.behind.push(part);
    else {
      if (from < start) kept.ahead.push({ text: part.text.slice(0, start - from), reading: readingOf(part.text.slice(0, start - from)) });
      if (to > end) kept.behind.push({ text: part.text.slice(end - from), reading: readingOf(part.text.slice(end - from)) });
    }
  }
  const text = after.slice(start, after.length - tail);
  return [...kept.ahead, ...(text ? [{ text, reading: reading || readingOf(text) }] : []), ...kept.behind];
};

for (const target of document.querySelectorAll("[data-furigana-for]")) {
  const source = document.getElementById(target.dataset.furiganaFor);
  if (!source) continue;
  let reading = "";
  let known = source.value;
  let parts = known ? [{ text: known, reading: readingOf(known) }] : [];
  let proposed = target.value === "";
  const follow = (said) => {
    if (source.value === known) return;
    parts = rewritten(parts, known, source.value, said);
    known = source.value;
    if (!proposed && target.value !== "") return;
    proposed = true;
    target.value = parts.map((part) => part.reading).join("").replace(/ +/g, " ").trimStart();
    target.dispatchEvent(new Event("input", { bubbles: true }));
  };
  source.addEventListener("compositionstart", () => { reading = ""; });
  source.addEventListener("compositionupdate", (event) => { if (onlyKana(event.data)) reading = katakanaToHiragana(event.data); });
  source.addEventListener("compositionend", () => { follow(reading); reading = ""; });
  source.addEventListener("input", (event) => { if (!event.isComposing) follow(""); });
  target.addEventListener("keydown", () => { proposed = false; });
}
