// The inspection page in a bay without a signal: sends its forms by itself, keeps them on the phone while the network is
// away, and sends them in order, each counted once by its id. Every word comes from the page (data-words).
"use strict";
(() => {
  const PAGES = "bay-1";
  const WAIT_MS = 15_000;
  const LONGEST_WAIT_MS = 120_000;
  const NOTICE_MS = 700;
  const LONGEST_SIDE = 2_000;
  const KINDS = ["light", "value", "note", "photo"];
  const bay = () => document.querySelector("[data-bay]");
  const words = () => JSON.parse(bay()?.dataset.words || "{}");

  // --- what is kept ------------------------------------------------------------------------------------------------------
  const open = () => new Promise((done, fail) => {
    const request = indexedDB.open("mainstreet-bay", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("queue", { keyPath: "n", autoIncrement: true });
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });
  const store = async (mode, work) => {
    const db = await open();
    try {
      return await new Promise((done, fail) => {
        const tx = db.transaction("queue", mode);
        const request = work(tx.objectStore("queue"));
        tx.oncomplete = () => done(request?.result);
        tx.onerror = tx.onabort = () => fail(tx.error);
      });
    } finally {
      db.close();
    }
  };
  const all = () => store("readonly", (queue) => queue.getAll()).catch(() => []);
  const put = (entry) => store("readwrite", (queue) => queue.put(entry));
  const drop = (entry) => store("readwrite", (queue) => queue.delete(entry.n));

  const uuid = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  const device = () => {
    try {
      let id = localStorage.getItem("bay-device");
      if (!id) localStorage.setItem("bay-device", (id = uuid()));
      return id;
    } catch {
      return "";
    }
  };

  // --- what the page says of it --------------------------------------------------------------------------------------------
  let signedOut = false;
  const line = (tone, text, ...more) => {
    const box = document.createElement("div");
    box.className = `notice ${tone}`;
    const paragraph = document.createElement("p");
    paragraph.textContent = text;
    box.append(paragraph, ...more);
    return box;
  };
  const signIn = (text) => {
    const link = document.createElement("a");
    link.className = "btn";
    link.href = `/console/sign-in?back=${encodeURIComponent(location.pathname + location.search)}`;
    link.textContent = text;
    return link;
  };
  const putAway = (entry, text) => {
    const button = document.createElement("button");
    button.className = "btn";
    button.type = "button";
    button.textContent = text;
    button.addEventListener("click", async () => { await drop(entry).catch(() => {}); await show(); });
    return button;
  };
  // Says the same once: a listener should not hear it again every fifteen seconds.
  const fill = (place, boxes) => {
    if (!place) return;
    const told = boxes.map((box) => box.textContent).join("\n");
    if (place.dataset.told === told) return;
    place.dataset.told = told;
    place.replaceChildren(...boxes);
  };
  const show = async () => {
    const root = bay();
    if (!root) return;
    const say = words();
    const entries = (await all()).filter((entry) => entry.path === root.dataset.bay);
    const mine = entries.filter((entry) => entry.person === root.dataset.person);
    const waiting = mine.filter((entry) => !entry.refused).length;
    const others = entries.length - mine.length;
    const boxes = [];
    if (signedOut) boxes.push(line("notice-danger", say.signedOut, signIn(say.signIn)));
    if (waiting) boxes.push(line("notice-warn", say.waiting.replace("[count]", waiting)));
    if (others) boxes.push(line("notice-warn", say.other.replace("[count]", others)));
    fill(root.querySelector("[data-bay-status]"), boxes);
    for (const row of root.querySelectorAll("[data-point]")) {
      const here = mine.filter((entry) => entry.point === row.dataset.point);
      const kept = here.filter((entry) => !entry.refused);
      const light = kept.filter((entry) => entry.kind === "light").pop();
      if (light) row.dataset.kept = light.fields.find(([name]) => name === "light")?.[1] ?? "";
      else if (!justSent.has(row.dataset.point)) delete row.dataset.kept;
      const texts = [];
      if (kept.some((entry) => entry.kind !== "photo")) texts.push(line("notice-warn", say.kept));
      if (kept.some((entry) => entry.kind === "photo")) texts.push(line("notice-warn", say.keptPhoto));
      for (const entry of here.filter((entry) => entry.refused)) {
        texts.push(line("notice-danger", `${say.refused} ${entry.refused}`, putAway(entry, say.putAway)));
      }
      fill(row.querySelector("[data-bay-kept]"), texts);
    }
  };

  // --- taking a form into our own hands ------------------------------------------------------------------------------------
  // A phone's photo is larger than anybody looks at, and the signal is weak: it is made smaller before it goes. What
  // cannot be made smaller here goes as it is.
  const shrink = async (file) => {
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      if (scale === 1 && file.size < 1_000_000) return file;
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
      return small && small.size < file.size ? small : file;
    } catch {
      return file;
    }
  };
  const kindOf = (form) => {
    const kind = form?.elements?.namedItem("form")?.value;
    return form?.closest?.("[data-bay]") && KINDS.includes(kind) ? kind : undefined;
  };
  const take = async (form, submitter) => {
    const root = bay();
    const kind = kindOf(form);
    const typed = [...form.querySelectorAll("textarea, input[name=value]:not([type=hidden])")];
    const same = (field) => field.value === field.defaultValue.replaceAll("\r\n", "\n");
    if (typed.length && typed.every(same)) return;
    const at = String(Date.now());
    const fields = [];
    let file = null;
    for (const [name, value] of new FormData(form)) {
      if (value instanceof Blob) file = value.size ? value : null;
      else if (!["edit", "device", "at"].includes(name)) fields.push([name, value]);
    }
    if (submitter?.name) fields.push([submitter.name, submitter.value]);
    if (kind === "photo" && !file) return;
    fields.push(["edit", uuid()], ["device", device()], ["at", at]);
    // What stands in the field is on its way: from here on it does not count as typed and not sent.
    for (const field of typed) field.defaultValue = field.value;
    const entry = {
      path: root.dataset.bay, person: root.dataset.person, kind, fields,
      point: form.elements.namedItem("point").value, file: file && await shrink(file),
    };
    try {
      await put(entry);
    } catch {
      await straight(form, entry);
      return;
    }
    if (kind === "photo") form.reset();
    const light = fields.find(([name]) => name === "light");
    const row = form.closest("[data-point]");
    if (light && row) row.dataset.kept = light[1];
    // With a signal it is through before anybody could read that it is kept.
    setTimeout(show, NOTICE_MS);
    locked(true);
  };
  // Without a place to keep it: now or not at all.
  const straight = async (form, entry) => {
    const answer = await post(entry).catch(() => undefined);
    const place = form.closest("[data-point]")?.querySelector("[data-bay-kept]");
    if (answer?.ok) changed();
    else fill(place, [line("notice-danger", answer ? await reason(answer) : words().noStore)]);
  };

  addEventListener("submit", (event) => {
    if (!kindOf(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    take(event.target, event.submitter);
  }, true);
  // Leaving a field sends it; nobody looks for a button with oily hands.
  addEventListener("change", (event) => {
    const form = event.target?.form;
    if (kindOf(form) && kindOf(form) !== "light") take(form, null);
  }, true);

  // --- sending -------------------------------------------------------------------------------------------------------------
  const post = (entry) => {
    const headers = { Accept: "application/json" };
    let body;
    if (entry.file) {
      body = new FormData();
      for (const [name, value] of entry.fields) body.append(name, value);
      body.append("photo", entry.file, "photo.jpg");
    } else {
      body = new URLSearchParams(entry.fields);
    }
    return fetch(entry.path, { method: "POST", headers, body, redirect: "manual", credentials: "same-origin" });
  };
  const reason = async (answer) => {
    if (answer.status === 413) return words().tooLarge;
    try { return (await answer.json()).error; } catch { return String(answer.status); }
  };
  // Sent, but not yet part of what the page shows.
  const justSent = new Set();
  let sending = false;
  let pause = 0;
  let notBefore = 0;
  const later = () => {
    pause = Math.min(LONGEST_WAIT_MS, Math.max(1_000, pause * 2));
    notBefore = Date.now() + pause;
  };
  // The next that is ours to send. Somebody else's waits for them; what was refused waits to be put away.
  const next = async () => {
    const person = bay()?.dataset.person;
    return (await all()).find((entry) => entry.person === person && !entry.refused);
  };
  const one = async (entry) => {
    const answer = await post(entry);
    if (answer.ok) {
      justSent.add(entry.point);
      await drop(entry);
      signedOut = false;
      return true;
    }
    if (answer.status === 401) {
      signedOut = true;
      await caches.delete(PAGES).catch(() => {});
      return false;
    }
    // A busy or broken server is no verdict.
    if (answer.status >= 500 || answer.status === 429 || answer.status === 0) throw new Error("later");
    await put({ ...entry, refused: await reason(answer) });
    return true;
  };
  const drain = async (force) => {
    if (sending || !bay() || (!force && Date.now() < notBefore)) return;
    sending = true;
    let sent = 0;
    try {
      for (let entry = await next(); entry && await one(entry); entry = await next()) sent += 1;
      pause = 0;
      notBefore = 0;
    } catch {
      later();
    }
    sending = false;
    await show();
    if (sent) changed();
    // What came in between while this was ending.
    if (!signedOut && !notBefore && await next()) await drain();
  };
  const locked = (force) => navigator.locks
    ? navigator.locks.request("bay", { ifAvailable: true }, (lock) => lock && drain(force))
    : drain(force);

  // --- the page itself, kept for opening it without a network -----------------------------------------------------------------
  const keepPage = async () => {
    const root = bay();
    if (!root || !("caches" in window) || signedOut) return;
    try {
      const address = location.pathname + location.search;
      const page = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
      const cache = await caches.open(PAGES);
      if (page.ok && !page.redirected) await cache.put(address, page);
      // What the page is made of goes through the service worker, which keeps it.
      if (!navigator.serviceWorker?.controller) return;
      const parts = performance.getEntriesByType("resource").map((part) => new URL(part.name))
        .filter((part) => part.origin === location.origin && /^\/(pkg|fonts)\//.test(part.pathname));
      await Promise.all([...new Set(parts.map(String))].map((part) => fetch(part)));
    } catch { /* No network now: the page that was kept before stays. */ }
  };
  let keeping = 0;
  const changed = () => {
    clearTimeout(keeping);
    keeping = setTimeout(keepPage, 800);
  };

  // The page caught up with what was sent: its own marks take over.
  const follow = (root) => new MutationObserver(() => { justSent.clear(); show(); changed(); })
    .observe(root, { attributes: true, attributeFilter: ["data-revision"] });
  let followed;
  const look = () => {
    const root = bay();
    if (!root || root === followed) return;
    followed = root;
    follow(root);
    show();
    locked(true);
    changed();
  };
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
  addEventListener("online", () => locked(true));
  addEventListener("focus", () => locked(true));
  document.addEventListener("visibilitychange", () => { if (!document.hidden) locked(true); });
  setInterval(() => locked(false), WAIT_MS);
  navigator.serviceWorker?.ready.then(() => setTimeout(changed, 1_000));
  look();
})();
