import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchChromium } from "./support/pictures.ts";

/** The report of the sample's third day in a real browser; its picture heads the README. */

const REPO = join(import.meta.dirname, "..", "..");
const PICTURE = join(REPO, "docs", "pictures", "run-report.png");
const PARTIAL_SUCCESS = 3;
const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

let home: string;
let browser: Browser;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), "snapcount-report-"));
  const code = await promisify(execFile)(join(REPO, "bin", "snapcount"), ["run", "--profile", "sample"], { cwd: REPO, env: { ...process.env, SNAPCOUNT_HOME: home } }).then(() => 0, (error: { readonly code?: unknown }) => error.code);
  expect(code).toBe(PARTIAL_SUCCESS);
  browser = await launchChromium();
}, 600_000);
afterAll(async () => {
  await browser.close();
  rmSync(home, { recursive: true, force: true });
});

interface Screen {
  readonly width: number;
  readonly scheme: "light" | "dark";
}

/** @param look with everything that can be opened open. @returns what it found, with all that the page asked for and said */
async function show<T>({ width, scheme }: Screen, look: (page: Page) => Promise<T>): Promise<{ readonly found: T; readonly noise: readonly string[] }> {
  const context = await browser.newContext({ viewport: { width, height: 1400 }, colorScheme: scheme, reducedMotion: "reduce", timezoneId: "UTC" });
  const url = pathToFileURL(join(home, "report", "index.html")).href;
  const noise: string[] = [];
  try {
    const page = await context.newPage();
    page.on("request", (request) => { if (request.url() !== url) noise.push(`asked for ${request.url()}`); });
    page.on("console", (message) => noise.push(`said ${message.text()}`));
    page.on("pageerror", (error) => noise.push(`failed with ${error.message}`));
    await page.goto(url, { waitUntil: "load" });
    return { found: await look(page), noise };
  } finally {
    await context.close();
  }
}

async function openDetails(page: Page): Promise<void> {
  for (const summary of await page.locator("summary").all()) await summary.click();
}

const screens: readonly Screen[] = [1280, 400].flatMap((width) => (["light", "dark"] as const).map((scheme) => ({ width, scheme })));

describe("the report in a browser", () => {
  it.each(screens)("fits $width px in $scheme, asks for nothing and says nothing", async (screen) => {
    const { found, noise } = await show(screen, async (page) => {
      await openDetails(page);
      return page.evaluate<{ readonly needs: number; readonly has: number }>("({ needs: document.documentElement.scrollWidth, has: window.innerWidth })");
    });
    expect(found.needs).toBeLessThanOrEqual(found.has);
    expect(noise).toEqual([]);
  });

  it.each(screens)("axe finds nothing at $width px in $scheme", async (screen) => {
    const { found } = await show(screen, async (page) => {
      await openDetails(page);
      await page.evaluate(axe);
      return page.evaluate<readonly Violation[]>("axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }).then(({ violations }) => violations)");
    });
    expect(found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ""} ${nodes[0]?.failureSummary ?? ""}`)).toEqual([]);
  });

  it("tells first how the third day ended; light and dark are two pictures", async () => {
    const first = (screen: Screen) => show(screen, async (page) => ({ status: await page.locator(".status").innerText(), picture: await page.screenshot({ animations: "disabled" }) }));
    const [light, dark] = [await first({ width: 1280, scheme: "light" }), await first({ width: 1280, scheme: "dark" })];
    expect(light.found.status).toMatch(/^Partial success\. \d+ of \d+ datasets are up to date; ktc\.players and ktc\.picks were rejected, and readers keep the data of 2025-11-11\.$/);
    expect(light.found.picture.equals(dark.found.picture)).toBe(false);
  });

  it("gives the README its picture", async () => {
    await show({ width: 1280, scheme: "light" }, (page) => page.screenshot({ path: PICTURE, animations: "disabled" }));
    expect(statSync(PICTURE).size).toBeLessThan(400_000);
  });
});
