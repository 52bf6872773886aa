import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { executeReparse, executeRun } from "../../src/flows/execute.ts";
import type { RunReport, RunWatch } from "../../src/flows/run-days.ts";
import { failedWaiver, inventAnswers, inventPlayers, inventRoster, inventRosters, LAST_SEASON, LEAGUE } from "../support/invented-sleeper.ts";
import { hurriedClock } from "../support/hurried-clock.ts";

const ROSTERS = `/league/${LEAGUE}/rosters`;
const watch: RunWatch = { progress: () => undefined, signal: new AbortController().signal, clock: () => new Date(), env: {}, engineClock: hurriedClock };
const TEAMS = ["rosters", "users", "players", "fa_pool"];

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "snapcount-sleeper-"));
  mkdirSync(join(root, "home"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

interface Given {
  readonly now?: string;
  /** By path: `/state/nfl`. Bytes are sent as they are. */
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status?: Readonly<Record<string, number>>;
  readonly sleeper?: object;
  readonly parameters?: Record<string, unknown>;
}

function recording({ now = "2026-09-17T12:00:00Z", answers = {}, headers = {}, status = {}, sleeper = { leagues: [LEAGUE] } }: Given) {
  const profile = join(root, "profile");
  mkdirSync(profile, { recursive: true });
  const index = [...inventAnswers(answers)].map(([url, answer], nth) => {
    writeFileSync(join(profile, `${nth}.json`), typeof answer === "string" ? answer : JSON.stringify(answer));
    return { url, status: status[new URL(url).pathname.slice("/v1".length)] ?? 200, headers, file: `${nth}.json` };
  });
  writeFileSync(join(profile, "index.json"), JSON.stringify(index));
  writeFileSync(join(profile, "profile.yaml"), JSON.stringify({ now, payloads: "index.json", league: { sleeper } }));
  return loadConfig({ home: join(root, "home"), profile }, {}, root);
}

async function run(given: Given = {}, flows: readonly string[] = ["sleeper_pipeline"]): Promise<RunReport> {
  const [report] = await executeRun(recording(given), { flows, parameters: given.parameters ?? {}, dbt: false, out: null }, watch);
  if (report === undefined) throw new Error("one day is one run");
  return report;
}

const outcomes = ({ summary }: RunReport): Readonly<Record<string, string>> => Object.fromEntries(summary.datasets.map(({ dataset, outcome, rows }) => [dataset, `${outcome} ${rows ?? "-"}`]));
const outcomesOf = (report: RunReport, datasets: readonly string[]): readonly string[] => datasets.map((name) => outcomes(report)[name]?.split(" ")[0] ?? "absent");
const reasonOf = ({ summary }: RunReport, dataset: string): string => summary.datasets.find((entry) => entry.dataset === dataset)?.reason ?? "";

describe("sleeper_pipeline", () => {
  it("keeps nothing of the league's chat: a new message is no change, and stands in no file", async () => {
    const league = JSON.parse(JSON.stringify([...inventAnswers({})].find(([url]) => url.endsWith(`/league/${LEAGUE}`))?.[1])) as Record<string, unknown>;
    await run({ answers: { [`/league/${LEAGUE}`]: { ...league, last_message_text: "call me: 555-555-0100" } } });
    const again = await run({ now: "2026-09-18T12:00:00Z", answers: { [`/league/${LEAGUE}`]: { ...league, last_message_text: "another word", last_author_display_name: "ann" } } });
    expect(outcomesOf(again, ["league", "traded_picks", "drafts"])).toEqual(["unchanged", "unchanged", "unchanged"]);
    const files = readdirSync(join(root, "home"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes("555-555-0100"))).toEqual([]);
  });

  it("publishes every table; equal answers make no new file", async () => {
    const first = await run();
    expect(first.status).toBe("success");
    expect(outcomes(first)).toEqual({
      rosters: "published 4", users: "published 5", players: "published 402", fa_pool: "published 338", league: "published 1", transactions: "published 3", drafts: "published 1", draft_picks: "published 4",
      traded_picks: "published 2", matchups: "published 8", state: "published 1", trending: "published 3",
    });
    const second = await run({ now: "2026-09-18T12:00:00Z" });
    expect(new Set(second.summary.datasets.map(({ outcome }) => outcome))).toEqual(new Set(["unchanged"]));
    expect(second.status).toBe("success");
  });

  it("takes the players from the archive within a day, and asks again the day after", async () => {
    await run();
    const answers = { "/players/nfl": inventPlayers(410) };
    expect(outcomesOf(await run({ answers, now: "2026-09-18T11:00:00Z" }), TEAMS)).toEqual(["unchanged", "unchanged", "unchanged", "unchanged"]);
    const rosters = { ...answers, [ROSTERS]: [...inventRosters().slice(1), inventRoster(1, { players: ["1000"], starters: ["1000"], reserve: null, taxi: null })] };
    // Other rosters are published with yesterday's list, and who left them is free.
    expect(outcomes(await run({ answers: rosters, now: "2026-09-18T11:10:00Z" }))).toMatchObject({ rosters: "published 4", players: "published 402", fa_pool: "published 343" });
    expect(outcomes(await run({ answers: rosters, now: "2026-09-18T12:00:00Z" }))["players"]).toBe("published 412");
  });

  it("honours 304 and what the provider says about how long its answer holds", async () => {
    const answers = { [ROSTERS]: inventRosters().slice(1) };
    for (const headers of [{ etag: '"v1"' }, { "cache-control": "public, s-maxage=7200, max-age=60" }]) {
      await run({ headers, parameters: { force: true } });
      expect(outcomesOf(await run({ answers, headers, now: "2026-09-17T13:59:00Z" }), TEAMS)).toEqual(["unchanged", "unchanged", "unchanged", "unchanged"]);
    }
    const later = await run({ answers, headers: { "cache-control": "s-maxage=7200" }, now: "2026-09-17T14:00:00Z" });
    expect(reasonOf(later, "rosters")).toMatch(/has 3 rosters, its settings say 4/);
  });

  it.each<readonly [string, unknown, RegExp]>([
    ["a page in its place", "<html><title>Just a moment</title></html>", /^sleeper\.rosters, rosters of league \d+: a page came in place of JSON/],
    ["one that is cut off", JSON.stringify(inventRosters()).slice(0, 500), /^sleeper\.rosters, .* is no JSON, or was cut off after 500 bytes/],
    ["a field of another name", inventRosters().map(({ players: _, ...roster }) => ({ ...roster, player_ids: [] })), /^sleeper\.rosters, .*roster 1 of 4: players is missing/],
    ["a player on two rosters", [...inventRosters().slice(0, 3), inventRoster(4, { players: ["1000"], starters: ["0"], reserve: null, taxi: null })], /1 player\(s\) stand on two rosters/],
  ])("puts the group aside for a broken answer of rosters, %s; the other groups go on", async (_, rosters, reason) => {
    await run();
    const report = await run({ answers: { [ROSTERS]: rosters, [`/league/${LEAGUE}/transactions/2`]: [failedWaiver(9)] }, now: "2026-09-18T12:00:00Z" });
    expect(report.status).toBe("partial_success");
    expect(outcomesOf(report, TEAMS)).toEqual(["quarantined", "quarantined", "quarantined", "quarantined"]);
    expect(reasonOf(report, "rosters")).toMatch(reason);
    expect(outcomes(report)).toMatchObject({ transactions: "published 4", state: "unchanged 1", trending: "unchanged 3" });
    expect(report.summary.datasets.find(({ dataset }) => dataset === "fa_pool")?.servingDt).toBe("2026-09-17");
  });

  it("warns of a team that nobody manages, and publishes it", async () => {
    const report = await run({ answers: { [ROSTERS]: [...inventRosters().slice(0, 3), inventRoster(4, { owner_id: null })] } });
    expect(report.summary.datasets.find(({ dataset }) => dataset === "rosters")).toMatchObject({ outcome: "published", verdict: "warn", reason: expect.stringContaining("owner_id") as string });
  });

  it("loses nothing when Sleeper is busy; answers put aside are read again after a fix", async () => {
    await run();
    const busy = await run({ status: { [ROSTERS]: 503 }, now: "2026-09-18T12:00:00Z" });
    expect(outcomesOf(busy, TEAMS)).toEqual(["lkg", "lkg", "lkg", "lkg"]);
    expect(reasonOf(busy, "rosters")).toMatch(/answered 503/);
    await run({ answers: { [ROSTERS]: inventRosters().slice(1) }, now: "2026-09-19T12:00:00Z" });
    const [again] = await executeReparse(recording({ now: "2026-09-20T12:00:00Z" }), "sleeper", watch);
    expect(again?.summary.datasets.filter(({ dataset }) => TEAMS.includes(dataset)).map(({ dt, outcome }) => [dt, outcome])).toEqual(TEAMS.map(() => ["2026-09-19", "quarantined"]));
  });

  it("brings the seasons before into the tables of history, and asks for them again only after a week", async () => {
    const sleeper = { leagues: [LEAGUE], seasonsBack: 3 };
    expect(outcomes(await run({ sleeper }))).toMatchObject({ rosters: "published 4", league: "published 2", transactions: "published 4", matchups: "published 72" });
    const answers = { [`/league/${LAST_SEASON}/transactions/2`]: [failedWaiver(8)] };
    expect(outcomes(await run({ sleeper, answers, now: "2026-09-23T12:00:00Z" }))["transactions"]).toBe("unchanged 4");
    expect(outcomes(await run({ sleeper, answers, now: "2026-09-24T12:00:00Z" }))["transactions"]).toBe("published 5");
  });

  it("names the league that Sleeper does not know; what needs no league goes on", async () => {
    const report = await run({ answers: { [`/league/${LEAGUE}`]: null } });
    expect(reasonOf(report, "rosters")).toMatch(new RegExp(`league ${LEAGUE}: Sleeper answered null`));
    expect(outcomes(report)).toMatchObject({ state: "published 1", trending: "published 3" });
  });

  it("without a league says what to set; what needs no league goes on", async () => {
    const alone = await run({ sleeper: { leagues: [] } });
    expect(reasonOf(alone, "rosters")).toMatch(/no Sleeper league is configured/);
    expect(alone.summary.datasets.find(({ dataset }) => dataset === "rosters")?.fix).toMatch(/SLEEPER_LEAGUE_ID/);
    expect(outcomes(alone)).toMatchObject({ state: "published 1", trending: "published 3" });
  });

  it("writes files that dbt finds, with the players as a list", async () => {
    await run();
    const meta = JSON.parse(readFileSync(join(root, "home/data/raw/sleeper/rosters/dt=2026-09-17/_meta.json"), "utf8")) as { readonly output_parquet: readonly string[]; readonly columns: readonly object[] };
    expect(meta.output_parquet).toEqual(["rosters_2026-09-17.parquet"]);
    expect(meta.columns).toContainEqual({ name: "players", type: "VARCHAR[]" });
  });
});
