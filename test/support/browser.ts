import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

/** Where Debian and its kin put Chromium; `CHROMIUM` names another. */
const CANDIDATES = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export const WIDE = { width: 1600, height: 1000 };
export const MIDDLE = { width: 1000, height: 1000 };
export const NARROW = { width: 400, height: 850 };

/** Where Chromium is; undefined if it is not installed. */
export const chromiumPath = (): string | undefined => CANDIDATES.find((path) => path && existsSync(path));

/**
 * Starts a headless Chromium that was installed by the system.
 *
 * @throws {Error} if there is none
 */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = chromiumPath();
  if (!executablePath) throw new Error("Chromium is missing: apt-get install --no-install-recommends chromium, or name one by CHROMIUM");
  // Chromium's sandbox refuses to run as root.
  const args = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return chromium.launch({ executablePath, headless: true, args });
}

/** Collects what the page complains of: script errors, refused content, failed requests to its own server. */
export function collectComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`script error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(`console: ${message.text()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()} for ${new URL(response.url()).pathname}`);
  });
  return complaints;
}
