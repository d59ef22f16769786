// Runs beside every page: what must work even when the application itself cannot load.
"use strict";
(() => {
  // A chunk or the WebAssembly that cannot be loaded (a release went by, the signal was lost) must not leave a dead page.
  const words = {
    en: ["This page could not load completely.", "Reload"],
    fr: ["Cette page n’a pas pu se charger entièrement.", "Recharger"],
    pt: ["Esta página não foi carregada por completo.", "Recarregar"],
  };
  let shown = false;
  const offer = () => {
    if (shown) return;
    shown = true;
    const [text, action] = words[document.documentElement.lang] ?? words.en;
    const box = document.createElement("div");
    box.className = "toasts";
    box.setAttribute("role", "alert");
    const toast = document.createElement("div");
    toast.className = "toast";
    const label = document.createElement("span");
    label.textContent = text;
    const button = document.createElement("button");
    button.className = "btn";
    button.textContent = action;
    button.addEventListener("click", () => location.reload());
    toast.append(label, button);
    box.append(toast);
    document.body.append(box);
  };
  const ours = (address) => String(address ?? "").includes("/pkg/");
  addEventListener("error", (event) => { if (ours(event.target?.src ?? event.target?.href)) offer(); }, true);
  addEventListener("unhandledrejection", (event) => {
    const reason = String(event.reason?.message ?? event.reason);
    if (/dynamically imported module|WebAssembly|Failed to fetch|Importing a module/.test(reason)) offer();
  });
})();
