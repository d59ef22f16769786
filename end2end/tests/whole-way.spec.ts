import type { Page } from "@playwright/test";
import { axe, expect, test as base } from "../fixtures";
import { addLine, addWork, askCustomer, bookMot, bookMotAgain, dayOfVisit, fits, followMail, form, freshEmail, openMail, openOrder, send } from "../journey";
import { asOwner } from "../pages";
import { type Running, launch } from "../server";

/** A server of its own: this way moves the clock, and nobody else's sessions should end with it. */
const test = base.extend<object, { own: Running }>({
  own: [
    async ({}, use) => {
      const own = await launch();
      await use(own);
      await own.end();
    },
    { scope: "worker", timeout: 120_000 },
  ],
  baseURL: async ({ own }, use) => use(own.url),
});

test.use({ viewport: { width: 390, height: 844 }, locale: "fr-FR" });

const PLATE = "WAY 1";
const WIPERS = "Balais d’essuie-glace";

/** A job of the page, by its title. */
const card = (page: Page, title: string) => page.locator("article", { has: page.locator("h3", { hasText: title }) });

/** Finds worn pads in the inspection and puts them on the work order; returns the title that the job got. */
async function findWornPads(staff: Page, order: string): Promise<string> {
  await staff.goto(`${order}/inspection`);
  await staff.locator('button[name="template"][value="brakes_tyres"]').click();
  const pads = staff.locator("#point-pads_front_left");
  await pads.locator('.bay-light[value="red"]').click();
  await expect(pads.locator('.bay-light[value="red"]')).toHaveAttribute("aria-pressed", "true");
  await fits(staff);
  await pads.locator("form", { has: staff.locator('input[name="form"][value="make_job"]') }).locator("button").click();
  await staff.goto(order);
  const titles = await staff.locator("article h3").allTextContents();
  const title = titles.at(-1) ?? "";
  expect(title.toLowerCase()).toMatch(/plaquettes/);
  return title;
}

/** Asks for two jobs: what the inspection found, and the wipers. */
async function proposeWork(staff: Page, order: string): Promise<string> {
  const pads = await findWornPads(staff, order);
  await addLine(staff, order, pads, { kind: "part", description: "Jeu de plaquettes", quantity: "1", unit_price: "45,50", tax: "20" });
  await addWork(staff, order, WIPERS, "Ils laissent des traces.", { kind: "part", description: "Balais", quantity: "2", unit_price: "9,00", tax: "20" });
  await askCustomer(staff, order);
  return pads;
}

/** The customer follows the link of the mail, without a sign-in, approves one job and declines the other. */
async function answerOnThePhone(phone: Page, email: string, approved: string, declined: string): Promise<void> {
  await openMail(phone, email, "Votre réponse");
  await followMail(phone);
  await expect(phone.locator("html")).toHaveAttribute("lang", "fr");
  await fits(phone);
  await card(phone, approved).getByRole("button", { name: /^Accepter/ }).click();
  await expect(phone).toHaveURL(/done=work_approved/);
  await card(phone, declined).getByRole("button", { name: /^Refuser/ }).click();
  await expect(phone).toHaveURL(/done=work_declined/);
  await expect(card(phone, declined)).toContainText("Nous vous le rappellerons le");
}

/** The staff bill a work order; returns the invoice's number. */
async function bill(staff: Page, order: string): Promise<string> {
  await staff.goto(order);
  await form(staff, "issue").getByRole("button").click();
  await expect(staff).toHaveURL(/\/invoices\//);
  return /INV-[\w-]+/.exec((await staff.locator("h1").textContent()) ?? "")?.[0] ?? "";
}

/** The customer pays an invoice from the page of its mail, and gets the receipt. */
async function payInvoice(phone: Page, email: string, number: string, amount: string): Promise<void> {
  await openMail(phone, email, `Facture ${number}`);
  await followMail(phone);
  await expect(phone.locator("main")).toContainText(amount);
  await form(phone, "pay").getByRole("button").click();
  await expect(phone).toHaveURL(/\/pay\/cs_/);
  await phone.locator('button[value="pay"]').click();
  await expect(phone).toHaveURL(/paid=1/);
  await openMail(phone, email, `Reçu pour ${number}`);
  await expect(phone.locator("pre")).toContainText(amount);
  await expect(phone.locator("pre")).toContainText("entièrement réglée");
}

/** A month goes by. */
async function letAMonthPass(page: Page): Promise<void> {
  await page.goto("/dev/clock");
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  await fits(page);
  await axe(page);
  const before = await page.locator("time").getAttribute("datetime");
  await page.getByRole("button", { name: "Avancer d’un mois" }).click();
  await expect(page).toHaveURL(/\/dev\/clock$/);
  const after = await page.locator("time").getAttribute("datetime");
  const days = (Date.parse(after ?? "") - Date.parse(before ?? "")) / 86_400_000;
  expect(days).toBeGreaterThanOrEqual(31);
  expect(days).toBeLessThan(31.1);
}

/** The staff put what was declined before on the new visit's work order, and ask again; returns its number. */
async function reviveDeclined(staff: Page, order: string): Promise<string> {
  await staff.goto(order);
  await expect(staff.locator("main")).toContainText(WIPERS);
  await send(staff, "revive");
  await expect(card(staff, WIPERS)).toContainText("Refusé auparavant");
  await askCustomer(staff, order);
  return (await staff.locator("h1").textContent()) ?? "";
}

/** What the owner's list of work orders says of declined work. */
async function declinedWork(staff: Page): Promise<Record<"declined" | "offered" | "revived" | "agreed" | "paid", number>> {
  await staff.goto("/console/harbour-garage/work");
  const text = (await staff.locator("main").textContent()) ?? "";
  const told = /Travaux refusés : (\d+)\. Proposés à nouveau : (\d+)\. Revenus lors d’une autre visite : (\d+), acceptés : (\d+), payés : (\d+)\./;
  const [declined = 0, offered = 0, revived = 0, agreed = 0, paid = 0] = (told.exec(text) ?? []).slice(1).map(Number);
  return { declined, offered, revived, agreed, paid };
}

test("from_a_booking_to_declined_work_that_comes_back_a_month_later_in_french_without_javascript", async ({ page, browser, baseURL }) => {
  test.setTimeout(300_000);
  const email = freshEmail();
  const portal = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: "fr-FR" });
  const staff = await portal.newPage();
  await asOwner(staff);
  const before = await declinedWork(staff);

  await bookMot(page, PLATE, email);
  const order = (await openOrder(staff, await dayOfVisit(page), PLATE)).split("?")[0] ?? "";
  const pads = await proposeWork(staff, order);
  await page.context().clearCookies();
  await answerOnThePhone(page, email, pads, WIPERS);

  // What was booked and what was approved: 54.00 and 45.50.
  await payInvoice(page, email, await bill(staff, order), "99,50");
  expect(await declinedWork(staff)).toEqual({ ...before, declined: before.declined + 1 });

  // Nothing is offered before its time.
  await page.goto("/dev/mail");
  await expect(page.locator("li", { hasText: email }).filter({ hasText: "Encore à faire" })).toHaveCount(0);
  await letAMonthPass(page);
  await openMail(page, email, `Encore à faire : ${WIPERS}`);
  await expect(page.locator("pre")).toContainText("18,00");
  await followMail(page);

  await bookMotAgain(page, email);
  const day = await dayOfVisit(page);
  await page.context().clearCookies();
  await asOwner(staff);
  const later = (await openOrder(staff, day, PLATE)).split("?")[0] ?? "";
  const number = await reviveDeclined(staff, later);

  await openMail(page, email, number);
  await followMail(page);
  await card(page, WIPERS).getByRole("button", { name: /^Accepter/ }).click();
  await expect(page).toHaveURL(/done=work_approved/);
  await expect(card(page, WIPERS)).toContainText("18,00");

  await staff.goto(later);
  await expect(card(staff, WIPERS)).toContainText("Refusé auparavant");
  await expect(card(staff, WIPERS)).toContainText("Accepté");
  await fits(staff);
  await axe(staff);
  const after = await declinedWork(staff);
  expect(after.revived).toBe(before.revived + 1);
  expect(after.offered).toBeGreaterThan(before.offered);
  expect([after.agreed, after.paid]).toEqual([before.agreed + 1, before.paid]);

  // The payment provider lives by the same time: what it reports is not too old to be believed.
  await payInvoice(page, email, await bill(staff, later), "72,00");
  expect((await declinedWork(staff)).paid).toBe(before.paid + 1);
  await portal.close();
});
