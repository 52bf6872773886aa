import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inventSheet, writeTabs } from "../support/invented-sheet.ts";
import { buildCommandLine } from "./built.ts";

/** The league sheet through the built command line and through the flows' own files: Google's SDKs as they are installed, a stand-in in each process. */
const REPO = join(import.meta.dirname, "..", "..");
let root: string;
let bin: string;

beforeAll(async () => {
  bin = await buildCommandLine();
  root = mkdtempSync(join(tmpdir(), "snapcount-cli-sheets-"));
  writeTabs(join(root, "tabs"), inventSheet({ transactions: 120 }));
  writeFileSync(join(root, "profile.yaml"), "now: 2025-11-18T12:00:00Z\nsheets: { tabs: tabs, modifiedTime: 2025-11-04T12:00:00Z }\n");
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A process that does not end by itself is a failure: `signal` would say so. */
function start(home: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): { readonly status: number | null; readonly signal: string | null; readonly output: string } {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", cwd: REPO, timeout: 50_000, env: { ...process.env, SNAPCOUNT_HOME: join(root, home), NO_COLOR: "1", COLUMNS: "100", ...env } });
  return { status, signal, output: stdout + stderr };
}
const snapcount = (home: string, ...args: readonly string[]) => start(home, [bin, "run", ...args, "--profile", root, "--no-dbt"]);
const ENDED_WELL = { status: 0, signal: null };

describe("the built command line", () => {
  it("copies, parses and publishes the sheet, and ends; a second time there is nothing to do; --force does it again", () => {
    const first = snapcount("built", "sheets_pipeline");
    expect(first, first.output).toMatchObject(ENDED_WELL);
    expect(first.output).toMatch(/ transactions +120 +.* published/);
    const second = snapcount("built", "sheets_pipeline");
    expect(second, second.output).toMatchObject(ENDED_WELL);
    expect(second.output).toMatch(/ transactions +120 +.* unchanged/);
    const forced = snapcount("built", "sheets_pipeline", "--force");
    expect(forced, forced.output).toMatchObject(ENDED_WELL);
    expect(forced.output).toMatch(/ transactions +120 +.* published/);
  });

  it("tells with --dry-run what it would copy and publish, and writes nothing", () => {
    const planned = snapcount("planned", "sheets_pipeline", "--dry-run");
    expect(planned, planned.output).toMatchObject(ENDED_WELL);
    expect(planned.output).toMatch(/would copy the tabs in .*tabs from the recorded workbook/);
    expect(planned.output).toMatch(/commissioner\.contracts_active +dt=2025-11-18/);
    expect(existsSync(join(root, "planned", "data", "raw"))).toBe(false);
  });

  it("ends when the stand-in cannot be used, too, and says what to do", () => {
    const broken = join(root, "broken", "data", "ops", "google-stand-in.json");
    expect(snapcount("broken", "copy_league_sheet_flow")).toMatchObject(ENDED_WELL);
    writeFileSync(broken, "{");
    const { status, signal, output } = snapcount("broken", "copy_league_sheet_flow");
    expect({ status, signal }, output).toEqual({ status: 1, signal: null });
    expect(output).toMatch(/the recorded working copy cannot be read/);
  });
});

describe("a flow's own file", () => {
  it.each([
    ["copy_league_sheet_flow", /commissioner\.commissioner: published, 4 rows\ncopy_league_sheet_flow: success/],
    ["parse_league_sheet_flow", /commissioner\.transactions: published, 120 rows[\s\S]*parse_league_sheet_flow: success/],
    ["sheets_pipeline", /commissioner\.commissioner: unchanged, 4 rows[\s\S]*commissioner\.transactions: unchanged, 120 rows[\s\S]*sheets_pipeline: success/],
  ])("runs %s, and ends", (flow, expected) => {
    const ended = start("direct", ["--import", "tsx", `src/flows/${flow}.ts`], { SNAPCOUNT_PROFILE: root });
    expect(ended, ended.output).toMatchObject(ENDED_WELL);
    expect(ended.output).toMatch(expected);
  });
});
