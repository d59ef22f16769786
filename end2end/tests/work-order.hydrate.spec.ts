import { expect, hydrated, test } from "../fixtures";
import { addLine, addWork, askCustomer, bookMot, dayOfVisit, openOrder } from "../journey";
import { asOwner } from "../pages";

test("what_the_garage_changes_appears_by_itself_but_never_while_a_question_is_being_written", async ({ page, browser, baseURL }) => {
  test.setTimeout(180_000);
  const quiet = { baseURL, javaScriptEnabled: false, locale: "en-GB" };
  const walk = await browser.newContext(quiet);
  const walker = await walk.newPage();
  const visit = await bookMot(walker, "WORK 3");
  const day = await dayOfVisit(walker);

  const portal = await browser.newContext(quiet);
  const staff = await portal.newPage();
  await asOwner(staff);
  const order = await openOrder(staff, day, "WORK 3");
  const line = { kind: "part", description: "Pads", quantity: "1", unit_price: "45.50", tax: "20" };
  await addWork(staff, order, "Brakes, front", "", line);
  await askCustomer(staff, order);

  await walker.goto(visit);
  await page.goto((await walker.locator('main a[href*="/work/"]').first().getAttribute("href")) ?? "");
  await hydrated(page);
  await expect(page.locator('button[value="approve"]')).toHaveCount(1);

  await addWork(staff, order, "Wiper blades", "", { ...line, description: "Blades" });
  await askCustomer(staff, order);
  await expect(page.locator('button[value="approve"]')).toHaveCount(2);

  // A new line takes the question back: the card would go, and what is being written with it.
  const brakes = page.locator("article", { has: page.locator("h3", { hasText: "Brakes, front" }) });
  await brakes.locator("summary", { hasText: "Ask a question" }).click();
  await brakes.locator("textarea").fill("How long do they last?");
  await addLine(staff, order, "Brakes, front", { ...line, description: "Discs" });
  await expect(page.getByText("Something changed here.")).toBeVisible();
  await expect(brakes.locator("textarea")).toHaveValue("How long do they last?");
  await brakes.locator("textarea").fill("");
  await expect(brakes).toHaveCount(0);
  await expect(page.getByText("Something changed here.")).toHaveCount(0);
  await walk.close();
  await portal.close();
});
