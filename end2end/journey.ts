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
  await chooseDay(page, fromEnd);
}

/** Opens the `fromEnd`th last day of the page of a service. */
export async function chooseDay(page: Page, fromEnd = 1): Promise<void> {
  const days = page.locator(".day-picker a.day");
  const count = await days.count();
  const href = await days.nth(Math.max(0, count - fromEnd)).getAttribute("href");
  await page.goto(new URL(href ?? "", page.url()).toString());
}

/** What people choose who register in a test. */
const OWN_PASSWORD = "la camionnette rouge";

export async function register(page: Page, email: string): Promise<void> {
  await send(page, "sign_up", { name: "Zoé Martin", email, phone: "+44 20 7946 0123", password: OWN_PASSWORD });
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

/** Confirms what is held with the vehicle of who is signed in, and lands on the booking's page. */
async function confirmHeld(page: Page): Promise<string> {
  await page.locator('input[name="vehicle"]').first().check({ force: true });
  await send(page, "confirm");
  await expect(page).toHaveURL(/\/visit\//);
  return page.url().split("?")[0] ?? "";
}

/** A stranger books an MOT far from what other tests book, with a vehicle, and lands on the booking's page. */
export async function bookMot(page: Page, plate: string, email = freshEmail()): Promise<string> {
  await openService(page, "mot-test", 4);
  await chooseTime(page, "hold");
  const held = page.url();
  await page.locator('main a[href*="/sign-up"]').click();
  await register(page, email);
  await expect(page).toHaveURL(held);
  await page.locator('main a[href*="/garage/new"]').click();
  await send(page, "vehicle", { make: "Renault", model: "Clio", year: "2014", plate });
  await expect(page).toHaveURL(held);
  return confirmHeld(page);
}

/** Somebody who registered in a test before books an MOT again, from the page that lists what can be booked. */
export async function bookMotAgain(page: Page, email: string): Promise<string> {
  await page.locator('main a[href*="/book/mot-test"]').first().click();
  await chooseDay(page, 4);
  await chooseTime(page, "hold");
  await page.locator('main a[href*="/sign-in"]').first().click();
  await send(page, "sign_in", { email, password: OWN_PASSWORD });
  await expect(page).toHaveURL(/\/hold\//);
  return confirmHeld(page);
}

/** The day of the booking whose page is open, as addresses write it. */
export async function dayOfVisit(page: Page): Promise<string> {
  const starts = await page.locator("main time[datetime]").first().getAttribute("datetime");
  return (starts ?? "").slice(0, 10);
}

/** Opens the newest mail to `email` with this in its subject, once it is there. */
export async function openMail(page: Page, email: string, subject: string | RegExp): Promise<void> {
  const line = page.locator("li", { hasText: email }).filter({ hasText: subject }).first();
  await expect(async () => {
    await page.goto("/dev/mail");
    await expect(line).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await line.locator("a").click();
  await expect(page.locator("h1")).toContainText(subject);
}

/** Follows the address in the mail that is open. */
export async function followMail(page: Page): Promise<void> {
  await page.locator("pre a").first().click();
  await expect(page).not.toHaveURL(/\/dev\/mail/);
}

/** Unfolds everything on the page, as a person would before writing into what is folded away. */
export async function unfold(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelectorAll<HTMLDetailsElement>("main details").forEach((part) => { part.open = true; }));
}

/** Opens the work order of the booking with this plate, on the day it lies on, and returns its page in the console. */
export async function openOrder(staff: Page, day: string, plate: string): Promise<string> {
  await staff.goto(`/console/harbour-garage?day=${day}`);
  const job = await staff.locator("tr", { hasText: plate }).locator('a[href*="/jobs/"]').first().getAttribute("href");
  await staff.goto(job ?? "");
  await send(staff, "open_order");
  await expect(staff).toHaveURL(/\/console\/harbour-garage\/work\//);
  return staff.url();
}

/** Adds a line to the job `title` of a work order's page in the console. */
export async function addLine(staff: Page, order: string, title: string, line: Record<string, string>): Promise<void> {
  await staff.goto(order);
  await unfold(staff);
  const target = staff.locator('[id^="job-"]', { hasText: title }).locator('form:has(input[name="form"][value="add_line"])').first();
  for (const [field, value] of Object.entries(line)) {
    const control = target.locator(`[name="${field}"]`);
    const chosen = await control.evaluate((element) => element.tagName === "SELECT");
    await (chosen ? control.selectOption(value) : control.fill(value));
  }
  await target.locator('button[type="submit"]').first().click();
  await staff.waitForLoadState();
}

/** Adds a job with one line to a work order. */
export async function addWork(staff: Page, order: string, title: string, note: string, line: Record<string, string>): Promise<void> {
  await staff.goto(order);
  await unfold(staff);
  await send(staff, "add_job", { title, note });
  await staff.waitForLoadState();
  await addLine(staff, order, title, line);
}

/** Asks the customer about everything on a work order that has no answer. */
export async function askCustomer(staff: Page, order: string): Promise<void> {
  await staff.goto(order);
  await send(staff, "ask");
  await expect(staff).toHaveURL(/done=work_asked/);
}
