import { type Page } from "@playwright/test";
import { GARAGE, PASSWORD, send } from "./journey";

/** The pages of the demo that anybody may open. */
export const PUBLIC = [
  "/",
  GARAGE,
  "/b/chez-lucie",
  "/b/barbearia-tejo",
  "/b/spoke-and-crumb",
  `${GARAGE}/book`,
  `${GARAGE}/book/mot-test`,
  `${GARAGE}/sign-in`,
  `${GARAGE}/sign-up`,
  `${GARAGE}/sign-in/link`,
  `${GARAGE}/reset`,
  "/console/sign-in",
];

/** The pages that no code wakes up. */
export const STILL = ["/offline", "/dev/clock"];

/** The pages of a customer who is signed in. */
export const CUSTOMER = [`${GARAGE}/garage`, `${GARAGE}/garage/new`, `${GARAGE}/visits`, `${GARAGE}/account`, `${GARAGE}/notifications`, `${GARAGE}/account/notifications`];

/** The pages of the garage's owner. */
export const OWNER = [
  "/console",
  "/console/harbour-garage",
  "/console/harbour-garage/board",
  "/console/harbour-garage/me",
  "/console/harbour-garage/me?find=LV",
  "/console/harbour-garage/reminders",
  "/console/harbour-garage/times",
  "/console/harbour-garage/times/all",
  "/console/harbour-garage/work",
  "/console/harbour-garage/work?filter=waiting",
  "/console/harbour-garage/work?filter=questions",
  "/console/harbour-garage/canned",
  "/console/harbour-garage/customers",
  "/console/harbour-garage/customers?q=nobody-has-this-name",
  "/console/harbour-garage/customers?sort=visit&rows=1000",
  "/console/harbour-garage/invoices",
  "/console/harbour-garage/invoices?show=overdue",
  "/console/harbour-garage/messages",
  "/console/harbour-garage/notifications",
  "/console/harbour-garage/notifications/settings",
  "/console/account",
];

export async function asCustomer(page: Page): Promise<void> {
  await page.goto(`${GARAGE}/sign-in`);
  await send(page, "sign_in", { email: "customer@mainstreet.example", password: PASSWORD });
  await page.waitForURL((url) => !url.pathname.includes("sign-in"));
}

export async function asOwner(page: Page): Promise<void> {
  await page.goto("/console/sign-in");
  await send(page, "sign_in", { email: "owner@harbour-garage.example", password: PASSWORD });
  await page.waitForURL((url) => !url.pathname.includes("sign-in"));
}

/** The first address like `pattern` that the console shows to the owner on a work order. */
async function shownOnOrder(owner: Page, pattern: RegExp): Promise<string> {
  await owner.goto("/console/harbour-garage/work");
  const orders = owner.locator('main a[href*="/console/harbour-garage/work/"]');
  for (const order of await orders.evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""))) {
    await owner.goto(order);
    const link = pattern.exec(await owner.content())?.[0];
    if (link) return link;
  }
  throw new Error(`no work order of the demo shows ${pattern}`);
}

/** The customer's page of a work order. */
export function answerPage(owner: Page): Promise<string> {
  return shownOnOrder(owner, /\/b\/harbour-garage\/work\/[\w-]+/);
}

/** The receipt of a deposit of the demo. */
export function receiptPage(owner: Page): Promise<string> {
  return shownOnOrder(owner, /\/b\/harbour-garage\/deposit\/[\w-]+/);
}

/** An inspection of a work order of the demo, begun when nobody has yet. */
export async function inspectionPage(owner: Page): Promise<string> {
  await owner.goto("/console/harbour-garage/work");
  const order = await owner.locator('main a[href*="/console/harbour-garage/work/"]').first().getAttribute("href");
  const address = `${order}/inspection`;
  await owner.goto(address);
  const begin = owner.locator('button[name="template"][value="bicycle"]');
  if (await begin.count()) {
    await begin.click();
    await owner.waitForURL(/inspection=/);
  }
  return address;
}

/** The first address on the page at `path` that `selector` finds. */
async function firstLink(page: Page, path: string, selector: string): Promise<string> {
  await page.goto(path);
  const href = await page.locator(selector).first().getAttribute("href");
  if (!href) throw new Error(`no ${selector} at ${path}`);
  return href;
}

/** A visit and a vehicle of the customer who is signed in. */
export async function customerDetails(page: Page): Promise<string[]> {
  return [
    await firstLink(page, `${GARAGE}/visits`, 'main a[href*="/visit/"]'),
    await firstLink(page, `${GARAGE}/garage`, 'main a[href*="/garage/"]:not([href$="/new"])'),
  ];
}

/** One page of each thing that the garage's owner can open: a job, a customer, a work order, its answer page, the receipt of a deposit, an inspection. */
export async function ownerDetails(owner: Page): Promise<string[]> {
  return [
    await firstLink(owner, "/console/harbour-garage/board", 'a[href*="/jobs/"]'),
    await firstLink(owner, "/console/harbour-garage/customers?q=customer@mainstreet.example", 'tbody a[href*="/customers/"]'),
    await firstLink(owner, "/console/harbour-garage/work", 'main a[href*="/console/harbour-garage/work/"]'),
    await answerPage(owner),
    await receiptPage(owner),
    await inspectionPage(owner),
  ];
}
