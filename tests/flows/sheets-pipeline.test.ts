import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import type { DatasetOutcome } from "../../src/core/outcome.ts";
import { executeRun } from "../../src/flows/execute.ts";
import type { RunReport } from "../../src/flows/run-days.ts";
import { openLocalStore } from "../../src/store/local/index.ts";
import { inventSheet, type InventedSheet, writeTabs } from "../support/invented-sheet.ts";

const TABLES = ["contracts_active", "contracts_cut", "cap_space", "draft_picks", "draft_pick_conditions", "transactions", "transactions_qa_players", "transactions_qa_picks"];
let root: string;
let sheet: InventedSheet;
let edited: number;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "snapcount-sheets-"));
  mkdirSync(join(root, "home"));
  sheet = inventSheet({ transactions: 120 });
  edited = 0;
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Writes the sheet as it stands now; people have edited it since the last run. */
async function run(flow = "sheets_pipeline", parameters: Record<string, unknown> = {}, { now = "2025-11-18T12:00:00Z", env = {}, isEdited = true } = {}): Promise<RunReport> {
  if (isEdited) edited += 1;
  writeTabs(join(root, "profile", "tabs"), sheet);
  writeFileSync(join(root, "profile", "profile.yaml"), JSON.stringify({ now, sheets: { tabs: "tabs", modifiedTime: new Date(Date.parse("2025-11-01T00:00:00Z") + edited * 60_000).toISOString() } }));
  const loaded = loadConfig({ home: join(root, "home"), profile: join(root, "profile") }, env, root);
  const [report] = await executeRun(loaded, { flows: [flow], parameters, dbt: false, out: null }, { progress: () => undefined, signal: new AbortController().signal, clock: () => new Date(), env });
  if (report === undefined) throw new Error("one day is one run");
  return report;
}

const outcomes = ({ summary }: RunReport): Readonly<Record<string, string>> => Object.fromEntries(summary.datasets.map(({ dataset, outcome }) => [dataset, outcome]));
const of = ({ summary }: RunReport, dataset: string): DatasetOutcome | undefined => summary.datasets.find((entry) => entry.dataset === dataset);
const all = (outcome: string): Readonly<Record<string, string>> => Object.fromEntries(TABLES.map((table) => [table, outcome]));
const put = (tab: string, row: number, column: number, text: string): void => void ((sheet.get(tab)?.[row] ?? [])[column] = text);

describe("sheets_pipeline", () => {
  it("copies, parses, and publishes all tables together", async () => {
    const report = await run();
    expect(report.status).toBe("success");
    expect(outcomes(report)).toEqual({ commissioner: "published", ...all("published") });
    expect(of(report, "transactions")).toMatchObject({ rows: 120, verdict: "pass" });
    expect(of(report, "transactions_qa_players")).toMatchObject({ rows: 0 });
    const file = of(report, "contracts_cut")?.path ?? "";
    expect(file).toMatch(/raw\/commissioner\/contracts_cut\/dt=2025-11-18\/contracts_cut\.parquet$/);
    expect(readdirSync(join(file, "..")).toSorted()).toEqual(["_meta.json", "contracts_cut.parquet"]);
  });

  it("a sheet nobody has edited is not copied again, and nothing is written", async () => {
    await run();
    expect(outcomes(await run("sheets_pipeline", {}, { isEdited: false }))).toEqual({ commissioner: "unchanged", ...all("unchanged") });
    expect(outcomes(await run("sheets_pipeline", { force: true }, { isEdited: false }))).toEqual({ commissioner: "published", ...all("published") });
  });

  it("keeps no phone number and no address: not in payloads, snapshots, logs, nor in what it keeps of the stand-in", async () => {
    put("Ada", 30, 30, "ask at 555.555.0123 or bruno@example.org");
    const report = await run();
    expect(report.status).toBe("success");
    const found = filesBelow(join(root, "home")).filter((path) => /555.?555.?01|@example\.(?:com|org)/.test(readFileSync(path, "latin1")));
    expect(found).toEqual([]);
  });

  it("an edit of one cell publishes all tables of that date anew", async () => {
    await run();
    put("Ada", 4, 1, "Nuovo Acquisto");
    const report = await run("sheets_pipeline", {}, { now: "2025-11-19T12:00:00Z" });
    expect(outcomes(report)).toEqual({ commissioner: "published", ...all("published") });
  });

  it("a sheet that contradicts itself keeps all tables from readers; the last good ones stay", async () => {
    await run();
    put("Bruno", 4, 2, "$9");
    const report = await run("sheets_pipeline", {}, { now: "2025-11-19T12:00:00Z" });
    expect(outcomes(report)).toEqual({ commissioner: "published", ...all("quarantined") });
    expect(of(report, "cap_space")?.reason).toMatch(/contradiction.*Bruno 2025/);
    expect(of(report, "transactions")).toMatchObject({ reason: "published only together with cap_space, which failed", servingDt: "2025-11-18" });
    expect(report.status).toBe("partial_success");
  });

  it("a shorter log of transactions fails", async () => {
    await run();
    sheet.get("TRANSACTIONS")?.splice(1, 5);
    const report = await run("sheets_pipeline", {}, { now: "2025-11-19T12:00:00Z" });
    expect(of(report, "transactions")?.reason).toContain("115 rows, the snapshot of 2025-11-18 has 120");
  });

  it("empty tables are published where the dataset says they may be", async () => {
    for (const tab of ["Ada", "Bruno", "Clio"]) for (let row = 2; row < 6; row += 1) for (let column = 12; column < 20; column += 1) if (row !== 3 && (row !== 2 || column >= 14)) put(tab, row, column, row === 2 ? "$0" : "");
    for (const [tab, grid] of sheet) if (tab !== "TRANSACTIONS") mendCap(grid);
    const report = await run();
    expect(of(report, "contracts_cut")).toMatchObject({ outcome: "published", rows: 0, verdict: "pass" });
  });

  it("a tab that is gone: nothing is published, the last good tables stay, the message says which", async () => {
    await run();
    sheet.delete("Clio");
    const report = await run("sheets_pipeline", {}, { env: { SHEETS_TABS: "Ada,Bruno,Clio,TRANSACTIONS" } });
    expect(outcomes(report)).toEqual({ commissioner: "failed", ...all("lkg") });
    expect(of(report, "commissioner")?.reason).toContain("there is no tab Clio");
    expect(report.status).toBe("failed");
    const store = await openLocalStore({ rawRoot: join(root, "home/data/raw"), dataRoot: join(root, "home/data"), now: () => new Date() });
    // dbt is told too, as after any other loss.
    expect((await store.readOutcomes("commissioner"))["transactions"]).toMatchObject({ outcome: "lkg" });
    store.close();
  });

  it("a header that was moved stops with tab and cell", async () => {
    put("Clio", 3, 4, "soon");
    const report = await run();
    expect(of(report, "cap_space")).toMatchObject({ outcome: "failed", reason: "Clio!E4: a header that is no year (seen: 'soon')" });
  });
});

describe("the flows alone", () => {
  it("parse without a copy says what to run first", async () => {
    const report = await run("parse_league_sheet_flow");
    expect(of(report, "transactions")).toMatchObject({ outcome: "failed", reason: "the working copy: was never finished", fix: expect.stringContaining("copy_league_sheet_flow") as unknown });
  });

  it("copy, then parse: as the pipeline", async () => {
    expect(outcomes(await run("copy_league_sheet_flow"))).toEqual({ commissioner: "published" });
    expect(outcomes(await run("parse_league_sheet_flow", {}, { isEdited: false }))).toEqual(all("published"));
  });

  it("a working copy that somebody changed is not parsed; the next copy makes it whole, edited or not", async () => {
    await run("copy_league_sheet_flow");
    writeFileSync(standIn(), readFileSync(standIn(), "utf8").replace("Alto Quercia", "Altro Qualcuno"));
    const report = await run("parse_league_sheet_flow", {}, { isEdited: false });
    expect(of(report, "transactions")).toMatchObject({ outcome: "failed", reason: expect.stringMatching(/Ada.* not as the copy flow left/) as unknown });
    expect(outcomes(await run("sheets_pipeline", {}, { isEdited: false }))).toEqual({ commissioner: "published", ...all("published") });
  });

  it("a copy that was killed between its swap and its last word is made again, edited or not", async () => {
    await run("copy_league_sheet_flow");
    const lastRun = join(root, "home", "data", ".metadata", "commissioner", "commissioner", "last_run.json");
    const before = readFileSync(lastRun);
    // A formula says something else now, which no edit tells of.
    put("Ada", 4, 1, "Nuovo Acquisto");
    await run("copy_league_sheet_flow", { force: true }, { isEdited: false });
    writeFileSync(lastRun, before);
    expect(outcomes(await run("sheets_pipeline", {}, { isEdited: false }))).toEqual({ commissioner: "published", ...all("published") });
  });

  it("every copy leaves a line in the audit log: a tab each and the whole, one that was skipped, one that failed", async () => {
    const log = (): readonly (readonly unknown[])[] => {
      const { copy } = JSON.parse(readFileSync(standIn(), "utf8")) as { readonly copy: readonly { readonly title: string; readonly cells: readonly (readonly { readonly value: unknown }[])[] }[] };
      return copy.find(({ title }) => title === "BK_INGEST_LOG")?.cells.map((row) => row.slice(1, 3).map(({ value }) => value)) ?? [];
    };
    await run("copy_league_sheet_flow");
    const whole = [["tab", "status"], ...["Ada", "Bruno", "Clio", "TRANSACTIONS", "[ENTIRE_RUN]"].map((tab) => [tab, "OK"])];
    expect(log()).toEqual(whole);
    await run("copy_league_sheet_flow", {}, { isEdited: false });
    expect(log()).toEqual([...whole, ["[ENTIRE_RUN]", "SKIP_UNCHANGED"]]);
    sheet.delete("Clio");
    await run("copy_league_sheet_flow", {}, { env: { SHEETS_TABS: "Ada,Clio" } });
    expect(log().at(-1)).toEqual(["[ENTIRE_RUN]", expect.stringContaining("ERROR: the commissioner's workbook: there is no tab Clio") as unknown]);
  });

  it("an empty list of tabs is an error", async () => {
    const report = await run("copy_league_sheet_flow", {}, { env: { SHEETS_TABS: " , " } });
    expect(of(report, "commissioner")).toMatchObject({ outcome: "failed", reason: "the list of the sheet's tabs is empty" });
  });
});

/** What the home keeps of the working copy. */
const standIn = (): string => join(root, "home", "data", "ops", "google-stand-in.json");

/** Puts the cap line in order for tabs whose cuts are gone. */
function mendCap(grid: string[][]): void {
  const amount = (cell: string | undefined): number => Number((cell ?? "").replace(/[$,]/g, "") || 0);
  for (let year = 0; year < 5; year += 1) {
    const spent = grid.slice(4).reduce((sum, row) => sum + amount(row[2 + year]), 0);
    (grid[2] ?? [])[2 + year] = `$${250 - spent + amount(grid[2]?.[21 + year])}`;
  }
}

function filesBelow(dir: string): readonly string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, withFileTypes: true }).flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
}
