import { axe, expect, test } from "../fixtures";
import { bookMot, dayOfVisit, fits, openOrder, unfold } from "../journey";
import { asOwner } from "../pages";

test.use({ viewport: { width: 320, height: 700 } });

test("a_vehicle_is_inspected_without_javascript_and_a_finding_becomes_a_job", async ({ page, browser, baseURL }) => {
  test.setTimeout(180_000);
  const walk = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: "en-GB" });
  const walker = await walk.newPage();
  await bookMot(walker, "BAY 3");
  const day = await dayOfVisit(walker);
  await asOwner(page);
  const order = (await openOrder(page, day, "BAY 3")).split("?")[0] ?? "";
  await page.goto(`${order}/inspection`);
  await page.locator('button[name="template"][value="brakes_tyres"]').click();

  const pads = page.locator("#point-pads_front_left");
  await pads.locator('.bay-light[value="red"]').click();
  await expect(page).toHaveURL(/#point-pads_front_left$/);
  await expect(pads.locator('.bay-light[value="red"]')).toHaveAttribute("aria-pressed", "true");
  await pads.locator("details summary").click();
  await pads.locator('input[name="value"][type="text"]').fill("1,5 mm");
  await pads.locator("form", { has: page.locator('input[name="form"][value="value"]') }).locator('button[type="submit"]').click();
  await expect(pads).toContainText("1.5");
  await pads.locator("details summary").click();
  await pads.locator("textarea").fill("Metal on metal.");
  await pads.locator("form", { has: page.locator('input[name="form"][value="note"]') }).locator('button[type="submit"]').click();
  await expect(pads).toContainText("Metal on metal.");

  // What is no picture is refused at its field; nothing else is lost.
  await pads.locator("details summary").click();
  await pads.locator('input[type="file"][name="photo"]').setInputFiles({ name: "x.png", mimeType: "image/png", buffer: Buffer.from("<svg/>") });
  await pads.locator("form", { has: page.locator('input[name="form"][value="photo"]') }).locator('button[type="submit"]').click();
  await expect(pads.locator(".error-text")).toContainText("not a picture");
  await expect(pads).toContainText("Metal on metal.");

  // Neither is what is no video, and a photo that is too large says so on the same page.
  await pads.locator('input[type="file"][name="video"]').setInputFiles({ name: "x.mp4", mimeType: "video/mp4", buffer: Buffer.from("<svg/>") });
  await pads.locator("form", { has: page.locator('input[name="form"][value="video"]') }).locator('button[type="submit"]').click();
  await expect(pads.locator(".error-text")).toContainText("not a video");
  await pads.locator('input[type="file"][name="photo"]').setInputFiles({ name: "x.png", mimeType: "image/png", buffer: Buffer.alloc(7 * 1024 * 1024, 1) });
  await pads.locator("form", { has: page.locator('input[name="form"][value="photo"]') }).locator('button[type="submit"]').click();
  await expect(pads.locator(".error-text")).toContainText("larger than 5 MB");
  await expect(pads).toContainText("Metal on metal.");
  await fits(page);
  await axe(page);

  await pads.locator("form", { has: page.locator('input[name="form"][value="make_job"]') }).locator("button").click();
  await expect(pads).toContainText("On the work order");
  await page.goto(order);
  await unfold(page);
  await expect(page.locator("main")).toContainText("Brake pads, front left");
  await walk.close();
});
