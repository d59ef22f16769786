// The offline page: shows what this person last saw of their vehicles and bookings, and comes back by itself.
"use strict";
(async () => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const read = () => new Promise((done) => {
    const request = indexedDB.open("mainstreet", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("seen");
    request.onerror = () => done([]);
    request.onsuccess = () => {
      const store = request.result.transaction("seen").objectStore("seen");
      const all = store.getAll();
      all.onsuccess = () => done(all.result);
      all.onerror = () => done([]);
    };
  });
  const seen = await read();
  const reader = seen.find((value) => value.person);
  const lang = reader?.lang ?? (navigator.language || "en").slice(0, 2);
  const say = words[lang] ?? words.en;
  document.documentElement.lang = words[lang] ? lang : "en";
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = say[element.dataset.word];
  document.title = say.title;

  const slug = location.pathname.split("/")[2];
  const lists = seen.filter((value) => value.items && (!slug || value.business === slug));
  const place = document.getElementById("seen");
  for (const list of lists) {
    const heading = document.createElement("h2");
    heading.textContent = say[list.kind];
    const stamp = document.createElement("p");
    stamp.className = "soft";
    stamp.textContent = `${list.name} · ${say.as_of} ${new Date(list.at).toLocaleString(document.documentElement.lang)}`;
    const rows = document.createElement("ul");
    rows.className = "rows";
    for (const item of list.items) {
      const row = document.createElement("li");
      const text = document.createElement("span");
      const strong = document.createElement("strong");
      strong.textContent = item.title;
      const hint = document.createElement("span");
      hint.className = "hint";
      hint.textContent = item.detail;
      text.append(strong, hint);
      row.append(text);
      rows.append(row);
    }
    place.append(heading, stamp, rows);
  }
  document.getElementById("nothing").hidden = lists.length > 0;
  document.getElementById("again").addEventListener("click", () => location.reload());

  // A phone with one bar believes that it has a network all the time, and says nothing when it has one again: so it is
  // tried while somebody looks.
  const back = async () => {
    if (document.hidden) return;
    const answer = await fetch("/livez", { cache: "no-store" }).catch(() => undefined);
    if (answer?.ok) location.reload();
  };
  addEventListener("online", back);
  document.addEventListener("visibilitychange", back);
  setInterval(back, 5_000);
})();
