import { axe, expect, test } from "../fixtures";
import { GARAGE, addWork, askCustomer, bookMot, dayOfVisit, fits, form, openOrder } from "../journey";
import { asOwner } from "../pages";

test.use({ viewport: { width: 390, height: 844 }, locale: "fr-FR" });

test("from_the_booking_to_the_paid_invoice_on_a_phone_without_javascript", async ({ page, browser, baseURL }) => {
  test.setTimeout(240_000);
  const visit = await bookMot(page, "PAID 1");
  const day = await dayOfVisit(page);
  const portal = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: "en-GB" });
  const staff = await portal.newPage();
  await asOwner(staff);
  const order = await openOrder(staff, day, "PAID 1");
  await addWork(staff, order, "Plaquettes avant", "Il reste 2 mm.", { kind: "part", description: "Jeu de plaquettes", quantity: "1", unit_price: "45.50", tax: "20" });
  await addWork(staff, order, "Balais d’essuie-glace", "", { kind: "part", description: "Balais", quantity: "2", unit_price: "9.00", tax: "20" });
  await askCustomer(staff, order);
  await page.goto(visit);
  await page.locator('main a[href*="/work/"]').click();
  await page.locator("article", { hasText: "Plaquettes avant" }).getByRole("button", { name: /^Accepter/ }).click();
  await page.locator("article", { hasText: "Balais" }).getByRole("button", { name: /^Refuser/ }).click();
  await expect(page).toHaveURL(/done=work_declined/);

  // The invoice bills what was booked and what was approved: 54.00 and 45.50.
  await staff.goto(order);
  await form(staff, "issue").getByRole("button").click();
  await expect(staff).toHaveURL(/\/invoices\//);
  const invoice = staff.url();
  await expect(staff.locator("main")).toContainText("£99.50");
  await expect(staff.locator("main")).not.toContainText("essuie-glace");
  await fits(staff);
  await axe(staff);
  const link = await staff.locator('main a[href*="/pay/"]').first().getAttribute("href");

  await page.context().clearCookies();
  await page.goto(link ?? "");
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  await expect(page.locator("h1")).toContainText("Facture INV-");
  await expect(page.locator("main")).toContainText("99,50");
  await expect(page.locator(".notice")).toContainText(/démonstration/);
  await fits(page);
  await axe(page);
  const pdf = await page.request.get(`${(link ?? "").replace(/\?.*/, "")}/pdf`);
  expect(pdf.headers()["content-type"]).toBe("application/pdf");
  expect((await pdf.body()).subarray(0, 5).toString()).toBe("%PDF-");

  // To the provider's page, where nobody's card is asked for, and back.
  await form(page, "pay").getByRole("button").click();
  await expect(page).toHaveURL(/\/pay\/cs_/);
  await page.locator('button[value="pay"]').click();
  await expect(page).toHaveURL(/paid=1/);
  await expect(async () => {
    await page.goto(link ?? "");
    await expect(form(page, "pay")).toHaveCount(0, { timeout: 500 });
    await expect(page.locator("main")).toContainText(/payée|réglée/i, { timeout: 500 });
  }).toPass({ timeout: 20_000 });
  await axe(page);

  // The business sees it, and a second payment is refused.
  await staff.goto(invoice);
  await expect(staff.locator("main")).toContainText("Paid: ");
  await expect(form(staff, "payment")).toHaveCount(0);
  await staff.goto("/console/harbour-garage/invoices");
  await expect(staff.locator("main")).toContainText("£99.50");
  await fits(staff);
  expect((await page.request.get("/dev/mail")).ok()).toBe(true);
  await page.goto(`${GARAGE}/pay/aucune`);
  await expect(page.locator("h1")).toHaveCount(1);
  await portal.close();
});
