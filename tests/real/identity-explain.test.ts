import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCommandLine } from "../cli/built.ts";
import { REAL_SEEDS } from "./league-sheet.ts";

/** `snapcount identity explain` over the real crosswalk, published as a run publishes it, with the league's aliases. */
const CROSSWALK = resolve(import.meta.dirname, "..", "..", "..", "shared", "data", "providers", "nflverse", "db_playerids_2026-08-22.csv");
let root: string;
let bin: string;

beforeAll(async () => {
  bin = await buildCommandLine();
  root = mkdtempSync(join(tmpdir(), "snapcount-explain-"));
  writeFileSync(join(root, "index.json"), JSON.stringify([{ url: "https://github.com/dynastyprocess/data/raw/master/files/db_playerids.csv", file: CROSSWALK }]));
  writeFileSync(join(root, "profile.yaml"), `now: 2026-08-24T12:00:00Z\npayloads: index.json\nseeds: ${REAL_SEEDS}\n`);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

function snapcount(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args, "--profile", root], { encoding: "utf8", env: { ...process.env, SNAPCOUNT_HOME: join(root, "home"), NO_COLOR: "1", COLUMNS: "140" } });
  return { status, stdout, stderr };
}
const explain = (...args: readonly string[]) => snapcount("identity", "explain", ...args);

describe("identity explain", () => {
  it("without a crosswalk says what to load", () => {
    const { status, stderr } = explain("Josh Allen");
    expect(status).toBe(2);
    expect(stderr).toMatch(/no player crosswalk is published[\s\S]*snapcount run nfl_data_pipeline --datasets ff_playerids/);
    expect(snapcount("run", "nfl_data_pipeline", "--datasets", "ff_playerids", "--no-dbt")).toMatchObject({ status: 0 });
  });

  it.each<[readonly string[], RegExp, number]>([
    [["Josh Allen", "--position", "LB"], /^Josh Hines-Allen \(DE JAX.*\n {2}'Josh Allen' is an alias of Josh Hines-Allen for a \w+/, 0],
    [["Josh Allen", "--position", "QB"], /^Josh Allen \(QB BUF.*\n {2}.*called Josh Allen/, 0],
    [["Vikings", "--position", "D/ST"], /^the defense of MIN\n {2}Vikings is the defense of MIN/, 0],
    [["Byron Young", "--position", "DL", "--season", "2024"], /^nobody can be told\n {2}.*people called Byron Young[\s\S]*fit alike[\s\S]*because/, 1],
    [["Nobody Atall"], /^nobody can be told\n {2}nobody is called Nobody Atall/, 1],
  ])("%j tells why", (args, expected, exit) => {
    const { status, stdout, stderr } = explain(...args);
    expect(stdout, stderr).toMatch(expected);
    expect(stdout).toMatch(/crosswalk of 2026-08-24/);
    expect(status).toBe(exit);
  });

  it("says the same each time, as JSON too", () => {
    const [first, second] = [explain("Josh Allen", "--position", "LB", "--json"), explain("Josh Allen", "--position", "LB", "--json")];
    expect(second.stdout).toBe(first.stdout);
    expect(JSON.parse(first.stdout)).toMatchObject({ data: { answer: { kind: "person", by: "alias", person: { name: "Josh Hines-Allen" } } } });
  });
});
