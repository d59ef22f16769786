import { type Page, expect, hydrated, test } from "../fixtures";
import { bookMot, openOrder } from "../journey";
import { asOwner } from "../pages";

test.use({ viewport: { width: 390, height: 844 } });

/** The smallest PNG that is a picture. */
const PICTURE = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const ANSWERS: [string, string][] = [["lights_front", "green"], ["lights_rear", "yellow"], ["horn", "red"]];

const light = (page: Page, point: string, value: string) => page.locator(`#point-${point} .bay-light[value="${value}"]`);

/** Books a visit, opens its work order in `staff` and begins the general check there. */
async function beginCheck(staff: Page, walker: Page, plate: string): Promise<void> {
  await bookMot(walker, plate);
  const starts = await walker.locator("main time[datetime]").first().getAttribute("datetime");
  await asOwner(staff);
  const order = await openOrder(staff, (starts ?? "").slice(0, 10), plate);
  await staff.goto(`${order.split("?")[0]}/inspection`);
  await staff.locator('button[name="template"][value="car"]').click();
  await expect(staff).toHaveURL(/inspection=/);
}

/** Waits until the phone could open the page by itself: the service worker is in charge, page and code are kept. */
async function keptForOffline(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.reload();
  await hydrated(page);
  await page.waitForFunction(async () => {
    const pages = await (await caches.open("bay-1")).keys();
    const files = await (await caches.open("files-1")).keys();
    return pages.length > 0 && files.some((file) => file.url.includes("/pkg/"));
  });
  await page.waitForTimeout(2_000);
}

test("what_is_answered_without_a_network_survives_a_reload_and_arrives_once", async ({ page, context, browser, baseURL, problems }) => {
  test.setTimeout(180_000);
  problems.allow(/ERR_INTERNET_DISCONNECTED|Failed to load resource|Failed to fetch|NetworkError/);
  const walk = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: "en-GB" });
  await beginCheck(page, await walk.newPage(), "BAY 1");
  await walk.close();
  await hydrated(page);
  await keptForOffline(page);

  await context.setOffline(true);
  for (const [point, value] of ANSWERS) {
    await light(page, point, value).click();
    await expect(page.locator(`#point-${point}`)).toHaveAttribute("data-kept", value);
  }
  await page.locator("#point-horn details summary").click();
  await page.locator('#point-horn input[type="file"]').setInputFiles({ name: "horn.png", mimeType: "image/png", buffer: PICTURE });
  const waiting = page.locator("[data-bay-status]");
  await expect(waiting).toContainText("4");
  await expect(page.locator("#point-horn [data-bay-kept]")).toContainText("photo");

  // The page opens again in the bay, with everything that waits.
  await page.reload();
  await expect(waiting).toContainText("4");
  for (const [point, value] of ANSWERS) await expect(page.locator(`#point-${point}`)).toHaveAttribute("data-kept", value);

  await context.setOffline(false);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expect(waiting).toBeEmpty({ timeout: 30_000 });
  for (let visit = 0; visit < 2; visit += 1) {
    await page.reload();
    await hydrated(page);
    for (const [point, value] of ANSWERS) await expect(light(page, point, value)).toHaveAttribute("aria-pressed", "true");
    await expect(page.locator(".bay-light[aria-pressed=true]")).toHaveCount(ANSWERS.length);
    await expect(page.locator("#point-horn .photo-grid img")).toHaveCount(1);
    await expect(waiting).toBeEmpty();
  }
});

test("a_session_that_ended_keeps_what_was_written_and_says_so", async ({ page, context, browser, baseURL, problems }) => {
  test.setTimeout(180_000);
  problems.allow(/status of 401|Failed to load resource/);
  const walk = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: "en-GB" });
  await beginCheck(page, await walk.newPage(), "BAY 2");
  await walk.close();
  await hydrated(page);
  const here = page.url();
  await context.clearCookies();
  await light(page, "horn", "red").click();
  await expect(page.locator("[data-bay-status]")).toContainText("signed out");
  await expect(page.locator("#point-horn")).toHaveAttribute("data-kept", "red");

  await asOwner(page);
  await page.goto(here);
  await hydrated(page);
  await expect(light(page, "horn", "red")).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator("[data-bay-status]")).toBeEmpty();
});
