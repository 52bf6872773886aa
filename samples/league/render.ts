import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { stringify } from "yaml";
import { LEAGUE_ID } from "./fantasy/franchises.ts";
import { type FantasyDay, fantasyDays } from "./fantasy/season.ts";
import { createLeague, type League, type LeagueDay } from "./model.ts";
import { type Answer, type IndexEntry, writeAnswer } from "./render/answer.ts";
import { toCsvText } from "./render/gm-tab-grid.ts";
import { renderKtc } from "./render/ktc.ts";
import { renderNflverse } from "./render/nflverse.ts";
import { renderProjections } from "./render/projections/index.ts";
import { renderSeeds, renderSheet } from "./render/sheet.ts";
import { renderSleeper } from "./render/sleeper/index.ts";
import { writeTable } from "./render/table.ts";

/**
 * Renders the invented league as a profile: profile.yaml with its days, an index of recorded answers for each day and the files they name,
 * the tabs of the commissioner's workbook, and the league's own seeds for dbt. Deterministic: two renderings are equal byte for byte, and
 * what does not change between days stands there once.
 */
export async function renderSample(outDir: string): Promise<void> {
  const league = createLeague();
  const fantasy = fantasyDays(league);
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const duckdb = await instance.connect();
  const days: object[] = [];
  for (const [index, day] of league.days.entries()) {
    const today = fantasy[index];
    if (today === undefined) throw new Error(`the fantasy league has no day ${index}`);
    const payloads = `payloads-${day.now.slice(0, 10)}.json`;
    const answers = [...(await writeNflverse(outDir, league, day, duckdb)), ...documentsOf(league, day, today).map((answer) => writeAnswer(outDir, answer))];
    writeFileSync(join(outDir, payloads), `${JSON.stringify(answers, null, 2)}\n`);
    days.push({ now: day.now, payloads, sheets: writeSheet(outDir, today) });
  }
  duckdb.closeSync();
  instance.closeSync();
  writeFiles(join(outDir, "seeds"), renderSeeds(fantasy));
  writeFileSync(join(outDir, "profile.yaml"), `# The invented sample league, rendered by samples/render.ts. Nobody in it is real.\n${stringify({ league: { sleeper: { leagues: [LEAGUE_ID] } }, seeds: "seeds", days })}`);
}

/** What the sources answer that are asked for documents. */
export function documentsOf(league: League, day: LeagueDay, fantasy: FantasyDay): readonly Answer[] {
  return [...renderKtc(league, day), ...renderSleeper(league, day, fantasy), ...renderProjections(league, day)];
}

async function writeNflverse(outDir: string, league: League, day: LeagueDay, duckdb: DuckDBConnection): Promise<readonly IndexEntry[]> {
  const answers: IndexEntry[] = [];
  for (const table of renderNflverse(league, day)) {
    const file = await writeTable(join(outDir, "files"), table, duckdb);
    answers.push({ method: "GET", url: table.url, status: 200, headers: { etag: `"${file.replace(/\.\w+$/, "").slice(-10)}"` }, file: `files/${file}` });
  }
  return answers;
}

/** A workbook that nobody has edited stands in one folder for all days. */
function writeSheet(outDir: string, { sheet: { modifiedTime, day } }: FantasyDay): { readonly tabs: string; readonly modifiedTime: string } {
  const tabs = `sheets/${modifiedTime.slice(0, 10)}`;
  for (const [title, grid] of renderSheet(day)) writeFiles(join(outDir, tabs, title), new Map([[`${title}.csv`, toCsvText(grid)]]));
  return { tabs, modifiedTime };
}

function writeFiles(dir: string, files: ReadonlyMap<string, string>): void {
  mkdirSync(dir, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(dir, name), text);
}
