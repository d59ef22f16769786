// Runs beside every page: what must work even when the application itself cannot load, and what the installed app keeps.
// Every word comes from the page (data-words), so that this file speaks no language.
"use strict";
(() => {
  const script = document.currentScript;
  const words = JSON.parse(script.dataset.words || "{}");
  const person = script.dataset.person || "";

  // --- a toast with one action ---------------------------------------------------------------------------------------
  const offered = new Set();
  const offer = (text, action, run) => {
    if (offered.has(text)) return;
    offered.add(text);
    const box = document.createElement("div");
    box.className = "toasts";
    box.setAttribute("role", "status");
    const toast = document.createElement("div");
    toast.className = "toast";
    const label = document.createElement("span");
    label.textContent = text;
    const button = document.createElement("button");
    button.className = "btn";
    button.type = "button";
    button.textContent = action;
    button.addEventListener("click", run);
    toast.append(label, button);
    box.append(toast);
    document.body.append(box);
  };

  // --- a chunk that cannot be loaded (a release went by, the signal was lost) must not leave a dead page ------------------
  const reload = () => location.reload();
  const broken = () => offer(words.broken, words.reload, reload);
  addEventListener("error", (event) => {
    const address = String(event.target?.src ?? event.target?.href ?? "");
    if (address.includes("/pkg/")) broken();
  }, true);
  addEventListener("unhandledrejection", (event) => {
    const reason = String(event.reason?.message ?? event.reason);
    if (/dynamically imported module|Importing a module|WebAssembly|Failed to fetch|NetworkError/.test(reason)) broken();
  });

  // --- the service worker, and its next version --------------------------------------------------------------------------
  if ("serviceWorker" in navigator) {
    addEventListener("load", async () => {
      const hadOne = Boolean(navigator.serviceWorker.controller);
      let registration;
      try { registration = await navigator.serviceWorker.register("/sw.js"); } catch { return; }
      const waiting = (worker) => offer(words.update, words.reload, () => worker.postMessage("take-over"));
      if (registration.waiting && hadOne) waiting(registration.waiting);
      registration.addEventListener("updatefound", () => {
        const worker = registration.installing;
        worker?.addEventListener("statechange", () => { if (worker.state === "installed" && hadOne) waiting(worker); });
      });
      let reloading = false;
      navigator.serviceWorker.addEventListener("controllerchange", () => {
        if (hadOne && !reloading) { reloading = true; reload(); }
      });
    });
  }

  // --- what this person last saw, for the offline page -------------------------------------------------------------------
  const NAME = "mainstreet";
  const open = () => new Promise((done, fail) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore("seen");
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const write = async (work) => {
    const db = await open();
    await new Promise((done, fail) => {
      const tx = db.transaction("seen", "readwrite");
      work(tx.objectStore("seen"));
      tx.oncomplete = done;
      tx.onerror = () => fail(tx.error);
    });
    db.close();
  };
  const forget = () => write((store) => store.clear()).catch(() => {});
  const keep = (element) => {
    if (!person || element.dataset.kept) return;
    element.dataset.kept = "1";
    const value = { ...JSON.parse(element.textContent), at: Date.now() };
    write((store) => {
      store.put(value, `${value.business}/${value.kind}`);
      store.put({ person, lang: document.documentElement.lang }, "reader");
    }).catch(() => {});
  };
  const reader = async () => {
    const db = await open();
    const found = await new Promise((done) => {
      const request = db.transaction("seen").objectStore("seen").get("reader");
      request.onsuccess = () => done(request.result);
      request.onerror = () => done(undefined);
    });
    db.close();
    return found;
  };
  // Some parts of pages have scripts of their own: an inspection's keeps answers while there is no network, a technician's
  // scans, the bell's counts, the devices' push.
  const loaded = new Set();
  const more = (mark, src) => {
    if (loaded.has(src) || !document.querySelector(mark)) return;
    loaded.add(src);
    const script = document.createElement("script");
    script.src = src;
    document.head.append(script);
  };
  addEventListener("submit", (event) => {
    const name = event.target?.elements?.form?.value;
    if (name === "sign_out") forget();
    // Whoever comes next does not open the page that the last one kept.
    if (["sign_out", "sign_in", "enter"].includes(name) && "caches" in window) caches.delete("bay-1").catch(() => {});
  }, true);
  addEventListener("DOMContentLoaded", async () => {
    // Another person, or nobody, is signed in now: what the last one saw is not theirs.
    const last = await reader().catch(() => undefined);
    if (last && last.person !== person) await forget();
    const look = () => {
      document.querySelectorAll("script.seen").forEach(keep);
      more("[data-bay]", "/bay.js");
      more("[data-scan]", "/scan.js");
      more("[data-bell]", "/bell.js");
      more("[data-push]", "/push.js");
    };
    look();
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  });
})();
