import { axe, expect, hydrated, test } from "../fixtures";
import { fits } from "../journey";
import { CUSTOMER, OWNER, PUBLIC, asCustomer, asOwner, customerDetails, ownerDetails } from "../pages";

/** `make proof` looks at every language and theme; `make test` at each language once, in alternating themes. */
const THOROUGH = Boolean(process.env.MAINSTREET_THOROUGH);
const LOOKS: [string, "light" | "dark"][] = THOROUGH
  ? ["en", "fr", "pt"].flatMap((lang): [string, "light" | "dark"][] => [[lang, "light"], [lang, "dark"]])
  : [["en", "light"], ["fr", "dark"], ["pt", "light"]];

for (const [lang, theme] of LOOKS) {
  test.describe(`in ${lang}, ${theme}`, () => {
    test.use({ colorScheme: theme, viewport: { width: lang === "fr" ? 320 : 1280, height: 900 } });
    test.setTimeout(240_000);

    const open = async (page: import("@playwright/test").Page, paths: string[]) => {
      for (const path of paths) {
        await test.step(path, async () => {
          const answer = await page.goto(`${path}${path.includes("?") ? "&" : "?"}lang=${lang}`);
          expect(answer?.status(), path).toBe(200);
          await hydrated(page);
          await expect(page.locator("html")).toHaveAttribute("lang", lang);
          await expect(page.locator("h1")).toHaveCount(1);
          await fits(page);
          await axe(page);
        });
      }
    };

    test(`public pages wake up without a problem, ${lang} ${theme}`, async ({ page }) => {
      await open(page, PUBLIC);
    });

    test(`a customer's pages wake up without a problem, ${lang} ${theme}`, async ({ page }) => {
      await asCustomer(page);
      await open(page, CUSTOMER);
      await open(page, await customerDetails(page));
    });

    test(`the owner's pages wake up without a problem, ${lang} ${theme}`, async ({ page }) => {
      await asOwner(page);
      await open(page, OWNER);
      await open(page, await ownerDetails(page));
    });
  });
}
