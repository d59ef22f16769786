import { type Page, expect, test } from "../fixtures";
import { fits, unfold } from "../journey";
import { CUSTOMER, OWNER, PUBLIC, STILL, asCustomer, asOwner, customerDetails, ownerDetails } from "../pages";

/** French, the longest, every time; `make proof` looks at every language. */
const LANGUAGES = process.env.MAINSTREET_THOROUGH ? ["en", "fr", "pt"] : ["fr"];

/** 1280 × 1024 px at 400 % (WCAG 2.2, 1.4.10), in CSS pixels. */
const ZOOMED = { width: 320, height: 256 };

test.use({ viewport: ZOOMED });

/** What stays in view while the page is scrolled, at its worst: names, and how much of the height they cover. */
async function pinned(page: Page): Promise<{ names: string[]; height: number }> {
  return page.evaluate(() => {
    const name = (element: Element) => `${element.tagName.toLowerCase()}.${element.className}`;
    const sticky = [...document.querySelectorAll("body *")].filter((element) => ["sticky", "fixed"].includes(getComputedStyle(element).position));
    const held = (element: Element) => {
      const { position, top, bottom } = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const clipped = element.parentElement?.closest("thead") && getComputedStyle(element.parentElement.closest("thead") ?? element).clipPath !== "none";
      if (clipped || box.width <= 1 || box.height <= 1 || box.bottom <= 0 || box.top >= innerHeight) return false;
      return position === "fixed" || Math.abs(box.top - parseFloat(top)) < 1 || Math.abs(innerHeight - box.bottom - parseFloat(bottom)) < 1;
    };
    let worst = { names: [] as string[], height: 0 };
    const end = document.documentElement.scrollHeight;
    for (let at = 0; at < end && sticky.length > 0; at += Math.max(100, end / 40)) {
      scrollTo({ top: at, behavior: "instant" });
      const now = sticky.filter(held);
      const rows = new Set<number>();
      for (const element of now) {
        const { top, bottom } = element.getBoundingClientRect();
        for (let row = Math.max(0, Math.round(top)); row < Math.min(innerHeight, Math.round(bottom)); row += 1) rows.add(row);
      }
      const height = rows.size;
      if (height > worst.height) worst = { names: now.map(name), height };
    }
    scrollTo({ top: 0, behavior: "instant" });
    return worst;
  });
}

/** Words that stand outside the page or are cut off where nobody can scroll to them, and places that scroll without a name. */
async function lost(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found = new Set<string>();
    const name = (element: Element) => `${element.tagName.toLowerCase()}.${element.className}`;
    const hidden = (element: Element) => {
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      // What is folded away has boxes, but nobody sees them.
      if (!element.checkVisibility()) return true;
      return style.clipPath !== "none" || style.visibility === "hidden" || (box.width <= 1 && box.height <= 1) || element.closest(".skip-link") !== null;
    };
    const scrolls = (element: Element) => ["auto", "scroll"].includes(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + 1;
    const reachable = (element: Element) => {
      const named = element.hasAttribute("aria-label") || element.hasAttribute("aria-labelledby") || element.matches("textarea, pre");
      const focusable = element.hasAttribute("tabindex") || element.matches("textarea") || element.querySelector("a[href], button, input, summary") !== null;
      return named && focusable;
    };
    const cuts = (element: Element) => {
      const style = getComputedStyle(element);
      const across = ["hidden", "clip"].includes(style.overflowX) && element.scrollWidth > element.clientWidth + 1;
      const down = ["hidden", "clip"].includes(style.overflowY) && element.scrollHeight > element.clientHeight + 1;
      return across || down;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const text = (node.textContent ?? "").trim();
      const parent = node.parentElement;
      if (!text || !parent || ["SCRIPT", "STYLE", "NOSCRIPT", "OPTION"].includes(parent.tagName)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const boxes = [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
      const above: Element[] = [];
      for (let element: Element | null = parent; element; element = element.parentElement) above.push(element);
      if (boxes.length === 0 || above.some(hidden)) continue;
      const region = above.find(scrolls);
      if (region && !reachable(region)) found.add(`scrolls without a name or focus: ${name(region)}`);
      const cutter = above.find(cuts);
      if (cutter && !region && cutter !== document.documentElement) found.add(`cut off in ${name(cutter)}: ${text.slice(0, 60)}`);
      if (!region && boxes.some((box) => box.right > innerWidth + 1 || box.left < -1)) found.add(`outside the page in ${name(parent)}: ${text.slice(0, 60)}`);
    }
    for (const control of document.querySelectorAll("main :is(a, button, input, select, textarea, summary, img), header :is(a, button, summary), nav a")) {
      const box = control.getBoundingClientRect();
      const above: Element[] = [];
      for (let element: Element | null = control; element; element = element.parentElement) above.push(element);
      if (box.width === 0 || above.some(hidden) || above.some(scrolls)) continue;
      if (box.right > innerWidth + 1 || box.left < -1) found.add(`outside the page: ${name(control)}`);
    }
    return [...found];
  });
}

/** Opens one menu after the other, and tells what of its choices is lost. */
async function lostInMenus(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const menu of await page.locator("details.menu").all()) {
    await menu.evaluate((element: HTMLDetailsElement) => (element.open = true));
    found.push(...(await lost(page)));
    await menu.evaluate((element: HTMLDetailsElement) => (element.open = false));
  }
  return found;
}

/** Looks at every page as it opens, with each menu open, and with everything unfolded; names all problems at once. */
async function look(page: Page, paths: string[], lang: string): Promise<void> {
  for (const path of paths) {
    await test.step(path, async () => {
      const answer = await page.goto(`${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
      expect.soft(answer?.status(), path).toBe(200);
      expect.soft(await lostInMenus(page), `menus of ${path}`).toEqual([]);
      for (const folded of [true, false]) {
        if (!folded) await unfold(page);
        await fits(page);
        const bars = await pinned(page);
        expect.soft(bars.height, `${path}: ${bars.names.join(", ")}`).toBeLessThanOrEqual(ZOOMED.height / 3);
        expect.soft(await lost(page), path).toEqual([]);
      }
    });
  }
}

for (const lang of LANGUAGES) {
  test(`public pages hold at 400 % zoom, ${lang}`, async ({ page }) => {
    test.setTimeout(120_000);
    await look(page, [...PUBLIC, ...STILL], lang);
  });

  test(`a customer's pages hold at 400 % zoom, ${lang}`, async ({ page }) => {
    test.setTimeout(120_000);
    await asCustomer(page);
    await look(page, [...CUSTOMER, ...(await customerDetails(page))], lang);
  });

  test(`the owner's pages hold at 400 % zoom, ${lang}`, async ({ page }) => {
    test.setTimeout(240_000);
    await asOwner(page);
    await look(page, [...OWNER, ...(await ownerDetails(page))], lang);
  });
}
