import { type Page, expect, hydrated, test } from "../fixtures";
import { GARAGE, chooseTime, dayOfVisit, form, freshEmail, register, send } from "../journey";
import { asOwner } from "../pages";

test("a_move_on_the_board_reaches_the_customers_page_by_itself", async ({ page, browser, baseURL }) => {
  test.setTimeout(120_000);
  await page.goto(`${GARAGE}/book/mot-test`);
  await chooseTime(page, "hold");
  const held = page.url();
  await page.locator('main a[href*="/sign-up"]').click();
  await hydrated(page);
  await register(page, freshEmail());
  await page.waitForURL(held);
  await page.locator('main a[href*="/garage/new"]').click();
  await hydrated(page);
  await send(page, "vehicle", { make: "Ford", model: "Transit", plate: "LIVE 1" });
  await page.waitForURL(held);
  await page.locator('input[name="vehicle"]').first().check({ force: true });
  await send(page, "confirm");
  await page.waitForURL(/\/visit\//);
  await hydrated(page);
  const before = await page.locator('.timeline [aria-current="step"]').textContent();

  const console_ = await browser.newContext({ baseURL });
  const staff = await console_.newPage();
  await asOwner(staff);
  // The booking's day, wherever it lies.
  const day = await dayOfVisit(page);
  await staff.goto(`/console/harbour-garage?day=${day}`);
  const job = await staff.locator("tr", { hasText: "LIVE 1" }).locator('a[href*="/jobs/"]').first().getAttribute("href");
  await staff.goto(job ?? "");
  await staff.waitForLoadState();
  await form(staff, "move").first().locator('button[name="to"]').first().click();

  await expect(page.locator('.timeline [aria-current="step"]')).not.toHaveText(before ?? "", { timeout: 10_000 });
  await console_.close();
});

/** How many things the page has kept for the time without a network. */
const kept = (page: Page): Promise<number> => page.evaluate(() => new Promise<number>((done) => {
  const request = indexedDB.open("mainstreet", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("seen");
  request.onsuccess = () => {
    const count = request.result.transaction("seen").objectStore("seen").count();
    count.onsuccess = () => {
      request.result.close();
      done(count.result);
    };
  };
}));

test("a_phone_without_a_network_shows_what_was_last_seen_and_forgets_it_at_sign_out", async ({ page, context, problems }) => {
  problems.allow(/ERR_INTERNET_DISCONNECTED|Failed to load resource|Failed to fetch/);
  await page.goto(`${GARAGE}/sign-in`);
  await hydrated(page);
  await send(page, "sign_in", { email: "customer@mainstreet.example", password: "mainstreet-demo" });
  await page.waitForURL(/\/garage/);
  await hydrated(page);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await expect.poll(() => kept(page)).toBeGreaterThan(0);
  await context.setOffline(true);
  await page.goto(`${GARAGE}/visits`).catch(() => undefined);
  await expect(page.locator("#seen li").first()).toContainText("Renault Clio");
  await context.setOffline(false);
  // The page comes back by itself.
  await expect(page.locator("#seen")).toHaveCount(0);
  await hydrated(page);
  await page.goto(`${GARAGE}/account`);
  await hydrated(page);
  await form(page, "sign_out").locator('button[type="submit"]').click();
  await page.waitForURL((url) => !url.pathname.includes("account"));
  expect(await kept(page)).toBe(0);
});
