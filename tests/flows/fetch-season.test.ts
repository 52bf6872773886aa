import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createRecordedLeague, type RecordedLeague } from "./recorded-league.ts";

const SEASONS = [2022, 2023, 2024];
/** One run id in both homes: a file's footer names the run that made it. */
const RUN_ID = "0199c0de-0000-7000-8000-000000000001";
const NOW = "2026-01-20T12:00:00Z";
const DT = "2025-08-01";

let leagues: RecordedLeague[];
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "snapcount-seasons-"));
  leagues = await Promise.all([createRecordedLeague(), createRecordedLeague()]);
  // Several seasons are combined under a baseline's date (invariant 8).
  for (const { home } of leagues) {
    mkdirSync(join(home, "config"));
    writeFileSync(join(home, "config", "league.yaml"), `baselines:\n  nflverse.weekly: ${DT}\n`);
  }
  for (const league of leagues) for (const season of [...SEASONS, 2025]) league.answer(league.url("weekly", season), { body: await weeklyOf(league, season) });
});
afterEach(() => {
  for (const league of leagues) league.remove();
  rmSync(folder, { recursive: true, force: true });
});

/** The sample's weekly file as if it were another season's. */
async function weeklyOf(league: RecordedLeague, season: number): Promise<Buffer> {
  const [from, to] = [join(folder, "2025.parquet"), join(folder, `${season}.parquet`)];
  writeFileSync(from, league.bytes("weekly"));
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`COPY (SELECT * REPLACE (CAST(${season} AS INTEGER) AS season) FROM read_parquet('${from}')) TO '${to}' (FORMAT parquet)`);
  connection.closeSync();
  instance.closeSync();
  return readFileSync(to);
}

const league = (index: 0 | 1): RecordedLeague => leagues[index] as RecordedLeague;
const fetchSeason = (season: number, when: object = {}) => league(0).run({ flows: ["fetch_season"], parameters: { source: "nflverse", dataset: "weekly", season, ...when }, now: NOW });
const combine = (index: 0 | 1) =>
  league(index).run({ parameters: { datasets: ["weekly"], seasons: "2022-2024", dt: DT }, now: NOW, flowRunId: RUN_ID });
const publishedFiles = (index: 0 | 1): readonly string[] => {
  const raw = join(league(index).home, "data", "raw");
  const files = existsSync(raw) ? readdirSync(raw, { recursive: true, withFileTypes: true }) : [];
  return files.filter((file) => file.name.endsWith(".parquet")).map((file) => join(file.parentPath, file.name));
};
const sha256Of = (index: 0 | 1): readonly string[] => {
  return publishedFiles(index).map((path) => createHash("sha256").update(readFileSync(path)).digest("hex"));
};
const breakProvider = (): void => {
  for (const season of [...SEASONS, 2025]) league(0).answer(league(0).url("weekly", season), { status: 503 });
};

it("many runs fetch a season each; the run that combines them asks the provider for nothing and publishes the same bytes", async () => {
  for (const season of SEASONS) expect((await fetchSeason(season, { dt: DT })).status).toBe("success");
  breakProvider();
  const [combined, alone] = [await combine(0), await combine(1)];
  expect([combined.status, alone.status]).toEqual(["success", "success"]);
  expect(combined.summary.datasets).toMatchObject([{ dataset: "weekly", outcome: "published", rows: alone.summary.datasets[0]?.rows }]);
  expect(sha256Of(0)).toHaveLength(1);
  expect(sha256Of(0)).toEqual(sha256Of(1));
});

it("publishes nothing itself, and asks anew each time: its file may have changed", async () => {
  await fetchSeason(2025);
  expect(publishedFiles(0)).toEqual([]);
  breakProvider();
  expect(await fetchSeason(2025)).toMatchObject({ status: "failed", error: { message: expect.stringContaining("503") as string } });
});

it("what was fetched is asked for again when its bytes do not verify, when it is old, and with --force", async () => {
  await fetchSeason(2025);
  breakProvider();
  const weekly = (parameters: object, now = NOW) => league(0).run({ parameters: { datasets: ["weekly"], ...parameters }, now });
  expect((await weekly({ force: true })).summary.datasets[0]).toMatchObject({ outcome: "failed", reason: expect.stringContaining("503") as string });
  expect((await weekly({}, "2026-01-20T13:30:00Z")).summary.datasets[0]).toMatchObject({ outcome: "failed" });
  const payloads = join(league(0).home, "data", "payloads");
  for (const file of readdirSync(payloads, { recursive: true, withFileTypes: true })) if (file.isFile()) writeFileSync(join(file.parentPath, file.name), "spoilt");
  expect((await weekly({})).summary.datasets[0]).toMatchObject({ outcome: "failed", reason: expect.stringContaining("503") as string });
});

it("refuses what cannot be fetched by season, and a season that cannot exist", async () => {
  const ask = (parameters: object) => league(0).run({ flows: ["fetch_season"], parameters: { ...parameters }, now: NOW });
  expect((await ask({ dataset: "teams", season: 2025 })).error?.message).toMatch(/nflverse\.teams is not fetched by season/);
  expect((await ask({ dataset: "weekly", season: 2031 })).error?.message).toMatch(/season 2031 has not begun/);
  expect((await ask({ dataset: "teams" })).status).toBe("success");
});
