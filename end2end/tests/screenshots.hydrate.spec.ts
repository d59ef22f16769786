import { fileURLToPath } from "node:url";
import { hydrated, test } from "../fixtures";
import { GARAGE } from "../journey";
import { answerPage, asCustomer, asOwner } from "../pages";

const FOLDER = fileURLToPath(new URL("../../docs/screenshots/", import.meta.url));

test.skip(!process.env.MAINSTREET_SCREENSHOTS, "pictures are taken with `make screenshots`");

const SHOTS: { name: string; path: string; as?: "customer" | "owner" }[] = [
  { name: "home", path: GARAGE },
  { name: "times", path: `${GARAGE}/book/mot-test` },
  { name: "sign-up", path: `${GARAGE}/sign-up` },
  { name: "garage", path: `${GARAGE}/garage`, as: "customer" },
  { name: "vehicle", path: `${GARAGE}/garage/new`, as: "customer" },
  { name: "visits", path: `${GARAGE}/visits`, as: "customer" },
  { name: "account", path: `${GARAGE}/account`, as: "customer" },
  { name: "day", path: "/console/harbour-garage", as: "owner" },
  { name: "board", path: "/console/harbour-garage/board", as: "owner" },
  { name: "work-orders", path: "/console/harbour-garage/work", as: "owner" },
  { name: "customers", path: "/console/harbour-garage/customers", as: "owner" },
  { name: "invoices", path: "/console/harbour-garage/invoices", as: "owner" },
];

for (const [width, lang, theme] of [[390, "fr", "light"], [390, "fr", "dark"], [1280, "en", "light"], [1280, "en", "dark"]] as const) {
  test.describe(`${width} ${lang} ${theme}`, () => {
    test.use({ viewport: { width, height: 844 }, colorScheme: theme });
    test.setTimeout(180_000);
    test(`pictures ${width} ${lang} ${theme}`, async ({ page }) => {
      await asCustomer(page);
      await asOwner(page);
      // The customer's answer to a work order has an address of its own each time.
      const answer = { name: "answer", path: await answerPage(page) };
      for (const { name, path } of [...SHOTS, answer]) {
        await page.goto(`${path}?lang=${lang}`);
        await hydrated(page);
        const tail = width === 390 ? `${width}-${lang}` : `${width}`;
        await page.screenshot({ path: `${FOLDER}${name}-${tail}${theme === "dark" ? "-dark" : ""}.png`, fullPage: width === 390 && !["times", "customers"].includes(name) });
      }
    });
  });
}
