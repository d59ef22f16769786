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

/** The pages of a customer who is signed in. */
export const CUSTOMER = [`${GARAGE}/garage`, `${GARAGE}/garage/new`, `${GARAGE}/visits`, `${GARAGE}/account`];

/** The pages of the garage's owner. */
export const OWNER = [
  "/console",
  "/console/harbour-garage",
  "/console/harbour-garage/board",
  "/console/harbour-garage/messages",
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
