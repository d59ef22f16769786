import AxeBuilder from "@axe-core/playwright";
import { type BrowserContext, type Page, expect, test as base } from "@playwright/test";

declare global {
  interface Window {
    /** Counts the WebAssembly modules that a page starts; see `hydrated`. */
    wasmModules?: { begun: number; finished: number; lastChange: number };
  }
}

/** What went wrong in the browser while nobody looked: console errors, hydration warnings, panics. */
export class Problems {
  private readonly seen: string[] = [];
  private readonly allowed: RegExp[] = [];

  /** Lets a message pass that this test provokes on purpose, for example /status of 404/. */
  allow(pattern: RegExp): void {
    this.allowed.push(pattern);
  }

  /** The messages that no `allow` covers. */
  list(): string[] {
    return this.seen.filter((text) => !this.allowed.some((pattern) => pattern.test(text)));
  }

  /** Listens to every page of `context`, also to those that a test opens later. */
  watch(context: BrowserContext): void {
    context.on("console", (message) => {
      const text = message.text();
      const fatal = message.type() === "error" || /hydrat|panicked at|RuntimeError: unreachable/i.test(text);
      if (fatal) this.seen.push(`${message.type()}: ${text} (${message.location().url})`);
    });
    context.on("weberror", (error) => this.seen.push(`uncaught: ${error.error().message}`));
  }
}

/** Runs in the page, before its own scripts. */
function countWasmModules(): void {
  const modules = { begun: 0, finished: 0, lastChange: 0 };
  window.wasmModules = modules;
  const count =
    <Arguments extends unknown[], Result>(start: (...given: Arguments) => Promise<Result>) =>
    async (...given: Arguments): Promise<Result> => {
      modules.begun += 1;
      try {
        return await start.apply(WebAssembly, given);
      } finally {
        modules.finished += 1;
        modules.lastChange = performance.now();
      }
    };
  WebAssembly.instantiateStreaming = count(WebAssembly.instantiateStreaming);
  WebAssembly.instantiate = count(WebAssembly.instantiate as never) as never;
}

/**
 * Waits until the page is alive: its WebAssembly runs, no chunk of a lazy route is on its way, and the
 * browser has nothing left to do. Without JavaScript this would wait for ever.
 */
export async function hydrated(page: Page): Promise<void> {
  const quietMs = 300;
  await page.waitForFunction((quiet) => {
    const modules = window.wasmModules;
    if (!modules || modules.finished === 0 || modules.begun !== modules.finished) return false;
    return performance.now() - modules.lastChange > quiet;
  }, quietMs);
  await page.evaluate(() => new Promise<void>((done) => requestIdleCallback(() => done(), { timeout: 5_000 })));
}

/**
 * Opens a copy of what `page` shows in a context where axe can run, with the page's own scripts barred.
 * Axe waits on promises, and those never settle in a page whose JavaScript is off.
 */
async function stillCopy(page: Page): Promise<Page> {
  const browser = page.context().browser();
  if (!browser) throw new Error("the page has no browser");
  const context = await browser.newContext({
    javaScriptEnabled: true,
    storageState: await page.context().storageState(),
    viewport: page.viewportSize(),
  });
  const copy = await context.newPage();
  const body = await page.content();
  await copy.route(page.url(), (route) =>
    route.fulfill({
      contentType: "text/html; charset=utf-8",
      headers: { "content-security-policy": "script-src 'none'" },
      body,
    }),
  );
  await copy.goto(page.url());
  return copy;
}

/** Fails when the page, as it is now, breaks WCAG 2.2 AA in a way that axe can see. */
export async function axe(page: Page): Promise<void> {
  const still = await page.evaluate(() => matchMedia("(scripting: none)").matches);
  const subject = still ? await stillCopy(page) : page;
  // The whole page at once: what lies under the bar that sticks to the bottom only waits to be scrolled.
  const size = subject.viewportSize() ?? { width: 1280, height: 900 };
  const height = await subject.evaluate(() => document.documentElement.scrollHeight);
  await subject.setViewportSize({ width: size.width, height: Math.max(size.height, Math.min(height + 120, 32_000)) });
  const { violations } = await new AxeBuilder({ page: subject })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .analyze();
  if (still) await subject.context().close();
  else await page.setViewportSize(size);
  const readable = violations.map(({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map(({ html }) => html).join("\n  ")}`);
  expect(readable, `axe on ${page.url()}`).toEqual([]);
}

/** Every test, with the server's address as base and with an eye on the browser's console. */
export const test = base.extend<{ problems: Problems }>({
  baseURL: async ({}, use) => use(process.env.MAINSTREET_URL),
  problems: [
    async ({ context, javaScriptEnabled }, use) => {
      const problems = new Problems();
      if (javaScriptEnabled !== false) {
        problems.watch(context);
        await context.addInitScript(countWasmModules);
      }
      await use(problems);
      expect(problems.list(), "problems in the browser's console").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
