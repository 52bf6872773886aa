import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeError } from "../core/errors.ts";
import { readLedger } from "../ops/index.ts";
import { renderReportPage } from "../ops/report/index.ts";
import { gatherReport } from "./gather-report.ts";
import type { Home } from "./home.ts";
import type { RunReport } from "./run-report.ts";

/**
 * Writes `report/index.html` of the home at once: whoever has the page open sees the last run's or this one's. A run that wrote elsewhere
 * (`--out`) leaves it as it is. Whatever goes wrong here is a note: the run has ended before.
 * @returns its path, or null
 */
export async function writeReport(home: Home, run: Omit<RunReport, "page">): Promise<string | null> {
  if (home.out !== null) return null;
  const folder = join(home.paths.home, "report");
  const path = join(folder, "index.html");
  try {
    const html = await render(home, folder, run);
    await mkdir(folder, { recursive: true });
    const next = `${path}.${process.pid}.tmp`;
    await writeFile(next, html);
    await rename(next, path);
    return path;
  } catch (error) {
    home.progress({ kind: "note", text: `${path} was not written: ${describeError(error).message}` });
    return null;
  }
}

async function render(home: Home, folder: string, run: Omit<RunReport, "page">): Promise<string> {
  const ledger = readLedger(home.paths.ledger);
  try {
    return renderReportPage(await gatherReport(home, { folder, run, ledger }));
  } finally {
    ledger.close();
  }
}
