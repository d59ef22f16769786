// Keeps the numbers of the bells on an open page right. Every word comes from the bell itself.
//
// A page that nobody looks at keeps no stream: a browser has few connections to give to one host.
"use strict";
(() => {
  const streams = new Map();

  const show = (address, count) => {
    for (const bell of document.querySelectorAll(`[data-bell="${CSS.escape(address)}"]`)) {
      const { none, one, other } = bell.dataset;
      bell.setAttribute("aria-label", count === 0 ? none : count === 1 ? one : other.replace("{count}", count));
      const number = bell.querySelector(".bell-count");
      // The text alone: the page's own code may not have taken over the markers beside it yet.
      number.firstChild.data = count > 99 ? "99+" : String(count);
      number.hidden = count === 0;
    }
  };

  const look = () => {
    const bells = document.hidden ? [] : [...document.querySelectorAll("[data-bell]")];
    const wanted = new Set(bells.map((bell) => bell.dataset.bell));
    for (const [address, stream] of streams) {
      if (wanted.has(address)) continue;
      stream.close();
      streams.delete(address);
    }
    for (const address of wanted) {
      if (streams.has(address)) continue;
      const stream = new EventSource(address);
      stream.addEventListener("unread", (event) => show(address, Number(event.data)));
      streams.set(address, stream);
    }
  };

  look();
  document.addEventListener("visibilitychange", look);
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
})();
