import { type Page, expect } from "@playwright/test";

export const GARAGE = "/b/harbour-garage";
export const PASSWORD = "mainstreet-demo";

/** A form of a page, by the name in its hidden field: the same in every language. */
export const form = (page: Page, name: string) => page.locator(`form:has(input[name="form"][value="${name}"])`);

/** Sends a form by its own button. */
export async function send(page: Page, name: string, fields: Record<string, string> = {}): Promise<void> {
  const target = form(page, name).first();
  for (const [field, value] of Object.entries(fields)) await target.locator(`[name="${field}"]`).fill(value);
  await target.locator('button[type="submit"]').first().click();
}

/** An address nobody else uses in this run. */
export const freshEmail = (): string => `zoe.${Date.now()}.${Math.floor(Math.random() * 1e6)}@example.com`;

/** Chooses the `nth` free time on the page of a service, or of moving a booking, and sends the form. */
export async function chooseTime(page: Page, name: string, nth = 0): Promise<string> {
  const slot = form(page, name).locator('input[name="starts"]').nth(nth);
  const starts = (await slot.getAttribute("value")) ?? "";
  // The radio itself is hidden under its label.
  await slot.check({ force: true });
  await form(page, name).locator('button[type="submit"]').first().click();
  return starts;
}

/** Opens the page of a service on the last day that has free times: far from what other tests book. */
export async function openService(page: Page, service: string, fromEnd = 1): Promise<void> {
  await page.goto(`${GARAGE}/book/${service}`);
  const days = page.locator(".day-picker a.day");
  const count = await days.count();
  const href = await days.nth(Math.max(0, count - fromEnd)).getAttribute("href");
  await page.goto(new URL(href ?? "", page.url()).toString());
}

export async function register(page: Page, email: string): Promise<void> {
  await send(page, "sign_up", { name: "Zoé Martin", email, phone: "+44 20 7946 0123", password: "la camionnette rouge" });
}

export async function signIn(page: Page, path: string, email: string): Promise<void> {
  await page.goto(path);
  await send(page, "sign_in", { email, password: PASSWORD });
  await expect(page).not.toHaveURL(/sign-in/);
}

/** Nothing scrolls sideways at the page's width. */
export async function fits(page: Page): Promise<void> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(overflow, `sideways scrolling at ${page.url()}`).toBeLessThanOrEqual(0);
}
