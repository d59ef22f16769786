import { axe, expect, test } from "../fixtures";

test("the_home_page_reads_without_javascript", async ({ page }) => {
  const response = await page.goto("/");
  expect(response?.status()).toBe(200);
  await expect(page.locator("h1")).toHaveCount(1);
  await expect(page.locator("h1")).not.toBeEmpty();
});

test("the_home_page_names_its_language", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("lang", /^(en|fr|pt)/);
});

test("the_home_page_has_no_barrier_that_axe_can_see", async ({ page }) => {
  await page.goto("/");
  await axe(page);
});
