// Pictures by a headless Chromium (Debian's). It talks to the page's own server only: everything else is refused.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";

const CHROMIUM = "/usr/bin/chromium";
/** The run graph is drawn with WebGL: without a graphics card by SwiftShader. */
const ARGS = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
const SIZE = { width: 1400, height: 900 };
const SHOWN_WITHIN_MS = 60_000;

export interface PictureOptions {
  readonly url: string;
  readonly path: string;
  /** Resolves when what the picture is about is shown; called once the page has loaded. */
  readonly until: (page: Page) => Promise<void>;
  /** What to do on the page once the picture is taken. */
  readonly then?: (page: Page) => Promise<void>;
}

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGS });
}

/** @param use is given a function that takes one picture after the other with the same browser */
export async function withCamera<T>(use: (take: (options: PictureOptions) => Promise<void>) => Promise<T>): Promise<T> {
  const browser = await launchChromium();
  try {
    return await use((options) => takePicture(browser, options));
  } finally {
    await browser.close();
  }
}

async function takePicture(browser: Browser, { url, path, until, then }: PictureOptions): Promise<void> {
  const context = await browser.newContext({ viewport: SIZE, colorScheme: "light", reducedMotion: "reduce", timezoneId: "UTC" });
  try {
    const { origin } = new URL(url);
    await context.route((address) => address.origin !== origin, (route) => route.abort());
    const page = await context.newPage();
    page.setDefaultTimeout(SHOWN_WITHIN_MS);
    await page.goto(url, { waitUntil: "load" });
    await until(page);
    mkdirSync(dirname(path), { recursive: true });
    await page.screenshot({ path, animations: "disabled" });
    await then?.(page);
  } finally {
    await context.close();
  }
}
