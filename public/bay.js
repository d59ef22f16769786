// The inspection page in a bay without a signal: sends its forms by itself, keeps them on the phone while the network is
// away, and sends them in order, small ones before files, each counted once by its id and only in the session of who wrote
// it. Every word comes from the page (data-words).
"use strict";
(() => {
  const PAGES = "bay-1";
  const WAIT_MS = 15_000;
  const LONGEST_WAIT_MS = 120_000;
  const NOTICE_MS = 700;
  const LONGEST_SIDE = 2_000;
  const LARGE_BYTES = 1_000_000;
  const CLOCKS = ["clock_start", "clock_stop"];
  const KINDS = ["light", "value", "note", "photo", "video", ...CLOCKS];
  const FILES = ["photo", "video"];
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
        tx.onerror = (event) => fail(event.target.error);
        tx.onabort = () => fail(tx.error);
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
  // Who is signed in by now, as the server said last: this tab may be older than their session.
  let session;
  // What was said at a point of something that was not kept, until something else is done there.
  const said = new Map();
  const line = (tone, text, ...more) => {
    const box = Object.assign(document.createElement("div"), { className: `notice ${tone}` });
    box.append(Object.assign(document.createElement("p"), { textContent: text }), ...more);
    return box;
  };
  const signIn = (text) => {
    const href = `/console/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
    return Object.assign(document.createElement("a"), { className: "btn", href, textContent: text });
  };
  const button = (text, work) => {
    const button = Object.assign(document.createElement("button"), { className: "btn", type: "button", textContent: text });
    button.addEventListener("click", async () => { await work(); await show(); });
    return button;
  };
  const away = async (entries) => { for (const entry of entries) await drop(entry).catch(() => {}); };
  // What somebody else left here waits for them. It goes only when whoever holds the phone says so twice.
  let asking;
  const waitsFor = (entries) => {
    const say = words();
    const { person, name } = entries[0];
    const named = (text) => text.replace("[name]", name || say.somebody).replace("[count]", entries.length);
    if (asking !== person) {
      const ask = async () => { asking = person; };
      return line("notice-warn", named(entries.length === 1 ? say.otherOne : say.otherMany), button(say.discard, ask));
    }
    const stop = async () => { asking = undefined; };
    return line("notice-danger", named(say.discardSure),
      button(say.discardYes, async () => { await away(entries); await stop(); }), button(say.discardNo, stop));
  };
  // Says the same once: a listener should not hear it again every fifteen seconds.
  const fill = (place, boxes) => {
    if (!place) return;
    const told = boxes.map((box) => box.textContent).join("\n");
    if (place.dataset.told === told) return;
    const focused = place.contains(document.activeElement);
    place.dataset.told = told;
    place.replaceChildren(...boxes);
    if (focused) (place.querySelector(".notice-danger button") ?? place.querySelector("button"))?.focus();
  };
  const showClock = (row, tap) => {
    if (tap) row.dataset.kept = tap.kind === "clock_start" && tap.point === row.dataset.point ? "start" : "stop";
    else if (!justSent.has("clock")) delete row.dataset.kept;
  };
  const tapped = (entry) => {
    const at = new Date(Number(entry.fields.find(([name]) => name === "at")[1]));
    const time = at.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    return (entry.kind === "clock_start" ? words().keptStart : words().keptStop).replace("[time]", time);
  };
  const show = async () => {
    const root = bay();
    if (!root) return;
    const say = words();
    const everything = await all();
    const entries = everything.filter((entry) => entry.path === root.dataset.bay);
    const mine = entries.filter((entry) => entry.person === root.dataset.person);
    const here = session?.person ?? root.dataset.person;
    const waiting = entries.filter((entry) => entry.person === here && !entry.refused).length;
    const others = entries.filter((entry) => entry.person !== here);
    const boxes = [];
    if (here !== root.dataset.person) {
      const again = async () => location.reload();
      boxes.push(line("notice-warn", say.changed.replace("[name]", session.name), button(say.reload, again)));
    }
    if (signedOut) boxes.push(line("notice-danger", say.signedOut, signIn(say.signIn)));
    if (waiting) boxes.push(line("notice-warn", say.waiting.replace("[count]", waiting)));
    for (const person of new Set(others.map((entry) => entry.person))) {
      boxes.push(waitsFor(others.filter((entry) => entry.person === person)));
    }
    fill(root.querySelector("[data-bay-status]"), boxes);
    // A person has one clock: the last tap on it, on whichever page, tells what every job shows.
    const isTap = (entry) => entry.person === root.dataset.person && CLOCKS.includes(entry.kind) && !entry.refused;
    const tap = everything.filter(isTap).pop();
    for (const row of root.querySelectorAll("[data-point]")) {
      const here = mine.filter((entry) => entry.point === row.dataset.point);
      const kept = here.filter((entry) => !entry.refused);
      const light = kept.filter((entry) => entry.kind === "light").pop();
      if ("clock" in row.dataset) showClock(row, tap);
      else if (light) row.dataset.kept = light.fields.find(([name]) => name === "light")?.[1] ?? "";
      else if (!justSent.has(row.dataset.point)) delete row.dataset.kept;
      const texts = [];
      for (const entry of kept.filter(({ kind }) => CLOCKS.includes(kind))) texts.push(line("notice-warn", tapped(entry)));
      if (kept.some(({ kind }) => ![...FILES, ...CLOCKS].includes(kind))) texts.push(line("notice-warn", say.kept));
      if (kept.some((entry) => entry.kind === "photo")) texts.push(line("notice-warn", say.keptPhoto));
      if (kept.some((entry) => entry.kind === "video")) texts.push(line("notice-warn", say.keptVideo));
      for (const entry of here.filter((entry) => entry.refused)) {
        texts.push(line("notice-danger", `${say.refused} ${entry.refused}`, button(say.putAway, () => away([entry]))));
      }
      if (said.has(row.dataset.point)) texts.push(line("notice-danger", said.get(row.dataset.point)));
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
      if (scale === 1 && file.size < LARGE_BYTES) return file;
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
    if (FILES.includes(kind) && !file) return;
    const point = form.elements.namedItem("point").value;
    said.delete(point);
    if (kind === "video" && file.size > Number(root.dataset.videoBytes)) {
      said.set(point, words().videoTooLarge);
      form.reset();
      return show();
    }
    fields.push(["edit", uuid()], ["device", device()], ["at", at]);
    // What stands in the field is on its way: from here on it does not count as typed and not sent.
    for (const field of typed) field.defaultValue = field.value;
    const entry = {
      path: root.dataset.bay, person: root.dataset.person, name: root.dataset.name, kind, fields, point,
      file: kind === "photo" ? await shrink(file) : file,
    };
    // What waits here is worth more to somebody than what the browser thinks it may clear away.
    if (kind === "video") navigator.storage?.persist?.().catch(() => {});
    try {
      await put(entry);
    } catch (error) {
      return straight(form, entry, error?.name === "QuotaExceededError");
    }
    if (file) form.reset();
    const light = fields.find(([name]) => name === "light");
    const row = form.closest("[data-point]");
    if (light && row) row.dataset.kept = light[1];
    if (CLOCKS.includes(kind)) for (const clock of root.querySelectorAll("[data-clock]")) showClock(clock, entry);
    // With a signal it is through before anybody could read that it is kept.
    setTimeout(show, NOTICE_MS);
    locked(true);
  };
  // Without a place to keep it: now or not at all.
  const straight = async (form, entry, full) => {
    const answer = await post(entry).catch(() => undefined);
    if (answer?.ok) {
      if (entry.file) form.reset();
      changed();
    } else {
      said.set(entry.point, answer ? (await reason(answer)).sentence : full ? words().full : words().noStore);
    }
    await show();
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
  // How far a large file is, where the page shows its point.
  const progress = (entry, part) => {
    const root = bay();
    if (!root || entry.path !== root.dataset.bay || entry.file.size < LARGE_BYTES) return;
    const place = root.querySelector(`[data-point="${CSS.escape(entry.point)}"] [data-bay-sending]`);
    if (!place || part === undefined) return place?.replaceChildren();
    if (!place.firstChild) {
      const bar = Object.assign(document.createElement("progress"), { className: "progress", max: 100 });
      bar.setAttribute("aria-label", words().sending);
      const text = Object.assign(document.createElement("p"), { className: "hint num" });
      place.append(text, bar);
    }
    const percent = Math.floor(part * 100);
    place.firstChild.textContent = `${words().sending} ${percent}\u00a0%`;
    place.lastChild.value = percent;
  };
  // Only this way of asking says how much has gone up.
  const upload = (entry, body) => new Promise((done, fail) => {
    const request = new XMLHttpRequest();
    request.open("POST", entry.path);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => { if (event.lengthComputable) progress(entry, event.loaded / event.total); };
    request.onload = () => {
      const { status, responseText } = request;
      done({ ok: status >= 200 && status < 300, status, json: async () => JSON.parse(responseText) });
    };
    request.onerror = request.onabort = () => fail(new TypeError("away"));
    request.onloadend = () => progress(entry);
    request.send(body);
  });
  const post = (entry) => {
    const fields = [...entry.fields];
    // The server compares it with the session. What an earlier version of this script kept declares it only here.
    if (!fields.some(([name]) => name === "person")) fields.push(["person", entry.person]);
    if (!entry.file) {
      const headers = { Accept: "application/json" };
      const body = new URLSearchParams(fields);
      return fetch(entry.path, { method: "POST", headers, body, redirect: "manual", credentials: "same-origin" });
    }
    // The file comes last: the server hands it on as it arrives and has read everything else by then.
    const body = new FormData();
    for (const [name, value] of fields) body.append(name, value);
    body.append(entry.kind, entry.file, entry.kind);
    return upload(entry, body);
  };
  const reason = async (answer) => {
    const told = await answer.json().catch(() => ({}));
    const plain = answer.status === 413 ? words().tooLarge : String(answer.status);
    return { key: told.key, sentence: told.error ?? plain };
  };
  // Asks who is signed in, before anything of anybody goes up.
  const who = async () => {
    const headers = { Accept: "application/json" };
    const answer = await fetch(bay().dataset.who, { headers, redirect: "manual", credentials: "same-origin" });
    if (answer.status === 401) return ended();
    if (!answer.ok) throw new Error("later");
    signedOut = false;
    return answer.json();
  };
  const ended = async () => {
    signedOut = true;
    await caches.delete(PAGES).catch(() => {});
    return undefined;
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
  // The next that may go up. Somebody else's waits for them; what was refused waits to be put away. A file belongs to no
  // field, so that it can wait for what is small.
  const next = async () => {
    const ready = (await all()).filter((entry) => entry.person === session?.person && !entry.refused);
    return ready.find((entry) => !entry.file) ?? ready[0];
  };
  const one = async (entry) => {
    const answer = await post(entry);
    if (answer.ok) {
      justSent.add(CLOCKS.includes(entry.kind) ? "clock" : entry.point);
      await drop(entry);
      signedOut = false;
      return true;
    }
    if (answer.status === 401) {
      session = await ended();
      return false;
    }
    // A busy or broken server is no verdict.
    if (answer.status >= 500 || answer.status === 429 || answer.status === 0) throw new Error("later");
    const { key, sentence } = await reason(answer);
    if (key === "err_bay_person") {
      // The session changed between the question and this: nobody knows whose it is.
      session = undefined;
      return false;
    }
    await put({ ...entry, refused: sentence });
    return true;
  };
  const drain = async (force) => {
    if (sending || !bay() || (!force && Date.now() < notBefore)) return;
    sending = true;
    let sent = 0;
    try {
      session = (await all()).some((entry) => !entry.refused) ? await who() : session;
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
