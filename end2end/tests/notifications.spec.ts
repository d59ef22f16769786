import { axe, expect, test } from "../fixtures";
import { GARAGE, bookMot, fits, form } from "../journey";

test.use({ viewport: { width: 390, height: 844 }, locale: "fr-FR" });

test("a_customer_is_told_reads_it_and_switches_it_off_without_javascript", async ({ page }) => {
  await bookMot(page, "BELL 1");
  const bell = page.locator(".bell").first();
  await expect(bell).toHaveAttribute("aria-label", /1/);
  await bell.click();
  await expect(page).toHaveURL(`${GARAGE}/notifications`);
  await fits(page);
  await axe(page);
  const note = page.locator('.note[data-unread="true"]');
  await expect(note).toHaveCount(1);
  await note.click();
  await expect(page).toHaveURL(/\/visit\//);
  await page.goto(`${GARAGE}/notifications`);
  await expect(page.locator(".note")).toHaveCount(1);
  await expect(note).toHaveCount(0);

  // What a business must tell by mail stays on; the rest is the customer's choice and is remembered.
  await page.goto(`${GARAGE}/account/notifications`);
  const choices = form(page, "choices").locator('input[type="checkbox"]');
  const fixed = await choices.evaluateAll((boxes) => boxes.filter((box) => (box as HTMLInputElement).disabled).length);
  expect(fixed).toBeGreaterThan(0);
  const own = form(page, "choices").locator('input[type="checkbox"]:not([disabled])').first();
  const name = await own.getAttribute("name");
  await own.uncheck();
  await form(page, "choices").getByRole("button").click();
  await expect(page.locator('[role="status"], .notice').first()).toBeVisible();
  await expect(form(page, "choices").locator(`input[name="${name}"]`)).not.toBeChecked();
  await fits(page);
  await axe(page);
});
