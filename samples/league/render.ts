import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { stringify } from "yaml";
import { createLeague } from "./model.ts";
import { renderNflverse } from "./render/nflverse.ts";
import { writeTable } from "./render/table.ts";

/**
 * Renders the invented league as a profile: profile.yaml with its days, an index of recorded answers for each day, and the files they
 * name. Deterministic: two renderings are equal byte for byte, and a file that does not change between days stands there once.
 */
export async function renderSample(outDir: string): Promise<void> {
  const league = createLeague();
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const duckdb = await instance.connect();
  const days: { now: string; payloads: string }[] = [];
  for (const day of league.days) {
    const date = day.now.slice(0, 10);
    const answers = [];
    for (const table of renderNflverse(league, day)) {
      const file = await writeTable(join(outDir, "files"), table, duckdb);
      answers.push({ method: "GET", url: table.url, status: 200, headers: { etag: `"${file.replace(/\.\w+$/, "").slice(-10)}"` }, file: `files/${file}` });
    }
    writeFileSync(join(outDir, `payloads-${date}.json`), `${JSON.stringify(answers, null, 2)}\n`);
    days.push({ now: day.now, payloads: `payloads-${date}.json` });
  }
  duckdb.closeSync();
  instance.closeSync();
  writeFileSync(join(outDir, "profile.yaml"), `# The invented sample league, rendered by samples/render.ts. Nobody in it is real.\n${stringify({ days })}`);
}
