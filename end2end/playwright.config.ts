import { execFileSync } from "node:child_process";
import { defineConfig } from "@playwright/test";

/** Debian's Chromium where there is one; without a path Playwright looks for its own. */
function chromium(): string | undefined {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    try {
      return execFileSync("which", [name], { encoding: "utf8" }).trim();
    } catch {
      // Not installed under this name.
    }
  }
  return undefined;
}

export default defineConfig({
  testDir: "./tests",
  outputDir: "./test-results",
  globalSetup: "./server.ts",
  // Sized for two slow cores.
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  retries: process.env.CI ? 1 : 0,
  forbidOnly: Boolean(process.env.CI),
  reporter: "list",
  use: {
    actionTimeout: 15_000,
    navigationTimeout: 30_000,
    locale: "en-GB",
    screenshot: "only-on-failure",
    launchOptions: {
      executablePath: chromium(),
      args: [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  projects: [
    {
      // Everything a customer needs works before, and without, JavaScript.
      name: "plain",
      testMatch: "**/*.spec.ts",
      testIgnore: "**/*.hydrate.spec.ts",
      use: { javaScriptEnabled: false },
    },
    {
      name: "hydrate",
      testMatch: "**/*.hydrate.spec.ts",
      use: { javaScriptEnabled: true },
    },
  ],
});
