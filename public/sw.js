// The service worker: what an installed business can still show without a network.
// Pages are never kept, since they may belong to who is signed in: without a network the offline page stands in, and
// reads what this person last saw from IndexedDB. Files with hashed names are kept until a release replaces them.
// One page is the exception: an inspection under way, which its own script (bay.js) keeps so that it opens in a bay
// without a signal. It is forgotten at sign-out and as soon as the server does not show it any more.
"use strict";

const KEPT = "files-1";
const OFFLINE = "/offline";
const BAY = "bay-1";
const BAY_PAGE = /^\/console\/[^/]+\/work\/[^/]+\/inspection$/;
// Scripts that keep their name from release to release: fetched while there is a network, else as they were kept.
const SCRIPTS = ["/offline.js", "/start.js", "/bay.js", "/push.js"];

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(KEPT);
    const page = await fetch(OFFLINE, { cache: "reload" });
    if (!page.ok) throw new Error("the offline page is away");
    const html = await page.clone().text();
    // The page names its stylesheet and script itself: their names change with each release.
    const files = [...html.matchAll(/(?:href|src)="(\/[^"]+)"/g)].map((match) => match[1]);
    await cache.put(OFFLINE, page);
    await cache.addAll([...new Set([...files, ...SCRIPTS])]);
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) if (name !== KEPT && name !== BAY) await caches.delete(name);
    await self.clients.claim();
  })());
});

// A page offers the new version; nothing is replaced under a reader's hands.
self.addEventListener("message", (event) => { if (event.data === "take-over") self.skipWaiting(); });

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (request.mode === "navigate" && BAY_PAGE.test(url.pathname)) {
    event.respondWith(bayPage(request, url.pathname + url.search));
  } else if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (url.pathname.startsWith("/pkg/") || url.pathname.startsWith("/words/") || url.pathname.startsWith("/fonts/") || SCRIPTS.includes(url.pathname)) {
    event.respondWith(keptOrFetched(request));
  }
});

async function keptOrFetched(request) {
  const cache = await caches.open(KEPT);
  const lasting = !SCRIPTS.includes(new URL(request.url).pathname);
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

// The page of an inspection: from the network, else this very page as it was kept. Who may not see it any more loses it.
async function bayPage(request, address) {
  try {
    const answer = await fetch(request);
    if ([401, 403, 404].includes(answer.status)) await caches.delete(BAY);
    return answer;
  } catch {
    const pages = await caches.open(BAY);
    return await pages.match(address) ?? await caches.match(OFFLINE);
  }
}

// --- notifications on this device ---------------------------------------------------------------------------------------------
// What the server wrote, sealed for this browser alone. The same tag takes the place of what is still shown, so that a
// push that comes twice shows once.
self.addEventListener("push", (event) => {
  const { title, body, path, tag } = written(event.data);
  const page = inHere(path);
  const about = { body: String(body ?? ""), icon: iconOf(page), data: page.href };
  if (tag) about.tag = String(tag);
  event.waitUntil(self.registration.showNotification(String(title || location.hostname), about));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(openPage(inHere(event.notification.data).href));
});

// Every push has to show something, or the browser takes the subscription away.
function written(data) {
  try {
    return data.json() ?? {};
  } catch {
    return {};
  }
}

// A page of this very origin; the start page for anything else.
function inHere(path) {
  const start = new URL("/", location.origin);
  try {
    const page = new URL(String(path ?? "/"), location.origin);
    return page.origin === location.origin ? page : start;
  } catch {
    return start;
  }
}

function iconOf(page) {
  const [, side, slug] = page.pathname.split("/");
  return ["b", "console"].includes(side) && slug ? `/b/${slug}/icons/192.png` : "/favicon.svg";
}

async function openPage(address) {
  const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const open = windows.find((client) => client.url === address);
  return open ? open.focus() : self.clients.openWindow(address);
}
