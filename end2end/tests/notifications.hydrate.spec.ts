import { expect, hydrated, test } from "../fixtures";
import { bookMot } from "../journey";
import { asOwner } from "../pages";

test("the_bell_of_an_open_page_counts_up_when_a_customer_books", async ({ page, browser, baseURL }) => {
  test.setTimeout(120_000);
  await asOwner(page);
  await page.goto("/console/harbour-garage/customers");
  await hydrated(page);
  const count = page.locator(".bell .bell-count").first();
  const before = Number(await count.textContent());
  const customer = await browser.newContext({ baseURL, javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await bookMot(await customer.newPage(), "BELL 2");
  await expect.poll(async () => Number(await count.textContent())).toBeGreaterThan(before);
  await customer.close();
});
