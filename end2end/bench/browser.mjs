// Real browsers that say when something is on their screen.
import { chromium } from "playwright-core";
import { BASE } from "./client.mjs";

const ARGUMENTS = [
  "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** Starts a browser of its own process. `CHROMIUM` names the program; without it Playwright looks for its own. */
export const launch = () => chromium.launch({ executablePath: process.env.CHROMIUM || undefined, args: ARGUMENTS });

/** Runs in the page, before its own scripts: notes when its event stream stands. */
function noteStream() {
  const Stream = window.EventSource;
  window.EventSource = class extends Stream {
    constructor(...given) {
      super(...given);
      this.addEventListener("open", () => (window.benchListens = true));
    }
  };
}

/** Opens a page and waits until it hears of changes. `cookie` as `name=value`, for the pages of the portal. */
export async function openLive(browser, path, cookie) {
  const context = await browser.newContext({ locale: "en-GB" });
  if (cookie) {
    const [name, value] = cookie.split("=");
    await context.addCookies([{ name, value, domain: new URL(BASE).hostname, path: "/console" }]);
  }
  const page = await context.newPage();
  await page.addInitScript(noteStream);
  await page.goto(new URL(path, BASE).toString());
  await page.waitForFunction(() => window.benchListens === true);
  return page;
}

/** Lets `page` watch for an element at `selector` whose text is not `unlike`; `shown` asks when it was there. */
export const watch = (page, selector, unlike) =>
  page.evaluate(([selector, unlike]) => {
    const there = () => {
      const found = document.querySelector(selector);
      return found !== null && found.textContent !== unlike;
    };
    window.benchShown = new Promise((done) => {
      const look = () => {
        if (!there()) return;
        observer.disconnect();
        // The task after a frame: what changed has been drawn.
        requestAnimationFrame(() => setTimeout(() => done(performance.timeOrigin + performance.now())));
      };
      const observer = new MutationObserver(look);
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
      look();
    });
  }, [selector, unlike ?? null]);

/** When what `watch` waits for was drawn. */
export const shown = (page) => page.evaluate(() => window.benchShown);
