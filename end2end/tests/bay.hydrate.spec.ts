import { type BrowserContext } from "@playwright/test";
import { type Page, expect, hydrated, test } from "../fixtures";
import { PASSWORD, bookMot, dayOfVisit, openOrder, send } from "../journey";
import { asOwner } from "../pages";

test.use({ viewport: { width: 390, height: 844 } });

/** The smallest PNG that is a picture. */
const PICTURE = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
const ANSWERS: [string, string][] = [["lights_front", "green"], ["lights_rear", "yellow"], ["horn", "red"]];

const light = (page: Page, point: string, value: string) => page.locator(`#point-${point} .bay-light[value="${value}"]`);

/** Books a visit, opens its work order in `staff` and begins the general check there. */
async function beginCheck(staff: Page, walker: Page, plate: string): Promise<void> {
  await bookMot(walker, plate);
  const day = await dayOfVisit(walker);
  await asOwner(staff);
  const order = await openOrder(staff, day, plate);
  await staff.goto(`${order.split("?")[0]}/inspection`);
  await staff.locator('button[name="template"][value="car"]').click();
  await expect(staff).toHaveURL(/inspection=/);
}

/** Waits until the phone could open the page by itself: the service worker is in charge, page and code are kept. */
async function keptForOffline(page: Page): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await page.reload();
  await hydrated(page);
  await page.waitForFunction(async () => {
    const pages = await (await caches.open("bay-1")).keys();
    const files = await (await caches.open("files-1")).keys();
    return pages.length > 0 && files.some((file) => file.url.includes("/pkg/"));
  });
  await page.waitForTimeout(2_000);
}

test("what_is_answered_without_a_network_survives_a_reload_and_arrives_once", async ({ page, context, browser, baseURL, problems }) => {
  test.setTimeout(180_000);
  problems.allow(/ERR_INTERNET_DISCONNECTED|Failed to load resource|Failed to fetch|NetworkError/);
  const walk = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: "en-GB" });
  await beginCheck(page, await walk.newPage(), "BAY 1");
  await walk.close();
  await hydrated(page);
  await keptForOffline(page);

  await context.setOffline(true);
  for (const [point, value] of ANSWERS) {
    await light(page, point, value).click();
    await expect(page.locator(`#point-${point}`)).toHaveAttribute("data-kept", value);
  }
  await page.locator("#point-horn details summary").click();
  await page.locator('#point-horn input[type="file"][name="photo"]').setInputFiles({ name: "horn.png", mimeType: "image/png", buffer: PICTURE });
  const waiting = page.locator("[data-bay-status]");
  await expect(waiting).toContainText("4");
  await expect(page.locator("#point-horn [data-bay-kept]")).toContainText("photo");

  // The page opens again in the bay, with everything that waits.
  await page.reload();
  await expect(waiting).toContainText("4");
  for (const [point, value] of ANSWERS) await expect(page.locator(`#point-${point}`)).toHaveAttribute("data-kept", value);

  await context.setOffline(false);
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  await expect(waiting).toBeEmpty({ timeout: 30_000 });
  for (let visit = 0; visit < 2; visit += 1) {
    await page.reload();
    await hydrated(page);
    for (const [point, value] of ANSWERS) await expect(light(page, point, value)).toHaveAttribute("aria-pressed", "true");
    await expect(page.locator(".bay-light[aria-pressed=true]")).toHaveCount(ANSWERS.length);
    await expect(page.locator("#point-horn .photo-grid img")).toHaveCount(1);
    await expect(waiting).toBeEmpty();
  }
});

test("a_clock_started_and_stopped_without_a_network_counts_once_with_the_times_of_the_phone", async ({ page, context, browser, baseURL, problems }) => {
  test.setTimeout(180_000);
  problems.allow(/ERR_INTERNET_DISCONNECTED|Failed to load resource|Failed to fetch|NetworkError/);
  const walk = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: "en-GB" });
  await beginCheck(page, await walk.newPage(), "BAY 6");
  await walk.close();
  await hydrated(page);
  await keptForOffline(page);
  const clock = page.locator("[data-clock]").first();
  const begin = clock.getByRole("button", { name: /^Start/ });
  const end = clock.getByRole("button", { name: "Stop the clock" });
  const waiting = page.locator("[data-bay-status]");
  await expect(end).toBeHidden();

  await context.setOffline(true);
  await begin.click();
  await expect(end).toBeVisible();
  await expect(begin).toBeHidden();
  await expect(clock.locator("[data-bay-kept]")).toContainText("Started at");
  await page.reload();
  await expect(end).toBeVisible();
  await page.waitForTimeout(1_500);
  await end.click();
  await expect(begin).toBeVisible();
  await expect(waiting).toContainText("2");

  await context.setOffline(false);
  await backOnline(page);
  await expect(waiting).toBeEmpty({ timeout: 30_000 });
  await expect(clock.locator("[data-bay-kept]")).toBeEmpty();
  await page.reload();
  await hydrated(page);
  await expect(clock).toHaveAttribute("data-clock", "false");
  await expect(begin).toBeVisible();

  // With a signal the same buttons answer at once, and the page shows since when.
  await begin.click();
  await expect(clock).toHaveAttribute("data-clock", "true");
  await expect(clock.locator(".bay-clock-since time")).toBeVisible();
  await end.click();
  await expect(clock).toHaveAttribute("data-clock", "false");
  const order = new URL(page.url()).pathname.replace(/\/inspection$/, "");
  await page.goto("/console/harbour-garage/times");
  await expect(page.locator(`a[href$="${order}"]`)).toHaveCount(2);
});

test("a_session_that_ended_keeps_what_was_written_and_says_so", async ({ page, context, browser, baseURL, problems }) => {
  test.setTimeout(180_000);
  problems.allow(/status of 401|Failed to load resource/);
  const walk = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: "en-GB" });
  await beginCheck(page, await walk.newPage(), "BAY 2");
  await walk.close();
  await hydrated(page);
  const here = page.url();
  await context.clearCookies();
  await light(page, "horn", "red").click();
  await expect(page.locator("[data-bay-status]")).toContainText("signed out");
  await expect(page.locator("#point-horn")).toHaveAttribute("data-kept", "red");

  await asOwner(page);
  await page.goto(here);
  await hydrated(page);
  await expect(light(page, "horn", "red")).toHaveAttribute("aria-pressed", "true");
  await expect(page.locator("[data-bay-status]")).toBeEmpty();
});

/** A second of film, as a browser records it. */
async function recorded(page: Page): Promise<Buffer> {
  const bytes = await page.evaluate(async () => {
    const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 48 });
    const paper = canvas.getContext("2d");
    const recorder = new MediaRecorder(canvas.captureStream(20), { mimeType: "video/webm" });
    const pieces: Blob[] = [];
    recorder.ondataavailable = (event) => pieces.push(event.data);
    const stopped = new Promise((done) => { recorder.onstop = done; });
    recorder.start();
    for (let frame = 0; frame < 20; frame += 1) {
      paper?.fillRect(frame, frame, 20, 20);
      await new Promise((done) => setTimeout(done, 50));
    }
    recorder.stop();
    await stopped;
    return [...new Uint8Array(await new Blob(pieces).arrayBuffer())];
  });
  return Buffer.from(bytes);
}

/** Hands the phone over: what the browser is signed in with becomes `cookies`. */
async function signedInWith(context: BrowserContext, cookies: Awaited<ReturnType<BrowserContext["cookies"]>>): Promise<void> {
  await context.clearCookies();
  await context.addCookies(cookies);
}

const backOnline = (page: Page): Promise<boolean> => page.evaluate(() => window.dispatchEvent(new Event("online")));

/** Signs in a technician of the garage in a browser of their own, for their cookies. */
async function technician(fresh: BrowserContext): Promise<Awaited<ReturnType<BrowserContext["cookies"]>>> {
  const desk = await fresh.newPage();
  await desk.goto("/console/sign-in");
  await send(desk, "sign_in", { email: "technician1@harbour-garage.example", password: PASSWORD });
  await desk.waitForURL((url) => !url.pathname.includes("sign-in"));
  return fresh.cookies();
}

test("a_video_kept_offline_waits_for_who_filmed_it_and_never_goes_up_under_another_name", async ({ page, context, browser, baseURL, problems }) => {
  test.setTimeout(240_000);
  problems.allow(/ERR_INTERNET_DISCONNECTED|Failed to load resource|Failed to fetch|NetworkError/);
  const walk = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: "en-GB" });
  await beginCheck(page, await walk.newPage(), "BAY 4");
  await walk.close();
  const fresh = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: "en-GB" });
  const theirs = await technician(fresh);
  await fresh.close();
  const mine = await context.cookies();
  await hydrated(page);
  const film = await recorded(page);
  const waiting = page.locator("[data-bay-status]");

  await context.setOffline(true);
  await light(page, "horn", "red").click();
  await page.locator("#point-horn details summary").click();
  await page.locator('#point-horn input[type="file"][name="video"]').setInputFiles({ name: "rattle.txt", mimeType: "video/webm", buffer: film });
  await expect(waiting).toContainText("2");
  await expect(page.locator("#point-horn [data-bay-kept]")).toContainText("video");

  // The tab stays open while somebody else signs in: nothing of it goes up.
  await signedInWith(context, theirs);
  await context.setOffline(false);
  await backOnline(page);
  await expect(waiting).toContainText(/Waiting for .+ to sign in: 2 entries/);
  await expect(waiting).toContainText("is signed in here now");
  const here = page.url();
  await page.goto(here);
  await hydrated(page);
  await expect(waiting).toContainText(/Waiting for .+ to sign in: 2 entries/);
  await expect(light(page, "horn", "red")).toHaveAttribute("aria-pressed", "false");

  await signedInWith(context, mine);
  await page.goto(here);
  await hydrated(page);
  await expect(waiting).toBeEmpty({ timeout: 30_000 });
  await page.reload();
  await hydrated(page);
  await expect(light(page, "horn", "red")).toHaveAttribute("aria-pressed", "true");
  await page.locator("#point-horn details summary").click();
  const video = page.locator("#point-horn video");
  await expect(video).toHaveCount(1);
  await expect(video).toHaveAccessibleName(/^Video: /);
  await expect.poll(() => video.evaluate((element: HTMLVideoElement) => element.readyState)).toBeGreaterThan(0);
  const part = await page.request.get((await video.getAttribute("src")) ?? "", { headers: { range: "bytes=0-3" } });
  expect([part.status(), part.headers()["content-type"], [...(await part.body())]]).toEqual([206, "video/webm", [0x1a, 0x45, 0xdf, 0xa3]]);
});

test("what_another_person_left_is_discarded_only_after_a_second_word", async ({ page, context, browser, baseURL, problems }) => {
  test.setTimeout(240_000);
  problems.allow(/ERR_INTERNET_DISCONNECTED|Failed to load resource|Failed to fetch|NetworkError/);
  const walk = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: "en-GB" });
  await beginCheck(page, await walk.newPage(), "BAY 5");
  await walk.close();
  const fresh = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: "en-GB" });
  const theirs = await technician(fresh);
  await fresh.close();
  await hydrated(page);
  const here = page.url();
  const waiting = page.locator("[data-bay-status]");
  await context.setOffline(true);
  await light(page, "horn", "red").click();
  await expect(waiting).toContainText("1");
  await signedInWith(context, theirs);
  await context.setOffline(false);
  await page.goto(here);
  await hydrated(page);

  await expect(waiting).toContainText(/Waiting for .+ to sign in: 1 entry/);
  await waiting.getByRole("button", { name: "Discard" }).click();
  await waiting.getByRole("button", { name: "Keep" }).click();
  await expect(waiting).toContainText("1 entry");
  await waiting.getByRole("button", { name: "Discard" }).click();
  await waiting.getByRole("button", { name: "Yes, discard" }).click();
  await expect(waiting).toBeEmpty();
  // What the technician does in the meantime goes up as before.
  await light(page, "horn", "yellow").click();
  await expect(light(page, "horn", "yellow")).toHaveAttribute("aria-pressed", "true");
});
