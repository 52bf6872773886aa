import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/load.ts";
import { executeRun } from "../../src/flows/execute.ts";
import type { Document } from "../../src/sources/parsed-source.ts";
import { readRecords } from "../../src/sources/sleeper/answer.ts";
import { draftOf, readDraft, readDraftPicks } from "../../src/sources/sleeper/drafts.ts";
import { type KnownLeague, readLeague } from "../../src/sources/sleeper/leagues.ts";
import { readMatchups, wholeWeeks } from "../../src/sources/sleeper/matchups.ts";
import { readPlayers } from "../../src/sources/sleeper/players.ts";
import { judgeRosters } from "../../src/sources/sleeper/roster-checks.ts";
import { readRosters } from "../../src/sources/sleeper/rosters.ts";
import { readState } from "../../src/sources/sleeper/state.ts";
import { readTradedPicks } from "../../src/sources/sleeper/traded-picks.ts";
import { readTransactions, type Transaction } from "../../src/sources/sleeper/transactions.ts";
import { readTrend } from "../../src/sources/sleeper/trending.ts";
import { readUsers } from "../../src/sources/sleeper/users.ts";

type Row = Readonly<Record<string, unknown>>;

const FOLDER = resolve(import.meta.dirname, "..", "..", "..", "shared", "data", "providers", "sleeper");
const fileOf = (name: string): string => resolve(FOLDER, name);
const document = (name: string): Document => ({ label: name, address: name, bytes: readFileSync(fileOf(name)) });
const made = (label: string, answer: unknown): Document => ({ label, address: label, bytes: Buffer.from(JSON.stringify(answer)) });
const json = (name: string): unknown => JSON.parse(readFileSync(fileOf(name), "utf8"));

const [LEAGUE_2026, LEAGUE_515, LEAGUE_521] = ["league-1312124603224555520_2026", "league-515566249837142016_2020", "league-521379020332068864_2020"];
const leagueOf = (folder: string): KnownLeague => ({ ...readLeague(document(`${folder}/league.json`), /-(\d+)_/.exec(folder)?.[1] ?? ""), order: 1, isPast: false });
const answer = (folder: string, name: string) => ({ league: leagueOf(folder), document: document(`${folder}/${name}.json`) });

describe("Sleeper's real answers: counts as their README states them", () => {
  it.each<readonly [string, number]>([[LEAGUE_2026, 12], [LEAGUE_515, 12], [LEAGUE_521, 12]])("the rosters and users of %s are %i, and break none of their league's rules", (folder, count) => {
    const rosters = readRosters(answer(folder, "rosters"));
    expect([rosters.length, readUsers(answer(folder, "users")).length]).toEqual([count, 12]);
    expect(judgeRosters([leagueOf(folder)], rosters).filter(({ verdict }) => verdict !== "pass")).toEqual([]);
  });

  it("points before a season have no decimals; afterwards they have", () => {
    expect(readRosters(answer(LEAGUE_2026, "rosters")).map(({ row }) => row["settings_fpts"])).toEqual(Array.from({ length: 12 }, () => 0));
    const decimals = readRosters(answer(LEAGUE_515, "rosters")).filter(({ row }) => !Number.isInteger(row["settings_fpts"]));
    expect(decimals.length).toBeGreaterThan(6);
  });

  it("transactions by round are 283, 36, 30, 51, 17, 37, 17, 20, 22; 60 of the first are lost waivers and no move", () => {
    const rounds = Array.from({ length: 9 }, (_, index) => readTransactions(answer(LEAGUE_515, `transactions/${index + 1}`)));
    expect(rounds.map(({ length }) => length)).toEqual([283, 36, 30, 51, 17, 37, 17, 20, 22]);
    const failed = (rounds[0] ?? []).filter(({ row }) => row["status"] === "failed");
    expect(failed).toHaveLength(60);
    expect(failed.filter(({ row }) => row["type"] !== "waiver" || row["is_move"] === true)).toEqual([]);
    expect(failed.some(({ row }) => (row["added_player_ids"] as readonly string[]).length > 0)).toBe(true);
    expect(rounds.flat().filter(({ missing }) => missing.length > 0)).toEqual([]);
    expect(rounds.every((round, index) => round.every(({ row }) => row["week"] === index + 1))).toBe(true);
  });

  it("33 trades of another program's recording lack five fields, and say so", () => {
    const trades = readTransactions(answer(LEAGUE_2026, "transactions_trades"));
    expect(trades).toHaveLength(33);
    expect(trades.every(({ missing }) => missing.includes("waiver_budget"))).toBe(true);
    expect(trades[0]?.row).toMatchObject({ week: 1, pick_seasons: [2027, 2027], pick_rounds: [3, 2], pick_roster_ids: [1, 5], pick_owner_ids: [5, 1], added_player_ids: [] });
  });

  it("transactions of one leg are 67, and of a chain of four seasons as many as an independent count finds", () => {
    const wrapper = json("misc/transactions_league-1314363401744416768_2026-07-30.json") as { readonly legs: Readonly<Record<string, unknown>> };
    const league = leagueOf(LEAGUE_2026);
    expect(readTransactions({ league, document: made("leg 1", wrapper.legs["1"]) })).toHaveLength(67);
    const chain = json("misc/league_chain_2023-2026.json") as { readonly legs: Readonly<Record<string, Readonly<Record<string, readonly Row[]>>>> };
    const legs = Object.values(chain.legs).flatMap((weeks) => Object.values(weeks));
    const parsed = legs.flatMap((leg) => readTransactions({ league, document: made("a leg", leg) }));
    expect(parsed).toHaveLength(legs.flat().length);
    const moves = (rows: readonly Transaction[]): number => rows.filter(({ row }) => row["is_move"] === true).reduce((sum, { row }) => sum + (row["added_player_ids"] as readonly string[]).length, 0);
    expect(moves(parsed)).toBe(legs.flat().filter(({ status }) => status === "complete").reduce((sum, { adds }) => sum + Object.keys((adds ?? {})).length, 0));
  });

  it("matchups of five weeks are 12 each, whole, and without matchup in the weeks of a bye", () => {
    const weeks = [1, 2, 13, 16, 17].map((week) => readMatchups({ ...answer(LEAGUE_521, `matchups/${week}`), week }));
    expect(weeks.map(({ rows }) => rows.length)).toEqual([12, 12, 12, 12, 12]);
    expect(wholeWeeks(weeks).verdict).toBe("pass");
    expect(weeks[0]?.rows[0]).toMatchObject({ week: 1, roster_id: 1, matchup_id: 5, points: 134.4, players_points: null });
    expect(weeks.flatMap(({ rows }) => rows).filter((row) => row["matchup_id"] === null)).toHaveLength(8);
  });

  it("drafts, their picks and traded picks: 1, 1, 48, 36, 41, 24", () => {
    const draft = readDraft({ league: leagueOf(LEAGUE_2026), draft: document(`${LEAGUE_2026}/draft.json`) });
    expect(draft.row).toMatchObject({ season: 2026, status: "pre_draft", rounds: 4, teams: 12, slot_roster_ids: [4, 8, 12, 3, 9, 1, 5, 10, 11, 7, 6, 2] });
    expect((draft.row["slot_user_ids"] as readonly string[])[0]).toBe("1095425159290331136");
    const listed = readRecords("drafts", document(`${LEAGUE_521}/drafts.json`), "draft").map((record) => draftOf(record, leagueOf(LEAGUE_521)));
    expect(listed.map(({ row }) => [row["draft_id"], row["slot_roster_ids"]])).toEqual([["521379020332068865", null]]);
    expect(readDraftPicks({ league: leagueOf(LEAGUE_521), picks: document("misc/draft_picks_522458773321240576.json") })).toHaveLength(48);
    expect([readTradedPicks(answer(LEAGUE_2026, "traded_picks")), readTradedPicks(answer(LEAGUE_521, "traded_picks")), readTradedPicks(answer(LEAGUE_2026, "draft_traded_picks"))].map(({ length }) => length)).toEqual([36, 41, 24]);
  });

  it("leagues of 2019, 2020, 2025 and 2026, and the three of a user, are one row each", () => {
    const single = (name: string): KnownLeague => ({ ...readLeague(document(name), (json(name) as { readonly league_id: string }).league_id), order: 1, isPast: false });
    expect([single("misc/league_2019_386236959468675072.json"), single("misc/league_2025_in_season.json"), leagueOf(LEAGUE_515), leagueOf(LEAGUE_521), leagueOf(LEAGUE_2026)].map(({ season, totalRosters }) => [season, totalRosters])).toEqual([[2019, 12], [2025, 12], [2020, 12], [2020, 12], [2026, 12]]);
    const ofUser = json("misc/user_leagues_2020.json") as readonly { readonly league_id: string }[];
    expect(ofUser.map((league) => readLeague(made("a league", league), league.league_id).id)).toHaveLength(3);
    expect([leagueOf(LEAGUE_2026), leagueOf(LEAGUE_515), leagueOf(LEAGUE_521)].map(({ maxRosterSize }) => maxRosterSize)).toEqual([24, 34, 50]);
  });

  it("a user who stands alone has a name to sign in with", () => {
    expect(readUsers({ league: leagueOf(LEAGUE_515), document: made("a user", [json("misc/user_2021-06.json")]) })).toMatchObject([{ username: "solarpool" }]);
  });

  it("the state of an off-season is week 0; trends are 10 and 10", () => {
    expect(readState(document("misc/state_nfl_2026-07-26_off.json"))).toMatchObject({ season: 2026, season_type: "off", week: 0, season_start_date: null });
    expect([readTrend("add", document("misc/trending_add_2021-06.json")), readTrend("add", document("misc/trending_add_2026-07-26.json"))].map(({ length }) => length)).toEqual([10, 10]);
  });

  it("50 players have all fields that the table needs", () => {
    const players = readPlayers(document("misc/players_nfl_sample_2025-07.json"));
    expect(players).toHaveLength(50);
    const other = Object.entries(json("misc/players_nfl_sample_2025-07.json") as Readonly<Record<string, Row>>);
    // The file's order; objects of JavaScript sort such keys.
    const sorted = players.toSorted((a, b) => Number(a.id) - Number(b.id));
    expect(sorted.map(({ id, position, status, team }) => [id, position, status, team])).toEqual(other.map(([id, { position, status, team }]) => [id, position, status, team]));
  });
});

describe("sleeper_pipeline over a league as it was", () => {
  it("publishes every table with the counts of its answers", async () => {
    const root = mkdtempSync(join(tmpdir(), "snapcount-real-sleeper-"));
    try {
      const id = "515566249837142016";
      const league = `/league/${id}`;
      const files: Readonly<Record<string, string | null>> = {
        [league]: `${LEAGUE_515}/league.json`, [`${league}/rosters`]: `${LEAGUE_515}/rosters.json`, [`${league}/users`]: `${LEAGUE_515}/users.json`, "/players/nfl": "misc/players_nfl_sample_2025-07.json",
        "/state/nfl": "misc/state_nfl_2026-07-26_off.json", "/players/nfl/trending/add?lookback_hours=24&limit=25": "misc/trending_add_2021-06.json", "/players/nfl/trending/drop?lookback_hours=24&limit=25": "misc/trending_add_2026-07-26.json",
        // Nobody recorded these of that league.
        [`${league}/drafts`]: null, [`${league}/traded_picks`]: null,
        ...Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`${league}/matchups/${index + 1}`, null])),
        ...Object.fromEntries(Array.from({ length: 16 }, (_, index) => [`${league}/transactions/${index + 1}`, index < 9 ? `${LEAGUE_515}/transactions/${index + 1}.json` : null])),
      };
      const profile = join(root, "profile");
      mkdirSync(join(profile, "payloads"), { recursive: true });
      mkdirSync(join(root, "home"));
      const index = Object.entries(files).map(([path, name], nth) => {
        writeFileSync(join(profile, "payloads", `${nth}.json`), name === null ? "[]" : readFileSync(fileOf(name)));
        return { url: `https://api.sleeper.app/v1${path}`, status: 200, file: `payloads/${nth}.json` };
      });
      writeFileSync(join(profile, "index.json"), JSON.stringify(index));
      writeFileSync(join(profile, "profile.yaml"), JSON.stringify({ now: "2021-06-12T12:00:00Z", payloads: "index.json", league: { sleeper: { leagues: [id] } } }));
      const [report] = await executeRun(loadConfig({ home: join(root, "home"), profile }, {}, root), { flows: ["sleeper_pipeline"], parameters: {}, dbt: false, out: null }, { progress: () => undefined, signal: new AbortController().signal, clock: () => new Date(), env: {} });
      expect(Object.fromEntries(report?.summary.datasets.map(({ dataset, outcome, rows }) => [dataset, `${outcome} ${rows ?? ""}`]) ?? [])).toEqual({
        rosters: "published 12", users: "published 12", players: "published 50", fa_pool: expect.stringMatching(/^published [1-9]/) as string, league: "published 1", transactions: "published 513",
        drafts: "published 0", draft_picks: "published 0", traded_picks: "published 0", matchups: "published 0", state: "published 1", trending: "published 20",
      });
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
});
