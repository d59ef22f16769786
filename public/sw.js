// The service worker: what an installed business can still show without a network.
// Pages are never kept, since they may belong to who is signed in: without a network the offline page stands in, and
// reads what this person last saw from IndexedDB. Files with hashed names are kept until a release replaces them.
"use strict";

const KEPT = "files-1";
const OFFLINE = "/offline";

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(KEPT);
    const page = await fetch(OFFLINE, { cache: "reload" });
    if (!page.ok) throw new Error("the offline page is away");
    const html = await page.clone().text();
    // The page names its stylesheet and script itself: their names change with each release.
    const files = [...html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map((match) => match[1]);
    await cache.put(OFFLINE, page);
    await cache.addAll([...new Set(files)]);
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== KEPT) await caches.delete(name);
    await self.clients.claim();
  })());
});

// A page offers the new version; nothing is replaced under a reader's hands.
self.addEventListener("message", (event) => { if (event.data === "take-over") self.skipWaiting(); });

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (url.pathname.startsWith("/pkg/") || url.pathname.startsWith("/fonts/") || url.pathname === "/offline.js") {
    event.respondWith(keptOrFetched(request));
  }
});

async function keptOrFetched(request) {
  const cache = await caches.open(KEPT);
  const lasting = !request.url.endsWith("/offline.js");
  const kept = await cache.match(request);
  if (kept && lasting) return kept;
  try {
    const fresh = await fetch(request);
    if (fresh.ok) await cache.put(request, fresh.clone());
    return fresh;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}
