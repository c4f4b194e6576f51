/* The shell from the disk, so that the app opens without network. What the server answers about anybody is never kept.
   The view puts `const SHELL = {version, page, files}` before this text. */
/* global SHELL */
const NAME = `field-${SHELL.version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((shell) => shell.addAll(SHELL.files.map((file) => new Request(file, { cache: "reload", credentials: "omit" })))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name.startsWith("field-") && name !== NAME) await caches.delete(name);
    await self.clients.claim();
  })());
});

self.addEventListener("message", ({ data }) => {
  if (data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  if (event.request.method !== "GET" || origin !== self.location.origin || !SHELL.files.includes(pathname)) return;
  event.respondWith(caches.open(NAME).then((shell) => shell.match(pathname)).then((kept) => kept ?? fetch(event.request)));
});

/* Where the browser wakes us when there is network again: an open page sends what waits. */
self.addEventListener("sync", (event) => {
  event.waitUntil(self.clients.matchAll().then((pages) => pages.forEach((page) => page.postMessage("send"))));
});
