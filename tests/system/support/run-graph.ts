// The run graph of Prefect's UI is one canvas: what is drawn on it is found by its colour, and it is ready when it stands still.
import type { Page } from "playwright-core";
import { eventually } from "../../prefect/support/session.ts";

/** The fill of a completed run, in the light theme. */
const COMPLETED = { red: 36, green: 158, blue: 77 };
/** From the left edge of a subflow's bar to its arrow, in pixels. */
const ARROW = { x: 16, y: 14 };

/** The graph alone, laid out by dependencies instead of by time, so that short runs can be read, with the topmost subflow opened. */
export async function openFirstSubflow(page: Page): Promise<void> {
  await graphStandsStill(page);
  await page.locator("button:has(> svg.lucide-expand)").click();
  await page.locator("button:has(> svg.lucide-cog)").last().click();
  await page.getByText("Dependency grid").click();
  await page.keyboard.press("Escape");
  await graphStandsStill(page);
  const bar = await findFirstBar(page);
  await page.mouse.click(bar.x + ARROW.x, bar.y + ARROW.y);
  await graphStandsStill(page);
  await page.locator("button:has(> svg.lucide-crosshair)").click();
  await graphStandsStill(page);
  // The pointer leaves the button, or its hint would be in the picture.
  await page.mouse.move(10, 10);
  await graphStandsStill(page);
}

/** Nothing is loaded and nothing moves any more: two pictures in a row are the same. */
export async function graphStandsStill(page: Page): Promise<void> {
  const canvas = page.locator("canvas").first();
  await canvas.waitFor();
  let before = "";
  await eventually("a run graph that stands still", async () => {
    await page.waitForLoadState("networkidle");
    const now = (await canvas.screenshot()).toString("base64");
    const same = now === before;
    before = now;
    return same ? true : undefined;
  });
}

/** @returns the upper left corner of the topmost bar, on the page */
async function findFirstBar(page: Page): Promise<{ readonly x: number; readonly y: number }> {
  const canvas = page.locator("canvas").first();
  const box = await canvas.boundingBox();
  const picture = (await canvas.screenshot()).toString("base64");
  const found = await page.evaluate<{ readonly x: number; readonly y: number } | null>(`(${FIRST_PIXEL})(${JSON.stringify({ picture, colour: COMPLETED })})`);
  if (box === null || found === null) throw new Error("the run graph shows no completed run");
  return { x: box.x + found.x, y: box.y + found.y };
}

/** Runs in the page, which can read a PNG; a text, because the page knows neither our types nor what a compiler adds. */
const FIRST_PIXEL = `async ({ picture, colour }) => {
  const image = await createImageBitmap(await (await fetch("data:image/png;base64," + picture)).blob());
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const { data, width } = context.getImageData(0, 0, image.width, image.height);
  for (let at = 0; at < data.length; at += 4) {
    const off = Math.abs(data[at] - colour.red) + Math.abs(data[at + 1] - colour.green) + Math.abs(data[at + 2] - colour.blue);
    if (off < 24) return { x: (at / 4) % width, y: Math.floor(at / 4 / width) };
  }
  return null;
}`;
