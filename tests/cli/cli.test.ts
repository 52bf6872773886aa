import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildCommandLine } from "./built.ts";

/** The built command line, as a person starts it: real processes, a real home, the recorded sample league. */
const REPO = join(import.meta.dirname, "..", "..");
let home: string;
let bin: string;

beforeAll(async () => {
  bin = await buildCommandLine();
  home = mkdtempSync(join(tmpdir(), "snapcount-cli-"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const environment = (): NodeJS.ProcessEnv => ({ ...process.env, SNAPCOUNT_HOME: home, NO_COLOR: "1", COLUMNS: "80" });
const snapcount = (...args: string[]) => spawnSync(process.execPath, [bin, ...args], { encoding: "utf8", env: environment(), cwd: REPO });
const json = (...args: string[]): { readonly schema: string; readonly data: never } => JSON.parse(snapcount(...args, "--json").stdout) as never;

describe("before anything was run", () => {
  it("answers --version and --help", () => {
    const { version } = JSON.parse(readFileSync(join(REPO, "package.json"), "utf8")) as { readonly version: string };
    expect(snapcount("--version").stdout.trim()).toBe(version);
    expect(snapcount("--help").stdout).toMatch(/Commands:[\s\S]*run[\s\S]*doctor/);
  });

  it("shows examples in the help of every command", () => {
    for (const command of [["run"], ["status"], ["runs", "list"], ["runs", "show"], ["registry", "show"], ["validate"], ["coverage"], ["diff"], ["quarantine", "show"], ["quarantine", "release"], ["checks", "list"], ["checks", "mute"], ["checks", "unmute"], ["dbt", "run"], ["docs", "check"], ["doctor"]]) {
      expect(snapcount(...command, "--help").stdout, command.join(" ")).toMatch(/Examples:\n {2}snapcount /);
    }
  });

  it("says in a sentence that nothing is there yet", () => {
    expect(snapcount("status").stdout).toMatch(/Nothing is published/);
    expect(snapcount("runs", "list").stdout).toMatch(/No runs yet/);
    expect(snapcount("quarantine", "list").stdout).toMatch(/Nothing is in quarantine/);
    expect(snapcount("registry", "show").stdout).toMatch(/registry is empty/);
    expect(snapcount("validate").status).toBe(1);
    expect(snapcount("coverage").stdout).toMatch(/Nothing of what was asked for is published/);
  });

  it.each([
    ["an unknown command", ["wun"]],
    ["an unknown flag", ["status", "--wat"]],
    ["an unknown flow", ["run", "nfl_pipeline"]],
    ["an unknown profile", ["run", "--profile", "/no/such/folder"]],
    ["an unknown source", ["validate", "--sources", "espn"]],
    ["an unknown dataset", ["coverage", "--sources", "ktc", "--datasets", "weekly"]],
    ["two forms of output at once", ["coverage", "--json", "--markdown"]],
    ["a date that is none", ["run", "--profile", "sample", "--dt", "yesterday"]],
    ["a missing run", ["runs", "show", "ffff"]],
    ["a comparison of what is not there", ["diff", "nflverse.weekly"]],
  ])("ends with exit code 2 for %s, and says what to do", (_, args) => {
    const { status, stderr, stdout } = snapcount(...args);
    expect(status, stdout + stderr).toBe(2);
    expect(stderr).not.toMatch(/ at .*\.js:\d+/);
    expect(stderr).toMatch(/fix |--help|Did you mean/);
  });

  it("prints a plan with --dry-run and writes nothing", () => {
    const { stdout, status } = snapcount("run", "nfl_data_pipeline", "--profile", "sample", "--dry-run");
    expect(status).toBe(0);
    expect(stdout).toMatch(/nflverse\.weekly +dt=2025-11-18 +2025 +1 file/);
    expect(existsSync(join(home, "data", "raw"))).toBe(false);
  });
});

describe("the thresholds of a home", () => {
  const file = (): string => join(home, "config", "governance.yaml");
  afterEach(() => rmSync(join(home, "config"), { recursive: true, force: true }));

  it("are shown by doctor beside the defaults", () => {
    mkdirSync(join(home, "config"), { recursive: true });
    writeFileSync(file(), "datasets: { ktc.players: { checks: { row_count: { min: 300, reason: our scope lists fewer } } } }");
    expect(snapcount("doctor").stdout).toMatch(/override +default +here +reason\nktc\.players row_count: min +400 +300 +our scope lists fewer/);
    expect(json("doctor").data).toMatchObject({ overrides: [{ of: "ktc.players", name: "row_count: min", byDefault: 400, here: 300 }] });
    expect(snapcount("doctor", "--checks").stdout).toMatch(/^ktc\.players\n(?: .*\n)* {2}row_count {2}min 300 \(default 400\), max \d+\n {6}our scope lists fewer/m);
  });

  it("that cannot be stop a run before anything is read, and doctor says so", () => {
    mkdirSync(join(home, "config"), { recursive: true });
    writeFileSync(file(), "datasets: { ktc.players: { checks: { rowcount: { min: 300, reason: x } } } }");
    const { status, stderr } = snapcount("run", "ktc_pipeline", "--profile", "sample", "--no-dbt");
    expect(status).toBe(2);
    expect(stderr).toMatch(/governance\.yaml:\n {2}datasets\.ktc\.players\.checks\.rowcount: the dataset has no such check/);
    expect(existsSync(join(home, "data", "raw"))).toBe(false);
    expect(snapcount("doctor").stdout).toMatch(/MISSING governance/);
  });
});

describe("after a run of the sample league", () => {
  it("ends with a table, plain lines into a pipe, and exit code 0", () => {
    const { status, stdout, stderr } = snapcount("run", "nfl_data_pipeline", "--profile", "sample", "--no-dbt");
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/^ +weekly +8,660 +\+892~1 +pass +published +\d/m);
    expect(stdout).toMatch(/success in /);
    expect(stderr).toMatch(/ok {6}nflverse\.weekly: published/);
    expect(stdout + stderr).not.toContain("\u001b[");
    // Sentences are as long as they are: two days have a late game.
    expect(stdout).toMatch(/^warn .*a late game/m);
    for (const line of stdout.split("\n").filter((text) => !text.startsWith("warn "))) expect(line.length).toBeLessThanOrEqual(Math.max(80, home.length + 40));
  });

  it("lists per dataset what run --json promises", () => {
    const [report] = json("run", "nfl_data_pipeline", "--profile", "sample", "--no-dbt").data as { status: string; datasets: Record<string, unknown>[] }[];
    expect(report?.status).toBe("success");
    expect(Object.keys(report?.datasets[0] ?? {})).toEqual(expect.arrayContaining(["source", "dataset", "dt", "outcome", "verdict", "rows", "path"]));
  });

  it("shows status, registry, runs and validation, as text and as JSON", () => {
    expect(snapcount("status").stdout).toMatch(/nflverse\.schedule +2025-11-18 +7,343 +pass/);
    expect(json("status").schema).toBe("snapcount.status/1");
    expect(snapcount("registry", "show").stdout).toMatch(/nflverse\.weekly +2025-11-18 +current +2025 +8,660/);
    expect(snapcount("registry", "rebuild").stdout).toMatch(/registry rebuilt: 15 snapshots/);
    expect(snapcount("runs", "list").stdout).toMatch(/nfl_data_pipeline +Completed/);
    expect(snapcount("runs", "show").stdout).toMatch(/publish weekly/);
    const { stdout, status } = snapcount("validate", "--all", "--deep", "--fail-on-gaps");
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/15 partitions checked/);
  });

  it("shows what differs between two snapshots, as text of 80 columns and as JSON", () => {
    const { stdout, status } = snapcount("diff", "nflverse.weekly", "--limit", "3");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^nflverse\.weekly from 2025-11-11 to 2025-11-18\n7,768 rows before, 8,660 after; by season, week, player_id\n\n\+ 892 added\n/);
    // A tackle that the statisticians counted a week later.
    expect(stdout).toMatch(/~ 1 changed\n {4}in def_tackles_solo 1\n {2}~ 2025 10 00-\d+ [\w.]+\n {6}def_tackles_solo \d+ -> \d+\n/);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    const { schema, data } = json("diff", "nflverse.weekly", "2025-11-04", "2025-11-18", "--columns", "team", "--limit", "1") as { readonly schema: string; readonly data: Record<string, unknown> };
    expect(schema).toBe("snapcount.diff/1");
    expect(data).toMatchObject({ dataset: "nflverse.weekly", beforeDt: "2025-11-04", afterDt: "2025-11-18", key: ["season", "week", "player_id"], rows: { removed: 0, changed: 0 } });
  });

  it.each([
    ["a dataset that is not there", ["nflverse.monthly"], 2, /There are snapshots of .*nflverse\.weekly/],
    ["a date without a snapshot", ["nflverse.weekly", "2025-11-12"], 2, /Snapshots of nflverse\.weekly: 2025-11-04, 2025-11-11, 2025-11-18\./],
    ["equal dates", ["nflverse.weekly", "2025-11-11", "2025-11-11"], 2, /does not differ from itself/],
    ["only the newest", ["nflverse.weekly", "2025-11-18"], 2, /none after it/],
    ["a dataset of one snapshot", ["nflverse.teams"], 2, /no two snapshots/],
    ["an unknown column", ["nflverse.weekly", "--columns", "yards"], 2, /--columns yards: not a column of both.*[\s\S]*passing_yards/],
    ["a limit that is none", ["nflverse.weekly", "--limit", "many"], 2, /--limit many/],
  ])("a comparison with %s ends with a sentence that says what there is", (_, args, code, sentence) => {
    const { status, stderr } = snapcount("diff", ...args);
    expect([status, stderr]).toEqual([code, expect.stringMatching(sentence)]);
    expect(stderr).not.toMatch(/ at .*\.js:\d+/);
  });

  it("a comparison with a file that is broken or gone names it", () => {
    const file = join(home, "data", "raw", "nflverse", "schedule", "dt=2025-11-11", "schedule_2025-11-11.parquet");
    const good = readFileSync(file);
    writeFileSync(file, good.subarray(0, good.length - 20));
    const broken = snapcount("diff", "nflverse.schedule");
    expect([broken.status, broken.stderr]).toEqual([1, expect.stringMatching(/schedule_2025-11-11\.parquet[\s\S]*snapcount validate/)]);
    rmSync(file);
    const gone = snapcount("diff", "nflverse.schedule", "2025-11-11");
    expect([gone.status, gone.stderr]).toEqual([2, expect.stringMatching(/no snapshot of nflverse\.schedule of 2025-11-11[\s\S]*2025-11-04, 2025-11-18/)]);
    writeFileSync(file, good);
  });

  it("names the file that was changed by hand, and fails only when asked to", () => {
    const file = join(home, "data", "raw", "nflverse", "teams", "dt=2025-11-04", "teams_2025-11-04.parquet");
    const good = readFileSync(file);
    writeFileSync(file, good.subarray(0, good.length - 20));
    expect(snapcount("validate").status).toBe(0);
    const { status, stdout } = snapcount("validate", "--fail-on-gaps");
    expect(status).toBe(1);
    expect(stdout).toMatch(/broken nflverse\.teams dt=2025-11-04/);
    const summary = join(home, "summary.md");
    const inActions = spawnSync(process.execPath, [bin, "validate", "--json"], { encoding: "utf8", env: { ...environment(), GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: summary }, cwd: REPO });
    expect(inActions.stderr).toMatch(/^::error title=nflverse\.teams dt=2025-11-04::/m);
    expect(JSON.parse(inActions.stdout)).toMatchObject({ schema: "snapcount.validate/1" });
    expect(readFileSync(summary, "utf8")).toMatch(/^## Partitions\n[\s\S]*\| broken \| nflverse\.teams \| dt=2025-11-04 \|/);
    expect(snapcount("validate", "--markdown").stdout).toBe(readFileSync(summary, "utf8"));
    writeFileSync(file, good);
  });

  it("shows what is there of seasons, weeks, clubs and players, on the recorded days and today", () => {
    const { status, stdout } = snapcount("coverage", "--profile", "sample", "--fail-on-gaps");
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/^nflverse\.weekly dt=2025-11-18, 8,660 rows\n {2}week {6}1 {3}5 {4}10 {3}15\n {2}2025 {6}#{11}\.{7} \.{4}$/m);
    expect(stdout).toMatch(/players {3}928 of 928 known \(100\.0 %/);
    expect(stdout).toMatch(/nflverse\.ff_playerids .*\n {2}seasons {3}it has no seasons/);
    for (const line of stdout.split("\n")) expect(line.length, line).toBeLessThanOrEqual(80);
    // A year later the running season is another one, and its rows are not there.
    expect(snapcount("coverage", "--datasets", "nflverse.weekly", "--fail-on-gaps").status).toBe(1);
    const { schema, data } = json("coverage", "--datasets", "weekly", "--profile", "sample") as { readonly schema: string; readonly data: { readonly datasets: readonly { readonly dataset: string }[] } };
    expect(schema).toBe("snapcount.coverage/1");
    expect(data.datasets.map(({ dataset }) => dataset)).toEqual(["weekly"]);
    expect(snapcount("coverage", "--sources", "nflverse", "--profile", "sample", "--markdown").stdout).toMatch(/^## Coverage\n[\s\S]*### nflverse\.weekly dt=2025-11-18\n\n```text/);
  });

  it("refuses to mix another profile into the store", () => {
    const { status, stderr } = snapcount("run", "nfl_data_pipeline", "--profile", "live", "--no-dbt");
    expect(status).toBe(2);
    expect(stderr).toMatch(/belongs to profile 'sample'/);
  });

  it("explains on one screen what stands in quarantine, releases it, mutes its check, and drops it", () => {
    const profile = join(home, "spoilt");
    const rendered = join(REPO, "samples", "rendered");
    mkdirSync(profile);
    const index = JSON.parse(readFileSync(join(rendered, "payloads-2025-11-04.json"), "utf8")) as { url: string; file: string }[];
    writeFileSync(join(profile, "teams.csv"), "season,team,full,location\n");
    writeFileSync(join(profile, "index.json"), JSON.stringify(index.map((entry) => ({ ...entry, file: entry.url.endsWith("teams.csv") ? "teams.csv" : join(rendered, entry.file) }))));
    writeFileSync(join(profile, "profile.yaml"), "now: 2025-11-04T12:00:00Z\npayloads: index.json\n");
    const other = { ...environment(), SNAPCOUNT_HOME: join(home, "other"), USER: "bo" };
    const there = (...args: string[]) => spawnSync(process.execPath, [bin, ...args], { encoding: "utf8", env: other, cwd: REPO });

    const run = there("run", "nfl_data_pipeline", "--profile", profile, "--datasets", "teams,schedule", "--no-dbt");
    expect(run.status, run.stderr).toBe(1);
    const shown = there("quarantine", "show", "nflverse.teams");
    expect(shown.stdout).toMatch(/nflverse\.teams dt=2025-11-04 was rejected/);
    expect(shown.stdout).toMatch(/fail +row_count/);
    expect(shown.stdout).toMatch(/from {2}https:.*teams\.csv\n +\S*payloads\/[0-9a-f]{2}\/[0-9a-f]{12}\* {2}\d+ B, asked 2025-11-04 12:00 UTC/);
    expect(shown.stdout).toMatch(/readers see nothing yet/);
    expect(shown.stdout.split("\n").length).toBeLessThanOrEqual(24);

    const release = (...more: string[]) => there("quarantine", "release", "nflverse.teams", ...more);
    expect(release().status).toBe(2);
    expect(release("--reason", " ", "--profile", profile).status).toBe(2);
    expect(release("--reason", "known").stderr).toMatch(/belongs to profile/);
    expect(spawnSync(process.execPath, [bin, "quarantine", "release", "nflverse.teams", "--reason", "known"], { encoding: "utf8", env: { ...other, USER: "", LOGNAME: "" }, cwd: REPO }).stderr).toMatch(/nobody is named/);
    const released = release("--reason", "the season has not begun", "--by", "Ann", "--profile", profile, "--json");
    expect(JSON.parse(released.stdout), released.stderr).toMatchObject({ schema: "snapcount.quarantine.release/1", data: { by: "Ann", released: [{ dataset: "teams", dt: "2025-11-04", rows: 0, verdict: "warn" }] } });
    expect(there("status").stdout).toMatch(/nflverse\.teams +2025-11-04 +0 +warn/);
    expect(there("registry", "show").stdout).toMatch(/released: the season has not begun/);

    const mute = (...more: string[]) => there("checks", "mute", "nflverse.teams", "row_count", "--until", "2025-11-30", "--reason", "known", "--by", "Ann", "--profile", profile, ...more);
    expect(mute().stdout).toMatch(/muted row_count of nflverse\.teams until 2025-11-30: its warnings are recorded and shown as muted, and count as pass; its failures count/);
    expect(there("checks", "list", "--profile", profile).stdout).toMatch(/nflverse\.teams +row_count +warn +2025-11-30 +Ann +known/);
    const failing = mute("--fail");
    expect(failing.status, failing.stderr).toBe(0);
    expect(there("checks", "list").stdout).toMatch(/nflverse\.teams +row_count +warn, fail +2025-11-30 expired +Ann +known/);
    expect(there("checks", "list", "--profile", profile).stdout).toMatch(/nflverse\.teams +row_count +warn, fail +2025-11-30 +Ann +known/);
    const again = there("run", "nfl_data_pipeline", "--profile", profile, "--datasets", "teams", "--no-dbt", "--force");
    expect(again.stdout).toMatch(/muted nflverse\.teams row_count: muted until 2025-11-30 \(known\): /);
    expect(there("runs", "show").stdout).toMatch(/muted nflverse\.teams row_count: /);
    expect(there("quarantine", "show", "nflverse.teams").stdout).toMatch(/fail +not_empty[\s\S]*muted +row_count: muted until/);
    expect(there("checks", "unmute", "nflverse.teams", "row_count", "--reason", "mended", "--by", "Ann").status).toBe(0);
    expect(there("checks", "list").stdout).toMatch(/No check is muted/);
    expect(there("quarantine", "drop", "nflverse.teams").status).toBe(0);
    expect(there("quarantine", "list").stdout).toMatch(/Nothing is in quarantine/);
  });

  it("ends Cancelled with exit code 130 on Ctrl-C", async () => {
    const child = spawn(process.execPath, [bin, "dbt", "run", "--profile", "sample"], { env: environment(), cwd: REPO, stdio: ["ignore", "ignore", "pipe"] });
    const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
    // The ledger knows the run as soon as it has begun: then the signal meets dbt at work.
    for (;;) {
      const { stdout } = snapcount("runs", "list", "--limit", "1");
      if (/dbt_run +Running/.test(stdout)) break;
      expect(child.exitCode).toBeNull();
    }
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(snapcount("runs", "list", "--limit", "1").stdout).toMatch(/dbt_run +Cancelled/);
  });
});

describe("the whole pipeline", () => {
  it("plays the sample's three days to their expected end: in part, models built and tested, everything of five sources shown", () => {
    const own = join(home, "whole");
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, "run", "--profile", "sample"], { encoding: "utf8", env: { ...environment(), SNAPCOUNT_HOME: own }, cwd: REPO });
    expect(status, stdout + stderr).toBe(3);
    expect(stdout).toMatch(/ktc +players .*quarantined[\s\S]*dt=2025-11-11 stays in use/);
    expect(stdout).toMatch(/dbt run +ok/);
    expect(stdout).toMatch(/dbt test +ok/);
    expect(existsSync(join(own, "dbt", "ff_data_transform", "target", "dev.duckdb"))).toBe(true);
    expect(readFileSync(join(own, "seeds", "snapshot_registry.csv"), "utf8")).toMatch(/^source,dataset,snapshot_date,status,coverage_start_season,coverage_end_season,row_count,notes\n/);
    expect(spawnSync("git", ["status", "--porcelain", "dbt"], { encoding: "utf8", cwd: REPO }).stdout).toBe("");
    for (const line of stdout.split("\n").filter((text) => /^(source|commissioner|nflverse|ffanalytics|ktc|sleeper)? {2,}(?!fix)\w/.test(text))) expect(line.length, line).toBeLessThanOrEqual(80);
  }, 180_000);

  it("runs one flow's own file", () => {
    const own = join(home, "direct");
    const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", "tsx", "src/flows/nfl_data_pipeline.ts"], { encoding: "utf8", env: { ...environment(), SNAPCOUNT_HOME: own, SNAPCOUNT_PROFILE: "sample" }, cwd: REPO });
    expect(status, stdout + stderr).toBe(0);
    expect(stdout).toMatch(/nflverse\.weekly: published, 8,660 rows[\s\S]*nfl_data_pipeline: success/);
  });
});
