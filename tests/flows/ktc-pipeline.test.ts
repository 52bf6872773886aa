import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { PayloadError } from "../../src/core/errors.ts";
import { executeReparse, executeRun } from "../../src/flows/execute.ts";
import { chooseProfile } from "../../src/flows/choose-profile.ts";
import { gatherMoves } from "../../src/flows/gather-moves.ts";
import { listMutes, muteCheck, unmuteCheck } from "../../src/flows/mute-check.ts";
import { createParsedFlow } from "../../src/flows/parsed-flow.ts";
import { recordProfile } from "../../src/flows/record-profile.ts";
import { runDays, type RunReport, type RunWatch } from "../../src/flows/run-days.ts";
import { releaseRejected } from "../../src/flows/release.ts";
import { readLedger } from "../../src/ops/index.ts";
import { ktc, rankings } from "../../src/sources/ktc/index.ts";
import { type LocalStore, openLocalStore } from "../../src/store/local/index.ts";
import { createStager } from "../../src/store/stage/duckdb-stager.ts";
import type { PartitionEntry } from "../../src/store/store.ts";
import { sampleRejection } from "../../src/store/testing/fixtures.ts";
import { validatePartitions } from "../../src/store/validate.ts";
import { inventEntries, inventPlayer, islandPage } from "../support/invented-ktc.ts";
import { inventSheet, writeTabs } from "../support/invented-sheet.ts";
import { hurriedClock } from "../support/hurried-clock.ts";

const PAGE = "https://keeptradecut.com/dynasty-rankings";
const watch: RunWatch = { progress: () => undefined, signal: new AbortController().signal, clock: () => new Date(), env: {}, engineClock: hurriedClock };

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "snapcount-ktc-"));
  mkdirSync(join(root, "home"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Given {
  readonly now?: string;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly league?: object;
  readonly parameters?: Record<string, unknown>;
}

function recording(page: string, { now = "2026-11-17T12:00:00Z", status = 200, headers = {}, league = {} }: Given = {}) {
  const profile = join(root, "profile");
  mkdirSync(profile, { recursive: true });
  writeFileSync(join(profile, "page.html"), page);
  writeFileSync(join(profile, "index.json"), JSON.stringify([{ url: PAGE, status, headers, file: "page.html" }]));
  writeFileSync(join(profile, "profile.yaml"), JSON.stringify({ now, payloads: "index.json", league }));
  return loadConfig({ home: join(root, "home"), profile }, {}, root);
}

async function run(page: string, given: Given = {}): Promise<RunReport> {
  const [report] = await executeRun(recording(page, given), { flows: ["ktc_pipeline"], parameters: given.parameters ?? {}, dbt: false, out: null }, watch);
  if (report === undefined) throw new Error("one day is one run");
  return report;
}

const outcomes = ({ summary }: RunReport): readonly (readonly [string, string, number | null])[] => summary.datasets.map(({ dataset, outcome, rows }) => [dataset, outcome, rows]);
const good = islandPage(inventEntries(440, "pickRank"));

describe("ktc_pipeline", () => {
  it("publishes players and picks together; an equal page makes no new file", async () => {
    expect(outcomes(await run(good))).toEqual([["players", "published", 440], ["picks", "published", 36]]);
    expect(outcomes(await run(good, { now: "2026-11-18T12:00:00Z" }))).toEqual([["players", "unchanged", 440], ["picks", "unchanged", 36]]);
    expect(outcomes(await run(good, { now: "2026-11-18T12:00:00Z", parameters: { force: true } }))).toEqual([["players", "published", 440], ["picks", "published", 36]]);
  });

  it("tells what a publish changed, in the run and in the ledger, and leaves no stage", async () => {
    await run(good);
    const report = await run(islandPage(inventEntries(441, "pickRank")), { now: "2026-11-18T12:00:00Z" });
    expect(report.summary.datasets[0]?.changes).toMatchObject({ beforeDt: "2026-11-17", afterDt: "2026-11-18", rows: { before: 440, after: 441, added: 1, removed: 0 } });
    const ledger = readLedger(join(root, "home/data/ops/ledger.db"));
    expect(ledger.readDatasets().find(({ dataset }) => dataset === "players")?.last?.changes).toEqual(report.summary.datasets[0]?.changes);
    ledger.close();
    const left = join(root, "home/data/stage");
    expect(existsSync(left) ? readdirSync(left) : []).toEqual([]);
  });

  it("publishes superflex only when ktc.scopes lists it, and that is a change", async () => {
    await run(good);
    expect(outcomes(await run(good, { league: { ktc: { scopes: ["dynasty_1qb", "dynasty_superflex"] } } }))).toEqual([["players", "published", 880], ["picks", "published", 72]]);
  });

  it("puts a page aside that it cannot read, and keeps it; readers have the last good one", async () => {
    await run(good);
    const broken = good.replace('id="ktc-players"', 'id="assets"');
    const report = await run(broken, { now: "2026-11-18T12:00:00Z" });
    expect(report.status).toBe("partial_success");
    expect(outcomes(report)).toEqual([["players", "quarantined", null], ["picks", "quarantined", null]]);
    expect(report.summary.datasets[0]).toMatchObject({ servingDt: "2026-11-17", fix: expect.stringContaining("snapcount reparse ktc") as string });
    const entry = join(root, "home/data/quarantine/ktc/players/dt=2026-11-18", report.flowRunId, "report.json");
    expect(JSON.parse(readFileSync(entry, "utf8"))).toMatchObject({ file: null, serving_dt: "2026-11-17", payloads: [{ url: PAGE }], checks: [{ name: "parse", verdict: "fail" }] });

    // The parser is as it was: it says the same again.
    const [again] = await executeReparse(recording(good, { now: "2026-11-19T12:00:00Z" }), "ktc", watch);
    expect(again?.summary.datasets.map(({ dt, outcome }) => [dt, outcome])).toEqual([["2026-11-18", "quarantined"], ["2026-11-18", "quarantined"]]);
  });

  it("publishes the page that was put aside when the parser has been mended, at the date it was meant for, without asking", async () => {
    await run(good);
    const page = islandPage(inventEntries(441, "pickRank"));
    const yesterdays = createParsedFlow({ ...ktc, groups: [{ ...rankings, parse: () => { throw new PayloadError("ktc rankings page", "this parser does not know the page"); } }] });
    const configured = recording(page, { now: "2026-11-18T12:00:00Z" });
    const chosen = chooseProfile(configured);
    const [report] = await runDays(configured, chosen, [{ day: chosen.recording?.days[0] ?? null, flow: yesterdays, parameters: {}, steps: [] }], null, watch);
    expect(report?.summary.datasets.map(({ dt, outcome }) => [dt, outcome])).toEqual([["2026-11-18", "quarantined"], ["2026-11-18", "quarantined"]]);
    const [mended] = await executeReparse(recording("never asked for", { now: "2026-11-19T12:00:00Z" }), "ktc", watch);
    expect(mended?.summary.datasets.map(({ dataset, dt, outcome, rows }) => [dataset, dt, outcome, rows])).toEqual([["players", "2026-11-18", "published", 441], ["picks", "2026-11-18", "published", 36]]);
  });

  it("is judged by the thresholds of its home, and by nothing at all when those cannot be", async () => {
    const govern = (text: string): void => {
      mkdirSync(join(root, "home", "config"), { recursive: true });
      writeFileSync(join(root, "home", "config", "governance.yaml"), text);
    };
    govern("datasets: { ktc.players: { checks: { row_count: { min: 500, reason: our scope is larger } } } }");
    const strict = await run(good);
    expect(outcomes(strict)).toEqual([["players", "quarantined", 440], ["picks", "quarantined", 36]]);
    expect(strict.summary.datasets[0]?.reason).toMatch(/440 rows.*500/);
    govern("datasets: { ktc.players: { checks: { row_count: { min: 500, onViolation: warn, reason: our scope is larger } } } }");
    const lenient = await run(good);
    expect(lenient.summary.datasets[0]).toMatchObject({ outcome: "published", verdict: "warn", reason: expect.stringMatching(/^row_count: .*500/) as string });
    govern("datasets: { ktc.players: { checks: { row_count: { min: 5000, reason: x } } } }");
    await expect(run(good)).rejects.toMatchObject({ name: "ConfigError", message: expect.stringMatching(/governance\.yaml:\n {2}datasets\.ktc\.players\.checks\.row_count: min 5000 contradicts max/) as string });
  });

  it("puts a page aside where a player stands twice, and names the rule", async () => {
    const [first, ...rest] = inventEntries(440);
    const report = await run(islandPage([first, first, ...rest]));
    expect(outcomes(report)).toEqual([["players", "quarantined", 441], ["picks", "quarantined", 36]]);
    expect(report.summary.datasets[0]?.reason).toMatch(/1 rows? repeats? a \(ktc_player_id, market_scope\)/);
  });

  it("parses the last answers again without asking anybody", async () => {
    await run(good);
    const [report] = await executeReparse(recording("never asked for", { now: "2026-11-19T12:00:00Z" }), "ktc", watch);
    expect(report?.summary.datasets.map(({ dt, outcome, rows }) => [dt, outcome, rows])).toEqual([["2026-11-17", "published", 440], ["2026-11-17", "published", 36]]);
    await expect(executeReparse(recording(good), "nflverse", watch)).rejects.toThrow(/cannot be parsed again/);
  });

  it("parses no page again over the good one that came after it on the same day, nor twice", async () => {
    await run(good, { now: "2026-11-17T12:00:00Z" });
    await run(good.replace('id="ktc-players"', 'id="assets"'), { now: "2026-11-18T08:00:00Z" });
    await run(islandPage(inventEntries(441, "pickRank")), { now: "2026-11-18T20:00:00Z" });
    for (const now of ["2026-11-19T12:00:00Z", "2026-11-19T13:00:00Z"]) {
      const [report] = await executeReparse(recording("never asked for", { now }), "ktc", watch);
      expect(report?.summary.datasets.map(({ dt, outcome, rows }) => [dt, outcome, rows])).toEqual([["2026-11-18", "published", 441], ["2026-11-18", "published", 36]]);
    }
  });

  it("says that there is nothing to parse again where nobody has asked yet, of each dataset", async () => {
    const [report] = await executeReparse(recording(good), "ktc", watch);
    expect(report?.summary.datasets.map(({ outcome, reason, fix }) => [outcome, reason, fix])).toEqual([
      ["failed", "ktc.players has no archived answer", "Run ktc_pipeline first."],
      ["failed", "ktc.players has no archived answer", "Run ktc_pipeline first."],
    ]);
  });

  it("an answer from the archive is no check of the provider: its age goes on", async () => {
    await run(good);
    await executeReparse(recording("never asked for", { now: "2026-11-19T12:00:00Z" }), "ktc", watch);
    const store = await openLocalStore({ rawRoot: join(root, "home/data/raw"), dataRoot: join(root, "home/data"), now: () => new Date() });
    expect((await store.readLastRun({ source: "ktc", dataset: "players" }))?.last_checked_at).toBe("2026-11-17T12:00:00.000Z");
    store.close();
  });

  it("a day that is played again tells when its own snapshot changed", async () => {
    await run(good);
    await run(islandPage(inventEntries(441, "pickRank")), { now: "2026-11-18T12:00:00Z" });
    await run(good);
    const store = await openLocalStore({ rawRoot: join(root, "home/data/raw"), dataRoot: join(root, "home/data"), now: () => new Date() });
    expect(await store.readLastRun({ source: "ktc", dataset: "players" })).toMatchObject({ snapshot_date: "2026-11-17", last_changed_at: "2026-11-17T12:00:00.000Z" });
    store.close();
  });

  it("shows no moves between snapshots of which one lacks the columns", async () => {
    await run(good);
    await run(islandPage(inventEntries(441, "pickRank")), { now: "2026-11-18T12:00:00Z" });
    const store = await openLocalStore({ rawRoot: join(root, "home/data/raw"), dataRoot: join(root, "home/data"), now: () => new Date() });
    const partitions = await store.listPartitions({ source: "ktc" });
    store.close();
    const moves = (known: readonly PartitionEntry[]): ReturnType<typeof gatherMoves> => gatherMoves({ home: { stager: createStager({ threads: 1 }) }, partitions: known });
    expect((await moves(partitions)).map(({ label, beforeDt, afterDt }) => [label, beforeDt, afterDt])).toEqual([["KeepTradeCut value", "2026-11-17", "2026-11-18"]]);
    const old = partitions.map((entry) => (entry.id.dt === "2026-11-17" && entry.manifest !== null ? { ...entry, manifest: { ...entry.manifest, columns: entry.manifest.columns.filter(({ name }) => name !== "value") } } : entry));
    expect(await moves(old)).toEqual([]);
  });

  it("keeps a scrambled market from readers", async () => {
    await run(good);
    const scrambled = inventEntries(440).map((entry, nth) => (nth < 440 ? inventPlayer(nth, { oneQBValues: { value: 100 + nth * 20, rank: nth + 1 } }) : entry));
    const report = await run(islandPage(scrambled), { now: "2026-11-18T12:00:00Z" });
    expect(outcomes(report)).toEqual([["players", "quarantined", 440], ["picks", "quarantined", 36]]);
    expect(report.summary.datasets[0]?.reason).toMatch(/correlates with the last snapshot's by -1/);
  });

  it("is not asked again while its answer holds, as the provider said", async () => {
    const headers = { "cache-control": "public, s-maxage=172800, max-age=60" };
    await run(good, { headers });
    const within = await run("another page", { headers, now: "2026-11-19T11:59:00Z" });
    expect(outcomes(within)).toEqual([["players", "unchanged", 440], ["picks", "unchanged", 36]]);
    expect(outcomes(await run("another page", { headers, now: "2026-11-19T12:00:00Z" }))[0]?.[1]).toBe("quarantined");
  });

  it("is asked for one page a day, and the next day's run of the same time asks again", async () => {
    await run(good);
    expect(outcomes(await run("another page", { now: "2026-11-18T11:29:00Z" }))).toEqual([["players", "unchanged", 440], ["picks", "unchanged", 36]]);
    expect(outcomes(await run("another page", { now: "2026-11-18T11:30:00Z" }))[0]?.[1]).toBe("quarantined");
  });

  it.each([[403, /refused with 403/], [503, /answered 503/]])("a provider that answers %i loses nothing", async (status, reason) => {
    await run(good);
    const report = await run("<html>busy</html>", { status, now: "2026-11-18T12:00:00Z" });
    expect(outcomes(report).map(([, outcome]) => outcome)).toEqual(["lkg", "lkg"]);
    expect(report.summary.datasets[0]?.reason).toMatch(reason);
  });
});

describe("the last good snapshot", () => {
  it.each([["2026-11-20T11:59:00Z", "lkg"], ["2026-11-20T12:01:00Z", "failed"]])("stands in for 48 h since it was last confirmed: at %s it is %s", async (now, outcome) => {
    await run(good);
    await run(good, { now: "2026-11-18T12:00:00Z" });
    expect(outcomes(await run("<html>busy</html>", { status: 503, now })).map(([, seen]) => seen)).toEqual([outcome, outcome]);
  });
});

describe("a person's word", () => {
  const spoilt = islandPage([inventPlayer(0, { oneQBValues: { value: 12_000, rank: 1 } }), ...inventEntries(441).slice(1)]);
  const doubled = islandPage([...inventEntries(440), inventPlayer(0)]);
  const word = { at: "2026-11-18T13:00:00.000Z", by: "Ann", reason: "the site has a new scale" };
  const withStore = async <T>(body: (store: LocalStore) => Promise<T>): Promise<T> => {
    const store = await openLocalStore({ rawRoot: join(root, "home/data/raw"), dataRoot: join(root, "home/data"), now: () => new Date() });
    return body(store).finally(() => store.close());
  };
  const mute = (check: string, until: string, now = "2026-11-18T13:00:00Z", dataset = "ktc.players") => withStore((store) => muteCheck(store, { dataset, check, reason: "known", by: "Ann", at: new Date(now) }, { until, covers: "fail" }, ["value_order"], new Date(now)));

  it("publishes a rejected page with all of its group, and the next run finds it unchanged", async () => {
    await run(good);
    const rejected = await run(spoilt, { now: "2026-11-18T12:00:00Z" });
    expect(outcomes(rejected)).toEqual([["players", "quarantined", 441], ["picks", "quarantined", 36]]);
    const [players, picks] = await withStore((store) => releaseRejected(store, "ktc.picks", word));
    expect(players).toMatchObject({ dataset: "players", dt: "2026-11-18", verdict: "warn", run_id: rejected.flowRunId, released: word });
    expect(players?.warnings.slice(0, 2)).toEqual(["released by Ann at 2026-11-18T13:00:00.000Z: the site has a new scale", expect.stringMatching(/^range\(value\): ktc\.players: 1 row with value outside/)]);
    expect(picks?.warnings[1]).toBe("published together with ktc.players (range(value)), which failed");
    await withStore(async (store) => {
      expect(await store.newest({ source: "ktc", dataset: "players" })).toEqual(players);
      expect(await store.listQuarantine()).toEqual([]);
      expect((await store.readDecisions()).decisions.map(({ kind, dataset, dt, by, reason }) => [kind, dataset, dt, by, reason])).toEqual(["players", "picks"].map((dataset) => ["release", dataset, "2026-11-18", "Ann", word.reason]));
      expect((await store.registry()).at(-1)?.notes).toMatch(/released: the site has a new scale/);
      expect((await validatePartitions(store, { all: true, deep: true })).filter(({ valid }) => !valid)).toEqual([]);
    });
    expect(outcomes(await run(spoilt, { now: "2026-11-19T12:00:00Z" }))).toEqual([["players", "unchanged", 441], ["picks", "unchanged", 36]]);
    await expect(withStore((store) => releaseRejected(store, "ktc.players", word))).rejects.toThrow(/nothing in quarantine for 'ktc.players'/);
  });

  it("refuses to release without a reason, without rows, without the group, and what is older than readers' own; all stays as it was", async () => {
    await run(good);
    await run(spoilt, { now: "2026-11-18T12:00:00Z" });
    const release = (wanted: string, reason = word.reason) => withStore((store) => releaseRejected(store, wanted, { ...word, reason }));
    await expect(release("ktc.players", " ")).rejects.toThrow(/needs a reason/);
    await run(islandPage(inventEntries(442)), { now: "2026-11-19T12:00:00Z" });
    await expect(release("ktc.players")).rejects.toThrow(/readers have dt=2026-11-19/);
    await run(good.replace('id="ktc-players"', 'id="assets"'), { now: "2026-11-20T12:00:00Z" });
    await expect(release("ktc.players")).rejects.toMatchObject({ message: expect.stringMatching(/could make no rows/) as string, fix: expect.stringMatching(/snapcount reparse ktc/) as string });
    const torn = await run(spoilt, { now: "2026-11-21T12:00:00Z" });
    rmSync(join(root, "home/data/quarantine/ktc/picks/dt=2026-11-21"), { recursive: true });
    await expect(release(torn.flowRunId.slice(0, 13))).rejects.toThrow(/only together with ktc\.picks/);
    await withStore(async (store) => {
      expect((await store.listPartitions()).map(({ id }) => id.dt)).toEqual(["2026-11-17", "2026-11-17", "2026-11-19", "2026-11-19"]);
      expect((await store.readDecisions()).decisions).toEqual([]);
    });
  });

  it("refuses to release what an earlier version put aside, and what is no dataset any more, and says what to do", async () => {
    await withStore(async (store) => {
      for (const dataset of ["players", "managers"]) await store.quarantine({ source: "ktc", dataset, dt: "2026-11-18" }, "run-1", null, sampleRejection({ source: "ktc", dataset, dt: "2026-11-18" }, "x.parquet"));
      await expect(releaseRejected(store, "ktc.players", word)).rejects.toMatchObject({ message: expect.stringMatching(/by an earlier version/) as string, fix: expect.stringMatching(/Run ktc_pipeline again/) as string });
      await expect(releaseRejected(store, "ktc.managers", word)).rejects.toMatchObject({ fix: "Nobody reads it: drop it with `snapcount quarantine drop ktc.managers`." });
      await expect(releaseRejected(store, "run-1", word)).rejects.toThrow(/put aside 2 groups/);
    });
  });

  it("lets a known finding count as pass until its day is over, shown as muted", async () => {
    await run(good);
    await mute("range(value)", "2026-11-19");
    const muted = await run(spoilt, { now: "2026-11-19T23:00:00Z" });
    expect(muted.status).toBe("success");
    expect(muted.summary.datasets[0]).toMatchObject({ outcome: "published", verdict: "pass", muted: [expect.stringMatching(/^range\(value\): muted until 2026-11-19 \(known\): .*1 row with value outside/)] });
    expect(muted.summary.warnings.join()).not.toMatch(/range/);
    const ledger = readLedger(join(root, "home/data/ops/ledger.db"));
    expect(ledger.readDatasets().find(({ dataset }) => dataset === "players")?.checks.find(({ name }) => name === "range(value)")).toMatchObject({ verdict: "pass", observed: expect.stringMatching(/12000/) as string, muted: { reason: "known", until: "2026-11-19", verdict: "fail" } });
    ledger.close();

    const expired = await run(spoilt.replace("12000", "12001"), { now: "2026-11-20T23:00:00Z" });
    expect(outcomes(expired)).toEqual([["players", "quarantined", 441], ["picks", "quarantined", 36]]);
    expect(expired.summary.datasets[0]?.reason).toMatch(/outside 0 to 10000.*its mute expired after 2026-11-19 \(known\)/);
    expect(await withStore((store) => listMutes(store, new Date("2026-11-20T12:00:00Z")))).toMatchObject([{ check: "range(value)", by: "Ann", expired: true }]);
  });

  it("counts again what was unmuted", async () => {
    await mute("range(value)", "2026-12-31");
    await withStore((store) => unmuteCheck(store, { dataset: "ktc.players", check: "range(value)", reason: "mended", by: "Ann", at: new Date("2026-11-18T14:00:00Z") }));
    expect(outcomes(await run(spoilt, { now: "2026-11-19T12:00:00Z" }))[0]?.[1]).toBe("quarantined");
  });

  it("never mutes the row key, and refuses what it does not know by naming what it does", async () => {
    await expect(mute("unique(ktc_player_id,market_scope)", "2026-12-31")).rejects.toThrow(/never muted: models join by the row key/);
    await expect(mute("required_columns", "2026-12-31")).rejects.toThrow(/never muted/);
    await expect(mute("rowcount", "2026-12-31")).rejects.toMatchObject({ message: "ktc.players has no check 'rowcount'", fix: expect.stringMatching(/range\(value\).*row_count.*value_order/) as string });
    await expect(mute("row_count", "2026-12-31", undefined, "ktc.player")).rejects.toMatchObject({ fix: "Datasets of ktc: players, picks." });
    await expect(mute("row_count", "2026-12-31", undefined, "espn.players")).rejects.toThrow(/no source 'espn'/);
    await expect(mute("row_count", "2026-11-17")).rejects.toThrow(/is over/);
    await expect(mute("row_count", "soon")).rejects.toThrow(/not a calendar date/);
    expect(outcomes(await run(doubled))[0]?.[1]).toBe("quarantined");
  });
});

describe("a recording", () => {
  it("replays to the same snapshots, and holds no token, cookie, address or number", async () => {
    const page = good.replace("</body>", `<input type="hidden" id="submitToken" value="s3cr3t-t0ken"/><p>ann@example.org (555) 555-0100</p></body>`);
    writeTabs(join(root, "profile", "tabs"), inventSheet({ transactions: 30 }));
    const configured = recording(page, { headers: { etag: '"v1"', "set-cookie": "session=c00kie" } });
    writeFileSync(join(root, "profile", "profile.yaml"), JSON.stringify({ now: "2026-11-17T12:00:00Z", payloads: "index.json", sheets: { tabs: "tabs" } }));
    const dir = join(root, "recorded");
    const made = await recordProfile(configured, dir, ["ktc_pipeline", "sheets_pipeline"], watch);
    expect(made).toMatchObject({ answers: 1, tabs: 4 });
    expect(readdirSync(dir).toSorted()).toEqual(["index.json", "payloads", "profile.yaml", "sheets"]);
    expect(readdirSync(join(root, "home"))).toEqual([]);
    const all = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8")).join("\n");
    expect(all).not.toMatch(/s3cr3t|c00kie|@example\.|555.?555?.?01/);

    const loaded = loadConfig({ home: join(root, "home"), profile: dir }, {}, root);
    const [report] = await executeRun(loaded, { flows: ["ktc_pipeline", "sheets_pipeline"], parameters: {}, dbt: false, out: null }, watch);
    expect(report?.status).toBe("success");
    const published = report?.summary.datasets.filter(({ outcome }) => outcome === "published").map(({ dataset, rows }) => `${dataset} ${rows ?? ""}`) ?? [];
    expect(published).toEqual(expect.arrayContaining(["players 440", "picks 36", "transactions 30"]));
  });

  it("keeps what a provider refused as its answer, and does not write over a folder", async () => {
    const made = await recordProfile(recording("<html>no</html>", { status: 403 }), join(root, "recorded"), ["ktc_pipeline"], watch);
    expect(JSON.parse(readFileSync(join(made.dir, "index.json"), "utf8"))).toEqual([{ url: PAGE, status: 403 }]);
    await expect(recordProfile(recording(good), join(root, "recorded"), ["ktc_pipeline"], watch)).rejects.toThrow(/is not empty/);
  });
});
