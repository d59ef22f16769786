import { expect, test } from "../fixtures";
import { GARAGE, chooseTime, form, freshEmail, openService, register, send } from "../journey";

test.use({ viewport: { width: 390, height: 844 }, locale: "fr-FR" });

test("a_stranger_books_moves_and_cancels_on_a_phone_without_javascript", async ({ page }) => {
  const email = freshEmail();
  await page.goto(GARAGE);
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  await expect(page.locator(".price").first()).toContainText("£");

  await openService(page, "mot-test", 3);
  await chooseTime(page, "hold");
  await expect(page).toHaveURL(/\/hold\//);
  const held = page.url();

  await page.locator('main a[href*="/sign-up"]').click();
  await register(page, email);
  await expect(page).toHaveURL(held);

  await page.locator('main a[href*="/garage/new"]').click();
  await send(page, "vehicle", { make: "Renault", model: "Clio", year: "2014", plate: "ab 123 cd", odometer: "123 456" });
  await expect(page).toHaveURL(held);
  await page.locator('input[name="vehicle"]').first().check({ force: true });
  await send(page, "confirm", { note: "Un bruit à l’avant gauche." });

  await expect(page).toHaveURL(/\/visit\/.*done=booked/);
  await expect(page.locator("main")).toContainText("AB 123 CD");
  await expect(page.locator("main")).toContainText("Renault Clio");
  const visit = page.url().split("?")[0] ?? "";

  const calendar = await page.request.get(`${visit}/calendar.ics`);
  expect(calendar.headers()["content-type"]).toContain("text/calendar");
  expect(await calendar.text()).toContain("METHOD:PUBLISH");

  await page.goto(`${visit}/move`);
  await chooseTime(page, "move", 1);
  await expect(page).toHaveURL(/done=moved/);

  await page.goto(visit);
  await page.locator("details summary").filter({ hasText: /Annuler/ }).click();
  await send(page, "cancel");
  await expect(page).toHaveURL(/done=cancelled/);
  expect(await (await page.request.get(`${visit}/calendar.ics`)).text()).toContain("METHOD:CANCEL");

  // Three mails about the booking and one to verify the address, all in French.
  await expect(async () => {
    const mails = await (await page.request.get("/dev/mail")).text();
    const mine = mails.split("<li>").filter((line) => line.includes(email));
    expect(mine.some((line) => line.includes("Réservé"))).toBe(true);
    expect(mine.some((line) => line.includes("Déplacé"))).toBe(true);
    expect(mine.some((line) => line.includes("Annulé"))).toBe(true);
    expect(mine.some((line) => line.includes("Confirmez votre adresse"))).toBe(true);
  }).toPass({ timeout: 20_000 });
});

test("what_was_typed_survives_a_refused_form", async ({ page }) => {
  await page.goto(`${GARAGE}/sign-up`);
  const response = page.waitForResponse((answer) => answer.request().method() === "POST");
  await send(page, "sign_up", { name: "Zoé", email: "zoe@", phone: "abc", password: "court" });
  expect((await response).status()).toBe(422);
  await expect(page.locator('input[name="name"]')).toHaveValue("Zoé");
  await expect(page.locator('input[name="email"]')).toHaveValue("zoe@");
  await expect(page.locator('input[name="password"]')).toHaveValue("");
  await expect(page.locator(".error-summary li")).toHaveCount(3);
  await expect(page.locator('input[name="email"]')).toHaveAttribute("aria-invalid", "true");
});

test("a_time_somebody_else_took_is_answered_with_the_next_ones", async ({ page, browser, baseURL }) => {
  await openService(page, "diagnostic-check", 2);
  const first = form(page, "hold").locator('input[name="starts"]').first();
  const starts = await first.getAttribute("value");
  // Others hold this time until nobody is left to take it.
  const others = await browser.newContext({ baseURL, javaScriptEnabled: false });
  const url = page.url();
  for (let i = 0; i < 6; i++) {
    const answer = await others.request.post(url, { form: { form: "hold", starts: starts ?? "" }, headers: { origin: new URL(url).origin }, maxRedirects: 0 });
    if (answer.status() === 409) break;
  }
  await others.close();
  const refused = page.waitForResponse((answer) => answer.request().method() === "POST");
  await first.check({ force: true });
  await form(page, "hold").locator('button[type="submit"]').first().click();
  expect((await refused).status()).toBe(409);
  const offers = page.locator('button[name="starts"]');
  await expect(offers).toHaveCount(3);
  await offers.first().click();
  await expect(page).toHaveURL(/\/hold\//);
});

test("the_portal_asks_who_comes_and_shows_the_day_and_the_board", async ({ page }) => {
  const answer = await page.goto("/console/harbour-garage");
  expect(answer?.status()).toBe(401);
  await page.goto("/console/sign-in");
  await send(page, "sign_in", { email: "technician1@harbour-garage.example", password: "mainstreet-demo" });
  await expect(page).toHaveURL(/\/console$/);
  await page.goto("/console/harbour-garage/board");
  await expect(page.locator(".board-col")).toHaveCount(6);
});
