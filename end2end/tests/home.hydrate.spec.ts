import { expect, hydrated, test } from "../fixtures";

/** What a customer's phone may download as WebAssembly for the first page, compressed, in bytes. */
const FIRST_PAGE_LIMIT = 250_000;

test("the_home_page_hydrates_without_a_problem_in_the_console", async ({ page }) => {
  await page.goto("/");
  await hydrated(page);
  await expect(page.locator("h1")).toHaveCount(1);
  await expect(page.locator("h1")).not.toBeEmpty();
});

test("the_first_page_loads_no_more_webassembly_than_a_phone_can_bear", async ({ page }) => {
  await page.goto("/");
  await hydrated(page);
  const bytes = await page.evaluate(() => {
    const entries = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    // A preload and its use may be listed twice.
    const sizes = new Map<string, number>();
    for (const { name, encodedBodySize } of entries) {
      if (!new URL(name).pathname.endsWith(".wasm")) continue;
      sizes.set(name, Math.max(sizes.get(name) ?? 0, encodedBodySize));
    }
    return [...sizes.values()].reduce((sum, size) => sum + size, 0);
  });
  expect(bytes).toBeGreaterThan(0);
  expect(bytes).toBeLessThanOrEqual(FIRST_PAGE_LIMIT);
});
