// The section "on this device" of the notification pages: asks the browser for leave and for a subscription, and sends it
// with the section's own form. Every word comes from the page (data-words), so that this file speaks no language.
"use strict";
(() => {
  const WAIT_MS = 10_000;
  const section = () => document.querySelector("[data-push]");
  const part = (root, name) => root.querySelector(`[data-push-${name}]`);

  // --- what this browser can do --------------------------------------------------------------------------------------------
  const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  // An iPad calls itself a Mac, but no Mac has a touch screen. These know push only in installed apps.
  const apple = /iPhone|iPad|iPod/.test(navigator.userAgent)
    || (navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1);
  const installed = () => navigator.standalone === true || matchMedia("(display-mode: standalone)").matches;

  const tell = (root, text, tone) => {
    const place = part(root, "status");
    if (!place) return;
    const box = document.createElement("div");
    box.className = tone ? `notice notice-${tone}` : "notice";
    const paragraph = document.createElement("p");
    paragraph.textContent = text;
    box.append(paragraph);
    place.replaceChildren(box);
  };

  // --- subscriptions -------------------------------------------------------------------------------------------------------
  const decode = (text) => {
    const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(raw, (character) => character.charCodeAt(0));
  };
  const worker = () => Promise.race([
    navigator.serviceWorker.ready,
    new Promise((_, fail) => { setTimeout(fail, WAIT_MS, new Error("no service worker")); }),
  ]);
  // A subscription is bound to the key that it was made with; one of another key receives nothing from here.
  const isOf = (subscription, key) => {
    const bound = subscription.options?.applicationServerKey;
    if (!bound) return false;
    const have = new Uint8Array(bound);
    return have.length === key.length && have.every((byte, place) => byte === key[place]);
  };
  const known = async (registration, key) => {
    const subscription = await registration?.pushManager.getSubscription();
    return subscription && isOf(subscription, key) ? subscription : null;
  };
  const subscribe = async (registration, key) => {
    const kept = await known(registration, key);
    if (kept) return kept;
    await (await registration.pushManager.getSubscription())?.unsubscribe();
    return registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  };
  // The page marks each device by the hash of its address: the addresses themselves are secrets of the devices.
  const markOf = async (endpoint) => {
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(endpoint));
    return [...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };

  // --- the page --------------------------------------------------------------------------------------------------------------
  let shown;
  const show = async () => {
    const root = section();
    if (!root || root === shown) return;
    shown = root;
    const say = JSON.parse(root.dataset.words || "{}");
    if (!root.dataset.push) return;
    part(root, "plain").hidden = true;
    if (!able) return tell(root, apple && !installed() ? say.install : say.unsupported, "warn");
    if (Notification.permission === "denied") return tell(root, say.blocked, "warn");
    const registration = await navigator.serviceWorker.getRegistration();
    const subscription = await known(registration, decode(root.dataset.push));
    const mark = subscription && Notification.permission === "granted" ? await markOf(subscription.endpoint) : "";
    const line = [...root.querySelectorAll("[data-push-mark]")].find((row) => row.dataset.pushMark === mark);
    if (line) {
      part(line, "here").hidden = false;
      tell(root, say.on, "ok");
    } else {
      part(root, "on").hidden = false;
    }
  };
  const turnOn = async (button) => {
    const root = button.closest("[data-push]");
    const say = JSON.parse(root.dataset.words || "{}");
    button.setAttribute("aria-busy", "true");
    try {
      const leave = await Notification.requestPermission();
      if (leave !== "granted") return tell(root, leave === "denied" ? say.blocked : say.notNow, "warn");
      const subscription = await subscribe(await worker(), decode(root.dataset.push));
      const { keys } = subscription.toJSON();
      const { form } = button;
      form.elements.endpoint.value = subscription.endpoint;
      form.elements.p256dh.value = keys.p256dh;
      form.elements.auth.value = keys.auth;
      form.requestSubmit();
    } catch {
      tell(root, say.failed, "danger");
    } finally {
      button.removeAttribute("aria-busy");
    }
  };
  addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-push-on]");
    if (button && button.getAttribute("aria-busy") !== "true") turnOn(button);
  });
  const look = () => { show().catch(() => {}); };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  look();
})();
