import { type Page, axe, expect, test } from "../fixtures";
import { GARAGE, addLine, addWork, askCustomer, bookMot, dayOfVisit, fits, form, openOrder } from "../journey";
import { asOwner } from "../pages";

test.use({ viewport: { width: 390, height: 844 }, locale: "fr-FR" });

/** A job of the customer's page, by its title. */
const card = (page: Page, title: string) => page.locator("article", { has: page.locator("h3", { hasText: title }) });

test("a_customer_approves_declines_and_asks_on_a_phone_without_javascript", async ({ page, browser, baseURL }) => {
  test.setTimeout(180_000);
  const visit = await bookMot(page, "WORK 1");
  const day = await dayOfVisit(page);
  await expect(page.locator('main a[href*="/work/"]')).toHaveCount(0);

  const portal = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: "en-GB" });
  const staff = await portal.newPage();
  await asOwner(staff);
  const order = await openOrder(staff, day, "WORK 1");
  await addWork(staff, order, "Plaquettes avant", "Il reste 2 mm.", { kind: "part", description: "Jeu de plaquettes", quantity: "1", unit_price: "45.50", tax: "20" });
  await addWork(staff, order, "Balais d’essuie-glace", "Ils laissent des traces.", { kind: "part", description: "Balais", quantity: "2", unit_price: "9.00", tax: "20" });
  await askCustomer(staff, order);

  // The booking's page leads to the question, without a sign-in.
  await page.context().clearCookies();
  await page.goto(visit);
  await page.locator('main a[href*="/work/"]').click();
  await expect(page).toHaveURL(new RegExp(`${GARAGE}/work/`));
  const link = page.url();
  const answer = await page.request.get(link);
  expect(answer.headers()["cache-control"]).toBe("no-store");
  expect(await answer.text()).toContain('content="noindex"');
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  await expect(page.locator("h1")).toHaveText("Votre Renault Clio 2014 (WORK 1)");
  await expect(page.locator("h2").first()).toHaveText("2 travaux attendent votre réponse");
  await expect(card(page, "Plaquettes avant")).toContainText("Il reste 2 mm.");
  await expect(card(page, "Plaquettes avant").locator(".price-big")).toContainText("45,50");
  await fits(page);
  await axe(page);

  // What is in it.
  const wipers = card(page, "Balais");
  await wipers.locator("summary", { hasText: "Voir le détail" }).click();
  await expect(wipers.locator(".rows")).toContainText("9,00");

  // Both answers are of one size, and big enough for a thumb.
  const [approve, decline] = await Promise.all(["approve", "decline"].map((value) => card(page, "Plaquettes avant").locator(`button[value="${value}"]`).boundingBox()));
  expect(approve?.width).toBe(decline?.width);
  expect(approve?.height).toBe(decline?.height);
  expect(approve?.height ?? 0).toBeGreaterThanOrEqual(48);

  // A question first; an empty one is refused with its field open.
  await wipers.locator("summary", { hasText: "Poser une question" }).click();
  await wipers.getByRole("button", { name: "Envoyer la question" }).click();
  await expect(wipers.locator(".error-summary li")).toHaveCount(1);
  await wipers.locator("textarea").fill("Combien de temps durent-ils ?");
  await wipers.getByRole("button", { name: "Envoyer la question" }).click();
  await expect(page).toHaveURL(/done=work_question/);
  await expect(wipers).toContainText("Vous avez demandé : Combien de temps durent-ils ?");
  await staff.goto(order);
  await expect(staff.locator("main")).toContainText("Combien de temps durent-ils ?");

  await card(page, "Plaquettes avant").getByRole("button", { name: /^Accepter/ }).click();
  await expect(page).toHaveURL(/done=work_approved/);
  await expect(page.locator("h2").first()).toHaveText("Un travail attend votre réponse");
  await expect(card(page, "Plaquettes avant")).toContainText(/Vous avez accepté ce travail le .* pour 45,50/);

  await wipers.getByRole("button", { name: /^Refuser/ }).click();
  await expect(page).toHaveURL(/done=work_declined/);
  await expect(wipers).toContainText(/Vous avez refusé ce travail le .*Nous vous le rappellerons le /);
  await expect(page.locator("h2").first()).toHaveText("Rien n’attend votre réponse");
  await expect(form(page, "answer")).toHaveCount(0);
  await fits(page);
  await axe(page);

  // What follows is on the booking's page, which asks no more.
  await page.getByRole("link", { name: "Suivre les travaux" }).click();
  await expect(page).toHaveURL(visit);
  await expect(page.locator('main a[href*="/work/"]')).toHaveCount(0);
  await portal.close();
});

test("a_price_that_changed_meanwhile_is_shown_instead_of_taken", async ({ page, browser, baseURL }) => {
  test.setTimeout(180_000);
  const visit = await bookMot(page, "WORK 2");
  const day = await dayOfVisit(page);
  const portal = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: "en-GB" });
  const staff = await portal.newPage();
  await asOwner(staff);
  const order = await openOrder(staff, day, "WORK 2");
  const line = { kind: "part", description: "Batterie", quantity: "1", unit_price: "95.00", tax: "20" };
  await addWork(staff, order, "Batterie", "Elle ne tient plus la charge.", line);
  await askCustomer(staff, order);

  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(visit);
  await page.locator('main a[href*="/work/"]').click();
  await fits(page);
  // The garage adds to it and asks again, while the customer still looks at the old price.
  await addLine(staff, order, "Batterie", { ...line, description: "Montage", unit_price: "15.00" });
  await askCustomer(staff, order);

  const refused = page.waitForResponse((answer) => answer.request().method() === "POST");
  await card(page, "Batterie").getByRole("button", { name: /^Accepter/ }).click();
  expect((await refused).status()).toBe(409);
  await expect(page.getByRole("alert")).toContainText("Votre réponse n’a pas été enregistrée");
  await expect(card(page, "Batterie").locator(".price-big")).toContainText("110,00");
  await fits(page);

  await card(page, "Batterie").getByRole("button", { name: /^Accepter/ }).click();
  await expect(page).toHaveURL(/done=work_approved/);
  await expect(card(page, "Batterie")).toContainText("110,00");
  await portal.close();
});

test("a_work_order_that_does_not_exist_is_not_found", async ({ page }) => {
  const answer = await page.goto(`${GARAGE}/work/aucun`);
  expect(answer?.status()).toBe(404);
  await expect(page.locator("h1")).toHaveCount(1);
});
